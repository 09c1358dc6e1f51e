"""What an import or an edit cannot take at its word is told: by row, by file, by name."""

from __future__ import annotations

import json
import pwd
from pathlib import Path
from typing import Any

import pytest

from events.errors import StoreError
from events.importing import import_file
from events.importing import mapping as mappings
from events.store import default_url
from geo import paths
from tests.commandline import atlas
from tests.events.bench import Bench

SQUARE = [[44, 33], [45, 33], [45, 34], [44, 34], [44, 33]]
BOW = [[44, 33], [45, 34], [45, 33], [44, 34], [44, 33]]
SHAPES: dict[str, Any] = {
    "Point": [44.4, 33.3], "Polygon": [SQUARE], "MultiPoint": [[44, 33], [45, 34]],
    "MultiPolygon": [[SQUARE], [[[46, 33], [47, 33], [47, 34], [46, 33]]]],
    "LineString": [[44, 33], [45, 34]],
}  # fmt: skip


def test_geometries_that_are_no_point_are_told_row_by_row(bench: Bench) -> None:
    shapes = [*SHAPES.items(), ("Polygon", [BOW])]
    features = [
        {"type": "Feature", "properties": {"id": str(i), "date": "2021-06-05"},
         "geometry": {"type": kind, "coordinates": at}}
        for i, (kind, at) in enumerate(shapes)
    ]  # fmt: skip
    report = bench.load(json.dumps({"type": "FeatureCollection", "features": features}), "shapes.geojson")
    assert report.imported == len(shapes)
    told = {w.record: w.message for w in report.warnings if w.column == "geometry"}
    assert sorted(told) == [2, 3, 4, 5, 6]
    assert "several parts" in told[3]
    assert "crosses itself" in told[6]
    assert "crosses itself" not in told[2]


def test_signs_of_provinces_are_not_taken_for_countries(bench: Bench) -> None:
    rows = "".join(
        f"2021-06-0{i + 1},Basel,{code}\n" for i, code in enumerate(("BS", "BE", "GE", "LU", "SO"))
    )
    for heading in ("f3", "State"):
        found = import_file(bench.store, bench.put(f"date,place,{heading}\n{rows}", f"{heading}.csv"))
        asked = found.error is not None and heading in found.error and "provinces" in found.error
        taken = any(f"{heading} → country" in note for note in found.notes)
        assert asked or (found.error is None and not taken), found
    named = "date,place,Country\n2021-06-05,Mosul,IQ\n2021-06-06,Raqqa,SY\n"
    bench.load(named, "named.csv")


def test_a_list_of_whole_numbers_is_no_pair_of_coordinates(bench: Bench) -> None:
    text = 'date,place,f3\n2021-06-05,Mosul,"[3, 4]"\n2021-06-06,Mosul,"[10, 2]"\n2021-06-07,Mosul,"5, 6"\n'
    report = bench.load(text)
    assert not any("f3 → coordinates" in note for note in report.notes)
    assert bench.events()["latitude"].round().tolist() == [36.0] * 3
    pairs = 'date,f3\n2021-06-05,"33.31, 44.36"\n2021-06-06,"36.34, 43.13"\n'
    assert any("f3 → coordinates" in note for note in bench.load(pairs, "pairs.csv").notes)


def test_second_columns_of_a_name_are_said_once(bench: Bench) -> None:
    text = (
        "date,incident date,town,address\n"
        "2021-06-06,2021-06-05,Mosul,Baghdad\n2021-06-08,2021-06-07,Mosul,Basra\n"
    )
    notes = bench.load(text).notes
    for column, field in (("date", "event date"), ("address", "place")):
        assert sum(f"“{column}” could be the {field} too" in note for note in notes) == 1


def test_a_broken_saved_mapping_is_named_with_its_line(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = mappings.user_folder()
    folder.mkdir(parents=True)
    (folder / "ours.yml").write_text("name: ours\nfields:\n  event_date: [a\n  b: c\n", encoding="utf-8")
    report = bench.load("id,date,place\n1,2021-06-05,Mosul\n")
    assert sum("ours.yml" in w.message and "line 4" in w.message for w in report.warnings) == 1
    asked = import_file(bench.store, bench.put("date,place\n2021-06-05,Mosul\n", "b.csv"), mapping="ours")
    assert "ours.yml" in str(asked.error)


def test_a_user_without_a_home_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_uid: int) -> None:
        raise KeyError("no such user")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for name in (
        "HOME",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "ATLAS_DATABASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    for folder in (paths.user_data(), paths.user_cache(), paths.user_config(), paths.user_log()):
        assert folder == paths.NOWHERE
    with pytest.raises(StoreError, match="no home folder"):
        default_url()
    assert "no home folder" in atlas("events", code=1).stderr


def test_the_usage_offers_no_database_that_cannot_be_opened() -> None:
    assert "postgresql" not in atlas("events", "--help").stdout
