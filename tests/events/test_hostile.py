"""Hostile and odd files: each is refused in one plain sentence, or comes in right, or row by row by name."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import gzip
import io
import json
import pickle
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from events.importing import import_file
from events.store import Store, file_url

CSV = "id,date,latitude,longitude,place,killed\nA,2025-03-01,33.3,44.4,Baghdad,2\n"
DTD = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
MARK = "<Placemark><name>P</name><TimeStamp><when>2025-03-01</when></TimeStamp><Point><coordinates>44,33</coordinates></Point></Placemark>"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(file_url(tmp_path_factory.mktemp("store") / "events.duckdb"))


def zipped(**entries: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return out.getvalue()


def archive(entries: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in entries.items():
            target.writestr(name, data)
    return out.getvalue()


def bomb(name: str, megabytes: int = 200) -> bytes:
    """A zip whose one entry unpacks to far more than it is."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
        target.open(name, "w", force_zip64=True) as part,
    ):
        block = b" " * (1 << 22)
        for _ in range(megabytes // 4):
            part.write(block)
    return out.getvalue()


def lying_bomb() -> bytes:
    """A zip whose list of contents says that its entry is small."""
    data = bytearray(bomb("list.csv", 200))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(archive({"list.csv": CSV}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(data: bytes, entry: str, change: Callable[[str], str]) -> bytes:
    """A zip with one of its texts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        entries: dict[str, bytes | str] = {n: source.read(n) for n in source.namelist()}
    entries[entry] = change(entries[entry].decode())  # type: ignore[union-attr]
    return archive(entries)


def random_sqlite(path: Path) -> bytes:
    with sqlite3.connect(path / "x.sqlite") as db:
        db.execute("CREATE TABLE secrets (a, b)")
    db.close()
    return (path / "x.sqlite").read_bytes()


PLAIN_BOOK = workbook(S=[["id", "date", "lat", "lon"], ["A", "2025-03-01", 33, 44]])


def in_sheet(rows: str) -> bytes:
    """The plain workbook with more in its sheet."""
    return edited(
        PLAIN_BOOK, "xl/worksheets/sheet1.xml", lambda t: t.replace("</sheetData>", rows + "</sheetData>")
    )


REFUSED: dict[str, tuple[str, bytes | str | Callable[[Path], bytes], str]] = {
    "empty": ("a.csv", b"", "is empty"),
    "only spaces and lines": ("a.csv", "  \n\n \n", "is empty"),
    "only a byte-order mark": ("a.csv", b"\xef\xbb\xbf", "is empty"),
    "column names and nothing else": ("a.csv", "date,place\n", "nothing below"),
    "a web page": ("a.csv", "<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
    "a web page as workbook": ("a.xlsx", "<html><table><tr><td>1</td></tr></table></html>", "not what its name says"),
    "a pickle": ("a.csv", pickle.dumps({"date": 1}), "pickle"),
    "a pickle as workbook": ("a.xlsx", pickle.dumps([1]), "pickle"),
    "an image": ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "image"),
    "a program": ("a.csv", b"\x7fELF" + b"\1" * 200, "program"),
    "a zip as text": ("a.csv", archive({"x": "y"}), "not what its name says"),
    "a text as workbook": ("a.xlsx", CSV, "not what its name says"),
    "a text as Parquet": ("a.parquet", CSV, "not what its name says"),
    "a text as GeoPackage": ("a.gpkg", CSV, "not what its name says"),
    "a PDF": ("a.txt", b"%PDF-1.7 ...", "PDF"),
    "an old Office file": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or encrypted"),
    "zeros": ("a.csv", b"\0" * 5000, "binary"),
    "random bytes": ("a.csv", bytes(range(256)) * 40, "binary"),
    "half a workbook": ("a.xlsx", PLAIN_BOOK[: len(PLAIN_BOOK) // 2], "damaged"),
    "a workbook with a broken sheet": ("a.xlsx", edited(PLAIN_BOOK, "xl/worksheets/sheet1.xml", lambda t: t[:200]), "damaged"),
    "a zip that is no workbook": ("a.xlsx", archive({"hello.txt": "x"}), "no workbook"),
    "a workbook that is a bomb": ("a.xlsx", lambda _: bomb("xl/worksheets/sheet1.xml"), "would unpack"),
    "a workbook with entities": (
        "a.xlsx", edited(PLAIN_BOOK, "xl/worksheets/sheet1.xml", lambda t: DTD + t.split("?>", 1)[-1]), "entities",
    ),
    "a workbook with entities in its texts": ("a.xlsx", edited(PLAIN_BOOK, "xl/workbook.xml", lambda t: DTD + t.split("?>", 1)[-1]), "entities"),
    "a workbook of endless styles": ("a.xlsx", edited(PLAIN_BOOK, "xl/styles.xml", lambda t: t + " " * (9 << 20)), "a part that would unpack to 9 MB"),
    "a workbook of an endless list of sheets": ("a.xlsx", edited(PLAIN_BOOK, "xl/workbook.xml", lambda t: t + " " * (9 << 20)), "a part that would unpack to 9 MB"),
    "a row of twenty thousand cells": ("a.xlsx", in_sheet("<row>" + "<c/>" * 20_000 + "</row>"), "more columns than a sheet can have"),
    "a row of five thousand filled cells": ("a.xlsx", in_sheet("<row>" + "<c><v>1</v></c>" * 5_000 + "</row>"), "no more than 4,096"),
    "more rows than a sheet has": ("a.xlsx", in_sheet("<row/>" * 1_048_576), "more rows than a sheet can have"),
    "a cell of five megabytes": ("a.xlsx", in_sheet('<row><c t="inlineStr"><is><t>' + "x" * 5_000_000 + "</t></is></c></row>"), "a row of more than 4 MB"),
    "a remark of five megabytes": ("a.xlsx", in_sheet("<!--" + "x" * 5_000_000 + "-->"), "a tag of more than 4 MB"),
    "a sheet nested deep": ("a.xlsx", in_sheet("<a>" * 200 + "</a>" * 200), "nested"),
    "a sheet of very many kinds of elements": ("a.xlsx", in_sheet("".join(f"<a{i}/>" for i in range(11_000))), "too many kinds"),
    "a cell that refers to no text": ("a.xlsx", in_sheet('<row><c t="s"><v>999</v></c></row>'), "a text that is not there"),
    "a cell outside of any sheet": ("a.xlsx", in_sheet('<row><c r="ZZZZ1"><v>1</v></c></row>'), "outside of any sheet"),
    "a document type behind a long remark": (
        "a.xlsx", edited(PLAIN_BOOK, "xl/worksheets/sheet1.xml", lambda t: "<!--" + "x" * 5000 + "-->" + DTD.split("?>")[1] + t.split("?>", 1)[-1]), "entities",
    ),
    "a spreadsheet with entities": ("a.ods", archive({"content.xml": "<!--" + "x" * 5000 + "-->" + DTD.split("?>")[1] + "<a/>"}), "entities"),
    "a placemark of very many elements": ("a.kmz", archive({"doc.kml": KML.format("<Placemark>" + "<x/>" * 100_001 + "</Placemark>")}), "too many elements"),
    "a placemark of five megabytes": ("a.kml", KML.format("<Placemark><description>" + "x" * 5_000_000 + "</description></Placemark>"), "more than 4 MB"),
    "a workbook without a filled sheet": ("a.xlsx", workbook(S=[]), "no sheet"),
    "a zip bomb": ("a.zip", lambda _: bomb("list.csv"), "would unpack"),
    "a zip bomb that lies about its size": ("a.zip", lambda _: lying_bomb(), "a.zip"),
    "a gz bomb": ("a.csv.gz", lambda _: gzip.compress(b"a" * (300 << 20), 1), "unpacks to more"),
    "a gz that is none": ("a.csv.gz", CSV, "not gzip"),
    "half a gz": ("a.csv.gz", gzip.compress(CSV.encode() * 50)[:60], "damaged"),
    "a KMZ bomb": ("a.kmz", lambda _: bomb("doc.kml"), "would unpack"),
    "a zip of zips": ("a.zip", archive({"b.zip": archive({"c.csv": CSV})}), "another archive"),
    "a zip of two tables": ("a.zip", archive({"b.csv": CSV, "c.csv": CSV}), "holds 2 tables"),
    "a zip of none": ("a.zip", archive({"b.exe": "x"}), "no table"),
    "an encrypted zip": ("a.zip", encrypted(), "encrypted"),
    "a zip of ten thousand and one files": ("a.zip", archive({f"{i}.x": "" for i in range(10_001)} | {"a.csv": CSV}), "10,002 files"),
    "entities in KML": ("a.kml", DTD + KML.format("<name>&b;</name>" + MARK), "entities"),
    "a file of the server in KML": ("a.kml", '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>', "entities"),
    "entities in UTF-16 KML": ("a.kml", (DTD + KML.format(MARK)).encode("utf-16"), "a.kml"),
    "only a network link": ("a.kml", KML.format("<NetworkLink><Link><href>http://127.0.0.1:1/</href></Link></NetworkLink>"), "not followed"),
    "deep KML": ("a.kml", KML.format("<Folder>" * 500 + MARK + "</Folder>" * 500), "nested"),
    "KML without places": ("a.kml", KML.format(""), "no placemarks"),
    "other XML as KML": ("a.kml", "<svg><g/></svg>", "not KML"),
    "a KMZ without KML": ("a.kmz", archive({"a.png": "x"}), "no KML"),
    "a VRT as GeoJSON": ("a.geojson", VRT, "XML"),
    "a VRT as CSV": ("a.csv", VRT, "XML"),
    "a VRT as GeoPackage": ("a.gpkg", VRT, "not what its name says"),
    "an SQLite database that is no GeoPackage": ("a.gpkg", random_sqlite, "a.gpkg"),
    "half a GeoPackage": ("a.gpkg", b"SQLite format 3\0" + b"\1" * 300, "not a GeoPackage"),
    "a marked but damaged GeoPackage": ("a.gpkg", b"SQLite format 3\0" + b"\1" * 52 + b"GPKG" + b"\1" * 300, "not a GeoPackage"),
    "damaged Parquet": ("a.parquet", b"PAR1" + b"\0" * 100 + b"PAR1", "damaged"),
    "JSON nested a hundred thousand deep": ("a.json", "[" * 100_000 + "]" * 100_000, "nested"),
    "objects nested deep": ("a.json", '{"a":' * 50_000 + "1" + "}" * 50_000, "a.json"),
    "half a JSON": ("a.json", '[{"date": "2025-03-01", ', "not valid JSON"),
    "a JSON number": ("a.json", "42", "not JSON"),
    "a JSON list of numbers": ("a.json", "[1, 2, 3]", "no events"),
    "an empty JSON list": ("a.json", "[]", "no events"),
    "TopoJSON": ("a.json", '{"type": "Topology", "objects": {}}', "TopoJSON"),
    "GeoJSON in another projection": (
        "a.geojson",
        json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
                    "features": [{"type": "Feature", "properties": {"date": "2025-03-01"}, "geometry": {"type": "Point", "coordinates": [5e6, 4e6]}}]}),
        "WGS 84",
    ),
    "five thousand columns": ("a.csv", ",".join(f"c{i}" for i in range(5000)) + "\n" + ",".join("1" * 5000) + "\n", "columns"),
    "no date": ("a.csv", "id,lat,lon\nA,33,44\n", "date"),
    "no place and no coordinates": ("a.csv", "id,date,killed\nA,2025-03-01,3\n", "place"),
    "a latitude without a longitude": ("a.csv", "date,latitude\n2025-03-01,33\n", "no longitude"),
    "prose": ("a.txt", "Dear all,\nplease find the list attached.\nRegards\n", "date"),
    "a kind that is not read": ("a.docx", b"PK\x03\x04", "kind that is not read"),
    "no suffix": ("a", CSV, "kind that is not read"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_plain_sentence_and_nothing_changed(case: str, store: Store, tmp_path: Path) -> None:
    name, content, words = REFUSED[case]
    data = content(tmp_path) if callable(content) else content
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    before = store.stamp()
    begun = time.process_time()
    report = import_file(store, path)
    assert time.process_time() - begun < 20
    assert report.error, report
    assert words in report.error
    assert str(tmp_path) not in report.error
    assert "Traceback" not in report.error
    assert report.error.count("\n") == 0
    assert (report.read, report.imported) == (0, 0)
    assert store.stamp() == before


def test_a_folder_and_a_missing_file_are_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in str(import_file(store, tmp_path / "folder.csv").error)
    assert "not there" in str(import_file(store, tmp_path / "none.csv").error)


def test_a_path_that_climbs_out_of_its_archive_writes_nothing_there(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "inner" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(archive({"../../evil.csv": CSV}))
    report = import_file(store, path, dataset="climbing")
    assert report.error is None
    assert report.imported == 1
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.zip"]


def test_sixteen_thousand_columns_by_a_million_rows_that_are_empty(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"

    def far(text: str) -> str:
        cell = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
        return text.replace("</sheetData>", cell)

    path.write_bytes(edited(PLAIN_BOOK, "xl/worksheets/sheet1.xml", far))
    begun = time.process_time()
    report = import_file(store, path)
    assert time.process_time() - begun < 30
    assert "columns" in str(report.error)
