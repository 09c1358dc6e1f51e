"""The mark of a selection's data: eight digits that a picture and a table of the same events share.

It is made of all that was recorded of the events (titles, ranges, notes too), with their sources,
claims, sites and routes; not of how this version of the program draws or writes it. So a slide can
be held against an export a year later.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from events import query
from events.model import TABLES, VALUE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.query import Filter
    from events.store import Store

SURROUNDING: tuple[Literal["sources", "claims", "sites", "routes"], ...] = (
    "sources",
    "claims",
    "sites",
    "routes",
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "events": ("event_id", *VALUE_COLUMNS, "withdrawn_at"),
    **{name: tuple(TABLES[name]) for name in SURROUNDING},
}
"""The columns that it is made of, by table and in this order; another list would be another mark for the
same data. Of ``withdrawn_at`` only counts whether there is one; when and from where a row came does not."""


def data_mark(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return eight hexadecimal digits of events and what surrounds them, whatever the order of rows.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        "events", "sources", "claims", "sites" and "routes" with the columns `COLUMNS` (one that is not
        there counts as unknown, a table that is not there as empty); further columns do not count.
        Unknowns may be None, NaN, NaT or NA.

    Returns
    -------
    str
    """
    parts = [_digest(tables.get(name, pd.DataFrame()), name) for name in COLUMNS]
    return hashlib.blake2b(repr(parts).encode(), digest_size=4).hexdigest()


def mark_of(store: Store, chosen: Filter) -> str:
    """Return the mark of the events that a filter selects.

    Parameters
    ----------
    store : Store
    chosen : Filter

    Returns
    -------
    str
    """
    with store.reading():
        tables = {"events": query.select(store, chosen, columns=COLUMNS["events"], order=None)}
        for name in SURROUNDING:
            tables[name] = query.related(store, name, chosen)
    return data_mark(tables)


def value_mark(*values: Any) -> str:
    """Return eight hexadecimal digits of plain values (texts, numbers, days, tuples of them)."""
    return hashlib.blake2b(repr(values).encode("utf-8", "backslashreplace"), digest_size=4).hexdigest()


def _digest(frame: pd.DataFrame, table: str) -> tuple[int, int, int]:
    """Three numbers of a table's rows that do not depend on their order."""
    rows = row_hashes(frame, table)
    return len(rows), int(rows.sum(dtype="uint64")), int(np.bitwise_xor.reduce(rows)) if len(rows) else 0


def row_hashes(frame: pd.DataFrame, table: str) -> np.ndarray:
    """Return a number for each row of one of the tables of `COLUMNS`."""
    rows = np.zeros(len(frame), dtype="uint64")
    for name in COLUMNS[table]:
        if name in frame:
            rows ^= value_hashes(frame[name], "flag" if name == "withdrawn_at" else TABLES[table][name])
        rows *= np.uint64(1_000_003)  # wraps round; what stands in another column makes another mark
    rows ^= rows >> np.uint64(29)  # two that differ in their first columns only would else add up alike
    return rows


def value_hashes(column: pd.Series, kind: str) -> np.ndarray:
    """Return a number for each value, 0 for the unknown; the same for a value in any type of column.

    Parameters
    ----------
    column : Series
    kind : str
        Its kind as `events.model` names it, or "flag": only whether there is a value.
    """
    unknown = column.isna().to_numpy(dtype=bool)
    if kind == "string":
        codes, values = pd.factorize(column)
        hashes = pd.util.hash_array(np.asarray(values, dtype=object), categorize=False)  # they are distinct
        return np.append(hashes, np.uint64(0))[codes]
    if kind == "flag":
        return np.where(unknown, np.uint64(0), np.uint64(1))
    if kind == "date":
        numbers = pd.to_datetime(column).to_numpy("datetime64[D]").astype("int64")
    else:
        numbers = column.to_numpy(dtype="float64", na_value=np.nan) + 0.0  # no negative zero
    return np.where(unknown, np.uint64(0), pd.util.hash_array(numbers))


__all__ = ["COLUMNS", "SURROUNDING", "data_mark", "mark_of", "row_hashes", "value_hashes", "value_mark"]
