"""The snapshot's projection: one that keeps rings round and the scale bar honest.

A region is drawn in an oblique stereographic projection about the map's middle
(conformal: a geodesic ring is a circle to the eye; scale errors under 4 % up to 2,400 km
from the middle), one round a pole about the pole, anything wider than `WIDE_DEG` in the
equal-area Equal Earth projection. A box over the antimeridian goes on beyond 180.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

if TYPE_CHECKING:
    from maps.layers.extent import Bounds

WIDE_DEG = 70.0
POLAR_DEG = 60.0
"""A wide box that keeps poleward of this latitude is drawn round the pole."""

TOP_M = 8_392_928.0
"""How far the poles are from the equator in the Equal Earth projection on WGS 84."""

GEOD = Geod(ellps="WGS84")
EDGE_DEG = 1e-6
"""Shapes on a wide map end this far (a tenth of a metre) before its edge: a corner on the edge itself is on
one side or the other by the last digit of its longitude, and its shape is smeared across all between."""
BEYOND_DEG = 25.0
"""How far beyond the frame of a region's map shapes are cut."""
RIM_STEP_DEG = 1.0
"""The edge of a wide map is a curve: what is cut along it has a corner at least this often."""

_EDGE = np.linspace(0.0, 1.0, 41)


@dataclass(frozen=True)
class Frame:
    """A projected map frame.

    `box` is (left, bottom, right, top) in projected metres; `bounds` is the box of
    longitude and latitude that covers it; `crs` is a PROJ string; `middle` is (lat, lon).
    """

    crs: str
    box: tuple[float, float, float, float]
    bounds: Bounds
    middle: tuple[float, float]

    @property
    def width_m(self) -> float:
        """Width of the frame in projected metres."""
        return self.box[2] - self.box[0]

    @property
    def wide(self) -> bool:
        """Whether it shows so much of the world that its scale is not the same everywhere."""
        return "eqearth" in self.crs

    @property
    def polar(self) -> bool:
        """Whether a pole is its middle, and north another direction everywhere."""
        return abs(self.middle[0]) == 90.0

    def project(self, lon: Any, lat: Any) -> np.ndarray:
        """Return projected x, y as an (n, 2) array; what the projection cannot show is NaN."""
        lon = np.asarray(lon, "float64")
        if self.wide:  # the map has edges: what lies beyond one is drawn at the other
            west = self.middle[1] - 180.0
            lon = west + (lon - west) % 360.0
        x, y = _transformer(self.crs).transform(lon, np.asarray(lat, "float64"))
        points = np.column_stack([np.atleast_1d(x), np.atleast_1d(y)])
        points[~np.isfinite(points).all(axis=1)] = np.nan
        return points

    def geometry(self, geometry: Any) -> Any:
        """Return a shapely geometry (or array of them) in projected coordinates.

        It is cut at a wide map's edge. A region's map has none: what reaches round the Earth is cut well
        outside the frame, as its far side would come out inside out and cover the frame.
        """
        return shapely.transform(self._cut(geometry), lambda points: self.project(points[:, 0], points[:, 1]))

    def _window(self) -> Bounds:
        """The degrees that shapes are cut to; a map around a pole has no meridian to cut along."""
        if self.wide:
            return self.middle[1] - 180.0 + EDGE_DEG, -90.0, self.middle[1] + 180.0 - EDGE_DEG, 90.0
        left, bottom, right, top = self.bounds
        south, north = max(bottom - BEYOND_DEG, -90.0), min(top + BEYOND_DEG, 90.0)
        if right - left + 2 * BEYOND_DEG >= 360.0:
            return -180.0, south, 180.0, north
        return left - BEYOND_DEG, south, right + BEYOND_DEG, north

    def _cut(self, geometry: Any) -> Any:
        """Cut lines and areas at the window's edges, and move what lies beyond one to the other side."""
        west, south, east, north = self._window()
        shapes = np.atleast_1d(np.asarray(geometry, dtype=object)).copy()
        bounds = shapely.bounds(shapes)
        beyond = (bounds < (west, south, -np.inf, -np.inf)) | (bounds > (np.inf, np.inf, east, north))
        for number in np.flatnonzero(beyond.any(axis=1)):
            if shapes[number].geom_type in ("Point", "MultiPoint"):
                continue  # a point on the edge has no side to be torn to
            first = math.ceil((west - bounds[number, 2]) / 360.0)
            last = math.floor((east - bounds[number, 0]) / 360.0)
            parts: list[Any] = []
            for turn in range(first, last + 1):
                moved = shapely.transform(
                    shapes[number], lambda points, turn=turn: points + np.array([360.0 * turn, 0.0])
                )
                parts += shapely.get_parts(shapely.clip_by_rect(moved, west, south, east, north)).tolist()
            # a line that only touches the edge leaves one of no length, which is none
            whole = shapely.GeometryCollection([part for part in parts if shapely.length(part) > 1e-9])
            shapes[number] = shapely.segmentize(whole, RIM_STEP_DEG)
        return shapes if np.ndim(geometry) else shapes[0]

    def outline(self) -> Any:
        """Return the projected edge of the world on a wide map as a polygon."""
        lat = np.linspace(-90.0, 90.0, 181)
        west = np.full(181, self.middle[1] - 180.0 + EDGE_DEG)
        east = np.full(181, self.middle[1] + 180.0 - EDGE_DEG)
        return shapely.Polygon(self.project(np.concatenate([west, east]), np.concatenate([lat, lat[::-1]])))

    def north(self, x: float, y: float) -> tuple[float, float]:
        """Return the direction of north at a projected place, as a vector of length 1."""
        lon, lat = _transformer(self.crs).transform(x, y, direction="INVERSE")
        (ahead,) = self.project(lon, min(lat + 1e-3, 90.0))
        dx, dy = ahead - (x, y)
        length = float(np.hypot(dx, dy))
        return (float(dx / length), float(dy / length)) if length > 0 else (0.0, 1.0)

    def bar(self, length_m: float) -> float:
        """Return how long `length_m` on the ground is in projected metres, across the map's middle."""
        if self.polar:  # the scale of this projection is 1 where it touches the Earth
            return length_m
        lat, lon = self.middle
        west = GEOD.fwd(lon, lat, 270.0, length_m / 2)
        east = GEOD.fwd(lon, lat, 90.0, length_m / 2)
        ends = self.project([west[0], east[0]], [west[1], east[1]])
        return float(np.hypot(*(ends[1] - ends[0])))


