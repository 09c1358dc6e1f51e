"""Piles and badges on the snapshot: how many events a spot or a unit has, and which colours they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from maps.layers import style, units
from maps.layers.piles import Piles, radii_px
from maps.snapshot import marks
from maps.snapshot.lettering import Box, printable, width_in, write

if TYPE_CHECKING:
    from geo.ground.units import Outline

INNER = 0.66
"""The clear middle of a pile with a number, as a share of its radius."""

STRIPE_SHARE = 0.17
"""The height of the colours' stripe of a badge, as a share of its own."""

BADGE_PT, SMALL_BADGE_PT = 8.0, 6.0
MOST_NAMED_BADGES = 20
"""With more badges than this they are small and carry their number alone."""

NUDGES_IN = tuple((dx, dy) for dy in (0.0, 0.24, -0.24, 0.48, -0.48) for dx in (0.0, 0.5, -0.5, 1.0, -1.0))
"""Where a badge goes when another mark is in its way: it stays inside its unit."""


@dataclass(frozen=True)
class Look:
    """The colours of a picture's marks: its theme, its palette, and the shares of each mark in it."""

    theme: style.Theme
    palette: Sequence[str]
    shares: np.ndarray


def draw_piles(
    panel: Any, gathered: Piles, look: Look, contested: np.ndarray, *, raster: bool, zorder: float
) -> np.ndarray:
    """Draw the piles, the largest first, and return the radius of every mark in inches (0: not a pile).

    Parameters
    ----------
    panel : Panel
    gathered : Piles
        With places in inches of the page.
    look : Look
    contested : ndarray
        Which marks hold an event with rival claims.
    raster : bool
        As pixels in SVG and PDF; the numbers stay text.
    zorder : float
    """
    reach_in = np.zeros(len(gathered.counts))
    rows = gathered.piled
    if not len(rows):
        return reach_in
    radii, numbered = radii_px(gathered.counts[rows])
    reach_in[rows] = radii / 96.0
    paths: list[Path] = []
    faces: list[str] = []
    for row, radius, clear in zip(rows, radii / 96.0, numbered, strict=True):
        pieces = _pile(gathered.places[row], radius, look, look.shares[row], clear=bool(clear))
        paths += [path for path, _ in pieces]
        faces += [face for _, face in pieces]
    scale = panel.metres_per_inch
    origin = np.array(panel.from_inches(0.0, 0.0))
    placed = [Path(np.asarray(path.vertices) * scale + origin, path.codes) for path in paths]
    drawn = PathCollection(placed, facecolors=faces, edgecolors="none", zorder=zorder)
    drawn.set_rasterized(raster)
    panel.axes.add_collection(drawn, autolim=False)
    for row, radius in zip(rows[contested[rows]], reach_in[rows[contested[rows]]], strict=True):
        point = np.array([panel.from_inches(*gathered.places[row])])
        for line in marks.broken_ring(point, 2 * radius * 72.0, look.theme):
            line.set_zorder(zorder + 0.01)
            panel.axes.add_artist(line)
    written: list[Box] = []
    for row in rows[numbered]:
        _number(panel, gathered.places[row], reach_in[row], int(gathered.counts[row]), look.theme, written)
    return reach_in


def _pile(
    place: np.ndarray, radius: float, look: Look, shares: np.ndarray, *, clear: bool
) -> list[tuple[Path, str]]:
    """The pieces of a pile from the lowest to the highest: rim, wedges, clear middle."""
    theme = look.theme
    disc = Path.unit_circle()

    def at(path: Path, size: float) -> Path:
        return Path(np.asarray(path.vertices) * size + place, path.codes)

    pieces = [(at(disc, radius + 0.016), theme.halo), (at(disc, radius + 0.006), theme.mark_edge)]
    codes = np.flatnonzero(shares)
    if len(codes) == 1:
        pieces.append((at(disc, radius), look.palette[int(codes[0])]))
    else:
        ends = np.concatenate([[0.0], np.cumsum(shares[codes]) / shares.sum() * 360.0])
        for code, start, end in zip(codes, ends[:-1], ends[1:], strict=True):
            pieces.append((at(Path.wedge(90.0 - end, 90.0 - start), radius), look.palette[int(code)]))
    if clear:
        pieces.append((at(disc, radius * INNER), theme.panel))
    return pieces


