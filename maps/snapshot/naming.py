"""Names of countries on the snapshot: each stands inside what is seen of its country, or is left out.

A name is tried in one line and in two, then smaller, then in short (`geo.countries.short_names`). Where it
can stand is searched on a coarse picture of the country, and held against its outline at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from PIL import Image, ImageDraw

from geo import countries as known
from maps.snapshot import ground
from maps.snapshot.lettering import Box, printable, width_in, write

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_SHARE = 0.002
"""A country that fills less of the map than this goes without its name."""

LARGE_SHARE = 0.03
"""One that fills more is named under the marks where these leave no room."""

MOST_NAMED = 30
SIZES_PT = (13.0, 10.5, 9.0, 8.0, 7.0)
LARGE_TYPE_SHARE = 0.12
"""A country that fills less than this is not written in the first of the sizes."""

LINE = 1.2
"""From one line to the next, in heights of the type."""

PAD_IN = 0.035
CELL_IN = 0.03
ROOMY = (2.0, 1.4, 1.0)
"""A name goes first where its box would fit with so much to spare."""

MOST_SPOTS = 60


@dataclass(frozen=True)
class Form:
    """One way to write a name: its lines, their size in points, and its width and height in inches."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float


@dataclass(frozen=True)
class Name:
    """A name as it was written: whose it is, its text, and its box in inches of the page."""

    country: str
    text: str
    box: Box


class Area:
    """What is seen of a country, in inches of the page, and where a box lies inside it."""

    def __init__(self, shape: Any, middle: Any) -> None:
        self.shape = shape
        shapely.prepare(shape)
        left, bottom, right, top = shape.bounds
        self.corner = np.array([left, bottom])
        size = (max(1, int((right - left) / CELL_IN) + 1), max(1, int((top - bottom) / CELL_IN) + 1))
        picture = Image.new("1", size)
        pen = ImageDraw.Draw(picture)
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                pen.polygon(self._cells(part.exterior), fill=1)
                for hole in part.interiors:
                    pen.polygon(self._cells(hole), fill=0)
        inside = np.asarray(picture, dtype="int64")
        self.sums = np.zeros((size[1] + 1, size[0] + 1), dtype="int64")
        self.sums[1:, 1:] = inside.cumsum(axis=0).cumsum(axis=1)
        self.aim = np.array([middle.x, middle.y]) if shapely.covers(shape, middle) else None

    def _cells(self, ring: Any) -> list[tuple[float, float]]:
        points = (shapely.get_coordinates(ring) - self.corner) / CELL_IN
        return [(float(x), float(y)) for x, y in points]

    def boxes(self, width: float, height: float) -> Iterator[Box]:
        """Yield boxes of a size that lie inside: with room to spare first, then near the middle."""
        for room in ROOMY:
            wide, high = width * room, height * room
            corners = self._corners(wide, high)
            if not len(corners):
                continue
            middles = corners + np.array([wide, high]) / 2
            aim = middles.mean(axis=0) if self.aim is None else self.aim
            order = np.argsort(((middles - aim) ** 2).sum(axis=1), kind="stable")
            skip = max(1, len(order) // MOST_SPOTS)
            for x, y in middles[np.concatenate([order[: MOST_SPOTS // 2], order[MOST_SPOTS // 2 :: skip]])]:
                box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                if shapely.covers(self.shape, shapely.box(*box)):
                    yield box

    def _corners(self, width: float, height: float) -> np.ndarray:
        """The cells at which a box begins that lies inside, by a table of sums, as (n, 2) inches."""
        wide, high = int(np.ceil(width / CELL_IN)), int(np.ceil(height / CELL_IN))
        sums = self.sums
        if high >= sums.shape[0] or wide >= sums.shape[1]:
            return np.zeros((0, 2))
        filled = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
        rows, columns = np.nonzero(filled == wide * high)
        return np.column_stack([columns, rows]) * CELL_IN + self.corner


def countries(panel: Any) -> list[Name]:
    """Write the names of the countries in view, the largest first, and return what was written."""
    left, bottom, right, top = panel.room.box
    view = shapely.box(*panel.from_inches(left, bottom), *panel.from_inches(right, top))
    land = ground.read(panel.frame, ground.zoom_of(panel.frame, panel.width_in))["land"]
    found = []
    for shape, name, code in zip(land.shapes, land.columns["name"], land.columns["country"], strict=True):
        whole = shapely.make_valid(shape)
        seen = shapely.intersection(whole, view)
        if name and seen.area > LEAST_SHARE * view.area:
            found.append((seen.area / view.area, str(name), str(code or ""), seen, whole))
    written = []
    for share, name, code, seen, whole in sorted(found, key=lambda item: (-item[0], item[1]))[:MOST_NAMED]:
        largest = max(shapely.get_parts(whole), key=lambda part: part.area)
        area = Area(*(shapely.transform(shape, panel.to_inches) for shape in (seen, largest.centroid)))
        written += _written(panel, area, name, code, share)
    return written


def _written(panel: Any, area: Area, name: str, code: str, share: float) -> list[Name]:
    """Write one country's name where there is room for it."""
    sizes = SIZES_PT[share <= LARGE_TYPE_SHARE :]
    far = panel.frame.wide and share < LARGE_SHARE  # names in short would be a crowd of codes
    short = () if far else known.short_names(code)
    forms = [form for text in (name, *short) for size in sizes for form in _forms(text, size)]
    spots = ((form, box) for form in forms for box in area.boxes(form.width, form.height))
    fallback = None
    for form, box in spots:
        if panel.room.free(box):
            panel.room.take(box)
            _write(panel, form, box, under=False)
            return [Name(name, " ".join(form.lines), box)]
        fallback = fallback or (form, box)
    if fallback is None or share < LARGE_SHARE:
        return []
    form = next(
        (form for form in reversed(forms[: len(forms) - len(short)]) if _any(area, form)), fallback[0]
    )
    box = min(area.boxes(form.width, form.height), key=lambda box: _covered(panel, box))
    _write(panel, form, box, under=True)
    return [Name(name, " ".join(form.lines), box)]


def _any(area: Area, form: Form) -> bool:
    return next(area.boxes(form.width, form.height), None) is not None


def _covered(panel: Any, box: Box) -> float:
    """How much of a box is taken already."""
    sides = [
        (min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1]))
        for other in panel.room.taken
    ]
    return sum(wide * high for wide, high in sides if wide > 0 and high > 0)


def _forms(text: str, size: float) -> list[Form]:
    """A name in one line, and in the two that are most alike."""
    whole = printable(text).upper()
    words = whole.split(" ")
    ways = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    forms = [_form((whole,), size)]
    if ways:
        forms.append(min((_form(lines, size) for lines in ways), key=lambda form: form.width))
    return forms


def _form(lines: tuple[str, ...], size: float) -> Form:
    width = max(width_in(line, size) for line in lines) + 2 * PAD_IN
    return Form(lines, size, width, len(lines) * LINE * size / 72.0 + 2 * PAD_IN)


def _write(panel: Any, form: Form, box: Box, *, under: bool) -> None:
    """Write a name into its box; `under` the marks it hides none of them."""
    x, middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for number, line in enumerate(form.lines):
        y = middle + ((len(form.lines) - 1) / 2 - number) * LINE * form.size / 72.0
        axes, place = (panel.axes, panel.from_inches(x, y)) if under else (panel.sheet, (x, y))
        write(
            axes, place[0], place[1], line, size=form.size, colour=panel.look.borders, halo=panel.look.halo,
            ha="center", va="center", zorder=1.9 if under else 5.0,
        )  # fmt: skip
