"""Bulk changes in the engine's own SQL: what is new, what was revised, what was withdrawn.

All statements run inside the caller's transaction, so that an import is all or nothing.
What people edited stays: a revision compares what the source says now with what it said
before, and leaves the person's value in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from events.errors import ValueRefusedError
from events.model import EVENT_COLUMNS, RELATED_KEYS, TABLES
from events.store.comparing import COMPARED, ColumnChange, Given, find_changed
from events.store.disagreeing import find_edited, keep_conflicts
from events.store.duckdb_engine import first_row, quoted
from events.store.shelves import set_aside

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import duckdb
    import pandas as pd

STAGED_EVENTS = EVENT_COLUMNS
"""Columns of incoming events (what the store sets itself is ignored there)."""
_STORE_SETS = ("first_seen", "last_seen", "withdrawn_at", "version")
_WORK_TABLES = ("merge_hashes", "merge_status", "merge_incoming", "merge_edited", "merge_changed",
                "merge_rows")  # fmt: skip


class Upserted(NamedTuple):
    """What became of incoming events."""

    n_new: int
    n_updated: int
    n_unchanged: int
    statuses: pd.DataFrame | None = None
    """event_id and status (new, updated, unchanged), when asked for."""
    columns: tuple[ColumnChange, ...] = ()
    """What changed of columns as a whole, and is no revision of the events."""


def value_hash(alias: str) -> str:
    """Return the SQL of a row's hash over its values.

    It only spares a comparison: rows whose hash differs are compared value by value, so
    another version of the engine may hash differently.
    """
    columns = ", ".join(f'{alias}."{c}"' for c in COMPARED)
    return f"hash({columns})"


def merge_events(
    cursor: duckdb.DuckDBPyConnection,
    incoming: str,
    *,
    now: dt.datetime,
    parts: Sequence[str] = (),
    statuses: bool = False,
    given: Given | None = None,
    batch: str | None = None,
) -> Upserted:
    """Merge incoming events (a table or view name) into ``events``; see ``Writer.upsert_events``.

    ``parts`` are views of the same rows in pieces: each is sorted and added by itself, since
    sorting a large file at once would go through the disk. What is replaced is set aside under ``batch``.
    """
    parts = parts or [incoming]
    read_identities(cursor, incoming)
    _check_identities(cursor)
    if not _any_known(cursor):
        count = sum(_append(cursor, part, now) for part in parts)
        frame = cursor.sql(f"SELECT event_id, 'new' AS status FROM {incoming}").df() if statuses else None
        return Upserted(count, 0, 0, frame)
    _collect(cursor, "merge_hashes", [f"SELECT i.event_id, {value_hash('i')} AS value_hash FROM {part} i"
                                      for part in parts])  # fmt: skip
    cursor.execute(
        """
        CREATE OR REPLACE TEMP TABLE merge_status AS
        SELECT i.event_id,
               CASE WHEN e.event_id IS NULL THEN 'new'
                    WHEN e.value_hash IS DISTINCT FROM i.value_hash OR e.withdrawn_at IS NOT NULL
                    THEN 'updated' ELSE 'unchanged' END AS status
        FROM merge_hashes i
        LEFT JOIN (SELECT event_id, value_hash, withdrawn_at FROM events) e ON e.event_id = i.event_id
        """
    )
    found = {row[0] for row in cursor.execute("SELECT DISTINCT status FROM merge_status").fetchall()}
    edited = find_edited(cursor)
    changes: list[ColumnChange] = []
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE merge_changed (event_id VARCHAR, column_name VARCHAR,"
        " old_value VARCHAR, new_value VARCHAR, kind VARCHAR)"
    )
    if "updated" in found:
        changes = _revise(cursor, parts, now, edited, given, batch)
    if "new" in found:
        fresh = "i.event_id IN (SELECT event_id FROM merge_status WHERE status = 'new')"
        for part in parts:
            _append(cursor, part, now, where=fresh)
    keep_conflicts(cursor, edited, now=now, batch=batch)
    counts = dict(cursor.execute("SELECT status, count(*) FROM merge_status GROUP BY 1").fetchall())
    frame = cursor.sql("SELECT event_id, status FROM merge_status").df() if statuses else None
    for table in _WORK_TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
    return Upserted(
        counts.get("new", 0), counts.get("updated", 0), counts.get("unchanged", 0), frame, tuple(changes)
    )


def read_identities(cursor: duckdb.DuckDBPyConnection, incoming: str) -> None:
    """Copy the identities of incoming rows: questions that may stop early are asked of the copy.

    A stream from Arrow files that is left before its end can take the process down.
    """
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE merge_ids AS"
        f" SELECT event_id, source_key, source_row, source_file FROM {incoming}"
    )


def _any_known(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether any incoming event is in the store already (a first import is spared all comparing)."""
    row = first_row(
        cursor, "SELECT EXISTS (SELECT 1 FROM events WHERE event_id IN (SELECT event_id FROM merge_ids))"
    )
    return bool(row and row[0])


