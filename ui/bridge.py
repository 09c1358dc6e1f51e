"""The components that Streamlit has no widget for: the live map, its bytes, and the sheet of facts.

Bulk bytes travel in carriers: component instances that hold one payload each and
hand it to the map's client under its key. A carrier whose bytes are the same is not
sent again. The map itself gets a small description that names the keys. Everything
that reaches the page is set as text, never as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from maps.live.client_source import component_js
from ui.theme import ASSETS
from ui.unbroken import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maps.live.payload_pack import Payload

SAID = ("selection", "window", "view", "shape", "legend", "drawing", "probe", "count")
"""What a map may say; without a name here, the page would not hear it."""
WELCOME = "welcome"


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


_sheet = st.components.v2.component("atlas_sheet", js=_asset("sheet.js"), css=_asset("sheet.css"))
_divider = st.components.v2.component(
    "atlas_divider", js=_asset("divider.js"), css=_asset("divider.css"), isolate_styles=False
)
_places = st.components.v2.component("atlas_places", js=_asset("places.js"), css=_asset("places.css"))
_welcome = st.components.v2.component(
    "atlas_welcome",
    js="\n".join(_asset(name) for name in ("tour.js", "drop.js", "welcome.js")),
    css=_asset("welcome.css"),
)
_reading = st.components.v2.component("atlas_reading", js=_asset("reading.js"), css=_asset("reading.css"))
_deliver = st.components.v2.component("atlas_deliver", js=_asset("deliver.js"))
_news = st.components.v2.component("atlas_news", js=_asset("news.js"))
_unknown = st.components.v2.component("atlas_unknown", js=_asset("unknown.js"))
_client = st.components.v2.component("atlas_client", js=component_js("client"))
_carrier = st.components.v2.component("atlas_carrier", js=component_js("carrier"))
_map = st.components.v2.component("atlas_map", js=component_js("map"))
_place_map = st.components.v2.component("atlas_place_map", js=component_js("map"), isolate_styles=False)


def sheet(facts: Mapping[str, Any], *, key: str) -> None:
    """Draw a sheet of facts (`ui.parts.detail.sheet`); every text of it is set as text."""
    _sheet(data=dict(facts), key=key)


def divider() -> None:
    """Draw the bar between map and table, with which the table's height is changed."""
    _divider(key="divider")


def places(message: Mapping[str, Any], *, key: str, on: Mapping[str, Callable[[], None]]) -> None:
    """Draw the list of places (`ui.places.places_list`) and call back what it says (`told`)."""
    calls: dict[str, Any] = {f"on_{name}_change": whole(call) for name, call in on.items()}
    _places(data=dict(message), key=key, **calls)


def welcome(message: Mapping[str, Any], *, on_chosen: Callable[[], None]) -> None:
    """Draw what a newcomer is offered over the map, with the tour and the area that takes a dropped file.

    Parameters
    ----------
    message : mapping
        ``wanted``: how often the card was asked for in this tab; ``examples``: whether the seed events
        are there; ``map``: whether there is a map to look round on.
    on_chosen : callable
        Called when one of the ways was chosen: `told` says which ("sample", "own", "dropped").
    """
    _welcome(data=dict(message), key=WELCOME, on_chosen_change=whole(on_chosen))


def reading(message: Mapping[str, Any], *, key: str, on_said: Callable[[], None]) -> None:
    """Draw a report beside its drafts (`ui.reports.page`) and call back what is done there (`told`)."""
    _reading(data=dict(message), key=key, on_said_change=whole(on_said))


def deliver() -> None:
    """Put a file that was dropped on the map into the field for files of this page."""
    _deliver(key="deliver")


def news(message: Mapping[str, Any]) -> None:
    """Let the browser ask (``at``) whether the data are still as ``seen``; else the whole page runs again."""
    _news(data=dict(message), key="news", on_changed_change=_nothing)


def say_unknown(table: str) -> None:
    """Let a screen reader hear "unknown" in the empty cells of a table, by its widget's key."""
    _unknown(data={"table": table}, key=f"unknown_{table}")


def client() -> None:
    """Bring the map's script into the page, once: its text never changes."""
    _client(key="carrier_client")


def carrier(payload: Payload) -> None:
    """Bring a payload into the page; the same bytes are not sent again."""
    _carrier(data=payload.body, key=f"carrier_{payload.key}")


def atlas_map(message: Mapping[str, Any], *, key: str, on: Mapping[str, Callable[[], None]]) -> None:
    """Draw the live map and call back what it says (`told`)."""
    calls: dict[str, Any] = {f"on_{name}_change": whole(call) for name, call in on.items()}
    _map(data=dict(message), key=key, **calls)


def place_map(message: Mapping[str, Any], *, key: str) -> None:
    """Draw a small map without timeline and tools; it says nothing back."""
    calls: dict[str, Any] = dict.fromkeys((f"on_{name}_change" for name in SAID), _nothing)
    _place_map(data=dict(message), key=key, **calls)


def _nothing() -> None:
    """Leave what a small map says aside."""


def told(key: str, name: str) -> Any:
    """Return what a component said last under a name, for its callback."""
    return getattr(st.session_state.get(key), name, None)
