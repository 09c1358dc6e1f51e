"""The seed events come in whole and stay as they are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from events import query
from events.model import event_id
from events.query import Filter
from events.store import Store, file_url, seed
from geo.rings import distance_m


def test_all_seed_events_are_there(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "seed.duckdb"), seed=True)
    counted = query.counts(store)
    assert (counted.total, counted.shown, counted.unlocated) == (11, 10, 1)
    assert counted.deaths_best == 39
    assert counted.deaths_unknown == 8


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "seed.duckdb"), seed=True)
    before = query.select(store)
    with store.writing(who="test") as db:
        assert seed.load(db) == 0
    assert query.select(store).equals(before)


def test_convoy_is_found_under_each_name_of_its_claimant(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "seed.duckdb"), seed=True)
    for name in ("Saraya Thawrat al-Ashrin", "Sayara Thora Al-Ashrin", "سرايا ثورة العشرين"):
        found = query.select(store, Filter(attackers=(name,)))
        assert list(found["source_key"]) == ["convoy-ambush"]


def test_places_agree_with_the_references(seed_store: Store) -> None:
    references = {
        "taji-rockets": (33.53, 44.26),
        "soleimani-strike": (33.26, 44.23),
        "green-zone-rockets": (33.31, 44.38),
        "abu-kamal-strike": (34.45, 40.92),
        "c-ram-green-zone": (33.31, 44.38),
    }
    events = query.select(seed_store).set_index("source_key")
    for key, (lat, lon) in references.items():
        row = events.loc[key]
        assert distance_m(row["latitude"], row["longitude"], lat, lon) < 5000
    sites = query.related(seed_store, "sites").set_index("place")
    for place, (lat, lon) in {
        "Basra": (30.51, 47.81),
        "Samawah": (31.33, 45.29),
        "Diwaniya": (31.99, 44.93),
    }.items():
        assert distance_m(sites.loc[place, "latitude"], sites.loc[place, "longitude"], lat, lon) < 5000


def test_what_a_report_does_not_state_is_unknown(seed_store: Store) -> None:
    events = query.select(seed_store).set_index("source_key")
    assert events["fatalities_best"].notna().sum() == 2
    assert pd.isna(events.loc["convoy-ambush", "injured"])
    assert pd.isna(events.loc["abu-kamal-strike", "attacker"])
    assert pd.isna(events.loc["militia-headquarters-raid", "latitude"])
    for key in ("green-zone-rockets", "militia-headquarters-raid", "c-ram-green-zone"):
        assert pd.isna(events.loc[key, "event_date"])
    assert events.loc["taji-rockets", "range_m"] == 1609


def test_convoy_has_a_route_with_reported_and_inferred_parts(seed_store: Store) -> None:
    key = event_id(seed.DATASET, "convoy-ambush")
    whole = query.detail(seed_store, key)
    assert whole.route is not None
    way = whole.sites[whole.sites["role"].isin(["origin", "waypoint", "destination"])]
    assert list(way["place"]) == ["Basra", "Samawah", "Diwaniya"]
    assert list(way["basis"]) == ["reported", "inferred", "inferred"]
    assert "destination" not in set(whole.sites["role"])
