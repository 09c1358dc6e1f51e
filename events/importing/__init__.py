"""A file into the store: opened, matched, read column by column, checked, merged in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from events.importing import outcome as outcomes
from events.importing import own_export, proposing, receipts
from events.importing.convert import Converted, Converter, event_ids
from events.importing.file_dates import date_columns, tell_dates, warn_of_orders
from events.importing.locating import place_events
from events.importing.preview import Preview, preview
from events.importing.questions import NOTHING_SAID, Answers, refuse_open
from events.importing.report import ImportReport
from events.importing.scanning import dataset_name, make_plan, plan_notes, scan_file
from events.importing.site_rows import sites_of
from events.model import RELATED_KEYS
from events.quoting import base_name
from events.readers import open_table
from events.readers.table import FileRefusedError, RawChunk, RawTable
from events.store import rereading
from geo import countries as names

if TYPE_CHECKING:
    from events.importing.mapping import Mapping
    from events.store import Store

Progress = Callable[[int, int | None, str], None]
Cancelled = Callable[[], bool]


class ImportCancelled(FileRefusedError):
    """A person stopped the import; nothing was changed."""


def import_file(  # noqa: PLR0913 (what a person can say of a file, by name)
    store: Store,
    path: str | Path,
    *,
    name: str | None = None,
    mapping: str | Mapping | dict[str, Any] | None = None,
    dataset: str | None = None,
    sheet: str | None = None,
    complete: bool = False,
    date_order: str | None = None,
    answers: Answers = NOTHING_SAID,
    countries: Sequence[str] = (),
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
    mapping : str, Mapping or dict, optional
        A mapping, its name, a path ending in .yml, or columns by field; else recognised by the columns,
        else guessed.
    dataset : str, optional
        The dataset the events belong to; else the mapping's, else the file's name without its suffix.
    sheet : str, optional
        The sheet of a workbook, or layer of a GeoPackage.
    complete : bool
        Whether the file is a complete release: events of the dataset that it lacks are marked withdrawn.
    date_order : {"dmy", "mdy"}, optional
        How to read 03/04/2024, where the person knows it.
    answers : Answers
        What the person said of the file: what columns are, that each row is an event, that none has a date.
    countries : sequence of str
        Countries, by code or name, in which rows without a country lie, where the person knows it.
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
    said = _Said(mapping, dataset, sheet, complete, date_order, answers, ())
    try:
        said = replace(said, countries=proposing.codes_of(countries))
        draft = receipts.Draft(path, report.file, vars(said))
        earlier = _recalled(store, draft, who, tell)
        if earlier is None:
            table = open_table(path, name=report.file, sheet=sheet)
            try:
                if said.mapping in (None, own_export.MAPPING) and own_export.is_own_export(table):
                    _restore(store, table, report, said, who, tell, _sheets(path, report.file, table))
                else:
                    _import(store, table, report, said, who, tell, draft)
            finally:
                table.close()
        else:
            report = earlier
    except (FileRefusedError, names.UnknownCountryError) as error:
        report = ImportReport(
            file=report.file,
            mapping=report.mapping,
            dataset=report.dataset,
            error=str(error),
            columns=report.columns,
            warnings=report.warnings,
        )
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


@dataclass(frozen=True)
class _Said:
    """What a person said of the file; see ``import_file``."""

    mapping: Any
    dataset: str | None
    sheet: str | None
    complete: bool
    date_order: str | None
    answers: Answers
    countries: tuple[str, ...]


def _recalled(store: Store, draft: receipts.Draft, who: str, tell: _Teller) -> ImportReport | None:
    """Return the report of a file that was imported before and can change nothing now, else None."""
    tell(0, None, "looking whether the file is known")
    with store.reading() as db:
        known = draft.begin(db)
    draft.digest_beside()
    if not known:
        return None
    with store.writing(who=who) as db:
        report = receipts.recall(db, draft.receipt(db))
        if report is not None:
            outcomes.log(db, report)
    return report


def _import(  # noqa: PLR0915 (the line of stages)
    store: Store,
    table: RawTable,
    report: ImportReport,
    said: _Said,
    who: str,
    tell: _Teller,
    draft: receipts.Draft,
) -> None:
    plan = make_plan(table, said.mapping, report.file, said.answers)
    report.columns = plan.columns
    report.mapping = plan.mapping.name
    refuse_open(plan.mapping.asked, report.file)
    scan = scan_file(table, plan, tell)
    report.dataset = said.dataset or dataset_name(plan, scan, report.file)
    report.notes += [*table.notes, *plan_notes(plan), *plan.mapping.notes]
    if said.countries:
        where = ", ".join(str(names.name(code)) for code in said.countries)
        report.notes.append(f"Rows without a country are taken to lie in {where}, as stated for the file.")
    for sentence in (*table.warnings, *plan.mapping.questions):
        report.warn(sentence)
    dates = date_columns(plan, scan.dates, table, said.date_order or said.answers.order, report.file)
    notes, asked = tell_dates(plan, dates, scan.dates)
    refuse_open(asked, report.file)
    report.notes += notes
    warn_of_orders(plan, dates, report)
    converter = Converter(plan, dates, report, scan.repeated)
    with store.staging() as stage:
        with ThreadPoolExecutor(1, "staging") as behind, closing(_ahead(table.chunks(None))) as chunks:
            staged: Future[None] | None = None
            for chunk in chunks:
                tell(report.read, scan.total, "reading and checking")
                converted = converter.convert(chunk)
                converted.events = place_events(converted.events, report, store, stated=said.countries)
                if len(converted.sites):
                    placed = place_events(converted.sites, report, store, stated=said.countries)
                    converted.sites = sites_of(placed)
                if staged is not None:
                    staged.result()
                staged = behind.submit(_stage, stage, converted)
            if staged is not None:
                staged.result()
        converter.finish()
        del converter
        pa.default_memory_pool().release_unused()
        tell(report.read, scan.total, "writing")
        _keep_copy(store, report)
        report.close()
        with store.writing(who=who) as db:
            read_anew = rereading.is_read_anew(db, report.dataset, draft.receipt(db))
            given = outcomes.given_by(plan)
            outcomes.begin(db)
            outcomes.tell_merged(db, report, db.merge(stage, given=given))
            if read_anew and report.updated:
                report.corrected = report.updated
                report.notes.append(rereading.correction_words(report.corrected))
            if said.complete:
                report.withdrawn = _withdraw(db, stage, report)
            outcomes.log(db, report, given)
            receipts.keep(db, draft.receipt(db), report)
            tell(report.read, scan.total, "writing")  # the last moment to stop


def _keep_copy(store: Store, report: ImportReport) -> None:
    """Keep the database as it is before the import changes it; where there is no copy, the report says it."""
    from events.store import keeping

    if (said := keeping.keep_before_import(store)) is not None:
        report.notes.append(said)


def _sheets(path: Path, name: str, table: RawTable) -> Iterator[tuple[str, RawTable]]:
    """Open the sheets or layers of an export that hold what surrounds the events, one after the other."""
    for related in RELATED_KEYS:
        for sheet in table.sheets:
            if sheet.split(" ")[0] == related and related not in table.columns:
                other = open_table(path, name=name, sheet=sheet)
                try:
                    yield related, other
                finally:
                    other.close()


def _restore(
    store: Store,
    table: RawTable,
    report: ImportReport,
    said: _Said,
    who: str,
    tell: _Teller,
    sheets: Iterator[tuple[str, RawTable]],
) -> None:
    """Bring an export of Conflict Atlas back as it was."""
    if said.complete:
        raise FileRefusedError("An export is a selection, no complete release of a dataset.")
    report.columns, report.mapping = table.columns, own_export.MAPPING
    report.notes += [*table.notes, "Read as an export of Conflict Atlas: everything comes back as it was."]
    restorer = own_export.Restorer(table, report, said.dataset)
    withdrawn: dict[str, Any] = {}
    with store.staging() as stage, closing(_ahead(table.chunks(None))) as chunks:
        for chunk in chunks:
            tell(report.read, table.total, "reading and checking")
            restored = restorer.restore(chunk)
            for name, frame in restored.frames.items():
                stage.add(frame, table=name)
            withdrawn |= restored.withdrawn
        if not report.read:
            raise FileRefusedError(
                f"{table.format} file without rows: there are column names and nothing below."
            )
        for name, sheet in sheets:
            for frame in restorer.sheet(name, sheet):
                tell(report.read, table.total, f"reading {name}")
                stage.add(frame, table=name)
        report.dataset = ", ".join(sorted(restorer.datasets - {""})[:5]) or None
        tell(report.read, table.total, "writing")
        _keep_copy(store, report)
        report.close()
        with store.writing(who=who) as db:
            own_export.refuse_foreign_rows(db, stage)
            outcomes.begin(db)
            outcomes.tell_merged(db, report, db.merge(stage))
            own_export.mark_withdrawn(db, withdrawn)
            outcomes.log(db, report)


def _ahead(chunks: Iterator[RawChunk]) -> Generator[RawChunk]:
    """Read one chunk ahead in a thread of its own: parsing waits for no checking."""
    with ThreadPoolExecutor(1, "reading") as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


def _stage(stage: object, converted: Converted) -> None:
    stage.add(converted.events)  # type: ignore[attr-defined]
    related = (("claims", converted.claims), ("sources", converted.sources), ("sites", converted.sites))
    for name, frame in related:
        if len(frame):
            stage.add(frame, table=name)  # type: ignore[attr-defined]


def _withdraw(db: object, stage: object, report: ImportReport) -> int:
    """Mark what a complete release lacks; a row that was refused is there all the same."""
    refused = [item.id for item in report.refused if item.id]
    if not refused:
        return db.mark_withdrawn(report.dataset, stage)  # type: ignore[attr-defined]
    staged = stage.dataset().to_table(columns=["event_id"])["event_id"].to_pylist()  # type: ignore[attr-defined]
    present = staged + event_ids(report.dataset or "", refused)
    return db.mark_withdrawn(report.dataset, present)  # type: ignore[attr-defined]


__all__ = ["ImportCancelled", "Preview", "import_file", "preview"]
