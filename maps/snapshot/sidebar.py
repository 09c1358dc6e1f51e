"""What stands round the snapshot's map: title, legend, list of events, counts, credits.

Everything is laid out in inches on one transparent sheet over the whole picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from maps.layers import style
from maps.layers.legend import PILE, Entry, Legend, ShapeEntry
from maps.snapshot import marks
from maps.snapshot.lettering import fitted, printable, width_in, wrapped, write

ROW_IN = 0.186
HEAD_IN = 0.25
GAP_IN = 0.07
INDENT_IN = 0.3
TYPE_PT = 8.0
"""The smallest type of a column; the heights above are for it."""

AMPLE_PT = 9.0
SIZES_PT = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, TYPE_PT)
"""A column takes the largest of these that its words fit in: a slide is read from the back of a room."""


@dataclass
class Column:
    """A column being filled from the top: where the next row goes, in inches."""

    sheet: Any
    theme: str
    left: float
    right: float
    y: float
    bottom: float
    size: float = TYPE_PT

    @property
    def width(self) -> float:
        """The column's width in inches."""
        return self.right - self.left

    @property
    def look(self) -> style.Theme:
        """The colours of the theme."""
        return style.THEMES[self.theme]

    @property
    def scale(self) -> float:
        """How much larger its type is than the smallest."""
        return self.size / TYPE_PT

    @property
    def row_in(self) -> float:
        """The height of a row in inches."""
        return ROW_IN * self.scale

    def rows_left(self) -> int:
        """Return how many rows of the usual height still fit."""
        return int((self.y - self.bottom) / self.row_in + 1e-6)

    def heading(self, text: str) -> None:
        """Write a small heading with a rule over it."""
        self.sheet.add_line(
            Line2D([self.left, self.right], [self.y, self.y], color=self.look.rule, linewidth=0.8)
        )
        shown = fitted(text, self.width, self.size, "bold")
        write(
            self.sheet,
            self.left,
            self.y - 0.15 * self.scale,
            shown,
            size=self.size,
            colour=self.look.text,
            weight="bold",
            va="center",
        )
        self.y -= HEAD_IN * self.scale

    def row(self, label: str, count: str = "", *, indent: float = INDENT_IN, muted: bool = False) -> float:
        """Write a row and return its middle height."""
        y = self.y - self.row_in / 2
        colour = self.look.muted if muted else self.look.text
        room = self.width - indent * self.scale - (width_in(count, self.size) + 0.1 if count else 0.0)
        write(
            self.sheet,
            self.left + indent * self.scale,
            y,
            fitted(label, room, self.size),
            size=self.size,
            colour=colour,
            va="center",
        )
        if count:
            write(
                self.sheet,
                self.right,
                y,
                count,
                size=self.size,
                colour=self.look.muted,
                va="center",
                ha="right",
            )
        self.y -= self.row_in
        return y

    def gap(self) -> None:
        """Leave some room."""
        self.y -= GAP_IN * self.scale


def colours(column: Column, made: Legend) -> None:
    """Draw the legend's colours and shapes."""
    if made.colours:
        shapes = {shape.value: shape.shape for shape in made.shapes} if _in_one(made) else {}
        column.heading(made.title)
        for entry in made.colours:
            y = column.row(entry.label, f"{entry.count:,}", muted=entry.kind != "value")
            _mark(column, y, shapes.get(entry.value, "circle"), entry.colour, 5.0 * column.scale)
        column.gap()
    if made.shapes and not _in_one(made):
        column.heading("Type of event")
        for shape in made.shapes:
            y = column.row(shape.label, f"{shape.count:,}")
            _mark(column, y, shape.shape, column.look.other, 5.0 * column.scale)
        column.gap()


def signs(column: Column, made: Legend, scale: float) -> None:
    """Draw the legend's sizes and other marks."""
    if made.sizes or made.marks:
        column.heading("Marks")
        _sizes(column, made.sizes, scale)
        _marks(column, made.marks)


