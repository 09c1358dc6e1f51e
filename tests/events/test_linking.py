"""The same event in two datasets: proposed with reasons, decided by a person, undone, counted once."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import linking, query
from events.editing import edits
from events.errors import ConflictError, UnknownEventError, ValueRefusedError
from events.linking.nearby import near_pairs, usable
from events.model import event_id
from events.query import Filter
from events.store import Store
from geo.rings import distance_m
from tests.events.synthetic import events_frame
from tests.thoroughness import examples

DAY = dt.date(2024, 5, 10)
BASE: dict[str, Any] = {
    "event_date": DAY,
    "event_type": "Battles",
    "actor1": "Islamic State",
    "actor2": "Military Forces of Iraq (2022-)",
    "place": "Hawija",
    "country": "Iraq",
    "latitude": 35.32,
    "longitude": 43.77,
    "location_precision": "exact",
    "fatalities_best": 3,
}


def row(dataset: str, key: str, **changes: Any) -> dict[str, Any]:
    values = BASE | changes
    identity = {"event_id": event_id(dataset, key), "dataset": dataset, "source_key": key}
    return values | identity | {"end_date": values.get("end_date") or values["event_date"]}


def put(store: Store, *rows: dict[str, Any]) -> None:
    with store.writing(who="test") as db:
        db.upsert_events(pd.DataFrame(list(rows), dtype=object))


def keys(found: linking.Proposals) -> list[tuple[str, str]]:
    return list(zip(found.frame["source_key"], found.frame["other_source_key"], strict=True))


def propose(store: Store, **options: Any) -> linking.Proposals:
    return linking.propose(store, "ACLED", "UCDP GED", **options)


UCDP: dict[str, Any] = {
    "actor1": "Government of Iraq",
    "actor2": "IS",
    "latitude": 35.33,
    "longitude": 43.78,
    "event_date": DAY + dt.timedelta(days=1),
}


def test_a_pair_is_proposed_with_its_reasons(store: Store) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u", **UCDP))
    found = propose(store)
    assert keys(found) == [("a", "u")]
    one = found.frame.iloc[0]
    assert 0.6 < one["score"] < 1
    assert one["distance_m"] == pytest.approx(distance_m(35.32, 43.77, 35.33, 43.78))
    assert one["days"] == 1
    for words in ("1.4 km apart", "1 day apart", "both Battles", "both 3 dead"):
        assert words in one["reasons"]
    assert (found.compared, found.left_out, found.found, found.decided) == ((1, 1), (0, 0), 1, 0)


def test_the_same_point_day_actors_and_deaths_score_most(store: Store) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "same"), row("UCDP GED", "later", **UCDP))
    found = propose(store)
    assert keys(found) == [("a", "same"), ("a", "later")]
    assert found.frame["score"].iloc[0] == 1.0
    assert "at the same point" in found.frame["reasons"].iloc[0]
    assert found.frame["rivals"].tolist() == [1, 1]
    assert "1 other proposal" in found.frame["reasons"].iloc[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"latitude": 35.40},
        {"event_date": DAY + dt.timedelta(days=3)},
        {"event_type": "Protests"},
        {"actor1": "Boko Haram", "actor2": "Government of Nigeria"},
        {"location_precision": "adm1"},
        {"latitude": None, "longitude": None, "location_precision": "unlocated"},
        {"event_date": None, "end_date": None},
        {"event_date": DAY, "end_date": DAY + dt.timedelta(days=30)},
    ],
)
def test_what_differs_too_much_or_is_too_coarse_is_not_proposed(
    store: Store, changes: dict[str, Any]
) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u", **changes))
    found = propose(store)
    assert found.frame.empty
    assert sum(found.compared) + sum(found.left_out) == 2


def test_bounds_are_kept(store: Store) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u", **UCDP))
    assert propose(store, km=1.0).found == 0
    assert propose(store, km=5.0, days=1).found == 1
    assert propose(store, km=5.0, days=0).found == 0
    assert propose(store, least=0.99).found == 0
    for wrong in ({"km": 0.0}, {"km": 5000.0}, {"days": -1}):
        with pytest.raises(ValueRefusedError):
            propose(store, **wrong)
    with pytest.raises(ValueRefusedError, match="different"):
        linking.propose(store, "ACLED", "acled")
    assert linking.propose(store, "ACLED", "Nothing").found == 0


def test_unidentified_actors_and_civilians_say_little(store: Store) -> None:
    nobody = {"actor1": "Unidentified Armed Group (Iraq)", "actor2": None}
    put(store, row("ACLED", "a", **nobody), row("UCDP GED", "u"))
    one = propose(store).frame.iloc[0]
    assert "not known in both" in one["reasons"]
    assert one["score"] < 0.9


def test_across_the_antimeridian_and_at_the_pole(store: Store) -> None:
    put(
        store,
        row("ACLED", "east", latitude=-16.5, longitude=179.99),
        row("UCDP GED", "west", latitude=-16.5, longitude=-179.99),
        row("ACLED", "pole", latitude=89.99, longitude=0.0),
        row("UCDP GED", "beyond", latitude=89.99, longitude=180.0),
    )
    assert set(keys(propose(store))) == {("east", "west"), ("pole", "beyond")}


def test_a_decision_is_kept_logged_and_undone(store: Store) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u"), row("UCDP GED", "v", **UCDP))
    found = propose(store)
    batch = linking.decide(store, found.frame.head(1), "accepted", who="ana", why="same report")
    linking.decide(store, found.frame.tail(1), "rejected", who="ana")
    assert propose(store).found == 0
    assert propose(store).decided == 2
    links = linking.decided(store)
    assert sorted(links["status"]) == ["accepted", "rejected"]
    accepted = linking.decided(store, status="accepted").iloc[0]
    assert (accepted["who"], accepted["dataset"], accepted["other_dataset"]) == ("ana", "ACLED", "UCDP GED")
    assert accepted["score"] == 1.0
    entries = edits.log(store)
    assert set(entries["table_name"]) == {"links"}
    assert "same report" in set(entries["why"])
    edits.undo(store, batch, who="ben")
    assert linking.decided(store)["status"].tolist() == ["rejected"]
    assert keys(propose(store)) == [("a", "u")]
    edits.undo(store, edits.log(store).iloc[0]["batch_id"], who="ben")
    assert sorted(linking.decided(store)["status"]) == ["accepted", "rejected"]


def test_decisions_that_cannot_be_are_refused(store: Store) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u"))
    a, u = event_id("ACLED", "a"), event_id("UCDP GED", "u")
    with pytest.raises(UnknownEventError):
        linking.decide(store, [(a, "0" * 20)], "accepted", who="ana")
    with pytest.raises(ValueRefusedError, match="itself"):
        linking.decide(store, [(a, a)], "accepted", who="ana")
    with pytest.raises(ValueRefusedError, match="not 'maybe'"):
        linking.decide(store, [(a, u)], "maybe", who="ana")
    with pytest.raises(ValueRefusedError, match="no pair"):
        linking.decide(store, [], "accepted", who="ana")
    assert linking.decided(store).empty
    assert edits.log(store).empty


def test_a_pair_decided_the_other_way_round_is_the_same_link(store: Store) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u"))
    a, u = event_id("ACLED", "a"), event_id("UCDP GED", "u")
    linking.decide(store, [(a, u)], "accepted", who="ana")
    linking.decide(store, [(u, a)], "rejected", who="ana")
    assert linking.decided(store)["status"].tolist() == ["rejected"]
    assert linking.decided(store)["group_id"].isna().all()


def test_linked_events_count_once_where_wanted(store: Store) -> None:
    third = [row("Airwars", "w"), row("Airwars", "x", latitude=10.0, longitude=10.0)]
    put(store, row("ACLED", "a"), row("UCDP GED", "u"), *third)
    a, u, w = event_id("ACLED", "a"), event_id("UCDP GED", "u"), event_id("Airwars", "w")
    once = Filter(count_linked_once=True)
    assert query.counts(store, once).matched == 4
    linking.decide(store, [(a, u), (w, u)], "accepted", who="ana")
    assert linking.decided(store)["group_id"].nunique() == 1
    assert query.counts(store, Filter()).matched == 4
    assert query.counts(store, once).matched == 2
    assert query.counts(store, once).deaths_best == 6
    assert len(query.select(store, once)) == 2
    # Within one dataset nothing is hidden: who looks at UCDP alone sees all of it.
    for name in ("ACLED", "UCDP GED"):
        assert query.counts(store, Filter(datasets=(name,), count_linked_once=True)).matched == 1
    two = Filter(datasets=("ACLED", "Airwars"), count_linked_once=True)
    assert query.counts(store, two).matched == 2
    edits.withdraw(store, min(a, u, w), expected_version=None, who="ana")
    assert query.counts(store, once).matched == 2
    linking.decide(store, [(a, u)], "rejected", who="ana")
    assert query.counts(store, Filter(count_linked_once=True, include_withdrawn=True)).matched == 3


def test_joining_two_groups_and_parting_them_again(store: Store) -> None:
    names = ["ACLED", "UCDP GED", "Airwars", "GTD"]
    put(store, *(row(name, "e") for name in names))
    a, u, w, g = (event_id(name, "e") for name in names)
    first = linking.decide(store, [(a, u)], "accepted", who="ana")
    linking.decide(store, [(w, g)], "accepted", who="ana")
    assert linking.decided(store)["group_id"].nunique() == 2
    bridge = linking.decide(store, [(u, w)], "accepted", who="ana")
    assert linking.decided(store)["group_id"].nunique() == 1
    assert query.counts(store, Filter(count_linked_once=True)).matched == 1
    edits.undo(store, bridge, who="ana")
    assert linking.decided(store)["group_id"].nunique() == 2
    assert query.counts(store, Filter(count_linked_once=True)).matched == 2
    edits.undo(store, first, who="ana")
    assert query.counts(store, Filter(count_linked_once=True)).matched == 3


def test_an_undo_under_a_later_link_is_refused_by_name(store: Store) -> None:
    names = ["ACLED", "UCDP GED", "Airwars"]
    put(store, *(row(name, "e") for name in names))
    ids = sorted(event_id(name, "e") for name in names)
    first = linking.decide(store, [(ids[1], ids[2])], "accepted", who="ana")
    linking.decide(store, [(ids[0], ids[1])], "accepted", who="ana")
    before = linking.decided(store)
    with pytest.raises(ConflictError, match="undo that change first"):
        edits.undo(store, first, who="ana")
    assert linking.decided(store).equals(before)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_groups_are_the_connected_events(pairs: list[tuple[int, int]]) -> None:
    named = [(f"{a:02}", f"{b:02}") for a, b in pairs]
    found = linking.groups(named)
    for one, other in named:
        assert found[one] == found[other]
    reach = {one: {one} for one in found}
    for _ in found:
        for one, other in named:
            joined = reach[one] | reach[other]
            for member in joined:
                reach[member] = joined
    assert found == {one: min(members) for one, members in reach.items()}


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 5.0]), st.integers(0, 2))
def test_near_pairs_are_those_that_comparing_all_with_all_finds(seed: int, km: float, days: int) -> None:
    rng = np.random.default_rng(seed)

    def side(n: int) -> pd.DataFrame:
        start = np.datetime64("2024-01-01") + rng.integers(0, 12, n)
        return pd.DataFrame(
            {
                "latitude": rng.choice([0.0, 60.0, 89.98], n) + rng.normal(0, 0.02, n).clip(-0.02, 0.02),
                "longitude": (rng.choice([10.0, 180.0], n) + rng.normal(0, 0.04, n) + 180) % 360 - 180,
                "location_precision": rng.choice(["exact", "near", "adm1"], n),
                "event_date": start.astype("datetime64[s]"),
                "end_date": (start + rng.integers(0, 9, n)).astype("datetime64[s]"),
            }
        )

    one, other = (frame[usable(frame)].reset_index(drop=True) for frame in (side(40), side(50)))
    found = near_pairs(one, other, km=km, days=days)
    expected = set()
    for i, a in one.iterrows():
        for j, b in other.iterrows():
            gap = max(0, (b.event_date - a.end_date).days, (a.event_date - b.end_date).days)
            near = distance_m(a.latitude, a.longitude, b.latitude, b.longitude) <= km * 1000
            if near and gap <= days:
                expected.add((i, j))
    assert set(zip(found["i"], found["j"], strict=True)) == expected
    assert len(found) == len(expected)


def test_a_database_without_the_table_is_read_and_gets_it_with_the_first_change(
    store: Store, tmp_path: Path
) -> None:
    put(store, row("ACLED", "a"), row("UCDP GED", "u"))
    with duckdb.connect(str(store.path)) as connection:
        connection.execute("DROP TABLE links")
    before = store.stamp()
    assert linking.decided(store).empty
    assert propose(store).found == 1
    assert query.counts(store, Filter(count_linked_once=True)).matched == 2
    assert store.stamp() == before
    linking.decide(store, propose(store).frame, "accepted", who="ana")
    assert query.counts(store, Filter(count_linked_once=True)).matched == 1


def test_many_events_are_compared_in_seconds(store: Store) -> None:
    ours = events_frame(40_000, seed=1, dataset="ACLED")
    theirs = ours.assign(
        event_id=[event_id("UCDP GED", key) for key in ours["source_key"]],
        dataset="UCDP GED",
        latitude=ours["latitude"] + 0.005,
    )
    with store.writing(who="test") as db:
        db.upsert_events(pd.concat([ours, theirs], ignore_index=True))
    begun = time.process_time()
    found = propose(store, limit=500)
    assert time.process_time() - begun < 30
    assert found.found >= found.compared[0] * 0.9
    assert len(found.frame) == 500
    assert found.frame["score"].is_monotonic_decreasing
