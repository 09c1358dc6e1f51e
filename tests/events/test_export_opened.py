"""What is written opens where people open it: in GDAL (so in QGIS), in pandas, in what reads Excel."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from events import export
from events.importing import import_file
from events.query import Filter, select
from events.store import Store, file_url

ROUGH = {"adm1": 80_000.0, "adm2": 20_000.0, "country": 900_000.0, "sea": 300_000.0}


@pytest.fixture
def mixed(store: Store) -> Store:
    """Sharp events, coarse ones (one over the antimeridian, one at a pole), one lost."""
    rows = [
        {"event_id": f"sharp-{n}", "latitude": 33.0 + n, "longitude": 44.0, "location_precision": "exact"}
        for n in range(3)
    ]
    rows += [
        {
            "event_id": kind,
            "latitude": 30.0,
            "longitude": 40.0,
            "location_precision": kind,
            "uncertainty_m": r,
        }
        for kind, r in ROUGH.items()
    ]
    rows += [
        {"event_id": "over", "latitude": 10.0, "longitude": 179.9, "location_precision": "adm1",
         "uncertainty_m": 90_000.0},
        {"event_id": "pole", "latitude": 89.9, "longitude": 0.0, "location_precision": "sea",
         "uncertainty_m": 90_000.0},
        {"event_id": "no-radius", "latitude": 10.0, "longitude": 20.0, "location_precision": "adm1"},
        {"event_id": "lost", "location_precision": "unlocated"},
    ]  # fmt: skip
    for number, row in enumerate(rows):
        row |= {"dataset": "d", "source_key": str(number), "title": f"<&\"' {number} هجوم",
                "event_date": dt.date(2020, 1, 1 + number)}  # fmt: skip
    with store.writing(who="test") as db:
        db.upsert_events(pd.DataFrame(rows))
    return store


PLACED, LOST = 10, 1
AREAS = {"adm2", "sea", "over", "pole"}
UNITS = {"Al Jawf": "adm1", "Saudi Arabia": "country", "Salamat": "no-radius"}
"""What each rough event is drawn as: its circle, or the outline of the unit that it is known to."""


def _recognised_by_content(path: Path, folder: Path) -> Path:
    """The file under a name without a suffix: what it is must be seen from what it holds."""
    return Path(shutil.copyfile(path, folder / "unnamed"))


@pytest.mark.parametrize("kind", ["kml", "kmz"])
def test_gdal_sees_every_event_of_a_kml_as_a_point_and_its_area_beside_it(
    mixed: Store, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"out.{kind}"
    export.write(mixed, Filter(), path)
    layers = {name: gpd.read_file(path, layer=name) for name, _ in pyogrio.list_layers(path)}
    assert list(layers) == [
        "Events",
        "Areas",
        "Known only to a country, province, region or sea",
        "Not located",
    ]
    assert len(gpd.read_file(path, layer=0)) == len(layers["Events"]) == PLACED
    assert set(layers["Events"].geom_type) == {"Point"}
    assert set(layers["Areas"]["area_of"]) == AREAS
    assert set(layers["Areas"].geom_type) <= {"Polygon", "MultiPolygon"}
    assert layers["Areas"].is_valid.all()
    assert len(layers["Not located"]) == LOST
    events = layers["Events"].set_index("event_id")
    middle = layers["Areas"].set_index("area_of").loc["adm2"]
    assert middle.geometry.contains(events.loc["adm2"].geometry)
    units = layers["Known only to a country, province, region or sea"].set_index("Name")
    assert set(units.index) == {*UNITS, *(f"{name}: 1 event" for name in UNITS)}
    for name, event in UNITS.items():
        assert units.loc[name].geometry.contains(events.loc[event].geometry)


@pytest.mark.parametrize("kind", ["kml", "geojson"])
def test_gdal_knows_the_file_by_its_content(mixed: Store, tmp_path: Path, kind: str) -> None:
    export.write(mixed, Filter(), tmp_path / f"out.{kind}")
    unnamed = _recognised_by_content(tmp_path / f"out.{kind}", tmp_path)
    found = pyogrio.read_info(unnamed, layer=0)
    assert found["driver"] in {"kml": ("KML", "LIBKML"), "geojson": ("GeoJSON",)}[kind]
    assert len(pyogrio.read_dataframe(unnamed, layer=0)) == (PLACED if kind == "kml" else PLACED + LOST)


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "parquet"])
def test_points_are_points_and_an_unlocated_event_is_there_without_one(
    mixed: Store, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"out.{kind}"
    export.write(mixed, Filter(), path)
    frame = gpd.read_parquet(path) if kind == "parquet" else gpd.read_file(path, layer=0)
    assert len(frame) == PLACED + LOST
    assert frame.geometry.isna().sum() == LOST
    assert set(frame.geom_type.dropna()) == {"Point"}
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84"
    at = frame.set_index("event_id").geometry.loc["over"]
    assert (at.x, at.y) == (179.9, 10.0)


def test_a_workbook_opens_with_every_row(mixed: Store, tmp_path: Path) -> None:
    export.write(mixed, Filter(), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx", read_only=True)
    assert book["events"].max_row == PLACED + LOST + 1
    assert len(pd.read_excel(tmp_path / "out.xlsx")) == PLACED + LOST


def test_a_kmz_is_a_plain_zip_file_that_needs_no_later_version(mixed: Store, tmp_path: Path) -> None:
    export.write(mixed, Filter(), tmp_path / "out.kmz")
    with zipfile.ZipFile(tmp_path / "out.kmz") as archive:
        assert {entry.extract_version for entry in archive.infolist()} == {20}
        assert archive.testzip() is None


def test_a_kmz_too_large_for_a_plain_zip_file_is_whole_and_says_so(
    mixed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 5_000)
    done = export.write(mixed, Filter(), tmp_path / "out.kmz")
    monkeypatch.undo()
    assert "larger than 2 GB" in done.warnings[0]
    with zipfile.ZipFile(tmp_path / "out.kmz") as archive:
        assert archive.testzip() is None
        assert archive.read("doc.kml").rstrip().endswith(b"</kml>")


@pytest.mark.parametrize("kind", ["kml", "kmz"])
def test_the_areas_come_back_as_part_of_their_events(mixed: Store, tmp_path: Path, kind: str) -> None:
    export.write(mixed, Filter(), tmp_path / f"out.{kind}")
    again = Store.open(file_url(tmp_path / "again.duckdb"), seed=False)
    report = import_file(again, tmp_path / f"out.{kind}")
    assert (report.read, report.imported, len(report.refused)) == (PLACED + LOST, PLACED + LOST, 0)
    columns = ["title", "latitude", "longitude", "uncertainty_m", "location_precision"]
    one, two = (
        select(db, Filter(), columns=[*columns, "source_key"]).set_index("source_key").sort_index()
        for db in (mixed, again)
    )
    pd.testing.assert_frame_equal(one, two)


def test_a_foreign_placemark_with_a_column_of_that_name_is_no_area(store: Store, tmp_path: Path) -> None:
    marks = "".join(
        f'<Placemark id="{key}"><name>n{n}</name><TimeStamp><when>2020-01-0{n}</when></TimeStamp>'
        f'<ExtendedData><Data name="area_of"><value>x{n}</value></Data></ExtendedData>'
        f"<Point><coordinates>44,33</coordinates></Point></Placemark>"
        for n, key in ((1, "area-x2"), (2, "x2"), (3, "event-x3"))
    )
    (tmp_path / "theirs.kml").write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    )
    assert import_file(store, tmp_path / "theirs.kml").read == 3
