"""What an XLSX workbook says about itself: its sheets, where its parts are, which styles show days.

After ECMA-376, part 2 (relationships) and part 1, 18.2 (workbook) and 18.8 (styles). Only these parts
are looked at, each up to a stated size.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format

from events.readers.safexml import local, walk
from events.readers.table import FileRefusedError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

MAX_PART = 8 << 20
"""Unpacked bytes of a part that is looked at whole: the list of sheets, the styles."""
_FORMAT_LENGTH = 255
"""Characters of a number format, https://support.microsoft.com/office/1672b34d-7043-467e-8e27."""


@dataclass(frozen=True)
class Book:
    """The sheets (title, whether visible, part), the parts of texts and styles, and the day of its count."""

    sheets: tuple[tuple[str, bool, str], ...]
    texts: str | None
    styles: str | None
    epoch_1904: bool


class _Tags:
    """Handler that yields the elements of some names with their attributes (by local name)."""

    def __init__(self, *tags: str) -> None:
        self._tags = tags
        self._found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in self._tags:
            self._found.append((tag, {local(key): value for key, value in attributes.items()}))

    def end(self, tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass

    def take(self) -> list[tuple[str, dict[str, str]]]:
        found, self._found = self._found, []
        return found


def read_book(archive: zipfile.ZipFile, name: str) -> Book:
    """Return what a workbook says about itself.

    Raises
    ------
    FileRefusedError
        It is no workbook, or one of these parts is damaged or too large.
    """
    try:
        part = next(target for kind, target in _links(archive, "", name).values() if kind == "officeDocument")
        links = _links(archive, part, name)
        found = list(_elements(archive, part, name, "workbookPr", "sheet"))
    except (KeyError, StopIteration):
        raise FileRefusedError(
            f"{name} is not what its name says: it is a zip archive, but no workbook."
        ) from None
    names = set(archive.namelist())
    sheets = []
    for tag, attributes in found:
        kind, target = links.get(attributes.get("id", ""), ("", ""))
        if tag == "sheet" and kind == "worksheet" and target in names:
            sheets.append(
                (attributes.get("name", ""), attributes.get("state", "visible") == "visible", target)
            )
    other = {kind: target for kind, target in links.values() if target in names}
    from_1904 = any(t == "workbookPr" and a.get("date1904") in ("1", "true", "on") for t, a in found)
    return Book(tuple(sheets), other.get("sharedStrings"), other.get("styles"), from_1904)


def date_styles(archive: zipfile.ZipFile, part: str | None, name: str) -> tuple[set[int], set[int]]:
    """Return the styles that show a number as a day or time, and those that show it as a length of time."""
    formats: dict[int, str] = {}
    dates: set[int] = set()
    spans: set[int] = set()
    known: dict[int, tuple[bool, bool]] = {}
    section, style = "", 0
    for tag, attributes in _elements(archive, part, name, "numFmt", "cellStyleXfs", "cellXfs", "dxfs", "xf"):
        number = attributes.get("numFmtId", "0")
        key = int(number) if number.isdecimal() and len(number) < 10 else 0
        if tag == "numFmt" and section != "dxfs":
            formats[key] = attributes.get("formatCode", "")[:_FORMAT_LENGTH]
        elif tag == "xf" and section == "cellXfs":
            if key not in known:
                text = formats.get(key, builtin_format_code(key))
                known[key] = (is_date_format(text), is_timedelta_format(text))
            is_date, is_span = known[key]
            if is_date:
                dates.add(style)
            if is_span:
                spans.add(style)
            style += 1
        elif tag not in ("numFmt", "xf"):
            section = tag
    return dates, spans


def _links(archive: zipfile.ZipFile, part: str, name: str) -> dict[str, tuple[str, str]]:
    """Return what a part (the archive itself: "") refers to inside the archive: kind and part by identity."""
    folder, file = posixpath.split(part)
    found = {}
    for _, link in _elements(archive, posixpath.join(folder, "_rels", f"{file}.rels"), name, "Relationship"):
        if link.get("TargetMode", "Internal") == "Internal":
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
            found[link.get("Id", "")] = (link.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _elements(
    archive: zipfile.ZipFile, part: str | None, name: str, *tags: str
) -> Iterator[tuple[str, dict[str, str]]]:
    if part is None:
        return
    size = archive.getinfo(part).file_size
    if size > MAX_PART:
        raise FileRefusedError(
            f"{name} has a part that would unpack to {size / 1e6:,.0f} MB and is not opened;"
            " save the sheet as CSV."
        )
    with archive.open(part) as stream:
        yield from walk(stream, name, _Tags(*tags))
