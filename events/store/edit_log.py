"""The log of edits in the engine's SQL: what a change did is read off the tables themselves.

``recorded`` copies the rows of the touched events, lets the caller change them, and
writes one log row for every value that differs afterwards (or for a whole row that came
or went, as JSON). So the log cannot say anything but what happened, and ``revert`` can
take it back, for one event or for a hundred thousand.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from events.errors import ConflictError, UndoError
from events.model import BOOKKEEPING_COLUMNS, EDIT_COLUMNS, RELATED_KEYS, TABLES
from events.store.duckdb_engine import first_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import ibis.expr.types as ir

    from events.store.database import Writer

KEYS = {"events": "event_id", **RELATED_KEYS, "links": "link_id", "conflicts": "conflict_id"}
"""Tables whose changes are logged, and the identity column of each."""
_SQL_TYPES = {
    "date": "DATE",
    "boolean": "BOOLEAN",
    "float64": "DOUBLE",
    "int64": "BIGINT",
    "timestamp": "TIMESTAMP",
}
MANY_ROWS = 1_000
_UNLOGGED = frozenset(BOOKKEEPING_COLUMNS) - {"withdrawn_at"}


SEQUENCE = "max(rowid)"
"""Where a batch stands in the log, in SQL: the log only grows, so its rows are numbered as they came.
A clock is no order: it can be set back, and two edits can fall into one microsecond."""


def in_sequence(edits: ir.Table) -> ir.Table:
    """Return the log with the column ``sequence``: where the batch of a row stands in it."""
    numbered = edits.mutate(sequence=edits.rowid())
    return numbered.mutate(sequence=numbered.sequence.max().over(group_by=numbered.batch_id))


def new_batch() -> str:
    """Return an identity for a batch of edits that are made, and undone, together."""
    return uuid.uuid4().hex


@contextlib.contextmanager
def recorded(
    db: Writer, event_ids: Iterable[str] | str, *, why: str | None, undoes: str | None = None
) -> Iterator[str]:
    """Log whatever the block changes about the given events; yields the batch's identity.

    Parameters
    ----------
    db : Writer
    event_ids : iterable of str, or str
        The events, or the name of a temporary table of them.
    why : str or None
    undoes : str or None
        The batch that this one takes back.
    """
    batch = new_batch()
    if not isinstance(event_ids, str):
        ids = pa.table({"event_id": pa.array(sorted(set(event_ids)), pa.string())})
        db.cursor.register("edit_ids_given", ids)
        db.cursor.execute("CREATE OR REPLACE TEMP TABLE edit_ids AS SELECT * FROM edit_ids_given")
        db.cursor.unregister("edit_ids_given")
    else:
        db.cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE edit_ids AS SELECT DISTINCT event_id FROM {event_ids}"
        )
    for table in KEYS:
        db.cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE before_{table} AS"
            f" SELECT * FROM {table} WHERE event_id IN (SELECT event_id FROM edit_ids)"
        )
    yield batch
    for table, key in KEYS.items():
        db.cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE after_{table} AS"
            f" SELECT * FROM {table} WHERE event_id IN (SELECT event_id FROM edit_ids)"
        )
        if _differs(db, table):
            _log_values(db, table, key, batch, why, undoes)
            _log_rows(db, table, key, batch, why, undoes)
    touched = "SELECT DISTINCT event_id FROM edits WHERE batch_id = ?"
    db.cursor.execute(f"UPDATE events SET version = version + 1 WHERE event_id IN ({touched})", [batch])
    for table in KEYS:
        db.cursor.execute(f"DROP TABLE before_{table}")
        db.cursor.execute(f"DROP TABLE after_{table}")
    db.cursor.execute("DROP TABLE edit_ids")


def _differs(db: Writer, table: str) -> bool:
    """Most changes touch one table; the others are passed over."""
    sums = "SELECT {{'n': count(*), 'sum': bit_xor(hash(t))}} FROM {}_{} t"
    rows = db.rows(
        f"SELECT ({sums.format('before', table)}) IS DISTINCT FROM ({sums.format('after', table)})"
    )
    return bool(rows[0][0])


def _changed(db: Writer, table: str, columns: list[str]) -> list[str]:
    """Of many rows only the columns that differ are compared value by value; for a few, asking costs more."""
    if db.rows(f"SELECT count(*) FROM before_{table}")[0][0] < MANY_ROWS:
        return columns
    key = KEYS[table]
    sums = ", ".join(f'bit_xor(hash("{key}", "{c}"))' for c in columns)
    before, after = (db.rows(f"SELECT {sums} FROM {when}_{table}")[0] for when in ("before", "after"))
    return [c for c, old, new in zip(columns, before, after, strict=True) if old != new]


def _log_values(db: Writer, table: str, key: str, batch: str, why: str | None, undoes: str | None) -> None:
    columns = _changed(
        db, table, [c for c in TABLES[table] if c not in _UNLOGGED and c not in (key, "event_id")]
    )
    if not columns:
        return
    texts = ", ".join(f'"{c}"::VARCHAR AS "{c}"' for c in columns)
    names = ", ".join(f'"{c}"' for c in columns)
    own = "" if key == "event_id" else "event_id, "

    def values(rows: str) -> str:
        """One row for each value, as text: cheaper to plan than one comparison for each column."""
        return (
            f'(SELECT * FROM (SELECT {own}"{key}", {texts} FROM {rows})'
            f" UNPIVOT INCLUDE NULLS (value FOR column_name IN ({names})))"
        )

    db.cursor.execute(
        f"""
        INSERT INTO edits ({", ".join(EDIT_COLUMNS)})
        SELECT uuid()::VARCHAR, $batch, o.event_id, '{table}', o."{key}", o.column_name, o.value, n.value,
               $who, $now, $why, $undoes
        FROM {values(f"before_{table}")} o JOIN {values(f"after_{table}")} n
          ON n."{key}" = o."{key}" AND n.column_name = o.column_name
        WHERE o.value IS DISTINCT FROM n.value ORDER BY o."{key}", o.column_name
        """,
        _parameters(db, batch, why, undoes),
    )


def _log_rows(db: Writer, table: str, key: str, batch: str, why: str | None, undoes: str | None) -> None:
    names = ", ".join(f'"{c}"' for c in TABLES[table])
    now = f"(SELECT {names} FROM after_{table})"
    before = f"(SELECT {names} FROM before_{table})"
    db.cursor.execute(
        f"""
        INSERT INTO edits ({", ".join(EDIT_COLUMNS)})
        SELECT uuid()::VARCHAR, $batch, event_id, '{table}', row_id, NULL, old_value, new_value,
               $who, $now, $why, $undoes
        FROM (SELECT n.event_id, n."{key}" AS row_id, NULL AS old_value, to_json(n)::VARCHAR AS new_value
              FROM {now} n ANTI JOIN {before} o ON n."{key}" = o."{key}"
              UNION ALL
              SELECT o.event_id, o."{key}", to_json(o)::VARCHAR, NULL
              FROM {before} o ANTI JOIN {now} n ON n."{key}" = o."{key}") ORDER BY row_id
        """,
        _parameters(db, batch, why, undoes),
    )


def _parameters(db: Writer, batch: str, why: str | None, undoes: str | None) -> dict[str, Any]:
    return {"batch": batch, "who": db.who or None, "now": db.now, "why": why or None, "undoes": undoes}


def revert(db: Writer, batch: str) -> None:
    """Take a batch back; call it inside ``recorded``.

    Raises
    ------
    ConflictError
        A value was changed again since.
    """
    for table, key in KEYS.items():
        edits = f"(SELECT * FROM edits WHERE batch_id = '{batch}' AND table_name = '{table}')"
        columns = [
            row[0]
            for row in db.rows(
                f"SELECT DISTINCT column_name FROM {edits} WHERE column_name IS NOT NULL ORDER BY 1"
            )
        ]
        for column in columns:
            _restore_values(db, table, key, column, edits)
        _take_out(db, table, key, edits)
        _put_back(db, table, edits)


def _restore_values(db: Writer, table: str, key: str, column: str, edits: str) -> None:
    if column not in TABLES[table]:
        raise UndoError(f"The log names a column {column!r} that is not there.")
    differs = first_row(
        db.cursor,
        f"""SELECT count(*) FROM {edits} d LEFT JOIN {table} t ON t."{key}" = d.row_id
            WHERE d.column_name = ?
              AND (t."{key}" IS NULL OR t."{column}"::VARCHAR IS DISTINCT FROM d.new_value)""",
        [column],
    )
    if differs and differs[0]:
        raise ConflictError(f"The value of {column} was changed again since; undo that change first.")
    kind = _SQL_TYPES.get(TABLES[table][column], "VARCHAR")
    # What a later release of the dataset said meanwhile is what the source says now.
    db.cursor.execute(
        f"""UPDATE {table} SET "{column}" = CAST(d.value AS {kind})
            FROM (SELECT d.row_id, CASE WHEN d.undoes IS NULL AND r.revised_at > d.edited_at THEN r.new_value
                                        ELSE d.old_value END AS value
                  FROM {edits} d LEFT JOIN (
                      SELECT event_id, max(revised_at) AS revised_at,
                             last(new_value ORDER BY revised_at) AS new_value
                      FROM revisions WHERE column_name = $column AND '{table}' = 'events' GROUP BY event_id) r
                  ON r.event_id = d.event_id WHERE d.column_name = $column) d
            WHERE {table}."{key}" = d.row_id""",
        {"column": column},
    )


def _take_out(db: Writer, table: str, key: str, edits: str) -> None:
    """Remove the rows that the batch added, unless somebody changed them since."""
    rows = db.rows(
        f"SELECT row_id, new_value FROM {edits} WHERE column_name IS NULL AND new_value IS NOT NULL"
    )
    for row_id, text in rows:
        names = ", ".join(f'"{c}"' for c in TABLES[table] if c not in _UNLOGGED)
        found = first_row(
            db.cursor,
            f'SELECT to_json(t)::VARCHAR FROM (SELECT {names} FROM {table} WHERE "{key}" = ?) t',
            [row_id],
        )
        was = {name: value for name, value in json.loads(text).items() if name not in _UNLOGGED}
        if found is None or json.loads(found[0]) != was:
            raise ConflictError("What was added has been changed again since; undo that change first.")
        db.cursor.execute(f'DELETE FROM {table} WHERE "{key}" = ?', [row_id])


def _put_back(db: Writer, table: str, edits: str) -> None:
    rows = db.rows(f"SELECT old_value FROM {edits} WHERE column_name IS NULL AND old_value IS NOT NULL")
    if rows:
        frame = pd.DataFrame([json.loads(text) for (text,) in rows], dtype=object)
        for name, kind in TABLES[table].items():
            if kind == "timestamp" and name in frame.columns:
                frame[name] = pd.to_datetime(frame[name], format="ISO8601").astype("datetime64[us]")
        db.insert(table, frame)
