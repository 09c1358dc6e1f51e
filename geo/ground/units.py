"""Outlines of countries, first-level units and wider areas: what is drawn of an event known only to one.

Thinned, without specks: they stand for doubt, not for a border. From ``data/basemap.gpkg``
(Natural Earth, public domain), in WGS 84 degrees.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import countries
from geo.ground import land, wide
from geo.ground.outline import Outline, label_place

__all__ = ["AREAS", "LAYERS", "Outline", "number_named", "numbers_at", "outline", "outline_of"]

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

LAYERS = {"country": "land_mid", "adm1": "admin1"}
"""The layer of the basemap with the outlines of a precision."""

AREAS = wide.KINDS
"""Precisions whose outlines go by the names of `geo.ground.wide`; a district has none."""

THINNED_DEG = {"country": 0.05, "adm1": 0.015}
"""How far outlines are thinned, in degrees."""

LEAST_PART = 0.002
"""Parts smaller than this share of the largest are left out."""


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
    code = row["country"] if isinstance(row["country"], str) else None
    return Outline(str(row["name"]), precision, kept, *label_place(kept), code)


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
    precision: str,
    lat: float,
    lon: float,
    *,
    country: str | None = None,
    admin1: str | None = None,
    place: str | None = None,
    radius_m: float | None = None,
) -> Outline | None:
    """Return the outline of what an event is known to: what its names stand for, else what is at its point.

    Parameters
    ----------
    precision : str
        "country", "adm1" or one of `AREAS`; others have no outline.
    lat, lon : float
        Degrees.
    country, admin1, place : str, optional
        As the event names them.
    radius_m : float, optional
        Its radius of doubt, metres.

    Returns
    -------
    Outline or None
    """
    if precision in AREAS:
        name = wide.area_of(lat, lon, radius_m, place, country)
        return wide.outline(name) if name else None
    if precision not in LAYERS:
        return None
    number = number_named(precision, country, admin1)
    if number is None:
        number = int(numbers_at(precision, [lat], [lon])[0])
    return outline(precision, number) if number >= 0 else None
