"""Places that no list of names knows: counted, found with more names, placed in one edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from events import query
from events.editing import edits
from events.places import unfound
from events.places.chosen import apply_place
from events.query import Filter
from events.store import Store
from geo.gazetteer import layers

NAMES = "name,latitude,longitude\nZzyrb Tahta,35.5,37.1\nQwxel Fawqa,35.05,37.0\n"


@pytest.fixture
def reported(store: Store) -> Store:
    for place, country, admin1 in (
        ("Zzyrb Tahta", "Syria", None),
        ("Zzyrb Tahta", "Syria", None),
        ("Qwxel Fawqa", "Syria", "Hama"),
        ("Plorfik", "Iraq", None),
        ("Plorfik", "Nowhereland", None),
        ("Hama", "Syria", None),
        (None, "Syria", None),
    ):
        values = {"title": "x", "place": place, "country": country, "admin1": admin1}
        edits.add_event(store, values, who="ana")
    return store


def _add_names(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(NAMES, encoding="utf-8")
    layers.add(path, folder=store.names_folder, country="SY")


def test_what_is_missing_is_counted_by_country(reported: Store) -> None:
    counted = [(one.code, one.places, one.events) for one in unfound.by_country(unfound.look(reported))]
    assert counted == [("SY", 2, 3), ("IQ", 1, 1)]


def test_more_names_find_them_and_one_undo_takes_it_back(reported: Store, tmp_path: Path) -> None:
    before = query.select(reported, Filter(), order="event_id")
    _add_names(reported, tmp_path)
    looked = unfound.look(reported)
    assert set(looked.loc[looked["found"], "place"]) >= {"Zzyrb Tahta", "Qwxel Fawqa"}
    assert [one.code for one in unfound.by_country(looked)] == ["IQ"]
    number, batch = unfound.place_found(reported, "ana")
    placed = query.select(reported, Filter(text="Zzyrb"), columns=["latitude", "located_by", "location_note"])
    assert placed["latitude"].tolist() == [35.5, 35.5]
    assert set(placed["located_by"]) == {"gazetteer"}
    assert placed["location_note"].str.contains("Zzyrb Tahta").all()
    assert number >= 3
    assert not unfound.look(reported)["found"].any()
    edits.undo(reported, batch, who="ana")
    after = query.select(reported, Filter(), order="event_id")
    assert after.drop(columns=["version", "last_seen"]).equals(before.drop(columns=["version", "last_seen"]))


def test_what_a_person_placed_stays(reported: Store, tmp_path: Path) -> None:
    chosen = {"latitude": 1.0, "longitude": 2.0, "precision": "near", "uncertainty_m": 100.0, "name": "there"}
    apply_place(reported, "Zzyrb Tahta", "Syria", chosen, "ana")
    _add_names(reported, tmp_path)
    unfound.place_found(reported, "ana")
    placed = query.select(reported, Filter(text="Zzyrb"), columns=["latitude", "located_by"])
    assert placed["latitude"].tolist() == [1.0, 1.0]


def test_an_empty_store(store: Store) -> None:
    assert unfound.by_country(unfound.look(store)) == ()
    assert unfound.place_found(store, "ana")[0] == 0


def test_an_import_uses_the_names_beside_its_own_database(reported: Store, tmp_path: Path) -> None:
    from events.importing import import_file

    _add_names(reported, tmp_path)
    path = tmp_path / "events.csv"
    path.write_text("date,place,country\n2020-01-02,Zzyrb Tahta,Syria\n", encoding="utf-8")
    assert import_file(reported, path, dataset="own").imported == 1
    placed = query.select(reported, Filter(datasets=("own",)), columns=["latitude"])
    assert placed["latitude"].tolist() == [35.5]
