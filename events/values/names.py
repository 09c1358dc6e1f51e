"""Cells to values, honestly: every reading of a cell in one place.

Each function takes the text of a cell and gives the value, or nothing where the cell
says that it is not known, or what is wrong with it in words. Nothing is clamped,
swapped, rolled over, or turned into 1970 or 0.
"""

from __future__ import annotations

import unicodedata

from events.values.count_words import Count, whole_number
from events.values.dates import UNKNOWN, DateColumn, DateValue, order_of, plain, read_date
from events.values.numbers import read_count, read_degrees

__all__ = [
    "UNKNOWN",
    "Count",
    "DateColumn",
    "DateValue",
    "clean_name",
    "order_of",
    "plain",
    "read_count",
    "read_date",
    "read_degrees",
    "suspicious",
    "whole_number",
]

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset("\u200b\u2060\ufeff\u00ad")


def clean_name(text: str) -> str:
    """Return a name in one Unicode form (NFC), without zero-width characters, spaces made single.

    The zero-width joiner and non-joiner stay: Persian and Kurdish spelling needs them.
    """
    if text.isascii():
        return " ".join(text.split())
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if c not in _ZERO_WIDTH)
    return " ".join(kept.split())


def suspicious(text: str) -> str | None:
    """Return what is odd about a name that may pass for another one, or None.

    A word of letters from two scripts (a Greek Α in a Latin name) and marks that
    reverse the direction of the text are flagged; nothing is merged or changed.
    """
    if text.isascii():
        return None
    if any(c in _OVERRIDES for c in text):
        return "holds marks that change the direction of the text"
    for word in text.split():
        scripts = {_script(c) for c in word if c.isalpha()} - {""}
        if len(scripts & {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "FULLWIDTH"}) > 1:
            both = " and ".join(sorted(s.title() for s in scripts))
            return f"mixes letters of two scripts in one word ({both})"
    return None


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0]
