"""Dates as tables write them: an interval with its precision, or a reason why not.

Whether 03/04/2024 is in March or April cannot be told from the cell. The order is
inferred over the whole column (``order_of``) and stated; nothing is rolled over.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import replace
from functools import partial

from events.values.clock_times import FOLLOWED, with_time
from events.values.date_columns import EXCEL_SERIALS, UNKNOWN, UNREAD, DateColumn, DateValue, order_of, plain
from events.values.date_vocabulary import NO_DAY, PART_WORDS
from events.values.date_words import (
    has_year,
    leftover,
    read_worded_date,
    same_year,
    two_parts,
    undated,
    with_year_told,
)
from events.values.hijri_dates import HIJRI_MARK, SOLAR_MARK, read_hijri
from events.values.intervals import precision_of
from events.values.month_names import month_key, months

Date = dt.date
EARLIEST, LATEST = 1500, 2100
"""Years outside of these are refused: no event table means them."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{4,6}Z?))?$")
_NUMERIC = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?:[T ,]+(\d{1,2}[:.].+))?$")
_MONTH_YEAR = re.compile(r"(\d{4})[-/.](\d{1,2})$|(\d{1,2})[-/.](\d{4})$")
_QUARTER = re.compile(
    r"(?:q([1-4])[\s/-]*(\d{4})|(\d{4})[\s/-]*q([1-4])"
    r"|([1-4])(?:st|nd|rd|th) quarter(?: of)? (\d{4}))$",
    re.I,
)
_SEASON = re.compile(r"(spring|summer|autumn|fall|winter)(?: of)?\s+(\d{4})$", re.I)
_RANGE = re.compile(
    r"(.+?)\s*(?:/|–|—|\bto\b|\buntil\b|\bbis\b|\ba\b|\bau\b|\bhasta\b|إلى|الى|حتى|\s-\s)\s*(.+)$", re.I
)
_SHORT_RANGE = re.compile(
    r"(?:(?:from|du|del|vom|من)\s+)?(\d{1,2})\.?\s*(?:[-–—]|\b(?:to|au|al|bis|à)\b|إلى|الى)\s*(\d{1,2})\.?\s+(\D.*)$",
    re.I,
)
_WORD = re.compile(
    r"^(before|after|since|until|by|about|around|circa|c\.|ca\.|approx\.?|early|mid|late|end of|beginning of)"
    r"[\s-]+(?!hours|morning|afternoon|evening|night)",
    re.I,
)
_CJK = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|^(?:lun|mar|mer|jeu|ven|sam|dim)[a-zé]*di,?\s+", re.I
)
_PLAIN_COLUMN = DateColumn()


def read_date(raw: str, column: DateColumn = _PLAIN_COLUMN) -> DateValue:
    """Return what a cell says about when.

    Parameters
    ----------
    raw : str
        The cell as it came.
    column : DateColumn
        How its column writes dates (see ``order_of``).

    Returns
    -------
    DateValue
        All empty for an empty or "unknown" cell; with ``problem`` where it cannot be read.
    """
    if len(raw) > 200:
        return DateValue(problem="is too long for a date")
    text = plain(raw)
    if text.casefold() in UNKNOWN:
        return DateValue(kind="unknown", note=text or None)
    value = _plainly(_CJK.sub(r"\1-\2-\3", text), column)
    if value.problem in _UNREAD or (value.problem or "").startswith("has no month") or text.startswith("00/"):
        value = _in_words(text, column) or value
    return with_year_told(value, text, column) if column.year and not column.depth else value


_NOT_A_DATE = "is not a date"
_BARE = "is a bare number, not a date"
_UNREAD = (_NOT_A_DATE, FOLLOWED, _BARE)
"""What is wrong with a cell that may still be a date in words."""


def _plainly(text: str, column: DateColumn) -> DateValue:
    fast = _ISO.match(text) or _ISO.match(_WEEKDAY.sub("", text))
    if fast and not HIJRI_MARK.search(text) and not SOLAR_MARK.search(text):
        return _iso(fast, column)
    for read in (_number, _numeric, _hijri, _named, _coarse, _two_parts, _worded, _range):
        value = read(text, column)
        if value is not None:
            return value
    return DateValue(problem=_NOT_A_DATE)


