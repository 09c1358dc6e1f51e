"""Piles and badges on the snapshot: how many events a spot or a unit has, and which colours they share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from maps.layers.piles import MOST_NAMED_BADGES, Piles, badge_words, radii_px
from maps.layers.units import whole_country
from maps.snapshot import marks
from maps.snapshot.lettering import Box, printable, width_in, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ground.units import Outline
    from maps.layers import style

INNER = 0.66
"""The clear middle of a pile with a number, as a share of its radius."""

STRIPE_SHARE = 0.17
"""The height of the colours' stripe of a badge, as a share of its own."""

BADGE_PT, SMALL_BADGE_PT = 8.0, 6.0

NUDGES_IN = tuple((dx, dy) for dy in (0.0, 0.24, -0.24, 0.48, -0.48) for dx in (0.0, 0.5, -0.5, 1.0, -1.0))
"""Where a badge goes when another mark is in its way: it stays inside its unit."""


@dataclass(frozen=True)
class Look:
    """The colours of a picture's marks: its theme, its palette, and the shares of each mark in it."""

    theme: style.Theme
    palette: Sequence[str]
    shares: np.ndarray


def draw_piles(
    panel: Any,
    gathered: Piles,
    given_px: np.ndarray | None,
    look: Look,
    contested: np.ndarray,
    *,
    raster: bool,
    zorder: float,
) -> np.ndarray:
    """Draw the piles, the largest first, and return the radius of every mark in inches (0: not a pile).

    Parameters
    ----------
    panel : Panel
    gathered : Piles
        With places in inches of the page.
    given_px : ndarray or None
        The radius of each mark in CSS pixels, where marks that touch are one; else it goes by the piles.
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
    if given_px is None:
        radii, numbered = radii_px(gathered.counts[rows])
    else:
        radii, numbered = given_px[rows], np.ones(len(rows), dtype=bool)
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


@dataclass
class Badge:
    """A badge as it is laid out: the marks that it stands for, where it should stand, and what it says."""

    rows: list[int]
    home: np.ndarray
    outline: Outline | None
    size: float
    box: Box = (0.0, 0.0, 0.0, 0.0)
    text: str = ""


def arrange_badges(panel: Any, gathered: Piles, units_of: UnitsOf, taken: list[Box]) -> list[Badge]:
    """Lay out the units' badges clear of one another; those that cannot be join (`maps.layers.piles`).

    Parameters
    ----------
    panel : Panel
    gathered : Piles
        With places in inches of the page.
    units_of : UnitsOf
        What the marks stand for.
    taken : list of Box
        What badges keep off where their unit has room for that, in inches.

    Returns
    -------
    list of Badge
        All marks that are badges, each in one of these.
    """
    rows = np.flatnonzero(gathered.badges)
    named = len(rows) <= MOST_NAMED_BADGES
    size = BADGE_PT if named else SMALL_BADGE_PT
    single = [Badge([row], gathered.places[row], units_of.outlines[row], size) for row in rows.tolist()]
    waiting = single if named else _by_country(panel, single, gathered.counts, units_of)
    placed: list[Badge] = []
    for badge in sorted(waiting, key=lambda one: -gathered.counts[one.rows].sum()):
        others = [*taken, *(b.box for b in placed)]
        clear = any(
            _place(panel, badge, gathered.counts, units_of, others, named=words)
            for words in ((True, False) if named else (False,))
        )
        host = None if clear else _host(badge, placed, units_of)
        if host is None:
            placed.append(badge)
        else:
            host.rows += badge.rows
    for badge in placed:
        if len(badge.rows) > 1:
            others = [*taken, *(b.box for b in placed if b is not badge)]
            if not _place(panel, badge, gathered.counts, units_of, others, named=True):
                _place(panel, badge, gathered.counts, units_of, others, named=False)
    return placed


def _by_country(panel: Any, single: list[Badge], counts: np.ndarray, units_of: UnitsOf) -> list[Badge]:
    """Badges where those of a country that cannot stand clear of one another are one, the country's."""
    by_country: dict[str, list[Badge]] = {}
    for badge in single:
        by_country.setdefault(units_of.countries[badge.rows[0]], []).append(badge)
    found = by_country.pop("", [])
    for country, badges in by_country.items():
        boxes: list[Box] = []
        for badge in sorted(badges, key=lambda one: -counts[one.rows].sum()):
            if not _place(panel, badge, counts, units_of, boxes, named=False):
                found.append(_of_country(panel, country, badges))
                break
            boxes.append(badge.box)
        else:
            found += badges
    return found


