"""The kinds of fields: which values each admits, and what contradicts that a column is one of them.

One table serves both ways: a column whose name says nothing is guessed by the values that a kind admits, and
one whose name says something is not taken for it where its values contradict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from events.importing.who import is_event_word
from events.quoting import shown
from events.values.count_words import NOT_A_FIGURE
from events.values.date_columns import UNREAD, DateColumn, order_of, plain
from events.values.dates import read_date
from events.values.numbers import read_count, read_degrees
from events.values.pairs import read_pair
from events.vocabulary import codebook
from events.vocabulary.missing import is_missing
from geo import countries
from geo.countries import fold
from geo.geocoding import geocoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ENOUGH = 4
"""Filled cells from which a share of them counts; of fewer, all must contradict."""
MOST_NAMES = 40
"""Distinct texts of a column that are looked up as places."""

_URL = re.compile(r"https?://\S+$", re.I)
_NESTED = re.compile(r'\s*\[?\s*\{\s*"')
_LETTER = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FLAGS = frozenset(
    (
        *(
            "yes",
            "no",
            "true",
            "false",
            "y",
            "n",
            "t",
            "f",
            "oui",
            "non",
            "si",
            "sí",
            "ja",
            "nein",
            "sim",
            "não",
        ),
        *("да", "нет", "так", "ні", "evet", "hayır", "نعم", "لا"),
    )
)
_WITH_COUNTRY = re.compile(r"[^()]{2,}\([^()]{2,}\)$")
_SOMEBODY = frozenset(
    (
        *("actor", "actors", "side", "party", "parties", "group", "groups", "perp", "perpetrator"),
        *("perpetrators", "attacker", "attackers", "victim", "victims", "target", "targets", "offender"),
        *("belligerent", "combatant", "combatants", "force", "forces", "org", "orgs", "organisation"),
        *("organisations", "organization", "organizations", "agency", "agencies", "ngo", "ngos", "donor"),
        *(
            "donors",
            "nationality",
            "supplier",
            "operator",
            "owner",
            "company",
            "author",
            "faction",
            "factions",
            "by",
            "origin",
            "citizenship",
            "sponsor",
            "reporter",
            "publisher",
        ),
    )
)


@dataclass(frozen=True)
class Column:
    """A column of the sample: its name, its filled cells in order, and the distinct ones."""

    name: str
    cells: tuple[str, ...]
    distinct: tuple[str, ...]

    def share(self, fits: Callable[[str], bool]) -> float:
        """Return the share of filled cells that fit."""
        known = {text: fits(text) for text in self.distinct}
        return sum(known[text] for text in self.cells) / len(self.cells)

    def examples(self, count: int = 3) -> str:
        """Return the first distinct values as a sentence quotes them."""
        more = ", …" if len(self.distinct) > count else ""
        return ", ".join(shown(text)[:40] for text in self.distinct[:count]) + more


@dataclass(frozen=True)
class Kind:
    """What the values of a field look like.

    ``look``: in words; ``admits``: whether a cell can be one; ``least``: the share of filled cells that must
    be admitted, below which the values contradict the name; ``instead``: fields that such a column may be.
    """

    look: str
    admits: Callable[[str], bool]
    least: float = 0.05
    instead: tuple[str, ...] = ()


def is_url(text: str) -> bool:
    """Return whether a cell is a link."""
    return bool(_URL.match(text))


def is_text(text: str) -> bool:
    """Return whether a cell holds a word: two letters in a row."""
    return bool(_LETTERS.search(text))


def is_name(text: str) -> bool:
    """Return whether a cell can be a name of something: words ("A", too), neither yes or no nor a link."""
    return (
        bool(_LETTER.search(text))
        and text.strip().casefold() not in _FLAGS
        and not is_url(text)
        and not is_nested(text)
    )


def is_nested(text: str) -> bool:
    """Return whether a cell holds objects as JSON writes them, which are no word for anything."""
    return bool(_NESTED.match(text))


def is_country(text: str) -> bool:
    """Return whether a cell is a country's name or code in letters."""
    known = countries.find(text)
    return known is not None and (len(text) > 2 or text.isupper()) and not text.isdigit()


