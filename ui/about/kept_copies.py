"""The copies of the database that are kept: which, for how long, and one put in its place."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from events.errors import EventsError
from events.store import Store, copies, keeping
from ui import gate, words

_TOLD = "copies_told"
MOST_ROWS = 200


def show(store: Store) -> None:
    """Draw the list with what can be done about it."""
    kept, settings = copies.listed(store.path), keeping.load()
    with st.expander(f"Copies from before imports: {words.count(len(kept))}", key="kept_copies"):
        st.text(_until(settings))
        told = st.session_state.pop(_TOLD, None)
        if told:
            st.success(words.plain(told))
        if kept:
            _table(kept[:MOST_ROWS])
            _restoring(store, kept[:MOST_ROWS])
        else:
            st.text("There is none yet: the first is made before the next import.")
        if not gate.listens_beyond():  # the settings are this person's, for all their databases
            _settings(settings)


def _until(settings: keeping.Keeping) -> str:
    if not settings.days or not settings.gigabytes:
        return "No copies are made before imports."
    return (
        f"Before each import a copy of the database is kept beside it, for {words.many(settings.days, 'day')}"
        f" and {settings.gigabytes:g} GB at most; the newest always stays."
    )


def _table(kept: list[copies.Copy]) -> None:
    lines = [
        {"When (UTC)": f"{one.at:%Y-%m-%d %H:%M}", "Why": one.why, "Size": f"{one.size / 1e6:,.1f} MB",
         "Name": one.path.name}
        for one in kept
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(lines), hide_index=True, width="stretch", row_height=28, key="copies_list")


def _restoring(store: Store, kept: list[copies.Copy]) -> None:
    named = {one.path.name: one for one in kept}
    name = st.selectbox("Put back", list(named), index=None, key="copies_name", placeholder="choose a copy")
    if name is None:
        st.text("On the command line: atlas.py restore NAME")
        return
    sure = st.checkbox(
        "All that was changed since this copy goes; the database of now is kept among the copies",
        key="copies_sure",
    )
    if st.button("Put this copy in its place", key="copies_restore", disabled=not sure) and sure:
        try:
            with st.spinner("Reading the copy"):
                aside = copies.restore(
                    store, named[name].path, now=dt.datetime.now(dt.UTC).replace(tzinfo=None)
                )
        except EventsError as error:
            st.error(words.plain(error))
            return
        undo = f" To take this back, put “{aside.name}” in its place." if aside else ""
        st.session_state[_TOLD] = f"The database is as in “{name}”.{undo}"
        del st.session_state["copies_name"], st.session_state["copies_sure"]
        st.rerun()


def _settings(settings: keeping.Keeping) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.number_input("Days (0: no copies)", 0, 3650, settings.days, key="copies_days", width=160)
        most = st.number_input(
            "GB in all", 0.0, 10_000.0, float(settings.gigabytes), 0.5, key="copies_gigabytes", width=160
        )
        asked = keeping.Keeping(int(days), float(most))
        if st.button("Keep so long", key="copies_keep", disabled=asked == settings):
            try:
                keeping.save(asked)
            except (EventsError, OSError) as error:
                st.error(words.plain(error))
                return
            st.rerun()


__all__ = ["show"]
