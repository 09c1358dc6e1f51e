"""Marks of events on the snapshot: shape, colour, size, and how sure the place and the claim are.

Marks of one look are drawn together as one artist, so that 400,000 take a second or two;
a selection of many thousands is drawn as pixels inside SVG and PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path

from maps.layers import style

if TYPE_CHECKING:
    from maps.layers.legend import Legend

PIXEL_PT = 0.75
"""A CSS pixel (1/96 in) in points."""

MOST_VECTOR = 3_000
"""More marks than this become pixels in SVG and PDF."""

CROWDED = 20_000
"""More marks than this are drawn without their fine halos."""

_POLYGONS: dict[str, tuple[int, float]] = {
    "square": (4, 45.0),
    "triangle": (3, 90.0),
    "diamond": (4, 0.0),
    "pentagon": (5, 90.0),
    "triangle-down": (3, 270.0),
}
_AREA_SCALE = {"circle": 1.0, "square": 1.22, "triangle": 1.42, "diamond": 1.28, "pentagon": 1.12}
"""Circumradius that gives each shape about the circle's area."""


def shape_path(name: str) -> Path:
    """Return the outline of a shape about the origin, as heavy to the eye as a circle of radius 1."""
    if name == "plus":
        arm, reach = 0.42, 1.12
        points = [(-arm, -reach), (arm, -reach), (arm, -arm), (reach, -arm), (reach, arm), (arm, arm)]
        points += [(-x, -y) for x, y in points]
        return Path([*points, points[0]], closed=True)
    if name not in _POLYGONS:
        return Path.unit_circle()
    corners, turn = _POLYGONS[name]
    angles = np.radians(turn + 360.0 * np.arange(corners + 1) / corners)
    size = _AREA_SCALE.get(name, _AREA_SCALE["triangle"])
    outline = size * np.column_stack([np.cos(angles), np.sin(angles)])
    if corners == 3:
        outline[:, 1] -= outline[:3, 1].mean() + (0.12 if turn < 180 else -0.12)
    return Path(outline, closed=True)


def crowding(count: int) -> float:
    """Return the factor by which marks shrink when `count` of them are drawn."""
    return float(np.clip((400.0 / max(count, 1)) ** 0.22, 0.3, 1.0))


def draw(
    axes: Any,
    frame: pd.DataFrame,
    points: np.ndarray,
    legend: Legend,
    theme: str,
    *,
    scale: float,
    raster: bool,
    zorder: float,
) -> None:
    """Draw the marks of `frame` at projected `points` (in the same order), sized by `scale` (`crowding`).

    With `raster` they are pixels in SVG and PDF.
    """
    if frame.empty:
        return
    looks = _looks(frame, legend)
    keys = ["coarse", "radius", "colour", "shape", "hollow", "contested", "unsaid"]
    groups: dict[Any, Any] = dict(looks.groupby(keys, sort=True).indices)
    named = [entry.kind == "value" for entry in legend.colours]
    ordered = sorted(
        groups.items(), key=lambda item: (not item[0][0], named[item[0][2]], -item[0][1], -len(item[1]))
    )
    for step, (key, rows) in enumerate(ordered):
        soft, radius, colour, shape, hollow, contested, unsaid = key
        for line in mark_lines(
            points[rows],
            style.SHAPES[shape].name,
            legend.colours[colour].colour,
            radius * scale,
            theme,
            soft=bool(soft),
            hollow=bool(hollow),
            contested=bool(contested),
            unsaid=bool(unsaid),
            fine=scale < 0.75,
            plain=len(frame) > CROWDED,
        ):
            line.set_zorder(zorder + step * 1e-5)
            line.set_rasterized(raster)
            axes.add_artist(line)


