"""KML and KMZ: the placemarks of all folders, with their data, descriptions and times."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import shapely

from events.quoting import shown
from events.readers.archive import BROKEN, check_zip, open_zip
from events.readers.balloon import pairs_of, plain_text
from events.readers.geometry import COLUMNS, cells_of
from events.readers.safexml import MAX_RECORD, local, walk
from events.readers.spool import Spool
from events.readers.table import MAX_COLUMNS, BadRow, FileRefusedError, RawTable, unique_names
from events.vocabulary.column_names import field_of, folded

if TYPE_CHECKING:
    from pathlib import Path

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
    areas = 0
    for folders, placemark in walk(stream, name, handler, strict=False):
        cells = _cells(placemark)
        if _is_own_area(cells):
            areas += 1
            continue
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
    if areas:
        table.notes.append(f"{areas:,} areas belong to events of the file and are read with them.")
    if handler.links:
        table.warnings.append(f"{name} links to {handler.links} other file(s); links are not followed.")
    return table


def _is_own_area(cells: dict[str, str]) -> bool:
    """Tell whether a placemark is the area that an export of ours draws beside an event: no event itself."""
    return bool(cells.get("area_of")) and cells.get("id") == f"area-{cells['area_of']}"


def _is_own_event(cells: dict[str, str]) -> bool:
    """Tell whether a placemark is an event of an export of ours."""
    return bool(cells.get("event_id")) and cells.get("id") == f"event-{cells['event_id']}"


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
    cells = _said(placemark)
    if "date" not in cells and (moments := _moments(placemark)):
        cells["date"], cells["end_date"] = min(moments), max(moments)
    if placemark.get("id"):
        cells.setdefault("id", placemark.get("id") or "")
    if _is_own_event(cells):  # its table says in words for people what its data say
        return cells
    said = {folded(column) for column, value in cells.items() if value}
    more = pairs_of(cells.get("description", ""))  # a table often says again what the data beside it say
    cells |= {column: value for column, value in more.items() if folded(column) not in said}
    if "description" in cells:
        cells["description"] = plain_text(cells["description"])
    return cells


def _said(placemark: Element) -> dict[str, str]:
    """What the parts of a placemark say, by name."""
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
    return cells


def _inner(element: Element, tag: str, *, strip: bool = True) -> str:
    text = next((e.text or "" for e in element.iter() if local(e.tag) == tag), "")
    return text.strip() if strip else text


def _moments(placemark: Element) -> list[str]:
    """Return the times of a recorded way (gx:Track); of one form they sort as texts."""
    tracks = [e for e in placemark.iter() if local(e.tag) == "Track"]
    texts = [(e.text or "").strip() for track in tracks for e in track if local(e.tag) == "when"]
    return [text for text in texts if text]


def _geometry(placemark: Element) -> shapely.Geometry | str | None:
    """Return the placemark's geometry, None if it has none, or what is wrong with it."""
    try:
        shapes = _shapes(placemark)
    except (ValueError, IndexError, shapely.errors.ShapelyError):
        return "The geometry cannot be read."
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)


def _shapes(element: Element) -> list[shapely.Geometry]:
    """Return the geometries within an element; one without coordinates is none: it is written for an
    address alone, and for a place that is not known."""
    kind = local(element.tag)
    if kind == "Track":
        return _ways(element)
    if kind == "Location":  # where a Model stands
        lat, lon = _inner(element, "latitude"), _inner(element, "longitude")
        return [shapely.Point(float(lon), float(lat))] if lat and lon else []
    if kind == "Polygon":
        holes = [_coordinates(e) for e in element if local(e.tag) == "innerBoundaryIs"]
        outer = next((e for e in element if local(e.tag) == "outerBoundaryIs"), element)
        corners = _coordinates(outer)
        return [shapely.Polygon(corners, [hole for hole in holes if hole])] if corners else []
    if kind in ("Point", "LineString", "LinearRing"):
        corners = _coordinates(element)
        make = shapely.LineString if len(corners) > 1 and kind != "Point" else shapely.Point
        return [make(corners if make is shapely.LineString else corners[0])] if corners else []
    return [shape for child in element for shape in _shapes(child)]


def _ways(track: Element) -> list[shapely.Geometry]:
    """Return the way of a gx:Track, whose corners are apart: longitude, latitude and height by spaces."""
    texts = [(e.text or "").replace(",", " ").split() for e in track if local(e.tag) == "coord"]
    corners = [(float(text[0]), float(text[1])) for text in texts if text]
    if not corners:
        return []
    return [shapely.Point(corners[0]) if len(set(corners)) == 1 else shapely.LineString(corners)]


def _coordinates(element: Element) -> list[tuple[float, float]]:
    text = re.sub(r"\s*,\s*", ",", _inner(element, "coordinates"))  # written by hand: "44.0, 33.0, 0"
    found = [tuple(map(float, part.split(","))) for part in text.split()]
    if any(not 2 <= len(numbers) <= 3 for numbers in found):
        raise ValueError("a coordinate without a partner")
    return [(numbers[0], numbers[1]) for numbers in found]
