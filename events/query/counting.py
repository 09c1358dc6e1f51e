"""What is counted: one definition of shown, located, unknown deaths and totals.

In words (docs/architecture.md, "Counts"): an event is *in the window* when its days overlap it, *shown*
when it is located too and not switched off in the legend. Its deaths count in full when all its days lie
within the window and the filter's dates; otherwise it is dated only to a longer period, and its deaths
stand apart.

`totals` asks the store, `tally` counts a table at hand, ``maps/client/events/counting.js`` counts while time
plays; tests hold the three to the same figures.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

Window = tuple[dt.date | None, dt.date | None]
"""A closed interval of days, open where an end is None."""
ALL_DAYS: Window = (None, None)

_NONE = np.iinfo("int64").min


@dataclass(frozen=True)
class Counts:
    """What a selection holds. ``matched = shown + unlocated + outside_window + undated_hidden + hidden``.

    Attributes
    ----------
    total : int
        Events in the store (without withdrawn ones unless the filter asks for them).
    matched : int
        Events that the filter selects.
    shown : int
        Of these, located, (where a window is given) dated within it, and not switched off: what a map draws.
    unlocated : int
        Of the matched, without coordinates.
    undated : int
        Of the matched, without any date (located or not).
    outside_window : int
        Of the matched and located, dated outside the window.
    undated_hidden : int
        Of the matched and located, undated and therefore not in the window.
    deaths_low, deaths_best, deaths_high : int
        Sums over the counted events whose days all lie within window and filter, of what is known.
    deaths_unknown : int
        How many of the counted events have no figure at all.
    contested : int
        How many of the counted events have rival claims.
    counted : int
        Events in the window, unlocated ones included, that are not switched off: what deaths are summed over.
    hidden : int
        Events in the window and located that are switched off in the legend.
    at_least_only : int
        How many of those that the sums hold have a lowest figure and no other.
    deaths_apart, events_apart : int
        Best figures, and number, of the counted events that are dated only to a longer period.
    """

    total: int
    matched: int
    shown: int
    unlocated: int
    undated: int
    outside_window: int
    undated_hidden: int
    deaths_low: int
    deaths_best: int
    deaths_high: int
    deaths_unknown: int
    contested: int
    counted: int = 0
    hidden: int = 0
    at_least_only: int = 0
    deaths_apart: int = 0
    events_apart: int = 0


def meet(one: Window | None, other: Window | None) -> Window:
    """Return the days that two windows have in common; the first day may then come after the last."""
    (a, b), (c, d) = one or ALL_DAYS, other or ALL_DAYS
    return max((day for day in (a, c) if day), default=None), min(
        (day for day in (b, d) if day), default=None
    )


def counted_window(window: tuple[dt.date, dt.date] | None, mode: str) -> Window | None:
    """Return the window for counting: in mode "cumulative" it has no first day."""
    return (None, window[1]) if window and mode == "cumulative" else window


# ---- in the store ----
def overlaps(events: ir.Table, first: dt.date | None, last: dt.date | None) -> ir.BooleanValue:
    """Return whether an event's interval overlaps a closed one; an undated event's does not.

    An event with an end only ("before") stands on that day: it is known to have happened
    by then, and showing it in every earlier year would claim more.
    """
    begin = ibis.coalesce(events.event_date, events.end_date)
    end = ibis.coalesce(events.end_date, events.event_date)
    parts = [end.notnull()]
    if first is not None:
        parts.append(end >= ibis.literal(first))
    if last is not None:
        parts.append(begin <= ibis.literal(last))
    return ibis.and_(*parts)


def lies_within(events: ir.Table, first: dt.date | None, last: dt.date | None) -> ir.BooleanValue:
    """Return whether all days of an event lie in a window; an end only has no first day to lie in one."""
    parts: list[ir.BooleanValue] = []
    if first is not None:
        parts.append((events.event_date >= ibis.literal(first)).coalesce(False))
    if last is not None:
        end = ibis.coalesce(events.end_date, events.event_date)
        parts.append((end <= ibis.literal(last)).coalesce(False))
    return ibis.and_(*parts) if parts else events.event_id.notnull()


def best_deaths(events: ir.Table) -> ir.IntegerValue:
    """Return the best known count of deaths: best, else low, else high."""
    return ibis.coalesce(events.fatalities_best, events.fatalities_low, events.fatalities_high)


def totals(rows: ir.Table, window: Window | None, dates: Window) -> ir.Table:
    """Return `Counts` of the events of a table, but for ``total``, as a table of one row.

    Parameters
    ----------
    rows : ir.Table
        The selected events.
    window : tuple of date or None
        What the timeline shows; None is all, undated events too.
    dates : tuple of date
        The dates of the filter.
    """
    located = rows.latitude.notnull() & rows.longitude.notnull()
    dated = rows.event_date.notnull() | rows.end_date.notnull()
    inside = overlaps(rows, *window) if window else rows.event_id.notnull()
    deaths = best_deaths(rows)
    within = lies_within(rows, *meet(window, dates))
    whole = inside & within & deaths.notnull()
    apart = inside & ~within & deaths.notnull()
    bounded = rows.fatalities_best.notnull() | rows.fatalities_high.notnull()
    return rows.aggregate(
        matched=rows.count(),
        shown=(located & inside).sum(),
        unlocated=(~located).sum(),
        undated=(~dated).sum(),
        outside_window=(located & dated & ~inside).sum(),
        undated_hidden=(located & ~dated & ~inside).sum(),
        deaths_low=whole.ifelse(ibis.coalesce(rows.fatalities_low, deaths), None).sum(),
        deaths_best=whole.ifelse(deaths, None).sum(),
        deaths_high=whole.ifelse(ibis.coalesce(rows.fatalities_high, deaths), None).sum(),
        deaths_unknown=(inside & deaths.isnull()).sum(),
        contested=(inside & rows.contested.coalesce(False)).sum(),
        counted=inside.sum(),
        at_least_only=(whole & ~bounded).sum(),
        deaths_apart=apart.ifelse(deaths, None).sum(),
        events_apart=apart.sum(),
    )


# ---- of a table at hand ----
def _day_numbers(values: pd.Series) -> np.ndarray:
    return np.asarray(pd.to_datetime(values).to_numpy("datetime64[D]").astype("int64"))


def _number(day: dt.date) -> int:
    return int(np.datetime64(day, "D").astype("int64"))


def inside(frame: pd.DataFrame, window: Window | None) -> np.ndarray:
    """Return which events of a table are in a window, as `overlaps` says it; None lets all through."""
    if window is None:
        return np.ones(len(frame), dtype=bool)
    start, end = _day_numbers(frame["event_date"]), _day_numbers(frame["end_date"])
    begin = np.where(start == _NONE, end, start)
    end = np.where(end == _NONE, start, end)
    first, last = window
    found = end != _NONE
    if first is not None:
        found &= end >= _number(first)
    if last is not None:
        found &= begin <= _number(last)
    return np.asarray(found)


def within(frame: pd.DataFrame, window: Window) -> np.ndarray:
    """Return which events of a table lie in a window with all their days, as `lies_within` says it."""
    start, end = _day_numbers(frame["event_date"]), _day_numbers(frame["end_date"])
    end = np.where(end == _NONE, start, end)
    found = np.ones(len(frame), dtype=bool)
    first, last = window
    if first is not None:
        found &= (start != _NONE) & (start >= _number(first))
    if last is not None:
        found &= (end != _NONE) & (end <= _number(last))
    return found


PARTS = ("shown", "unlocated", "outside", "undated", "hidden")
"""Where an event of a selection is: every one is in exactly one of these."""


def parts(frame: pd.DataFrame, window: Window | None, off: np.ndarray | None = None) -> np.ndarray:
    """Return the part (an index of `PARTS`) of each event of a table; `off`: it is switched off."""
    in_it = inside(frame, window)
    located = (frame["latitude"].notna() & frame["longitude"].notna()).to_numpy(dtype=bool)
    dated = (frame["event_date"].notna() | frame["end_date"].notna()).to_numpy(dtype=bool)
    gone = np.zeros(len(frame), dtype=bool) if off is None else off
    return np.asarray(np.select([~located, in_it & gone, in_it, dated], [1, 4, 0, 2], 3))


def figures(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return low, best and high deaths of each event with gaps filled from one another; NaN is unknown."""
    low, best, high = (
        frame[f"fatalities_{name}"].to_numpy(dtype="float64", na_value=np.nan)
        for name in ("low", "best", "high")
    )
    most = np.where(np.isnan(best), np.where(np.isnan(low), high, low), best)
    return np.where(np.isnan(low), most, low), most, np.where(np.isnan(high), most, high)


