"""The DuckDB engine: one in-memory instance per file that attaches the file only while it is needed.

Attaching takes about 2 ms where opening an instance takes 40 ms, so the file can be let
go of between any two reads and another process gets its turn. The instance is locked
down before it sees the file: no extensions, no other files, no change of its settings.
Everything that differs from another engine (PostgreSQL, say) belongs in a module like this.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from events.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreVersionError,
)
from events.store import failing
from events.tidying import when_gone
from geo import leftovers

if TYPE_CHECKING:
    import weakref

CATALOG = "atlas"
MEMORY_LIMIT = "640MB"
"""What the engine may hold in memory; larger sorts and joins go through temporary files."""
_SIDE_FILES = ("", ".wal", ".wal.checkpoint", ".wal.recovery", ".checkpoint")
_DUCKDB_TYPES = {
    "string": "VARCHAR",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "float64": "DOUBLE",
    "int64": "BIGINT",
    "uint64": "UBIGINT",
    "timestamp": "TIMESTAMP",
}

_PACKED = ("event_id", "source_id", "claim_id", "source_key", "source_codes", "report")
"""Texts that hardly repeat and are seldom searched: packing them by zstd takes half the time, and less
room, than looking for repetitions in them."""


class _LockedBackend(Backend):
    """Ibis over a connection whose settings are locked (Ibis wants to set the time zone itself)."""

    def _post_connect(self, extensions: Any = None) -> None:  # noqa: ARG002
        self._record_batch_readers_consumed: dict[str, bool] = {}


class FileBusy(Exception):
    """Another process holds the file (internal; becomes StoreLockedError after the wait)."""

    def __init__(self, process: str | None) -> None:
        super().__init__(process or "")
        self.process = process


def quoted(text: str) -> str:
    """Return text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def first_row(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Any = None) -> tuple[Any, ...] | None:
    """Run SQL and return its first row; all rows are fetched, an unfinished result blocks its cursor."""
    rows = cursor.execute(sql, parameters).fetchall()
    return rows[0] if rows else None


def sql_type(kind: str) -> str:
    """Return the engine's type of a column from its Ibis type."""
    return _DUCKDB_TYPES[kind]


def create_table_sql(
    name: str, columns: dict[str, str], *, prefix: str = "", if_missing: bool = False
) -> str:
    """Return the DDL of a table from its Ibis column types."""
    missing = "IF NOT EXISTS " if if_missing else ""
    packed = {column: " USING COMPRESSION zstd" if column in _PACKED else "" for column in columns}
    body = ", ".join(f'"{c}" {_DUCKDB_TYPES[kind]}{packed[c]}' for c, kind in columns.items())
    return f'CREATE TABLE {missing}{prefix}"{name}" ({body})'


