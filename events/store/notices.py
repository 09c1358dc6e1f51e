"""What is to be said about a database that still works: its disk is full, changes of it are lost.

A notice is no error: what was asked for is done. Whoever shows results (the command line, a page) shows these
beside them, as long as they hold.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_lock = threading.Lock()
_told: dict[Path, dict[str, str]] = {}
_saved = 0


def tell(path: Path, kind: str, sentence: str | None) -> None:
    """Set what is to be said of one kind about a database; None takes it back."""
    with _lock:
        if sentence is None:
            _told.get(path, {}).pop(kind, None)
        else:
            _told.setdefault(path, {})[kind] = sentence


def about(path: Path) -> tuple[str, ...]:
    """Return what is to be said about a database now."""
    with _lock:
        return tuple(_told.get(path, {}).values())


def everything() -> tuple[str, ...]:
    """Return what is to be said about all databases that this process used."""
    with _lock:
        return tuple(sentence for told in _told.values() for sentence in told.values())


def forget() -> None:
    """Begin anew: what was said and counted before belongs to another command."""
    global _saved
    with _lock:
        _told.clear()
        _saved = 0


def count_saved() -> None:
    """Note that a change was saved."""
    global _saved
    with _lock:
        _saved += 1


def changes_saved() -> int:
    """Return how many changes this process has saved, in whichever database."""
    return _saved


__all__ = ["about", "changes_saved", "count_saved", "everything", "forget", "tell"]
