"""CSV and its kin: any delimiter, any common encoding, rows by their physical line.

Well-formed files go through Arrow's parser. Quotes that do not fit (opened and never
closed, in the middle of a cell) would make it swallow rows; such files go through a
careful parser that names the row and picks up again at the next line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from events.readers.encoding import Encoding, detect
from events.readers.header import find_header
from events.readers.table import (
    CHUNK_ROWS,
    MAX_CELL,
    BadRow,
    FileRefusedError,
    RawChunk,
    RawTable,
    from_rows,
    unique_names,
)
from events.report import base_name

csv.field_size_limit(MAX_CELL * 16)

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_HEAD = 1 << 18
_BLOCK = 1 << 23
_NO_NAMES = {"GDELT 1": 58, "GDELT 1 (short)": 57, "GDELT 2": 61}


@dataclass(frozen=True)
class Layout:
    """Where a text table's cells are: encoding, delimiter, first line of data (1-based), column names."""

    path: Path
    encoding: Encoding
    delimiter: str
    columns: tuple[str, ...]
    first_line: int
    named: bool


def read_text(path: Path, *, name: str | None = None, delimiter: str | None = None) -> RawTable:
    """Open a delimited text file.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        What to call it in sentences.
    delimiter : str, optional
        The character between cells; found from the first lines where it is not given.

    Raises
    ------
    FileRefusedError
        It is empty, binary, HTML or XML, or has no columns.
    """
    name = name or base_name(path)
    encoding = detect(path)
    head = _head(path, encoding)
    _refuse_other_content(head, name)
    layout, said = _layout(path, encoding, head, delimiter, name)
    careful = _has_odd_quotes(layout)
    table = RawTable(
        format="tab-separated text" if layout.delimiter == "\t" else "CSV",
        columns=layout.columns,
        chunks=lambda columns: _careful(layout, columns) if careful else _fast(layout, columns),
        notes=[_statement(layout), *said],
        named=layout.named,
    )
    if encoding.guessed:
        table.warnings.append(
            f"{name} is not UTF-8; its letters were read as {encoding.label}, which is a guess: look at the names."
        )
    return table


def _statement(layout: Layout) -> str:
    where = f"the first row of data is line {layout.first_line}"
    return f"Read as {layout.encoding.label} text with {DELIMITERS.get(layout.delimiter, layout.delimiter)}s; {where}."


def _head(path: Path, encoding: Encoding) -> str:
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, encoding.codec, errors="replace", newline="") as stream,
    ):
        return stream.read(_HEAD)


