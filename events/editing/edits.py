"""Changes that people make: add, update, undo, each logged in the transaction that makes it.

The log only grows; an undo is a further entry that takes an earlier batch back. An event
carries a version: who changes it says which version was read, and is told if somebody
else was faster.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

import ibis
import pandas as pd

from events import claims as ledger
from events.errors import ConflictError, UndoError, UnknownEventError, ValueRefusedError
from events.model import EVENT_COLUMNS, RELATED_KEYS, TABLES, VALUE_COLUMNS, event_id
from events.query.asked import STORE
from events.store import Store, edit_log, undoing
from events.store.checking import check_event, check_related
from events.store.duckdb_engine import first_row
from events.store.edit_log import recorded
from events.store.undone import taken_back
from geo.given import TEXT, a, held, maybe, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.store.database import Writer

DATASET = "Added by hand"
"""Dataset of events that a person added."""

DERIVED = ("attacker", "attacker_basis", "contested")
"""Columns that follow from the ledger of claims where there is one."""
Related = Literal["sources", "claims", "sites", "routes"]
_AROUND = one_of(get_args(Related))
_VALUES = a(Mapping, wanted="values by their columns")
_VERSION = maybe(whole(0))
_LOGGED = {"store": STORE, "who": TEXT, "why": maybe(TEXT)}


@held(ValueRefusedError, **_LOGGED, values=_VALUES)
def add_event(
    store: Store,
    values: Mapping[str, Any],
    *,
    claims: Iterable[Mapping[str, Any]] = (),
    sources: Iterable[Mapping[str, Any]] = (),
    sites: Iterable[Mapping[str, Any]] = (),
    who: str,
    why: str | None = None,
) -> str:
    """Add an event by hand, with what surrounds it; returns its identity.

    Parameters
    ----------
    store : Store
    values : mapping
        Columns of the event; identity and bookkeeping are set here. With claims, the
        attacker follows from them.
    claims, sources, sites : iterable of mapping
        Rows of those tables; a claim may name a source by its place in ``sources``
        (``source`` = 0, 1, ...).
    who, why : str
        For the log.

    Raises
    ------
    ValueRefusedError
        A value does not fit; nothing is added.
    """
    key = uuid.uuid4().hex
    row = dict(values)
    row["dataset"] = row.get("dataset") or DATASET
    row["source_key"] = row.get("source_key") or key
    new_id = event_id(row["dataset"], row["source_key"])
    _refuse_columns(row, ("dataset", "source_key", *VALUE_COLUMNS))
    row = check_event(row)
    source_rows = [_related_row("sources", new_id, source) for source in sources]
    claim_rows = [_related_row("claims", new_id, _with_source(claim, source_rows)) for claim in claims]
    site_rows = [_related_row("sites", new_id, site) for site in sites]
    with store.writing(who=who) as db:
        if _exists(db, new_id):
            raise ConflictError("An event with that key is there already; nothing was added.")
        with recorded(db, [new_id], why=why):
            stamped = {"event_id": new_id, "first_seen": db.now, "last_seen": db.now, "version": 0}
            db.insert("events", pd.DataFrame([row | stamped], dtype=object).astype(_TIMES))
            for table, rows in (("sources", source_rows), ("claims", claim_rows), ("sites", site_rows)):
                if rows:
                    db.insert(table, pd.DataFrame(rows, dtype=object))
            if claim_rows:
                follow_claims(db, new_id)
    return new_id


_TIMES = {"first_seen": "datetime64[us]", "last_seen": "datetime64[us]"}


@held(ValueRefusedError, **_LOGGED, event=TEXT, changes=_VALUES, expected_version=_VERSION)
def update(
    store: Store,
    event: str,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
    who: str,
    why: str | None = None,
) -> str:
    """Change columns of an event; returns the batch's identity (to undo it).

    Parameters
    ----------
    store : Store
    event : str
        The event's identity.
    changes : mapping
        New values by column; None is unknown.
    expected_version : int or None
        The version that was read; None overrides whatever is there.
    who, why : str

    Raises
    ------
    ConflictError
        Somebody changed the event since; nothing is changed.
    ValueRefusedError, UnknownEventError
    """
    _refuse_columns(changes, [c for c in VALUE_COLUMNS if c not in ("dataset", "source_key")])
    with store.writing(who=who) as db:
        current = _current(db, event, expected_version)
        if any(name in changes for name in DERIVED) and _has_claims(db, event):
            raise ValueRefusedError("The attacker follows from the claims; change those.", column="attacker")
        row = check_event(current | dict(changes), changed=changes.keys())
        with recorded(db, [event], why=why) as batch:
            _write(
                db, event, {name: row[name] for name in EVENT_COLUMNS if row.get(name) != current.get(name)}
            )
        return batch


@held(
    ValueRefusedError,
    **_LOGGED,
    table=_AROUND,
    event=TEXT,
    values=_VALUES,
    row_id=maybe(TEXT),
    expected_version=_VERSION,
)
def put_related(
    store: Store,
    table: Related,
    event: str,
    values: Mapping[str, Any],
    *,
    row_id: str | None = None,
    expected_version: int | None = None,
    who: str,
    why: str | None = None,
) -> tuple[str, str]:
    """Add or change a source, claim, site or route of an event.

    Parameters
    ----------
    store : Store
    table : {"sources", "claims", "sites", "routes"}
    event : str
        The identity of its event.
    values : mapping
        By column.
    row_id : str or None
        The row to change; None adds one.
    expected_version : int or None
        Of the event, as the person saw it.
    who, why : str
        For the log.

    Returns
    -------
    tuple of str
        The row's identity and the batch's.
    """
    key = RELATED_KEYS[table]
    with store.writing(who=who) as db:
        _current(db, event, expected_version)
        if row_id is None:
            row = _related_row(table, event, values)
        else:
            old = db.frame(db.table(table).filter(ibis._[key] == row_id, ibis._.event_id == event))
            if old.empty:
                raise UnknownEventError(f"The event has no row {row_id} in {table}.")
            kept = {str(k): recording_value(v) for k, v in old.iloc[0].items()}
            row = _related_row(table, event, kept | dict(values), changed=values.keys()) | {key: row_id}
        with recorded(db, [event], why=why) as batch:
            db.cursor.execute(f'DELETE FROM {table} WHERE "{key}" = ?', [row[key]])
            db.insert(table, pd.DataFrame([row], dtype=object))
            if table == "claims":
                follow_claims(db, event)
    return str(row[key]), batch


@held(ValueRefusedError, **_LOGGED, table=_AROUND, event=TEXT, row_id=TEXT, expected_version=_VERSION)
def remove_related(
    store: Store,
    table: Related,
    event: str,
    row_id: str,
    *,
    expected_version: int | None = None,
    who: str,
    why: str | None = None,
) -> str:
    """Take a source, claim, site or route off an event (the log keeps it); returns the batch.

    Claims that rest on a source that goes stay, without it.
    """
    key = RELATED_KEYS[table]
    with store.writing(who=who) as db:
        _current(db, event, expected_version)
        found = first_row(
            db.cursor, f'SELECT 1 FROM {table} WHERE "{key}" = ? AND event_id = ?', [row_id, event]
        )
        if found is None:
            raise UnknownEventError(f"The event has no row {row_id} in {table}.")
        with recorded(db, [event], why=why) as batch:
            db.cursor.execute(f'DELETE FROM {table} WHERE "{key}" = ?', [row_id])
            if table == "sources":
                db.cursor.execute(
                    "UPDATE claims SET source_id = NULL WHERE source_id = ? AND event_id = ?", [row_id, event]
                )
            if table == "claims":
                follow_claims(db, event)
    return batch


@held(ValueRefusedError, **_LOGGED, event=TEXT, expected_version=_VERSION)
def withdraw(
    store: Store, event: str, *, expected_version: int | None, who: str, why: str | None = None
) -> str:
    """Take an event out of sight; it stays in the database and can be brought back by undo."""
    with store.writing(who=who) as db:
        _current(db, event, expected_version)
        with recorded(db, [event], why=why) as batch:
            db.cursor.execute("UPDATE events SET withdrawn_at = ? WHERE event_id = ?", [db.now, event])
    return batch


@held(ValueRefusedError, **_LOGGED, batch_id=maybe(TEXT), event=maybe(TEXT), shown=maybe(TEXT))
def undo(
    store: Store,
    batch_id: str | None = None,
    *,
    who: str,
    event: str | None = None,
    shown: str | None = None,
    why: str | None = None,
) -> str:
    """Take a batch of edits back, as a new entry of the log; returns that entry's batch.

    Parameters
    ----------
    store : Store
    batch_id : str or None
        None: the last batch (of ``event``, where given) that stands and is no undo; an import is only
        taken back where it is named. Last is what was logged last, whatever the clock said then.
    who : str
        For the log.
    event : str or None
        Whose last batch is meant.
    shown : str or None
        The batch that the person saw as the last one: another one that is last by now is not taken back.
    why : str or None
        For the log.

    Raises
    ------
    UndoError
        Nothing to undo, or undone already.
    ConflictError
        A value was changed again since, or another change is the last by now; nothing is changed.
    """
    with store.writing(who=who) as db:
        batches = db.rows(
            "SELECT batch_id, any_value(undoes), coalesce(bool_or(event_id = ?), false),"
            " bool_or(table_name IN ('imports', 'datasets'))"
            f" FROM edits GROUP BY batch_id ORDER BY {edit_log.SEQUENCE}",
            [event or ""],
        )
        undone = taken_back({batch: undoes for batch, undoes, *_ in batches})
        if batch_id is None:
            standing = [
                batch
                for batch, undoes, concerns, bulk in batches
                if batch not in undone and not undoes and not bulk and (concerns or event is None)
            ]
            if not standing:
                raise UndoError("There is nothing to undo.")
            batch_id = standing[-1]
            if shown is not None and batch_id != shown:
                raise ConflictError(
                    "Another change is the last one by now; nothing was undone. Look at the log again."
                )
        elif batch_id not in {batch for batch, *_ in batches}:
            raise UndoError(f"There is no edit {batch_id}.")
        elif batch_id in undone:
            raise UndoError("That edit has been undone already.")
        if any(bulk for batch, _, _, bulk in batches if batch == batch_id):
            return undoing.undo_in(db, batch_id, why=why).batch
        db.cursor.execute(
            "CREATE OR REPLACE TEMP TABLE undo_ids AS SELECT DISTINCT event_id FROM edits WHERE batch_id = ?",
            [batch_id],
        )
        with recorded(db, "undo_ids", why=why, undoes=batch_id) as batch:
            edit_log.revert(db, batch_id)
        db.cursor.execute("DELETE FROM places WHERE batch_id = ?", [batch_id])
        db.cursor.execute("DROP TABLE undo_ids")
    return batch


@held(ValueRefusedError, store=STORE, event=maybe(TEXT), limit=maybe(whole(0)))
def log(store: Store, event: str | None = None, *, limit: int | None = None) -> pd.DataFrame:
    """Return the log of edits (of one event), newest first, with ``undone`` for what was taken back.

    Newest is what was logged last: a clock can be set back, and two edits can have the same time.
    """
    with store.reading() as db:
        edits = edit_log.in_sequence(db.table("edits"))
        batches = db.rows("SELECT batch_id, any_value(undoes) FROM edits GROUP BY batch_id")
        rows = edits if event is None else edits.filter(edits.event_id == event)
        rows = rows.order_by([rows.sequence.desc(), rows.row_id, rows.column_name]).drop("sequence")
        found = db.frame(rows if limit is None else rows.limit(limit))
    undone = taken_back(dict(batches))
    return found.assign(undone=found["batch_id"].isin(undone))


def recording_value(value: Any) -> Any:
    """A value of a frame as it can be written again: dates as dates, unknown as None."""
    from events.values.unknown import scalar

    value = scalar(value)
    return value.date() if isinstance(value, dt.datetime) else value


def _related_row(
    table: str, event: str, values: Mapping[str, Any], *, changed: Iterable[str] | None = None
) -> dict[str, Any]:
    key = RELATED_KEYS[table]
    _refuse_columns(values, TABLES[table])
    row = check_related(table, values, changed=None if changed is None else set(changed))
    return row | {"event_id": event, key: values.get(key) or uuid.uuid4().hex[:20]}


def _with_source(claim: Mapping[str, Any], sources: list[dict[str, Any]]) -> dict[str, Any]:
    row = dict(claim)
    place = row.pop("source", None)
    if place is not None:
        row["source_id"] = sources[int(place)]["source_id"]
    return row


def _refuse_columns(values: Mapping[str, Any], allowed: Iterable[str]) -> None:
    for name in values:
        if name not in allowed:
            raise ValueRefusedError(f"The column {name!r} cannot be set.", column=str(name))


def _exists(db: Writer, event: str) -> bool:
    return first_row(db.cursor, "SELECT 1 FROM events WHERE event_id = ?", [event]) is not None


def _has_claims(db: Writer, event: str) -> bool:
    return first_row(db.cursor, "SELECT 1 FROM claims WHERE event_id = ?", [event]) is not None


def _current(db: Writer, event: str, expected_version: int | None) -> dict[str, Any]:
    names = (*VALUE_COLUMNS, "version")
    columns = ", ".join(f'"{name}"' for name in names)
    found = first_row(db.cursor, f"SELECT {columns} FROM events WHERE event_id = ?", [event])
    if found is None:
        raise UnknownEventError(f"There is no event {event}.")
    row = dict(zip(names, found, strict=True))
    if expected_version is not None and row["version"] != expected_version:
        raise ConflictError(
            f"The event was changed meanwhile (version {row['version']}, not {expected_version});"
            " nothing was changed. Read it again."
        )
    return {name: value for name, value in row.items() if name in VALUE_COLUMNS}


def _write(db: Writer, event: str, values: Mapping[str, Any]) -> None:
    if values:
        sets = ", ".join(f'"{name}" = ?' for name in values)
        db.cursor.execute(f"UPDATE events SET {sets} WHERE event_id = ?", [*values.values(), event])


def follow_claims(db: Writer, event: str) -> None:
    """Bring attacker, basis and contested in line with the ledger."""
    rows = db.rows(
        "SELECT actor, status, claimed_on, claimant, source_id FROM claims WHERE event_id = ?"
        " ORDER BY claimed_on NULLS LAST, claim_id",
        [event],
    )
    names = ("actor", "status", "claimed_on", "claimant", "source_id")
    found = ledger.derive(dict(zip(names, row, strict=True)) for row in rows)
    _write(db, event, dict(zip(DERIVED, found, strict=True)))


__all__ = [
    "DATASET",
    "add_event",
    "log",
    "put_related",
    "remove_related",
    "undo",
    "update",
    "withdraw",
]
