"""XLSX workbooks: any sheet, names below title rows, both day counts, formulas by their cached value."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from events.quoting import shown
from events.readers.archive import BROKEN, check_zip, open_zip
from events.readers.header import SEARCHED_ROWS, looks_like_events
from events.readers.safexml import refuse_entities, walk
from events.readers.sheets.sheet import Sheet
from events.readers.sheets.xlsx_cells import Days, SharedTexts, SheetRows, read_texts
from events.readers.sheets.xlsx_parts import Book, date_styles, read_book
from events.readers.table import FileRefusedError, RawTable

if TYPE_CHECKING:
    import zipfile
    from pathlib import Path


def read_workbook(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a sheet of an XLSX workbook.

    Parameters
    ----------
    path : Path
    name : str
        What the file is called to people.
    sheet : str, optional
        Its name; where it is not given, the first visible sheet with columns for when and where, else the
        first with at least two filled rows.

    Raises
    ------
    FileRefusedError
        It is damaged, encrypted, unpacks to too much, or has no such sheet.
    """
    with open_zip(path, name) as archive:
        check_zip(archive, name)
        try:
            _refuse_entities(archive, name)
            return _read(archive, read_book(archive, name), name, sheet)
        except BROKEN:
            raise FileRefusedError(f"{name} is damaged: a part of it cannot be unpacked.") from None


def _refuse_entities(archive: zipfile.ZipFile, name: str) -> None:
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels")):
            with archive.open(entry) as stream:
                refuse_entities(stream.read(4096), name)


def _read(archive: zipfile.ZipFile, book: Book, name: str, sheet: str | None) -> RawTable:
    titles = tuple(title for title, _, _ in book.sheets)
    if sheet is not None and sheet not in titles:
        raise FileRefusedError(
            f"{name} has no sheet {shown(sheet)!r}; it has {', '.join(map(shown, titles))}."
        )
    texts = _texts(archive, book, name)
    epoch = CALENDAR_MAC_1904 if book.epoch_1904 else CALENDAR_WINDOWS_1900
    days = Days(*date_styles(archive, book.styles, name), epoch)
    try:
        found = _first_filled(archive, book, name, sheet, texts, days)
    finally:
        texts.close()
    table = found.table("workbook")
    table.sheets, table.sheet, table.epoch_1904 = titles, found.title, book.epoch_1904
    if len(titles) > 1:
        others = ", ".join(shown(t) for t in titles if t != found.title)
        table.notes.append(f"The sheet {shown(found.title)} was read; the workbook also has {others}.")
    return table


def _first_filled(
    archive: zipfile.ZipFile, book: Book, name: str, sheet: str | None, texts: SharedTexts, days: Days
) -> Sheet:
    """Return the sheet asked for, or the first visible one that looks like events, else is filled."""
    candidates = [(t, p) for t, visible, p in book.sheets if (visible if sheet is None else t == sheet)]
    if len(candidates) > 1:
        candidates.sort(key=lambda one: not _looks_like_events(archive, one[1], name, texts, days))
    for title, part in candidates:
        found = Sheet(name, title)
        with archive.open(part) as stream:
            for number, cells in walk(stream, name, SheetRows(name, texts, days)):
                found.put(number, cells)
        if found.rows >= 2 or (found.rows and len(candidates) == 1):
            return found
        found.close()
    raise FileRefusedError(
        f"{name} has no sheet with a table."
        if sheet is None
        else f"The sheet {shown(sheet)} of {name} is empty."
    )


def _looks_like_events(
    archive: zipfile.ZipFile, part: str, name: str, texts: SharedTexts, days: Days
) -> bool:
    """Look at the first rows of a sheet, without reading the rest."""
    with archive.open(part) as stream:
        found = walk(stream, name, SheetRows(name, texts, days))
        rows = [cells for _, cells in islice(found, SEARCHED_ROWS)]
    return looks_like_events(rows, name)


def _texts(archive: zipfile.ZipFile, book: Book, name: str) -> SharedTexts:
    if book.texts is None:
        return SharedTexts()
    with archive.open(book.texts) as stream:
        return read_texts(stream, name)
