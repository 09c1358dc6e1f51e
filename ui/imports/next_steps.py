"""What one wants after an import: the events on the map, a slide of them, and the examples out of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import session
from ui.parts import examples

if TYPE_CHECKING:
    from events.importing.report import ImportReport
    from events.store import Store

_TO = "import_go_to"


def show(store: Store, report: ImportReport) -> None:
    """Draw the steps that follow a report."""
    to = st.session_state.pop(_TO, None)
    if to:
        st.switch_page(st.session_state["atlas_pages"][to])
    if not (report.imported or report.updated or report.unchanged):
        return
    with st.container(horizontal=True, key="next_steps"):
        st.button(
            "Show them on the map", key="next_map", type="primary", on_click=_go, args=("map", report.dataset)
        )
        st.button("Make a slide of them", key="next_slide", on_click=_go, args=("export", report.dataset))
        if examples.number(store):
            examples.control(store, key="next_examples")


def _go(page: str, dataset: str | None) -> None:
    """Go to a page with the dataset as the only filter, and the view that shows all of it."""
    session.lift()
    session.change(datasets=(dataset,) if dataset else (), view=None, window=None, selected=None)
    if page == "export":
        st.session_state["export_kind"] = "pptx"
    st.session_state[_TO] = page
