"""What only the person can say of a file before it is imported: what a column is, what a row is, no dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from events.importing.questions import COLUMN, FIELD, NOTHING_SAID, ORDER, Answers, Question
from ui import words

if TYPE_CHECKING:
    from collections.abc import Mapping

TOTALS = "totals"
_ASK = {COLUMN: "What is it?", FIELD: "", ORDER: "Which is it?"}


def ask(
    found: Any, changed: Mapping[str, str | None], *, key: str, order: str | None = None
) -> tuple[Answers, bool]:
    """Draw the questions of a file; return what was answered, and whether something is still open.

    Parameters
    ----------
    found : events.importing.preview.Preview
        The file before anything was answered.
    changed : mapping of str to str or None
        Columns that the person gave another field, or none, in the table: these are not asked about.
    key : str
        Of the file.
    order : str, optional
        How 03/04/2024 is read, where that was said elsewhere on the page.
    """
    columns: dict[str, str] = {}
    rows, chosen, waits = None, None, False
    for number, question in enumerate(found.asked):
        if _is_said(question, changed, order):
            continue
        answer = _answer(question, f"asked_{key}_{number}")
        if answer is None or answer == TOTALS:
            waits = True
        elif question.topic in (COLUMN, FIELD):
            columns |= question.says(answer)
        elif question.topic == ORDER:
            chosen = answer
        else:
            rows = answer
        if answer == TOTALS:
            st.text("Totals are no events; this file is not imported.")
    undated = found.lacks_date and st.checkbox(
        "The events of this file have no dates: import them undated", key=f"undated_{key}"
    )
    if not (columns or rows or undated or chosen):
        return NOTHING_SAID, waits
    return Answers(columns, rows, bool(undated), order=chosen), waits


def _is_said(question: Question, changed: Mapping[str, str | None], order: str | None) -> bool:
    """Return whether the table of columns, or what was said of the whole file, answers a question."""
    if question.topic == ORDER:
        return order is not None
    if question.topic == FIELD:
        return set(question.fields) <= set(changed.values()) or set(question.columns) <= set(changed)
    return question.topic == COLUMN and bool(set(question.columns) & set(changed))


def _answer(question: Question, key: str) -> str | None:
    choices = dict(question.choices)
    if question.topic not in _ASK:
        choices = {answer: f"Import {text}" for answer, text in choices.items()}
        choices[TOTALS] = "They are totals: do not import them"
    chosen: str | None = st.radio(
        words.plain(f"{question.text} {_ASK.get(question.topic, 'What is a row?')}"),
        list(choices),
        index=None,
        key=key,
        format_func=lambda answer: words.plain(choices[answer][:1].upper() + choices[answer][1:]),
    )
    return chosen


__all__ = ["TOTALS", "ask"]
