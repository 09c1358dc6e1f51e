"""What is drawn of a place that is no point: a name, a thinned shape, and where its label goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely


@dataclass(frozen=True, eq=False)
class Outline:
    """A country, first-level unit, continent, region or sea: name, thinned shape, and its label's place.

    `precision` is the event precision that it stands for; `country` the alpha-2 code of the country that
    holds a unit, None for what no country holds.
    """

    name: str
    precision: str
    geometry: Any
    latitude: float
    longitude: float
    country: str | None = None


def label_place(shape: Any) -> tuple[float, float]:
    """Return latitude and longitude in the largest part of a shape: its middle, or else a point in it."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    middle = largest.centroid
    if not shapely.covers(largest, middle):
        middle = shapely.point_on_surface(largest)
    return float(middle.y), float(middle.x)
