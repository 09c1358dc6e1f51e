"""Piles: events of one spot are one mark with their number: none hides another, none is moved away.

What is a pile is decided here for every picture; `maps/client/events/piles.js` follows the same rule on the
screen.
Events on the same spot are one pile; spots so near that their marks would cover one another join the one
with most events, and the pile stands on that one's true place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maps.layers import drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

REACH_MM = 1.5
"""Spots up to this far apart on paper join: no event is ever drawn farther from its place."""

SAME_MM = 0.02
"""Nearer than this is the same spot."""

MOST_JOINED = 20_000
"""Of more spots than this only those at the same place are piled: the map is a texture then."""

LEAST_PX, LEAST_CROWDED_PX = (10.5, 8.0), 4.6
"""Radius of the smallest pile on a map of few piles or of many, in CSS pixels (1/96 in); the last is too
small for a number."""

FEW_PILES, CROWDED_PILES = 30, 150
"""With more piles, only those of `LEAST_NUMBERED` events and more show their number."""

LEAST_NUMBERED = 10

AREA_PX, LARGEST_PX = 1.7, 30.0
"""A pile of n events has the radius AREA_PX * sqrt(n), less where the largest would pass LARGEST_PX."""


ALONE_PX, LEAST_TOUCHING_PX, AREA_TOUCHING_PX, LARGEST_TOUCHING_PX = 5.0, 9.0, 3.0, 46.0
"""Where marks that touch are one: the radius of one event, the least of several, and as above."""
MOST_NAMED_BADGES = 20
"""With more badges than this on a map they are small and carry their number alone."""

ONE_UNIT, UNITS_OF, UNITS = "{name}: {n}", "{n} in {k} units of {country}", "{n} in {k} units"
"""What a badge says. Badges that would touch join: a unit's goes into one of its own country, else into the
nearest; so none covers another, and no number is lost."""


@dataclass(frozen=True)
class Piles:
    """Marks of a picture: where each stands, and which events it is made of.

    `member` is the mark of each event; `places` are in the unit of the points that were gathered;
    `badges` are marks that stand for a unit, not for a spot.
    """

    places: np.ndarray
    member: np.ndarray
    counts: np.ndarray
    badges: np.ndarray

    @property
    def alone(self) -> np.ndarray:
        """Which events are a mark of their own."""
        return (self.counts[self.member] == 1) & ~self.badges[self.member]

    @property
    def piled(self) -> np.ndarray:
        """The numbers of the marks that are piles, the largest first."""
        rows = np.flatnonzero((self.counts > 1) & ~self.badges)
        return rows[np.argsort(-self.counts[rows], kind="stable")]

    def shares(self, colours: np.ndarray, size: int) -> np.ndarray:
        """Return how many events of each colour code every mark has, as (marks, size)."""
        table = np.bincount(self.member * size + colours, minlength=len(self.counts) * size)
        return table.reshape(len(self.counts), size)

    def joined(self, into: np.ndarray) -> Piles:
        """Return the marks after some went into others: `into` is for each mark the one that holds it."""
        kept, mark = np.unique(into, return_inverse=True)
        counts = np.bincount(mark.reshape(-1), weights=self.counts, minlength=len(kept)).astype("int64")
        return Piles(self.places[kept], mark.reshape(-1)[self.member], counts, self.badges[kept])


def gather(points_mm: np.ndarray, units: np.ndarray, *, reach_mm: float = REACH_MM) -> Piles:
    """Gather events into marks.

    Parameters
    ----------
    points_mm : ndarray
        (n, 2) places on paper in millimetres, all finite.
    units : ndarray
        The code of each event's unit (`maps.layers.units`): 0 for events that have a place of their own.
        Units are never joined with anything.
    reach_mm : float
        How near spots join.

    Returns
    -------
    Piles
        In an order that depends on the places and their numbers of events only.
    """
    cells = np.column_stack([np.rint(points_mm / SAME_MM), units]).astype("int64")
    _, first, spot, counts = np.unique(
        cells, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    spot = spot.reshape(-1)
    places, badges = points_mm[first], units[first] > 0
    order = np.lexsort((places[:, 1], places[:, 0], -counts))
    joins = _joined(places, order, badges, reach_mm if len(first) <= MOST_JOINED else 0.0)
    kept, mark = np.unique(joins, return_inverse=True)
    member = mark.reshape(-1)[spot]
    return Piles(places[kept], member, np.bincount(member, minlength=len(kept)), badges[kept])


def _joined(places: np.ndarray, order: np.ndarray, badges: np.ndarray, reach: float) -> np.ndarray:
    """The spot that each spot joins: the one with most events within reach that joined none itself."""
    joins = np.arange(len(places))
    if reach <= 0.0:
        return joins
    standing: dict[tuple[int, int], list[int]] = {}
    cells = np.floor(places / reach).astype("int64")
    for row in order[~badges[order]].tolist():
        column, line = (int(value) for value in cells[row])
        x, y = places[row]
        near = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in standing.get((column + dx, line + dy), ())
        ]
        apart = [(float(np.hypot(places[other][0] - x, places[other][1] - y)), other) for other in near]
        closest = min(apart, default=(np.inf, row))
        if closest[0] <= reach:
            joins[row] = closest[1]
        else:
            standing.setdefault((column, line), []).append(row)
    return joins


def gather_touching(points_px: np.ndarray, units: np.ndarray) -> tuple[Piles, np.ndarray]:
    """Gather events into marks of which none touch.

    The largest first, each goes into the mark that it reaches into deepest, or stands; what joins makes a
    larger mark, so that is done again until nothing joins. ``maps/client/events/joining.js`` follows the
    same rule.

    Parameters
    ----------
    points_px : ndarray
        (n, 2) places in CSS pixels (1/96 in), all finite.
    units : ndarray
        As for `gather`.

    Returns
    -------
    Piles
        A mark stands where its largest part does.
    ndarray
        The radius of each mark, in CSS pixels.
    """
    spots = gather(points_px * 25.4 / 96.0, units, reach_mm=0.0)
    places, counts = spots.places * 96.0 / 25.4, spots.counts
    rings = np.flatnonzero(~spots.badges)
    scale = _touching_scale(counts[rings].max(initial=1))
    first = _touching(
        places[rings], counts[rings], scale
    )  # what joins is larger than any spot: once to know how large
    scale = _touching_scale(np.bincount(first, weights=counts[rings], minlength=1).max(initial=1.0))
    into = _touching(places[rings], counts[rings], scale)
    joins = np.arange(len(counts))
    joins[rings] = rings[into]
    kept, mark = np.unique(joins, return_inverse=True)
    sizes = np.bincount(mark.reshape(-1), weights=counts, minlength=len(kept)).astype("int64")
    made = Piles(spots.places[kept], mark.reshape(-1)[spots.member], sizes, spots.badges[kept])
    return made, np.array([_touching_radius(count, scale) for count in sizes.tolist()])


def _touching_scale(largest: float) -> float:
    return min(AREA_TOUCHING_PX, LARGEST_TOUCHING_PX / math.sqrt(max(1.0, largest)))


def _touching_radius(count: float, scale: float) -> float:
    return ALONE_PX if count == 1 else max(LEAST_TOUCHING_PX, scale * math.sqrt(count))


def _touching(places: np.ndarray, counts: np.ndarray, scale: float) -> np.ndarray:
    """The spot that each spot goes into, itself where it stands."""
    into = np.arange(len(places))
    sizes = counts.astype("float64")
    left = -1
    standing = into
    while len(standing) != left:
        left = len(standing)
        order = standing[np.lexsort((places[standing, 1], places[standing, 0], -sizes[standing]))]
        standing = _touching_once(places, sizes, order, into, scale)
    while not (into[into] == into).all():
        into = into[into]
    return into


def _touching_once(
    places: np.ndarray, sizes: np.ndarray, order: np.ndarray, into: np.ndarray, scale: float
) -> np.ndarray:
    """Let each mark go into the one that it reaches into deepest, or stand; `into` and `sizes` follow."""
    cell = 2 * LARGEST_TOUCHING_PX
    grid: dict[tuple[int, int], list[int]] = {}
    standing: list[int] = []
    widest = 0.0
    for row in order.tolist():
        x, y = places[row]
        radius = _touching_radius(sizes[row], scale)
        column, line = math.floor(x / cell), math.floor(y / cell)
        reach = math.ceil((radius + widest) / cell)
        deepest, host = 0.0, -1
        for dx in range(-reach, reach + 1):
            for dy in range(-reach, reach + 1):
                for other in grid.get((column + dx, line + dy), ()):
                    apart = math.hypot(places[other][0] - x, places[other][1] - y)
                    apart -= radius + _touching_radius(sizes[other], scale)
                    if apart < deepest:
                        deepest, host = apart, other
        if host >= 0:
            into[row] = host
            sizes[host] += sizes[row]
            widest = max(widest, _touching_radius(sizes[host], scale))
        else:
            standing.append(row)
            grid.setdefault((column, line), []).append(row)
            widest = max(widest, radius)
    return np.array(standing, dtype="int64")


def radii_px(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each pile's radius in CSS pixels, its area by its count, and which show their number."""
    if not len(counts):
        return np.zeros(0), np.zeros(0, dtype=bool)
    scale = min(AREA_PX, LARGEST_PX / float(np.sqrt(counts.max())))
    numbered = (counts >= LEAST_NUMBERED) | (len(counts) <= CROWDED_PILES)
    least = np.where(numbered, LEAST_PX[len(counts) > FEW_PILES], LEAST_CROWDED_PX)
    return np.maximum(least, scale * np.sqrt(counts)), numbered


