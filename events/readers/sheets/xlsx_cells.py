"""What stands in the parts of an XLSX workbook: the rows of a sheet and the texts that its cells share.

After ECMA-376, part 1, 18.3.1 (worksheets) and 18.4 (shared strings).
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from array import array
from typing import IO, TYPE_CHECKING, Any

from openpyxl.utils.datetime import from_excel, from_ISO8601

from events.readers.safexml import MAX_RECORD, Done, walk
from events.readers.sheets.sheet import NO_VALUE
from events.readers.table import MAX_COLUMNS, FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CELLS = 60_000_000
"""Cells of one sheet that are read; a full sheet of 31 columns has 32 million."""
MAX_WIDTH, MAX_ROWS = 16_384, 1_048_576
"""Columns and rows of a sheet, https://support.microsoft.com/office/1672b34d-7043-467e-8e27."""
_REMEMBERED, _ROOM = 100_000, 32 << 20
"""Texts and days that are remembered, and characters of such texts: one text in many cells is held once."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    """The texts that cells share, on disk, by their number."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(16 << 20)  # noqa: SIM115 - lives as long as the sheet is read
        self._ends = array("q", [0])
        self._known: dict[int, str] = {}
        self._room = _ROOM

    def add(self, text: str) -> None:
        """Add the next text."""
        data = text.encode("utf-8", "replace")
        try:
            self._file.write(data)
        except OSError:
            raise FileRefusedError("There is not enough room on the disk to unpack the workbook.") from None
        self._ends.append(self._ends[-1] + len(data))

    def __getitem__(self, number: int) -> str:
        found = self._known.get(number)
        if found is None:
            if not 0 <= number < len(self._ends) - 1:
                raise IndexError(number)
            start = self._ends[number]
            self._file.seek(start)
            found = self._file.read(self._ends[number + 1] - start).decode()
            if len(found) < self._room and len(self._known) < _REMEMBERED:
                self._known[number] = found
                self._room -= len(found)
        return found

    def close(self) -> None:
        """Remove them."""
        self._file.close()

    def __del__(self) -> None:
        self.close()


def read_texts(stream: IO[bytes], name: str) -> SharedTexts:
    """Return the texts that the cells of a workbook share."""
    texts = SharedTexts()
    try:
        for text in walk(stream, name, _Texts(name)):
            texts.add(text)
    except BaseException:
        texts.close()
        raise
    return texts


class _Pieces:
    """Gathers the pieces of a text, while ``on``, up to ``MAX_RECORD`` characters."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.on = False
        self.size = 0
        self.pieces: list[str] = []

    def text(self, data: str) -> None:
        """Take a piece."""
        if self.on:
            self.pieces.append(data)
            self.size += len(data)
            if self.size > MAX_RECORD:
                raise FileRefusedError(
                    f"{self.name} has a row of more than {MAX_RECORD >> 20} MB, which is no event."
                )


class _Texts(_Pieces):
    """Handler of the shared texts: a text is one piece or a run of them; how it sounds (rPh) is left out."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._found: list[str] = []
        self._sound = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            self.on = not self._sound
        elif tag == "rPh":
            self._sound = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self.on = False
        elif tag == "si":
            self._found.append(unescaped("".join(self.pieces)))
            self.pieces, self.size = [], 0
        elif tag == "rPh":
            self._sound = False

    def take(self) -> list[str]:
        found, self._found = self._found, []
        return found


