"""Questions to the store: rows, counts, facets, one event whole, a histogram over time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.colour_slots import RANKED, newly_given
from events.errors import FilterError, UnknownEventError
from events.filter_fields import FIELDS
from events.model import EVENT_COLUMNS
from events.query import actors
from events.query.actors import UNNAMED_STATUSES
from events.query.asked import ANY_FILTER, COLUMNS, ORDER, STORE
from events.query.counting import Counts, Window, totals
from events.query.filters import Filter, matching
from events.store import colours
from events.store.frames import from_arrow
from events.values.unknown import scalar
from geo.given import SPAN, TEXT, WINDOW, held, maybe, one_of, several_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.store import Store
    from events.store.database import Database

FACETS = {about.facet: name for name, about in FIELDS.items() if about.facet}
"""Facet name to the filter field that is lifted for it."""
MOST = 10**12
"""More rows than a database holds: a limit beyond it is a slip."""
WORDED = tuple(name for name, kind in EVENT_COLUMNS.items() if kind == "string")
RELATED = ("sources", "claims", "sites", "routes")


@dataclass(frozen=True)
class EventDetail:
    """One event with all that surrounds it."""

    event: dict[str, Any]
    sources: pd.DataFrame
    claims: pd.DataFrame
    sites: pd.DataFrame
    route: dict[str, Any] | None
    edits: pd.DataFrame
    revisions: pd.DataFrame


@held(
    FilterError,
    store=STORE,
    selection=ANY_FILTER,
    columns=COLUMNS,
    limit=maybe(whole(0, MOST)),
    offset=whole(0, MOST),
    order=ORDER,
)
def select(
    store: Store,
    selection: Filter | None = None,
    *,
    columns: Sequence[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
    order: str | None = "event_date",
) -> pd.DataFrame:
    """Return the selected events.

    Parameters
    ----------
    store : Store
    selection : Filter or None
        None selects all.
    columns : sequence of str or None
        Columns of ``EVENT_COLUMNS``; None is all of them.
    limit, offset : int
        A page of the result.
    order : str or None
        Column to sort by, ``-column`` for descending; unknown comes last; None: any order.
        ``event_date`` sorts by date, an end alone counting as the date.

    Returns
    -------
    DataFrame
        Dates as ``datetime64[s]``, counts as nullable ``Int64``, text Arrow-backed.
    """
    wanted = list(EVENT_COLUMNS if columns is None else columns)
    selection = selection or Filter()
    paged = limit is not None or offset > 0
    with store.reading() as db:

        def build() -> ir.Table:
            rows = matching(db, selection)
            if not paged:
                return (
                    rows.select(*dict.fromkeys([*wanted, *_ORDERING]))
                    if order == "event_date"
                    else (
                        rows.order_by(_sort_keys(rows, order)).select(*wanted)
                        if order
                        else rows.select(*wanted)
                    )
                )
            return _page(db, rows, order, limit, offset).select(*wanted)

        found = db.ask(("select", selection, tuple(wanted), order, limit, offset), build)
    if order == "event_date" and not paged:
        found = _by_date(found).select(wanted)
    return from_arrow(found)


_NEAR_ROWS = 2000
_ORDERING = ("event_date", "end_date", "event_id")


def _by_date(rows: pa.Table) -> pa.Table:
    """Sort by date; rows lie in the store by date already, mostly, and looking costs less than sorting."""
    day = pc.coalesce(rows["event_date"], rows["end_date"])
    key = pc.fill_null(pc.cast(day, pa.int32()), 2**31 - 1).to_numpy()
    if np.all(key[1:] >= key[:-1]):
        return rows
    order = np.lexsort((np.arange(len(key)), key))
    return rows.take(pa.array(order))


def _page(db: Database, rows: ir.Table, order: str | None, limit: int | None, offset: int) -> ir.Table:
    """Find a far page by its keys first: sorting whole rows takes three times as long there."""
    if not order:
        return rows.limit(limit, offset=offset)
    if offset + (limit or 0) <= _NEAR_ROWS:
        return rows.order_by(_sort_keys(rows, order)).limit(limit, offset=offset)
    page = rows.order_by(_sort_keys(rows, order)).limit(limit, offset=offset).select("event_id")
    found = db.table("events").semi_join(page, "event_id")
    return found.order_by(_sort_keys(found, order))


def _sort_keys(rows: ir.Table, order: str) -> list[ir.Value]:
    name = order.removeprefix("-")
    key = ibis.coalesce(rows.event_date, rows.end_date) if name == "event_date" else rows[name]
    first = key.desc(nulls_first=False) if order.startswith("-") else key.asc(nulls_first=False)
    return [first] if name == "event_id" else [first, rows.event_id.asc()]


@held(FilterError, store=STORE, selection=ANY_FILTER, window=maybe(SPAN))
def counts(store: Store, selection: Filter | None = None, *, window: Window | None = None) -> Counts:
    """Return how many events a selection holds and shows; see `events.query.counting.Counts`.

    Parameters
    ----------
    store : Store
    selection : Filter or None
    window : tuple of date or None
        First and last day that the map shows now; without a first day, everything up to the last.
    """
    selection = selection or Filter()
    with store.reading() as db:
        found = db.ask(("counts", selection, window), lambda: _totals(db, selection, window)).to_pylist()[0]
    return Counts(**{name: int(value or 0) for name, value in found.items()})


def _totals(db: Database, selection: Filter, window: Window | None) -> ir.Table:
    events = db.table("events")
    everything = events if selection.include_withdrawn else events.filter(events.withdrawn_at.isnull())
    found = totals(matching(db, selection), window, (selection.date_from, selection.date_to))
    return found.mutate(total=everything.count().as_scalar())


@held(FilterError, store=STORE, column=one_of(WORDED), most=whole(0, MOST))
def most_frequent(store: Store, column: str, most: int) -> tuple[str, ...]:
    """Return the values that most events of the whole database have in a column.

    It does not depend on a selection: what is given out by this rank, an actor's colour, holds in
    every picture of one database. Withdrawn events count too, so that a release changes it less.

    Parameters
    ----------
    store : Store
    column : str
        A text column of the events.
    most : int
        At most so many values.

    Returns
    -------
    tuple of str
        By falling number of events, then by name; unknowns left out.
    """

    def build() -> ir.Table:
        rows = db.table("events")[column].name("value").as_table()
        named = rows.filter(rows.value.notnull() & (rows.value.strip() != ""))
        counted = named.group_by("value").aggregate(n=named.count())
        return counted.order_by(counted.n.desc(), counted.value.asc()).limit(most)

    with store.reading() as db:
        found = db.ask(("most frequent", column, most), build)
    return tuple(str(value) for value in found["value"].to_pylist())


@held(FilterError, store=STORE, column=one_of(WORDED))
def colour_slots(store: Store, column: str) -> dict[str, int]:
    """Return which colour each value of a column has, as its slot of `maps.layers.style.PALETTE`.

    It does not depend on a selection, and what was given once stays (`events.store.colours`). A database
    that was not changed since there are such slots is read as if they were given now.

    Parameters
    ----------
    store : Store
    column : str
        A text column of the events.
    """
    with store.reading() as db:
        if db.has("colours"):  # every change sees to it that the frequent ones have one
            return colours.held(db.cursor, column)
        return newly_given({}, most_frequent(store, column, RANKED))[0]


@held(FilterError, store=STORE, selection=ANY_FILTER, names=several_of(FACETS))
def facets(
    store: Store, selection: Filter | None = None, *, names: Sequence[str] = tuple(FACETS)
) -> dict[str, list[tuple[str, int]]]:
    """Return the values of each facet with how many events have them, most frequent first.

    Each is computed with its own field's filter lifted, so that further values can be
    chosen. The value "" stands for unknown.
    """
    selection = selection or Filter()
    with store.reading() as db:
        return {name: _facet(db, selection, name) for name in names}


def _facet(db: Database, selection: Filter, name: str) -> list[tuple[str, int]]:
    found = db.ask(("facet", selection, name), lambda: _facet_table(db, selection, name))
    return list(zip(found["value"].to_pylist(), map(int, found["n"].to_pylist()), strict=True))


def _facet_table(db: Database, selection: Filter, name: str) -> ir.Table:
    rows = matching(db, selection, lift=(FACETS[name],))
    if name == "actor":
        found = actors.facet(db, rows, selection.actor_roles)
        return found.order_by(found.n.desc(), found.value.asc())
    if name == "attacker_stated":
        values = rows.select(value=actors.stated(rows), event_id=rows.event_id)
    elif name in ("attacker", "basis"):
        values = _claimed(db, rows, name)
    else:
        values = rows.select(value=rows[name].fill_null(""), event_id=rows.event_id)
    many = name in ("attacker", "basis")
    table = values.group_by("value").aggregate(n=values.event_id.nunique() if many else values.count())
    return table.order_by(table.n.desc(), table.value.asc())


def _claimed(db: Database, rows: ir.Table, name: str) -> ir.Table:
    """Every attacker (or basis) under which an event is found: derived, and claimed."""
    own = rows.attacker if name == "attacker" else rows.attacker_basis
    claims = db.table("claims")
    if name == "attacker":
        claims = claims.filter(claims.actor.notnull(), claims.status.notin(UNNAMED_STATUSES))
        said = claims.select("event_id", value=claims.actor)
    else:
        said = claims.filter(claims.status.notnull()).select("event_id", value=claims.status)
    mine = rows.select("event_id", value=own.fill_null(""))
    theirs = said.semi_join(rows, "event_id")
    # An event without an attacker of its own but with claimed ones is not "unknown".
    known = mine.filter(mine.value != "")
    unknown = mine.filter(mine.value == "").anti_join(theirs, "event_id")
    return known.union(theirs).union(unknown)


@held(FilterError, store=STORE, event_id=TEXT)
def detail(store: Store, event_id: str) -> EventDetail:
    """Return one event with its sources, claims, sites, route and history.

    Raises
    ------
    UnknownEventError
        There is no event with that identity.
    """
    with store.reading() as db:
        events = db.table("events")
        found = db.frame(events.filter(events.event_id == event_id))
        if found.empty:
            raise UnknownEventError(f"There is no event {event_id}.")

        def surrounding(name: str, order: Sequence[str]) -> pd.DataFrame:
            table = db.table(name)
            return db.frame(table.filter(table.event_id == event_id).order_by(list(order)))

        routes = surrounding("routes", ["route_id"])
        return EventDetail(
            event=_plain(found.iloc[0]),
            sources=surrounding("sources", ["published_on", "source_id"]),
            claims=surrounding("claims", ["claimed_on", "claim_id"]),
            sites=surrounding("sites", ["seq", "site_id"]),
            route=_plain(routes.iloc[0]) if len(routes) else None,
            edits=surrounding("edits", ["edited_at", "edit_id"]),
            revisions=surrounding("revisions", ["revised_at", "column_name"]),
        )


def _plain(row: pd.Series[Any]) -> dict[str, Any]:
    """A row as plain values: dates as ``datetime.date``, times as ``datetime``, unknown None."""
    values = {str(name): scalar(value) for name, value in row.items()}
    for name, value in values.items():
        if isinstance(value, dt.datetime) and EVENT_COLUMNS.get(name) == "date":
            values[name] = value.date()
    return values


@held(FilterError, store=STORE, table=one_of(RELATED), selection=ANY_FILTER)
def related(
    store: Store, table: Literal["sources", "claims", "sites", "routes"], selection: Filter | None = None
) -> pd.DataFrame:
    """Return the sources, claims, sites or routes of the selected events, ordered by event."""
    with store.reading() as db:
        chosen = selection or Filter()

        def build() -> ir.Table:
            around = db.table(table)
            order = ["event_id", *(["seq"] if table == "sites" else []), around.columns[0]]
            return around.semi_join(matching(db, chosen), "event_id").order_by(order)

        return from_arrow(db.ask(("related", table, chosen), build))


def _spans(db: Database, selection: Filter) -> ir.Table:
    rows = matching(db, selection, lift=("dates",))
    begin = ibis.coalesce(rows.event_date, rows.end_date)
    end = ibis.coalesce(rows.end_date, rows.event_date)
    days = rows.select(begin=begin, end=end)
    days = days.filter(days.begin.notnull())
    return days.group_by("begin", "end").aggregate(n=days.count())


@held(FilterError, store=STORE, selection=ANY_FILTER, bins=whole(0, 100_000), extent=maybe(WINDOW))
def histogram(
    store: Store,
    selection: Filter | None = None,
    bins: int = 60,
    *,
    extent: tuple[dt.date, dt.date] | None = None,
) -> pd.DataFrame:
    """Return how many selected events fall into equal spans of days; one that lasts counts in each.

    Parameters
    ----------
    store : Store
    selection : Filter or None
        Its dates are lifted, so that the histogram shows what lies outside them.
    bins : int
        At most this many spans (at least a day each).
    extent : tuple of date or None
        First and last day; None is that of the selection.

    Returns
    -------
    DataFrame
        start, end (first and last day of each span) and count.
    """
    with store.reading() as db:
        chosen = selection or Filter()
        spans = db.ask(("histogram", chosen), lambda: _spans(db, chosen))
    empty = pd.DataFrame({"start": [], "end": [], "count": []})
    if not spans.num_rows or bins < 1:
        return empty.astype({"start": "datetime64[s]", "end": "datetime64[s]", "count": "int64"})
    first = spans["begin"].cast("int32").to_numpy().astype(np.int64)
    last = np.maximum(first, spans["end"].cast("int32").to_numpy().astype(np.int64))
    low, high = (
        (first.min(), last.max())
        if extent is None
        else (np.datetime64(day, "D").astype(np.int64) for day in extent)
    )
    width = max(1, -(-(high - low + 1) // bins))
    n_bins = -(-(high - low + 1) // width)
    inside = (last >= low) & (first <= high)
    steps = np.zeros(n_bins + 1, dtype=np.int64)
    weights = spans["n"].to_numpy().astype(np.int64)[inside]
    np.add.at(steps, (np.maximum(first[inside], low) - low) // width, weights)
    np.add.at(steps, (np.minimum(last[inside], high) - low) // width + 1, -weights)
    starts = low + np.arange(n_bins) * width
    return pd.DataFrame(
        {
            "start": starts.astype("datetime64[D]").astype("datetime64[s]"),
            "end": (starts + width - 1).astype("datetime64[D]").astype("datetime64[s]"),
            "count": np.cumsum(steps)[:-1],
        }
    )


__all__ = [
    "FACETS",
    "Counts",
    "EventDetail",
    "Filter",
    "counts",
    "detail",
    "facets",
    "histogram",
    "related",
    "select",
]
