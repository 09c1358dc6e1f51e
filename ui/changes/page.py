"""The Changes page: what a release changed, conflicts with edits, imports as a whole, and same events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from ui import cache
from ui.changes import changes, conflicts, imports, same_event
from ui.parts import page_parts

if TYPE_CHECKING:
    from events.store import Store

PARTS = {
    "changed": "What changed",
    "conflicts": "Conflicts with edits",
    "imports": "Imports",
    "same": "Same event?",
}


def show() -> None:
    """Draw the page."""
    store = cache.store()
    part = page_parts.choose("Changes", PARTS, key="changes_part")
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


def _anything(store: Store) -> bool:
    """Whether there are events at all, if only withdrawn ones."""
    return bool(cache.counts(store, replace(cache.EVERYTHING, include_withdrawn=True)).total)


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
