"""What the selected events are written as: what each format is called, for every place that offers formats.

Each has its writer in `events.export.FORMATS` under the same name. This module is light: the
command line starts with it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format, by its file's suffix.

    Attributes
    ----------
    label : str
        What it is called on the Export page.
    mime : str
        The media type that a browser is told.
    """

    label: str
    mime: str


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "text/csv"),
    "xlsx": Format("Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": Format("GeoJSON", "application/geo+json"),
    "gpkg": Format("GeoPackage", "application/geopackage+sqlite3"),
    "kml": Format("KML", "application/vnd.google-earth.kml+xml"),
    "kmz": Format("KMZ", "application/vnd.google-earth.kmz"),
    "parquet": Format("GeoParquet", "application/vnd.apache.parquet"),
}
"""By the file's suffix, in the order in which they are offered."""

__all__ = ["FORMATS", "Format"]
