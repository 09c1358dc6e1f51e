"""Bulk changes in the engine's own SQL: what is new, what was revised, what was withdrawn.

All statements run inside the caller's transaction, so that an import is all or nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import duckdb
import pandas as pd

from events.engine import first_row
from events.errors import ValueRefusedError
from events.model import EVENT_COLUMNS, RELATED_KEYS, TABLES, VALUE_COLUMNS

STAGED_EVENTS = EVENT_COLUMNS
"""Columns of incoming events (what the store sets itself is ignored there)."""
_STORE_SETS = ("first_seen", "last_seen", "withdrawn_at", "version")
_HASHED = tuple(c for c in VALUE_COLUMNS if c not in ("dataset", "source_key"))


class Upserted(NamedTuple):
    """What became of incoming events."""

    n_new: int
    n_updated: int
    n_unchanged: int
    statuses: pd.DataFrame | None = None
    """event_id and status (new, updated, unchanged), when asked for."""


def value_hash(alias: str) -> str:
    """Return the SQL of a row's hash over its values: 64 bits of MD5, null apart from empty text."""
    parts = ", ".join(f"coalesce({alias}.\"{c}\"::VARCHAR, chr(30))" for c in _HASHED)
    return f"md5_number_lower(concat_ws(chr(31), {parts}))"


def merge_events(
    cursor: duckdb.DuckDBPyConnection, incoming: str, *, now: dt.datetime, statuses: bool = False
) -> Upserted:
    """Merge incoming events (a table or view name) into ``events``; see ``Writer.upsert_events``."""
    _check_identities(cursor, incoming)
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE merge_status AS
        SELECT i.event_id, {value_hash("i")} AS value_hash,
               CASE WHEN e.event_id IS NULL THEN 'new'
                    WHEN e.value_hash IS DISTINCT FROM {value_hash("i")} OR e.withdrawn_at IS NOT NULL
                    THEN 'updated' ELSE 'unchanged' END AS status
        FROM {incoming} i LEFT JOIN events e ON e.event_id = i.event_id
        """
    )
    counts = dict(cursor.execute("SELECT status, count(*) FROM merge_status GROUP BY 1").fetchall())
    if counts.get("updated"):
        _revise(cursor, incoming, now)
    if counts.get("new"):
        _append(cursor, incoming, now)
    frame = cursor.sql("SELECT event_id, status FROM merge_status").df() if statuses else None
    cursor.execute("DROP TABLE merge_status")
    return Upserted(counts.get("new", 0), counts.get("updated", 0), counts.get("unchanged", 0), frame)


def _check_identities(cursor: duckdb.DuckDBPyConnection, incoming: str) -> None:
    row = first_row(cursor, f"SELECT source_row FROM {incoming} WHERE event_id IS NULL LIMIT 1")
    if row is not None:
        raise ValueRefusedError("An event has no identity.", column="event_id", row=row[0])
    double = first_row(
        cursor,
        f"SELECT any_value(source_key), max(source_row) FROM {incoming}"
        " GROUP BY event_id HAVING count(*) > 1 LIMIT 1",
    )
    if double is not None:
        raise ValueRefusedError(
            f"The key {double[0]!r} stands on more than one row.",
            column="source_key", value=double[0], row=double[1],
        )


def _append(cursor: duckdb.DuckDBPyConnection, incoming: str, now: dt.datetime) -> None:
    """Add the new rows sorted by date: later reads skip what lies outside their dates."""
    given = [c for c in EVENT_COLUMNS if c not in _STORE_SETS]
    names = ", ".join(f'"{c}"' for c in given)
    values = ", ".join(f'i."{c}"' for c in given)
    cursor.execute(
        f"""
        INSERT INTO events ({names}, first_seen, last_seen, version, value_hash)
        SELECT {values}, $now, $now, 1, s.value_hash
        FROM {incoming} i JOIN merge_status s ON s.event_id = i.event_id
        WHERE s.status = 'new' ORDER BY coalesce(i.event_date, i.end_date) NULLS LAST, i.event_id
        """,
        {"now": now},
    )


def _revise(cursor: duckdb.DuckDBPyConnection, incoming: str, now: dt.datetime) -> None:
    """Update the revised rows and keep what they said before, column by column.

    A column that a person edited keeps the person's value; the revision is recorded all
    the same, so that it can be seen.
    """
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE merge_incoming AS
        SELECT i.* EXCLUDE ({", ".join(_STORE_SETS)}), s.value_hash
        FROM {incoming} i JOIN merge_status s ON s.event_id = i.event_id WHERE s.status = 'updated'
        """
    )
    cursor.execute(
        """
        CREATE OR REPLACE TEMP TABLE merge_edited AS
        SELECT DISTINCT event_id, column_name FROM edits
        WHERE table_name = 'events' AND undoes IS NULL AND column_name IS NOT NULL
          AND event_id IN (SELECT event_id FROM merge_incoming)
          AND batch_id NOT IN (SELECT undoes FROM edits WHERE undoes IS NOT NULL)
        """
    )
    changed = " UNION ALL ".join(
        f"""SELECT e.event_id, '{c}' AS column_name, e."{c}"::VARCHAR AS old_value, i."{c}"::VARCHAR AS new_value,
                   i.dataset, i.source_file
            FROM events e JOIN merge_incoming i ON i.event_id = e.event_id
            WHERE e."{c}" IS DISTINCT FROM i."{c}\""""
        for c in _HASHED
    )
    cursor.execute(
        f"""
        INSERT INTO revisions (event_id, revised_at, column_name, old_value, new_value, dataset, source_file)
        SELECT event_id, $now, column_name, old_value, new_value, dataset, source_file FROM ({changed})
        UNION ALL
        SELECT e.event_id, $now, 'withdrawn_at', e.withdrawn_at::VARCHAR, NULL, i.dataset, i.source_file
        FROM events e JOIN merge_incoming i ON i.event_id = e.event_id WHERE e.withdrawn_at IS NOT NULL
        """,
        {"now": now},
    )
    edited = {
        row[0]: True for row in cursor.execute("SELECT DISTINCT column_name FROM merge_edited").fetchall()
    }
    sets = ", ".join(_assignment(c, edited=c in edited) for c in _HASHED)
    cursor.execute(
        f"""
        UPDATE events SET {sets}, source_file = i.source_file, source_row = i.source_row,
               last_seen = $now, withdrawn_at = NULL, version = events.version + 1, value_hash = i.value_hash
        FROM merge_incoming i WHERE events.event_id = i.event_id
        """,
        {"now": now},
    )
    cursor.execute("DROP TABLE merge_incoming")
    cursor.execute("DROP TABLE merge_edited")


