"""A staging area: rows collected chunk by chunk in a scratch database beside the store.

It lives in a temporary file of its own, compressed and paged by the engine, so that a
file of any size is read with little memory and without holding the event database.
"""

from __future__ import annotations

import contextlib
import uuid

import duckdb
import pandas as pd

from events import engine as duck
from events.engine import Engine
from events.errors import StoreError
from events.frames import to_arrow
from events.merging import STAGED_EVENTS
from events.model import RELATED_KEYS, TABLES


class Staging:
    """Collects events and what surrounds them until ``Writer.merge`` takes them over.

    Get one from ``Store.staging()``; it is removed at the end of that block.
    """

    def __init__(self, engine: Engine) -> None:
        self._name = f"stage_{uuid.uuid4().hex}"
        self._file = engine.scratch_folder() / f"{self._name}.duckdb"
        self._cursor = engine.connection.cursor()
        self._cursor.execute(f"ATTACH {duck.quoted(str(self._file))} AS {self._name}")
        self._counts = dict.fromkeys(("events", *RELATED_KEYS), 0)
        for table in self._counts:
            columns = STAGED_EVENTS if table == "events" else TABLES[table]
            self._cursor.execute(duck.create_table_sql(table, columns, prefix=f"{self._name}.main."))

    def add(self, frame: pd.DataFrame, *, table: str = "events") -> int:
        """Append a chunk to ``events`` (or sources, claims, sites, routes); returns its row count.

        Raises
        ------
        ValueRefusedError
            A column that the table does not have, or a value that its column cannot hold.
        """
        columns = STAGED_EVENTS if table == "events" else TABLES[table]
        rows = to_arrow(frame, columns)
        if not rows.num_rows:
            return 0
        self._cursor.register("staged_rows", rows)
        try:
            self._cursor.execute(f"INSERT INTO {self.table(table)} SELECT * FROM staged_rows")
        except duckdb.IOException:
            raise StoreError("There is no space left for the temporary copy of the file.") from None
        finally:
            self._cursor.unregister("staged_rows")
        self._counts[table] += rows.num_rows
        return int(rows.num_rows)

    def rows(self, table: str = "events") -> int:
        """Return how many rows were staged."""
        return self._counts[table]

    def duplicates(self) -> pd.DataFrame:
        """Return staged events whose identity came more than once: event_id, source_key, source_row."""
        relation = self._cursor.sql(
            f"SELECT event_id, source_key, source_row FROM {self.table('events')} WHERE event_id IN"
            f" (SELECT event_id FROM {self.table('events')} GROUP BY event_id HAVING count(*) > 1)"
            " ORDER BY event_id, source_row"
        )
        return relation.df()

    def table(self, name: str) -> str:
        """Return the full name of a staged table in the engine's SQL."""
        return f'{self._name}.main."{name}"'

    def close(self) -> None:
        """Remove the staged rows."""
        with contextlib.suppress(duckdb.Error):
            self._cursor.execute(f"DETACH {self._name}")
        self._cursor.close()
        for suffix in ("", ".wal"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
