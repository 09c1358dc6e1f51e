"""How values are said on the screen: dates, places, counts, grades; and text that must stay text.

Streamlit reads labels and messages as Markdown, where a picture in a cell would
be fetched and a directive would be drawn. :func:`plain` makes any text safe for
those places; longer texts go to the sheet component or `st.text`, which show
them as they are.
"""

from __future__ import annotations

import math
import re
from typing import Any

import mgrs

from events import wording
from events.wording import as_date, contradiction, deaths, known, many, time_note, time_precision, when
from events.wording import precision as place_precision
from maps.layers import words

__all__ = [
    "as_date",
    "contradiction",
    "deaths",
    "known",
    "many",
    "place_precision",
    "time_note",
    "time_precision",
    "when",
]

DASH = "–"
GONE = "This event is not in the database: it was removed, or the link is of another database."

PRECISION_NAMES = wording.PRECISIONS
BASIS_NAMES = wording.BASES
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    "1": "confirmed",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}
ROLE_NAMES = {
    "impact": "Impact",
    "launch": "Launch site",
    "found": "Found",
    "origin": "Origin",
    "waypoint": "Waypoint",
    "destination": "Destination",
}
TABLE_NAMES = {
    "events": "event",
    "sources": "source",
    "claims": "claim",
    "sites": "site",
    "routes": "route",
    "links": "link",
    "conflicts": "conflict with a release",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$^&=\"'/@])")
_COLON = re.compile(r":(?=\S)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(text: object) -> str:
    """Return text that reads as itself where Streamlit would read Markdown.

    Every sign of Markdown is escaped; a word joiner (no width) after a colon keeps
    emoji short codes, directives and bare links from being made out of it.
    """
    line = _CONTROLS.sub(" ", str(text)).replace("\n", " ")
    return _COLON.sub(":\u2060", _MARKDOWN.sub(r"\\\1", line))


def day(value: Any) -> str:
    """Return a date as 11 Mar 2020, or a dash."""
    return words.day(value) if known(value) else DASH


def count(value: Any) -> str:
    """Return a whole number with commas between thousands, or a dash where it is unknown."""
    return wording.number(value) if known(value) else DASH


def distance(metres: Any) -> str:
    """Return a distance in metres or kilometres, with miles, or a dash."""
    return words.distance(float(metres)) if known(metres) and math.isfinite(float(metres)) else DASH


def kilometres(metres: Any) -> str:
    """Return a distance in metres or kilometres without miles."""
    if not known(metres) or not math.isfinite(float(metres)):
        return DASH
    value = float(metres)
    if value < 1000:
        return f"{value:.0f} m"
    return f"{value / 1000:.0f} km" if value >= 20_000 else f"{value / 1000:.1f} km".replace(".0 km", " km")


def position(lat: Any, lon: Any) -> str:
    """Return coordinates in decimal degrees, about ten metres sharp, or a dash."""
    if not (known(lat) and known(lon)):
        return DASH
    lat, lon = float(lat), float(lon)
    return f"{abs(lat):.4f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.4f}° {'E' if lon >= 0 else 'W'}"


def grid(lat: Any, lon: Any) -> str:
    """Return coordinates as an MGRS reference of ten metres (38S MC 3128 1029); empty near the poles."""
    if not (known(lat) and known(lon)) or not -80 <= float(lat) <= 84:
        return ""
    code = str(mgrs.MGRS().toMGRS(float(lat), float(lon), MGRSPrecision=4))
    return f"{code[:-10]} {code[-10:-8]} {code[-8:-4]} {code[-4:]}"


def grade(reliability: Any, credibility: Any) -> str:
    """Return the two Admiralty axes in words: "B2: usually reliable, probably true"."""
    letter, digit = (str(v) if known(v) else "" for v in (reliability, credibility))
    if not letter and not digit:
        return "not graded"
    words = [RELIABILITY.get(letter, ""), CREDIBILITY.get(digit, "")]
    return f"{letter}{digit}: {', '.join(w for w in words if w)}"