def _in_words(text: str, column: DateColumn) -> DateValue | None:
    """Read a date in words; ever simpler parts of it come back here, so its depth is bounded."""
    depth = column.depth + 1
    if depth > 6:
        return None
    inner = replace(column, depth=depth)
    value = read_worded_date(text, column, partial(read_date, column=inner))
    if value is not None and (value.problem is None or value.problem not in _UNREAD):
        return value
    return leftover(text) if depth == 1 else None


def _day(year: int, month: int, day: int, kind: str, note: str | None = None) -> DateValue:
    if not EARLIEST <= year <= LATEST:
        return DateValue(problem=f"is in the year {year}, which no event table means")
    try:
        date = Date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            return DateValue(problem=f"has no month {month}")
        return DateValue(problem=f"does not exist: {calendar.month_name[month]} {year} has no day {day}")
    return DateValue(date, date, "day", kind, note=note)


def _span(start: Date, end: Date, precision: str, kind: str, note: str | None = None) -> DateValue:
    if not EARLIEST <= start.year <= LATEST:
        return DateValue(problem=f"is in the year {start.year}, which no event table means")
    return DateValue(start, end, precision, kind, note=note)


def _month(year: int, month: int, kind: str = "month", note: str | None = None) -> DateValue:
    if not 1 <= month <= 12:
        return DateValue(problem=f"has no month {month}")
    if not EARLIEST <= year <= LATEST:
        return DateValue(problem=f"is in the year {year}, which no event table means")
    return _span(
        Date(year, month, 1), Date(year, month, calendar.monthrange(year, month)[1]), "month", kind, note
    )


def _iso(match: re.Match[str], column: DateColumn) -> DateValue:
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if 1300 <= year < EARLIEST:
        why = f"may be of the lunar or the solar Hijri calendar ({year}): write AH or SH behind it"
        return DateValue(problem=why)
    value = _day(year, month, day, "iso")
    if not match[4] or value.problem:
        return value
    return with_time(value, match[4], read_date)


def _number(text: str, column: DateColumn) -> DateValue | None:
    if not text.replace(".", "", 1).isdigit() or text.startswith("."):
        return None
    compact = _COMPACT.match(text)
    if compact and EARLIEST <= int(compact[1]) <= LATEST:
        return _day(int(compact[1]), int(compact[2]), int(compact[3]), "compact")
    if re.fullmatch(r"\d{4}", text) and EARLIEST <= int(text) <= LATEST:
        year = int(text)
        return _span(Date(year, 1, 1), Date(year, 12, 31), "year", "year")
    if (
        re.fullmatch(r"\d{4}(?:0[1-9]|1[0-2])", text)
        and EARLIEST <= int(text[:4]) <= LATEST
        and not column.serial
    ):
        return _month(int(text[:4]), int(text[4:]))
    number = float(text)
    if column.serial and EXCEL_SERIALS[0] <= number <= EXCEL_SERIALS[1]:
        epoch = Date(1904, 1, 1) if column.epoch_1904 else Date(1899, 12, 30)
        date = epoch + dt.timedelta(days=int(number))
        return DateValue(date, date, "day", "serial")
    if column.unix and number > 600_000_000:
        seconds = number / 1000 if number > 1e11 else number
        date = dt.datetime.fromtimestamp(seconds, dt.UTC).date()
        return DateValue(date, date, "day", "unix")
    return DateValue(problem=_BARE)


