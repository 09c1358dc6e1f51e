"""Words that say what a place is, not which one: village, district, camp, hill, in several languages.

They are taken off a name before it is compared, and what they say is kept: "Bagram airbase" wants an
airfield, "Atmeh IDP camp" is only near Atmeh, "Homs governorate" is an area.
"""

from __future__ import annotations

import csv
from functools import lru_cache

from geo.paths import DATA

WORDS_CSV = DATA / "gazetteer_words.csv"
"""The words by class, in basic form; "not a town" are first words that no town is called by alone."""

PRIORITY = ("stretch", "feature", "base", "airport", "admin", "area", "settlement")
"""A word in two classes belongs to the later one."""

AIR_PAIRS = frozenset(
    [
        "air base",
        "air field",
        "air port",
        "air strip",
        "air force",
        "military airport",
        "international airport",
    ]
)
QUALIFIERS = frozenset({"international", "of", "the", "de", "du", "des", "d", "la", "le", "del", "di", "da"})
"""Only dropped between or beside generic words ("district of", "village de"), never alone."""

_SIDES = (
    (("eastern", "east"), ("sharqiyah", "sharqi")),
    (("western", "west"), ("gharbiyah", "gharbi")),
    (("northern", "north"), ("shamaliyah", "shamali")),
    (("southern", "south"), ("janubiyah", "janubi")),
    (("upper",), ("fawqani", "fawqa")),
    (("lower",), ("tahtani", "tahta")),
    (("greater", "great", "big", "large"), ("kabirah", "kabir")),
    (("little", "small"), ("saghirah", "saghir")),
    (("old",), ("qadimah", "qadim")),
    (("new",), ("jadidah", "jadid")),
)
SIDES = {word: forms for words, forms in _SIDES for word in words}
"""What distinguishes two villages of one name, as reports translate it and as Arabic names end on it."""


def _read() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with WORDS_CSV.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found.setdefault(row["class"], set()).update(row["words"].split())
    return found


_WORDS = _read()
NOT_TOWNS = frozenset(_WORDS["not a town"])
_CLASS = {word: name for name in PRIORITY for word in _WORDS[name]}


def kind_of(word: str) -> str | None:
    """Return what a generic word of a basic name says ("settlement", "area", "admin", "airport", "base",
    "feature", "stretch": what is long or wide, as a river)."""
    return _CLASS.get(word)


@lru_cache(maxsize=200_000)
def split(basic_name: str) -> tuple[str, str | None]:
    """Return a basic name without its generic words, and what the last of them says of its kind.

    Words are taken off both ends only; a name that is nothing but generic words is returned whole.
    """
    words = basic_name.split()
    kinds: list[str] = []
    first, last = 0, len(words)
    while last - first > 1 and (words[last - 1] in _CLASS or (kinds and words[last - 1] in QUALIFIERS)):
        last -= 1
        if words[last] in _CLASS:
            pair = " ".join(words[last - 1 : last + 1])
            kinds.append("airport" if pair in AIR_PAIRS else _CLASS[words[last]])
            if pair in AIR_PAIRS and last - first > 1 and words[last - 1] in ("air", "military"):
                last -= 1
    trailing = len(kinds)
    while last - first > 1 and (
        words[first] in _CLASS or (len(kinds) > trailing and words[first] in QUALIFIERS)
    ):
        if words[first] in _CLASS:
            kinds.append(_CLASS[words[first]])
        first += 1
    if first == 0 and last == len(words):
        return basic_name, None
    kind = "airport" if "airport" in kinds else kinds[0]
    return " ".join(words[first:last]) or basic_name, kind


def stripped(basic_name: str) -> str:
    """Return a basic name without its generic words."""
    return split(basic_name)[0]


@lru_cache(maxsize=50_000)
def only_general(basic_name: str) -> bool:
    """Say whether a basic name has no word that names anything ("village", "the district of")."""
    return all(word in _CLASS for word in basic_name.split())


def with_side(basic_name: str) -> tuple[str, ...]:
    """Return a name that begins with a translated side ("western ghariyah") as Arabic writes it, in its
    forms."""
    first, _, rest = basic_name.partition(" ")
    return tuple(f"{rest} {side}" for side in SIDES[first]) if rest and first in SIDES else ()


def leading_town(basic_name: str) -> str | None:
    """Return the first word of a described site ("aleppo central prison"), where it can be a town's name."""
    words = basic_name.split()
    bare, kind = split(basic_name)
    if (
        kind not in ("stretch", "feature", "base", "airport")
        or len(bare.split()) < 2
        or words[0] in NOT_TOWNS
        or len(words[0]) < 4
    ):
        return None
    return words[0]
