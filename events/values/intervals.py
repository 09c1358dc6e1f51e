"""Closed intervals of days, as what a cell says about when."""

from __future__ import annotations

import calendar
import datetime as dt

from events.values.date_columns import UNREAD, DateValue

Date = dt.date


def precision_of(start: Date, end: Date) -> str:
    """Return the finest precision that covers an interval of days."""
    days = (end - start).days + 1
    for limit, name in ((1, "day"), (6, "days"), (7, "week"), (31, "month")):
        if days <= limit:
            return name
    return "year"


def between(start: dt.date, end: dt.date, kind: str, note: str | None = None) -> DateValue:
    """Return an interval of days with its finest precision."""
    return DateValue(start, end, precision_of(start, end), kind, note=note)


def is_whole(value: DateValue) -> bool:
    """Return whether a value has both its days."""
    return value.problem is None and value.start is not None and value.end is not None


def hull(values: list[DateValue]) -> DateValue | None:
    """Return the interval from the first to the last of several, None where one of them is none."""
    problem = next((value for value in values if value.problem), None)
    if problem is not None:
        return problem if "does not exist" in (problem.problem or "") else None
    starts = [value.start for value in values if value.start is not None]
    ends = [value.end for value in values if value.end is not None]
    if len(starts) < len(values) or len(ends) < len(values):
        return next((value for value in values if value.kind == UNREAD), None)
    return between(min(starts), max(ends), "range", values[0].note)


def month_days(year: int, month: int) -> int:
    """Return how many days a month has."""
    return calendar.monthrange(year, month)[1]
