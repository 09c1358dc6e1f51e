"""The seed events come in whole and stay as they are."""

from __future__ import annotations

from pathlib import Path

from events import query, seed
from events.query import Filter
from events.store import Store, file_url


def test_all_seed_events_are_there(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "seed.duckdb"), seed=True)
    counted = query.counts(store)
    assert (counted.total, counted.shown, counted.unlocated) == (11, 10, 1)
    assert counted.deaths_best == 39 and counted.deaths_unknown == 8


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
