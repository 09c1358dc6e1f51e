"""How reports say where: "between A and B", "12 miles north of A", "A village, C district, D province".

`parse` takes a text apart into parts, in the order in which they are to be tried; nothing is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geo.gazetteer.names import ARTICLES

MILE_M = 1609.344
NAUTICAL_MILE_M = 1852.0
MAX_TEXT = 500
"""Characters of a text that are read; no description of a place is longer."""

MAX_SEGMENT = 160
"""Characters between commas beyond which no relation is looked for: patterns cost time on long texts."""

MAX_PARTS = 8
MAX_DISTANCE_M = 2_000_000.0

_WINDS = {
    "north": 0.0, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0, "southwest": 225.0,
    "west": 270.0, "northwest": 315.0, "n": 0.0, "ne": 45.0, "e": 90.0, "se": 135.0, "s": 180.0, "sw": 225.0,
    "w": 270.0, "nw": 315.0, "nne": 22.5, "ene": 67.5, "ese": 112.5, "sse": 157.5, "ssw": 202.5, "wsw": 247.5,
    "wnw": 292.5, "nnw": 337.5, "northnortheast": 22.5, "eastnortheast": 67.5, "eastsoutheast": 112.5,
    "southsoutheast": 157.5, "southsouthwest": 202.5, "westsouthwest": 247.5, "westnorthwest": 292.5,
    "northnorthwest": 337.5,
}  # fmt: skip
_WORD_NUMBERS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,  # noqa: E501
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0,
    "forty": 40.0, "fifty": 50.0, "hundred": 100.0, "half a": 0.5, "a half": 0.5, "a couple of": 2.0, "a few": 4.0,  # noqa: E501
    "few": 4.0, "several": 6.0, "some": 5.0, "dozens of": 40.0, "a dozen": 12.0,
}  # fmt: skip
_VAGUE = frozenset({"a few", "few", "several", "some", "dozens of", "a couple of"})

_WIND = r"(?:north|south|east|west)(?:[- ]?(?:north|south))?(?:[- ]?(?:east|west))?(?:ern|wards?)?"
_LETTERS = r"(?-i:[NSEW]{1,3}\b|[NS]\.?[EW]\b\.?)"
_ABOUT = r"(?:(?:about|approximately|approx\.?|around|some|roughly|nearly|almost|at least|up to|less than|over|within|~|c\.)\s*)?"  # noqa: E501
_NUMBER = (
    r"(?P<number>\d+(?:[.,]\d+)?(?:\s*(?:-|–|to)\s*\d+(?:[.,]\d+)?)?|half a|a half|a couple of|a few|a dozen|dozens of|few|"  # noqa: E501
    r"several|some|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|hundred)"
)
_UNIT = r"(?P<unit>nautical miles?|nm|kilomet(?:er|re)s?|kms?\.?|miles?|mi\.?|met(?:er|re)s?|mtrs?|m|yards?|klicks?)"  # noqa: E501
_FLAGS = re.IGNORECASE
_DASH = r"\s*(?:-|–|—|/|\bto\b)\s*"
_WAY = r"(?:road|highway|motorway|expressway|freeway|route|street|route no\.? ?\d+|railway|line)"

_DISTANCE = re.compile(
    rf"^(?P<before>.*?)\b{_ABOUT}(?<![\d.]){_NUMBER}\s*-?\s*{_UNIT}\s*(?:(?:away|off|out|distance)\s*)?"
    rf"(?:to the\s+|in the\s+)?(?P<wind>{_WIND}|{_LETTERS})?\s*(?:direction\s*)?(?:of|from|outside|off|away from|to|off of)\s+(?P<a>.+)$",  # noqa: E501
    _FLAGS,
)
_DIRECTION = re.compile(
    rf"^(?P<before>.*?)\b(?:to the\s+|just\s+|immediately\s+|the\s+)*(?P<wind>{_WIND})\s+(?:of|from)\s+(?P<a>.+)$",  # noqa: E501
    _FLAGS,
)
_LETTER_DIRECTION = re.compile(rf"^(?P<before>.*?)\b(?P<wind>{_LETTERS})\s+(?:of|from)\s+(?P<a>.+)$", _FLAGS)
_BORDER = re.compile(
    r"^(?P<before>.*?)\b(?:the\s+)?(?:border|frontier|boundary)(?:\s+(?:area|region|zone|crossing))?\s+(?:between|of)\s+(?P<a>.+?)\s+(?:and|&)\s+(?P<b>.+)$",
    _FLAGS,
)
_BORDER_OF = re.compile(
    rf"^(?P<before>.*?(?:\bon|\bnear|\bat|\balong)?)\s*(?:the\s+)?(?P<a>\w[\w' ]*?){_DASH}(?P<b>\w[\w' ]*?)\s+(?:border|frontier)(?:\s+(?:area|region|zone|crossing))?$",  # noqa: E501
    _FLAGS,
)
_BORDER_WITH = re.compile(
    r"^(?P<before>.*?)\b(?:the\s+)?(?P<a>\w[\w']*(?: \w+)?)\s+(?:border|frontier)(?:\s+(?:area|region|zone))?(?:\s+with\s+(?P<b>.+))?$",  # noqa: E501
    _FLAGS,
)
_BETWEEN = re.compile(
    r"^(?P<before>.*?)\b(?:in\s+)?between\s+(?:the\s+)?(?P<a>.+?)\s+(?:and|&|to)\s+(?P<b>.+)$", _FLAGS
)
_FROM_TO = re.compile(
    r"^(?P<before>.*?)\b(?:en route|on (?:the|its|their) way|road|highway|motorway|route|travell?ing|driving|convoy|leading|connecting|linking)\s+(?:from\s+)?(?P<a>.+?)\s+(?:to|and|towards?|with)\s+(?P<b>.+)$",  # noqa: E501
    _FLAGS,
)
_ROAD = re.compile(
    rf"^(?P<before>(?:(?:on|along|near|at|by|in)\s+)?(?:the\s+)?)(?P<a>[^\d].*?){_DASH}(?P<b>[^\d].*?)\s+(?:main\s+|old\s+|new\s+|international\s+|coastal\s+|desert\s+)*{_WAY}\b.*$",
    _FLAGS,
)
_OUTSKIRTS = re.compile(
    rf"^(?P<before>.*?)\b(?:the\s+)?(?P<wind>{_WIND}\s+)?(?:outskirts?|edges?|fringes?|periphery|entrances?|gates?|suburbs?|countryside)\s+(?:of|to)\s+(?P<a>.+)$",
    _FLAGS,
)
_OUTSKIRTS_END = re.compile(
    rf"^(?P<before>)(?P<a>.+?)(?:'s)?\s+(?P<wind>{_WIND}\s+)?(?:outskirts|suburbs|countryside)$", _FLAGS
)
_NEAR = re.compile(
    r"^(?P<before>.*?)\b(?:in or near|at or near|on or near|near(?:by)?(?: to)?|nr\.?|around|outside(?: of)?|in the vicinity of|vicinity of|close to|next to|"  # noqa: E501
    r"off (?:the )?(?:coasts?|shores?) of|opposite|adjacent to|not far from|bordering|beside|surrounding|in the area of|towards?|off)\s+(?P<a>.+)$", _FLAGS,  # noqa: E501
)  # fmt: skip
_WITHIN = re.compile(r"^(?P<before>.+?)\s+(?:in|inside|at|within|of)\s+(?:the\s+)?(?P<a>.+)$", _FLAGS)
_PART = re.compile(
    rf"^(?:in\s+|the\s+)*(?P<wind>{_WIND}|central|centre of|center of|downtown|rural|upper|lower|inner)\s+(?:part of\s+|parts of\s+|side of\s+)?(?:the\s+)?(?P<a>.+)$",  # noqa: E501
    _FLAGS,
)
_BRACKET = re.compile(
    rf"^(?P<a>[^()\[\],]+?)\s*[(\[]\s*(?:(?P<near>near(?:by)?|around|close by|vicinity|surroundings?|area)"
    rf"|(?P<edge>outskirts|outside|suburbs)|(?P<far>{_ABOUT}{_NUMBER}\s*-?\s*{_UNIT})"
    rf"(?:\s+(?:to\s+the\s+)?(?P<wind>{_WIND}|{_LETTERS}))?(?:\s+(?:of|from)\s+(?:the\s+)?(?:town|city|village))?)\s*[)\]](?P<rest>.*)$",
    _FLAGS,
)
_SIDE_IN_BRACKETS = re.compile(
    rf"^(?P<a>[^()\[\],]+?)\s*[(\[]\s*(?P<wind>{_WIND}|{_LETTERS})\s*[)\]]$", _FLAGS
)
_SIDE_IN_LETTERS = re.compile(r"^(?P<wind>[NS]\.?[EW]\.?)\s+(?P<a>[^\W\d].+)$")
_SPLIT = re.compile(r"\s*[,;،؛|\n]\s*|\s*[(\[{]\s*|\s*[)\]}]\s*")
_SIGN = re.compile(
    r"\b(?:border|frontier|boundary|between|of|from|road|highway|motorway|expressway|freeway|route|street|way|railway|line|"
    r"outskirts?|suburbs|countryside|near|nearby|nr|around|outside|close|next|opposite|adjacent|not far|bordering|beside|surrounding|area|"  # noqa: E501
    r"towards?|off|to)\b", _FLAGS,
)  # fmt: skip
_LEAD = re.compile(
    r"^(?:(?:and|in|at|on|the|from|inside|within|along|of|to|в|во|у)\s+)+(?=\S)", _FLAGS
)  # and "in" of Russian and Ukrainian
_TELLING = frozenset(
    [
        *[
            "border",
            "frontier",
            "boundary",
            "between",
            "of",
            "from",
            "road",
            "highway",
            "motorway",
            "expressway",
        ],
        *["freeway", "route", "street", "way", "railway", "line", "outskirt", "outskirts", "suburbs"],
        *[
            "countryside",
            "near",
            "nearby",
            "nr",
            "around",
            "outside",
            "close",
            "next",
            "opposite",
            "adjacent",
        ],
        *["far", "bordering", "beside", "surrounding", "area", "toward", "towards", "off", "to", "or", "and"],
        *["in", "at", "on", "the", "inside", "within", "along", "central", "centre", "center", "downtown"],
        *["rural", "upper", "lower", "inner", "в", "во", "у"],
    ]
)
"""Without one of these words, a wind and a mark that cuts, a text is a name and nothing else."""

_CUTS = frozenset(",;،؛|\n()[]{}/")
_WORD = re.compile(r"\w+")
_OR = re.compile(r"\s*/\s*|\s+or\s+", _FLAGS)
_QUOTES = " \t'\"“”‘’.:-–—"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a description: a plain name, or a relation to one or two anchors.

    ``relation`` is None (a name), "distance" (so far from A; with ``bearing_deg``, in that direction),
    "direction" (somewhere to that side of A), "near", "outskirts", "part" (a side of A, within it),
    "between", "road" or "border". ``vague`` marks "a few", "several". ``before`` is what stood in front.
    """

    relation: str | None
    anchors: tuple[str, ...]
    text: str
    distance_m: float | None = None
    bearing_deg: float | None = None
    vague: bool = False
    before: str = ""


