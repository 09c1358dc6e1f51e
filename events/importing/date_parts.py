"""Year, month and day in columns of their own, of the start of an event and of its end."""

from __future__ import annotations

import re

from events.values.dates import DateValue, plain, read_date
from events.vocabulary.missing import is_missing

START_PARTS = ("year", "month", "day_of_month")
END_PARTS = ("end_year", "end_month", "end_day_of_month")
PART_FIELDS = (*START_PARTS, *END_PARTS)
_CODES = frozenset(("", "0", "00", "-9", "-99", "-999", "-9999", "99", "-1", "-8", "-88"))
"""Codes by which event tables write a month or day that is not known (GTD, PITF, SCAD)."""


def read_parts(text: str) -> DateValue:
    """Return what the parts of a date say, to the day, the month or the year as far as they are known.

    Parameters
    ----------
    text : str
        "year|month|day", each as its cell came; a month may be a name. 0, nothing, and words or codes for
        "not known" are not known; a day without a month is none.
    """
    year, month, day = (_bare(part) for part in text.split("|", 2))
    if is_missing(year) or year in _CODES:
        return DateValue(kind="unknown")
    if not year.isdigit():
        return read_date(year) if re.match(r"\d{4}\D", year) else DateValue(problem="is not a year")
    if is_missing(month) or month in _CODES:
        return read_date(year)
    known_day = not (is_missing(day) or day in _CODES)
    if not month.isdigit():
        return read_date(f"{day if known_day else ''} {month} {year}".strip())
    if not known_day:
        return read_date(f"{year}-{int(month):02d}")
    if not day.isdigit():
        return DateValue(problem="has a day that is not a number")
    return read_date(f"{year}-{int(month):02d}-{int(day):02d}")


def _bare(part: str) -> str:
    return re.sub(r"^(-?\d+)\.0*$", r"\1", plain(part))


__all__ = ["END_PARTS", "PART_FIELDS", "START_PARTS", "read_parts"]
