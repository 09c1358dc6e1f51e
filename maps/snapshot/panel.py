"""One drawn map of the snapshot: ground, overlays, marks and their labels in a box of the page.

The page is one sheet measured in inches; labels are placed on it so that they keep
clear of one another and of the marks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from maps.layers import piles, style, units
from maps.snapshot import graticule, ground, marks, naming, pile_marks
from maps.snapshot import overlays as lines
from maps.snapshot.lettering import Box, Room, around, printable, write
from maps.snapshot.scalebar import scale_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ground.units import Outline
    from maps.layers.extent import Bounds
    from maps.snapshot.projection import Frame

MOST_NAMED_SITES = 16
NUMBER_PT, SITE_PT = 11.0, 8.6
CELL_IN, MOST_CELLS = 0.15, 300
MOST_RESERVED = 400
"""Of more marks than this labels keep off the largest, and off where they are densest."""

MM_PER_IN = 25.4
LEAST_LABELLED_IN = 0.08
"""Rings and lines smaller than this on the page are not labelled."""


@dataclass
class Panel:
    """A map in the making: where it stands on the page, and what of it is taken.

    Once drawn, `placed` says where each event in view is drawn, `gathered` what its marks are made of, and
    `names` where the countries are named.
    """

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
        self.gathered: piles.Piles | None = None
        self.placed: pd.DataFrame | None = None
        self.names: list[naming.Name] = []
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


def draw(  # noqa: PLR0913 (how a map is drawn, by name)
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
    tints = _tints(frame, layers)
    shapes = _overlays(panel, overlays, tints)
    points = _standing(panel, frame, layers.units, moving=not close)
    seen = panel.inside(points)
    shown, points = frame[seen].reset_index(drop=True), points[seen]
    gathered, radii = _gathered(
        panel.to_inches(points), units.codes_of(shown), joins=layers.options.drawing.joins
    )
    gathered, reach_in, badges = _marks(panel, layers, shown, gathered, radii, marks.crowding(len(frame)))
    panel.gathered = gathered
    panel.placed = _placed(shown, gathered)
    scale_bar(panel, panel.to_inches(np.vstack([points, *_corners(shapes)])), arrow=not close)
    if closer is not None:
        left, bottom, right, top = closer
        near = shown["longitude"].between(left, right) & shown["latitude"].between(bottom, top)
        numbers = {key: numbers[key] for key in shown.loc[~near, "event_id"] if key in numbers}
        shapes = [pair for pair in shapes if pair[0].kind != "ring"]
    places = _site_places(panel, shapes, closer)
    centres = gathered.places.copy()
    for row, box in badges.items():
        panel.room.take(box)
        centres[row] = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    _reserve(panel, centres, reach_in, _labels(shown, gathered, numbers))
    _overlay_labels(panel, shapes)
    sites = _site_labels(panel, places)
    if not close:
        panel.names = naming.countries(panel)
    ground.towns(panel, towns, named=sites)
    if panel.frame.polar:
        graticule.label(panel)
    return len(shown)


def _corners(shapes: list[tuple[Any, Any]]) -> list[np.ndarray]:
    """The points of routes, stretches and sites, which a scale bar should not stand on."""
    kinds = ("route", "stretch", "site")
    return [shapely.get_coordinates(shape) for overlay, shape in shapes if overlay.kind in kinds]


def _tints(frame: pd.DataFrame, layers: Any) -> dict[str, str]:
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


def _standing(panel: Panel, frame: pd.DataFrame, outlines: Sequence[Outline], *, moving: bool) -> np.ndarray:
    """Where each event is drawn, projected: its place or its unit's label place, `moving` into view."""
    points = panel.frame.project(*units.stands(frame, outlines))
    codes = units.codes_of(frame)
    outside = ~panel.inside(points) & moving
    view = shapely.box(*panel.frame.box)
    for code in np.unique(codes[outside & (codes >= units.FIRST)]).tolist():
        shape = shapely.make_valid(panel.frame.geometry(outlines[code - units.FIRST].geometry))
        part = shapely.intersection(shape, view)
        if not part.is_empty:
            inner = shapely.point_on_surface(part)
            points[codes == code] = (inner.x, inner.y)
    return points


def _gathered(
    points_in: np.ndarray, codes: np.ndarray, *, joins: bool
) -> tuple[piles.Piles, np.ndarray | None]:
    """The marks of a panel, in inches of the page; their radii in pixels where those that touch are one."""
    if joins:
        gathered, radii = piles.gather_touching(points_in * 96.0, codes)
    else:
        gathered, radii = piles.gather(points_in * MM_PER_IN, codes), None
    return replace(gathered, places=gathered.places / MM_PER_IN), radii


