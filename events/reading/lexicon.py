"""The lists that the reader knows: words for people, things, weapons, groups and deeds.

They stand in ``data/reading``; their origin is in ``data/SOURCES.md``.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache

from geo import countries
from geo.paths import DATA

FOLDER = DATA / "reading"

Tag = tuple[str, str]
"""What a phrase is, and of which kind: ("weapon", "gun"), ("trigger", "kill verb")."""


@cache
def _sets() -> dict[str, frozenset[str]]:
    with (FOLDER / "word_sets.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: frozenset(row["words"].split()) for row in csv.DictReader(file)}


def word_set(name: str) -> frozenset[str]:
    """Return one of the small sets of words, in capitals."""
    return _sets()[name]


FUNCTION_WORDS = word_set("function_words")


@cache
def phrases() -> dict[tuple[str, ...], tuple[Tag, ...]]:
    """Return every listed phrase, in plain words, with what it is."""
    found: dict[tuple[str, ...], list[Tag]] = {}
    with (FOLDER / "terms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for term in row["terms"].split("|"):
                found.setdefault(tuple(term.upper().split()), []).append((row["class"], row["value"]))
    with (FOLDER / "triggers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for term in row["terms"].split("|"):
                key = tuple(term.upper().split())
                found.setdefault(key, []).append(("trigger", f"{row['family']} {row['form']}"))
    for country in countries.countries():
        for name in (country.name, *country.aliases):
            if name.isascii() and (len(name) > 3 or name in ("US", "USA", "UK", "UAE")):
                found.setdefault(_words(name), []).append(("country", country.alpha2))
    found.setdefault(("U.S.",), []).append(("country", "US"))
    with (DATA / "demonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(_words(row["name"]), []).append(("demonym", row["alpha2"]))
    return {key: tuple(dict.fromkeys(tags)) for key, tags in found.items() if key}


def _words(name: str) -> tuple[str, ...]:
    return tuple(name.upper().replace(",", "").split())


@cache
def starts() -> dict[str, int]:
    """Return the first words of the phrases, and how many words the longest of each has."""
    longest: dict[str, int] = {}
    for key in phrases():
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return longest


@cache
def english() -> frozenset[str]:
    """Return common words of English that are no names, in capitals."""
    words = (FOLDER / "english_words.txt").read_text(encoding="utf-8").upper().split()
    return frozenset(words) | FUNCTION_WORDS


_ENDINGS = (
    ("S", ""),
    ("ES", ""),
    ("ED", ""),
    ("ED", "E"),
    ("ING", ""),
    ("ING", "E"),
    ("IES", "Y"),
    ("LY", ""),
    ("ER", ""),
    ("ERS", ""),
)


@lru_cache(maxsize=16_384)
def is_english(word: str) -> bool:
    """Return whether a word in capitals, or what it is inflected or joined from, is common English."""
    known = english()
    if word in known:
        return True
    if "-" in word:
        return all(is_english(part) or part.isdigit() for part in word.split("-") if part)
    return any(
        word.endswith(ending) and len(word) - len(ending) > 3 and word.removesuffix(ending) + instead in known
        for ending, instead in _ENDINGS
    )
