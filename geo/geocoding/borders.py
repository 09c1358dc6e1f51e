"""Where two countries meet, worked out from the places on both sides: good to tens of kilometres."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from geo import countries
from geo.geocoding.ranking import EARTH_RADIUS_M
from geo.geocoding.regions import Region

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer, Index, Place

PAIR_M = 60_000.0
"""Places of two countries nearer to each other than this mark their border."""

DEMONYMS = {
    "afghan": "AF",
    "algerian": "DZ",
    "armenian": "AM",
    "azerbaijani": "AZ",
    "belarusian": "BY",
    "burmese": "MM",
    "cameroonian": "CM",
    "central african": "CF",
    "chadian": "TD",
    "chinese": "CN",
    "colombian": "CO",
    "congolese": "CD",
    "egyptian": "EG",
    "eritrean": "ER",
    "ethiopian": "ET",
    "georgian": "GE",
    "indian": "IN",
    "iranian": "IR",
    "iraqi": "IQ",
    "israeli": "IL",
    "ivorian": "CI",
    "jordanian": "JO",
    "kenyan": "KE",
    "kuwaiti": "KW",
    "lebanese": "LB",
    "libyan": "LY",
    "malian": "ML",
    "mexican": "MX",
    "moroccan": "MA",
    "nigerian": "NG",
    "nigerien": "NE",
    "omani": "OM",
    "pakistani": "PK",
    "palestinian": "PS",
    "polish": "PL",
    "romanian": "RO",
    "russian": "RU",
    "rwandan": "RW",
    "saudi": "SA",
    "somali": "SO",
    "south sudanese": "SS",
    "sudanese": "SD",
    "syrian": "SY",
    "tajik": "TJ",
    "thai": "TH",
    "tunisian": "TN",
    "turkish": "TR",
    "turkmen": "TM",
    "ugandan": "UG",
    "ukrainian": "UA",
    "uzbek": "UZ",
    "venezuelan": "VE",
    "yemeni": "YE",
}


def country_code(text: str) -> str | None:
    """Return the code of a country's name or of what its people are called ("Syrian")."""
    word = text.strip().lower()
    word = word.removeprefix("the ")
    return DEMONYMS.get(word) or DEMONYMS.get(word.removesuffix(" arabian")) or countries.alpha2(text)


def between(gazetteer: Gazetteer, a: str, b: str, units: tuple[Place, ...]) -> Region | None:
    """Return the middle and the reach of the border of two countries (in the given units), None where they
    do not meet."""
    return _between(gazetteer.indexes[0], *sorted((a, b)), tuple(u.row for u in units))


@lru_cache(maxsize=256)
def _between(index: Index, a: str, b: str, units: tuple[int, ...]) -> Region | None:
    columns = index.columns
    settled = columns["kind"] == 0
    sides = []
    for code in (a, b):
        mine = settled & (columns["country"] == index.number(code))
        if units and np.isin(index.number(code), columns["country"][list(units)]):
            mine &= np.isin(columns["parent_a"], np.array(units) + 1) | np.isin(
                columns["parent_b"], np.array(units) + 1
            )
        rows = np.flatnonzero(mine)
        if not len(rows):
            return None
        sides.append(_on_sphere(columns["latitude"][rows] / 1e5, columns["longitude"][rows] / 1e5))
    distance, other = cKDTree(sides[1]).query(sides[0], distance_upper_bound=PAIR_M / EARTH_RADIUS_M)
    near = np.isfinite(distance)
    if not near.any():
        return None
    middles = sides[0][near] + sides[1][other[near]]
    middles /= np.linalg.norm(middles, axis=1)[:, None]
    centre = middles.mean(axis=0)
    centre = middles[np.argmin(np.linalg.norm(middles - centre, axis=1))]
    reach = float(np.linalg.norm(middles - centre, axis=1).max()) * EARTH_RADIUS_M + PAIR_M / 2
    lat, lon = np.degrees(np.arcsin(centre[2])), np.degrees(np.arctan2(centre[1], centre[0]))
    return Region(float(lat), float(lon), reach, "on the border")


def _on_sphere(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
