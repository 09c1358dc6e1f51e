"""Odd but honest files: they come in right, or row by row refused by name, and the report says how they were read."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import LineString, Point

from events.importing import import_file, preview
from events.query import Filter, select
from events.readers import ods
from events.report import ImportReport
from events.store import Store, file_url

HEADER = "id,date,latitude,longitude,attacker,place,killed,note\n"
ONE = "A,2025-03-01,33.3,44.4,Alpha,Baghdad,2,n\n"


class Bench:
    """A store of its own for one test, and a way to bring a file into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.open(file_url(folder / "events.duckdb"))

    def put(self, data: bytes | str, name: str = "list.csv") -> Path:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def load(self, data: bytes | str, name: str = "list.csv", **options: Any) -> ImportReport:
        report = import_file(self.store, self.put(data, name), **options)
        assert report.error is None, report.error
        assert report.read == report.imported + report.updated + report.unchanged + len(report.refused)
        return report

    def events(self) -> pd.DataFrame:
        return select(self.store, Filter()).sort_values("source_row").reset_index(drop=True)

    def one(self, data: bytes | str, name: str = "list.csv", **options: Any) -> pd.Series:
        report = self.load(data, name, **options)
        assert (report.imported, report.refused) == (1, []), report
        return self.events().iloc[0]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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


@pytest.mark.parametrize(
    ("lat", "lon", "column"),
    [
        ("95.2", "44", "latitude"), ("33", "-200", "longitude"), ("inf", "44", "latitude"), ("1e309", "44", "latitude"),
        ("33.3.3", "44", "latitude"), ("north", "44", "latitude"), ("33", "", "longitude"), ("", "44", "latitude"),
        ("33.3E", "44", "latitude"), ("0x21", "44", "latitude"), ("33 70 00 N", "44", "latitude"),
    ],
)  # fmt: skip
def test_bad_coordinates_are_refused_by_column(bench: Bench, lat: str, lon: str, column: str) -> None:
    report = bench.load(HEADER + ONE + f"B,2025-03-01,{lat},{lon},Alpha,Baghdad,2,n\n")
    assert [(i.row, i.column) for i in report.refused] == [(3, column)]


def test_null_island_stands_for_not_known_and_is_said(bench: Bench) -> None:
    report = bench.load(HEADER + "A,2025-03-01,0,0,Alpha,Baghdad,2,n\nB,2025-03-01,0.0,0.0,Alpha,,2,n\n")
    events = bench.events()
    assert 33 < events["latitude"].iloc[0] < 34
    assert events["location_precision"].iloc[1] == "unlocated"
    assert sum("0, 0" in w.message for w in report.warnings) == 2


@pytest.mark.parametrize(
    ("cell", "low", "best", "high"),
    [
        ("12", None, 12, None), ("0", None, 0, None), ("", None, None, None), ("NA", None, None, None), ("unknown", None, None, None),
        ("several", 2, None, None), ("at least 12", 12, None, None), ("10–12", 10, None, 12), ("12+", 12, None, None),
        ("up to 5", None, None, 5), ("1,234", None, 1234, None), ("١٢", None, 12, None), ("12.0", None, 12, None),
    ],
)  # fmt: skip
def test_counts_are_low_best_high_or_unknown(
    bench: Bench, cell: str, low: int | None, best: int | None, high: int | None
) -> None:
    event = bench.one(HEADER + f'A,2025-03-01,33.3,44.4,Alpha,Baghdad,"{cell}",n\n')
    found = [
        None if pd.isna(event[f"fatalities_{part}"]) else int(event[f"fatalities_{part}"])
        for part in ("low", "best", "high")
    ]
    assert found == [low, best, high]
    if cell and not cell.replace(",", "").replace(".", "").isdecimal():
        assert cell in str(event["source_codes"])


@pytest.mark.parametrize(
    "cell", ["-1", "1.5", "two hundred", "1e3", "99999999999999999999", "12-10", "=2+2", "1.234"]
)
def test_counts_that_are_none_are_refused(bench: Bench, cell: str) -> None:
    report = bench.load(HEADER + ONE + f"B,2025-03-01,33.3,44.4,Alpha,Baghdad,{cell},n\n")
    assert [(i.row, i.column, i.value) for i in report.refused] == [(3, "killed", cell)]