def is_somebody(text: str) -> bool:
    """Return whether a cell names a known actor, or somebody of a country: "Police (Iraq)"."""
    if codebook.canonical_actor(text) is not None:
        return True
    return bool(_WITH_COUNTRY.match(text)) and is_country(text.rsplit("(", 1)[1].rstrip(") "))


def is_date(text: str) -> bool:
    """Return whether a cell is a date that needs no knowledge of its column."""
    bare = plain(text)
    if re.fullmatch(r"\d+(\.\d+)?", bare) and not re.fullmatch(r"(19|20)\d{6}", bare):
        return False  # a bare number may be anything
    value = read_date(text)
    return value.problem is None and bool(value.start or value.end)


def is_pair(text: str) -> bool:
    """Return whether a cell holds both coordinates."""
    if re.fullmatch(r"\s*[\[{(]?\s*[+-]?\d+(\s*[,; ]\s*[+-]?\d+)*\s*[\]})]?\s*", text):
        return False  # whole numbers alone are counts or codes in a list, not degrees
    return bool(re.search(r"\d", text)) and isinstance(read_pair(text), tuple)


def looks_like_dates(column: Column) -> bool:
    """Return whether a column holds dates, whatever its name."""
    order: DateColumn = replace(order_of(column.distinct), serial=False, unix=False)

    def fits(text: str) -> bool:
        bare = plain(text)
        if re.fullmatch(r"\d+(\.\d+)?", bare) and not re.fullmatch(r"(19|20)\d{6}", bare):
            return False
        value = read_date(text, order)
        return value.problem is None and bool(value.start or value.end)

    return column.share(fits) >= 0.9


def _can_be_date(text: str) -> bool:
    """Dates, and bare numbers that a column of spreadsheet days, years or seconds can hold."""
    bare = plain(text)
    if re.fullmatch(r"\d+(\.\d+)?", bare):
        return float(bare) >= 1000
    value = read_date(text)
    return value.problem is None and value.kind != UNREAD


def _is_day(text: str) -> bool:
    return re.fullmatch(r"(0?[1-9]|[12]\d|3[01]|0|-?9+)(\.0+)?", plain(text)) is not None


def _is_month(text: str) -> bool:
    bare = plain(text)
    if re.fullmatch(r"\d{1,2}(\.0+)?|-9+", bare):
        return float(bare) <= 12
    return read_date(f"1 {bare} 2000").problem is None


def _is_year(text: str) -> bool:
    return re.fullmatch(r"[12]\d{3}(\D.*|\.0+)?", plain(text)) is not None


def is_count(text: str) -> bool:
    """Return whether a cell says how many: a figure, or a word for nothing."""
    count = read_count(text)
    return count.problem is None and count.note != NOT_A_FIGURE


def _is_count(text: str) -> bool:
    return is_count(text) or bool(re.search(r"\d", text))


def _is_degree(text: str) -> bool:
    return isinstance(read_degrees(text, axis="longitude"), float) or bool(re.search(r"\d", text))


def _can_be_pair(text: str) -> bool:
    return bool(re.search(r"\d", text)) and (not is_url(text) or isinstance(read_pair(text), tuple))


def _is_unit(text: str) -> bool:
    return is_name(text) and fold(text) not in _WORLD_REGIONS


def place_share(column: Column) -> float:
    """Return the share of the first distinct values that are in the list of names."""
    found = geocoder.locate_many(pd.DataFrame({"place": list(column.distinct[:MOST_NAMES])}))
    named = found["matched_name"].notna() | found["ambiguous"].fillna(False).astype(bool)
    return float(named.mean())


