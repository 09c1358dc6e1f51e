"""How a sentence quotes what came from outside: a cell, a column, a file's name."""

from __future__ import annotations

from pathlib import Path

MAX_SHOWN = 80
"""Longest excerpt of a cell, in characters, that a sentence quotes."""


def shown(value: object) -> str:
    """Return a cell's text as a sentence quotes it: one line, without control characters, not long."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: MAX_SHOWN * 2]).strip()
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def base_name(path: str | Path) -> str:
    """Return a file's base name as a sentence shows it: whole, without folder and control characters."""
    name = Path(str(path).replace("\\", "/")).name
    return "".join(c if c.isprintable() else " " for c in name).strip() or "the file"


def clipped(value: str | None, limit: int = 200) -> str | None:
    """Return a value for the report, at most ``limit`` characters long."""
    if value is None or len(value) <= limit:
        return value
    return value[: limit - 1] + "…"
