"""The time of day behind a date, and the day that it falls on in UTC."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from events.values.date_columns import DateValue

if TYPE_CHECKING:
    from collections.abc import Callable

FOLLOWED = "is followed by something that is not a time"
"""What is wrong with a date behind which something else stands."""
_TIME = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?$",
    re.I,
)
_ZONE = re.compile(r"\s*(\[?[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}\]?)\s*$")
"""A time zone by its name in the IANA list, such as Asia/Baghdad; in brackets, as ISO 8601 is extended."""


def with_time(value: DateValue, text: str, read: Callable[[str], DateValue]) -> DateValue:
    """Take the time into account: a time with a zone may fall on another day in UTC.

    ``read`` reads what is no time but the second date of an interval.
    """
    zone = _ZONE.search(text)
    match = _TIME.match(text[: zone.start()].strip() if zone else text.strip())
    if zone and match is not None and not match[5]:
        return _local(value, match, zone[1].strip("[]()"), read)
    if match is None or value.start is None:
        other = read(text) if text[:1] in "-/–" else None
        return other or DateValue(problem=FOLLOWED)
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return DateValue(problem="has an impossible time")
        hour = hour % 12 + (12 if match[4].lower().startswith("p") else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return DateValue(problem="has an impossible time")
    offset = _offset_minutes(match[5])
    if offset is None or (hour, minute, second) == (0, 0, 0):
        return value if hour < 24 else _shift(value, 1, "24:00 is the day after")
    minutes = hour * 60 + minute - offset
    days = minutes // 1440
    return value if days == 0 else _shift(value, days, f"{text} is another day in UTC")


def _local(value: DateValue, match: re.Match[str], zone: str, read: Callable[[str], DateValue]) -> DateValue:
    """Keep the day of a time with its zone's name: it is the day where that clock hangs; UTC's is said."""
    wrong = with_time(value, match[0], read)
    if wrong.problem or value.start is None or wrong.start != value.start:
        return wrong
    hour = int(match[1]) % 12 + 12 * match[4].lower().startswith("p") if match[4] else int(match[1])
    moment = dt.datetime.combine(value.start, dt.time(hour, int(match[2]), min(59, int(match[3] or 0))))
    try:
        there = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        there = None
    note = f"the day is that of the clock in {zone}"
    if there is not None and there.date() != value.start:
        note += f"; in UTC it is {there:%Y-%m-%d %H:%M}"
    return DateValue(value.start, value.start, "day", "local time", note=note)


def _shift(value: DateValue, days: int, note: str) -> DateValue:
    assert value.start is not None
    date = value.start + dt.timedelta(days=days)
    return DateValue(date, date, "day", "time zone", note=note)


def _offset_minutes(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone.upper() in ("Z", "UTC", "GMT"):
        return 0
    digits = zone[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)


__all__ = ["FOLLOWED", "with_time"]
