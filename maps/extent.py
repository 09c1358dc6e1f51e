"""The frame of a map: which part of the world, and which days, a selection covers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import shapely

from maps.overlays import Overlay

Bounds = tuple[float, float, float, float]
"""(left, bottom, right, top) in degrees."""

PADDING = 0.08
"""Space left round what is drawn, as a share of its width and height."""

LEAST_SPAN_DEG = 0.6
"""A single place is shown with this much round it, about 60 km."""

WIDE_PRECISIONS = ("country", "region", "sea")
"""Places too wide to frame the map by, unless there is nothing sharper."""


def bounds_of(frame: pd.DataFrame, overlays: Sequence[Overlay]) -> Bounds | None:
    """Return the box round the located events and their rings, routes and sites, padded.

    Countries, regions and seas do not count while a sharper place is there, and an
    event's area does not count beyond its middle.

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
    places = frame[["latitude", "longitude"]].to_numpy("float64")
    located = ~np.isnan(places).any(axis=1)
    sharp = located & ~frame["location_precision"].isin(WIDE_PRECISIONS).to_numpy(dtype=bool)
    places = places[sharp] if sharp.any() else places[located]
    corners = [
        shapely.bounds(shapely.geometry.shape(overlay.geometry))
        for overlay in overlays
        if overlay.kind not in ("area", "band")
    ]
    if len(places):
        (bottom, left), (top, right) = places.min(axis=0), places.max(axis=0)
        corners.append(np.array([left, bottom, right, top]))
    if not corners:
        return None
    boxes = np.array(corners)
    return padded((boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()))


def padded(box: Bounds) -> Bounds:
    """Return `box` with `PADDING` round it, at least `LEAST_SPAN_DEG` wide and high, on this Earth."""
    left, bottom, right, top = (float(edge) for edge in box)
    for_x = max((right - left) * PADDING, (LEAST_SPAN_DEG - (right - left)) / 2)
    for_y = max((top - bottom) * PADDING, (LEAST_SPAN_DEG - (top - bottom)) / 2)
    return (
        round(max(left - for_x, -180.0), 4),
        round(max(bottom - for_y, -90.0), 4),
        round(min(right + for_x, 180.0), 4),
        round(min(top + for_y, 90.0), 4),
    )


def days_of(frame: pd.DataFrame) -> tuple[date, date] | None:
    """Return the first and last day of the events' dates; None when all are undated."""
    starts = pd.to_datetime(frame["event_date"])
    ends = pd.to_datetime(frame["end_date"])
    days = [day for day in (starts.min(), ends.min(), starts.max(), ends.max()) if not pd.isna(day)]
    return (min(days).date(), max(days).date()) if days else None
