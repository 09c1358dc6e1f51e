"""Runs of blank lines in delimited text are left out before it is parsed; the lines keep their numbers.

A parser makes a row of as many cells as there are columns of every blank line: a few megabytes of
line breaks would become gigabytes of empty cells.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

_LF, _CR, _QUOTE = 10, 13, 34


class Unblanked:
    """A binary stream of well-formed delimited text, without most of its blank lines.

    Only blocks with more lines than rows of ``width`` cells have room for are looked at: other files pass
    as they are, with the few blank lines that they have. Line breaks between quotes are never touched.

    Parameters
    ----------
    stream : BinaryIO
        UTF-8 text that begins at a line of data, with its quotes in pairs.
    width : int
        Columns of the table.
    """

    closed = False

    def __init__(self, stream: BinaryIO, width: int) -> None:
        self._stream, self._width = stream, width
        self._held = b""
        self._last = _LF
        self._quoted = False
        self._lines = 0
        self._at = np.empty(0, "int64")
        self._gone = np.empty(0, "int64")
        self._before = 0

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        while block := self._block(size):
            kept = self._without_blanks(block)
            if kept:
                return kept
        return b""

    def close(self) -> None:
        """Leave the stream open: who opened it closes it."""

    def physical(self, lines: np.ndarray) -> np.ndarray:
        """Return where lines of this stream (0-based) are in the text (0-based)."""
        gone = np.concatenate([[0], np.cumsum(self._gone)])
        return lines + self._before + gone[np.searchsorted(self._at, lines, side="right")]

    def forget(self, line: int) -> None:
        """Keep no account of gaps before a line (0-based); no earlier one will be asked for."""
        past = int(np.searchsorted(self._at, line, side="right"))
        self._before += int(self._gone[:past].sum())
        self._at, self._gone = self._at[past:], self._gone[past:]

    def _block(self, size: int) -> bytes:
        """Read a block that does not end between the two characters of a line break."""
        more = self._stream.read(size - 1)
        block, self._held = (self._held + more if self._held else more), b""
        if more and block[-1] == _CR:
            block, self._held = block[:-1], b"\r"
            return block or self._block(size)
        return block

    def _without_blanks(self, block: bytes) -> bytes:
        breaks = block.count(b"\n")
        alone = b"\r" in block and block.count(b"\r") - block.count(b"\r\n")
        if not alone and breaks * (self._width + 1) <= len(block):
            self._lines += breaks
            kept = block
        elif not self._quoted and self._last in (_LF, _CR) and not block.strip(b"\n"):
            self._note(np.array([self._lines]), np.array([len(block)]))
            kept = b""
        else:
            kept = self._squeezed(block)
        self._quoted ^= block.count(b'"') % 2 == 1
        self._last = block[-1]
        return kept

    def _squeezed(self, block: bytes) -> bytes:
        """Leave out the blank lines of a block and note where they were."""
        data = np.frombuffer(block, dtype=np.uint8)
        before = np.concatenate([np.array([self._last], np.uint8), data[:-1]])
        second = (data == _LF) & (before == _CR)
        ends = ((data == _LF) | (data == _CR)) & ~second
        blank = ends & ((before == _LF) | (before == _CR))
        if self._quoted or _QUOTE in block:
            inside = np.bitwise_xor.accumulate((data == _QUOTE).astype(np.uint8)).astype(bool) ^ self._quoted
            blank &= ~inside
            ends = np.where(inside, data == _LF, ends)  # a row is as many lines longer as its cells hold LF
        where = np.flatnonzero(blank)
        left = ends & ~blank
        at = self._lines + np.cumsum(left, dtype="int32")[where].astype("int64")
        self._lines += int(np.count_nonzero(left))
        if not len(where):
            return block
        places, counts = np.unique(at, return_counts=True)
        self._note(places, counts)
        gone = blank.copy()
        gone[1:] |= second[1:] & blank[:-1]
        return data[~gone].tobytes()

    def _note(self, places: np.ndarray, counts: np.ndarray) -> None:
        self._at = np.concatenate([self._at, places])
        self._gone = np.concatenate([self._gone, counts])
