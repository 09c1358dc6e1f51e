"""Well-formed delimited text through Arrow's parser, every row with its physical line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from events.readers.delimited.blank_lines import Unblanked
from events.readers.delimited.layout import BLOCK_BYTES, Layout, open_data, width_message
from events.readers.table import CHUNK_ROWS, MAX_BAD, BadRow, FileRefusedError, RawChunk, no_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_ROWS = 4 * CHUNK_ROWS
"""Rows of one block that are handed on together; only lines of a few characters make more of them."""


def read_fast(layout: Layout, columns: Sequence[str] | None) -> Iterator[RawChunk]:
    """Go through a well-formed file with Arrow's parser, keeping count of the lines."""
    bad: list[tuple[int, int, str]] = []

    def invalid(row: pa_csv.InvalidRow) -> str:
        bad.append((row.number, row.actual_columns, row.text))
        return "skip" if len(bad) <= MAX_BAD else "error"

    width = len(layout.columns)
    names = [str(i) for i in range(width)]
    wanted = names if columns is None else [names[layout.columns.index(c)] for c in columns]
    alone = len(wanted) < width and not layout.encoding.broken
    with open_data(layout) as data:
        stream = Unblanked(data, width)
        try:
            reader = pa_csv.open_csv(
                pa.PythonFile(stream, mode="r"),
                read_options=pa_csv.ReadOptions(
                    use_threads=False, block_size=BLOCK_BYTES, column_names=names
                ),
                parse_options=pa_csv.ParseOptions(
                    delimiter=layout.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=invalid,
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types={name: pa.large_string() for name in names},
                    strings_can_be_null=False,
                    quoted_strings_can_be_null=False,
                    check_utf8=False,
                    include_columns=wanted if alone else None,
                ),
            )
        except pa.ArrowInvalid as error:
            if len(bad) > MAX_BAD:
                raise _no_table(layout, bad) from None
            if "Empty CSV file" in str(error):
                return  # nothing but a header
            raise _too_long(layout) from None
        try:
            chunks = (
                _unnumbered(reader, layout, wanted, bad)
                if alone
                else _numbered(reader, stream, layout, wanted, bad)
            )
            for chunk in chunks:
                yield from _parts(chunk)
        except pa.ArrowInvalid:
            raise (_no_table(layout, bad) if len(bad) > MAX_BAD else _too_long(layout)) from None


def _parts(chunk: RawChunk) -> Iterator[RawChunk]:
    """Hand on a chunk of very many rows in parts."""
    for at in range(0, max(1, len(chunk)), MOST_ROWS):
        own = slice(at, at + MOST_ROWS)
        bad = () if at else chunk.bad
        yield RawChunk(chunk.table.slice(at, MOST_ROWS), chunk.rows[own], chunk.records[own], bad)


def _no_table(layout: Layout, bad: list[tuple[int, int, str]]) -> FileRefusedError:
    cells = next(csv.reader([bad[-1][2].rstrip("\r\n")], delimiter=layout.delimiter), [])
    return no_table(layout.name, width_message(cells, layout))


def _too_long(layout: Layout) -> FileRefusedError:
    return FileRefusedError(
        f"{layout.name} has a row of more than {BLOCK_BYTES >> 20} MB, which is no event."
    )


def _unnumbered(
    reader: pa_csv.CSVStreamingReader, layout: Layout, wanted: list[str], bad: list[tuple[int, int, str]]
) -> Iterator[RawChunk]:
    """Hand on some columns alone: what the others hold, line breaks among it, is not looked at."""
    names = [layout.columns[int(name)] for name in wanted]
    schema = pa.schema([(name, pa.large_string()) for name in names])

    def chunk(table: pa.Table) -> RawChunk:
        nowhere = np.full(table.num_rows, -1, "int64")
        unread = tuple(BadRow(None, None, width_message((), layout)) for _ in bad)
        bad.clear()
        return RawChunk(table, nowhere, nowhere, unread)

    for batch in reader:
        yield chunk(pa.Table.from_batches([batch]).rename_columns(names))
    if bad:
        yield chunk(schema.empty_table())