def _of_country(panel: Any, country: str, badges: list[Badge]) -> Badge:
    """The badge of a country for those of its units, at the country's label place where that is seen."""
    rows = [row for badge in badges for row in badge.rows]
    whole = whole_country(country)
    if whole is not None:
        point = panel.frame.project([whole.longitude], [whole.latitude])
        if panel.inside(point)[0]:
            return Badge(rows, panel.to_inches(point)[0], whole, badges[0].size)
    return Badge(rows, badges[0].home, badges[0].outline, badges[0].size)


@dataclass(frozen=True)
class UnitsOf:
    """Of each mark: the outline of its unit (None: it has none), what its badge calls it, its country."""

    outlines: Sequence[Outline | None]
    names: np.ndarray
    countries: np.ndarray

    def words(self, rows: list[int], counts: np.ndarray, *, named: bool) -> str:
        """What a badge of some marks says, or its number alone."""
        count = int(counts[rows].sum())
        if not named:
            return f"{count:,}"
        return printable(
            badge_words([self.names[row] for row in rows], [self.countries[row] for row in rows], count)
        )


def _host(badge: Badge, placed: list[Badge], units_of: UnitsOf) -> Badge | None:
    """The badge that one joins which has no room: of its own country before others, then the nearest."""
    country = units_of.countries[badge.rows[0]]

    def apart(other: Badge) -> tuple[bool, float]:
        abroad = not country or units_of.countries[other.rows[0]] != country
        middles = [((one[0] + one[2]) / 2, (one[1] + one[3]) / 2) for one in (badge.box, other.box)]
        return abroad, math.dist(*middles)

    return min((one for one in placed if _meet(badge.box, one.box)), key=apart, default=None)


def draw_badges(panel: Any, badges: Sequence[Badge], look: Look) -> None:
    """Draw badges where they were laid out."""
    for badge in badges:
        _badge(panel, badge.box, badge.text, badge.size, look, look.shares[badge.rows].sum(axis=0))


def _place(
    panel: Any, badge: Badge, counts: np.ndarray, units_of: UnitsOf, taken: Sequence[Box], *, named: bool
) -> bool:
    """Give a badge its words and box, at its home or beside it inside its unit; tell whether it is clear."""
    badge.text = units_of.words(badge.rows, counts, named=named)
    half, rise = width_in(badge.text, badge.size, "bold") / 2 + badge.size / 130.0, badge.size / 80.0
    left, bottom, right, top = panel.box
    shape = None
    for number, (dx, dy) in enumerate(NUDGES_IN):
        x, y = badge.home[0] + dx, badge.home[1] + dy
        if number and badge.outline is None:  # nothing says how far its unit goes
            return False
        if number and badge.outline is not None:
            shape = panel.frame.geometry(badge.outline.geometry) if shape is None else shape
            if not shapely.intersects_xy(shape, *panel.from_inches(x, y)):
                continue
        x = float(np.clip(x, left + half + 0.03, max(right - half - 0.03, left + half + 0.03)))
        y = float(np.clip(y, bottom + rise + 0.03, top - rise - 0.03))
        box = (x - half, y - rise, x + half, y + rise)
        if not number:
            badge.box = box
        if not any(_meet(box, other) for other in taken):
            badge.box = box
            return True
    return False


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
