"""Overlays on the snapshot: rings, bands, areas, routes, stretches and sites as matplotlib artists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from maps.layers import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maps.layers.overlays import Overlay
    from maps.snapshot.projection import Frame

PATH_POINTS = 8_000
"""The renderer has a limit of cells to a path: lines are drawn in pieces of about so many points."""

DOTS = (0, (1.0, 2.0))


def rings_of(geometry: Any) -> Path | None:
    """Return the polygons of a projected geometry as one compound path, None when there are none."""
    parts = shapely.get_parts(geometry)
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == 3])
    points, owner = shapely.get_coordinates(rings, return_index=True)
    good = np.isfinite(points).all(axis=1)
    points, owner = points[good], owner[good]
    if len(points) < 3:
        return None
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    codes[np.flatnonzero(np.diff(owner, prepend=-1))] = Path.MOVETO
    codes[np.flatnonzero(np.diff(owner, append=-1))] = Path.CLOSEPOLY
    return Path(points, codes)


def segments_of(geometry: Any) -> list[np.ndarray]:
    """Return the lines and outlines of a projected geometry as arrays of points."""
    return segments_of_all(np.array([geometry], dtype=object))


def segments_of_all(geometries: Any) -> list[np.ndarray]:
    """Return the lines and outlines of projected geometries as arrays of points, broken where not finite."""
    parts = shapely.get_parts(geometries)
    kinds = shapely.get_type_id(parts)
    lines = np.concatenate([parts[(kinds == 1) | (kinds == 2)], shapely.get_rings(parts[kinds == 3])])
    points, owner = shapely.get_coordinates(lines, return_index=True)
    good = np.isfinite(points).all(axis=1)
    breaks = np.flatnonzero(np.diff(owner) | ~good[1:] | ~good[:-1]) + 1
    return [run for run in np.split(points, breaks) if len(run) > 1 and np.isfinite(run).all()]


def lines_of(geometries: Any) -> list[Path]:
    """Return the lines and outlines of projected geometries as a few compound paths of bounded size."""
    segments = segments_of_all(geometries)
    paths, held, points = [], [], 0
    for number, run in enumerate(segments):
        held.append(run)
        points += len(run)
        if points > PATH_POINTS or number == len(segments) - 1:
            codes = np.full(points, Path.LINETO, dtype=Path.code_type)
            codes[np.concatenate([[0], np.cumsum([len(part) for part in held])[:-1]])] = Path.MOVETO
            paths.append(Path(np.concatenate(held), codes))
            held, points = [], 0
    return paths


def draw(axes: Any, overlay: Overlay, frame: Frame, theme: str, *, tint: str, zorder: float) -> Any:
    """Draw one overlay and return its projected geometry.

    `tint` is the colour of its event, for areas; `Overlay.colour` goes before it.
    """
    look = style.THEMES[theme]
    geometry = frame.geometry(shapely.geometry.shape(overlay.geometry))
    if overlay.kind == "site":
        _site(axes, geometry, look, overlay.dashed, zorder)
    elif overlay.kind in ("area", "band"):
        several = len(overlay.event_ids) > 1 or overlay.unit is not None
        colour = overlay.colour or (tint if overlay.kind == "area" and not several else look.ring)
        _tinted(axes, geometry, colour, overlay.kind, frame, zorder, light=overlay.unit is not None)
    else:
        _line(axes, geometry, overlay, look, zorder)
    return geometry


def _tinted(
    axes: Any, geometry: Any, colour: str, kind: str, frame: Frame, zorder: float, *, light: bool
) -> None:
    """Fill an area or a band softly; `light`: a unit, which may lie on another one."""
    path = rings_of(geometry)
    if path is None:
        return
    left, bottom, right, top = frame.box
    wide = geometry.area > 0.2 * (right - left) * (top - bottom)
    alpha = 0.09 if kind == "band" else 0.03 if light else 0.045 if wide else 0.10
    fill = PathCollection([path], facecolors=colour, edgecolors="none", alpha=alpha, zorder=zorder)
    axes.add_collection(fill, autolim=False)
    if kind == "area":
        edge = PathCollection([path], facecolors="none", edgecolors=colour, linewidths=1.1, zorder=zorder)
        edge.set(alpha=0.85, linestyle=[DOTS])
        axes.add_collection(edge, autolim=False)


def _line(axes: Any, geometry: Any, overlay: Overlay, look: style.Theme, zorder: float) -> None:
    segments = segments_of(geometry)
    colour = overlay.colour or {"ring": look.ring, "searched": look.muted}.get(overlay.kind, look.route)
    width = {"ring": 1.2, "stretch": 5.0, "searched": 1.3}.get(overlay.kind, 2.0)
    casing = LineCollection(segments, colors=look.halo, linewidths=width + 1.8, alpha=0.8, zorder=zorder)
    line = LineCollection(segments, colors=colour, linewidths=width, zorder=zorder + 0.001)
    casing.set_capstyle("round")
    if overlay.dashed:
        line.set_linestyle(
            [
                (
                    0,
                    (5.0, 3.0)
                    if overlay.kind == "route"
                    else (6.0, 4.0)
                    if overlay.kind == "searched"
                    else (3.0, 2.0),
                )
            ]
        )
    else:
        line.set_capstyle("round")
    if overlay.kind == "stretch":
        line.set_alpha(0.85)
    axes.add_collection(casing, autolim=False)
    axes.add_collection(line, autolim=False)


def _site(axes: Any, geometry: Any, look: style.Theme, inferred: bool, zorder: float) -> None:
    points = np.asarray([[geometry.x, geometry.y]])
    for size, face, edge, width in (
        (62.0, look.halo, "none", 0.0),
        (26.0, look.land, look.route, 1.3),
    ):
        dot = PathCollection(
            [Path.unit_circle()],
            sizes=[size / np.pi],
            offsets=points,
            offset_transform=axes.transData,
            transform=IdentityTransform(),
            facecolors=[face],
            edgecolors=[edge],
            linewidths=[width],
            zorder=zorder,
        )
        if inferred and width:
            dot.set_linestyle([(0, (1.2, 0.9))])
        axes.add_collection(dot, autolim=False)


def label_spots(overlay: Overlay, geometry: Any, to_inches: Any) -> Sequence[tuple[float, float, str, str]]:
    """Return where an overlay's label may stand, in inches, the best places first."""
    segments = segments_of(geometry)
    if not segments:
        return []
    if overlay.kind in ("ring", "searched"):
        points = to_inches(max(segments, key=len))
        share = np.array([0.0, 0.5, 0.06, 0.94, 0.44, 0.56, 0.12, 0.88, 0.38, 0.62, 0.25, 0.75])
        top = int(np.argmax(points[:, 1]))
        rows = (top + (share * len(points)).astype(int)) % len(points)
        middle = points.mean(axis=0)
        spots = []
        for row in rows:
            x, y = (float(value) for value in points[row])
            above = y >= middle[1]
            spots.append((x, y + (0.03 if above else -0.03), "center", "bottom" if above else "top"))
        return spots
    points = to_inches(max(segments, key=lambda run: float(np.hypot(*np.diff(run, axis=0).T).sum())))
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    spots = []
    for fraction in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        along = fraction * steps[-1]
        x, y = (float(np.interp(along, steps, points[:, axis])) for axis in (0, 1))
        for dx, dy, ha, va in (
            (0.12, 0.1, "left", "bottom"),
            (-0.12, -0.1, "right", "top"),
            (0.12, -0.1, "left", "top"),
            (-0.12, 0.1, "right", "bottom"),
        ):
            spots.append((x + dx, y + dy, ha, va))
    return spots
