"""The example events that a new database begins with: put away and brought back where a page offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from events.editing import examples
from events.errors import EventsError
from ui import cache, session, words

if TYPE_CHECKING:
    from events.store import Store


def number(store: Store) -> int:
    """Return how many example events are in the database."""
    found: int = cache.answer(store, "examples", None, lambda: examples.number(store))
    return found


def control(store: Store, *, key: str) -> None:
    """Draw the button that puts the examples away, or the one that brings them back.

    Parameters
    ----------
    store : Store
    key : str
        The button's, which differs from page to page.
    """
    found = number(store)
    if found:
        st.button(
            f"Put the example events away ({words.count(found)})",
            key=key,
            icon=":material/inventory_2:",
            on_click=_do,
            args=(store, True),
        )
    else:
        st.button(
            "Bring the example events back",
            key=key,
            icon=":material/undo:",
            on_click=_do,
            args=(store, False),
        )


def _do(store: Store, away: bool) -> None:
    try:
        if away:
            examples.put_away(store, who=session.who())
            st.toast("Put away, for all who use this database. About the data brings them back.")
        else:
            examples.bring_back(store, who=session.who())
            st.toast("The example events are back.")
    except EventsError as error:
        st.toast(words.plain(error))
