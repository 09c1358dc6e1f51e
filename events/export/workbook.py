"""XLSX: one sheet per table and one about the whole. Text is written as text, never as a formula or link."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from events.export.selection import BATCH, Selection

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
"""Rows of a sheet and characters of a cell, https://support.microsoft.com/office/1672b34d-7043-467e-8e27."""
FIRST_DAY = dt.date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier days are written as text."""
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
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": "Conflict Atlas: events", "created": selection.as_of})
    sheets = _Sheets(book)
    sheets.add("events", selection.events)
    for name, table in selection.related.items():
        sheets.add(name, table.drop_columns(["position"]))
    warnings = []
    if sheets.cut:
        warnings.append(f"{sheets.cut:,} texts longer than a cell holds ({MAX_TEXT:,}) are cut and end in …")
    sheets.add_lines("about", [*selection.about, *(("Warning", text) for text in warnings)])
    book.close()
    return warnings


class _Sheets:
    """The sheets of one workbook, and how many of their texts had to be cut."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.cut = 0

    def add(self, name: str, table: pa.Table) -> None:
        """Write a table into a sheet, and into further ones when it is longer."""
        room = MAX_ROWS - 1
        for part, start in enumerate(range(0, max(table.num_rows, 1), room)):
            piece = table.slice(start, room)
            sheet = self._start(
                name if not part else f"{name} {part + 1}", table.column_names, piece.num_rows
            )
            row = 1
            for batch in piece.to_batches(max_chunksize=BATCH):
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    for column, value in enumerate(values):
                        if value is not None:
                            self._cell(sheet, row, column, value)
                    row += 1

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

    def _cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            if len(value) > MAX_TEXT:
                value = value[: MAX_TEXT - 1] + "…"
                self.cut += 1
            sheet.write_string(row, column, value)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, dt.datetime):
            sheet.write_datetime(row, column, value.replace(microsecond=0), self._time)
        elif isinstance(value, dt.date):
            if value < FIRST_DAY:
                sheet.write_string(row, column, value.isoformat())
            else:
                sheet.write_datetime(row, column, value, self._day)
        elif math.isfinite(value):
            # A spreadsheet's numbers are doubles: a longer whole number would lose its last digits.
            exact = isinstance(value, float) or abs(value) <= 2**53
            sheet.write_number(row, column, value) if exact else sheet.write_string(row, column, str(value))
