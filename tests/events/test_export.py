"""What is exported is what is in the store, whole, in every format, and nothing in it runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import export, wording
from events.editing import edits
from events.errors import EventsError
from events.export.selection import gather
from events.guard import guard, guard_column, unguard
from events.importing import import_file
from events.model import EVENT_COLUMNS
from events.query import Filter
from events.store import Store, file_url

KML = {"k": "http://www.opengis.net/kml/2.2"}
HOSTILE = {
    "formula": "=1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "markup": "<img src=x onerror=alert(1)>",
    "template": "{{7*7}} {% off $\\frac{1}{2}",
    "balloon": "$[name] & \"quotes\" 'single'",
    "control": "a\x0bb\x00c",
    "arabic": "البوكمال",
    "lines": 'first\nsecond, "third"\r\nfourth',
}  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    """Events with hostile texts, one coarse, one not located, one undated, one in 1850."""
    rows = [
        {"event_id": f"h-{name}", "dataset": "hostile", "source_key": name, "title": text, "notes": text,
         "event_date": dt.date(2020, 3, 11), "latitude": 33.5, "longitude": 44.25 + n / 100,
         "location_precision": "exact", "uncertainty_m": 500.0, "fatalities_best": n, "contested": n == 1}
        for n, (name, text) in enumerate(HOSTILE.items())
    ]  # fmt: skip
    rows += [
        {"event_id": "coarse", "dataset": "plain", "title": "A province", "event_date": dt.date(2020, 3, 1),
         "end_date": dt.date(2020, 3, 31), "time_precision": "month", "latitude": -34.6, "longitude": -58.4,
         "location_precision": "adm1", "uncertainty_m": 80_000.0,
         "attacker": "-58.4", "located_by": "gazetteer"},
        {"event_id": "nowhere", "dataset": "plain", "title": "Not located",
         "location_precision": "unlocated"},
        {"event_id": "old", "dataset": "plain", "title": "Long ago", "event_date": dt.date(1850, 1, 1),
         "latitude": 10.0, "longitude": 179.9, "location_precision": "country", "uncertainty_m": 500_000.0},
    ]  # fmt: skip
    with store.writing(who="test") as db:
        db.upsert_events(pd.DataFrame(rows))
        db.insert("sources", pd.DataFrame({
            "source_id": ["s2", "s1", "s3"], "event_id": ["coarse", "coarse", "nowhere"],
            "publisher": ["=cmd", "Agency", None], "published_on": [dt.date(2020, 4, 1), None, None],
        }))  # fmt: skip
        db.insert("claims", pd.DataFrame({
            "claim_id": ["c1"], "event_id": ["coarse"], "actor": ["Group <b>"],
            "status": ["claimed_by_actor"],
        }))  # fmt: skip
        db.insert("sites", pd.DataFrame({
            "site_id": ["t2", "t1"], "event_id": ["coarse", "coarse"], "role": ["impact", "launch"],
            "seq": [2, 1],
            "latitude": [-34.0, None], "longitude": [-58.0, None],
        }))  # fmt: skip
    return store


@pytest.mark.parametrize("kind", export.FORMATS)
def test_same_data_makes_same_bytes(filled: Store, tmp_path: Path, kind: str) -> None:
    for name in ("one", "two"):
        done = export.write(filled, Filter(), tmp_path / f"{name}.{kind}")
        assert done.events == len(HOSTILE) + 3
    assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


@pytest.mark.parametrize("kind", export.FORMATS)
def test_an_empty_selection_is_a_whole_file(filled: Store, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"none.{kind}"
    assert export.write(filled, Filter(datasets=("none",)), path).events == 0
    assert path.stat().st_size > 0
    assert [file.name for file in tmp_path.glob(".*")] == []


def test_csv_keeps_every_value_and_guards_formulas(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    export.write(filled, Filter(), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["event_id"]: row for row in csv.DictReader(stream)}
    assert list(rows["old"])[: len(EVENT_COLUMNS)] == list(EVENT_COLUMNS)
    for name, text in HOSTILE.items():
        cell = rows[f"h-{name}"]["notes"]
        assert unguard(cell) == text
        assert cell[0] not in "=+-@\t\r"
    assert rows["h-formula"]["notes"] == "'=1+1"
    assert rows["coarse"]["longitude"] == rows["coarse"]["attacker"] == "-58.4"
    assert rows["coarse"]["fatalities_best"] == ""
    assert rows["h-formula"]["fatalities_best"] == "0"
    assert rows["h-at"]["contested"] == "true"
    sources = json.loads(rows["coarse"]["sources"])
    assert [source["source_id"] for source in sources] == ["s1", "s2"]
    assert sources[1] == {"source_id": "s2", "publisher": "=cmd", "published_on": "2020-04-01"}
    assert rows["old"]["sources"] == ""


def test_xlsx_writes_text_as_text_and_numbers_as_numbers(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    export.write(filled, Filter(), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["events", "sources", "claims", "sites", "routes", "about"]
    sheet = book["events"]
    head = [cell.value for cell in sheet[1]]
    assert head == list(EVENT_COLUMNS)
    cells = {row[0].value: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    assert all(
        cell.data_type != "f" and cell.hyperlink is None for row in cells.values() for cell in row.values()
    )
    assert cells["h-formula"]["notes"].value == "=1+1"
    assert cells["h-markup"]["notes"].value == HOSTILE["markup"]
    assert cells["h-arabic"]["title"].value == HOSTILE["arabic"]
    assert cells["coarse"]["longitude"].value == -58.4
    assert cells["coarse"]["fatalities_best"].value is None
    assert cells["coarse"]["event_date"].value == dt.datetime(2020, 3, 1)
    assert cells["old"]["event_date"].value == "1850-01-01"
    assert book["sources"].max_row == 4
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["Events"] == f"{len(HOSTILE) + 3} of {len(HOSTILE) + 3}"
    assert "event_id" in about["Joins"]
    assert about["Not located"] == "1"
    assert about["Undated"] == "1"


def test_xlsx_says_when_a_text_is_cut(filled: Store, tmp_path: Path) -> None:
    with filled.writing(who="test") as db:
        db.upsert_events(pd.DataFrame({"event_id": ["long"], "notes": ["x" * 40_000]}))
    done = export.write(filled, Filter(), tmp_path / "out.xlsx")
    assert done.warnings == ("1 texts longer than a cell holds (32,767) are cut and end in …",)
    notes = [
        row[0] for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["about"].iter_rows(values_only=True)
    ]
    assert "Warning" in notes


def test_xlsx_goes_on_in_a_second_sheet(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.export.workbook.MAX_ROWS", 6)
    export.write(filled, Filter(), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames[:3] == ["events", "events 2", "events 3"]
    assert sum(book[name].max_row - 1 for name in book.sheetnames[:3]) == len(HOSTILE) + 3


def test_geojson_carries_everything(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.geojson"
    export.write(filled, Filter(), path)
    whole = json.loads(path.read_text(encoding="utf-8"))
    found = {feature["id"]: feature for feature in whole["features"]}
    assert len(found) == len(HOSTILE) + 3
    assert found["nowhere"]["geometry"] is None
    assert found["coarse"]["geometry"] == {"type": "Point", "coordinates": [-58.4, -34.6]}
    assert found["coarse"]["properties"]["event_date"] == "2020-03-01"
    assert [site["role"] for site in found["coarse"]["properties"]["sites"]] == ["launch", "impact"]
    for name, text in HOSTILE.items():
        assert found[f"h-{name}"]["properties"]["notes"] == text
    assert ["Not located", "1"] in whole["about"]


def test_geopackage_has_all_layers(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.gpkg"
    export.write(filled, Filter(), path)
    layers = dict(pyogrio.list_layers(path).tolist())
    assert layers == {"events": "Point", "sources": None, "claims": None, "sites": "Point", "routes": None,
                      "about": None}  # fmt: skip
    events = gpd.read_file(path, layer="events").set_index("event_id")
    assert events.crs.to_epsg() == 4326
    assert events.loc["coarse"].geometry.x == -58.4
    assert events.geometry.loc["nowhere"] is None
    assert events.loc["h-markup", "notes"] == HOSTILE["markup"]
    assert len(gpd.read_file(path, layer="sources")) == 3


def test_geoparquet_nests_what_surrounds_an_event(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    export.write(filled, Filter(), path)
    frame = gpd.read_parquet(path).set_index("event_id")
    assert frame.crs.to_epsg() in (4326, None) or frame.crs.to_string() == "OGC:CRS84"
    assert frame.loc["coarse"].geometry.y == -34.6
    assert frame.geometry.loc["nowhere"] is None
    assert [source["source_id"] for source in frame.loc["coarse", "sources"]] == ["s1", "s2"]
    assert len(frame.loc["old", "claims"]) == 0
    assert b"conflict_atlas" in pq.read_schema(path).metadata


def test_kml_is_well_formed_and_runs_nothing(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.kml"
    export.write(filled, Filter(), path)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"href|<script|NetworkLink", text)
    root = ElementTree.fromstring(text)
    folders = {folder.findtext("k:name", "", KML): folder for folder in root.iterfind(".//k:Folder", KML)}
    placed = {mark.get("id"): mark for mark in folders["Events"].iterfind("k:Placemark", KML)}
    assert len(placed) == len(HOSTILE) + 2
    lost = folders["Not located"].findall("k:Placemark", KML)
    assert [mark.get("id") for mark in lost] == ["event-nowhere"]
    assert lost[0].find(".//k:Point", KML) is None
    styles = [placed[f"event-{name}"].findtext("k:styleUrl", "", KML) for name in ("h-at", "h-tab")]
    assert styles == ["#contested", "#sharp"]
    markup = placed["event-h-markup"]
    assert markup.findtext("k:name", "", KML) == HOSTILE["markup"]
    assert "<img" not in markup.findtext("k:description", "", KML)
    assert "&lt;img" in markup.findtext("k:description", "", KML)
    assert "$[name]" not in placed["event-h-balloon"].findtext("k:description", "", KML)
    assert placed["event-h-control"].findtext("k:name", "", KML) == "a�b�c"
    data = {
        entry.get("name"): entry.findtext("k:value", "", KML) for entry in markup.iterfind(".//k:Data", KML)
    }
    assert data["notes"] == HOSTILE["markup"]


def test_kml_draws_a_coarse_place_as_an_area(filled: Store, tmp_path: Path) -> None:
    export.write(filled, Filter(), tmp_path / "out.kml")
    root = ElementTree.parse(tmp_path / "out.kml").getroot()
    marks = {mark.get("id"): mark for mark in root.iterfind(".//k:Placemark", KML)}
    assert "area-coarse" not in marks, "it is known to a province, and drawn on that"
    outlines = [mark for name, mark in marks.items() if str(name).endswith("-1-outline")]
    assert outlines[0].find(".//k:Polygon", KML) is not None
    assert marks["event-coarse"].find(".//k:Polygon", KML) is None
    assert marks["event-coarse"].findtext("k:styleUrl", "", KML) == "#coarse"
    assert marks["event-coarse"].findtext(".//k:TimeSpan/k:end", "", KML) == "2020-03-31"
    assert len(marks["area-old"].findall(".//k:Polygon", KML)) == 2  # across the antimeridian
    assert marks["event-h-at"].find(".//k:Polygon", KML) is None


def test_kmz_holds_the_same_document(filled: Store, tmp_path: Path) -> None:
    for kind in ("kml", "kmz"):
        export.write(filled, Filter(), tmp_path / f"out.{kind}")
    with zipfile.ZipFile(tmp_path / "out.kmz") as archive:
        assert archive.namelist()[0] == "doc.kml"
        manifest = rb'<ExtendedData><Data name="conflict_atlas_manifest">.*?</ExtendedData>\n'
        alone = re.sub(manifest, b"", (tmp_path / "out.kml").read_bytes())
        assert archive.read("doc.kml") == alone


def test_refusals_leave_the_old_file(filled: Store, tmp_path: Path) -> None:
    old = tmp_path / "out.shp"
    old.write_text("old")
    with pytest.raises(export.ExportError, match=r"out\.shp: events are written as csv"):
        export.write(filled, Filter(), old)
    assert old.read_text() == "old"
    with pytest.raises(EventsError, match="folder"):
        export.write(filled, Filter(), tmp_path / "missing" / "out.csv")


def test_a_failed_write_leaves_nothing(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(selection: object, path: Path) -> list[str]:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(export.FORMATS, "csv", full)
    (tmp_path / "out.csv").write_text("old")
    with pytest.raises(export.ExportError, match=r"out.csv cannot be written: No space left on device\."):
        export.write(filled, Filter(), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "old"
    assert list(tmp_path.glob(".*")) == []


def test_stream_json_has_the_columns_of_the_event_table(filled: Store) -> None:
    stream = io.BytesIO()
    export.write_stream(filled, Filter(), stream, format="json")
    rows = json.loads(stream.getvalue())
    assert list(rows[0]) == list(EVENT_COLUMNS)
    assert [row["event_id"] for row in rows[:2]] == ["old", "coarse"]
    assert rows[-1]["event_id"] == "nowhere"
    assert rows[-1]["fatalities_best"] is None
    empty = io.BytesIO()
    export.write_stream(filled, Filter(datasets=("none",)), empty, format="json")
    assert json.loads(empty.getvalue()) == []


def test_about_names_the_filters(filled: Store) -> None:
    chosen = Filter(attackers=("A", "B"), bases=("claimed_by_actor",), date_from=dt.date(2020, 1, 1),
                    within=(33.5, 44.0, 10.0), contested=False)  # fmt: skip
    assert [said for _, said in wording.filters(chosen)] == [
        "attacker: A or B", "how the attacker is known: claimed by the actor", "not contested",
        "dates: from 1 Jan 2020", "within 10 km (6.2 mi) of 33.500° N 44.000° E",
    ]  # fmt: skip
    about = dict(gather(filled, Filter(datasets=("plain",))).about)
    assert about["Filters"] == "dataset: plain"
    assert about["Places"].startswith("found by name with GeoNames")
    assert about["Sources"] == "3"


@pytest.mark.parametrize("first", [*"=+-@\t\r\n＝＋－＠"])
def test_every_beginning_of_a_formula_is_guarded(first: str) -> None:
    texts = [f"{first}cmd", f"'{first}cmd", f"plain {first}"]
    assert [guard(text) for text in texts] == [f"'{first}cmd", f"''{first}cmd", f"plain {first}"]
    assert guard_column(pa.chunked_array([pa.array(texts)])).to_pylist() == [guard(text) for text in texts]


def test_a_plain_number_is_no_formula() -> None:
    for number in ("-58.4", "+1", "-.5", "-1e-3"):
        assert guard(number) == number
    assert guard("-58.4+1") == "'-58.4+1"


@given(st.text(st.characters(codec="utf-8")))
def test_guard_can_be_taken_off(text: str) -> None:
    marked = guard(text)
    assert unguard(marked) == text
    assert not re.match(r"[=@\t\r＝＠]", marked)


@given(
    st.lists(
        st.none() | st.text(st.characters(codec="utf-8")) | st.sampled_from(["-1.5", "+1+1", "''=x", "-"])
    )
)
def test_a_guarded_column_is_its_guarded_cells(texts: list[str | None]) -> None:
    column = guard_column(pa.chunked_array([pa.array(texts, pa.string())]))
    assert column.to_pylist() == [None if text is None else guard(text) for text in texts]


def test_a_country_s_events_are_a_badge_in_kml_and_the_badge_is_no_event(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "unit.duckdb"))
    for number in range(3):
        values = {
            "title": f"Event {number}", "country": "Syria", "latitude": 33.5, "longitude": 36.3,
            "location_precision": "country", "uncertainty_m": 400_000.0,
        }  # fmt: skip
        edits.add_event(store, values, who="test")
    export.write(store, Filter(), tmp_path / "unit.kml")
    text = (tmp_path / "unit.kml").read_text(encoding="utf-8")
    assert "<name>Syria: 3 events</name>" in text
    assert text.count("conflict-atlas-unit-") == 2
    assert '<Data name="latitude"><value>33.5</value></Data>' in text
    back = Store.open(file_url(tmp_path / "back.duckdb"))
    report = import_file(back, tmp_path / "unit.kml")
    assert report.imported == 3
    assert not report.refused
