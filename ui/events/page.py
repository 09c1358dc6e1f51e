"""The Events page: the table with editing, a new event, an import, and the log."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from events.errors import UnknownEventError
from ui import cache, session, words
from ui.bridge import sheet
from ui.events import actors, form, log
from ui.imports import importing
from ui.parts import detail, empty, examples, filters, page_parts, table

if TYPE_CHECKING:
    from events.store import Store

PARTS = {"table": "Table", "add": "Add an event", "import": "Import", "actors": "Actors", "log": "Log"}
PAGE_ROWS = 200
ORDERS = {
    "event_date": "oldest first",
    "-event_date": "newest first",
    "-fatalities_best": "most deaths first",
    "title": "by title",
    "place": "by place",
    "attacker": "by attacker",
    "-last_seen": "last imported first",
}


def show() -> None:
    """Draw the page."""
    store = cache.store()
    part = page_parts.choose("Events", PARTS, key="events_part")
    if part == "table":
        _table(store)
    elif part == "add":
        with st.container(key="narrow"):
            form.add(store)
    elif part == "import":
        with st.container(key="narrow"):
            importing.show(store)
    elif part == "actors":
        actors.show(store)
    else:
        log.show(store)


def _table(store: Store) -> None:
    counts = cache.counts(store, session.chosen())
    if not counts.total:
        empty.no_events()
        return
    with st.sidebar:
        filters.show(store, counts)
    pages = max(1, math.ceil(counts.matched / PAGE_ROWS))
    with st.container(horizontal=True, vertical_alignment="center", key="order"):
        order = st.selectbox(
            "Order",
            list(ORDERS),
            key="events_order",
            format_func=ORDERS.__getitem__,
            label_visibility="collapsed",
            width=200,
        )
        st.text(f"{words.count(counts.matched)} of {words.many(counts.total, 'event')}")
        page = st.pagination(pages, key="events_page") if pages > 1 else 1
    rows = table.shown_rows(
        store, session.chosen(), limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS, order=order
    )
    table.show(
        rows,
        key="events_rows",
        height=table.height_of(len(rows), 420),
        on_pick=lambda picked: session.change(selected=picked),
    )
    _selected(store)
    if examples.number(store):
        examples.control(store, key="events_examples")


def _selected(store: Store) -> None:
    event_id = session.current().selected
    if not event_id:
        st.text("Click a row to read the event, edit it or see its history.")
        return
    try:
        found = cache.detail(store, event_id)
    except UnknownEventError:
        st.text(words.GONE)
        st.button("Close", key="events_close", on_click=session.change, kwargs={"selected": None})
        return
    with st.container(key="event_actions", horizontal=True):
        if st.button("Edit", key="events_edit", icon=":material/edit:"):
            form.open_dialog(store, event_id)
        if st.button("History", key="events_history", icon=":material/history:"):
            form.close_dialog()
            log.history_dialog(store, event_id)
        if st.button("Show on the map", key="events_map", icon=":material/map:"):
            st.switch_page(st.session_state["atlas_pages"]["map"])
    form.dialog(store, event_id)
    with st.container(key="reading"):
        sheet(detail.facts(found), key="events_facts")
        sheet(detail.evidence(found), key="events_evidence")
