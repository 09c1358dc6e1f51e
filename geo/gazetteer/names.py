"""Place names made comparable: one spelling per name, whatever the script and the system of letters.

Three keys, from sharp to blunt, are computed for names in the index and for what is asked:

``basic``
    case, diacritics, apostrophes and punctuation gone; Arabic letter variants, tatweel and digits
    made one. "Ad-Dīwānīyah" -> "ad diwaniyah".
``folded``
    besides, articles (al-, el-, ad-, as-, ...) gone and words joined. -> "diwaniyah".
``skeleton``
    the consonants only, with the letters that systems of transliteration exchange made one; the same
    for Latin, Arabic and Cyrillic. -> "dwn" with y and w read as vowels inside a word -> "dn".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_LENGTH = 400
"""A longer text is no place name; only so many characters of a text are ever looked at."""

ARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "il",
        "ad",
        "ed",
        "as",
        "es",
        "ash",
        "esh",
        "an",
        "en",
        "ar",
        "er",
        "at",
        "et",
        "ath",
        "eth",
        "az",
        "ez",
        "adh",
        "edh",
    ]
) | frozenset(["аль", "эль", "эз", "эд", "эс", "эт", "эш", "ас", "ад", "аш", "ан", "эн", "ар", "эр"])

_LETTERS = {
    "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t",
    "ŋ": "ng", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o", "ɨ": "i", "ʉ": "u",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ئ": "ي", "ؤ": "و",
    "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ګ": "ك", "گ": "ك", "ڤ": "ف", "پ": "ب",
    "چ": "ج", "ڕ": "ر", "ڵ": "ل", "ۆ": "و", "ێ": "ي", "ء": "", "ـ": "",
    "ё": "е", "ґ": "г", "ѝ": "и", "ʻ": "", "ʼ": "", "ʽ": "", "ʾ": "", "ʿ": "", "ˈ": "", "ˊ": "", "ʹ": "", "ʺ": "",  # noqa: E501
}  # fmt: skip
_DROPPED = "'`’‘‛´′″\"“”„\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_TABLE: dict[int, str] = {ord(k): v for k, v in _LETTERS.items()} | {ord(c): "" for c in _DROPPED}
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
# letters of ASCII are exchanged as bytes, which takes a third of the time that texts take
_ASCII = bytes(ord(chr(i).lower()) if chr(i).isalnum() else 32 for i in range(128)) + bytes(128)
_ASCII_DROPPED = b"'`\""
_KEPT = 0x10000
"""Characters of the scripts in use, below this one, are kept once worked out: a few megabytes at most."""
_NOT_WORD = re.compile(r"[\W_]+")

_ARABIC = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
    "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
    "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ў": "u", "ө": "o", "ү": "u", "қ": "k", "ғ": "g",
    "ң": "n", "һ": "h", "ә": "a", "ұ": "u", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip
_TO_LATIN: dict[int, str] = {ord(k): v for k, v in (_ARABIC | _CYRILLIC).items()}
_NOT_LATIN = re.compile(r"[^a-z0-9]")

_PAIRS = re.compile(r"[kgdpz]h|t(?:ch|[hsz])|s(?:ch|h)|c[hkz]|dj")
_PAIR_LETTER = {
    "kh": "h", "gh": "g", "sh": "s", "ch": "s", "tch": "s", "zh": "j", "dh": "d", "th": "t", "ph": "f",
    "ts": "s", "tz": "s", "dj": "j", "ck": "k", "cz": "s", "sch": "s",
}  # fmt: skip
_BLUNT = bytes.maketrans(b"qgcxvp", b"kkkhbb")
_VOWELS = b"aeiouwy"
_SOFTER = bytes.maketrans(b"qgcxvpoewy", b"kkkhbbuiui")
_DOUBLED = re.compile(r"([a-z])\1+")
_VOWEL_GROUPS = re.compile(r"o[ouw]|uw|e[eiy]|i[jy]|a[eiuwy]")
_ONE_VOWEL = dict.fromkeys(("ou", "oo", "ow", "uw"), "u") | dict.fromkeys(("aw", "au"), "o")
"""The groups of vowels that are not written "i"."""


@lru_cache(maxsize=50_000)
def basic(text: str) -> str:
    """Return the name with case, marks, apostrophes and punctuation gone, words one space apart.

    Parameters
    ----------
    text : str
        Any text; only its first `MAX_LENGTH` characters count.

    Returns
    -------
    str
        The comparable form, "" when nothing of it is a letter or digit.
    """
    text = text[:MAX_LENGTH]
    if text.isascii():
        return " ".join(text.encode().translate(_ASCII, _ASCII_DROPPED).decode().split())
    return " ".join(text.translate(_EACH).split())


class _Letters(dict[int, str]):
    """What each character becomes: worked out at its first use, kept for the scripts that names are written
    in."""

    def __missing__(self, code: int) -> str:
        text = unicodedata.normalize("NFKC", chr(code)).casefold().translate(_TABLE).translate(_DIGITS)
        text = unicodedata.normalize("NFKD", text)
        text = "".join([c for c in text if not unicodedata.combining(c)]).translate(_TABLE)
        text = _NOT_WORD.sub(" ", text)
        if code < _KEPT:
            self[code] = text
        return text


_EACH = _Letters()


def without_articles(words: list[str]) -> list[str]:
    """Return the words of a basic name without its articles (all of them when nothing else is there)."""
    kept = [w if w.isascii() else _bare_arabic(w) for w in words if w not in ARTICLES]
    return kept or words


def _bare_arabic(word: str) -> str:
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    return word


def folded(basic_name: str) -> str:
    """Return a basic name without articles, its words joined."""
    words = basic_name.split()
    if len(words) == 1 and basic_name.isascii():
        return basic_name
    return "".join(without_articles(words))


def latin(folded_name: str) -> str:
    """Return Arabic and Cyrillic letters written in Latin ones; "" for scripts not read here."""
    if not folded_name.isascii():
        folded_name = folded_name.translate(_TO_LATIN)
        if _NOT_LATIN.search(folded_name):
            return ""
    return folded_name


@lru_cache(maxsize=50_000)
def _paired(latin_name: str) -> str:
    """Return a name in Latin letters with the letters for one sound written as one."""
    return _PAIRS.sub(_one_letter, latin_name)


@lru_cache(maxsize=200_000)
def skeleton(folded_name: str) -> str:
    """Return the consonant skeleton of a folded name, "" for scripts that are not read here.

    The first letter of a name that starts with a vowel is kept as "a", so that Idlib and Edlib meet
    while Abu Kamal and Kamal do not.
    """
    text = latin(folded_name)
    if not text:
        return ""
    head = "a" if text[0] in "aeiou" else ""
    first = text[0] if text[0] in "wy" else ""
    text = _paired(text)
    if len(text) > 2 and text[-1] == "h":
        text = text[:-1]
    text = head + first + text.encode().translate(_BLUNT, _VOWELS).decode()
    return _DOUBLED.sub(_first, text)


def _one_letter(match: re.Match[str]) -> str:
    return _PAIR_LETTER[match.group()]


def _first(match: re.Match[str]) -> str:
    return match.group(1)


def _one_vowel(match: re.Match[str]) -> str:
    return _ONE_VOWEL.get(match.group(), "i")


@lru_cache(maxsize=200_000)
def soft(folded_name: str) -> str:
    """Return a folded name in one system of transliteration, vowels kept: what spellings are compared by.

    A name in a script that is not read here is returned as it is.
    """
    text = latin(folded_name)
    if not text:
        return folded_name
    text = _paired(text)
    text = _VOWEL_GROUPS.sub(_one_vowel, text)
    if len(text) > 3 and text[-1] == "h" and text[-2] in "aei":
        text = text[:-1]
    return _DOUBLED.sub(_first, text.encode().translate(_SOFTER).decode())
