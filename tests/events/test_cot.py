"""Cursor on Target and the tables in KML descriptions: one mark or many, damaged or hostile; all invented."""

# ruff: noqa: E501 - a mark to a line reads best

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.importing import import_file
from events.query import Filter, select
from events.readers import FileRefusedError, open_table
from events.readers.balloon import pairs_of, plain_text
from events.store import Store

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def event(
    uid: str = "a1", ce: str = "50.0", callsign: str = "IED site 4", remarks: str = "two killed"
) -> str:
    return (
        f'<event version="2.0" uid="{uid}" type="a-h-G-E-V" how="h-g-i-g-o" time="2024-05-02T10:11:12.275Z"'
        ' start="2024-05-02T10:11:12Z" stale="2024-05-03T10:11:12Z">'
        f'<point lat="33.67" lon="44.39" hae="9999999.0" ce="{ce}" le="9999999.0"/>'
        f'<detail><contact callsign="{callsign}"/><remarks>{remarks}</remarks><status battery="100"/></detail></event>'
    )


def load(store: Store, folder: Path, text: str | bytes, name: str = "marks.cot") -> pd.DataFrame:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    report = import_file(store, path)
    assert report.error is None, report.error
    assert report.mapping == "TAK"
    return select(store, Filter()).sort_values("source_row").reset_index(drop=True)


@pytest.mark.parametrize(
    "text",
    [
        DECLARED + event(),
        event(),
        f"{DECLARED}\n<events>{event()}</events>",
        "\ufeff" + DECLARED + event(),
        (DECLARED.replace("UTF-8", "UTF-16") + event()).encode("utf-16"),
    ],
)
def test_one_event_is_a_mark_with_its_circle_of_error(
    store: Store, tmp_path: Path, text: str | bytes
) -> None:
    (mark,) = load(store, tmp_path, text).to_dict("records")
    assert (mark["title"], mark["notes"], mark["source_key"]) == ("IED site 4", "two killed", "a1")
    assert (mark["latitude"], mark["longitude"], mark["uncertainty_m"]) == (33.67, 44.39, 50.0)
    assert (mark["location_precision"], mark["located_by"]) == ("exact", "source")
    assert str(mark["event_date"])[:10] == "2024-05-02"
    assert pd.isna(mark["attacker"])
    assert '"type": "a-h-G-E-V"' in mark["source_codes"]


@pytest.mark.parametrize("suffix", ["marks.cot", "marks.xml"])
def test_a_stream_with_a_declaration_before_each_event_is_read_whole(
    store: Store, tmp_path: Path, suffix: str
) -> None:
    text = "\n".join(DECLARED + event(uid=f"u{n}", ce="9999999.0") for n in range(700))
    marks = load(store, tmp_path, text, suffix)
    assert sorted(marks["source_key"]) == sorted(f"u{n}" for n in range(700))
    assert set(marks["location_precision"]) == {"not_stated"}
    assert marks["uncertainty_m"].isna().all()