def _numeric(text: str, column: DateColumn) -> DateValue | None:
    match = _NUMERIC.match(text) or _NUMERIC.match(_WEEKDAY.sub("", text))
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    note = None
    if len(match[3]) == 2:
        year += 2000 if year < 69 else 1900
        note = "two-digit years are read as 1969 to 2068"
    elif 1300 <= year < EARLIEST:
        return _iso(re.match(r"(\d+)-(\d+)-(\d+)()", f"{year}-{second}-{first}"), column)  # type: ignore[arg-type]
    if first > 12 and second > 12:
        return DateValue(problem=f"has no month {second}")
    sure = first > 12 or second > 12 or first == second
    if column.conflicting and not sure:
        return DateValue(problem="may be day/month or month/day: the column has both")
    day_first = first > 12 or (column.order == "dmy" and second <= 12)
    day, month = (first, second) if day_first else (second, first)
    kind = "numeric" if sure or column.certain else "ambiguous"
    if column.odd and first != second and day_first != (column.order == "dmy"):
        kind, note = "other order", "it can only be read the other way round than the dates of its column"
    value = _day(year, month, day, kind, note)
    return with_time(value, match[4], read_date) if match[4] and not value.problem else value


def _named(text: str, column: DateColumn) -> DateValue | None:
    """Day, month by name, year, in any order; or a month by name and a year."""
    bare = _WEEKDAY.sub("", text)
    parts = re.match(
        r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s,/-]+(?:de |of |d')?)?"
        r"(?P<m>[^\W\d_][^\d,]*?)\.?[\s,/-]*"
        r"(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?=[,\s]+\d))?[\s,/-]*(?:de |of |del )?"
        r"(?P<y>\d{4}|'?\d{2})\s?(?:г\.?|р\.?|م)?(?:[T ,]+(?P<t>\d{1,2}[:.].+))?$",
        bare,
        re.I,
    )
    if parts is None:
        swapped = re.match(r"(\d{4})[\s,/-]+([^\W\d_]+)\.?[\s,/-]+(\d{1,2})(?:[T ,]+(.+))?$", bare)
        if swapped is None:
            return None
        year, name, day, time = int(swapped[1]), swapped[2], int(swapped[3]), swapped[4]
    else:
        year = int(parts["y"].lstrip("'"))
        name, time = parts["m"], parts["t"]
        day_text = parts["d1"] or parts["d2"]
        day = int(day_text) if day_text else 0
        if len(parts["y"].lstrip("'")) == 2:
            year += 2000 if year < 69 else 1900
    if parts is not None and _may_be_day(bare, parts, column):
        return None
    name = re.sub(r"\s+(de|of|del)$", "", name.strip(), flags=re.I)
    month = months()["gregorian"].get(month_key(name))
    if month is None:
        return None
    if not day:
        return _month(year, month)
    value = _day(year, month, day, "named")
    return with_time(value, time, read_date) if time and not value.problem else value


def _hijri(text: str, column: DateColumn) -> DateValue | None:
    return read_hijri(text)


def _may_be_day(text: str, parts: re.Match[str], column: DateColumn) -> bool:
    """Return whether what stands behind a month is a day as well as a year: "June 15", but not "Jun-15"."""
    year = parts["y"]
    if parts["d1"] or parts["d2"] or len(year) != 2 or not 1 <= int(year) <= 31 or parts["t"]:
        return False
    return bool(re.search(rf"[\s]{year}$", text)) and (column.year or 0) % 100 != int(year)


def _coarse(text: str, column: DateColumn) -> DateValue | None:
    match = _MONTH_YEAR.match(text)
    if match:
        year, month = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
        return _month(year, month)
    match = _QUARTER.match(text)
    if match:
        quarter = int(match[1] or match[4] or match[5])
        year = int(match[2] or match[3] or match[6])
        last = 3 * quarter
        return _span(
            Date(year, last - 2, 1), Date(year, last, calendar.monthrange(year, last)[1]), "year", "quarter"
        )
    match = _SEASON.match(text)
    if match:
        return _season(match[1].lower(), int(match[2]))
    return None


def _season(name: str, year: int) -> DateValue:
    """Seasons as the northern hemisphere has them; a winter touches two years, which is not said."""
    note = "a season is read as in the northern hemisphere"
    if name == "winter":
        return _span(
            Date(year - 1, 12, 1),
            Date(year + 1, 2, calendar.monthrange(year + 1, 2)[1]),
            "year",
            "season",
            note,
        )
    first = {"spring": 3, "summer": 6}.get(name, 9)
    return _span(
        Date(year, first, 1),
        Date(year, first + 2, calendar.monthrange(year, first + 2)[1]),
        "year",
        "season",
        note,
    )


