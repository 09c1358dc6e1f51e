"""More place names: layers added to the shipped gazetteer, and the switch to look places up online."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from events import query
from geo import leftovers
from geo.errors import GeoError
from geo.gazetteer import layers
from geo.geocoding import learning
from ui import words
from ui.parts import online_lookup
from ui.places import country_names

if TYPE_CHECKING:
    from events.store import Store

COLUMNS = ["place", "latitude", "longitude", "country", "admin1", "dataset", "location_precision"]


def show(store: Store) -> None:
    """Draw the layers with what adds and removes them, and the online switch."""
    st.subheader("More names", anchor=False)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        country_names.show(store)
        _listed(store)
    with right:
        _add(store)
        online_lookup.settings()


def _listed(store: Store) -> None:
    found = layers.list_all(store.names_folder)
    if not found:
        st.text("Only the shipped names are in use: GeoNames, airports, provinces and our cited additions.")
        return
    rows = [
        {
            "Layer": one.name,
            "Form": one.form,
            "Places": one.records,
            "Names": one.names,
            "Problem": one.problem,
        }
        for one in found
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", row_height=28, placeholder=words.DASH)
    chosen = st.selectbox("Layer", range(len(found)), format_func=lambda at: found[at].name, key="layer")
    if st.button("Remove the layer", key="layer_remove"):
        layers.remove(found[chosen].path.stem, folder=store.names_folder)
        st.rerun()


def _add(store: Store) -> None:
    upload = st.file_uploader(
        "Add a country file: GeoNames, NGA, OCHA, OpenStreetMap, or a table with names and coordinates",
        key="layer_file",
    )
    with st.container(horizontal=True):
        if upload is not None and st.button("Add these names", key="layer_add", type="primary"):
            _read(store, upload.name, upload.getvalue())
        if st.button("Learn from the located events", key="layer_learn"):
            _learn(store)


def _read(store: Store, name: str, data: bytes) -> None:
    """Add an uploaded file as a layer; only its suffix is taken from the person's name for it."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory(dir=leftovers.scratch()) as folder:
        path = Path(folder) / f"{uuid.uuid4().hex}{suffix if suffix.isascii() and len(suffix) <= 9 else ''}"
        path.write_bytes(data)
        try:
            added = layers.add(path, folder=store.names_folder, name=Path(name).stem[:60])
        except GeoError as error:
            st.error(words.plain(error))
            return
    refused = f", {words.many(added.refused_count, 'line')} refused" if added.refused_count else ""
    st.toast(words.plain(f"{words.many(added.layer.records, 'place')} added{refused}."))


def _learn(store: Store) -> None:
    """Make a layer of the places of the events that came with coordinates."""
    frame = query.select(store, query.Filter(), columns=[*COLUMNS, "located_by"], order=None)
    own = frame[frame["located_by"].isin(["source", "analyst"])]
    try:
        layer = learning.learn(own, name="learned from events", folder=store.names_folder)
    except GeoError as error:
        st.error(words.plain(error))
        return
    st.toast(words.plain(f"{words.many(layer.records, 'place')} learned."))
