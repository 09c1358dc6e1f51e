"""The way of an export of Conflict Atlas back into the store: word for word, with all that surrounds it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from events.importing import outcome as outcomes
from events.importing import own_export
from events.importing.job import Job, ahead
from events.importing.writing import keep_copy
from events.model import RELATED_KEYS
from events.readers import open_table
from events.readers.table import FileRefusedError, RawTable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from events.store.staging import Staging


def is_own_export(job: Job, table: RawTable) -> bool:
    """Tell whether a table is an export of Conflict Atlas, which nobody asked to be read otherwise."""
    return job.said.mapping in (None, own_export.MAPPING) and own_export.is_own_export(table)


def restore(job: Job, table: RawTable) -> None:
    """Bring an export back as it was.

    Raises
    ------
    FileRefusedError
        It is said to be a complete release, has no rows, or rows that belong to no event.
    """
    report = job.report
    if job.said.complete:
        raise FileRefusedError("An export is a selection, no complete release of a dataset.")
    report.columns, report.mapping = table.columns, own_export.MAPPING
    report.notes += [*table.notes, "Read as an export of Conflict Atlas: everything comes back as it was."]
    with job.store.staging() as stage:
        withdrawn = _fill(job, table, stage)
        job.tell(report.read, table.total, "writing")
        keep_copy(job)
        report.close()
        with job.store.writing(who=job.who) as db:
            own_export.refuse_foreign_rows(db, stage)
            outcomes.begin(db)
            outcomes.tell_merged(db, report, db.merge(stage))
            own_export.mark_withdrawn(db, withdrawn)
            outcomes.log(db, report)


def _fill(job: Job, table: RawTable, stage: Staging) -> dict[str, Any]:
    """Stage all rows of the file and of its sheets; return which events were withdrawn, and when."""
    report = job.report
    restorer = own_export.Restorer(table, report, job.said.dataset)
    withdrawn: dict[str, Any] = {}
    with closing(ahead(table.chunks(None))) as chunks:
        for chunk in chunks:
            job.tell(report.read, table.total, "reading and checking")
            restored = restorer.restore(chunk)
            for name, frame in restored.frames.items():
                stage.add(frame, table=name)
            withdrawn |= restored.withdrawn
        if not report.read:
            raise FileRefusedError(
                f"{table.format} file without rows: there are column names and nothing below."
            )
        for name, sheet in _sheets(job.path, report.file, table):
            for frame in restorer.sheet(name, sheet):
                job.tell(report.read, table.total, f"reading {name}")
                stage.add(frame, table=name)
    report.dataset = ", ".join(sorted(restorer.datasets - {""})[:5]) or None
    return withdrawn


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


__all__ = ["is_own_export", "restore"]
