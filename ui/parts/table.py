"""The events as a table: what it shows of each, and which row is the selected event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import streamlit as st

from events import query, wording
from events.query import Filter, counting
from maps.layers import MapOptions, hidden
from ui import bridge, cache, session, words

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from events.store import Store

COLUMNS = (
    "event_id",
    "event_date",
    "end_date",
    "title",
    "fatalities_low",
    "fatalities_best",
    "fatalities_high",
    "attacker",
    "attacker_basis",
    "contested",
    "event_type",
    "place",
    "country",
    "latitude",
    "location_precision",
    "time_precision",
    "injured",
    "dataset",
)
ROW_PX = 28
HEADER_PX = 36
MOST_ROWS = 2_000
"""Rows in one table; more are a matter of filtering, and the table says so."""

CONFIG = {
    "event_date": st.column_config.DateColumn("From", format="D MMM YYYY", width=96),
    "end_date": st.column_config.DateColumn("To", format="D MMM YYYY", width=96),
    "time_precision": st.column_config.TextColumn("Date known", width=110),
    "title": st.column_config.TextColumn("Event", width=300),
    "event_type": st.column_config.TextColumn("Type", width=192),
    "attacker": st.column_config.TextColumn("Attacker", width=190),
    "attacker_basis": st.column_config.TextColumn("How it is known", width=170),
    "place": st.column_config.TextColumn("Place as reported", width=220),
    "country": st.column_config.TextColumn("Country", width=80),
    "location_precision": st.column_config.TextColumn("Place known to", width=110),
    "fatalities_low": st.column_config.NumberColumn("Deaths low", width=78, format="localized"),
    "fatalities_best": st.column_config.NumberColumn("best", width=56, format="localized"),
    "fatalities_high": st.column_config.NumberColumn("high", width=56, format="localized"),
    "injured": st.column_config.NumberColumn("Injured", width=64, format="localized"),
    "dataset": st.column_config.TextColumn("Dataset", width=130),
}


def height_of(rows: int, most: int) -> int:
    """Return the height in pixels of a table with so many rows, at most ``most``: no empty rows below."""
    return min(most, ROW_PX * max(1, rows) + HEADER_PX)


def choose(
    frame: pd.DataFrame, *, key: str, most: int, columns: dict[str, Any], mode: Any = "multi-row"
) -> Any:
    """Draw a table to choose rows of; return what is chosen (for `picked_row` and `rows_of`).

    Parameters
    ----------
    frame : DataFrame
    key : str
        Of the widget.
    most : int
        Pixels of height at the most.
    columns : dict
        The columns shown, in order, as `st.column_config` has them.
    mode : str or list of str
        What can be chosen, as `st.dataframe` says it.
    """
    return st.dataframe(
        frame,
        key=key,
        hide_index=True,
        width="stretch",
        row_height=ROW_PX,
        height=height_of(len(frame), most),
        placeholder=words.DASH,
        column_config=columns,
        column_order=list(columns),
        selection_mode=mode,
        on_select="rerun",
    )


def rows_of(frame: pd.DataFrame, selection: Any) -> pd.DataFrame:
    """Return the chosen rows that the table still has."""
    return frame.iloc[[row for row in selection["selection"]["rows"] if row < len(frame)]]


def picked_row(selection: Any) -> int | None:
    """Return the row that was clicked, by its mark or by a cell of it."""
    chosen = selection["selection"]
    rows = [row for row, _ in chosen.get("cells", [])] or list(chosen.get("rows", []))
    return rows[0] if rows else None


PARTS = {
    "shown": "Shown on the map",
    "unlocated": "Not located",
    "undated": "Without a date",
    "outside": "Outside the dates",
    "hidden": "Switched off in the legend",
    "deaths": "Whose deaths are counted",
}
"""Parts of the count strip under the map, as the table names them when one is pressed."""


def mask(frame: pd.DataFrame, part: str, window: counting.Window | None, off: np.ndarray) -> np.ndarray:
    """Return which events a part of the count strip counts; "deaths" is all that is counted in the window.

    Parameters
    ----------
    frame : DataFrame
        The selected events, as of `events.query.counting.parts`.
    part : str
        A key of `PARTS`.
    window : tuple of date or None
    off : ndarray of bool
        Which events are switched off in the legend.
    """
    if part == "deaths":
        return counting.inside(frame, window) & ~off
    return np.asarray(counting.parts(frame, window, off) == counting.PARTS.index(part))


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table's columns with code words in plain words; unknown stays missing."""
    shown = frame.reindex(columns=list(COLUMNS)).copy()
    basis = shown["attacker_basis"].astype("object").map(words.BASIS_NAMES)
    contested = shown["contested"].fillna(False).astype(bool)
    shown["attacker_basis"] = basis.where(~contested, "Contested · " + basis.str.lower())
    shown["location_precision"] = [words.place_precision(one) for one in shown["location_precision"]]
    shown["attacker"] = shown["attacker"].astype("object").fillna(wording.NOT_STATED)
    dates = zip(shown["event_date"], shown["end_date"], shown["time_precision"], strict=True)
    shown["time_precision"] = [words.time_note(*one) for one in dates]
    return shown.drop(columns=["contested", "latitude"])


