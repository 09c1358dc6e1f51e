"""The dashboard's entry: its pages, in the order in which they are shown."""

from __future__ import annotations

import streamlit as st

from ui import frame, theme
from ui.pages import about_page, events_page, export_page, map_page, places_page

st.set_page_config(
    page_title="Conflict Atlas", page_icon=theme.ASSETS / "icon.svg", layout="wide", initial_sidebar_state=288
)
pages = {
    "map": st.Page(map_page.show, title="Map", url_path="map", default=True),
    "events": st.Page(events_page.show, title="Events", url_path="events"),
    "places": st.Page(places_page.show, title="Places", url_path="places"),
    "export": st.Page(export_page.show, title="Export", url_path="export"),
    "about": st.Page(about_page.show, title="About the data", url_path="about"),
}
frame.run(pages, st.navigation(list(pages.values()), position="top"))