def frame(bounds: Bounds, aspect: float) -> Frame:
    """Choose the projection for `bounds` and the frame of that shape which holds them.

    Parameters
    ----------
    bounds : tuple
        (left, bottom, right, top) in degrees.
    aspect : float
        Width over height of the picture.

    Returns
    -------
    Frame
    """
    left, bottom, right, top = bounds
    lat, lon = (bottom + top) / 2, (left + right) / 2
    wide = right - left > WIDE_DEG or top - bottom > WIDE_DEG
    if wide and (bottom > POLAR_DEG or top < -POLAR_DEG):
        lat, wide = float(np.copysign(90.0, lat)), False
    lon = round((lon + 180.0) % 360.0 - 180.0, 4)
    crs = (
        f"+proj=eqearth +lon_0={lon:.4f} +datum=WGS84 +over"
        if wide
        else f"+proj=stere +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84"
    )
    left, right = lon - (right - left) / 2, lon + (right - left) / 2
    across = lat if bottom <= lat <= top else bottom
    edges = np.vstack(
        [
            np.column_stack([left + _EDGE * (right - left), np.full(41, edge)])
            for edge in (bottom, across, top)
        ]
        + [np.column_stack([np.full(41, edge), bottom + _EDGE * (top - bottom)]) for edge in (left, right)]
    )
    x, y = _transformer(crs).transform(edges[:, 0], edges[:, 1])
    box = _shaped((np.nanmin(x), np.nanmin(y), np.nanmax(x), np.nanmax(y)), aspect)
    if wide:  # no more room beyond a pole than must be
        over = max(box[3] - TOP_M, 0.0) - max(-TOP_M - box[1], 0.0)
        spare = max(2 * TOP_M - (box[3] - box[1]), 0.0)
        if over:
            rise = -float(np.sign(over)) * min(abs(over), abs(box[1] + box[3]) / 2 + spare / 2)
            box = (box[0], box[1] + rise, box[2], box[3] + rise)
    covered = (lon - 180.0, -90.0, lon + 180.0, 90.0) if wide else _covered(crs, box, lon)
    return Frame(crs, box, covered, (lat, lon))


def _shaped(box: tuple[float, ...], aspect: float) -> tuple[float, float, float, float]:
    """Widen a box to width / height = `aspect`, keeping its middle."""
    left, bottom, right, top = (float(edge) for edge in box)
    width, height = right - left, top - bottom
    more_x = max(0.0, height * aspect - width) / 2
    more_y = max(0.0, width / aspect - height) / 2
    return (left - more_x, bottom - more_y, right + more_x, top + more_y)


def _covered(crs: str, box: tuple[float, float, float, float], middle: float) -> Bounds:
    """The degrees that a projected box covers; a pole inside it opens the whole circle."""
    left, bottom, right, top = box
    grid_x, grid_y = np.meshgrid(np.linspace(left, right, 41), np.linspace(bottom, top, 41))
    lon, lat = _transformer(crs).transform(grid_x.ravel(), grid_y.ravel(), direction="INVERSE")
    lon, lat = lon[np.isfinite(lon)], lat[np.isfinite(lat)]
    lon = (lon - middle + 180.0) % 360.0 - 180.0 + middle
    if lon.max() - lon.min() > 300:
        north, south = lat.max() > 0, lat.min() < 0
        return (-180.0, -90.0 if south else float(lat.min()), 180.0, 90.0 if north else float(lat.max()))
    return (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))


@lru_cache(maxsize=32)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(CRS.from_epsg(4326), CRS.from_proj4(crs), always_xy=True)
