"""The view state of one browser tab: read from the address once, kept, and written back."""

from __future__ import annotations

import getpass
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from events.query import Filter
from maps import address
from maps import view_state as states
from maps.view_state import ViewState
from ui import words

_STATE = "atlas_state"
_ADDRESS = "atlas_address"
_SIDEBAR = "atlas_sidebar"
SIDEBAR_PX = 288
_WENT = "atlas_went"
MOST_LEFT = 100
"""So many addresses that were left are remembered: a slow browser is behind by a few."""


def heed() -> None:
    """Remember that the browser went back or forward, before anything interrupts this run of the script."""
    context = get_script_run_ctx()
    if context and context.is_history_navigation:
        st.session_state[_WENT] = True


def begin(page: str) -> bool:
    """Read the address when the tab is new, or when the browser went back or forward to another one.

    Parameters
    ----------
    page : str
        The page that runs.

    Returns
    -------
    bool
        The browser went to another address of this tab, and the state is now what that one says.
    """
    query = _shown()
    known = st.session_state.get(_ADDRESS)
    went = bool(st.session_state.pop(_WENT, False))
    turned = known is not None and _is_turn(known, page, query, went)
    if known is None or turned:
        _read(query)
    if known is None or turned or page != known["page"]:
        left = known["left"] if known and not turned else []
        st.session_state[_ADDRESS] = {"page": page, "query": query, "left": left}
    return turned


def _shown() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _is_turn(known: dict[str, Any], page: str, query: dict[str, list[str]], went: bool) -> bool:
    """Tell an address that the browser went to from one that is on its way to it.

    A page opened by its link in the app has a bare address and keeps the state. A browser that
    has not heard of the address written last still names one that was left: only where it says
    that it went through its history is that one meant.
    """
    if query == states.encode(current()):
        return False
    if page != known["page"]:
        return bool(query)
    return query != known["query"] and (went or query not in known["left"])


def _read(query: dict[str, list[str]]) -> None:
    st.session_state[_STATE], unread = states.decode(query)
    if unread:
        said = " ".join(address.unread_words(query, unread))
        st.toast(words.plain(f"A part of this link was left out. {said}"), duration="long")


def first_sidebar() -> Any:
    """Return how the sidebar is when the page opens: its width in pixels, or closed as the link has it.

    The answer stays the same for the tab: afterwards the sidebar is the person's.
    """
    if _SIDEBAR not in st.session_state:
        closed = st.query_params.get("sidebar") == "closed"
        st.session_state[_SIDEBAR] = "collapsed" if closed else SIDEBAR_PX
    return st.session_state[_SIDEBAR]


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
    known = st.session_state[_ADDRESS]
    if query != known["query"]:
        known["left"] = [*known["left"], known["query"]][-MOST_LEFT:]
    if _shown() != query:
        st.query_params.from_dict(query)
    known["query"] = query


def filter_without(state: ViewState, names: tuple[str, ...]) -> Filter:
    """Return the filter of a state with some of its fields lifted."""
    blank = ViewState()
    values = states.filter_values(state)
    return Filter(
        **{name: getattr(blank, name) if name in names else value for name, value in values.items()}
    )


def who() -> str:
    """Return whom the log names: what was typed once in this tab, else the user of this machine."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):
        user = "someone"
    return str(st.session_state.get("who") or user)
