"""What a person may have meant: the known words that are spelt nearly as one that nobody knows."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 3
"""So many are named; a longer list is read by nobody."""
_LONGEST = 200
_SURE, _LIKELY = 83.0, 60.0


def nearest(text: str, names: Iterable[str], *, most: int = MOST) -> tuple[str, ...]:
    """Return the names that are spelt most like a text, the nearest first.

    Parameters
    ----------
    text : str
        As it was typed. Case, accents and signs do not matter.
    names : iterable of str
        What is known.
    most : int
        At most so many.

    Returns
    -------
    tuple of str
        Empty where none is near: nothing is better than a wrong word offered as the right one.
    """
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import OSA

    asked = folded(text[:_LONGEST])
    known: dict[str, list[str]] = {}
    for name in names:
        known.setdefault(folded(name[:_LONGEST]), []).append(name)
    known.pop("", None)
    if not asked or not known:
        return ()
    spelt = list(known)
    # One slip of the hand first; then what is alike as a whole; then a word of a long name.
    slips = process.extract(asked, spelt, scorer=OSA.distance, score_cutoff=1, limit=most)
    alike = process.extract(asked, spelt, scorer=fuzz.ratio, score_cutoff=_LIKELY, limit=most)
    found = [name for name, _, _ in (*slips, *alike)]
    if len(asked) >= 3:
        parts = process.extract(asked, spelt, scorer=fuzz.partial_ratio, score_cutoff=_SURE, limit=most)
        found += [name for name, _, _ in parts if len(name) >= len(asked)]
    return tuple(name for key in dict.fromkeys(found) for name in known[key])[:most]


def folded(text: str) -> str:
    """Return a text without case, accents and signs, for comparing only."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.split()) or text.casefold().strip()


def offer(text: str, names: Iterable[str], *, examples: int = 0) -> str:
    """Return the end of a sentence that names what is near: "; nearest: Iraq, Iran", or nothing.

    Parameters
    ----------
    text : str
        What was typed.
    names : iterable of str
        What is known.
    examples : int
        Where nothing is near, so many of the known are named.
    """
    names = list(dict.fromkeys(name for name in names if name))
    if near := nearest(text, names):
        return f"; nearest: {', '.join(near)}"
    if not names or not examples:
        return ""
    more = ", …" if len(names) > examples else ""
    return f"; known: {', '.join(names[:examples])}{more}"
