"""How far from the truth a matched point may be: measured, by how its name met and what is known of it.

`data/radii.csv` holds the figures and how many places each rests on; `data/build/radii.py` works them out.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from geo.geocoding import regions, worldwide
from geo.geocoding.extents import UNITS, extent_m
from geo.paths import DATA

if TYPE_CHECKING:
    from geo.gazetteer import Place
    from geo.geocoding.rated import Rated

NEAR_DOUBT_M = 21_000.0
"""Added when only the name beside a general word met (a base, a hill, a dam named after a town)."""

CONSONANTS_M = 90_000.0
"""Added where only the consonants met: a quarter of such places is another one of the unit."""

DISTRICT_M, ONE_TOWN_M, ROUND_TOWNS_M = 25_000.0, 8_000.0, 5_000.0
"""A typical admin-2 unit, one that is known by one town, and the land round the outermost of several."""

STRETCH_M = 70_000.0
"""Added when only the town is known that a river, a road or a range is named by."""

FEW_PEOPLE, MANY_PEOPLE = 20_000, 100_000

Key = tuple[str, str, str]
"""How the name met, what the text says the place is, how many people it has."""


NO_COUNTRY: Key = ("no country", "", "")
COUNTRY_ALONE: Key = ("country alone", "", "")


def key_of(rule: str, wanted: str | None, people: int) -> Key:
    """Return the row of the table that a match falls under."""
    if rule.startswith(("same in another transliteration", "same consonants")):
        met = "sound"
    else:
        met = "other name" if rule == "alternate name" else "name"
    if wanted == "settlement":
        said = "settlement"
    else:
        said = "nothing" if wanted is None else "other"
    size = "uncounted" if people <= 0 else "few" if people < FEW_PEOPLE else "some"
    return met, said, "many" if people >= MANY_PEOPLE else size


def point_doubt_m(rule: str, wanted: str | None, people: int, stated: str) -> float:
    """Return what is added to a place's own extent, in metres.

    Parameters
    ----------
    rule : str
        By which the name met.
    wanted : str or None
        What general words in the text say of its kind.
    people : int
        Of the place, 0 where nobody counted them.
    stated : str
        What stands beside the name: "unit", "country" or nothing. Without a country only great or confirmed
        names are answered, and with a country alone only those that have no namesake in all of it: these are
        known well. A list that states units has the hamlets and areas that bear a name, too.
    """
    table = _table()
    met, said, size = key_of(rule, wanted, people)
    if stated != "unit":
        return table[COUNTRY_ALONE if stated else NO_COUNTRY]
    return table.get((met, said, size)) or table[met, "", ""]


@cache
def _table() -> dict[Key, float]:
    with (DATA / "radii.csv").open(encoding="utf-8", newline="") as stream:
        return {(r["met"], r["said"], r["people"]): float(r["doubt_m"]) for r in csv.DictReader(stream)}


def sharpness(
    best: Rated, wanted: str | None, stated: str = "country", confirmed: bool = False
) -> tuple[str, float]:
    """Return the precision and the radius of doubt (metres) of a matched place; ``confirmed`` says that
    another place in the text is near it."""
    place = best.place
    if wanted == "stretch" and (place.kind != "feature" or best.match.rule == worldwide.GENERAL_WORD):
        return "region", extent_m(place) + STRETCH_M
    if place.kind in UNITS:
        return place.kind, district_m(place) if place.kind == "adm2" else place.radius_m
    point = point_doubt_m(best.match.rule, wanted, place.population, stated)
    doubt = extent_m(place) + point
    if wanted == "admin":
        return "adm2", 25_000.0 + extent_m(place)
    if wanted in ("feature", "base", "airport") and place.kind in ("settlement", "learned"):
        return "near", beside_m(doubt)
    if wanted == "settlement" and place.kind in ("airport", "base", "feature"):
        return "near", beside_m(doubt)  # only the airfield named after the town is known
    if best.match.rule.startswith("same consonants") and not confirmed:
        return "region", doubt + CONSONANTS_M
    if best.match.quality < 0.87:
        return "near", beside_m(doubt)
    return "exact", doubt


def district_m(place: Place) -> float:
    """Return the radius of an admin-2 unit: the index knows no outline, only the towns in it and 8 km round
    them. With one town alone that says nothing, and a typical district is taken; beyond the outermost of
    several the land goes on."""
    return max(DISTRICT_M, place.radius_m) if place.radius_m <= ONE_TOWN_M else place.radius_m + ROUND_TOWNS_M


def beside_m(doubt_m: float) -> float:
    """Return the radius of what is in a place or beside it: no more than what near means, unless the place
    itself is larger."""
    return max(doubt_m, min(doubt_m + NEAR_DOUBT_M, regions.NEAR_LIMIT_M))
