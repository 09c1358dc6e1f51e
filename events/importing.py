"""A file into the store: opened, matched, read column by column, checked, merged in one transaction."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events.cells import Cells
from events.convert import Converted, Converter, event_ids, key_hashes, row_keys
from events.dates import DateColumn, order_of, plain
from events.mapping import Mapping, Plan, bind, guessed, load, recognised
from events.placing import place_events
from events.readers import open_table
from events.readers.table import FileRefusedError, RawTable
from events.report import ImportReport, base_name, shown

if TYPE_CHECKING:
    from events.store import Store

Progress = Callable[[int, int | None, str], None]
Cancelled = Callable[[], bool]

DISTINCT_DATES = 200_000
"""Distinct texts of a date column by which its order is inferred; more say no more."""


class ImportCancelled(FileRefusedError):
    """A person stopped the import; nothing was changed."""


def import_file(
    store: Store,
    path: str | Path,
    *,
    name: str | None = None,
    mapping: str | Mapping | None = None,
    dataset: str | None = None,
    sheet: str | None = None,
    complete: bool = False,
    date_order: str | None = None,
    who: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Bring a file into the store, all of it or nothing, and say what became of every row.

    Parameters
    ----------
    store : Store
    path : str or Path
        The file, of any kind of ``events.readers.READERS``.
    name : str, optional
        What to call the file (an upload lies under another name).
    mapping : str or Mapping, optional
        A mapping, its name, or a path ending in .yml; else recognised by the columns, else guessed.
    dataset : str, optional
        The dataset the events belong to; else the mapping's, else the file's name without its suffix.
    sheet : str, optional
        The sheet of a workbook, or layer of a GeoPackage.
    complete : bool
        Whether the file is a complete release: events of the dataset that it lacks are marked withdrawn.
    date_order : {"dmy", "mdy"}, optional
        How to read 03/04/2024, where the person knows it.
    who : str
        Who imports, for the log.
    progress : callable, optional
        Called with rows done, rows in all (or None) and what is being done.
    cancelled : callable, optional
        Asked between chunks; when true, the import stops and leaves nothing behind.

    Returns
    -------
    ImportReport
        Its ``error`` says why the file as a whole was refused; nothing was changed then.

    Raises
    ------
    StoreError
        The database cannot be used.
    """
    begun = time.perf_counter()
    path = Path(path)
    report = ImportReport(file=base_name(name or path))
    tell = _Teller(progress, cancelled)
    try:
        table = open_table(path, name=report.file, sheet=sheet)
        try:
            _import(store, table, report, mapping, dataset, complete, date_order, who, tell)
        finally:
            table.close()
    except FileRefusedError as error:
        report = ImportReport(file=report.file, mapping=report.mapping, dataset=report.dataset, error=str(error),
                              columns=report.columns, warnings=report.warnings)  # fmt: skip
    report.close()
    report.seconds = time.perf_counter() - begun
    return report


class _Teller:
    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._progress, self._cancelled = progress, cancelled

    def __call__(self, done: int, total: int | None, message: str) -> None:
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelled("The import was stopped; nothing was changed.")
        if self._progress is not None:
            self._progress(done, total, message)


def _import(store: Store, table: RawTable, report: ImportReport, mapping: str | Mapping | None, dataset: str | None,
            complete: bool, date_order: str | None, who: str, tell: _Teller) -> None:  # fmt: skip
    plan = make_plan(table, mapping, report.file)
    report.columns = plan.columns
    report.mapping = plan.mapping.name
    scan = _scan(table, plan, tell)
    report.dataset = dataset or _dataset(plan, scan, report.file)
    report.notes += [*table.notes, *plan_notes(plan), *plan.mapping.notes]
    for sentence in table.warnings:
        report.warn(sentence)
    dates = date_columns(plan, scan, table, date_order, report)
    converter = Converter(plan, dates, report, scan.repeated)
    with store.staging() as stage:
        for chunk in table.chunks(None):
            tell(report.read, scan.total, "reading and checking")
            converted = converter.convert(chunk)
            place_events(converted.events, report, store)
            _stage(stage, converted)
        tell(report.read, scan.total, "writing")
        with store.writing(who=who) as db:
            outcome = db.merge(stage)
            report.imported, report.updated = outcome.n_new, outcome.n_updated
            report.unchanged += outcome.n_unchanged
            if complete:
                report.withdrawn = _withdraw(db, stage, report)
            _log(db, report)


def _stage(stage: object, converted: Converted) -> None:
    stage.add(converted.events)  # type: ignore[attr-defined]
    for name, frame in (("claims", converted.claims), ("sources", converted.sources)):
        if len(frame):
            stage.add(frame, table=name)  # type: ignore[attr-defined]


def _withdraw(db: object, stage: object, report: ImportReport) -> int:
    """Mark what a complete release lacks; a row that was refused is there all the same."""
    refused = [item.id for item in report.refused if item.id]
    if not refused:
        return db.mark_withdrawn(report.dataset, stage)  # type: ignore[attr-defined, no-any-return]
    staged = stage.dataset().to_table(columns=["event_id"])["event_id"].to_pylist()  # type: ignore[attr-defined]
    present = staged + event_ids(report.dataset or "", refused)
    return db.mark_withdrawn(report.dataset, present)  # type: ignore[attr-defined, no-any-return]


