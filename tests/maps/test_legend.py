"""The legend shows what is drawn, in stable colours."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from maps.layers import legend, style


def _frame(attackers: list[str | None], **columns: list[object]) -> pd.DataFrame:
    size = len(attackers)
    frame = pd.DataFrame(
        {
            "attacker": pd.Series(attackers, dtype="str"),
            "event_type": pd.Series(["Battles"] * size, dtype="str"),
            "attacker_basis": pd.Series([None] * size, dtype="str"),
            "contested": pd.array([False] * size, dtype="boolean"),
            "location_precision": ["exact"] * size,
            "uncertainty_m": [100.0] * size,
            "latitude": [33.0] * size,
            "longitude": [44.0] * size,
            "fatalities_best": pd.array([None] * size, dtype="Int64"),
        }
    )
    return frame.assign(**columns)


def test_at_most_seven_values_then_other_then_unknown() -> None:
    names = [f"actor {number}" for number in range(10) for _ in range(10 - number)]
    made = legend.build(_frame([*names, None, ""]))
    assert [entry.label for entry in made.colours[:7]] == [f"actor {number}" for number in range(7)]
    assert [(e.kind, e.label, e.count) for e in made.colours[7:]] == [
        ("other", "Other (3)", 6),
        ("unknown", "Attacker not stated", 2),
    ]
    assert len({entry.colour for entry in made.colours}) == 9
    codes = made.colour_codes(pd.Series(["actor 0", "actor 9", None, "", "actor 6"], dtype="str"))
    assert codes.tolist() == [0, 7, 8, 8, 6]


def test_only_what_is_drawn_is_in_it() -> None:
    frame = _frame(["a", "b"], latitude=[33.0, None], contested=pd.array([False, True], dtype="boolean"))
    made = legend.build(frame, overlays=["ring", "ring"])
    assert [entry.label for entry in made.colours] == ["a"]
    assert [mark.key for mark in made.marks] == ["hollow", "ring"]
    assert made.sizes == ()
    assert legend.build(frame.head(0)).colours == ()


def test_code_lists_keep_their_colours() -> None:
    made = legend.build(_frame(["a"]), colour_by="event_type")
    assert made.colours[0].colour == style.TYPE_COLOURS["Battles"]


@given(st.lists(st.text(min_size=1), unique=True, max_size=7))
def test_colours_are_distinct_and_repeatable(values: list[str]) -> None:
    first = legend.stable_colours(values)
    assert first == legend.stable_colours(values)
    assert len(set(first.values())) == len(values)
    if values:
        assert first[values[0]] == legend.stable_colours(values[:1])[values[0]]


def test_description_is_json() -> None:
    made = legend.build(_frame(["<b>", None]), theme="dark")
    assert json.loads(json.dumps(made.description()))["colours"][0]["label"] == "<b>"
