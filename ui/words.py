"""How values are said on the screen: dates, places, counts, grades; and text that must stay text.

Streamlit reads labels and messages as Markdown, where a picture in a cell would
be fetched and a directive would be drawn. :func:`plain` makes any text safe for
those places; longer texts go to the sheet component or `st.text`, which show
them as they are.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

import mgrs
import pandas as pd

from maps import words
from maps.style import BASIS_LABELS

DASH = "–"

PRECISION_WORDS = {
    "exact": "at this place",
    "near": "near this place",
    "adm2": "in this district",
    "adm1": "in this governorate or province",
    "region": "in this region",
    "country": "somewhere in this country",
    "sea": "at sea",
    "not_stated": "here, how precisely is not stated",
    "unlocated": "not located",
}
PRECISION_NAMES = {
    "exact": "Exact place",
    "near": "Near a place",
    "adm2": "District",
    "adm1": "Governorate",
    "region": "Region",
    "country": "Country",
    "sea": "At sea",
    "not_stated": "Precision not stated",
    "unlocated": "Not located",
}
BASIS_NAMES = BASIS_LABELS
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
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""In English, whatever the machine's locale."""
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


def known(value: object) -> bool:
    """Tell whether a value is there: not None, not NaN, not NA, not an empty text."""
    if value is None or (isinstance(value, str) and not value):
        return False
    return not bool(pd.isna(value))  # type: ignore[call-overload]


def day(value: Any) -> str:
    """Return a date as 11 Mar 2020, or a dash."""
    return words.day(value) if known(value) else DASH


def as_date(value: Any) -> date | None:
    """Return a plain date from what the store gives (datetime64, Timestamp, date), or None."""
    if not known(value):
        return None
    stamp = pd.Timestamp(value)
    return date(stamp.year, stamp.month, stamp.day)


def when(start: Any, end: Any, precision: Any = None) -> str:
    """Return an event's time with no more precision than it has.

    ``2020-01-01..2020-01-31`` at precision month is "January 2020"; an end alone is "before …".
    """
    first, last = as_date(start), as_date(end)
    if first is None:
        return f"before {day(last)}" if last else "no date"
    if precision == "year" and (last is None or last.year == first.year):
        return str(first.year)
    if precision == "month" and (last is None or (last.year, last.month) == (first.year, first.month)):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if last is None or last == first:
        return day(first)
    if first.year == last.year:
        same = first.month == last.month
        return f"{first.day if same else f'{first.day} {MONTHS[first.month - 1][:3]}'} {DASH} {day(last)}"
    return f"{day(first)} {DASH} {day(last)}"


def time_precision(value: Any) -> str:
    """Return a time precision in words."""
    words = {"day": "to the day", "days": "within days", "week": "within a week", "month": "within a month"}
    return words.get(str(value), "within a year") if known(value) else "date not known"


def count(value: Any) -> str:
    """Return a whole number with thin thousands, or a dash where it is unknown."""
    return f"{int(value):,}".replace(",", "\u2009") if known(value) else DASH


def many(number: int, one: str, more: str | None = None) -> str:
    """Return a number with its noun: "1 event", "2 events"."""
    return f"{count(number)} {one if number == 1 else more or one + 's'}"


def deaths(low: Any, best: Any, high: Any) -> str:
    """Return deaths as "35", "30–40 (best 35)", "at least 3", "at most 5" or "unknown"."""
    if not (known(low) or known(best) or known(high)):
        return "unknown"
    if known(low) and known(high):
        if int(low) == int(high):
            return count(low)
        span = f"{count(low)}{DASH}{count(high)}"
        return f"{span} (best {count(best)})" if known(best) else span
    if known(low):
        return (
            f"{count(best)} (at least {count(low)})"
            if known(best) and best != low
            else f"at least {count(low)}"
        )
    if known(best):
        return f"{count(best)} (at most {count(high)})" if known(high) and best != high else count(best)
    return f"at most {count(high)}"


def place_precision(value: Any) -> str:
    """Return how sharply a place is known in words; unknown is not located."""
    return PRECISION_NAMES.get(str(value), str(value)) if known(value) else PRECISION_NAMES["unlocated"]


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
