"""Archives: what is in them is looked at before anything is unpacked.

Limits hold for the sizes that an archive states and again for the bytes that come out,
since the stated sizes can lie.
"""

from __future__ import annotations

import gzip
import os
import stat
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from events.readers.table import FileRefusedError
from geo import leftovers

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_UNPACKED = 8 << 30
"""Bytes that one table may unpack to: a plain CSV of 20 million events."""
MAX_PART = 1 << 31
"""Bytes that one part of a workbook or KMZ may unpack to."""
MAX_RATIO = 100
"""Times that a file may grow by unpacking; CSV of events packs 5 to 20 times."""
SMALL = 32 << 20
"""Up to this many unpacked bytes a high ratio harms nobody."""
MAX_ENTRIES = 10_000

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What unpacking raises at an archive that is damaged, encrypted, or packed in a way that is not known."""


def check_zip(archive: zipfile.ZipFile, name: str, *, limit: int = MAX_PART, ratio: int = MAX_RATIO) -> None:
    """Refuse an archive by its list of contents: too many files, too large, too high a ratio, encrypted.

    Raises
    ------
    FileRefusedError
    """
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FileRefusedError(
            f"{name} holds {len(entries):,} files; no more than {MAX_ENTRIES:,} are looked at."
        )
    size = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries)
    if len({e.filename for e in entries}) < len(entries):
        raise FileRefusedError(f"{name} holds two files of the same name and is not opened.")
    if any(e.flag_bits & 1 for e in entries):
        raise FileRefusedError(f"{name} is encrypted; save it without a password.")
    if size > limit or (size > SMALL and size > ratio * max(packed, 1)):
        raise FileRefusedError(
            f"{name} would unpack to {size / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB and is not opened."
        )


def open_zip(path: Path, name: str) -> zipfile.ZipFile:
    """Open a zip archive, or refuse it in words."""
    try:
        return zipfile.ZipFile(path)
    except (*BROKEN, ValueError):
        raise FileRefusedError(
            f"{name} is damaged or not complete: its list of contents cannot be read."
        ) from None


def part(archive: zipfile.ZipFile, entry: str, name: str, *, limit: int = MAX_PART) -> bytes:
    """Return one file of an archive whole, never more than ``limit`` bytes."""
    try:
        with archive.open(entry) as stream:
            data = stream.read(limit + 1)
    except KeyError:
        raise FileRefusedError(f"{name} lacks a part that it should have.") from None
    except BROKEN:
        raise FileRefusedError(f"{name} is damaged: a part of it cannot be unpacked.") from None
    if len(data) > limit:
        raise FileRefusedError(f"{name} unpacks to more than {limit / 1e6:,.0f} MB and is not opened.")
    return data


def unpacked(path: Path, name: str) -> tuple[Path, str, Callable[[], None]]:
    """Take the one table out of a .zip or .gz into a temporary file.

    Returns
    -------
    Path, str, callable
        The temporary file, the name of the table, and what removes the file.

    Raises
    ------
    FileRefusedError
        There is no table in it, more than one, or it unpacks to too much.
    """
    with path.open("rb") as raw:
        head = raw.read(4)
    if name.lower().endswith(".gz"):
        if not head.startswith(b"\x1f\x8b"):
            raise FileRefusedError(f"{name} is not what its name says: it is not gzip-compressed.")
        inner = PurePosixPath(name).stem
        with gzip.open(path) as stream:
            return _copied(stream, name, inner, path.stat().st_size)
    if not head.startswith(b"PK"):
        raise FileRefusedError(f"{name} is not what its name says: it is not a zip archive.")
    with open_zip(path, name) as archive:
        entry = _table_in(archive, name)
        check_zip(archive, name, limit=MAX_UNPACKED)
        try:
            with archive.open(entry) as stream:
                return _copied(
                    stream, name, PurePosixPath(entry.filename.replace("\\", "/")).name, entry.compress_size
                )
        except BROKEN:
            raise FileRefusedError(f"{name} is damaged: what it holds cannot be unpacked.") from None


def _table_in(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    from events.readers import SUFFIXES

    found = []
    for entry in archive.infolist():
        inner = PurePosixPath(entry.filename.replace("\\", "/"))
        link = stat.S_ISLNK(entry.external_attr >> 16)
        if entry.is_dir() or link or inner.name.startswith(".") or "__MACOSX" in inner.parts:
            continue
        if inner.suffix.lower() in SUFFIXES and inner.name.lower() not in ("readme.txt", "license.txt"):
            found.append(entry)
    if not found:
        raise FileRefusedError(f"{name} holds no table of a kind that is read.")
    tables = [entry for entry in found if not entry.filename.lower().endswith(".xml")]
    found = tables or found  # beside a table, XML describes it: metadata, a manifest
    if len(found) > 1:
        names = ", ".join(PurePosixPath(e.filename.replace("\\", "/")).name for e in found[:5])
        raise FileRefusedError(f"{name} holds {len(found)} tables ({names}); take out the one you mean.")
    return found[0]


def _copied(
    stream: IO[bytes] | gzip.GzipFile, name: str, inner: str, packed: int
) -> tuple[Path, str, Callable[[], None]]:
    handle, temporary = tempfile.mkstemp(suffix=PurePosixPath(inner).suffix, dir=leftovers.scratch())
    out = Path(temporary)
    size = 0
    try:
        with os.fdopen(handle, "wb") as target:
            while block := stream.read(1 << 20):
                size += len(block)
                if size > MAX_UNPACKED or (size > SMALL and size > MAX_RATIO * max(packed, 1)):
                    grown = f"{size / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB"
                    raise FileRefusedError(f"{name} unpacks to more than {grown} and is not opened.")
                target.write(block)
    except BROKEN:
        out.unlink(missing_ok=True)
        raise FileRefusedError(f"{name} is damaged: what it holds cannot be unpacked.") from None
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return out, inner, lambda: out.unlink(missing_ok=True)
