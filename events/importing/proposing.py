"""Which country a file speaks for whose rows state none: proposed, with its reasons, never taken silently."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo import countries
from geo.gazetteer import Gazetteer, names, shipped
from geo.geocoding import geocoder, relations
from geo.ground import land

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LEAST_PLACES = 3
"""Places by their names, or points, below which a file speaks for nothing."""

EXPLAINED = 0.6
"""Share of the names that a country must know: lists of villages are never whole."""

AHEAD = 1.5
"""So many times as many names as any other country must it know."""

ELSEWHERE = 0.2
"""Share of the names that may be known beyond doubt in other countries."""

POINTS_IN_ONE = 0.9
ENOUGH_POINTS = 5
"""Different points that leave no doubt where a file is about, if all lie in one country."""
MOST_NAMES = 400
MOST_COUNTRIES = 6
SHARP = ("exact", "near")
KIND = "country proposed"


@dataclass(frozen=True)
class Proposal:
    """A country that explains the places of a file, and how many of how many it does.

    ``beyond_doubt``: all points of the file lie there, and they are no fewer than the places that have none.
    """

    code: str
    known: int
    asked: int
    points: bool = False
    beyond_doubt: bool = False

    @property
    def country(self) -> str:
        """Its name."""
        return countries.name(self.code) or self.code

    @property
    def words(self) -> str:
        """Why it is proposed, in words."""
        what = "points of the file lie" if self.points else "places without a country are known"
        where = "there" if self.points else "there by name"
        if self.beyond_doubt:
            return (
                f"The file states no country for some places; all its {self.asked} points lie in"
                f" {self.country}, so these places were looked up there."
            )
        return (
            f"The file states no country for some places; it speaks for {self.country}: "
            f"{self.known} of {self.asked} {what} {where}."
        )


def propose(frame: pd.DataFrame, gazetteer: Gazetteer | None = None) -> Proposal | None:
    """Return the country that the places of a file speak for, None where none stands out.

    Parameters
    ----------
    frame : DataFrame
        Events; place, country, admin1, latitude and longitude are looked at where they are there.
    gazetteer : Gazetteer, optional
        Where names are looked up.
    """
    open_rows = without_country(frame)
    if not open_rows.any():
        return None
    asked = frame.loc[open_rows]
    texts = list(dict.fromkeys(t for t in asked["place"].astype("object") if isinstance(t, str)))
    by_points = _by_points(frame)
    if by_points is not None:
        alone = by_points.known == by_points.asked >= max(ENOUGH_POINTS, len(texts))
        return replace(by_points, beyond_doubt=alone)
    texts = texts[:MOST_NAMES]
    return _by_names(texts, gazetteer or shipped())


def without_country(frame: pd.DataFrame) -> pd.Series:
    """Return which rows have a place to look up and no country to look it up in."""
    nothing = pd.Series(None, index=frame.index, dtype=object)
    place, country = frame.get("place", nothing), frame.get("country", nothing)
    lat = frame.get("latitude", nothing)
    return (place.notna() & country.isna() & lat.isna()).astype(bool)


def _by_points(frame: pd.DataFrame) -> Proposal | None:
    """Propose the country that nearly all points of the file lie in."""
    if "latitude" not in frame or "longitude" not in frame:
        return None
    points = frame[["latitude", "longitude"]].astype("float64").dropna().round(2).drop_duplicates()
    if len(points) < LEAST_PLACES:
        return None
    found = Counter(c for c in land.countries_at(points["latitude"], points["longitude"]) if c)
    (code, count), *_ = found.most_common(1) or [(None, 0)]
    code = countries.alpha2(code) if code else None
    enough = code is not None and count >= POINTS_IN_ONE * len(points)
    return Proposal(str(code), count, len(points), points=True) if enough else None


def _by_names(texts: list[str], gazetteer: Gazetteer) -> Proposal | None:
    if len(texts) < LEAST_PLACES:
        return None
    seen = Counter(code for text in texts for code in _bearers(text, gazetteer))
    known = {
        code: int(found_in(texts, code, gazetteer).sum()) for code, _ in seen.most_common(MOST_COUNTRIES)
    }
    ranked = sorted(known.items(), key=lambda one: -one[1])
    if not ranked:
        return None
    (code, count), rest = ranked[0], [n for _, n in ranked[1:]]
    world = geocoder.locate_many(pd.DataFrame({"place": texts}), gazetteer=gazetteer)["country"]
    if (world.notna() & (world != countries.name(code))).sum() > ELSEWHERE * len(texts):
        return None
    if count < LEAST_PLACES or count < EXPLAINED * len(texts) or count < AHEAD * max(rest, default=0):
        return None
    return Proposal(code, count, len(texts))


def _bearers(text: str, gazetteer: Gazetteer) -> set[str]:
    """Return the countries that have a place of a name of the text, however it is written."""
    anchors = [a for part in relations.parse(text) for a in part.anchors][:4]
    return {m.place.country for a in anchors for m in gazetteer.search(names.basic(a)) if m.place.country}


def found_in(texts: Iterable[str], code: str, gazetteer: Gazetteer) -> np.ndarray:
    """Say of each text whether it names a place of a country sharply."""
    asked = pd.DataFrame({"place": list(texts), "country": code})
    found = geocoder.locate_many(asked, gazetteer=gazetteer)
    sharp = found["location_precision"].isin(SHARP).to_numpy(dtype=bool)
    return np.asarray(sharp & (found["country"] == countries.name(code)).to_numpy(dtype=bool))


def codes_of(stated: Collection[str]) -> tuple[str, ...]:
    """Return the codes of countries that a person stated by code or name, each once.

    Raises
    ------
    UnknownCountryError
        With the names that come nearest.
    """
    return tuple(dict.fromkeys(countries.stated(text) for text in stated))
