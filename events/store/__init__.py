"""The store: the only way to the event tables.

One file, one writer at a time. ``reading()`` and ``writing()`` hold the file only for
their block, so that the command line works while the dashboard is open: readers of one
process share it with a cursor each, a writer shuts everybody else out, and a file that
another process holds is waited for, then refused by name.
"""

from __future__ import annotations

import collections
import contextlib
import os
import threading
import time
import uuid
import weakref
from collections.abc import Iterator
from pathlib import Path

import duckdb

from events.errors import StoreDamagedError, StoreError, StoreLockedError, StoreUrlError, StoreVersionError
from events.model import SCHEMA_VERSION
from events.store import duckdb_engine as duck
from events.store.database import Database, Writer, names_beside
from events.store.duckdb_engine import Engine, FileBusy
from events.store.staging import Staging
from geo.paths import NOWHERE, user_data

WAIT_S = 5.0
"""How long to wait for another process's lock."""
WAIT_INSIDE_S = 60.0
"""How long to wait for another thread of this process (a large import merges for seconds)."""


def default_url() -> str:
    """Return the address of the database: ``ATLAS_DATABASE_URL`` or the user's data folder."""
    url = os.environ.get("ATLAS_DATABASE_URL", "").strip()
    if url:
        return url
    folder = user_data()
    if folder == NOWHERE:
        raise StoreError(
            "This user has no home folder to keep events in: set HOME or XDG_DATA_HOME to one, or name a"
            " database"
            " with ATLAS_DATABASE_URL."
        )
    return file_url(folder / "events.duckdb")


def file_url(path: str | os.PathLike[str]) -> str:
    """Return the address of a DuckDB file."""
    return "duckdb:///" + str(path)


def _path_of(url: str) -> Path:
    scheme, colon, rest = url.partition("://")
    if not colon or scheme != "duckdb":
        known = "only duckdb:///path/to/file.duckdb can be opened"
        raise StoreUrlError(f"The database address {url!r} is not understood; {known}.")
    rest = rest.removeprefix("/")
    if not rest or ":memory:" in rest or "\x00" in rest or rest.endswith("/"):
        raise StoreUrlError(f"The database address {url!r} names no file.")
    return Path(os.path.realpath(os.path.expanduser(rest)))


def names_folder_of(url: str | None = None) -> Path:
    """Return where the place names that a person added to a database are kept, without opening it."""
    return names_beside(_path_of(url or default_url()))


class _Gate:
    """Who of this process may use one file now: many readers or one writer."""

    def __init__(self, path: Path) -> None:
        self.engine = Engine(path)
        self.changed = threading.Condition()
        self.readers = 0
        self.writing = False
        self.writers_waiting = 0
        self.local = threading.local()

    def enter(self, *, write: bool, wait_s: float) -> None:
        """Attach the file for this thread, or raise StoreLockedError when it stays busy."""
        begun = time.monotonic()
        pause = 0.005
        process: str | None = None
        with self.changed:
            self.writers_waiting += write
            try:
                while True:
                    limit = WAIT_INSIDE_S
                    if self._free(write):
                        if not write and self.readers:
                            break
                        try:
                            self._attach(write)
                            break
                        except FileBusy as busy:
                            process, limit = busy.process, wait_s
                            pause = min(pause * 1.6, 0.25)
                    waited = time.monotonic() - begun
                    if waited >= limit:
                        raise duck.locked_error(self.engine.path, process, seconds=waited)
                    self.changed.wait(pause if limit is wait_s else 0.5)
                if write:
                    self.writing = True
                else:
                    self.readers += 1
            finally:
                self.writers_waiting -= write

    def _free(self, write: bool) -> bool:
        if write:
            return not self.writing and not self.readers
        return not self.writing and not self.writers_waiting

    def _attach(self, write: bool) -> None:
        """Look at the file read-only first: a damaged or newer one must not be touched."""
        if not self.engine.path.exists():
            raise StoreError(f"The database {self.engine.path} is not there any more.")
        if self.engine.path.stat().st_size == 0:
            raise StoreDamagedError(f"The database {self.engine.path} is an empty file; nothing was changed.")
        self.engine.attach(read_only=True)
        try:
            _check_version(self.engine)
        except BaseException:
            self.engine.detach()
            raise
        if write:
            self.engine.detach()
            self.engine.attach(read_only=False)

    def leave(self, *, write: bool) -> None:
        """Let the file go when the last user leaves."""
        with self.changed:
            if write:
                self.writing = False
            else:
                self.readers -= 1
            try:
                if not self.readers:
                    self.engine.detach()
            finally:
                self.changed.notify_all()


def _check_version(engine: Engine) -> None:
    try:
        with contextlib.closing(engine.cursor()) as cursor:
            row = duck.first_row(cursor, "SELECT value FROM meta WHERE name = 'schema_version'")
            version = int(row[0]) if row else 0
    except (duckdb.Error, ValueError):
        raise StoreDamagedError(
            f"The file {engine.path} is a DuckDB database but not one of events; nothing was changed."
        ) from None
    if version > SCHEMA_VERSION:
        raise StoreVersionError(
            f"The database {engine.path} has schema version {version}, newer than this program's"
            f" {SCHEMA_VERSION}; nothing was changed. Please update the program."
        )


# One gate for each file in a process, as long as a store uses it (two would not see each other's
# locks); the latest few are kept warm, for starting an engine takes 40 ms.
_gates: weakref.WeakValueDictionary[Path, _Gate] = weakref.WeakValueDictionary()
_warm: collections.deque[_Gate] = collections.deque(maxlen=4)
_gates_lock = threading.Lock()


