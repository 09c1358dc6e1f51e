"""What the columns of a file are taken for: the guess with its reasons, its correction, and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events.errors import EventsError
from ui import words
from ui.parts import table

if TYPE_CHECKING:
    from collections.abc import Mapping

Fields = dict[str, tuple[str, ...]]
GUESSED, CORRECTED = "column names", "own mapping"
SURE = 0.9
"""From this on a guess is not called unsure; see `events.importing.mapping.BY_NAME`."""


def fields_of(guess: Mapping[str, str]) -> Fields:
    """Return the columns by field, from the fields by column."""
    fields: Fields = {}
    for column, field in guess.items():
        if field:
            fields[field] = (*fields.get(field, ()), column)
    return fields


def correct(found: Any, *, key: str) -> dict[str, str]:
    """Draw what each column was taken for and why, to be corrected; return the field by column.

    Parameters
    ----------
    found : events.importing.preview.Preview
    key : str
        Of the table; one for each file.
    """
    from events.importing.mapping import FIELDS

    rows = [
        {
            "Column of the file": column,
            "Taken for": found.guess.get(column),
            "Examples": " | ".join(str(value) for value in (found.examples.get(column) or [])[:3]),
            "Why": _reason(found, column),
        }
        for column in found.columns
    ]
    known = found.mapping not in (None, GUESSED, CORRECTED)
    said = f"recognised as {found.mapping}" if known else "guessed; correct it where it is wrong"
    st.text(f"What the columns were taken for: {said}")
    edited = st.data_editor(
        pd.DataFrame(rows),
        key=key,
        hide_index=True,
        width="stretch",
        row_height=28,
        height=table.height_of(len(rows), 300),
        disabled=["Column of the file", "Examples", "Why"],
        placeholder=words.DASH,
        column_config={
            "Column of the file": st.column_config.TextColumn(width=190),
            "Taken for": st.column_config.SelectboxColumn(options=sorted(FIELDS), width=190),
            "Examples": st.column_config.TextColumn(width=380),
        },
    )
    taken = edited["Taken for"].tolist()
    return {
        column: str(field) for column, field in zip(found.columns, taken, strict=True) if words.known(field)
    }


def chosen_mapping(found: Any, chosen: Mapping[str, str]) -> Any:
    """Return the mapping that a correction makes: a known one keeps its rules for all that was left."""
    from events.importing import corrections, mapping

    if found.mapping in (None, GUESSED, CORRECTED):
        fields = fields_of(chosen).items()
        several = {f for f, columns in fields if len(columns) > 1 and f in corrections.ADDED}
        return mapping.from_fields(
            {f: {"columns": list(c), "sum": True} if f in several else c for f, c in fields}
        )
    return corrections.corrected(mapping.load(str(found.mapping)), found.guess, chosen)


def _reason(found: Any, column: str) -> str:
    guess = found.reasons.get(column)
    if guess is not None:
        return guess.reason if guess.sure >= SURE else f"{guess.reason}; not sure"
    if found.guess.get(column) and found.mapping not in (None, GUESSED, CORRECTED):
        return f"a column of {found.mapping}"
    return "" if found.guess.get(column) else "kept beside the event"


def remember(chosen: Any, found: Any) -> bool:
    """Draw what keeps a mapping under a name for the next file, or forgets one; tell whether it changed.

    Parameters
    ----------
    chosen : Mapping or None
        The corrected one; None: nothing was corrected.
    found : events.importing.preview.Preview
    """
    from events.importing import corrections, mapping

    if chosen is None:
        return _forget(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Keep what the columns mean, under a name, for the next file like this",
            key="mapping_name",
            placeholder="our incident list",
            max_chars=60,
            width=480,
        ).strip()
        pressed = st.button("Keep", key="mapping_keep", disabled=not name)
    if not pressed:
        return False
    if name.casefold() in {one.casefold() for one in mapping.names()} - {one.casefold() for one in _own()}:
        st.error(words.plain(f"{name} is the name of a mapping that comes with the program; take another."))
        return False
    try:
        corrections.keep(name, chosen, found.columns)
    except EventsError as error:
        st.error(words.plain(error))
        return False
    st.toast(words.plain(f"Kept as {name}: the next file with these columns is read in this way."))
    return True


def _own() -> set[str]:
    from events.importing import mapping

    return {
        mapping.read_mapping(path.read_text(encoding="utf-8"), name=path.stem).name
        for path in mapping.saved_files()
    }


def _forget(found: Any) -> bool:
    from events.importing import mapping

    if found.mapping not in _own():
        return False
    if st.button(words.plain(f"Forget {found.mapping}"), key="mapping_forget"):
        mapping.forget(str(found.mapping))
        return True
    return False
