"""What a name means where no country is known: an answer only if its rivals leave no real doubt.

In the whole world some village bears any name and some other sounds like it. So only the very name counts
here, a unit comes before the town that is called like it, and a town must outweigh all its namesakes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer import names
from geo.geocoding.extents import UNITS, apart_m, extent_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer import Place
    from geo.geocoding.rated import Rated

SURE_NAME = 0.93
"""Quality of a match that is the very name, its article and its general words aside."""

GENERAL_WORD = "same but for a general word"

LEAST_PEOPLE = 15_000
"""People of a town below which its name alone does not tell it from villages that no list here has."""

LEAST_OTHERWISE = 50_000
"""The same where it is only one of a town's other names, or names what stands in it."""

OWN_RULES = ("same name", "same but for article, hyphen or accent")
OTHER_NAME_SHARE = 0.1
"""What a place's people count against those that are called so themselves, where it is another name of it."""

WHOLE_NAME = 0.985
WORD_FOR_WORD = 0.945
SHORT_NAME = 3
"""Letters up to which another name of a place is as likely a code or a syllable."""

UNCOUNTED = 10_000
"""People that a town without a count is taken to have: unknown is not small."""

GREAT_CITY = 1_000_000
"""People from which on a city is meant by its name, though the unit round it bears the same."""

LARGE_TOWN = 500_000
"""People from which on a town is always a rival of a unit that bears its name elsewhere."""

LARGE_NAMESAKE = 150_000
"""People from which on a town of the very name is a rival even of the first city of a country."""

SEAT_SHARE = 0.5
"""Share of its unit's people that such a city has."""

OUTWEIGHS = 12.0
"""A place with so many times the people of its namesake in another country is meant when nothing else is
said."""

OUTWEIGHS_AT_HOME = 4.0
"""The same for namesakes in one country."""

SITES = {
    "airport": ("airport", "base"),
    "base": ("base", "airport"),
    "feature": ("feature",),
    "stretch": ("feature",),
    "admin": ("adm2",),
}
"""Kinds that come first where the text says what the place is."""

SAME_PLACE_M = 25_000.0

Verdict = tuple["Rated | None", tuple["Rated", ...], str]
"""The best, its rivals, and why it is in doubt ("" when it is not)."""


def verdict(rated: Sequence[Rated], wanted: str | None) -> Verdict:
    """Return what a name means in the whole world.

    Parameters
    ----------
    rated : sequence of Rated
        What it may mean, the best score first.
    wanted : str or None
        What general words in the text say of its kind ("city", "province", "airbase").
    """
    found = named(rated, wanted)
    if not found:
        return (rated[0], (), "only a name that sounds alike is known") if rated else (None, (), "")
    wide = [r for r in found if r.place.kind in ("country", "adm1")]
    towns = [r for r in found if r.place.kind not in ("country", "adm1")]
    if any(r.match.quality >= WHOLE_NAME for r in wide):
        wanted = None  # Port Louis is no port: the general word is a part of the unit's own name
    if wide and (wanted != "settlement" or not towns) and (wanted in (None, "admin", "settlement")):
        best, rivals = _of_units(wide, towns)
        return best, rivals, ""
    sites = [r for r in towns if r.place.kind in SITES.get(wanted or "", ())]
    best, rivals = _of_towns(sites or [*towns, *wide])
    return best, rivals, "" if rivals else _doubt(best, wanted)


def unit_before_town(town: Rated, good: Sequence[Rated]) -> Rated | None:
    """Return the unit that is meant in a country rather than a town: Michigan, not Michigan City;
    Virginia, not a small town of that name elsewhere. The seat of a unit stays before it.
    """
    for one in good:
        unit = one.place
        if unit.kind != "adm1" or one.match.quality < SURE_NAME or town.place.kind in UNITS:
            continue
        if town.match.rule == GENERAL_WORD:
            return one
        if unit.row not in town.place.unit_ids and people(unit) >= OUTWEIGHS_AT_HOME * people(town.place):
            return one
    return None


def named(rated: Sequence[Rated], wanted: str | None) -> list[Rated]:
    """Return what bears the very name: nothing that sounds alike, nor has a general word of its own; where
    something has the name word for word, nothing less."""
    found = [
        r
        for r in rated
        if r.match.quality >= SURE_NAME
        and (wanted is not None or r.match.rule != GENERAL_WORD)
        and (len(r.match.name) > SHORT_NAME or r.match.rule in OWN_RULES)
    ]
    found = [r for r in found if r.match.quality >= WORD_FOR_WORD] or found
    itself = {id(r) for r in found if _bears(r)}
    # Wana is a town of Pakistan, not Varna, which somebody spells Wa er Na
    return [r for r in found if not itself or id(r) in itself or r.match.quality >= WHOLE_NAME]


def _bears(rated: Rated) -> bool:
    """Say whether what was met is the place's own name, not another one that it has in some list."""
    rule, own = rated.match.rule, names.folded(names.basic(rated.place.name))
    return rule == "same name" or (rule in OWN_RULES and names.folded(names.basic(rated.match.name)) == own)


def _doubt(best: Rated, wanted: str | None) -> str:
    """Say why a place without rivals is not to be taken all the same, "" when it is."""
    place = best.place
    if place.kind == "adm2" and wanted != "admin":
        return "in the whole world a district's name may be that of another place"
    if wanted in ("feature", "stretch") and place.kind in ("adm1", "country"):
        return "the text names something in it or beside it"
    if place.kind in UNITS or place.weight > 0:
        return ""
    least = LEAST_PEOPLE if _bears(best) else LEAST_OTHERWISE
    if place.population < (max(least, LEAST_OTHERWISE) if wanted in ("feature", "stretch") else least):
        return "in the whole world a place so small may have namesakes that are not listed here"
    return ""


