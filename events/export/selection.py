"""What an export writes: the selected events with what surrounds them, and a page about the whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from events import query, wording
from events.colour_slots import PALETTE
from events.model import CLAIM_COLUMNS, EVENT_COLUMNS, ROUTE_COLUMNS, SITE_COLUMNS, SOURCE_COLUMNS
from events.query.data_mark import data_mark
from events.store.frames import to_arrow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from events.query import Filter
    from events.store import Store

Row = dict[str, Any]
RelatedName = Literal["sources", "claims", "sites", "routes"]
RELATED: dict[RelatedName, dict[str, str]] = {
    "sources": SOURCE_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "sites": SITE_COLUMNS,
    "routes": ROUTE_COLUMNS,
}
HOW_TO_READ = (
    (
        "Joins",
        "sources, claims, sites and routes belong to events by event_id; a claim's source_id is its source",
    ),
    ("Origin", "source_key is the dataset's own key, source_file and source_row say where the row was read"),
    ("Attacker", "derived from the claims; attacker_basis says on what ground; contested: rival claims"),
    ("Dates", "event_date to end_date, both included; time_precision says how well the day is known"),
    (
        "Places",
        "location_precision: exact, near (25 km), adm2 and adm1 (the unit), region, country, continent,"
        " sea, not_stated (coordinates whose precision nobody states), unlocated",
    ),
    ("Grades", "reliability A-F of the source and credibility 1-6 of what it says (Admiralty code)"),
    ("Numbers", "fatalities low, best, high; range_m in metres; as the sources say, empty where they do not"),
)
"""What a reader needs to know of the columns, a year later and without the program."""

BATCH = 5_000
"""Rows turned into Python objects at a time."""
EARLIEST = dt.datetime(1980, 1, 1)  # noqa: DTZ001 (times of the store are UTC without saying so)
"""What formats that must carry a time say when the data has none (the first day that a zip file knows)."""


@dataclass(frozen=True)
class Selection:
    """The events of a filter, in order, and the rows of the other tables that belong to them.

    Attributes
    ----------
    events : pyarrow.Table
        The columns of the model, sorted by day (undated last) and identity.
    related : dict of str to pyarrow.Table
        sources, claims, sites and routes, sorted as their events are, each with a
        last column ``position`` (the row of its event).
    about : list of (str, str)
        What this is, in words: filters, counts, datasets, licences, day of the data.
    as_of : datetime
        The latest time at which one of the events was seen in an import or an edit (UTC).
        Files carry it in place of the moment of writing: the same data makes the same file.
    mark : str
        The mark of the data; see `events.query.data_mark`.
    colours : mapping
        The colour of each attacker that has one, ``#rrggbb``: that of every map of the database.
    tick : callable
        Told now and then how many events are written.
    """

    events: pa.Table
    related: dict[RelatedName, pa.Table]
    about: list[tuple[str, str]]
    as_of: dt.datetime
    mark: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    tick: Callable[[int], None] = field(default=lambda _done: None)

    def rows(self) -> Iterator[tuple[Row, dict[str, list[Row]]]]:
        """Yield each event with its related rows, a batch at a time, as values that JSON has.

        Days and times are ISO 8601 text, a number that is none (infinite, NaN) is None.
        """
        groups = {name: _groups(table) for name, table in self.related.items()}
        waiting = {name: next(group, None) for name, group in groups.items()}
        for position, row in enumerate(plain_rows(self.events)):
            if position % BATCH == 0:
                self.tick(position)
            around: dict[str, list[Row]] = {}
            for name, group in groups.items():
                found = waiting[name]
                if found is not None and found[0] == position:
                    around[name] = found[1]
                    waiting[name] = next(group, None)
                else:
                    around[name] = []
            yield row, around


def plain_rows(table: pa.Table) -> Iterator[Row]:
    """Yield the rows of a table as ``Selection.rows`` has them."""
    names = table.column_names
    for batch in table.to_batches(max_chunksize=BATCH):
        columns = [plain_column(column).to_pylist() for column in batch.columns]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))


def plain_column(column: pa.Array) -> pa.Array:
    """Return a column as JSON has it (in Arrow: a hundred times faster than value by value)."""
    if pt.is_date(column.type):
        return pc.cast(column, pa.string())
    if pt.is_timestamp(column.type):
        return pc.replace_substring(pc.cast(column, pa.string()), " ", "T", max_replacements=1)
    if pt.is_floating(column.type):
        return pc.if_else(pc.is_finite(column), column, None)
    return column


def _groups(table: pa.Table) -> Iterator[tuple[int, list[Row]]]:
    for position, group in itertools.groupby(plain_rows(table), key=lambda row: row["position"]):
        yield position, [{k: v for k, v in row.items() if k not in ("position", "event_id")} for row in group]


def gather(store: Store, chosen: Filter) -> Selection:
    """Read what a filter selects in one look at the store, so that the tables fit together.

    Parameters
    ----------
    store : Store
    chosen : Filter

    Returns
    -------
    Selection
    """
    with store.reading():
        frame = query.select(store, chosen)
        related = {name: query.related(store, name, chosen) for name in RELATED}
        counts = query.counts(store, chosen)
        slots = query.colour_slots(store, "attacker")
    mark = data_mark({"events": frame} | {str(name): table for name, table in related.items()})
    events = to_arrow(frame[list(EVENT_COLUMNS)], EVENT_COLUMNS)
    order = [("event_date", "ascending"), ("end_date", "ascending"), ("event_id", "ascending")]
    events = events.take(pc.sort_indices(events, sort_keys=order))
    seen = pc.max(pc.coalesce(events["last_seen"], events["first_seen"])).as_py()
    as_of = (seen or EARLIEST).replace(microsecond=0)
    tables = {name: _beside(events, related[name], columns) for name, columns in RELATED.items()}
    lines = about(events, tables, chosen, counts, as_of, mark)
    colours = {value: PALETTE[slot] for value, slot in slots.items()}
    return Selection(events, tables, lines, as_of, mark, colours)


def _beside(events: pa.Table, frame: pd.DataFrame, columns: dict[str, str]) -> pa.Table:
    """Sort a related table as the events are, and by its own order within an event."""
    table = to_arrow(frame[list(columns)], columns)
    table = table.append_column("position", pc.index_in(table["event_id"], value_set=events["event_id"]))
    table = table.filter(pc.is_valid(table["position"]))
    keys = ["position", *(["seq"] if "seq" in columns else []), next(iter(columns))]
    indices = pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys])
    return table.take(indices)


def about(
    selected: pa.Table,
    related: dict[RelatedName, pa.Table],
    chosen: Filter,
    counts: query.Counts,
    as_of: dt.datetime,
    mark: str,
) -> list[tuple[str, str]]:
    """Say in words what an export holds; see ``Selection.about``."""
    lines = [
        ("Conflict Atlas", "events with their sources, claims and further places"),
        ("Filters", " · ".join(said for _, said in wording.filters(chosen)) or "none"),
        ("Events", f"{counts.matched:,} of {counts.total:,}"),
        ("Not located", f"{counts.unlocated:,}"),
        ("Undated", f"{counts.undated:,}"),
        ("Contested", f"{counts.contested:,}"),
        (
            "Deaths",
            wording.total_deaths(dataclasses.asdict(counts)).removeprefix("deaths ") or "none counted",
        ),
        *((name.capitalize(), f"{table.num_rows:,}") for name, table in related.items()),
        ("Data as of", as_of.isoformat(sep=" ") + " UTC" if as_of > EARLIEST else "unknown"),
        ("Data mark", f"{mark}: a picture of these events says the same"),
    ]
    datasets = sorted(pc.value_counts(selected["dataset"]).to_pylist(), key=lambda e: str(e["values"]))
    lines += [("Dataset", f"{one['values'] or 'unnamed'}: {one['counts']:,} events") for one in datasets]
    lines += [
        *HOW_TO_READ,
        ("Coordinates", "WGS 84 (EPSG:4326), degrees; uncertainty_m is a radius in metres"),
        ("Empty cells", "unknown; never 0"),
        ("Terms", "Each dataset stays under the terms of those who publish it; their sources are listed."),
    ]
    if pc.any(pc.equal(selected["located_by"], "gazetteer")).as_py():
        lines.append(("Places", "found by name with GeoNames (geonames.org), CC BY 4.0"))
    return lines
