"""The code lists of the field, the actors and the weapons: data files behind small accessors."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo import countries
from geo.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Code:
    """One value of a code list.

    Attributes
    ----------
    value : str
        As it is stored.
    label : str
        As it is shown.
    meaning : str
        One line.
    group : str
        The value above it, such as the event type of a sub-type; empty where there is none.
    """

    value: str
    label: str
    meaning: str
    group: str = ""


@dataclass(frozen=True)
class Weapon:
    """A weapon class with its public nominal range.

    Attributes
    ----------
    key, label : str
    calibre_mm, min_range_m, max_range_m : float or None
        Millimetres and metres; the maximum is the nominal one of the usual rounds.
    press_names : tuple of str
        Words of reports that may mean this class.
    citation, url : str
        Where the figures come from.
    notes : str
    """

    key: str
    label: str
    calibre_mm: float | None
    min_range_m: float | None
    max_range_m: float | None
    press_names: tuple[str, ...]
    citation: str
    url: str
    notes: str


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a shipped table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def codes(name: str) -> tuple[Code, ...]:
    """Return a code list of ``data/codebook`` by its file name without ``.csv``.

    Raises
    ------
    LookupError
        There is no such list.
    """
    path = DATA / "codebook" / f"{name}.csv"
    if not name.isidentifier() or not path.is_file():
        raise LookupError(f"There is no code list {name!r}.")
    return tuple(
        Code(row["value"], row["label"], row["meaning"], row.get("group") or "") for row in read_csv(path)
    )


def names() -> tuple[str, ...]:
    """Return the names of all code lists."""
    return tuple(sorted(path.stem for path in (DATA / "codebook").glob("*.csv")))


@cache
def _by_value(name: str) -> dict[str, Code]:
    return {code.value: code for code in codes(name)}


def label(name: str, value: str | None) -> str:
    """Return how a value is shown: its label, or itself where the list does not have it."""
    if not value:
        return "unknown"
    found = _by_value(name).get(value)
    return found.label if found else value


def meaning(name: str, value: str | None) -> str:
    """Return the one-line meaning of a value, empty where the list does not have it."""
    found = _by_value(name).get(value or "")
    return found.meaning if found else ""


def event_types() -> tuple[str, ...]:
    """Return ACLED's event types."""
    return tuple(code.value for code in codes("event_types"))


def sub_event_types(event_type: str | None = None) -> tuple[str, ...]:
    """Return ACLED's sub-event types, of one event type or of all."""
    found = codes("sub_event_types")
    return tuple(code.value for code in found if event_type is None or code.group == event_type)


@cache
def weapons() -> tuple[Weapon, ...]:
    """Return the weapon classes of ``data/weapons.csv``."""
    return tuple(
        Weapon(
            key=row["key"],
            label=row["label"],
            calibre_mm=_number(row["calibre_mm"]),
            min_range_m=_number(row["min_range_m"]),
            max_range_m=_number(row["max_range_m"]),
            press_names=_several(row["press_names"]),
            citation=row["citation"],
            url=row["url"],
            notes=row["notes"],
        )
        for row in read_csv(DATA / "weapons.csv")
    )


def weapon(key: str) -> Weapon:
    """Return a weapon class by its key.

    Raises
    ------
    LookupError
        There is no such class.
    """
    for found in weapons():
        if found.key == key:
            return found
    raise LookupError(f"There is no weapon class {key!r}.")


def weapons_named(text: str | None) -> tuple[Weapon, ...]:
    """Return the classes that a report's word may mean ("Katyusha rocket": 107 mm and 122 mm)."""
    folded = f" {fold(text or '')} "
    return tuple(
        found for found in weapons() if any(f" {fold(name)} " in folded for name in found.press_names)
    )


@dataclass(frozen=True)
class Actor:
    """An actor with the spellings under which reports name it."""

    name: str
    variants: tuple[str, ...]
    kind: str
    part_of: str
    notes: str


@cache
def actors() -> tuple[Actor, ...]:
    """Return the known actors of ``data/actors.csv``."""
    return tuple(
        Actor(row["name"], _several(row["variants"]), row["kind"], row["part_of"], row["notes"])
        for row in read_csv(DATA / "actors.csv")
    )


@cache
def _spellings() -> dict[str, str]:
    return {fold(spelling): actor.name for actor in actors() for spelling in (actor.name, *actor.variants)}


def canonical_actor(text: str | None) -> str | None:
    """Return the shipped name of an actor under any of its spellings, or None if it is not known."""
    return _spellings().get(fold(text or "")) if text else None


def country_name(text: str) -> str:
    """Return the English short name of a country from its code or spelling, else the text as it is."""
    return countries.name(text) or text


def fold(text: str) -> str:
    """Return text for comparing names: no case, accents, invisible signs, dashes or apostrophes."""
    text = unicodedata.normalize("NFKD", text).casefold()
    kept = []
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in ("Mn", "Cf", "Cc") or sign in "'’‘`ʿʾʼ\u0640":
            continue
        kept.append(sign if kind[0] in "LN" else " ")
    return " ".join("".join(kept).split())


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _number(text: str) -> float | None:
    return float(text) if text else None