def people(place: Place) -> int:
    """Return how many people live in a place, as far as the lists count them."""
    if place.kind == "country":
        return place.index.people_of_country(place.country)
    if place.kind in ("adm1", "adm2"):
        return place.index.people_of_unit(place.row)
    return place.population


def _of_units(wide: list[Rated], towns: list[Rated]) -> tuple[Rated, tuple[Rated, ...]]:
    """Choose between units of one name, and between them and the towns of that name."""
    best = max(wide, key=lambda r: (r.place.kind == "country", people(r.place)))
    own = max(1, people(best.place))
    if best.place.kind == "country":
        # Georgia is a question, Niger is not
        return best, tuple(
            r
            for r in wide
            if r.place.country != best.place.country
            and people(r.place) >= own
            and not _covered(r.place, best.place)
        )
    seats = [t for t in towns if _seat_of(t, best.place) and _great(t.place, own)]
    if seats:
        seat = max(seats, key=lambda r: r.place.population)
        others = [r for r in (*wide, *towns) if not one_place(seat.place, r.place)]
        return seat, _rivals(seat, [r for r in others if not _seat_of(seat, r.place)])
    others = [r for r in wide if r is not best and not one_place(best.place, r.place)]
    others += [t for t in towns if best.place.row not in t.place.unit_ids]
    rivals = [r for r in others if _weight(r.place) * _factor(best.place, r.place) >= own or _large(r.place)]
    return best, tuple(r for r in rivals if not _within(r.place, best.place))


def _seat_of(town: Rated, unit: Place) -> bool:
    """Say whether a town lies in a unit, or is a city of its own amid it, as Kyiv in its oblast."""
    place = town.place
    if unit.row in place.unit_ids:
        return True
    return unit.kind == "adm1" and _bears(town) and place.population >= GREAT_CITY and _in_circle(place, unit)


def _large(place: Place) -> bool:
    """Say whether a town is never passed over for a unit elsewhere: Washington is a city, too."""
    return place.kind not in UNITS and place.population >= LARGE_TOWN


def _great(place: Place, people_round: int) -> bool:
    return place.population >= max(GREAT_CITY, SEAT_SHARE * people_round)


def _of_towns(named: list[Rated]) -> tuple[Rated, tuple[Rated, ...]]:
    best = max(named, key=lambda r: (claim(r), r.score))
    return best, _rivals(best, [r for r in named if r is not best])


def _rivals(best: Rated, others: list[Rated]) -> tuple[Rated, ...]:
    mine = best.place
    found = []
    for other in others:
        place = other.place
        if one_place(mine, place) or claim(best) >= _factor(mine, place) * claim(other):
            continue
        if _first_before(best, other):
            continue
        found.append(other)
    return tuple(found)


def is_great(rated: Rated) -> bool:
    """Say whether a place is a city that any document may name: of a million people, or a country's first."""
    place = rated.place
    first = place.kind == "settlement" and place.index.is_first_city(place.row)
    return _bears(rated) and (first or place.population >= GREAT_CITY)


def _first_before(best: Rated, other: Rated) -> bool:
    """Say whether the first city of a country leaves no doubt beside a namesake: Athens in Georgia is far
    smaller, Lomé is called Rome in some list alone; Tripoli in Lebanon stays in doubt."""
    mine, place = best.place, other.place
    if mine.kind != "settlement" or not mine.index.is_first_city(mine.row) or not _bears(best):
        return False
    if place.kind in UNITS or claim(best) < OUTWEIGHS_AT_HOME * claim(other):
        return False
    return place.population < LARGE_NAMESAKE or not _bears(other)


def _factor(a: Place, b: Place) -> float:
    return OUTWEIGHS_AT_HOME if a.country == b.country else OUTWEIGHS


def claim(rated: Rated) -> float:
    """Return how strong a place's claim to the name is: its people, less if its own name is another."""
    return _weight(rated.place) * (1.0 if _bears(rated) else OTHER_NAME_SHARE)


def _weight(place: Place) -> int:
    """Return the people by which places of one name are compared; a base counts as those it is known for."""
    return people(place) or (UNCOUNTED * max(1, min(place.weight, 10)))


def one_place(a: Place, b: Place) -> bool:
    """Say whether two records are of one place: near each other, or a town in the unit of its name."""
    distance = apart_m(a.latitude, a.longitude, b.latitude, b.longitude)
    if a.kind in UNITS or b.kind in UNITS:
        return a.country == b.country and (_within(a, b) or _within(b, a))
    return distance <= SAME_PLACE_M + extent_m(a) + extent_m(b)


def _covered(a: Place, b: Place) -> bool:
    """Say whether the circle of one holds the middle of the other: the same islands, by two lists."""
    return apart_m(a.latitude, a.longitude, b.latitude, b.longitude) <= max(a.radius_m, b.radius_m)


def _within(inner: Place, unit: Place) -> bool:
    """Say whether a unit holds a place: by the lists, else by its circle."""
    if unit.kind not in UNITS or inner.country != unit.country:
        return False
    if inner.unit_ids and unit.kind == "adm1":
        return unit.row in inner.unit_ids
    return _in_circle(inner, unit)


def _in_circle(inner: Place, unit: Place) -> bool:
    gap = apart_m(inner.latitude, inner.longitude, unit.latitude, unit.longitude)
    return inner.country == unit.country and gap <= unit.radius_m