def badge_words(names: Sequence[str], countries: Sequence[str], count: int) -> str:
    """Return what a badge says: a unit and its number, or a number in so many units (of a country).

    Parameters
    ----------
    names : sequence of str
        The units that it stands for.
    countries : sequence of str
        The country of each, "" for what lies in none or is no unit of one.
    count : int
        How many events.
    """
    if len(names) == 1:
        return ONE_UNIT.format(name=names[0], n=f"{count:,}") if names[0] else f"{count:,}"
    of = set(countries)
    words = UNITS_OF if len(of) == 1 and "" not in of else UNITS
    return words.format(n=f"{count:,}", k=f"{len(names):,}", country=countries[0])


def description() -> dict[str, object]:
    """Return the figures of this rule for the live client, as JSON-able values."""
    return {
        "least_px": list(LEAST_PX),
        "least_crowded_px": LEAST_CROWDED_PX,
        "few": FEW_PILES,
        "crowded": CROWDED_PILES,
        "least_numbered": LEAST_NUMBERED,
        "area_px": AREA_PX,
        "largest_px": LARGEST_PX,
        "alone_px": ALONE_PX,
        "least_touching_px": LEAST_TOUCHING_PX,
        "area_touching_px": AREA_TOUCHING_PX,
        "largest_touching_px": LARGEST_TOUCHING_PX,
        "piles_from": drawing.PILES_FROM,
        "hexagons_from": drawing.HEXAGONS_FROM,
        "words": {"one": ONE_UNIT, "of": UNITS_OF, "mixed": UNITS},
    }
