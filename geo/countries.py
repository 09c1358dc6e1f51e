"""Countries: from the spellings that reports and datasets use to one short name and its codes.

The list is ``data/countries.csv``: every ISO 3166-1 entry and Kosovo (XK, user-assigned).
It says how this project writes a country, not whose a territory is.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from geo.errors import GeoError
from geo.nearest import nearest
from geo.paths import DATA

COUNTRIES_CSV = DATA / "countries.csv"
_LONGEST_NAME = 120  # no country's name is longer; a cell that is has something else in it


@dataclass(frozen=True)
class Country:
    """One row of ``data/countries.csv``.

    ``numeric`` is ISO 3166-1's three digits (ACLED's ``iso``), ``fips`` the FIPS 10-4
    code that GDELT uses; both may be empty.
    """

    alpha2: str
    alpha3: str
    numeric: str
    fips: str
    name: str
    aliases: tuple[str, ...]


@cache
def countries() -> tuple[Country, ...]:
    """All countries, sorted by alpha-2."""
    with COUNTRIES_CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Country(
            alpha2=row["alpha2"],
            alpha3=row["alpha3"],
            numeric=row["numeric"],
            fips=row["fips"],
            name=row["name"],
            aliases=tuple(a.strip() for a in row["aliases"].split(";") if a.strip()),
        )
        for row in rows
    )


def fold(text: str) -> str:
    """A spelling without case, accents, punctuation, leading "the" and "&"; for comparing only."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c) and c != "\u0640")
    text = text.replace("&", " and ").replace("'", "").replace("\u2019", "").replace(".", "")
    words = re.sub(r"[\W_]+", " ", text).split()
    words = ["saint" if w == "st" else w for w in words]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@cache
def _index() -> dict[str, Country]:
    found: dict[str, Country] = {}
    for country in countries():
        for spelling in (country.name, country.alpha2, country.alpha3, *country.aliases):
            key = fold(spelling)
            if found.setdefault(key, country) is not country:
                raise ValueError(f"data/countries.csv gives {spelling!r} to two countries.")
    return found


def find(text: object) -> Country | None:
    """The country of a name, alias, alpha-2 or alpha-3 code, or of an ISO number such as 368.

    Parameters
    ----------
    text : object
        Any cell. Case, accents and punctuation do not matter. Two and three letters are
        ISO codes (see `find_fips` for GDELT's, which mean other countries).

    Returns
    -------
    Country or None
        None for anything that is not exactly one known spelling; nothing is guessed.
    """
    if isinstance(text, bool) or not isinstance(text, (str, int)):
        return None
    words = str(text).strip()
    if not words or len(words) > _LONGEST_NAME:
        return None
    if words.isascii() and words.isdigit():
        return _by_numeric().get(words.zfill(3))
    return _index().get(fold(words))


@cache
def _by_numeric() -> dict[str, Country]:
    return {c.numeric: c for c in countries() if c.numeric}


@cache
def _by_fips() -> dict[str, Country]:
    return {c.fips: c for c in countries() if c.fips}


def find_fips(code: object) -> Country | None:
    """The country of a FIPS 10-4 code (GDELT's ``ActionGeo_CountryCode``: IZ is Iraq); None if unknown."""
    if not isinstance(code, str):
        return None
    code = code.strip().upper()
    # GDELT splits what one ISO code holds: the Gaza Strip is GZ, the West Bank WE
    return _by_fips().get("WE" if code == "GZ" else code)


def name(text: object) -> str | None:
    """English short name from a code or a common spelling ("Syrian Arab Republic" -> "Syria"), or None."""
    country = find(text)
    return country.name if country else None


def alpha2(text: object) -> str | None:
    """ISO 3166-1 alpha-2 code ("Syrian Arab Republic" -> "SY"; Kosovo is "XK"), or None."""
    country = find(text)
    return country.alpha2 if country else None


@cache
def short_names(text: str) -> tuple[str, ...]:
    """What a country is called where its name has no room, the longest first: ("DR Congo", "COD").

    A usual short name is the first alias where that is at most half as long as the name, and has capitals
    only or a word of it ("Siam" does not); the last is the alpha-3 code of ISO 3166-1. Empty for what
    is no country.
    """
    country = find(text)
    if country is None:
        return ()
    first = country.aliases[0] if country.aliases else ""
    like = first.isupper() or not set(first.split()).isdisjoint(country.name.split())
    usual = (first,) if like and len(first) <= len(country.name) / 2 else ()
    return (*usual, *(code for code in (country.alpha3,) if code not in usual))


class UnknownCountryError(GeoError, ValueError):
    """A country that nobody knows; the text names those that are spelt nearly so."""


def stated(text: str) -> str:
    """Return the alpha-2 code of a country that a person stated by code or name.

    Raises
    ------
    UnknownCountryError
        When it is none; with the nearest known ones.
    """
    code = alpha2(text)
    if code is None:
        raise UnknownCountryError(f"“{text[:60]}” is no country that is known here{_nearest(text)}.")
    return code


def _nearest(text: str) -> str:
    near = nearest_names(text)
    return "; the nearest are " + ", ".join(near) if near else "; state a name or an ISO 3166-1 code"


def nearest_names(text: str) -> tuple[str, ...]:
    """Return the names of the countries that are spelt nearly so, the nearest first."""
    spelt = {key: country.name for key, country in _index().items() if len(key) > 3}
    near = nearest(fold(text[:_LONGEST_NAME]), spelt, most=6)
    return tuple(dict.fromkeys(spelt[key] for key in near))[:3]


def alpha3(text: object) -> str | None:
    """ISO 3166-1 alpha-3 code ("Iraq" -> "IRQ"; Kosovo is "XKX"), or None."""
    country = find(text)
    return country.alpha3 if country else None
