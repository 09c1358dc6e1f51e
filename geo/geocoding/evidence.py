"""What the other places of a document, or of a file, say about which of its namesakes a name means.

Each name that stands beside is a witness: for the places that it may itself mean, by their claim to the name,
and so for what lies near these, in their unit, in their country. A namesake is taken when it holds three
quarters of what its own claim and the witnesses weigh together; else the name stays open.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from geo.geocoding import worldwide
from geo.geocoding.extents import apart_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Place
    from geo.geocoding.rated import Rated

LEAST_OF_UNIT = 3
"""Different places beside from which on they say in which unit it is."""

THREE_QUARTERS = 0.75
"""Share of the evidence that settles a namesake."""

HALF, TWO_THIRDS = 0.5, 2 / 3
"""Share of the names beside that says in which country or unit the others are."""

LEAST_SUPPORT = 0.08
"""Support below which the names beside say nothing about a place."""

LOCAL_SUPPORT = 0.3
"""Support from which on the names beside make up for what a small place's name alone leaves in doubt."""

LEAST_WITNESSES = 2
"""Known names beside from which on they say where a place is that nothing here knows."""

NEIGHBOURS, SAME_PARTS, SAME_UNIT, SAME_REGION, SAME_COUNTRY = 1.0, 0.8, 0.7, 0.45, 0.2
NEIGHBOURS_M, PARTS_M, REGION_M = 50_000.0, 150_000.0, 400_000.0
"""How much a place that is meant beside says for another one within 50 or 150 km, in its unit, within 400 km,
in its country."""

UNNAMED = 0.04
"""What a place has for it that no name beside supports: documents name far towns, too."""

CLAIM_POWER = 0.55
"""How much more a town with so many times the people is meant, beside what the document says."""


What = TypeVar("What", int, str)


class Witness(NamedTuple):
    """One of the places that a name beside may mean, and its share of the claims to that name; ``reach_m`` is
    how far a country reaches, 0 for anything else."""

    latitude: float
    longitude: float
    country: str
    unit_rows: frozenset[int]
    reach_m: float
    share: float


class Evidence:
    """What some names say together.

    Parameters
    ----------
    witnesses : sequence of sequence of Witness
        The places that each name may mean; names that nothing here knows are left out.
    """

    def __init__(self, witnesses: Sequence[Sequence[Witness]]) -> None:
        self.witnesses = tuple(tuple(w) for w in witnesses)
        votes = [{w.country: w.share for w in _by_country(each)} for each in self.witnesses]
        alone = len(votes) == 1 and len(self.witnesses[0]) == 1 and self.witnesses[0][0].reach_m == 0
        self.country = _settled(votes) if len(votes) >= LEAST_WITNESSES or alone else None
        self._known: dict[int, float] = {}

    @property
    def unit_row(self) -> int | None:
        """Row of the first-level unit, in the shipped index, that two thirds of the names speak for."""
        votes: dict[tuple[float, float], dict[int, float]] = {}
        for each in self.witnesses:
            held: dict[int, float] = defaultdict(float)
            for witness in each:
                for row in witness.unit_rows:
                    held[row] += witness.share
            if held:  # the same town under two names speaks once
                votes[each[0].latitude, each[0].longitude] = dict(held)
        enough = len(votes) >= LEAST_OF_UNIT and 2 * len(votes) >= len(self.witnesses)
        return _settled(list(votes.values())) if enough else None

    def support(self, place: Place) -> float:
        """Return how much the names beside speak for a place, from 0 to 1."""
        key = id(place)
        if key not in self._known:
            said = (
                max((w.share * _affinity(place, w) for w in each), default=0.0) for each in self.witnesses
            )
            self._known[key] = sum(said) / max(1, len(self.witnesses))
        return self._known[key]

    def weigh(self, named: Sequence[Rated]) -> tuple[Rated, float, float]:
        """Return the best of the namesakes, its share of the evidence, and its support."""
        weights = [self._weight(r) for r in named]
        best = max(range(len(named)), key=lambda i: weights[i])
        mine = sum(
            w
            for r, w in zip(named, weights, strict=True)
            if r is named[best] or worldwide.one_place(r.place, named[best].place)
        )
        return named[best], mine / sum(weights), self.support(named[best].place)

    def _weight(self, rated: Rated) -> float:
        claim = worldwide.claim(rated) ** CLAIM_POWER
        return claim * (UNNAMED + self.support(rated.place)) * _fit(rated)

    def holds(self, home: Place, namesakes: Sequence[Rated]) -> bool:
        """Say whether a unit or country has at least half the weight of what a name may mean."""
        bearers = [r for r in namesakes if r.match.quality >= worldwide.SURE_NAME]
        weights = [(self._weight(r), r.place) for r in bearers]
        inside = [
            w
            for w, place in weights
            if place.country == home.country
            and (home.kind == "country" or home.row == place.row or home.row in place.unit_ids)
        ]
        return sum(inside) >= HALF * sum(w for w, _ in weights)

    def against(self, rated: Rated) -> bool:
        """Say whether the names beside speak for another country than that of a place, which is no great city
        that any document may name."""
        if self.country is None or rated.place.country == self.country:
            return False
        if rated.place.kind == "country" or worldwide.is_great(rated):
            return False
        return self.support(rated.place) < LEAST_SUPPORT


def _fit(rated: Rated) -> float:
    return math.exp(12.0 * (min(rated.match.quality, 1.0) - 1.0))


def _by_country(senses: Sequence[Witness]) -> list[Witness]:
    shares: dict[str, float] = defaultdict(float)
    for witness in senses:
        shares[witness.country] += witness.share
    return [Witness(0.0, 0.0, country, frozenset(), 1.0, share) for country, share in shares.items()]


def _settled(votes: Sequence[dict[What, float]]) -> What | None:
    total: dict[What, float] = defaultdict(float)
    for vote in votes:
        for what, share in vote.items():
            total[what] += share
    if not total:
        return None
    best = max(total, key=lambda k: total[k])
    return best if total[best] >= TWO_THIRDS * len(votes) else None


def _affinity(place: Place, witness: Witness) -> float:
    if place.country != witness.country:
        gap = apart_m(place.latitude, place.longitude, witness.latitude, witness.longitude)
        return SAME_COUNTRY if witness.reach_m == 0.0 and gap <= PARTS_M else 0.0
    if witness.reach_m > 0.0 or place.kind == "country":
        return SAME_REGION if 0.0 < witness.reach_m <= REGION_M else SAME_COUNTRY
    gap = apart_m(place.latitude, place.longitude, witness.latitude, witness.longitude)
    if gap <= NEIGHBOURS_M:
        return NEIGHBOURS
    rows = (place.row,) if place.kind == "adm1" else place.unit_ids
    if gap <= PARTS_M:
        return SAME_PARTS
    if not witness.unit_rows.isdisjoint(rows):
        return SAME_UNIT
    return SAME_REGION if gap <= REGION_M else SAME_COUNTRY
