"""Which field a column is by its values, where its name does not tell; with the reason, and less sure.

Nothing is guessed where two columns could be the same field: that is a question for the person.
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from events.importing.by_name import by_names
from events.importing.degrees import settle_degrees
from events.importing.doubtful import which
from events.importing.field_kinds import (
    MOST_NAMES,
    Column,
    column_of,
    is_count,
    is_event_word,
    is_pair,
    is_somebody,
    is_text,
    is_url,
    looks_like_dates,
    place_share,
    speaks_of_somebody,
)
from events.importing.mapping import BY_NAME, BY_VALUES, Guess, Rule
from events.importing.mapping import Mapping as ColumnMapping
from events.importing.people_counts import people_by_words, speaks_of_deaths, speaks_of_injured, words_of
from events.importing.point_evidence import (
    BESIDE,
    WHO,
    Points,
    are_countries,
    at_their_points,
    doubtful_countries,
    points_of,
    without_elsewhere,
)
from events.importing.questions import COLUMN, KEPT_BESIDE, Question
from events.importing.report import REPORT_COLUMNS
from events.importing.row_kinds import asked_of_rows
from events.quoting import shown
from events.readers.table import GEOMETRY_COLUMNS, RawTable
from events.values import precision
from events.vocabulary.column_names import counts_something

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SAMPLED_ROWS = 500
"""Rows from the top whose values are looked at."""
_DEATHS = re.compile(r"kill|dead|death|fatalit|mort|muert|tote|قتيل|قتلى|погиб|убит", re.I)


def guess_columns(table: RawTable) -> ColumnMapping:
    """Return a mapping from the columns' names and, where these say nothing, from their values.

    Its ``guesses`` give field, reason and sureness by column, its ``questions`` what a person should look
    at, its ``asked`` what a person must say.
    """
    sample = _sample(table)
    columns = {
        name: column for name in table.columns if (column := column_of(name, sample[name])) is not None
    }
    mapping = by_names(table.columns, columns, table.tags, sample)
    mapping = without_elsewhere(mapping, columns, sample)
    rest = [columns[n] for n in sorted(columns) if n not in mapping.guesses and n not in _NEVER]
    mapping = by_values(mapping, rest, sample) if rest else mapping
    mapping = _with_precision(mapping, sample)
    of_rows = asked_of_rows(mapping, list(columns.values()), table.tags)
    totals = {name for question in of_rows for name in question.columns}
    asked = [*of_rows, *_asked_counts(mapping, {n: c for n, c in columns.items() if n not in totals})]
    still = [
        q for q in mapping.questions if not any(q.startswith(f"“{shown(c)}” is not") for c in mapping.guesses)
    ]
    still += _half_points(mapping)
    return replace(mapping, questions=tuple(still), asked=(*mapping.asked, *asked))


def _half_points(mapping: ColumnMapping) -> list[str]:
    """Say of a column of one coordinate that there is none of the other, and that it makes no point."""
    other = {"latitude": "longitude", "longitude": "latitude"}
    return [
        f"“{shown(name)}” is the {guess.field}, but no column is the {other[guess.field]}: it makes no point,"
        " and is kept beside the events."
        for name, guess in mapping.guesses.items()
        if guess.field in other and other[guess.field] not in mapping.fields
    ]


def _asked_counts(mapping: ColumnMapping, columns: Mapping[str, Column]) -> list[Question]:
    """Ask what a heading such as "How many" counts: its numbers do not tell."""
    if {"fatalities", "fatalities_best"} & set(mapping.fields):
        return []
    free = [name for name in sorted(columns) if counts_something(name) and name not in mapping.guesses]
    choices = {f: words for f, words in _COUNTED.items() if f not in mapping.fields}
    return [
        Question(
            COLUMN,
            f"“{shown(name)}” counts something ({columns[name].examples()}); of what, its name does not say.",
            (name,),
            {**choices, KEPT_BESIDE: "something else; keep it beside the events"},
        )
        for name in free
        if columns[name].share(is_count) >= 0.5 and not _numbers_rows(columns[name])
    ]


_COUNTED = {"fatalities": "people killed", "injured": "people injured", "weapon_count": "weapons used"}


def _with_precision(mapping: ColumnMapping, sample: pd.DataFrame) -> ColumnMapping:
    """Ask about a precision column whose words or codes say nothing that is known."""
    rule = mapping.fields.get("location_precision")
    if rule is None:
        return mapping
    column = rule.columns[0]
    odd = precision.unread(column, sample[column])
    return replace(mapping, questions=(*mapping.questions, odd.question)) if odd else mapping


_NEVER = {*GEOMETRY_COLUMNS, *REPORT_COLUMNS}


def _sample(table: RawTable) -> pd.DataFrame:
    chunks = iter(table.chunks(None))
    if hasattr(chunks, "close"):
        with closing(chunks):  # type: ignore[type-var]
            chunk = next(chunks, None)
    else:
        chunk = next(chunks, None)
    if chunk is None:
        return pd.DataFrame(columns=list(table.columns), dtype=object)
    top = chunk.table.slice(0, SAMPLED_ROWS)
    cells = {name: pc.utf8_trim_whitespace(top.column(name)).to_pylist() for name in top.column_names}
    return pd.DataFrame(cells, dtype=object)


@dataclass
class _Values:
    """What the values of columns without a telling name have shown so far.

    ``rest`` are the columns still open, ``has`` the fields that are known, ``found`` the guesses by column,
    ``questions`` what is told and ``asked`` what is asked.
    """

    rest: list[Column]
    has: set[str]
    found: dict[str, Guess] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def settle(self, target: str, fitting: list[Column], look: str, sure: float = BY_VALUES) -> None:
        """One column fits: it is the field. Several: nobody is chosen, and the person is asked."""
        self.rest = [column for column in self.rest if column not in fitting]
        if len(fitting) > 1 and target in ("notes", "source_url"):
            names = " and ".join(f"“{shown(c.name)}”" for c in fitting)
            self.questions.append(
                f"The values of {names} all look like {look}; they are kept beside the events."
            )
        elif len(fitting) > 1:
            self.asked.append(which(target, fitting, look))
        elif fitting and target not in self.has:
            reason = f"its values look like {look} ({fitting[0].examples()})"
            self.found[fitting[0].name] = Guess(target, reason, sure)
            self.has.add(target)

    def settle_if(self, target: str, look: str, test: Callable[[Column], bool]) -> None:
        """Settle a field that is not known yet by the columns that pass a test."""
        if target not in self.has:
            self.settle(target, [column for column in self.rest if test(column)], look)

    def places(self, sample: pd.DataFrame, stated: Points | None) -> None:
        """Settle the place: asked where half the names are unknown, only told where points say where."""
        fitting = [column for column in self.rest if _looks_like_places(column, sample, stated)]
        if stated is None and len(fitting) == 1 and place_share(fitting[0]) < MOST_KNOWN:
            self.asked.append(_asked_place(fitting[0]))
        elif stated is not None and len(fitting) > 1:
            names = " and ".join(f"“{shown(c.name)}”" for c in fitting)
            self.questions.append(
                f"The values of {names} are names of places; they are kept beside the events."
            )
        else:
            self.settle("place", fitting, "places of the list of names", 0.5)
        self.rest = [column for column in self.rest if column not in fitting]


def by_values(mapping: ColumnMapping, columns: Sequence[Column], sample: pd.DataFrame) -> ColumnMapping:
    """Return a mapping with the fields added that the values of so far unknown columns show."""
    seen = _Values(list(columns), set(mapping.fields))
    has, found, asked = seen.has, seen.found, seen.asked
    seen.settle_if("source_url", "links", lambda c: c.share(is_url) >= 0.9)
    if not {"event_date", "year"} & has:
        seen.settle_if("event_date", "dates", looks_like_dates)
    if not {"latitude", "longitude"} <= has and "coordinates" not in has:
        settle_degrees(seen.rest, found, asked, has, mapping, sample)
    if not {"latitude", "longitude"} & has:
        seen.settle_if("coordinates", "pairs of coordinates", lambda c: c.share(is_pair) >= 0.9)
    if "country" not in has:
        asked += doubtful_countries(seen.rest, mapping, found, sample)
    seen.settle_if("country", "countries", are_countries)
    seen.settle_if("event_type", "kinds of events", lambda c: _texts(c) and c.share(is_event_word) >= 0.7)
    _actors(seen.rest, found, asked, has)
    _people(seen.rest, found, asked, has)
    _counts(seen.rest, found, seen.questions, has)
    if "place" not in has:
        seen.places(sample, points_of(mapping, found, sample))
    seen.settle_if("notes", "notes in whole sentences", _looks_like_notes)
    return replace(
        mapping,
        fields={**mapping.fields, **{guess.field: Rule(columns=(name,)) for name, guess in found.items()}},
        guesses={**mapping.guesses, **found},
        questions=(*mapping.questions, *seen.questions),
        asked=(*mapping.asked, *asked),
    )


def _texts(column: Column) -> bool:
    return column.share(is_text) >= 0.9


MOST_KNOWN = 0.9
"""Share of names in the list from which a column is places though no point of the file confirms it."""


def _asked_place(column: Column) -> Question:
    """Ask of a column without a telling name some of whose values are names of places."""
    text = (
        f"{place_share(column):.0%} of the values of “{shown(column.name)}” ({column.examples()}) are names"
        " of places, the others are not."
    )
    choices = {
        "place": "the place where it happened",
        "admin1": "the province or state",
        **WHO,
        KEPT_BESIDE: BESIDE,
    }
    return Question(COLUMN, text, (column.name,), choices)


def _actors(rest: list[Column], found: dict[str, Guess], asked: list[Question], has: set[str]) -> None:
    """Known actors: who attacked whom cannot be told from names, so they are undirected parties."""
    fitting = [c for c in rest if _texts(c) and c.share(is_somebody) >= 0.5]
    free = [field for field in ("actor1", "actor2") if field not in has]
    for column in fitting:
        rest.remove(column)
    if len(fitting) > len(free):
        choices = {field: words for field, words in WHO.items() if field not in has}
        for column in fitting:
            text = f"The values of “{shown(column.name)}” name known actors ({column.examples()})."
            asked.append(Question(COLUMN, text, (column.name,), {**choices, KEPT_BESIDE: BESIDE}))
        return
    for target, column in zip(free, fitting, strict=False):
        reason = f"its values name known actors ({column.examples()}), not who attacked whom"
        found[column.name] = Guess(target, reason, 0.5)
        has.add(target)


def _people(rest: list[Column], found: dict[str, Guess], asked: list[Question], has: set[str]) -> None:
    """Counts whose headings speak of deaths or injured, where no column is known for them by its name."""
    deaths = {"fatalities", "fatalities_low", "fatalities_best", "fatalities_high"}
    for fields, about in ((deaths, speaks_of_deaths), ({"injured"}, speaks_of_injured)):
        columns = [column for column in rest if about(column)]
        if not fields & has:
            named, open_ = people_by_words(columns, sorted(fields - {"fatalities_best"}))
            found |= named
            has |= {guess.field for guess in named.values()}
            asked += open_
        for column in columns:  # of those that are not the figure, it is known that they count some only
            rest.remove(column)


def _counts(rest: list[Column], found: dict[str, Guess], questions: list[str], has: set[str]) -> None:
    """Counts are of deaths only where their words say so; a bare number may count anything."""
    fitting = [c for c in rest if c.share(is_count) >= 0.9 and not _is_number_of(c)]
    dead = [c for c in fitting if c.share(lambda t: bool(_DEATHS.search(t))) >= 0.3]
    if len(dead) == 1 and not {"fatalities", "fatalities_best"} & has:
        reason = f"its values count deaths ({dead[0].examples()})"
        found[dead[0].name] = Guess("fatalities", reason, BY_VALUES)
        has.add("fatalities")
        fitting.remove(dead[0])
        rest.remove(dead[0])
    if fitting and not {"fatalities", "fatalities_best", "fatalities_high", "injured"} & has:
        names = " and ".join(f"“{shown(c.name)}” ({c.examples()})" for c in fitting[:5])
        questions.append(
            f"The values of {names} look like counts, of what is not said: say whether of deaths or of"
            " injured; until then they are kept beside the events."
        )
    for column in fitting:
        rest.remove(column)


def _numbers_rows(column: Column) -> bool:
    """Return whether whole numbers stand in order or are all different, as numbers of rows are."""
    numbers = [int(text) for text in column.cells if text.isdigit()]
    if len(numbers) < len(column.cells) or len(numbers) < 2:
        return False
    apart = len(column.cells) > 5 and len(column.distinct) == len(column.cells)
    return apart or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


_CODES = frozenset(("id", "ids", "code", "codes", "pcode", "fid", "key", "index"))


def _is_number_of(column: Column) -> bool:
    """Numbers that number the rows, years and codes: all different, or too large to be counts."""
    if _CODES & set(words_of(column.name)):
        return True
    numbers = [int(text) for text in column.cells if text.isdigit()]
    if len(numbers) < len(column.cells):
        return False
    if _numbers_rows(column):  # row names, as R's write.csv puts them first
        return True
    return float(np.median(numbers)) > 500 or len(column.distinct) < 3


def _looks_like_places(column: Column, sample: pd.DataFrame, points: Points | None) -> bool:
    if not _texts(column) or max(len(text) for text in column.distinct) > 80 or len(column.distinct) < 2:
        return False
    if speaks_of_somebody(column.name) or column.share(is_somebody) >= 0.3 or column.share(is_acronym) >= 0.5:
        return False
    if sum(" " in text.strip() for text in column.distinct) > 0.9 * len(column.distinct) > 5:
        return False
    names = list(column.distinct[:MOST_NAMES])
    if place_share(column) < 0.6:
        return False
    return points is None or at_their_points(names, column, sample, points)


def is_acronym(text: str) -> bool:
    """Return whether a cell is written as names of organisations are shortened: "UNHCR", "MSF"."""
    return text.isupper() and text.isascii() and " " not in text and 2 <= len(text) <= 8


def _looks_like_notes(column: Column) -> bool:
    return _texts(column) and float(np.median([len(text) for text in column.cells])) >= 60


def guess_notes(mapping: ColumnMapping) -> list[str]:
    """Say what was guessed by values, and why."""
    return [
        f"“{shown(name)}” is taken for the {guess.field.replace('_', ' ')}: {guess.reason}."
        for name, guess in mapping.guesses.items()
        if guess.sure < BY_NAME
    ]


__all__ = ["BY_VALUES", "Guess", "by_values", "guess_columns", "guess_notes"]
