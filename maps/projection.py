"""The snapshot's projection: one that keeps rings round and the scale bar honest.

A region is drawn in an oblique stereographic projection about the map's middle
(conformal: a geodesic ring is a circle to the eye; scale errors under 4 % up to 2,400 km
from the middle), anything wider than `WIDE_DEG` in the equal-area Equal Earth projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

from maps.extent import Bounds

WIDE_DEG = 70.0
GEOD = Geod(ellps="WGS84")
_EDGE = np.linspace(0.0, 1.0, 41)


@dataclass(frozen=True)
class Frame:
    """A projected map frame.

    `box` is (left, bottom, right, top) in projected metres; `bounds` is the box of
    longitude and latitude that covers it; `crs` is a PROJ string.
    """

    crs: str
    box: tuple[float, float, float, float]
    bounds: Bounds
    middle: tuple[float, float]

    @property
    def width_m(self) -> float:
        """Width of the frame in projected metres."""
        return self.box[2] - self.box[0]

    def project(self, lon: Any, lat: Any) -> np.ndarray:
        """Return projected x, y as an (n, 2) array; what the projection cannot show is NaN."""
        x, y = _transformer(self.crs).transform(np.asarray(lon, "float64"), np.asarray(lat, "float64"))
        points = np.column_stack([np.atleast_1d(x), np.atleast_1d(y)])
        points[~np.isfinite(points).all(axis=1)] = np.nan
        return points

    def geometry(self, geometry: Any) -> Any:
        """Return a shapely geometry (or array of them) in projected coordinates."""
        return shapely.transform(geometry, lambda points: self.project(points[:, 0], points[:, 1]))

    def bar(self, length_m: float) -> float:
        """Return how long `length_m` on the ground is in projected metres, across the map's middle."""
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
    crs = (
        f"+proj=eqearth +lon_0={lon:.4f} +datum=WGS84"
        if wide
        else f"+proj=stere +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84"
    )
    edges = np.vstack(
        [np.column_stack([left + _EDGE * (right - left), np.full(41, edge)]) for edge in (bottom, lat, top)]
        + [np.column_stack([np.full(41, edge), bottom + _EDGE * (top - bottom)]) for edge in (left, right)]
    )
    x, y = _transformer(crs).transform(edges[:, 0], edges[:, 1])
    box = _shaped((np.nanmin(x), np.nanmin(y), np.nanmax(x), np.nanmax(y)), aspect)
    covered = (-180.0, -90.0, 180.0, 90.0) if wide else _covered(crs, box)
    return Frame(crs, box, covered, (lat, lon))


def _shaped(box: tuple[float, ...], aspect: float) -> tuple[float, float, float, float]:
    """Widen a box to width / height = `aspect`, keeping its middle."""
    left, bottom, right, top = (float(edge) for edge in box)
    width, height = right - left, top - bottom
    more_x = max(0.0, height * aspect - width) / 2
    more_y = max(0.0, width / aspect - height) / 2
    return (left - more_x, bottom - more_y, right + more_x, top + more_y)


def _covered(crs: str, box: tuple[float, float, float, float]) -> Bounds:
    """The degrees that a projected box covers; a pole inside it opens the whole circle."""
    left, bottom, right, top = box
    grid_x, grid_y = np.meshgrid(np.linspace(left, right, 41), np.linspace(bottom, top, 41))
    lon, lat = _transformer(crs).transform(grid_x.ravel(), grid_y.ravel(), direction="INVERSE")
    lon, lat = lon[np.isfinite(lon)], lat[np.isfinite(lat)]
    if lon.max() - lon.min() > 300:
        return (-180.0, float(lat.min()), 180.0, 90.0 if lat.max() > 0 else float(lat.max()))
    return (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))


@lru_cache(maxsize=32)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(CRS.from_epsg(4326), CRS.from_proj4(crs), always_xy=True)
