"""Which of the places a name may mean: all rules pooled, then ranked; two good rivals are said, not
tossed."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer import Gazetteer, Place, areas, generic, names
from geo.gazetteer.matching import Match
from geo.geocoding import worldwide
from geo.geocoding.evidence import LEAST_SUPPORT, LOCAL_SUPPORT, THREE_QUARTERS
from geo.geocoding.extents import EARTH_RADIUS_M, UNITS, apart_m, extent_m
from geo.geocoding.rated import Rated

if TYPE_CHECKING:
    from geo.geocoding.evidence import Evidence

__all__ = ["EARTH_RADIUS_M", "UNITS", "Choice", "Context", "Rated", "apart_m", "choose", "extent_m"]
__all__ += ["rows_of"]

RIVAL_MARGIN = 0.07
RIVAL_DISTANCE_M = 25_000.0
"""Human coders agree with each other within 25 km on 91 % of places (measured on UCDP): nearer rivals are
one place."""

DOMINANCE_AT_HOME = 4.0
DOMINANCE = 12.0
"""A town so many times as large as its namesake in another unit is meant when nothing else is said."""

MAX_KNOWN = 10_000
"""Choices that are remembered: in event tables the same anchors come again and again."""

LEAST_SCORE = 0.80
SHORT_NAME = 4
LEAST_ALIKE = 0.85
"""What a match needs in a country that only the document speaks for."""

SURE_QUALITY = 0.77
"""What a match by consonants needs even where the stated admin-1 unit holds it: letters 82 % alike."""

CONTEXT_BONUS = 0.12
CONTEXT_PENALTY = 0.30
FAR_NEAR_M = 100_000.0
_KIND_FIT: dict[str | None, dict[str, float]] = {
    None: {
        "settlement": 0.0,
        "learned": 0.0,
        "area": 0.0,
        "feature": -0.02,
        "airport": -0.06,
        "base": -0.04,
        "adm1": -0.06,
        "adm2": -0.09,
        "country": 0.12,
    },
    "settlement": {
        "settlement": 0.02,
        "learned": 0.0,
        "area": -0.02,
        "feature": -0.12,
        "airport": -0.1,
        "base": -0.1,
        "adm1": -0.2,
        "adm2": -0.12,
        "country": -0.3,
    },
    "area": {
        "settlement": -0.02,
        "area": 0.04,
        "feature": -0.04,
        "airport": -0.12,
        "base": -0.1,
        "adm1": -0.08,
        "adm2": -0.04,
        "country": -0.3,
    },
    "admin": {
        "settlement": -0.1,
        "area": -0.1,
        "feature": -0.2,
        "airport": -0.25,
        "base": -0.25,
        "adm1": 0.05,
        "adm2": 0.04,
        "country": -0.1,
    },
    "airport": {
        "settlement": -0.08,
        "area": -0.08,
        "airport": 0.06,
        "base": 0.06,
        "adm1": -0.25,
        "adm2": -0.25,
        "country": -0.4,
    },
    "base": {
        "settlement": -0.05,
        "area": -0.04,
        "airport": 0.0,
        "base": 0.05,
        "adm1": -0.25,
        "adm2": -0.25,
        "country": -0.4,
    },
    "feature": {
        "settlement": -0.05,
        "area": -0.02,
        "feature": 0.04,
        "airport": -0.1,
        "base": -0.1,
        "adm1": -0.25,
        "adm2": -0.2,
        "country": -0.4,
    },
}
_KIND_FIT["stretch"] = _KIND_FIT["feature"]
"""How well a record's kind fits what the words around the name say it is."""

SAME_SPOT_DEG = 0.015
"""Degrees of latitude beyond which two records are never of the same spot: a little more than 1500 m."""


