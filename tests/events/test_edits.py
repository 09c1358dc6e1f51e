"""Edits are logged as they happen, refused when they do not fit, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import query
from events.editing import edits
from events.errors import ConflictError, UndoError, UnknownEventError, ValueRefusedError
from events.model import RELATED_KEYS, event_id
from events.places.chosen import apply_place, chosen_places
from events.query import Filter
from events.store import Store
from events.store.seed import DATASET

TAJI = event_id(DATASET, "taji-rockets")
CONVOY = event_id(DATASET, "convoy-ambush")


@pytest.fixture
def store(seed_store: Store) -> Store:
    return seed_store


def state(store: Store) -> dict[str, pd.DataFrame]:
    """All tables but the log, without the version that every change raises."""
    tables = {name: query.related(store, name, Filter(include_withdrawn=True)) for name in RELATED_KEYS}
    events = query.select(store, Filter(include_withdrawn=True), order="event_id")
    return tables | {"events": events.drop(columns=["version", "last_seen"])}


def same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> bool:
    return all(one[name].equals(other[name]) for name in one)


def version(store: Store, event: str = TAJI) -> int:
    return int(query.detail(store, event).event["version"])


def test_update_is_logged_with_old_and_new(store: Store) -> None:
    edits.update(store, TAJI, {"injured": 14}, expected_version=1, who="ana", why="later count")
    entry = edits.log(store, TAJI).iloc[0]
    assert (entry["column_name"], entry["old_value"], entry["new_value"]) == ("injured", "12", "14")
    assert (entry["who"], entry["why"], bool(entry["undone"])) == ("ana", "later count", False)
    assert version(store) == 2


def test_second_writer_is_told(store: Store) -> None:
    edits.update(store, TAJI, {"injured": 14}, expected_version=1, who="ana")
    with pytest.raises(ConflictError, match="changed meanwhile"):
        edits.update(store, TAJI, {"injured": 15}, expected_version=1, who="ben")
    assert query.detail(store, TAJI).event["injured"] == 14


def test_undo_brings_back_and_redo_too(store: Store) -> None:
    before = state(store)
    batch = edits.update(
        store,
        TAJI,
        {"injured": None, "event_date": dt.date(2020, 3, 12), "end_date": dt.date(2020, 3, 12)},
        expected_version=1,
        who="ana",
    )
    after = state(store)
    taken_back = edits.undo(store, batch, who="ben")
    assert same(state(store), before)
    with pytest.raises(UndoError, match="already"):
        edits.undo(store, batch, who="ben")
    edits.undo(store, taken_back, who="ben")
    assert same(state(store), after)


def test_the_log_says_what_stands(store: Store) -> None:
    def undone() -> list[bool]:
        return [bool(edits.log(store).set_index("batch_id").loc[[batch], "undone"].all()) for batch in made]

    made = [edits.update(store, TAJI, {"injured": 14}, expected_version=1, who="ana")]
    made.append(edits.undo(store, made[0], who="ben"))
    assert undone() == [True, False]
    made.append(edits.undo(store, made[1], who="ben"))
    assert undone() == [False, True, False]


def test_undo_without_a_batch_takes_the_last_one_that_stands(store: Store) -> None:
    edits.update(store, TAJI, {"injured": 13}, expected_version=None, who="ana")
    edits.update(store, TAJI, {"injured": 14}, expected_version=None, who="ana")
    edits.undo(store, who="ana")
    assert query.detail(store, TAJI).event["injured"] == 13
    edits.undo(store, who="ana")
    assert query.detail(store, TAJI).event["injured"] == 12
    with pytest.raises(UndoError, match="nothing to undo"):
        edits.undo(store, who="ana")


def test_undo_of_an_overwritten_value_is_refused(store: Store) -> None:
    first = edits.update(store, TAJI, {"injured": 13}, expected_version=None, who="ana")
    edits.update(store, TAJI, {"injured": 14}, expected_version=None, who="ana")
    with pytest.raises(ConflictError, match="changed again"):
        edits.undo(store, first, who="ana")
    assert query.detail(store, TAJI).event["injured"] == 14


def test_added_event_comes_with_its_ledger_and_goes_with_an_undo(store: Store) -> None:
    before = state(store)
    added = edits.add_event(
        store,
        {"title": "Shelling", "event_date": dt.date(2021, 1, 2), "place": "somewhere"},
        sources=[{"publisher": "A paper"}],
        claims=[
            {"actor": "One side", "status": "claimed_by_actor", "claimant": "One side", "source": 0},
            {"actor": "Other side", "status": "accused_by_opponent", "claimant": "One side"},
        ],
        sites=[{"role": "launch", "place": "a hill"}],
        who="ana",
    )
    whole = query.detail(store, added)
    assert (whole.event["attacker"], whole.event["contested"]) == ("One side", True)
    assert (whole.event["location_precision"], whole.event["fatalities_best"]) == ("unlocated", None)
    assert whole.claims.set_index("actor")["source_id"]["One side"] == whole.sources["source_id"].iloc[0]
    for name in ("One side", "Other side"):
        assert list(query.select(store, Filter(attackers=(name,)))["event_id"]) == [added]
    batch = edits.undo(store, who="ana")
    assert same(state(store), before)
    edits.undo(store, batch, who="ana")
    assert query.detail(store, added).event["title"] == "Shelling"


def test_claims_change_the_attacker_in_the_same_batch(store: Store) -> None:
    before = state(store)
    claim, batch = edits.put_related(
        store,
        "claims",
        TAJI,
        {"actor": "Ashab al-Kahf", "status": "claimed_by_actor", "claimant": "Ashab al-Kahf"},
        expected_version=1,
        who="ana",
    )
    changed = query.detail(store, TAJI).event
    assert (changed["attacker"], changed["attacker_basis"]) == ("Ashab al-Kahf", "claimed_by_actor")
    with pytest.raises(ValueRefusedError, match="follows from the claims"):
        edits.update(store, TAJI, {"attacker": "ISIS"}, expected_version=None, who="ana")
    edits.put_related(store, "claims", TAJI, {"status": "denied"}, row_id=claim, who="ana")
    assert query.detail(store, TAJI).event["attacker"] == "Iranian-backed Iraqi militias"
    edits.undo(store, who="ana")
    edits.undo(store, batch, who="ana")
    assert same(state(store), before)


def test_without_a_claim_the_attacker_follows_from_the_others(store: Store) -> None:
    claims = [
        {"actor": "One side", "status": "claimed_by_actor"},
        {"actor": "Other side", "status": "accused_by_opponent"},
    ]
    event = edits.add_event(store, {"title": "Shelling"}, claims=claims, who="ana")
    own = query.detail(store, event).claims.set_index("actor")["claim_id"]["One side"]

    def stands() -> tuple[object, ...]:
        found = query.detail(store, event).event
        return found["attacker"], found["attacker_basis"], found["contested"]

    assert stands() == ("One side", "claimed_by_actor", True)
    edits.remove_related(store, "claims", event, own, who="ana")
    assert stands() == ("Other side", "accused_by_opponent", False)
    edits.undo(store, who="ana")
    assert stands() == ("One side", "claimed_by_actor", True)


def test_removed_site_comes_back(store: Store) -> None:
    before = state(store)
    site = query.detail(store, CONVOY).sites["site_id"].iloc[0]
    edits.remove_related(store, "sites", CONVOY, site, who="ana")
    assert len(query.detail(store, CONVOY).sites) == 3
    edits.undo(store, who="ana")
    assert same(state(store), before)


def test_withdrawn_event_is_out_of_sight_until_undone(store: Store) -> None:
    edits.withdraw(store, TAJI, expected_version=1, who="ana", why="double")
    assert query.counts(store).total == 10
    edits.undo(store, who="ana")
    assert query.counts(store).total == 11


@pytest.mark.parametrize("many", [1, 1_000])
def test_place_goes_to_all_events_with_the_text_and_back_at_once(
    store: Store, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.store.edit_log.MANY_ROWS", many)
    for number in range(3):
        edits.add_event(
            store, {"title": f"Event {number}", "place": "Tell Nowhere", "country": "Syria"}, who="ana"
        )
    before = state(store)
    place = {
        "latitude": 35.5,
        "longitude": 40.0,
        "precision": "near",
        "uncertainty_m": 5000.0,
        "name": "Tall",
    }
    count, batch = apply_place(store, "Tell Nowhere", "Syria", place, "ana")
    assert count == 3
    found = query.select(store, Filter(text="Nowhere"))
    assert set(found["latitude"]) == {35.5}
    assert set(found["located_by"]) == {"analyst"}
    assert list(chosen_places(store)["place"]) == ["Tell Nowhere"]
    logged = edits.log(store)
    logged = logged[logged["batch_id"] == batch]
    assert len(logged) == 3 * len(set(logged["column_name"]))
    assert {"latitude", "longitude", "uncertainty_m", "located_by"} <= set(logged["column_name"])
    edits.undo(store, batch, who="ana")
    assert same(state(store), before)
    assert chosen_places(store).empty


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"latitude": 91.0, "longitude": 0.0}, "outside"),
        ({"latitude": None}, "both"),
        ({"location_precision": "sharp"}, "is not a location precision"),
        ({"fatalities_low": 5}, "is more than"),
        ({"injured": -1}, "cannot be -1"),
        ({"injured": "many"}, "not a whole number"),
        ({"injured": 1.5}, "not a whole number"),
        ({"end_date": dt.date(2019, 1, 1)}, "ends"),
        ({"event_date": "11.3.2020"}, "not a date"),
        ({"range_m": float("inf")}, "cannot be"),
        ({"event_id": "x"}, "cannot be set"),
        ({"version": 7}, "cannot be set"),
    ],
)
def test_values_that_do_not_fit_are_refused_and_nothing_changes(
    store: Store, changes: dict[str, Any], says: str
) -> None:
    before = state(store)
    with pytest.raises(ValueRefusedError, match=says):
        edits.update(store, TAJI, changes, expected_version=1, who="ana")
    assert same(state(store), before)
    assert edits.log(store).empty


def test_unknown_event_is_named(store: Store) -> None:
    with pytest.raises(UnknownEventError, match="no event"):
        edits.update(store, "nowhere", {"title": "x"}, expected_version=None, who="ana")


TEXTS = st.one_of(st.none(), st.text(max_size=30).filter(lambda text: not text or bool(text.strip())))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXTS,
        "notes": TEXTS,
        "weapon": TEXTS,
        "injured": st.one_of(st.none(), st.integers(0, 2**62)),
        "range_m": st.one_of(st.none(), st.floats(0, 1e9)),
        "uncertainty_m": st.one_of(st.none(), st.floats(0, 1e9)),
        "event_date": st.one_of(st.none(), st.dates(max_value=dt.date(2020, 3, 11))),
    },
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, min_size=1, max_size=3))
def test_apply_then_undo_is_as_before(store: Store, changes: list[dict[str, Any]]) -> None:
    before = state(store)
    made: list[Callable[[], str]] = []
    for change in changes:
        batch = edits.update(store, TAJI, change, expected_version=None, who="ana")
        if not edits.log(store).query("batch_id == @batch").empty:
            made.append(lambda batch=batch: edits.undo(store, batch, who="ana"))  # type: ignore[misc]
    for take_back in reversed(made):
        take_back()
    assert same(state(store), before)


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [
        ("claims", {"actor": "ISIS"}, "status"),
        ("claims", {"status": "accused_by_opponent"}, "actor"),
        ("sources", {"reliability": "B"}, "publisher"),
        ("sources", {"url": "javascript:alert(1)"}, "url"),
        ("sites", {"role": "launch"}, "place"),
        ("sites", {"role": "launch", "latitude": 33.0, "longitude": 44.0}, "location_precision"),
    ],
)
def test_a_row_round_an_event_that_says_too_little_is_refused_by_its_field(
    store: Store, table: edits.Related, values: dict[str, Any], column: str
) -> None:
    before = state(store)
    with pytest.raises(ValueRefusedError) as refused:
        edits.put_related(store, table, TAJI, values, who="ana")
    assert refused.value.column == column
    assert same(state(store), before)


def test_a_claim_goes_by_the_shipped_name_of_its_actor_and_outlives_its_source(store: Store) -> None:
    source, _ = edits.put_related(store, "sources", TAJI, {"publisher": "A paper"}, who="ana")
    claim, _ = edits.put_related(
        store, "claims", TAJI, {"actor": "Daesh", "status": "denied", "source_id": source}, who="ana"
    )
    before = state(store)
    edits.remove_related(store, "sources", TAJI, source, who="ana")
    left = query.detail(store, TAJI).claims.set_index("claim_id").loc[claim]
    assert left["actor"] == "ISIS"
    assert pd.isna(left["source_id"])
    edits.undo(store, who="ana")
    assert same(state(store), before)


def test_the_last_change_is_the_last_of_the_log_whatever_the_clock_said(
    seed_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = str(query.select(seed_store)["event_id"].iloc[0])
    for when, note in (("2030-01-02", "first"), ("2030-01-01", "second"), ("2030-01-01", "third")):
        at = dt.datetime.fromisoformat(when)
        monkeypatch.setattr("events.store.database.now", lambda at=at: at)
        edits.update(seed_store, event, {"notes": note}, expected_version=None, who="ana")
    log = edits.log(seed_store)
    assert log["new_value"].tolist()[:3] == ["third", "second", "first"]
    shown = str(log["batch_id"].iloc[0])
    edits.undo(seed_store, who="ana", shown=shown)
    assert query.detail(seed_store, event).event["notes"] == "second"


def test_another_change_that_came_since_is_not_taken_back(seed_store: Store) -> None:
    event = str(query.select(seed_store)["event_id"].iloc[0])
    shown = edits.update(seed_store, event, {"notes": "mine"}, expected_version=None, who="ana")
    edits.update(seed_store, event, {"notes": "theirs"}, expected_version=None, who="ben")
    with pytest.raises(ConflictError, match="Another change is the last"):
        edits.undo(seed_store, who="ana", shown=shown)
    assert query.detail(seed_store, event).event["notes"] == "theirs"