def _numbered(
    reader: pa_csv.CSVStreamingReader,
    stream: Unblanked,
    layout: Layout,
    wanted: list[str],
    bad: list[tuple[int, int, str]],
) -> Iterator[RawChunk]:
    """Give each row its physical line; a record covers as many more lines as its cells hold breaks."""
    parsed, line, record = 0, 0, 0
    for batch in reader:
        table = pa.Table.from_batches([batch])
        breaks = _breaks(table)
        lines, bads = np.empty(len(breaks), "int64"), []
        done = 0
        while done < len(breaks):
            stop = bad[0][0] - 1 - parsed if bad else len(breaks) - done
            stop = done + max(0, min(stop, len(breaks) - done))
            if stop > done:
                part = 1 + breaks[done:stop]
                lines[done:stop] = line + np.concatenate([[0], np.cumsum(part)[:-1]])
                line += int(part.sum())
                parsed += stop - done
                done = stop
            if bad and bad[0][0] - 1 == parsed:
                _, actual, text = bad.pop(0)
                bads.append((line, actual, text))
                line += 1 + text.count("\n")
                parsed += 1
        lines = layout.first_line + stream.physical(lines)
        chunk, record = _keep(table, lines, _placed(bads, stream, layout), layout, wanted, record)
        stream.forget(line)
        yield chunk
    if bad:
        bads = []
        for _, actual, text in bad:
            bads.append((line, actual, text))
            line += 1 + text.count("\n")
        empty = pa.table({str(i): pa.array([], pa.large_string()) for i in range(len(layout.columns))})
        bads = _placed(bads, stream, layout)
        yield _keep(empty, np.empty(0, "int64"), bads, layout, wanted, record)[0]


def _placed(
    bads: list[tuple[int, int, str]], stream: Unblanked, layout: Layout
) -> list[tuple[int, int, str]]:
    lines = layout.first_line + stream.physical(np.array([line for line, _, _ in bads], "int64"))
    return [(int(line), actual, text) for line, (_, actual, text) in zip(lines, bads, strict=True)]


def _breaks(table: pa.Table) -> np.ndarray:
    total = np.zeros(table.num_rows, "int64")
    for column in table.columns:
        for chunk in column.chunks:
            data = chunk.buffers()[2]
            if data is not None and bool((np.frombuffer(data, dtype=np.uint8) == 10).any()):
                total += pc.count_substring(column, "\n").to_numpy()
                break
    return total


def _keep(
    table: pa.Table,
    lines: np.ndarray,
    bads: list[tuple[int, int, str]],
    layout: Layout,
    wanted: list[str],
    record: int,
) -> tuple[RawChunk, int]:
    """Leave out blank rows, number the records, and turn rows of another width into bad rows."""
    filled = np.zeros(table.num_rows, bool)
    for column in table.columns:
        if not filled.all():
            filled |= pc.not_equal(column, "").to_numpy()
    refused = []
    for line, _, text in bads:
        cells = next(csv.reader([text.rstrip("\r\n")], delimiter=layout.delimiter), [])
        refused.append((line, tuple(cells), -1))
    if layout.encoding.broken:
        refused += _broken(table, lines, filled)
    table = table.select(wanted).rename_columns([layout.columns[int(name)] for name in wanted])
    if not filled.all():
        table, lines = table.filter(pa.array(filled)), lines[filled]
    order = np.sort(np.concatenate([lines, np.array([bad[0] for bad in refused], "int64")]))
    records = record + 1 + np.searchsorted(order, lines)
    bad_rows = tuple(
        _bad_row(line, int(record + 1 + np.searchsorted(order, line)), cells, column, layout)
        for line, cells, column in refused
    )
    return RawChunk(table, lines, records, bad_rows), record + len(order)


def _broken(table: pa.Table, lines: np.ndarray, filled: np.ndarray) -> list[tuple[int, tuple[str, ...], int]]:
    """Take out the rows with bytes that are no UTF-8; ``filled`` is changed so that they are left out."""
    found: dict[int, int] = {}
    for at, column in enumerate(table.columns):
        for row in np.flatnonzero(pc.match_substring(column, "\ufffd").to_numpy()).tolist():
            found.setdefault(row, at)
    filled[list(found)] = False
    return [(int(lines[r]), tuple(str(c[r]) for c in table.columns), at) for r, at in found.items()]


def _bad_row(line: int, record: int, cells: tuple[str, ...], column: int, layout: Layout) -> BadRow:
    if column < 0:
        return BadRow(line, record, width_message(cells, layout), cells)
    why = "The row has bytes that are no UTF-8 and cannot be read."
    return BadRow(line, record, why, cells, layout.columns[column], cells[column])
