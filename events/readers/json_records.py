"""JSON, JSON Lines and GeoJSON: an array of objects, an object to a line, or features."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from events.quoting import shown
from events.readers import esri_json
from events.readers.encoding import Encoding, detect
from events.readers.geometry import COLUMNS, cells_of
from events.readers.json_stream import MAX_RECORD, Document, loads
from events.readers.spool import Spool
from events.readers.table import MAX_COLUMNS, BadRow, FileRefusedError, RawTable, unique_names

if TYPE_CHECKING:
    from pathlib import Path

    import pyproj

_MEMBERS = ("type", "crs", "geometry", "properties", "id", "spatialReference")
"""What is kept of an object that holds the list of events, or is the one event itself."""
MAX_MEMBERS = 100_000
MAX_OTHERS = 10_000
"""Values in a list that are no objects, beyond which a list that is mostly of them is none of events."""


def read_json(path: Path, *, name: str) -> RawTable:
    """Open a JSON, JSON Lines or GeoJSON file.

    Raises
    ------
    FileRefusedError
        It is no JSON, no list of objects, nested too deep, or in another projection than WGS 84.
    """
    encoding = detect(path)
    with path.open(encoding=encoding.codec, errors="replace") as stream:
        head = stream.read(4096).lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        raise FileRefusedError(f"{name} is not what its name says: it holds XML or a web page.")
    if not head.startswith(("{", "[", "\x1e")):
        raise FileRefusedError(f"{name} is not what its name says: it is not JSON.")
    lined = name.lower().endswith((".jsonl", ".ndjson", ".geojsonl"))
    if lined or _is_lines(path, encoding):
        return _lines(path, encoding, name)
    with path.open(encoding=encoding.codec, errors="replace") as stream:
        if stream.read(1) != "\ufeff":
            stream.seek(0)
        return _document(Document(stream, name), name)


def _is_lines(path: Path, encoding: Encoding) -> bool:
    """Whether the first two lines are JSON objects of their own."""
    with path.open(encoding=encoding.codec, errors="replace") as stream:
        lines = [line for _ in range(5) if (line := stream.readline(1 << 20).strip())]
    if len(lines) < 2 or not all(line.startswith("{") and line.endswith("}") for line in lines[:2]):
        return False
    try:
        return all(isinstance(json.loads(line), dict) for line in lines[:2])
    except (ValueError, RecursionError):
        return False


def _document(document: Document, name: str) -> RawTable:
    if document.opens() == "[":
        records = _Records(name)
        for one in document.items():
            records.put(one)
        document.end()
        return records.table("JSON")
    members, records, kind, lists = _members(document, name)
    document.end()
    if kind == "GeoJSON" or members.get("type") == "FeatureCollection":
        _refuse_projection(members, name)
        if not records.projected and esri_json.projection(members, name) is not None:
            raise FileRefusedError(
                f"{name} says only behind its features that it is not in WGS 84; save it in EPSG:4326."
            )
        return records.table("GeoJSON")
    if members.get("type") == "Feature":
        records = _Records(name, geographic=True)
        records.put(members)
        return records.table("GeoJSON")
    if members.get("type") == "Topology":
        raise FileRefusedError(f"{name} is TopoJSON, which is not read; save it as GeoJSON.")
    if lists != 1:
        raise FileRefusedError(f"{name} holds no list of events.")
    return records.table("JSON")


def _members(document: Document, name: str) -> tuple[dict[str, Any], _Records, str, int]:
    """Go through an object: its features, or else the first of its lists of objects, and how many it has."""
    members: dict[str, Any] = {}
    records, kind, lists = _Records(name), "", 0
    for place, key in enumerate(document.keys()):
        if place > MAX_MEMBERS:
            raise FileRefusedError(f"{name} holds no list of events, but an object of very many members.")
        if document.opens() != "[":
            value = document.value()
            if key in _MEMBERS:
                members[key] = value
            continue
        if key == "features":
            records, kind = _Records(name, geographic=True), "GeoJSON"
            records.projected = esri_json.projection(members, name)
        wanted = key == "features"
        for at, one in enumerate(document.items()):
            if not at and not wanted and isinstance(one, dict):
                lists += 1
                wanted = not kind and lists == 1
            if wanted:
                records.put(one)
    return members, records, kind, lists


def _refuse_projection(document: dict[str, Any], name: str) -> None:
    """GeoJSON is WGS 84; an old-style "crs" that says otherwise would put every event elsewhere."""
    crs = document.get("crs")
    if not isinstance(crs, dict):
        return
    stated = (
        str((crs.get("properties") or {}).get("name", "")) if isinstance(crs.get("properties"), dict) else ""
    )
    if stated and not re.search(r"CRS:?84|EPSG:{1,2}4326$|WGS ?84", stated, re.I):
        raise FileRefusedError(f"{name} is not in WGS 84 but in {shown(stated)}; save it in EPSG:4326.")


def _lines(path: Path, encoding: Encoding, name: str) -> RawTable:
    records = _Records(name)
    with path.open(encoding=encoding.codec, errors="replace", newline="\n") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MAX_RECORD + 1), ""), 1):
            if len(line) > MAX_RECORD:
                raise FileRefusedError(
                    f"{name} has a line of more than {MAX_RECORD >> 20} MB, which is no event."
                )
            text = line.strip().strip("\x1e\ufeff")
            if not text:
                continue
            try:
                one = loads(text)
            except (ValueError, RecursionError):
                one = None
            if isinstance(one, dict) and one.get("type") == "Feature":
                records.geographic = True
            records.put(one, number)
    return records.table("JSON Lines", f"Read as JSON Lines in {encoding.label}.")


class _Records:
    """The objects of a list, in order: geometry in the first four cells, each value in its name's place."""

    def __init__(self, name: str, *, geographic: bool = False) -> None:
        self.geographic = geographic
        self.projected: pyproj.Transformer | None = None
        self._name = name
        self._spool = Spool(name)
        self._places: dict[str, int] = {}
        self._others = 0

    def put(self, one: Any, row: int | None = None) -> None:
        """Add an object, by the row of the file where each has one."""
        record = self._spool.total + 1
        cells, fault = self._cells(one)
        self._others += not isinstance(one, dict)
        if self._others > MAX_OTHERS and 2 * self._others > record:
            raise FileRefusedError(f"{self._name} holds no list of events: most of it are no objects.")
        if fault is None:
            self._spool.put(cells, record=record, row=row or -1)
            return
        said = fault if row else f"Record {record}: {fault}"
        self._spool.refuse(BadRow(row, record, said, tuple(cells[len(COLUMNS) :])))

    def table(self, kind: str, note: str = "") -> RawTable:
        """Return the table when all are there."""
        total = self._spool.total
        if not total or (not self._places and not self.geographic):
            raise FileRefusedError(f"{self._name} holds no events.")
        columns, said = unique_names([*self._places, *(COLUMNS if self.geographic else ())])
        places = [*self._places.values(), *(range(len(COLUMNS)) if self.geographic else ())]
        notes = [note or f"Read as {kind}: {total:,} records.", *said]
        chunks = self._spool.chunks(columns, places)
        return RawTable(kind, columns, chunks, notes=notes, total=total, close=self._spool.close)

    def _cells(self, one: Any) -> tuple[list[str], str | None]:
        if not isinstance(one, dict):
            return [], "This is not an object with named values."
        flat, places = _flat(one), self._places
        for column in flat:
            if column not in places:
                places[column] = len(COLUMNS) + len(places)
        if len(places) > MAX_COLUMNS:
            raise FileRefusedError(f"{self._name} has more than {MAX_COLUMNS:,} columns.")
        cells = [""] * (len(COLUMNS) + len(places))
        try:
            for column, value in flat.items():
                cells[places[column]] = text_of(value)
        except RecursionError:
            return cells, "A value is nested too deep."
        if not self.geographic:
            return cells, None
        try:
            cells[: len(COLUMNS)] = _position(one.get("geometry"), self.projected)
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
            return cells, "The geometry cannot be read."
        return cells, None


