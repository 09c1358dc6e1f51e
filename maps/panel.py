"""One drawn map of the snapshot: ground, overlays, marks and their labels in a box of the page.

The page is one sheet measured in inches; labels are placed on it so that they keep
clear of one another and of the marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from maps import graticule, ground, lines, marks, style
from maps.extent import Bounds
from maps.lettering import Box, Room, around, printable, write
from maps.projection import Frame
from maps.scalebar import scale_bar

MOST_NAMED_SITES = 16
NUMBER_PT, SITE_PT = 11.0, 8.6
CELL_IN, MOST_CELLS = 0.15, 300
LEAST_LABELLED_IN = 0.08
"""Rings and lines smaller than this on the page are not labelled."""


@dataclass
class Panel:
    """A map in the making: where it stands on the page, and what of it is taken."""

    figure: Any
    sheet: Any
    box: Box
    frame: Frame
    theme: str

    def __post_init__(self) -> None:
        left, bottom, right, top = self.box
        width, height = self.figure.get_size_inches()
        place = (left / width, bottom / height, (right - left) / width, (top - bottom) / height)
        self.axes = self.figure.add_axes(place)
        self.axes.set(
            xlim=(self.frame.box[0], self.frame.box[2]), ylim=(self.frame.box[1], self.frame.box[3])
        )
        self.axes.set_xticks([])
        self.axes.set_yticks([])
        for spine in self.axes.spines.values():
            spine.set(color=self.look.borders, linewidth=0.8)
        self.room = Room((left + 0.05, bottom + 0.05, right - 0.05, top - 0.05))

    @property
    def look(self) -> style.Theme:
        """The colours of the theme."""
        return style.THEMES[self.theme]

    @property
    def width_in(self) -> float:
        """The map's width on the page."""
        return self.box[2] - self.box[0]

    @property
    def metres_per_inch(self) -> float:
        """Projected metres to an inch of the page."""
        return self.frame.width_m / self.width_in

    def to_inches(self, points: np.ndarray) -> np.ndarray:
        """Return projected points as inches of the page."""
        origin = np.array([self.frame.box[0], self.frame.box[1]])
        return (np.atleast_2d(points) - origin) / self.metres_per_inch + np.array([self.box[0], self.box[1]])

    def from_inches(self, x: float, y: float) -> tuple[float, float]:
        """Return a place on the page as projected coordinates."""
        scale = self.metres_per_inch
        return (x - self.box[0]) * scale + self.frame.box[0], (y - self.box[1]) * scale + self.frame.box[1]

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Return which projected points lie in the frame."""
        left, bottom, right, top = self.frame.box
        x, y = points[:, 0], points[:, 1]
        return (x >= left) & (x <= right) & (y >= bottom) & (y <= top)


def draw(
    panel: Panel,
    layers: Any,
    frame: pd.DataFrame,
    overlays: list[Any],
    numbers: dict[str, str],
    *,
    towns: int,
    taken: tuple[Box, ...] = (),
    closer: Bounds | None = None,
    close: bool = False,
) -> int:
    """Draw a whole map into its panel and return how many of `frame`'s events are in view.

    Parameters
    ----------
    panel : Panel
    layers : Layers
        For the legend.
    frame : DataFrame
        Located events to draw.
    overlays : list of Overlay
        Overlays to draw, those with a label to be labelled.
    numbers : dict
        Number of each listed event by event_id.
    towns : int
        At most so many towns are named.
    taken : tuple of Box
        Parts of the page that labels keep off.
    closer : Bounds, optional
        A box of degrees that an inset shows: rings and events in it are labelled there.
    close : bool
        A closer look: sites are labelled, countries are not.
    """
    for box in taken:
        panel.room.take(box)
    ground.draw(panel.axes, panel.frame, panel.theme, panel.width_in)
    if panel.frame.polar:
        graticule.draw(panel)
    tints = _tints(frame, layers, panel.theme)
    shapes = _overlays(panel, overlays, tints)
    points = panel.frame.project(frame["longitude"], frame["latitude"])
    seen = panel.inside(points)
    shown, points = frame[seen].reset_index(drop=True), points[seen]
    reach_in = style.radii(style.deaths_shown(shown)) * marks.crowding(len(frame)) / 96 + 0.02
    reach_in += np.where(
        shown["contested"].fillna(False), 0.25 * reach_in + 0.03, 0.0
    )  # their broken outline
    if len(shown) <= marks.MOST_SPREAD:
        points = marks.spread(points, reach_in * panel.metres_per_inch)
    marks.draw(panel.axes, shown, points, layers.legend, panel.theme, zorder=4.0)
    scale_bar(panel, panel.to_inches(np.vstack([points, *_corners(shapes)])), arrow=not close)
    if closer is not None:
        left, bottom, right, top = closer
        near = shown["longitude"].between(left, right) & shown["latitude"].between(bottom, top)
        numbers = {key: numbers[key] for key in shown.loc[~near, "event_id"] if key in numbers}
        shapes = [pair for pair in shapes if pair[0].kind != "ring"]
    places = _site_places(panel, shapes, closer)
    _reserve(panel, shown, points, reach_in, numbers)
    _overlay_labels(panel, shapes)
    sites = _site_labels(panel, places)
    if not close:
        ground.countries(panel.sheet, panel.frame, panel.theme, panel.width_in, panel.room, panel.to_inches)
    ground.towns(panel, towns, named=sites)
    if panel.frame.polar:
        graticule.label(panel)
    return len(shown)


def _corners(shapes: list[tuple[Any, Any]]) -> list[np.ndarray]:
    """The points of routes, stretches and sites, which a scale bar should not stand on."""
    kinds = ("route", "stretch", "site")
    return [shapely.get_coordinates(shape) for overlay, shape in shapes if overlay.kind in kinds]


def _tints(frame: pd.DataFrame, layers: Any, theme: str) -> dict[str, str]:
    codes = layers.legend.colour_codes(frame[layers.legend.colour_by])
    colours = [entry.colour for entry in layers.legend.colours]
    if len(frame) > 5_000 or not colours:
        return {}
    return {key: colours[code] for key, code in zip(frame["event_id"], codes, strict=True)}


def _overlays(panel: Panel, overlays: list[Any], tints: dict[str, str]) -> list[tuple[Any, Any]]:
    order = {"area": 2.0, "band": 2.2, "route": 2.4, "stretch": 2.5, "ring": 2.6, "site": 3.0}
    drawn = []
    for number, overlay in enumerate(overlays):
        tint = tints.get(overlay.event_id, panel.look.other)
        zorder = order.get(overlay.kind, 2.0) + number * 1e-4
        shape = lines.draw(panel.axes, overlay, panel.frame, panel.theme, tint=tint, zorder=zorder)
        drawn.append((overlay, shape))
    return drawn


def _reserve(
    panel: Panel, shown: pd.DataFrame, points: np.ndarray, reach_in: np.ndarray, numbers: dict[str, str]
) -> None:
    """Keep labels off the marks, and number the listed events."""
    places = panel.to_inches(points)
    if len(shown) > marks.MOST_SPREAD:  # where they are densest; over a few others a name may stand
        cells, counts = np.unique(np.floor(places / CELL_IN).astype("int64"), axis=0, return_counts=True)
        for x, y in cells[np.argsort(-counts, kind="stable")[:MOST_CELLS]] * CELL_IN:
            panel.room.take((x, y, x + CELL_IN, y + CELL_IN))
        return
    for (x, y), reach in zip(places, reach_in, strict=True):
        panel.room.take((x - reach, y - reach, x + reach, y + reach))
    for (x, y), reach, key in zip(places, reach_in, shown["event_id"], strict=True):
        number = numbers.get(key)
        if not number:
            continue
        fallback = (x, y + reach, "center", "bottom")
        spot = (
            panel.room.place(number, NUMBER_PT, around(x, y, reach + 0.03), weight="bold", pad=0.0)
            or fallback
        )
        write(
            panel.sheet, spot[0], spot[1], number, size=NUMBER_PT, colour=panel.look.text, weight="bold",
            halo=panel.look.halo, ha=spot[2], va=spot[3], zorder=6.0,
        )  # fmt: skip


def _overlay_labels(panel: Panel, shapes: list[tuple[Any, Any]]) -> None:
    for overlay, shape in shapes:
        if not overlay.label or overlay.kind not in ("ring", "route", "stretch", "searched"):
            continue
        left, bottom, right, top = shape.bounds
        if max(right - left, top - bottom) < LEAST_LABELLED_IN * panel.metres_per_inch:
            continue
        label = printable(overlay.label)
        spots = lines.label_spots(overlay, shape, panel.to_inches)
        size = 8.6 if overlay.kind == "ring" else 9.2
        spot = panel.room.place(label, size, spots, pad=0.01)
        if spot:
            write(
                panel.sheet, spot[0], spot[1], label, size=size, colour=panel.look.text,
                halo=panel.look.halo, slant="italic", ha=spot[2], va=spot[3], zorder=5.8,
            )  # fmt: skip


def _site_places(
    panel: Panel, shapes: list[tuple[Any, Any]], closer: Bounds | None
) -> list[tuple[str, np.ndarray]]:
    """Keep labels off the sites in view, and return label and place of those to be named.

    An inset names its own; many sites are not named at all.
    """
    sites = [(overlay, np.array([[shape.x, shape.y]])) for overlay, shape in shapes if overlay.kind == "site"]
    reach, named = 0.05, []
    for overlay, point in sites:
        if not panel.inside(point)[0]:
            continue
        x, y = panel.to_inches(point)[0]
        panel.room.take((x - reach, y - reach, x + reach, y + reach))
        lon, lat = overlay.geometry["coordinates"]
        hidden = closer is not None and closer[0] < lon < closer[2] and closer[1] < lat < closer[3]
        if not hidden and len(sites) <= MOST_NAMED_SITES:
            named.append((printable(overlay.label), np.array([x, y])))
    return named


def _site_labels(panel: Panel, named: list[tuple[str, np.ndarray]]) -> list[np.ndarray]:
    """Name the sites where there is room; return the places of those that are named."""
    found = []
    for label, (x, y) in named:
        spot = panel.room.place(label, SITE_PT, around(x, y, 0.1), pad=0.0)
        if spot:
            found.append(np.array([x, y]))
            write(
                panel.sheet, spot[0], spot[1], label, size=SITE_PT, colour=panel.look.text,
                halo=panel.look.halo, ha=spot[2], va=spot[3], zorder=5.8,
            )  # fmt: skip
    return found
