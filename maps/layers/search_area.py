"""The circle and the box of a filter, for pictures: what lies outside them was not looked for."""

from __future__ import annotations

from typing import Any

import shapely

from geo import rings
from maps.layers import words
from maps.layers.overlays import Overlay

WIDEST_KM = 5_000.0
"""A circle beyond this is no area that a map would show."""


def limits(filter: Any) -> tuple[Overlay, ...]:
    """Return the outlines of a filter's circle and box, in degrees, a box beyond 180 where it must.

    Parameters
    ----------
    filter : events.query.Filter

    Returns
    -------
    tuple of Overlay
        Of kind "searched"; empty when the filter has neither.
    """
    found = []
    if filter.within is not None and filter.within[2] <= WIDEST_KM:
        lat, lon, km = filter.within
        circle = rings.ring(lat, lon, km * 1000)
        found.append(_overlay(f"within {words.distance(km * 1000)}", circle))
    if filter.bbox is not None:
        left, bottom, right, top = filter.bbox
        box = shapely.box(left, bottom, right + 360.0 if right < left else right, top)
        found.append(_overlay("", shapely.segmentize(box, 0.5)))
    return tuple(found)


def _overlay(label: str, shape: Any) -> Overlay:
    return Overlay("searched", "", label, shapely.geometry.mapping(shape), dashed=True)
