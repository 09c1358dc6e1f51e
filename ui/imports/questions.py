"""What only the person can say of a file before it is imported: what a column is, what a row is, no dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from events.importing.questions import COLUMN, NOTHING_SAID, Answers, Question
from ui import words

TOTALS = "totals"
_ASK = {COLUMN: "What is it?"}


def ask(found: Any, changed: Mapping[str, str | None], *, key: str) -> tuple[Answers, bool]:
    """Draw the questions of a file; return what was answered, and whether something is still open.

    Parameters
    ----------
    found : events.importing.preview.Preview
        The file before anything was answered.
    changed : mapping of str to str or None
        Columns that the person gave another field, or none, in the table: these are not asked about.
    key : str
        Of the file.
    """
    columns: dict[str, str] = {}
    rows, waits = None, False
    for number, question in enumerate(found.asked):
        if question.topic == COLUMN and set(question.columns) & set(changed):
            continue
        answer = _answer(question, f"asked_{key}_{number}")
        if answer is None or answer == TOTALS:
            waits = True
        elif question.topic == COLUMN:
            columns[question.columns[0]] = answer
        else:
            rows = answer
        if answer == TOTALS:
            st.text("Totals are no events; this file is not imported.")
    undated = found.lacks_date and st.checkbox(
        "The events of this file have no dates: import them undated", key=f"undated_{key}"
    )
    if not (columns or rows or undated):
        return NOTHING_SAID, waits
    return Answers(columns, rows, bool(undated)), waits


def _answer(question: Question, key: str) -> str | None:
    choices = dict(question.choices)
    if question.topic != COLUMN:
        choices = {answer: f"Import {text}" for answer, text in choices.items()}
        choices[TOTALS] = "They are totals: do not import them"
    chosen: str | None = st.radio(
        words.plain(f"{question.text} {_ASK.get(question.topic, 'What is a row?')}"),
        list(choices),
        index=None,
        key=key,
        format_func=lambda answer: choices[answer][:1].upper() + choices[answer][1:],
    )
    return chosen


__all__ = ["TOTALS", "ask"]
