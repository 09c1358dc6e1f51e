"""A look at a file before it is imported: its columns, what they are taken for, its first rows as events."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from events.importing import proposing
from events.importing.convert import Converter
from events.importing.file_dates import date_columns, tell_dates
from events.importing.guessing import guess_columns
from events.importing.locating import place_events
from events.importing.mapping import Guess, Mapping, NoDateError, Plan
from events.importing.planning import make_plan, plan_notes
from events.importing.questions import NOTHING_SAID, Answers, Question
from events.importing.refused import Item
from events.importing.report import ImportReport
from events.quoting import base_name, shown
from events.readers import open_table
from events.readers.table import FileRefusedError, RawChunk, RawTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.values.dates import DateColumn

PROPOSED_BY = 500
"""Rows from the top by which a country is proposed."""

SAMPLED_ROWS = 2000
"""Rows from the top by which examples are chosen and dates are shown; the import looks at all."""


@dataclass
class Preview:
    """What an import would make of a file.

    ``guess`` is the field by column, ``fields`` the columns by field (to be corrected and given back as
    ``mapping``), ``reasons`` says by column why that was guessed and how sure it is, ``examples`` a few
    distinct values by column, ``events`` the first rows as events (columns of the event table),
    ``refused`` what would be refused of them. ``asked`` are the questions without whose answer an import
    refuses the file; ``lacks_date``: it is refused for want of dates, which a person may say it has not.
    ``order_open``: whether dates come day or month first cannot be told from the column.
    ``read_by`` is the mapping that the file is read by, with what the person said of it.
    ``countryless`` says that some rows have a place and no country, ``proposal`` which one they speak for.
    """

    file: str
    format: str = ""
    mapping: str | None = None
    columns: tuple[str, ...] = ()
    guess: dict[str, str] = field(default_factory=dict)
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reasons: dict[str, Guess] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    events: pd.DataFrame = field(default_factory=pd.DataFrame)
    refused: list[Item] = field(default_factory=list)
    warnings: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    total: int | None = None
    error: str | None = None
    asked: tuple[Question, ...] = ()
    lacks_date: bool = False
    order_open: bool = False
    proposal: proposing.Proposal | None = None
    countryless: bool = False
    read_by: Mapping | None = None


def preview(
    path: str | Path,
    *,
    name: str | None = None,
    mapping: Any = None,
    sheet: str | None = None,
    rows: int = 20,
    answers: Answers = NOTHING_SAID,
    countries: Sequence[str] = (),
    date_order: str | None = None,
) -> Preview:
    """Look at a file without importing it.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        What the file is called (an upload lies under another name).
    mapping : str, Mapping or dict, optional
        A mapping, its name, or columns by field as a person corrected them; else recognised or guessed.
    sheet : str, optional
        The sheet of a workbook.
    rows : int
        How many rows to show as events.
    answers : Answers
        What the person said of the file.
    countries : sequence of str
        Codes of the countries that a person stated for rows without one.
    date_order : {"dmy", "mdy"}, optional
        How to read 03/04/2024, where the person knows it.

    Returns
    -------
    Preview
        Its ``error`` says why the file would be refused; the columns are there all the same where they
        could be read.
    """
    found = Preview(file=base_name(name or path))
    try:
        table = open_table(Path(path), name=found.file, sheet=sheet)
    except FileRefusedError as error:
        found.error = str(error)
        return found
    try:
        _look(table, found, mapping, rows, answers, tuple(countries), date_order or answers.order)
    except FileRefusedError as error:
        found.error = str(error)
    finally:
        table.close()
    return found


def _look(
    table: RawTable,
    found: Preview,
    mapping: Any,
    rows: int,
    answers: Answers,
    countries: tuple[str, ...] = (),
    order: str | None = None,
) -> None:
    found.format, found.total = table.format, table.total
    found.sheets, found.sheet = table.sheets, table.sheet
    found.columns, found.notes = table.columns, list(table.notes)
    found.warnings = [Item(text) for text in table.warnings]
    chunk = next(table.chunks(None), None)
    found.examples = {c: _examples(chunk, c) for c in table.columns} if chunk is not None else {}
    try:
        plan = make_plan(table, mapping, found.file, answers)
    except FileRefusedError as error:
        found.lacks_date = isinstance(error, NoDateError)
        if mapping is None:  # what is known of the columns helps a person to say the rest
            guess = guess_columns(table)
            found.reasons = dict(guess.guesses)
            found.asked = tuple(question for question in guess.asked if not answers.to(question))
            found.guess = {column: guess.field for column, guess in found.reasons.items()}
        raise
    found.reasons = dict(plan.mapping.guesses)
    found.warnings += [Item(text) for text in plan.mapping.questions]
    if table.columns != found.columns:  # a file without column names got those of its mapping
        found.columns, chunk = table.columns, next(table.chunks(None), None)
        found.examples = {c: _examples(chunk, c) for c in table.columns} if chunk is not None else {}
    found.mapping, found.asked, found.read_by = plan.mapping.name, plan.mapping.asked, plan.mapping
    found.fields = {t: r.columns for t, r in plan.rules.items() if r.columns}
    found.guess = {column: t for t, columns in reversed(found.fields.items()) for column in columns[:1]}
    found.notes += plan_notes(plan)
    if chunk is not None:
        _events(chunk, plan, table, found, rows, countries, order)


def _events(
    chunk: RawChunk,
    plan: Plan,
    table: RawTable,
    found: Preview,
    rows: int,
    countries: tuple[str, ...],
    order: str | None,
) -> None:
    values = {
        column: chunk.table.column(column)[:SAMPLED_ROWS].unique().to_pylist()
        for name in ("event_date", "end_date")
        if (column := plan.column(name))
    }
    dates = date_columns(plan, values, table, order, found.file)
    notes, asked = tell_dates(plan, dates, values)
    found.notes += notes
    found.asked += tuple(asked)
    found.order_open = any(how.conflicting or not how.certain for how in dates.values())
    found.proposal, found.countryless = _proposal(_top(chunk, PROPOSED_BY), plan, dates, found)
    first = _top(chunk, rows)
    report = ImportReport(file=found.file, dataset=plan.mapping.dataset or "preview", columns=plan.columns)
    converter = Converter(plan, dates, report, set())
    converted = converter.convert(first)
    converter.finish()
    events = place_events(converted.events, report, stated=countries)
    report.close()
    found.events, found.refused = events, report.refused[:]
    found.warnings += report.warnings


def _top(chunk: RawChunk, rows: int) -> RawChunk:
    return RawChunk(chunk.table.slice(0, rows), chunk.rows[:rows], chunk.records[:rows], chunk.bad[:rows])


def _proposal(
    chunk: RawChunk, plan: Plan, dates: dict[str, DateColumn], found: Preview
) -> tuple[proposing.Proposal | None, bool]:
    """Return the country that the rows speak for, and whether some state none."""
    converter = Converter(plan, dates, ImportReport(file=found.file, columns=plan.columns), set())
    events = converter.convert(chunk).events
    return proposing.propose(events), bool(proposing.without_country(events).any())


def _examples(chunk: RawChunk | None, column: str, count: int = 5) -> list[str]:
    if chunk is None:
        return []
    values = chunk.table.column(column)[:SAMPLED_ROWS].unique().to_pylist()
    return [shown(v) for v in values if v.strip()][:count]
