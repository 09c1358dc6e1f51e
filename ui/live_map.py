"""The live map on the page: what it is given, what it gives back, and what opens beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from events.query import Filter
from events.store import Store
from maps.layers import Layers, MapOptions
from ui import bridge, cache, session, state, table, words

KEY = "atlas_map"
_PAGE = "atlas_page"
_SERVED = "atlas_served"
_IDS = "atlas_ids"
_PART = "atlas_part"
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
    view, (window, mode) = served["view"], served["window"] or (None, "window")
    description = cache.description(store, chosen, layers.options) | {
        "view": {"lat": view[0], "lon": view[1], "zoom": view[2]} if view else None,
        "window": [day.isoformat() for day in window] if window else None,
        "mode": mode,
        "hidden": list(served["hidden"]),
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
        },
    )


def divide() -> None:
    """Draw the bar under the map; a window from the address is told to the map when it has its events.

    A timeline takes a window only when it knows its days.
    """
    served = st.session_state[_SERVED]
    waiting = served["window"] is None and session.current().window is not None
    bridge.divider(announce=waiting, on_ready=_ready)


def _ready() -> None:
    served = st.session_state.get(_SERVED)
    if served and served["window"] is None:
        served["window"] = _window()


def _first_served() -> dict[str, Any]:
    now = session.current()
    return {"view": now.view, "window": None, "hidden": now.hidden}


def _switched() -> None:
    """Entries of the legend were switched on or off."""
    said = _told("legend")
    if isinstance(said, list):
        keys = tuple(str(key) for key in said if state.travels(str(key)))
        session.change(hidden=keys[: state.MAX_VALUES])


def _bounds() -> tuple[float, float, float, float] | None:
    """The part of the world that the map shows now, once it has said so."""
    said = _told("view")
    box = said.get("bounds") if isinstance(said, Mapping) else None
    return tuple(box) if box else None


def leave() -> None:
    """Forget what the map was told: the next map is a new one and is told where this one was."""
    st.session_state.pop(_SERVED, None)
    st.session_state.pop("atlas_probe", None)


def _window() -> tuple[tuple[date, date] | None, str]:
    now = session.current()
    return now.window, now.mode


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
    st.session_state.pop("atlas_probe", None)


def _windowed() -> None:
    said = _told("window")
    if not isinstance(said, Mapping):
        return
    mode = said.get("mode")
    window = None
    if said.get("from") and said.get("to"):
        window = date.fromisoformat(str(said["from"])), date.fromisoformat(str(said["to"]))
    session.change(window=window, mode=mode if mode in state.MODES else "window")
    served = st.session_state.get(_SERVED)
    if served and served["window"] is None:
        served["window"] = (None, "window")  # from now on the map says which window it is


def _viewed() -> None:
    said = _told("view")
    if isinstance(said, Mapping):
        session.change(view=state.rounded([said["lat"], said["lon"], said["zoom"]]))


def _shaped() -> None:
    said = _told("shape") or {}
    box, circle = said.get("bbox"), said.get("within")
    session.change(bbox=tuple(box) if box else None, within=tuple(circle) if circle else None)
    st.session_state[_PAGE] = True


def _probed() -> None:
    said = _told("probe")
    if isinstance(said, Mapping):
        st.session_state["atlas_probe"] = float(said["lat"]), float(said["lon"])


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
    point: tuple[float, float] | None = st.session_state.get("atlas_probe")
    return point


def probe_row(lat: float, lon: float) -> dict[str, Any]:
    """Return the point asked about, as a row of a sheet."""
    return {"label": "Point", "value": words.position(lat, lon)}
