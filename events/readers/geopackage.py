"""GeoPackage: the rows of one layer, straight from the SQLite database that it is.

It is opened for reading only, with nothing in it that runs: no views, no virtual tables, no functions,
no other databases. After OGC 12-128r19 (GeoPackage 1.4).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from events.quoting import shown
from events.readers.geometry import COLUMNS, UNREADABLE, columns_of, transformer
from events.readers.json_records import text_of
from events.readers.parquet import as_texts
from events.readers.sheets.xlsx_cells import as_text
from events.readers.table import (
    CHUNK_ROWS,
    MAX_COLUMNS,
    BadRow,
    FileRefusedError,
    RawChunk,
    RawTable,
    unique_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MAX_ROW = 8 << 20
"""Bytes of one row beyond which it is no event."""
_CHUNK_BYTES = 64 << 20
_ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the envelope in a geometry's head, by its kind (2.1.3.1.1)."""
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA)


@dataclass(frozen=True)
class Layer:
    """A table of a GeoPackage: its columns with the types they were declared with, and its geometry."""

    table: str
    columns: dict[str, str]
    geometry: str | None
    crs: str | None


def read_geopackage(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a layer of a GeoPackage; nothing else is opened under this suffix.

    Raises
    ------
    FileRefusedError
        It is damaged, or has no such layer.
    """
    _must_be_geopackage(path, name)
    try:
        with closing(_opened(path)) as database:
            layers = _layers(database)
            layer = _layer(database, _chosen(layers, name, sheet))
            total = database.execute(f"SELECT count(*) FROM {_quoted(layer.table)}").fetchone()[0]
    except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError, TypeError) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(f"{name} is damaged or not a GeoPackage.") from None
    if len(layer.columns) > MAX_COLUMNS:
        raise FileRefusedError(f"{name} has more than {MAX_COLUMNS:,} columns.")
    columns, said = unique_names([*layer.columns, *(COLUMNS if layer.geometry else ())])
    own = dict(zip(columns, layer.columns, strict=False))
    to_wgs84 = transformer(layer.crs, name)

    def chunks(wanted: Sequence[str] | None) -> Iterator[RawChunk]:
        asked = list(columns if wanted is None else wanted)
        try:
            with closing(_opened(path)) as database:
                for first, rows in _rows(database, layer, [own[c] for c in asked if c in own]):
                    yield _chunk(rows, asked, own, layer, to_wgs84, first)
        except sqlite3.DataError:
            raise FileRefusedError(
                f"{name} has a row of more than {MAX_ROW >> 20} MB, which is no event."
            ) from None
        except (sqlite3.Error, OverflowError):
            raise FileRefusedError(f"{name} is damaged: a part of it cannot be read.") from None

    notes = [f"Read the layer {shown(layer.table)} of the GeoPackage: {total:,} rows.", *said]
    if len(layers) > 1:
        notes.append(f"It also has {', '.join(shown(n) for n in layers if n != layer.table)}.")
    return RawTable("GeoPackage", columns, chunks, notes=notes, total=total, sheets=tuple(layers))


def _must_be_geopackage(path: Path, name: str) -> None:
    """The mark in the header of the file says what the database is for."""
    with path.open("rb") as stream:
        head = stream.read(100)
    if head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
        raise FileRefusedError(f"{name} is an SQLite database, but not a GeoPackage.")


def _opened(path: Path) -> sqlite3.Connection:
    # Changes that wait in a journal beside the file count; else nothing beside it is looked for or made.
    beside = path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(str(path.resolve()))}?mode=ro" + ("" if beside else "&immutable=1")
    database = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ROW)
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
            database.execute(f"PRAGMA {pragma}")
        database.set_authorizer(_allowed)
        database.text_factory = lambda data: data.decode("utf-8", "replace")
    except BaseException:
        database.close()
        raise
    return database


def _allowed(action: int, _first: str | None, second: str | None, *_: str | None) -> int:
    fine = action in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and second == "count")
    return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY


def _tables(database: sqlite3.Connection) -> set[str]:
    """Return the names of what is really stored: no views, no virtual tables."""
    rows = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {n for n, sql in rows if not str(sql).lstrip().upper().startswith("CREATE VIRTUAL")}


def _layers(database: sqlite3.Connection) -> list[str]:
    stored = _tables(database)
    if "gpkg_contents" not in stored:
        raise ValueError("no list of contents")
    rows = database.execute("SELECT table_name, data_type FROM gpkg_contents")
    return [str(n) for n, kind in rows if n in stored and kind in ("features", "attributes", "aspatial")]


def _chosen(layers: list[str], name: str, sheet: str | None) -> str:
    if not layers:
        raise FileRefusedError(
            f"{name} holds no layers (a view, which is worked out when it is read, is none)."
        )
    if sheet is not None and sheet not in layers:
        raise FileRefusedError(
            f"{name} has no layer {shown(sheet)!r}; it has {', '.join(map(shown, layers))}."
        )
    return sheet or ("events" if "events" in layers else layers[0])


def _layer(database: sqlite3.Connection, table: str) -> Layer:
    stored = _tables(database)
    geometry = crs = None
    if "gpkg_geometry_columns" in stored:
        rows = database.execute(
            "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
        ).fetchall()
        for owner, column, system in rows:
            if owner == table:
                geometry, crs = (
                    str(column),
                    _crs(database, system) if "gpkg_spatial_ref_sys" in stored else None,
                )
    declared = database.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
    columns = {
        str(column): str(kind).upper()
        for _, column, kind, _, _, key in declared
        if column != geometry and not (key and str(kind).upper() == "INTEGER")
    }
    if geometry not in {row[1] for row in declared}:
        geometry = None
    return Layer(table, columns, geometry, crs)


def _crs(database: sqlite3.Connection, system: Any) -> str | None:
    """Return a projection by its authority or else its words; None for the two that mean "not known"."""
    rows = database.execute(
        "SELECT organization, organization_coordsys_id, definition"
        " FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        [system],
    ).fetchall()
    if not rows or system in (0, -1):
        return None
    organization, number, definition = rows[0]
    if str(organization).upper() in ("EPSG", "ESRI", "OGC") and isinstance(number, int):
        return f"{organization.upper()}:{number}"
    return str(definition)[:100_000]


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _rows(
    database: sqlite3.Connection, layer: Layer, columns: list[str]
) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """Yield some rows at a time, with the number of the first; the geometry, if there is one, comes last."""
    asked = [*columns, *([layer.geometry] if layer.geometry else [])]
    listed = ", ".join(map(_quoted, asked)) or "1"
    held: list[tuple[Any, ...]] = []
    first, size = 1, 0
    for row in database.execute(f"SELECT {listed} FROM {_quoted(layer.table)}"):
        held.append(row)
        size += sum(len(value) for value in row if type(value) in (str, bytes))
        if len(held) >= CHUNK_ROWS or size > _CHUNK_BYTES:
            yield first, held
            first, size, held = first + len(held), 0, []
    if held:
        yield first, held


def _chunk(
    rows: list[tuple[Any, ...]],
    asked: list[str],
    own: dict[str, str],
    layer: Layer,
    to_wgs84: Any,
    first: int,
) -> RawChunk:
    by_column = list(zip(*rows, strict=True))
    names = [c for c in asked if c in own]
    found = {c: _texts(by_column[at], layer.columns[own[c]]) for at, c in enumerate(names)}
    records = np.arange(first, first + len(rows))
    faulty = np.zeros(len(rows), bool)
    if layer.geometry:
        places, faulty = columns_of([_wkb(value) for value in by_column[-1]], to_wgs84)
        found |= dict(zip(COLUMNS, places, strict=True))
    table = pa.table([found[c] for c in asked], names=asked)
    bad = tuple(
        BadRow(
            None, first + at, f"Record {first + at}: {UNREADABLE}", tuple(found[c][at].as_py() for c in names)
        )
        for at in np.flatnonzero(faulty).tolist()
    )
    if bad:
        table, records = table.filter(pa.array(~faulty)), records[~faulty]
    return RawChunk(table, np.full(len(records), -1), records, bad)


def _wkb(value: Any) -> bytes | None:
    """Return the well-known binary behind a geometry's head; bytes that are none are no geometry."""
    if value is None:
        return None
    if not isinstance(value, bytes) or value[:2] != b"GP" or len(value) < 8:
        return b"?"
    envelope = (value[3] >> 1) & 7
    if envelope >= len(_ENVELOPES):
        return b"?"
    return None if value[3] & 16 else value[8 + _ENVELOPES[envelope] :]


def _texts(values: tuple[Any, ...], kind: str) -> pa.Array:
    """Return a column as texts; SQLite lets each cell have a type of its own."""
    if kind == "DATETIME":
        return pa.array([_moment(value) for value in values], pa.large_string())
    try:
        array = pa.array(values)
        return as_texts(array.cast(pa.bool_()) if kind == "BOOLEAN" else array)
    except (pa.ArrowException, OverflowError):
        return pa.array([_text(value) for value in values], pa.large_string())


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else text_of(value)


def _moment(value: Any) -> str:
    try:
        return as_text(dt.datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return _text(value)
