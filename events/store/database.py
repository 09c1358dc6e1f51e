"""What a block of the store hands out: ``Database`` to read, ``Writer`` to change."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from events.errors import ValueRefusedError
from events.model import IMPORT_COLUMNS, LATER_TABLES, RELATED_KEYS, SCHEMA_VERSION, SHELVES, TABLES
from events.store import colours, merging, sequence
from events.store import duckdb_engine as duck
from events.store.frames import from_arrow, to_arrow

if TYPE_CHECKING:
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from events.store.comparing import Given
    from events.store.merging import Upserted
    from events.store.staging import Staging

HASH_COLUMN = {"value_hash": "uint64"}
"""Of each event: a hash of the values as imported, so that an edited event is still
recognised as unchanged when its file comes again."""


def now() -> dt.datetime:
    """Return the time in UTC, without a zone, as it is stored."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


_compiled: dict[Hashable, str] = {}
"""Compiled questions by what they depend on; the tables are called the same in every file."""
_COMPILED_KEPT = 512


class Database:
    """The tables of an open database.

    Parameters
    ----------
    cursor : DuckDBPyConnection
        A connection that stands in the attached file.
    path : Path
        The file, for messages.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.cursor = cursor
        self.path = path

    @cached_property
    def backend(self) -> Backend:
        """Ibis over this block's connection."""
        return duck.backend(self.cursor)

    def table(self, name: str) -> ir.Table:
        """Return a table of ``events.model.TABLES`` as an Ibis table."""
        return duck.bound_table(self.backend, name, TABLES[name])

    def has(self, name: str) -> bool:
        """Tell whether the database has a table: one of an earlier program may lack a later one."""
        return name not in self.lacking

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """The tables of ``LATER_TABLES`` that the file does not have yet."""
        missing = []
        for name in LATER_TABLES:
            try:
                self.cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 0')
            except duckdb.CatalogException:
                missing.append(name)
        return tuple(missing)

    def frame(self, expression: ir.Table) -> pd.DataFrame:
        """Run an expression and return a frame (see ``events.store.frames.from_arrow`` for its types)."""
        return from_arrow(expression.to_pyarrow())

    def ask(self, key: Hashable, build: Callable[[], ir.Table]) -> pa.Table:
        """Run an expression that is built and compiled once for each key (that takes Ibis 20 to 60 ms).

        Parameters
        ----------
        key : hashable
            All that the expression depends on.
        build : callable
            Makes the expression on this database's tables.
        """
        key = (key, self.lacking)
        sql = _compiled.get(key)
        if sql is None:
            sql = self.backend.compile(build())
            if len(_compiled) >= _COMPILED_KEPT:
                _compiled.pop(next(iter(_compiled)), None)
            _compiled[key] = sql
        return self.cursor.sql(sql).to_arrow_table()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run engine SQL with parameters; for this package only."""
        return self.cursor.execute(sql, list(parameters)).fetchall()


class Writer(Database):
    """A database inside one write transaction."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, path: Path, *, who: str) -> None:
        super().__init__(cursor, path)
        self.changed = False
        """Whether the transaction may have changed anything: whoever took the connection may have."""
        self.who = who
        self.now = now()
        self.import_id: str | None = None
        """The import at work: what it replaces is set aside under this name, so that it can be undone."""

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """The connection; whoever takes it is taken to change something."""
        self.changed = True
        return self._cursor

    @cursor.setter
    def cursor(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def create_tables(self) -> None:
        """Make the tables of an empty database."""
        for name, columns in TABLES.items():
            self.cursor.execute(
                duck.create_table_sql(name, columns | (HASH_COLUMN if name == "events" else {}))
            )
        for name, columns in SHELVES.items():
            self.cursor.execute(duck.create_table_sql(name, columns))
        self.cursor.execute("CREATE TABLE meta (name VARCHAR, value VARCHAR)")
        self.cursor.execute("INSERT INTO meta VALUES ('schema_version', ?)", [str(SCHEMA_VERSION)])
        sequence.advance(self.cursor, self.path, self.now)

    def add_missing_tables(self) -> None:
        """Make the tables that a database of an earlier program lacks; nothing else of it changes."""
        there = "SELECT 1 FROM duckdb_tables() WHERE database_name = current_catalog() AND table_name = ?"
        coloured = duck.first_row(self._cursor, there, ["colours"]) is not None
        for name, columns in [(name, TABLES[name]) for name in LATER_TABLES] + list(SHELVES.items()):
            self._cursor.execute(duck.create_table_sql(name, columns, if_missing=True))
        if not coloured:  # the colours that were seen so far stay, whatever this change brings
            colours.top_up(self._cursor)

    def insert(self, table: str, frame: pd.DataFrame) -> int:
        """Append rows to a table; returns how many."""
        return self._insert_arrow(table, to_arrow(frame, TABLES[table]))

    def _insert_arrow(self, table: str, rows: pa.Table) -> int:
        if not rows.num_rows:
            return 0
        names = ", ".join(f'"{name}"' for name in rows.column_names)
        with self._view(rows) as incoming:
            self.cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {incoming}')
        return int(rows.num_rows)

    @contextlib.contextmanager
    def _view(self, rows: pa.Table | ds.Dataset) -> Iterator[str]:
        """Show Arrow rows to the engine under a name of their own."""
        name = f"incoming_{uuid.uuid4().hex}"
        self._cursor.register(name, rows)
        try:
            yield name
        finally:
            with contextlib.suppress(duckdb.Error):
                self._cursor.unregister(name)

    def upsert_events(self, frame: pd.DataFrame, *, statuses: bool = False) -> Upserted:
        """Bring events in: new ones are added, revised ones updated, the old values kept.

        Parameters
        ----------
        frame : DataFrame
            Columns of the model; ``event_id`` must be there and unique. ``version``,
            ``first_seen``, ``last_seen`` and ``withdrawn_at`` are the store's to set.
        statuses : bool
            Also return which event was what.

        Returns
        -------
        Upserted
            ``n_new, n_updated, n_unchanged`` and ``statuses`` (event_id, status) or None.

        Raises
        ------
        ValueRefusedError
            An identity that is missing or double, or a value that its column cannot hold.
        """
        with self._view(to_arrow(frame, merging.STAGED_EVENTS)) as incoming:
            outcome = merging.merge_events(self._cursor, incoming, now=self.now, statuses=statuses)
        self.changed |= bool(outcome.n_new or outcome.n_updated)
        return outcome

    def merge(self, stage: Staging, *, statuses: bool = False, given: Given | None = None) -> Upserted:
        """Bring in everything that was staged: the events, then what surrounds the changed ones.

        ``given`` says which columns the file has: one that is new in it is no revision of every event.
        """
        parts: dict[str, list[str]] = {}
        for name in ("events", *RELATED_KEYS):
            views = [stage.dataset(name), *stage.parts(name)]
            called = [stage.table(name), *(f"{stage.table(name)}_{n}" for n in range(len(views) - 1))]
            for view, rows in zip(called, views, strict=True):
                self.cursor.register(f"{view}_rows", rows)
                chosen = f"SELECT {stage.selection(name)} FROM {view}_rows"
                self.cursor.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {chosen}")
            parts[name] = called[1:]
        incoming = stage.table("events")
        outcome = merging.merge_events(
            self.cursor,
            incoming,
            parts=parts["events"],
            now=self.now,
            statuses=statuses,
            given=given,
            batch=self.import_id,
        )
        for name in RELATED_KEYS:
            if stage.rows(name):
                merging.replace_related(
                    self.cursor,
                    name,
                    stage.table(name),
                    parts=parts[name],
                    ids="merge_ids",
                    now=self.now,
                    batch=self.import_id,
                )
        self.cursor.execute("DROP TABLE merge_ids")
        return outcome

    def replace_related(self, table: str, frame: pd.DataFrame, event_ids: Iterable[str]) -> None:
        """Replace all rows of sources, claims, sites or routes that belong to the given events."""
        if table not in RELATED_KEYS:
            raise ValueRefusedError(f"The table {table!r} does not surround an event.")
        rows = to_arrow(frame, TABLES[table])
        ids = pa.table({"event_id": pa.array(list(event_ids), pa.string())})
        with self._view(rows) as incoming, self._view(ids) as these:
            merging.replace_related(self.cursor, table, incoming, ids=these)

    def mark_withdrawn(self, dataset: str, present: Iterable[str] | Staging) -> int:
        """Mark the events of a dataset that its complete re-release no longer has.

        Parameters
        ----------
        dataset : str
            The dataset's name as in the events.
        present : iterable of str or Staging
            The identities that the release has.

        Returns
        -------
        int
            How many were marked now (those marked before are not counted again).
        """
        from events.store.staging import Staging

        ids = (
            present.dataset()
            if isinstance(present, Staging)
            else pa.table({"event_id": pa.array(list(present), pa.string())})
        )
        with self._view(ids) as these:
            return merging.mark_withdrawn(self.cursor, dataset, these, now=self.now, batch=self.import_id)

    def log_import(self, entry: Mapping[str, Any]) -> None:
        """Append a row to the log of imports (columns of ``IMPORT_COLUMNS``; a dict as report is JSON)."""
        values = dict(entry)
        if isinstance(values.get("report"), Mapping):
            values["report"] = json.dumps(values["report"], ensure_ascii=False, default=str)
        values.setdefault("finished_at", self.now)
        unknown = set(values) - set(IMPORT_COLUMNS)
        if unknown:
            raise ValueRefusedError(f"The import log has no column {min(unknown)!r}.")
        self.insert("imports", pd.DataFrame([values]))
