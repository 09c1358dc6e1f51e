"""Values of a filter that nothing knows: neither the data nor the code lists, and what is spelt nearly so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.filter_fields import FIELDS
from events.query.actors import COLUMNS
from events.vocabulary import codebook
from geo import countries
from geo.nearest import MOST, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from events.query.filters import Filter
    from events.store import Store
    from events.store.database import Database

NAMED = {name: about.named for name, about in FIELDS.items() if about.named and not about.closed}
"""Fields of a filter whose values the data decide, and what one of their values is called."""
EXAMPLES = 5


@dataclass(frozen=True)
class Unknown:
    """A value that nothing knows.

    Attributes
    ----------
    field : str
        The field of `events.query.Filter` that holds it.
    value : str
    nearest : tuple of str
        Known values that are spelt nearly so, the nearest first.
    examples : tuple of str
        Where none is: some of what the data have, the most frequent first.
    """

    field: str
    value: str
    nearest: tuple[str, ...]
    examples: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is wrong, in a sentence without its end."""
        return f"No {NAMED[self.field]} is called “{self.value[:200]}”"

    @property
    def sentence(self) -> str:
        """What is wrong, and what is known instead."""
        near, known = ", ".join(self.nearest), ", ".join(self.examples)
        return f"{self.words}{f'; nearest: {near}' if near else f'; known: {known}' if known else ''}."


def unknown(store: Store, selection: Filter) -> tuple[Unknown, ...]:
    """Return the values of a filter under which nothing can be found because nothing is called so.

    A value of a code list or a country that no event has is known: there may be events tomorrow. The
    empty value, which stands for unknown, is known.

    Parameters
    ----------
    store : Store
    selection : Filter

    Returns
    -------
    tuple of Unknown
        In the order of the fields.
    """
    asked = {name: [v for v in getattr(selection, name) if v] for name in NAMED}
    asked = {name: [v for v in values if not _is_listed(name, v)] for name, values in asked.items()}
    if not any(asked.values()):
        return ()
    found: list[Unknown] = []
    with store.reading() as db:
        for name, values in asked.items():
            if values:
                found += _events(db, values) if name == "event_ids" else _named(db, name, values)
    return tuple(found)


def dataset(store: Store, text: str, *, ever: bool = False) -> str | Unknown:
    """Return a dataset as it is called, or what is called nearly so.

    Parameters
    ----------
    store : Store
    text : str
        As somebody typed it, in any case.
    ever : bool
        Also of a dataset of which no event is there any more, but imports are written down.

    Returns
    -------
    str or Unknown
    """
    with store.reading() as db:
        said = _in_data(db, "datasets")
        if ever:
            log = "SELECT DISTINCT dataset FROM imports WHERE dataset IS NOT NULL ORDER BY dataset"
            said = list(dict.fromkeys([*said, *(row[0] for row in db.rows(log))]))
    if text in said:
        return text
    alike = [name for name in said if name.lower() == text.lower()]
    if len(alike) == 1:
        return alike[0]
    near = nearest(text, said)
    return Unknown("datasets", text, near, () if near else tuple(said[:EXAMPLES]))


def _named(db: Database, name: str, values: list[str]) -> Iterable[Unknown]:
    said = _in_data(db, name)
    have = {value.lower() for value in said}
    for value in values:
        if value.lower() not in have:
            # What the data have comes first: of two that are alike it is the one that shows something.
            names = {one.lower(): one for one in reversed([*said, *_listed_names(name, value)])}
            near = nearest(value, reversed(names.values()))
            yield Unknown(name, value, near, () if near else tuple(said[:EXAMPLES]))


def _in_data(db: Database, name: str) -> list[str]:
    """The values that events have, those of most events first; of withdrawn ones, too."""
    if name == "attackers":
        sql = (
            "SELECT value FROM (SELECT attacker AS value FROM events UNION ALL SELECT actor FROM claims)"
            " WHERE value IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value"
        )
    elif name == "actors":
        named = [f"SELECT {one} AS value FROM events" for one in COLUMNS.values()]
        named += [f"SELECT {one} FROM claims" for one in ("actor", "claimant")]
        sql = (
            f"SELECT value FROM ({' UNION ALL '.join(named)}) WHERE value <> ''"
            " GROUP BY value ORDER BY count(*) DESC, value"
        )
    else:
        column = FIELDS[name].column
        sql = (
            f"SELECT {column} FROM events WHERE {column} IS NOT NULL"
            f" GROUP BY {column} ORDER BY count(*) DESC, {column}"
        )
    return [row[0] for row in db.rows(sql)]


def _listed_names(name: str, value: str) -> Iterable[str]:
    if name in ("attackers", "actors"):
        return [spelling for actor in codebook.actors() for spelling in (actor.name, *actor.variants)]
    if name == "countries":
        return countries.nearest_names(value)
    return {"types": codebook.event_types, "sub_types": codebook.sub_event_types}.get(name, tuple)()


def _events(db: Database, values: list[str]) -> Iterable[Unknown]:
    for value in values:
        if db.rows("SELECT 1 FROM events WHERE event_id = ? LIMIT 1", [value]):
            continue
        # A source's own key is what people have at hand; one slip of the hand is the other likely thing.
        near = db.cursor.execute(
            "SELECT event_id FROM events WHERE source_key = $asked"
            " OR damerau_levenshtein(event_id, $asked[:100]) <= 2"
            " ORDER BY source_key IS DISTINCT FROM $asked, damerau_levenshtein(event_id, $asked[:100]), 1"
            " LIMIT $most",
            {"asked": value, "most": MOST},
        ).fetchall()
        yield Unknown("event_ids", value, tuple(row[0] for row in near))


def _in_list(names: Callable[[], Iterable[str]]) -> Callable[[str], bool]:
    return lambda value: value.lower() in {name.lower() for name in names()}


_LISTED: dict[str, Callable[[str], bool]] = {
    "actors": lambda value: codebook.canonical_actor(value) is not None,
    "attackers": lambda value: codebook.canonical_actor(value) is not None,
    "types": _in_list(codebook.event_types),
    "sub_types": _in_list(codebook.sub_event_types),
    "countries": lambda value: countries.find(value) is not None,
}


def _is_listed(name: str, value: str) -> bool:
    """Whether a code list knows a value."""
    return name in _LISTED and _LISTED[name](value)


__all__ = ["NAMED", "Unknown", "dataset", "unknown"]