def dated(bench: Bench, *cells: str, **options: Any) -> tuple[ImportReport, list[str]]:
    lines = "".join(f'{i},"{cell}",33.3,44.4,Alpha,Baghdad,2,n\n' for i, cell in enumerate(cells))
    report = bench.load(HEADER + lines, **options)
    events = bench.events()
    return report, [str(d)[:10] for d in events["event_date"]] if len(events) else []


def test_the_order_of_dates_is_inferred_over_the_whole_column(bench: Bench) -> None:
    report, days = dated(bench, "03/04/2024", "25/04/2024", "01/02/2024")
    assert days == ["2024-04-03", "2024-04-25", "2024-02-01"]
    assert any("day/month/year" in n for n in report.notes)


def test_a_month_first_column(bench: Bench) -> None:
    assert dated(bench, "03/04/2024", "04/25/2024")[1] == ["2024-03-04", "2024-04-25"]


def test_an_order_that_cannot_be_told_is_asked_for(bench: Bench) -> None:
    report, days = dated(bench, "03/04/2024", "05/06/2024")
    assert days == ["2024-04-03", "2024-06-05"]
    assert any("could be day/month or month/day" in w.message for w in report.warnings)
    report, days = dated(bench, "03/04/2024", "05/06/2024", date_order="mdy")
    assert days == ["2024-03-04", "2024-05-06"]
    assert report.updated == 2


def test_a_column_of_both_orders_refuses_what_could_be_either(bench: Bench) -> None:
    report, days = dated(bench, "25/04/2024", "04/25/2024", "03/04/2024")
    assert days == ["2024-04-25", "2024-04-25"]
    assert [i.row for i in report.refused] == [4]


def test_spreadsheet_days_are_dates_only_in_a_column_of_them(bench: Bench) -> None:
    assert dated(bench, "45717", "45718")[1] == ["2025-03-01", "2025-03-02"]
    report, _ = dated(bench, "2025-03-01", "2025-03-02", "45717", dataset="mixed")
    assert [i.value for i in report.refused] == ["45717"]


@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-30",
        "31/04/2024",
        "0000-00-00",
        "1445-09-15",
        "yesterday",
        "12",
        "2025-13-01",
        "9999-12-31",
        "1/1/1",
    ],
)
def test_dates_that_are_none_are_refused(bench: Bench, cell: str) -> None:
    report, _ = dated(bench, "2025-03-01", cell)
    assert [(i.row, i.column, i.value) for i in report.refused] == [(3, "date", cell)]


def test_first_and_last_day_make_the_precision_and_none_ends_before_it_begins(bench: Bench) -> None:
    ends = {"01": "day", "02": "days", "06": "days", "07": "week", "08": "month", "31": "month"}
    lines = "".join(f"{day},2025-03-01,2025-03-{day},Baghdad\n" for day in ends)
    lines += "long,2025-03-01,2025-04-01,Baghdad\nback,2025-03-01,2025-02-28,Baghdad\n"
    report = bench.load("id,date,end date,place\n" + lines)
    assert bench.events()["time_precision"].tolist() == [*ends.values(), "year"]
    assert [(i.record, i.column, i.value) for i in report.refused] == [(8, "end date", "2025-02-28")]
    assert "before" in report.refused[0].message


def test_a_day_that_is_still_to_come_is_kept_and_said(bench: Bench) -> None:
    report, days = dated(bench, "2025-03-01", "2099-03-01")
    assert days == ["2025-03-01", "2099-03-01"]
    assert [(w.row, w.value) for w in report.warnings if "future" in w.message] == [(3, "2099-03-01")]


def test_an_undated_row_is_kept_and_said(bench: Bench) -> None:
    report, days = dated(bench, "", "unknown")
    assert days == ["NaT", "NaT"]
    assert sum("undated" in w.message for w in report.warnings) == 2


