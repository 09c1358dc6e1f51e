"""Before the rows are read: which mapping, and what one pass over the file tells about all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.cells import Cells
from events.importing.convert import core_columns, key_hashes, row_keys
from events.importing.corrections import answered
from events.importing.guessing import guess_columns, guess_notes
from events.importing.mapping import (
    Mapping,
    Plan,
    Rule,
    bind,
    check_name,
    damaged,
    from_fields,
    load,
    recognised,
    save,
)
from events.importing.namibia import speaks_of_namibia
from events.importing.questions import NOTHING_SAID, Answers, refuse_open
from events.quoting import base_name, shown
from events.readers import SUFFIXES, open_table
from events.readers.table import GEOMETRY_COLUMNS, FileRefusedError, RawChunk, RawTable

if TYPE_CHECKING:
    from events.importing.report import ImportReport

Tell = Callable[[int, int | None, str], None]

DISTINCT_DATES = 200_000
"""Distinct texts of a date column by which its order is inferred; more say no more."""


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


def save_mapping(
    path: str | Path,
    save_as: str,
    *,
    name: str | None = None,
    mapping: Any = None,
    sheet: str | None = None,
    answers: Answers = NOTHING_SAID,
    **options: Any,
) -> Path:
    """Remember how a file is read, under a name: the next file with these columns is read the same way.

    Parameters
    ----------
    path : str or Path
        The file, which is opened as for an import.
    save_as : str
        The mapping's name.
    name, mapping, sheet, answers : Any
        As for ``import_file``.
    **options : Any
        What a mapping file says beside its fields, such as ``dataset`` and ``date_order``; None is left out.

    Returns
    -------
    Path
        The file that the mapping is in.

    Raises
    ------
    FileRefusedError
        The name cannot be one, or the file would be refused.
    """
    check_name(save_as)
    file = base_name(name or path)
    table = open_table(Path(path), name=file, sheet=sheet)
    try:
        plan = make_plan(table, mapping, file, answers)
    finally:
        table.close()
    kept = {n: getattr(plan.mapping, n) for n in _KEPT_OPTIONS if getattr(plan.mapping, n)}
    kept |= {"drop": sorted(plan.mapping.drop)} if plan.mapping.drop else {}
    if not table.named or plan.mapping.header:
        kept["header"] = list(table.columns)
    kept |= {n: value for n, value in options.items() if value is not None}
    fields = {
        target: _as_written(rule)
        for target, rule in {**plan.rules, **plan.stated}.items()
        if not set(rule.columns) & set(GEOMETRY_COLUMNS)
    }
    return save(save_as, fields, **kept)


_KEPT_OPTIONS = (
    *("dataset", "widen_dates", "claim_status", "claimant", "default_precision", "date_order"),
    *("undated", "each_row_an_event"),
)


def _as_written(rule: Rule) -> str | list[str] | dict[str, Any]:
    """Return a rule as a mapping file has it."""
    columns = rule.columns[0] if len(rule.columns) == 1 else list(rule.columns)
    more: dict[str, Any] = {
        "values": dict(rule.values),
        "missing": sorted(rule.missing),
        "when": {column: sorted(values) for column, values in rule.when.items()},
        "split": rule.split,
        "join": rule.join,
        "constant": rule.constant,
        "sum": rule.sum,
    }
    more = {name: value for name, value in more.items() if value}
    return {"columns": columns, **more} if more else columns


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


class Scan:
    """What the first pass over a file found: how many rows, which dates, which keys again."""

    def __init__(self) -> None:
        self.total = 0
        self.dates: dict[str, set[str]] = {}
        self.repeated: set[int] = set()
        self.not_final = False


def scan_file(table: RawTable, plan: Plan, tell: Tell, *, whole: bool = False) -> Scan:
    """Go through a file once for what only all of it tells: rows, orders of dates, keys that occur again.

    ``whole`` looks at all columns that can make a key; it is asked for when a row lacks its own.
    """
    scan = Scan()
    dates = [c for n in ("event_date", "end_date") if (c := plan.column(n))]
    own_keys = plan.rules["source_key"].columns if "source_key" in plan.rules and not whole else ()
    wanted = list(dict.fromkeys([*dates, *(own_keys or [*_keys(plan), *core_columns(plan)])]))
    candidate = plan.mapping.candidate.get("column")
    candidate = next((c for c in plan.columns if c == candidate), None)
    wanted += [candidate] if candidate and candidate not in wanted else []
    hashes: list[np.ndarray] = []
    for found in table.chunks(wanted):
        chunk = found if own_keys else _filled(found)
        tell(scan.total, None, "looking through the file")
        scan.total += len(chunk) + len(chunk.bad)
        for column in dates:
            known = scan.dates.setdefault(column, set())
            if len(known) < DISTINCT_DATES:
                known.update(chunk.table.column(column).unique().to_pylist())
        cells = Cells(chunk, plan)
        if own_keys and pc.any(pc.equal(cells.text("source_key"), "")).as_py():
            return scan_file(table, plan, tell, whole=True)
        hashes.append(key_hashes(row_keys(cells)))
        if candidate and not scan.not_final:
            final = {str(v) for v in plan.mapping.candidate.get("final", ())}
            scan.not_final = bool(set(chunk.table.column(candidate).unique().to_pylist()) - final)
    if hashes:
        ordered = np.sort(np.concatenate(hashes))
        scan.repeated = set(np.unique(ordered[1:][ordered[1:] == ordered[:-1]]).tolist())
    if not scan.total:
        raise FileRefusedError(
            f"{table.format} file without rows: there are column names and nothing below them."
        )
    return scan


def _filled(chunk: RawChunk) -> RawChunk:
    """Leave out rows that hold nothing in the columns that make a key."""
    empty = [pc.equal(column, "").to_numpy() for column in chunk.table.columns]
    kept = ~np.logical_and.reduce(empty)
    if kept.all():
        return chunk
    return RawChunk(chunk.table.filter(pa.array(kept)), chunk.rows[kept], chunk.records[kept], chunk.bad)


def _keys(plan: Plan) -> tuple[str, ...]:
    return plan.rules["source_key"].columns if "source_key" in plan.rules else ()


def dataset_name(plan: Plan, scan: Scan, file: str) -> str:
    """Return the dataset that a file's events belong to: its mapping's, or that of its name."""
    rule = plan.mapping.candidate
    if rule and (scan.not_final or re.search(str(rule.get("file", r"(?!)")), file)):
        return str(rule.get("dataset"))
    stem = file
    while stem.lower().endswith(tuple(SUFFIXES)):
        stem = stem[: stem.rindex(".")]
    return plan.mapping.dataset or stem or file


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
