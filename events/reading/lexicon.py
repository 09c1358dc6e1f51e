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

FUNCTION_WORDS = frozenset(
    """THE A AN THIS THAT THESE THOSE HIS HER THEIR ITS OUR MY YOUR SOME ANY EACH EVERY ALL BOTH NO NOT NOR OF IN ON
    AT BY FOR FROM TO WITH WITHOUT INTO ONTO UPON OVER UNDER ABOUT AGAINST AMONG BETWEEN DURING THROUGH NEAR BEFORE
    AFTER SINCE UNTIL WITHIN TOWARD TOWARDS ALONG ACROSS BEHIND BEYOND INSIDE OUTSIDE AND OR BUT IF WHEN WHERE WHILE
    WHO WHOM WHOSE WHICH WHAT HOW WHY BECAUSE ALTHOUGH THOUGH AS THAN SO SUCH IS ARE WAS WERE BE BEEN BEING AM HAS
    HAVE HAD HAVING DO DOES DID WILL WOULD CAN COULD MAY MIGHT SHALL SHOULD MUST IT HE SHE THEY WE I YOU HIM THEM US
    ME HIMSELF THEMSELVES ITSELF THERE HERE THEN NOW ALSO ONLY JUST EVEN STILL YET ALREADY TOO VERY MORE MOST LESS
    LEAST OTHER OTHERS ANOTHER ONE SAME OWN ONCE TWICE AGAIN ACCORDING EXCEPT DESPITE UP DOWN OUT OFF TODAY YESTERDAY
    TOMORROW TONIGHT AGO LATER EARLIER""".split()
)

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


_ENDINGS = (("S", ""), ("ES", ""), ("ED", ""), ("ED", "E"), ("ING", ""), ("ING", "E"), ("IES", "Y"), ("LY", ""), ("ER", ""),
            ("ERS", ""))  # fmt: skip


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
