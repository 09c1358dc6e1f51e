"""Numbers in a report: figures, words, ranges, and what stands round them ("at least", "about", "up to")."""

from __future__ import annotations

from dataclasses import dataclass

from events.reading import lexicon

_ONES = [
    "ZERO",
    "ONE",
    "TWO",
    "THREE",
    "FOUR",
    "FIVE",
    "SIX",
    "SEVEN",
    "EIGHT",
    "NINE",
    "TEN",
    "ELEVEN",
    "TWELVE",
    "THIRTEEN",
    "FOURTEEN",
    "FIFTEEN",
    "SIXTEEN",
    "SEVENTEEN",
    "EIGHTEEN",
    "NINETEEN",
]
UNITS = {word: value for value, word in enumerate(_ONES)}
TENS = {
    word: 10 * n
    for n, word in enumerate(
        ["TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY"], 2
    )
}
SCALES = {"HUNDRED": 100, "THOUSAND": 1000, "MILLION": 1_000_000}
VAGUE = lexicon.word_set("vague")
MOST = 10_000_000

_LEAST = (
    ("AT", "LEAST"),
    ("MORE", "THAN"),
    ("NO", "LESS", "THAN"),
    ("OVER",),
    ("NOT", "LESS", "THAN"),
    ("NO", "FEWER", "THAN"),
)
_HIGHEST = (("UP", "TO"), ("AT", "MOST"), ("AS", "MANY", "AS"), ("LESS", "THAN"), ("FEWER", "THAN"))
_ABOUT = (
    ("ABOUT",),
    ("AROUND",),
    ("APPROXIMATELY",),
    ("NEARLY",),
    ("ALMOST",),
    ("SOME",),
    ("ESTIMATED",),
    ("ROUGHLY",),
    ("CLOSE", "TO"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the tokens that say it; ``low``, ``best``, ``high`` as they are meant, null
    when not said."""

    first: int
    last: int
    low: int | None
    best: int | None
    high: int | None

    @property
    def value(self) -> int:
        """The number by which it is known."""
        return next(v for v in (self.best, self.low, self.high) if v is not None)


def figure_at(words: list[str], at: int, end: int) -> Figure | None:
    """Return the number that begins at a token (its qualifier before it, a range after it), if one does."""
    read = _number(words, at, end)
    if read is None:
        return None
    value, last = read
    if last < end - 1 and words[last] in ("TO", "OR", "-"):
        other = _number(words, last + 1, end)
        if other and other[0] > value and (words[last] != "OR" or other[0] <= 3 * value):
            return Figure(at, other[1], value, None, other[0])
    for group, kind in ((_LEAST, "low"), (_HIGHEST, "high"), (_ABOUT, "best")):
        for before in group:
            start = at - len(before)
            if start >= 0 and tuple(words[start:at]) == before:
                low, best, high = (value if kind == k else None for k in ("low", "best", "high"))
                return Figure(start, last, low, best, high)
    return Figure(at, last, value, value, value)


def _number(words: list[str], at: int, end: int) -> tuple[int, int] | None:
    """Return a plain number and the token behind it."""
    word = words[at]
    if word[0].isdigit():
        text = word.replace(",", "").replace(".", "") if word.count(",") or _grouped(word) else word
        if not text.isdigit() or len(text) > 8:
            return None
        value, last = int(text), at + 1
        if last < end and words[last] in SCALES:
            value, last = value * SCALES[words[last]], last + 1
        return (value, last) if value <= MOST else None
    return _spelled(words, at, end)


def _grouped(word: str) -> bool:
    return "." in word and len(word.rsplit(".", 1)[1]) == 3


def _spelled(words: list[str], at: int, end: int) -> tuple[int, int] | None:
    total = run = 0
    last = at
    while last < end:
        word = words[last]
        parts = word.split("-")
        if all(p in UNITS or p in TENS for p in parts):
            run += sum(UNITS.get(p, TENS.get(p, 0)) for p in parts)
        elif word in ("DOZEN", "COUPLE") and (run or (last > at - 1)):
            run = (run or 1) * (12 if word == "DOZEN" else 2)
        elif word in SCALES and (run or last == at or words[at] in ("A", "AN")):
            total += max(run, 1) * SCALES[word]
            run = 0
        elif not (word == "AND" and total and last + 1 < end and words[last + 1] in UNITS | TENS):
            break
        last += 1
    return (total + run, last) if last > at else None
