"""How the selected events are written: one entry per format, which every place that offers formats reads.

A new format is one more entry of `FORMATS` and a writer. This module is light: the command line starts with
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.export.selection import Selection


@dataclass(frozen=True)
class Format:
    """A format, by its file's suffix.

    Attributes
    ----------
    label : str
        What it is called on the Export page.
    mime : str
        The media type that a browser is told.
    write : callable
        Writes a selection to a path; returns what the format could not hold.
    """

    label: str
    mime: str
    write: Callable[[Selection, Path], list[str]]


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


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "text/csv", _csv),
    "xlsx": Format(
        "Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx
    ),
    "geojson": Format("GeoJSON", "application/geo+json", _geojson),
    "gpkg": Format("GeoPackage", "application/geopackage+sqlite3", _gpkg),
    "kml": Format("KML", "application/vnd.google-earth.kml+xml", _kml),
    "kmz": Format("KMZ", "application/vnd.google-earth.kmz", _kmz),
    "parquet": Format("GeoParquet", "application/vnd.apache.parquet", _parquet),
}
"""By the file's suffix, in the order in which they are offered."""

__all__ = ["FORMATS", "Format"]