class Engine:
    """A locked-down DuckDB instance for one database file.

    Parameters
    ----------
    path : Path
        The database file; it is not touched until :meth:`attach`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scratch = leftovers.scratch() / uuid.uuid4().hex
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._finalizer: weakref.finalize[..., Engine] | None = None

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The instance's own connection, made at the first use."""
        if self._connection is None:
            self._connection = self._start()
        return self._connection

    def _start(self) -> duckdb.DuckDBPyConnection:
        # A sort that outgrows the memory fails if the folder above its temporary one is missing.
        self.scratch_folder()
        con = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "temp_directory": str(self.scratch / "spill"),
                "memory_limit": MEMORY_LIMIT,
            },
        )
        files = ", ".join(quoted(f"{self.path}{suffix}") for suffix in _SIDE_FILES)
        con.execute(f"SET GLOBAL allowed_paths=[{files}]")
        con.execute(f"SET GLOBAL allowed_directories=[{quoted(str(self.scratch) + os.sep)}]")
        con.execute("SET GLOBAL TimeZone='UTC'")
        con.execute("SET GLOBAL preserve_insertion_order=true")
        con.execute("SET GLOBAL enable_external_access=false")
        con.execute("SET GLOBAL python_enable_replacements=false")
        con.execute("SET GLOBAL lock_configuration=true")
        self._finalizer = when_gone(self, _shut_down, con, self.scratch)
        return con

    def attach(self, *, read_only: bool, path: Path | None = None) -> None:
        """Take the file; raises FileBusy, StoreDamagedError or StoreVersionError."""
        mode = " (READ_ONLY)" if read_only else ""
        target = path or self.path
        try:
            self.connection.execute(f"ATTACH {quoted(str(target))} AS {CATALOG}{mode}")
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise attach_error(error, target) from None

    def detach(self) -> None:
        """Let go of the file (writes the log into it first, when it was open for writing)."""
        self.connection.execute(f"DETACH {CATALOG}")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a new connection to the instance that stands in the attached file."""
        cursor = self.connection.cursor()
        cursor.execute(f"USE {CATALOG}")
        return cursor

    def scratch_folder(self) -> Path:
        """Return the instance's own folder for temporary files, made at the first use."""
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.scratch

    def close(self) -> None:
        """Shut the instance down and remove its temporary files."""
        self._connection = None
        if self._finalizer is not None:
            self._finalizer()


def opens_without_log(path: Path) -> bool:
    """Tell whether a file can be opened by itself when the log beside it cannot be read.

    The file is looked at under another name, beside which there is no log; it must not be attached.
    """
    if not path.with_name(f"{path.name}.wal").exists():
        return False
    alias = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    leftovers.write_down(alias)
    engine = Engine(alias)
    try:
        try:
            os.link(path, alias)
        except OSError:  # a file system without hard links, such as that of a memory stick
            shutil.copyfile(path, alias)
        engine.attach(read_only=True)
    except (OSError, FileBusy):
        return False
    finally:
        engine.close()
        with contextlib.suppress(OSError):
            alias.unlink(missing_ok=True)
    return True


def _shut_down(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Run when an engine is no longer used, at the end of the process at the latest."""
    connection.close()
    shutil.rmtree(scratch, ignore_errors=True)


def backend(cursor: duckdb.DuckDBPyConnection) -> Backend:
    """Return Ibis over a cursor."""
    return _LockedBackend.from_connection(cursor)


def bound_table(source: Backend, name: str, columns: dict[str, str], catalog: str = CATALOG) -> ir.Table:
    """Return an Ibis table whose columns are known already (asking the engine takes 3 ms)."""
    namespace = ops.Namespace(catalog=catalog, database="main")
    return ops.DatabaseTable(
        name=name, schema=ibis.schema(columns), source=source, namespace=namespace
    ).to_expr()


def attach_error(error: Exception, path: Path) -> Exception:
    """Return what an engine error about a file means."""
    text = str(error)
    if "lock on file" in text or "being used by another process" in text:
        found = re.search(r"held in (.+?) \(PID (\d+)\)", text)
        return FileBusy(f"process {found[2]} ({Path(found[1]).name})" if found else None)
    if "version number" in text or "newer version" in text or "storage version" in text.lower():
        return StoreVersionError(
            f"The database {path} was written by a newer version of DuckDB; nothing was changed."
        )
    if "Permission denied" in text:
        return StoreError(f"The database {path} may not be opened by this user; nothing was changed.")
    if failing.is_full(error):
        return StoreFullError(
            f"There is no space left on the disk of the database {path.name}; nothing was changed."
        )
    return StoreDamagedError(f"The file {path} is damaged, or not an event database; nothing was changed.")


def locked_error(path: Path, process: str | None, *, seconds: float) -> StoreLockedError:
    """Return the error for a file that stayed busy."""
    who = f" by {process}" if process else " by another program"
    return StoreLockedError(
        f"The database {path.name} is in use{who}; waited {seconds:.0f} seconds, nothing was changed."
    )