def _check_identities(cursor: duckdb.DuckDBPyConnection) -> None:
    row = first_row(cursor, "SELECT source_row FROM merge_ids WHERE event_id IS NULL LIMIT 1")
    if row is not None:
        raise ValueRefusedError("An event has no identity.", column="event_id", row=row[0])
    double = first_row(
        cursor,
        """SELECT source_key, source_row FROM merge_ids WHERE event_id IN
           (SELECT event_id FROM merge_ids GROUP BY event_id HAVING count(*) > 1 LIMIT 1)
           ORDER BY source_row DESC LIMIT 1""",
    )
    if double is not None:
        raise ValueRefusedError(
            f"The key {double[0]!r} stands on more than one row.",
            column="source_key",
            value=double[0],
            row=double[1],
        )


def _append(
    cursor: duckdb.DuckDBPyConnection, incoming: str, now: dt.datetime, *, where: str = "true"
) -> int:
    """Add new rows sorted by date: later reads skip what lies outside their dates. Returns how many.

    Among those of a day they stay as they came: a number sorts faster than an identity, and like rows
    lie together.
    """
    given = [c for c in EVENT_COLUMNS if c not in _STORE_SETS]
    names = ", ".join(f'"{c}"' for c in given)
    values = ", ".join(f'i."{c}"' for c in given)
    row = first_row(
        cursor,
        f"""
        INSERT INTO events ({names}, first_seen, last_seen, version, value_hash)
        SELECT {values}, $now, $now, 1, {value_hash("i")}
        FROM {incoming} i WHERE {where} ORDER BY coalesce(i.event_date, i.end_date) NULLS LAST, i.source_row
        """,
        {"now": now},
    )
    return int(row[0]) if row else 0


