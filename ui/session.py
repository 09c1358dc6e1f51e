"""The view state of one browser tab: read from the address once, kept, and written back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from events.query import Filter
from ui import state as states
from ui import words
from ui.state import ViewState

_STATE = "atlas_state"
_KEPT = "atlas_address"


def begin() -> None:
    """Read the address when the tab is new; say what of it could not be read."""
    if _STATE in st.session_state:
        return
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    st.session_state[_STATE], unread = states.decode(query)
    if unread:
        names = ", ".join(unread)
        st.toast(words.plain(f"A part of this link could not be read and was left out: {names}."))


def current() -> ViewState:
    """Return the state of this tab."""
    state: ViewState = st.session_state[_STATE]
    return state


def change(**values: Any) -> None:
    """Change fields of the state of this tab."""
    st.session_state[_STATE] = replace(current(), **values)


def lift(*names: str) -> None:
    """Set the named filters back; without names, all of them."""
    chosen = names or states.FILTER_FIELDS
    blank = ViewState()
    change(**{name: getattr(blank, name) for name in chosen})


def chosen() -> Filter:
    """Return the filter that the state asks for."""
    return Filter(**states.filter_values(current()))


def write_address() -> None:
    """Write the state into the address where it is not there yet."""
    query = states.encode(current())
    shown = {key: st.query_params.get_all(key) for key in st.query_params}
    if shown != query:
        st.query_params.from_dict(query)


def in_window(chosen: Filter) -> Filter | None:
    """Return the filter narrowed to the window of time; None when the two have no day in common.

    Without a window everything is in it, undated events too.
    """
    state = current()
    if state.window is None:
        return chosen
    first, last = state.window
    starts = [day for day in (chosen.date_from, first if state.mode == "window" else None) if day]
    ends = [day for day in (chosen.date_to, last) if day]
    start, end = max(starts, default=None), min(ends)
    if start and start > end:
        return None
    return replace(chosen, date_from=start, date_to=end)


def filter_without(state: ViewState, names: tuple[str, ...]) -> Filter:
    """Return the filter of a state with some of its fields lifted."""
    blank = ViewState()
    values = states.filter_values(state)
    return Filter(
        **{name: getattr(blank, name) if name in names else value for name, value in values.items()}
    )
