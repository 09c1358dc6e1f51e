"""Parquet, GeoParquet and GeoPackage: typed columns as texts, geometries in WGS 84."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely

from events.readers.geometry import COLUMNS, cells_of
from events.readers.table import CHUNK_ROWS, MAX_COLUMNS, FileRefusedError, RawChunk, RawTable, unique_names
from events.report import shown

_EMPTY = pa.large_string()


def read_parquet(path: Path, *, name: str) -> RawTable:
    """Open a Parquet or GeoParquet file (geometry as WKB, in any projection that it states).

    Raises
    ------
    FileRefusedError
        It is damaged or has too many columns.
    """
    try:
        file = pq.ParquetFile(path)
        schema, total = file.schema_arrow, file.metadata.num_rows
        geometry, crs = _geo_metadata(file)
    except (pa.ArrowException, OSError, ValueError):
        raise FileRefusedError(f"{name} is damaged or not complete: it cannot be read as Parquet.") from None
    finally:
        if "file" in locals():
            file.close()
    if len(schema) > MAX_COLUMNS:
        raise FileRefusedError(f"{name} has {len(schema):,} columns; no more than {MAX_COLUMNS:,} are read.")
    plain = [f.name for f in schema if f.name != geometry]
    columns, said = unique_names([*plain, *(COLUMNS if geometry else ())])
    to_wgs84 = _transformer(crs, name)

    def chunks(wanted: Sequence[str] | None) -> Iterator[RawChunk]:
        done = 0
        try:
            with pq.ParquetFile(path) as source:
                for batch in source.iter_batches(CHUNK_ROWS):
                    yield _chunk(batch, plain, geometry, columns, to_wgs84, done, wanted)
                    done += batch.num_rows
        except (pa.ArrowException, OSError):
            raise FileRefusedError(f"{name} is damaged: a part of it cannot be read.") from None

    kind = "GeoParquet" if geometry else "Parquet"
    return RawTable(kind, columns, chunks, notes=[f"Read as {kind}: {total:,} rows.", *said], total=total)


def _geo_metadata(file: pq.ParquetFile) -> tuple[str | None, Any]:
    raw = (file.schema_arrow.metadata or {}).get(b"geo")
    if not raw or len(raw) > 1_000_000:
        return None, None
    try:
        geo = json.loads(raw)
        column = geo["primary_column"]
        return str(column), geo["columns"][column].get("crs")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, None


def _transformer(crs: Any, name: str) -> pyproj.Transformer | None:
    if crs is None:
        return None
    try:
        own = pyproj.CRS.from_user_input(crs if not isinstance(crs, dict) else json.dumps(crs))
    except pyproj.exceptions.CRSError:
        raise FileRefusedError(f"{name} is in a projection that is not known.") from None
    if own.equals(pyproj.CRS("EPSG:4326"), ignore_axis_order=True) or own.to_authority() in (
        ("OGC", "CRS84"),
        ("EPSG", "4326"),
    ):
        return None
    return pyproj.Transformer.from_crs(own, "EPSG:4326", always_xy=True)


def _chunk(
    batch: pa.RecordBatch, plain: list[str], geometry: str | None, columns: tuple[str, ...],
    to_wgs84: pyproj.Transformer | None, done: int, wanted: Sequence[str] | None,
) -> RawChunk:  # fmt: skip
    arrays = [as_texts(batch.column(batch.schema.get_field_index(c))) for c in plain]
    if geometry:
        wkb = batch.column(batch.schema.get_field_index(geometry)).to_pylist()
        arrays += _geometry_columns(shapely.from_wkb(wkb, on_invalid="ignore"), to_wgs84)
    table = pa.table(arrays, names=list(columns))
    records = np.arange(done + 1, done + 1 + batch.num_rows)
    return RawChunk(
        table if wanted is None else table.select(list(wanted)), np.full(batch.num_rows, -1), records
    )


def _geometry_columns(geometries: Any, to_wgs84: pyproj.Transformer | None) -> list[pa.Array]:
    if to_wgs84 is not None:
        geometries = shapely.transform(geometries, lambda x, y: to_wgs84.transform(x, y), interleaved=False)
    rows = [cells_of(g) for g in geometries]
    return [pa.array([row[i] for row in rows], _EMPTY) for i in range(4)]


def as_texts(array: pa.Array) -> pa.Array:
    """Return a typed column as texts: dates and times in ISO 8601, whole numbers without a point."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    kind = array.type
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_date32(kind)
    ):
        texts = array.cast(_EMPTY)
    else:
        texts = pa.array([_text(v) for v in array.to_pylist()], _EMPTY)
    return pc.fill_null(texts, "")


def _text(value: Any) -> str | None:
    from events.readers.jsonfile import text_of
    from events.readers.sheetxml import as_text

    if value is None:
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace") if len(value) < 100_000 else ""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return as_text(value)
    if isinstance(value, float | int | bool | str):
        return text_of(value)
    try:
        return text_of(value)
    except TypeError:
        return str(value)


def read_geopackage(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a layer of a GeoPackage; nothing else is opened under this suffix.

    Raises
    ------
    FileRefusedError
        It is damaged, has no such layer, or several and none was asked for.
    """
    _must_be_geopackage(path, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's remarks name the path on the server
            layer, layers, meta, arrow = _layer(path, name, sheet)
    except FileRefusedError:
        raise
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, ValueError):
        raise FileRefusedError(f"{name} is damaged or not a GeoPackage.") from None
    geometry = meta["geometry_name"] or "wkb_geometry"
    geometry = geometry if geometry in arrow.column_names else None
    plain = [c for c in arrow.column_names if c != geometry]
    columns, said = unique_names([*plain, *(COLUMNS if geometry else ())])
    to_wgs84 = _transformer(meta["crs"], name)

    def chunks(wanted: Sequence[str] | None) -> Iterator[RawChunk]:
        done = 0
        for batch in arrow.to_batches(CHUNK_ROWS):
            yield _chunk(batch, plain, geometry, columns, to_wgs84, done, wanted)
            done += batch.num_rows

    notes = [f"Read the layer {shown(layer)} of the GeoPackage: {arrow.num_rows:,} rows.", *said]
    if len(layers) > 1:
        notes.append(f"It also has {', '.join(shown(n) for n in layers if n != layer)}.")
    return RawTable("GeoPackage", columns, chunks, notes=notes, total=arrow.num_rows, sheets=tuple(layers))


def _layer(path: Path, name: str, sheet: str | None) -> tuple[str, list[str], dict[str, Any], pa.Table]:
    layers = [str(row[0]) for row in pyogrio.list_layers(path)]
    if not layers:
        raise FileRefusedError(f"{name} holds no layers.")
    if sheet is not None and sheet not in layers:
        raise FileRefusedError(
            f"{name} has no layer {shown(sheet)!r}; it has {', '.join(map(shown, layers))}."
        )
    layer = sheet or ("events" if "events" in layers else layers[0])
    meta, arrow = pyogrio.read_arrow(path, layer=layer)
    return layer, layers, meta, arrow


def _must_be_geopackage(path: Path, name: str) -> None:
    """The mark in the header of the file decides which of GDAL's drivers opens it: only GeoPackage's may."""
    with path.open("rb") as stream:
        head = stream.read(100)
    if head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
        raise FileRefusedError(f"{name} is an SQLite database, but not a GeoPackage.")