def _collect(cursor: duckdb.DuckDBPyConnection, table: str, questions: Sequence[str]) -> None:
    """Fill a work table with the answers one after the other: all files read at once take far more memory."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {questions[0]}")
    for question in questions[1:]:
        cursor.execute(f"INSERT INTO {table} {question}")


def _revise(
    cursor: duckdb.DuckDBPyConnection,
    parts: Sequence[str],
    now: dt.datetime,
    edited: set[str],
    given: Given | None,
    batch: str | None,
) -> list[ColumnChange]:
    """Update the rows that differ and keep what they said before, column by column.

    A row of which no value changed its meaning takes what the release says, and counts as unchanged.
    """
    differing = "SELECT event_id FROM merge_status WHERE status = 'updated'"
    wanted = f"* EXCLUDE ({', '.join(_STORE_SETS)}), {value_hash('i')} AS value_hash"
    _collect(
        cursor,
        "merge_incoming",
        [f"SELECT i.{wanted} FROM {part} i WHERE i.event_id IN ({differing})" for part in parts],
    )
    changes = find_changed(cursor, edited, given)
    set_aside(cursor, batch, "SELECT event_id FROM merge_changed")
    cursor.execute(
        """
        UPDATE merge_status SET status = 'unchanged'
        WHERE status = 'updated' AND event_id NOT IN (SELECT event_id FROM merge_changed WHERE kind = 'value')
        """
    )
    cursor.execute(
        """
        INSERT INTO revisions (event_id, revised_at, column_name, old_value, new_value, dataset, source_file)
        SELECT c.event_id, $now, c.column_name, c.old_value, c.new_value, i.dataset, i.source_file
        FROM merge_changed c JOIN merge_incoming i ON i.event_id = c.event_id WHERE c.kind = 'value'
        ORDER BY c.event_id, c.column_name
        """,
        {"now": now},
    )
    # As a table of its own: joined as a question, the engine compares all rows with all.
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE merge_rows AS SELECT m.*, NULL::TIMESTAMP AS withdrawn_at"
        " FROM merge_incoming m WHERE m.event_id IN (SELECT event_id FROM merge_changed)"
    )
    sets = ", ".join(_assignment(c, edited=c in edited) for c in (*COMPARED, "withdrawn_at"))
    cursor.execute(
        f"""
        UPDATE events SET {sets}, source_file = i.source_file, source_row = i.source_row,
               last_seen = $now, version = events.version + 1, value_hash = i.value_hash
        FROM merge_rows i WHERE events.event_id = i.event_id
        """,
        {"now": now},
    )
    return changes


def _assignment(column: str, *, edited: bool) -> str:
    if not edited:
        return f'"{column}" = i."{column}"'
    kept = (
        f"EXISTS (SELECT 1 FROM merge_edited m WHERE m.event_id = i.event_id AND m.column_name = '{column}')"
    )
    return f'"{column}" = CASE WHEN {kept} THEN events."{column}" ELSE i."{column}" END'


def replace_related(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    incoming: str,
    *,
    ids: str,
    parts: Sequence[str] = (),
    now: dt.datetime | None = None,
    batch: str | None = None,
) -> None:
    """Replace the rows of a surrounding table for the events named in ``ids``.

    Rows that people added, changed or removed are left as they are; nothing is written
    when the rows are the same as before.
    """
    names = ", ".join(f'"{c}"' for c in TABLES[table])
    key = RELATED_KEYS[table]
    # Of events that this very import brought there is nothing to set aside.
    earlier = f"SELECT event_id FROM events WHERE first_seen <> '{now}'::TIMESTAMP"
    touched = f"SELECT row_id FROM edits WHERE table_name = '{table}' AND row_id IS NOT NULL"
    row = first_row(cursor, f"SELECT EXISTS ({touched})")
    alone = f'"{key}" NOT IN ({touched})' if row and row[0] else "true"
    old = f"FROM {table} WHERE event_id IN (SELECT event_id FROM {ids}) AND {alone}"
    new = f"FROM {incoming} WHERE {alone}"
    row = first_row(cursor, f"SELECT EXISTS (SELECT 1 {old})")
    insert, order = f"INSERT INTO {table} ({names}) SELECT {names}", f'ORDER BY event_id, "{key}"'
    if not (row and row[0]):
        set_aside(
            cursor,
            batch,
            f"SELECT event_id FROM {incoming} WHERE event_id IN ({earlier})",
        )
        for part in parts or [incoming]:
            cursor.execute(f"{insert} FROM {part} WHERE {alone} {order}")
        return
    # Rows in any order have the same sum of hashes; it tells in one pass what a comparison of sorted
    # rows tells in many.
    hashed = f"count(*) AS n, sum(hash({names})) AS total"
    was, comes = (f"SELECT (n, total) FROM (SELECT {hashed} {rows})" for rows in (old, new))
    same = first_row(cursor, f"SELECT ({was}) IS NOT DISTINCT FROM ({comes})")
    if same and same[0]:
        return
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE merge_related AS
        SELECT event_id FROM (SELECT event_id, {hashed} {old} GROUP BY event_id) o
        FULL JOIN (SELECT event_id, {hashed} {new} GROUP BY event_id) i USING (event_id)
        WHERE o.n IS DISTINCT FROM i.n OR o.total IS DISTINCT FROM i.total
        """
    )
    differs = "event_id IN (SELECT event_id FROM merge_related)"
    set_aside(cursor, batch, f"SELECT event_id FROM merge_related WHERE event_id IN ({earlier})")
    cursor.execute(f"DELETE {old} AND {differs}")
    for part in parts or [incoming]:
        cursor.execute(f"{insert} FROM {part} WHERE {alone} AND {differs} {order}")
    cursor.execute("DROP TABLE merge_related")


def mark_withdrawn(
    cursor: duckdb.DuckDBPyConnection,
    dataset: str,
    present: str,
    *,
    now: dt.datetime,
    batch: str | None = None,
) -> int:
    """Mark events of a dataset that are not in ``present`` (a table or view with event_id)."""
    gone = (
        "dataset = $dataset AND withdrawn_at IS NULL AND event_id NOT IN (SELECT event_id FROM merge_present)"
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE merge_present AS"
        f" SELECT event_id FROM {present} WHERE event_id IS NOT NULL"
    )
    kept = gone.replace("$dataset", quoted(dataset))
    set_aside(cursor, batch, f"SELECT event_id FROM events WHERE {kept}")
    cursor.execute(
        f"""
        INSERT INTO revisions (event_id, revised_at, column_name, old_value, new_value, dataset, source_file)
        SELECT event_id, $now, 'withdrawn_at', NULL, $now::VARCHAR, dataset, source_file
        FROM events WHERE {gone}
        """,
        {"dataset": dataset, "now": now},
    )
    row = first_row(
        cursor,
        f"UPDATE events SET withdrawn_at = $now, version = version + 1 WHERE {gone}",
        {"dataset": dataset, "now": now},
    )
    return int(row[0]) if row else 0
