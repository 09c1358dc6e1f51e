"""What an engine's refusal means for a person: what is wrong, what was changed, what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import duckdb

from events.errors import StoreDamagedError, StoreError, StoreFullError

if TYPE_CHECKING:
    from pathlib import Path

_FULL = ("No space left", "Disk quota exceeded", "File too large", "not enough space", "disk is full",
         "max_temp_directory_size", "maximum swap space")  # fmt: skip
_DAMAGED = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException,
            duckdb.InternalException)  # fmt: skip
_CORRUPT = ("orrupt", "checksum", "invalidated", "eserializ")
Advice = Callable[[], str]


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that a disk has no more room."""
    return any(sign in str(error) for sign in _FULL)


@contextlib.contextmanager
def plainly(path: Path, advice: Advice, *, before: str = "") -> Iterator[None]:
    """Say errors of the engine in plain words.

    Parameters
    ----------
    path : Path
        The database.
    advice : callable
        Returns what a person can do about damage.
    before : str
        What is so, whichever way the block fails ("nothing was changed").
    """
    try:
        yield
    except duckdb.Error as error:
        said = meaning(error, path, advice, before=before)
        if said is None:
            raise
        raise said from (None if isinstance(said, StoreFullError) else error)


def meaning(error: duckdb.Error, path: Path, advice: Advice, *, before: str = "") -> StoreError | None:
    """Return what an error of the engine means; None when it is no matter of the disk or the file."""
    text = str(error)
    so = f"; {before}" if before else ""
    if is_full(error):
        there = f"the disk of the database {path.name}"
        where = there if str(path) in text else "the disk for temporary files"
        return StoreFullError(f"There is no space left on {where}{so}. Make room there, then try again.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(f"There is not enough memory for this{so}. Choose less, or close other programs.")
    if isinstance(error, _DAMAGED) or any(sign in text for sign in _CORRUPT):
        return StoreDamagedError(
            f"The database {path} is damaged: a part of it cannot be read{so}. What does not need that"
            f" part still works; “atlas.py verify” says what it is. {advice()}"
        )
    return None


__all__ = ["Advice", "is_full", "meaning", "plainly"]
