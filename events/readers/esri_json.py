"""Features as ArcGIS writes them: "attributes", a geometry of x and y, points, paths or rings, and a
"spatialReference" that says in which projection the coordinates are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from events.quoting import shown
from events.readers.geometry import transformer
from events.readers.table import FileRefusedError

if TYPE_CHECKING:
    import pyproj

_ESRI_FROM = 100_000
"""Numbers of projections from here on are ArcGIS's own, not EPSG's."""


def projection(members: dict[str, Any], name: str) -> pyproj.Transformer | None:
    """Return what takes the coordinates of a file to WGS 84, None where they are in it or nothing is said.

    Raises
    ------
    FileRefusedError
        The projection that it states is not known.
    """
    stated = _stated(members.get("spatialReference"))
    if not stated:
        return None
    try:
        return transformer(stated, name)
    except FileRefusedError:
        raise FileRefusedError(
            f"{name} is in a projection that is not known ({shown(stated)}); save it in EPSG:4326."
        ) from None


def _stated(reference: Any) -> str:
    if not isinstance(reference, dict):
        return ""
    number = reference.get("latestWkid") or reference.get("wkid")
    if isinstance(number, int):
        return f"{'EPSG' if number < _ESRI_FROM else 'ESRI'}:{number}"
    return str(reference.get("wkt") or "")[:100_000]


def shape(geometry: dict[str, Any]) -> shapely.Geometry:
    """Return a geometry of ArcGIS as a shape.

    Raises
    ------
    ValueError, TypeError, KeyError, ShapelyError
        It is none.
    """
    if "x" in geometry:
        x, y = geometry["x"], geometry["y"]
        return (
            shapely.Point() if x in (None, "NaN") or y in (None, "NaN") else shapely.Point(float(x), float(y))
        )
    if "points" in geometry:
        return shapely.MultiPoint([point[:2] for point in geometry["points"]])
    if "paths" in geometry:
        return shapely.MultiLineString([[at[:2] for at in path] for path in geometry["paths"]])
    rings = [shapely.LinearRing([at[:2] for at in ring]) for ring in geometry["rings"]]
    outer = [shapely.Polygon(ring) for ring in rings if not ring.is_ccw]  # clockwise is outside
    holes = [shapely.Polygon(ring) for ring in rings if ring.is_ccw]
    return shapely.difference(shapely.union_all(outer or holes), shapely.union_all(holes if outer else []))
