"""The live map on the page: what it is given, what it gives back, and what opens beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from maps import view_state as state
from maps.layers import Layers, MapOptions, drawing
from ui import bridge, cache, session, words
from ui.parts import table

if TYPE_CHECKING:
    from events.query import Filter
    from events.store import Store

KEY = "atlas_map"
_PAGE = "atlas_page"
_SERVED = "atlas_served"
_IDS = "atlas_ids"
_PART = "atlas_part"
_PROBE = "atlas_probe"
_BOUNDS = "atlas_bounds"
_SEEN = "atlas_seen"
_PLAYING = "atlas_playing"
MOST_TITLED = 5_000
"""Up to so many events carry their titles to the map, for tooltips and lettering."""


def options(theme: str) -> MapOptions:
    """Return how the state of this tab asks for the map."""
    now = session.current()
    return MapOptions(
        colour_by=now.colour_by,
        rings=now.rings or "auto",
        window=now.window,
        mode=now.mode,
        theme=theme,
        selected=now.selected,
    )


def needs_page() -> bool:
    """Tell whether something outside the map was changed from the map, so that the whole page must run."""
    return bool(st.session_state.pop(_PAGE, False))


def show(store: Store, chosen: Filter, layers: Layers) -> None:
    """Draw the map with its timeline and count strip.

    View and window belong to the map once it is there: it is told them when it is new, and tells
    them from then on. So moving it does not change what it is sent.
    """
    served = st.session_state.setdefault(_SERVED, _first_served())
    events = cache.bulk(store, chosen, layers.options, texts=len(layers.events) <= MOST_TITLED)
    grounds = cache.grounds(_bounds() or layers.bounds)
    view, window = served["view"], served["window"]
    description = cache.description(store, chosen, layers.options) | {
        "view": {"lat": view[0], "lon": view[1], "zoom": view[2]} if view else None,
        "window": [day.isoformat() for day in window] if window else None,
        "mode": served["mode"],
        "hidden": list(served["hidden"]),
        "drawing": served["drawing"].description(),
        "turn": served["turn"],
        "selected_index": _index(events.event_ids),
        "shape": _shape(),
    }
    del description["selected"]
    st.session_state[_IDS] = events.event_ids
    bridge.client()
    for payload in (*grounds.values(), events):
        bridge.carrier(payload)
    bridge.atlas_map(
        {
            "description": description,
            "events": events.key,
            "basemaps": {name: payload.key for name, payload in grounds.items()},
        },
        key=KEY,
        on={
            "selection": _selected,
            "window": _windowed,
            "view": _viewed,
            "shape": _shaped,
            "probe": _probed,
            "count": _counted,
            "legend": _switched,
            "drawing": _drawn,
        },
    )


def _first_served() -> dict[str, Any]:
    now = session.current()
    return {
        "view": now.view,
        "window": now.window,
        "mode": now.mode,
        "hidden": now.hidden,
        "drawing": state.drawing_of(now),
        "turn": 0,
    }


def turn() -> None:
    """Tell the map view, window and legend anew: the browser went back or forward to another address."""
    before = st.session_state.get(_SERVED)
    if before:
        st.session_state[_SERVED] = _first_served() | {"turn": before["turn"] + 1}
    for name in (_BOUNDS, _PROBE, _PART):
        st.session_state.pop(name, None)


def _switched() -> None:
    """Entries of the legend were switched on or off."""
    said = _told("legend")
    if isinstance(said, list):
        keys = tuple(str(key) for key in said if state.travels(str(key)))
        session.change(hidden=keys[: state.MAX_VALUES])


def _drawn() -> None:
    """Crowds are drawn another way."""
    said = _told("drawing")
    if not isinstance(said, Mapping):
        return
    way, measure, scale = (said.get(name) for name in ("way", "measure", "scale"))
    if way in drawing.WAYS and measure in drawing.MEASURES and scale in drawing.SCALES:
        session.change(draw=way, measure=measure, scale=scale)


def _bounds() -> tuple[float, float, float, float] | None:
    """The part of the world that the map shows now, once it has said so."""
    box: tuple[float, float, float, float] | None = st.session_state.get(_BOUNDS)
    return box


def seen_bounds() -> tuple[float, float, float, float] | None:
    """The part of the world that the map showed last in this tab, if that is still the view; in degrees."""
    view, bounds = st.session_state.get(_SEEN, (None, None))
    return bounds if view is not None and view == session.current().view else None


def leave() -> None:
    """Forget what the map was told: the next map is a new one and is told where this one was."""
    for name in (_SERVED, _BOUNDS, _PROBE, _PLAYING):
        st.session_state.pop(name, None)


def _index(event_ids: list[str]) -> int | None:
    selected = session.current().selected
    return event_ids.index(selected) if selected in event_ids else None


def _shape() -> dict[str, list[float]] | None:
    now = session.current()
    if now.within:
        return {"within": list(now.within)}
    return {"bbox": list(now.bbox)} if now.bbox else None


def _told(name: str) -> Any:
    """What the map said last under a name."""
    return bridge.told(KEY, name)


def _selected() -> None:
    said = _told("selection")
    if not isinstance(said, Mapping):
        return
    ids = st.session_state.get(_IDS, [])
    index, event_id = said.get("index"), said.get("event_id")
    if event_id is None and isinstance(index, int) and 0 <= index < len(ids):
        event_id = ids[index]
    select(str(event_id) if event_id else None)


def select(event_id: str | None) -> None:
    """Make an event the selected one, on the map, in the table and in the address."""
    session.change(selected=event_id)
    st.session_state.pop(_PROBE, None)


def _windowed() -> None:
    said = _told("window")
    if not isinstance(said, Mapping):
        return
    mode = said.get("mode")
    window = None
    if said.get("from") and said.get("to"):
        window = date.fromisoformat(str(said["from"])), date.fromisoformat(str(said["to"]))
    session.change(window=window, mode=mode if mode in state.MODES else "window")
    st.session_state[_PLAYING] = bool(said.get("playing"))


def playing() -> bool:
    """Tell whether time plays: its steps are no views that one goes back to."""
    return bool(st.session_state.get(_PLAYING))


def _viewed() -> None:
    said = _told("view")
    if isinstance(said, Mapping):
        view = state.rounded([said["lat"], said["lon"], said["zoom"]])
        st.session_state[_BOUNDS] = bounds = tuple(float(degrees) for degrees in said["bounds"])
        if not state.same_view(session.current().view, view, bounds):
            session.change(view=view)
        session.change(sidebar=bool(said.get("sidebar", True)))
        st.session_state[_SEEN] = session.current().view, bounds


def _shaped() -> None:
    said = _told("shape") or {}
    box, circle = said.get("bbox"), said.get("within")
    session.change(bbox=tuple(box) if box else None, within=tuple(circle) if circle else None)
    st.session_state[_PAGE] = True


def _probed() -> None:
    said = _told("probe")
    if isinstance(said, Mapping):
        st.session_state[_PROBE] = float(said["lat"]), float(said["lon"])


def _counted() -> None:
    """A part of the count strip was pressed: the table shows its events."""
    name = str(_told("count"))
    st.session_state[_PART] = name if name in table.PARTS else None


def part() -> str | None:
    """Return the part of the count strip whose events the table shows; None for all."""
    chosen: str | None = st.session_state.get(_PART)
    return chosen


def lift_part() -> None:
    """Show all events in the table again."""
    st.session_state[_PART] = None


def probed() -> tuple[float, float] | None:
    """Return the point that was last asked about on the map."""
    point: tuple[float, float] | None = st.session_state.get(_PROBE)
    return point


def probe_row(lat: float, lon: float) -> dict[str, Any]:
    """Return the point asked about, as a row of a sheet."""
    return {"label": "Point", "value": words.position(lat, lon)}