def largest(rows: list[Row], made: Legend, width_in: float, height_in: float, crowding: float) -> float:
    """Return the largest of `SIZES_PT` in which list and legend fit one column without a word cut."""
    for size in SIZES_PT:
        lines = sum(len(texts) for texts in _lines_of(rows, width_in, size))
        needed = list_height(lines, size) + legend_height(made, width_in, crowding, size)
        if needed <= height_in and not _is_cut(made, width_in, size):
            return size
    return TYPE_PT


def _is_cut(made: Legend, width: float, size: float) -> bool:
    """Whether type of this size, being larger than need be, cuts a label that the smallest does not."""

    def cut(pt: float) -> set[str]:
        room, half = width - INDENT_IN * pt / TYPE_PT, width / _abreast(width, pt) - 0.34 * pt / TYPE_PT
        counted: tuple[Entry | ShapeEntry, ...] = (*made.colours, *made.shapes)
        rows = [(entry.label, f"{entry.label}  {entry.count:,}") for entry in counted]
        over = {label for label, text in rows if width_in(printable(text), pt) > room}
        return over | {mark.label for mark in made.marks if width_in(mark.label, pt) > half}

    return size > AMPLE_PT and bool(cut(size) - cut(TYPE_PT))


def legend_height(made: Legend, width_in: float, crowding: float, size: float = TYPE_PT) -> float:
    """Return the height in inches that `colours` and `signs` need in a column of `width_in` inches."""
    return colours_height(made, size) + signs_height(made, width_in, crowding, size)


def colours_height(made: Legend, size: float = TYPE_PT) -> float:
    """Return the height in inches that `colours` needs."""
    rows = [count for count in (len(made.colours), 0 if _in_one(made) else len(made.shapes)) if count]
    return (len(rows) * (HEAD_IN + GAP_IN) + ROW_IN * sum(rows)) * size / TYPE_PT


