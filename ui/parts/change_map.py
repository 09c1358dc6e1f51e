"""A small map of some events, coloured by a word that stands beside each: a kind of change, a dataset."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from maps.layers import legend
from ui import theme, words
from ui.parts import small_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

MOST_EVENTS = 20_000
MOST_TITLED = 5_000


def show(frame: pd.DataFrame, kinds: pd.Series, colours: Mapping[str, str], *, key: str) -> None:
    """Draw events on a small map, with a line that says what the colours stand for.

    Parameters
    ----------
    frame : DataFrame
        Events in the columns of the model.
    kinds : Series of str
        What each is coloured by.
    colours : mapping of str to str
        ``#rrggbb`` of each kind; others get one of their own.
    key : str
        Of the component; begins with place_map, as all small maps.
    """
    frame = frame[small_map.COLUMNS].assign(dataset=kinds.to_numpy(dtype=object)).reset_index(drop=True)
    # The circle round a whole country would cover all the others; the soft mark says that it is coarse.
    frame["uncertainty_m"] = frame["uncertainty_m"].where(frame["location_precision"] != "country")
    located = frame["latitude"].notna()
    if not located.any():
        st.text("None of them is located, so there is no map.")
        return
    look = theme.name()
    made = legend.build(frame, colour_by="dataset", theme=look)
    entries = [replace(entry, colour=colours.get(entry.value or "", entry.colour)) for entry in made.colours]
    made = replace(made, colours=tuple(entries))
    small_map.draw(frame, made, key=key, texts=len(frame) <= MOST_TITLED)
    _key(made, int((~located).sum()))


def _key(made: legend.Legend, unlocated: int) -> None:
    """What the colours stand for. The dots are markup, of our colours only; the words are plain text."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for entry in made.colours:
            st.markdown(
                f'<span style="color:{entry.colour}">●</span>', unsafe_allow_html=True, width="content"
            )
            st.text(f"{entry.label} {words.count(entry.count)}", width="content")
        if unlocated:
            st.text(f"not located {words.count(unlocated)}", width="content")
