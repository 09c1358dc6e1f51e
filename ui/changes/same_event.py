"""The same event in two datasets: proposals with their reasons, accepted or rejected by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from events import linking, query
from events.errors import EventsError
from events.linking import Proposals
from events.query import Filter
from ui import cache, session, words
from ui.parts import change_map, deciding, table

if TYPE_CHECKING:
    import pandas as pd

    from events.store import Store

MOST_ROWS = 1_000
_FOUND = "same_found"
_UNDO = "same_undo"

COLUMNS = {
    "score": st.column_config.NumberColumn("Score", format="%.2f", width=58),
    "reasons": st.column_config.TextColumn("Why, and what speaks against it", width=400),
    "title": st.column_config.TextColumn("Event of the first", width=170),
    "event_date": st.column_config.DateColumn("Date", format="D MMM YYYY", width=92),
    "other_title": st.column_config.TextColumn("Event of the second", width=170),
    "other_event_date": st.column_config.DateColumn("Date", format="D MMM YYYY", width=92),
}
DECIDED = {
    "status": st.column_config.TextColumn("Decision", width=84),
    "title": st.column_config.TextColumn("Event", width=220),
    "dataset": st.column_config.TextColumn("Dataset", width=110),
    "other_title": st.column_config.TextColumn("Is, or is not", width=220),
    "other_dataset": st.column_config.TextColumn("Dataset", width=110),
    "who": st.column_config.TextColumn("Who", width=90),
    "decided_at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", width=132),
}


def show(store: Store) -> None:
    """Draw the part of the page."""
    datasets = [name for name, _ in cache.facets(store, cache.EVERYTHING)["dataset"] if name]
    if len(datasets) < 2:
        st.text(
            "This compares two datasets, and there are not two yet."
            "\nImport a second one on the Events page; events that both have are proposed here as links."
        )
        return
    asked = _asked(datasets)
    if asked:
        with st.spinner("Comparing"):
            dataset, other, km, days = asked
            found = linking.propose(store, dataset, other, km=km, days=days, limit=MOST_ROWS)
        st.session_state[_FOUND] = (asked, found)
    if _FOUND in st.session_state:
        _proposals(store, *st.session_state[_FOUND])
    deciding.undo(store, _UNDO, then=lambda: st.session_state.pop(_FOUND, None))
    _decided(store)


def _asked(datasets: list[str]) -> tuple[str, str, float, int] | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = st.selectbox("Dataset", datasets, key="same_one", width=220)
        others = [name for name in datasets if name != one]
        other = st.selectbox("and", others, key="same_other", width=220)
        km = st.segmented_control(
            "Within", linking.DISTANCES_KM, default=5.0, key="same_km", required=True,
            format_func=lambda value: f"{value:g} km",
        )  # fmt: skip
        days = st.segmented_control(
            "and", linking.DAYS, default=1, key="same_days", required=True,
            format_func=lambda value: words.many(value, "day"),
        )  # fmt: skip
        pressed = st.button("Look for the same events", key="same_look", type="primary")
    return (str(one), str(other), float(km or 5), int(days or 1)) if pressed else None


def _proposals(store: Store, asked: tuple[str, str, float, int], found: Proposals) -> None:
    one, other, *_ = asked
    out = sum(found.left_out)
    st.text(
        f"{words.many(found.found, 'proposal')}; compared {words.count(found.compared[0])} events of {one}"
        f" with {words.count(found.compared[1])} of {other}."
        + (f" Too coarsely placed or dated to compare: {words.count(out)}." if out else "")
        + (f" Decided before: {words.count(found.decided)}." if found.decided else "")
    )
    if found.frame.empty:
        return
    left, right = st.columns([5, 3], gap="medium")
    with left:
        rows = _table(found.frame)
        _decide(store, asked, found, rows)
    with right:
        shown = rows if len(rows) else found.frame.head(200)
        ids = tuple(dict.fromkeys([*shown["event_id"], *shown["other_event_id"]]))
        events = query.select(store, Filter(event_ids=ids, include_withdrawn=True))
        change_map.show(events, events["dataset"], {one: "#0072B2", other: "#D55E00"}, key="place_map_same")


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """Draw the proposals; return the rows that are chosen."""
    picked = table.choose(frame, key=f"same_rows_{len(frame)}", most=420, columns=COLUMNS)
    return table.rows_of(frame, picked)


def _decide(store: Store, asked: Any, found: Proposals, rows: pd.DataFrame) -> None:
    number = len(rows)
    same = deciding.decide(
        number, "pair", yes=("The same event", "same_accept"), no=("Not the same", "same_reject")
    )
    if same is None:
        return
    status = "accepted" if same else "rejected"
    try:
        batch = linking.decide(store, rows, status, who=session.who())
    except EventsError as error:
        st.error(words.plain(error))
        return
    # What is decided leaves the list; comparing anew takes seconds for large datasets.
    kept = found.frame.drop(index=rows.index).reset_index(drop=True)
    left = Proposals(kept, found.compared, found.left_out, found.found - number, found.decided + number)
    st.session_state[_FOUND] = (asked, left)
    deciding.remember(_UNDO, batch, f"{words.many(number, 'pair')} {status}.")
    st.rerun()


def _decided(store: Store) -> None:
    links = cache.answer(store, "links", None, lambda: linking.decided(store))
    if links.empty:
        return
    with st.expander(f"Decided: {words.many(len(links), 'pair')}", expanded=False):
        st.dataframe(
            links.head(MOST_ROWS),
            hide_index=True,
            width="stretch",
            row_height=table.ROW_PX,
            height=table.height_of(min(len(links), MOST_ROWS), 320),
            placeholder=words.DASH,
            column_config=DECIDED,
            column_order=list(DECIDED),
        )
        st.text("A decision can be taken back here right after it, and later in the log on the Events page.")
