"""Imports taken back whole, and datasets removed: recoverable, logged, and undone like any edit.

Undoing puts back what an import (or a removal) had set aside, and sets aside what is there now; so
an undo is undone in the same way. What people edited since is kept. Everything is done by the
engine in a few statements, for any number of events.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from events.errors import ConflictError, UndoError
from events.model import EVENT_COLUMNS, LINK_COLUMNS, RELATED_KEYS
from events.store.duckdb_engine import sql_type
from events.store.shelves import AROUND, clear, names, put
from events.store.undone import taken_back

if TYPE_CHECKING:
    import datetime as dt

    from events.store import Store
    from events.store.database import Writer

BULK = ("imports", "datasets")
"""``table_name`` of the entries in the log that stand for a whole import or the removal of a dataset."""
_LISTED = ("batch_id", "kind", "what", "dataset", "when", "who", "said", "undone", "undoable")


@dataclass(frozen=True)
class Undone:
    """What taking a batch back did.

    Attributes
    ----------
    batch : str
        The batch of the undoing, by which it can be undone itself.
    removed, returned : int
        Events that went, and events that are again as they were (or are there again).
    kept_events : int
        Events of the import that stay since people changed them.
    kept_values : int
        Values that people changed since in events that are otherwise as they were.
    links : int
        Decisions about same events that went with the removed events, or came back with them.
    """

    batch: str
    removed: int
    returned: int
    kept_events: int
    kept_values: int
    links: int

    def sentence(self) -> str:
        """Return it in words."""
        parts = [
            f"{self.removed:,} {_events(self.removed)} taken out",
            f"{self.returned:,} put back as before",
        ]
        if self.kept_events:
            parts.append(f"{self.kept_events:,} stay because people changed them since")
        if self.kept_values:
            parts.append(f"{self.kept_values:,} values that people changed since are kept")
        if self.links:
            parts.append(f"{self.links:,} links to other events went or came with them")
        return "; ".join(parts) + "."


def _events(number: int) -> str:
    return "event" if number == 1 else "events"


@dataclass(frozen=True)
class _Bulk:
    """One bulk batch of the log: what it takes back, and the import or removal at its beginning."""

    batch: str
    undoes: str | None
    table: str
    row: str
    at: dt.datetime
    said: str
    who: str | None


def log_bulk(db: Writer, batch: str, table: str, row: str, **values: str | None) -> None:
    """Write the one entry of the log that stands for a bulk change (old_value, new_value, why, undoes)."""
    entry: dict[str, Any] = {"edit_id": uuid.uuid4().hex, "batch_id": batch}
    entry |= {"table_name": table, "row_id": row}
    entry |= {"who": db.who or None, "edited_at": pd.Timestamp(db.now), **values}
    db.insert("edits", pd.DataFrame([entry], dtype=object).astype({"edited_at": "datetime64[us]"}))


def undo_import(store: Store, batch: str, *, who: str, why: str | None = None) -> Undone:
    """Take an import, the undoing of one, or the removal of a dataset back.

    Parameters
    ----------
    store : Store
    batch : str
        The batch, or its beginning where no other begins so; ``last``: the latest import that stands.
    who, why : str

    Raises
    ------
    UndoError
        There is no such batch, it is undone already, or what was there before was not kept.
    ConflictError
        A later import changed the same events; nothing is changed.
    """
    with store.writing(who=who) as db:
        return undo_in(db, _named(db, batch), why=why)


def undo_in(db: Writer, batch: str, *, why: str | None = None) -> Undone:
    """Take a bulk batch back inside a transaction; see ``undo_import``."""
    bulks = _bulks(db)
    if batch not in bulks:
        raise UndoError(f"There is no import {batch}.")
    if batch in _undone(bulks):
        raise UndoError("That has been undone already.")
    root = _root(bulks, batch)
    # What was redone stands by its latest redoing: that one has set aside what was there before.
    bulk = [one for one in bulks.values() if _root(bulks, one.batch) is root][-1]
    _affected(db, bulk, root)
    _refuse_later(db, bulks, bulk, root)
    new = uuid.uuid4().hex
    _find_edits_since(db, bulk)
    removed, returned, kept_events = _sizes(db)
    _set_aside(db, new, {bulk.at, root.at})
    links = _put_back(db, bulk.batch, new)
    kept_values = _keep_values(db, new)
    clear(db.cursor, bulk.batch)
    db.cursor.execute(
        "DELETE FROM receipts WHERE dataset IN (SELECT dataset FROM shelved_events WHERE batch_id = ?"
        " UNION SELECT dataset FROM events WHERE event_id IN (SELECT event_id FROM undo_back))",
        [new],
    )
    for table in ("undo_back", "undo_arrived", "undo_edited"):
        db.cursor.execute(f"DROP TABLE {table}")
    came = root.table == "imports"
    standing = _depth(bulks, bulk.batch) % 2 == 1  # an undo of an undo: the change stands again
    said = {"new_value": root.said} if standing == came else {"old_value": root.said}
    log_bulk(db, new, root.table, root.row, why=why, undoes=bulk.batch, **said)
    return Undone(new, removed, returned, kept_events, kept_values, links)


def remove_dataset(store: Store, dataset: str, *, who: str, why: str | None = None) -> Undone:
    """Take a dataset with all its events out of the database; its undo brings everything back.

    Raises
    ------
    UndoError
        There is no such dataset.
    """
    with store.writing(who=who) as db:
        count = db.rows("SELECT count(*) FROM events WHERE dataset = ?", [dataset])[0][0]
        if not count:
            raise UndoError(f"There is no dataset {dataset!r}.")
        batch = uuid.uuid4().hex
        db.cursor.execute(
            "CREATE OR REPLACE TEMP TABLE undo_arrived AS SELECT event_id FROM events WHERE dataset = ?",
            [dataset],
        )
        db.cursor.execute("CREATE OR REPLACE TEMP TABLE undo_back (event_id VARCHAR)")
        db.cursor.execute(
            "CREATE OR REPLACE TEMP TABLE undo_edited"
            " (event_id VARCHAR, table_name VARCHAR, row_id VARCHAR, column_name VARCHAR, said VARCHAR)"
        )
        links = _set_aside(db, batch, None)
        for table in ("undo_back", "undo_arrived", "undo_edited"):
            db.cursor.execute(f"DROP TABLE {table}")
        db.cursor.execute("DELETE FROM receipts WHERE dataset = ?", [dataset])
        log_bulk(db, batch, "datasets", dataset, old_value=f"{dataset}: {count:,} {_events(count)}", why=why)
        return Undone(batch, count, 0, 0, 0, links)


def _named(db: Writer, batch: str) -> str:
    bulks = _bulks(db)
    if batch == "last":
        undone = _undone(bulks)
        standing = [b.batch for b in bulks.values() if b.undoes is None and b.batch not in undone
                    and b.table == "imports"]  # fmt: skip
        if not standing:
            raise UndoError("There is no import to undo.")
        return standing[-1]
    found = [one for one in bulks if one.startswith(batch)] if len(batch) >= 6 else []
    if batch in bulks or len(found) == 1:
        return batch if batch in bulks else found[0]
    if len(found) > 1:
        raise UndoError(f"Several imports begin with {batch}; give more of it.")
    known = db.rows("SELECT imported + updated + withdrawn FROM imports WHERE import_id = ?", [batch])
    if known and known[0][0]:
        raise UndoError(
            "That import was made by an earlier version of the program, which did not keep what was"
            " there before; it cannot be undone."
        )
    raise UndoError("That import changed nothing." if known else f"There is no import {batch}.")


def _bulks(db: Any) -> dict[str, _Bulk]:
    """Return the bulk batches of the log, oldest first."""
    rows = db.rows(
        "SELECT batch_id, undoes, table_name, row_id, edited_at, coalesce(new_value, old_value, ''), who"
        " FROM edits WHERE table_name IN ('imports', 'datasets') ORDER BY rowid"
    )
    return {row[0]: _Bulk(*row) for row in rows}


def _undone(bulks: dict[str, _Bulk]) -> set[str]:
    return taken_back({b.batch: b.undoes for b in bulks.values()})


def _root(bulks: dict[str, _Bulk], batch: str) -> _Bulk:
    one = bulks[batch]
    while one.undoes is not None and one.undoes in bulks:
        one = bulks[one.undoes]
    return one


def _depth(bulks: dict[str, _Bulk], batch: str) -> int:
    depth, one = 0, bulks[batch]
    while one.undoes is not None and one.undoes in bulks:
        depth, one = depth + 1, bulks[one.undoes]
    return depth


def _affected(db: Writer, bulk: _Bulk, root: _Bulk) -> None:
    """Collect the events that come back as they were, and those that the batch brought and that go."""
    db.cursor.execute(
        "CREATE OR REPLACE TEMP TABLE undo_back AS SELECT event_id FROM shelved_events WHERE batch_id = ?",
        [bulk.batch],
    )
    db.cursor.execute(f"CREATE OR REPLACE TEMP TABLE undo_arrived AS {_arrived(bulk, root)}", [bulk.batch])


def _arrived(bulk: _Bulk, root: _Bulk) -> str:
    """The SQL of the events that a batch brought, with one parameter."""
    if bulk.undoes is None and root.table == "imports":
        return f"SELECT event_id FROM events WHERE first_seen = '{root.at}'::TIMESTAMP AND ? IS NOT NULL"
    return "SELECT event_id FROM arrivals WHERE batch_id = ?"


def _refuse_later(db: Writer, bulks: dict[str, _Bulk], bulk: _Bulk, root: _Bulk) -> None:
    """Refuse where other imports since changed the same events, and that was not taken back."""
    chains: dict[str, list[_Bulk]] = {}
    for one in bulks.values():
        chains.setdefault(_root(bulks, one.batch).batch, []).append(one)
    undone = _undone(bulks)
    for first, chain in reversed(chains.items()):
        if first == root.batch or sum(one.at > bulk.at for one in chain) % 2 == 0:
            continue
        tip = chain[-1]
        same = db.rows(
            f"SELECT count(*) FROM (SELECT event_id FROM shelved_events WHERE batch_id = ? UNION"
            f" {_arrived(tip, bulks[first])}) WHERE event_id IN"
            " (SELECT event_id FROM undo_back UNION ALL SELECT event_id FROM undo_arrived)",
            [tip.batch, tip.batch],
        )[0][0]
        if same:
            did, then = ("was undone", "undo that undoing") if first in undone else ("came", "undo that")
            what = bulks[first].said.split(": ")[0]
            raise ConflictError(
                f"{what} {did} since and changed {same:,} of the same events; {then} first."
                " Nothing was changed."
            )


def _find_edits_since(db: Writer, bulk: _Bulk) -> None:
    """Collect what people changed of these events since the batch; what they took back does not count."""
    batches = dict(db.rows("SELECT batch_id, any_value(undoes) FROM edits GROUP BY 1"))
    undone = sorted(taken_back(batches))
    tables = ", ".join(f"'{name}'" for name in ("events", *RELATED_KEYS))
    db.cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE undo_edited AS
        SELECT event_id, table_name, row_id, column_name, first(old_value ORDER BY edited_at) AS said
        FROM edits
        WHERE edited_at > $at AND table_name IN ({tables}) AND NOT list_contains($undone, batch_id)
          AND NOT (undoes IS NOT NULL AND list_contains($since, undoes))
          AND event_id IN (SELECT event_id FROM undo_back UNION ALL SELECT event_id FROM undo_arrived)
        GROUP BY ALL
        """,
        {"at": bulk.at, "undone": undone, "since": _made_since(db, bulk)},
    )
    db.cursor.execute("DELETE FROM undo_arrived WHERE event_id IN (SELECT event_id FROM undo_edited)")


