"""What an object leaves outside the program (a temporary folder, an open instance) goes when the object goes.

Python does that at the end of a process too, but not of a server that a signal ends: `tidy` is for that.
What a killed process leaves is cleared away by the next start (`geo.leftovers`).
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from geo import leftovers

if TYPE_CHECKING:
    from collections.abc import Callable

_pending: list[weakref.finalize[Any, Any]] = []


def when_gone(
    owner: Any, action: Callable[..., Any], *args: Any, **options: Any
) -> weakref.finalize[Any, Any]:
    """Run an action once `owner` is no longer used; calling what is returned runs it at once."""
    _pending[:] = [waiting for waiting in _pending if waiting.alive]
    waiting = weakref.finalize(owner, action, *args, **options)
    _pending.append(waiting)
    return waiting


def tidy() -> None:
    """Run now what still waits; for a process that is about to end."""
    while _pending:
        _pending.pop()()
    leftovers.forget()
