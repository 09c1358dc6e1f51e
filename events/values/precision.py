"""How well a place is known, as tables say it in words: "(2) 25 km precision", "Province", "city centroid".

Nothing is taken for exact that does not say so: a word that says nothing of the kind is `NOT_STATED`, and
is told. Numeric codes mean something else in every codebook; only mappings read them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from events.model import LOCATION_PRECISIONS
from events.vocabulary.column_names import folded
from geo.geocoding.regions import NEAR_LIMIT_M

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_STATED = "not_stated"
EXACT_M = 1_000.0
"""A stated radius up to this is a named point; above it, and within 25 km (UCDP's 2), a place near one."""

_CODE = re.compile(r"^\s*[(\[]?\s*(?:\d{1,2}|[a-z])\s*[)\].:=–-]+\s*", re.I)
_BARE = re.compile(r"^\s*-?\d+(?:[.,]\d+)?\s*$")
_DISTANCE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)\s*-?\s*(?P<unit>km|kms|kilomet(?:er|re)s?|m|met(?:er|re)s?|mi|miles?|nm)\b",
    re.I,
)
_METRES = {"k": 1_000.0, "mi": 1_609.344, "nm": 1_852.0}
_NEGATED = re.compile(
    r"\b(?:not|non|no|in)[\s-]?(?:exact|precise|known|specified|stated|available|accurate|information)"
    r"|\bun(?:known|specified|certain|clear)|imprecise|inexact|inaccurate|missing|censored|withheld"
    r"|^(?:n/?a|none|null|nan|-+|\?)$",
    re.I,
)
_LEVEL = r"adm(?:in)?\w*[\s.]?(?:level[\s.]?)?"
_WORDS: tuple[tuple[str, str], ...] = (
    ("near", r"approx\w*|near(?:by)?|close to|estimate[ds]?|around|vicinity|roughly"),
    ("sea", r"at sea|sea|ocean|maritime|international (?:waters?|airspace)"),
    ("country", rf"national(?:ly)?|nation(?:wide)?|countr(?:y|ies)|{_LEVEL}0"),
    (
        "adm2",
        rf"districts?|count(?:y|ies)|{_LEVEL}2|second[\s-]order|municipalit(?:y|ies)|raions?|subdistricts?",
    ),
    ("adm1", rf"provinces?|provincial|governorates?|oblasts?|states?|{_LEVEL}1|first[\s-]order|departments?"),
    ("region", r"regions?|regional|areas?|zones?|linear|route|road|border|between"),
    ("near", r"centroids?|cent(?:er|re)s?|middle|city|cities|towns?|villages?|localit(?:y|ies)|settlements?"),
    ("near", rf"neighbou?rhoods?|suburbs?|place names?|{_LEVEL}[34]|interpolated"),
    ("exact", r"exact(?:ly)?|precise(?:ly)?|accurate|point|streets?(?: level| address)?|address(?:es)?"),
    ("exact", r"rooftop|building|gps|site|facility|coordinates? (?:given|known)"),
)
"""What words say, coarse before sharp: where a cell says both, the coarser holds."""
_PATTERNS = tuple((value, re.compile(rf"\b(?:{words})\b", re.I)) for value, words in _WORDS)
_YES = frozenset(("yes", "y", "true", "oui", "si", "sí", "ja", "نعم", "да"))
_NO = frozenset(("no", "n", "false", "non", "nein", "لا", "нет"))
_ASKS_ROUGH = re.compile(r"approx|estimat|rough|near", re.I)
_ASKS_EXACT = re.compile(r"exact|precise\b|accurate|known|confirm|verified|specific\b", re.I)


class Stated(NamedTuple):
    """A precision of `events.model`, and the radius in metres where one is stated."""

    precision: str
    radius_m: float | None = None


def of_radius(radius_m: float) -> str:
    """Return the precision of a point that is known to within a radius (metres)."""
    if radius_m <= EXACT_M:
        return "exact"
    return "near" if radius_m <= NEAR_LIMIT_M else "region"


def read_precision(text: str, column: str = "") -> Stated | None:
    """Return what a cell says about how well its place is known, None if it says nothing that is known.

    Parameters
    ----------
    text : str
        "(4) Province or Region", "within 5 km", "street level", "no" ...
    column : str, optional
        The column's name: what a "yes" is the answer to ("Precise?", "Approximate location").
    """
    bare = text.strip()
    if bare.lower() in LOCATION_PRECISIONS:
        return Stated(bare.lower())
    answer = bare.casefold().rstrip(".")
    if answer in _YES or answer in _NO:
        return _answered(answer in _YES, column)
    if not bare or _BARE.match(bare):
        return None
    words = _CODE.sub("", bare)
    distance = _distance(bare)
    if distance is not None:
        return Stated(of_radius(distance), distance)
    if _NEGATED.search(words):
        return Stated(NOT_STATED)
    said = folded(words)
    for value, pattern in _PATTERNS:
        if pattern.search(words) or pattern.search(said):
            return Stated(value)
    return None


def _answered(yes: bool, column: str) -> Stated | None:
    """Read a yes or no by what the column asks; "not exact" leaves open how far off it is."""
    if _ASKS_ROUGH.search(column):
        return Stated("near" if yes else NOT_STATED)
    if _ASKS_EXACT.search(column):
        return Stated("exact" if yes else NOT_STATED)
    return None


def _distance(words: str) -> float | None:
    found = [(float(m["number"].replace(",", ".")), m["unit"].lower()) for m in _DISTANCE.finditer(words)]
    metres = [
        number * next((f for start, f in _METRES.items() if unit.startswith(start)), 1.0)
        for number, unit in found
    ]
    return max(metres) if metres and max(metres) > 0 else None


@dataclass(frozen=True)
class Unread:
    """Distinct cells of a precision column that say nothing that is known."""

    column: str
    values: tuple[str, ...]

    @property
    def question(self) -> str:
        """What a person is asked about them."""
        listed = ", ".join(f"“{value[:40]}”" for value in self.values[:5])
        more = ", …" if len(self.values) > 5 else ""
        return (
            f"“{self.column}” says how well places are known in words or codes that are not known here"
            f" ({listed}{more}): say in a mapping which of {', '.join(LOCATION_PRECISIONS[:-1])} each stands"
            " for; until then those rows count as precision not stated."
        )


def unread(column: str, values: Iterable[str]) -> Unread | None:
    """Return the distinct values of a precision column that cannot be read, None if all can."""
    odd = [text for text in dict.fromkeys(values) if text and read_precision(text, column) is None]
    return Unread(column, tuple(odd)) if odd else None


__all__ = ["EXACT_M", "NOT_STATED", "Stated", "Unread", "of_radius", "read_precision", "unread"]
