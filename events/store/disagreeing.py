"""Where a release says something else than what a person edited: the edit stays, and both are kept.

All of it runs inside the transaction of an import; ``events.editing.conflicts`` lists what is found and
decides it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from events.model import CONFLICT_COLUMNS
from events.store.comparing import same
from events.store.shelves import set_aside
from events.store.undone import taken_back

if TYPE_CHECKING:
    import datetime as dt

    import duckdb

OURS = ("location_note", "located_by", "uncertainty_m", "location_precision", "contested", "attacker_basis",
        "time_precision")  # fmt: skip
"""Columns that follow from others: they are decided with those, and are not listed by themselves."""
_NO_STATEMENT = ("source_codes", "withdrawn_at")


def find_edited(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """Fill ``merge_edited``: which values of incoming events people changed, and what the source said there.

    An edit that a person gave up for what the source says is none. Reads ``merge_ids``.
    """
    batches = dict(cursor.execute("SELECT batch_id, any_value(undoes) FROM edits GROUP BY 1").fetchall())
    undone = taken_back(batches)
    standing = [batch for batch, undoes in batches.items() if batch not in undone and not undoes]
    cursor.register("standing_batches", pa.table({"batch_id": pa.array(standing, pa.string())}))
    cursor.execute(
        """
        CREATE OR REPLACE TEMP TABLE merge_edited AS
        WITH ours AS (
            SELECT d.event_id, d.column_name, min(d.edited_at) AS since,
                   first(d.old_value ORDER BY d.edited_at) AS said
            FROM edits d JOIN events e ON e.event_id = d.event_id AND d.edited_at >= e.first_seen
            LEFT JOIN conflicts g ON g.decision = 'theirs' AND g.event_id = d.event_id
                 AND g.column_name = d.column_name
            WHERE d.table_name = 'events' AND d.column_name IS NOT NULL
              AND d.batch_id IN (SELECT batch_id FROM standing_batches)
              AND d.event_id IN (SELECT event_id FROM merge_ids)
              AND (g.decided_at IS NULL OR d.edited_at > g.decided_at)
            GROUP BY d.event_id, d.column_name),
        theirs AS (
            SELECT event_id, column_name, max(revised_at) AS revised,
                   last(new_value ORDER BY revised_at) AS says
            FROM revisions WHERE event_id IN (SELECT event_id FROM ours) GROUP BY event_id, column_name)
        SELECT o.event_id, o.column_name,
               CASE WHEN t.revised > o.since THEN t.says ELSE o.said END AS source_value
        FROM ours o LEFT JOIN theirs t ON t.event_id = o.event_id AND t.column_name = o.column_name
        """
    )
    cursor.unregister("standing_batches")
    return {row[0] for row in cursor.execute("SELECT DISTINCT column_name FROM merge_edited").fetchall()}


def keep_conflicts(
    cursor: duckdb.DuckDBPyConnection, edited: set[str], *, now: dt.datetime, batch: str | None
) -> None:
    """Write what the release says otherwise than people into ``conflicts``; what agrees now goes from there.

    Call it after the events are updated. Reads ``merge_ids``, ``merge_edited`` and ``merge_changed``.
    """
    columns = sorted(edited - {*_NO_STATEMENT})
    here = "c.event_id IN (SELECT event_id FROM merge_ids)"
    if not columns and not cursor.execute(f"SELECT 1 FROM conflicts c WHERE {here} LIMIT 1").fetchall():
        return
    texts = ("event_id", "column_name", "source_value", "own_value")
    nothing = "SELECT " + ", ".join("''::VARCHAR AS " + name for name in texts) + ", false AS news"
    found = [f"{nothing} WHERE false", *(_disagreement(name) for name in columns)]
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE merge_conflicts AS {' UNION ALL '.join(found)}")
    both = "n.event_id = c.event_id AND n.column_name = c.column_name"
    agree = same("c.source_value", "n.source_value", "c.column_name")
    cursor.execute(
        f"""DELETE FROM merge_conflicts n USING conflicts c
            WHERE {both} AND c.decision = 'mine' AND {agree}"""
    )
    again = f"EXISTS (SELECT 1 FROM merge_conflicts n WHERE {both})"
    going = f"SELECT c.conflict_id FROM conflicts c WHERE {here} AND (c.decision IS NULL OR {again})"
    set_aside(
        cursor,
        batch,
        f"""SELECT event_id FROM events WHERE first_seen <> '{now}'::TIMESTAMP AND event_id IN (
            SELECT event_id FROM merge_conflicts UNION ALL
            SELECT event_id FROM conflicts WHERE conflict_id IN ({going}))""",
    )
    cursor.execute(f"DELETE FROM conflicts WHERE conflict_id IN ({going})")
    cursor.execute(
        f"""INSERT INTO conflicts ({", ".join(CONFLICT_COLUMNS)})
            SELECT n.event_id || ':' || n.column_name, n.event_id, n.column_name, e.dataset, i.source_file,
                   $now, n.source_value, n.own_value, n.news, NULL, NULL, NULL
            FROM merge_conflicts n JOIN merge_ids i ON i.event_id = n.event_id
            JOIN events e ON e.event_id = n.event_id ORDER BY 1""",
        {"now": now},
    )
    cursor.execute("DROP TABLE merge_conflicts")


def _disagreement(name: str) -> str:
    """The SQL of where a release and people differ in a column.

    What people added where the source says nothing, or moved where this program had only guessed the
    place, is no disagreement, unless the release says something now that it did not say before.
    """
    guessed = ""
    if name in ("latitude", "longitude"):
        guessed = """AND NOT EXISTS (SELECT 1 FROM merge_edited g WHERE g.event_id = m.event_id
                     AND g.column_name = 'located_by' AND g.source_value IS DISTINCT FROM 'source')"""
    says = "CASE WHEN c.event_id IS NULL THEN m.source_value ELSE c.new_value END"
    return f"""
        SELECT * FROM (
            SELECT m.event_id, '{name}' AS column_name, {says} AS source_value,
                   e."{name}"::VARCHAR AS own_value, c.event_id IS NOT NULL AS news
            FROM merge_edited m JOIN events e ON e.event_id = m.event_id
            LEFT JOIN merge_changed c ON c.event_id = m.event_id AND c.column_name = '{name}'
                 AND c.kind = 'value'
            WHERE m.column_name = '{name}'
              AND (c.event_id IS NOT NULL OR (m.source_value IS NOT NULL {guessed})))
        WHERE NOT {same("source_value", "own_value", "column_name")}"""


__all__ = ["OURS", "find_edited", "keep_conflicts"]
