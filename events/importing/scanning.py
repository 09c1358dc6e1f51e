"""The third stage of an import: what one pass over the file tells of all of it, before its rows are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.cells import Cells
from events.importing.convert import core_columns, key_hashes, row_keys
from events.importing.file_dates import date_columns, tell_dates, warn_of_orders
from events.importing.planning import plan_notes
from events.importing.questions import refuse_open
from events.readers import SUFFIXES
from events.readers.table import FileRefusedError, RawChunk, RawTable
from geo import countries

if TYPE_CHECKING:
    from events.importing.job import Job
    from events.importing.mapping import (
        Plan,
    )
    from events.values.date_columns import DateColumn

Tell = Callable[[int, int | None, str], None]

DISTINCT_DATES = 200_000
"""Distinct texts of a date column by which its order is inferred; more say no more."""


@dataclass(frozen=True)
class Seen:
    """What is known of all of a file before its rows are read.

    Attributes
    ----------
    total : int
        How many rows there are.
    dates : dict of str to DateColumn
        How each date column writes its dates.
    repeated : set of int
        Hashes of the keys that more than one row has.
    """

    total: int
    dates: dict[str, DateColumn]
    repeated: set[int]


def look_ahead(job: Job, table: RawTable, plan: Plan) -> Seen:
    """Go through the file once; name its dataset, and say in the report how it will be read.

    Raises
    ------
    FileRefusedError
        There are no rows, or the order of day and month is open.
    """
    report, said = job.report, job.said
    scan = scan_file(table, plan, job.tell)
    report.dataset = said.dataset or dataset_name(plan, scan, report.file)
    report.notes += [*table.notes, *plan_notes(plan), *plan.mapping.notes]
    if said.countries:
        where = ", ".join(str(countries.name(code)) for code in said.countries)
        report.notes.append(f"Rows without a country are taken to lie in {where}, as stated for the file.")
    for sentence in (*table.warnings, *plan.mapping.questions):
        report.warn(sentence)
    dates = date_columns(plan, scan.dates, table, said.date_order or said.answers.order, report.file)
    notes, asked = tell_dates(plan, dates, scan.dates)
    refuse_open(asked, report.file)
    report.notes += notes
    warn_of_orders(plan, dates, report)
    return Seen(scan.total, dates, scan.repeated)


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
