"""The command line: what it prints and returns, and as a real process its streams and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import atlas, process
from tests.conftest import ROOT


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table with one bad row."""
    path = tmp_path / "reports.csv"
    path.write_text(
        "event_id,date,latitude,longitude,attacker,location,event_type,fatalities,note\n"
        "A-1,2024-01-01,33.3,44.4,Group A,Baghdad,Battles,3,first\n"
        "A-2,2024-01-02,-34.6,-58.4,Group B,Elsewhere,Battles,,=1+1\n"
        "A-3,2024-01-03,95.0,44.4,Group A,Nowhere,Battles,1,bad latitude\n",
        encoding="utf-8",
    )
    return path


def test_help_is_everywhere_and_loads_nothing_heavy() -> None:
    told = process("--help", python=("-X", "importtime"))
    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.stderr.splitlines()}
    assert "commandline.usage" in loaded
    assert not loaded & {"numpy", "pandas", "pyarrow", "duckdb", "ibis", "shapely", "matplotlib", "folium"}
    for command in ("import", "events", "export", "locate", "gazetteer", "where"):
        assert command in told.stdout
        assert "--help" in atlas(command, "--help").stdout


def test_a_process_ends_with_the_code_that_its_command_returns(tmp_path: Path) -> None:
    damaged = tmp_path / "bad.duckdb"
    damaged.write_bytes(b"not a database at all" * 1000)
    assert not process("events", db=tmp_path / "new.duckdb", code=1).stdout
    assert not process("events", db=damaged, code=1).stdout
    assert "usage" in process("nonsense", code=2).stderr


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("nonsense",),
        ("events", "--from", "31/12/2020"),
        ("events", "--basis", "guessed"),
        ("events", "--bbox", "1,2,3"),
        ("events", "--format", "xml"),
        ("locate",),
        ("locate", "Taji", "--csv", "a.csv", "b.csv"),
        ("export", "out.docx"),
    ],
)
def test_wrong_usage_is_two(args: tuple[str, ...]) -> None:
    assert atlas(*args, code=2).stderr


def test_the_default_database_starts_with_the_seed_events() -> None:
    events = json.loads(atlas("events", "--format", "json").stdout)
    assert len(events) >= 10
    convoy = json.loads(atlas("events", "--from", "2020-07", "--to", "2020-07-31", "--text", "convoy").stdout)
    assert {event["event_date"][:7] for event in convoy} == {"2020-07"}