def test_names_that_pass_for_others_are_flagged_and_kept(bench: Bench) -> None:
    names = ["Αlpha", "Alpha\u202eahplA", "Al\u200bpha", "Alpha"]
    report = bench.load(
        HEADER + "".join(ONE.replace("A,", f"{i},").replace("Alpha", n) for i, n in enumerate(names))
    )
    assert bench.events()["attacker"].tolist() == ["Αlpha", "Alpha\u202eahplA", "Alpha", "Alpha"]
    assert len([w for w in report.warnings if w.column == "attacker"]) == 2


def test_unknown_attackers_are_nobody(bench: Bench) -> None:
    bench.load(
        HEADER
        + "".join(
            ONE.replace("A,", f"{i},").replace("Alpha", n)
            for i, n in enumerate(["", "Unknown", "unidentified gunmen", "n/a"])
        )
    )
    events = bench.events()
    assert events["attacker"].isna().all()
    assert [b if isinstance(b, str) else None for b in events["attacker_basis"]] == [
        None,
        "unattributed",
        "unattributed",
        None,
    ]


def test_the_basis_of_an_attribution_is_read_where_there_is_one(bench: Bench) -> None:
    text = "id,date,place,attacker,attribution status\n1,2025-03-01,Baghdad,Alpha,claimed by actor\n2,2025-03-01,Basra,Alpha,denied\n3,2025-03-01,Mosul,Alpha,rumour\n"
    report = bench.load(text)
    events = bench.events()
    assert events["attacker_basis"].tolist() == ["claimed_by_actor", "denied", "assessed_by_analyst"]
    assert pd.isna(events["attacker"].iloc[1])
    assert any("rumour" in w.message for w in report.warnings)


@pytest.mark.parametrize(
    "header",
    [
        "رقم,التاريخ,خط العرض,خط الطول,المهاجم,المكان,القتلى,ملاحظات", "Номер,Дата,Широта,Долгота,Исполнитель,Место,Погибшие,Примечание",
        "Numéro,Date de l'événement,Latitude,Longitude,Auteur,Lieu,Morts,Résumé", "ID,Fecha,Latitud,Longitud,Perpetrador,Lugar,Muertos,Notas",
        "Kennung,Datum,Breite,Länge,Täter,Ort,Tote,Bemerkung",
    ],
)  # fmt: skip
def test_columns_are_known_in_several_languages(bench: Bench, header: str) -> None:
    event = bench.one(header + "\n" + ONE)
    assert [
        event[c] for c in ("source_key", "latitude", "attacker", "place", "fatalities_best", "notes")
    ] == ["A", 33.3, "Alpha", "Baghdad", 2, "n"]


@pytest.mark.parametrize("cell", ["33.3, 44.4", "33.3 44.4", "POINT (44.4 33.3)", "33°18'N 44°24'E"])
def test_coordinates_in_one_column(bench: Bench, cell: str) -> None:
    event = bench.one(f'id,date,coordinates\nA,2025-03-01,"{cell}"\n')
    assert (round(event["latitude"], 3), round(event["longitude"], 3)) == (33.3, 44.4)


def test_a_workbook_with_titles_two_sheets_and_typed_cells(bench: Bench) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["This list is provisional."])
    sheet = book.create_sheet("Events")
    for row in (
        ["March"],
        [],
        ["ID", "Date", "Lat", "Lon", "Killed"],
        [7, dt.datetime(2025, 3, 1), 33.3, 44.4, 2],
        [8, dt.date(2025, 3, 2), 33, 44, None],
    ):
        sheet.append(row)
    report = bench.load(saved(book), "list.xlsx")
    events = bench.events()
    assert events["source_key"].tolist() == ["7", "8"]
    assert [str(d)[:10] for d in events["event_date"]] == ["2025-03-01", "2025-03-02"]
    assert events["source_row"].tolist() == [4, 5]
    assert any("Read me" in n for n in report.notes)
    other = import_file(bench.store, bench.folder / "list.xlsx", sheet="Nothing")
    assert "no sheet" in str(other.error)


def test_days_of_a_1904_workbook(bench: Bench) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (["id", "date", "place"], ["A", dt.datetime(2025, 3, 1), "Baghdad"]):
        book.active.append(row)
    assert str(bench.one(saved(book), "list.xlsx")["event_date"])[:10] == "2025-03-01"


