"""What an event adds to a count for certain and at the most: its days, its dead, its injured, as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from events.query.counting import best_deaths

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from events.query.counting import Window

CERTAIN = ("events_low", "deaths_low", "deaths_best", "injured_low")
"""Sums over the events that count for certain."""
POSSIBLE = (
    "events_high", "contested", "unlocated", "deaths_high", "deaths_unknown", "deaths_open",
    "injured_high", "injured_unknown",
)  # fmt: skip
"""Sums over all that may count."""
MEASURES = (
    "events_low", "events_high", "contested", "unlocated",
    "deaths_low", "deaths_best", "deaths_high", "deaths_unknown", "deaths_open",
    "injured_low", "injured_high", "injured_unknown",
)  # fmt: skip
"""The figures of a cell. ``deaths_unknown``: events without any figure; ``deaths_open``: events of which only
a lowest is known. Both make the highest an "at least"."""


def prepared(rows: ir.Table, window: Window) -> ir.Table:
    """Return events with the columns that counts are made of.

    Parameters
    ----------
    rows : ir.Table
        Selected events.
    window : tuple of date or None
        The days that are counted; an event that may lie outside them is not certain.

    Returns
    -------
    ir.Table
        Beside the columns of the model: ``first`` and ``last`` (the days on which it may have been; first is
        null where only the last possible day is known, both are of an undated one), ``sure``, the figures.
    """
    first, last = days(rows)
    low, best, high = deaths(rows)
    rows = rows.mutate(first=first, last=last, low=low, best=best, high=high)
    contested = rows.contested.fill_null(False)
    rows = rows.mutate(contested=contested, sure=_within(rows, *window))
    at_least = rows.fatalities_best.isnull() & rows.fatalities_high.isnull() & rows.fatalities_low.notnull()
    return rows.mutate(
        unknown=rows.high.isnull(),
        at_least=at_least,
        placed=rows.latitude.notnull() & rows.longitude.notnull(),
    )


def days(rows: ir.Table) -> tuple[ir.DateValue, ir.DateValue]:
    """Return the first and the last day on which an event may have been.

    A lone day that stands for its month or year (`events.wording.time_kind`) is all of it; one "since" when
    something happened goes on to the end of its year.
    """
    start, end = rows.event_date, rows.end_date
    lone = start.notnull() & (end.isnull() | (end == start))
    month = lone & (rows.time_precision == "month").fill_null(False)
    year = lone & (rows.time_precision == "year").fill_null(False)
    since = year & end.isnull() & ~((start.month() == 1) & (start.day() == 1))
    first = ibis.cases((since, start), (year, start.truncate("Y")), (month, start.truncate("M")), else_=start)
    year_end = start.truncate("Y") + ibis.interval(years=1) - ibis.interval(days=1)
    month_end = start.truncate("M") + ibis.interval(months=1) - ibis.interval(days=1)
    last = ibis.cases((year, year_end), (month, month_end), else_=ibis.coalesce(end, start))
    return first, last


def deaths(rows: ir.Table) -> tuple[ir.IntegerValue, ir.IntegerValue, ir.IntegerValue]:
    """Return the lowest, best and highest deaths of an event; null where nothing is known.

    Figures that contradict each other are bounds in their order; "at most 5" begins at nobody.
    """
    figures = [rows.fatalities_low, rows.fatalities_best, rows.fatalities_high]
    best = best_deaths(rows)
    lowest = ibis.least(*(figure.fill_null(best) for figure in figures))
    only_most = rows.fatalities_low.isnull() & rows.fatalities_best.isnull() & rows.fatalities_high.notnull()
    return only_most.ifelse(0, lowest), best, ibis.greatest(*(figure.fill_null(best) for figure in figures))


def _within(rows: ir.Table, first: object, last: object) -> ir.BooleanValue:
    parts: list[ir.BooleanValue] = [ibis.literal(True)]
    if first is not None:
        parts.append((rows.first >= ibis.literal(first)).fill_null(False))
    if last is not None:
        parts.append((rows.last <= ibis.literal(last)).fill_null(False))
    return ibis.and_(*parts)


def sums(rows: ir.Table) -> dict[str, ir.Value]:
    """Return how each of `MEASURES` is summed over prepared rows."""
    sure = rows.sure

    def certain(figure: ir.Value) -> ir.Value:
        return sure.ifelse(figure, 0).sum()

    return {
        "events_low": sure.sum(),
        "events_high": rows.count(),
        "contested": rows.contested.sum(),
        "unlocated": (~rows.placed).sum(),
        "deaths_low": certain(rows.low),
        "deaths_best": certain(rows.best),
        "deaths_high": rows.high.sum(),
        "deaths_unknown": rows.unknown.sum(),
        "deaths_open": rows.at_least.sum(),
        "injured_low": certain(rows.injured),
        "injured_high": rows.injured.sum(),
        "injured_unknown": rows.injured.isnull().sum(),
    }


__all__ = ["CERTAIN", "MEASURES", "POSSIBLE", "days", "deaths", "prepared", "sums"]
