"""Where a release disagrees with what people edited: both values, and a person's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from events.editing import conflicts
from events.errors import EventsError
from ui import cache, session, words
from ui.parts import deciding, rows, table

if TYPE_CHECKING:
    import pandas as pd

    from events.store import Store

MOST_ROWS = 1_000
_UNDO = "conflict_undo"
COLUMNS = {
    "title": st.column_config.TextColumn("Event", width=220),
    "what": st.column_config.TextColumn("What", width=120),
    "own_value": st.column_config.TextColumn("A person's (stays)", width=170),
    "source_value": st.column_config.TextColumn("The release says", width=170),
    "says": st.column_config.TextColumn("Since the edit", width=110),
    "source_file": st.column_config.TextColumn("File", width=150),
    "found_at": st.column_config.DatetimeColumn("Imported (UTC)", format="D MMM YYYY, HH:mm", width=132),
    "source_key": st.column_config.TextColumn("Key in the source", width=110),
}


def show(store: Store) -> None:
    """Draw the part of the page."""
    deciding.undo(store, _UNDO)
    found = cache.answer(store, "conflicts", None, lambda: conflicts.listed(store, limit=MOST_ROWS + 1))
    if found.empty:
        st.text(
            "No release disagrees with what people edited."
            "\nWhere one does, the edit stays, and both values are listed here to be decided."
        )
        return
    news = int(found["news"].fillna(False).sum())
    st.text(
        f"{words.many(len(found.head(MOST_ROWS)), 'value')} that people edited, and a release says otherwise"
        f" ({words.count(news)} of them changed by the source since). The edits stay until you decide."
        + (f" The first {words.count(MOST_ROWS)} are here." if len(found) > MOST_ROWS else "")
    )
    shown = readable(found.head(MOST_ROWS))
    picked = table.choose(shown, key=f"conflict_rows_{len(found)}", most=460, columns=COLUMNS)
    _decide(store, table.rows_of(found.head(MOST_ROWS), picked))


def readable(found: pd.DataFrame) -> pd.DataFrame:
    """Return the conflicts with fields and values in words; a nameless event goes by its place."""
    shown = found.assign(title=found["title"].where(found["title"].notna(), found["place"]))
    shown["what"] = [rows.label("events", str(name)) for name in found["column_name"]]
    for side in ("own_value", "source_value"):
        pairs = zip(found["column_name"], found[side], strict=True)
        shown[side] = [
            rows.value(str(name), text) if words.known(text) else "unknown" for name, text in pairs
        ]
    shown["says"] = found["news"].fillna(False).map({True: "new", False: "as before"})
    return shown


def _decide(store: Store, chosen: pd.DataFrame) -> None:
    mine = deciding.decide(
        len(chosen),
        "value",
        yes=("Keep what people set", "conflict_mine"),
        no=("Take what the release says", "conflict_theirs"),
    )
    if mine is None:
        return
    try:
        batch = conflicts.decide(
            store, chosen["conflict_id"], "mine" if mine else "theirs", who=session.who()
        )
    except EventsError as error:
        st.error(words.plain(error))
        return
    did = "kept" if mine else "taken from the release"
    deciding.remember(_UNDO, batch, f"{words.many(len(chosen), 'value')} {did}.")
    st.rerun()