def test_bare_days_of_a_1904_workbook(bench: Bench) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in (["id", "date", "place"], ["A", 44255, "Baghdad"]):
        book.active.append(row)
    assert str(bench.one(saved(book), "list.xlsx")["event_date"])[:10] == "2025-03-01"


def test_a_formula_without_its_value_refuses_its_row(bench: Bench) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["id", "date", "lat", "lon", "killed"],
        ["A", "2025-03-01", 33, 44, 1],
        ["B", "2025-03-01", 33, 44, "=1+1"],
    ):
        book.active.append(row)
    report = bench.load(saved(book), "list.xlsx")
    assert [(i.row, i.column) for i in report.refused] == [(3, "killed")]
    assert "formula" in report.refused[0].message


def test_a_formula_with_its_value_is_read_by_it(bench: Bench) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "date", "lat", "lon", "killed"], ["A", "2025-03-01", 33, 44, "=1+1"]):
        book.active.append(row)
    source = zipfile.ZipFile(io.BytesIO(saved(book)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
                    b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
                )
            target.writestr(name, data)
    assert bench.one(out.getvalue(), "list.xlsx")["fatalities_best"] == 2


def ods_file(rows: str) -> bytes:
    names = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="S">{rows}'
                        "</table:table></office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    return out.getvalue()


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def test_ods_with_typed_and_repeated_cells(bench: Bench) -> None:
    header = row(*map(cell, ("id", "date", "lat", "lon", "killed")))
    day = cell("1 March", 'office:value-type="date" office:date-value="2025-03-01T00:00:00"')
    number = cell("33,30", 'office:value-type="float" office:value="33.3" table:number-columns-repeated="2"')
    empty = row(
        '<table:table-cell table:number-columns-repeated="16384"/>',
        more='table:number-rows-repeated="1048000"',
    )
    event = bench.one(
        ods_file(
            header
            + row(cell("A"), day, number, cell("2", 'office:value-type="float" office:value="2"'))
            + empty
        ),
        "list.ods",
    )
    assert (event["latitude"], event["longitude"], event["fatalities_best"]) == (33.3, 33.3, 2)


def test_ods_that_repeats_a_filled_row_a_million_times(bench: Bench) -> None:
    data = ods_file(
        row(cell("date"), cell("place"))
        + row(cell("2025"), cell("x"), more=f'table:number-rows-repeated="{ods.MAX_REPEATED + 1}"')
    )
    assert "repeats" in str(import_file(bench.store, bench.put(data, "a.ods")).error)


def test_json_lines_name_the_bad_line(bench: Bench) -> None:
    text = '{"id": "A", "date": "2025-03-01", "place": "Baghdad"}\n{"id": \n\n{"id": "C", "date": "2025-03-02", "place": "Basra", "tags": ["x", "y"]}\n[1]\n'
    report = bench.load(text, "list.jsonl")
    assert report.imported == 2
    assert [i.row for i in report.refused] == [2, 5]
    assert bench.events()["source_row"].tolist() == [1, 4]


def test_a_json_list_inside_an_object(bench: Bench) -> None:
    assert (
        bench.one(
            json.dumps(
                {"count": 1, "data": [{"id": 5, "date": "2025-03-01", "where": "Baghdad", "killed": None}]}
            ),
            "list.json",
        )["source_key"]
        == "5"
    )


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": {"date": "2025-03-01", **properties}}


def test_geojson_lines_areas_and_bad_geometries(bench: Bench) -> None:
    square = {"type": "Polygon", "coordinates": [[[44, 33], [45, 33], [45, 34], [44, 34], [44, 33]]]}
    features = [feature(square, id="area"), feature({"type": "LineString", "coordinates": [[44, 33], [45, 34]]}, id="line"),
                feature({"type": "Point", "coordinates": [44]}, id="half"), feature({"type": "Point", "coordinates": ["a", "b"]}, id="text"),
                feature({"type": "Point", "coordinates": [200, 33]}, id="far"), feature({"type": "Blob"}, id="blob"), 7]  # fmt: skip
    report = bench.load(json.dumps({"type": "FeatureCollection", "features": features}), "list.geojson")
    events = bench.events()
    assert events["source_key"].tolist() == ["area", "line"]
    assert events["location_precision"].tolist() == ["region", "region"]
    assert 60_000 < events["uncertainty_m"].iloc[0] < 90_000
    assert [i.record for i in report.refused] == [3, 4, 5, 6, 7]


def test_kml_of_folders_and_times(bench: Bench) -> None:
    marks = "".join(f"<Folder><name>F{i}</name><Placemark><name>P{i}</name><TimeSpan><begin>2025-03-0{i}</begin><end>2025-03-05</end></TimeSpan>"
                    f"<ExtendedData><Data name='killed'><value>{i}</value></Data></ExtendedData><Point><coordinates>44.{i},33</coordinates></Point>"
                    "</Placemark></Folder>" for i in (1, 2))  # fmt: skip
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}<NetworkLink/></Document></kml>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("doc.kml", kml)
    report = bench.load(out.getvalue(), "list.kmz")
    events = bench.events()
    assert events["fatalities_best"].tolist() == [1, 2]
    assert [str(d)[:10] for d in events["end_date"]] == ["2025-03-05"] * 2
    assert json.loads(events["source_codes"].iloc[0])["folder"] == "F1"
    assert any("not followed" in w.message for w in report.warnings)