def mark_lines(  # noqa: PLR0913 (how a mark looks, by name)
    points: np.ndarray,
    shape: str,
    colour: str,
    radius: float,
    theme: str,
    *,
    soft: bool = False,
    hollow: bool = False,
    contested: bool = False,
    unsaid: bool = False,
    fine: bool = False,
    plain: bool = False,
) -> list[Line2D]:
    """Return the artists of marks that look alike.

    Parameters
    ----------
    points : ndarray
        (n, 2) data coordinates.
    shape, colour : str
        A name of `style.SHAPES`; ``#rrggbb``.
    radius : float
        In CSS pixels.
    theme : str
        "light" or "dark".
    soft, hollow, contested, unsaid : bool
        Coarse place; deaths unknown; rival claims; precision of the place not stated.
    fine : bool
        Thin outlines, for crowded maps.
    plain : bool
        One halo at most, for very crowded maps.
    """
    look = style.THEMES[theme]
    size = 2 * radius * PIXEL_PT
    width = 0.4 if fine else 0.9
    path = shape_path(shape)
    marker = MarkerStyle(path)
    extent = float(np.abs(path.vertices).max())  # matplotlib scales a path to fill the marker size
    lines = []
    if soft:
        for factor, alpha in ((2.3, 0.10), (1.8, 0.13), (1.4, 0.16))[: 1 if plain else 3]:
            lines.append(_line(points, MarkerStyle("o"), size * factor, colour, None, 0.0, alpha))
    edge = colour if hollow else look.mark_edge
    edge_width = 2.2 * width if hollow else 0.12 if plain else width
    face = look.land if hollow else colour
    if not soft and not plain:
        lines.append(_line(points, marker, size * extent + 2.4 * width, look.halo, None, 0.0, 0.9))
    lines.append(_line(points, marker, size * extent, face, edge, edge_width, 0.8 if soft else 1.0))
    if unsaid and not soft:
        lines.append(_open_centre(points, size, width, look, colour if hollow else None))
    if contested:
        lines += broken_ring(points, size, look, width)[1 if plain else 0 :]
    return lines


def _open_centre(
    points: np.ndarray, size: float, width: float, look: style.Theme, line: str | None
) -> Line2D:
    """A small ring in the middle: nobody says how well the place is known."""
    share = 0.42 if line is None else 0.32
    return _line(points, MarkerStyle("o"), share * size, look.land, line or look.mark_edge, 0.8 * width, 1.0)


def broken_ring(points: np.ndarray, size: float, look: style.Theme, width: float = 0.9) -> list[Line2D]:
    """Return six arcs round marks of `size` points across: there are rival claims."""
    arcs = []
    for start in range(0, 360, 60):
        angles = np.radians(np.linspace(start, start + 36, 7))
        arcs.append(Path(np.column_stack([np.cos(angles), np.sin(angles)])))
    marker = MarkerStyle(Path.make_compound_path(*arcs))
    outer = size * 1.25 + 5.0 * width
    return [
        _line(points, marker, outer, "none", look.halo, 3.4 * width, 0.9),
        _line(points, marker, outer, "none", look.text, 1.6 * width, 1.0),
    ]


def _line(
    points: np.ndarray,
    marker: MarkerStyle,
    size: float,
    face: str,
    edge: str | None,
    width: float,
    alpha: float,
) -> Line2D:
    return Line2D(
        points[:, 0],
        points[:, 1],
        linestyle="none",
        marker=marker,
        markersize=size,
        markerfacecolor=face,
        markeredgecolor=edge or "none",
        markeredgewidth=width,
        alpha=alpha,
    )


def _looks(frame: pd.DataFrame, legend: Legend) -> pd.DataFrame:
    deaths = style.deaths_shown(frame)
    return pd.DataFrame(
        {
            "coarse": style.coarse(frame),
            "radius": style.radii(deaths),
            "colour": legend.colour_codes(frame[legend.colour_by]),
            "shape": style.shape_codes(frame["event_type"]),
            "hollow": np.isnan(deaths),
            "contested": frame["contested"].fillna(False).to_numpy(dtype=bool),
            "unsaid": style.not_stated(frame),
        }
    )
