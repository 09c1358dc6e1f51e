"""About the data: where it comes from, what the codes mean, how doubt is drawn, and the keys."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from events.vocabulary import codebook
from geo.paths import DATA
from ui import cache
from ui.about import your_data

KEYS = (
    ("Space", "play and pause the time window"),
    ("← →", "one step back or forward"),
    ("Shift + ← →", "one window back or forward"),
    ("+ −", "zoom the map"),
    ("B", "briefing view: map, date, title and legend only"),
    ("Escape", "close what is open, leave the briefing view"),
    ("?", "the card for newcomers: a tour, a sample file, a file of your own"),
    ("Tab", "from control to control, left to right"),
)
DRAWN = (
    ("Exact place", "a sharp mark"),
    ("Near a place, small radius", "a sharp mark; its radius shows when it is selected"),
    (
        "Near a place, wide radius; district, governorate, region",
        "a soft area as wide as the doubt, with a light mark",
    ),
    ("Country or sea", "a soft area; left out of the map's first extent"),
    ("Between two places", "the stretch of road between them, not a point"),
    ("Not located", "not on the map: counted in the strip and listed under Places"),
    ("Deaths unknown", "a hollow mark; unknown is never counted as nought"),
    ("Rival claims", "a broken outline; found under each attacker claimed"),
    ("Inferred", "dashed; what is reported is solid"),
    ("Coarse dates", "the event covers its whole interval on the timeline"),
)
LISTS = {
    "claim_statuses": "How an attacker is known",
    "event_types": "Types of event",
    "sub_event_types": "Sub-types",
    "location_precisions": "How well a place is known",
    "time_precisions": "How well a date is known",
    "reliability": "Reliability of a source (Admiralty)",
    "credibility": "Credibility of a statement (Admiralty)",
    "site_roles": "Sites of an event",
    "located_by": "How a place was found",
}


def show() -> None:
    """Draw the page."""
    store = cache.store()
    st.header("About the data", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _drawn()
        _codes()
    with right:
        your_data.show(store)
        st.subheader("Keys", anchor=False)
        _pairs(KEYS, "Key", "What it does")
    st.subheader("Sources and licences", anchor=False)
    for text in _sources():
        st.markdown(text)


def _pairs(rows: tuple[tuple[str, str], ...], *titles: str) -> None:
    st.dataframe(
        pd.DataFrame(rows, columns=list(titles)),
        hide_index=True,
        width="stretch",
        row_height=28,
        height="content",
    )


def _drawn() -> None:
    st.subheader("How doubt is drawn", anchor=False)
    _pairs(DRAWN, "What is known", "How it looks")


def _codes() -> None:
    st.subheader("Code lists", anchor=False)
    known = codebook.names()
    shown = {name: title for name, title in LISTS.items() if name in known}
    shown |= {name: name.replace("_", " ").capitalize() for name in known if name not in shown}
    name = st.selectbox("List", list(shown), format_func=shown.__getitem__, label_visibility="collapsed")
    rows = [(code.value, code.label, code.meaning) for code in codebook.codes(name)]
    frame = pd.DataFrame(rows, columns=["Stored as", "Shown as", "Meaning"])
    st.dataframe(frame, hide_index=True, width="stretch", row_height=28, height="content")


@st.cache_data(show_spinner=False)
def _sources() -> tuple[str, ...]:
    """The shipped SOURCES.md, or its parts where it has not been joined yet."""
    joined = DATA / "SOURCES.md"
    files = [joined] if joined.exists() else sorted((DATA / "sources.d").glob("*.md"))
    return tuple(file.read_text(encoding="utf-8") for file in files)
