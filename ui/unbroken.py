"""What a person asked for is done whole: no other run of the page breaks it off between two of its steps.

Streamlit ends a run for a newer one wherever the run touches the session's state. A callback that writes to
the database and then remembers that it did could be ended in between: a decision was written and not shown,
or done twice, and an undo that was taken stayed on offer.
"""

from __future__ import annotations

import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
R = TypeVar("R")
_ENDS = "_yield_callback"
"""Streamlit publishes no way to ask for this: what ends a run that another replaces (held by a test)."""


@contextmanager
def unbroken() -> Iterator[None]:
    """Let this run go on until the block is done, whatever runs of the page are waiting."""
    context = get_script_run_ctx()
    state = context.session_state if context else None
    ends = getattr(state, _ENDS, None)
    if state is None or ends is None:
        yield
        return
    object.__setattr__(state, _ENDS, _go_on)
    try:
        yield
    finally:
        object.__setattr__(state, _ENDS, ends)


def whole(call: Callable[P, R]) -> Callable[P, R]:
    """Return a callback that is done whole."""

    @functools.wraps(call)
    def done(*args: P.args, **options: P.kwargs) -> R:
        with unbroken():
            return call(*args, **options)

    return done


def _go_on() -> None:
    """End nothing."""