class Choice(NamedTuple):
    """The outcome of ranking: the best (None when nothing is good enough), its rivals, what was set aside.

    ``doubt`` says why the best is not to be taken though it has no rivals.
    """

    best: Rated | None
    rivals: tuple[Rated, ...]
    elsewhere: tuple[Rated, ...]
    rated: tuple[Rated, ...]
    wanted: str | None = None
    doubt: str = ""

    @property
    def open(self) -> bool:
        """Whether something is meant, and it cannot be said what."""
        return self.best is not None and bool(self.rivals or self.doubt)


class Context(NamedTuple):
    """What is known besides the name: country code, admin-1 units, places that the text names besides, and
    what the other places of the document say.

    With ``brief`` nobody looks at what is not taken: names that have only consonants in common are left out
    where nothing could confirm them. ``near`` holds (latitude, longitude, metres): the place is within so far
    of one of them.
    """

    country: str | None = None
    units: tuple[Place, ...] = ()
    near: tuple[tuple[float, float, float], ...] = ()
    evidence: Evidence | None = None
    brief: bool = False

    @property
    def unit_rows(self) -> frozenset[int] | None:
        """Rows of the admin-1 units, None when none is known."""
        return rows_of(self.units)


@lru_cache(maxsize=4096)
def rows_of(units: tuple[Place, ...]) -> frozenset[int] | None:
    """Return the rows of admin-1 units, None when there is none."""
    return frozenset([u.row for u in units]) if units else None


def choose(gazetteer: Gazetteer, name: str, context: Context) -> Choice:
    """Return what a name means in its context.

    Parameters
    ----------
    gazetteer : Gazetteer
    name : str
        As written; general words in it ("village", "airbase") tell the kind that is wanted.
    context : Context
    """
    known = gazetteer.choices.get((name, context))
    if known is None:
        if len(gazetteer.choices) >= MAX_KNOWN:
            gazetteer.choices.clear()
        known = gazetteer.choices[name, context] = _choose(gazetteer, name, context)
    return known


def _choose(gazetteer: Gazetteer, name: str, context: Context) -> Choice:
    plain = names.basic(name)
    _bare, wanted = generic.split(plain)
    if generic.only_general(plain):
        return Choice(None, (), (), (), wanted)
    large = areas.meant(gazetteer, name)
    named = _named_area(name, large, context)
    if named is not None:
        return _of(named, wanted)
    consonants = not context.brief or bool(context.units or context.near)
    matches = gazetteer.search(plain, context.country, context.unit_rows, consonants=consonants)
    if context.country is None and not context.units:
        if large is not None and large.place.kind != "country":
            return _of(large, wanted)
        if large is not None:
            matches = [large, *(m for m in matches if m.place is not large.place)]
    matches = [m for m in matches if m.place.kind != "country" or m.place.radius_m > 0]
    if not matches:
        return Choice(None, (), (), (), wanted)
    rated = [_rate(m, wanted, context) for m in matches]
    if len(rated) > 1:
        rated.sort(key=_by_score)
        rated = _distinct(rated)
    abroad = context.country is None and bool(context.units)
    inside = [r for r in rated if (r.agrees if abroad else r.agrees is not False)]
    elsewhere = tuple(
        r for r in rated if not (r.agrees if abroad else r.agrees is not False) and r.score >= LEAST_SCORE
    )
    near = [r for r in inside if context.near and within_reach(r.place, context)]
    if context.country is None and not context.units and not near:
        settled = _by_evidence(gazetteer, name, context, inside, wanted) if context.evidence else None
        if settled is None:
            best, rivals, doubt = worldwide.verdict(inside, wanted)
            settled = Choice(best, rivals, elsewhere, (), wanted, doubt)
        return settled._replace(rated=tuple(rated))
    best, rivals = _known(plain, inside, context, wanted)
    return Choice(best, rivals, elsewhere, tuple(rated), wanted)


