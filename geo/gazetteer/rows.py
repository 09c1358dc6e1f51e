"""A row of a list of place names, and how its cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Row:
    """A named position read from a list; `line` is its physical line (or its number in a JSON file)."""

    line: int
    names: tuple[str, ...]
    latitude: float
    longitude: float
    country: str | None = None
    admin1: str | None = None
    kind: str = "settlement"
    population: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used, and why."""

    line: int
    message: str


def degrees(value: object, most: float) -> float | None:
    """Return a number of degrees, None when it is none or beyond `most`."""
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) <= most else None  # NaN compares false


def whole(value: object) -> int:
    """Return a whole number, 0 when it is none."""
    try:
        return max(0, int(float(str(value).replace(",", "") or 0)))
    except (ValueError, OverflowError):
        return 0


def clean(values: Iterable[str]) -> tuple[str, ...]:
    """Return names trimmed, each once, in their order."""
    return tuple(dict.fromkeys(w for w in (" ".join(str(v).split())[:300] for v in values) if w))
