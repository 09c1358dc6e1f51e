"""What stands round the snapshot's map: title, legend, list of events, counts, credits.

Everything is laid out in inches on one transparent sheet over the whole picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from maps import marks, style
from maps.legend import Legend
from maps.lettering import fitted, width_in, wrapped, write
from maps.words import METRES_PER_MILE

ROW_IN = 0.186
HEAD_IN = 0.25
GAP_IN = 0.07
TYPE_PT = 8.0


@dataclass
class Column:
    """A column being filled from the top: where the next row goes, in inches."""

    sheet: Any
    theme: str
    left: float
    right: float
    y: float
    bottom: float

    @property
    def width(self) -> float:
        """The column's width in inches."""
        return self.right - self.left

    @property
    def look(self) -> style.Theme:
        """The colours of the theme."""
        return style.THEMES[self.theme]

    def rows_left(self) -> int:
        """Return how many rows of the usual height still fit."""
        return int((self.y - self.bottom) / ROW_IN)

    def heading(self, text: str) -> None:
        """Write a small heading with a rule over it."""
        self.sheet.add_line(
            Line2D([self.left, self.right], [self.y, self.y], color=self.look.rule, linewidth=0.8)
        )
        shown = fitted(text, self.width, TYPE_PT, "bold")
        write(
            self.sheet,
            self.left,
            self.y - 0.15,
            shown,
            size=TYPE_PT,
            colour=self.look.text,
            weight="bold",
            va="center",
        )
        self.y -= HEAD_IN

    def row(self, label: str, count: str = "", *, indent: float = 0.3, muted: bool = False) -> float:
        """Write a row and return its middle height."""
        y = self.y - ROW_IN / 2
        colour = self.look.muted if muted else self.look.text
        room = self.width - indent - (width_in(count, TYPE_PT) + 0.1 if count else 0.0)
        write(
            self.sheet,
            self.left + indent,
            y,
            fitted(label, room, TYPE_PT),
            size=TYPE_PT,
            colour=colour,
            va="center",
        )
        if count:
            write(
                self.sheet,
                self.right,
                y,
                count,
                size=TYPE_PT,
                colour=self.look.muted,
                va="center",
                ha="right",
            )
        self.y -= ROW_IN
        return y

    def gap(self, inches: float = GAP_IN) -> None:
        """Leave some room."""
        self.y -= inches


def colours(column: Column, made: Legend) -> None:
    """Draw the legend's colours and shapes."""
    if made.colours:
        shapes = {shape.value: shape.shape for shape in made.shapes} if _in_one(made) else {}
        column.heading(made.title)
        for entry in made.colours:
            y = column.row(entry.label, f"{entry.count:,}", muted=entry.kind != "value")
            _mark(column, y, shapes.get(entry.value, "circle"), entry.colour, 5.0)
        column.gap()
    if made.shapes and not _in_one(made):
        column.heading("Type of event")
        for shape in made.shapes:
            y = column.row(shape.label, f"{shape.count:,}")
            _mark(column, y, shape.shape, column.look.other, 5.0)
        column.gap()


def signs(column: Column, made: Legend, scale: float) -> None:
    """Draw the legend's sizes and other marks."""
    if made.sizes or made.marks:
        column.heading("Marks")
        _sizes(column, made.sizes, scale)
        _marks(column, made.marks)


def legend_height(made: Legend, width_in: float, scale: float) -> float:
    """Return the height in inches that `colours` and `signs` need in a column of `width_in` inches."""
    return colours_height(made) + signs_height(made, width_in, scale)


def colours_height(made: Legend) -> float:
    """Return the height in inches that `colours` needs."""
    rows = [count for count in (len(made.colours), 0 if _in_one(made) else len(made.shapes)) if count]
    return len(rows) * (HEAD_IN + GAP_IN) + ROW_IN * sum(rows)


