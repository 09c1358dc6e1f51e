"""OpenDocument spreadsheets (ODS): typed values from the cells, repeated cells without blowing up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from events.readers.archive import check_zip, open_zip, part
from events.readers.safexml import local, refuse_entities
from events.readers.table import MAX_COLUMNS, FileRefusedError, RawTable
from events.readers.workbook import MAX_CELLS, sheet_table
from events.report import shown

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FIXED = 10_000
"""Repetitions of a filled row beyond which a sheet is taken for an attack."""

Rows = list[tuple[int, list[str]]]


def read_ods(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a sheet of an ODS spreadsheet.

    Parameters
    ----------
    sheet : str, optional
        Its name; the first one with at least two filled rows where it is not given.

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
        data = part(archive, "content.xml", name)
    refuse_entities(data[:4096], name)
    try:
        sheets = dict(_sheets(data, name))
    except FileRefusedError:
        raise
    except DefusedXmlException:
        raise FileRefusedError(
            f"{name} is not opened: its XML declares a document type or entities."
        ) from None
    except (ParseError, ValueError):
        raise FileRefusedError(f"{name} is damaged: its XML cannot be read.") from None
    if sheet is not None and sheet not in sheets:
        raise FileRefusedError(
            f"{name} has no sheet {shown(sheet)!r}; it has {', '.join(map(shown, sheets))}."
        )
    title = sheet or next((t for t, rows in sheets.items() if len(rows) > 1), next(iter(sheets), ""))
    table = sheet_table(sheets.get(title, []), name, title, set())
    table.format, table.sheets = "ODS", tuple(sheets)
    if len(sheets) > 1:
        others = ", ".join(shown(t) for t in sheets if t != title)
        table.notes.append(f"The sheet {shown(title)} was read; the file also has {others}.")
    return table


def _sheets(data: bytes, name: str) -> Iterator[tuple[str, Rows]]:
    title, number, cells = "", 0, 0
    rows: Rows = []
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_TABLE}table":
                title, rows, number = element.get(f"{_TABLE}name", "sheet"), [], 0
            continue
        if element.tag == f"{_TABLE}table-row":
            repeat = _count(element, "number-rows-repeated")
            texts = _cells(element, name)
            if texts:
                if repeat > _FIXED:
                    raise FileRefusedError(f"{name} repeats a filled row {repeat:,} times and is not opened.")
                cells += repeat * len(texts)
                if cells > MAX_CELLS:
                    raise FileRefusedError(
                        f"{name} has more than {MAX_CELLS:,} cells; save the sheet as CSV."
                    )
                rows += [(number + 1 + i, list(texts)) for i in range(repeat)]
            number += repeat
            element.clear()
        elif element.tag == f"{_TABLE}table":
            yield title, rows
            element.clear()


def _count(element: Element, attribute: str) -> int:
    text = element.get(f"{_TABLE}{attribute}", "1")
    return max(1, int(text)) if text.isdigit() else 1


def _cells(row: Element, name: str) -> list[str]:
    texts: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeat, text = _count(cell, "number-columns-repeated"), _value(cell)
        if text and len(texts) + repeat > MAX_COLUMNS:
            raise FileRefusedError(f"{name} has more than {MAX_COLUMNS:,} columns.")
        texts += [text] * min(repeat, MAX_COLUMNS)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _value(cell: Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        value = cell.get(f"{_OFFICE}value", "")
        return value.removesuffix(".0")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", "").upper()
    return "\n".join("".join(_texts(p)) for p in cell if p.tag == f"{_TEXT}p")


def _texts(paragraph: Element) -> Iterator[str]:
    """Yield a paragraph's text; spaces and line breaks are elements of their own, remarks are left out."""
    yield paragraph.text or ""
    for child in paragraph:
        kind = local(child.tag)
        if kind == "s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1") or 1), 1000)
        elif kind == "line-break":
            yield "\n"
        elif kind != "annotation":
            yield from _texts(child)
        yield child.tail or ""
