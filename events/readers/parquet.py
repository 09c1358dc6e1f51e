"""Parquet and GeoParquet: typed columns as texts, geometries in WGS 84."""

from __future__ import annotations

import datetime as dt
import glob
import json
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from events.readers import native_geo
from events.readers.archive import MAX_RATIO, MAX_UNPACKED, SMALL
from events.readers.geometry import COLUMNS, UNREADABLE, columns_of, transformer
from events.readers.json_records import text_of
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

_TEXTS = pa.large_string()
_CAREFUL: dict[str, Any] = {
    "memory_limit": "256MB",
    "threads": 1,
    "temp_directory": "",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
MAX_ROWS = 100_000_000
"""Rows of a file; a column that says the same a billion times takes no room at all."""
MAX_NESTED = 100
"""Values in a nested column for each row, on the average of a row group."""
NESTED_ROWS = 2_000
"""Rows that are read at a time where a column is nested."""
MAX_ROW = 8 << 20
"""Bytes of one row beyond which it is no event."""
PIECE_BYTES = 64 << 20
"""Bytes that are handed on at a time."""


def read_parquet(path: Path, *, name: str) -> RawTable:
    """Open a Parquet or GeoParquet file (geometry as WKB, in any projection that it states).

    Raises
    ------
    FileRefusedError
        It is damaged, unpacks to too much, or has too many columns.
    """
    try:
        with pq.ParquetFile(path) as file:
            schema, total = file.schema_arrow, file.metadata.num_rows
            _look_at(file.metadata, path.stat().st_size, name)
            if len(set(schema.names)) < len(schema.names):
                raise FileRefusedError(f"{name} has two columns of the same name and is not opened.")
            shaped = native_geo.find(schema, _first_rows(file))
    except FileRefusedError:
        raise
    except (pa.ArrowException, OSError, ValueError):
        raise FileRefusedError(f"{name} is damaged or not complete: it cannot be read as Parquet.") from None
    geometry = shaped.column if shaped else None
    plain = [n for n in schema.names if n != geometry and not (shaped and n == shaped.covering)]
    columns, said = unique_names([*plain, *(COLUMNS if geometry else ())])
    own = dict(zip(columns, plain, strict=False))
    to_wgs84 = transformer(shaped.crs, name) if shaped else None
    rows = _rows_at_a_time(path, schema, name)

    def chunks(wanted: Sequence[str] | None) -> Iterator[RawChunk]:
        asked = list(columns if wanted is None else wanted)
        read = [own[c] for c in asked if c in own] + ([geometry] if geometry else [])
        done = 0
        try:
            for batch in _batches(path, read or plain[:1], rows):
                yield _chunk(batch, asked, own, shaped, to_wgs84, done)
                done += batch.num_rows
        except (pa.ArrowException, OSError):
            raise FileRefusedError(f"{name} is damaged: a part of it cannot be read.") from None

    kind = "GeoParquet" if geometry else "Parquet"
    notes = [f"Read as {kind}: {total:,} rows.", *said]
    warnings = native_geo.doubts(schema, shaped)
    return RawTable(kind, columns, chunks, notes=notes, warnings=warnings, total=total)


def _look_at(metadata: Any, size: int, name: str) -> None:
    """Refuse by the list of contents: too many columns or rows, too high a ratio, endless lists."""
    rows, columns = metadata.num_rows, metadata.num_columns
    if columns > MAX_COLUMNS:
        raise FileRefusedError(f"{name} has {columns:,} columns; no more than {MAX_COLUMNS:,} are read.")
    if rows > MAX_ROWS or (rows > 1_000_000 and rows > size):
        raise FileRefusedError(
            f"{name} says that it has {rows:,} rows in {size / 1e6:,.1f} MB and is not opened."
        )
    unpacked = 0
    for at in range(metadata.num_row_groups):
        group = metadata.row_group(at)
        for column in range(columns):
            part = group.column(column)
            unpacked += part.total_uncompressed_size
            if part.num_values > MAX_NESTED * (group.num_rows + 100):
                raise FileRefusedError(f"{name} has lists of too many values in a column and is not opened.")
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > MAX_RATIO * size):
        raise FileRefusedError(
            f"{name} would unpack to {unpacked / 1e6:,.0f} MB from {size / 1e6:,.1f} MB and is not opened."
        )


def _first_rows(file: pq.ParquetFile) -> pa.RecordBatch | None:
    """Return a few rows of the columns that may hold a geometry without saying so."""
    names = [n for n in file.schema_arrow.names if native_geo.may_be_unsaid(file.schema_arrow.field(n))]
    return next(file.iter_batches(20, columns=names, use_threads=False), None) if names else None