def _number(
    panel: Any, place: np.ndarray, radius: float, count: int, theme: style.Theme, written: list[Box]
) -> None:
    """Write a pile's number into it, unless that would cover the number of a larger one."""
    text = f"{count:,}"
    inside = 2 * radius * INNER * 0.98
    size = float(np.clip(radius * 72.0 * 0.8, 6.0, 15.0))
    wide = width_in(text, size, "bold")
    if wide > inside and size > 6.0:
        size = max(6.0, size * inside / wide)
        wide = width_in(text, size, "bold")
    x, y = place
    box = (x - wide / 2, y - size / 170.0, x + wide / 2, y + size / 170.0)
    left, bottom, right, top = panel.box
    if not (left < x < right and bottom < y < top) or any(_meet(box, other) for other in written):
        return
    written.append(box)
    write(
        panel.sheet, x, y, text, size=size, colour=theme.text, weight="bold", halo=theme.panel,
        ha="center", va="center_baseline", zorder=4.9,
    )  # fmt: skip


def draw_badges(
    panel: Any,
    gathered: Piles,
    marked: tuple[np.ndarray, np.ndarray],
    outlines: Sequence[Outline],
    look: Look,
    taken: list[Box],
) -> list[Box]:
    """Draw the units' badges clear of one another and of other marks where their unit has room for that.

    Parameters
    ----------
    panel : Panel
    gathered : Piles
        With places in inches of the page.
    marked : tuple of ndarray
        The code of each mark's unit (`maps.layers.units`), and what its badge calls it.
    outlines : sequence of Outline
    look : Look
    taken : list of Box
        What badges keep off, in inches.

    Returns
    -------
    list of Box
        The badges, in the order of the marks that are badges.
    """
    codes, names = marked
    rows = np.flatnonzero(gathered.badges)
    named = len(rows) <= MOST_NAMED_BADGES
    size = BADGE_PT if named else SMALL_BADGE_PT
    boxes: dict[int, Box] = {}
    for row in rows[np.argsort(-gathered.counts[rows], kind="stable")]:
        unit = outlines[codes[row] - units.FIRST] if codes[row] >= units.FIRST else None
        text = f"{gathered.counts[row]:,}"
        if named and names[row]:
            text = f"{printable(names[row])}: {text}"
        boxes[int(row)] = _spot(panel, gathered.places[row], text, size, unit, [*taken, *boxes.values()])
        _badge(panel, boxes[int(row)], text, size, look, look.shares[row])
    return [boxes[int(row)] for row in rows]


def _spot(
    panel: Any, place: np.ndarray, text: str, size: float, unit: Outline | None, taken: list[Box]
) -> Box:
    """The badge's box: at the unit's label place, or beside it inside the unit where that is taken."""
    half, rise = width_in(text, size, "bold") / 2 + size / 130.0, size / 80.0
    left, bottom, right, top = panel.box
    shape = panel.frame.geometry(unit.geometry) if unit is not None else None
    if shape is not None:
        shapely.prepare(shape)
    first: Box | None = None
    for dx, dy in NUDGES_IN:
        x, y = place[0] + dx, place[1] + dy
        if shape is not None and (dx or dy) and not shapely.intersects_xy(shape, *panel.from_inches(x, y)):
            continue
        x = float(np.clip(x, left + half + 0.03, max(right - half - 0.03, left + half + 0.03)))
        y = float(np.clip(y, bottom + rise + 0.03, top - rise - 0.03))
        box = (x - half, y - rise, x + half, y + rise)
        first = first or box
        if not any(_meet(box, other) for other in taken):
            return box
        if shape is None:  # nothing says how far its unit goes
            break
    assert first is not None
    return first


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _badge(panel: Any, box: Box, text: str, size: float, look: Look, shares: np.ndarray) -> None:
    """A rounded label with a stripe of the colours' shares at its foot: nothing like the mark of a place."""
    theme = look.theme
    left, bottom, right, top = box
    corner, stripe_in = 0.25 * (top - bottom), STRIPE_SHARE * (top - bottom)
    outer = shapely.box(left + corner, bottom + corner, right - corner, top - corner).buffer(
        corner, quad_segs=4
    )
    paths = [Path(shapely.get_coordinates(outer.buffer(grow).exterior)) for grow in (0.02, 0.008, 0.0)]
    faces = [theme.halo, theme.muted, theme.panel]
    codes = np.flatnonzero(shares)
    ends = (
        left
        + corner
        + (right - left - 2 * corner) * np.concatenate([[0.0], np.cumsum(shares[codes]) / shares.sum()])
    )
    for code, start, end in zip(codes, ends[:-1], ends[1:], strict=True):
        stripe = shapely.box(
            start, bottom + 0.1 * (top - bottom), end, bottom + 0.1 * (top - bottom) + stripe_in
        )
        paths.append(Path(shapely.get_coordinates(stripe.exterior)))
        faces.append(look.palette[int(code)])
    panel.sheet.add_collection(
        PathCollection(paths, facecolors=faces, edgecolors="none", zorder=4.95), autolim=False
    )
    write(
        panel.sheet, (left + right) / 2, (bottom + top) / 2 + stripe_in / 2, text, size=size,
        colour=theme.text, weight="bold", ha="center", va="center_baseline", zorder=4.96,
    )  # fmt: skip