def _log(db: object, report: ImportReport) -> None:
    short = report.to_dict() | {"refused": [i.to_dict() for i in report.refused[:1000]], "warnings": []}
    db.log_import({  # type: ignore[attr-defined]
        "import_id": uuid.uuid4().hex, "dataset": report.dataset, "source_file": report.file, "mapping": report.mapping,
        "started_at": pd.Timestamp.now("UTC").tz_localize(None), "rows_read": report.read, "imported": report.imported,
        "updated": report.updated, "unchanged": report.unchanged, "refused": len(report.refused),
        "withdrawn": report.withdrawn, "report": short,
    })  # fmt: skip


def make_plan(table: RawTable, mapping: str | Mapping | None, name: str) -> Plan:
    """Return how a table is read: by the mapping asked for, a recognised one, or by its columns' names.

    Raises
    ------
    FileRefusedError
        The mapping does not exist, or the table has no dates, or neither places nor coordinates.
    """
    if isinstance(mapping, str) and mapping != "column names":
        mapping = load(mapping)
    elif not isinstance(mapping, Mapping):
        found = recognised(table.columns, named=table.named) if mapping is None else None
        mapping = found or guessed(table.columns)
    if mapping.header and not table.named:
        if len(mapping.header) != len(table.columns):
            raise FileRefusedError(
                f"{name} has {len(table.columns)} columns; {mapping.name} has {len(mapping.header)}."
            )
        _rename(table, mapping.header)
    return bind(mapping, table.columns, name=name)


def _rename(table: RawTable, header: tuple[str, ...]) -> None:
    """Give a table without column names the ones of its mapping."""
    own, inner = table.columns, table.chunks
    back = dict(zip(header, own, strict=True))
    forth = dict(zip(own, header, strict=True))

    def renamed(columns):  # type: ignore[no-untyped-def]
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


def _scan(table: RawTable, plan: Plan, tell: _Teller) -> Scan:
    scan = Scan()
    dates = [c for n in ("event_date", "end_date") if (c := plan.column(n))]
    wanted = list(dict.fromkeys([*dates, *_key_columns(plan)]))
    candidate = plan.mapping.candidate.get("column")
    candidate = next((c for c in plan.columns if c == candidate), None)
    wanted += [candidate] if candidate and candidate not in wanted else []
    hashes: list[np.ndarray] = []
    for chunk in table.chunks(wanted):
        tell(scan.total, None, "looking through the file")
        scan.total += len(chunk) + len(chunk.bad)
        for column in dates:
            known = scan.dates.setdefault(column, set())
            if len(known) < DISTINCT_DATES:
                known.update(chunk.table.column(column).unique().to_pylist())
        hashes.append(key_hashes(row_keys(Cells(chunk, plan))))
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


def _key_columns(plan: Plan) -> list[str]:
    from events.convert import CORE_FIELDS

    columns = list(plan.rules["source_key"].columns) if "source_key" in plan.rules else []
    core = [c for f in CORE_FIELDS if f in plan.rules for c in plan.rules[f].columns]
    return list(dict.fromkeys([*columns, *(core or plan.columns)]))


def _dataset(plan: Plan, scan: Scan, file: str) -> str:
    rule = plan.mapping.candidate
    if rule and (scan.not_final or re.search(str(rule.get("file", r"(?!)")), file)):
        return str(rule.get("dataset"))
    stem = re.sub(
        r"(\.(csv|tsv|txt|xlsx|ods|json|jsonl|ndjson|geojson|kml|kmz|gpkg|parquet|geoparquet|zip|gz))+$",
        "",
        file,
        flags=re.I,
    )
    return plan.mapping.dataset or stem or file


def date_columns(
    plan: Plan, scan: Scan, table: RawTable, order: str | None, report: ImportReport
) -> dict[str, DateColumn]:
    """Infer how each date column writes its dates, and say so; an order that cannot be told is asked for."""
    found: dict[str, DateColumn] = {}
    order = order or plan.mapping.date_order
    for name in ("event_date", "end_date"):
        column = plan.column(name)
        if column is None:
            continue
        how = order_of(scan.dates.get(column, ()), epoch_1904=table.epoch_1904)
        if order:
            how = DateColumn(order, True, how.serial, how.unix, how.epoch_1904, False, None)
        found[name] = how
        if how.statement:
            report.notes.append(f"In {shown(column)}, {how.statement}.")
        if how.conflicting or not how.certain:
            _ask_order(column, how, scan.dates.get(column, set()), report)
    return found


def _ask_order(column: str, how: DateColumn, values: set[str], report: ImportReport) -> None:
    unsure = sorted(v for v in values if re.match(r"\s*(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+\d{2,4}", plain(v)))
    example = shown(unsure[0]) if unsure else ""
    if how.conflicting:
        text = f"The dates in {shown(column)} are partly day/month and partly month/day; those that could be either are refused."
    else:
        text = (f"The dates in {shown(column)} (such as {example}) could be day/month or month/day, and no value of the column "
                "tells which; they were read as day/month. If that is wrong, import again with the order month/day.")  # fmt: skip
    report.warn(text, column=column, value=example)


def plan_notes(plan: Plan) -> list[str]:
    """Say which column became which field."""
    pairs = [f"{shown(r.columns[0])} → {t.replace('_', ' ')}" for t, r in plan.rules.items() if r.columns]
    how = (
        "Columns were matched by their names"
        if plan.mapping.name == "column names"
        else f"Read as {plan.mapping.name}"
    )
    return [f"{how}: {', '.join(pairs)}."]
