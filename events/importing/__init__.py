"""A file into the store, stage by stage: opened, planned, looked through, filled in, merged, reported.

Each stage is a module with one function that takes what the stage before gave: `events.readers` opens a
table, `planning` says how it is read, `scanning` what all of it tells, `filling` converts, locates and stages
its rows, `writing` merges them and tells what became of them. `restoring` is the short way of an export.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from events.importing import outcome as outcomes
from events.importing import proposing, receipts
from events.importing.filling import fill
from events.importing.job import Cancelled, ImportCancelled, Job, Progress, Said, Teller
from events.importing.planning import plan_import
from events.importing.preview import Preview, preview
from events.importing.questions import NOTHING_SAID, Answers
from events.importing.report import ImportReport
from events.importing.restoring import is_own_export, restore
from events.importing.scanning import look_ahead
from events.importing.writing import write
from events.quoting import base_name
from events.readers import open_table
from events.readers.table import FileRefusedError
from events.store import Store
from geo.countries import UnknownCountryError
from geo.errors import GivenError
from geo.given import TEXT, YES_NO, a, held, maybe, one_of, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.importing.mapping import Mapping


@held(
    GivenError,
    store=a(Store, wanted="a Store, as Store.open returns it"),
    name=maybe(TEXT),
    dataset=maybe(TEXT),
    sheet=maybe(TEXT),
    complete=YES_NO,
    date_order=maybe(one_of(("dmy", "mdy"))),
    answers=a(Answers, wanted="Answers"),
    countries=texts("a list of countries"),
    path=a(str, Path, wanted="a file's path"),
    who=TEXT,
)
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
    GivenError
        What is said of the file is of another kind than it can be.
    """
    begun = time.perf_counter()
    path = Path(path)
    report = ImportReport(file=base_name(name or path))
    said = Said(mapping, dataset, sheet, complete, date_order, answers, ())
    try:
        said = replace(said, countries=proposing.codes_of(countries))
        draft = receipts.Draft(path, report.file, vars(said))
        job = Job(store, path, report, said, who, Teller(progress, cancelled), draft)
        earlier = _recalled(job)
        report = _bring_in(job) if earlier is None else earlier
    except (FileRefusedError, UnknownCountryError) as error:
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


def _recalled(job: Job) -> ImportReport | None:
    """Return the report of a file that was imported before and can change nothing now, else None."""
    job.tell(0, None, "looking whether the file is known")
    with job.store.reading() as db:
        known = job.draft.begin(db)
    job.draft.digest_beside()
    if not known:
        return None
    with job.store.writing(who=job.who) as db:
        report = receipts.recall(db, job.draft.receipt(db))
        if report is not None:
            outcomes.log(db, report)
    return report


def _bring_in(job: Job) -> ImportReport:
    """Take a file from stage to stage, down to the store."""
    with closing(open_table(job.path, name=job.report.file, sheet=job.said.sheet)) as table:
        if is_own_export(job, table):
            restore(job, table)
            return job.report
        plan = plan_import(job, table)
        seen = look_ahead(job, table, plan)
        with job.store.staging() as stage:
            fill(job, table, plan, seen, stage)
            write(job, plan, seen.total, stage)
    return job.report


__all__ = ["ImportCancelled", "Preview", "import_file", "preview"]
