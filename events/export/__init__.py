"""Export: the selected events with their sources and claims, in the formats that others read.

Every format carries the further tables and a page about the whole (filters, counts,
datasets, terms), except CSV and JSON, whose rows carry their provenance themselves. A file
is written beside its place and moved there when it is whole. The same data and filter give
the same bytes: order is fixed, and formats that embed a time get that of the data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from events import manifest
from events.errors import EventsError
from events.export.selection import Selection, gather
from events.query.asked import FILTER, STORE
from events.store.frames import from_arrow
from geo.given import TEXT, YES_NO, a, held, maybe, one_of
from geo.nearest import offer
from geo.whole_file import FileNotWrittenError, whole

if TYPE_CHECKING:
    from events.query import Filter
    from events.store import Store

Progress = Callable[[int, int | None, str], None]


class ExportError(EventsError, ValueError):
    """The events cannot be written as asked; no file was changed."""


@dataclass(frozen=True)
class Exported:
    """What was written: how many events, what the format could not hold, and the mark of the data."""

    events: int
    warnings: tuple[str, ...]
    mark: str = ""


def _csv(selection: Selection, path: Path) -> list[str]:
    from events.export.text import write_csv

    with path.open("wb") as stream:
        stream.write(b"\xef\xbb\xbf")  # Excel reads Arabic from a CSV file only with this mark.
        write_csv(selection, stream)
    return []


def _geojson(selection: Selection, path: Path) -> list[str]:
    from events.export.text import write_geojson

    with path.open("wb") as stream:
        write_geojson(selection, stream)
    return []


def _xlsx(selection: Selection, path: Path) -> list[str]:
    from events.export.workbook import write_xlsx

    return write_xlsx(selection, path)


def _gpkg(selection: Selection, path: Path) -> list[str]:
    from events.export.layers import write_gpkg

    return write_gpkg(selection, path)


def _parquet(selection: Selection, path: Path) -> list[str]:
    from events.export.layers import write_parquet

    return write_parquet(selection, path)


def _kml(selection: Selection, path: Path) -> list[str]:
    from events.export.kml import write_kml

    with path.open("wb") as stream:
        return write_kml(selection, stream)


def _kmz(selection: Selection, path: Path) -> list[str]:
    from events.export.kml import write_kmz

    return write_kmz(selection, path)


FORMATS: dict[str, Callable[[Selection, Path], list[str]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "kml": _kml,
    "kmz": _kmz,
    "parquet": _parquet,
}
"""Format name (the file's suffix) to its writer, which returns warnings."""
PRINTED = ("json", "csv", "geojson")
"""Formats that are written into a stream."""
PATH = a(str, Path, wanted="a file's path")


@held(ExportError, store=STORE, chosen=FILTER, path=PATH, format=maybe(TEXT), beside=YES_NO)
def write(
    store: Store,
    chosen: Filter,
    path: str | Path,
    *,
    format: str | None = None,
    beside: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write the events that a filter selects into a file.

    Parameters
    ----------
    store : Store
    chosen : Filter
    path : str or Path
        Replaced as a whole when writing succeeds, untouched when it does not.
    format : str, optional
        One of ``FORMATS``; by default the suffix of the path.
    beside : bool
        Write the manifest of a format that has no place for one (CSV) beside the file.
    progress : callable, optional
        Called with (done, total, message) between the steps.

    Returns
    -------
    Exported

    Raises
    ------
    ExportError
        Unknown format, or a folder that is not there or not to be written.
    """
    path = Path(path)
    kind = (format or path.suffix.lstrip(".")).lower()
    if kind not in FORMATS:
        near = offer(kind, FORMATS)
        raise ExportError(
            f"{path.name}: events are written as {', '.join(FORMATS)}, not as {kind or 'that'}{near}."
        )
    try:
        with whole(path, suffix=f".{kind}", shared=True) as draft:  # GDAL goes by the suffix
            selection = gather(store, chosen)
            total = selection.events.num_rows
            if progress:
                progress(0, total, "writing")
                selection = replace(selection, tick=lambda done: progress(done, total, "writing"))
            warnings = FORMATS[kind](selection, draft)
            if kind in manifest.PLACES:
                manifest.seal(draft, _manifest(selection, chosen, kind), selection.as_of)
        if beside and kind in manifest.BESIDE:
            manifest.seal_beside(path, _manifest(selection, chosen, kind))
    except FileNotWrittenError as error:
        raise ExportError(str(error)) from error
    if progress:
        progress(total, total, "written")
    return Exported(total, tuple(warnings), selection.mark)


def _manifest(selection: Selection, chosen: Filter, kind: str) -> manifest.Manifest:
    """What the file is to say of itself; see `events.manifest`."""
    tables = {"events": from_arrow(selection.events)}
    tables |= {str(name): from_arrow(table) for name, table in selection.related.items()}
    return manifest.make(kind, chosen, tables)


@held(ExportError, store=STORE, chosen=FILTER, format=one_of(PRINTED))
def write_stream(store: Store, chosen: Filter, stream: BinaryIO, *, format: str) -> None:
    """Write the events that a filter selects as json, csv or geojson into a binary stream."""
    from events.export import text

    writers = {"json": text.write_json, "csv": text.write_csv, "geojson": text.write_geojson}
    writers[format](gather(store, chosen), stream)


__all__ = ["FORMATS", "ExportError", "Exported", "write", "write_stream"]
