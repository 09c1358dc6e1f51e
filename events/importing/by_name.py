"""Which field a column is by its name or its tag, unless its values contradict it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from events.importing.doubtful import half_fitting, rivals
from events.importing.field_kinds import (
    Column,
    contradiction,
    heads_kinds,
    instead_of,
    is_country,
    place_share,
)
from events.importing.mapping import BY_NAME, FIELDS, Guess, Mapping, Rule
from events.quoting import shown
from events.readers.table import GEOMETRY_COLUMNS, LATITUDE, LONGITUDE, RADIUS
from events.vocabulary.column_names import field_of, folded, rank_of, right_of
from events.vocabulary.hxl import field_of_tag, is_tag

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Sequence

    import pandas as pd

_DATES = frozenset(("event_date", "end_date", "year", "end_year"))
_POINTS = ("latitude", "longitude")
_DAYS = {"event_date": "day_of_month", "end_date": "end_day_of_month"}


def by_names(
    names: Sequence[str],
    columns: MappingType[str, Column],
    tags: MappingType[str, str],
    sample: pd.DataFrame,
) -> Mapping:
    """Return a mapping from what columns are called and tagged, without what their values contradict.

    A guess that is dropped is a sentence of ``questions``, one that is doubtful a question of ``asked``;
    nothing depends on the order of the columns.

    Parameters
    ----------
    names : sequence of str
        All columns of the table.
    columns : mapping of str to Column
        Those of the sample that hold anything.
    tags : mapping of str to str
        HXL tags by column, where the table has a row of them.
    sample : DataFrame
        The first rows, as texts.
    """
    says: dict[str, Guess] = {}
    for name in names:
        tag = tags.get(name) or (name if is_tag(name) else None)
        field = field_of_tag(tag) if tag else field_of(name)
        if field:
            says[name] = Guess(field, f"it is tagged {tag}" if tag else "its name says so", BY_NAME)
    said: list[str] = []
    held: dict[str, Guess] = {}
    parts = {"year", "month"} <= {guess.field for guess in says.values()}
    for name in sorted(says, key=lambda c: (rank_of(c), c)):
        column, guess = columns.get(name), says[name]
        if column is None and parts and guess.field in _DAYS:  # "Day" beside year and month, never filled
            says[name] = Guess(_DAYS[guess.field], "it stands beside year and month", BY_NAME)
        if column is None or name in GEOMETRY_COLUMNS:
            continue
        why, other = _against(column, guess.field, says, parts)
        if not why:
            continue
        held[name] = says.pop(name)
        field = guess.field.replace("_", " ")
        if other:
            says[name] = Guess(other, f"not the {field}, though its name says so: {why}", BY_NAME)
        else:
            said.append(
                f"“{shown(name)}” is not taken for the {field}, which its name says: {why};"
                " it is kept beside the events."
            )
    _give_back(says, held)
    _prefer_places(says, columns)
    mapping = guessed(names, says)
    taken = {name for name in held if name in mapping.guesses and mapping.guesses[name] == held[name]}
    kept = [sentence for sentence in said if not any(f"“{shown(name)}”" in sentence for name in taken)]
    asked = [*rivals(says, mapping.guesses, sample, columns), *half_fitting(mapping.guesses, columns)]
    return replace(mapping, questions=(*mapping.questions, *kept), asked=tuple(asked))


def _against(
    column: Column, field: str, says: MappingType[str, Guess], parts: bool
) -> tuple[str | None, str | None]:
    """Return why a column cannot be a field, and which field it is instead, if any."""
    fields = {guess.field for name, guess in says.items() if name != column.name}
    state = field == "admin1" and "country" not in fields and folded(column.name) in _STATES
    named = any(len(text) > 3 for text in column.distinct)  # two letters may be the signs of provinces
    if state and named and len(column.distinct) > 2 and column.share(is_country) >= 0.9:
        return f"its values are countries ({column.examples()})", "country"
    if field == "notes" and "event_type" not in fields and heads_kinds(column):
        return f"its values are kinds of events ({column.examples()})", "event_type"
    why = contradiction(column, field)
    if why is None and parts and field in ("event_date", "end_date") and len(column.cells) == 1:
        why = contradiction(Column(column.name, column.cells * 2, column.distinct), field)
    if why is None:
        return None, None
    return why, instead_of(column, field, lambda other: other not in fields)


_STATES = frozenset(("state", "nation", "estado", "staat"))


def _prefer_places(says: dict[str, Guess], columns: MappingType[str, Column]) -> None:
    """Of several columns named as the place, leave aside one that names kinds of them: "Home"."""
    named = [c for c, guess in says.items() if guess.field == "place" and c in columns]
    if len(named) < 2:
        return
    shares = {name: place_share(columns[name]) for name in named}
    if max(shares.values()) >= 0.5:
        for name in named:
            if shares[name] < 0.2:
                del says[name]


def _give_back(says: dict[str, Guess], held: MappingType[str, Guess]) -> None:
    """Take a name at its word where nothing else tells when or where: its rows are refused one by one."""
    fields = {guess.field for guess in says.values()}
    for name, guess in held.items():
        dates = guess.field == "event_date" and not fields & _DATES
        point = guess.field in _POINTS and guess.field not in fields
        if (dates or point) and name not in says:
            says[name] = guess


def guessed(columns: Sequence[str], says: MappingType[str, Guess] | None = None) -> Mapping:
    """Return a mapping made from the columns' names (``data/mappings/column_names.yml``).

    Where two columns could be the same field, the one whose name says so most plainly is taken, whatever
    the order in which they stand.

    Parameters
    ----------
    columns : sequence of str
    says : mapping of str to Guess, optional
        What each column is meant to be; else what its name says.
    """
    if says is None:
        named = {c: field_of(c) for c in columns}
        says = {c: Guess(name, "its name says so", BY_NAME) for c, name in named.items() if name}
    fields: dict[str, Rule] = {}
    right = {c: right_of(c, guess.field) for c, guess in says.items()}
    for column in sorted(columns, key=lambda c: (-right.get(c, 0), rank_of(c), c)):
        guess = says.get(column) if column not in GEOMETRY_COLUMNS else None
        if guess and guess.field not in fields and guess.field in FIELDS:
            fields[guess.field] = Rule(columns=(column,))
    if LATITUDE in columns:
        if not {"latitude", "longitude"} <= set(fields):
            fields |= {"latitude": Rule((LATITUDE,)), "longitude": Rule((LONGITUDE,))}
        fields.setdefault("uncertainty_m", Rule((RADIUS,)))
    if "fatalities" in fields and "fatalities_best" in fields:
        fields.pop("fatalities")
    own = {name: rule.columns[0] for name, rule in fields.items()}
    guesses = {column: says[column] for column in own.values() if column not in GEOMETRY_COLUMNS}
    passed = {
        c: g.field for c in columns if c not in guesses and (g := says.get(c)) is not None and g.field in own
    }
    notes = [
        f"“{shown(c)}” could be the {name.replace('_', ' ')} too, by its name; it is kept beside the events."
        for c, name in passed.items()
        if c not in GEOMETRY_COLUMNS
    ]
    return Mapping(name="column names", fields=fields, guesses=guesses, notes=tuple(notes))
