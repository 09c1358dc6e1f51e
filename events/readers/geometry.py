"""Geometries to a point with a radius: a line or an area is stood for by its middle."""

from __future__ import annotations

import math
from typing import Any

import pyproj
import shapely

from events.readers.table import GEOMETRY, LATITUDE, LONGITUDE, RADIUS

COLUMNS = (LATITUDE, LONGITUDE, GEOMETRY, RADIUS)
_GEOD = pyproj.Geod(ellps="WGS84")


def cells_of(geometry: Any) -> tuple[str, str, str, str]:
    """Return latitude, longitude, kind and radius (m) of a shapely geometry, as texts of a table.

    The middle of a line or area is its representative point, the radius reaches its
    farthest corner. Coordinates out of range are given as they are, to be refused by name.
    """
    if geometry is None or geometry.is_empty:
        return "", "", "", ""
    kind = geometry.geom_type
    if kind == "Point":
        return repr(geometry.y), repr(geometry.x), kind, ""
    if kind == "MultiPoint" and len(geometry.geoms) == 1:
        return cells_of(geometry.geoms[0])
    corners = shapely.get_coordinates(geometry)
    if not all(map(math.isfinite, corners.ravel())):
        return "nan", "nan", kind, ""
    middle = (
        geometry.interpolate(0.5, normalized=True)
        if kind == "LineString"
        else geometry.representative_point()
    )
    count = len(corners)
    _, _, far = _GEOD.inv([middle.x] * count, [middle.y] * count, corners[:, 0], corners[:, 1])
    return repr(middle.y), repr(middle.x), kind, f"{max(far):.0f}"
