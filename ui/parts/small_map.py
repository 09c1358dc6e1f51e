"""A small map beside a list: the live map's client on a few events, without timeline, strip or tools."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING

from events.query import Counts
from geo.ground.basemap import CREDITS
from maps import layers
from maps.layers.extent import bounds_of
from maps.layers.overlays import Overlay
from maps.live import payload
from ui import bridge, cache, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from maps.layers.legend import Legend

COLUMNS = [*layers.DRAWN_COLUMNS, "title", "place"]
"""What the frame of a small map has to have."""


def draw(
    frame: pd.DataFrame,
    legend: Legend,
    *,
    key: str,
    overlays: Sequence[Overlay] = (),
    texts: bool = True,
    fit_for: str | None = None,
    selected: str | None = None,
) -> None:
    """Draw events, fitted to the window.

    Parameters
    ----------
    frame : DataFrame
        Events in `COLUMNS`.
    legend : Legend
        Their colours.
    key : str
        Of the component; begins with place_map, as all small maps.
    overlays : sequence of Overlay
        Drawn with them, and part of what the map is fitted to.
    texts : bool
        Carry the words that a pointer shows.
    fit_for : str, optional
        The map is fitted again when this changes; default: when the events do.
    selected : str, optional
        The event_id of the one that is marked.
    """
    events = payload.encode_events(frame, legend, texts=texts)
    bounds = bounds_of(frame, [Overlay("ring", "", "", overlay.geometry) for overlay in overlays])
    shown = layers.Layers(
        events=frame,
        overlays=list(overlays),
        legend=legend,
        bounds=bounds,
        extent=None,
        counts=asdict(Counts(*[len(frame)] * 3, *[0] * (len(fields(Counts)) - 3))),
        credits=CREDITS,
        title="",
        subtitle="",
        filters_text="",
        filter_phrases=(),
        options=layers.MapOptions(theme=theme.name()),
    )
    grounds = cache.grounds(bounds)
    bridge.client()
    for bulk in (*grounds.values(), events):
        bridge.carrier(bulk)
    ids = list(events.event_ids)
    marked = ids.index(selected) if selected in ids else None
    fit = {"bounds": list(bounds or ()), "for": fit_for or events.key}
    bridge.place_map(
        {
            "description": shown.description() | {"fit": fit, "selected_index": marked},
            "events": events.key,
            "basemaps": {name: bulk.key for name, bulk in grounds.items()},
        },
        key=key,
    )
