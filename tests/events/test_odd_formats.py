"""Odd but honest files of other formats than text: workbooks, JSON, map files, archives, uploads."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zipfile
from typing import Any

import geopandas
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shapely.geometry import LineString, Point

from events.importing import import_file, preview
from events.readers.sheets import ods
from tests.events.bench import HEADER, ONE, Bench


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
    assert events["location_precision"].tolist() == ["not_stated", "region", "unlocated"]


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