def _known(
    plain: str, inside: list[Rated], context: Context, wanted: str | None
) -> tuple[Rated | None, tuple[Rated, ...]]:
    """Return the best and its rivals where the country, the unit or places beside are known."""
    known = context.country or context.units or context.near
    # in the whole world some hamlet sounds like any three letters
    sharp = 0.0 if known or len(plain) > SHORT_NAME else 0.93
    good = [r for r in inside if r.score >= (LEAST_SCORE if known else 0.87) and r.match.quality >= sharp]
    if not good or (good[0].match.quality < 0.85 and not _sure(good[0], context)):
        return None, ()
    best = good[0]
    unit = worldwide.unit_before_town(best, good[:8]) if wanted is None and not context.units else None
    if unit is not None:
        return unit, ()
    rivals = tuple(r for r in good[1:] if _is_rival(best, r))
    if rivals and context.evidence is not None:
        likely, share, support = context.evidence.weigh([best, *rivals])
        if share >= THREE_QUARTERS and support >= LEAST_SUPPORT:
            best, rivals = likely, ()
    return best, rivals


def _by_evidence(
    gazetteer: Gazetteer, name: str, context: Context, inside: list[Rated], wanted: str | None
) -> Choice | None:
    """Return what a name means by the other names of its document, None where these say nothing of it."""
    evidence = context.evidence
    assert evidence is not None
    namesakes = worldwide.named(inside, wanted)
    if namesakes:
        likely, share, support = evidence.weigh(namesakes)
        best, rivals, doubt = worldwide.verdict(inside, wanted)
        known = best is not None and not rivals and not doubt
        if known and best is not None and best.place.country != likely.place.country:
            # what is known without the document is left open by it, never put into another country
            return Choice(best, (likely,), (), (), wanted)
        if share < THREE_QUARTERS:
            great = best is not None and (best.place.kind in ("country", "adm1") or worldwide.is_great(best))
            if best is not None and not rivals and (not great or evidence.against(best)):
                rivals = tuple(r for r in namesakes if r is not best)
            return Choice(best, rivals, (), (), wanted, doubt)
        one = [r for r in namesakes if r is likely or worldwide.one_place(r.place, likely.place)]
        best, rivals, doubt = worldwide.verdict(one, wanted)
        if evidence.against(likely):
            doubt = "the other places of the document speak for another country"
        return Choice(best, rivals, (), (), wanted, "" if support >= LOCAL_SUPPORT else doubt)
    if evidence.country is None:
        return None
    there = choose(gazetteer, name, Context(evidence.country, evidence=evidence))
    sure = there.best is not None and not there.open and there.best.match.quality >= LEAST_ALIKE
    return there if sure else None


def _named_area(name: str, large: Match | None, context: Context) -> Match | None:
    """What a name means before any town: a sea, the country itself, a region that lies in the country."""
    if large is not None and large.place.kind == "sea":
        return large  # no village is called by a sea's whole name, whatever the country
    if context.units:
        return None
    if large is not None and large.place.country == context.country:
        return large
    region = areas.inside(name, context.country)
    if region is None:
        return None
    # Donbas in Ukraine is no settlement, Sinai in Egypt not Aswan of old
    return Match(region, region.name, "name of a region", 1.0)


def _of(match: Match, wanted: str | None) -> Choice:
    rated = Rated(match, match.quality, None)
    return Choice(rated, (), (), (rated,), wanted)


def _by_score(rated: Rated) -> float:
    return -rated.score


def _rate(match: Match, wanted: str | None, context: Context) -> Rated:
    place = match.place
    score = match.quality + _KIND_FIT[wanted].get(place.kind, 0.0)
    score += 0.012 * math.log10(place.population + 1) + 0.004 * min(place.weight, 10)
    agrees: bool | None = None
    if place.kind == "country":
        if match.quality < 0.97:
            score -= 0.2  # Samawah is not Samoa
        return Rated(match, score, agrees)
    if context.units:
        agrees = held_by(place, context.units)
    if context.near:
        score += _nearness(match, wanted, context)
    return Rated(match, score, agrees)


