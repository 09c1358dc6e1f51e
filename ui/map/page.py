"""The Map page: one selection on the map, in the strip, in the detail and in the table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from events.errors import UnknownEventError
from ui import bridge, cache, frame, session, theme, words
from ui.events import form, log
from ui.map import rings, welcome
from ui.parts import detail, empty, filters, table
from ui.parts import live_map as live

if TYPE_CHECKING:
    from events.query import Filter
    from events.store import Store
    from maps.layers import Layers


def show() -> None:
    """Draw the page."""
    store = cache.store()
    counts = cache.counts(store, session.chosen())
    if not counts.total:
        welcome.show(store, over_map=False)
        empty.no_events()
        return
    _stage(store)  # first: the map is what one waits for, and it asks nothing of the filters
    welcome.show(store, over_map=True)
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
        st.text(words.GONE)
        _close()
        return
    with st.container(key="detail_actions", horizontal=True, gap="small", vertical_alignment="center"):
        if st.button("Edit", key="edit", icon=":material/edit:"):
            form.open_dialog(store, event_id)
        if st.button("History", key="history", icon=":material/history:"):
            form.close_dialog()
            log.history_dialog(store, event_id)
        _close()
    form.dialog(store, event_id)
    bridge.sheet(detail.facts(found), key="facts")
    rings.controls(found)
    probe = live.probed()
    if probe:
        rows = [live.probe_row(*probe), *rings.verdicts(found, *probe)]
        bridge.sheet({"sections": [{"title": "Is this point in reach?", "rows": rows}]}, key="probe_facts")
    own = [overlay for overlay in layers.overlays if overlay.event_id == event_id]
    bridge.sheet(detail.evidence(found, own), key="evidence")


def _close() -> None:
    """The button that closes the detail; Escape on the map does the same."""
    st.button(
        "Close", key="close", icon=":material/close:", on_click=session.change, kwargs={"selected": None}
    )


def _table(store: Store, chosen: Filter) -> None:
    """The events that the strip counts, or those of its part that was pressed."""
    part, state = live.part(), session.current()
    if part is None and state.window is None and not state.hidden:
        rows = table.shown_rows(store, chosen, limit=table.MOST_ROWS, order="event_date")
        number = cache.counts(store, chosen).matched if len(rows) == table.MOST_ROWS else len(rows)
    else:
        options = replace(live.options(theme.name()), hidden=state.hidden)
        number, rows = table.rows_of_part(store, chosen, options, part or "deaths", limit=table.MOST_ROWS)
    said = [words.many(number, "event")] if part or number > len(rows) or not number else []
    if part:
        said = [f"{table.PARTS[part]}: {said[0]}"]
    elif not number:
        off = ", or all are switched off in the legend" if state.hidden else ""
        said = [f"No event lies in this window of time{off}." if state.window else f"No event is left{off}."]
    if number > len(rows):
        said.append(f"the first {words.count(len(rows))} listed")
    if said:
        with st.container(key="part", horizontal=True, vertical_alignment="center", gap="small"):
            st.text(", ".join(said))
            if part:
                st.button("All events", key="all_parts", on_click=live.lift_part, icon=":material/close:")
    if number or part:
        table.show(rows, key="rows", height="stretch", on_pick=live.select)
