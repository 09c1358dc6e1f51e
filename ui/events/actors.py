"""The actors that events name: which look like another one, and several spellings made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from events.editing import actors
from events.errors import EventsError
from ui import cache, session, words
from ui.parts import deciding, table

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from events.store import Store

MOST_ROWS = 2_000
_UNDO = "actors_undo"
COLUMNS = {
    "events": st.column_config.NumberColumn("Events", width=70),
    "name": st.column_config.TextColumn("Actor", width=420),
    "alike": st.column_config.TextColumn("Looks like", width=360),
    "flagged": st.column_config.TextColumn("What is odd about it", width=300),
}


def show(store: Store) -> None:
    """Draw the names, and what makes several of them one."""
    names = cache.actor_names(store)
    if names.empty:
        st.text("No event names an actor yet.")
        return
    shown = _chosen(names)
    nothing: dict[Any, Any] = {"alike": {"": None}, "flagged": {"": None}}
    readable = shown.assign(alike=shown["alike"].map(" | ".join)).replace(nothing)
    picked = table.choose(readable, key=f"actors_rows_{len(shown)}", most=460, columns=COLUMNS)
    rows = table.rows_of(shown, picked)
    _merge(store, names, rows)
    deciding.undo(store, _UNDO)


def _chosen(names: pd.DataFrame) -> pd.DataFrame:
    """Draw the search, and the choice of those that want a look."""
    doubtful = (names["alike"].map(len) > 0) | (names["flagged"] != "")
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.text_input(
            "Actor",
            key="actors_asked",
            placeholder="Actor",
            label_visibility="collapsed",
            max_chars=120,
            width=320,
        ).strip()
        only = st.checkbox(
            f"Only the {words.count(int(doubtful.sum()))} that look like another or are odd",
            key="actors_doubtful",
            disabled=not doubtful.any(),
        )
    if only and doubtful.any():
        names = names[doubtful]
    if asked:
        names = names[names["name"].str.contains(asked, case=False, regex=False)]
    if len(names) > MOST_ROWS:
        st.text(f"The {words.count(MOST_ROWS)} of most events, of {words.count(len(names))}.")
    return names.head(MOST_ROWS).reset_index(drop=True)


def _merge(store: Store, names: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Draw which spelling stays, how many events that concerns, and the button."""
    alike = [other for listed in rows["alike"] for other in listed] if len(rows) == 1 else []
    spellings = [*dict.fromkeys([*rows["name"], *alike])]
    if len(spellings) < 2:
        st.text("Choose the spellings of one actor; nothing is made one without you.")
        return
    said = {row["name"]: row for row in names[names["name"].isin(spellings)].to_dict("records")}
    keep = str(
        st.selectbox(
            "The spelling that stays",
            spellings,
            key=f"actors_keep_{len(spellings)}",
            format_func=lambda name: _said(said[name]),
        )
    )
    others = [name for name in spellings if name != keep]
    st.text(f"{' | '.join(others)}  →  {keep}")
    if not st.button(
        f"Make {words.many(len(spellings), 'spelling')} one", key="actors_merge", type="primary"
    ):
        return
    try:
        number, batch = actors.merge_actors(store, keep, others, who=session.who())
    except EventsError as error:
        st.error(words.plain(error))
        return
    deciding.remember(_UNDO, batch, f"{words.many(number, 'event')} changed.")
    st.rerun()


def _said(row: Mapping[Hashable, Any]) -> str:
    """A spelling with what tells it from one that looks the same."""
    odd = f", {row['flagged']}" if row["flagged"] else ""
    return f"{row['name']}  ({words.many(int(row['events']), 'event')}{odd})"
