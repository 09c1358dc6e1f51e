"""The one place where style goes into the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


def inject() -> None:
    """Put the style sheet into the page; it takes no room of its own."""
    st.html(ASSETS / "page.css")


def name() -> str:
    """Return the theme that the person sees: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"