def _made_since(db: Writer, bulk: _Bulk) -> list[str]:
    """Batches of edits since: what takes one of them back leaves nothing of its own."""
    return [row[0] for row in db.rows("SELECT DISTINCT batch_id FROM edits WHERE edited_at > ?", [bulk.at])]


def _sizes(db: Writer) -> tuple[int, int, int]:
    removed = db.rows("SELECT count(*) FROM undo_arrived")[0][0]
    returned = db.rows("SELECT count(*) FROM undo_back")[0][0]
    kept = db.rows(
        "SELECT count(DISTINCT event_id) FROM undo_edited"
        " WHERE event_id NOT IN (SELECT event_id FROM undo_back)"
    )[0][0]
    return removed, returned, kept


_GOING = "SELECT event_id FROM undo_back UNION ALL SELECT event_id FROM undo_arrived"


def _set_aside(db: Writer, batch: str, times: set[dt.datetime] | None) -> int:
    """Move what is there now of the events to the shelf of a batch; returns how many links went.

    ``times``: of the revisions only those that were made then; None: all of these events.
    """
    cursor = db.cursor
    for table in ("events", *AROUND):
        kept = "true"
        put(cursor, table, batch, f"event_id IN ({_GOING})")
        if table in RELATED_KEYS:
            kept = (
                f'"{RELATED_KEYS[table]}" NOT IN (SELECT row_id FROM undo_edited'
                f" WHERE table_name = '{table}' AND row_id IS NOT NULL)"
            )
        cursor.execute(f"DELETE FROM {table} WHERE event_id IN ({_GOING}) AND {kept}")
    made = "true"
    if times is not None:
        made = "revised_at IN (" + ", ".join(f"'{time}'::TIMESTAMP" for time in sorted(times)) + ")"
    put(cursor, "revisions", batch, f"event_id IN ({_GOING}) AND {made}")
    cursor.execute(f"DELETE FROM revisions WHERE event_id IN ({_GOING}) AND {made}")
    gone = "SELECT event_id FROM undo_arrived"
    linked = f"event_id IN ({gone}) OR other_event_id IN ({gone})"
    put(cursor, "links", batch, linked)
    cursor.execute(f"DELETE FROM links WHERE {linked}")
    return int(db.rows("SELECT count(*) FROM shelved_links WHERE batch_id = ?", [batch])[0][0])