def _nearness(match: Match, wanted: str | None, context: Context) -> float:
    """Return what the other places in the text add to a candidate's score, or take from it."""
    place = match.place
    gaps = _gaps(place, context)
    if min(gaps) <= 0:
        return CONTEXT_BONUS if place.kind not in UNITS else 0.0
    # "Sinjar, near Mosul": reports call a known town near one that is 110 km away
    known = place.population >= 10_000 and match.quality >= 0.93 and wanted in (None, "settlement")
    return -0.05 if known and min(gaps) <= FAR_NEAR_M else -CONTEXT_PENALTY


def _gaps(place: Place, context: Context) -> list[float]:
    own = place.radius_m if place.kind in UNITS else 0.0
    return [
        apart_m(lat, lon, place.latitude, place.longitude) - reach - own for lat, lon, reach in context.near
    ]


def within_reach(place: Place, context: Context) -> bool:
    """Say whether a place is as near as it must be to one that the text names besides."""
    return min(_gaps(place, context), default=1.0) <= 0


def held_by(place: Place, units: tuple[Place, ...]) -> bool | None:
    """Return whether one of the units holds the place; None when that cannot be told."""
    rows = rows_of(units) or frozenset()
    if place.kind == "adm1":
        return place.row in rows
    ids = place.unit_ids
    if ids:
        return not rows.isdisjoint(ids)
    reach = any(
        apart_m(u.latitude, u.longitude, place.latitude, place.longitude) <= u.radius_m for u in units
    )
    return None if reach else False


def _sure(rated: Rated, context: Context) -> bool:
    """Say whether an answer by consonants alone may stand: never without a unit or a neighbour that
    confirms it."""
    return bool(rated.agrees or context.near) and rated.match.quality >= SURE_QUALITY


def _distinct(rated: list[Rated]) -> list[Rated]:
    """Drop records of the same thing: the same spot and kind listed by two sources, the better score kept."""
    kept: list[Rated] = []
    bands: dict[int, list[Place]] = {}
    for one in (*rated[:60], *(r for r in rated[60:] if r.match.quality >= worldwide.WHOLE_NAME)):
        place = one.match.place
        band = int(place.latitude / SAME_SPOT_DEG)
        near = [other for b in (band - 1, band, band + 1) if b in bands for other in bands[b]]
        if near and any(_same_spot(other, place) for other in near):
            continue
        kept.append(one)
        bands.setdefault(band, []).append(place)
    return kept


def _same_spot(a: Place, b: Place) -> bool:
    if abs(a.latitude - b.latitude) > SAME_SPOT_DEG or (a.kind in UNITS) != (b.kind in UNITS):
        return False
    return apart_m(a.latitude, a.longitude, b.latitude, b.longitude) < 1500.0


def _is_rival(best: Rated, other: Rated) -> bool:
    a, b = best.place, other.place
    if best.score - other.score > RIVAL_MARGIN:
        return False
    distance = apart_m(a.latitude, a.longitude, b.latitude, b.longitude)
    if distance <= RIVAL_DISTANCE_M + (
        extent_m(a) + extent_m(b) if a.kind not in UNITS and b.kind not in UNITS else 0.0
    ):
        return False
    if b.kind in UNITS and a.kind not in UNITS and distance <= b.radius_m:
        return False  # a town and the district that bears its name
    if a.kind == "country" and b.kind != "adm1":
        return False  # Iraq, not a town that is called so elsewhere; Georgia stays a question
    if a.kind in UNITS and b.kind in UNITS and a.kind not in (b.kind, "country"):
        return False
    if (
        a.kind == "settlement" == b.kind
        and a.population >= 1000
        and a.population
        >= (DOMINANCE_AT_HOME if a.country == b.country else DOMINANCE) * max(b.population, 1)
    ):
        return best.match.quality < other.match.quality - 0.03
    return True
