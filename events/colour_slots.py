"""Which of the colours of a map a value gets: by its name first, never one that another has.

A colour is a number, a slot of `PALETTE`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

OKABE_ITO = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442")
"""The seven chromatic colours of Okabe and Ito (https://jfly.uni-koeln.de/color/), strongest first.

Their eighth, black, would vanish on the dark ground; "other" is grey instead.
"""

TOL = ("#882255", "#332288", "#999933", "#AA4499", "#661100", "#44AA99", "#117733")
"""Seven of Paul Tol's (https://personal.sron.nl/~pault/): for actors who became frequent later."""

PALETTE = (*OKABE_ITO, *TOL)
"""The colours by their slots, as they are on the light ground."""

RANKED = 7
"""So many of the most frequent values of a column are given a colour."""

SLOTS = 14
"""Slots there are: the first `RANKED`, then as many for values that become frequent later."""


def first_free(value: str, taken: Collection[int]) -> int | None:
    """Return the slot of a value, by its name first: two databases mostly agree. None: all are taken."""
    digest = hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    start = int.from_bytes(digest, "big")
    for base in range(0, SLOTS, RANKED):
        for step in range(RANKED):
            slot = base + (start + step) % RANKED
            if slot not in taken:
                return slot
    return None


def newly_given(
    held: Mapping[str, int], ranked: Sequence[str], gone: Iterable[str] = ()
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the slots that values get now, and the values that lose theirs for it.

    Parameters
    ----------
    held : mapping
        The slots given so far.
    ranked : sequence of str
        The most frequent values, the first `RANKED` of which count.
    gone : iterable of str
        Values with a slot that no event has any more: they give way when no slot is free.
    """
    given: dict[str, int] = {}
    left = dict(held)
    giving_way = [value for value in gone if value in left]
    lost: list[str] = []
    for value in ranked[:RANKED]:
        if value in left or value in given:
            continue
        slot = first_free(value, {*left.values(), *given.values()})
        if slot is None and giving_way:
            lost.append(giving_way.pop(0))
            slot = left.pop(lost[-1])
        if slot is not None:
            given[value] = slot
    return given, tuple(lost)