def _position(geometry: Any, projected: pyproj.Transformer | None) -> tuple[str, str, str, str]:
    """Return the cells of a geometry; a plain point, which most are, without making a shape of it."""
    if isinstance(geometry, str) and geometry.lstrip().startswith("{"):  # as databases write it
        geometry = loads(geometry)
    if geometry is None:
        return "", "", "", ""
    if projected is None and geometry.get("type") == "Point" and len(at := geometry["coordinates"]) >= 2:
        lon, lat = at[:2]
        if type(lon) in (int, float) and type(lat) in (int, float):
            return repr(float(lat)), repr(float(lon)), "Point", ""
    found = shape(geometry) if "type" in geometry else esri_json.shape(geometry)
    if projected is not None:
        found = shapely.transform(found, projected.transform, interleaved=False)
    return cells_of(found)


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """Return a feature's properties and id; in plain objects, nested ones are flattened by a dot."""
    if one.get("type") == "Feature":
        properties = one.get("properties")
        found = dict(properties) if isinstance(properties, dict) else {}
        if "id" in one and not isinstance(one["id"], dict | list):
            found.setdefault("id", one["id"])
        return found
    if isinstance(one.get("attributes"), dict) and set(one) <= {"attributes", "geometry"}:
        return dict(one["attributes"])  # a feature as ArcGIS writes it
    flat: dict[str, Any] = {}
    for key, value in one.items():
        if isinstance(value, dict) and len(value) <= 50:
            flat.update({f"{key}.{inner}": v for inner, v in value.items()})
        else:
            flat[key] = value
    return flat


def text_of(value: Any) -> str:
    """Return a JSON value as a cell's text; a list of words is joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return "nan" if math.isnan(value) else str(value)
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    if isinstance(value, int) and abs(value) >= 10**300:
        return "a number of more than 300 digits"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
