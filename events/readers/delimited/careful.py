"""Delimited text whose quotes do not fit: the row is refused by name, reading goes on at the next line."""

from __future__ import annotations

import csv
import io
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from events.readers.delimited.layout import BLOCK_BYTES, Layout, open_data, width_message
from events.readers.table import CHUNK_ROWS, BadRow, FileRefusedError, RawChunk, from_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_LINES = 200
"""Lines that one record may cover; a quote that is open for longer was never closed."""


MAX_BLANK = 1_000_000
"""Blank lines one after the other beyond which a file whose quotes do not fit is refused."""


def has_odd_quotes(layout: Layout) -> bool:
    """Whether a quote stands where a well-formed file has none, or the quotes are not in pairs."""
    delimiter = ord(layout.delimiter)
    fine_before = np.zeros(256, bool)
    fine_before[[delimiter, 10, 13, 34]] = True
    count, last = 0, 10
    held = b""
    with open_data(layout) as stream:
        while block := stream.read(BLOCK_BYTES):
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


def read_careful(layout: Layout, columns: Sequence[str] | None) -> Iterator[RawChunk]:
    """Go through a file whose quotes do not fit; refuse the row by name and go on at the next line."""
    wanted = (
        list(range(len(layout.columns))) if columns is None else [layout.columns.index(c) for c in columns]
    )
    names = [layout.columns[i] for i in wanted]
    held: list[list[str]] = []
    numbers: list[int] = []
    records: list[int] = []
    bad: list[BadRow] = []
    record = 0
    for line, cells, fault in _parse_lines(_lines(layout), layout.delimiter):
        if not any(cells) and not fault:
            continue
        record += 1
        width = len(layout.columns)
        if not fault and len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if fault or len(cells) != width:
            bad.append(
                BadRow(line + layout.first_line, record, fault or width_message(cells, layout), tuple(cells))
            )
        else:
            held.append([cells[i] for i in wanted])
            numbers.append(line + layout.first_line)
            records.append(record)
        if len(held) + len(bad) >= CHUNK_ROWS:
            yield from_rows(names, held, row_numbers=numbers, record_numbers=records, bad=bad)
            held, numbers, records, bad = [], [], [], []
    yield from_rows(names, held, row_numbers=numbers, record_numbers=records, bad=bad)


def _lines(layout: Layout) -> Iterator[str]:
    stream = open_data(layout)
    raw = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    blank = 0
    with io.TextIOWrapper(raw, "utf-8", errors="replace", newline=None) as text:
        for line in iter(lambda: text.readline(BLOCK_BYTES), ""):
            if len(line) == BLOCK_BYTES:
                raise FileRefusedError(
                    f"{layout.name} has a row of more than {BLOCK_BYTES >> 20} MB, which is no event."
                )
            blank = blank + 1 if line == "\n" else 0
            if blank > MAX_BLANK:
                raise FileRefusedError(
                    f"{layout.name} has more than {MAX_BLANK:,} blank lines one after the other and quotation"
                    " marks that do not fit; leave out the blank lines."
                )
            yield line.rstrip("\n")


def _parse_lines(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (line index, cells, fault): a record ends at the first line where its quotes are in pairs."""
    ahead: deque[str] = deque()
    at = 0
    while True:
        if not ahead:
            line = next(lines, None)
            if line is None:
                return
            ahead.append(line)
        if '"' not in ahead[0]:
            line = ahead.popleft()
            yield at, line.split(delimiter) if line else [], None
            at += 1
            continue
        cells, used = _record(ahead, lines, delimiter)
        if cells is None:
            why = "A quotation mark in this row is opened or closed in the middle of a cell, or never closed."
            yield at, ahead[0].split(delimiter), why
        else:
            yield at, cells, None
        for _ in range(used):
            ahead.popleft()
        at += used


def _record(ahead: deque[str], lines: Iterator[str], delimiter: str) -> tuple[list[str] | None, int]:
    """Return the cells of the record that begins ``ahead`` and its lines; None if its quotes do not fit."""
    quotes = 0
    for used in range(1, MAX_LINES + 1):
        if used > len(ahead):
            line = next(lines, None)
            if line is None:
                break
            ahead.append(line)
        quotes += ahead[used - 1].count('"')
        if quotes % 2:
            continue
        text = [ahead[i] + "\n" for i in range(used - 1)] + [ahead[used - 1]]
        try:
            rows = list(csv.reader(text, delimiter=delimiter, strict=True))
        except csv.Error:
            return None, 1
        return (rows[0], used) if len(rows) == 1 else (None, 1)
    return None, 1
