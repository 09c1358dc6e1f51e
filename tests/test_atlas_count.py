"""`atlas.py count`, and the filter by an actor on either side."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from commandline.counting import FIELDS, FORMATS
from events import analysis
from events.analysis import writing
from tests.commandline import atlas

HOSTILE = '=HYPERLINK("http://a.example","x")'
TABLE = f"""id,date,end,actor1,actor2,country,killed
A,2020-01-05,2020-01-05,IS,Government of Iraq,Iraq,3
B,2020-01-20,2020-02-10,ISIL,{HOSTILE.replace('"', "").replace(",", ";")},Iraq,
C,2020-02-01,2020-02-01,Alpha,Beta,Iraq,1
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("count")
    (folder / "sides.csv").write_text(TABLE)
    fields = ("id=source_key", "date=event_date", "end=end_date", "killed=fatalities_best")
    columns = [word for one in fields for word in ("--column", one)]
    atlas("import", folder / "sides.csv", *columns, db=folder / "a.duckdb")
    return folder / "a.duckdb"


def test_the_usage_knows_the_fields_and_formats() -> None:
    assert tuple(analysis.FIELDS) == FIELDS
    assert tuple(writing.FORMATS) == FORMATS


def test_counts_are_between_and_carry_filters_and_mark(held: Path, tmp_path: Path) -> None:
    said = ("count", "--by", "actor,month", "--actor", "Daesh")
    found = json.loads(atlas(*said, "--format", "json", db=held).stdout)
    rows = {(row["actor"], row["month"]): (row["events_low"], row["events_high"]) for row in found["rows"]}
    assert rows["ISIS", "2020-01"] == (1, 2)
    assert rows["ISIS", "2020-02"] == (0, 1)
    assert ("Alpha", "2020-02") not in rows
    lines = list(csv.DictReader(io.StringIO(atlas(*said, "--format", "csv", db=held).stdout)))
    assert {(row["filters"], row["data_mark"]) for row in lines} == {("actor: Daesh", found["data_mark"])}
    assert next(row["actor"] for row in lines if "HYPERLINK" in row["actor"]).startswith("'=")
    assert "ISIS" in atlas(*said, db=held).stdout
    atlas(*said, "--format", "xlsx", "--out", tmp_path / "x.xlsx", db=held)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert {cell.data_type for row in book["counts"].iter_rows() for cell in row} <= {"s", "n"}
    assert found["data_mark"] in [row[1].value for row in book["about"].iter_rows()]


def test_an_actor_is_found_on_either_side_and_in_a_role(held: Path) -> None:
    for words, keys in (
        (("--actor", "Islamic State"), {"A", "B"}),
        (("--actor", "ISIS", "--actor-role", "side_b"), set()),
        (("--actor", "government of iraq", "--actor-role", "side_b"), {"A"}),
        (("--attacker-stated", "two_sides"), {"A", "B", "C"}),
    ):
        rows = json.loads(atlas("events", *words, db=held).stdout)
        assert {row["source_key"] for row in rows} == keys, words


def test_what_cannot_be_counted_is_one_sentence(held: Path) -> None:
    assert "nearest: weapon" in atlas("count", "--by", "wepon", code=2, db=held).stderr
    assert "one period at a time" in atlas("count", "--by", "month,year", code=1, db=held).stderr
    assert "No actor is called" in atlas("count", "--by", "type", "--actor", "Isys", code=2, db=held).stderr
