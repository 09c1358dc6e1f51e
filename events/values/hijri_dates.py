"""Dates of the two Hijri calendars as tables write them."""

from __future__ import annotations

import datetime as dt
import re

from events.values.date_columns import DateValue
from events.values.hijri import from_hijri, from_solar_hijri
from events.values.month_names import month_key, months

Date = dt.date
HIJRI_MARK = re.compile(r"\s*(?:هـ|ه|\bA\.?H\.?|\bhijri)\s*$", re.I)
SOLAR_MARK = re.compile(r"\s*(?:ه\.?\s?ش\.?|هـ\.?\s?ش\.?|\bS\.?H\.?|\bsolar hijri)\s*$", re.I)


def read_hijri(text: str) -> DateValue | None:
    """Dates of the two Hijri calendars: marked as such, or with one of their months by name."""
    solar = SOLAR_MARK.search(text)
    lunar = None if solar else HIJRI_MARK.search(text)
    bare = text[: (solar or lunar).start()].strip() if (solar or lunar) else text  # type: ignore[union-attr]
    numbers = re.fullmatch(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})", bare)
    named = re.fullmatch(r"(\d{1,2})\s+([^\W\d][^\d]*?)\s+(\d{4})", bare)
    if numbers and (solar or lunar):
        a, month, b = int(numbers[1]), int(numbers[2]), int(numbers[3])
        year, day = (a, b) if a > 31 else (b, a)
    elif named:
        key = month_key(named[2])
        day, year = int(named[1]), int(named[3])
        month = months()["hijri"].get(key, 0)
        other = months()["solar_hijri"].get(key, 0)
        if not 1300 <= year < 1500 or not (month or other):
            return None
        if not month or (other and solar):
            solar, month = solar or lunar or re.match("", ""), other
    else:
        return None
    convert = from_solar_hijri if solar else from_hijri
    return _religious(convert(year, month, day), bool(solar))


def _religious(date: Date | None, solar: bool) -> DateValue:
    if date is None:
        return DateValue(problem=f"is no date of the {'solar' if solar else 'lunar'} Hijri calendar")
    if solar:
        return DateValue(date, date, "day", "solar hijri", note="converted from the solar Hijri calendar")
    one = dt.timedelta(days=1)
    note = (
        "converted from the lunar Hijri calendar (Umm al-Qura); a day may differ by one from place to place"
    )
    return DateValue(date - one, date + one, "days", "hijri", note=note)


__all__ = ["HIJRI_MARK", "SOLAR_MARK", "read_hijri"]
