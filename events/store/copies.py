"""Copies of a database: one that a person asks for, those kept before imports, and putting one back.

A copy is the file itself, with the log beside it folded in: it opens like any database. While it is made the
file is held as for reading, so that nobody changes it; others wait, and go on when the copy is whole.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import re
import shutil
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from events.errors import StoreDamagedError, StoreError, StoreLockedError, StoreVersionError
from events.store import sequence
from events.store.duckdb_engine import Engine, FileBusy
from geo import leftovers, private
from geo.whole_file import FileNotWrittenError, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.store import Store

FOLDER = "copies"
CHECKSUM = ".sha256"
_CHUNK = 1 << 22
_STAMP = "%Y-%m-%d %H%M%S"
_COPY_NAME = re.compile(r".+ (\d{4}-\d\d-\d\d \d{6})(?: \d+)? .+\.duckdb")

ASIDE = "set aside"


@dataclass(frozen=True)
class Copy:
    """A copy that is kept beside a database.

    Attributes
    ----------
    path : Path
    at : datetime
        When it was made, UTC.
    why : str
        What came after it ("before import").
    size : int
        Bytes.
    """

    path: Path
    at: dt.datetime
    why: str
    size: int


def folder_of(path: Path) -> Path:
    """Return where the copies of a database are kept: beside it."""
    return path.parent / FOLDER


def listed(path: Path) -> list[Copy]:
    """Return the copies that are kept of a database, newest first."""
    found = []
    for file in folder_of(path).glob("*.duckdb"):
        match = _COPY_NAME.fullmatch(file.name)
        if match and file.name.startswith(f"{path.stem} "):
            at = dt.datetime.strptime(match[1], _STAMP)  # noqa: DTZ007 (UTC, as the store's times)
            why = re.sub(r"^\d+ ", "", file.stem[match.end(1) :].strip())
            with contextlib.suppress(OSError):
                found.append(Copy(file, at, why, file.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.path.name), reverse=True)


def advice(path: Path) -> str:
    """Say what can be done about a damaged database."""
    whole_ones = [one for one in listed(path) if one.why != ASIDE]
    if not whole_ones:
        return "No copy of it is kept here: “atlas.py restore FILE” brings a backup back."
    newest = whole_ones[0]
    return f"“atlas.py restore '{newest.path.name}'” brings back the copy of {newest.at:%Y-%m-%d %H:%M} UTC."


def new_name(path: Path, now: dt.datetime, why: str) -> Path:
    """Return a name for a copy that no other has."""
    for number in range(1, 1000):
        again = "" if number == 1 else f" {number}"
        name = folder_of(path) / f"{path.stem} {now:{_STAMP}}{again} {why}.duckdb"
        if not name.exists():
            return name
    raise StoreError(f"There are too many copies in {FOLDER}.")


def new_backup(path: Path) -> Path:
    """Return where a backup without a named place goes: among the copies, where no limit removes it."""
    private.make_folder(folder_of(path))
    return new_name(path, dt.datetime.now(dt.UTC).replace(tzinfo=None), "backup")


def copy_held(path: Path, draft: Path) -> None:
    """Copy a database's file, and the log beside it, while the caller holds it; then fold the log in.

    The caller must keep all others of this process out as well: closing a second handle to a file gives up
    the system's lock on it.
    """
    _copy_file(path, draft)
    log = path.with_name(f"{path.name}.wal")
    if log.exists():
        _copy_file(log, draft.with_name(f"{draft.name}.wal"))
        engine = Engine(draft)
        try:
            engine.attach(read_only=False)
            engine.detach()
        except FileBusy:
            raise StoreLockedError(f"The copy {draft.name} is held by another program.") from None
        finally:
            engine.close()


def _copy_file(source: Path, target: Path) -> None:
    """Copy bytes; where the file system can, by sharing them (which takes no time and no room)."""
    with source.open("rb") as given, target.open("wb") as taken:
        private.mend(target)
        if hasattr(os, "copy_file_range"):
            with contextlib.suppress(OSError):
                while os.copy_file_range(given.fileno(), taken.fileno(), 1 << 30):
                    pass
        at = os.lseek(taken.fileno(), 0, os.SEEK_CUR)
        given.seek(at)
        taken.seek(at)
        shutil.copyfileobj(given, taken, _CHUNK)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksum_file(path: Path) -> Path:
    """Return the file beside a backup that holds its checksum (as ``sha256sum -c`` reads it)."""
    return path.with_name(path.name + CHECKSUM)


def check_digest(path: Path) -> bool:
    """Hold a backup against the checksum beside it; False where there is none.

    Raises
    ------
    StoreDamagedError
        The file is not what was written then.
    """
    try:
        said = checksum_file(path).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return False
    if not said or said[0].lower() != digest(path):
        raise StoreDamagedError(
            f"{path.name} is not as it was written: its checksum differs from the one in"
            f" {checksum_file(path).name}. Take another copy; the database stays as it is."
        )
    return True


def back_up(store: Store, out: Path) -> int:
    """Write a copy of the whole database as it is now, with a checksum beside it, while others work.

    Returns
    -------
    int
        Its size in bytes.

    Raises
    ------
    StoreError, FileNotWrittenError
        The database cannot be read, or the place cannot be written.
    """
    from events.store.verifying import check_file

    if out.exists() and out.samefile(store.path):
        raise FileNotWrittenError(f"{out.name} is the database itself: name another file.")
    with whole(out, suffix=".duckdb") as draft:
        with store.still() as path:
            copy_held(path, draft)
        check_file(draft, called=store.path.name)
        told = digest(draft)
        size = draft.stat().st_size
    with whole(checksum_file(out)) as note:
        note.write_text(f"{told}  {out.name}\n", encoding="utf-8")
    return size


def find(path: Path, name: str) -> Path:
    """Return the file that a person means: a path, or the name of one of the copies kept here."""
    given = Path(name).expanduser()
    kept = folder_of(path) / given.name
    if given.is_file():
        return given
    if given.name == name and kept.is_file():
        return kept
    raise StoreError(f"There is no file {given.name}, nor a copy of that name in {FOLDER}.")


def restore(store: Store, source: Path, *, now: dt.datetime) -> Path | None:
    """Put a copy in the place of the database, which is kept aside.

    Parameters
    ----------
    store : Store
        Need not have been opened: its file may be damaged, or not there.
    source : Path
        A backup or a copy; it stays where it is.
    now : datetime
        UTC.

    Returns
    -------
    Path or None
        Where the database that was there lies now: restoring it undoes this. None: there was none.

    Raises
    ------
    StoreDamagedError
        The copy is not whole; the database is as it was.
    StoreFullError, StoreLockedError
        The same.
    """
    from events.store.verifying import check_file

    check_digest(source)
    path = store.path
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.new")
    leftovers.write_down(draft)
    try:
        private.make_folder(folder_of(path))
        copy_held(source, draft)
        standing = check_file(draft, called=source.name)
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        aside = new_name(path, now, ASIDE) if path.exists() else None
        with _held(store):
            if aside is not None:
                move_with_log(path, aside)
            draft.replace(path)
            if standing is not None:
                sequence.remember(path, standing)
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        why = error.strerror or "the disk refused"
        raise StoreError(f"{source.name} was not restored: {why}. The database is as it was.") from error
    finally:
        for left in (draft, draft.with_name(f"{draft.name}.wal")):
            left.unlink(missing_ok=True)
    private.mend(path)
    return aside


def move_with_log(path: Path, aside: Path) -> None:
    """Put a database aside, with the log that belongs to it."""
    log = path.with_name(f"{path.name}.wal")
    path.replace(aside)
    if log.exists():
        log.replace(aside.with_name(f"{aside.name}.wal"))


def set_log_aside(store: Store, *, now: dt.datetime) -> Path:
    """Take a damaged log away from a database that is whole without it; returns where it lies now.

    Raises
    ------
    StoreError
        There is none, or the database opens with it.
    """
    path = store.path
    log = path.with_name(f"{path.name}.wal")
    if not log.exists():
        raise StoreError(f"There is no log beside {path.name}.")
    try:
        with store.still():
            pass
    except StoreDamagedError:
        private.make_folder(folder_of(path))
        aside = new_name(path, now, "damaged log")
        aside = aside.with_name(f"{aside.name}.wal")
        log.replace(aside)
        return aside
    raise StoreError(f"{path.name} opens with its log, which holds its latest changes: it stays.")


@contextlib.contextmanager
def _held(store: Store) -> Iterator[None]:
    """Keep others from writing while the file is changed for another one; a damaged one cannot be held."""
    with contextlib.ExitStack() as stack:
        if sys.platform != "win32" and store.path.exists():  # there an open file cannot be moved
            with contextlib.suppress(StoreDamagedError, StoreVersionError):
                stack.enter_context(store.still())
        yield


__all__ = ["Copy", "advice", "back_up", "check_digest", "checksum_file", "copy_held", "find", "folder_of",
           "listed", "new_backup", "new_name", "restore", "set_log_aside"]  # fmt: skip
