"""Names of actors: look-alikes are flagged, two spellings become one, and an undo brings both back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from events import query
from events.editing import edits
from events.editing.actors import actor_names, merge_actors
from events.errors import ValueRefusedError
from events.importing import import_file
from events.query import Filter, select
from events.store import Store

GREEK, TURNED, HIDDEN = "\u0391lpha", "Al\u202epha", "Al\u200bpha"


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing(who="test") as db:
        db.upsert_events(pd.DataFrame({
            "event_id": ["e1", "e2", "e3", "e4"], "dataset": "X", "source_key": ["1", "2", "3", "4"],
            "attacker": ["Alpha", GREEK, None, "Beta"], "target": [None, "Beta", TURNED, None],
            "actor1": ["alpha", None, None, HIDDEN], "contested": [True, False, False, False],
            "attacker_basis": ["accused_by_opponent", None, None, None],
        }))  # fmt: skip
        db.insert("claims", pd.DataFrame({
            "claim_id": ["c1", "c2"], "event_id": ["e1", "e1"], "claimant": ["P", "Q"],
            "actor": ["Alpha", GREEK],
            "status": ["accused_by_opponent", "accused_by_opponent"],
        }))  # fmt: skip
    return store


def state(store: Store) -> tuple[pd.DataFrame, pd.DataFrame]:
    columns = ["event_id", "attacker", "target", "actor1", "actor2", "contested", "attacker_basis"]
    events = select(store, Filter(), columns=columns, order="event_id")
    return events, query.related(store, "claims", Filter())


def test_look_alikes_are_listed_with_what_is_odd(filled: Store) -> None:
    found = actor_names(filled).set_index("name")
    assert found["events"].to_dict() == {
        GREEK: 2, "Beta": 2, "Alpha": 1, TURNED: 1, HIDDEN: 1, "alpha": 1, "P": 1, "Q": 1,
    }  # fmt: skip
    assert set(found.loc["Alpha", "alike"]) == {GREEK, TURNED, HIDDEN, "alpha"}
    assert found.loc["Beta", "alike"] == ()
    assert "two scripts" in found.loc[GREEK, "flagged"]
    assert "direction" in found.loc[TURNED, "flagged"]


def test_a_merge_reaches_events_and_claims_and_is_undone_in_one(filled: Store) -> None:
    before = state(filled)
    number, batch = merge_actors(filled, "Alpha", [GREEK, TURNED, HIDDEN, "alpha"], who="me")
    assert number == 4
    events, claims = state(filled)
    assert events["attacker"].tolist()[:2] == ["Alpha", "Alpha"]
    assert claims["actor"].tolist() == ["Alpha", "Alpha"]
    assert not events["contested"].any()  # two spellings of one actor are no rivals
    assert set(actor_names(filled)["name"]) == {"Alpha", "Beta", "P", "Q"}
    entry = edits.log(filled).iloc[0]
    assert (entry["who"], "merged into 'Alpha'" in entry["why"]) == ("me", True)
    edits.undo(filled, batch, who="me")
    for was, now in zip(before, state(filled), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_merge_of_nothing_changes_nothing(filled: Store) -> None:
    before = state(filled)
    for keep, others, why in [
        ("Alpha", ["Nobody"], "No event names an actor 'Nobody'"),
        ("Alpha", [GREEK, "Nobody"], "No event names an actor 'Nobody'"),
        ("Alpha", ["Alpha"], "at least one other"),
        (" ", [GREEK], "name to keep"),
        ("Alpha", ["'; DROP TABLE events; --"], "No event names"),
    ]:
        with pytest.raises(ValueRefusedError, match=why):
            merge_actors(filled, keep, others, who="me")
    for was, now in zip(before, state(filled), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_merge_stands_when_the_file_comes_again_and_when_it_is_revised(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,date,place,attacker\nA,2025-03-01,Baghdad,Group One\nB,2025-03-02,Basra,Group 1\n")
    import_file(store, path)
    _, batch = merge_actors(store, "Group One", ["Group 1"], who="me")
    assert import_file(store, path).updated == 0
    path.write_text(path.read_text().replace("Basra", "Mosul"))
    assert import_file(store, path).updated == 1
    events = select(store, Filter()).sort_values("source_key")
    assert events["attacker"].tolist() == ["Group One", "Group One"]
    assert len(select(store, Filter(attackers=("Group One",)))) == 2
    edits.undo(store, batch, who="me")
    assert len(select(store, Filter(attackers=("Group 1",)))) == 1
