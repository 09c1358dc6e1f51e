"""The last stage of an import: what is staged merged into the store in one transaction, and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.importing import outcome as outcomes
from events.importing import receipts
from events.importing.convert import event_ids
from events.store import keeping, rereading

if TYPE_CHECKING:
    from events.importing.job import Job
    from events.importing.mapping import Plan
    from events.importing.report import ImportReport
    from events.store.database import Writer
    from events.store.staging import Staging


def write(job: Job, plan: Plan, total: int, stage: Staging) -> None:
    """Merge the stage into the store, with entries in the logs and the receipt that the file is known by."""
    report = job.report
    job.tell(report.read, total, "writing")
    keep_copy(job)
    report.close()
    with job.store.writing(who=job.who) as db:
        read_anew = rereading.is_read_anew(db, report.dataset, job.draft.receipt(db))
        given = outcomes.given_by(plan)
        outcomes.begin(db)
        outcomes.tell_merged(db, report, db.merge(stage, given=given))
        if read_anew and report.updated:
            report.corrected = report.updated
            report.notes.append(rereading.correction_words(report.corrected))
        if job.said.complete:
            report.withdrawn = _withdraw(db, stage, report)
        outcomes.log(db, report, given)
        receipts.keep(db, job.draft.receipt(db), report)
        job.tell(report.read, total, "writing")  # the last moment to stop


def keep_copy(job: Job) -> None:
    """Keep the database as it is before the import changes it; where there is no copy, the report says it."""
    if (said := keeping.keep_before_import(job.store)) is not None:
        job.report.notes.append(said)


def _withdraw(db: Writer, stage: Staging, report: ImportReport) -> int:
    """Mark what a complete release lacks; a row that was refused is there all the same."""
    dataset, refused = report.dataset or "", [item.id for item in report.refused if item.id]
    if not refused:
        return db.mark_withdrawn(dataset, stage)
    staged = stage.dataset().to_table(columns=["event_id"])["event_id"].to_pylist()
    return db.mark_withdrawn(dataset, staged + event_ids(dataset, refused))


__all__ = ["keep_copy", "write"]
