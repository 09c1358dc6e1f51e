"""Counts and degrees as tables write them: low, best and high, or null, never a made-up 0."""

from __future__ import annotations

import re
from dataclasses import dataclass

from events.values.dates import UNKNOWN, plain

MAX_COUNT = 10_000_000
"""More than this in one event is refused: no event table means it."""

VAGUE = {
    **dict.fromkeys(("several", "a few", "few", "many", "multiple", "a number", "a couple", "couple"), 2),
    "numerous": 2,
    **dict.fromkeys(("varios", "varias", "plusieurs", "quelques", "mehrere", "einige"), 2),
    **dict.fromkeys(("عدة", "عدد من", "несколько"), 2),
    **dict.fromkeys(("dozens", "dutzende"), 24),
    **dict.fromkeys(("عشرات", "العشرات", "десятки"), 20),
    **{"some": 1, "a dozen": 12, "dozen": 12, "scores": 40, "hundreds": 200, "thousands": 2000},
}  # fmt: skip
"""Words for a number that is not known, with what they say at least; only "a dozen" is a best figure."""

_NONE = frozenset(["zero", "no fatalities", "no casualties", "keine", "aucun", "ninguno", "لا يوجد"])
_AT_LEAST = re.compile(
    r"(?:at least|min(?:imum)?\.?|more than|over|>=?|≥|not less than|no fewer than|au moins|plus de|al menos"
    r"|más de|mindestens|über|не менее|более|على الأقل|ما لا يقل عن|أكثر من)\s*(.+)$",
    re.I,
)
_AT_MOST = re.compile(
    r"(?:at most|max(?:imum)?\.?|up to|less than|fewer than|under|<=?|≤|no more than|jusqu'à|hasta|bis zu"
    r"|höchstens|до|не более|حتى|أقل من)\s*(.+)$",
    re.I,
)
_ABOUT = re.compile(
    r"(?:about|around|approx(?:imately)?\.?|circa|ca\.?|c\.|~|≈|some|nearly|almost|environ|etwa|rund|unos|около"
    r"|примерно|حوالي|نحو)\s*(.+)$",
    re.I,
)
_RANGE = re.compile(
    r"(?:between\s+)?(\d[\d,. ]*?)\s*(?:-|–|—|‒|−|to|and|bis|à|a|إلى|/)\s*(\d[\d,. ]*)$", re.I
)
_GROUPED = re.compile(r"\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+$")
_ABOVE = re.compile(r"(?:more than|over|>(?!=)|plus de|más de|über|более|أكثر من)", re.I)
_BELOW = re.compile(r"(?:less than|fewer than|under|<(?!=)|أقل من)", re.I)
_MINUTES = re.compile(
    r"([NSEW])?\s*(\d{1,3})\s*[°ºd: ]\s*(\d{1,2}(?:\.\d+)?)\s*"
    r"(?:['′’m: ]\s*(\d{1,2}(?:\.\d+)?)?\s*(?:[\"″”s]|'')?)?\s*([NSEW])?$",
    re.I,
)
_DEGREES = re.compile(r"([+-]?)(\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW])?$", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """What a cell says about how many: low, best and high, or nothing.

    ``words`` are kept where the cell is more than a number; ``problem`` says why it cannot be read.
    """

    low: int | None = None
    best: int | None = None
    high: int | None = None
    words: str | None = None
    problem: str | None = None


def read_count(raw: str, *, missing: frozenset[str] = frozenset()) -> Count:
    """Return what a cell says about how many.

    "at least 12" is a low figure alone, "10–12" a low and a high one, "several" no more than "at least 2";
    a plain number is the best figure. The words are kept for all but plain numbers.

    Parameters
    ----------
    raw : str
        The cell as it came.
    missing : frozenset of str
        The source's own codes for "unknown" (such as -99).
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
    return _checked(_worded(text, lowered))


def _worded(text: str, lowered: str) -> Count:
    if lowered in VAGUE:
        number = VAGUE[lowered]
        best = number if lowered in ("a dozen", "dozen") else None
        return Count(low=None if best else number, best=best, words=text)
    number_or_problem = whole_number(text)
    if isinstance(number_or_problem, int):
        return Count(best=number_or_problem)
    match = _RANGE.match(_bare(text))
    if match:
        low, high = whole_number(match[1]), whole_number(match[2])
        if isinstance(low, int) and isinstance(high, int):
            return (
                Count(low, None, high, words=text) if low <= high else Count(problem="runs from more to less")
            )
    if text.endswith("+") and isinstance(least := whole_number(text[:-1]), int):
        return Count(low=least, words=text)
    for pattern, kind in ((_AT_LEAST, "low"), (_AT_MOST, "high"), (_ABOUT, "best")):
        found = pattern.match(text)
        stated = whole_number(_bare(found[1])) if found else ""
        if isinstance(stated, int):
            stated += bool(_ABOVE.match(text)) - bool(_BELOW.match(text))
            parts: dict[str, int] = {kind: stated}
            return Count(parts.get("low"), parts.get("best"), parts.get("high"), words=text)
    bare = whole_number(_bare(text))
    if isinstance(bare, int):
        return Count(best=bare, words=text)
    return Count(problem=number_or_problem)


def _bare(text: str) -> str:
    """Leave a counted noun aside: "12 killed", "12 people"."""
    nouns = (
        r"(?:people|persons?|killed|dead|deaths|fatalities|wounded|injured|civilians?|soldiers?"
        r"|morts?|muertos|tote|قتيل|قتلى|человек)"
    )
    return re.sub(rf"\s+{nouns}(?:\s+{nouns})*$", "", text, flags=re.I).strip()


def whole_number(text: str) -> int | str:
    """Return the whole number a text is, or what is wrong with it in words."""
    text = text.strip().replace("\u2212", "-")
    if _GROUPED.match(text):
        return int(re.sub(r"\D", "", text))
    if re.fullmatch(r"[+-]?\d+(?:\.0*)?", text):
        return int(text.split(".")[0]) if len(text) < 19 else "is too large"
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+", text):
        return "may be thousands or a fraction"
    if re.fullmatch(r"[+-]?\d*[.,]\d+", text):
        return "is not a whole number"
    return "is not a number"


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
