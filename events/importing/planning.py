"""The second stage of an import: the mapping, asked for, recognised or guessed, bound to the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from events.importing.corrections import answered
from events.importing.guessing import guess_columns, guess_notes
from events.importing.mapping import Mapping, Plan, bind, damaged, from_fields, load, recognised
from events.importing.namibia import speaks_of_namibia
from events.importing.questions import NOTHING_SAID, Answers, refuse_open
from events.quoting import shown
from events.readers.table import FileRefusedError, RawChunk, RawTable

if TYPE_CHECKING:
    from events.importing.job import Job


def plan_import(job: Job, table: RawTable) -> Plan:
    """Return how the table of an import is read.

    Raises
    ------
    FileRefusedError
        As `make_plan`; or a question that only a person can answer is open.
    """
    plan = make_plan(table, job.said.mapping, job.report.file, job.said.answers)
    job.report.columns, job.report.mapping = plan.columns, plan.mapping.name
    refuse_open(plan.mapping.asked, job.report.file)
    return plan


def make_plan(table: RawTable, mapping: Any, name: str, answers: Answers = NOTHING_SAID) -> Plan:
    """Return how a table is read: by the mapping asked for, a recognised one, or by its columns' names.

    What the person said of the file is taken into account; questions that stay open are its mapping's
    ``asked``, and an import refuses them (``events.importing.questions.refuse_open``).

    Raises
    ------
    FileRefusedError
        The mapping does not exist, or the table has no dates, or neither places nor coordinates.
    """
    if isinstance(mapping, str) and mapping != "column names":
        mapping = load(mapping)
    elif isinstance(mapping, MappingType):
        mapping = from_fields(mapping)
    elif not isinstance(mapping, Mapping):
        found = recognised(table.columns, named=table.named) if mapping is None else None
        if found is not None and found.totals:
            raise FileRefusedError(
                f"{name} holds totals, not events: {found.totals} (read as {found.name}). To have a row for"
                f" each total all the same, ask for it: --mapping “{found.name}”."
            )
        mapping = found or guess_columns(table)
        mapping = replace(mapping, questions=(*mapping.questions, *damaged()))
    if mapping.header and not table.named:
        if len(mapping.header) != len(table.columns):
            raise FileRefusedError(
                f"{name} has {len(table.columns)} columns; {mapping.name} has {len(mapping.header)}."
            )
        _rename(table, mapping.header)
    mapping = answered(mapping, table.columns, answers)
    if "country" in mapping.fields and speaks_of_namibia(table, mapping):
        mapping = replace(mapping, values_of={**mapping.values_of, "country": frozenset(("NA",))})
    try:
        return bind(mapping, table.columns, name=name)
    except FileRefusedError as error:
        refuse_open(mapping.asked, name)
        raise type(error)(" ".join([str(error), *mapping.questions])) from None


def _rename(table: RawTable, header: tuple[str, ...]) -> None:
    """Give a table without column names the ones of its mapping."""
    own, inner = table.columns, table.chunks
    back = dict(zip(header, own, strict=True))
    forth = dict(zip(own, header, strict=True))

    def renamed(columns: Sequence[str] | None = None) -> Iterator[RawChunk]:
        for chunk in inner(None if columns is None else [back[c] for c in columns]):
            names = [forth[c] for c in chunk.table.column_names]
            yield type(chunk)(chunk.table.rename_columns(names), chunk.rows, chunk.records, chunk.bad)

    table.columns, table.chunks, table.named = header, renamed, True


def plan_notes(plan: Plan) -> list[str]:
    """Say which column became which field."""
    pairs = [
        f"{' + '.join(shown(c) for c in (r.columns if r.sum else r.columns[:1]))} → {t.replace('_', ' ')}"
        for t, r in plan.rules.items()
        if r.columns
    ]
    how = (
        "Columns were matched by their names"
        if plan.mapping.name == "column names"
        else f"Read as {plan.mapping.name}"
    )
    notes = [f"{how}: {', '.join(pairs)}."]
    if plan.stated:
        names = ", ".join(shown(r.columns[0]) for r in plan.stated.values() if r.columns)
        notes.append(f"The geometry is the place of an event; {names} count where a row has none.")
    return [*notes, *guess_notes(plan.mapping)]
