"""Where a release disagrees with what a person edited: listed with both values, and decided by a person.

The edit stays until somebody takes what the source says; both decisions are in the log of edits and
are undone like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from events.errors import UnknownEventError
from events.model import CONFLICT_COLUMNS, EVENT_COLUMNS
from events.store.disagreeing import OURS
from events.store.duckdb_engine import quoted, sql_type
from events.store.edit_log import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.store import Store
    from events.store.database import Writer

COLUMNS = (
    "conflict_id", "event_id", "dataset", "source_key", "title", "event_date", "place", "column_name",
    "own_value", "source_value", "news", "found_at", "source_file",
)  # fmt: skip
"""Columns of the list. ``own_value`` is what a person set, ``source_value`` what the release says (as
texts, unknown is null); ``news``: the source changed its value since the edit."""
_GROUPS = (
    ("latitude", "longitude", "location_precision", "uncertainty_m", "located_by", "location_note"),
    ("attacker", "attacker_basis", "contested"),
    ("event_date", "end_date", "time_precision"),
)
"""Columns that mean something together only: they are decided together."""


def listed(
    store: Store, *, dataset: str | None = None, news_only: bool = False, limit: int | None = None
) -> pd.DataFrame:
    """Return the conflicts that nobody has decided, newest first, with columns ``COLUMNS``.

    Parameters
    ----------
    store : Store
    dataset : str or None
        Only of this dataset.
    news_only : bool
        Only where the source says something new; not where it says again what a person changed.
    limit : int or None
        At most so many.
    """
    with store.reading() as db:
        if not db.has("conflicts"):
            return pd.DataFrame(columns=list(COLUMNS))
        conflicts, events = db.table("conflicts"), db.table("events")
        rows = conflicts.filter(conflicts.decision.isnull(), conflicts.column_name.notin(OURS))
        rows = rows.filter(rows.news) if news_only else rows
        about = events.select("event_id", "source_key", "title", "event_date", "place")
        rows = rows.filter(rows.dataset == dataset) if dataset is not None else rows
        rows = rows.inner_join(about, "event_id").select(*COLUMNS)
        rows = rows.order_by([rows.news.desc(), rows.found_at.desc(), rows.event_id, rows.column_name])
        return db.frame(rows if limit is None else rows.limit(limit))


def decide(
    store: Store,
    conflict_ids: Iterable[str],
    decision: Literal["mine", "theirs"],
    *,
    who: str,
    why: str | None = None,
) -> str:
    """Keep what people set, or take what the release says, for some conflicts; returns the batch.

    What belongs together (a place, a date, an attacker) is decided together.

    Raises
    ------
    UnknownEventError
        One of them is not there, or was decided already.
    """
    wanted = sorted(set(conflict_ids))
    with store.writing(who=who) as db:
        rows = db.rows(
            "SELECT event_id, column_name FROM conflicts WHERE decision IS NULL"
            " AND list_contains(?::VARCHAR[], conflict_id)",
            [wanted],
        )
        if len(rows) < len(wanted) or not rows:
            raise UnknownEventError("That conflict is not there any more; nothing was changed.")
        said = why or {"mine": "kept over the release", "theirs": "taken from the release"}[decision]
        with recorded(db, {event for event, _ in rows}, why=said) as batch:
            for column in sorted({column for _, column in rows}):
                _decide_column(db, column, [event for event, name in rows if name == column], decision)
    return batch


def _decide_column(db: Writer, column: str, events: list[str], decision: str) -> None:
    group = next((names for names in _GROUPS if column in names), (column,))
    names = ", ".join(quoted(name) for name in group)
    these = "list_contains(?::VARCHAR[], event_id)"
    if decision == "theirs":
        for name in group:
            kind = sql_type(EVENT_COLUMNS[name])
            db.cursor.execute(
                f"""UPDATE events SET "{name}" = c.source_value::{kind} FROM conflicts c
                    WHERE c.event_id = events.event_id AND c.column_name = '{name}' AND c.decision IS NULL
                      AND list_contains(?::VARCHAR[], events.event_id)""",
                [events],
            )
            _add_missing(db, name, events)
    db.cursor.execute(
        f"UPDATE conflicts SET decision = ?, who = ?, decided_at = ? WHERE {these}"
        f" AND column_name IN ({names}) AND decision IS NULL",
        [decision, db.who or None, db.now, events],
    )


def _add_missing(db: Writer, column: str, events: list[str]) -> None:
    """Note the columns of a group that agree, too: from now on they follow the source as the others do."""
    db.cursor.execute(
        f"""INSERT INTO conflicts ({", ".join(CONFLICT_COLUMNS)})
            SELECT event_id || ':{column}', event_id, '{column}', dataset, source_file, ?,
                   "{column}"::VARCHAR, "{column}"::VARCHAR, false, NULL, NULL, NULL
            FROM events WHERE list_contains(?::VARCHAR[], event_id) AND event_id || ':{column}' NOT IN
                  (SELECT conflict_id FROM conflicts)""",
        [db.now, events],
    )


__all__ = ["COLUMNS", "decide", "listed"]
