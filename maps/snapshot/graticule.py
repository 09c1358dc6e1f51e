"""Round a pole, where no land and no town may be in view: circles of latitude, meridians and the pole."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection

from maps.snapshot.lettering import around, write

STEPS_DEG = (10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)
LABELLED = {0: "0°", 90: "90° E", 180: "180°", -90: "90° W"}
TYPE_PT = 8.6


def latitudes(frame: Any) -> list[float]:
    """Return the circles to draw: evenly spaced, two or three of them whole in the frame."""
    pole = frame.middle[0]
    left, bottom, right, top = frame.box
    inner = min(-left, right, -bottom, top)
    steps = (
        step
        for step in STEPS_DEG
        if np.abs(_at(frame, 0.0, pole - np.sign(pole) * step)).max() < 0.55 * inner
    )
    step = next(steps, STEPS_DEG[-1])
    return [float(pole - np.sign(pole) * step * number) for number in range(1, 6) if step * number < 60]


def draw(panel: Any) -> None:
    """Draw the lines on the ground, under everything else."""
    frame, look = panel.frame, panel.look
    turn, lats = np.linspace(-180.0, 180.0, 181), latitudes(frame)
    lines = [frame.project(turn, np.full(181, lat)) for lat in lats]
    lines += [frame.project([lon, lon], [lats[0], lats[-1]]) for lon in range(-150, 181, 30)]
    drawn = LineCollection(lines, colors=look.borders, linewidths=0.5, alpha=0.55, zorder=1.9)
    panel.axes.add_collection(drawn, autolim=False)
    panel.axes.plot([0.0], [0.0], marker="+", markersize=9, color=look.names, zorder=1.95)


def label(panel: Any) -> None:
    """Name the pole, the circles and the quarter meridians where there is room."""
    frame = panel.frame
    side = "N" if frame.middle[0] > 0 else "S"
    (pole,) = panel.to_inches(np.zeros((1, 2)))
    _name(panel, f"{'North' if side == 'N' else 'South'} Pole", around(float(pole[0]), float(pole[1]), 0.12))
    lats = latitudes(frame)
    for lat in lats:
        (spot,) = panel.to_inches(_at(frame, frame.middle[1] + 135.0, lat))
        _name(panel, f"{abs(lat):g}° {side}", [(*spot, "center", "center")])
    for lon, text in LABELLED.items():
        between = [(a + b) / 2 for a, b in pairwise(lats)]
        spots = [panel.to_inches(_at(frame, lon, lat))[0] for lat in between[::-1]]
        _name(panel, text, [(*spot, "center", "center") for spot in spots])


def _at(frame: Any, lon: float, lat: float) -> np.ndarray:
    return np.asarray(frame.project(lon, lat))


def _name(panel: Any, text: str, spots: Any) -> None:
    spot = panel.room.place(text, TYPE_PT, spots, pad=0.05)
    if spot:
        write(
            panel.sheet, spot[0], spot[1], text, size=TYPE_PT, colour=panel.look.names,
            halo=panel.look.water, ha=spot[2], va=spot[3], zorder=5.0,
        )  # fmt: skip