def tally(
    frame: pd.DataFrame,
    window: Window | None,
    dates: Window = ALL_DAYS,
    *,
    off: np.ndarray | None = None,
    total: int | None = None,
) -> Counts:
    """Count a table of events as `totals` counts the store.

    Parameters
    ----------
    frame : DataFrame
        With event_date, end_date, latitude, longitude, contested and the fatalities.
    window, dates : tuple of date
        As of `totals`.
    off : ndarray of bool, optional
        Which events are switched off in the legend.
    total : int, optional
        Events in the store, when more than in the table.
    """
    where = parts(frame, window, off)
    shown, unlocated, outside, undated, hidden = (int((where == index).sum()) for index in range(len(PARTS)))
    counted = inside(frame, window)
    if off is not None:
        counted = counted & ~off
    low, best, high = figures(frame)
    lies = within(frame, meet(window, dates))
    whole, apart = counted & lies & ~np.isnan(best), counted & ~lies & ~np.isnan(best)
    bounded = frame[["fatalities_best", "fatalities_high"]].notna().any(axis=1).to_numpy(dtype=bool)
    no_date = (frame["event_date"].isna() & frame["end_date"].isna()).to_numpy(dtype=bool)
    contested = frame["contested"].fillna(False).to_numpy(dtype=bool)
    return Counts(
        total=len(frame) if total is None else total,
        matched=len(frame),
        shown=shown,
        unlocated=unlocated,
        undated=int(no_date.sum()),
        outside_window=outside,
        undated_hidden=undated,
        deaths_low=int(low[whole].sum()),
        deaths_best=int(best[whole].sum()),
        deaths_high=int(high[whole].sum()),
        deaths_unknown=int((counted & np.isnan(best)).sum()),
        contested=int((counted & contested).sum()),
        counted=int(counted.sum()),
        hidden=hidden,
        at_least_only=int((whole & ~bounded).sum()),
        deaths_apart=int(best[apart].sum()),
        events_apart=int(apart.sum()),
    )
