"""Where a person's data is, and what one does with it: copy it, move it, begin anew, update the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.paths import ROOT
from ui import cache, gate, words
from ui.about import kept_copies
from ui.map import welcome
from ui.parts import examples

if TYPE_CHECKING:
    from events.store import Store

GUIDE = "docs/guide/your_data.md"
HOW = (
    ("Back up", "python atlas.py backup COPY.duckdb", "copies the whole database, also while people work."),
    ("Check", "python atlas.py verify", "says whether the database or a copy is whole."),
    (
        "Move to another computer",
        "python atlas.py restore COPY.duckdb",
        "there, with the copy that you brought; the program itself is installed as it was here.",
    ),
    (
        "Start fresh",
        "python atlas.py where",
        "names the database: stop the dashboard, move that file away, and a new one begins.",
    ),
    ("Update", "git pull && make run", "or unpack the new version; the database stays where it is."),
)


def show(store: Store) -> None:
    """Draw the part of the page."""
    st.subheader("Your data", anchor=False)
    counts = cache.counts(store, cache.EVERYTHING)
    st.text(f"{words.many(counts.total, 'event')} in one file on the computer that runs the dashboard:")
    if gate.listens_beyond():
        st.text(f"{store.path.name} (others can open this page, so the folder is not shown)")
    else:
        st.code(str(store.path), language=None, wrap_lines=True)
    with st.container(horizontal=True, key="your_data"):
        examples.control(store, key="about_examples")
        if st.button("Show the card for newcomers", key="about_welcome", icon=":material/help:"):
            welcome.ask_for()
            st.switch_page(st.session_state["atlas_pages"]["map"])
    with st.expander("Back up, move, start fresh, update"):
        for what, command, does in HOW:
            st.text(f"{what}: {does}")
            st.code(command, language=None)
        st.text(f"More in {GUIDE}.")
    kept_copies.show(store)
    st.text(f"Conflict Atlas {_version()}")


def _version() -> str:
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("version"):
            return line.split('"')[1]
    return ""