@pytest.mark.parametrize(("suffix", "driver"), [(".gpkg", "GPKG"), (".parquet", None)])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_geographic_files_in_any_projection(bench: Bench, suffix: str, driver: str | None, crs: str) -> None:
    frame = geopandas.GeoDataFrame({"id": ["A", "B", "C"], "date": ["2025-03-01"] * 3},
                                   geometry=[Point(44.4, 33.3), LineString([(44, 33), (45, 34)]), None], crs=4326).to_crs(crs)  # fmt: skip
    path = bench.folder / f"list{suffix}"
    frame.to_file(path, driver=driver) if driver else frame.to_parquet(path)
    report = import_file(bench.store, path)
    assert (report.error, report.imported) == (None, 3)
    events = bench.events()
    assert (round(events["latitude"].iloc[0], 5), round(events["longitude"].iloc[0], 5)) == (33.3, 44.4)
    assert events["location_precision"].tolist() == ["exact", "region", "unlocated"]


def test_a_plain_parquet_table_with_its_types(bench: Bench) -> None:
    table = pa.table({"id": [1, 2], "date": [dt.date(2025, 3, 1), dt.date(2025, 3, 2)], "lat": [33.3, None], "lon": [44.4, None],
                      "killed": pa.array([2.0, None]), "place": pa.array(["Baghdad", None]).dictionary_encode()})  # fmt: skip
    path = bench.folder / "list.parquet"
    pq.write_table(table, path)
    report = import_file(bench.store, path)
    assert report.imported == 2
    assert bench.events()["fatalities_best"].tolist()[0] == 2


def test_a_table_in_a_zip_or_gz(bench: Bench) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("folder/list.csv", HEADER + ONE)
        target.writestr("README.txt", "read me")
    assert bench.load(out.getvalue(), "list.zip").imported == 1
    assert bench.load(gzip.compress((HEADER + ONE).encode()), "list.csv.gz").unchanged == 1


def test_an_upload_lies_under_another_name(bench: Bench) -> None:
    path = bench.put(HEADER + ONE, "0f3a.upload")
    report = import_file(bench.store, path, name="March list.csv")
    assert (report.file, report.dataset, report.imported) == ("March list.csv", "March list", 1)


def test_a_preview_shows_columns_guess_examples_and_events(bench: Bench) -> None:
    found = preview(bench.put(HEADER + ONE + ONE.replace("A,", "B,").replace("2025-03-01", "x")))
    assert found.error is None
    assert found.guess["killed"] == "fatalities"
    assert found.examples["place"] == ["Baghdad"]
    assert found.events["place"].tolist() == ["Baghdad"]
    assert [i.row for i in found.refused] == [3]
    corrected = preview(
        bench.folder / "list.csv", mapping={"event_date": "date", "place": "note", "source_key": "id"}
    )
    assert corrected.events["place"].tolist() == ["n"]
    assert preview(bench.put("a,b\n1,2\n", "bad.csv")).columns == ("a", "b")
    assert "date" in str(preview(bench.folder / "bad.csv").error)
