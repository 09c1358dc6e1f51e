"""The filters in the sidebar: what they show, and what they set in the view state.

Every facet shows how many events each of its values has under all other filters,
so the filters react to one another. Values come from the data: they are options
and option labels, which Streamlit shows as they are, never labels of widgets.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import streamlit as st

from events import wording
from events.filter_fields import CHOSEN, Field, Kind
from maps.layers.legend import COLOUR_TITLES
from maps.view_state import is_filtered
from ui import cache, session, words
from ui.parts import chips, unknown_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.query import Counts
    from events.store import Store

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)
Facets = dict[str, list[tuple[str, int]]]


def show(store: Store, counts: Counts) -> None:
    """Draw all filters, with what is on and how many events are left."""
    _summary(counts)
    unknown_words.show(store, session.chosen(), key="filters")
    facets = dict(cache.facets(store, session.chosen()))
    drawn = [name for name, about in CHOSEN.items() if about.heading and _wanted(store, name)]
    for beside, names in groupby(drawn, key=lambda name: CHOSEN[name].beside or name):
        row = list(names)
        places: list[Any] = st.columns(len(row), gap="small") if beside not in row else [nullcontext()]
        for place, name in zip(places, row, strict=True):
            with place:
                _WIDGETS[CHOSEN[name].kind](name, CHOSEN[name], facets)


def _wanted(store: Store, name: str) -> bool:
    """Linked events are asked about only where there are any."""
    return name != "count_linked_once" or session.current().count_linked_once or bool(cache.linked(store))


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


def _words(name: str, about: Field, _: Facets) -> None:
    _bind(st.text_input, name, about.heading, placeholder=about.hint, max_chars=300)


def _facet(name: str, about: Field, facets: Facets) -> None:
    picked = getattr(session.current(), name)
    counts = {value: number for value, number in facets.get(about.facet, []) if value is not None}
    further = picked if about.facet else (*about.closed, *picked)
    options = list(dict.fromkeys([*counts, *further]))

    def said(value: str) -> str:
        number = f"  {words.count(counts.get(value, 0))}" if about.facet else ""
        return f"{wording.value(about.facet or about.column, value)}{number}"

    key = f"filter_{name}"
    st.session_state[key] = list(picked)
    st.multiselect(
        about.heading,
        options,
        key=key,
        format_func=said,
        placeholder=about.hint,
        help=about.tip or None,
        on_change=_take,
        args=(name,),
        filter_mode="contains",
    )


def _first_day(name: str, about: Field, _: Facets) -> None:
    last = session.current().date_to or LAST_DAY
    _bind(st.date_input, name, about.heading, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=last)


def _last_day(name: str, about: Field, _: Facets) -> None:
    first = session.current().date_from or FIRST_DAY
    _bind(st.date_input, name, about.heading, format="YYYY-MM-DD", min_value=first, max_value=LAST_DAY)


def _count(name: str, about: Field, _: Facets) -> None:
    _bind(st.number_input, name, about.heading, min_value=0, step=1, placeholder=about.hint)


def _yes_no(name: str, about: Field, _: Facets) -> None:
    """Draw the choice of either, yes or no, each in words."""
    key, (yes, no) = f"filter_{name}", about.choices or (about.yes, about.no)
    choices = {about.hint: None, yes: True, no: False}
    now = getattr(session.current(), name)
    st.session_state[key] = next(said for said, value in choices.items() if value is now)
    st.selectbox(about.heading, list(choices), key=key, on_change=_take_choice, args=(name, choices))


def _take_choice(name: str, choices: dict[str, bool | None]) -> None:
    session.change(**{name: choices.get(st.session_state[f"filter_{name}"])})


def _switch(name: str, about: Field, _: Facets) -> None:
    _bind(st.checkbox, name, about.heading, help=about.tip)


_WIDGETS: dict[Kind, Callable[[str, Field, Facets], None]] = {
    Kind.WORDS: _words,
    Kind.TEXTS: _facet,
    Kind.FIRST_DAY: _first_day,
    Kind.LAST_DAY: _last_day,
    Kind.COUNT: _count,
    Kind.YES_NO: _yes_no,
    Kind.SWITCH: _switch,
}
"""By kind, how a filter is drawn."""
