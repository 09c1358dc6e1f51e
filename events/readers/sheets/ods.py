"""OpenDocument spreadsheets (ODS): typed values from the cells, repeated cells without blowing up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.quoting import shown
from events.readers.archive import BROKEN, check_zip, open_zip
from events.readers.safexml import MAX_RECORD, walk
from events.readers.sheets.sheet import Sheet
from events.readers.sheets.xlsx_cells import MAX_CELLS
from events.readers.table import MAX_COLUMNS, FileRefusedError, RawTable

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_NAME = f"{_TABLE}name"
_ROWS, _COLUMNS = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_KIND = f"{_OFFICE}value-type"
_VALUE, _DATE, _TRUE = f"{_OFFICE}value", f"{_OFFICE}date-value", f"{_OFFICE}boolean-value"
_CELLS = frozenset(("table-cell", "covered-table-cell"))
MAX_REPEATED = 10_000
"""Repetitions of a filled row beyond which a sheet is taken for an attack."""

Row = tuple[int, int, list[str]]
"""Number of a filled row, how often it is repeated, and its texts."""


def read_ods(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a sheet of an ODS spreadsheet.

    Parameters
    ----------
    path : Path
    name : str
        What the file is called to people.
    sheet : str, optional
        Its name; where it is not given, the first one with columns for when and where, else the first with at
        least two filled rows.

    Raises
    ------
    FileRefusedError
        It is damaged, encrypted, unpacks to too much, or has no such sheet.
    """
    with open_zip(path, name) as archive:
        check_zip(archive, name)
        if "content.xml" not in archive.namelist():
            raise FileRefusedError(
                f"{name} is not what its name says: it is a zip archive, but no spreadsheet."
            )
        try:
            chosen, titles = _chosen(archive, name, sheet)
        except BROKEN:
            raise FileRefusedError(f"{name} is damaged: a part of it cannot be unpacked.") from None
    if sheet is not None and sheet not in titles:
        raise FileRefusedError(
            f"{name} has no sheet {shown(sheet)!r}; it has {', '.join(map(shown, titles))}."
        )
    if chosen is None:
        raise FileRefusedError(f"{name} has no sheet with a table.")
    table = chosen.table("ODS")
    table.sheets, table.sheet = titles, chosen.title
    if len(titles) > 1:
        others = ", ".join(shown(t) for t in titles if t != chosen.title)
        table.notes.append(f"The sheet {shown(chosen.title)} was read; the file also has {others}.")
    return table


def _chosen(archive: zipfile.ZipFile, name: str, sheet: str | None) -> tuple[Sheet | None, tuple[str, ...]]:
    """Return the sheet asked for, or the first that looks like events (else is filled), and all names."""
    titles: list[str] = []
    chosen: Sheet | None = None
    reading: Sheet | None = None
    with archive.open("content.xml") as stream:
        for found in walk(stream, name, _Rows(name)):
            if isinstance(found, str):
                titles.append(found)
                chosen = _better(chosen, reading)
                wanted = found == sheet if sheet is not None else chosen is None or not _settled(chosen)
                reading = Sheet(name, found) if wanted else None
            elif reading is not None:
                number, repeated, cells = found
                for more in range(repeated):
                    reading.put(number + more, list(cells))
    return _better(chosen, reading), tuple(titles)


def _settled(sheet: Sheet) -> bool:
    return sheet.rows >= 2 and sheet.looks_like_events()


def _better(chosen: Sheet | None, other: Sheet | None) -> Sheet | None:
    """Return the sheet to read of two, the earlier one where they are alike; the other one is dropped."""
    if chosen is None or other is None or other is chosen:
        return chosen or other
    filled = other.rows >= 2 and (chosen.rows < 2 or (_settled(other) and not _settled(chosen)))
    kept, dropped = (other, chosen) if filled else (chosen, other)
    dropped.close()
    return kept


class _Rows:
    """Handler of a spreadsheet's content: names of sheets, and their filled rows after them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[str | Row] = []
        self._number = self._count = 0
        self._row_repeated = self._repeated = 1
        self._cells: list[str] = []
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._size = 0
        self._inside = self._aside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._attributes, self._text = attributes, []
        elif tag == "p":
            self._inside += 1
            if self._inside == 1 and self._text:
                self._add("\n")
        elif tag == "table-row":
            self._cells, self._size = [], 0
            self._row_repeated = _count(attributes, _ROWS)
        elif tag == "s":
            self._add(" " * min(_count(attributes, f"{_TEXT}c"), 1000))
        elif tag == "tab":
            self._add("\t")
        elif tag == "line-break":
            self._add("\n")
        elif tag == "annotation":
            self._aside += 1
        elif tag == "table":
            self._found.append(attributes.get(_NAME, "sheet"))
            self._number = 0

    def end(self, tag: str) -> None:
        if tag in _CELLS:
            self._end_cell()
        elif tag == "p":
            self._inside -= 1
        elif tag == "annotation":
            self._aside -= 1
        elif tag == "table-row":
            self._end_row()

    def text(self, data: str) -> None:
        if self._inside:
            self._add(data)

    def take(self) -> list[str | Row]:
        found, self._found = self._found, []
        return found

    def _add(self, data: str) -> None:
        if self._inside and not self._aside:
            self._text.append(data)
            self._size += len(data)
            if self._size > MAX_RECORD:
                raise FileRefusedError(
                    f"{self._name} has a row of more than {MAX_RECORD >> 20} MB, which is no event."
                )

    def _end_cell(self) -> None:
        text, repeated = self._value(), _count(self._attributes, _COLUMNS)
        self._size += len(text) * repeated
        if text and (len(self._cells) + repeated > MAX_COLUMNS or self._size > MAX_RECORD):
            raise FileRefusedError(
                f"{self._name} has more than {MAX_COLUMNS:,} columns, or a row of {MAX_RECORD >> 20} MB."
            )
        if text or len(self._cells) < MAX_COLUMNS:
            self._cells += [text] * min(repeated, MAX_COLUMNS)
        self._text = []
        self._count += 1

    def _end_row(self) -> None:
        cells, repeated = self._cells, self._row_repeated
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            self._count += repeated * len(cells)
            if repeated > MAX_REPEATED or repeated * self._size > 8 * MAX_RECORD:
                raise FileRefusedError(
                    f"{self._name} repeats a filled row {repeated:,} times and is not opened."
                )
            self._found.append((self._number + 1, repeated, cells))
        if self._count > MAX_CELLS:
            raise FileRefusedError(f"{self._name} has more than {MAX_CELLS:,} cells; save the sheet as CSV.")
        self._number += repeated
        self._cells = []

    def _value(self) -> str:
        attributes = self._attributes
        kind = attributes.get(_KIND, "")
        if kind in ("float", "percentage", "currency"):
            return attributes.get(_VALUE, "").removesuffix(".0")
        if kind == "date":
            return attributes.get(_DATE, "").removesuffix("T00:00:00")
        if kind == "boolean":
            return attributes.get(_TRUE, "").upper()
        return "".join(self._text)


def _count(attributes: dict[str, str], key: str) -> int:
    text = attributes.get(key, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1
