"""Two buttons that decide about chosen rows, and the undo of what was decided last in this tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from events.editing import edits
from events.errors import EventsError
from ui import session, words
from ui.unbroken import whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.store import Store


def decide(number: int, noun: str, *, yes: tuple[str, str], no: tuple[str, str]) -> bool | None:
    """Draw the buttons and how many rows are chosen.

    Parameters
    ----------
    number : int
        How many are chosen; without any the buttons cannot be pressed.
    noun : str
        What a row is.
    yes, no : tuple of str
        A button's words and key.

    Returns
    -------
    bool or None
        What was pressed; None for neither.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        for_it = st.button(yes[0], key=yes[1], type="primary", disabled=not number)
        against = st.button(no[0], key=no[1], disabled=not number)
        st.text(f"{words.many(number, noun)} chosen" if number else "Choose rows to decide about them.")
    return for_it if for_it or against else None


def remember(key: str, batch: str, said: str) -> None:
    """Keep what was decided, to be taken back."""
    st.session_state[key] = (batch, said)


def undo(store: Store, key: str, *, then: Callable[[], object] = lambda: None) -> None:
    """Draw what was decided last, with a button that takes it back and then does what is to follow."""
    if not (done := st.session_state.get(key)):
        return
    batch, said = done
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(said)
        if st.button("Undo", key=f"{key}_button", icon=":material/undo:"):
            try:
                _take_back(store, key, batch)
            except EventsError as error:
                st.error(words.plain(error))
                return
            then()
            st.rerun()


@whole
def _take_back(store: Store, key: str, batch: str) -> None:
    edits.undo(store, batch, who=session.who())
    del st.session_state[key]
