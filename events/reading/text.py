"""A report's text made comparable: capitals without accents, one blank for any space, and the way back.

Every rule reads the plain form; every span that is answered is in the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from events.reading import lexicon

Span = tuple[int, int]

LONGEST_READ = 200_000
"""Characters of a text that are read for events; what lies behind is kept as it is, and said to be unread."""

_QUOTES = {
    "\u2019": "'",
    "\u2018": "'",
    "\u02bc": "'",
    "`": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u00ab": '"',
    "\u00bb": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\u2212": "-",
}
_TOKEN = re.compile(
    r"'S\b|\d+(?:[.,]\d{3})+(?!\d)|\d+(?:\.\d+)?|(?:[A-Z]\.){2,}"
    r"|[^\W\d_]+(?:(?:(?:'(?!S\b)|-)(?=[^\W_]))[^\W_]+)*|\n|[^\w\s]|\w"
)
_ABBREVIATED = lexicon.word_set("abbreviated")


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """Return one character in capitals without its accents, a blank for space, nothing for a mark."""
    if char in _QUOTES:
        return _QUOTES[char]
    if char.isspace():
        return " "
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me", "Cc", "Cs"):
        return ""
    base = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)).upper()
    return base if len(base) == 1 else char.upper() if len(char.upper()) == 1 else char


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or mark: its plain form, where it is in the plain text, whether it stood in small
    letters but for its first (``case``: "title", "lower", "upper", "")."""

    word: str
    start: int
    end: int
    case: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens from ``first`` up to ``last`` (not included); ``paragraph`` counts from 0."""

    first: int
    last: int
    paragraph: int


class Text:
    """A report's text, plain, in tokens and sentences.

    Parameters
    ----------
    given : str
        The text as it came. What lies behind `LONGEST_READ` characters is not read.
    """

    def __init__(self, given: str) -> None:
        self.given = given
        self.plain, self._origin = _flattened(given[:LONGEST_READ])
        self.mixed = _is_mixed(given[:20_000])
        self.tokens = [
            Token(m[0], m.start(), m.end(), self._case(m.start(), m.end()))
            for m in _TOKEN.finditer(self.plain)
        ]
        self.words = [t.word for t in self.tokens]
        self.sentences = _sentences(self.tokens)

    def _case(self, start: int, end: int) -> str:
        if not self.mixed:
            return ""
        raw = self.given[self._origin[start] : self._origin[end - 1] + 1]
        if raw[:1].isupper():
            return "upper" if len(raw) > 1 and raw.isupper() else "title"
        return "lower" if raw[:1].islower() else ""

    def span(self, first: int, last: int) -> Span:
        """Return where the tokens from ``first`` up to ``last`` stand in the text as it was given."""
        return self.place(self.tokens[first].start, self.tokens[last - 1].end)

    def place(self, start: int, end: int) -> Span:
        """Return where a stretch of the plain text stands in the text as it was given."""
        return self._origin[start], self._origin[end - 1] + 1

    def said(self, first: int, last: int) -> str:
        """Return the words from ``first`` up to ``last`` as they were given, on one line."""
        start, end = self.span(first, last)
        return re.sub(
            r"\s+", " ", "".join(c for c in self.given[start:end] if c.isprintable() or c.isspace())
        )


def _is_mixed(text: str) -> bool:
    small = sum(c.islower() for c in text)
    return small * 3 > sum(c.isupper() for c in text)


def _flattened(text: str) -> tuple[str, array[int]]:
    """Return the plain text and where each of its characters comes from; an empty line is one newline."""
    plain: list[str] = []
    origin: array[int] = array("l")
    breaks = blank = 0
    where = 0
    for at, char in enumerate(text):
        made = _plain(char)
        if made == " ":
            if not blank and not breaks:
                where = at
            blank += 1
            breaks += char in "\n\u2028\u2029"
            continue
        if not made:
            continue
        if blank and plain:
            plain.append("\n" if breaks > 1 else " ")
            origin.append(where)
        blank = breaks = 0
        plain.append(made)
        origin.append(at)
    return "".join(plain), origin


def _sentences(tokens: list[Token]) -> list[Sentence]:
    found: list[Sentence] = []
    start, paragraph = 0, 0
    count = len(tokens)
    for i, token in enumerate(tokens):
        word = token.word
        if word == "\n":
            if i > start:
                found.append(Sentence(start, i, paragraph))
            start, paragraph = i + 1, paragraph + 1
        elif (word in ".!?;" and _ends(tokens, i, count)) or i - start >= 400:
            end = i + 1
            found.append(Sentence(start, end, paragraph))
            start = end
    if start < count:
        found.append(Sentence(start, count, paragraph))
    return found


def _ends(tokens: list[Token], i: int, count: int) -> bool:
    if i + 1 >= count:
        return True
    nxt = tokens[i + 1]
    if tokens[i].word in "!?":
        return True
    if tokens[i].word == ";":
        return False
    if nxt.start == tokens[i].end and nxt.word not in "\"')]":
        return False
    before = tokens[i - 1].word if i else ""
    if before in _ABBREVIATED or (len(before) == 1 and before.isalpha()):
        return False
    return nxt.case != "lower"
