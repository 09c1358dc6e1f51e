"""Outlines of countries and first-level units: what is drawn of an event that is known only to one.

Thinned, without specks: they stand for doubt, not for a border. From ``data/basemap.gpkg``
(Natural Earth, public domain), in WGS 84 degrees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import countries
from geo.ground import land

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LAYERS = {"country": "land_mid", "adm1": "admin1"}
"""The layer of the basemap with the outlines of a precision; other precisions have none."""

THINNED_DEG = {"country": 0.05, "adm1": 0.015}
"""How far outlines are thinned, in degrees."""

LEAST_PART = 0.002
"""Parts smaller than this share of the largest are left out."""


@dataclass(frozen=True, eq=False)
class Outline:
    """A country or first-level unit: its name, thinned shape, and the place in it where its label goes."""

    name: str
    precision: str
    geometry: Any
    latitude: float
    longitude: float


@lru_cache(maxsize=2_048)
def outline(precision: str, number: int) -> Outline | None:
    """Return the outline of a row of its layer; None where nothing is left of it."""
    row = land.read_layer(LAYERS[precision]).iloc[number]
    shape = shapely.make_valid(row.geometry.simplify(THINNED_DEG[precision]))
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area, default=None)
    if largest is None:
        return None
    kept = shapely.multipolygons([part for part in parts if part.area >= LEAST_PART * largest.area])
    middle = largest.centroid
    if not shapely.covers(largest, middle):
        middle = shapely.point_on_surface(largest)
    return Outline(str(row["name"]), precision, kept, float(middle.y), float(middle.x))


def number_named(precision: str, country: str | None, admin1: str | None) -> int | None:
    """Return the row of the unit that names stand for, None if they stand for none."""
    known = countries.find(country) if country else None
    if known is None or precision not in LAYERS:
        return None
    if precision == "country":
        rows = np.flatnonzero((land.read_layer("land_mid")["country"] == known.alpha2).to_numpy())
        return int(rows[0]) if len(rows) else None
    found = land.unit(known.alpha2, admin1) if admin1 else None
    if found is None:
        return None
    layer = land.read_layer("admin1")
    same = (layer["country"] == known.alpha2) & (layer["name"] == found.admin1)
    rows = np.flatnonzero(same.to_numpy())
    return int(rows[0]) if len(rows) else None


def numbers_at(precision: str, lats: ArrayLike, lons: ArrayLike) -> np.ndarray:
    """Return the row of the unit at each point as int64, -1 where there is none."""
    points = shapely.points(np.asarray(lons, "float64"), np.asarray(lats, "float64"))
    found = np.full(len(points), -1, dtype="int64")
    asked, rows = land.read_layer(LAYERS[precision]).sindex.query(points, predicate="intersects")
    found[asked[::-1]] = rows[::-1]  # of several, the first
    return found


def outline_of(
    precision: str, lat: float, lon: float, *, names: Sequence[str | None] = (None, None)
) -> Outline | None:
    """Return the outline of an event's unit: the one that its names stand for, else that at its point.

    Parameters
    ----------
    precision : str
        "country" or "adm1"; others have no outline.
    lat, lon : float
        Degrees.
    names : sequence of str or None
        Country and first-level unit, as the event names them.

    Returns
    -------
    Outline or None
    """
    if precision not in LAYERS:
        return None
    number = number_named(precision, *names)
    if number is None:
        number = int(numbers_at(precision, [lat], [lon])[0])
    return outline(precision, number) if number >= 0 else None
