"""How a name that is asked meets a name of the index: by which rule, and how well."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.fuzz import ratio

from geo.gazetteer import endings, generic, names
from geo.gazetteer.compiler import MIN_SKELETON, key

if TYPE_CHECKING:
    from geo.gazetteer import Index, Place

MIN_LIKENESS = 0.78
"""Two spellings with the same consonants must be so alike (ratio of letters in common) to be offered at
all."""

MAX_SPELLINGS = 20
"""Names of one place that are compared letter by letter; the largest cities have several hundred."""


SOUND = "same in another transliteration"
ENDING = "same but for its ending"

LEAST_SOUND = 3
"""Letters of the shortest name that is known by its sound: Du is not Dô."""

VOWELS = ("a", "i", "u")
"""Letters that a name in one system of transliteration ends on when it ends on a vowel."""

_NO_SIDES: frozenset[str] = frozenset()


class Match(NamedTuple):
    """A place, the name of it that met what was asked, by which rule, and how good that is (0 to 1)."""

    place: Place
    name: str
    rule: str
    quality: float


class Asked:
    """A name in all the forms by which it is compared, worked out once."""

    __slots__ = (
        "_bones",
        "_country",
        "bare",
        "bare_soft",
        "folded",
        "in_country",
        "kind",
        "plain",
        "sided",
        "soft",
        "sounds",
        "variants",
    )

    def __init__(self, plain: str, country: str) -> None:
        bare, self.kind = generic.split(plain)
        self.in_country = bool(country)
        self.plain, self.folded = plain, names.folded(plain)
        self.bare = self.folded if bare == plain else names.folded(bare)
        self.soft = names.soft(self.folded)
        self.bare_soft = self.soft if bare == plain else names.soft(self.bare)
        sounds = {self.soft, self.bare_soft}
        for joined in (self.folded, self.bare):
            if joined.startswith("al") and len(joined) > 6:  # "Albukamal": the article run together
                sounds.add(names.soft(joined[2:]))
        sides = generic.with_side(bare)
        self.sided = frozenset([names.soft(names.folded(v)) for v in sides]) if sides else _NO_SIDES
        if sides:
            sounds |= self.sided
        self.variants = _NO_SIDES
        other = endings.variants(bare)
        if other:
            self.variants = frozenset([names.folded(v) for v in other])
            sounds.update([names.soft(v) for v in self.variants])
        self.sounds = tuple([key("=", s) for s in sounds])
        self._country = country
        self._bones: tuple[int, ...] | None = None

    @property
    def bones(self) -> tuple[int, ...]:
        """The key of its consonants, none where they are too few or no country is known."""
        if self._bones is None:
            skeleton = names.skeleton(self.bare) if self._country else ""
            long = len(skeleton) >= MIN_SKELETON
            self._bones = (key("~", self._country + skeleton),) if long else ()
        return self._bones

    def compare(self, index: Index, row: int, name: int) -> Match | None:
        """Return how a name of the index meets this one, None when only its consonants do and too little
        else."""
        text = index.text(name)
        plain = names.basic(text)
        first = 0.0 if name == index.first_name(row) else 0.005  # a place's own name before its other ones
        if len(text) <= 4 and first and text.isupper() and text.isascii():
            return self._code(index, row, text)
        if plain == self.plain:
            return Match(index.place(row), text, "alternate name" if first else "same name", 1.0 - 2 * first)
        _, joined, bare, softs = _forms(text)
        if joined == self.folded:
            return Match(index.place(row), text, "same but for article, hyphen or accent", 0.96 - first)
        if bare == self.bare:
            return Match(index.place(row), text, "same but for a general word", 0.94 - first)
        if len(self.folded) > 2 * len(joined) + 4:
            return None  # "aaaa..." sounds like "A"
        if bare in self.variants:
            return Match(index.place(row), text, ENDING, 0.9 - first)
        if len(self.bare) >= LEAST_SOUND and (self.soft in softs or self.bare_soft in softs):
            return Match(index.place(row), text, SOUND, 0.89 - first)
        if self.sided and not self.sided.isdisjoint(softs):
            return Match(index.place(row), text, "same with its side in Arabic", 0.9 - first)
        if self.bare.isascii() and any(names.soft(v) in softs for v in self.variants):
            return Match(index.place(row), text, ENDING, 0.87 - first)
        return self._alike(index, row) if len(self.bare) >= LEAST_SOUND else None

    def _code(self, index: Index, row: int, text: str) -> Match | None:
        """Return a code that is meant as one: "all" is no airport of Albenga, but "UAE" is a country."""
        place = index.place(row)
        if text.lower() != self.bare:
            return None
        meant = self.kind == "airport" or (
            self.in_country and len(text) == 4 and place.kind in ("airport", "base")
        )
        return Match(place, text, "code", 0.97) if meant or place.kind == "country" else None

    def _alike(self, index: Index, row: int) -> Match | None:
        best, found = 0.0, ""
        bare = endings.without_alif(self.bare)
        for text in index.spellings(row)[:MAX_SPELLINGS]:
            if bare and endings.without_alif(_forms(text)[2]) == bare:
                return Match(index.place(row), text, "same but for an alif", 0.87)
            for soft in _forms(text)[3]:
                likeness = ratio(self.bare_soft, soft) / 100
                if likeness > best:
                    best, found = likeness, text
        if best < MIN_LIKENESS:
            return None
        if _open_ended(found) != (self.bare_soft[-1:] in VOWELS):
            return None  # Masqan is not Maskanah, nor Safra Safir
        return Match(index.place(row), found, f"same consonants, {best:.0%} alike", 0.4 + 0.45 * best)


def _open_ended(text: str) -> bool:
    return all(soft[-1:] in VOWELS for soft in _forms(text)[3])


@lru_cache(maxsize=50_000)
def _forms(text: str) -> tuple[str, str, str, frozenset[str]]:
    """Return a name's basic and folded form, the latter without general words, and how both sound."""
    plain = names.basic(text)
    joined, bare = names.folded(plain), names.folded(generic.stripped(plain))
    sound = names.soft(joined)
    return plain, joined, bare, frozenset((sound,) if bare == joined else (sound, names.soft(bare)))


@lru_cache(maxsize=20_000)
def asked(plain: str, country: str) -> Asked:
    """Return the forms of a name that is asked for in a country ("" for anywhere)."""
    return Asked(plain, country)
