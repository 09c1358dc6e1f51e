"""What changed: one import, or everything since a day; counted, field by field, and on a map."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events.query import changes
from events.store import Store, undoing
from events.store.comparing import KEPT
from ui import cache, words
from ui.bridge import sheet
from ui.parts import change_map, detail, downloads, table

if TYPE_CHECKING:
    from events.query.changes import Counts, Period

MOST_ROWS = 2_000
"""Rows in the table; the file to download has all of them."""
COLOURS = {"New": "#009E73", "Revised": "#E69F00", "Withdrawn": "#D55E00", "Returned": "#56B4E9"}
"""Okabe and Ito's colours (https://jfly.uni-koeln.de/color/)."""
ALL, DAY = "all", "day"
EVERY = ""

COLUMNS = {
    "kind": st.column_config.TextColumn("Change", width=84),
    "title": st.column_config.TextColumn("Event", width=190),
    "event_date": st.column_config.DateColumn("Date", format="D MMM YYYY", width=92),
    "column_name": st.column_config.TextColumn("What", width=106),
    "old_value": st.column_config.TextColumn("Before", width=130),
    "new_value": st.column_config.TextColumn("After", width=130),
    "changed_at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", width=132),
    "source_file": st.column_config.TextColumn("File", width=130),
    "source_key": st.column_config.TextColumn("Key in the source", width=110),
}


def show(store: Store) -> None:
    """Draw the part of the page."""
    log = cache.answer(store, "imports", None, lambda: changes.imports(store))
    period = _period(store, log)
    if period is None:
        return
    found: Counts = _ask("change counts", store, period, lambda: changes.counts(store, period))
    events, values = _ask("corrected", store, period, lambda: changes.corrected(store, period))
    if values:
        said = f"{words.many(values, 'value')} of {words.many(events, 'event')} were corrected by a better"
        st.text(
            f"{said} reading of a file that had not changed;"
            " no source revised them, and they are not listed here."
        )
    columns = _ask("column changes", store, period, lambda: changes.column_changes(store, period))
    if columns:
        sections = [{"title": "Columns, and what is no revision", "texts": columns[:50]}]
        sheet({"sections": sections}, key="changes_columns")
    if not found.any:
        st.text(
            "Nothing changed there: no event is new, revised or withdrawn."
            "\nChoose another import or an earlier day. Changes by hand are in the log on the Events page."
        )
        return
    kinds = _kinds(found)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        picked = _table(store, period, kinds)
    with right:
        events = _ask(
            "changed events",
            store,
            (period, kinds),
            lambda: changes.events_of(store, period, kinds=kinds, limit=change_map.MOST_EVENTS),
        )
        change_map.show(events, events["change"].str.capitalize(), COLOURS, key="place_map_changes")
        if picked is not None:
            event = cache.detail(store, picked)
            sheet(detail.facts(event), key="changes_facts")
            sheet(detail.evidence(event), key="changes_evidence")
        else:
            st.text("Click a row to read the event.")


def _ask(what: str, store: Store, question: Any, answer: Any) -> Any:
    return cache.answer(store, what, question, answer)


def _period(store: Store, log: pd.DataFrame) -> Period | None:
    """Draw what is compared: the dataset, and one of its imports or a day."""
    datasets = [EVERY, *sorted({str(name) for name in log["dataset"].dropna()})]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = st.selectbox(
            "Dataset",
            datasets,
            key="changes_dataset",
            format_func=lambda name: name or "All datasets",
            width=240,
        )
        ours = log[log["dataset"] == dataset] if dataset else log
        options = [*ours["import_id"].head(200), DAY]
        undone = cache.answer(store, "undone imports", None, lambda: undoing.undone_imports(store))
        said = {
            str(row["import_id"]): _import_words(row, undone) for row in ours.head(200).to_dict("records")
        }
        chosen = st.selectbox(
            "What changed with",
            options,
            key=f"changes_since_{dataset}",
            format_func=lambda one: said.get(one, "everything since a day"),
            width=520,
        )
        day = None
        if chosen == DAY:
            week = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=7)
            day = st.date_input("Since", week, key="changes_day", format="DD/MM/YYYY", width=140)
    if chosen != DAY:
        return changes.only(store, str(chosen), dataset=dataset or None)
    if not isinstance(day, dt.date):
        st.text("Choose a day.")
        return None
    return changes.since_day(day, dataset=dataset or None)


def _import_words(row: dict[Any, Any], undone_imports: set[str]) -> str:
    """One import in a line: when, which file, what it did."""
    did = [
        f"{words.count(row[name])} {said}"
        for name, said in (("imported", "new"), ("updated", "revised"), ("withdrawn", "withdrawn"))
        if words.known(row[name]) and row[name]
    ]
    time = pd.Timestamp(row["finished_at"])
    file = row["source_file"] if words.known(row["source_file"]) else words.DASH
    undone = " · undone" if row["import_id"] in undone_imports else ""
    return f"{words.day(time)} {time:%H:%M} · {file} · {', '.join(did) or 'no change'}{undone}"


def _kinds(found: Counts) -> tuple[str, ...]:
    counts = {kind: getattr(found, kind) for kind in changes.KINDS}
    labels = {ALL: "all"} | {kind: f"{kind} {words.count(n)}" for kind, n in counts.items() if n}
    if found.revised:
        labels["revised"] += f" in {words.many(found.values, 'value')}"
    if st.session_state.get("changes_kind") not in labels:
        st.session_state["changes_kind"] = ALL
    picked = st.segmented_control(
        "Kind",
        list(labels),
        key="changes_kind",
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    return changes.KINDS if picked in (ALL, None) else (str(picked),)


def _table(store: Store, period: Period, kinds: tuple[str, ...]) -> str | None:
    """Draw the changes; return the event of the row that was clicked."""
    rows = _ask(
        "changes",
        store,
        (period, kinds),
        lambda: changes.table(store, period, kinds=kinds, limit=MOST_ROWS + 1),
    )
    shown = readable(rows.head(MOST_ROWS))
    picked = table.choose(
        shown, key="changes_rows", most=560, columns=COLUMNS, mode=["single-row", "single-cell"]
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.button(
            "Download as CSV",
            lambda: changes.to_csv(changes.table(store, period, kinds=kinds)),
            "changes.csv",
            "text/csv",
            key="changes_csv",
        )
        if len(rows) > MOST_ROWS:
            st.text(f"The newest {words.count(MOST_ROWS)} rows; the file has all.")
    row = table.picked_row(picked)
    return str(rows.iloc[row]["event_id"]) if row is not None and row < len(shown) else None


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table of changes with kinds and columns in words; a nameless event goes by its place."""
    title = rows["title"].where(rows["title"].notna(), rows["place"])
    what = rows["column_name"].astype("object").map(_column, na_action="ignore")
    return rows.assign(kind=rows["kind"].astype("object"), title=title, column_name=what)


def _column(name: Any) -> str:
    """A column in words; a kept one as its source spells it."""
    own = str(name)
    return own.removeprefix(KEPT) if own.startswith(KEPT) else own.replace("_", " ")
