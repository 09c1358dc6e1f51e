"""A staging area: rows collected chunk by chunk in temporary Arrow files beside the store.

So a file of any size is read with little memory and without holding the event database;
the merge at the end reads the files as a stream.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pyarrow.dataset as ds
from pyarrow import ipc

from events.errors import StoreError
from events.model import RELATED_KEYS, TABLES
from events.store.duckdb_engine import Engine, sql_type
from events.store.frames import arrow_schema, to_arrow
from events.store.merging import STAGED_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

_CHUNK_ROWS = 8_192
"""Rows of one piece of a temporary file; the engine reads sixteen pieces ahead."""
_FILE_ROWS = 200_000
"""Rows of one temporary file: what the merge sorts at a time, so that its memory does not grow."""


class Staging:
    """Collects events and what surrounds them until ``Writer.merge`` takes them over.

    Get one from ``Store.staging()``; its files are removed at the end of that block.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name = f"staged_{uuid.uuid4().hex}"
        self._counts = dict.fromkeys(("events", *RELATED_KEYS), 0)
        self._in_file = dict(self._counts)
        self._files: dict[str, list[Path]] = {name: [] for name in self._counts}
        self._filled: dict[str, set[str]] = {name: set() for name in self._counts}
        self._writers: dict[str, ipc.RecordBatchFileWriter] = {}

    def add(self, frame: pd.DataFrame, *, table: str = "events") -> int:
        """Append a chunk to ``events`` (or sources, claims, sites, routes); returns its row count.

        Raises
        ------
        ValueRefusedError
            A column that the table does not have, or a value that its column cannot hold.
        """
        rows = to_arrow(frame, _columns(table))
        if rows.num_rows:
            try:
                self._writer(table).write_table(rows, max_chunksize=_CHUNK_ROWS)
            except OSError:
                raise StoreError("There is no space left for the temporary copy of the file.") from None
            self._filled[table].update(
                name for name in rows.column_names if rows[name].null_count < rows.num_rows
            )
            self._counts[table] += rows.num_rows
            self._in_file[table] += rows.num_rows
            if self._in_file[table] >= _FILE_ROWS:
                self._close(table)
        return int(rows.num_rows)

    def _writer(self, table: str) -> ipc.RecordBatchFileWriter:
        if table not in self._writers:
            path = self._engine.scratch_folder() / f"{table}-{uuid.uuid4().hex}.arrow"
            self._files[table].append(path)
            options = ipc.IpcWriteOptions(compression="lz4")
            self._writers[table] = ipc.new_file(str(path), arrow_schema(_columns(table)), options=options)
        return self._writers[table]

    def rows(self, table: str = "events") -> int:
        """Return how many rows were staged."""
        return self._counts[table]

    def dataset(self, table: str = "events") -> ds.Dataset:
        """Return what was staged so far, to be read as a stream."""
        self._close(table)
        return self._dataset(table, self._files[table])

    def parts(self, table: str = "events") -> Iterator[ds.Dataset]:
        """Go through what was staged in pieces that are small enough to be sorted in memory."""
        self._close(table)
        for path in self._files[table]:
            yield self._dataset(table, [path])

    def _dataset(self, table: str, files: list[Path]) -> ds.Dataset:
        schema = arrow_schema(_columns(table))
        if not files:
            return ds.dataset(schema.empty_table())
        return ds.dataset([str(path) for path in files], format="ipc", schema=schema)

    def _close(self, table: str) -> None:
        if table in self._writers:
            self._writers.pop(table).close()
        self._in_file[table] = 0

    def table(self, name: str = "events") -> str:
        """Return what the staged rows are called in the engine's SQL after ``Writer.merge``."""
        return f"{self._name}_{name}"

    def selection(self, table: str) -> str:
        """Return the columns of a staged table as SQL.

        One that holds nothing at all is stated as such: it need not be read, hashed and sorted.
        """
        columns = _columns(table)
        return ", ".join(
            f'"{name}"' if name in self._filled[table] else f'NULL::{sql_type(columns[name])} AS "{name}"'
            for name in columns
        )

    def close(self) -> None:
        """Remove the staged rows."""
        for writer in self._writers.values():
            writer.close()
        for paths in self._files.values():
            for path in paths:
                path.unlink(missing_ok=True)


def _columns(table: str) -> dict[str, str]:
    return STAGED_EVENTS if table == "events" else TABLES[table]
