"""A person's correction of what columns were taken for: the rest of a known mapping stays as it was."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from events.importing import mapping as mappings
from events.importing.mapping import Mapping, Rule
from events.quoting import shown
from events.readers.table import GEOMETRY_COLUMNS, FileRefusedError
from events.values.dates import read_date
from events.values.names import clean_name
from events.vocabulary.column_names import folded
from geo import countries

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Sequence
    from pathlib import Path

    from events.importing.questions import Answers

OWN = "own mapping"
ADDED = ("fatalities", "fatalities_low", "fatalities_best", "fatalities_high", "injured")
"""Counts of which a person may name several columns, each of some people: they are added."""
_SOME = (
    "event_date",
    "place",
    "country",
    "attacker",
    "actor1",
    "target",
    "event_type",
    "fatalities",
    "notes",
)


def corrected(base: Mapping, guess: MappingType[str, str], chosen: MappingType[str, str]) -> Mapping:
    """Return a mapping in which some columns mean something else.

    Parameters
    ----------
    base : Mapping
        What the file was read by; its rules for codes, coarse dates and claims stay where the person left
        the column as it was.
    guess, chosen : mapping of str to str
        Field by column: what was shown, and what the person made of it.
    """
    changed = [c for c in dict.fromkeys([*guess, *chosen]) if guess.get(c) != chosen.get(c)]
    fields = dict(base.fields)
    for column in changed:
        if column in guess:
            fields.pop(guess[column], None)
    for field in dict.fromkeys(chosen[c] for c in changed if c in chosen):
        several = tuple(c for c in chosen if chosen[c] == field)
        fields[field] = Rule(columns=several, sum=len(several) > 1 and field in ADDED)
    return replace(base, name=OWN, title="", recognise=(), fields=fields, guesses={}, questions=(), asked=())


def answered(base: Mapping, columns: Sequence[str], answers: Answers) -> Mapping:
    """Return a mapping that follows what a person said of a file; ``asked`` holds what stays open.

    Raises
    ------
    FileRefusedError
        A column is not in the file, or a field is none that events have.
    """
    asked = () if base.each_row_an_event else base.asked
    constants = answers.constants
    if constants:
        base = _with_constants(base, constants)
    if answers.columns:
        have = {folded(c): c for c in columns}
        unknown = next((c for c in answers.columns if folded(c) not in have), None)
        if unknown is not None:
            raise FileRefusedError(f"There is no column {shown(unknown)!r}; there are {_listed(columns)}.")
        field = next((f for f in answers.columns.values() if f and f not in mappings.FIELDS), None)
        if field is not None:
            raise FileRefusedError(
                f"Events have no field {shown(field)!r}; those they have are such as {', '.join(_SOME)}."
            )
        before = {have[folded(r.columns[0])]: f for f, r in base.fields.items() if _present(r, have)}
        said = {have[folded(c)]: f for c, f in answers.columns.items()}
        after = {c: f for c, f in before.items() if c not in said and f not in said.values()}
        left = {c: guess for c, guess in base.guesses.items() if after.get(c) == guess.field}
        questions, name = base.questions, base.name
        base = corrected(base, before, after | {c: f for c, f in said.items() if f})
        base = replace(base, guesses=left, questions=questions)
        base = replace(base, name=name) if name == "column names" else base
    return replace(
        base,
        asked=tuple(q for q in asked if not answers.to(q)),
        undated=base.undated or answers.undated,
        each_row_an_event=base.each_row_an_event or answers.rows == "events",
    )


SETTABLE = (
    *(
        "event_date",
        "end_date",
        "year",
        "place",
        "country",
        "admin1",
        "admin2",
        "event_type",
        "sub_event_type",
    ),
    *("attacker", "attacker_basis", "actor1", "actor2", "target", "weapon", "title", "notes"),
    *("source_publisher", "source_title", "source_url", "source_date", "reliability", "credibility"),
)
"""Fields that a person can state for a whole file."""


def _with_constants(base: Mapping, constants: MappingType[str, str]) -> Mapping:
    """Return a mapping that fills in what holds for the whole file where a row says nothing."""
    fields, said = dict(base.fields), []
    for name, text in constants.items():
        if name not in SETTABLE:
            near = get_close_matches(name, SETTABLE, 3, 0.5)
            raise FileRefusedError(
                f"{shown(name)!r} cannot be stated for a whole file; what can is"
                f" {', '.join(near or SETTABLE)}."
            )
        value = _held(name, clean_name(text))
        fields[name] = replace(fields.get(name, Rule()), constant=value)
        label = name.replace("_", " ")
        said.append(f"The {label} of rows that say none is {shown(value)}, as stated for the whole file.")
    return replace(base, fields=fields, notes=(*base.notes, *said))


def _held(name: str, text: str) -> str:
    """Return what is stated for a field, or refuse what cannot be one."""
    if not text:
        raise FileRefusedError(f"Nothing is stated for the {name.replace('_', ' ')}.")
    if name == "country":
        return str(countries.name(countries.stated(text)))
    if name in ("event_date", "end_date", "year", "source_date"):
        value = read_date(text)
        wrong = value.problem or ("" if value.start or value.end else "is not a date")
        if wrong or (name == "year" and not re.fullmatch(r"\d{4}", text)):
            raise FileRefusedError(f"“{shown(text)}”, stated for the whole file, {wrong or 'is not a year'}.")
    return text


def _present(rule: Rule, have: MappingType[str, str]) -> bool:
    return bool(rule.columns) and folded(rule.columns[0]) in have


def _listed(names: Sequence[str]) -> str:
    return ", ".join(shown(c) for c in names[:12]) + (", …" if len(names) > 12 else "")


def keep(name: str, mapping: Mapping, columns: Sequence[str]) -> Path:
    """Keep a whole mapping under a name for the next file of its kind; returns the file it is in.

    Parameters
    ----------
    name : str
        See `events.importing.mapping.save`.
    mapping : Mapping
    columns : sequence of str
        Columns of the file at hand: those of them that the mapping uses are what the next file is known by.

    Raises
    ------
    FileRefusedError
        The name cannot be one.
    """
    options: dict[str, Any] = {
        "dataset": mapping.dataset,
        "header": list(mapping.header),
        "drop": sorted(mapping.drop),
        "widen_dates": mapping.widen_dates,
        "claim_status": mapping.claim_status,
        "claimant": mapping.claimant,
        "candidate": dict(mapping.candidate),
        "default_precision": mapping.default_precision,
        "only": {column: sorted(values) for column, values in mapping.only.items()},
        "totals": mapping.totals,
        "notes": list(mapping.notes),
        "date_order": mapping.date_order,
        "undated": mapping.undated,
        "each_row_an_event": mapping.each_row_an_event,
    }
    blank = Mapping("")
    said = {k: v for k, v in options.items() if v and v != getattr(blank, k)}
    have = {folded(c): c for c in columns}
    fields = {
        field: rule
        for field, rule in mapping.fields.items()
        if not set(rule.columns) & set(GEOMETRY_COLUMNS)  # a geometry is the place by every mapping
    }
    used = {have[folded(c)] for rule in fields.values() for c in rule.columns if folded(c) in have}
    said["recognise"] = [sorted(used)] if used else []
    return mappings.save(name, {field: _raw(rule) for field, rule in fields.items()}, **said)


def _raw(rule: Rule) -> Any:
    """Return a rule as a mapping file has it."""
    raw: dict[str, Any] = {"columns": list(rule.columns)}
    if rule.values:
        raw["values"] = dict(rule.values)
    if rule.missing:
        raw["missing"] = sorted(rule.missing)
    if rule.when:
        raw["when"] = {column: sorted(values) for column, values in rule.when.items()}
    if rule.split is not None:
        raw["split"] = rule.split
    if rule.join is not None:
        raw["join"] = rule.join
    if rule.constant is not None:
        raw["constant"] = rule.constant
    if rule.sum:
        raw["sum"] = True
    return raw if len(raw) > 1 else list(rule.columns)


__all__ = ["OWN", "answered", "corrected", "keep"]
