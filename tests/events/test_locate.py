"""Events without coordinates get them from their place text, or say why not."""

from __future__ import annotations

import pandas as pd

from events.editing import edits
from events.places.chosen import apply_place
from events.places.locate import NO_PLACE, locate_events
from events.store import Store

FRAME = pd.DataFrame(
    {
        "title": ["given", "town", "nothing", "nonsense", "stretch"],
        "place": ["Somewhere", "Mosul", None, "Xqzzvw Plorf", "between Diwaniya and Samawah"],
        "country": ["Iraq", "Iraq", None, "Iraq", "Iraq"],
        "latitude": [33.0, None, None, None, None],
        "longitude": [44.0, None, None, None, None],
    },
    index=[10, 11, 12, 13, 14],
)


def test_places_are_found_or_the_reason_is_kept() -> None:
    before = FRAME.copy()
    found = locate_events(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)
    assert list(found.index) == list(FRAME.index)
    assert (found.loc[10, "latitude"], found.loc[10, "located_by"]) == (33.0, "source")
    assert abs(found.loc[11, "latitude"] - 36.335) < 0.05
    assert found.loc[11, "located_by"] == "gazetteer"
    assert found.loc[11, "uncertainty_m"] > 0
    assert found.loc[12, "location_precision"] == "unlocated"
    assert found.loc[12, "location_note"]
    assert found.loc[13, "location_note"]
    assert found.loc[14, "location_precision"] == "region"


def test_unknown_place_is_never_a_sharp_guess() -> None:
    found = locate_events(FRAME).loc[13]
    assert found["location_precision"] in ("country", "unlocated")
    assert "Not found" in found["location_note"]


def test_what_a_person_chose_comes_first(store: Store) -> None:
    edits.add_event(store, {"title": "x", "place": "Xqzzvw Plorf", "country": "Iraq"}, who="ana")
    place = {
        "latitude": 34.0,
        "longitude": 43.0,
        "precision": "near",
        "uncertainty_m": 900.0,
        "name": "Plorf",
    }
    apply_place(store, "Xqzzvw Plorf", "Iraq", place, "ana")
    found = locate_events(FRAME, store=store)
    assert (found.loc[13, "latitude"], found.loc[13, "located_by"]) == (34.0, "analyst")
    assert abs(found.loc[11, "latitude"] - 36.335) < 0.05


def test_empty_and_complete_tables() -> None:
    assert locate_events(FRAME.iloc[:0]).empty
    assert locate_events(pd.DataFrame({"title": ["x"]})).loc[0, "location_note"]
    assert locate_events(FRAME.iloc[:1])["located_by"].tolist() == ["source"]
    assert NO_PLACE.endswith(".")
