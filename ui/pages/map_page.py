"""The Map page: one selection on the map, in the strip, in the detail and in the table."""

from __future__ import annotations

import streamlit as st

from events.errors import UnknownEventError
from events.query import Filter
from events.store import Store
from maps.layers import Layers
from ui import bridge, cache, detail, empty, filters, form, frame, log, rings, session, table, theme
from ui import live_map as live


def show() -> None:
    """Draw the page."""
    store = cache.store()
    counts = cache.counts(store, session.chosen())
    with st.sidebar:
        filters.show(store, counts)
        filters.colour_by()
    if not counts.total:
        empty.no_events()
        return
    _stage(store)


@st.fragment
@frame.guarded
def _stage(store: Store) -> None:
    """The map with what opens over it, and the table below; runs alone when only they change."""
    if live.needs_page():
        st.rerun()
    chosen = session.chosen()
    layers = cache.drawn(store, chosen, live.options(theme.name()))
    with st.container(key="stage", gap=None):
        with st.container(key="map", gap=None):
            live.show(store, chosen, layers)
            _over_the_map(store, chosen, layers)
        bridge.divider()
        with st.container(key="table", gap=None):
            _table(store, chosen)
    session.write_address()


def _over_the_map(store: Store, chosen: Filter, layers: Layers) -> None:
    """The detail of the selected event, or what to do when the filters leave nothing."""
    selected = session.current().selected
    if selected:
        with st.container(key="detail", gap="small"):
            _detail(store, selected, layers)
    elif layers.events.empty:
        with st.container(key="nothing"):
            empty.no_match(store, chosen)


def _detail(store: Store, event_id: str, layers: Layers) -> None:
    try:
        found = cache.detail(store, event_id)
    except UnknownEventError:
        session.change(selected=None)
        st.text("This event is not in the database any more.")
        return
    with st.container(key="detail_actions", horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("Edit", key="edit", icon=":material/edit:"):
            form.edit_dialog(store, event_id)
        if st.button("History", key="history", icon=":material/history:"):
            log.history_dialog(store, event_id)
        st.button(
            "Close", key="close", icon=":material/close:", on_click=session.change, kwargs={"selected": None}
        )
    own = [overlay for overlay in layers.overlays if overlay.event_id == event_id]
    bridge.sheet(detail.sheet(found, own), key="facts")
    rings.controls(found)
    probe = live.probed()
    if probe:
        rows = rings.verdicts(found, *probe)
        section = {"title": "Is this point in reach?", "rows": [live.probe_row(*probe), *rows]}
        bridge.sheet({"sections": [section]}, key="probe_facts")


def _table(store: Store, chosen: Filter) -> None:
    shown = session.in_window(chosen)
    if shown is None:
        st.text("No event lies in this window of time.")
        return
    frame_ = cache.rows(store, shown, table.COLUMNS, limit=table.MOST_ROWS, order="event_date")
    table.show(table.readable(frame_), key="rows", height="stretch", on_pick=live.select)
