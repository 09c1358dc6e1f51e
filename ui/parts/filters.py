"""The filters in the sidebar: what they show, and what they set in the view state.

Every facet shows how many events each of its values has under all other filters,
so the filters react to one another. Values come from the data: they are options
and option labels, which Streamlit shows as they are, never labels of widgets.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from events import wording
from maps.layers.legend import COLOUR_TITLES
from maps.view_state import is_filtered
from ui import cache, session, words
from ui.parts import chips, unknown_words

if TYPE_CHECKING:
    from events.query import Counts
    from events.store import Store

FACETS: tuple[tuple[str, str, str], ...] = (
    # field of the state, facet of the store (its values have words in `events.wording.value`), label
    ("attackers", "attacker", "Attacker"),
    ("bases", "basis", "How it is known"),
    ("types", "event_type", "Type"),
    ("countries", "country", "Country"),
    ("precisions", "location_precision", "Place known to"),
    ("datasets", "dataset", "Dataset"),
)
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)


def show(store: Store, counts: Counts) -> None:
    """Draw all filters, with what is on and how many events are left."""
    facets = dict(cache.facets(store, session.chosen()))
    by_field = {field: (facet, label) for field, facet, label in FACETS}

    def facet(field: str) -> None:
        name, label = by_field[field]
        _facet(field, name, label, facets.get(name, []))

    _summary(counts)
    unknown_words.show(store, session.chosen(), key="filters")
    _bind(st.text_input, "text", "Words", placeholder="in titles, places, notes, actors", max_chars=300)
    facet("attackers")
    facet("bases")
    _attribution()
    facet("types")
    _dates()
    facet("countries")
    facet("precisions")
    _deaths()
    facet("datasets")
    if cache.linked(store) or session.current().count_linked_once:
        _bind(
            st.checkbox,
            "count_linked_once",
            "Count linked events once",
            help="Events of two datasets that someone found to be one (Changes, Same event?) are one here.",
        )


def colour_by() -> None:
    """Draw the choice of what the map's colours mean."""
    key = "colour_by"
    st.session_state[key] = session.current().colour_by
    st.selectbox(
        "Colour by",
        list(COLOUR_TITLES),
        key=key,
        format_func=COLOUR_TITLES.__getitem__,
        on_change=_take_colour,
    )


def _take_colour() -> None:
    session.change(colour_by=st.session_state["colour_by"])


def _summary(counts: Counts) -> None:
    with st.container(
        key="summary", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.text(f"{words.count(counts.matched)} of {words.many(counts.total, 'event')}")
        st.button("Reset", on_click=session.lift, disabled=not is_filtered(session.current()), key="reset")
    on = chips.active(session.current())
    if on:
        labels = list(on)
        st.session_state["chips"] = labels
        st.multiselect(
            "Filters that are on",
            labels,
            key="chips",
            label_visibility="collapsed",
            on_change=_drop_chips,
            args=(on,),
        )


def _drop_chips(on: dict[str, tuple[str, ...]]) -> None:
    kept = set(st.session_state["chips"])
    for label, names in on.items():
        if label not in kept:
            session.lift(*names)


def _bind(widget: Callable[..., Any], field: str, label: str, **options: Any) -> None:
    """Draw a widget that shows a field of the state and sets it."""
    key = f"filter_{field}"
    st.session_state[key] = getattr(session.current(), field)
    widget(label, key=key, on_change=_take, args=(field,), **options)


def _take(field: str) -> None:
    value = st.session_state[f"filter_{field}"]
    if isinstance(value, list):
        value = tuple(value)
    elif isinstance(value, str):
        value = " ".join(value.split())
    session.change(**{field: value})


def _facet(field: str, column: str, label: str, values: list[tuple[str, int]]) -> None:
    picked = getattr(session.current(), field)
    counts = {value: number for value, number in values if value is not None}
    options = [*counts, *(value for value in picked if value not in counts)]
    key = f"filter_{field}"
    st.session_state[key] = list(picked)
    st.multiselect(
        label,
        options,
        key=key,
        format_func=lambda value: f"{wording.value(column, value)}  {words.count(counts.get(value, 0))}",
        placeholder="any",
        on_change=_take,
        args=(field,),
        filter_mode="contains",
    )


def _dates() -> None:
    left, right = st.columns(2, gap="small")
    state = session.current()
    with left:
        _bind(
            st.date_input,
            "date_from",
            "From",
            format="YYYY-MM-DD",
            min_value=FIRST_DAY,
            max_value=state.date_to or LAST_DAY,
        )
    with right:
        _bind(
            st.date_input,
            "date_to",
            "To",
            format="YYYY-MM-DD",
            min_value=state.date_from or FIRST_DAY,
            max_value=LAST_DAY,
        )


DEATHS = {"or not": None, "known": True, "unknown": False}


def _deaths() -> None:
    left, right = st.columns(2, gap="small")
    state = session.current()
    with left:
        _bind(st.number_input, "deaths_min", "Deaths from", min_value=0, step=1, placeholder="any")
    with right:
        st.session_state["filter_deaths"] = next(k for k, v in DEATHS.items() if v is state.deaths_known)
        st.selectbox("and known", list(DEATHS), key="filter_deaths", on_change=_take_deaths)


def _take_deaths() -> None:
    session.change(deaths_known=DEATHS.get(st.session_state["filter_deaths"]))


CONTESTED = {"contested or not": None, "contested": True, "not contested": False}


def _attribution() -> None:
    state = session.current()
    st.session_state["filter_contested"] = next(k for k, v in CONTESTED.items() if v is state.contested)
    st.selectbox("Attribution", list(CONTESTED), key="filter_contested", on_change=_take_contested)


def _take_contested() -> None:
    session.change(contested=CONTESTED.get(st.session_state["filter_contested"]))
