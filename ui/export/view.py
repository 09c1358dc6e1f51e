"""What an export takes over from the screen, shown and open to change: days, view, rings, legend, look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from maps import view_state
from maps.layers import MapOptions, hidden
from maps.layers.framing import SIZES, Size
from maps.layers.words import days
from ui import cache, session, theme, words
from ui.parts import live_map

if TYPE_CHECKING:
    from events.query import Filter
    from events.store import Store

AS_SHOWN, ALL, OTHER, NONE = "as shown", "all", "other", "none"
COLOURS = {
    "attacker": "attacker",
    "event_type": "type of event",
    "attacker_basis": "how the attacker is known",
    "dataset": "dataset",
    "country": "country",
}
THEMES = ("light", "dark")


def chosen_days() -> dict[str, Any]:
    """Draw the choice of days and return window and mode: those of the timeline unless changed."""
    now = session.current()
    labels = {ALL: "all days of the filters", OTHER: "other days …"}
    if now.window:
        shown = days(*now.window) if now.mode == "window" else days(None, now.window[1])
        labels = {AS_SHOWN: f"as on the timeline: {shown}"} | labels
    choice = st.selectbox("Days", list(labels), key="export_days", format_func=labels.__getitem__)
    if choice == AS_SHOWN:
        return {"window": now.window, "mode": now.mode}
    if choice == ALL:
        return {"window": None, "mode": "window"}
    left, right = st.columns(2, gap="small")
    first = left.date_input("From", value=None, key="export_from", min_value=date(1, 1, 1))
    last = right.date_input("To", value=None, key="export_to", min_value=date(1, 1, 1))
    if not isinstance(first, date) or not isinstance(last, date) or last < first:
        st.text("Choose a first day and a last day that is not before it; until then all days are in.")
        return {"window": None, "mode": "window"}
    return {"window": (first, last), "mode": "window"}


def chosen_map(store: Store, chosen: Filter) -> tuple[MapOptions, Size]:
    """Draw the choices of a map and return how it is drawn, and its size: as on the screen unless changed."""
    title = st.text_input("Title", key="export_title", max_chars=120, placeholder="Conflict events")
    subtitle = st.text_input("Subtitle", key="export_subtitle", max_chars=160)
    when = chosen_days()
    left, right = st.columns(2, gap="small")
    with left:
        size = st.selectbox("Size", list(SIZES), key="export_size")
        where = _part_of_the_world()
    with right:
        look = st.selectbox("Theme", THEMES, index=THEMES.index(theme.name()), key="export_theme")
        rings = _rings()
    now = session.current()
    names = list(COLOURS)
    colour_by = st.selectbox(
        "Coloured by",
        names,
        index=names.index(now.colour_by),
        key="export_colour",
        format_func=COLOURS.__getitem__,
    )
    options = view_state.options_of(
        now,
        colour_by=colour_by,
        theme=look,
        title=title.strip(),
        subtitle=subtitle.strip(),
        **when,
        **where,
        **rings,
    )
    return replace(options, hidden=_left_out(store, chosen, options)), SIZES[size]


def _part_of_the_world() -> dict[str, Any]:
    view = session.current().view
    labels = ({AS_SHOWN: "as on the map"} if view else {}) | {ALL: "round all events"}
    choice = st.selectbox(
        "Part of the world", list(labels), key="export_view", format_func=labels.__getitem__
    )
    return {"view": view, "bounds": live_map.seen_bounds()} if choice == AS_SHOWN else {"view": None}


def _rings() -> dict[str, Any]:
    rings = session.current().rings
    labels = {"auto": "of the events' weapons", NONE: "none"}
    if rings:
        labels = {AS_SHOWN: f"as on the map: {words.many(len(rings), 'ring')} chosen"} | labels
    choice = st.selectbox("Range rings", list(labels), key="export_rings", format_func=labels.__getitem__)
    return {"rings": rings if choice == AS_SHOWN else "auto" if choice == "auto" else ()}


def _left_out(store: Store, chosen: Filter, options: MapOptions) -> tuple[str, ...]:
    """Draw the entries of the legend that are left out: those switched off on the map unless changed."""
    legend = cache.drawn(store, chosen, replace(options, hidden=(), view=None, bounds=None)).legend
    labels = {hidden.key(entry): entry.label for entry in legend.entries()}
    off = [key for key in options.hidden if key in labels]
    picked = st.multiselect(
        "Left out, as switched off in the legend", list(labels), default=off, key="export_hidden",
        format_func=labels.__getitem__, placeholder="nothing",
    )  # fmt: skip
    return tuple(picked)
