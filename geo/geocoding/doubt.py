"""How far from the truth a matched point may be: measured, by how its name met and what is known of it.

`data/radii.csv` holds the figures and how many places each rests on; `data/build/radii.py` works them out.
"""

from __future__ import annotations

import csv
from functools import cache

from geo.paths import DATA

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
