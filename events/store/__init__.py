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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from events.database_address import default_url, file_url, names_beside, names_folder_of, path_of
from events.errors import (
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreUrlError,
    StoreVersionError,
)
from events.model import SCHEMA_VERSION
from events.store import colours, copies, failing, notices, sequence
from events.store import duckdb_engine as duck
from events.store.database import Database, Writer
from events.store.duckdb_engine import Engine, FileBusy
from events.store.staging import Staging
from geo import leftovers, private
from geo.given import TEXT, YES_NO, hold, maybe, number
from geo.nearest import offer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.store.sequence import Standing

WAIT_S = 5.0
"""How long to wait for another process's lock."""
WAIT_INSIDE_S = 60.0
"""How long to wait for another thread of this process (a large import merges for seconds)."""


class _Gate:
    """Who of this process may use one file now: many readers or one writer."""

    def __init__(self, path: Path) -> None:
        self.engine = Engine(path)
        self.changed = threading.Condition()
        self.readers = 0
        self.writing = False
        self.writers_waiting = 0
        self.local = threading.local()

    def enter(self, *, write: bool, wait_s: float, still: bool = False) -> None:
        """Attach the file for this thread, or raise StoreLockedError when it stays busy.

        ``still``: nobody else of this process may use it, nor may any process write.
        """
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
                            self._attach(write and not still)
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
            raise StoreDamagedError(
                f"The database {self.engine.path} is an empty file; nothing was changed."
                f" {copies.advice(self.engine.path)}"
            )
        try:
            self.engine.attach(read_only=True)
        except StoreDamagedError as error:
            raise self._damaged(error) from None
        try:
            _check_version(self.engine)
            with failing.plainly(self.engine.path, lambda: copies.advice(self.engine.path)):
                self._miss()
        except BaseException:
            self.engine.detach()
            raise
        if write:
            self.engine.detach()
            self.engine.attach(read_only=False)

    def _miss(self) -> None:
        """Notice when changes are lost that somebody was told are saved."""
        path = self.engine.path
        with contextlib.closing(self.engine.cursor()) as cursor:
            standing = sequence.stored(cursor)
        notices.tell(path, "lost", sequence.loss(path, standing))

    def _damaged(self, error: StoreDamagedError) -> StoreDamagedError:
        """Say whether it is the file or the log beside it that cannot be read, and what to do."""
        path = self.engine.path
        if not duck.opens_without_log(path):
            return StoreDamagedError(f"{error} {copies.advice(path)}")
        return StoreDamagedError(
            f"The log of the latest changes beside the database {path.name} is damaged; nothing was changed."
            " The database opens without it, as it was before them: “atlas.py restore --without-log”"
            " puts the log aside and says what is lost."
        )

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
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise failing.meaning(error, engine.path, lambda: copies.advice(engine.path)) or error from None
    except (duckdb.Error, ValueError):
        raise StoreDamagedError(
            f"The file {engine.path} is a DuckDB database but not one of events; nothing was changed. If it"
            f" was one, it is damaged: {copies.advice(engine.path)}"
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


_OPENED = {"url": maybe(TEXT), "seed": YES_NO, "create": YES_NO, "wait_s": number(0, unit="seconds")}


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
    def open(
        cls, url: str | None = None, *, seed: bool = False, create: bool = True, wait_s: float = WAIT_S
    ) -> Store:
        """Open a database, and create the file where there is none.

        Parameters
        ----------
        url : str or None
            ``duckdb:///relative.duckdb``, ``duckdb:////absolute.duckdb``; None is the default.
        seed : bool
            Start a new file with the seed events. The default database always does.
        create : bool
            Whether a file that is not there is made. One who only reads says no, so that a mistyped
            address is told; the default database is made all the same, since nobody typed it.
        wait_s : float
            Seconds to wait for another process's lock.

        Raises
        ------
        StoreUrlError, StoreMissingError, StoreLockedError, StoreDamagedError, StoreVersionError
        """
        given = {"url": url, "seed": seed, "create": create, "wait_s": wait_s}
        hold(given, "Store.open", StoreUrlError, _OPENED)
        if url is None:
            own = not os.environ.get("ATLAS_DATABASE_URL", "").strip()
            seed, create = seed or own, create or own
            url = default_url()
        store = cls.at(url, wait_s=wait_s)
        path = store.path
        if path.exists():
            private.mend(path)
            with store.reading():
                pass
        elif create:
            _create(path, seed=seed)
        else:
            raise StoreMissingError(_missing_words(path))
        return store

    @classmethod
    def at(cls, url: str | None = None, *, wait_s: float = WAIT_S) -> Store:
        """Return the store of an address without a look at the file: it may be damaged, or not be there."""
        url = default_url() if url is None else url
        return cls(url, path_of(url), wait_s=wait_s)

    def notices(self) -> tuple[str, ...]:
        """Return what is to be said of the database though it works: lost changes, a full disk."""
        return notices.about(self.path)

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
                with failing.plainly(self.path, self._advice):
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
        work = _Transaction()
        notices.tell(self.path, "full", None)  # it was about the change before
        try:
            with contextlib.closing(self._gate.engine.cursor()) as cursor:
                writer = Writer(cursor, self.path, who=who)
                self._gate.local.database = writer
                with failing.plainly(self.path, self._advice, before="nothing was changed"):
                    cursor.execute("BEGIN TRANSACTION")
                    try:
                        writer.add_missing_tables()
                        yield writer
                        if writer.changed:
                            colours.top_up(cursor)
                        number = sequence.advance(cursor, self.path, writer.now) if writer.changed else None
                        if number is None:
                            cursor.execute("COMMIT")
                    except BaseException:
                        with contextlib.suppress(duckdb.Error):
                            cursor.execute("ROLLBACK")
                        raise
                if number is not None:
                    work.standing = number  # from here on the file alone knows whether the change is in it
                    cursor.execute("COMMIT")
                    sequence.remember(self.path, number)
                    work.saved = True
        except duckdb.Error as error:
            work.failure = error
            if work.standing is None:
                raise
        finally:
            self._gate.local.database = None
            self._let_go(work)

    def _let_go(self, work: _Transaction) -> None:
        """Leave the file after a transaction, and find out what became of it where that is not plain."""
        try:
            self._gate.leave(write=True)
        except duckdb.Error as error:  # the log could not be written into the file: it stays beside it
            work.failure = work.failure or error
        if work.standing is None:
            return
        if work.saved or self._has(work.standing):
            notices.count_saved()
            if work.failure is not None:
                notices.tell(self.path, "full", self._saved_but(work.failure))
        elif work.failure is not None:
            raise self._not_saved(work.failure) from None

    def _has(self, standing: Standing) -> bool:
        """Look whether a change is in the file, whatever the engine said of it.

        Raises
        ------
        StoreError
            That cannot be known.
        """
        try:
            with self.reading() as db:
                found = sequence.stored(db.cursor)
        except StoreError as error:
            raise type(error)(
                f"Whether the change was saved is not known: look before you repeat it. {error}"
            ) from None
        return found is not None and found.token == standing.token

    def _saved_but(self, error: duckdb.Error) -> str:
        why = "the disk is full: make room on it" if failing.is_full(error) else "the file refused more"
        return (
            f"Saved, but {why}. The latest changes to {self.path.name} stand in the log beside it"
            f" ({self.path.name}.wal): leave it there, it goes by itself with the next change."
        )

    def _not_saved(self, error: duckdb.Error) -> StoreError:
        known = failing.meaning(error, self.path, self._advice, before="nothing was changed")
        return known or StoreError(f"The database {self.path.name} refused the change; nothing was changed.")

    @contextlib.contextmanager
    def still(self) -> Iterator[Path]:
        """Hold the file so that nobody changes it, to copy it; yields where it lies."""
        self._gate.enter(write=True, wait_s=self.wait_s, still=True)
        try:
            yield self.path
        finally:
            self._gate.leave(write=True)

    def _advice(self) -> str:
        return copies.advice(self.path)

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
                status = Path(f"{self.path}{suffix}").stat()
            except FileNotFoundError:
                parts.append("-")
            else:
                parts.append(f"{status.st_mtime_ns:x}.{status.st_size:x}.{status.st_ino:x}")
        return "_".join(parts)


@dataclass
class _Transaction:
    """What is known of a transaction: its number once that is in the file or not, and what went wrong."""

    standing: Standing | None = None
    saved: bool = False
    failure: duckdb.Error | None = None


def _missing_words(path: Path) -> str:
    """Say which file is not there, and which of its folder may be meant."""
    try:
        beside = [one.name for one in path.parent.iterdir() if one.suffix == path.suffix and one.is_file()]
    except OSError:
        beside = []
    near = offer(path.name, beside, examples=3)
    return f"There is no database {path}{near}. What only reads makes none; an import does."


def _create(path: Path, *, seed: bool) -> None:
    """Make the file under another name first: a killed process leaves a whole file or none."""
    try:
        if not path.parent.is_dir():
            private.make_folder(path.parent)
    except OSError:
        raise StoreError(f"The folder {path.parent} of the database cannot be made.") from None
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    leftovers.write_down(draft)
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
                colours.top_up(cursor)
            cursor.execute("COMMIT")
            standing = sequence.stored(cursor)
        engine.detach()
        private.mend(draft)
        if _put_in_place(draft, path) and standing is not None:
            sequence.remember(path, standing)
    except duckdb.Error as error:
        if not failing.is_full(error):
            raise
        raise StoreFullError(
            f"There is no space left on the disk for the database {path.name}; it was not created."
        ) from None
    finally:
        engine.close()
        for suffix in ("", ".wal"):
            with contextlib.suppress(OSError):
                Path(f"{draft}{suffix}").unlink()


def _put_in_place(draft: Path, path: Path) -> bool:
    """Give the new file its name unless another process was first (then that one stays, and False)."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if path.exists():
            return False
        draft.rename(path)
    return True


__all__ = ["WAIT_S", "Store", "StoreLockedError", "default_url", "file_url", "names_folder_of"]
