"""A mapping that was saved under a name reads next week's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from events.importing import preview
from events.importing.mapping import forget, names, save
from events.importing.remembering import save_mapping
from events.readers.table import FileRefusedError
from tests.commandline import atlas

WEEK = "f1,f2,f3,f4\n{0}/03/2025,Baghdad,ISIS,3 killed\n{1}/03/2025,Mosul,Daesh,1\n"


def test_next_weeks_file_is_known_by_the_mapping_that_was_saved(tmp_path: Path) -> None:
    db, first, second = tmp_path / "a.duckdb", tmp_path / "one.csv", tmp_path / "two.csv"
    first.write_text(WEEK.format("03", "04"))
    second.write_text(
        WEEK.format("05", "06").replace("Baghdad", "Somewhere unknown").replace("3 killed", "3")
    )
    assert "neither coordinates" in str(preview(second).error)  # its values alone do not tell
    done = atlas(
        "import", first, "--dataset", "Our list", "--date-order", "dmy", "--save-mapping", "Our list", db=db
    )
    assert "mapping saved as our_list.yml" in done.stdout
    assert names()[0] == "Our list"
    found = preview(second)
    assert (found.mapping, found.guess) == (
        "Our list",
        {"f1": "event_date", "f2": "place", "f3": "actor1", "f4": "fatalities"},
    )
    atlas("import", second, "--quiet", db=db)
    events = json.loads(atlas("events", "--dataset", "Our list", db=db).stdout)
    assert [event["event_date"] for event in events] == [
        "2025-03-03",
        "2025-03-04",
        "2025-03-05",
        "2025-03-06",
    ]
    assert forget("Our list")


def test_a_shipped_mapping_is_saved_with_all_that_it_says(tmp_path: Path) -> None:
    header = (
        "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,"
        "location,country,latitude,longitude,geo_precision,source,own"
    )
    path = tmp_path / "acled.csv"
    path.write_text(header + "\nX1,2025-03-05,2,Battles,Armed clash,A,Baghdad,Iraq,33.3,44.4,3,P; Q,1\n")
    save_mapping(path, "Mine", mapping="ACLED")
    one, two = preview(path, mapping="ACLED"), preview(path, mapping="Mine")
    assert two.fields == one.fields
    assert two.events.drop(columns="source_codes").equals(one.events.drop(columns="source_codes"))


def test_a_file_without_column_names_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "bare.csv"
    path.write_text("2025-03-01,33.3120,44.3610,Alpha\n2025-03-02,36.3400,43.1300,Beta\n")
    mapping = {
        "event_date": "column 1",
        "latitude": "column 2",
        "longitude": "column 3",
        "attacker": "column 4",
    }
    save_mapping(path, "Bare list", mapping=mapping)
    path.write_text("2025-03-08,33.3120,44.3610,Gamma\n2025-03-09,36.3400,43.1300,Delta\n")
    found = preview(path)
    assert (found.mapping, found.events["attacker"].tolist()) == ("Bare list", ["Gamma", "Delta"])


@pytest.mark.parametrize("name", ["", "../x", "a/b", "x" * 80, "ACLED", "conflict atlas", "a\nb", "=1+1"])
def test_a_name_that_cannot_be_one_is_refused_before_anything_is_imported(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefusedError):
        save(name, {"event_date": "date", "place": "place"})
    if name:
        path = tmp_path / "one.csv"
        path.write_text("date,place\n2025-03-01,Baghdad\n")
        db = tmp_path / "a.duckdb"
        atlas("import", path, "--save-mapping", name, db=db, code=1)
        assert not db.exists() or json.loads(atlas("events", db=db).stdout) == []