def test_another_database_starts_empty(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("date,country,note\n2024-01-01,Iraq,x\n", encoding="utf-8")
    atlas("import", tmp_path / "one.csv", db=tmp_path / "new.duckdb")
    (only,) = json.loads(atlas("events", db=tmp_path / "new.duckdb").stdout)
    assert only["dataset"] == "one"


def test_the_environment_names_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_DATABASE_URL", f"duckdb:///{tmp_path / 'env.duckdb'}")
    assert "env.duckdb" in atlas("events", code=1).stderr
    assert not (tmp_path / "env.duckdb").exists()
    assert str(tmp_path / "env.duckdb") in atlas("where").stdout


def test_import_reports_every_row(table: Path, tmp_path: Path) -> None:
    db, report = tmp_path / "a.duckdb", tmp_path / "report.json"
    done = atlas("import", table, "--report", report, db=db)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["file"] == "reports.csv"
    assert (told["read"], told["imported"], told["updated"], told["unchanged"]) == (3, 2, 0, 0)
    (refused,) = told["refused"]
    assert (refused["row"], refused["record"], refused["id"], refused["column"]) == (4, 3, "A-3", "latitude")
    assert set(refused) == {"row", "record", "id", "column", "value", "message"}
    assert told["error"] is None
    assert "3 read, 2 imported" in done.stdout
    assert "95" in done.stderr
    again = json.loads(_reported(table, tmp_path, db))
    assert (again["read"], again["imported"], again["unchanged"]) == (3, 0, 2)
    events = {event["source_key"]: event for event in json.loads(atlas("events", db=db).stdout)}
    assert events["A-2"]["longitude"] == -58.4
    assert events["A-2"]["fatalities_best"] is None
    assert events["A-1"]["source_row"] == 2


def _reported(table: Path, tmp_path: Path, db: Path) -> str:
    atlas("import", table, "--quiet", "--report", tmp_path / "again.json", db=db)
    return (tmp_path / "again.json").read_text(encoding="utf-8")


def test_a_refused_file_changes_nothing_and_is_reported(table: Path, tmp_path: Path) -> None:
    db, report = tmp_path / "a.duckdb", tmp_path / "report.json"
    atlas("import", table, db=db)
    before = atlas("events", db=db).stdout
    (tmp_path / "empty.csv").write_bytes(b"")
    for name in ("empty.csv", "missing.csv"):
        report.unlink(missing_ok=True)
        done = atlas("import", tmp_path / name, "--report", report, db=db, code=1)
        told = json.loads(report.read_text(encoding="utf-8"))
        assert told["error"]
        assert name in told["error"]
        assert str(tmp_path) not in told["error"] + done.stderr
    assert atlas("events", db=db).stdout == before


def test_a_damaged_database_is_refused_untouched(table: Path, tmp_path: Path) -> None:
    db, report = tmp_path / "bad.duckdb", tmp_path / "report.json"
    db.write_bytes(b"not a database at all" * 1000)
    for args in (("events",), ("export", tmp_path / "o.csv"), ("import", table, "--report", report)):
        atlas(*args, db=db, code=1)
    assert db.read_bytes() == b"not a database at all" * 1000
    assert json.loads(report.read_text(encoding="utf-8"))["error"]
    assert not (tmp_path / "o.csv").exists()


def test_filters_select(tmp_path: Path, table: Path) -> None:
    db = tmp_path / "a.duckdb"
    atlas("import", table, db=db)

    def keys(*args: str) -> set[str]:
        return {event["source_key"] for event in json.loads(atlas("events", *args, db=db).stdout)}

    assert keys("--bbox", "-60,-40,-50,-30") == {"A-2"}
    assert keys("--within", "-34.6,-58.4,5") == {"A-2"}
    assert keys("--attacker", "Group A", "--attacker", "Group B") == {"A-1", "A-2"}
    assert keys("--to", "2024-01-01") == {"A-1"}
    assert keys("--text", "first") == {"A-1"}
    atlas("events", "--from", "2024-02-01", "--to", "2024-01-01", db=db, code=1)


@pytest.mark.parametrize("kind", ["csv", "geojson", "kml", "xlsx", "png", "html"])
def test_export_by_suffix(tmp_path: Path, kind: str) -> None:
    atlas("export", tmp_path / f"map.{kind}", "--country", "IQ")
    assert (tmp_path / f"map.{kind}").stat().st_size > 500


def test_export_into_a_missing_folder_is_refused(tmp_path: Path) -> None:
    for kind in ("csv", "png"):
        done = atlas("export", tmp_path / "missing" / f"map.{kind}", code=1)
        assert str(tmp_path) not in done.stderr


def test_locate_says_where_and_how_sure() -> None:
    found = json.loads(atlas("locate", "Camp Taji", "--country", "IQ", "--json").stdout)
    assert abs(found["latitude"] - 33.53) < 0.05
    assert found["uncertainty_m"] > 0
    assert "Taji" in atlas("locate", "Camp Taji", "--country", "IQ").stdout
    assert atlas("locate", "-34.6,-58.4").stdout.startswith("-34.6")
    refused = atlas("locate", "Xyzzyplugh", "--json", code=1)
    assert json.loads(refused.stdout)["latitude"] is None


def test_locate_a_table_keeps_order_and_guesses_nothing(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("place,country,admin1\nBasra,IQ,\nXyzzyplugh,NA,\nTaji,Iraq,\n", encoding="utf-8")
    atlas("locate", "--csv", source, target)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == (
        "place,country,admin1,latitude,longitude,location_precision,uncertainty_m,located_by,matched_name"
    )
    assert [line.split(",")[0] for line in lines[1:]] == ["Basra", "Xyzzyplugh", "Taji"]
    assert lines[1].split(",")[3].startswith("30.5")
    (tmp_path / "other.csv").write_text("name\nBasra\n", encoding="utf-8")
    assert "column named place" in atlas("locate", "--csv", tmp_path / "other.csv", target, code=1).stderr
    atlas("locate", "--csv", tmp_path / "missing.csv", target, code=1)


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = [sys.executable, "atlas.py", "events"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_output_is_utf8_whatever_the_terminal_says(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,date,place,note\nA,2025-03-01,Baghdad,هجوم – été\n", encoding="utf-8")
    atlas("import", path, db=tmp_path / "a.duckdb")
    told = process("events", db=tmp_path / "a.duckdb", PYTHONIOENCODING="ascii", LC_ALL="C").stdout
    assert "هجوم – été" in told


def test_it_works_while_another_process_reads(tmp_path: Path, table: Path) -> None:
    """The dashboard holds the file only while it reads: an import gets its turn."""
    from events import query
    from events.store import Store, file_url

    store = Store.open(file_url(tmp_path / "shared.duckdb"))
    stamp = store.stamp()
    assert len(query.select(store)) == 0
    process("import", table, db=tmp_path / "shared.duckdb")
    assert store.stamp() != stamp
    assert len(query.select(store)) == 2


def test_added_names_are_found_beside_their_database(tmp_path: Path) -> None:
    names, db = tmp_path / "names.csv", tmp_path / "own" / "events.duckdb"
    names.write_text(
        "name,latitude,longitude,country\nXyzzytown,33.1,44.1,IQ\nbad,99,1,IQ\n", encoding="utf-8"
    )
    added = atlas("gazetteer", "add", names, db=db)
    assert "1 places" in added.stdout
    assert "line 3" in added.stderr
    assert atlas("locate", "Xyzzytown", "--country", "IQ", db=db).stdout.startswith("33.1")
    assert "Xyzzytown" not in atlas("locate", "Xyzzytown", "--country", "IQ").stdout.splitlines()[0]
    assert "names" in atlas("gazetteer", "list", db=db).stdout
    atlas("gazetteer", "remove", "names", db=db)
    assert atlas("gazetteer", "list", db=db).stdout == ""
    atlas("gazetteer", "remove", "names", db=db, code=1)


def test_places_are_learned_from_past_events(tmp_path: Path) -> None:
    past, db = tmp_path / "past.csv", tmp_path / "own" / "events.duckdb"
    past.write_text(
        "event_id,date,latitude,longitude,location,country,event_type\n"
        "P-1,2024-01-01,33.21,44.21,Xyzzyford,Iraq,Battles\n",
        encoding="utf-8",
    )
    atlas("gazetteer", "learn", past, db=db)
    assert atlas("locate", "Xyzzyford", "--country", "IQ", db=db).stdout.startswith("33.21")


def test_the_country_of_a_file_is_stated_and_an_unknown_one_is_wrong_usage(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    towns = ("Naqoura", "Tebnine", "Marjayoun")
    path.write_text("date,town\n" + "".join(f"2024-10-01,{t}\n" for t in towns), encoding="utf-8")
    url = f"duckdb:///{tmp_path}/a.duckdb"
    wrong = process("import", str(path), "--country", "Lebnon", "--db", url, code=2)
    assert wrong.returncode == 2
    assert "Lebanon" in wrong.stderr
    proposed = process("import", str(path), "--db", url)
    assert proposed.returncode == 0
    assert "--country LB" in proposed.stderr
    stated = process("import", str(path), "--country", "LB", "--country", "Syria", "--db", url)
    assert stated.returncode == 0
    told = process("events", "--db", url, "--format", "json")
    assert {event["country"] for event in json.loads(told.stdout)} == {"Lebanon"}
