"""KML and KMZ: the placemarks of all folders, with their data, descriptions and times."""

from __future__ import annotations

from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import shapely

from events.columns import field_of
from events.readers.archive import BROKEN, check_zip, open_zip
from events.readers.geometry import COLUMNS, cells_of
from events.readers.safexml import MAX_RECORD, local, walk
from events.readers.spool import Spool
from events.readers.table import MAX_COLUMNS, BadRow, FileRefusedError, RawTable, unique_names
from events.report import shown

MAX_ELEMENTS = 100_000
"""Elements of one placemark beyond which it is no event."""
_FOLDERS = frozenset(("Folder", "Document"))
_LINKS = frozenset(("NetworkLink", "NetworkLinkControl"))


def read_kml(path: Path, *, name: str) -> RawTable:
    """Open a KML file.

    Raises
    ------
    FileRefusedError
        It is no KML, is damaged, declares entities, or has no placemarks.
    """
    with path.open("rb") as stream:
        return _table(stream, name)


def read_kmz(path: Path, *, name: str) -> RawTable:
    """Open a KMZ file: the first KML in it (doc.kml where there is one).

    Raises
    ------
    FileRefusedError
        As ``read_kml``, or it unpacks to too much.
    """
    with open_zip(path, name) as archive:
        check_zip(archive, name)
        kmls = [n for n in archive.namelist() if n.lower().endswith(".kml")]
        if not kmls:
            raise FileRefusedError(f"{name} holds no KML.")
        chosen = next((n for n in kmls if n.lower() == "doc.kml"), kmls[0])
        try:
            with archive.open(chosen) as stream:
                table = _table(stream, name)
        except BROKEN:
            raise FileRefusedError(f"{name} is damaged: a part of it cannot be unpacked.") from None
    if len(kmls) > 1:
        table.warnings.append(f"{name} holds {len(kmls)} KML files; only {shown(chosen)} was read.")
    return table


UNIT_ID = "conflict-atlas-unit-"
"""How the ids of our own exports' badges begin: how many events a country has is no event."""