def _assignment(column: str, *, edited: bool) -> str:
    if not edited:
        return f'"{column}" = i."{column}"'
    kept = (
        f"EXISTS (SELECT 1 FROM merge_edited m WHERE m.event_id = i.event_id AND m.column_name = '{column}')"
    )
    return f'"{column}" = CASE WHEN {kept} THEN events."{column}" ELSE i."{column}" END'


def replace_related(cursor: duckdb.DuckDBPyConnection, table: str, incoming: str, *, ids: str) -> None:
    """Replace the rows of a surrounding table for the events named in ``ids``.

    Nothing is written when the rows are the same as before.
    """
    names = ", ".join(f'"{c}"' for c in TABLES[table])
    key = RELATED_KEYS[table]
    old = f"SELECT {names} FROM {table} WHERE event_id IN (SELECT event_id FROM {ids})"
    new = f"SELECT {names} FROM {incoming}"
    differ = first_row(cursor, f"SELECT EXISTS ({old} EXCEPT ALL {new}) OR EXISTS ({new} EXCEPT ALL {old})")
    if differ is None or not differ[0]:
        return
    cursor.execute(f"DELETE FROM {table} WHERE event_id IN (SELECT event_id FROM {ids})")
    cursor.execute(f'INSERT INTO {table} ({names}) {new} ORDER BY event_id, "{key}"')


def mark_withdrawn(
    cursor: duckdb.DuckDBPyConnection, dataset: str, present: str, *, now: dt.datetime
) -> int:
    """Mark events of a dataset that are not in ``present`` (a table or view with event_id)."""
    gone = (
        f"dataset = $dataset AND withdrawn_at IS NULL"
        f" AND event_id NOT IN (SELECT event_id FROM {present} WHERE event_id IS NOT NULL)"
    )
    cursor.execute(
        f"""
        INSERT INTO revisions (event_id, revised_at, column_name, old_value, new_value, dataset, source_file)
        SELECT event_id, $now, 'withdrawn_at', NULL, $now::VARCHAR, dataset, source_file FROM events WHERE {gone}
        """,
        {"dataset": dataset, "now": now},
    )
    row = first_row(
        cursor,
        f"UPDATE events SET withdrawn_at = $now, version = version + 1 WHERE {gone}",
        {"dataset": dataset, "now": now},
    )
    return int(row[0]) if row else 0
