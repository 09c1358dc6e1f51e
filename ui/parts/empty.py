"""What the screen says when there is nothing to show, and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import cache, session, words
from ui.parts import chips, unknown_words

if TYPE_CHECKING:
    from events.query import Filter
    from events.store import Store
    from maps.view_state import ViewState


def no_events() -> None:
    """Say how to fill an empty database."""
    with st.container(key="empty"):
        st.subheader("No events yet", anchor=False)
        st.text(
            "Import a table (it can be dropped here), type an event in, or start from the example events"
            " of two press reports."
        )
        with st.container(horizontal=True):
            st.button("Load the example events", key="seed", type="primary", on_click=_seed)
            st.button("Import a file", key="go_import", on_click=_go, args=("import",))
            st.button("Add an event", key="go_add", on_click=_go, args=("add",))
    if st.session_state.pop("atlas_go", None):
        st.switch_page(st.session_state["atlas_pages"]["events"])


def _seed() -> None:
    from events.editing import examples

    examples.bring_back(cache.store(), who="seed events")


def _go(part: str) -> None:
    st.session_state["events_part"] = part
    st.session_state["atlas_go"] = True


def no_match(store: Store, chosen: Filter) -> None:
    """Name the filter that empties the map, and offer to lift it."""
    state = session.current()
    on = chips.active(state)
    st.text("No event matches all the filters that are on.")
    if unknown_words.show(store, chosen, key="nothing"):
        return
    culprits = _culprits(store, state, on)
    for place, (label, names, number) in enumerate(culprits):
        st.text(label)
        st.button(
            f"Lift it: {words.many(number, 'event')}",
            key=f"lift_{place}",
            on_click=_lift,
            args=names,
            width="stretch",
        )
    if not culprits:
        st.button("Lift all filters", key="lift_all", on_click=_lift, type="primary", width="stretch")


def _lift(*names: str) -> None:
    session.lift(*names)
    st.session_state["atlas_page"] = True


def _culprits(
    store: Store, state: ViewState, on: dict[str, tuple[str, ...]]
) -> list[tuple[str, tuple[str, ...], int]]:
    """The filters without which there would be events, those that give most first."""
    found = []
    for label, names in on.items():
        lifted = session.filter_without(state, names)
        number = cache.counts(store, lifted).matched
        if number:
            found.append((label, names, number))
    return sorted(found, key=lambda one: -one[2])[:3]
