"""XLSX workbooks: any sheet, names below title rows, both day counts, formulas by their cached value."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from events.readers.archive import check_zip, open_zip
from events.readers.header import find_header
from events.readers.safexml import refuse_entities
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

MAX_CELLS = 60_000_000
"""Cells of one sheet that are read; a full sheet of 31 columns has 32 million."""
MAX_WHOLE = 100 << 20
"""Unpacked bytes of a part other than a sheet (its texts, say): these are held in memory whole."""
_NO_VALUE = "\x00formula"


def read_workbook(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a sheet of an XLSX workbook.

    Parameters
    ----------
    sheet : str, optional
        Its name; the first visible sheet with at least two filled rows where it is not given.

    Raises
    ------
    FileRefusedError
        It is damaged, encrypted, unpacks to too much, or has no such sheet.
    """
    with open_zip(path, name) as archive:
        check_zip(archive, name)
        _look_through(archive, name)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except FileRefusedError:
        raise
    except Exception:  # openpyxl raises whatever its parsing meets in a damaged file
        raise FileRefusedError(f"{name} is damaged or not a workbook.") from None
    try:
        return _read(book, path, name, sheet)
    finally:
        book.close()


def _look_through(archive: zipfile.ZipFile, name: str) -> None:
    names = archive.namelist()
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise FileRefusedError(f"{name} is not what its name says: it is a zip archive, but no workbook.")
    for entry in archive.infolist():
        if entry.file_size > MAX_WHOLE and not entry.filename.startswith("xl/worksheets/"):
            raise FileRefusedError(
                f"{name} has a part that would unpack to {entry.file_size / 1e6:,.0f} MB and is not opened;"
                " save the sheet as CSV."
            )
        if entry.filename.lower().endswith((".xml", ".rels")):
            with archive.open(entry) as stream:
                refuse_entities(stream.read(4096), name)


def _read(book: Any, path: Path, name: str, sheet: str | None) -> RawTable:
    sheets = tuple(ws.title for ws in book.worksheets)
    if sheet is not None and sheet not in sheets:
        raise FileRefusedError(
            f"{name} has no sheet {shown(sheet)!r}; it has {', '.join(map(shown, sheets))}."
        )
    candidates = [ws for ws in book.worksheets if ws.title == sheet] if sheet else [
        ws for ws in book.worksheets if ws.sheet_state == "visible"]  # fmt: skip
    for ws in candidates:
        rows = list(_rows(ws, name))
        if len(rows) >= 2 or (rows and len(candidates) == 1):
            break
    else:
        raise FileRefusedError(
            f"{name} has no sheet with a table."
            if not sheet
            else f"The sheet {shown(sheet)} of {name} is empty."
        )
    formulas = _formulas(path, ws.title, name)
    table = sheet_table(rows, name, ws.title, formulas)
    table.sheets = sheets
    table.epoch_1904 = book.epoch == CALENDAR_MAC_1904
    if len(sheets) > 1:
        others = ", ".join(shown(s) for s in sheets if s != ws.title)
        table.notes.append(f"The sheet {shown(ws.title)} was read; the workbook also has {others}.")
    return table


def _rows(ws: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the filled rows of a sheet with their numbers."""
    ws.reset_dimensions()
    cells = 0
    try:
        for number, row in enumerate(ws.iter_rows(values_only=True), 1):
            cells += len(row)
            if len(row) > MAX_COLUMNS and any(v is not None for v in row[MAX_COLUMNS:]):
                raise FileRefusedError(
                    f"{name} has {len(row):,} columns; no more than {MAX_COLUMNS:,} are read."
                )
            if cells > MAX_CELLS:
                raise FileRefusedError(f"{name} has more than {MAX_CELLS:,} cells; save the sheet as CSV.")
            texts = [as_text(v) for v in row]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield number, texts
    except FileRefusedError:
        raise
    except Exception:  # a damaged sheet: openpyxl raises whatever its parsing meets
        raise FileRefusedError(f"{name} is damaged: one of its sheets cannot be read.") from None


def as_text(value: Any) -> str:
    """Return a cell's value as text: whole numbers without a point, dates and times in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight and value.tzinfo is None else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _formulas(path: Path, title: str, name: str) -> set[tuple[int, int]]:
    """Return the cells (row, column index) that hold a formula without the value it last had."""
    with open_zip(path, name) as archive:
        if not any(
            _has_formulas(archive, n) for n in archive.namelist() if re.match(r"xl/worksheets/[^/]*\.xml$", n)
        ):
            return set()
    found: set[tuple[int, int]] = set()
    try:
        with_formulas = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        with_values = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:
        raise FileRefusedError(f"{name} is damaged or not a workbook.") from None
    try:
        one, two = with_formulas[title], with_values[title]
        one.reset_dimensions(), two.reset_dimensions()
        for number, (a, b) in enumerate(
            zip(one.iter_rows(), two.iter_rows(values_only=True), strict=False), 1
        ):
            for at, cell in enumerate(a):
                if getattr(cell, "data_type", "") == "f" and (at >= len(b) or b[at] is None):
                    found.add((number, at))
    finally:
        with_formulas.close(), with_values.close()
    return found


def _has_formulas(archive: zipfile.ZipFile, entry: str) -> bool:
    """Look for a formula piece by piece: a sheet can unpack to more than the memory should hold."""
    try:
        with archive.open(entry) as stream:
            before = b""
            while block := stream.read(1 << 20):
                if b"<f" in before + block:
                    return True
                before = block[-1:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise FileRefusedError(f"{entry} is damaged: a part of it cannot be unpacked.") from None
    return False


def sheet_table(
    rows: list[tuple[int, list[str]]], name: str, title: str, formulas: set[tuple[int, int]]
) -> RawTable:
    """Return a sheet's filled rows (number, texts) as a table; ``formulas`` are cells without a value."""
    if not rows:
        raise FileRefusedError(f"The sheet {shown(title)} of {name} is empty.")
    at, said = find_header([cells for _, cells in rows], name)
    header_row, header = rows[at]
    width = max(len(header), max((len(c) for _, c in rows[at + 1 :]), default=0))
    columns, renamed = unique_names([*header, *[""] * (width - len(header))])
    chunks = list(_chunks(rows[at + 1 :], columns, formulas))
    notes = [f"Read the sheet {shown(title)}; the column names are in row {header_row}.", *said, *renamed]
    total = sum(len(c) + len(c.bad) for c in chunks)
    return RawTable("workbook", columns, in_memory(chunks), notes=notes, total=total)


def _chunks(
    rows: list[tuple[int, list[str]]], columns: tuple[str, ...], formulas: set[tuple[int, int]]
) -> Iterator[RawChunk]:
    without: dict[int, list[int]] = {}
    for row, at in formulas:
        without.setdefault(row, []).append(at)
    for start in range(0, len(rows), CHUNK_ROWS):
        good, numbers, records, bad = [], [], [], []
        for record, (number, cells) in enumerate(rows[start : start + CHUNK_ROWS], start + 1):
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            if number in without:
                column = columns[min(without[number])] if min(without[number]) < len(columns) else None
                cell = f"the cell in {shown(column)} is a formula whose value was not saved"
                why = f"{cell}; save the workbook again."
                bad.append(BadRow(number, record, why, tuple(padded), column))
                continue
            good.append(padded)
            numbers.append(number)
            records.append(record)
        yield from_rows(columns, good, row_numbers=numbers, record_numbers=records, bad=bad)
