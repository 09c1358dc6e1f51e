"""The words around a count: number words, what is counted, "about" and "at least", parts of a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

MAX_COUNT = 10_000_000
"""More than this in one event is refused: no event table means it."""

VAGUE = {
    **dict.fromkeys(("several", "a few", "few", "many", "multiple", "a number", "a couple", "couple"), 2),
    "numerous": 2,
    **dict.fromkeys(("varios", "varias", "plusieurs", "quelques", "mehrere", "einige"), 2),
    **dict.fromkeys(("عدة", "عدد من", "несколько"), 2),
    **dict.fromkeys(("dozens", "several dozen", "a few dozen", "dutzende", "docenas"), 24),
    **dict.fromkeys(("des dizaines", "dizaines"), 24),
    **dict.fromkeys(("عشرات", "العشرات", "десятки"), 20),
    "some": 1, "scores": 40, "hundreds": 200, "several hundred": 200, "thousands": 2000,
}  # fmt: skip
"""Words for a number that is not known, with what they say at least."""

_ONES = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELLED = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)},
    "a": 1,
    "an": 1,
    "a single": 1,
    "single": 1,
    "a dozen": 12,
    "dozen": 12,
    "half a dozen": 6,
}

AT_LEAST = re.compile(
    r"(?:at least|no less than|min(?:imum)?(?: of)?\.?|more than|well over|over|upwards? of|>=?|≥|not"
    r" less than|no"
    r" fewer than"
    r"|au moins|plus de|al menos|más de|mindestens|mehr als|über|не менее|более|على الأقل|ما لا يقل عن|أكثر"
    r" من)\s*(.+)$",
    re.I,
)
AT_MOST = re.compile(
    r"(?:at most|max(?:imum)?(?: of)?\.?|up to|as many as|less than|fewer than|under|<=?|≤|no more than"
    r"|jusqu'à"
    r"|hasta|bis zu"
    r"|höchstens|до|не более|حتى|أقل من)\s*(.+)$",
    re.I,
)
ABOUT = re.compile(
    r"(?:about|around|approx(?:imately|\.)?|circa|ca\.?|c\.|~|≈|some|nearly|almost|roughly|(?:an"
    r" )?est(?:imated|\.)?"
    r"|likely|perhaps|possibly|probably|reportedly|unconfirmed|env\.?|environ|etwa|rund|circa|unos|unas|aproximadamente|около"
    r"|примерно|حوالي|نحو|تقريبا)(?:\s+|(?<=[.~≈])|(?=\d))(.+)$",
    re.I,
)
_ABOUT_AFTER = re.compile(
    r"(.+?)(?:\s*\?|\s*ish|\s+or so|\s+or thereabouts|\s+approx(?:imately|\.)?|\s+est(?:imated|\.)?|\s+circa"
    r"|\s+tbc|\s+unconfirmed|\s+reported(?:ly)?)$",
    re.I,
)
_LEAST_AFTER = re.compile(
    r"(.+?)\s*(?:\+(?: (?:killed|dead|people|civilians|wounded|injured))?|or more|and more"
    r"|minimum|min\.?|at least|plus)$",
    re.I,
)
_MOST_AFTER = re.compile(r"(.+?)\s+(?:or fewer|or less|maximum|max\.?|at most)$", re.I)
_ABOVE = re.compile(
    r"(?:more than|well over|over|upwards? of|mehr als|>(?!=)|plus de|más de|über|более|أكثر من)", re.I
)
_BELOW = re.compile(r"(?:less than|fewer than|under|<(?!=)|أقل من)", re.I)
_RANGE = re.compile(
    r"(?:between\s+|from\s+)?(.+?)\s*(?:-|–|—|‒|−|\bto\b|\bor\b|\band\b|\bbis\b|\bà\b|\ba\b|إلى|/)\s*(.+)$",
    re.I,
)
_PART = re.compile(
    r"(.+?)[,;:]?\s+(?:incl(?:uding|udes|\.|usive)?(?: of)?|of whom|of which|of them|among them|amongst"
    r" them|among whom"
    r"|with|excluding|not counting|besides|plus|as of|dont|inkl\.?|einschließlich|davon|darunter"
    r"|incluid[oa]s?|entre ellos|из них|включая|в том"
    r" числе|بينهم|منهم"
    r"|بما في ذلك)\b.*$",
    re.I,
)
_BRACKETS = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*(.*)$")
_RIVAL = re.compile(
    r"\b(?:or|according|acc\.?|claim\w*|says?|said|other|another|sources?|per|reports?|hospital|police|govt|government"
    r"|sohr|un|media|later|rising|rose|updated|now)\b",
    re.I,
)
_BREAKDOWN = re.compile(
    r"\b(?:incl\w*|dont|davon|darunter|inkl\w*|منهم|بينهم|of whom|of which|of them|among|all|staff|refugees?"
    r"|workers?|doctors?|teachers?|students?|women|woman|children|child|kids?|minors?|girls?|boys?|m[ae]n|males?|females?"
    r"|civilians?|soldiers?|militants?|fighters?|police\w*|officers?|guards?|attackers?|bombers?)\b",
    re.I,
)
_PEOPLE = (
    r"people|persons?|individuals?|ppl|pax|civilians?|soldiers?|troops|personnel|fighters?|militants?|insurgents?|rebels?"
    r"|gunmen|policemen|police(?: officers?)?|officers?|guards?|servicemen|workers?|aid workers|staff"
    r"|students?|pupils"
    r"|teachers?|villagers?|residents?|farmers?|displaced|refugees?|idps?|journalists?|doctors?|medics?|worshippers"
    r"|passengers?|women|woman|men|man|males?|females?|children|child|kids?|minors?|girls?|boys?|infants?|bab(?:y|ies)"
    r"|members?|adults?|elderly|family members|members of (?:a|one|the same) family|others?|bodies"
    r"|locals?|lives|victims?"
    r"|человек|людей|شخص|أشخاص|مدني|مدنيين|أطفال|نساء|personnes|civils|enfants|personas|civiles|niños|zivilisten|kinder"
)
_DEAD = (
    r"killed|dead|deaths?|fatalit(?:y|ies)|kia|died|slain|martyrs?|morts?|tués?|muertos?|fallecidos?|tote|getötete"
    r"|قتيل|قتلى|شهيد|شهداء|убит[ыо]?|погибли|погибших|ölü"
)
_HURT = r"wounded|injur(?:ed|ies)|hurt|wia|blessés?|heridos?|verletzte|جريح|جرحى|مصاب|ранен[ыо]?|yaralı"
_ELSE = r"missing|abducted|kidnapped|captured|detained|arrested|taken hostage|displaced|disappeared"
_COUNTED = re.compile(
    rf"^(?:{_PEOPLE}|{_DEAD}|{_HURT})(?:\s+(?:of\s+)?(?:were|was|have been|reportedly|reported|confirmed)?\s*"
    rf"(?:{_PEOPLE}|{_DEAD}|{_HURT}))*$",
    re.I,
)
_DEAD_WORD, _HURT_WORD, _ELSE_WORD = (
    re.compile(rf"(?<!\w)(?:{w})(?!\w)", re.I) for w in (_DEAD, _HURT, _ELSE)
)
_GROUPED = re.compile(r"\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+$")


@dataclass(frozen=True, slots=True)
class Count:
    """What a cell says about how many: low, best and high, or nothing.

    ``words`` are kept where the cell is more than a number; ``note`` says how such words were read, for the
    person to look at; ``problem`` why the cell cannot be read at all.
    """

    low: int | None = None
    best: int | None = None
    high: int | None = None
    words: str | None = None
    problem: str | None = None
    note: str | None = None


NOT_TOGETHER = "names two figures and not how they belong together: the number is unknown, the words are kept"
NOT_A_FIGURE = "says no figure that can be read: the number is unknown, the words are kept"
ABOUT_NOTE = "is about {}: it is taken as the best figure, and the words are kept"
ABOUT_RANGE_NOTE = "is about {}: that is kept as bounds that are not sharp, with the words"
PART_NOTE = "is read as {}; what stands beside it is kept in its words and not added"
RIVALS_NOTE = "names figures from {} to {}: none of them is taken as the best, and the words are kept"
SUM_NOTE = "is read as the sum {}; the words are kept"
_MORE_NOTE = "is at least {}: whether the others are among them is not said; the words are kept"


def whole_number(text: str) -> int | str:
    """Return the whole number a text is, or what is wrong with it in words."""
    text = text.strip().replace("\u2212", "-")
    if _GROUPED.match(text):
        return int(re.sub(r"\D", "", text))
    if re.fullmatch(r"[+-]?\d+(?:\.(?:0{0,2}|0{4,}))?", text):
        return int(text.split(".")[0]) if len(text) < 19 else "is too large"
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+", text):
        return "may be thousands or a fraction"
    if re.fullmatch(r"[+-]?\d*[.,]\d+", text):
        return "is not a whole number"
    return "is not a number"


def _number(text: str) -> int | None:
    """Return a number in figures or spelled out, without the noun that it counts; None if it is none."""
    text = text.strip(" .,:;")
    plain = whole_number(text)
    if isinstance(plain, int):
        return plain
    found = re.match(r"(\d{1,3}(?:[,'’ ]\d{3})+|\d+)(?:\s+|-(?=[^\W\d]))(.+)$", text)
    if found and _COUNTED.match(found[2].strip(" .")):
        number = whole_number(found[1])
        return number if isinstance(number, int) else None
    return _spelled(text)


def _spelled(text: str) -> int | None:
    words = re.findall(r"[^\W\d_]+", text.casefold().replace("-", " "))
    for size in range(len(words), 0, -1):
        rest = " ".join(words[size:])
        value = _spelled_whole(words[:size])
        if value is not None and (not rest or _COUNTED.match(rest)):
            return None if value == 1 and words[0] in ("a", "an") and not rest else value
    return None


def _spelled_whole(words: list[str]) -> int | None:
    whole = " ".join(words)
    if whole in SPELLED:
        return SPELLED[whole]
    if len(words) == 2 and words[1] in ("dozen", "hundred", "thousand") and words[0] in SPELLED:
        return SPELLED[words[0]] * {"dozen": 12, "hundred": 100, "thousand": 1000}[words[1]]
    if len(words) == 2 and words[0] in _TENS and words[1] in _ONES[1:10]:
        return SPELLED[words[0]] + SPELLED[words[1]]
    if len(words) > 2 and words[1] == "hundred" and words[0] in SPELLED:
        rest = _spelled_whole(words[3:] if words[2] == "and" else words[2:])
        return None if rest is None or rest > 99 else SPELLED[words[0]] * 100 + rest
    return None


def read_worded(text: str, of: str = "") -> Count | None:
    """Return what words say about how many, None where they say no figure.

    Parameters
    ----------
    text : str
        The cell, plain (``events.values.date_columns.plain``).
    of : {"", "deaths", "injured"}
        What the column counts: where a cell counts both, the other is left aside.
    """
    text = re.sub(r"\s*\[(?:\d{1,3}|[a-z]|note \d+|citation needed)\]", "", text).strip(" .;,")
    found = _in_brackets(text, of)
    if found is None:
        for read in (_parted, _several_things, _vague, _qualified, _ranged, _alone):
            found = read(text, of)
            if found is not None:
                break
    if found is None or (found.low is not None and found.high is not None and found.low > found.high):
        return None
    return found


_LED = re.compile(rf"(?:{_DEAD}|{_HURT})(?:\s*[:=-]\s*|\s+)(\d.*)$", re.I)
_FAMILY = re.compile(r"(?:a |one )?family of (.+)$", re.I)
_TOLD_TWICE = re.compile(r"(\d[\d,]*)\s+(?:people |killed |dead )?(?:according to|per|acc\. to)\s", re.I)
_PERHAPS_MORE = re.compile(
    r"(\d[\d,]*),?\s+(?:possibly|perhaps|maybe|up to|rising to|later)\s+(\d[\d,]*)$", re.I
)
"""A heading within the cell: "killed: 5"."""


def _alone(text: str, of: str) -> Count | None:
    if family := _FAMILY.match(text):
        return read_worded(family[1], of)
    figures = _TOLD_TWICE.findall(text)
    if not figures and (perhaps := _PERHAPS_MORE.match(text)):
        figures = [perhaps[1], perhaps[2]]
    numbers = sorted(n for n in map(_number, figures) if n is not None)
    if len(numbers) > 1:
        return Count(low=numbers[0], high=numbers[-1], note=RIVALS_NOTE.format(numbers[0], numbers[-1]))
    if led := _LED.match(text):
        return read_worded(led[1], of) if _fits(text, of) else None
    number = _number(text)
    return None if number is None or not _fits(text, of) else Count(best=number)


def _fits(text: str, of: str) -> bool:
    """Return whether a counted noun is what the column counts."""
    dead, hurt = bool(_DEAD_WORD.search(text)), bool(_HURT_WORD.search(text))
    if of == "deaths" and hurt and not dead:
        return False
    return not (of == "injured" and dead and not hurt)


def _vague(text: str, of: str) -> Count | None:
    bare = text.casefold()
    for word in sorted(VAGUE, key=len, reverse=True):
        rest = bare.removeprefix(word).strip() if bare.startswith(word) else None
        if rest is not None and (not rest or _COUNTED.match(rest.removeprefix("of ").strip())):
            return Count(low=VAGUE[word]) if _fits(rest, of) else None
    return None


def _qualified(text: str, of: str) -> Count | None:
    for pattern, kind in ((AT_LEAST, "low"), (AT_MOST, "high"), (ABOUT, "about")):
        if found := pattern.match(text):
            by = bool(_ABOVE.match(text)) - bool(_BELOW.match(text))
            return _bounded(read_worded(found[1], of), kind, by)
    for pattern, kind in ((_LEAST_AFTER, "low"), (_MOST_AFTER, "high"), (_ABOUT_AFTER, "about")):
        if found := pattern.match(text):
            return _bounded(read_worded(found[1], of), kind, 0)
    return None


def _bounded(inner: Count | None, kind: str, by: int) -> Count | None:
    """Return a figure as the bound that its words make it: "at least 10 to 15" is at least 10."""
    if inner is None:
        return None
    if kind == "about" and inner.best is not None:
        return replace(inner, note=ABOUT_NOTE.format(f"{inner.best:,}"))
    if kind == "about":
        ends = " to ".join(f"{end:,}" for end in (inner.low, inner.high) if end is not None)
        return replace(inner, note=inner.note or ABOUT_RANGE_NOTE.format(ends))
    lowest = inner.best if inner.low is None else inner.low
    highest = inner.best if inner.high is None else inner.high
    if kind == "low":
        return (
            None
            if lowest is None
            else Count(low=lowest + by, note=inner.note if inner.best is None else None)
        )
    return None if highest is None else Count(high=max(0, highest + by))


def _ranged(text: str, of: str) -> Count | None:
    match = _RANGE.match(text)
    if match is None:
        return None
    low, high = _number(match[1]), _number(match[2])
    if low is None or high is None or not _fits(match[2], of):
        return None
    if low > high and not re.search(r"\b(?:or)\b|/", text, re.I):
        return None
    return Count(low=min(low, high), high=max(low, high))


def _parted(text: str, of: str) -> Count | None:
    """ "7, including 2 women": the two are among the seven."""
    match = _PART.match(text)
    inner = read_worded(match[1], of) if match else None
    return _as_part(inner)


def _as_part(inner: Count | None) -> Count | None:
    if inner is None or inner.best is None or inner.note:
        return inner
    return replace(inner, note=PART_NOTE.format(f"{inner.best:,}"))


def _in_brackets(text: str, of: str) -> Count | None:
    match = _BRACKETS.match(text)
    if match is None:
        return None
    main, inner = f"{match[1]} {match[3]}".strip(), match[2].strip()
    found = read_worded(main, of)
    if found is None:
        return read_worded(inner, of) if main.casefold() in VAGUE else None
    if not re.search(r"\d", inner) and _spelled(inner) is None:
        if ABOUT.match(f"{inner} x") or inner.casefold() in ("est", "approx.", "?", "tbc"):
            return _bounded(found, "about", 0)
        return _as_part(found)
    if _BREAKDOWN.search(inner) or _HURT_WORD.search(inner) or _ELSE_WORD.search(inner):
        return _as_part(found)
    if re.match(r"as of\b", inner, re.I):
        return _as_part(found)
    more = re.fullmatch(r"\+\s*(\d+)", inner)
    if more and found.best is not None:  # victims, and attackers beside them
        known = f"{found.best:,}"
        return Count(low=found.best, high=found.best + int(more[1]), note=_MORE_NOTE.format(known))
    other = read_worded(re.sub(r"[^\d–-]+", " ", inner).strip(), of)
    if other is None or not _RIVAL.search(inner) or other.best is None or found.best is None:
        return None  # two figures, and nothing says how they belong together
    ends = sorted((found.best, other.best))
    return Count(low=ends[0], high=ends[1], note=RIVALS_NOTE.format(*ends))


def _several_things(text: str, of: str) -> Count | None:
    """ "5 killed, 3 wounded" and "2 women and 3 children": of one kind they add up, of others they do not."""
    if _DEAD_WORD.search(text) and _HURT_WORD.search(text):  # "1 killed 2 injured", "4 killed/7 injured"
        text = re.sub(r"(?<=[^\W\d_])\s*[/ ]\s*(?=\d+ ?[^\W\d_])", ", ", text)
    parts = [
        p
        for p in re.split(r"\s*(?:,(?!\d{3}(?!\d))|;)\s*(?:and\s+)?|\s+and\s+|\s*[+&]\s*(?=\S)|\s+/\s+", text)
        if p
    ]
    if len(parts) < 2 or re.match(r"between\b", text, re.I):
        return None
    kinds = [_kind(part) for part in parts]
    if len(set(kinds) - {"people"}) > 0 and ("hurt" in kinds or "else" in kinds):
        wanted = {"deaths": "dead", "injured": "hurt"}.get(of, "")
        mine = [p for p, kind in zip(parts, kinds, strict=True) if kind == wanted]
        return _as_part(read_worded(mine[0], of)) if len(mine) == 1 else None
    numbers = [_number(part) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) < len(parts) or "/" in text:
        return None
    total = sum(known)
    bare = all(kind == "" for kind in kinds)
    if bare and not re.fullmatch(r"\d+(\s*\+\s*\d+)+", text):
        return None
    if bare or "," in text or ";" in text or "" in kinds:
        return Count(low=max(known), high=total, note=_MORE_NOTE.format(f"{max(known):,}"))
    return Count(best=total, note=SUM_NOTE.format(f"{' + '.join(map(str, known))} = {total:,}"))


def _kind(part: str) -> str:
    """Return what a part counts: "dead", "hurt", "else", "people", or "" where no noun says it."""
    for pattern, kind in ((_ELSE_WORD, "else"), (_HURT_WORD, "hurt"), (_DEAD_WORD, "dead")):
        if pattern.search(part):
            return kind
    return "people" if re.search(r"[^\W\d_]{2}", part) else ""
