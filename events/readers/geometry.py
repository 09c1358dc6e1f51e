"""Geometries to a point with a radius: a line or an area is stood for by its middle."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely

from events.readers import curves
from events.readers.table import GEOMETRY, LATITUDE, LONGITUDE, RADIUS, FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (LATITUDE, LONGITUDE, GEOMETRY, RADIUS)
UNREADABLE = "The geometry cannot be read."
BEYOND_DEG = 100_000.0
"""No corner of a shape on Earth, however its longitudes are counted; sums of greater numbers overflow."""
_GEOD = pyproj.Geod(ellps="WGS84")
MAX_CONTAINERS = 500
"""Geometries within a geometry that hold further ones. GEOS reads each in a call of its own: 30,000 of
them, one within the other, end the process (GEOS 3.13). Points and polygons, of which there may be any
number, hold none."""


def _heads(*plain: int) -> re.Pattern[bytes]:
    """Match the first bytes of geometries of some kinds: byte order, kind (Z and M add 1000s), flags."""
    kinds = [base + kind for base in (0, 1000, 2000, 3000) for kind in plain]
    flags = b"[\x00\x20\x40\x60\x80\xa0\xc0\xe0]"
    little = [b"\x01" + re.escape(kind.to_bytes(2, "little")) + b"\x00" + flags for kind in kinds]
    big = [b"\x00" + flags + b"\x00" + re.escape(kind.to_bytes(2, "big")) for kind in kinds]
    return re.compile(b"(?=" + b"|".join(little + big) + b")", re.DOTALL)


_CONTAINER = _heads(4, 5, 6, 7, 9, 10, 11, 12, 15, 16)
"""A geometry that holds others."""
_APART = _heads(*sorted(curves.KINDS))


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
    if not (abs(corners) < BEYOND_DEG).all():  # false for what is no number, too
        return "nan", "nan", kind, ""
    if kind.endswith("Polygon") and not geometry.is_valid:
        kind, geometry = f"self-crossing {kind}", shapely.make_valid(geometry)
    middle = (
        geometry.interpolate(0.5, normalized=True)
        if kind == "LineString"
        else geometry.representative_point()
    )
    count = len(corners)
    _, _, far = _GEOD.inv([middle.x] * count, [middle.y] * count, corners[:, 0], corners[:, 1])
    return repr(middle.y), repr(middle.x), kind, f"{max(far):.0f}"


def columns_of(
    wkb: Sequence[bytes | None], to_wgs84: pyproj.Transformer | None
) -> tuple[list[pa.Array], np.ndarray]:
    """Return the four columns of geometries (well-known binary), and which of them cannot be read.

    Parameters
    ----------
    wkb : sequence of bytes or None
    to_wgs84 : pyproj.Transformer or None
        From the projection of the geometries; None where they are in WGS 84.
    """
    known = np.array([data is not None for data in wkb], bool)
    plain = [data if data is not None and not _is_deep(data) else None for data in wkb]
    shapes = _shapes(plain)
    if to_wgs84 is not None:
        shapes = shapely.transform(shapes, to_wgs84.transform, interleaved=False)
    faulty = known & shapely.is_missing(shapes)
    points = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    rows = [("", "", "", "")] * len(shapes)
    at = np.flatnonzero(points).tolist()
    lat, lon = shapely.get_y(shapes[points]).tolist(), shapely.get_x(shapes[points]).tolist()
    for row, y, x in zip(at, lat, lon, strict=True):
        rows[row] = (repr(y), repr(x), "Point", "")
    for row in np.flatnonzero(known & ~faulty & ~points).tolist():
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # no place has such numbers
                rows[row] = cells_of(shapes[row])
        except (shapely.errors.ShapelyError, ValueError, NotImplementedError):
            faulty[row] = True
    return [pa.array([row[i] for row in rows], pa.large_string()) for i in range(4)], faulty


def _shapes(wkb: Sequence[bytes | None]) -> np.ndarray:
    """Return shapes, None where there is none or it cannot be read; curves are read apart."""
    apart = [data is not None and _has_curves(data) for data in wkb]
    straight = [None if curved else data for data, curved in zip(wkb, apart, strict=True)]
    try:
        shapes = np.asarray(shapely.from_wkb(straight, on_invalid="ignore"), dtype=object)
    except NotImplementedError:  # one that is of no kind of ours either: GEOS gives up all of them
        shapes = np.array([_alone(data) for data in straight], dtype=object)
    for row in np.flatnonzero(apart).tolist():
        with contextlib.suppress(ValueError):
            shapes[row] = curves.read_curves(wkb[row] or b"")
    return shapes


def _alone(wkb: bytes | None) -> Any:
    with contextlib.suppress(NotImplementedError):
        return shapely.from_wkb(wkb, on_invalid="ignore")
    return None


def _has_curves(wkb: bytes) -> bool:
    """Whether GEOS would refuse a geometry for its kind, or for a kind of what it holds."""
    kind = curves.kind_of(wkb)
    return kind in curves.KINDS or (kind in curves.SEVERAL and _APART.search(wkb) is not None)


def _is_deep(wkb: bytes) -> bool:
    """Whether a geometry may lie within too many others: their heads are counted."""
    return _CONTAINER.match(wkb) is not None and len(_CONTAINER.findall(wkb)) > MAX_CONTAINERS


def transformer(crs: Any, name: str) -> pyproj.Transformer | None:
    """Return what takes coordinates of a projection to WGS 84, None where they are in it.

    Raises
    ------
    FileRefusedError
        The projection is not known.
    """
    if crs is None:
        return None
    try:
        own = pyproj.CRS.from_user_input(crs if not isinstance(crs, dict) else json.dumps(crs))
    except pyproj.exceptions.CRSError:
        raise FileRefusedError(f"{name} is in a projection that is not known.") from None
    same = (("OGC", "CRS84"), ("EPSG", "4326"))
    if own.equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True) or own.to_authority() in same:
        return None
    return pyproj.Transformer.from_crs(own, "EPSG:4326", always_xy=True)
