"""What a bulk change replaces or removes is set aside, row by row as it was, under the change's batch.

So an import, its undoing, or the removal of a dataset can be taken back whole. All of it is done
by the engine, for one event or for half a million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.model import RELATED_KEYS, SHELVED, SHELVES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

AROUND = (*RELATED_KEYS, "conflicts")
"""Tables whose rows belong to one event and are set aside with it."""


def names(table: str) -> str:
    """Return the columns of a table that is set aside, quoted, without the batch."""
    return ", ".join(f'"{name}"' for name in SHELVES[f"shelved_{table}"] if name != "batch_id")


def put(cursor: duckdb.DuckDBPyConnection, table: str, batch: str, where: str) -> None:
    """Copy the rows of one table for which ``where`` (SQL) holds to its shelf."""
    columns = names(table)
    cursor.execute(
        f"INSERT INTO shelved_{table} (batch_id, {columns})"
        f" SELECT $batch, {columns} FROM {table} WHERE {where}",
        {"batch": batch},
    )


def set_aside(cursor: duckdb.DuckDBPyConnection, batch: str | None, ids: str) -> None:
    """Copy events and what surrounds them as they are now, those that the batch has not set aside yet.

    Parameters
    ----------
    cursor : DuckDBPyConnection
    batch : str or None
        None: nothing is kept.
    ids : str
        A question in SQL that gives ``event_id``; it is asked once.
    """
    if batch is None:
        return
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE shelve_ids AS SELECT DISTINCT event_id FROM ({ids})"
        " WHERE event_id NOT IN (SELECT event_id FROM shelved_events WHERE batch_id = $batch)",
        {"batch": batch},
    )
    for table in ("events", *AROUND):
        put(cursor, table, batch, "event_id IN (SELECT event_id FROM shelve_ids)")
    cursor.execute("DROP TABLE shelve_ids")


def clear(cursor: duckdb.DuckDBPyConnection, batch: str, tables: Sequence[str] = SHELVED) -> None:
    """Forget what a batch had set aside: it was put back."""
    for table in tables:
        cursor.execute(f"DELETE FROM shelved_{table} WHERE batch_id = ?", [batch])
    cursor.execute("DELETE FROM arrivals WHERE batch_id = ?", [batch])


__all__ = ["AROUND", "clear", "names", "put", "set_aside"]
