"""What is larger than a town: continents, regions, seas, nations' adjectives, abbreviated states.

All by their exact names, so that none of them is ever taken for a village that is called alike.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from geo import countries
from geo.gazetteer import Gazetteer, Place, names
from geo.gazetteer.matching import Match
from geo.paths import DATA

LONGEST = 80
"""Characters of the longest name that is looked for."""

LONGEST_SHORT = 4
"""Letters of the longest abbreviation of a unit that is read without its full stops."""

LEAST_CODE = 4
"""Shorter names of countries ("US", "DRC") are meant only where they are written in capitals."""


@dataclass(frozen=True, slots=True, eq=False)
class Area(Place):
    """A continent, sea or region: a point with a radius that covers it, held by no unit."""

    @property
    def parents(self) -> tuple[Place, ...]:
        """Nothing holds it."""
        return ()

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Nothing holds it."""
        return ()


def find(text: str) -> Place | None:
    """Return the continent, sea or region of an exact name, None for any other text."""
    return _areas().get(_plain(text)) if len(text) <= LONGEST else None


def inside(text: str, country: str | None) -> Place | None:
    """Return the region of an exact name that lies in a country (alpha-2): "Kurdistan" in Iraq is Iraq's."""
    return _inside().get((_plain(text), country)) if country and len(text) <= LONGEST else None


def named(name: str) -> Place | None:
    """Return the area of a name of ``data/areas.csv``, to the letter."""
    return next((area for area in listed() if area.name == name), None)


def listed() -> tuple[Place, ...]:
    """Return all continents, regions and seas."""
    return tuple(area for area, _, _ in _rows())


def meant(gazetteer: Gazetteer, text: str) -> Match | None:
    """Return what a text names that is larger than a town: a continent, sea or region, a country, a nation.

    Parameters
    ----------
    gazetteer : Gazetteer
    text : str
        As written: codes and short names count only in capitals.
    """
    known = _known().get(_plain(text)) if len(text) <= LONGEST else None
    if known is None:
        return None
    if isinstance(known, Place):
        return Match(known, known.name, f"name of a {known.kind}", 1.0)
    country = country_meant(text)
    if country is not None:
        own = countries.fold(text) == countries.fold(str(countries.name(country)))
        if not own and any(u.country == country for u in gazetteer.units_anywhere(text)):
            return None  # "Gaza" is listed for the whole, and names a part of it
        place = gazetteer.country(country)
        return None if place is None else Match(place, place.name, "name of a country", 1.0)
    country = demonym(text)
    place = gazetteer.country(country) if country else None
    return None if place is None else Match(place, text, f"what is of {place.name} is called so", 0.97)


def spelt_out(text: str) -> str:
    """Return a text with an abbreviated state at its end written out: "Norfolk, Va." has it in Virginia."""
    head, comma, last = text.rpartition(",")
    unit = _short_units().get(last.strip().lower().replace(" ", "")) if "." in last[-8:] else None
    if unit and not comma:
        return f"{unit[1]} state"  # the state of Washington, not the city
    return f"{head}{comma} {unit[1]}" if unit else text


def spelt_out_in(text: str, country: str) -> str:
    """Return a unit's abbreviation without full stops ("WA", "NSW") written out, in a known country."""
    word = text.strip()
    if not (word.isascii() and word.isupper() and len(word) <= LONGEST_SHORT):
        return text
    return _plain_short_units().get((country, word), text)


def country_meant(text: str) -> str | None:
    """Return the code of a country that a place text names; codes ("IN", "Us") are no names of countries."""
    found = countries.find(text)
    if found is None or text.strip().isdigit():
        return None
    word = text.strip().replace(".", "")
    if len(word) >= LEAST_CODE:
        return found.alpha2
    spelt = {name.replace(".", "") for name in (found.name, *found.aliases)} | {"US"}
    return found.alpha2 if word in spelt and (word.isupper() or not word.isascii()) else None


def demonym(text: str) -> str | None:
    """Return the code of the country whose people are called so ("Turkish"), None for any other text."""
    return _demonyms().get(names.basic(text)) if len(text) <= LONGEST else None


@cache
def _plain_short_units() -> dict[tuple[str, str], str]:
    return {
        (country, short.replace(".", "").upper()): f"{name} state"
        for short, (country, name) in _short_units().items()
    }


def _plain(text: str) -> str:
    return names.basic(text).removeprefix("the ")


@cache
def _rows() -> tuple[tuple[Place, tuple[str, ...], tuple[str, ...]], ...]:
    """Each area with its names and the countries that it lies in (none where it is wider than countries)."""
    found: list[tuple[Place, tuple[str, ...], tuple[str, ...]]] = []
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            point = float(row["latitude"]), float(row["longitude"])
            rest = (0, float(row["radius_m"]), 0, row["source"])
            area = Area(None, -1 - number, row["name"], *point, "", row["kind"], *rest)  # type: ignore[arg-type]
            names_of = (row["name"], *filter(None, row["aliases"].split("|")))
            found.append((area, names_of, tuple(row["countries"].split())))
    return tuple(found)


@cache
def _areas() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for area, names_of, _ in _rows():
        for name in names_of:
            found.setdefault(_plain(name), area)
    return found


@cache
def _inside() -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    for area, names_of, codes in _rows():
        for name in names_of:
            found.update({(_plain(name), code): area for code in codes})
    return found


@cache
def _known() -> dict[str, Place | str]:
    """All exact names that are looked at further, by their plain form: one look for each text."""
    spelt = {name for c in countries.countries() for name in (c.name, *c.aliases)} | {"US"}
    found: dict[str, Place | str] = {_plain(name): name for name in spelt}
    found.update(_demonyms())
    found.update(_areas())
    return found


@cache
def _demonyms() -> dict[str, str]:
    with (DATA / "demonyms.csv").open(encoding="utf-8", newline="") as stream:
        return {names.basic(row["name"]): row["alpha2"] for row in csv.DictReader(stream)}


@cache
def _short_units() -> dict[str, tuple[str, str]]:
    with (DATA / "unit_abbreviations.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["short"].lower().replace(" ", ""): (row["country"], row["name"])
            for row in csv.DictReader(stream)
        }