def signs_height(made: Legend, width_in: float, crowding: float, size: float = TYPE_PT) -> float:
    """Return the height in inches that `signs` needs in a column of `width_in` inches."""
    if not (made.sizes or made.marks):
        return 0.0
    sizes = sum(_row_height(row, size) for row in _size_rows(made.sizes, width_in, crowding, size))
    rows = -(-len(made.marks) // _abreast(width_in, size))
    return sizes + (HEAD_IN + GAP_IN + ROW_IN * rows) * size / TYPE_PT


def _abreast(width_in: float, size: float) -> int:
    """How many marks stand side by side in a row."""
    return 2 if width_in * TYPE_PT / size >= 2.7 else 1


def list_height(rows: int, size: float = TYPE_PT) -> float:
    """Return the height in inches that `events` needs for so many rows of one line."""
    return (HEAD_IN + GAP_IN + ROW_IN * rows) * size / TYPE_PT if rows else 0.0


def _in_one(made: Legend) -> bool:
    """Whether colour and shape say the same and share their rows."""
    return made.colour_by == "event_type"


def _marks(column: Column, entries: Any) -> None:
    """The other marks, two to a row where the column is wide enough."""
    abreast = _abreast(column.width, column.size)
    share = column.width / abreast
    for number, entry in enumerate(entries):
        x = column.left + share * (number % abreast)
        y = column.y - column.row_in / 2
        _sample(column, x + 0.15 * column.scale, y, entry.key)
        label_in = 0.34 * column.scale
        label = fitted(entry.label, share - label_in, column.size)
        write(column.sheet, x + label_in, y, label, size=column.size, colour=column.look.text, va="center")
        if number % abreast == abreast - 1 or number == len(entries) - 1:
            column.y -= column.row_in


Row = tuple[str, str, str]
"""An event of the list: its number on the map ("" if it is not there), its day, its title."""


def _lines_of(rows: list[Row], width: float, size: float) -> list[list[str]]:
    """The lines of each event of the list, two at most."""
    room = width - INDENT_IN * size / TYPE_PT
    return [wrapped(f"{day}: {title}", room, size, lines=2) for _, day, title in rows]


def events(column: Column, rows: list[Row]) -> None:
    """List events, on two lines where there is room; count what does not fit."""
    column.heading("Events")
    texts = _lines_of(rows, column.width, column.size)
    rooms = column.rows_left()
    spare = rooms - len(rows)
    room = column.width - INDENT_IN * column.scale
    for number, (_, day, title) in enumerate(rows):  # second lines as long as there is room for them
        if len(texts[number]) > 1 and spare < 1:
            texts[number] = wrapped(f"{day}: {title}", room, column.size, lines=1)
        spare -= len(texts[number]) - 1
    shown = len(rows) if len(rows) <= rooms else max(rooms - 1, 0)
    for (sign, _, _), lines in list(zip(rows, texts, strict=True))[:shown]:
        y = column.row(lines[0])
        for line in lines[1:]:
            column.row(line)
        write(
            column.sheet, column.left + 0.2 * column.scale, y, sign or "–", size=column.size,
            colour=column.look.text, weight="bold", va="center", ha="right",
        )  # fmt: skip
    if shown < len(rows):
        column.row(f"and {len(rows) - shown:,} more", muted=True)


HEADLINE_PT = (21.0, 18.5, 16.0)
SUBTITLE_PT = 11.5
SEPARATOR = " · "
MOST_SUBTITLE, MOST_COUNTS = 3, 2
"""At most so many lines of subtitle and filters, and of counts."""
SUBTITLE_IN, COUNTS_IN = 0.2, 0.19
"""Heights of their lines."""


def subtitle_lines(subtitle: str, width: float) -> list[str]:
    """Return subtitle and filters in lines of `width` inches, broken between two of them where that goes."""
    return _packed(subtitle, width, SUBTITLE_PT, "normal", MOST_SUBTITLE)


def counts_lines(counts: str, width: float) -> list[str]:
    """Return the counts broken into lines of `width` inches."""
    return _packed(counts, width, COUNTS_PT, "bold", MOST_COUNTS)


def _packed(text: str, width: float, size: float, weight: str, most: int) -> list[str]:
    """Fill lines with the phrases of a text; break a phrase only where it needs a whole line."""
    lines: list[str] = []
    for phrase in text.split(SEPARATOR):
        longer = f"{lines[-1]}{SEPARATOR}{phrase}" if lines else phrase
        if lines and (len(lines) == most or width_in(printable(longer), size, weight) <= width):
            lines[-1] = longer
        elif width_in(printable(phrase), size, weight) <= width:
            lines.append(phrase)
        else:
            lines += wrapped(phrase, width, size, lines=max(most - len(lines), 1), weight=weight)
    return [fitted(line, width, size, weight) for line in lines[:most]]


def header(
    sheet: Any, title: str, subtitle: str, look: style.Theme, *, left: float, right: float, top: float
) -> None:
    """Write title and subtitle."""
    width = right - left
    size = next(
        (pt for pt in HEADLINE_PT if width_in(printable(title), pt, "bold") <= width), HEADLINE_PT[-1]
    )
    shown = fitted(title, width, size, "bold")
    write(sheet, left, top, shown, size=size, colour=look.text, weight="bold", va="top")
    for number, line in enumerate(subtitle_lines(subtitle, width)):
        y = top - 0.42 - SUBTITLE_IN * number
        write(sheet, left, y, line, size=SUBTITLE_PT, colour=look.muted, va="top")


COUNTS_PT, NOTES_PT, CREDITS_PT = 10.0, 8.0, 7.0


def footer(
    sheet: Any, counts: list[str], notes: str, credits: str, look: style.Theme, *, left: float, right: float,
    top: float,
) -> None:  # fmt: skip
    """Write the counts, large enough to read, and notes and credits under them."""
    y = top
    lines = [(line, COUNTS_PT, look.text, "bold") for line in counts]
    lines += [(fitted(notes, right - left, NOTES_PT), NOTES_PT, look.muted, "normal")] if notes else []
    for line, size, colour, weight in lines:
        write(sheet, left, y, line, size=size, colour=colour, weight=weight, va="top")
        y -= COUNTS_IN
    for text in wrapped(credits, right - left, CREDITS_PT, lines=2):
        write(sheet, left, y, text, size=CREDITS_PT, colour=look.muted, va="top")
        y -= 0.13


def _mark(
    column: Column, y: float, shape: str, colour: str, radius: float, *, x: float | None = None, **flags: bool
) -> None:
    point = np.array([[column.left + 0.15 * column.scale if x is None else x, y]])
    for line in marks.mark_lines(point, shape, colour, radius, column.theme, **flags):
        column.sheet.add_artist(line)


def _size_rows(
    sizes: tuple[style.Size, ...], width: float, scale: float, pt: float
) -> list[list[tuple[style.Size, float, float]]]:
    """The sizes in rows as (size, where its mark is, its radius), in inches from the left."""
    rows: list[list[tuple[style.Size, float, float]]] = []
    x = width
    for size in sizes:
        reach = size.radius * max(scale, 0.6) / 96
        needed = 2 * reach + 0.05 + width_in(size.label, pt)
        if x + needed > width:
            rows.append([])
            x = width_in("Deaths", pt) + 0.12
        rows[-1].append((size, x + reach, reach))
        x += needed + 0.13
    return rows


def _sizes(column: Column, sizes: tuple[style.Size, ...], scale: float) -> None:
    """The sizes, as many to a row as fit."""
    for number, row in enumerate(_size_rows(sizes, column.width, scale, column.size)):
        y = column.y - _row_height(row, column.size) / 2
        if number == 0:
            write(
                column.sheet, column.left, y, "Deaths", size=column.size, colour=column.look.text, va="center"
            )
        for size, x, reach in row:
            point = np.array([[column.left + x, y]])
            for line in marks.mark_lines(point, "circle", column.look.other, reach * 96, column.theme):
                column.sheet.add_artist(line)
            label_x = column.left + x + reach + 0.05
            write(
                column.sheet, label_x, y, size.label, size=column.size, colour=column.look.text, va="center"
            )
        column.y -= _row_height(row, column.size)


def _row_height(row: list[tuple[style.Size, float, float]], size: float) -> float:
    return max(ROW_IN * size / TYPE_PT, max(2 * reach for _, _, reach in row) + 0.05)


def _pile(column: Column, x: float, y: float) -> None:
    """A small ring: the mark of several events on one spot."""
    radius = 0.07 * column.scale
    for size, colour in ((radius, column.look.other), (radius * 0.6, column.look.panel)):
        column.sheet.add_patch(Circle((x, y), size, linewidth=0, facecolor=colour))


def _sample(column: Column, x: float, y: float, key: str) -> None:
    """A small picture of a mark that is neither colour nor shape."""
    look = column.look
    flags = {"hollow": {"hollow": True}, "contested": {"contested": True}, "coarse": {"soft": True}}
    flags["not_stated"] = {"unsaid": True}
    if key == PILE:
        _pile(column, x, y)
    elif key == "unit":
        box = Rectangle((x - 0.13, y - 0.06), 0.26, 0.12, linewidth=0.8, facecolor=look.panel)
        box.set(edgecolor=look.muted)
        column.sheet.add_patch(box)
        column.sheet.add_patch(Rectangle((x - 0.1, y - 0.045), 0.2, 0.03, linewidth=0, facecolor=look.other))
    elif key in flags:
        _mark(column, y, "circle", look.other, 4.6 * column.scale, x=x, **flags[key])
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
        dashes: Any = {"inferred": (0, (3, 2)), "searched": (0, (4, 2.5))}.get(key, "-")
        width = {"stretch": 4.2, "ring": 1.2, "searched": 1.2}.get(key, 1.7)
        colour = {"ring": look.ring, "searched": look.muted}.get(key, look.route)
        column.sheet.add_line(
            Line2D(
                [x - 0.13, x + 0.13],
                [y, y],
                color=colour,
                linewidth=width,
                linestyle=dashes,
                solid_capstyle="butt",
            )
        )
