"""A newcomer's way in, over the map: look round, open the sample file, bring a file of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import bridge
from ui.imports import importing
from ui.parts import examples

if TYPE_CHECKING:
    from events.store import Store

_WANTED, _WAY = "atlas_welcome", "atlas_way_in"
WAYS = ("sample", "own", "dropped")


def show(store: Store, *, over_map: bool) -> None:
    """Draw the card for who has not seen it in this browser, and take a file that is dropped on the page.

    Parameters
    ----------
    store : Store
    over_map : bool
        There is a map to look round on; False in an empty database.
    """
    if st.session_state.pop(_WAY, None):
        st.switch_page(st.session_state["atlas_pages"]["events"])
    wanted = int(st.session_state.get(_WANTED, 0))
    message = {"wanted": wanted, "examples": examples.number(store) > 0, "map": over_map}
    bridge.welcome(message, on_chosen=_chosen)


def ask_for() -> None:
    """Show the card with the next look at the map, also to who has seen it."""
    st.session_state[_WANTED] = int(st.session_state.get(_WANTED, 0)) + 1


def _chosen() -> None:
    way = bridge.told(bridge.WELCOME, "chosen")
    if way not in WAYS:
        return
    st.session_state["events_part"] = "import"
    st.session_state[_WAY] = True
    importing.begin(sample=way == "sample")
