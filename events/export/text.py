"""CSV, JSON and GeoJSON, written row by row into a binary stream."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from typing import Any, BinaryIO

import pyarrow.types as pt

from events.export.selection import Row, Selection, plain_rows
from events.guard import guard_column
from events.model import EVENT_COLUMNS

CSV_COLUMNS = (*EVENT_COLUMNS, "sources", "claims", "sites", "routes")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _known(related: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the related rows without their unknowns."""
    return {
        name: [{k: v for k, v in row.items() if v is not None} for row in rows]
        for name, rows in related.items()
    }


def write_csv(selection: Selection, stream: BinaryIO) -> None:
    """Write one row per event (RFC 4180, UTF-8): the model's columns, then the related rows as JSON lists.

    Text that a spreadsheet would run as a formula is guarded by an apostrophe; see ``guard``.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    try:
        for row, related in guarded(selection).rows():
            cells = [_encode(rows) if rows else None for rows in _known(related).values()]
            writer.writerow([*(_cell(value) for value in row.values()), *cells])
    finally:
        text.detach()


def _cell(value: Any) -> Any:
    return value if value is not True and value is not False else str(value).lower()


def guarded(selection: Selection) -> Selection:
    """Return a selection whose texts no spreadsheet takes for formulas (its related rows stay)."""
    events = selection.events
    for index, field in enumerate(events.schema):
        if pt.is_string(field.type) or pt.is_large_string(field.type):
            events = events.set_column(index, field, guard_column(events.column(index)))
    return dataclasses.replace(selection, events=events)


def write_json(selection: Selection, stream: BinaryIO) -> None:
    """Write an array of objects with the columns of the event table, one event a line."""
    start = b"[\n"
    for row in plain_rows(selection.events):
        stream.write(start + _encode(row).encode())
        start = b",\n"
    stream.write(b"[]\n" if start == b"[\n" else b"\n]\n")


def write_geojson(selection: Selection, stream: BinaryIO) -> None:
    """Write a FeatureCollection (RFC 7946); an event without a place has a null geometry.

    The related rows are properties of their event; ``about`` is a member of the collection.
    """
    head = _encode({"type": "FeatureCollection", "about": [list(line) for line in selection.about]})
    stream.write(head[:-1].encode() + b',"features":[')
    start = b"\n"
    for row, related in selection.rows():
        stream.write(start + _encode(_feature(row, related)).encode())
        start = b",\n"
    stream.write(b"\n]}\n")


def _feature(row: Row, related: dict[str, list[Row]]) -> Row:
    lon, lat = row["longitude"], row["latitude"]
    point = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": point,
        "properties": row | _known(related),
    }


__all__ = ["CSV_COLUMNS", "guarded", "write_csv", "write_geojson", "write_json"]
