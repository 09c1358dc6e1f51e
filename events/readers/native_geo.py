"""Where the geometry of a Parquet file is: said in its metadata (GeoParquet 1.0 and 1.1), or to be found.

A geometry is well-known binary, or the coordinates themselves in structs and lists (the encodings of
GeoParquet 1.1 after GeoArrow).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import shapely

from events.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Callable

_UNSAID = frozenset(("geometry", "geom", "the_geom", "wkb_geometry", "wkb"))
"""Names under which databases write a geometry as well-known binary without metadata."""

Corners = list[tuple[float, float]]


def _corners(value: list[dict[str, float]]) -> Corners:
    return [(corner["x"], corner["y"]) for corner in value]


def _point(value: dict[str, Any]) -> shapely.Geometry:
    known = value["x"] is not None and value["y"] is not None
    return shapely.Point(value["x"], value["y"]) if known else shapely.Point()


def _polygon(value: list[list[dict[str, float]]]) -> shapely.Geometry:
    rings = [_corners(ring) for ring in value]
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


_BUILD: dict[str, Callable[[Any], shapely.Geometry]] = {
    "point": _point,
    "linestring": lambda value: shapely.LineString(_corners(value)),
    "polygon": _polygon,
    "multipoint": lambda value: shapely.MultiPoint(_corners(value)),
    "multilinestring": lambda value: shapely.MultiLineString([_corners(line) for line in value]),
    "multipolygon": lambda value: shapely.MultiPolygon([_polygon(part) for part in value]),
}


@dataclass(frozen=True)
class Shaped:
    """The column that holds the geometry: how it is encoded, in which projection, and its box beside it.

    ``unstated``: the file says that its projection is not known, or says nothing of its geometry at all.
    """

    column: str
    encoding: str
    crs: Any
    covering: str | None
    unstated: bool = False

    def wkb(self, column: pa.Array) -> list[bytes | None]:
        """Return the geometries as well-known binary; what cannot be built is no geometry."""
        values = column.to_pylist()
        if self.encoding == "wkb":
            return list(values)
        return [None if value is None else _built(self.encoding, value) for value in values]


def _built(encoding: str, value: Any) -> bytes:
    try:
        return bytes(shapely.to_wkb(_BUILD[encoding](value)))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError):
        return b"?"


def find(schema: pa.Schema, some: pa.RecordBatch | None) -> Shaped | None:
    """Return where the geometry is, None where there is none.

    Parameters
    ----------
    schema : pyarrow.Schema
    some : pyarrow.RecordBatch or None
        A few rows of the columns that ``may_be_unsaid``.
    """
    said = _said(schema)
    if said is not None or some is None:
        return said
    for name in some.schema.names:
        known = [value for value in some.column(name).to_pylist() if value is not None]
        if known and not shapely.is_missing(shapely.from_wkb(known[:1], on_invalid="ignore")).any():
            return Shaped(name, "wkb", None, None, unstated=True)
    return None


def _said(schema: pa.Schema) -> Shaped | None:
    raw = (schema.metadata or {}).get(b"geo")
    if not raw or len(raw) > 1_000_000:
        return None
    try:
        geo = json.loads(raw)
        name = str(geo["primary_column"])
        about = geo["columns"][name]
        encoding = str(about.get("encoding", "WKB")).lower()
        box = ((about.get("covering") or {}).get("bbox") or {}).get("xmin") or [None]
        kind = schema.field(name).type
        fits = is_bytes(kind) if encoding == "wkb" else encoding in _BUILD and pa.types.is_nested(kind)
        unstated = "crs" in about and about["crs"] is None  # without the member it is WGS 84
        return Shaped(name, encoding, about.get("crs"), box[0], unstated) if fits else None
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def doubts(schema: pa.Schema, shaped: Shaped | None) -> list[str]:
    """Return what asks for a look: a geometry that is said and not read, a projection that is not said."""
    if shaped is None:
        unread = b"geo" in (schema.metadata or {})
        return (
            ["The file says that it has a geometry, which cannot be read; it is left aside."]
            if unread
            else []
        )
    if not shaped.unstated:
        return []
    return [
        f"The file does not say in which projection {shown(shaped.column)} is; its coordinates are taken for"
        " degrees of longitude and latitude (WGS 84)."
    ]


def may_be_unsaid(field: pa.Field) -> bool:
    """Whether a column may hold a geometry without the file saying so."""
    return field.name.casefold() in _UNSAID and is_bytes(field.type)


def is_bytes(kind: pa.DataType) -> bool:
    """Whether a column holds bytes."""
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))
