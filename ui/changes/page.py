"""The Changes page: what a release changed, conflicts with edits, imports as a whole, and same events."""

from __future__ import annotations

import streamlit as st

from ui import cache
from ui.changes import changes, conflicts, imports, same_event

PARTS = {
    "changed": "What changed",
    "conflicts": "Conflicts with edits",
    "imports": "Imports",
    "same": "Same event?",
}


def show() -> None:
    """Draw the page."""
    store = cache.store()
    if st.session_state.get("changes_part") not in PARTS:
        st.session_state["changes_part"] = "changed"
    with st.container(horizontal=True, vertical_alignment="center", key="parts"):
        st.header("Changes", anchor=False, width="content")
        st.segmented_control(
            "Part",
            list(PARTS),
            key="changes_part",
            format_func=PARTS.__getitem__,
            label_visibility="collapsed",
            required=True,
        )
    part = st.session_state["changes_part"]
    if part == "imports":
        imports.show(store)
    elif not cache.counts(store, cache.EVERYTHING).total and not _anything(store):
        _empty()
    elif part == "same":
        same_event.show(store)
    elif part == "conflicts":
        conflicts.show(store)
    else:
        changes.show(store)


def _anything(store: object) -> bool:
    """Whether there are events at all, if only withdrawn ones."""
    from dataclasses import replace

    return bool(cache.counts(store, replace(cache.EVERYTHING, include_withdrawn=True)).total)  # type: ignore[arg-type]


def _empty() -> None:
    with st.container(key="empty"):
        st.subheader("No events yet", anchor=False)
        st.text(
            "Import a dataset, and later its next release: this page then says, event by event and"
            " field by field, what is new, revised or withdrawn."
        )
        if st.button("Import a file", key="changes_import", type="primary"):
            st.session_state["events_part"] = "import"
            st.switch_page(st.session_state["atlas_pages"]["events"])
