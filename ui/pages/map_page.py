"""The Map page: one selection on the map, in the strip, in the detail and in the table."""

from __future__ import annotations

import streamlit as st

from events.errors import UnknownEventError
from events.query import Filter
from events.store import Store
from maps.layers import Layers
from ui import bridge, cache, detail, empty, filters, form, frame, log, rings, session, table, theme, words
from ui import live_map as live


def show() -> None:
    """Draw the page."""
    store = cache.store()
    counts = cache.counts(store, session.chosen())
    if not counts.total:
        empty.no_events()
        return
    _stage(store)  # first: the map is what one waits for, and it asks nothing of the filters
    with st.sidebar:
        filters.show(store, counts)
        filters.colour_by()


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
    if not live.playing():
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
            form.open_dialog(store, event_id)
        if st.button("History", key="history", icon=":material/history:"):
            form.close_dialog()
            log.history_dialog(store, event_id)
        st.button(
            "Close", key="close", icon=":material/close:", on_click=session.change, kwargs={"selected": None}
        )
    form.dialog(store, event_id)
    bridge.sheet(detail.facts(found), key="facts")
    rings.controls(found)
    probe = live.probed()
    if probe:
        rows = [live.probe_row(*probe), *rings.verdicts(found, *probe)]
        bridge.sheet({"sections": [{"title": "Is this point in reach?", "rows": rows}]}, key="probe_facts")
    own = [overlay for overlay in layers.overlays if overlay.event_id == event_id]
    bridge.sheet(detail.evidence(found, own), key="evidence")


def _table(store: Store, chosen: Filter) -> None:
    part = live.part()
    shown = session.in_window(chosen) if part in (None, "shown") else chosen
    if shown is None:
        st.text("No event lies in this window of time.")
        return
    if part is None:
        rows = cache.shown_rows(store, shown, limit=table.MOST_ROWS, order="event_date")
        if len(rows) == table.MOST_ROWS:
            number = cache.counts(store, shown).matched
            with st.container(key="part"):
                st.text(f"{words.many(number, 'event')}, the first {words.count(len(rows))} listed")
    else:
        state = session.current()
        number, rows = cache.rows_of_part(store, shown, part, state.window, state.mode, limit=table.MOST_ROWS)
        said = f"{table.PARTS[part]}: {words.many(number, 'event')}"
        with st.container(key="part", horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{said}, the first {words.count(len(rows))} listed" if number > len(rows) else said)
            st.button("All events", key="all_parts", on_click=live.lift_part, icon=":material/close:")
    table.show(rows, key="rows", height="stretch", on_pick=live.select)
