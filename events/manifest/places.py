"""Where a manifest stands in each format, how it is put there, and how it is found again.

`PLACES` is the one table of them, by the file's suffix. A format that is not in it keeps none. A file's own
checksums that cover the manifest (of a PNG's chunk, of an entry of a zip file) are named by `Place.sums`:
they follow from it, and are held against it.
"""

from __future__ import annotations

import contextlib
import mmap
import re
import shutil
import sqlite3
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.whole_file import refused_by_disk

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

Bytes = bytes | mmap.mmap
CHUNK = 1 << 20
NAME = "conflict_atlas_manifest"
_ENTRY = "customXml/conflict-atlas-manifest.xml"
"""A part that no other refers to: readers of Office files ignore such (ECMA-376-1, 9.1.4). The suffix
states its kind of content, which every part there must have (ECMA-376-2, 7.3)."""
_XML, _XML_END = b'<?xml version="1.0" encoding="UTF-8"?>\n<manifest>', b"</manifest>\n"
_MOST_ENTRY = 64_000_000


@dataclass(frozen=True)
class Sum:
    """A CRC-32 of the file over some of its bytes, and where it stands, perhaps twice."""

    at: tuple[int, ...]
    over: tuple[int, int]
    big: bool

    def packed(self, body: Bytes) -> bytes:
        """Return it as it must stand."""
        return struct.pack(">I" if self.big else "<I", zlib.crc32(body[slice(*self.over)]))


def _no_sums(_path: Path) -> list[Sum]:
    return []


@dataclass(frozen=True)
class Place:
    """How a format keeps a manifest.

    Attributes
    ----------
    put : callable
        Puts the text into a whole file; given the time of the data for formats that must say one.
    take : callable
        Returns the text, or None where there is none. Raises what the format's library raises.
    sums : callable
        The file's own checksums over the text.
    """

    put: Callable[[Path, bytes, dt.datetime], None]
    take: Callable[[Path], bytes | None]
    sums: Callable[[Path], list[Sum]] = _no_sums


@contextlib.contextmanager
def mapped(path: Path) -> Iterator[Bytes]:
    """Give a file's bytes without reading all of them at once."""
    with path.open("rb") as stream:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as body:
            yield body


# ---- formats that are text, or have room for it ----
def _between(opening: str, closing: str, *, before: str, last: bool = True) -> Place:
    """A place in a format that is text: marked so that no escaped cell can look like it.

    It is put before the last place of some text, else before its first, and found from that end.
    """
    start, end, anchor = (text.encode("ascii") for text in (opening, closing, before))

    def put(path: Path, text: bytes, _as_of: dt.datetime) -> None:
        with mapped(path) as body:
            at = body.rfind(anchor) if last else body.find(anchor)
        _insert(path, max(at, 0), start + text + end)

    def take(path: Path) -> bytes | None:
        with mapped(path) as body:
            at = body.rfind(start) if last else body.find(start)
            close = body.find(end, at + len(start))
            return None if -1 in (at, close) else bytes(body[at + len(start) : close])

    return Place(put, take)


def _insert(path: Path, at: int, text: bytes) -> None:
    """Put bytes into a file; what comes after them is moved by way of a file beside it."""
    rest = path.with_name(f"{path.stem}-rest")
    try:
        with path.open("rb+") as stream, rest.open("wb+") as kept:
            stream.seek(at)
            shutil.copyfileobj(stream, kept, CHUNK)
            stream.seek(at)
            stream.truncate()
            stream.write(text)
            kept.seek(0)
            shutil.copyfileobj(kept, stream, CHUNK)
    finally:
        rest.unlink(missing_ok=True)


# ---- PNG: an iTXt chunk before the end, https://www.w3.org/TR/png-3/#11iTXt ----
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"conflict-atlas-manifest\0\0\0\0\0"
_END = b"\0\0\0\0IEND\xaeB`\x82"


def _put_png(path: Path, text: bytes, _as_of: dt.datetime) -> None:
    with mapped(path) as body:
        at = body.rfind(_END)
    data = b"iTXt" + _KEYWORD + text
    _insert(path, at, struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data)))


