"""One name in another dress of its language: Russian cases, the Arabic article and alif, Basreh for Basra.

Only forms that are asked for are changed, never those of the index: the changed one must be a name there.
"""

from __future__ import annotations

import re

LEAST_LETTERS = 4
"""Letters of the shortest word whose ending is exchanged."""

_CASES = {
    "ской": ("ская",), "ого": ("ый", "ий", "ое"), "ому": ("ый", "ий", "ое"), "ую": ("ая",), "ом": ("", "о"),
    "ой": ("а", "ая"), "ем": ("", "е"), "е": ("", "а", "о", "ь", "я"), "у": ("а", ""), "ю": ("я", "ь"),
    "ы": ("а", ""), "и": ("а", "ь", "я", "", "і"), "а": ("", "о"), "я": ("ь", "е", "й"), "і": ("а", "я", ""),
}  # fmt: skip
"""Endings of the oblique cases of Russian and Ukrainian names of places, and those of their nominative."""

_ADJECTIVES = {"ой": "ая", "ую": "ая", "ом": "ое", "ого": "ое"}
"""The same of an adjective in front: "Старой Вичуге", of Staraya Vichuga."""

_CYRILLIC = re.compile(r"[\u0400-\u04ff ]+")
_TWICE = re.compile(r"([^\W\d])\1")
_ARABIC = re.compile(r"[\u0600-\u06ff ]+")
_INNER_ARTICLE = re.compile(r"(?<=[\u0600-\u06ff]{2})ال(?=[\u0600-\u06ff]{3})")


def variants(basic_name: str) -> tuple[str, ...]:
    """Return what a basic name may be in its plain form, without the name itself; mostly nothing."""
    if basic_name.isascii():
        return (
            (basic_name[:-2] + "a",) if basic_name.endswith("eh") and len(basic_name) > LEAST_LETTERS else ()
        )
    if _CYRILLIC.fullmatch(basic_name):
        return _plain_cases(basic_name)
    return _arabic(basic_name) if _ARABIC.fullmatch(basic_name) else ()


def without_alif(folded_name: str) -> str:
    """Return an Arabic name without the alifs inside its words, "" for any other script."""
    if folded_name.isascii() or not _ARABIC.fullmatch(folded_name):
        return ""
    return folded_name[:1] + folded_name[1:].replace("ا", "")


def _plain_cases(name: str) -> tuple[str, ...]:
    *front, last = name.split()
    if len(last) < LEAST_LETTERS:
        return ()
    heads = [front]
    changed = [_adjective(word) for word in front]
    if changed != front:
        heads.append(changed)
    found = []
    for ending, plain in _CASES.items():
        if last.endswith(ending) and len(last) - len(ending) >= LEAST_LETTERS - 1:
            found += [" ".join([*head, last[: -len(ending)] + p]) for p in plain for head in heads]
    found += [name.replace("э", "е"), _TWICE.sub(r"\1", name), name.replace("скый", "ский")]
    found += [re.sub(r"([сц])к(?=\b|и|о)", r"\1ьк", name)]
    found += [name[:-1] + "й"] if name.endswith("и") else []
    return tuple(v for v in dict.fromkeys(found) if v != name)


def _adjective(word: str) -> str:
    for ending, plain in _ADJECTIVES.items():
        if word.endswith(ending) and len(word) > LEAST_LETTERS:
            return word[: -len(ending)] + plain
    return word


def _arabic(name: str) -> tuple[str, ...]:
    """Return an Arabic name with its articles written as they mostly are: set off, their alif there, no lam
    twice."""
    found = [_INNER_ARTICLE.sub(" ال", name)]
    words = name.split()
    found.append(" ".join(["ا" + w if w.startswith("ل") and len(w) > LEAST_LETTERS else w for w in words]))
    found.append(" ".join(["ال" + w[3:] if w.startswith("الل") else w for w in words]))
    found.append(" ".join([w[2:] if w.startswith("الال") else w for w in words]))
    return tuple(v for v in dict.fromkeys(found) if v != name)
