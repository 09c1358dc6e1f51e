"""An event that somebody else changed while it was being edited: both versions side by side, and a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from ui import words
from ui.parts import rows
from ui.parts.rows import same
from ui.words import known

if TYPE_CHECKING:
    from collections.abc import Mapping

THEIRS, MINE = "theirs", "mine"
_CHOICES = {THEIRS: "what they saved", MINE: "what I typed"}


def is_changed(event: Mapping[str, Any], editing: Mapping[str, Any]) -> bool:
    """Return whether the event is another version than the one that was opened."""
    return int(event["version"]) != editing["version"]


def choose(
    event: Mapping[str, Any],
    mine: Mapping[str, Any],
    editing: dict[str, Any],
    *,
    table: str = "events",
    key: str = "edit",
) -> None:
    """Draw what they saved beside what was typed, field by field, and the button that takes them together.

    Parameters
    ----------
    event : mapping
        The event as it is now.
    mine : mapping
        What was typed and differs from the version that was opened.
    editing : dict
        ``base`` is the version that was opened; the button moves it to the one of now, and puts what the form
        is to begin with into ``start``.
    table : str
        Whose row it is, when it is not the event itself.
    key : str
        Prefix of the widgets' keys.
    """
    base = editing["base"]
    more = _MORE if table == "events" else ()
    names = [n for n in dict.fromkeys([*mine, *rows.LABELS[table], *more]) if n in base or n in mine]
    theirs = [n for n in names if not alike(n, event.get(n), base.get(n))]
    st.error(
        f"The {NAMES[table]} was changed meanwhile by somebody else; nothing of yours is saved yet. This is"
        " what they saved and what you typed."
    )
    shown = [n for n in names if n in theirs or n in mine]
    lines = [
        {"Field": rows.label(table, n), "When you opened it": _said(n, base.get(n)),
         "What they saved": _said(n, event.get(n)) if n in theirs else words.DASH,
         "What you typed": _said(n, mine[n]) if n in mine else words.DASH}
        for n in shown
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(lines), hide_index=True, width="stretch", row_height=28, key=f"{key}_versions")
    picked = {}
    both = [n for n in shown if n in theirs and n in mine and not alike(n, event.get(n), mine[n])]
    for name in both:
        picked[name] = st.radio(
            f"{rows.label(table, name)}: keep",
            list(_CHOICES),
            index=None,
            key=f"{key}_keep_{name}",
            format_func=_CHOICES.__getitem__,
            horizontal=True,
        )
    kept = {n: v for n, v in mine.items() if picked.get(n, MINE) == MINE}
    st.button(
        "Go on with theirs and mine together" if not both else "Go on with what is chosen",
        key=f"{key}_merge",
        disabled=None in picked.values(),
        on_click=_go_on,
        args=(editing, dict(event), kept),
    )


def _go_on(editing: dict[str, Any], event: dict[str, Any], mine: dict[str, Any]) -> None:
    editing["version"], editing["base"] = int(event.get("version", 0)), event
    editing["start"] = event | mine
    editing["round"] = editing.get("round", 0) + 1


NAMES = {"events": "event", "claims": "claim", "sources": "source", "sites": "site"}
_MORE = ("target", "country", "latitude", "longitude", "injured", "notes", "attacker")


_DAYS = ("_date", "_on")


def alike(name: str, one: Any, other: Any) -> bool:
    """Tell whether two values of a field mean the same."""
    if name.endswith(_DAYS):
        return words.as_date(one) == words.as_date(other)
    return same(one, other)


def _said(name: str, value: Any) -> str:
    if not known(value):
        return "unknown"
    text = str(words.as_date(value)) if name.endswith(_DAYS) else value
    return str(rows.value(name, text))


__all__ = ["alike", "choose", "is_changed"]
