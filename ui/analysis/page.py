"""The Analysis page: key figures, bars by a field, a trend by period, a table of two fields, with bounds.

All of it follows the filters and the window of time; a click on a bar chooses its value in the filters.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from events import analysis
from events.analysis import FIELDS, PERIODS, Counted, change, writing
from events.errors import FilterError
from events.query.counting import meet
from maps.layers import counted_window
from ui import cache, session, words
from ui.analysis import charts
from ui.parts import downloads, empty, filters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from events.query import Filter
    from events.store import Store

VALUES = tuple(name for name in FIELDS if name not in PERIODS)
MEASURES = {"events": "Events", "deaths": "Deaths", "injured": "Injured"}
MIMES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def show() -> None:
    """Draw the page."""
    store = cache.store()
    chosen = session.chosen()
    counts = cache.counts(store, chosen)
    with st.sidebar:
        filters.show(store, counts)
    st.header("Analysis", anchor=False)
    if not counts.total:
        empty.no_events()
        return
    if not counts.matched:
        empty.no_match(store, chosen)
        return
    state = session.current()
    window = counted_window(state.window, state.mode)
    narrowed = replace(chosen, window=window) if window else chosen
    _key_figures(counted(store, narrowed, ()), windowed=window is not None)
    left, middle, right = st.columns(3)
    with left:
        field = _choice("Count by", VALUES, "actor", key="analysis_field")
    with middle:
        period = _choice("Trend by", PERIODS, "month", key="analysis_period")
    with right:
        st.session_state.setdefault("analysis_measure", "events")
        measure = str(
            st.selectbox("Figures", list(MEASURES), key="analysis_measure", format_func=MEASURES.__getitem__)
        )
    for draw, title, by in (
        (_bars, f"{MEASURES[measure]} by {FIELDS[field].title.lower()}", (field,)),
        (_trend, f"{MEASURES[measure]} by {period} and {FIELDS[field].title.lower()}", (field, period)),
    ):
        _part(store, narrowed, by, title, measure, draw)
    _changed(store, narrowed, period)
    row, column = st.columns(2)
    with row:
        one = _choice("Rows", VALUES, "type", key="analysis_rows")
    with column:
        other = _choice("Columns", tuple(FIELDS), "year", key="analysis_columns")
    by = (one, other) if one != other else (one,)
    title = f"{MEASURES[measure]} by {' and '.join(FIELDS[name].title.lower() for name in by)}"
    _part(store, narrowed, by, title, measure, _pivot)


def _choice(label: str, names: Sequence[str], first: str, *, key: str) -> str:
    st.session_state.setdefault(key, first)
    return str(st.selectbox(label, list(names), key=key, format_func=lambda name: FIELDS[name].title))


def counted(store: Store, chosen: Filter, by: tuple[str, ...]) -> Counted:
    """Return the counts of a filter, remembered until the data change."""
    found: Counted = cache.answer(store, "analysis", (chosen, by), lambda: analysis.count(store, chosen, by))
    return found


def _key_figures(whole: Counted, *, windowed: bool) -> None:
    figures = whole.whole
    open_ended = {name: bool(figures[f"{name}_unknown"]) for name in ("deaths", "injured")}
    said = {
        "Events": writing.figure(figures, "events"),
        **{
            f"{name.capitalize()}{', at least' if unknown else ''}": writing.figure(
                figures, name, brief=True
            ).removeprefix("at least ")
            for name, unknown in open_ended.items()
        },
        "Contested": words.count(figures["contested"]),
        "Not located": words.count(figures["unlocated"]),
    }
    for place, (label, value) in zip(st.columns([2, 4, 2, 2, 2]), said.items(), strict=True):
        place.metric(label, value)
    unknown = [
        f"{name} for {words.many(figures[f'{name}_unknown'], 'event')}"
        for name, on in open_ended.items()
        if on
    ]
    notes = [f"Unknown: {', '.join(unknown)}."] if unknown else []
    if figures["events_low"] < figures["events_high"]:
        notes.append("Between: some events are dated to a longer time than the one that is counted.")
    if whole.linked:
        notes.append(
            f"{words.many(whole.linked, 'linked event')} counted once with the event it is linked to."
        )
    if windowed:
        notes.append("Only the timeline's window is counted.")
    if notes:
        st.text(" ".join(notes))


def _part(
    store: Store,
    chosen: Filter,
    by: tuple[str, ...],
    title: str,
    measure: str,
    draw: Callable[[Counted, str], None],
) -> None:
    """Draw one part under its heading, with the files of it; what is too large to be counted is said."""
    st.subheader(title, anchor=False)
    try:
        found = counted(store, chosen, by)
    except FilterError as error:
        st.info(words.plain(error))
        return
    draw(found, measure)
    stamp = datetime.now(UTC).strftime("%Y-%m-%d")
    with st.container(horizontal=True):
        for kind, mime in MIMES.items():
            downloads.button(
                f"{kind.upper()}",
                lambda kind=kind: _made(store, chosen, by, kind),  # type: ignore[misc]
                f"conflict-atlas-{'-'.join(by)}-{stamp}.{kind}",
                mime,
                key=f"analysis_{draw.__name__}_{kind}",
            )


def _made(store: Store, chosen: Filter, by: tuple[str, ...], kind: str) -> bytes:
    found = counted(store, chosen, by)
    return writing.FORMATS[kind](found, writing.about(store, chosen, found))


def _bars(found: Counted, measure: str) -> None:
    """Draw the bars; one that is clicked is chosen in the filters, where there is one for it."""
    field = found.by[0]
    name = FIELDS[field].chooses
    shown, left = charts.most(found, field, charts.MOST_BARS)
    chart = charts.bars(found, measure, shown)
    if name:
        key = f"bars_{field}_{measure}"
        take = functools.partial(_take, key, name)
        st.altair_chart(chart, width="stretch", key=key, on_select=take, selection_mode="picked")
    else:
        st.altair_chart(chart, width="stretch")
    if left:
        st.text(f"{words.count(left)} further values are in the files.")
    if FIELDS[field].many:
        st.text("An event counts under each of its values; contested ones are between.")


def _take(key: str, name: str) -> None:
    """Choose the value of the bar that was clicked; a click beside the bars chooses nothing."""
    points = st.session_state[key].get("selection", {}).get("picked", [])
    value = points[0].get("value") if points else None
    if isinstance(value, str) and value:
        session.change(**{name: (value,)})


def _trend(found: Counted, measure: str) -> None:
    """Draw what is possible in each period, stacked; what is certain stands in the tip."""
    field = found.by[0]
    shown, left = charts.most(found, field, charts.MOST_STACKED)
    st.altair_chart(charts.trend(found, measure, shown), width="stretch")
    note = (
        "Heights are what is possible: an event dated to a longer time stands in each period that it covers."
    )
    st.text(f"{note} {words.count(left)} further values are “other”." if left else note)


def _changed(store: Store, narrowed: Filter, period: str) -> None:
    """Say how the last period compares, and where that may be chance."""
    end = meet(narrowed.window, (narrowed.date_from, narrowed.date_to))[1]
    whole = replace(narrowed, window=None, date_from=None, date_to=None)
    found = change.changes(counted(store, whole, (period,)), end)
    st.subheader("What changed", anchor=False)
    for one in found:
        low, high = one.ratio
        most = "any number of" if math.isinf(high) else f"{high:,.1f}"
        said = (
            f"{one.now}: {writing.between(*one.events_now)} events; {one.then}:"
            f" {writing.between(*one.events_then)}. That is {low:,.1f} to {most} times as many a day (95 %)"
        )
        caution = ": so few, or so much in doubt, that it may be chance." if one.chance else "."
        st.text(said + caution)
    if not found:
        st.text("The data have no earlier period to compare with.")


def _pivot(found: Counted, measure: str) -> None:
    """Draw the table, of the most frequent rows and columns."""
    table, left = charts.pivot(found, measure)
    st.dataframe(table, width="stretch", hide_index=True)
    if left:
        st.text(f"{words.count(left)} further cells are in the files.")