def _put_back(db: Writer, batch: str, new: str) -> int:
    """Bring back what a batch had set aside; returns how many links went or came back."""
    cursor = db.cursor
    listed = ", ".join("greatest(s.version, n.version) + 1" if c == "version" else f's."{c}"'
                       for c in (*EVENT_COLUMNS, "value_hash"))  # fmt: skip
    cursor.execute(
        f"""INSERT INTO events ({names("events")}) SELECT {listed} FROM shelved_events s
            LEFT JOIN (SELECT event_id, version FROM shelved_events WHERE batch_id = $new) n USING (event_id)
            WHERE s.batch_id = $batch ORDER BY coalesce(s.event_date, s.end_date) NULLS LAST, s.source_row""",
        {"batch": batch, "new": new},
    )
    cursor.execute(
        "INSERT INTO arrivals SELECT ?, event_id FROM undo_back WHERE event_id NOT IN"
        " (SELECT event_id FROM shelved_events WHERE batch_id = ?)",
        [new, new],
    )
    for table in (*AROUND, "revisions"):
        kept, columns = "true", names(table)
        if table in RELATED_KEYS:
            kept = (
                f'"{RELATED_KEYS[table]}" NOT IN (SELECT row_id FROM undo_edited'
                f" WHERE table_name = '{table}' AND row_id IS NOT NULL)"
            )
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM shelved_{table}"
            f" WHERE batch_id = ? AND {kept}",
            [batch],
        )
    here, columns = "(SELECT event_id FROM events)", ", ".join(LINK_COLUMNS)
    cursor.execute(
        f"""INSERT INTO links ({columns}) SELECT {columns} FROM shelved_links WHERE batch_id = ?
            AND event_id IN {here} AND other_event_id IN {here}
            AND link_id NOT IN (SELECT link_id FROM links)""",
        [batch],
    )
    moved = "SELECT count(*) FROM shelved_links WHERE batch_id IN (?, ?)"
    return int(db.rows(moved, [batch, new])[0][0])


