"""The Places page: what is not located or doubtful, with candidates to choose from; and more names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from events.places import doubts
from ui import cache, words
from ui.places import gazetteer_layers, places_list

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"


def show() -> None:
    """Draw the page."""
    store = cache.store()
    places_list.whole_page_begins()
    places = cache.doubts(store)
    st.header("Places", anchor=False)
    if places.empty:
        st.text("Every place is located, and none is doubtful.")
    else:
        problem = _problem(places)
        places_list.show(store, None if problem == ALL else problem)
    places_list.offer_undo(store)
    gazetteer_layers.show(store)


def _problem(places: pd.DataFrame) -> str:
    counts = places["problem"].value_counts()
    labels = {ALL: f"all {words.count(len(places))}"}
    labels |= {name: f"{name} {words.count(counts[name])}" for name in doubts.PROBLEMS if name in counts}
    if st.session_state.get("problem") not in labels:
        st.session_state["problem"] = ALL
    picked = st.segmented_control(
        "Problem",
        list(labels),
        key="problem",
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    return str(picked or ALL)
