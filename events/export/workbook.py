"""XLSX: one sheet per table and one about the whole. Text is written as text, never as a formula or link."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from events.export.selection import BATCH, Selection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
"""Rows of a sheet and characters of a cell, https://support.microsoft.com/office/1672b34d-7043-467e-8e27."""
ORIGIN = dt.date(1899, 12, 30)
DAYS_TO_1970 = (dt.date(1970, 1, 1) - ORIGIN).days
FIRST_SERIAL = 61
"""1 March 1900: Excel counts a 29 February 1900 that never was, so earlier days are written as text."""
EXACT = 2**53
"""A spreadsheet's numbers are doubles: a longer whole number would lose its last digits and is text."""
_WIDE = {"title": 40, "notes": 60, "place": 24, "location_note": 40, "statement": 40, "url": 30, "target": 24}


def write_xlsx(selection: Selection, path: Path) -> list[str]:
    """Write the sheets events, sources, claims, sites, routes and about.

    More rows than a sheet holds go on in a next sheet ("events 2"); text longer than a
    cell holds is cut, marked with … and counted in the warnings and on the about sheet.

    Returns
    -------
    list of str
        Warnings.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    body = (
        io.BytesIO()
    )  # the library packs the file at the end, and does not cope with a disk that refuses it
    book = xlsxwriter.Workbook(body, options)
    book.set_properties({"title": "Conflict Atlas: events", "created": selection.as_of})
    sheets = _Sheets(book)
    sheets.add("events", selection.events, tick=selection.tick)
    for name, table in selection.related.items():
        sheets.add(name, table.drop_columns(["position"]))
    warnings = []
    if sheets.cut:
        warnings.append(f"{sheets.cut:,} texts longer than a cell holds ({MAX_TEXT:,}) are cut and end in …")
    sheets.add_lines("about", [*selection.about, *(("Warning", text) for text in warnings)])
    _close(book)
    path.write_bytes(body.getbuffer())
    return warnings


def _close(book: Any) -> None:
    """Write the file; what the system says to it comes through as it is."""
    try:
        book.close()
    except FileCreateError as error:
        reason = error.args[0] if error.args else None
        raise (reason if isinstance(reason, OSError) else OSError(str(error))) from None


class _Sheets:
    """The sheets of one workbook, and how many of their texts had to be cut."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time_format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.cut = 0

    def add(self, name: str, table: pa.Table, *, tick: Callable[[int], None] | None = None) -> None:
        """Write a table into a sheet, and into further ones when it is longer."""
        room = MAX_ROWS - 1
        for part, start in enumerate(range(0, max(table.num_rows, 1), room)):
            piece = table.slice(start, room)
            sheet = self._start(
                name if not part else f"{name} {part + 1}", table.column_names, piece.num_rows
            )
            for offset in range(0, piece.num_rows, BATCH):
                if tick:
                    tick(start + offset)
                self._rows(sheet, 1 + offset, piece.slice(offset, BATCH))

    def _rows(self, sheet: Any, first: int, table: pa.Table) -> None:
        """Write rows in order, as the file needs them; each column's way of writing is chosen once."""
        columns = [self._column(column.combine_chunks()) for column in table.columns]
        for offset, values in enumerate(zip(*(values for values, _ in columns), strict=True)):
            for index, value in enumerate(values):
                if value is not None:
                    columns[index][1](sheet, first + offset, index, value)

    def _column(self, column: pa.Array) -> tuple[list[Any], Callable[[Any, int, int, Any], None]]:
        if pt.is_date(column.type) or pt.is_timestamp(column.type):
            return _serials(column), self._day if pt.is_date(column.type) else self._time
        if pt.is_boolean(column.type):
            return column.to_pylist(), _boolean
        return column.to_pylist(), self._text if pt.is_string(column.type) else _number

    def _text(self, sheet: Any, row: int, column: int, value: str) -> None:
        if len(value) > MAX_TEXT:
            value = value[: MAX_TEXT - 1] + "…"
            self.cut += 1
        sheet.write_string(row, column, value)

    def _day(self, sheet: Any, row: int, column: int, serial: float) -> None:
        if serial >= FIRST_SERIAL:
            sheet.write_number(row, column, serial, self._day_format)
        else:
            sheet.write_string(row, column, (ORIGIN + dt.timedelta(days=serial)).isoformat())

    def _time(self, sheet: Any, row: int, column: int, serial: float) -> None:
        sheet.write_number(row, column, serial, self._time_format)

    def add_lines(self, name: str, lines: list[tuple[str, str]]) -> None:
        """Write labels and values."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, 18, self._head)
        sheet.set_column(1, 1, 100)
        for row, (label, value) in enumerate(lines):
            sheet.write_string(row, 0, label, self._head)
            sheet.write_string(row, 1, value)

    def _start(self, name: str, columns: list[str], rows: int) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows, len(columns) - 1)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, _WIDE.get(column, 14))
            sheet.write_string(0, index, column, self._head)
        return sheet


def _serials(column: pa.Array) -> list[float | None]:
    """Return days or times as a spreadsheet counts them: days since 30 December 1899, to the second."""
    if pt.is_date(column.type):
        return pc.add(pc.cast(column, pa.int32()), DAYS_TO_1970).to_pylist()
    seconds = pc.divide(pc.cast(column, pa.int64()), 1_000_000)
    return pc.add(pc.divide(pc.cast(seconds, pa.float64()), 86_400.0), float(DAYS_TO_1970)).to_pylist()


def _boolean(sheet: Any, row: int, column: int, value: bool) -> None:
    sheet.write_boolean(row, column, value)


def _number(sheet: Any, row: int, column: int, value: float) -> None:
    if isinstance(value, int) and abs(value) > EXACT:
        sheet.write_string(row, column, str(value))
    elif math.isfinite(value):
        sheet.write_number(row, column, value)