def _keep_values(db: Writer, new: str) -> int:
    """Write what people changed since over what came back; what the source says went back all the same."""
    cursor = db.cursor
    columns = [
        row[0]
        for row in db.rows(
            "SELECT DISTINCT column_name FROM undo_edited WHERE table_name = 'events'"
            " AND column_name IS NOT NULL AND event_id IN (SELECT event_id FROM undo_back) ORDER BY 1"
        )
        if row[0] in EVENT_COLUMNS
    ]
    for column in columns:
        ours = (
            f"SELECT event_id, said FROM undo_edited WHERE table_name = 'events' AND column_name = '{column}'"
        )
        cursor.execute(
            f"""INSERT INTO revisions (event_id, revised_at, column_name, old_value, new_value, dataset,
                                       source_file)
                SELECT e.event_id, $now, '{column}', o.said, e."{column}"::VARCHAR, e.dataset, e.source_file
                FROM events e JOIN ({ours}) o USING (event_id)
                WHERE o.said IS DISTINCT FROM e."{column}"::VARCHAR
                  AND e.event_id IN (SELECT event_id FROM undo_back)""",
            {"now": db.now},
        )
        kind = sql_type(EVENT_COLUMNS[column])
        cursor.execute(
            f"""UPDATE events SET "{column}" = s."{column}"::{kind} FROM shelved_events s
                WHERE s.batch_id = $new AND s.event_id = events.event_id
                  AND events.event_id IN (SELECT event_id FROM ({ours}))""",
            {"new": new},
        )
    counted = "SELECT count(*) FROM undo_edited WHERE event_id IN (SELECT event_id FROM undo_back)"
    return int(db.rows(counted)[0][0])


