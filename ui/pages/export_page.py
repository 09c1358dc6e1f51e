"""The Export page: what is seen, as a picture, a map file, slides or a table."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from events import export as tables
from events.query import Filter
from events.store import Store
from maps import hidden
from maps.layers import MapOptions, counted_window
from ui import cache, chips, downloads, filters, session, words

MAPS = {
    "png": ("PNG picture", "image/png"),
    "svg": ("SVG drawing", "image/svg+xml"),
    "pdf": ("PDF page", "application/pdf"),
    "pptx": (
        "PowerPoint slides",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "html": ("HTML map, works without a network", "text/html"),
}
TABLES = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": ("GeoJSON", "application/geo+json"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
    "kml": ("KML", "application/vnd.google-earth.kml+xml"),
    "kmz": ("KMZ", "application/vnd.google-earth.kmz"),
    "parquet": ("GeoParquet", "application/vnd.apache.parquet"),
}
SIZES = {
    "slide 16:9": (13.333, 7.5),
    "A4 across": (11.69, 8.27),
    "A3 across": (16.54, 11.69),
    "square": (8.0, 8.0),
}
THEMES = ("light", "dark")


def show() -> None:
    """Draw the page."""
    store = cache.store()
    chosen = session.chosen()
    counts = cache.counts(store, chosen, _window())
    with st.sidebar:
        filters.show(store, counts)
    st.header("Export", anchor=False)
    left, right = st.columns([2, 5], gap="large")
    with left:
        kind = _kind()
        options, size = _map_options() if kind in MAPS else (_options(""), SIZES["slide 16:9"])
        _contents(store, kind)
        _download(store, chosen, kind, options, size)
    with right:
        if kind in MAPS and counts.matched:
            st.image(cache.preview(store, chosen, options, size), width="stretch")
        elif not counts.matched:
            st.text("No event matches the filters: the file would be empty.")


def _kind() -> str:
    labels = {name: label for name, (label, _) in (MAPS | TABLES).items()}
    return str(st.selectbox("Format", list(labels), key="export_kind", format_func=labels.__getitem__))


def _map_options() -> tuple[MapOptions, tuple[float, float]]:
    title = st.text_input("Title", key="export_title", max_chars=120, placeholder="Conflict events")
    subtitle = st.text_input("Subtitle", key="export_subtitle", max_chars=160)
    left, right = st.columns(2, gap="small")
    size = left.selectbox("Size", list(SIZES), key="export_size")
    look = right.selectbox("Theme", THEMES, key="export_theme")
    return _options(title, subtitle, look), SIZES[size]


def _options(title: str, subtitle: str = "", look: str = "light") -> MapOptions:
    state = session.current()
    return MapOptions(
        colour_by=state.colour_by,
        rings=state.rings or "auto",
        title=title.strip(),
        subtitle=subtitle.strip(),
        window=state.window,
        mode=state.mode,
        theme=look,
        selected=state.selected,
        hidden=state.hidden,
    )


def _window() -> tuple[date | None, date] | None:
    state = session.current()
    return counted_window(state.window, state.mode)


def _contents(store: Store, kind: str) -> None:
    """Say what the file will hold: counts and filters."""
    counts = cache.counts(store, session.chosen(), _window())
    if kind in MAPS:
        lines = [f"{words.count(counts.shown)} of {words.many(counts.total, 'event')} on the map"]
        if counts.unlocated:
            lines.append(f"{words.count(counts.unlocated)} not located, named in the count strip")
    else:
        lines = [
            f"{words.count(counts.matched)} of {words.many(counts.total, 'event')},"
            " with sources, claims and sites"
        ]
    off = ", ".join(hidden.names(session.current().hidden))
    if off:
        lines.append(
            f"Less what is switched off in the legend: {off}"
            if kind in MAPS
            else f"What is switched off in the legend is in the file too: {off}"
        )
    on = list(chips.active(session.current())) or ["No filters are on"]
    st.text("\n".join([*lines, *on]))


def _download(
    store: Store, chosen: Filter, kind: str, options: MapOptions, size: tuple[float, float]
) -> None:
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    _, mime = (MAPS | TABLES)[kind]
    downloads.button(
        "Download",
        lambda: _made(store, chosen, kind, options, size),
        f"conflict-atlas-{stamp}.{kind}",
        mime,
        key="export_download",
        type="primary",
        width="stretch",
    )


def _made(store: Store, chosen: Filter, kind: str, options: MapOptions, size: tuple[float, float]) -> bytes:
    """Write the file and return its bytes."""
    from maps import export as pictures  # matplotlib and python-pptx: only when a file is wanted

    with tempfile.TemporaryDirectory(prefix="conflict-atlas-") as folder:
        path = Path(folder) / f"export.{kind}"
        if kind in MAPS:
            pictures.save(store, chosen, options, path, size=size)
        else:
            tables.write(store, chosen, path, format=kind)
        return path.read_bytes()
