"""CSV, JSON and GeoJSON, written row by row into a binary stream."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from typing import Any, BinaryIO

import pyarrow.types as pt

from events.export.guard import guard_column
from events.export.selection import Row, Selection
from events.model import EVENT_COLUMNS

CSV_COLUMNS = (*EVENT_COLUMNS, "sources", "claims", "sites", "routes")


def plain(value: Any) -> Any:
    """Return a value as JSON has it: days and times in ISO 8601, what is no number null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain, allow_nan=False)


def _clean(row: Row) -> Row:
    return {name: plain(value) for name, value in row.items()}


def _around(related: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the related rows without their unknowns and without the event's own key."""
    return {
        name: [{k: plain(v) for k, v in row.items() if v is not None and k != "event_id"} for row in rows]
        for name, rows in related.items()
    }


def write_csv(selection: Selection, stream: BinaryIO) -> None:
    """Write one row per event (RFC 4180, UTF-8): the model's columns, then the related rows as JSON lists.

    Text that a spreadsheet would run as a formula is guarded by an apostrophe; see ``guard``.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for row, related in guarded(selection).rows():
        around = _around(related)
        values = [_cell(value) for value in row.values()]
        writer.writerow(values + [_dump(rows) if rows else None for rows in around.values()])
    text.detach()


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else plain(value)


def guarded(selection: Selection) -> Selection:
    """Return a selection whose texts no spreadsheet takes for formulas (its related rows stay)."""
    events = selection.events
    for index, field in enumerate(events.schema):
        if pt.is_string(field.type) or pt.is_large_string(field.type):
            events = events.set_column(index, field, guard_column(events.column(index)))
    return Selection(events, selection.related, selection.about, selection.as_of)


def write_json(selection: Selection, stream: BinaryIO) -> None:
    """Write an array of objects with the columns of the event table, one event a line."""
    start = b"[\n"
    for batch in selection.events.to_batches(max_chunksize=5_000):
        for row in batch.to_pylist():
            stream.write(start + _dump(_clean(row)).encode())
            start = b",\n"
    stream.write(b"[]\n" if start == b"[\n" else b"\n]\n")


def write_geojson(selection: Selection, stream: BinaryIO) -> None:
    """Write a FeatureCollection (RFC 7946); an event without a place has a null geometry.

    The related rows are properties of their event; ``about`` is a member of the collection.
    """
    head = _dump({"type": "FeatureCollection", "about": [list(line) for line in selection.about]})
    stream.write(head[:-1].encode() + b',"features":[')
    start = b"\n"
    for row, related in selection.rows():
        stream.write(start + _dump(_feature(row, related)).encode())
        start = b",\n"
    stream.write(b"\n]}\n")


def _feature(row: Row, related: dict[str, list[Row]]) -> Row:
    lon, lat = plain(row["longitude"]), plain(row["latitude"])
    point = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": point,
        "properties": _clean(row) | _around(related),
    }


__all__ = ["CSV_COLUMNS", "guarded", "plain", "write_csv", "write_geojson", "write_json"]