def _marks(
    panel: Panel,
    layers: Any,
    shown: pd.DataFrame,
    gathered: piles.Piles,
    radii: np.ndarray | None,
    scale: float,
) -> tuple[piles.Piles, np.ndarray, dict[int, Box]]:
    """Draw all marks; return them (badges joined), the reach of each in inches, and the badges' boxes."""
    codes = layers.legend.colour_codes(shown[layers.legend.colour_by])
    palette = [entry.colour for entry in layers.legend.colours]
    look = pile_marks.Look(panel.look, palette, gathered.shares(codes, max(len(palette), 1)))
    contested = shown["contested"].fillna(False).to_numpy(dtype=bool)
    disputed = np.bincount(gathered.member, weights=contested, minlength=len(gathered.counts)) > 0
    alone, raster = gathered.alone, len(shown) > marks.MOST_VECTOR
    places = np.array([panel.from_inches(x, y) for x, y in gathered.places]).reshape(-1, 2)
    marks.draw(
        panel.axes,
        shown[alone],
        places[gathered.member[alone]],
        layers.legend,
        panel.theme,
        scale=scale,
        raster=raster,
        zorder=4.0,
    )
    reach = pile_marks.draw_piles(panel, gathered, radii, look, disputed, raster=raster, zorder=4.5)
    lone = style.radii(style.deaths_shown(shown[alone])) * scale / 96 + 0.02
    lone += np.where(contested[alone], 0.25 * lone + 0.03, 0.0)  # their broken outline
    reach[gathered.member[alone]] = lone
    unit_codes = np.zeros(len(gathered.counts), dtype="int32")
    unit_codes[gathered.member] = units.codes_of(shown)
    taken = [
        (x - r, y - r, x + r, y + r)
        for (x, y), r in zip(gathered.places[gathered.piled], reach[gathered.piled], strict=True)
    ]
    units_of = _units_of(shown, gathered, unit_codes, layers.units)
    laid_out = pile_marks.arrange_badges(panel, gathered, units_of, taken)
    pile_marks.draw_badges(panel, laid_out, look)
    into = np.arange(len(gathered.counts))
    for badge in laid_out:
        into[badge.rows] = badge.rows[0]
        reach[badge.rows[0]] = (badge.box[3] - badge.box[1]) / 2
    kept = np.unique(into)
    boxes = {int(np.searchsorted(kept, badge.rows[0])): badge.box for badge in laid_out}
    return gathered.joined(into), reach[kept], boxes


def _units_of(
    shown: pd.DataFrame, gathered: piles.Piles, codes: np.ndarray, outlines: Sequence[Outline]
) -> pile_marks.UnitsOf:
    """What the marks of a map are called, and the country of each that is a unit of one."""
    names = np.full(len(gathered.counts), "", dtype=object)
    rough = units.codes_of(shown) > units.POINT
    names[gathered.member[rough]] = units.names_of(shown[rough], outlines)
    lands = np.array([*[""] * units.FIRST, *(units.country_of(unit) for unit in outlines)], dtype=object)
    shapes: list[Outline | None] = [*[None] * units.FIRST, *outlines]
    return pile_marks.UnitsOf([shapes[code] for code in codes], names, lands[codes])


def _placed(shown: pd.DataFrame, gathered: piles.Piles) -> pd.DataFrame:
    """Where each event in view is drawn, in inches of the page."""
    kinds = np.where(gathered.badges, "unit", np.where(gathered.counts > 1, "pile", "mark"))
    x, y = gathered.places[gathered.member].T
    return pd.DataFrame(
        {
            "event_id": shown["event_id"],
            "longitude": shown["longitude"],
            "latitude": shown["latitude"],
            "kind": kinds[gathered.member],
            "events": gathered.counts[gathered.member],
            "x_in": x,
            "y_in": y,
        }
    )


def _labels(shown: pd.DataFrame, gathered: piles.Piles, numbers: dict[str, str]) -> np.ndarray:
    """The numbers in the list of each mark's events: "3", "1, 5-7"."""
    found: list[list[int]] = [[] for _ in gathered.counts]
    if numbers:
        for mark, key in zip(gathered.member, shown["event_id"], strict=True):
            if numbers.get(key):
                found[mark].append(int(numbers[key]))
    return np.array([_runs(sorted(held)) for held in found], dtype=object)


def _runs(numbers: list[int]) -> str:
    """Numbers in short: those that follow one another as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        "–".join(str(end) for end in dict.fromkeys((run[0], run[-1])))
        if len(run) != 2
        else f"{run[0]}, {run[1]}"
        for run in runs
    )


def _reserve(panel: Panel, places: np.ndarray, reach_in: np.ndarray, labels: np.ndarray) -> None:
    """Keep labels off the marks, and number the listed events."""
    if len(places) > MOST_RESERVED:  # over a few small ones a name may stand
        cells, counts = np.unique(np.floor(places / CELL_IN).astype("int64"), axis=0, return_counts=True)
        for x, y in cells[np.argsort(-counts, kind="stable")[:MOST_CELLS]] * CELL_IN:
            panel.room.take((x, y, x + CELL_IN, y + CELL_IN))
    largest = np.argsort(-reach_in, kind="stable")[:MOST_RESERVED]
    for (x, y), reach in zip(places[largest], reach_in[largest], strict=True):
        panel.room.take((x - reach, y - reach, x + reach, y + reach))
    for (x, y), reach, number in zip(places, reach_in, labels, strict=True):
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
