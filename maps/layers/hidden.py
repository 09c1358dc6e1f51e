"""What a person switched off in the legend, and what is then left of the layers to draw.

An entry of the legend goes by a key that says what it stands for, not where it stands:
``colour:=ISIS``, ``colour:other``, ``shape:=Battles``, ``mark:ring``. So it holds when
other events make another legend.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import numpy as np

from events import wording
from events.query import counting
from maps.layers import style, units
from maps.layers.legend import OVERLAY_MARKS, UNKNOWN, Entry, Legend, Mark, ShapeEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from maps.layers import Layers
    from maps.layers.overlays import Overlay

GROUPS = ("colour", "shape", "mark")


def key(entry: Entry | ShapeEntry | Mark) -> str:
    """Return what an entry of the legend goes by; the live client makes the same keys."""
    if isinstance(entry, Mark):
        return f"mark:{entry.key}"
    if isinstance(entry, ShapeEntry):
        return f"shape:={entry.value}" if entry.value else "shape:other"
    return f"colour:={entry.value}" if entry.kind == "value" else f"colour:{entry.kind}"


def is_key(text: str) -> bool:
    """Tell whether a text has the form of a key."""
    group, _, name = text.partition(":")
    return group in GROUPS and (name in ("other", UNKNOWN) or len(name) > 1)


def labels(hidden: Iterable[str], legend: Legend) -> list[str]:
    """Return the entries of a legend that are switched off, as the legend calls them."""
    off = set(hidden)
    return [entry.label for entry in legend.entries() if key(entry) in off]


def names(hidden: Iterable[str]) -> list[str]:
    """Return in words what keys stand for, without a legend at hand."""
    marks = dict(OVERLAY_MARKS)
    others = {"other": "other values", UNKNOWN: "what is not stated"}
    found = []
    for one in hidden:
        group, _, name = one.partition(":")
        value = name.removeprefix("=")
        found.append(
            marks.get(name, name)
            if group == "mark"
            else wording.BASES.get(value, value)
            if name.startswith("=")
            else others.get(name, name)
        )
    return found


def rows(hidden: Iterable[str], legend: Legend, frame: pd.DataFrame) -> np.ndarray:
    """Return a boolean array: the event's colour or shape is switched off."""
    off = set(hidden)
    colours = [index for index, entry in enumerate(legend.colours) if key(entry) in off]
    shapes = [entry.code for entry in legend.shapes if key(entry) in off]
    by_colour = np.isin(legend.colour_codes(frame[legend.colour_by]), colours)
    return np.asarray(by_colour | np.isin(style.shape_codes(frame["event_type"]), shapes))


def take_out(layers: Layers, kind_of: dict[int, str]) -> Layers:
    """Return layers without what is switched off, as a picture draws them; it says what is missing.

    Parameters
    ----------
    layers : Layers
    kind_of : dict of int to str
        The legend's mark of each overlay, by its place.
    """
    off = layers.options.hidden
    named = labels(off, layers.legend)
    if not named:
        return layers
    frame = layers.events
    gone = rows(off, layers.legend, frame)
    ids = set(frame["event_id"][gone])
    left = set(units.codes_of(frame)[~gone].tolist())
    kept = [
        overlay
        for index, overlay in enumerate(layers.overlays)
        if f"mark:{kind_of[index]}" not in off and not _all_gone(overlay, ids, left)
    ]
    window = counting.counted_window(layers.options.window, layers.options.mode)
    counts = counting.tally(frame, window, layers.dates, off=gone, total=layers.counts["total"])
    events = f" ({wording.many(counts.hidden, 'event')})" if counts.hidden else ""
    return replace(
        layers,
        events=frame[~gone].reset_index(drop=True),
        overlays=kept,
        counts=asdict(counts),
        notes=(f"Switched off in the legend: {', '.join(named)}{events}", *layers.notes),
        options=replace(layers.options, hidden=()),
    )


def _all_gone(overlay: Overlay, ids: set[str], left: set[int]) -> bool:
    if overlay.unit is not None:
        return overlay.unit not in left
    return ids.issuperset(overlay.event_ids or (overlay.event_id,))