def _batches(path: Path, columns: list[str], rows: int) -> Iterator[pa.RecordBatch]:
    """Read some columns, ``rows`` at a time, and join what is little."""
    held: list[pa.RecordBatch] = []
    count = size = 0
    with pq.ParquetFile(path, buffer_size=1 << 20) as source:
        for packed in source.iter_batches(rows, columns=columns, use_threads=False):
            batch = _written_out(packed)
            if held and (count + batch.num_rows > CHUNK_ROWS or size + batch.nbytes > PIECE_BYTES):
                yield pa.concat_batches(held)
                held, count, size = [], 0, 0
            held.append(batch)
            count, size = count + batch.num_rows, size + batch.nbytes
    if held:
        yield pa.concat_batches(held)


def _written_out(batch: pa.RecordBatch) -> pa.RecordBatch:
    arrays = [c.dictionary_decode() if pa.types.is_dictionary(c.type) else c for c in batch.columns]
    return pa.record_batch(arrays, names=batch.schema.names)


def _rows_at_a_time(path: Path, schema: pa.Schema, name: str) -> int:
    """Return how many rows the memory holds, by the longest of them.

    A short dictionary can hold long texts for many rows, and one page can unpack to gigabytes: DuckDB
    measures both without writing them out, within a limit of memory.
    """
    lengths = []
    for at, field in enumerate(schema):
        if native_geo.is_bytes(field.type):
            lengths.append(f"coalesce(octet_length(c{at}), 0)")
        elif not pa.types.is_primitive(field.type):
            lengths.append(f"coalesce(strlen(CAST(c{at} AS VARCHAR)), 0)")
    most = NESTED_ROWS if any(pa.types.is_nested(field.type) for field in schema) else CHUNK_ROWS
    if not lengths:
        return most
    names = ", ".join(f"c{at}" for at in range(len(schema)))
    size = " + ".join(lengths)
    question = f"SELECT max({size}), sum({size}) FROM read_parquet(?) AS t({names})"
    try:
        with duckdb.connect(config=_CAREFUL) as database:
            database.execute("SET enable_geoparquet_conversion = false")
            found = database.execute(question, [glob.escape(str(path))]).fetchone() or (0, 0)
    except duckdb.OutOfMemoryException:
        raise FileRefusedError(f"{name} has a part that unpacks to too much and is not opened.") from None
    except duckdb.Error:
        return 100
    longest, total = found[0] or 1, found[1] or 0
    if longest > MAX_ROW:
        raise FileRefusedError(f"{name} has a row of more than {MAX_ROW >> 20} MB, which is no event.")
    if total > MAX_UNPACKED:
        raise FileRefusedError(f"{name} holds {total / 1e9:,.0f} GB of text and is not opened.")
    return max(1, min(most, PIECE_BYTES // longest))


def _chunk(
    batch: pa.RecordBatch,
    asked: list[str],
    own: dict[str, str],
    shaped: native_geo.Shaped | None,
    to_wgs84: Any,
    done: int,
) -> RawChunk:
    found = {c: as_texts(batch.column(own[c])) for c in asked if c in own}
    records = np.arange(done + 1, done + 1 + batch.num_rows)
    faulty = np.zeros(batch.num_rows, bool)
    if shaped:
        places, faulty = columns_of(shaped.wkb(batch.column(shaped.column)), to_wgs84)
        found |= dict(zip(COLUMNS, places, strict=True))
    table = pa.table([found[c] for c in asked], names=asked)
    bad = tuple(_bad(table, row, int(records[row])) for row in np.flatnonzero(faulty).tolist())
    if bad:
        table, records = table.filter(pa.array(~faulty)), records[~faulty]
    return RawChunk(table, np.full(len(records), -1), records, bad)


def _bad(table: pa.Table, row: int, record: int) -> BadRow:
    cells = tuple(str(column[row]) for name, column in zip(table.column_names, table.columns, strict=True)
                  if name not in COLUMNS)  # fmt: skip
    return BadRow(None, record, f"Record {record}: {UNREADABLE}", cells)


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
        texts = array.cast(_TEXTS)
    else:
        texts = pa.array([_text(v) for v in array.to_pylist()], _TEXTS)
    return pc.fill_null(texts, "")


def _text(value: Any) -> str | None:
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
    except TypeError:  # a day or a time within a list
        return json.dumps(value, ensure_ascii=False, default=str)
