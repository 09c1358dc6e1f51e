"""Counts of events by any one or two fields, every figure with its bounds.

A figure is "between" two where the data leave it open: an event that is dated to a longer time than a period
is possible in each period that it covers and certain in none; a contested one is possible under each attacker
that is claimed; deaths have a lowest and a highest figure. However the doubts are resolved, the true figure
of what is known lies within the bounds. Events that accepted links say are one count once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from events.analysis.bounds import MEASURES, prepared, sums
from events.analysis.fields import FIELDS, PERIODS, TWO_SIDES, with_value
from events.analysis.periods import MOST_CELLS, label, spread
from events.errors import FilterError
from events.query.asked import ANY_FILTER, STORE
from events.query.counting import meet
from events.query.filters import Filter, matching
from geo.given import held, several_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from events.store import Store
    from events.store.database import Database


@dataclass(frozen=True)
class Counted:
    """What was counted.

    Attributes
    ----------
    by : tuple of str
        The fields, of `FIELDS`.
    rows : DataFrame
        A column for each field (None: unknown; periods as text) and `MEASURES`: one row a cell in which
        anything may be. Periods in order, other values by falling number of events.
    whole : dict
        `MEASURES` of the selection as a whole, each event once.
    linked : int
        Events left out because an accepted link says that they are another one of the selection.
    """

    by: tuple[str, ...]
    rows: pd.DataFrame
    whole: dict[str, int]
    linked: int


@held(FilterError, store=STORE, selection=ANY_FILTER, by=several_of(FIELDS))
def count(store: Store, selection: Filter | None = None, by: Sequence[str] = ()) -> Counted:
    """Count events by up to two fields.

    Parameters
    ----------
    store : Store
    selection : Filter or None
        None counts all.
    by : sequence of str
        At most two of `FIELDS`, at most one of them a period.

    Returns
    -------
    Counted

    Raises
    ------
    FilterError
        More fields, the same twice, two periods, or a table of more than `MOST_CELLS` cells.
    """
    fields = tuple(by)
    if len(fields) > 2 or len({*fields}) < len(fields):
        raise FilterError("Events are counted by one field or by two different ones.")
    if len({*fields} & {*PERIODS}) > 1:
        raise FilterError("Events are counted by one period at a time, beside another field.")
    every = selection or Filter()
    chosen = replace(every, count_linked_once=True)
    with store.reading() as db:
        whole = _ask(db, chosen, ())
        plain = every if db.has("links") and not every.count_linked_once else chosen
        number = int(_ask(db, plain, ())["events_high"].iloc[0]) if plain is not chosen else None
        groups = _ask(db, chosen, fields) if fields else whole
    if len(groups) > MOST_CELLS:
        raise FilterError(
            f"A table by {' and '.join(fields)} has more than {MOST_CELLS:,} cells. Filter the events first,"
            " or count by something coarser."
        )
    once = {name: int(whole[name].iloc[0]) for name in MEASURES}
    rows = _cells(groups, fields, chosen)
    return Counted(fields, rows, once, (number or once["events_high"]) - once["events_high"])


def _ask(db: Database, chosen: Filter, fields: tuple[str, ...]) -> pd.DataFrame:
    """The groups of a question, with whole numbers; of a period its first and last by the events' days."""
    found = db.ask(("analysis", chosen, fields), lambda: _groups(db, chosen, fields)).to_pandas()
    for name in MEASURES:
        found[name] = found[name].fillna(0).astype("int64")
    for name in {"span_first", "span_last"} & {*found}:
        found[name] = pd.to_datetime(found[name]).astype("datetime64[s]")
    return found


def _groups(db: Database, chosen: Filter, fields: tuple[str, ...]) -> ir.Table:
    rows = prepared(matching(db, chosen), _window(chosen))
    keys = []
    for place, name in enumerate(fields):
        if unit := FIELDS[name].period:
            rows = rows.mutate(span_first=rows.first.truncate(unit), span_last=rows.last.truncate(unit))
            keys += ["span_first", "span_last"]
        else:
            rows = with_value(db, rows, name, f"value_{place}")
            keys.append(f"value_{place}")
    found = rows.group_by(keys).aggregate(**sums(rows)) if keys else rows.aggregate(**sums(rows))
    return found.limit(MOST_CELLS + 1)


def _window(chosen: Filter) -> Any:
    return meet(chosen.window, (chosen.date_from, chosen.date_to))


def _cells(groups: pd.DataFrame, fields: tuple[str, ...], chosen: Filter) -> pd.DataFrame:
    """The cells under the names of the fields, in order."""
    named = {f"value_{place}": name for place, name in enumerate(fields)}
    period = next((name for name in fields if name in PERIODS), None)
    if period:
        others = [key for key, name in named.items() if name != period]
        unit = FIELDS[period].period
        groups = spread(groups, others, unit, _window(chosen))
        labels = {one: label(int(one), unit) for one in groups["index"].dropna().unique()}
        groups[period] = groups["index"].map(labels).astype(object)
    rows = groups.rename(columns=named)[[*fields, *MEASURES]]
    keys = []
    for name in fields:
        rows[name] = rows[name].astype(object).where(rows[name].notna(), None)
        keys.append(_order(rows, name))
    if not fields:
        return rows
    order = np.lexsort(tuple(reversed(keys)))
    return rows.iloc[order].reset_index(drop=True)


def _order(rows: pd.DataFrame, name: str) -> np.ndarray:
    """A number for each row by which a field's values are in order: unknown last."""
    values = rows[name]
    if name in PERIODS:
        ranked = sorted(values.dropna().unique(), key=str)
    else:
        many = rows.groupby(name)["events_high"].sum()
        ranked = sorted(many.index, key=lambda value: (-many[value], str(value)))
    places = {value: place for place, value in enumerate(ranked)}
    return np.array([places.get(value, len(ranked)) for value in values], dtype="int64")


__all__ = ["FIELDS", "MEASURES", "MOST_CELLS", "PERIODS", "TWO_SIDES", "Counted", "count"]