def _gate(path: Path) -> _Gate:
    with _gates_lock:
        gate = _gates.get(path)
        if gate is None:
            gate = _gates[path] = _Gate(path)
            _warm.append(gate)
        return gate


class Store:
    """A database of events. Cheap to open and to keep; nothing is held between the blocks.

    Attributes
    ----------
    url : str
        The address that it was opened with.
    path : Path
        The database file, absolute.
    wait_s : float
        Seconds to wait for another process before StoreLockedError.
    """

    def __init__(self, url: str, path: Path, *, wait_s: float = WAIT_S) -> None:
        self.url = url
        self.path = path
        self.wait_s = wait_s
        self._gate = _gate(path)

    @classmethod
    def open(cls, url: str | None = None, *, seed: bool = False, wait_s: float = WAIT_S) -> Store:
        """Open a database, and create the file where there is none.

        Parameters
        ----------
        url : str or None
            ``duckdb:///relative.duckdb``, ``duckdb:////absolute.duckdb``; None is the default.
        seed : bool
            Start a new file with the seed events. The default database always does.
        wait_s : float
            Seconds to wait for another process's lock.

        Raises
        ------
        StoreUrlError, StoreLockedError, StoreDamagedError, StoreVersionError
        """
        if url is None:
            seed = seed or not os.environ.get("ATLAS_DATABASE_URL", "").strip()
            url = default_url()
        path = _path_of(url)
        store = cls(url, path, wait_s=wait_s)
        if not path.exists():
            _create(path, seed=seed)
        else:
            with store.reading():
                pass
        return store

    @property
    def names_folder(self) -> Path:
        """Where the place names that a person added are kept: beside the database."""
        return names_beside(self.path)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Database]:
        """Hold the file for reading; the tables are Ibis tables that live as long as the block."""
        outer: Database | None = getattr(self._gate.local, "database", None)
        if outer is not None:
            yield outer
            return
        self._gate.enter(write=False, wait_s=self.wait_s)
        try:
            with contextlib.closing(self._gate.engine.cursor()) as cursor:
                self._gate.local.database = Database(cursor, self.path)
                with self._plain_errors():
                    yield self._gate.local.database
        finally:
            self._gate.local.database = None
            self._gate.leave(write=False)

    @contextlib.contextmanager
    def writing(self, *, who: str = "") -> Iterator[Writer]:
        """Hold the file for one transaction; an exception in the block undoes all of it.

        A ``writing`` block inside another one of the same thread joins its transaction.
        """
        outer: Database | None = getattr(self._gate.local, "database", None)
        if isinstance(outer, Writer):
            yield outer
            return
        if outer is not None:
            raise RuntimeError("A block that reads cannot start to write; leave it first.")
        self._gate.enter(write=True, wait_s=self.wait_s)
        try:
            with self._plain_errors(), contextlib.closing(self._gate.engine.cursor()) as cursor:
                writer = Writer(cursor, self.path, who=who)
                self._gate.local.database = writer
                cursor.execute("BEGIN TRANSACTION")
                try:
                    writer.add_missing_tables()
                    yield writer
                    cursor.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(duckdb.Error):
                        cursor.execute("ROLLBACK")
                    raise
        finally:
            self._gate.local.database = None
            with self._plain_errors():
                self._gate.leave(write=True)

    @contextlib.contextmanager
    def staging(self) -> Iterator[Staging]:
        """Collect rows beside the database, without holding it, for ``Writer.merge``."""
        stage = Staging(self._gate.engine)
        try:
            yield stage
        finally:
            stage.close()

    def stamp(self) -> str:
        """Return a text that changes whenever the data changed, by whomever; opens nothing."""
        parts = []
        for suffix in ("", ".wal"):
            try:
                status = os.stat(f"{self.path}{suffix}")
            except FileNotFoundError:
                parts.append("-")
            else:
                parts.append(f"{status.st_mtime_ns:x}.{status.st_size:x}.{status.st_ino:x}")
        return "_".join(parts)

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException) as error:
            if "No space left" in str(error):
                raise StoreError(
                    f"There is no space left on the disk of the database {self.path}; nothing was changed."
                ) from None
            raise StoreDamagedError(
                f"The database {self.path} is damaged: a part of it cannot be read."
            ) from error


def _create(path: Path, *, seed: bool) -> None:
    """Make the file under another name first: a killed process leaves a whole file or none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StoreError(f"The folder {path.parent} of the database cannot be made.") from None
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    engine = Engine(draft)
    try:
        try:
            engine.attach(read_only=False)
        except (StoreError, FileBusy):
            raise StoreError(f"The database {path} cannot be created in that folder.") from None
        with contextlib.closing(engine.cursor()) as cursor:
            cursor.execute("BEGIN TRANSACTION")
            writer = Writer(cursor, path, who="")
            writer.create_tables()
            if seed:
                from events.store import seed as seed_events

                seed_events.load(writer)
            cursor.execute("COMMIT")
        engine.detach()
        _put_in_place(draft, path)
    finally:
        engine.close()
        for suffix in ("", ".wal"):
            with contextlib.suppress(OSError):
                os.unlink(f"{draft}{suffix}")


def _put_in_place(draft: Path, path: Path) -> None:
    """Give the new file its name unless another process was first (then that one stays)."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not path.exists():
            os.rename(draft, path)


__all__ = ["WAIT_S", "Store", "StoreLockedError", "default_url", "file_url", "names_folder_of"]
