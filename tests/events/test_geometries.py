"""A geometry in the file is the place, whatever the mapping; what columns say otherwise is told by row."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from events.importing import import_file, preview
from events.importing.remembering import save_mapping
from events.readers import curves
from events.readers.geometry import columns_of
from geo.rings import distance_m
from tests.events.bench import Bench

ACLED = {"event_id_cnty": "IRQ1", "event_date": "2024-03-05", "year": 2024, "time_precision": 1, "event_type": "Battles",
         "sub_event_type": "Armed clash", "actor1": "A", "actor2": "B", "country": "Iraq", "admin1": "Salah al-Din",
         "location": "Shirqat", "geo_precision": 1, "fatalities": 1, "notes": "n"}  # fmt: skip
UCDP = {"id": 7, "type_of_violence": 1, "side_a": "A", "side_b": "B", "where_prec": 1, "date_prec": 1, "date_start": "2016-01-01",
        "date_end": "2016-01-01", "best": 1, "low": 1, "high": 1, "country": "Iraq", "adm_1": "Salah al-Din", "where_coordinates": "Shirqat"}  # fmt: skip
GTD = {"eventid": "202001010001", "iyear": 2020, "imonth": 1, "iday": 1, "country_txt": "Iraq", "provstate": "Saladin", "city": "Shirqat",
       "attacktype1_txt": "Bombing/Explosion", "gname": "Unknown", "targtype1_txt": "Military", "nkill": 1, "specificity": 1}  # fmt: skip
OWN = {"nr": "1", "wann": "2020-01-01", "wo": "Shirqat", "land": "Iraq"}
OWN_FIELDS = {"source_key": "nr", "event_date": "wann", "place": "wo", "country": "land"}
GUESSED = {"id": "1", "date": "2020-01-01", "place": "Shirqat", "country": "Iraq"}
ROWS: dict[str, tuple[dict[str, Any], Any]] = {
    "ACLED": (ACLED, None), "UCDP GED": (UCDP, None), "GTD": (GTD, None), "own mapping": (OWN, OWN_FIELDS), "guessed": (GUESSED, None),
}  # fmt: skip
HERE = Point(43.2, 35.4)


def geojson(frame: geopandas.GeoDataFrame, path: Path) -> None:
    path.write_text(frame.to_json(na="drop" if len(frame) == 1 else "null", drop_id=True), "utf-8")


def gpkg(frame: geopandas.GeoDataFrame, path: Path) -> None:
    frame.to_file(path, driver="GPKG")


def geoparquet(frame: geopandas.GeoDataFrame, path: Path) -> None:
    frame.to_parquet(path)


def kml(frame: geopandas.GeoDataFrame, path: Path) -> None:
    marks = []
    for row in frame.to_dict("records"):
        at: Point = row.pop("geometry")
        data = "".join(f'<Data name="{n}"><value>{v}</value></Data>' for n, v in row.items())
        marks.append(
            f"<Placemark><ExtendedData>{data}</ExtendedData><Point><coordinates>{at.x},{at.y}</coordinates></Point></Placemark>"
        )
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2">{"".join(marks)}</kml>', "utf-8")


WRITERS: dict[str, Callable[[geopandas.GeoDataFrame, Path], None]] = {
    "geojson": geojson, "gpkg": gpkg, "geoparquet": geoparquet, "kml": kml,
}  # fmt: skip


@pytest.mark.parametrize("mapping", ROWS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_the_geometry_is_the_place_in_every_format_by_every_mapping(
    bench: Bench, suffix: str, mapping: str
) -> None:
    row, fields = ROWS[mapping]
    path = bench.folder / f"list.{suffix}"
    WRITERS[suffix](geopandas.GeoDataFrame([row], geometry=[HERE], crs=4326), path)
    report = import_file(bench.store, path, mapping=fields)
    assert (report.error, report.mapping) == (None, {"guessed": "column names"}.get(mapping, mapping))
    event = bench.events().iloc[0]
    assert (round(event["latitude"], 6), round(event["longitude"], 6), event["located_by"]) == (
        35.4,
        43.2,
        "source",
    )
    shown = preview(path, mapping=fields).events
    assert (round(shown["latitude"].iloc[0], 6), round(shown["longitude"].iloc[0], 6)) == (35.4, 43.2)


@pytest.mark.parametrize("suffix", ["gpkg", "geoparquet"])
@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32638", "EPSG:4326"])
def test_a_projection_is_taken_back_for_a_mapping_without_coordinates(
    bench: Bench, suffix: str, crs: str
) -> None:
    path = bench.folder / f"list.{suffix}"
    WRITERS[suffix](geopandas.GeoDataFrame([ACLED], geometry=[HERE], crs=4326).to_crs(crs), path)
    import_file(bench.store, path)
    event = bench.events().iloc[0]
    assert (round(event["latitude"], 5), round(event["longitude"], 5)) == (35.4, 43.2)


def collection(*rows: tuple[dict[str, Any], Any]) -> str:
    features = [
        {"type": "Feature", "properties": row, "geometry": shape and shapely.geometry.mapping(shape)}
        for row, shape in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def acled(key: str, lat: Any, lon: Any) -> dict[str, Any]:
    return ACLED | {"event_id_cnty": key, "latitude": lat, "longitude": lon}


def test_where_geometry_and_columns_disagree_the_row_is_named_and_the_geometry_counts(bench: Bench) -> None:
    report = bench.load(collection(
        (acled("same", 35.4, 43.2), HERE), (acled("rounded", 35.4, 43.2), Point(43.23, 35.38)), (acled("far", 33.3, 44.4), HERE),
        (acled("exchanged", 43.2, 35.4), HERE), (acled("bare", 33.3, 44.4), None), (acled("null island", 33.3, 44.4), Point(0, 0)),
        (acled("unread", "north", 43.2), HERE), (acled("half", None, 43.2), HERE),
    ), "list.geojson")  # fmt: skip
    assert not report.refused
    events = bench.events().set_index("source_key")
    at = {key: (round(row["latitude"], 3), round(row["longitude"], 3)) for key, row in events.iterrows()}
    assert at == {"same": (35.4, 43.2), "rounded": (35.38, 43.23), "far": (35.4, 43.2), "exchanged": (35.4, 43.2), "bare": (33.3, 44.4),
                  "null island": (33.3, 44.4), "unread": (35.4, 43.2), "half": (35.4, 43.2)}  # fmt: skip
    assert set(events["located_by"]) == {"source"}
    told = [w for w in report.warnings if "the geometry counts" in w.message]
    assert [w.record for w in told] == [3, 4]
    assert "at 35.4000, 43.2000" in told[0].message
    assert "latitude and longitude say 33.3000, 44.4000" in told[0].message
    far = float(distance_m(35.4, 43.2, 33.3, 44.4)) / 1000
    assert f"{far:.0f} km away" in told[0].message
    codes = {key: json.loads(c) for key, c in events["source_codes"].items() if isinstance(c, str)}
    assert "latitude" not in codes["same"]
    assert (codes["far"]["latitude"], codes["unread"]["latitude"]) == ("33.3", "north")


def test_columns_of_a_row_without_geometry_are_refused_by_name_as_ever(bench: Bench) -> None:
    report = bench.load(
        collection(
            (acled("bad", 95, 44.4), None), (acled("half", 33.3, None), None), (acled("A", 33.3, 44.4), HERE)
        ),
        "list.geojson",
    )
    assert [(item.id, item.column) for item in report.refused] == [("bad", "latitude"), ("half", "longitude")]


PLACES = st.tuples(st.floats(-80, 80), st.floats(-180, 180), st.integers(1, 6))


@settings(
    max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate]
)
@given(places=st.lists(PLACES, min_size=40, max_size=80))
def test_rounding_is_no_disagreement(places: list[tuple[float, float, int]], bench: Bench) -> None:
    """Whatever a column is rounded to, a geometry that rounds to it is the same place."""
    rows = [
        (acled(f"K{n}", round(lat, digits), round(lon, digits)), Point(lon, lat))
        for n, (lat, lon, digits) in enumerate(places)
    ]
    report = bench.load(collection(*rows), "list.geojson")
    assert not [w for w in report.warnings if "the geometry counts" in w.message]


def test_a_line_and_an_area_are_a_point_with_a_radius_that_covers_them(bench: Bench) -> None:
    square = Polygon(
        [(43, 35), (44, 35), (44, 36), (43, 36)], [[(43.2, 35.2), (43.8, 35.2), (43.8, 35.8), (43.2, 35.8)]]
    )
    way = LineString([(43, 35), (43.5, 35.5), (44, 35)])
    coarse = ACLED | {"event_id_cnty": "country", "geo_precision": 3}
    bench.load(
        collection((acled("area", 35.1, 43.1), square), (acled("way", None, None), way), (coarse, square)),
        "list.geojson",
    )
    for event, shape in zip(bench.events().to_dict("records"), (square, way, square), strict=True):
        corners = shapely.get_coordinates(shape)
        far = distance_m(event["latitude"], event["longitude"], corners[:, 1], corners[:, 0])
        assert event["uncertainty_m"] + 1 >= np.max(far)
        assert shape.buffer(1e-6).intersects(Point(event["longitude"], event["latitude"]))
        assert event["location_precision"] == "region"


def test_a_point_within_the_area_of_its_row_is_no_disagreement(bench: Bench) -> None:
    square = Polygon([(43, 35), (44, 35), (44, 36), (43, 36)])
    report = bench.load(
        collection((acled("in", 35.1, 43.1), square), (acled("out", 33.3, 44.4), square)), "list.geojson"
    )
    assert [w.record for w in report.warnings if "the geometry counts" in w.message] == [2]


def test_a_mapping_saved_from_a_file_with_geometry_reads_the_next_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.importing.mapping.user_folder", lambda: bench.folder / "mappings")
    path = bench.put(collection((OWN | {"lat": 33.0, "lon": 44.0}, HERE)), "list.geojson")
    fields = OWN_FIELDS | {"latitude": "lat", "longitude": "lon"}
    save_mapping(path, "mine", mapping=fields)
    assert import_file(bench.store, path).mapping == "mine"
    assert round(bench.events()["latitude"].iloc[0], 6) == 35.4
    table = bench.put("nr,wann,wo,land,lat,lon\n2,2020-01-02,Shirqat,Iraq,33.0,44.0\n", "table.csv")
    assert import_file(bench.store, table).mapping == "mine"
    assert 33.0 in bench.events()["latitude"].tolist()


# --- curves ---


def head(kind: int, *, big: bool = False) -> bytes:
    return (b"\0" if big else b"\1") + struct.pack(">I" if big else "<I", kind)


def string(corners: list[tuple[float, ...]], kind: int = 8) -> bytes:
    return head(kind) + struct.pack("<I", len(corners)) + np.array(corners, "<f8").tobytes()


def holding(kind: int, *parts: bytes) -> bytes:
    return head(kind) + struct.pack("<I", len(parts)) + b"".join(parts)


CIRCLE = string([(44, 33), (46, 33), (44, 33)])
FACE = (
    head(3) + struct.pack("<II", 1, 4) + np.array([(44, 33), (45, 33), (45, 34), (44, 33)], "<f8").tobytes()
)
CURVES = {
    "circular string": string([(44, 33), (45, 34), (46, 33)]),
    "with heights": string([(44, 33, 5), (45, 34, 5), (46, 33, 5)], 1008),
    "straight": string([(44, 33), (45, 33), (46, 33)]),
    "compound curve": holding(9, string([(44, 32), (44, 33)], 2), string([(44, 33), (45, 34), (46, 33)])),
    "curve polygon": holding(10, CIRCLE),
    "multicurve": holding(11, string([(44, 33), (45, 34)], 2), CIRCLE),
    "multisurface": holding(12, holding(10, CIRCLE), FACE),
    "a collection of them": holding(7, head(1) + struct.pack("<dd", 44, 33), holding(10, CIRCLE)),
    "polyhedral surface": holding(15, FACE, FACE),
    "TIN": holding(16, head(17) + FACE[5:]),
    "triangle": head(17) + FACE[5:],
}


@pytest.mark.parametrize("name", CURVES)
def test_curves_and_surfaces_of_a_geopackage_are_read(bench: Bench, name: str) -> None:
    path = bench.folder / "list.gpkg"
    two = pd.DataFrame([ACLED, ACLED | {"event_id_cnty": "IRQ2"}])
    geopandas.GeoDataFrame(two, geometry=[HERE, HERE], crs=4326).to_file(path, driver="GPKG", layer="events")
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute(
            "UPDATE events SET geom = ? WHERE event_id_cnty = 'IRQ1'",
            [b"GP\0\1" + struct.pack("<i", 4326) + CURVES[name]],
        )
    database.close()
    report = import_file(bench.store, path)
    assert (report.error, report.imported, report.refused) == (None, 2, [])
    event = bench.events().set_index("source_key").loc["IRQ1"]
    assert 31.9 <= event["latitude"] <= 34.1
    assert 43.9 <= event["longitude"] <= 46.1
    assert event["uncertainty_m"] > 10_000
    assert event["location_precision"] == "region"


def test_arcs_are_round() -> None:
    half = curves.read_curves(string([(0, 0), (1, 1), (2, 0)]))
    assert half.length == pytest.approx(np.pi, rel=1e-3)
    clockwise = curves.read_curves(string([(2, 0), (1, 1), (0, 0)]))
    assert clockwise.equals_exact(half.reverse(), 1e-9)
    assert curves.read_curves(holding(10, string([(0, 0), (2, 0), (0, 0)]))).area == pytest.approx(
        np.pi, rel=2e-3
    )


@settings(max_examples=40)
@given(st.binary(max_size=120), st.sampled_from(sorted(CURVES)), st.integers(0, 200))
@example(b"\x00\x00^\x00\x00\x00\x00\x00\x000\xe0", "TIN", 35)  # GEOS overflows as it mends this one
def test_damaged_curves_are_refused_and_never_more(junk: bytes, name: str, at: int) -> None:
    whole = CURVES[name]
    for damaged in (
        whole[:at],
        whole[:at] + junk,
        head(10) + junk,
        whole[:at] + junk + whole[at + len(junk) :],
    ):
        columns, faulty = columns_of([damaged], None)
        assert len(columns[0]) == len(faulty) == 1


# --- KML ---


def placemarks(*marks: str, more: str = 'xmlns="http://www.opengis.net/kml/2.2"') -> str:
    return f"<kml {more}><Document>{''.join(f'<Placemark>{mark}</Placemark>' for mark in marks)}</Document></kml>"


WAY = ("<name>patrol</name><{0}Track><when>2020-03-01T05:00:00Z</when><when>2020-03-02T06:00:00Z</when>"
       "<{0}coord>44.0 33.0 10</{0}coord><{0}coord>44.2 33.1 12</{0}coord></{0}Track>")  # fmt: skip


@pytest.mark.parametrize("declared", [True, False])
def test_a_recorded_way_is_a_place_and_a_time(bench: Bench, declared: bool) -> None:
    more = 'xmlns="http://www.opengis.net/kml/2.2"' + (
        ' xmlns:gx="http://www.google.com/kml/ext/2.2"' if declared else ""
    )
    event = bench.one(placemarks(WAY.format("gx:"), more=more), "list.kml")
    assert (str(event["event_date"])[:10], str(event["end_date"])[:10]) == ("2020-03-01", "2020-03-02")
    assert 44.0 < event["longitude"] < 44.2
    assert 33.0 < event["latitude"] < 33.1
    assert event["location_precision"] == "region"
    assert event["uncertainty_m"] > 9_000


def test_a_way_of_several_parts_and_one_that_stood_still(bench: Bench) -> None:
    several = f"<name>two</name><gx:MultiTrack>{WAY.format('gx:').split('</name>')[1]}<gx:Track><when>2020-03-05</when><gx:coord>45 33 0</gx:coord></gx:Track></gx:MultiTrack>"
    still = "<name>still</name><gx:Track><when>2020-03-01</when><gx:coord>44 33 0</gx:coord><when>2020-03-01</when><gx:coord>44 33 1</gx:coord></gx:Track>"
    bench.load(placemarks(several, still), "list.kml")
    events = bench.events().set_index("title")
    assert str(events.loc["two", "end_date"])[:10] == "2020-03-05"
    assert events.loc["two", "uncertainty_m"] > 40_000
    assert (events.loc["still", "latitude"], events.loc["still", "longitude"]) == (33.0, 44.0)


def test_an_address_alone_is_a_place_to_look_up(bench: Bench) -> None:
    point = "<Point><coordinates></coordinates></Point>"
    when = "<TimeStamp><when>2020-03-01</when></TimeStamp>"
    bench.load(placemarks(f"<name>a</name><address>Baghdad, Iraq</address>{point}{when}", f"<name>b</name><address>Basra, Iraq</address>{when}",
                          f"<name>c</name>{point}{when}"), "list.kml")  # fmt: skip
    events = bench.events().set_index("title")
    assert events.loc["a", "latitude"] == pytest.approx(33.3, abs=0.3)
    assert events.loc["b", "latitude"] == pytest.approx(30.5, abs=0.3)
    assert events.loc["c", "location_precision"] == "unlocated"


def test_a_polygon_with_a_hole_is_stood_for_by_a_point_of_its_own(bench: Bench) -> None:
    ring = "<{0}><LinearRing><coordinates>{1}</coordinates></LinearRing></{0}>"
    hole = ring.format("innerBoundaryIs", "44.1,33.1 44.9,33.1 44.9,33.9 44.1,33.9 44.1,33.1")
    outer = ring.format("outerBoundaryIs", "44,33 45,33 45,34 44,34 44,33")
    event = bench.one(
        placemarks(
            f"<name>a</name><TimeStamp><when>2020-03-01</when></TimeStamp><Polygon>{hole}{outer}</Polygon>"
        ),
        "list.kml",
    )
    assert not (44.1 < event["longitude"] < 44.9 and 33.1 < event["latitude"] < 33.9)
    assert event["uncertainty_m"] > 50_000


def test_coordinates_written_by_hand_and_a_model(bench: Bench) -> None:
    when = "<TimeStamp><when>2020-03-01</when></TimeStamp>"
    bench.load(placemarks(f"<name>a</name>{when}<Point><coordinates>44.0, 33.0, 0</coordinates></Point>",
                          f"<name>b</name>{when}<Model><Location><longitude>44</longitude><latitude>33</latitude></Location></Model>"), "list.kml")  # fmt: skip
    assert bench.events()[["latitude", "longitude"]].values.tolist() == [[33.0, 44.0]] * 2
    report = import_file(
        bench.store,
        bench.put(
            placemarks(
                f"<name>c</name>{when}<LineString><coordinates>44,33, 45,34</coordinates></LineString>"
            ),
            "b.kml",
        ),
    )
    assert [item.message for item in report.refused] == ["Record 1: The geometry cannot be read."]


# --- files of other programs ---


SHAPES = [HERE, LineString([(43, 35), (44, 36)]), Polygon([(43, 35), (44, 35), (44, 36)], [[(43.7, 35.2), (43.8, 35.2), (43.8, 35.3)]]),
          shapely.MultiPoint([(43, 35), (44, 36)]), shapely.MultiLineString([[(43, 35), (44, 36)]]), shapely.MultiPolygon([Polygon([(43, 35), (44, 35), (44, 36)])])]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.geom_type)
def test_geoparquet_with_coordinates_in_lists_is_read_as_with_bytes(bench: Bench, shape: Any) -> None:
    rows = [ACLED, ACLED | {"event_id_cnty": "IRQ2"}]
    frame = geopandas.GeoDataFrame(rows, geometry=[shape, None], crs=4326)
    for encoding in ("WKB", "geoarrow"):
        path = bench.folder / f"{encoding}.parquet"
        frame.to_parquet(path, geometry_encoding=encoding, write_covering_bbox=True)
        report = import_file(bench.store, path, dataset=encoding)
        assert (report.error, report.imported) == (None, 2)
    events = bench.events()
    one, two = (
        events[events["dataset"] == encoding].set_index("source_key") for encoding in ("WKB", "geoarrow")
    )
    assert one.loc["IRQ1", "located_by"] == "source"
    columns = ["latitude", "longitude", "location_precision", "uncertainty_m", "located_by", "source_codes"]
    pd.testing.assert_frame_equal(one[columns], two[columns])


def test_a_parquet_geometry_that_nothing_is_said_of_counts_and_asks_for_a_look(bench: Bench) -> None:
    columns = {name: [value] for name, value in ACLED.items()}
    pq.write_table(
        pa.table(columns | {"geom": pa.array([shapely.to_wkb(HERE)], pa.binary())}),
        bench.folder / "a.parquet",
    )
    report = import_file(bench.store, bench.folder / "a.parquet")
    assert round(bench.events()["latitude"].iloc[0], 6) == 35.4
    assert any("does not say in which projection geom is" in w.message for w in report.warnings)
    pq.write_table(
        pa.table(columns | {"geom": pa.array([b"no geometry"], pa.binary())}), bench.folder / "b.parquet"
    )
    assert import_file(bench.store, bench.folder / "b.parquet", dataset="B").imported == 1
    odd = pa.table(columns).replace_schema_metadata(
        {"geo": json.dumps({"primary_column": "gone", "columns": {"gone": {}}})}
    )
    pq.write_table(odd, bench.folder / "c.parquet")
    report = import_file(bench.store, bench.folder / "c.parquet", dataset="C")
    assert any("has a geometry, which cannot be read" in w.message for w in report.warnings)


METRES = Point(4809002.0, 4218373.3)


def test_a_projection_of_arcgis_that_is_not_known_or_comes_late_refuses_the_file(bench: Bench) -> None:
    features = [{"attributes": ACLED, "geometry": {"x": METRES.x, "y": METRES.y}}]
    late = json.dumps({"features": features, "spatialReference": {"wkid": 3857}})
    assert "only behind its features" in str(import_file(bench.store, bench.put(late, "late.json")).error)
    odd = json.dumps({"spatialReference": {"wkid": 99}, "features": features})
    assert "projection that is not known (EPSG:99)" in str(
        import_file(bench.store, bench.put(odd, "odd.json")).error
    )


RINGS = [
    [[43, 35], [43, 36], [44, 36], [44, 35], [43, 35]],
    [[43.1, 35.1], [43.9, 35.1], [43.9, 35.9], [43.1, 35.9], [43.1, 35.1]],
]


@pytest.mark.parametrize(
    ("number", "geometry"),
    [(102100, {"x": METRES.x, "y": METRES.y}), (4326, {"x": 43.2, "y": 35.4}), (4326, {"points": [[43.2, 35.4]]}),
     (4326, {"paths": [[[43.1, 35.4], [43.3, 35.4]]]}), (4326, {"rings": RINGS})],
)  # fmt: skip
def test_features_as_arcgis_writes_them(bench: Bench, number: int, geometry: dict[str, Any]) -> None:
    text = json.dumps(
        {
            "geometryType": "esriGeometry",
            "spatialReference": {"wkid": number},
            "features": [{"attributes": ACLED, "geometry": geometry}],
        }
    )
    event = bench.one(text, "list.json")
    assert (event["source_key"], event["located_by"]) == ("IRQ1", "source")
    if "rings" in geometry:
        assert not (43.1 < event["longitude"] < 43.9 and 35.1 < event["latitude"] < 35.9)
    else:
        assert abs(event["latitude"] - 35.4) < 0.01
        assert abs(event["longitude"] - 43.2) <= 0.1


def test_a_geometry_that_a_database_wrote_as_text_and_empty_ones(bench: Bench) -> None:
    shapes = [
        json.dumps({"type": "Point", "coordinates": [43.2, 35.4]}),
        {"type": "Point", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
    ]
    features = [
        {"type": "Feature", "properties": ACLED | {"event_id_cnty": f"IRQ{n}"}, "geometry": shape}
        for n, shape in enumerate(shapes)
    ]
    bench.load(json.dumps({"type": "FeatureCollection", "features": features}), "list.geojson")
    assert bench.events()["located_by"].tolist()[0] == "source"
    assert "source" not in bench.events()["located_by"].tolist()[1:]
