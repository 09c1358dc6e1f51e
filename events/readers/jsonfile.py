"""JSON, JSON Lines and GeoJSON: an array of objects, an object to a line, or features."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape

from events.readers.encoding import Encoding, detect
from events.readers.geometry import COLUMNS, cells_of
from events.readers.table import (
    CHUNK_ROWS,
    MAX_COLUMNS,
    BadRow,
    FileRefusedError,
    RawChunk,
    RawTable,
    from_rows,
    in_memory,
    unique_names,
)
from events.report import shown

MAX_BYTES = 512 << 20
"""A JSON document is read whole; larger ones are refused (JSON Lines, line by line, are not)."""
MAX_NESTING = 64


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
    if path.stat().st_size > MAX_BYTES:
        raise FileRefusedError(
            f"{name} is larger than {MAX_BYTES >> 20} MB; save it as JSON Lines, CSV or GeoPackage."
        )
    with path.open(encoding=encoding.codec, errors="replace") as stream:
        document = _loads(stream.read(), name)
    return _document(document, name)


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


def _loads(text: str, name: str) -> Any:
    text = text.lstrip("\ufeff")
    depth_risk = re.search(r"[\[{]\s*" * (MAX_NESTING + 1), text) is not None
    if depth_risk:
        raise FileRefusedError(f"{name} is not opened: its JSON is nested more than {MAX_NESTING} deep.")
    try:
        return json.loads(text)
    except RecursionError:
        raise FileRefusedError(
            f"{name} is not opened: its JSON is nested more than {MAX_NESTING} deep."
        ) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise FileRefusedError(f"{name} is not valid JSON{f' (line {line})' if line else ''}.") from None


def _document(document: Any, name: str) -> RawTable:
    if isinstance(document, dict):
        kind = document.get("type")
        if kind == "FeatureCollection" or isinstance(document.get("features"), list):
            _refuse_projection(document, name)
            return _records(document.get("features") or [], name, "GeoJSON")
        if kind == "Feature":
            return _records([document], name, "GeoJSON")
        if kind == "Topology":
            raise FileRefusedError(f"{name} is TopoJSON, which is not read; save it as GeoJSON.")
        lists = [(k, v) for k, v in document.items() if isinstance(v, list) and v and isinstance(v[0], dict)]
        if len(lists) != 1:
            raise FileRefusedError(f"{name} holds no list of events.")
        document = lists[0][1]
    if not isinstance(document, list):
        raise FileRefusedError(f"{name} holds no list of events.")
    return _records(document, name, "JSON")


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
    def objects() -> Iterator[tuple[int, Any]]:
        with path.open(encoding=encoding.codec, errors="replace", newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                text = line.strip().strip("\x1e\ufeff")
                if not text:
                    continue
                try:
                    yield number, json.loads(text) if text.count("[") + text.count("{") < 50_000 else None
                except (ValueError, RecursionError):
                    yield number, None

    columns: dict[str, None] = {}
    geographic = False
    for _, one in objects():
        if isinstance(one, dict):
            geographic |= one.get("type") == "Feature"
            columns.update(dict.fromkeys(_flat(one)))
            if len(columns) > MAX_COLUMNS:
                raise FileRefusedError(f"{name} has more than {MAX_COLUMNS:,} columns.")
    if not columns:
        raise FileRefusedError(f"{name} holds no events.")
    names, said = _names(columns, geographic)

    def chunks(wanted: Any) -> Iterator[RawChunk]:
        for chunk in _batches(objects(), tuple(columns), names, geographic, lined=True):
            yield (
                chunk
                if wanted is None
                else RawChunk(chunk.table.select(list(wanted)), chunk.rows, chunk.records, chunk.bad)
            )

    return RawTable("JSON Lines", names, chunks, notes=[f"Read as JSON Lines in {encoding.label}.", *said])


def _names(columns: Iterable[str], geographic: bool) -> tuple[tuple[str, ...], list[str]]:
    return unique_names([*columns, *(COLUMNS if geographic else ())])


def _records(records: list[Any], name: str, kind: str) -> RawTable:
    geographic = kind == "GeoJSON"
    columns: dict[str, None] = {}
    for one in records:
        if isinstance(one, dict):
            columns.update(dict.fromkeys(_flat(one)))
        if len(columns) > MAX_COLUMNS:
            raise FileRefusedError(f"{name} has more than {MAX_COLUMNS:,} columns.")
    if not records or (not columns and not geographic):
        raise FileRefusedError(f"{name} holds no events.")
    names, said = _names(columns, geographic)
    numbered = enumerate(records, 1)
    chunks = list(_batches(numbered, tuple(columns), names, geographic, lined=False))
    return RawTable(
        kind,
        names,
        in_memory(chunks),
        notes=[f"Read as {kind}: {len(records):,} records.", *said],
        total=len(records),
    )


def _batches(
    numbered: Iterable[tuple[int, Any]],
    columns: tuple[str, ...],
    names: tuple[str, ...],
    geographic: bool,
    *,
    lined: bool,
) -> Iterator[RawChunk]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    records: list[int] = []
    bad: list[BadRow] = []
    for record, (number, one) in enumerate(numbered, 1):
        row = number if lined else None
        cells, fault = _cells(one, columns, geographic)
        if fault:
            bad.append(BadRow(row, record, fault if row else f"Record {record}: {fault}", tuple(cells)))
            continue
        rows.append(cells)
        numbers.append(row or -1)
        records.append(record)
        if len(rows) >= CHUNK_ROWS:
            yield from_rows(names, rows, row_numbers=numbers, record_numbers=records, bad=bad)
            rows, numbers, records, bad = [], [], [], []
    yield from_rows(names, rows, row_numbers=numbers, record_numbers=records, bad=bad)


def _cells(one: Any, columns: tuple[str, ...], geographic: bool) -> tuple[list[str], str | None]:
    if not isinstance(one, dict):
        return [], "This is not an object with named values."
    flat = _flat(one)
    cells = [text_of(flat.get(column)) for column in columns]
    if not geographic:
        return cells, None
    geometry = one.get("geometry")
    if geometry is None:
        return [*cells, "", "", "", ""], None
    try:
        found = cells_of(shape(geometry))
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return cells, "The geometry cannot be read."
    return [*cells, *found], None


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """Return a feature's properties and id; in plain objects, nested ones are flattened by a dot."""
    if one.get("type") == "Feature":
        properties = one.get("properties")
        found = dict(properties) if isinstance(properties, dict) else {}
        if "id" in one and not isinstance(one["id"], dict | list):
            found.setdefault("id", one["id"])
        return found
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
