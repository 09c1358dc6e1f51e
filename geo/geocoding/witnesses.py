"""The names that stand beside one, as witnesses of what it means: the places that each may itself be."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo.gazetteer import Gazetteer, areas, names
from geo.geocoding import relations, worldwide
from geo.geocoding.evidence import Evidence, Witness
from geo.geocoding.ranking import Context, choose

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NAMES = 60
"""Names beside that are looked at: a document seldom has more, and the first are named most."""

MAX_SENSES = 8
"""Places that one name beside may mean, those with the strongest claims."""


def gather(gazetteer: Gazetteer, beside: Sequence[str], own: str) -> Evidence | None:
    """Return what names say that stand beside one, None when nothing here knows any of them.

    Parameters
    ----------
    gazetteer : Gazetteer
    beside : sequence of str
        Names as written, those first that are named most.
    own : str
        The name that is asked for: it is no witness for itself, nor is what has all of it in it; Manila is
        one for "Manila Cathedral".
    """
    mine = names.basic(own)
    near = (n for n in beside[:MAX_NAMES] if n and len(n) <= relations.MAX_TEXT)
    asked = tuple(dict.fromkeys(n for n in near if not _overlaps(names.basic(n), mine)))
    return _gather(gazetteer, asked)


def _overlaps(one: str, other: str) -> bool:
    """Say whether a name beside has the whole of the name that is asked for in it."""
    return not one or f" {other} " in f" {one} "


@lru_cache(maxsize=512)
def _gather(gazetteer: Gazetteer, beside: tuple[str, ...]) -> Evidence | None:
    found = [w for w in (_senses(gazetteer, name) for name in beside) if w]
    return Evidence(found) if found else None


@lru_cache(maxsize=20_000)
def _senses(gazetteer: Gazetteer, name: str) -> tuple[Witness, ...]:
    parts = relations.parse(areas.spelt_out(name))
    if not parts:
        return ()
    choice = choose(gazetteer, parts[0].anchors[0], Context())
    named = worldwide.named(choice.rated, choice.wanted)
    if choice.best is not None and not choice.open:
        kept = [choice.best]
    else:
        kept = sorted(named, key=worldwide.claim, reverse=True)[:MAX_SENSES]
    total = sum(worldwide.claim(r) for r in named) if named else 1.0
    senses = []
    for rated in kept:
        place = rated.place
        if not place.country:
            continue  # seas, continents and regions are shared by many
        rows = frozenset([place.row]) if place.kind == "adm1" else frozenset(place.unit_ids)
        share = 1.0 if len(kept) == 1 else worldwide.claim(rated) / total
        wide = place.radius_m if place.kind == "country" else 0.0
        senses.append(Witness(place.latitude, place.longitude, place.country, rows, wide, share))
    return tuple(senses)
