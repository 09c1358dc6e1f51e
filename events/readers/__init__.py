"""File formats to tables of texts: the reader is chosen by the suffix and confirmed by the content.

A new format is one function and one line in ``READERS``.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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

READERS: dict[str, Callable[..., RawTable]] = {
    ".csv": read_text,
    ".tsv": read_text,
    ".tab": read_text,
    ".txt": read_text,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".ods": read_ods,
    ".json": read_json,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".geojson": read_json,
    ".geojsonl": read_json,
    ".kml": read_kml,
    ".kmz": read_kmz,
    ".xml": read_cot,
    ".cot": read_cot,
    ".gpkg": read_geopackage,
    ".parquet": read_parquet,
    ".geoparquet": read_parquet,
}
"""Reader by suffix; each takes the path and the name to say, those of ``SHEETED`` also the sheet."""

SHEETED = (read_workbook, read_ods, read_geopackage)
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
    reader = READERS.get(suffix)
    if reader is None:
        known = ", ".join(s.lstrip(".") for s in SUFFIXES)
        raise FileRefusedError(f"{name} is of a kind that is not read; the kinds are {known}.")
    _confirm(path, name, suffix)
    return reader(path, name=name, sheet=sheet) if reader in SHEETED else reader(path, name=name)


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


def _confirm(path: Path, name: str, suffix: str) -> None:
    """Refuse a file whose content is of another kind than its suffix says."""
    packed = {".xlsx": "zip", ".xlsm": "zip", ".ods": "zip", ".kmz": "zip", ".gpkg": "sqlite"}
    expected = "parquet" if suffix.endswith("parquet") else packed.get(suffix, "text")
    kind, words = kind_of_content(path)
    if kind != expected:
        raise FileRefusedError(f"{name} is not what its name says: it holds {words}.")


__all__ = ["READERS", "SUFFIXES", "FileRefusedError", "RawTable", "open_table"]