def undone_imports(store: Store) -> set[str]:
    """Return the imports that are taken back now."""
    with store.reading() as db:
        return _undone(_bulks(db))


def listing(store: Store, *, limit: int | None = None) -> pd.DataFrame:
    """Return imports and removals of datasets, newest first, with what can be undone.

    Returns
    -------
    DataFrame
        batch_id, kind (import or removal), what (the file, or the dataset), dataset, when, who, said
        (what it did), undone, and undoable: the batch that takes it back now when it is given to
        ``undo_import`` (that of the undoing, where it is undone), or None.
    """
    with store.reading() as db:
        bulks = _bulks(db)
        datasets = dict(db.rows("SELECT import_id, dataset FROM imports"))
    undone = _undone(bulks)
    tips = {_root(bulks, one.batch).batch: one.batch for one in bulks.values()}
    rows = []
    for one in reversed([b for b in bulks.values() if b.undoes is None]):
        removal = one.table == "datasets"
        what = one.row if removal else one.said.rpartition(": ")[0]
        dataset = one.row if removal else datasets.get(one.row)
        kind = "removal" if removal else "import"
        rows.append((one.batch, kind, what, dataset, one.at, one.who, one.said, one.batch in undone,
                     tips[one.batch]))  # fmt: skip
    frame = pd.DataFrame(rows[:limit], columns=list(_LISTED))
    return frame.astype({"when": "datetime64[us]"}) if len(frame) else frame


__all__ = [
    "BULK",
    "Undone",
    "listing",
    "log_bulk",
    "remove_dataset",
    "undo_import",
    "undo_in",
    "undone_imports",
]