@lru_cache(maxsize=100_000)
def parse(text: str) -> tuple[Part, ...]:
    """Return the parts of a description of place, the sharpest first as reports write them.

    Parameters
    ----------
    text : str
        One line as reported. Only the first `MAX_TEXT` characters are read.

    Returns
    -------
    tuple of Part
        At most `MAX_PARTS`; empty when the text holds no word.
    """
    plain = _plain(text)
    if plain is not None:
        return plain
    text = _out_of_brackets(text[:MAX_TEXT])
    segments = [s for s in (p.strip(_QUOTES) for p in _SPLIT.split(text)) if s]
    segments = _rejoin(segments)
    parts: list[Part] = []
    for segment in segments[:MAX_PARTS]:
        parts.extend(_segment(segment, 0))
    return tuple(parts[:MAX_PARTS])


def _plain(text: str) -> tuple[Part, ...] | None:
    """Return the one part of a text that is a mere name, as most are: found without trying the patterns."""
    low = text.lower()
    if (
        len(text) > MAX_SEGMENT
        or "north" in low
        or "south" in low
        or "east" in low
        or "west" in low
        or not _CUTS.isdisjoint(text)
        or not _TELLING.isdisjoint(_WORD.findall(low))
        or (text[:1] in "NS" and _SIDE_IN_LETTERS.match(text))
    ):
        return None
    name = text.strip(_QUOTES)
    return (Part(None, (name,), name),) if name else ()


