"""Which field of an event a column is meant to be, by its name in any of several languages."""

from __future__ import annotations

import unicodedata
from functools import cache

import yaml

from geo.paths import DATA

MAPPINGS = DATA / "mappings"
"""The shipped mappings: one YAML file a dataset, and the names of columns."""


_ONE_LETTER = str.maketrans("كيىەةı", "کییههi")


def folded(name: str) -> str:
    """Return a column name as it is compared: no case, accents, spaces or punctuation.

    Letters that keyboards exchange are one: Arabic and Persian kaf and yeh, Turkish i with and without dot.
    """
    text = unicodedata.normalize("NFKD", name).casefold().translate(_ONE_LETTER)
    return "".join(c for c in text if c.isalnum())


@cache
def _ranked() -> dict[str, tuple[str, int]]:
    """Return field and rank (the field's first name is 0) by folded column name."""
    listed = yaml.safe_load((MAPPINGS / "column_names.yml").read_text(encoding="utf-8"))["fields"]
    names: dict[str, tuple[str, int]] = {}
    for field, spellings in listed.items():
        for rank, spelling in enumerate([field, *spellings]):
            names.setdefault(folded(str(spelling)), (field, rank))
    return names


@cache
def known_names() -> dict[str, str]:
    """Return field by folded column name, as ``data/mappings/column_names.yml`` lists them."""
    return {name: field for name, (field, _) in _ranked().items()}


@cache
def _asked_counts() -> frozenset[str]:
    listed = yaml.safe_load((MAPPINGS / "column_names.yml").read_text(encoding="utf-8"))
    return frozenset(folded(str(name)) for name in listed["asked_counts"])


def counts_something(name: str) -> bool:
    """Return whether a heading counts something without saying what: "How many"."""
    return folded(name) in _asked_counts()


@cache
def _rights() -> dict[tuple[str, str], int]:
    listed = yaml.safe_load((MAPPINGS / "column_names.yml").read_text(encoding="utf-8"))
    return {
        (field, folded(str(name))): right
        for key, right in (("plainest", 2), ("lesser", 0))
        for field, names in listed[key].items()
        for name in names
    }


def right_of(name: str, field: str) -> int:
    """Return by what right a column is a field: 2 beyond doubt, 1 by its name, 0 where nothing else is."""
    return _rights().get((field, folded(name)), 1)


def rank_of(name: str) -> int:
    """Return how plainly a column's name says its field: 0 for the field's first name, and up."""
    found = _ranked().get(folded(name))
    return found[1] if found else len(_ranked())


def field_of(name: str) -> str | None:
    """Return the event field that a column name stands for, or None.

    A unit or remark in brackets is left aside: "Latitude (WGS 84)" is the latitude.
    """
    names = known_names()
    found = names.get(folded(name))
    if found is None and any(c in name for c in "([/"):
        head, _, inner = name.partition("(")
        head = head.split("[")[0]
        found = names.get(folded(head)) if head.strip() else None
        if found == "place":  # "Location name (Governorate)"
            finer = names.get(folded(inner))
            found = finer if finer in ("admin1", "admin2", "country") else found
        if found is None and "/" in name:  # two languages in one heading: "Date / التاريخ"
            found = next((f for part in name.split("/") if (f := names.get(folded(part)))), None)
    return found
