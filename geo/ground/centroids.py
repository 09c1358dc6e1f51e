"""Points that are the middle of a country or first-order unit: where sources put what they know no better."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo import countries
from geo.ground import land

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NEAR_CENTROID_M = 1_000.0
"""So near to a middle a point is taken for it; middles of other outlines lie farther off and are missed."""
_EARTH_RADIUS_M = 6_371_008.8


class Middles(NamedTuple):
    """What points are the middle of: ``kinds`` is "country", "adm1" or "" (none), ``names`` its name."""

    kinds: NDArray[Any]
    names: NDArray[Any]


def middles_at(lats: ArrayLike, lons: ArrayLike) -> Middles:
    """Return of which country or first-order unit each point is the middle.

    Parameters
    ----------
    lats, lons : array_like of float
        Degrees, WGS 84; NaN where there is no point.

    Returns
    -------
    Middles
        A country before a unit where a point is the middle of both.
    """
    lat, lon = np.asarray(lats, dtype=float), np.asarray(lons, dtype=float)
    kinds, names = np.full(len(lat), "", dtype=object), np.full(len(lat), "", dtype=object)
    known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
    if not len(known):
        return Middles(kinds, names)
    tree, kind, name = _tree()
    chord = 2 * np.sin(NEAR_CENTROID_M / _EARTH_RADIUS_M / 2)
    for row, found in zip(
        known.tolist(), tree.query_ball_point(_on_sphere(lat[known], lon[known]), chord), strict=True
    ):
        if found:
            best = min(found)  # countries come first
            kinds[row], names[row] = kind[best], name[best]
    return Middles(kinds, names)


@cache
def _tree() -> tuple[cKDTree, list[str], list[str]]:
    """The middles of all countries, then of all units: of the whole outline and of its largest part."""
    points, kinds, names = [], [], []
    for layer, kind in (("land_mid", "country"), ("admin1", "adm1")):
        frame = land.read_layer(layer)
        frame = frame[frame["country"].notna()]
        called = [
            countries.name(code) or str(name) if kind == "country" else str(name)
            for code, name in zip(frame["country"], frame["name"], strict=True)
        ]
        for shapes in (frame.geometry.values, _largest(frame.geometry.values)):
            middle = shapely.centroid(shapes)
            points.append(np.column_stack([shapely.get_y(middle), shapely.get_x(middle)]))
            kinds += [kind] * len(called)
            names += called
    at = np.concatenate(points)
    return cKDTree(_on_sphere(at[:, 0], at[:, 1])), kinds, names


def _largest(shapes: Any) -> NDArray[Any]:
    parts, owner = shapely.get_parts(np.asarray(shapes), return_index=True)
    order = np.lexsort((shapely.area(parts), owner))
    last = np.append(np.flatnonzero(np.diff(owner[order])), len(order) - 1)
    return np.asarray(parts[order[last]])


def _on_sphere(lat: NDArray[Any], lon: NDArray[Any]) -> NDArray[Any]:
    phi, lam = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


__all__ = ["NEAR_CENTROID_M", "Middles", "middles_at"]