def _refuse_other_content(head: str, name: str) -> None:
    start = head.lstrip("\ufeff \t\r\n").lower()
    if not start:
        raise FileRefusedError(f"{name} is empty.")
    if start.startswith(
        ("<!doctype", "<html", "<?xml", "<head", "<body", "<kml", "<script", "<vrtdataset", "<ogrvrt")
    ):
        raise FileRefusedError(f"{name} is not a table: it holds a web page or XML.")
    if start.startswith(("%pdf", "{\\rtf", "%!ps")):
        raise FileRefusedError(f"{name} is not a table: it holds a document.")
    strange = sum(1 for c in head[:4000] if ord(c) < 32 and c not in "\t\r\n\f\v\x1c\x1d\x1e\x1f")
    if strange > max(3, len(head[:4000]) // 100):
        raise FileRefusedError(f"{name} is not a text file: it holds binary data.")


def _layout(
    path: Path, encoding: Encoding, head: str, delimiter: str | None, name: str
) -> tuple[Layout, list[str]]:
    first_line = 1
    lines = head.splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter, head, first_line = lines[0].strip()[4], "".join(lines[1:]), 2
    delimiter = delimiter or _delimiter(head)
    rows, starts = _first_rows(head, delimiter)
    if not rows:
        raise FileRefusedError(f"{name} is empty.")
    if delimiter == "\t" and len(rows[0]) in _NO_NAMES.values() and rows[0][0].strip().isdigit():
        names = tuple(f"column {i}" for i in range(1, len(rows[0]) + 1))
        return Layout(path, encoding, delimiter, names, first_line, False), [
            "The file has no row of column names."
        ]
    at, said = find_header(rows, name)
    columns, renamed = unique_names(_without_empty_tail(rows[at], rows[at + 1 : at + 50]))
    data = starts[at + 1] if at + 1 < len(starts) else starts[at] + 1 + sum(c.count("\n") for c in rows[at])
    return Layout(path, encoding, delimiter, columns, data + first_line - 1, True), said + renamed


def _without_empty_tail(header: list[str], following: list[list[str]]) -> list[str]:
    """Drop unnamed columns at the end that no row fills: a delimiter at the end of every line makes one."""
    width = len(header)
    while (
        width > 1
        and not header[width - 1].strip()
        and not any(len(r) >= width and r[width - 1] for r in following)
    ):
        width -= 1
    return header[:width]


def _first_rows(head: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Parse the first lines; the last one may be cut and is left out unless it is the only one."""
    rows: list[list[str]] = []
    starts: list[int] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                starts.append(line)
            line = reader.line_num + 1
            if len(rows) >= 200:
                break
    except csv.Error:
        pass
    if len(head) >= _HEAD and len(rows) > 1 and len(rows) < 200:
        rows.pop(), starts.pop()
    return rows, starts


def _delimiter(head: str) -> str:
    """Return the delimiter that gives most rows the same number of cells, more than one."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        rows, _ = _first_rows(head[:65536], delimiter)
        widths = [len(row) for row in rows]
        if not widths:
            continue
        common = max(set(widths), key=widths.count)
        score = widths.count(common) / len(widths) * min(common, 50) if common > 1 else 0.0
        if score > best_score * 1.0001:
            best, best_score = delimiter, score
    return best


def _open_data(layout: Layout) -> BinaryIO:
    """Return the file's data rows as a stream of UTF-8 bytes, from the first line of data on."""
    raw = layout.path.open("rb")
    if layout.encoding.codec in ("utf-8", "utf-8-sig"):
        for _ in range(layout.first_line - 1):
            _skip_line(raw)
        if layout.first_line == 1 and layout.encoding.codec == "utf-8-sig":
            raw.read(3)
        return raw
    stream = _Utf8Stream(io.TextIOWrapper(raw, layout.encoding.codec, errors="replace", newline=""))
    stream.skip_lines(layout.first_line - 1)
    return stream  # type: ignore[return-value]


def _skip_line(raw: BinaryIO) -> None:
    """Skip one line that ends with LF, CRLF or CR alone."""
    start = raw.tell()
    line = raw.readline()
    alone = line.find(b"\r")
    if 0 <= alone < len(line) - 2:
        raw.seek(start + alone + 1)


class _Utf8Stream(io.RawIOBase):
    """A text stream given out as UTF-8 bytes."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._left = b""

    def readable(self) -> bool:
        return True

    def skip_lines(self, count: int) -> None:
        for _ in range(count):
            self._text.readline()

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._left:
            self._left = self._text.read(max(1, len(view) // 4)).encode("utf-8", "replace")
        given = self._left[: len(view)]
        view[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)

    def close(self) -> None:
        self._text.close()
        super().close()


def _has_odd_quotes(layout: Layout) -> bool:
    """Whether a quote stands where a well-formed file has none, or the quotes are not in pairs."""
    delimiter = ord(layout.delimiter)
    fine_before = np.zeros(256, bool)
    fine_before[[delimiter, 10, 13, 34]] = True
    count, last = 0, 10
    held = b""
    with _open_data(layout) as stream:
        while block := stream.read(_BLOCK):
            if b"\r" in block and b"\n" not in block:
                return True
            data = np.frombuffer(held + block, dtype=np.uint8)
            if not len(data):
                break
            at = np.flatnonzero(data[:-1] == 34)
            count += len(at)
            if len(at):
                before = np.where(at > 0, data[at - 1], last)
                if not (fine_before[before] | fine_before[data[at + 1]]).all():
                    return True
            last, held = int(data[-2]) if len(data) > 1 else last, bytes(data[-1:])
    count += held == b'"'
    return count % 2 == 1


def _fast(layout: Layout, columns: Sequence[str] | None) -> Iterator[RawChunk]:
    """Go through a well-formed file with Arrow's parser, keeping count of the lines."""
    bad: list[tuple[int, int, str]] = []

    def invalid(row: pa_csv.InvalidRow) -> str:
        bad.append((row.number, row.actual_columns, row.text))
        return "skip"

    width = len(layout.columns)
    wanted = list(range(width)) if columns is None else [layout.columns.index(c) for c in columns]
    names = [str(i) for i in range(width)]
    with _open_data(layout) as stream:
        try:
            reader = pa_csv.open_csv(
                pa.PythonFile(stream, mode="r"),
                read_options=pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
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
                ),
            )
        except pa.ArrowInvalid:
            return  # nothing but a header
        yield from _numbered(reader, layout, wanted, bad)


def _numbered(
    reader: pa_csv.CSVStreamingReader, layout: Layout, wanted: list[int], bad: list[tuple[int, int, str]]
) -> Iterator[RawChunk]:
    """Give each row its physical line; a record covers as many more lines as its cells hold breaks."""
    parsed, line, record = 0, layout.first_line, 0
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
        chunk, record = _keep(table, lines, bads, layout, wanted, record)
        yield chunk
    if bad:
        bads = []
        for _, actual, text in bad:
            bads.append((line, actual, text))
            line += 1 + text.count("\n")
        empty = pa.table({str(i): pa.array([], pa.large_string()) for i in range(len(layout.columns))})
        yield _keep(empty, np.empty(0, "int64"), bads, layout, wanted, record)[0]


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
    wanted: list[int],
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
        refused.append((line, tuple(cells)))
    table = table.select([str(i) for i in wanted]).rename_columns([layout.columns[i] for i in wanted])
    if not filled.all():
        table, lines = table.filter(pa.array(filled)), lines[filled]
    order = np.sort(np.concatenate([lines, np.array([line for line, _ in refused], "int64")]))
    records = record + 1 + np.searchsorted(order, lines)
    bad_rows = tuple(
        BadRow(line, int(record + 1 + np.searchsorted(order, line)), _width_message(cells, layout), cells)
        for line, cells in refused
    )
    return RawChunk(table, lines, records, bad_rows), record + len(order)


def _width_message(cells: Sequence[str], layout: Layout) -> str:
    return f"The row has {len(cells)} cells where the header has {len(layout.columns)}."


def _careful(layout: Layout, columns: Sequence[str] | None) -> Iterator[RawChunk]:
    """Go through a file whose quotes do not fit; refuse the row by name and go on at the next line."""
    wanted = (
        list(range(len(layout.columns))) if columns is None else [layout.columns.index(c) for c in columns]
    )
    with _open_data(layout) as stream:
        text = io.TextIOWrapper(io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream,
                                "utf-8", errors="replace", newline=None)  # fmt: skip
        lines = text.read().split("\n")
    names = [layout.columns[i] for i in wanted]
    held: list[list[str]] = []
    numbers: list[int] = []
    records: list[int] = []
    bad: list[BadRow] = []
    record = 0
    for line, cells, fault in _parse_lines(lines, layout.delimiter):
        if not any(cells) and not fault:
            continue
        record += 1
        width = len(layout.columns)
        if not fault and len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if fault or len(cells) != width:
            bad.append(
                BadRow(line + layout.first_line, record, fault or _width_message(cells, layout), tuple(cells))
            )
            continue
        held.append([cells[i] for i in wanted])
        numbers.append(line + layout.first_line)
        records.append(record)
        if len(held) >= CHUNK_ROWS:
            yield from_rows(names, held, row_numbers=numbers, record_numbers=records, bad=bad)
            held, numbers, records, bad = [], [], [], []
    yield from_rows(names, held, row_numbers=numbers, record_numbers=records, bad=bad)


def _parse_lines(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (line index, cells, fault): a record ends at the first line where its quotes are closed."""
    at = 0
    while at < len(lines):
        if '"' not in lines[at]:
            yield at, lines[at].split(delimiter) if lines[at] else [], None
            at += 1
            continue
        end = at
        for end in range(at, min(at + 200, len(lines))):
            try:
                text = [line + "\n" for line in lines[at:end]] + [lines[end]]
                rows = list(csv.reader(text, delimiter=delimiter, strict=True))
            except csv.Error as error:
                if "unexpected end" in str(error):
                    continue
                rows = []
            break
        else:
            rows = []
        if len(rows) == 1:
            yield at, rows[0], None
            at = end + 1
        else:
            why = "A quotation mark in this row is opened or closed in the middle of a cell, or never closed."
            yield at, lines[at].split(delimiter), why
            at += 1


def refuse_unless_rows(table: RawTable, name: str) -> None:
    """Refuse a table that has column names and nothing below them."""
    for chunk in table.chunks(None):
        if len(chunk) or chunk.bad:
            return
    raise FileRefusedError(f"{name} has column names but no rows.")
