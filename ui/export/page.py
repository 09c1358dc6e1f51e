"""The Export page: what is seen, as a picture, a map file, slides or a table."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

import events.formats
import maps.formats
from events import export as tables
from events.editing import examples
from geo import leftovers
from maps import view_state
from maps.layers import MapOptions, counted_window, hidden
from maps.layers.framing import SIZES, Size
from ui import cache, session, words
from ui.export import earlier, view
from ui.parts import chips, downloads, filters

if TYPE_CHECKING:
    from events.query import Counts, Filter
    from events.store import Store

MAPS, TABLES = maps.formats.FORMATS, events.formats.FORMATS


def show() -> None:
    """Draw the page."""
    store = cache.store()
    chosen = session.chosen()
    with st.sidebar:
        filters.show(store, cache.counts(store, chosen))
    st.header("Export", anchor=False)
    left, right = st.columns([2, 5], gap="large")
    with left:
        kind = _kind()
        chosen = _examples(store, chosen)
        if kind in MAPS:
            options, size = view.chosen_map(store, chosen)
        else:
            when = view.chosen_days()
            options, size = view_state.options_of(session.current(), **when), SIZES["slide 16:9"]
        window = counted_window(options.window, options.mode)
        counts = cache.counts(store, chosen, window)
        narrowed = replace(chosen, window=window)
        _contents(store, kind, counts, narrowed, options)
        _download(store, chosen if kind in MAPS else narrowed, kind, options, size)
        earlier.show(store)
    with right:
        if kind in MAPS and counts.matched:
            st.image(cache.preview(store, chosen, options, size.inches), width="stretch")
        elif not counts.matched:
            st.text("No event matches the filters: the file would be empty.")


def _kind() -> str:
    labels = {name: one.label for name, one in MAPS.items()}
    labels |= {name: one.label for name, one in TABLES.items()}
    return str(st.selectbox("Format", list(labels), key="export_kind", format_func=labels.__getitem__))


def _examples(store: Store, chosen: Filter) -> Filter:
    """Leave the example events out where they would stand among others unasked, and say so."""
    mixed: int = cache.answer(store, "examples unasked", chosen, lambda: examples.unasked(store, chosen))
    if not mixed:
        return chosen
    wanted = st.checkbox(f"With the {words.many(mixed, 'example event')}", key="export_examples")
    if wanted:
        return chosen
    st.text(
        f"The {words.many(mixed, 'example event')} that the database began with"
        f" {'is' if mixed == 1 else 'are'} left out."
    )
    return examples.left_out(store, chosen)


def _contents(store: Store, kind: str, counts: Counts, narrowed: Filter, options: MapOptions) -> None:
    """Say what the file will hold: counts and filters."""
    if kind in MAPS:
        lines = [f"{words.count(counts.shown)} of {words.many(counts.total, 'event')} on the map"]
        if counts.unlocated:
            lines.append(f"{words.count(counts.unlocated)} not located, named in the count strip")
    else:
        matched = cache.counts(store, narrowed).matched
        lines = [
            f"{words.count(matched)} of {words.many(counts.total, 'event')}, with sources, claims and sites"
        ]
        if options.window:
            lines.append("Events outside the days, and undated ones, are not in the file")
    off = ", ".join(hidden.names(options.hidden))
    if off:
        lines.append(
            f"Less what is switched off in the legend: {off}"
            if kind in MAPS
            else f"What is switched off in the legend is in the file too: {off}"
        )
    on = list(chips.active(session.current())) or ["No filters are on"]
    st.text("\n".join([*lines, *on]))


def _download(store: Store, chosen: Filter, kind: str, options: MapOptions, size: Size) -> None:
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    mime = MAPS[kind].mime if kind in MAPS else TABLES[kind].mime
    downloads.button(
        "Download",
        lambda: _made(store, chosen, kind, options, size),
        f"conflict-atlas-{stamp}.{kind}",
        mime,
        key="export_download",
        type="primary",
        width="stretch",
    )


def _made(store: Store, chosen: Filter, kind: str, options: MapOptions, size: Size) -> bytes:
    """Write the file and return its bytes."""
    from maps import export as pictures  # matplotlib and python-pptx: only when a file is wanted

    with tempfile.TemporaryDirectory(dir=leftovers.scratch()) as folder:
        path = Path(folder) / f"export.{kind}"
        if kind in MAPS:
            pictures.save(store, chosen, options, path, size=size)
        else:
            tables.write(store, chosen, path, format=kind)
        return path.read_bytes()
