"""Where the cells of a delimited text are, and its rows as a stream of UTF-8."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from events.readers.encoding import Encoding

BLOCK_BYTES = 1 << 23
"""Bytes that are read and parsed at a time."""


@dataclass(frozen=True)
class Layout:
    """Where a text table's cells are: encoding, delimiter, first line of data (1-based), column names.

    ``ragged``: rows go on behind the last named column with empty cells, as a sheet with cleared columns is
    saved; such rows are cut to the header, which Arrow's parser cannot.
    """

    path: Path
    encoding: Encoding
    delimiter: str
    columns: tuple[str, ...]
    first_line: int
    named: bool
    name: str = "the file"
    ragged: bool = False


def open_data(layout: Layout) -> BinaryIO:
    """Return the file's data rows as a stream of UTF-8 bytes, from the first line of data on."""
    raw = layout.path.open("rb")
    if layout.encoding.codec in ("utf-8", "utf-8-sig") and not layout.encoding.broken:
        for _ in range(layout.first_line - 1):
            _skip_line(raw)
        if layout.first_line == 1 and layout.encoding.codec == "utf-8-sig":
            raw.read(3)
        return raw
    stream = _Utf8Stream(io.TextIOWrapper(raw, layout.encoding.codec, errors="replace", newline=""))
    stream.skip_lines(layout.first_line - 1)
    return stream  # type: ignore[return-value]


def _skip_line(raw: BinaryIO) -> None:
    """Skip one line that ends with LF, CRLF or CR alone, a piece at a time where it is long."""
    while True:
        start = raw.tell()
        line = raw.readline(BLOCK_BYTES)
        alone = line.find(b"\r")
        if alone >= 0 and line[alone : alone + 2] != b"\r\n":
            raw.seek(start + alone + 1)
            if raw.read(1) != b"\n":  # the piece may end between the two
                raw.seek(start + alone + 1)
            return
        if not line or line.endswith(b"\n"):
            return


class _Utf8Stream(io.RawIOBase):
    """A text stream given out as UTF-8 bytes."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._left = b""

    def readable(self) -> bool:
        return True

    def skip_lines(self, count: int) -> None:
        for _ in range(count):
            while (piece := self._text.readline(BLOCK_BYTES)) and not piece.endswith(("\n", "\r")):
                pass

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if not self._left:
            self._left = self._text.read(max(1, len(view) // 4)).encode("utf-8", "replace")
        given = self._left[: len(view)]
        view[: len(given)] = given
        self._left = self._left[len(given) :]
        return len(given)

    def close(self) -> None:
        self._text.close()
        super().close()


def width_message(cells: Sequence[str], layout: Layout) -> str:
    """Say that a row has another number of cells than the header."""
    return f"The row has {len(cells)} cells where the header has {len(layout.columns)}."
