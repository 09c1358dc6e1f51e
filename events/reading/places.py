"""Places in a report: names behind "in", "near", "town of", between two ends; and the country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from events.reading import lexicon
from events.reading.phrases import PARTICLES, Phrase, Unit
from geo.gazetteer import Gazetteer, names

if TYPE_CHECKING:
    from events.reading.text import Text

PREPOSITIONS = lexicon.word_set("prepositions")
_SURE = frozenset(["IN", "NEAR", "OUTSIDE"])
_LARGE = lexicon.word_set("large")
FOREIGN = "US"
"""The country that most reports name beside the one that they are about; its mentions count half."""
_SMALL = lexicon.word_set("small_places")
LEAST_PEOPLE = 20_000
"""Of a place that is called by a common word, so that the word is taken for it."""
SHORTEST = 5
"""Letters of a name that no list has, so that it is taken for a place."""
GOOD = 0.97


@dataclass(slots=True)
class Spot:
    """A place that is named: tokens ``first`` up to ``last``, its ``name`` as given, what holds it in
    ``wider``."""

    first: int
    last: int
    name: str
    name_first: int
    name_last: int
    country: str | None = None
    known: bool = False
    large: bool = False
    is_country: bool = False
    preposition: str = ""
    small: bool = False
    wider: list[Spot] = field(default_factory=list)
    other: Spot | None = None


class Names:
    """Asks the gazetteer whether a name is a place of a country; each name once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._known: dict[tuple[str, str], tuple[str, int] | None] = {}

    def kind(self, name: str, country: str) -> tuple[str, int] | None:
        """Return what a name is in a country, and how many live there; None for no place."""
        key = (name, country)
        if key not in self._known:
            found = [m for m in self._gazetteer.search(names.basic(name), country) if m.quality >= GOOD]
            best = max(found, key=lambda m: m.place.population, default=None)
            self._known[key] = (best.place.kind, best.place.population) if best else None
        return self._known[key]

    def country_of(self, name: str) -> str | None:
        """Return the country of the largest place of the name anywhere."""
        found = [m for m in self._gazetteer.search(names.basic(name)) if m.quality >= GOOD]
        best = max(found, key=lambda m: m.place.population, default=None)
        return best.place.country if best else None


@lru_cache(maxsize=8)
def names_of(gazetteer: Gazetteer) -> Names:
    """Return the asker of a gazetteer."""
    return Names(gazetteer)


def countries_named(units: list[list[Unit]]) -> Counter[str]:
    """Return how often each country is named, by its own name or that of its people."""
    votes: Counter[str] = Counter()
    for sentence in units:
        for unit in sentence:
            for kind, code in unit.tags:
                if kind in ("country", "demonym", "home"):
                    votes[code] += 4 if kind == "country" else 2
                    if code == FOREIGN:
                        votes[code] -= 2 if kind == "country" else 1
    return votes


def spots_of(
    text: Text, units: list[Unit], phrases: list[Phrase], asked: Names, countries: list[str]
) -> list[Spot]:
    """Return the places that a sentence names, chained: "X, in the department of Y" is X within Y."""
    by_first = {u.first: u for u in units}
    found: list[Spot] = []
    for phrase in phrases:
        before = text.words[phrase.first - 1] if phrase.first else ""
        inside = [by_first[i] for i in range(phrase.first, phrase.last) if i in by_first]
        if phrase.kind in ("perp", "org", "weapon") or (phrase.kind == "person" and before not in _SURE):
            continue
        found += _spots(
            text, inside, before, asked, countries, bool(found) and phrase.first - found[-1].last <= 1
        )
    return _chained(text, found)


