"""What holds for a whole file: the order of its dates, their year, and what rows say nothing of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from events.vocabulary import codebook

if TYPE_CHECKING:
    from collections.abc import Mapping

ORDERS = {"": "as the column shows", "dmy": "day first (3 April)", "mdy": "month first (4 March)"}


@dataclass(frozen=True)
class Said:
    """What a person said of a file as a whole: the order of dates, and values by field."""

    order: str | None = None
    constants: Mapping[str, str] = field(default_factory=dict)


def said(identity: str) -> Said:
    """Return what was said of a file so far."""
    held = {
        name: str(st.session_state.get(_key(identity, name)) or "").strip() for name in ("order", *_FIELDS)
    }
    year = held.pop("year")
    constants = {name: value for name, value in held.items() if name != "order" and value}
    if year.isdigit() and len(year) == 4:
        constants["year"] = year
    return Said(held["order"] or None, constants)


_FIELDS = ("year", "attacker", "event_type")


def ask(identity: str, *, wanted: bool) -> None:
    """Draw what can be said of a whole file; open where it is ``wanted``."""
    title = "For the whole file: order of dates, their year, the attacker, the type"
    with st.expander(title, expanded=wanted):
        one, two, three, four = st.columns(4, gap="small")
        one.selectbox(
            "03/04/2024 is read",
            list(ORDERS),
            key=_key(identity, "order"),
            format_func=ORDERS.__getitem__,
        )
        two.text_input(
            "Year of dates without one", key=_key(identity, "year"), max_chars=4, placeholder="not stated"
        )
        three.text_input("Attacker", key=_key(identity, "attacker"), max_chars=300, placeholder="not stated")
        four.selectbox(
            "Type",
            codebook.event_types(),
            index=None,
            key=_key(identity, "event_type"),
            placeholder="not stated",
        )
        st.caption("These fill in rows that say nothing themselves; what a row says stays as it is.")


def _key(identity: str, name: str) -> str:
    return f"whole_{name}_{identity}"


__all__ = ["ORDERS", "Said", "ask", "said"]
