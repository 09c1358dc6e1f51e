"""What an import leaves behind beside its rows: its entries in the logs, and what its report says."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pandas as pd

from events.importing.refused import Item
from events.model import EVENT_COLUMNS
from events.quoting import clipped
from events.store.comparing import Given
from events.store.disagreeing import OURS
from events.store.undoing import log_bulk

if TYPE_CHECKING:
    from events.importing.mapping import Plan
    from events.importing.report import ImportReport
    from events.store.database import Writer
    from events.store.merging import Upserted

MOST_CONFLICTS = 200
"""Conflicts with what people edited that a report lists; the Changes page has all of them."""
_MADE_FROM = {
    "fatalities": ("fatalities_low", "fatalities_best", "fatalities_high"),
    "location_precision": ("uncertainty_m",),
    "attacker": ("attacker_basis",),
}
"""Columns of the event table that follow from a field where no column of the file fills them."""


def given_by(plan: Plan) -> Given:
    """Return which columns a file has, and which of them each column of the event table is read from."""
    fields: dict[str, tuple[str, ...]] = {}
    for name, rule in plan.rules.items():
        columns = (*rule.columns, *rule.when)
        if name in EVENT_COLUMNS:
            fields[name] = columns
        for other in _MADE_FROM.get(name, ()):
            if other not in plan.rules:
                fields[other] = (*fields.get(other, ()), *columns)
    return Given(plan.columns, fields)


def begin(db: Writer) -> str:
    """Give an import that is about to be merged its identity, under which it can be undone."""
    db.import_id = uuid.uuid4().hex
    return db.import_id


def tell_merged(db: Writer, report: ImportReport, outcome: Upserted) -> None:
    """Write into the report what became of the rows, of whole columns, and of what people edited."""
    report.imported, report.updated = outcome.n_new, outcome.n_updated
    report.unchanged += outcome.n_unchanged
    report.column_changes = [change.sentence() for change in outcome.columns]
    own = ", ".join(f"'{name}'" for name in OURS)
    found = db.rows(
        f"""SELECT c.column_name, c.own_value, c.source_value, c.news, e.source_key, e.source_row
            FROM conflicts c JOIN events e USING (event_id)
            WHERE c.found_at = ? AND c.decision IS NULL AND c.column_name NOT IN ({own})
            ORDER BY c.news DESC, e.source_row, c.column_name LIMIT {MOST_CONFLICTS + 1}""",
        [db.now],
    )
    for column, ours, theirs, news, key, row in found[:MOST_CONFLICTS]:
        now = "now says" if news else "says, as before,"
        message = (
            f"{column.replace('_', ' ')}: a person's “{clipped(ours, 80) or 'unknown'}” stays;"
            f" the release {now} “{clipped(theirs, 80) or 'unknown'}”."
        )
        report.conflicts.append(Item(message, row if news else None, None, key, column, clipped(theirs)))
    if len(found) > MOST_CONFLICTS:
        report.conflicts.append(Item("and more; the Changes page lists all of them"))


def log(db: Writer, report: ImportReport, given: Given | None = None) -> None:
    """Write an import to the log of imports and, where it changed anything, to the log of edits."""
    import_id = db.import_id or uuid.uuid4().hex
    short = report.to_dict(most=1000) | {"warnings": []} | ({"given": given.to_dict()} if given else {})
    entry: dict[str, Any] = {
        "import_id": import_id,
        "dataset": report.dataset,
        "source_file": report.file,
        "mapping": report.mapping,
        "started_at": pd.Timestamp.now("UTC").tz_localize(None),
        "rows_read": report.read,
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": len(report.refused),
        "withdrawn": report.withdrawn,
        "report": short,
    }
    db.log_import(entry)
    kept = db.rows("SELECT count(*) FROM shelved_events WHERE batch_id = ?", [import_id])[0][0]
    if report.imported or kept:
        counted = (("new", report.imported), ("revised", report.updated), ("withdrawn", report.withdrawn))
        did = ", ".join(f"{number:,} {what}" for what, number in counted if number) or "only columns changed"
        log_bulk(db, import_id, "imports", import_id, new_value=f"{report.file}: {did}")
        report.batch = import_id


__all__ = ["begin", "given_by", "log", "tell_merged"]
