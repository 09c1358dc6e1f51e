"""The page Read a report."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events.errors import EventsError
from events.reading import kept
from events.reading.documents import SUFFIXES, Report, read_document
from events.reading.text import LONGEST_READ
from ui import bridge, cache, session, words
from ui.parts import change_map, small_map
from ui.reports import drafting
from ui.reports.drafting import Desk, NotAValueError
from ui.unbroken import whole

if TYPE_CHECKING:
    from events.store import Store

_DESK, _SAID, _HEARD = "reading_desk", "reading_said", "reading_heard"
KEY = "report_desk"


def show() -> None:
    """Draw the page."""
    store = cache.store()
    st.header("Read a report", anchor=False)
    desk: Desk | None = st.session_state.get(_DESK)
    with st.expander("The report", expanded=desk is None):
        _ask()
    if desk is None:
        st.text(
            "Paste a report or choose a file. It is read here, offline; nothing enters the table by itself."
        )
        _measured(store)
        return
    _hear(store)
    _head(desk)
    if not desk.drafts:
        st.info("No event is told in this report, as far as this reader understands it.")
        return
    shown = [{**d, "evidence": drafting.wide_spans(desk.report.text, d)} for d in desk.drafts]
    message = {"text": desk.report.text[:LONGEST_READ], "drafts": shown, "chosen": desk.chosen,
               "answered": st.session_state.get(_HEARD, 0)}  # fmt: skip
    bridge.reading(message, key=KEY, on_said=lambda: _hear(store))
    if said := st.session_state.pop(_SAID, None):
        st.text(said)
    _map(desk)
    _measured(store)


def _ask() -> None:
    with st.form("report", border=False):
        text = st.text_area(
            "Text", key="report_text", height=180, placeholder="Paste the report's words here"
        )
        kinds = [s.removeprefix(".") for s in SUFFIXES]
        file = st.file_uploader("or a file", type=kinds, key="report_file")
        left, right = st.columns(2)
        publisher = left.text_input("Publisher", key="report_publisher")
        day = right.date_input("Day of publication", value=None, key="report_day", format="YYYY-MM-DD")
        if st.form_submit_button("Read", type="primary"):
            try:
                report = _given(file.name, file.getvalue()) if file else Report(text, name="pasted")
            except EventsError as error:
                st.error(words.plain(error))
                return
            if not report.text.strip():
                st.warning("There is no text to read yet.")
                return
            with st.spinner("Reading"):
                st.session_state[_DESK] = drafting.begin(drafting.with_day(report, day, publisher))
            st.rerun()


def _given(name: str, data: bytes) -> Report:
    """Return the report in an uploaded file; its own name is never a path here."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="conflict-atlas-") as folder:
        path = Path(folder) / f"report{suffix if suffix in SUFFIXES else '.txt'}"
        path.write_bytes(data)
        return read_document(path)


def _head(desk: Desk) -> None:
    report = desk.report
    day = report.published.isoformat() if report.published else None
    known = [report.title, report.publisher, day]
    st.text(" · ".join(part for part in known if part) or "Pasted text")
    if day is None:
        st.warning(
            "The day of publication is not known, so “yesterday” and “Saturday” say no date. Give it above."
        )
    if len(report.text) > LONGEST_READ:
        st.caption(f"The first {LONGEST_READ:,} characters are read and shown.")


@whole
def _hear(store: Store) -> None:
    """Do what the component said and was not done yet: each saying has a number, and is done once, in order.

    A run that is broken off may be told the same again, or never call what was to be called.
    """
    said = bridge.told(KEY, "said")
    desk: Desk | None = st.session_state.get(_DESK)
    for one in said if isinstance(said, list) else ():
        serial = one.get("serial") if isinstance(one, dict) else None
        if not isinstance(serial, int) or serial <= st.session_state.get(_HEARD, 0):
            continue
        st.session_state[_HEARD] = serial
        n = one.get("draft")
        if desk is None or not isinstance(n, int) or not 0 <= n < len(desk.drafts):
            continue
        try:
            _do(store, desk, n, one)
        except (EventsError, NotAValueError) as error:
            st.session_state[_SAID] = str(error)


def _do(store: Store, desk: Desk, n: int, said: dict[str, Any]) -> None:
    act, open_one = said.get("act"), not desk.drafts[n].get("decision")
    if act == "choose":
        desk.chosen = n
        _find_rivals(store, desk, n)
    elif act == "next":
        drafting.following(desk)
    elif act == "accept" and open_one:
        kept.accept(store, desk.report, desk.read[n], desk.drafts[n], who=session.who())
        desk.drafts[n]["decision"] = "accepted"
        st.session_state[_SAID] = (
            "Accepted: it is in the table, and the change can be undone on the Events page."
        )
        drafting.following(desk)
    elif act == "refuse" and open_one:
        kept.refuse(store, desk.report, desk.read[n], who=session.who())
        desk.drafts[n]["decision"] = "refused"
        drafting.following(desk)
    elif act == "merge" and open_one:
        drafting.merge(desk, n)
    elif act == "split" and open_one:
        drafting.split(desk, n)
    elif act in ("change", "words") and open_one:
        text = desk.report.text
        span = said.get("span") if act == "words" else None
        ends = None
        if isinstance(span, list) and len(span) == 2:
            ends = (drafting.narrow(text, int(span[0])), drafting.narrow(text, int(span[1])))
        drafting.change(desk, n, str(said.get("field")), str(said.get("value")), ends)


def _find_rivals(store: Store, desk: Desk, n: int) -> None:
    """Look for events of the table that may be the same one: near in place and days."""
    draft = desk.drafts[n]
    draft["rivals"] = [words.plain(title) for title in kept.rivals(store, draft)]


def _map(desk: Desk) -> None:
    rows = [{**dict.fromkeys(small_map.COLUMNS), **{k: v for k, v in d.items() if k in small_map.COLUMNS},
             "event_id": f"draft {n}"} for n, d in enumerate(desk.drafts)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=small_map.COLUMNS)
    for name in ("event_date", "end_date"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
    for name in ("latitude", "longitude", "uncertainty_m"):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    state = pd.Series([d.get("decision") or "draft" for d in desk.drafts])
    colours = {"draft": "#0072b2", "accepted": "#009e73", "refused": "#999999"}
    change_map.show(frame, state, colours, key="place_map_reading")


def _measured(store: Store) -> None:
    found = kept.measured(store)
    if not found or not found["drafts"][1]:
        return
    accepted, decided = found.pop("drafts")
    parts = [
        f"{name.replace('_', ' ')} {100 * same // total} %" for name, (same, total) in found.items() if total
    ]
    st.caption(
        f"{accepted:,} of {decided:,} drafts accepted here so far. Accepted unchanged: {', '.join(parts)}."
    )