def _out_of_brackets(text: str) -> str:
    """Return a text with what brackets say of its name in front of it: "Kitgum (15 km North)" is 15 km
    north of Kitgum, "Wau (near)" near Wau."""
    if len(text) > MAX_SEGMENT or ("(" not in text and "[" not in text):
        return text
    side = _SIDE_IN_BRACKETS.match(text)
    if side is not None:
        return f"{side['wind']} of {side['a']}"
    found = _BRACKET.match(text)
    if found is None:
        return text
    name, rest = found["a"].strip(), found["rest"]
    if found["near"]:
        return f"near {name}{rest}"
    if found["edge"]:
        return f"outskirts of {name}{rest}"
    wind = f" {found['wind']} of" if found["wind"] else " from"
    return f"{found['far']}{wind} {name}{rest}"


def _rejoin(segments: list[str]) -> list[str]:
    """Put "between A, X and B" back together, which the comma had cut."""
    if (
        len(segments) > 1
        and re.search(r"\bbetween\b", segments[0], _FLAGS)
        and not _BETWEEN.match(segments[0])
    ):
        return [segments[0] + " and " + re.sub(r"^.*?\band\s+", "", segments[1], flags=_FLAGS), *segments[2:]]
    return segments


def _segment(text: str, depth: int) -> list[Part]:
    text = text.strip(_QUOTES)
    if not text:
        return []
    related = _relation(text)
    if related is not None:
        before = related.before.strip(_QUOTES)
        if not before or depth > 2:
            return [related]
        before = re.sub(
            r"\s+(?:is|are|was|were|located|situated|found|at|on|in|the|to)$", "", before, flags=_FLAGS
        )
        return [*_segment(before, depth + 1), related]
    name = _LEAD.sub("", text)
    if _OR.search(
        name
    ):  # "Abu al-Khatir/Al Boukhater village": two spellings, or two places nobody tells apart
        return [Part(None, (alias.strip(),), text) for alias in _OR.split(name) if alias.strip()]
    parts = [Part(None, (name,), text)]
    part = _SIDE_IN_LETTERS.match(text) or _PART.match(text)
    if part:
        wind = _bearing(part["wind"])
        parts.append(Part("part", (part["a"],), text, bearing_deg=wind))
    within = _WITHIN.match(name)
    if within and depth < 3:
        parts += [*_segment(within["before"], depth + 1), *_segment(within["a"], depth + 1)]
    return parts


