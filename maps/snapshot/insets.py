"""A closer look: when range rings are too small to read on the main map, a corner shows them larger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from maps.layers.extent import padded
from maps.snapshot import panel as panels
from maps.snapshot import projection
from maps.snapshot.lettering import Box, fitted, width_in, write

if TYPE_CHECKING:
    import pandas as pd

SMALL_IN = 0.75
"""Rings with a radius under this on the page are drawn larger in a corner."""

TINY_IN = 0.1
"""Rings smaller than this on the page are a matter for another map."""

MARK_ROOM_IN = 0.3
"""The inset keeps this far from every event's mark."""

SIDE_IN = (3.5, 3.15)


@dataclass(frozen=True)
class Detail:
    """What the inset shows: a corner of the map for the box of degrees `bounds`."""

    box: Box
    bounds: tuple[float, float, float, float]


def choose(main: Any, events: pd.DataFrame, overlays: list[Any]) -> Detail | None:
    """Return the inset that the rings need; None when they are large enough, too scattered or out of view."""
    rings = [
        shapely.geometry.shape(overlay.geometry) for overlay in overlays if overlay.kind in ("ring", "band")
    ]
    if not rings:
        return None
    around = shapely.union_all(rings).bounds
    seen = main.to_inches(main.frame.project([around[0], around[2]], [around[1], around[3]]))
    extent = float(np.nanmax(np.abs(seen[1] - seen[0])))
    if not TINY_IN < extent < 2 * SMALL_IN or main.width_in < 6:
        return None
    marks = main.to_inches(main.frame.project(events["longitude"], events["latitude"]))
    lines = [
        main.to_inches(shapely.get_coordinates(main.frame.geometry(shapely.geometry.shape(overlay.geometry))))
        for overlay in overlays
        if overlay.kind in ("route", "stretch", "site", "ring")
    ]
    box = free_corner(main.box, marks, np.vstack([marks, *lines]), seen.mean(axis=0))
    detail = Detail(box, padded(around)) if box else None
    if detail is None or not main.inside(main.frame.project(*_corners(_frame(detail)))).all():
        return None  # what it enlarges is not on this map
    return detail


def covered(detail: Detail) -> tuple[float, float, float, float]:
    """Return the box of degrees that the whole inset shows."""
    return _frame(detail).bounds


def _frame(detail: Detail) -> projection.Frame:
    left, bottom, right, top = detail.box
    return projection.frame(detail.bounds, (right - left) / (top - bottom))


def draw(
    main: Any, detail: Detail, layers: Any, events: pd.DataFrame, overlays: list[Any], numbers: dict[str, str]
) -> panels.Panel:
    """Draw the inset and the box on the main map that it enlarges; return the inset."""
    frame = _frame(detail)
    inset = panels.Panel(main.figure, main.sheet, detail.box, frame, main.theme)
    inset.axes.set_zorder(5)
    caption(inset, overlays)
    panels.draw(inset, layers, events, overlays, numbers, towns=5, close=True)
    outline(main, detail)
    return inset


def outline(main: Any, detail: Detail) -> None:
    """Mark on the main map what the inset enlarges."""
    frame = _frame(detail)
    seen = main.to_inches(main.frame.project(*_corners(frame)))
    x0, y0 = seen.min(axis=0)
    x1, y1 = seen.max(axis=0)
    main.sheet.add_patch(
        Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, edgecolor=main.look.text, linewidth=0.9, zorder=5.5)
    )
    left, bottom, right, top = detail.box
    if x1 < left or x0 > right:  # lines from its corners to those of the closer look that face it
        near, far = (x1, left) if x1 < left else (x0, right)
        pairs = [((near, y1), (far, top)), ((near, y0), (far, bottom))]
    else:
        near, far = (y1, bottom) if y1 < bottom else (y0, top)
        pairs = [((x0, near), (left, far)), ((x1, near), (right, far))]
    for one, other in pairs:
        main.sheet.add_line(
            Line2D(*zip(one, other, strict=True), color=main.look.text, linewidth=0.6, alpha=0.6, zorder=5.4)
        )


def _corners(frame: projection.Frame) -> tuple[list[float], list[float]]:
    left, bottom, right, top = frame.bounds
    return [left, left, right, right], [bottom, top, bottom, top]


def free_corner(box: Box, marks: np.ndarray, taken: np.ndarray, middle: np.ndarray) -> Box | None:
    """The corner that hides no mark and the fewest other points; smaller if need be, else none.

    The scale bar keeps the lower right one.
    """
    left, bottom, right, top = box
    for share in (1.0, 0.85, 0.7):
        width, height = SIDE_IN[0] * share, SIDE_IN[1] * share
        if width > 0.5 * (right - left) or height > 0.7 * (top - bottom):
            continue
        corners = [
            (left, bottom, left + width, bottom + height),
            (left, top - height, left + width, top),
            (right - width, top - height, right, top),
        ]
        clear = [corner for corner in corners if not _within(marks, corner, MARK_ROOM_IN)]
        if clear:
            return min(clear, key=lambda corner: (_within(taken, corner, 0.0), -_away(corner, middle)))
    return None


def _within(points: np.ndarray, corner: Box, room: float) -> int:
    """How many points lie in a box widened by some room."""
    x, y = points.T
    inside = (x > corner[0] - room) & (x < corner[2] + room) & (y > corner[1] - room) & (y < corner[3] + room)
    return int(inside.sum())


def _away(corner: Box, middle: np.ndarray) -> float:
    return float(np.hypot((corner[0] + corner[2]) / 2 - middle[0], (corner[1] + corner[3]) / 2 - middle[1]))


def caption(inset: Any, overlays: list[Any]) -> None:
    """Say in the inset's upper corner whose reach it shows."""
    facts = [dict(overlay.facts) for overlay in overlays if overlay.kind == "ring"]
    titles = list(dict.fromkeys(fact.get("Event", "") for fact in facts))
    label = f"Reach: {titles[0]}" if len(titles) == 1 and titles[0] else "Reach"
    left, _, right, top = inset.box
    shown = fitted(label, right - left - 0.2, 8.6, "bold")
    write(
        inset.sheet, left + 0.1, top - 0.08, shown, size=8.6, colour=inset.look.text, weight="bold",
        halo=inset.look.halo, va="top", zorder=6.0,
    )  # fmt: skip
    inset.room.take((left, top - 0.26, left + 0.15 + width_in(shown, 8.6, "bold"), top))
