"""CSV and its kin: any delimiter, any common encoding, rows by their physical line.

Well-formed files go through Arrow's parser. Quotes that do not fit (opened and never
closed, in the middle of a cell) would make it swallow rows; such files go through a
careful parser that names the row and picks up again at the next line.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from events.quoting import base_name
from events.readers.delimited.arrow import read_fast
from events.readers.delimited.careful import has_odd_quotes, read_careful
from events.readers.delimited.layout import Layout
from events.readers.encoding import Encoding, detect
from events.readers.header import find_heading, lacks_header
from events.readers.table import (
    MAX_CELL,
    FileRefusedError,
    RawTable,
    unique_names,
)

if TYPE_CHECKING:
    from pathlib import Path

csv.field_size_limit(MAX_CELL * 16)

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_HEAD = 1 << 18
_NO_NAMES = {"GDELT 1": 58, "GDELT 1 (short)": 57, "GDELT 2": 61}


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
    layout, said, tags = _layout(path, encoding, head, delimiter, name)
    careful = layout.ragged or has_odd_quotes(layout)
    table = RawTable(
        format="tab-separated text" if layout.delimiter == "\t" else "CSV",
        columns=layout.columns,
        chunks=lambda columns: read_careful(layout, columns) if careful else read_fast(layout, columns),
        notes=[_statement(layout), *said],
        named=layout.named,
        tags=tags,
    )
    if encoding.guessed:
        table.warnings.append(
            f"{name} is not UTF-8; its letters were read as {encoding.label}, a guess: look at the names."
        )
    return table


def _statement(layout: Layout) -> str:
    between = DELIMITERS.get(layout.delimiter, layout.delimiter)
    where = f"the first row of data is line {layout.first_line}"
    return f"Read as {layout.encoding.label} text with {between}s; {where}."


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
) -> tuple[Layout, list[str], dict[str, str]]:
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
        return (
            Layout(path, encoding, delimiter, names, first_line, False, name),
            ["The file has no row of column names."],
            {},
        )
    heading = find_heading(rows, name)
    at = heading.last
    if not heading.tags and lacks_header(rows, at):
        names = tuple(f"column {i}" for i in range(1, max(len(row) for row in rows[:50]) + 1))
        return (
            Layout(path, encoding, delimiter, names, starts[0] + first_line - 1, False, name),
            [
                "The file has no row of column names: its first row holds data like the others, so the"
                f" columns are called column 1 to column {len(names)}."
            ],
            {},
        )
    columns, renamed = unique_names(_without_empty_tail(heading.names, rows[at + 1 :]))
    data = starts[at + 1] if at + 1 < len(starts) else starts[at] + 1 + sum(c.count("\n") for c in rows[at])
    ragged = any(len(row) > len(columns) and not any(row[len(columns) :]) for row in rows[at + 1 :])
    layout = Layout(path, encoding, delimiter, columns, data + first_line - 1, True, name, ragged)
    return layout, heading.said + renamed, heading.tagged(columns)


def _without_empty_tail(header: list[str], following: list[list[str]]) -> list[str]:
    """Drop unnamed columns at the end that no row reaches; one that rows have may be filled later."""
    widest = max((len(row) for row in following), default=0)
    width = len(header)
    while width > max(1, widest) and not header[width - 1].strip():
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
