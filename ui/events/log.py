"""The log: every change with who, when, old, new and why; and taking changes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events.editing import edits
from events.errors import EventsError
from events.store.undoing import BULK
from ui import cache, session, words
from ui.parts import rows, table
from ui.unbroken import whole

if TYPE_CHECKING:
    from events.store import Store

UNDONE = "Undone. The undoing is in the log, too."
COLUMNS = {
    "edited_at": st.column_config.DatetimeColumn("When", format="D MMM YYYY, HH:mm", width=130),
    "who": st.column_config.TextColumn("Who", width=110),
    "title": st.column_config.TextColumn("Event", width=240),
    "what": st.column_config.TextColumn("What", width=150),
    "old_value": st.column_config.TextColumn("Before", width=200),
    "new_value": st.column_config.TextColumn("After", width=200),
    "why": st.column_config.TextColumn("Why", width=200),
}


def show(store: Store) -> None:
    """Draw the whole log, newest first, with undo."""
    st.text_input(
        "Your name in the log",
        key="who",
        placeholder=session.who(),
        max_chars=80,
        width=280,
        persist_state="session",
    )
    _draw(store, None, key="log")


@st.dialog("History of the event", width="large")
def history_dialog(store: Store, event_id: str) -> None:
    """Draw the changes of one event, with undo."""
    _draw(store, event_id, key="history")


def _draw(store: Store, event_id: str | None, *, key: str) -> None:
    log = cache.log(store, event_id)
    # Of a decision about a conflict one line is enough: not who and when once more.
    told = (log["table_name"] != "conflicts") | (log["column_name"] == "decision").fillna(False)
    log = log[told].reset_index(drop=True)
    if log.empty:
        st.text("Nothing has been changed yet.")
        return
    shown = readable(log)
    picked = st.dataframe(
        shown,
        key=f"{key}_rows",
        hide_index=True,
        width="stretch",
        row_height=28,
        placeholder=words.DASH,
        column_config=COLUMNS,
        column_order=[name for name in COLUMNS if name in shown and (name != "title" or event_id is None)],
        selection_mode=["single-row", "single-cell"],
        on_select="rerun",
    )
    row = table.picked_row(picked)
    picked_batch = str(log.iloc[row]["batch_id"]) if row is not None and row < len(log) else None
    last = last_standing(log)
    # What is undone is bound to the button as it was drawn: the log may have grown when it is pressed.
    st.button(
        "Undo the change of this row" if picked_batch else "Undo the last change",
        key=f"{key}_undo",
        icon=":material/undo:",
        disabled=not (picked_batch or last),
        help=None if picked_batch or not last else _last_words(shown, log, last),
        on_click=whole(_undo),
        args=(store, picked_batch, event_id, last, f"{key}_said"),
    )
    if said := st.session_state.pop(f"{key}_said", None):
        st.error(words.plain(said)) if said != UNDONE else st.toast(UNDONE)


def last_standing(log: pd.DataFrame) -> str | None:
    """Return the batch that the log, newest first, shows as the last change that stands and is no undo."""
    plain = log["undoes"].isna() & ~log["undone"] & ~log["table_name"].isin(BULK)
    return str(log.loc[plain, "batch_id"].iloc[0]) if plain.any() else None


def _last_words(shown: pd.DataFrame, log: pd.DataFrame, batch: str) -> str:
    row = shown[log["batch_id"] == batch].iloc[0]
    return words.plain(f"{row['what']}, {row['edited_at']:%d %b %Y, %H:%M}")


def readable(log: pd.DataFrame) -> pd.DataFrame:
    """Return the log's columns with what was changed in words: a field, or a whole row that came or went."""
    shown = log.copy()
    said = [
        _said(*entry)
        for entry in zip(
            log["table_name"], log["column_name"], log["old_value"], log["new_value"], strict=True
        )
    ]
    shown[["what", "old_value", "new_value"]] = pd.DataFrame(said, index=log.index, columns=range(3))
    return shown


def _said(table: Any, column: Any, old: Any, new: Any) -> tuple[str, Any, Any]:
    name = words.TABLE_NAMES.get(str(table), str(table))
    if table in BULK:
        gone = {"imports": "import undone", "datasets": "dataset removed"}
        came = {"imports": "import", "datasets": "dataset brought back"}
        return (gone if words.known(old) else came)[str(table)], old, new
    if not words.known(column):
        what = f"{name} {'withdrawn' if words.known(old) else 'added'}"
        return what, rows.added_or_taken(str(table), old), rows.added_or_taken(str(table), new)
    label = rows.label(str(table), str(column)).lower()
    return f"{name}: {label}", rows.value(str(column), old), rows.value(str(column), new)


def _undo(store: Store, batch: str | None, event_id: str | None, last: str | None, said: str) -> None:
    try:
        edits.undo(store, batch, who=session.who(), event=event_id, shown=last)
    except EventsError as error:
        st.session_state[said] = str(error)
        return
    st.session_state[said] = UNDONE