def unescaped(text: str) -> str:
    """Return a text with its ``_x000A_`` forms as the characters they stand for (22.9.2.19)."""
    if "_x" not in text:
        return text

    def plain(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        fine = code in (9, 10, 13) or (32 <= code < 0xD800) or 0xE000 <= code < 0xFFFE
        return chr(code) if fine else found[0]

    return _ESCAPE.sub(plain, text)


class SheetRows(_Pieces):
    """Handler of a sheet: its filled rows, as (number, texts); cells by their cached value.

    Parameters
    ----------
    name : str
        What to call the file.
    texts : SharedTexts
    day : callable
        Turns the text of a number and the style of its cell into a day's text, or None if it is no day.
    """

    def __init__(self, name: str, texts: SharedTexts, day: Callable[[str, str], str | None]) -> None:
        super().__init__(name)
        self._texts, self._day = texts, day
        self._rows: list[tuple[int, list[str]]] = []
        self._cells: list[str] = []
        self._number = self._column = self._count = self._seen = 0
        self._kind, self._style = "n", ""
        self._formula = self._sound = False
        self._letters: dict[str, int] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self.on = not self._sound
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._start_row(attributes.get("r", ""))
        elif tag == "rPh":
            self._sound = True

    def end(self, tag: str) -> None:
        """Take the end of an element; raises Done after the last row."""
        if tag == "c":
            if self.pieces or self._formula:
                self._end_cell()
        elif tag in ("v", "t"):
            self.on = False
        elif tag == "row":
            if self._cells:
                self._rows.append((self._number, self._cells))
        elif tag == "rPh":
            self._sound = False
        elif tag == "sheetData":
            raise Done

    def take(self) -> list[tuple[int, list[str]]]:
        """Give the rows since the last time, each with its number."""
        found, self._rows = self._rows, []
        return found

    def _start_row(self, number: str) -> None:
        self._number = int(number) if number.isdecimal() and len(number) < 10 else self._number + 1
        self._seen += 1
        if self._seen > MAX_ROWS:
            raise FileRefusedError(f"{self.name} has more rows than a sheet can have and is not opened.")
        self._cells, self._column, self.size = [], 0, 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_CELLS:
            raise FileRefusedError(f"{self.name} has more than {MAX_CELLS:,} cells; save the sheet as CSV.")
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            letters = place.rstrip("0123456789")
            self._column = self._letters.get(letters) or self._place(letters)
        if self._column > MAX_WIDTH:
            raise FileRefusedError(f"{self.name} has more columns than a sheet can have and is not opened.")
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula = False
        self.pieces = []

    def _place(self, letters: str) -> int:
        place = 0
        for letter in letters.upper()[:4]:
            place = place * 26 + ord(letter) - 64
        if not letters.isascii() or not letters.isalpha() or not 1 <= place <= MAX_WIDTH:
            raise FileRefusedError(f"{self.name} has a cell outside of any sheet and is not opened.")
        self._letters[letters] = place
        return place

    def _end_cell(self) -> None:
        text = self._value("".join(self.pieces))
        if not text:
            if not self._formula or self._kind == "str":
                return
            text = NO_VALUE
        cells, column = self._cells, self._column
        if column > MAX_COLUMNS:
            raise FileRefusedError(
                f"{self.name} has {column:,} columns; no more than {MAX_COLUMNS:,} are read."
            )
        missing = column - len(cells)
        if missing == 1:
            cells.append(text)
        elif missing > 0:
            cells += [""] * (missing - 1)
            cells.append(text)
        else:
            cells[column - 1] = text

    def _value(self, text: str) -> str:
        kind = self._kind
        if kind == "n":
            if self._style and (day := self._day(text, self._style)) is not None:
                return day
            return text if text.isdecimal() and text[:1] != "0" and text.isascii() else number(text)
        if kind == "s":
            return self._shared(text)
        if kind == "b":
            return "TRUE" if text.strip() not in ("", "0", "false") else "FALSE"
        if kind == "d":
            return iso_day(text)
        return unescaped(text)

    def _shared(self, text: str) -> str:
        try:
            return self._texts[int(text)] if text else ""
        except (ValueError, IndexError):
            raise FileRefusedError(
                f"{self.name} is damaged: a cell refers to a text that is not there."
            ) from None


def number(text: str) -> str:
    """Return a number as a sheet shows it: whole ones without a point; what is none stays as it is."""
    if len(text) > 400:
        return text
    try:
        return as_text(float(text)) if "." in text or "e" in text.lower() else str(int(text))
    except ValueError:
        return text


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


def iso_day(text: str) -> str:
    """Return a date that is written in ISO 8601 as the other dates are."""
    try:
        return as_text(from_ISO8601(text))
    except (ValueError, TypeError):
        return text


class Days:
    """Turns the numbers of cells that are formatted as dates into days; the same number only once.

    Parameters
    ----------
    dates, spans : set of int
        The styles that show a number as a date, and those that show it as a length of time.
    epoch : datetime
        The day from which the workbook counts.
    """

    def __init__(self, dates: set[int], spans: set[int], epoch: dt.datetime) -> None:
        self._dates, self._spans, self._epoch = dates, spans, epoch
        self._known: dict[tuple[str, str], str | None] = {}

    def __call__(self, text: str, style: str) -> str | None:
        """Return the text of a day, or None if cells of that style hold no days."""
        key = (text, style)
        if key in self._known:
            return self._known[key]
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        found = self._known[key] = self._read(text, style)
        return found

    def _read(self, text: str, style: str) -> str | None:
        if not style.isdecimal() or len(style) > 9 or int(style) not in self._dates:
            return None
        try:
            return as_text(from_excel(float(text), self._epoch, timedelta=int(style) in self._spans))
        except (OverflowError, ValueError):
            return None