_WORLD_REGIONS = frozenset(
    (
        *("africa", "asia", "europe", "america", "americas", "oceania", "mena", "middle east", "caucasus"),
        *(
            "middle east and north africa",
            "middle east north africa",
            "sub saharan africa",
            "australasia oceania",
        ),
        *(
            "south asia",
            "southeast asia",
            "south east asia",
            "east asia",
            "central asia",
            "western asia",
            "sahel",
        ),
        *(
            "north america",
            "south america",
            "latin america",
            "central america",
            "caribbean",
            "emro",
            "afro",
            "euro",
        ),
        *("central america and caribbean", "latin america and caribbean", "latin america and the caribbean"),
        *(
            "eastern europe",
            "western europe",
            "europe and central asia",
            "caucasus and central asia",
            "global",
        ),
        *(
            "northern africa",
            "north africa",
            "western africa",
            "west africa",
            "eastern africa",
            "east africa",
        ),
        *("middle africa", "central africa", "southern africa", "horn of africa", "asia and the pacific"),
    )
)
"""Parts of the world, larger than a country, that tables have in a column called region."""

_NAME = Kind("names", is_name)
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("place", "attacker", "actor1", "actor2", "target", "weapon"), _NAME),
    **dict.fromkeys(("admin1", "admin2"), Kind("units of a country", _is_unit)),
    **dict.fromkeys(("event_type", "sub_event_type", "claimed_by", "accused_by"), Kind("words", is_name)),
    "event_date": Kind("dates", _can_be_date, instead=("day_of_month",)),
    "end_date": Kind("dates", _can_be_date, instead=("end_day_of_month",)),
    "source_date": Kind("dates", _can_be_date),
    **dict.fromkeys(("year", "end_year"), Kind("years", _is_year)),
    **dict.fromkeys(("month", "end_month"), Kind("months", _is_month)),
    **dict.fromkeys(("day_of_month", "end_day_of_month"), Kind("days of a month", _is_day)),
    **dict.fromkeys(("latitude", "longitude"), Kind("degrees", _is_degree)),
    "coordinates": Kind("pairs of coordinates", _can_be_pair),
    "country": Kind("countries", lambda text: countries.find(text) is not None or is_country(text), 0.2),
    "source_publisher": Kind(
        "publishers", lambda t: is_text(t) and not is_url(t) and not is_nested(t) and not is_somebody(t), 0.5
    ),
    "source_url": Kind("links", lambda text: "." in text or "/" in text, instead=("source_publisher",)),
    **dict.fromkeys(
        ("fatalities", "fatalities_low", "fatalities_best", "fatalities_high", "injured", "weapon_count"),
        Kind("counts", _is_count),
    ),
}
"""What each field's values look like; a field that is not here admits anything."""


def contradiction(column: Column, field: str) -> str | None:
    """Return in words why a column cannot be a field by its values, None where nothing speaks against it."""
    kind = KINDS.get(field)
    if kind is None or len(column.cells) < 2:
        return None
    share = column.share(kind.admits)
    if share >= kind.least or (len(column.cells) < ENOUGH and share > 0):
        return None
    return f"its values ({column.examples()}) are no {kind.look}"


def heads_kinds(column: Column) -> bool:
    """Return whether a column that is headed as the story ("What happened") holds kinds of events."""
    return column.share(is_event_word) >= 0.7


def instead_of(column: Column, field: str, free: Callable[[str], bool]) -> str | None:
    """Return the field that a column is after all, whose values contradict the one that its name says."""
    options = KINDS[field].instead if field in KINDS else ()
    if field == "source_publisher" and column.share(is_url) >= 0.9:
        options = ("source_url",)
    return next((o for o in options if free(o) and column.share(KINDS[o].admits) >= 0.9), None)


def speaks_of_somebody(name: str) -> bool:
    """Return whether a column's name speaks of a party or an organisation, of which a country is no place."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
    return bool(_SOMEBODY & set(words))


def column_of(name: str, cells: Iterable[str]) -> Column | None:
    """Return a column of a sample without the cells that hold nothing, None where that are all."""
    filled = tuple(text[:300] for text in cells if not is_missing(plain(text[:300])))
    return Column(name, filled, tuple(dict.fromkeys(filled))) if filled else None


__all__ = [
    "KINDS",
    "Column",
    "Kind",
    "column_of",
    "contradiction",
    "heads_kinds",
    "instead_of",
    "is_event_word",
]
