"""What changed since a time, or between two imports: new, revised field by field, withdrawn, returned.

All of it is read off what the imports left behind: ``first_seen`` and ``withdrawn_at`` of the
events, and the table of revisions. What people changed by hand is in the log of edits instead.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from events.errors import FilterError
from events.guard import guard
from events.query.asked import STORE
from events.store import Store, undoing
from events.store.frames import from_arrow
from events.values.unknown import scalar
from geo.given import DAY, TEXT, a, held, maybe, several_of, whole

if TYPE_CHECKING:
    import pandas as pd

    from events.store.database import Database

KINDS = ("new", "revised", "withdrawn", "returned")
"""new: not there before; revised: a value differs from what the source said before; withdrawn: gone
from a complete release; returned: withdrawn once, and there again."""

COLUMNS = (
    "kind",
    "changed_at",
    "event_id",
    "dataset",
    "source_key",
    "title",
    "event_date",
    "place",
    "country",
    "column_name",
    "old_value",
    "new_value",
    "source_file",
)
"""Columns of the table of changes; one row for each event that came, went or returned, and one for
each value that was revised (``column_name``, ``old_value``, ``new_value`` as text)."""

_WITHDRAWN = "withdrawn_at"
_CORRECTED = '"corrected": [1-9]'
"""What the report of an import says that changed events though its file was the same."""
_ABOUT = ("source_key", "title", "event_date", "place", "country")
IMPORT_COLUMNS = (
    "import_id", "dataset", "source_file", "finished_at", "rows_read", "imported", "updated", "unchanged",
    "refused", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """What to compare: everything from ``since`` on, up to and with ``until``.

    Attributes
    ----------
    since : datetime
        UTC, without a zone; a change at this very time counts.
    until : datetime or None
        None: up to now.
    dataset : str or None
        None: all datasets.
    """

    since: dt.datetime
    until: dt.datetime | None = None
    dataset: str | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise FilterError(f"The changes are asked until {self.until}, before they begin ({self.since}).")


@dataclass(frozen=True)
class Counts:
    """How much changed. Events are counted once in each kind, ``values`` are revised values."""

    new: int
    revised: int
    withdrawn: int
    returned: int
    values: int

    @property
    def any(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.new or self.revised or self.withdrawn or self.returned)


@held(FilterError, day=DAY, until=maybe(DAY), dataset=maybe(TEXT))
def since_day(day: dt.date, *, until: dt.date | None = None, dataset: str | None = None) -> Period:
    """Return the period from the beginning of a day (UTC) to the end of another, or to now."""
    end = dt.datetime.combine(until, dt.time.max) if until else None
    return Period(dt.datetime.combine(day, dt.time.min), end, dataset)


@held(FilterError, store=STORE, dataset=maybe(TEXT))
def imports(store: Store, dataset: str | None = None) -> pd.DataFrame:
    """Return the log of imports, newest first, without their reports (columns ``IMPORT_COLUMNS``)."""
    with store.reading() as db:
        log = db.table("imports")
        rows = log if dataset is None else log.filter(log.dataset == dataset)
        return db.frame(rows.order_by([rows.finished_at.desc(), rows.import_id]).select(*IMPORT_COLUMNS))


def between(
    store: Store, first: str | None, last: str | None = None, *, dataset: str | None = None
) -> Period:
    """Return the period after one import, up to and with another.

    Parameters
    ----------
    store : Store
    first : str or None
        import_id; what this import itself changed is not in the period. None: from the beginning.
    last : str or None
        import_id of the last one in the period; None: up to now.
    dataset : str or None

    Raises
    ------
    FilterError
        There is no such import, or the second came before the first.
    """
    log = imports(store)
    times = dict(zip(log["import_id"], log["finished_at"], strict=True))
    for one in (first, last):
        if one is not None and one not in times:
            raise FilterError(f"There is no import {one!r} in the log.")
    earliest = dt.datetime(1, 1, 1)  # noqa: DTZ001 (times of the store are UTC without saying so)
    start = earliest if first is None else _time(times[first]) + dt.timedelta(microseconds=1)
    return Period(start, None if last is None else _time(times[last]), dataset)


def only(store: Store, import_id: str, *, dataset: str | None = None) -> Period:
    """Return the period of one import alone: what this file changed."""
    log = imports(store)
    found = log[log["import_id"] == import_id]
    if found.empty:
        raise FilterError(f"There is no import {import_id!r} in the log.")
    time = _time(found["finished_at"].iloc[0])
    return Period(time, time, dataset)


def _time(value: Any) -> dt.datetime:
    found = scalar(value)
    if not isinstance(found, dt.datetime):
        raise FilterError("That import has no time in the log.")
    return found


@held(FilterError, store=STORE, period=a(Period, wanted="a Period"))
def column_changes(store: Store, period: Period) -> list[str]:
    """Return what changed of whole columns in the imports of a period, newest first: no revisions."""
    with store.reading() as db:
        log = db.table("imports")
        rows = log.filter(_within(log.finished_at, period))
        if period.dataset is not None:
            rows = rows.filter(rows.dataset == period.dataset)
        rows = rows.order_by([rows.finished_at.desc(), rows.import_id])
        found = db.frame(rows.select("import_id", "source_file", "report"))
    undone = set(undoing.undone_imports(store))
    sentences = []
    for import_id, file, report in found.itertuples(index=False):
        if import_id not in undone and isinstance(report, str) and '"column_changes": [' in report:
            sentences += [f"{file}: {line}" for line in json.loads(report)["column_changes"]]
    return sentences


_ASKED = {
    "store": STORE, "period": a(Period, wanted="a Period"),
    "kinds": several_of(KINDS), "limit": maybe(whole(0)),
}  # fmt: skip


@held(FilterError, **_ASKED)
def table(
    store: Store, period: Period, *, kinds: tuple[str, ...] = KINDS, limit: int | None = None
) -> pd.DataFrame:
    """Return the changes of a period, newest first, with columns ``COLUMNS``.

    Parameters
    ----------
    store : Store
    period : Period
    kinds : tuple of str
        Of ``KINDS``.
    limit : int or None
        At most so many rows.
    """
    with store.reading() as db:
        rows = _union(db, period, kinds)
        newest = [rows.changed_at.desc(), rows.kind, rows.event_id, rows.column_name]
        rows = rows.order_by(newest)
        return db.frame(rows if limit is None else rows.limit(limit))


@held(FilterError, store=STORE, period=a(Period, wanted="a Period"))
def counts(store: Store, period: Period) -> Counts:
    """Return how many events came, were revised, went and returned in a period, and how many values."""
    with store.reading() as db:
        rows = _union(db, period, KINDS)
        found = db.frame(
            rows.group_by("kind").aggregate(events=rows.event_id.nunique(), values=rows.count())
        ).set_index("kind")
    events = {kind: int(found["events"].get(kind, 0)) for kind in KINDS}
    return Counts(**events, values=int(found["values"].get("revised", 0)))


@held(FilterError, **_ASKED)
def events_of(
    store: Store, period: Period, *, kinds: tuple[str, ...] = KINDS, limit: int | None = None
) -> pd.DataFrame:
    """Return the changed events whole, once each, with ``change``: the kind that says most.

    That is withdrawn before returned before new before revised. The columns are those of the
    event table; withdrawn events are there too.
    """
    order = {kind: rank for rank, kind in enumerate(("withdrawn", "returned", "new", "revised"))}
    with store.reading() as db:
        rows = _union(db, period, kinds)
        rank = rows.kind.cases(*order.items(), else_=len(order))
        ranked = rows.group_by("event_id").aggregate(rank=rank.min())
        found = db.table("events").inner_join(ranked, "event_id")
        found = found.order_by([ibis.coalesce(found.event_date, found.end_date), found.event_id])
        frame = from_arrow((found if limit is None else found.limit(limit)).to_pyarrow())
    names = {rank: kind for kind, rank in order.items()}
    return frame.assign(change=frame["rank"].map(names).astype("str")).drop(columns="rank")


def _union(db: Database, period: Period, kinds: tuple[str, ...]) -> ir.Table:
    """All changes of the wanted kinds as one table."""
    for kind in kinds:
        if kind not in KINDS:
            raise FilterError(f"There is no change of kind {kind!r}; there are {', '.join(KINDS)}.")
    events = db.table("events")
    if period.dataset is not None:
        events = events.filter(events.dataset == period.dataset)
    revised = _revisions(db, events, period)
    values = revised.column_name != _WITHDRAWN
    parts = {
        "new": _rows("new", events.filter(_within(events.first_seen, period)), "first_seen"),
        "revised": _rows("revised", _by_sources(db, revised.filter(values)), "revised_at"),
        "withdrawn": _withdrawn(revised.filter(~values & revised.new_value.notnull()), events, period),
        "returned": _rows("returned", revised.filter(~values & revised.new_value.isnull()), "revised_at"),
    }
    return ibis.union(*(parts[kind] for kind in kinds)) if len(kinds) > 1 else parts[kinds[0]]


def _within(time: ir.TimestampColumn, period: Period) -> ir.BooleanValue:
    since = time >= ibis.literal(period.since)
    return since if period.until is None else since & (time <= ibis.literal(period.until))


def _revisions(db: Database, events: ir.Table, period: Period) -> ir.Table:
    """The revisions of the period, with what is needed of their events."""
    revisions = db.table("revisions")
    inside = revisions.filter(_within(revisions.revised_at, period))
    about = events.select("event_id", *_ABOUT, said_by=events.dataset)
    return inside.inner_join(about, "event_id")


def _by_sources(db: Database, revised: ir.Table) -> ir.Table:
    """Leave out what a better reading of the same file corrected: no source said that."""
    log = db.table("imports")
    ours = log.filter(log.report.re_search(_CORRECTED)).select(dataset=log.dataset, at=log.finished_at)
    return revised.anti_join(ours, [revised.dataset == ours.dataset, revised.revised_at == ours["at"]])


def corrected(store: Store, period: Period) -> tuple[int, int]:
    """Return how many events, and values of them, a better reading of a same file corrected in a period."""
    with store.reading() as db:
        events = db.table("events")
        if period.dataset is not None:
            events = events.filter(events.dataset == period.dataset)
        rows = _revisions(db, events, period)
        rows = rows.filter(rows.column_name != _WITHDRAWN)
        ours = rows.anti_join(_by_sources(db, rows), ["event_id", "revised_at", "column_name"])
        found = db.frame(ours.aggregate(events=ours.event_id.nunique(), values=ours.count()))
    return int(found["events"].iloc[0]), int(found["values"].iloc[0])


def _withdrawn(gone: ir.Table, events: ir.Table, period: Period) -> ir.Table:
    """What releases withdrew, and what a person took out of sight (that is no revision)."""
    by_hand = events.filter(_within(events.withdrawn_at, period)).anti_join(gone, "event_id")
    by_release = _rows("withdrawn", gone, "revised_at")
    return by_release.union(_rows("withdrawn", by_hand.mutate(source_file=ibis.null("string")), _WITHDRAWN))


def _rows(kind: str, rows: ir.Table, time: str) -> ir.Table:
    revised = kind == "revised"
    nothing = ibis.null("string")
    return rows.select(
        kind=ibis.literal(kind),
        changed_at=rows[time],
        event_id=rows.event_id,
        dataset=rows.dataset,
        **{name: rows[name] for name in _ABOUT},
        column_name=rows.column_name if revised else nothing,
        old_value=rows.old_value if revised else nothing,
        new_value=rows.new_value if revised else nothing,
        source_file=rows.source_file,
    )


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the table of changes as plain values: days and times as ISO 8601, unknown as None."""
    rows = []
    for row in frame.to_dict("records"):
        values = {str(name): scalar(value) for name, value in row.items()}
        for name, value in values.items():
            if isinstance(value, dt.datetime):
                values[name] = value.date().isoformat() if name == "event_date" else f"{value.isoformat()}Z"
        rows.append(values)
    return rows


def to_csv(frame: pd.DataFrame) -> str:
    """Return the table of changes as CSV (RFC 4180), texts guarded against being run as formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in plain_rows(frame):
        writer.writerow([guard(value) if isinstance(value, str) else value for value in row.values()])
    return text.getvalue()


__all__ = [
    "COLUMNS", "KINDS", "Counts", "Period", "between", "column_changes", "corrected", "counts", "events_of",
    "imports", "only", "plain_rows", "since_day", "table", "to_csv",
]  # fmt: skip
