"""Periods: events that are known only to a longer time than one are in each that it covers, as "between"."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events.analysis.bounds import CERTAIN, POSSIBLE
from events.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.query.counting import Window

MOST_CELLS = 250_000
"""Cells of one table: more is not read by anybody, and not held in memory for nothing."""
_MONTHS = {"M": 1, "Q": 3, "Y": 12}


def number(days: np.ndarray, unit: str) -> np.ndarray:
    """Return the number of the period of a unit (D, W, M, Q, Y) that each day lies in."""
    if unit in _MONTHS:
        return np.asarray(days.astype("datetime64[M]").astype("int64") // _MONTHS[unit])
    counted = days.astype("datetime64[D]").astype("int64")
    return np.asarray((counted + 3) // 7 if unit == "W" else counted)  # 1 January 1970 was a Thursday


def first_day(index: int, unit: str) -> dt.date:
    """Return the first day of a period by its number."""
    if unit in _MONTHS:
        start = np.datetime64(index * _MONTHS[unit], "M")
    else:
        start = np.datetime64(index * 7 - 3 if unit == "W" else index, "D")
    day: dt.date = start.astype("datetime64[D]").astype(object)
    return day


def label(index: int, unit: str) -> str:
    """Return how a period is written: 2020-03-11, 2020-W11, 2020-03, 2020-Q1, 2020."""
    day = first_day(index, unit)
    if unit == "W":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    if unit == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"D": 10, "M": 7, "Y": 4}[unit]]


def filled(labels: Sequence[str], unit: str) -> list[str]:
    """Return all periods from the first to the last of some, so that a gap in the data is one in a chart."""
    if not labels:
        return []
    first, last = (
        int(number(np.array([day_of(one, unit)], "datetime64[D]"), unit)[0])
        for one in (min(labels), max(labels))
    )
    return [label(index, unit) for index in range(first, last + 1)]


def day_of(text: str, unit: str) -> dt.date:
    """Return the first day of a period that is written as `label` does."""
    if unit == "W":
        return dt.date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
    if unit == "Q":
        return dt.date(int(text[:4]), int(text[6:]) * 3 - 2, 1)
    return dt.date.fromisoformat(f"{text}-01-01"[:10])


def spread(groups: pd.DataFrame, others: list[str], unit: str, window: Window) -> pd.DataFrame:
    """Return cells by period from groups by the first and the last period of their events.

    Parameters
    ----------
    groups : DataFrame
        ``span_first``, ``span_last`` (days), the columns ``others``, and the measures.
    others : list of str
        Further columns that cells are told apart by.
    unit : str
        Of the period.
    window : tuple of date or None
        Days that are counted; no period lies outside them.

    Returns
    -------
    DataFrame
        ``index`` (the period's number; missing for the undated), the others, and the measures of each cell in
        which anything may be.

    Raises
    ------
    FilterError
        It would have more than `MOST_CELLS` cells.
    """
    undated = groups["span_last"].isna().to_numpy(dtype=bool)
    dated = groups[~undated].reset_index(drop=True)
    none = groups[undated].drop(columns=["span_first", "span_last"])
    none["index"] = pd.array([pd.NA] * len(none), dtype="Int64")
    if dated.empty:
        return none
    last = number(dated["span_last"].to_numpy("datetime64[D]"), unit)
    open_ = dated["span_first"].isna().to_numpy(dtype=bool)
    start = dated["span_first"].fillna(dated["span_last"]).to_numpy("datetime64[D]")
    first = number(start, unit)
    low, high = int(first.min()), int(last.max())
    bounds = [
        None if day is None else int(number(np.array([day], "datetime64[D]"), unit)[0]) for day in window
    ]
    low = low if bounds[0] is None else max(low, bounds[0])
    high = high if bounds[1] is None else min(high, bounds[1])
    first[open_] = low
    alone = (first == last) & ~open_
    rows, kinds = _kinds(dated, others)
    if len(kinds) * (high - low + 1) > MOST_CELLS:
        raise FilterError(too_large(len(kinds), high - low + 1))
    begin, end = np.clip(first, low, high) - low, np.clip(last, low, high) - low
    cells = _sums(dated, (rows, begin, end), alone, (len(kinds), high - low + 1))
    at, period = np.nonzero(cells["events_high"])
    found = kinds.iloc[at].reset_index(drop=True)
    found["index"] = pd.array(period + low, dtype="Int64")
    for name, matrix in cells.items():
        found[name] = matrix[at, period]
    return pd.concat([found, none], ignore_index=True) if len(none) else found


def _kinds(dated: pd.DataFrame, others: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's other values, and these once."""
    if not others:
        return np.zeros(len(dated), dtype="int64"), pd.DataFrame(index=[0])
    grouped = dated.groupby(others, dropna=False, sort=False)
    return grouped.ngroup().to_numpy(), dated[others].drop_duplicates().reset_index(drop=True)


def _sums(
    dated: pd.DataFrame,
    where: tuple[np.ndarray, np.ndarray, np.ndarray],
    alone: np.ndarray,
    shape: tuple[int, int],
) -> dict[str, np.ndarray]:
    """Certain sums where an event lies in one period, possible ones in each that its time covers."""
    rows, begin, end = where
    cells = {}
    for name in CERTAIN:
        cells[name] = np.zeros(shape, dtype="int64")
        np.add.at(cells[name], (rows[alone], begin[alone]), dated[name].to_numpy("int64")[alone])
    for name in POSSIBLE:
        steps = np.zeros((shape[0], shape[1] + 1), dtype="int64")
        values = dated[name].to_numpy("int64")
        np.add.at(steps, (rows, begin), values)
        np.add.at(steps, (rows, end + 1), -values)
        cells[name] = np.cumsum(steps, axis=1)[:, :-1]
    return cells


def too_large(rows: int, columns: int) -> str:
    """Say that a table would have too many cells, and what to do."""
    return (
        f"A table of {rows:,} by {columns:,} has {rows * columns:,} cells; at most {MOST_CELLS:,} are counted"
        " at once. Filter the events first, or count by something coarser."
    )


__all__ = ["MOST_CELLS", "day_of", "filled", "first_day", "label", "number", "spread", "too_large"]