def _find_png(body: Bytes) -> tuple[int, int] | None:
    """Return where the chunk's type begins and its data ends; None where there is no such chunk."""
    if body[:8] != _SIGNATURE:
        return None
    at = 8
    while at + 12 <= len(body):
        end = at + 8 + int.from_bytes(body[at : at + 4], "big")
        if body[at + 4 : at + 8] == b"iTXt" and body[at + 8 : at + 8 + len(_KEYWORD)] == _KEYWORD:
            return at + 4, end
        at = end + 4
    return None


def _take_png(path: Path) -> bytes | None:
    with mapped(path) as body:
        found = _find_png(body)
        return bytes(body[found[0] + 4 + len(_KEYWORD) : found[1]]) if found else None


def _png_sums(path: Path) -> list[Sum]:
    with mapped(path) as body:
        found = _find_png(body)
    return [Sum((found[1],), found, big=True)] if found else []


# ---- zip files: Office's, and KMZ ----
def _put_zip(path: Path, text: bytes, _as_of: dt.datetime) -> None:
    entry = zipfile.ZipInfo(_ENTRY, (1980, 1, 1, 0, 0, 0))
    entry.external_attr = 0o644 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, _XML + text + _XML_END, zipfile.ZIP_STORED)


def _entry(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    found = [one for one in archive.infolist() if one.filename == _ENTRY]
    if not found or found[-1].compress_type != zipfile.ZIP_STORED or found[-1].file_size > _MOST_ENTRY:
        return None
    return found[-1]


def _take_zip(path: Path) -> bytes | None:
    with zipfile.ZipFile(path) as archive:
        entry = _entry(archive)
        return archive.read(entry).removeprefix(_XML).removesuffix(_XML_END) if entry else None


def _zip_sums(path: Path) -> list[Sum]:
    """Find an entry's sum before its data, and again in the directory at the end."""
    with zipfile.ZipFile(path) as archive, mapped(path) as body:
        entry = _entry(archive)
        if entry is None:
            return []
        local, at = entry.header_offset, archive.start_dir
        name, extra = struct.unpack("<HH", body[local + 26 : local + 30])
        start = local + 30 + name + extra
        listed = -1
        while body[at : at + 4] == b"PK\1\2":
            lengths = struct.unpack("<HHH", body[at + 28 : at + 34])
            if body[at + 46 : at + 46 + lengths[0]] == _ENTRY.encode("ascii"):
                listed = at  # the last of that name is the one that is read
            at += 46 + sum(lengths)
        if listed < 0:
            return []
        return [Sum((local + 14, listed + 16), (start, start + entry.file_size), big=False)]


# ---- PDF: an attached file, added as a change of the document (ISO 32000-1, 7.5.6 and 7.11.4) ----
_STREAM, _STREAM_END = b"/ConflictAtlasManifest true >>\nstream\n", b"\nendstream\nendobj\n"


def _put_pdf(path: Path, text: bytes, _as_of: dt.datetime) -> None:
    with mapped(path) as body:
        last = _number(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", body[-2048:])
        trailer = bytes(body[body.rfind(b"trailer") :])
        root, size = _number(rb"/Root (\d+) 0 R", trailer), _number(rb"/Size (\d+)", trailer)
        info = re.search(rb"/Info \d+ 0 R", trailer)
        catalogue = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, body[:], re.DOTALL)
        length = len(body)
    assert catalogue  # a document has one
    named = b"/Names << /EmbeddedFiles << /Names [(conflict-atlas-manifest) %d 0 R] >> >>" % (size + 1)
    name = b"(conflict-atlas-manifest.txt)"
    facts = (len(text), _STREAM, text, _STREAM_END)
    parts = (
        (root, b"<<%s%s >>\nendobj\n" % (catalogue[1], named)),
        (size, b"<< /Type /EmbeddedFile /Subtype /text#2Fplain /Length %d %s%s%s" % facts),
        (size + 1, b"<< /Type /Filespec /F %s /UF %s /EF << /F %d 0 R >> >>\nendobj\n" % (name, name, size)),
    )
    added, table = bytearray(b"\n"), bytearray(b"xref\n")
    for number, part in parts:
        table += b"%d 1\n%010d 00000 n \n" % (number, length + len(added))
        added += b"%d 0 obj\n%s" % (number, part)
    trail = b"trailer\n<< /Size %d /Root %d 0 R %s /Prev %d >>\n" % (
        size + 2,
        root,
        info[0] if info else b"",
        last,
    )
    end = b"startxref\n%d\n%%%%EOF\n" % (length + len(added))
    with path.open("ab") as stream:
        stream.write(bytes(added) + bytes(table) + trail + end)


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    assert found  # our own renderer writes it
    return int(found[1])


def _take_pdf(path: Path) -> bytes | None:
    with mapped(path) as body:
        at = body.rfind(_STREAM)
        end = body.find(_STREAM_END, at)
        return None if -1 in (at, end) else bytes(body[at + len(_STREAM) : end])


# ---- GeoPackage: its metadata tables (OGC 12-128r19, F.8) ----
_GPKG = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
 definition TEXT NOT NULL, scope TEXT NOT NULL,
 CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
 md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
 mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT,
 column_name TEXT, row_id_value INTEGER,
 timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
 md_parent_id INTEGER,
 CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
 CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES
 ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec/#extension_metadata', 'read-write'),
 ('gpkg_metadata_reference', NULL, 'gpkg_metadata',
  'http://www.geopackage.org/spec/#extension_metadata', 'read-write');
"""
_URI = f"urn:{NAME}"
_LIKE = "md_standard_uri = ? AND typeof(metadata) = 'text' AND length(metadata) < ?"
_GPKG_TEXT = "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES (?, ?, ?, ?)"
_GPKG_OF = "INSERT INTO gpkg_metadata_reference (reference_scope, timestamp, md_file_id) VALUES (?, ?, ?)"


def _put_gpkg(path: Path, text: bytes, as_of: dt.datetime) -> None:
    try:
        with contextlib.closing(sqlite3.connect(path)) as base, base:
            base.executescript(_GPKG)
            made = base.execute(_GPKG_TEXT, ("dataset", _URI, "text/plain", text.decode("ascii")))
            moment = f"{as_of:%Y-%m-%dT%H:%M:%S}.000Z"
            base.execute(_GPKG_OF, ("geopackage", moment, made.lastrowid))
    except sqlite3.Error:
        raise refused_by_disk(path) from None  # it says only that it could not


def _take_gpkg(path: Path) -> bytes | None:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as base:
        base.execute("PRAGMA trusted_schema = OFF")
        kinds = base.execute("SELECT type FROM sqlite_master WHERE name = 'gpkg_metadata'").fetchall()
        if kinds != [("table",)]:
            return None
        question = f"SELECT metadata FROM gpkg_metadata WHERE {_LIKE} ORDER BY id DESC LIMIT 1"
        row = base.execute(question, (_URI, _MOST_ENTRY)).fetchone()
        return row[0].encode("utf-8", "replace") if row else None


# ---- GeoParquet: the file's own key and value ----
def _put_parquet(path: Path, text: bytes, _as_of: dt.datetime) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(pa.BufferReader(path.read_bytes())) as given:
        schema: Any = given.schema_arrow
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for group in range(given.num_row_groups):
                rows = given.read_row_group(group)
                writer.write_table(rows, row_group_size=max(rows.num_rows, 1))
            writer.add_key_value_metadata({NAME: text.decode("ascii")})


def _take_parquet(path: Path) -> bytes | None:
    import pyarrow.parquet as pq

    found: bytes | None = (pq.read_metadata(path).metadata or {}).get(NAME.encode("ascii"))
    return found


_ZIP = Place(_put_zip, _take_zip, _zip_sums)
PLACES: dict[str, Place] = {
    "xlsx": _ZIP,
    "geojson": _between(f',"{NAME}":"', '"', before="}"),
    "gpkg": Place(_put_gpkg, _take_gpkg),
    "kml": _between(
        f'<ExtendedData><Data name="{NAME}"><value>',
        "</value></Data></ExtendedData>\n",
        before="<Folder>\n",
        last=False,
    ),
    "kmz": _ZIP,
    "parquet": Place(_put_parquet, _take_parquet),
    "png": Place(_put_png, _take_png, _png_sums),
    "svg": _between(f'<metadata id="{NAME}">', "</metadata>\n", before="</svg>"),
    "pdf": Place(_put_pdf, _take_pdf),
    "pptx": _ZIP,
    "html": _between(f'<script type="application/json" id="{NAME}">"', '"</script>\n', before="</html>"),
}
"""By the file's suffix."""

__all__ = ["PLACES", "Place", "Sum", "mapped"]
