"""The frame of a map: which part of the world, and which days, a selection covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from maps.layers.overlays import Overlay

Bounds = tuple[float, float, float, float]
"""(left, bottom, right, top) in degrees."""

PADDING = 0.08
"""Space left round what is drawn, as a share of its width and height."""

LEAST_SPAN_DEG = 0.6
"""A single place is shown with this much round it, about 60 km."""

CLOSEST_SPAN_DEG = 0.06
"""Several exact places close together are shown with at least this much round them, about 7 km."""

WIDEST_BEYOND_DEG = 180.0
"""A live map goes on beyond the antimeridian for a selection narrower than this; a wider one is the world."""

WIDE_PRECISIONS = ("country", "region", "continent", "sea")
"""Places too wide to frame the map by, unless there is nothing sharper."""


def bounds_of(frame: pd.DataFrame, overlays: Sequence[Overlay]) -> Bounds | None:
    """Return the box round the located events and their rings, routes and sites, padded.

    Countries, regions and seas do not count while a sharper place is there, and an
    event's area does not count beyond its middle. What lies on both sides of the antimeridian
    gets a box that goes on beyond 180, unless the box would be half the world wide anyway.

    Parameters
    ----------
    frame : DataFrame
        With latitude, longitude and location_precision.
    overlays : sequence of Overlay
        What is drawn besides.

    Returns
    -------
    tuple or None
        (left, bottom, right, top) in degrees; None when nothing is located.
    """
    boxes = _boxes(frame, overlays)
    if not len(boxes):
        return None
    bottom, top = boxes[:, 1].min(), boxes[:, 3].max()
    left, right = _shorter_way(boxes[:, 0], boxes[:, 2])
    if right > 180.0 and right - left < WIDEST_BEYOND_DEG:
        return padded((left, bottom, right, top), beyond=True)
    return padded((boxes[:, 0].min(), bottom, boxes[:, 2].max(), top))


def picture_bounds(frame: pd.DataFrame, overlays: Sequence[Overlay]) -> Bounds | None:
    """Return the box for a picture: as `bounds_of`, but the shorter way round the Earth, and closer.

    A selection on both sides of the antimeridian gets one box that goes on beyond 180.
    Several exact places within a few kilometres get a box of `CLOSEST_SPAN_DEG` or more.
    """
    boxes = _boxes(frame, overlays)
    if not len(boxes):
        return None
    left, right = _shorter_way(boxes[:, 0], boxes[:, 2])
    bottom, top = boxes[:, 1].min(), boxes[:, 3].max()
    span = max(right - left, top - bottom)
    exact = bool((frame["location_precision"] == "exact").all())
    least = float(np.clip(3 * span, CLOSEST_SPAN_DEG, LEAST_SPAN_DEG)) if span and exact else LEAST_SPAN_DEG
    return padded((left, bottom, right, top), least=least, beyond=True)


def _boxes(frame: pd.DataFrame, overlays: Sequence[Overlay]) -> np.ndarray:
    """The places and the parts of the overlays' shapes that a map is framed by, as boxes in degrees."""
    places = frame[["latitude", "longitude"]].to_numpy("float64")
    located = ~np.isnan(places).any(axis=1)
    sharp = located & ~frame["location_precision"].isin(WIDE_PRECISIONS).to_numpy(dtype=bool)
    shapes = [
        shapely.geometry.shape(overlay.geometry)
        for overlay in overlays
        if overlay.kind not in ("area", "band")
    ]
    kept = places[sharp] if sharp.any() else places[located]
    parts = shapely.bounds(shapely.get_parts(np.array(shapes, dtype=object))) if shapes else np.empty((0, 4))
    return np.concatenate([kept[:, [1, 0, 1, 0]], parts])


def _shorter_way(lefts: np.ndarray, rights: np.ndarray) -> tuple[float, float]:
    """West and east of stretches of longitude, beyond 180 where that leaves the widest gap outside."""
    order = np.argsort(lefts, kind="stable")
    starts, reached = lefts[order], np.maximum.accumulate(rights[order])
    west, east = float(starts[0]), float(reached[-1])
    gaps = starts[1:] - reached[:-1]
    if not len(gaps) or gaps.max() <= 360.0 - (east - west):
        return west, east
    widest = int(np.argmax(gaps))
    return float(starts[widest + 1]), float(reached[widest]) + 360.0


def padded(box: Bounds, *, least: float = LEAST_SPAN_DEG, beyond: bool = False) -> Bounds:
    """Return `box` with `PADDING` round it, at least `least` degrees wide and high, on this Earth.

    It ends at the antimeridian, unless it may go `beyond`: then it is 360 degrees wide at most.
    """
    left, bottom, right, top = (float(edge) for edge in box)
    for_x = max((right - left) * PADDING, (least - (right - left)) / 2)
    for_y = max((top - bottom) * PADDING, (least - (top - bottom)) / 2)
    for_x = min(for_x, (360.0 - (right - left)) / 2) if beyond else for_x
    return (
        round(left - for_x if beyond else max(left - for_x, -180.0), 4),
        round(max(bottom - for_y, -90.0), 4),
        round(right + for_x if beyond else min(right + for_x, 180.0), 4),
        round(min(top + for_y, 90.0), 4),
    )


def days_of(frame: pd.DataFrame) -> tuple[date, date] | None:
    """Return the first and last day of the events' dates; None when all are undated."""
    starts = pd.to_datetime(frame["event_date"])
    ends = pd.to_datetime(frame["end_date"])
    days = [day for day in (starts.min(), ends.min(), starts.max(), ends.max()) if not pd.isna(day)]
    return (min(days).date(), max(days).date()) if days else None
