"""Kinds of what callers give to questions, exports and edits (`geo.given`): a store, a filter, columns."""

from __future__ import annotations

from events.model import EVENT_COLUMNS
from events.query.filters import Filter
from events.store import Store
from geo.given import Kind, a, maybe, several_of

STORE = a(Store, wanted="a Store, as Store.open returns it")
FILTER = a(Filter, wanted="a Filter")
ANY_FILTER = maybe(FILTER)
COLUMNS = maybe(several_of(EVENT_COLUMNS))


def _is_order(value: object) -> bool:
    return isinstance(value, str) and value.removeprefix("-") in EVENT_COLUMNS


ORDER = maybe(Kind("a column of events, or -column to turn it round", _is_order, tuple(EVENT_COLUMNS)))

__all__ = ["ANY_FILTER", "COLUMNS", "FILTER", "ORDER", "STORE"]