def _spots(
    text: Text, units: list[Unit], before: str, asked: Names, countries: list[str], follows: bool
) -> list[Spot]:
    words = text.words
    found: list[Spot] = []
    if before in PREPOSITIONS - {"TO", "ON", "OF"} or follows:
        spot = _listed(text, units, before, asked, countries)
        if spot:
            return [spot]
    kind_word = next((u for u in units if u.has("noun_place")), None)
    for run in _name_runs(text, units, kind_word):
        prep = words[run[0].first - 1] if run[0].first > units[0].first else before
        if prep in ("THE", "A"):
            prep = before
        country = next((code for u in run for kind, code in u.tags if kind == "country"), None)
        first, last = run[0].first, run[-1].last
        said = text.said(first, last)
        if country and len(run) == 1:
            found.append(Spot(units[0].first, last, said, first, last, country, True, True, True, prep))
            continue
        known = None
        for code in countries[:3]:
            known = asked.kind(said, code)
            if known:
                country = code
                break
        certain = kind_word is not None or known is not None
        weak = not any(u.form == "name" and words[u.first] not in PARTICLES for u in run)
        if (
            weak
            and not (known and kind_word and words[kind_word.last : kind_word.last + 1] == ["OF"])
            and not (known and known[1] > LEAST_PEOPLE and prep in _SURE and before in _SURE)
        ):
            continue
        apt = bool(prep in PREPOSITIONS or before in PREPOSITIONS or follows or kind_word)
        if prep == "OF" and kind_word is None and not follows:
            apt = False
        if len(said) < SHORTEST and not known:
            continue
        if apt and (certain or prep in _SURE):
            large = kind_word is not None and words[kind_word.first] in _LARGE
            found.append(
                Spot(
                    units[0].first,
                    last,
                    said,
                    first,
                    last,
                    country,
                    known is not None,
                    large,
                    False,
                    prep,
                    kind_word is not None and words[kind_word.last - 1] in _SMALL,
                )
            )
    return found


def _listed(text: Text, units: list[Unit], before: str, asked: Names, countries: list[str]) -> Spot | None:
    """Return the longest run of words that the gazetteer has for a place of the countries spoken of."""
    words = text.words
    for size in range(min(4, len(units)), 0, -1):
        for at in range(len(units) - size + 1):
            run = units[at : at + size]
            if not all(u.form in ("name", "word") and not u.has("country", "org", "perp") for u in run):
                continue
            strong = any(u.form == "name" and words[u.first] not in PARTICLES for u in run)
            if not strong and not (size == len(units) and (size > 1 or not run[0].tags)):
                continue
            first, last = run[0].first, run[-1].last
            said = text.said(first, last)
            for code in countries[:3]:
                known = asked.kind(said, code)
                if known and (strong or known[1] > LEAST_PEOPLE):
                    large = known[0] == "adm1"
                    kinds = {words[u.last - 1] for u in units if u.has("noun_place")}
                    small = bool(kinds & _SMALL)
                    return Spot(
                        units[0].first, last, said, first, last, code, True, large, False, before, small
                    )
    return None


def _name_runs(text: Text, units: list[Unit], kind_word: Unit | None) -> list[list[Unit]]:
    """Return the runs of units that are names; behind "department of" any word is one."""
    runs: list[list[Unit]] = []
    run: list[Unit] = []
    words = text.words
    for unit in units:
        free = kind_word is not None and unit.first > kind_word.last and unit.form == "word" and not unit.tags
        lone = unit.form == "word" and not unit.tags and len(units) <= 2
        if unit.form == "name" or unit.has("country") or free or lone:
            if unit.has("country") and run and not run[-1].has("country"):
                runs.append(run)
                run = []
            run.append(unit)
        elif run:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return [r for r in runs if not all(words[u.first] in PARTICLES or words[u.first] == "'S" for u in r)]


def _chained(text: Text, spots: list[Spot]) -> list[Spot]:
    tops: list[Spot] = []
    for spot in spots:
        if tops:
            top = tops[-1]
            last = top.wider[-1].last if top.wider else top.last
            gap = text.words[last : spot.first]
            if text.words[max(0, top.first - 1)] == "BETWEEN" and gap == ["AND"] and top.other is None:
                top.other = spot
                continue
            if len(gap) <= 3 and set(gap) <= {",", "IN", "OF", "THE", "ON", "(", "AND"} and "AND" not in gap:
                top.wider.append(spot)
                continue
        tops.append(spot)
    return tops
