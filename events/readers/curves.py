"""Curves and surfaces in well-known binary, which GEOS reads none of: arcs become short straight pieces.

After ISO/IEC 13249-3 and OGC 06-103r4 (8.2): circular strings, compound curves, curve polygons, multicurves,
multisurfaces, and the flat faces of polyhedral surfaces, TINs and triangles. Heights and measures are left
out.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable

POINT, LINE, POLYGON, COLLECTION = 1, 2, 3, 7
SEVERAL = (4, 5, 6, COLLECTION)
CIRCULAR, COMPOUND, CURVE_POLYGON = 8, 9, 10
KINDS = frozenset((CIRCULAR, COMPOUND, CURVE_POLYGON, 11, 12, 15, 16, 17))
"""Kinds of geometries that are read here and nowhere else."""

STEP_DEG = 4.0
"""Degrees of an arc to one straight piece, as GDAL has it: 0.06 % of the radius off at most."""
MOST_STROKED = 2_000
"""Arcs of one string that are drawn round; a longer string is a fine one already."""
FARTHEST = 1e12
"""Coordinates beyond this, of whatever projection, are none; an arc of them is not worked out."""
MAX_DEPTH = 50
"""Geometries within one another beyond which it is no place of an event."""


def kind_of(wkb: bytes) -> int:
    """Return the kind of a geometry without the marks for heights and measures, 0 where there is none."""
    if len(wkb) < 5:
        return 0
    return _plain_kind(int.from_bytes(wkb[1:5], "little" if wkb[0] else "big"))[0]


def read_curves(wkb: bytes) -> shapely.Geometry:
    """Return a geometry with straight pieces for its arcs.

    Raises
    ------
    ValueError
        It is damaged, or nested too deep.
    """
    try:
        return _Reader(wkb).geometry(0)
    except (struct.error, IndexError, shapely.errors.ShapelyError, RecursionError) as error:
        raise ValueError("The geometry cannot be read.") from error


def _plain_kind(code: int) -> tuple[int, int]:
    """Return the kind of a code and how many numbers a corner has: ISO adds thousands, EWKB sets bits."""
    more = bool(code & 0x80000000) + bool(code & 0x40000000)
    base = code & 0x0FFFFFFF
    more += (0, 1, 1, 2)[base // 1000] if base < 4000 else 0
    return base % 1000, 2 + more


class _Reader:
    """Goes through the bytes of one geometry."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def geometry(self, depth: int) -> shapely.Geometry:
        if depth > MAX_DEPTH:
            raise ValueError("nested too deep")
        order = "<" if self._data[self._at] else ">"  # as GEOS takes an order that is none
        (code,) = struct.unpack_from(order + "I", self._data, self._at + 1)
        self._at += 9 if code & 0x20000000 else 5
        kind, size = _plain_kind(code)
        corners: Callable[[], np.ndarray] = lambda: self._corners(order, size)  # noqa: E731
        if kind == POINT:
            self._at += 8 * size
            return shapely.Point(np.frombuffer(self._data, order + "f8", 2, self._at - 8 * size))
        if kind == LINE:
            return _line(corners())
        if kind == CIRCULAR:
            return _line(stroked(corners()))
        count = self._count(order)
        if kind in (POLYGON, 17):
            return _polygon([corners() for _ in range(count)])
        parts = [self.geometry(depth + 1) for _ in range(count)]
        if kind == COMPOUND:
            return _line(np.concatenate([shapely.get_coordinates(part) for part in parts]))
        if kind == CURVE_POLYGON:
            return _polygon([shapely.get_coordinates(part) for part in parts])
        if kind in (*SEVERAL, 11, 12, 15, 16):
            return shapely.GeometryCollection(parts) if kind == COLLECTION else _several(parts)
        raise ValueError("a kind that is not known")

    def _count(self, order: str) -> int:
        (count,) = struct.unpack_from(order + "I", self._data, self._at)
        self._at += 4
        if count * 4 > len(self._data) - self._at:  # no part is shorter
            raise ValueError("more parts than bytes")
        return int(count)

    def _corners(self, order: str, size: int) -> np.ndarray:
        count = self._count(order)
        found = np.frombuffer(self._data, order + "f8", count * size, self._at)
        self._at += 8 * count * size
        return found.reshape(count, size)[:, :2].astype("float64")


def stroked(corners: np.ndarray) -> np.ndarray:
    """Return a circular string as corners of straight pieces: each arc goes through three of its corners."""
    if len(corners) < 3 or len(corners) % 2 == 0:
        return corners
    if len(corners) // 2 > MOST_STROKED or not np.all(np.abs(corners) < FARTHEST):
        return corners
    pieces = [corners[:1]]
    pieces += [_arc(*corners[at : at + 3]) for at in range(0, len(corners) - 2, 2)]
    return np.concatenate(pieces)


def _arc(start: np.ndarray, middle: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the corners of an arc after its first one; where first and last are one it is a whole circle."""
    if np.array_equal(start, end):
        centre, sweep = (start + middle) / 2, 2 * math.pi
    else:
        a, b = middle - start, end - start
        area = 2 * (a[0] * b[1] - a[1] * b[0])
        if not math.isfinite(area) or abs(area) < 1e-12 * float(a @ a + b @ b):
            return np.array([middle, end])  # a straight line
        aa, bb = float(a @ a), float(b @ b)
        centre = start + np.array([b[1] * aa - a[1] * bb, a[0] * bb - b[0] * aa]) / area
        angles = [math.atan2(*(point - centre)[::-1]) for point in (start, middle, end)]
        sweep = (angles[2] - angles[0]) % (2 * math.pi)
        if (angles[1] - angles[0]) % (2 * math.pi) > sweep:
            sweep -= 2 * math.pi
    first = start - centre
    steps = max(2, math.ceil(abs(math.degrees(sweep)) / STEP_DEG))
    turns = np.linspace(0, sweep, steps + 1)[1:]
    cos, sin = np.cos(turns), np.sin(turns)
    round_ = np.column_stack([first[0] * cos - first[1] * sin, first[0] * sin + first[1] * cos]) + centre
    round_[-1] = end
    return round_


def _line(corners: np.ndarray) -> shapely.Geometry:
    return shapely.LineString(corners) if len(corners) else shapely.LineString()


def _polygon(rings: list[np.ndarray]) -> shapely.Geometry:
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


def _several(parts: list[shapely.Geometry]) -> shapely.Geometry:
    """Return parts as one geometry: areas as a multipolygon, else a collection."""
    return shapely.multipolygons(parts) if all(p.geom_type == "Polygon" for p in parts) else (
        shapely.GeometryCollection(parts))  # fmt: skip