def _relation(text: str) -> Part | None:
    if len(text) > MAX_SEGMENT or not _SIGN.search(text):
        return None
    for pattern, relation in (
        (_BORDER, "border"), (_BETWEEN, "between"), (_DISTANCE, "distance"), (_DIRECTION, "direction"),
        (_LETTER_DIRECTION, "direction"), (_BORDER_OF, "border"), (_FROM_TO, "road"), (_ROAD, "road"),
        (_OUTSKIRTS, "outskirts"), (_OUTSKIRTS_END, "outskirts"), (_NEAR, "near"), (_BORDER_WITH, "border"),
    ):  # fmt: skip
        found = pattern.match(text)
        if found:
            part = _build(found, relation, text)
            if part is not None:
                return part
    return None


def _build(found: re.Match[str], relation: str, text: str) -> Part | None:
    groups = found.groupdict()
    anchors = tuple(a for a in (_anchor(groups.get("a")), _anchor(groups.get("b"))) if a)
    if not anchors or (relation in ("between", "road") and len(anchors) < 2):
        return None
    if len(anchors) == 2 and anchors[0].lower().rpartition(" ")[2] in ARTICLES:
        return None  # "Mohammed al-Qassim highway" is one name
    distance, vague = None, False
    if groups.get("number"):
        distance, vague = _metres(groups["number"].lower(), groups["unit"].lower())
        if not 0 <= distance <= MAX_DISTANCE_M:
            return None
    if relation == "near" and re.search(r".\s+border$", anchors[0], _FLAGS):
        relation, anchors = "border", (re.sub(r"\s+border$", "", anchors[0], flags=_FLAGS),)
    wind = _bearing(groups.get("wind"))
    before = groups.get("before") or ""
    if relation == "between" and re.search(r"\b(?:road|highway|route|way|motorway)\s*$", before, _FLAGS):
        relation, before = "road", re.sub(r"(?:\b(?:on|the|main|a)\s+)*\w+\s*$", "", before, flags=_FLAGS)
    return Part(relation, anchors, text, distance, wind, vague, before)


def _anchor(text: str | None) -> str:
    text = (text or "").strip(_QUOTES)
    return _LEAD.sub("", text).strip(_QUOTES)


def _bearing(text: str | None) -> float | None:
    if not text:
        return None
    word = re.sub(r"(?:ern|wards?)$", "", re.sub(r"[-. ]", "", text.strip().lower()))
    return _WINDS.get(word)


def _metres(number: str, unit: str) -> tuple[float, bool]:
    words = re.split(r"\s*(?:-|–|to)\s*", number) if number[0].isdigit() else [number]
    if number[0].isdigit():
        values = [float(w.replace(",", ".")) for w in words]
        amount, vague = sum(values) / len(values), len(values) > 1
    else:
        amount, vague = _WORD_NUMBERS[number], number in _VAGUE
    if unit.startswith(("nautical", "nm")):
        return amount * NAUTICAL_MILE_M, vague
    if unit.startswith("mi"):
        return amount * MILE_M, vague
    if unit.startswith("yard"):
        return amount * 0.9144, vague
    return amount * (1.0 if unit.startswith("m") else 1000.0), vague
