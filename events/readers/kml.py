"""KML and KMZ: the placemarks of all folders, with their data, descriptions and times."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import shapely

from events.columns import field_of
from events.readers.archive import check_zip, open_zip, part
from events.readers.geometry import COLUMNS, cells_of
from events.readers.safexml import local, parsed, refuse_entities
from events.readers.table import (
    CHUNK_ROWS,
    BadRow,
    FileRefusedError,
    RawTable,
    from_rows,
    in_memory,
    unique_names,
)
from events.report import shown

MAX_BYTES = 256 << 20
"""KML is read whole; larger ones are refused."""


def read_kml(path: Path, *, name: str) -> RawTable:
    """Open a KML file.

    Raises
    ------
    FileRefusedError
        It is no KML, is damaged, declares entities, or has no placemarks.
    """
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError(f"{name} is larger than {MAX_BYTES >> 20} MB and is not opened.")
    return _table(path.read_bytes(), name)


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
        data = part(archive, chosen, name, limit=MAX_BYTES)
    table = _table(data, name)
    if len(kmls) > 1:
        table.warnings.append(f"{name} holds {len(kmls)} KML files; only {shown(chosen)} was read.")
    return table


def _table(data: bytes, name: str) -> RawTable:
    refuse_entities(data[:4096], name)
    root = parsed(io.BytesIO(data), name)
    if local(root.tag) not in ("kml", "Document", "Folder", "Placemark"):
        raise FileRefusedError(f"{name} is not what its name says: it is XML, but not KML.")
    links = sum(1 for e in root.iter() if local(e.tag) in ("NetworkLink", "NetworkLinkControl"))
    found = list(_placemarks(root, ()))
    if not found:
        hint = " only a link to a file elsewhere, which is not followed" if links else " no placemarks"
        raise FileRefusedError(f"{name} holds{hint}.")
    table = _records(found, name)
    if links:
        table.warnings.append(f"{name} links to {links} other file(s); links are not followed.")
    return table


def _placemarks(element: Element, folders: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Element]]:
    for child in element:
        kind = local(child.tag)
        if kind == "Placemark":
            yield folders, child
        elif kind in ("Folder", "Document"):
            title = next((c.text or "" for c in child if local(c.tag) == "name"), "").strip()
            yield from _placemarks(child, (*folders, title) if kind == "Folder" and title else folders)


def _records(found: list[tuple[tuple[str, ...], Element]], name: str) -> RawTable:
    values, geometries = [], []
    columns: dict[str, None] = {}
    for folders, placemark in found:
        cells = _cells(placemark)
        if folders:
            cells.setdefault("folder", " / ".join(folders))
        values.append(cells)
        columns.update(dict.fromkeys(cells))
        geometries.append(_geometry(placemark))
    _name_keys(values, columns)
    listed = tuple(columns)
    names, said = unique_names([*listed, *COLUMNS])
    chunks = []
    for start in range(0, len(values), CHUNK_ROWS):
        rows, records, bad = [], [], []
        for at in range(start, min(start + CHUNK_ROWS, len(values))):
            texts = [values[at].get(c, "") for c in listed]
            geometry = geometries[at]
            if isinstance(geometry, str):
                bad.append(BadRow(None, at + 1, f"Record {at + 1}: {geometry}", tuple(texts)))
                continue
            rows.append([*texts, *cells_of(geometry)])
            records.append(at + 1)
        chunks.append(from_rows(names, rows, record_numbers=records, bad=bad))
    return RawTable(
        "KML",
        names,
        in_memory(chunks),
        notes=[f"Read as KML: {len(values):,} placemarks.", *said],
        total=len(values),
    )


def _name_keys(values: list[dict[str, str]], columns: dict[str, None]) -> None:
    """Take the placemarks' names for their keys where they have no others and each name occurs once."""
    names = [cells.get("name", "") for cells in values]
    if any(field_of(c) == "source_key" for c in columns) or not all(names) or len(set(names)) < len(names):
        return
    columns["id"] = None
    for cells in values:
        cells["id"] = cells["name"]


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
                    cells[data.get("name") or "data"] = _inner(data, "value")
                elif local(data.tag) == "SimpleData":
                    cells[data.get("name") or "data"] = (data.text or "").strip()
    if placemark.get("id"):
        cells.setdefault("id", placemark.get("id") or "")
    return cells


def _inner(element: Element, tag: str) -> str:
    return next(((e.text or "").strip() for e in element.iter() if local(e.tag) == tag), "")


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
