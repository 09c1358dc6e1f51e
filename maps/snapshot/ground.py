"""The quiet ground of the snapshot: land, water, borders, rivers, highways, and the names on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import PathCollection

from geo.ground import basemap
from maps.layers import style
from maps.snapshot.lettering import around, printable, write
from maps.snapshot.overlays import lines_of, rings_of

if TYPE_CHECKING:
    from matplotlib.path import Path

    from maps.snapshot.projection import Frame

LAYERS = ("land", "admin1_lines", "disputed", "lakes", "rivers", "roads", "borders", "towns")
WIDEST_ADMIN_M, WIDEST_ROADS_M = 300_000.0, 200_000.0
"""Metres to an inch of the page from which governorates and highways would only be noise."""

NEAR_M = 15_000.0
"""Metres to an inch of the page up to which the next half inch is still the same city."""

FILLED = ("land", "lakes")
DETAIL = 1.6
"""Print resolves more than the screen that zoom levels are meant for: ask for this much more detail."""


def zoom_of(frame: Frame, width_in: float) -> int:
    """Return the web zoom level whose detail fits a frame drawn `width_in` inches wide."""
    pixels = width_in * 96 * DETAIL
    shrink = max(float(np.cos(np.radians(frame.middle[0]))), 0.1)
    world = 40_075_017.0 * shrink / frame.width_m * pixels
    return int(np.clip(round(np.log2(max(world, 256.0) / 256)), 0, 12))


@dataclass(frozen=True)
class Layer:
    """A layer of the ground, projected: its shapes, what is filled and stroked of them, and its columns."""

    shapes: Any
    paths: list[Path]
    lines: list[Path]
    columns: dict[str, list[Any]]


@lru_cache(maxsize=8)
def read(frame: Frame, zoom: int) -> dict[str, Layer]:
    """Return the basemap inside a frame by layer, projected; kept for the next picture."""
    made = {}
    for name, rows in basemap.layers(frame.bounds, zoom=zoom, names=LAYERS).items():
        shapes = frame.geometry(rows.geometry.to_numpy()) if len(rows) else np.array([])
        paths = [path for path in map(rings_of, shapes) if path is not None] if name in FILLED else []
        lines = [] if name == "towns" else lines_of(shapes)
        columns = {column: rows[column].tolist() for column in rows.columns if column != "geometry"}
        made[name] = Layer(shapes, paths, lines, columns)
    return made


def draw(axes: Any, frame: Frame, theme: str, width_in: float) -> None:
    """Draw the ground without its names."""
    look = style.THEMES[theme]
    axes.set_facecolor(look.page if frame.wide else look.water)
    if frame.wide:
        disc = rings_of(frame.outline())
        globe = PathCollection([disc] if disc else [], facecolors=look.water, edgecolors=look.admin)
        axes.add_collection(globe, autolim=False)
    layers = read(frame, zoom_of(frame, width_in))
    scale = frame.width_m / width_in
    thin = 0.7 if scale > 60_000 else 1.0
    _lines(axes, layers["land"], look.rivers, 0.9, 0.9)
    _fill(axes, layers["land"], look.land, 1.0)
    if scale < WIDEST_ADMIN_M:
        _lines(axes, layers["admin1_lines"], look.admin, 0.7 * thin, 1.2)
    _lines(axes, layers["rivers"], look.rivers, 1.0 * thin, 1.3)
    _fill(axes, layers["lakes"], look.water, 1.4)
    _lines(axes, layers["lakes"], look.rivers, 0.5, 1.41)
    if scale < WIDEST_ROADS_M:
        _lines(axes, layers["roads"], look.highways, 0.9 * thin, 1.5)
    _lines(axes, layers["borders"], look.borders, 1.0 if scale < WIDEST_ADMIN_M else 0.6, 1.6)
    _lines(axes, layers["disputed"], look.disputed, 0.9, 1.61, dashes=(0, (2.5, 2.0)))


def towns(panel: Any, most: int, *, named: list[np.ndarray]) -> None:
    """Write the names of towns, the most important first, where there is room.

    `named` are places in inches that have a name already: a town there is left out.
    """
    look, room = panel.look, panel.room
    layer = read(panel.frame, zoom_of(panel.frame, panel.width_in))["towns"]
    if not len(layer.shapes):
        return
    points, columns = panel.to_inches(shapely.get_coordinates(layer.shapes)), layer.columns
    left, bottom, right, top = room.box
    drawn, far = 0, panel.metres_per_inch > NEAR_M
    for (x, y), name, capital, population in zip(
        points, columns["name"], columns["capital"], columns["population"], strict=True
    ):
        if drawn >= most or not (left < x < right and bottom < y < top):
            continue
        if any(np.hypot(*(place - (x, y))) < 0.12 for place in named):
            continue
        size = 9.6 if capital == "country" else 9.0 if capital or population > 500_000 else 8.4
        label = printable(name)
        dot = (x - 0.04, y - 0.04, x + 0.04, y + 0.04)
        covered = not room.free(dot)
        if covered and (far or not (capital or population > 500_000)):
            continue
        # on a map of its surroundings, the name of a city under its events' marks stands beside them
        spots = [spot for gap in (0.2, 0.3, 0.45) for spot in around(x, y, gap)]
        weight = "bold" if capital == "country" else "normal"
        spot = room.place(label, size, spots if covered else around(x, y, 0.075), weight=weight)
        if not spot:
            continue
        write(
            panel.sheet, spot[0], spot[1], label, size=size, colour=look.names, halo=look.halo,
            weight=weight, ha=spot[2], va=spot[3], zorder=5.1,
        )  # fmt: skip
        drawn += 1
        if covered:
            continue
        room.take(dot)
        panel.sheet.plot(
            [x], [y], marker="s" if capital else "o", markersize=3.4 if capital else 2.6,
            color=look.names, markeredgecolor=look.halo, markeredgewidth=0.5, zorder=5.05,
        )  # fmt: skip


def _fill(axes: Any, layer: Layer, colour: str, zorder: float) -> None:
    if layer.paths:
        drawn = PathCollection(
            layer.paths, facecolors=colour, edgecolors=colour, linewidths=0.3, zorder=zorder
        )
        axes.add_collection(drawn, autolim=False)


def _lines(axes: Any, layer: Layer, colour: str, width: float, zorder: float, dashes: Any = None) -> None:
    if layer.lines:
        drawn = PathCollection(
            layer.lines, facecolors="none", edgecolors=colour, linewidths=width, zorder=zorder
        )
        drawn.set_joinstyle("round")
        if dashes:
            drawn.set_linestyle([dashes])
        else:
            drawn.set_capstyle("round")
        axes.add_collection(drawn, autolim=False)