def _worded(text: str, column: DateColumn) -> DateValue | None:
    """before, after, since, about, early, mid, late: a wider interval, or one that is open at an end."""
    match = _WORD.match(text)
    if match is None:
        return None
    word = match[1].lower().rstrip(".-")
    inner = read_date(text[match.end() :], column)
    if inner.kind == UNREAD:
        return inner
    if word in _PARTS and inner.kind in ("range", "about", "words") and not inner.problem:
        return None  # "late June/early July", "early mid June": the word belongs to a part of it
    if inner.problem or inner.start is None or inner.end is None:
        return DateValue(problem=_NOT_A_DATE)
    one = dt.timedelta(days=1)
    if word in ("before", "until", "by"):
        end = inner.start - one if word == "before" else inner.end
        return DateValue(None, end, None, "before", note="only the end of the interval is known")
    if word in ("after", "since"):
        start = inner.end + one if word == "after" else inner.start
        return DateValue(start, None, "year", "since", note="only the beginning of the interval is known")
    return _part_of(inner, word)


_PARTS = ("early", "mid", "late", "end of", "beginning of")


def _two_parts(text: str, column: DateColumn) -> DateValue | None:
    return two_parts(text, partial(read_date, column=column))


def _part_of(inner: DateValue, word: str) -> DateValue:
    assert inner.start is not None
    assert inner.end is not None
    days = (inner.end - inner.start).days + 1
    if word in ("about", "around", "circa", "c", "ca", "approx"):
        if inner.precision == "year" and days > 360:
            return replace(inner, kind="about", note=f"“{word}” is read as the year, which is not sure")
        margin = dt.timedelta(days=3 if days == 1 else days // 2)
        start, end = inner.start - margin, inner.end + margin
    else:
        if days == 1:  # "late Sunday 3 May": a part of that day
            return inner
        third = dt.timedelta(days=max(1, days // 3))
        if word in ("early", "beginning of"):
            start, end = inner.start, inner.start + third
        elif word == "mid":
            start, end = inner.start + third, inner.end - third
            if 28 <= days <= 31:  # the middle of a month is to its 20th, of February, too
                end = max(end, inner.start + dt.timedelta(days=19))
        else:
            start, end = inner.end - third, inner.end
    return DateValue(start, end, precision_of(start, end), "about", note=f"“{word}” is read as an interval")


def _range(text: str, column: DateColumn) -> DateValue | None:
    """Two dates; the first may lack the month and year that the second has ("1–5 March 2025")."""
    short = _SHORT_RANGE.match(text)
    if short:
        first, last = read_date(f"{short[1]} {short[3]}", column), read_date(f"{short[2]} {short[3]}", column)
        return _between(first, last)
    if NO_DAY.match(text):
        return None
    match = _RANGE.match(text) or re.match(r"(.+\D)-(.+)$", text)
    if match is None or match[1].casefold() in PART_WORDS:  # "mi-mai 2021" is the middle of May
        return None
    last = read_date(match[2], column)
    first = read_date(match[1], column)
    if last.start is not None and not has_year(match[1]):
        if has_year(match[2]):
            first = same_year(match[1], last.start, partial(read_date, column=column))
        elif first.start is not None and last.end is not None and last.end < first.start:
            return undated("over which turn of a year it goes is not said")
    if UNREAD in (first.kind, last.kind):
        return None
    return _between(first, last)


def _between(first: DateValue, last: DateValue) -> DateValue | None:
    if first.problem or last.problem or first.start is None or last.end is None:
        return DateValue(problem=first.problem or last.problem or _NOT_A_DATE)
    if last.end < first.start:
        return DateValue(problem="ends before it begins")
    return DateValue(first.start, last.end, precision_of(first.start, last.end), "range")


__all__ = ["UNKNOWN", "DateColumn", "DateValue", "order_of", "plain", "precision_of", "read_date"]
