"""The rows that an import refused: the first in memory, the others in a temporary file, none lost."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, overload

from events.tidying import when_gone
from geo import leftovers

MOST_HELD = 20_000
"""Refused rows that are held in memory."""
MOST_CHARACTERS = 16_000_000
"""Characters of refused rows that are held in memory."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the file that was refused or flagged; unknown parts are None.

    ``row`` is the spreadsheet row or physical line (the header is 1), ``record``
    the 1-based record or feature, ``id`` the source's own key.
    """

    message: str
    row: int | None = None
    record: int | None = None
    id: str | None = None
    column: str | None = None
    value: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the item as the dictionary that scripts read."""
        return {
            "row": self.row,
            "record": self.record,
            "id": self.id,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


Pair = tuple[Item, tuple[str, ...]]
"""A refused row: what is wrong with it, and its cells as they came."""


class Refused(Sequence[Item]):
    """Refused rows in the order in which they were added; its elements are what is wrong with them."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._held: list[Pair] = []
        self._room = MOST_CHARACTERS
        self._count = 0
        self._file: IO[str] | None = None
        for item, cells in pairs:
            self.add(item, cells)

    @property
    def on_disk(self) -> bool:
        """Whether there are more of them than memory holds."""
        return self._file is not None

    def add(self, item: Item, cells: Sequence[str] = ()) -> None:
        """Add a refused row, with its cells as they came."""
        self._count += 1
        if self._file is None:
            self._room -= len(item.message) + sum(map(len, cells))
            if len(self._held) < MOST_HELD and self._room >= 0:
                self._held.append((item, tuple(cells)))
                return
            self._file = _temporary(self)
        self._file.write(json.dumps([_plain(item), cells]) + "\n")

    def sort(self) -> None:
        """Put them in the order of their rows, unless there are so many that they stay as they came."""
        if self._file is None:
            self._held.sort(key=by_row)

    def pairs(self) -> Iterator[Pair]:
        """Go through them with their cells."""
        yield from self._held
        if self._file is not None:
            self._file.flush()
            with Path(self._file.name).open(encoding="utf-8") as lines:
                for line in lines:
                    said, cells = json.loads(line)
                    yield Item(*said), tuple(cells)

    def __iter__(self) -> Iterator[Item]:
        return (item for item, _ in self.pairs())

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> list[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | list[Item]:
        if isinstance(at, slice):
            return list(islice(self, *at.indices(len(self))))
        place = range(len(self))[at]
        return next(islice(self, place, None))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Refused({self[:20]!r})"


def by_row(pair: Pair) -> tuple[int, int]:
    """Return what puts refused rows in the order of the file."""
    return pair[0].row or 0, pair[0].record or 0


def _temporary(owner: Refused) -> IO[str]:
    handle, path = tempfile.mkstemp(prefix="refused-", suffix=".jsonl", dir=leftovers.scratch())
    os.close(handle)
    file = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 (it stays open as long as its owner is used)
    when_gone(owner, _remove, file)
    return file


def _remove(file: IO[str]) -> None:
    file.close()
    Path(file.name).unlink(missing_ok=True)


def _plain(item: Item) -> tuple[Any, ...]:
    """Return an item's values in the order in which it takes them."""
    return item.message, item.row, item.record, item.id, item.column, item.value
