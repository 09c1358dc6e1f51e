"""An event whose claims name rivals is found under each of them, and looks contested wherever it is shown."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from events import export, query
from events.editing import edits
from events.importing import import_file
from events.query import Filter
from events.store import Store, file_url
from events.store.seed import frames
from maps import layers
from maps.layers import MapOptions, hidden
from ui.parts import detail, table


@pytest.fixture
def contested(tmp_path: Path) -> tuple[Store, str]:
    """A database with an imported event for which somebody has entered a rival claim, and a plain one."""
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    listed = tmp_path / "list.csv"
    listed.write_text(
        "event_id,date,latitude,longitude,attacker,location\n"
        "E1,2025-03-01,33.3,44.3,Alpha,Baghdad\nE2,2025-03-02,33.4,44.4,Alpha,Taji\n"
    )
    import_file(store, listed)
    event = str(query.select(store, Filter()).set_index("source_key").loc["E1", "event_id"])
    claim = {"actor": "Bravo", "status": "claimed_by_actor", "claimant": "Bravo"}
    edits.put_related(store, "claims", event, claim, who="analyst")
    return store, event


def test_it_is_found_under_each_attacker_claimed(contested: tuple[Store, str]) -> None:
    store, event = contested
    for actor, expected in (("Alpha", 2), ("Bravo", 1)):
        found = query.select(store, Filter(attackers=(actor,)))
        assert len(found) == expected
        assert event in set(found["event_id"])
        assert dict(query.facets(store)["attacker"])[actor] == expected
    assert list(query.select(store, Filter(contested=True))["event_id"]) == [event]


def test_it_looks_contested_on_the_map_in_the_table_and_in_the_detail(contested: tuple[Store, str]) -> None:
    store, event = contested
    made = layers.build(store, options=MapOptions(), texts=True)
    assert {mark.key: mark.count for mark in made.legend.marks}["contested"] == 1
    assert "contested" in [mark.key for mark in layers.without_hidden(made).legend.marks]
    sheet = detail.facts(query.detail(store, event))
    assert {"text": "contested", "tone": "doubt"} in sheet["badges"]
    assert [s["aside"] for s in sheet["sections"] if s.get("aside")] == ["rival claims"]
    rows = query.select(store, Filter(), columns=[*table.COLUMNS], order="event_date")
    assert table.readable(rows)["attacker_basis"].str.startswith("Contested").tolist() == [True, False]
    assert not hidden.rows(("colour:=Alpha",), made.legend, made.events)[0]  # drawn as Bravo's, who claims it


def test_it_is_contested_in_exports(contested: tuple[Store, str], tmp_path: Path) -> None:
    store, event = contested
    export.write(store, Filter(), tmp_path / "out.csv", format="csv")
    export.write(store, Filter(), tmp_path / "out.geojson", format="geojson")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        said = {row["event_id"]: row["contested"] for row in csv.DictReader(file)}
    assert said.pop(event) == "true"
    assert set(said.values()) == {"false"}
    features = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"]
    assert [f["properties"]["contested"] for f in features if f["properties"]["event_id"] == event] == [True]


def test_no_seed_event_is_contested_by_what_its_reports_say() -> None:
    """The convoy is claimed by a group and laid to the umbrella that it belongs to; nobody denies it."""
    seed = frames()
    assert not seed["events"]["contested"].any()
    assert "denied" not in set(seed["claims"]["status"])
