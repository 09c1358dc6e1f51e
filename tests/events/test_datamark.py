"""The mark of the data: the same for the same events and what surrounds them, another for others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.model import BOOKKEEPING_COLUMNS, EVENT_COLUMNS, TABLES
from events.query.data_mark import COLUMNS, data_mark
from tests.events.synthetic import events_frame

KINDS: dict[str, Any] = {
    "string": "a text",
    "date": dt.date(2020, 3, 11),
    "float64": 1.5,
    "int64": 7,
    "boolean": True,
    "timestamp": dt.datetime(2020, 3, 11, 12),
}
ALL = [(table, column) for table, columns in COLUMNS.items() for column in columns]


def test_order_and_the_type_of_a_column_do_not_matter() -> None:
    frame = events_frame(300)
    mark = data_mark({"events": frame})
    assert data_mark({"events": frame.sample(frac=1, random_state=1)}) == mark
    assert data_mark({"events": frame.astype(object).where(frame.notna(), None)}) == mark
    assert data_mark({"events": pd.DataFrame(frame[frame.columns[::-1]]), "sites": pd.DataFrame()}) == mark
    assert mark == "2be3f2ee", "a mark printed on a slide last year must still be found"


def test_any_change_of_what_was_recorded_is_another_mark() -> None:
    frame = events_frame(50)
    seen = {data_mark({"events": part}) for part in (frame, frame.head(49), frame.head(0))}
    for name, value in (
        ("latitude", 1.5), ("fatalities_best", 7), ("attacker", "Somebody"), ("attacker", None),
        ("event_date", pd.Timestamp("2001-02-03")), ("fatalities_low", pd.NA), ("uncertainty_m", np.nan),
    ):  # fmt: skip
        changed = frame.copy()
        row = int(np.flatnonzero(frame[name].notna())[0])
        changed.loc[changed.index[row], name] = value
        seen.add(data_mark({"events": changed}))
    assert len(seen) == 10


@pytest.mark.parametrize(("table", "column"), ALL)
def test_every_column_of_every_table_counts(table: str, column: str) -> None:
    kind = TABLES[table][column]
    empty = pd.DataFrame({name: [None, None] for name in COLUMNS[table]}, dtype=object)
    filled = empty.copy()
    filled.loc[1, column] = KINDS[kind]
    assert data_mark({table: filled}) != data_mark({table: empty}) != data_mark({})


def test_only_how_a_row_came_does_not_count() -> None:
    left = set(EVENT_COLUMNS) - set(COLUMNS["events"])
    assert left == set(BOOKKEEPING_COLUMNS) - {"withdrawn_at"}


@given(st.lists(st.tuples(st.text("ab", max_size=2), st.text("ab", max_size=2)), min_size=1, max_size=4))
def test_values_do_not_change_places_unseen(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["title", "notes"])
    swapped = pd.DataFrame([(b, a) for a, b in rows], columns=["title", "notes"])
    same = sorted(rows) == sorted((b, a) for a, b in rows)
    assert (data_mark({"events": frame}) == data_mark({"events": swapped})) == same
