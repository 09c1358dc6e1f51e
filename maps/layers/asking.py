"""Rings and entries of the legend as a person types them; a refusal names what is nearest."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from events.errors import EventsError
from events.vocabulary import codebook
from geo.nearest import offer
from maps.layers import hidden
from maps.layers.rings import EVERY, RingSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maps.layers.legend import Legend

MOST_KM = 20_040.0
"""Half round the Earth: nothing is farther."""


class AskedError(EventsError, ValueError):
    """What was typed means nothing here; the text is a sentence that names what would."""


def rings(texts: Sequence[str]) -> str | tuple[RingSpec, ...]:
    """Read the rings that are asked for round every event.

    Parameters
    ----------
    texts : sequence of str
        Each a weapon (its key, or words that name one), a distance in kilometres ("20", "20 km"), or alone
        "auto" (those of the events' own weapons) or "none".

    Returns
    -------
    "auto" or tuple of RingSpec

    Raises
    ------
    AskedError
        One is none of these, or a weapon of unknown reach.
    """
    plain = [text.strip().casefold() for text in texts]
    if plain in (["auto"], ["none"]):
        return "auto" if plain == ["auto"] else ()
    return tuple(spec for text in texts for spec in _ring(text))


def _ring(text: str) -> list[RingSpec]:
    distance = re.fullmatch(r"(\d{1,5}(?:\.\d{1,6})?)\s*(?:km)?", text.strip().casefold(), re.ASCII)
    if distance:
        km = float(distance[1])
        if not 0.001 <= km <= MOST_KM:
            raise AskedError(
                f"A ring of {text.strip()} km cannot be drawn; it has 0.001 to {MOST_KM:,.0f} km."
            )
        return [RingSpec(EVERY, EVERY, None, km * 1000)]
    weapons = codebook.weapons()
    named = [weapon for weapon in weapons if weapon.key == text.strip().casefold()]
    named = named or list(codebook.weapons_named(text))
    if not named:
        known = [
            name
            for weapon in weapons
            if weapon.max_range_m
            for name in (weapon.key, weapon.label, *weapon.press_names)
        ]
        near = offer(text, known, examples=6)
        raise AskedError(f"{text!r} is no weapon with a known reach and no distance{near}.")
    reaching = [weapon for weapon in named if weapon.max_range_m and math.isfinite(weapon.max_range_m)]
    if not reaching:
        raise AskedError(f"The reach of {named[0].label} is not known; ask for a distance in km.")
    return [RingSpec(EVERY, EVERY, weapon.key) for weapon in reaching]


def hidden_keys(legend: Legend, texts: Iterable[str]) -> tuple[str, ...]:
    """Read entries of a legend that are to be switched off.

    Parameters
    ----------
    legend : Legend
    texts : iterable of str
        Each as the legend calls it, in any case, or its key (`maps.layers.hidden`).

    Returns
    -------
    tuple of str
        Their keys.

    Raises
    ------
    AskedError
        One is no entry of this legend.
    """
    entries = [(hidden.key(entry), entry.label) for entry in legend.entries()]
    found = []
    for text in texts:
        plain = text.strip().casefold()
        keys = [key for key, label in entries if plain in (label.casefold(), key.casefold())]
        if not keys:
            near = offer(text, [label for _, label in entries], examples=6)
            raise AskedError(f"{text!r} is no entry of this map's legend{near}.")
        found += keys
    return tuple(dict.fromkeys(found))