class _Marks:
    """Handler of a KML document: each placemark as an element of its own, with the folders it lies in."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[tuple[tuple[str, ...], Element]] = []
        self._folders: list[str] = []
        self._path: list[str] = []
        self._open: list[Element] = []
        self._elements = self._size = 0
        self._title: list[str] | None = None
        self.links = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._path and tag not in ("kml", "Document", "Folder", "Placemark"):
            raise FileRefusedError(f"{self._name} is not what its name says: it is XML, but not KML.")
        if self._open:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                raise FileRefusedError(
                    f"{self._name} has a placemark of too many elements, which is no event."
                )
            self._open.append(SubElement(self._open[-1], tag, attributes))
        elif tag == "Placemark":
            self._open, self._elements, self._size = [Element(tag, attributes)], 0, 0
        elif tag in _FOLDERS:
            self._folders.append("")
        elif tag == "name" and self._path[-1] == "Folder":
            self._title, self._size = [], 0
        self.links += tag in _LINKS
        self._path.append(tag)

    def end(self, tag: str) -> None:
        self._path.pop()
        if self._open:
            element = self._open.pop()
            if not self._open and not element.get("id", "").startswith(UNIT_ID):
                self._found.append((tuple(filter(None, self._folders)), element))
        elif tag in _FOLDERS:
            self._folders.pop()
        elif self._title is not None:
            self._folders[-1] = "".join(self._title).strip()
            self._title = None

    def text(self, data: str) -> None:
        if not self._open and self._title is None:
            return
        self._size += len(data)
        if self._size > MAX_RECORD:
            raise FileRefusedError(
                f"{self._name} has a placemark of more than {MAX_RECORD >> 20} MB, which is no event."
            )
        if self._title is not None:
            self._title.append(data)
        elif len(last := self._open[-1]) == 0:
            last.text = (last.text or "") + data

    def take(self) -> list[tuple[tuple[str, ...], Element]]:
        found, self._found = self._found, []
        return found


def _table(stream: IO[bytes], name: str) -> RawTable:
    handler = _Marks(name)
    spool = Spool(name)
    places: dict[str, int] = {}
    hashes: list[int] = []
    named = True
    for folders, placemark in walk(stream, name, handler):
        cells = _cells(placemark)
        if folders:
            cells.setdefault("folder", " / ".join(folders))
        named = named and bool(cells.get("name"))
        if named:
            hashes.append(hash(cells["name"]))
        _put(spool, places, cells, _geometry(placemark), name)
    if not spool.total:
        hint = (
            " only a link to a file elsewhere, which is not followed" if handler.links else " no placemarks"
        )
        raise FileRefusedError(f"{name} holds{hint}.")
    table = _named(spool, places, named and len(np.unique(np.array(hashes))) == len(hashes))
    if handler.links:
        table.warnings.append(f"{name} links to {handler.links} other file(s); links are not followed.")
    return table


def _put(
    spool: Spool,
    places: dict[str, int],
    cells: dict[str, str],
    geometry: shapely.Geometry | str | None,
    name: str,
) -> None:
    """Add a placemark: its geometry in the first four cells, each value where its name has its place."""
    record = spool.total + 1
    for column in cells:
        places.setdefault(column, len(COLUMNS) + len(places))
    if len(places) > MAX_COLUMNS:
        raise FileRefusedError(f"{name} has more than {MAX_COLUMNS:,} columns.")
    row = [""] * (len(COLUMNS) + len(places))
    for column, text in cells.items():
        row[places[column]] = text
    if isinstance(geometry, str):
        spool.refuse(BadRow(None, record, f"Record {record}: {geometry}", tuple(row[len(COLUMNS) :])))
        return
    row[: len(COLUMNS)] = cells_of(geometry)
    spool.put(row, record=record)


def _named(spool: Spool, places: dict[str, int], keys: bool) -> RawTable:
    """Return the table; the placemarks' names are keys where there are no others and each occurs once."""
    found = dict(places)
    if keys and not any(field_of(c) == "source_key" for c in found):
        found["id"] = found["name"]
    columns, said = unique_names([*found, *COLUMNS])
    chunks = spool.chunks(columns, [*found.values(), *range(len(COLUMNS))])
    notes = [f"Read as KML: {spool.total:,} placemarks.", *said]
    return RawTable("KML", columns, chunks, notes=notes, total=spool.total, close=spool.close)


def _cells(placemark: Element) -> dict[str, str]:
    cells: dict[str, str] = {}
    for child in placemark:
        kind = local(child.tag)
        if kind in ("name", "description", "address"):
            cells[kind] = (child.text or "").strip()
        elif kind == "TimeStamp":
            cells["date"] = _inner(child, "when")
        elif kind == "TimeSpan":
            cells["date"], cells["end_date"] = _inner(child, "begin"), _inner(child, "end")
        elif kind == "ExtendedData":
            for data in child.iter():
                if local(data.tag) == "Data":
                    cells[data.get("name") or "data"] = _inner(data, "value", strip=False)
                elif local(data.tag) == "SimpleData":
                    cells[data.get("name") or "data"] = (data.text or "").strip()
    if placemark.get("id"):
        cells.setdefault("id", placemark.get("id") or "")
    return cells


def _inner(element: Element, tag: str, *, strip: bool = True) -> str:
    text = next((e.text or "" for e in element.iter() if local(e.tag) == tag), "")
    return text.strip() if strip else text


def _geometry(placemark: Element) -> shapely.Geometry | str | None:
    """Return the placemark's geometry, None if it has none, or what is wrong with it."""
    shapes = []
    try:
        for element in placemark.iter():
            kind = local(element.tag)
            if kind in ("Point", "LineString", "Polygon"):
                numbers = _coordinates(element)
                if not numbers:
                    return "The geometry has no coordinates."
                make = {
                    "Point": lambda c: shapely.Point(c[0]),
                    "LineString": shapely.LineString,
                    "Polygon": shapely.Polygon,
                }[kind]
                shapes.append(make(numbers))
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        return "The geometry cannot be read."
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)


def _coordinates(element: Element) -> list[tuple[float, float]]:
    text = _inner(element, "coordinates")
    pairs = [tuple(map(float, part.split(",")[:2])) for part in text.split()]
    if any(len(p) != 2 for p in pairs):
        raise ValueError("a coordinate without a partner")
    return pairs  # type: ignore[return-value]