@given(st.integers(min_value=0, max_value=2_500))
def test_no_declaration_is_in_the_way_wherever_a_block_ends(padding: int) -> None:
    import io

    from events.readers.cot import _OneRoot

    text = f"<!--{'x' * padding}-->{DECLARED}{event()}{DECLARED}{event()}".encode()
    stream, out = _OneRoot(io.BytesIO(text), "marks"), b""
    while block := stream.read(1024):
        out += block
    assert b"<?xml" not in out
    assert out.replace(b" ", b"").count(b"<eventversion") == 2
    assert out.startswith(b"<stream>")
    assert out.endswith(b"</stream>")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<gpx><wpt/></gpx>", "not Cursor on Target"),
        ("<events></events>", "holds no event"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><event/>', "document type"),
        (event()[:-20], "damaged"),
        ("<event>" * 200, "nested"),
    ],
)
def test_what_is_no_cursor_on_target_is_refused_in_words(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "marks.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefusedError, match=words):
        open_table(path)


def test_a_data_package_gives_the_marks_of_all_its_files(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.writestr("MANIFEST/manifest.xml", '<MissionPackageManifest version="2"/>')
        for uid in ("m1", "m2"):
            archive.writestr(f"{uid}\\{uid}.cot", DECLARED + event(uid=uid))
        archive.writestr("photo.jpg", b"\xff\xd8\xff")
    report = import_file(store, tmp_path / "package.zip")
    assert (report.error, report.imported) == (None, 2)
    assert any("1 other file(s)" in note for note in report.notes)


@pytest.mark.parametrize("beside", ["MANIFEST/manifest.xml", "list.csv.xml", "metadata.xml"])
def test_xml_beside_a_table_is_what_describes_it(store: Store, tmp_path: Path, beside: str) -> None:
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:
        archive.writestr(beside, "<metadata/>")
        archive.writestr("list.csv", "id,date,lat,lon\n1,2024-05-01,33.3,44.4\n")
    report = import_file(store, tmp_path / "list.zip")
    assert (report.error, report.imported) == (None, 1)


def test_a_zip_without_a_manifest_is_an_archive_as_before(store: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("marks.cot", DECLARED + event())
    assert import_file(store, tmp_path / "one.zip").imported == 1


def test_a_table_in_a_description_becomes_columns() -> None:
    text = (
        '<html><head><style>td {color: red}</style></head><body><table border="1"><tr><th colspan="2">IED</th></tr>'
        "<tr><td>Date</td><td>5/2/2024</td></tr><tr><td><b>KIA:</b></td><td> 2 </td></tr>"
        "<tr><td>Notes</td><td>&lt;b&gt;A &amp; B</td></tr><tr><td>Weapon</td><td>&lt;Null&gt;</td></tr></table>"
        "seen from the road</body></html>"
    )
    assert pairs_of(text) == {"Date": "5/2/2024", "KIA": "2", "Notes": "<b>A & B", "Weapon": ""}
    assert plain_text(text) == "seen from the road"


def test_a_table_within_a_table_gives_its_rows_once() -> None:
    inner = "<table><tr><td>Type</td><td>IED</td></tr><tr><td>KIA</td><td>2</td></tr></table>"
    outer = f"<table><tr><td>{inner}</td></tr></table>"
    assert pairs_of(outer) == {"Type": "IED", "KIA": "2"}


@pytest.mark.parametrize("text", ["", "plain: text", "a < b > c", "<b>bold</b><br>Killed: 3"])
def test_a_description_without_a_table_stays_as_it_stands(text: str) -> None:
    assert pairs_of(text) == {}
    assert plain_text(text) == text


@given(st.text(alphabet="<>/tablerdh&;= \"'x1", max_size=200))
def test_no_markup_breaks_the_reading_of_a_description(text: str) -> None:
    found = pairs_of("<table>" + text)
    assert all(isinstance(value, str) for value in found.values())
    plain_text("<table>" + text)


def test_placemarks_with_tables_are_events_with_their_columns(store: Store, tmp_path: Path) -> None:
    def placemark(date: str, killed: str) -> str:
        rows = f"<tr><td>Type</td><td>IED</td></tr><tr><td>KIA</td><td>{killed}</td></tr>"
        return (
            f"<Placemark><name>{date}</name><description><![CDATA[<table>{rows}</table>]]></description>"
            f"<TimeStamp><when>{date}</when></TimeStamp><Point><coordinates>44.39,33.67</coordinates></Point></Placemark>"
        )

    path = tmp_path / "incidents.kml"
    marks = placemark("2024-05-02", "2") + placemark("2024-05-20", "0")
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>', encoding="utf-8"
    )
    report = import_file(store, path)
    assert report.error is None
    events = select(store, Filter()).sort_values("source_row")
    assert events["fatalities_best"].tolist() == [2, 0]
    assert set(events["sub_event_type"]) == {"Remote explosive/landmine/IED"}
    assert set(events["location_precision"]) == {"not_stated"}
