"""The dashboard's pages, in the order in which they are shown: the script that runs for every visitor.

A page is imported when it is opened, so that the map does not wait for the others. The script lies apart from
the folder `pages`: Streamlit would take the files there for its pages until the first visitor has come, and
tell that visitor that a link to /places leads nowhere.
"""

from __future__ import annotations

import streamlit as st

from ui.loading import LOADING

with LOADING:
    from ui import frame, session, theme


def _map() -> None:
    with LOADING:
        from ui.map import page
    page.show()


def _events() -> None:
    with LOADING:
        from ui.events import page
    page.show()


def _analysis() -> None:
    with LOADING:
        from ui.analysis import page
    page.show()


def _places() -> None:
    with LOADING:
        from ui.places import page
    page.show()


def _changes() -> None:
    with LOADING:
        from ui.changes import page
    page.show()


def _reports() -> None:
    with LOADING:
        from ui.reports import page
    page.show()


def _export() -> None:
    with LOADING:
        from ui.export import page
    page.show()


def _about() -> None:
    with LOADING:
        from ui.about import page
    page.show()


session.heed()
st.set_page_config(
    page_title="Conflict Atlas",
    page_icon=theme.ASSETS / "icon.svg",
    layout="wide",
    initial_sidebar_state=session.first_sidebar(),
)
pages = {
    "map": st.Page(_map, title="Map", url_path="map", default=True),
    "events": st.Page(_events, title="Events", url_path="events"),
    "analysis": st.Page(_analysis, title="Analysis", url_path="analysis"),
    "places": st.Page(_places, title="Places", url_path="places"),
    "changes": st.Page(_changes, title="Changes", url_path="changes"),
    "reports": st.Page(_reports, title="Read a report", url_path="reports"),
    "export": st.Page(_export, title="Export", url_path="export"),
    "about": st.Page(_about, title="About the data", url_path="about"),
}
frame.run(pages, st.navigation(list(pages.values()), position="top"))
