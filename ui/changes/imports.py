"""Imports as a whole: what each did, taking one back, and removing a dataset; both can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from events.errors import EventsError
from events.store import Store, undoing
from ui import cache, session, words
from ui.parts import table

if TYPE_CHECKING:
    import pandas as pd

_TOLD, _ROUND = "imports_told", "imports_round"
COLUMNS = {
    "when": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", width=136),
    "said": st.column_config.TextColumn("What it did", width=380),
    "dataset": st.column_config.TextColumn("Dataset", width=180),
    "who": st.column_config.TextColumn("Who", width=110),
    "state": st.column_config.TextColumn("State", width=90),
}
NOT_LISTED = (
    "Imports that changed nothing are not listed, nor those of an earlier version of the program, which"
    " did not keep what was there before."
)


def show(store: Store) -> None:
    """Draw the part of the page."""
    told = st.session_state.get(_TOLD)
    if told:
        st.success(words.plain(told))
    log = cache.answer(store, "bulk changes", None, lambda: undoing.listing(store))
    if log.empty:
        st.text("No import to undo yet.\n" + NOT_LISTED)
    else:
        _imports(store, log)
    _removal(store)


def _imports(store: Store, log: pd.DataFrame) -> None:
    shown = readable(log)
    key = f"imports_rows_{st.session_state.get(_ROUND, 0)}"
    picked = table.choose(shown, key=key, most=420, columns=COLUMNS, mode=["single-row", "single-cell"])
    st.text(NOT_LISTED)
    row = table.picked_row(picked)
    if row is None or row >= len(log):
        st.text("Click a row to undo an import as a whole, or to redo what was undone.")
        return
    chosen = log.iloc[row]
    undone = bool(chosen["undone"])
    st.text(f"{chosen['said']}, {words.day(chosen['when'])} {chosen['when']:%H:%M} UTC")
    sure = st.checkbox(_consequence(str(chosen["kind"]), undone), key=f"imports_sure_{chosen['undoable']}")
    label = _label(str(chosen["kind"]), undone)
    if st.button(label, key="imports_undo", type="primary", icon=":material/undo:", disabled=not sure):
        _do(lambda: undoing.undo_import(store, str(chosen["undoable"]), who=session.who()))


def readable(log: pd.DataFrame) -> pd.DataFrame:
    """Return imports and removals with their state in words."""
    removal = log["kind"] == "removal"
    said = log["said"].where(~removal, "removed " + log["said"].astype(str))
    return log.assign(said=said, state=log["undone"].map({True: "undone", False: "stands"}))


def _label(kind: str, undone: bool) -> str:
    if kind == "removal":
        return "Remove the dataset again" if undone else "Bring the dataset back"
    return "Redo this import" if undone else "Undo this import"


def _consequence(kind: str, undone: bool) -> str:
    if kind == "removal":
        return "All its events go again" if undone else "All its events come back as they were"
    if undone:
        return "Its new events come back, and what it revised or withdrew is so again"
    return (
        "Its new events go, what it revised is as before, what it withdrew comes back."
        " What people changed since stays. It can be redone here."
    )


def _removal(store: Store) -> None:
    datasets = cache.facets(store, cache.EVERYTHING)["dataset"]
    names = {name: count for name, count in datasets if name}
    if not names:
        return
    with st.expander("Remove a dataset", expanded=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox(
                "Dataset",
                list(names),
                key="remove_dataset",
                format_func=lambda one: f"{one} ({words.many(names[one], 'event')})",
                width=320,
            )
            why = st.text_input("Why", key="remove_why", placeholder="for the log", max_chars=200, width=320)
        sure = st.checkbox(
            "Take all its events out of the database; they can be brought back above",
            key=f"remove_sure_{st.session_state.get(_ROUND, 0)}",
        )
        if st.button("Remove the dataset", key="remove_run", icon=":material/delete:", disabled=not sure):
            _do(lambda: undoing.remove_dataset(store, str(name), who=session.who(), why=why or None))


def _do(change: Any) -> None:
    try:
        with st.spinner("At work"):
            done = change()
    except EventsError as error:
        st.error(words.plain(error))
        return
    st.session_state[_TOLD] = done.sentence()
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.rerun()
