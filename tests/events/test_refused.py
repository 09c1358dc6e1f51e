"""Refused rows: however many there are, each is named, and memory holds the first ones alone."""

from __future__ import annotations

import csv
import gc
import io
import json
import tempfile
from pathlib import Path

import pytest

import atlas
from events.importing import import_file, refused
from events.importing.refused import Item, Refused
from events.importing.report import ImportReport
from events.store import Store
from events.tidying import tidy

COUNT = 57


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(refused, "MOST_HELD", 10)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def left(tmp_path: Path) -> list[str]:
    return [p.name for p in (tmp_path / "temporary").rglob("*refused*")]


def bad_file(tmp_path: Path) -> Path:
    path = tmp_path / "bad.csv"
    rows = [f"E{i},2024-13-01,Mosul,36.3,43.1" for i in range(COUNT)]
    rows[3] = "E3,2024-03-01,Mosul"  # another width: the parser refuses it, before the dates are looked at
    rows[5] = "E5,2024-03-01,Mosul,36.3,43.1"
    path.write_text("\n".join(["id,date,place,latitude,longitude", *rows]) + "\n")
    return path


def test_every_row_is_in_the_report_and_in_the_file_to_correct(tmp_path: Path) -> None:
    store = Store.open(f"duckdb:///{tmp_path}/s.duckdb")
    report = import_file(store, bad_file(tmp_path))
    again = import_file(store, bad_file(tmp_path))
    assert report.refused.on_disk
    rows = [i + 2 for i in range(COUNT) if i != 5]
    assert [item.row for item in report.refused] == rows
    assert report.refused == again.refused
    assert (report.read, report.imported, len(report.refused)) == (COUNT, 1, COUNT - 1)
    assert json.loads("".join(report.json_parts())) == json.loads(json.dumps(report.to_dict()))
    found = list(csv.DictReader(io.StringIO(report.refused_csv())))
    assert [int(row["refused row"]) for row in found] == rows
    assert found[-1]["id"] == f"E{COUNT - 1}"
    assert len(left(tmp_path)) == 2
    del report, again
    gc.collect()
    assert left(tmp_path) == []


def test_the_command_writes_every_refused_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, good = tmp_path / "out.json", tmp_path / "good.csv"
    good.write_text("id,date,place,latitude,longitude\nG1,2024-03-01,Mosul,36.3,43.1\n")
    command = ["import", str(bad_file(tmp_path)), str(good), str(tmp_path / "none.csv")]
    code = atlas.main([*command, "--db", f"duckdb:///{tmp_path}/s.duckdb", "--report", str(out)])
    assert code == 1
    bad, fine, none = json.loads(out.read_text())
    assert [item["id"] for item in bad["refused"] if item["row"] != 5] == [
        f"E{i}" for i in range(COUNT) if i not in (3, 5)
    ]
    assert (fine["imported"], fine["refused"], fine["error"]) == (1, [], None)
    assert none["error"]
    assert none["refused"] == []


def test_parts_of_what_lies_on_disk(tmp_path: Path) -> None:
    rows = Refused((Item(f"Row {i} – “é\n”", i, column="a"), ("x\n", '"y"')) for i in range(30))
    assert rows.on_disk
    assert ([i.row for i in rows[8:12]], rows[-1].row, rows[0].row) == ([8, 9, 10, 11], 29, 0)
    assert list(rows.pairs())[25] == (Item("Row 25 – “é\n”", 25, column="a"), ("x\n", '"y"'))
    rows.add(Item("one more"))
    assert (len(rows), rows[30].message) == (31, "one more")
    tidy()
    assert left(tmp_path) == []


def test_large_rows_are_not_held_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MOST_CHARACTERS", 1000)
    rows = Refused((Item("wide"), ("x" * 600,)) for _ in range(3))
    assert rows.on_disk
    assert [cells for _, cells in rows.pairs()] == [("x" * 600,)] * 3


def test_kinds_of_warnings_have_an_end() -> None:
    report = ImportReport("a.csv")
    for i in range(2000):
        report.warn(f"warning {i}")
    report.close()
    assert len(report.warnings) < 1000
    assert report.warnings[-1].message == "and 1,300 more rows like this: other warnings"
