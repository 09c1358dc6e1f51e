"""Plain words for the map, from the one place that has them, and the filters as a picture lists them."""

from __future__ import annotations

from typing import Any

from events import wording
from events.wording import METRES_PER_MILE, counts, day, days, distance, place, precision, when

__all__ = [
    "METRES_PER_MILE",
    "counts",
    "day",
    "days",
    "distance",
    "filters",
    "place",
    "precision",
    "stretch",
    "when",
]


def stretch(place: str, to_place: str) -> str:
    """Return a place, or a stretch by its two ends; "between A and B" names its end already."""
    if to_place and to_place not in place:
        return f"{place} – {to_place}" if place else to_place
    return place


def filters(filter: Any) -> tuple[str, ...]:
    """Say in words what an `events.query.Filter` lets through; empty when it lets all through.

    Parameters
    ----------
    filter : events.query.Filter
        The active filter.

    Returns
    -------
    tuple of str
        One phrase per active field, such as "attacker: ISIS" or "dates: until 31 Dec 2020".
    """
    return tuple(said for _, said in wording.filters(filter))
