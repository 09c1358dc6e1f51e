"""Guesses by names that stay doubtful: columns of like right to one field, and values that only half fit.

Doubtful is a guess that a person would have to check. It is no warning but a question: asked on the page, and
refused by the command line with the options that answer it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.importing.field_kinds import ENOUGH, KINDS, Column
from events.importing.questions import COLUMN, FIELD, KEPT_BESIDE, Question
from events.quoting import shown
from events.values.dates import read_date
from events.values.numbers import read_count, read_degrees
from events.vocabulary.column_names import right_of
from events.vocabulary.missing import is_missing
from geo import countries
from geo.countries import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from events.importing.mapping import Guess

HALF = 0.5
"""Share of values that fit, below which a column is asked about though its name says what it is."""

_ASKED = frozenset(
    (
        *("event_date", "end_date", "year", "month", "day_of_month", "latitude", "longitude", "coordinates"),
        *("place", "country", "admin1", "admin2", "location_precision", "uncertainty_m", "event_type"),
        *("sub_event_type", "attacker", "actor1", "actor2", "target", "weapon", "source_key"),
        *("fatalities", "fatalities_low", "fatalities_best", "fatalities_high", "injured", "weapon_count"),
    )
)
"""Fields that one column only may be. Notes and sources are what they are in whichever column they stand."""
_BY_ROW = frozenset(
    (
        *("event_date", "end_date", "source_date", "year", "month", "day_of_month", "end_year", "end_month"),
        *("end_day_of_month", "latitude", "longitude", "coordinates", "source_url"),
    )
)
"""Fields of which each cell that is none is refused or told with its row."""


def rivals(
    says: Mapping[str, Guess], taken: Mapping[str, Guess], sample: pd.DataFrame, columns: Mapping[str, Column]
) -> list[Question]:
    """Ask which of several columns a field is, whose names and values leave that open.

    Parameters
    ----------
    says : mapping of str to Guess
        What each column's name says.
    taken : mapping of str to Guess
        What was taken for a field.
    sample : DataFrame
        The first rows, as texts.
    columns : mapping of str to Column
        Those of the sample that hold anything.
    """
    asked = []
    for first, guess in sorted(taken.items()):
        if guess.field not in _ASKED or first not in columns:
            continue
        right = right_of(first, guess.field)
        others = [c for c, other in says.items() if other.field == guess.field and c in columns]
        like = [c for c in others if c != first and right_of(c, guess.field) == right]
        like = [c for c in like if not _agree(sample[first], sample[c], guess.field)]
        if guess.field == "source_key":
            like = [c for c in like if _is_key(columns[c])]
        if like:
            asked.append(which(guess.field, [columns[c] for c in sorted([first, *like])]))
    return asked


def _is_key(column: Column) -> bool:
    return len(column.distinct) == len(column.cells)


def which(field: str, columns: Sequence[Column], look: str = "") -> Question:
    """Ask which of several columns is a field.

    Parameters
    ----------
    field : str
    columns : sequence of Column
    look : str, optional
        What their values look like, where that and no name is why they could be it.
    """
    label = field.replace("_", " ")
    names = [f"“{shown(c.name)}” ({c.examples()})" for c in columns]
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    why = f"The values of {listed} all look like {look}" if look else f"{listed} could each be the {label}"
    choices = {c.name: text for c, text in zip(columns, names, strict=True)}
    choices[KEPT_BESIDE] = "none of them; keep them beside the events"
    text = f"{why}: say which one is the {label}."
    return Question(FIELD, text, tuple(c.name for c in columns), choices, (field,))


def half_fitting(taken: Mapping[str, Guess], columns: Mapping[str, Column]) -> list[Question]:
    """Ask about columns whose name says a field that less than half of their values can be."""
    asked = []
    for name, guess in sorted(taken.items()):
        kind, column = KINDS.get(guess.field), columns.get(name)
        if kind is None or column is None or guess.field in _BY_ROW or len(column.cells) < ENOUGH:
            continue
        share = column.share(kind.admits)
        if share >= HALF:
            continue
        label = guess.field.replace("_", " ")
        odd = next(text for text in column.distinct if not kind.admits(text))
        text = (
            f"“{shown(name)}” is the {label} by its name, but only {share:.0%} of its values can be"
            f" {kind.look} (not “{shown(odd)[:60]}”)."
        )
        choices = {guess.field: f"the {label} all the same", KEPT_BESIDE: _BESIDE}
        asked.append(Question(COLUMN, text, (name,), choices))
    return asked


_BESIDE = "something else; keep it beside the events"


def _agree(one: pd.Series, other: pd.Series, field: str) -> bool:
    """Return whether two columns say the same in each row in which both say anything, and do so in some."""
    read = _MEANT.get(field, fold)
    pairs = {
        (a, b)
        for a, b in zip(one, other, strict=True)
        if a and b and not is_missing(a) and not is_missing(b) and len(a) < 300 and len(b) < 300
    }
    return bool(pairs) and all(a == b or _same(read(a), read(b)) for a, b in pairs)


def _same(one: object, other: object) -> bool:
    """Return whether two values are one; degrees are, if one is the other rounded to two decimals."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= SAME_DEG
    return one == other


SAME_DEG = 0.011


def _day(text: str) -> object:
    value = read_date(text)
    return (value.start, value.end) if value.problem is None else text


def _figures(text: str) -> object:
    count = read_count(text)
    return (count.low, count.best, count.high) if count.problem is None else text


_MEANT: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("event_date", "end_date"), _day),
    "country": lambda text: countries.name(text) or fold(text),
    **dict.fromkeys(
        ("fatalities", "fatalities_low", "fatalities_best", "fatalities_high", "injured", "weapon_count"),
        _figures,
    ),
    "latitude": lambda text: read_degrees(text, axis="latitude"),
    "longitude": lambda text: read_degrees(text, axis="longitude"),
}

__all__ = ["half_fitting", "rivals", "which"]
