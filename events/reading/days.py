"""Dates in a report, worked out against the day of its publication."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

Date = dt.date

MONTHS = {
    name: n
    for n, name in enumerate(
        [
            "JANUARY",
            "FEBRUARY",
            "MARCH",
            "APRIL",
            "MAY",
            "JUNE",
            "JULY",
            "AUGUST",
            "SEPTEMBER",
            "OCTOBER",
            "NOVEMBER",
            "DECEMBER",
        ],
        1,
    )
}
_MONTH_OF = MONTHS | {name[:3]: n for name, n in MONTHS.items()} | {"SEPT": 9}
WEEKDAYS = {
    name: n
    for n, name in enumerate(["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"])
}
_COUNTS = {
    w: n
    for n, w in enumerate(["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"], 1)
} | {"A": 1, "AN": 1, "FEW": 3, "COUPLE": 2, "SEVERAL": 3, "TWELVE": 12}

_M = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_D = r"(?P<{0}>[0-3]?\d)(?:ST|ND|RD|TH)?"
_TWO_DAYS = rf"{_D.format('d')} ?(?:-|TO|AND|OR|,) ?{_D.format('e')}"
_W = "|".join(WEEKDAYS)
_N = "|".join([*_COUNTS, r"\d{1,3}"])
_YEAR = r"(?:,? (?:OF )?(?P<y>(?:19|20)\d\d|(?<=[A-Z] )[6-9]\d(?!\d)))?"


@dataclass(frozen=True, slots=True)
class Day:
    """A closed interval of days that a report names.

    ``start`` null is "on or before". ``span`` is in the plain text; ``kind`` one of day, weekday, relative,
    period, ago, since, month, year.
    """

    start: Date | None
    end: Date
    precision: str | None
    span: tuple[int, int]
    kind: str


_Read = Callable[["re.Match[str]", Date], "tuple[Date | None, Date, str | None, str] | None"]


def _made(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None, month: int, day: int, published: Date) -> int:
    """Return the year that is told, else the last one in which the day was not yet to come."""
    if text:
        return int(text) if len(text) == 4 else 1900 + int(text)
    late = (month, day) > ((published + dt.timedelta(2)).month, (published + dt.timedelta(2)).day)
    return published.year - 1 if late else published.year


def _dated(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    month = _MONTH_OF[match["m"]]
    day = int(match["d"])
    found = _made(_year(match["y"], month, day, published), month, day)
    return (found, found, "day", "day") if found else None


def _ranged(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    month = _MONTH_OF[match["m"]]
    first, last = int(match["d"]), int(match["e"])
    year = _year(match["y"], month, last, published)
    start, end = _made(year, month, first), _made(year, month, last)
    if not start or not end or start > end:
        return None
    return (start, end, "day" if start == end else "days", "day")


def _iso(match: re.Match[str], _: Date) -> tuple[Date | None, Date, str | None, str] | None:
    found = _made(int(match[1]), int(match[2]), int(match[3]))
    return (found, found, "day", "day") if found else None


def _month(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    month = _MONTH_OF[match["m"]]
    year = _year(match["y"], month, 1, published)
    start = Date(year, month, 1)
    if (match["lead"] or "").startswith("SINCE"):
        return (start, max(published, start), None, "since")
    end = (start.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)
    return (start, end, "month", "month")


def _whole_year(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    year = int(match["y"])
    if year > published.year:
        return None
    if match[0].startswith("SINCE"):
        return (Date(year, 1, 1), published, None, "since")
    return (Date(year, 1, 1), Date(year, 12, 31), "year", "year")


_AGO_DAYS = {"DAY": 1, "WEEK": 7, "MONTH": 30, "YEAR": 365, "HOUR": 0, "MINUTE": 0}


def _ago(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    number = _COUNTS.get(match["n"]) or int(match["n"])
    unit = match["u"].rstrip("S")
    day = published - dt.timedelta(_AGO_DAYS[unit] * number)
    if unit in ("HOUR", "MINUTE"):
        back = published - dt.timedelta(min(number, 72) // 24)
        return (back, published, "day" if back == published else "days", "relative")
    if unit == "DAY" and match["n"] not in ("FEW", "SEVERAL", "COUPLE"):
        return (day, day, "day", "ago")
    slack = dt.timedelta({"DAY": 2, "WEEK": 3, "MONTH": 15, "YEAR": 183}[unit])
    return (day - slack, min(published, day + slack), "year" if unit == "YEAR" else "month", "ago")


def _past(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    number = _COUNTS.get(match["n"] or "ONE") or int(match["n"])
    unit = match["u"].rstrip("S")
    back = 0 if unit == "MINUTE" else max(1, -(-number // 24)) if unit == "HOUR" else _AGO_DAYS[unit] * number
    return (published - dt.timedelta(back), published, None, "period")


def _relative(back: int) -> _Read:
    def read(_: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str]:
        day = published - dt.timedelta(back)
        return (day, day, "day", "relative")

    return read


def _weekday(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    back = (published.weekday() - WEEKDAYS[match["w"]]) % 7
    if match["last"] and back == 0:
        back = 7
    day = published - dt.timedelta(back)
    return (day, day, "day", "weekday")


def _last(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str] | None:
    unit = match["u"]
    if unit == "WEEK":
        start = published - dt.timedelta(published.weekday() + 7)
        return (start, start + dt.timedelta(6), "week", "period")
    if unit == "MONTH":
        end = published.replace(day=1) - dt.timedelta(1)
        return (end.replace(day=1), end, "month", "period")
    if unit == "WEEKEND":
        start = published - dt.timedelta((published.weekday() - 5) % 7 or 7)
        return (start, start + dt.timedelta(1), "days", "period")
    return (Date(published.year - 1, 1, 1), Date(published.year - 1, 12, 31), "year", "year")


def _this(match: re.Match[str], published: Date) -> tuple[Date | None, Date, str | None, str]:
    unit = match["u"] or match["v"]
    if unit == "WEEK":
        return (published - dt.timedelta(published.weekday()), published, "week", "period")
    if unit == "WEEKEND":
        back = (published.weekday() - 5) % 7
        return (published - dt.timedelta(back), published, "days", "period")
    if unit == "MONTH":
        return (published.replace(day=1), published, "month", "period")
    return (Date(published.year, 1, 1), published, "year", "period")


_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(p), read)
    for p, read in (
        (r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b", _iso),
        (
            rf"\b(?:BETWEEN |FROM )?{_TWO_DAYS} (?P<m>{_M})\b\.?{_YEAR}",
            _ranged,
        ),
        (rf"\b(?P<m>{_M})\b\.? {_D.format('d')} ?(?:-|TO|AND) ?{_D.format('e')}\b{_YEAR}", _ranged),
        (rf"\b{_D.format('d')} (?:OF )?(?P<m>{_M})\b\.?{_YEAR}", _dated),
        (rf"\b(?P<m>{_M})\b\.? {_D.format('d')}(?!\d|[,.]\d{{3}})\b(?:,? (?P<y>(?:19|20)\d\d))?", _dated),
        (r"\bDAY BEFORE YESTERDAY\b", _relative(2)),
        (r"\b(?:YESTERDAY|LAST NIGHT|LAST EVENING)\b(?: (?:MORNING|AFTERNOON|EVENING|NIGHT))?", _relative(1)),
        (
            r"\b(?:TODAY|TONIGHT|THIS (?:EARLY )?(?:MORNING|AFTERNOON|EVENING|NIGHT))\b",
            _relative(0),
        ),
        (rf"\b(?P<n>{_N}) (?P<u>(?:DAY|WEEK|MONTH|YEAR|HOUR|MINUTE)S?) (?:AGO|EARLIER)\b", _ago),
        (rf"\b(?:PAST|LAST|PREVIOUS) (?:(?P<n>{_N}) )?(?P<u>(?:DAY|WEEK|MONTH|YEAR|HOUR)S)\b", _past),
        (r"\b(?P<n>24|48|72)-(?P<u>HOUR)S?\b", _past),
        (rf"\b(?P<last>LAST )?(?:ON )?(?P<w>{_W})\b", _weekday),
        (r"\b(?:LAST|PREVIOUS|PAST) (?P<u>WEEK|MONTH|YEAR|WEEKEND)\b", _last),
        (r"\b(?:THIS|THE) (?P<u>WEEKEND)\b|\bTHIS (?P<v>WEEK|MONTH|YEAR)\b", _this),
        (
            rf"\b(?P<lead>SINCE|IN|DURING|OF|BY|UNTIL|EARLY|LATE|MID|LAST|THIS) ?-?(?P<m>{_M})\b\.?{_YEAR}",
            _month,
        ),
        (rf"\b(?P<lead>)(?P<m>{_M})\b\.?,? (?:OF )?(?P<y>(?:19|20)\d\d)\b", _month),
        (r"\b(?:SINCE|IN|DURING|OF|BY|EARLY|LATE|YEAR) (?P<y>(?:19|20)\d\d)\b", _whole_year),
    )
)


def days_in(text: str, offset: int, published: Date) -> list[Day]:
    """Return the dates that a stretch of plain text names, in order, none inside another.

    Parameters
    ----------
    text : str
        In capitals.
    offset : int
        Where the stretch begins in the whole plain text.
    published : date
        The day that "yesterday" is reckoned from.
    """
    found: list[Day] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            span = (match.start() + offset, match.end() + offset)
            if any(a < span[1] and span[0] < b for a, b in (d.span for d in found)):
                continue
            try:
                made = read(match, published)
            except (ValueError, OverflowError):
                continue
            if made:
                found.append(Day(made[0], made[1], made[2], span, made[3]))
    return sorted(found, key=lambda d: d.span)