def show(
    frame: pd.DataFrame, *, key: str, height: int | Literal["stretch"], on_pick: Callable[[str | None], Any]
) -> None:
    """Draw the table with the selected event's row marked; a click selects its event.

    Parameters
    ----------
    frame : DataFrame
        From `readable`, with event_id.
    key : str
        Of the widget.
    height : int or "stretch"
        In pixels.
    on_pick : callable
        Gets the event_id of the row that was clicked, None when it was given up.
    """
    ids = [str(value) for value in frame["event_id"]]
    selected = session.current().selected
    rows = [ids.index(selected)] if selected in ids else []
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    st.dataframe(
        frame,
        key=key,
        height=height,
        width="stretch",
        row_height=ROW_PX,
        hide_index=True,
        column_config=CONFIG | {"event_id": None},
        placeholder=words.DASH,
        selection_mode=["single-row", "single-cell"],
        on_select=lambda: on_pick(_picked(key, ids)),
    )
    bridge.say_unknown(key)


def _picked(key: str, ids: list[str]) -> str | None:
    row = picked_row(st.session_state[key])
    return ids[row] if row is not None and row < len(ids) else None


def shown_rows(db: Store, chosen: Filter, *, limit: int, offset: int = 0, order: str) -> pd.DataFrame:
    """Return a page of the chosen events in the words of the table."""
    found: pd.DataFrame = cache.large(
        "shown rows",
        db.url,
        db.stamp(),
        (chosen, limit, offset, order),
        lambda: readable(cache.rows(db, chosen, COLUMNS, limit=limit, offset=offset, order=order)),
    )
    return found


def rows_of_part(
    db: Store, chosen: Filter, options: MapOptions, part: str, *, limit: int
) -> tuple[int, pd.DataFrame]:
    """Return how many of the chosen events a part of the count strip has, and the first in words.

    Counted on the very rows that the map draws, less what is switched off in its legend.
    """

    def read() -> tuple[int, pd.DataFrame]:
        made = cache.drawn(db, chosen, replace(options, hidden=()))
        off = hidden.rows(options.hidden, made.legend, made.events)
        window = counting.counted_window(options.window, options.mode)
        ids = made.events["event_id"][mask(made.events, part, window, off)]
        if ids.empty:
            return 0, readable(ids.to_frame())
        only = Filter(event_ids=tuple(ids.head(limit)), include_withdrawn=True)
        return len(ids), readable(query.select(db, only, columns=COLUMNS, limit=limit))

    asked = replace(options, selected=None, theme="light", rings=())
    found: tuple[int, pd.DataFrame] = cache.answer(db, "part", (chosen, part, asked, limit), read)
    return found