def signs_height(made: Legend, width_in: float, scale: float) -> float:
    """Return the height in inches that `signs` needs in a column of `width_in` inches."""
    if not (made.sizes or made.marks):
        return 0.0
    sizes = sum(_row_height(row) for row in _size_rows(made.sizes, width_in, scale))
    return HEAD_IN + GAP_IN + sizes + ROW_IN * -(-len(made.marks) // _abreast(width_in))


def _abreast(width_in: float) -> int:
    """How many marks stand side by side in a row."""
    return 2 if width_in >= 2.7 else 1


def list_height(rows: int) -> float:
    """Return the height in inches that `events` needs for so many rows of one line."""
    return HEAD_IN + GAP_IN + ROW_IN * rows if rows else 0.0


def _in_one(made: Legend) -> bool:
    """Whether colour and shape say the same and share their rows."""
    return made.colour_by == "event_type"


def _marks(column: Column, entries: Any) -> None:
    """The other marks, two to a row where the column is wide enough."""
    abreast = _abreast(column.width)
    share = column.width / abreast
    for number, entry in enumerate(entries):
        x = column.left + share * (number % abreast)
        y = column.y - ROW_IN / 2
        _sample(column, x + 0.12, y, entry.key)
        label = fitted(entry.label, share - 0.34, TYPE_PT)
        write(column.sheet, x + 0.3, y, label, size=TYPE_PT, colour=column.look.text, va="center")
        if number % abreast == abreast - 1 or number == len(entries) - 1:
            column.y -= ROW_IN


def events(column: Column, rows: list[tuple[str, str, str]]) -> None:
    """List events as (number, date, title), on two lines where there is room; count what does not fit."""
    column.heading("Events")
    texts = [wrapped(f"{day}: {title}", column.width - 0.3, TYPE_PT, lines=2) for _, day, title in rows]
    rooms = column.rows_left()
    spare = rooms - len(rows)
    for number, (_, day, title) in enumerate(rows):  # second lines as long as there is room for them
        if len(texts[number]) > 1 and spare < 1:
            texts[number] = wrapped(f"{day}: {title}", column.width - 0.3, TYPE_PT, lines=1)
        spare -= len(texts[number]) - 1
    shown = len(rows) if len(rows) <= rooms else max(rooms - 1, 0)
    for (number, _, _), lines in list(zip(rows, texts, strict=True))[:shown]:
        y = column.row(lines[0])
        for line in lines[1:]:
            column.row(line)
        write(
            column.sheet, column.left + 0.2, y, number or "–", size=TYPE_PT, colour=column.look.text,
            weight="bold", va="center", ha="right",
        )  # fmt: skip
    if shown < len(rows):
        column.row(f"and {len(rows) - shown} more", muted=True)


def header(
    sheet: Any, title: str, subtitle: str, look: style.Theme, *, left: float, right: float, top: float
) -> None:
    """Write title and subtitle."""
    shown = fitted(title, right - left, 21, "bold")
    write(sheet, left, top, shown, size=21, colour=look.text, weight="bold", va="top")
    write(
        sheet, left, top - 0.42, fitted(subtitle, right - left, 11.5), size=11.5, colour=look.muted, va="top"
    )


def footer(
    sheet: Any, lines: list[str], credits: str, look: style.Theme, *, left: float, right: float, top: float
) -> None:
    """Write the counts, large enough to read, and the credits under them."""
    y = top
    for number, text in enumerate(lines):
        size = 9.5 if number == 0 else 8.0
        colour = look.text if number == 0 else look.muted
        weight = "bold" if number == 0 else "normal"
        write(
            sheet,
            left,
            y,
            fitted(text, right - left, size, weight),
            size=size,
            colour=colour,
            weight=weight,
            va="top",
        )
        y -= 0.19
    for text in wrapped(credits, right - left, 7.0, lines=2):
        write(sheet, left, y, text, size=7.0, colour=look.muted, va="top")
        y -= 0.13


def _mark(
    column: Column, y: float, shape: str, colour: str, radius: float, *, x: float | None = None, **flags: bool
) -> None:
    point = np.array([[column.left + 0.12 if x is None else x, y]])
    for line in marks.mark_lines(point, shape, colour, radius, column.theme, **flags):
        column.sheet.add_artist(line)


def _size_rows(
    sizes: tuple[style.Size, ...], width: float, scale: float
) -> list[list[tuple[style.Size, float, float]]]:
    """The sizes in rows as (size, where its mark is, its radius), in inches from the left."""
    rows: list[list[tuple[style.Size, float, float]]] = []
    x = width
    for size in sizes:
        reach = size.radius * max(scale, 0.6) / 96
        needed = 2 * reach + 0.05 + width_in(size.label, TYPE_PT)
        if x + needed > width:
            rows.append([])
            x = width_in("Deaths", TYPE_PT) + 0.12
        rows[-1].append((size, x + reach, reach))
        x += needed + 0.13
    return rows


def _sizes(column: Column, sizes: tuple[style.Size, ...], scale: float) -> None:
    """The sizes, as many to a row as fit."""
    for number, row in enumerate(_size_rows(sizes, column.width, scale)):
        y = column.y - _row_height(row) / 2
        if number == 0:
            write(column.sheet, column.left, y, "Deaths", size=TYPE_PT, colour=column.look.text, va="center")
        for size, x, reach in row:
            point = np.array([[column.left + x, y]])
            for line in marks.mark_lines(point, "circle", column.look.other, reach * 96, column.theme):
                column.sheet.add_artist(line)
            label_x = column.left + x + reach + 0.05
            write(column.sheet, label_x, y, size.label, size=TYPE_PT, colour=column.look.text, va="center")
        column.y -= _row_height(row)


def _row_height(row: list[tuple[style.Size, float, float]]) -> float:
    return max(ROW_IN, max(2 * reach for _, _, reach in row) + 0.05)


def _sample(column: Column, x: float, y: float, key: str) -> None:
    """A small picture of a mark that is neither colour nor shape."""
    look = column.look
    flags = {"hollow": {"hollow": True}, "contested": {"contested": True}, "coarse": {"soft": True}}
    if key in flags:
        _mark(column, y, "circle", look.other, 4.6, x=x, **flags[key])
    elif key in ("band", "area"):
        box = Rectangle((x - 0.13, y - 0.06), 0.26, 0.12, linewidth=0.8, linestyle=(0, (2, 1.5)))
        box.set(facecolor=look.ring + ("18" if key == "area" else "2E"), edgecolor=look.ring + "90")
        if key == "band":
            box.set_linestyle("none")
        column.sheet.add_patch(box)
    elif key == "site":
        column.sheet.add_line(
            Line2D([x], [y], marker="o", markersize=4.2, markerfacecolor=look.land, markeredgecolor=look.ring)
        )
    else:
        dashes = {"inferred": (0, (3, 2))}.get(key, "-")
        width = {"stretch": 4.2, "ring": 1.1}.get(key, 1.7)
        colour = look.ring if key == "ring" else look.route
        column.sheet.add_line(
            Line2D([x - 0.13, x + 0.13], [y, y], color=colour, linewidth=width, linestyle=dashes)
        )


def scale_bar(panel: Any, marks_in: np.ndarray) -> None:
    """Draw a scale bar in a lower corner: kilometres above, miles below, true at the map's middle.

    `marks_in` are the marks' places in inches: the bar keeps off them, and off what is taken, if it can.
    """
    look = panel.look
    per_inch = panel.metres_per_inch
    most = min(1.7, panel.width_in * 0.3)
    low, high = panel.box[1] + 0.3, panel.box[3] - 0.3
    right, left = panel.box[2] - 0.3, panel.box[0] + most + 0.3

    def hidden(spot: tuple[float, float]) -> tuple[bool, int]:
        x, y = spot
        near = (
            (np.abs(marks_in[:, 1] - y) < 0.35)
            & (marks_in[:, 0] > x - most - 0.3)
            & (marks_in[:, 0] < x + 0.3)
        )
        return not panel.room.free((x - most, y - 0.1, x, y + 0.1)), int(near.sum())

    x_right, y = min(((right, low), (left, low), (right, high)), key=hidden)
    lengths = []
    for unit, metres, side in (("km", 1000.0, 1), ("mi", METRES_PER_MILE, -1)):
        number = _round_length(most * per_inch / metres)
        lengths.append((unit, number, panel.frame.bar(number * metres) / per_inch, side))
    longest = max(length for _, _, length, _ in lengths)
    x_left = x_right - longest
    panel.room.take((x_left - 0.1, y - 0.22, x_right + 0.2, y + 0.24))
    panel.sheet.add_line(Line2D([x_left, x_right], [y, y], color=look.text, linewidth=1.2, zorder=6))
    for unit, number, length, side in lengths:
        for x in (x_left, x_left + length):
            panel.sheet.add_line(
                Line2D([x, x], [y, y + side * 0.06], color=look.text, linewidth=1.2, zorder=6)
            )
        label = f"{number:,g} {unit}"
        write(
            panel.sheet, x_left + length, y + side * 0.075, label, size=7.8, colour=look.text,
            halo=look.halo, ha="center", va="bottom" if side > 0 else "top", zorder=6,
        )  # fmt: skip


def _round_length(most: float) -> float:
    """The longest of 1, 2, 5 times a power of ten that is not above `most`."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(step * power for step in (5, 2, 1) if step * power <= most * 1.0001))
