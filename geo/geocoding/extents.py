"""How large places are, and how far they lie apart: what candidates are compared by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.gazetteer import Place

UNITS = ("adm1", "adm2", "country", "continent", "sea", "region")
"""Kinds of what is an area, not a spot."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG); spherical distances here only compare candidates, errors stay below 0.6 %."""


def apart_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the spherical distance between two positions in metres, for comparing."""
    a, b = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def extent_m(place: Place) -> float:
    """Return how far a place reaches from its point, in metres, worked out from its people where no radius
    is known."""
    if place.radius_m:
        return place.radius_m
    if place.kind in ("airport", "base"):
        return 3000.0
    return 1000.0 + 7.0 * math.sqrt(place.population)
