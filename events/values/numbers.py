"""Counts and degrees as tables write them: low, best and high, or null, never a made-up 0."""

from __future__ import annotations

import re
from dataclasses import replace

from events.values.count_words import MAX_COUNT, NOT_A_FIGURE, NOT_TOGETHER, Count, read_worded, whole_number
from events.values.dates import UNKNOWN, plain

_NONE = frozenset(["zero", "no fatalities", "no casualties", "keine", "aucun", "ninguno", "لا يوجد"])
_WORD = re.compile(r"[^\W\d_]{2}")
_MINUTES = re.compile(
    r"([NSEW])?\s*(\d{1,3})\s*[°ºd: ]\s*(\d{1,2}(?:\.\d+)?)\s*"
    r"(?:['′’m: ]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:[\"″”s]|'')?)?\s*([NSEW])?$",
    re.I,
)
_DEGREES = re.compile(r"([+-]?)(\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW])?$", re.I)  # fmt: skip


def read_count(raw: str, *, missing: frozenset[str] = frozenset(), of: str = "") -> Count:
    """Return what a cell says about how many.

    "at least 12" is a low figure alone, "10–12" a low and a high one, "several" no more than "at least 2";
    a plain number is the best figure. "7 (incl. 2 women)" is 7, "about 70" is 70 and said to be about that.
    Words that say no figure ("heavy losses") are an unknown number. The words are kept for all but plain numbers.

    Parameters
    ----------
    raw : str
        The cell as it came.
    missing : frozenset of str
        The source's own codes for "unknown" (such as -99).
    of : {"", "deaths", "injured"}
        What the column counts: "5 killed, 3 wounded" is 5 deaths and 3 injured.
    """
    text = plain(raw)
    if text in missing:
        return Count(words=text)
    if text.isdigit() and len(text) < 9:
        return _checked(Count(best=int(text)))
    lowered = text.casefold().rstrip(".")
    if lowered in UNKNOWN or text.casefold() in UNKNOWN:
        return Count(words=text or None)
    if lowered in _NONE:
        return Count(best=0, words=text)
    if len(text) > 200:
        return Count(problem="is too long for a number")
    return _checked(_worded(text, of))


def _worded(text: str, of: str) -> Count:
    number_or_problem = whole_number(text)
    if isinstance(number_or_problem, int):
        return Count(best=number_or_problem)
    found = read_worded(text, of)
    if found is not None:
        return replace(found, words=text)
    if _WORD.search(text) and not text.startswith("="):
        return Count(words=text, note=NOT_A_FIGURE)
    if re.fullmatch(r"[\d,]+ ?[(\[][\d,]+[)\]]", text):
        return Count(words=text, note=NOT_TOGETHER)
    return Count(problem=number_or_problem)


def _checked(count: Count) -> Count:
    if count.problem:
        return count
    for number in (count.low, count.best, count.high):
        if number is not None and number < 0:
            return Count(problem="is less than 0")
        if number is not None and number > MAX_COUNT:
            return Count(problem=f"is more than {MAX_COUNT:,}")
    return count


def read_degrees(raw: str, *, axis: str) -> float | str | None:
    """Return a latitude or longitude in degrees, None if the cell is empty, or what is wrong with it.

    Parameters
    ----------
    raw : str
        The cell as it came.
    axis : str
        "latitude" or "longitude". A comma is the decimal one: no degree has thousands.
    """
    text = plain(raw).replace("\u2212", "-").replace("٫", ".")
    if text.casefold() in UNKNOWN:
        return None
    if re.fullmatch(r"[+-]?\d{1,3},\d+", text):
        text = text.replace(",", ".")
    match = _DEGREES.match(text)
    if match is None:
        number = _float(text)
        if number is None:
            return _notation(text, axis)
    else:
        letter = (match[3] or "").upper()
        if letter and (letter in "NS") != (axis == "latitude"):
            return f"is no {axis}"
        if letter and match[1]:
            return "has both a sign and a letter"
        number = float(match[2]) * (-1 if match[1] == "-" or (letter in ("S", "W") and letter) else 1)
    limit = 90.0 if axis == "latitude" else 180.0
    if not -limit <= number <= limit:
        return f"is outside −{limit:.0f} to {limit:.0f}"
    return number


def _float(text: str) -> float | None:
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", text):
        return None
    return float(text)


def _notation(text: str, axis: str) -> float | str:
    """Degrees, minutes and seconds with a letter; anything else is refused in words."""
    match = _MINUTES.match(text)
    if match is None:
        return "is not a number"
    letter = (match[1] or match[5] or "").upper()
    if letter and (letter in "NS") != (axis == "latitude"):
        return f"is no {axis}"
    minutes, seconds = float(match[3]), float(match[4] or 0)
    if minutes >= 60 or seconds >= 60:
        return "has 60 or more minutes or seconds"
    degrees = int(match[2]) + minutes / 60 + seconds / 3600
    if degrees > (90 if axis == "latitude" else 180):
        return f"is no {axis}"
    return -degrees if letter and letter in "SW" else degrees
