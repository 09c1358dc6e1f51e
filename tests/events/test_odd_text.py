"""Odd but honest text files: they come in right, or row by row refused by name, and the report says how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.importing import import_file
from events.readers.delimited.reader import read_text
from tests.events.bench import HEADER, ONE, Bench
from tests.thoroughness import examples


@pytest.mark.parametrize(
    ("codec", "place", "label"),
    [
        ("utf-8-sig", "الرقة", "UTF-8"),
        ("utf-16", "الرقة", "UTF-16"),
        ("utf-16-le", "Raqqa", "UTF-16"),
        ("utf-16-be", "Raqqa", "UTF-16"),
        ("cp1256", "الرقة", "1256"),
        ("cp1251", "Донецк", "1251"),
        ("cp1252", "Bangassou près de Zémio", "1252"),
    ],
)
def test_the_encoding_is_found_and_stated(bench: Bench, codec: str, place: str, label: str) -> None:
    lines = "".join(f"A{i},2025-03-0{i + 1},33.3,44.4,Alpha,{place},2,{place} {place}\n" for i in range(5))
    report = bench.load((HEADER + lines).encode(codec))
    assert bench.events()["place"].tolist() == [place] * 5
    assert bench.events()["source_key"].iloc[0] == "A0"
    assert any(label in note for note in report.notes)
    assert (codec in ("cp1256", "cp1251", "cp1252")) == any("guess" in w.message for w in report.warnings)


def test_broken_utf8_refuses_its_row_and_no_other(bench: Bench) -> None:
    good = "".join(f"A{i},2025-03-01,33.3,44.4,Alpha,Älé Öst {i},2,n\n" for i in range(200))
    data = (HEADER + good).encode() + b"B,2025-03-01,33.3,44.4,Alpha,Al\xff,2,n\n"
    report = bench.load(data)
    assert report.imported == 200
    assert [(i.row, i.column) for i in report.refused] == [(202, "place")]


def test_semicolons_and_decimal_commas(bench: Bench) -> None:
    event = bench.one("id;date;latitude;longitude;place\nA;2025-03-01;33,312;44,361;Baghdad\n")
    assert (event["latitude"], event["longitude"]) == (33.312, 44.361)


@pytest.mark.parametrize("delimiter", ["\t", "|", ";"])
def test_any_delimiter(bench: Bench, delimiter: str) -> None:
    assert bench.one((HEADER + ONE).replace(",", delimiter))["place"] == "Baghdad"


def test_excel_says_the_delimiter_in_the_first_line(bench: Bench) -> None:
    assert bench.one("sep=;\n" + (HEADER + ONE).replace(",", ";"))["source_row"] == 3


def test_rows_are_physical_lines_also_after_line_breaks_in_cells(bench: Bench) -> None:
    text = (
        HEADER
        + 'A,2025-03-01,33.3,44.4,Alpha,Baghdad,2,"two\nlines"\n\nB,2025-03-02,33.3,44.4,Alpha,Basra,1,n\n'
    )
    bench.load(text)
    assert bench.events()["source_row"].tolist() == [2, 5]
    assert bench.events()["notes"].iloc[0] == "two\nlines"


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_of_other_machines(bench: Bench, ending: str) -> None:
    bench.load((HEADER + ONE + ONE.replace("A,", "B,")).replace("\n", ending))
    assert bench.events()["source_row"].tolist() == [2, 3]
    assert bench.events()["notes"].tolist() == ["n", "n"]


def test_a_quote_that_is_never_closed_costs_its_row_alone(bench: Bench) -> None:
    text = (
        HEADER
        + 'A,2025-03-01,33.3,44.4,Alpha,"Baghdad,2,n\n'
        + ONE.replace("A,", "B,")
        + ONE.replace("A,", "C,")
    )
    report = bench.load(text)
    assert [i.row for i in report.refused] == [2]
    assert "quotation mark" in report.refused[0].message
    assert bench.events()["source_row"].tolist() == [3, 4]


def test_rows_of_another_width_are_refused_with_their_cells(bench: Bench) -> None:
    report = bench.load(
        HEADER
        + "A,2025-03-01,33.3\n"
        + ONE
        + "C,2025-03-01,33.3,44.4,Alpha,Bagh,dad,2,n\n"
        + ONE.replace("A,", "D,")
    )
    assert [i.row for i in report.refused] == [2, 4]
    assert "9 cells where the header has 8" in report.refused[1].message
    assert bench.events()["source_row"].tolist() == [3, 5]
    assert "C,2025-03-01" in report.refused_csv()


@settings(
    max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    header=st.integers(0, 4), tails=st.lists(st.integers(0, 4), min_size=1, max_size=6), quoted=st.booleans()
)
def test_empty_cells_behind_the_last_column_cost_no_row(
    tmp_path: Path, header: int, tails: list[int], quoted: bool
) -> None:
    """A sheet with cleared columns is saved with delimiters behind the last one: in all rows, or in some."""
    head = HEADER.rstrip() + "," * header + "\n"
    rows = [
        ONE.replace("A,", f"{i},").replace(",n\n", ',"n"' if quoted else ",n")
        + "," * max(tail, header)
        + "\n"
        for i, tail in enumerate(tails)
    ]
    path = tmp_path / "list.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    table = read_text(path)
    read = list(table.chunks(None))
    assert [bad.message for chunk in read for bad in chunk.bad] == []
    found = [row for chunk in read for row in chunk.table.select(range(8)).to_pylist()]
    assert [(row["id"], row["note"]) for row in found] == [(str(i), "n") for i in range(len(tails))]


@pytest.mark.parametrize(
    "where", ["admin1", "country", "admin2", "country,admin1", "latitude,longitude,admin1"]
)
def test_a_list_without_a_column_of_places_is_read(bench: Bench, where: str) -> None:
    values = {"admin1": "Aleppo", "country": "Syria", "admin2": "Azaz", "latitude": "", "longitude": ""}
    row = ",".join(values[name] for name in where.split(","))
    bench.load(f"id,date,{where}\nA,2025-03-01,{row}\nB,2025-03-02,{row}\n")
    assert len(bench.events()) == 2


def test_a_later_row_fills_an_unnamed_column(bench: Bench) -> None:
    rows = "".join(ONE.replace("A,", f"{i},").replace("\n", ",,\n") for i in range(300))
    bench.load(HEADER.replace("\n", ",,\n") + rows + ONE.replace("\n", ",,seen later\n"))
    assert len(bench.events()) == 301
    assert json.loads(bench.events()["source_codes"].iloc[-1]) == {"column 10": "seen later"}


def test_title_rows_above_the_column_names(bench: Bench) -> None:
    event = bench.one("Incidents of March\nby the desk,,\n\n" + HEADER + ONE)
    assert event["source_row"] == 5


def test_blank_rows_and_rows_of_delimiters_are_no_rows(bench: Bench) -> None:
    report = bench.load(HEADER + ONE + ",,,,,,,\n\n" + ONE.replace("A,", "B,") + ",,,,,,,\n")
    assert (report.read, report.imported) == (2, 2)


def test_a_column_name_twice_is_told_apart(bench: Bench) -> None:
    report = bench.load("id,date,place,note,note\nA,2025-03-01,Baghdad,one,two\n")
    assert json.loads(bench.events()["source_codes"].iloc[0]) == {"note (2)": "two"}
    assert any("occurs again" in n for n in report.notes)


def test_a_cell_of_two_megabytes(bench: Bench) -> None:
    report = import_file(
        bench.store,
        bench.put(HEADER + ONE.replace(",n\n", "," + "x" * 2_000_000 + "\n") + ONE.replace("A,", "B,")),
    )
    assert report.error is None
    assert report.imported + len(report.refused) == 2


def test_formulas_braces_and_scripts_stay_text(bench: Bench) -> None:
    words = ["=1+1", "@SUM(A1)", "{{7*7}}", "{% off", "<img src=x onerror=alert(1)>", "$\\frac{", "+1", "-1"]
    bench.load(
        HEADER + "".join(ONE.replace("A,", f"{i},").replace(",n\n", f",{w}\n") for i, w in enumerate(words))
    )
    assert bench.events()["notes"].tolist() == words
