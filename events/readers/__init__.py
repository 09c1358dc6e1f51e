"""File formats to tables of texts: the reader is chosen by the suffix and confirmed by the content.

A new format is one function and one line in ``FORMATS``.
"""

from __future__ import annotations

import stat
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from events.quoting import base_name
from events.readers.archive import unpacked
from events.readers.cot import is_package, read_cot, read_package
from events.readers.delimited.reader import read_text
from events.readers.geopackage import read_geopackage
from events.readers.json_records import read_json
from events.readers.kml import read_kml, read_kmz
from events.readers.parquet import read_parquet
from events.readers.sheets.ods import read_ods
from events.readers.sheets.xlsx import read_workbook
from events.readers.sniff import kind_of_content
from events.readers.table import MAX_BAD, Chunks, FileRefusedError, RawChunk, RawTable, no_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True)
class Format:
    """A kind of file that is read.

    Attributes
    ----------
    label : str
        What it is called.
    suffixes : tuple of str
    read : callable
        Takes the path and the name to say, and the sheet where the format has sheets.
    content : str
        What its first bytes must be (`events.readers.sniff`).
    sheets : bool
        Whether a file holds several tables.
    """

    label: str
    suffixes: tuple[str, ...]
    read: Callable[..., RawTable]
    content: str = "text"
    sheets: bool = False


FORMATS = [
    Format("CSV", (".csv", ".tsv", ".tab", ".txt"), read_text),
    Format("XLSX", (".xlsx", ".xlsm"), read_workbook, "zip", sheets=True),
    Format("ODS", (".ods",), read_ods, "zip", sheets=True),
    Format("JSON", (".json", ".jsonl", ".ndjson"), read_json),
    Format("GeoJSON", (".geojson", ".geojsonl"), read_json),
    Format("KML", (".kml",), read_kml),
    Format("KMZ", (".kmz",), read_kmz, "zip"),
    Format("Cursor on Target", (".xml", ".cot"), read_cot),
    Format("GeoPackage", (".gpkg",), read_geopackage, "sqlite", sheets=True),
    Format("Parquet", (".parquet", ".geoparquet"), read_parquet, "parquet"),
]
"""What is read, in the order in which it is offered."""
READERS = {suffix: one for one in FORMATS for suffix in one.suffixes}
"""Format by suffix."""

ARCHIVES = (".zip", ".gz")
SUFFIXES = (*READERS, *ARCHIVES)

Stamp = tuple[int, int, int]
"""Size, time of change and number of a file."""


def open_table(path: str | Path, *, name: str | None = None, sheet: str | None = None) -> RawTable:
    """Open a file of events.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        What to call it in sentences, and whose suffix counts (an upload lies under another name).
    sheet : str, optional
        The sheet of a workbook or layer of a GeoPackage; else the first that holds a table.

    Raises
    ------
    FileRefusedError
        It is not there, empty, of an unknown kind, not what its suffix says, or unpacks to too much.
    """
    path = Path(path)
    name = name or base_name(path)
    stamp = _must_be_file(path, name)
    with _held_to(path, name, stamp):
        table = _opened(path, name, sheet)
    table.chunks = _watched(table.chunks, path, name, stamp)
    return table


def _opened(path: Path, name: str, sheet: str | None) -> RawTable:
    suffix = Path(name).suffix.lower()
    if suffix == ".zip" and is_package(path):
        return read_package(path, name=name)
    if suffix in ARCHIVES:
        inner, inner_name, remove = unpacked(path, name)
        try:
            if Path(inner_name).suffix.lower() in ARCHIVES:
                raise FileRefusedError(f"{name} holds another archive, which is not opened.")
            table = open_table(inner, name=inner_name, sheet=sheet)
        except BaseException:
            remove()
            raise
        table.notes.insert(0, f"{inner_name} was taken out of {name}.")
        close = table.close

        def close_both() -> None:
            close()
            remove()

        table.close = close_both
        return table
    kind = READERS.get(suffix)
    if kind is None:
        known = ", ".join(s.lstrip(".") for s in SUFFIXES)
        raise FileRefusedError(f"{name} is of a kind that is not read; the kinds are {known}.")
    _confirm(path, name, kind)
    return kind.read(path, name=name, sheet=sheet) if kind.sheets else kind.read(path, name=name)


def _must_be_file(path: Path, name: str) -> Stamp:
    """Refuse what is no plain file that may be read, before anything of it is opened: a pipe would wait."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise FileRefusedError(f"{name} is a folder, not a file.")
        if not stat.S_ISREG(status.st_mode):
            raise FileRefusedError(f"{name} is not a file.")
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise FileRefusedError(f"{name} is not there.") from None
    except PermissionError:
        raise FileRefusedError(f"{name} may not be read.") from None
    except FileRefusedError:
        raise
    except (OSError, ValueError):
        raise FileRefusedError(f"{name} cannot be read.") from None
    if not status.st_size:
        raise FileRefusedError(f"{name} is empty.")
    return status.st_size, status.st_mtime_ns, status.st_ino


def _must_be_unchanged(path: Path, name: str, stamp: Stamp) -> None:
    """Refuse a file that is another one than it was: its parts would be of two files."""
    try:
        status = path.stat()
    except OSError:
        raise FileRefusedError(f"{name} was taken away while it was read; nothing was imported.") from None
    if (status.st_size, status.st_mtime_ns, status.st_ino) != stamp:
        raise FileRefusedError(
            f"{name} was changed while it was read; nothing was imported. Import it again when it is whole."
        )


@contextmanager
def _held_to(path: Path, name: str, stamp: Stamp) -> Iterator[None]:
    """Read a file that must be what it was; that it changed is said before anything else about it."""
    try:
        yield
    except (FileRefusedError, OSError) as error:
        _must_be_unchanged(path, name, stamp)
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(f"{name} cannot be read to its end.") from None
    _must_be_unchanged(path, name, stamp)


def _watched(chunks: Chunks, path: Path, name: str, stamp: Stamp) -> Chunks:
    """Return a chunk source that holds the file to what it was, and most of its rows to be readable."""

    def source(columns: Sequence[str] | None) -> Iterator[RawChunk]:
        good = bad = 0
        with _held_to(path, name, stamp):
            for chunk in chunks(columns):
                good, bad = good + len(chunk), bad + len(chunk.bad)
                if bad > MAX_BAD and bad > good:
                    raise no_table(name, chunk.bad[-1].message)
                yield chunk

    return source


def _confirm(path: Path, name: str, expected: Format) -> None:
    """Refuse a file whose content is of another kind than its suffix says."""
    kind, words = kind_of_content(path)
    if kind != expected.content:
        raise FileRefusedError(f"{name} is not what its name says: it holds {words}.")


__all__ = ["FORMATS", "READERS", "SUFFIXES", "FileRefusedError", "Format", "RawTable", "open_table"]
