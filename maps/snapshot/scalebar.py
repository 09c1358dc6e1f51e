"""The scale bar, in kilometres and miles, and the arrow to the north beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from maps.layers.words import METRES_PER_MILE
from maps.snapshot.lettering import width_in, write

LONGEST_IN = 1.7
TYPE_PT = 9.0
ARROW_IN = 0.3
Lengths = list[tuple[str, float, int]]
"""Label, length on the page in inches, and whether above (1) or under (-1) the line."""


def scale_bar(panel: Any, marks_in: np.ndarray, *, arrow: bool = True) -> None:
    """Draw a scale bar in a corner: kilometres above, miles below, true at the map's middle.

    `marks_in` are the marks' places in inches: the bar keeps off them, and off what is taken, if it can.
    A map on which north has one direction gets an `arrow` beside it; one of the world says where it is true.
    """
    frame, look = panel.frame, panel.look
    most = min(LONGEST_IN, panel.width_in * 0.3)
    lengths = _lengths(panel, most)
    longest = max(length for _, length, _ in lengths)
    arrow = arrow and not (frame.wide or frame.polar)
    where = f"at {abs(round(frame.middle[0]))}° {'N' if round(frame.middle[0]) >= 0 else 'S'}"
    needed = longest + (0.4 if arrow else width_in(where, TYPE_PT) + 0.12 if frame.wide else 0.0)
    x_right, y = _corner(panel, marks_in, needed)
    x_left = x_right - longest
    panel.room.take((x_right - needed - 0.05, y - 0.24, x_right + 0.3, y + (0.36 if arrow else 0.26)))
    panel.sheet.add_line(Line2D([x_left, x_right], [y, y], color=look.text, linewidth=1.2, zorder=6))
    for label, length, side in lengths:
        for x in (x_left, x_left + length):
            panel.sheet.add_line(
                Line2D([x, x], [y, y + side * 0.06], color=look.text, linewidth=1.2, zorder=6)
            )
        x = min(x_left + length, panel.box[2] - 0.08 - width_in(label, TYPE_PT) / 2)
        _write(panel, x, y + side * 0.075, label, "center", side)
    if frame.wide:
        _write(panel, x_left - 0.08, y, where, "right", 0)
    if arrow:
        _north(panel, x_left - 0.25, y)


def _lengths(panel: Any, most: float) -> Lengths:
    """The longest round numbers of kilometres and miles that `most` inches hold."""
    per_inch = panel.metres_per_inch
    stretch = panel.frame.bar(most * per_inch) / (most * per_inch)
    found = []
    for unit, metres, side in (("km", 1000.0, 1), ("mi", METRES_PER_MILE, -1)):
        number = _round_length(most * per_inch / stretch / metres)
        found.append((f"{number:,g} {unit}", panel.frame.bar(number * metres) / per_inch, side))
    return found


def _corner(panel: Any, marks_in: np.ndarray, needed: float) -> tuple[float, float]:
    """Right end and height of a bar in the corner that hides least."""
    low, high = panel.box[1] + 0.3, panel.box[3] - 0.4
    right, left = panel.box[2] - 0.3, panel.box[0] + needed + 0.3

    def hidden(spot: tuple[float, float]) -> tuple[bool, int]:
        x, y = spot
        near = (
            (np.abs(marks_in[:, 1] - y) < 0.35)
            & (marks_in[:, 0] > x - needed - 0.3)
            & (marks_in[:, 0] < x + 0.3)
        )
        return not panel.room.free((x - needed, y - 0.1, x, y + 0.1)), int(near.sum())

    return min(((right, low), (left, low), (right, high)), key=hidden)


def _north(panel: Any, x: float, y: float) -> None:
    """An arrow to the true north of the place where it stands."""
    ahead = np.array(panel.frame.north(*panel.from_inches(x, y)))
    across = np.array([ahead[1], -ahead[0]])
    foot, tip = np.array([x, y - 0.12]), np.array([x, y - 0.12]) + ARROW_IN * ahead
    notch = foot + 0.07 * ahead
    shape = Polygon(
        [tip, foot + 0.075 * across, notch, foot - 0.075 * across], closed=True, facecolor=panel.look.text,
        edgecolor=panel.look.halo, linewidth=0.6, zorder=6,
    )  # fmt: skip
    panel.sheet.add_patch(shape)
    x, y = tip + 0.02 * ahead
    _write(panel, x, y, "N", "center", 1)


def _write(panel: Any, x: float, y: float, text: str, ha: str, side: int) -> None:
    write(
        panel.sheet, x, y, text, size=TYPE_PT, colour=panel.look.text, halo=panel.look.halo, ha=ha,
        va={1: "bottom", 0: "center", -1: "top"}[side], zorder=6,
    )  # fmt: skip


def _round_length(most: float) -> float:
    """The longest of 1, 2, 5 times a power of ten that is not above `most`."""
    power = 10.0 ** np.floor(np.log10(most))
    return float(next(step * power for step in (5, 2, 1) if step * power <= most * 1.0001))
