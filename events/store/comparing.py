"""What a release says otherwise than before, value by value, and which of it is a revision.

Kept columns (``source_codes``) are compared one by one, as ``source_codes.NAME``. What only looks
different is no revision: the spelling of a number, blanks, the order of a list, a column that the
release has for the first time or no longer, a column that tells when a row was uploaded, a code that
is written anew in every row. Such a change is told once for the release.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from events.model import EVENT_COLUMNS, VALUE_COLUMNS
from events.store.undone import taken_back

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import duckdb

KEPT = "source_codes."
"""Before the name of a kept column, where a change of it is told."""
COMPARED = tuple(c for c in VALUE_COLUMNS if c not in ("dataset", "source_key"))
SAME_DEGREES = 1e-7
"""Coordinates that differ by less (1 cm) are the same number, written otherwise."""
RECODED_SHARE, RECODED_LEAST = 0.95, 20
"""A kept column that changed in such a share of the events, and in so many, is written anew, not revised."""
_UPLOADED = (
    r"^(time_?stamp|(date|day|time)_?(of_?)?(upload|update|modification|download|retrieval|export)"
    r"|(last_?)?(upload|update|modifie|edite|retrieve|downloade|exporte|fetche|import)(d|ed)?_?(at|on|date|time)?"
    r"|last_?(update|edit|change)s?|row_?(id|no|nr|number)|(ogc_)?fid|object_?id|index|unnamed.*)$"
)
"""Kept columns that say how a row came, not what happened (ACLED's ``timestamp``: its last upload)."""
_LINE_KINDS = ("new", "gone", "uploaded", "recoded", "noise", "derived")


@dataclass(frozen=True)
class Given:
    """Which columns a file has, and which of them each column of the event table is read from."""

    columns: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return it as the log of imports keeps it."""
        return {"columns": list(self.columns), "fields": {k: list(v) for k, v in self.fields.items()}}


@dataclass(frozen=True)
class ColumnChange:
    """A change of a column as a whole; ``kind`` is one of new, gone, uploaded, recoded, noise, derived."""

    column: str
    kind: str
    events: int
    old: str | None
    new: str | None

    def sentence(self) -> str:
        """Return it in words."""
        name, many = self.column, f"{self.events:,} event{'s' * (self.events != 1)}"
        example = f" (as “{_short(self.old)}”, now “{_short(self.new)}”)"
        return {
            "new": f"The column {name} is new in this release, with values for {many}.",
            "gone": f"The column {name} is not in this release; {many} had values in it.",
            "uploaded": f"The column {name} differs in {many}{example}: it says when or how a row came,"
            " and is no revision.",
            "recoded": f"The column {name} is written anew in {many}{example}; that is not counted as"
            " revisions.",
            "noise": f"The column {name} is written otherwise in {many}{example}; the values are the same.",
            "derived": f"The column {name} is worded anew by this program in {many}; that is no revision.",
        }[self.kind]


def _short(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= 40 else line[:39] + "…"


def bare(text: str) -> str:
    """Return the SQL of a text in its composed form, runs of blanks as one and none at its ends."""
    # A blank that stands alone stays as it is: most texts then have nothing to replace.
    blanks = r"[\s\x{00A0}]{2,}|[\t\n\f\r\x{00A0}]"
    return f"trim(regexp_replace(nfc_normalize({text}), '{blanks}', ' ', 'g'))"


def plain(bare_text: str) -> str:
    """Return the SQL of a text (as ``bare`` gives it) without what makes no difference: the form of a number,
    an order."""
    number = r"[+-]?(0|[1-9][0-9]{0,14})([.][0-9]{0,15})?"
    parts = "lambda part: trim(part)"
    return (
        f"CASE WHEN {bare_text} = '' THEN NULL"
        f" WHEN regexp_full_match({bare_text}, '{number}')"
        f" THEN (TRY_CAST({bare_text} AS DOUBLE) + 0.0)::VARCHAR"
        f" WHEN contains({bare_text}, ';') THEN array_to_string(list_sort(list_filter("
        f"list_transform(string_split({bare_text}, ';'), {parts}), lambda part: part <> '')), '; ')"
        f" ELSE {bare_text} END"
    )


def same(old: str, new: str, column: str) -> str:
    """Return the SQL that tells whether two values (as texts) of a column mean the same."""
    return _alike(plain(bare(old)), plain(bare(new)), old, new, column)


def _alike(old_plain: str, new_plain: str, old: str, new: str, column: str) -> str:
    close = f"abs(TRY_CAST({old} AS DOUBLE) - TRY_CAST({new} AS DOUBLE)) < {SAME_DEGREES}"
    near = f"({column} IN ('latitude', 'longitude') AND coalesce({close}, false))"
    return f"(({old_plain}) IS NOT DISTINCT FROM ({new_plain}) OR {near})"


def find_changed(
    cursor: duckdb.DuckDBPyConnection, edited: Iterable[str], given: Given | None
) -> list[ColumnChange]:
    """Fill ``merge_changed`` (event, column, old and new as text, kind); return what changed of columns.

    Kind ``value`` is a revision. Reads ``merge_incoming`` and ``merge_edited``.
    """
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE merge_known AS SELECT * FROM events WHERE event_id IN"
        " (SELECT event_id FROM merge_incoming)"
    )
    questions = [_values(c, edited=c in edited) for c in _differing(cursor, set(edited))]
    questions.append(_kept_values(edited="source_codes" in edited))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE merge_differs AS {' UNION ALL '.join(questions)}")
    _note_columns(cursor, given)
    _name_kinds(cursor)
    _name_recoded(cursor)
    cursor.execute(
        """INSERT INTO merge_changed
           SELECT event_id, 'withdrawn_at', withdrawn_at::VARCHAR, NULL, 'value' FROM merge_known
           WHERE withdrawn_at IS NOT NULL AND event_id NOT IN
                 (SELECT event_id FROM merge_edited WHERE column_name = 'withdrawn_at')"""
    )
    # A title that this program made is told with what it was made from, and never alone.
    cursor.execute(
        """UPDATE merge_changed SET kind = 'value' WHERE column_name = 'title' AND kind = 'derived'
           AND event_id IN (SELECT event_id FROM merge_changed WHERE kind = 'value' AND column_name IN
               ('event_type', 'sub_event_type', 'place', 'country', 'admin1', 'admin2'))"""
    )
    found = cursor.execute(
        """SELECT column_name, kind, count(DISTINCT event_id), first(old_value ORDER BY event_id),
                  first(new_value ORDER BY event_id)
           FROM merge_changed WHERE kind <> 'value' GROUP BY 1, 2 ORDER BY 1, 2"""
    ).fetchall()
    for table in ("merge_known", "merge_differs", "merge_columns"):
        cursor.execute(f"DROP TABLE {table}")
    changes = [ColumnChange(name.removeprefix(KEPT), *rest) for name, *rest in found]
    derived_title = [c for c in changes if c.column == "title" and c.kind == "derived"]
    return sorted((c for c in changes if c not in derived_title), key=lambda c: _LINE_KINDS.index(c.kind))


def _differing(cursor: duckdb.DuckDBPyConnection, edited: set[str]) -> list[str]:
    """The columns, but for the kept ones, that may differ in some event: a release changes few of them, and
    asking each by itself joins all events anew."""
    names = [c for c in COMPARED if c != "source_codes"]
    asked = ", ".join(f'bool_or(e."{c}" IS DISTINCT FROM i."{c}")' for c in names)
    row = cursor.execute(
        f"SELECT {asked} FROM merge_known e JOIN merge_incoming i ON i.event_id = e.event_id"
    ).fetchall()[0]
    return [c for c, differs in zip(names, row, strict=True) if differs or c in edited]


def _values(c: str, *, edited: bool) -> str:
    old, differs, join = f'e."{c}"::VARCHAR', f'e."{c}" IS DISTINCT FROM i."{c}"', ""
    if edited:
        join = f"LEFT JOIN merge_edited m ON m.event_id = e.event_id AND m.column_name = '{c}'"
        old = f"CASE WHEN m.event_id IS NULL THEN {old} ELSE m.source_value END"
        differs = f'({old}) IS DISTINCT FROM i."{c}"::VARCHAR'
    return f"""SELECT e.event_id, '{c}' AS column_name, {old} AS old_value, i."{c}"::VARCHAR AS new_value,
                      e.last_seen FROM merge_known e JOIN merge_incoming i ON i.event_id = e.event_id {join}
               WHERE {differs}"""


def _members(text: str) -> str:
    """The SQL of kept columns as a map; a text that is no such object is one nameless column."""
    own = f"""json_transform({text}, '"MAP(VARCHAR, VARCHAR)"')"""
    read = f"CASE WHEN json_valid({text}) AND json_type({text}) = 'OBJECT' THEN {own} END"
    whole = f"CASE WHEN coalesce({text}, '') = '' THEN MAP{{}} ELSE MAP{{'': {text}}} END"
    return f"coalesce(TRY({read}), {whole})"


def _kept_values(*, edited: bool) -> str:
    """The kept columns that differ, found row by row: joining all of them would take far longer."""
    old, join = "e.source_codes", ""
    if edited:
        join = "LEFT JOIN merge_edited m ON m.event_id = e.event_id AND m.column_name = 'source_codes'"
        old = "CASE WHEN m.event_id IS NULL THEN e.source_codes ELSE m.source_value END"
    names = "list_distinct(list_concat(map_keys(was), map_keys(comes)))"
    return f"""
        SELECT event_id, '{KEPT}' || name AS column_name, was[name] AS old_value, comes[name] AS new_value,
               last_seen
        FROM (SELECT *, unnest(list_filter({names}, lambda n: was[n] IS DISTINCT FROM comes[n])) AS name
              FROM (SELECT e.event_id, e.last_seen, {_members("old_codes")} AS was,
                           {_members("new_codes")} AS comes
                    FROM (SELECT e.event_id, e.last_seen, {old} AS old_codes, i.source_codes AS new_codes
                          FROM merge_known e JOIN merge_incoming i ON i.event_id = e.event_id {join}
                          WHERE ({old}) IS DISTINCT FROM i.source_codes) e))"""


def _name_kinds(cursor: duckdb.DuckDBPyConnection) -> None:
    """Say of every difference what it is."""
    plainer = f"lower(regexp_replace(column_name[{len(KEPT) + 1}:], '[^A-Za-z0-9]+', '_', 'g'))"
    titled = (
        "concat_ws(' · ', coalesce(nullif(sub_event_type, ''), nullif(event_type, '')),"
        " coalesce(nullif(place, ''), nullif(admin2, ''), nullif(admin1, ''), nullif(country, '')))"
    )
    alike = _alike(plain("d.old_bare"), plain("d.new_bare"), "d.old_value", "d.new_value", "d.column_name")
    cursor.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE merge_changed AS
        SELECT d.event_id, d.column_name, d.old_value, d.new_value,
               CASE WHEN u.column_name IS NOT NULL THEN 'uploaded'
                    WHEN {alike} THEN 'noise'
                    WHEN d.column_name = 'location_note' THEN 'derived'
                    WHEN d.column_name = 'title' AND d.new_value = t.made THEN 'derived'
                    WHEN c.kind = 'new' AND (d.old_value IS NULL OR NOT starts_with(d.column_name, '{KEPT}'))
                    THEN 'new'
                    WHEN c.kind = 'gone' AND (d.new_value IS NULL OR NOT starts_with(d.column_name, '{KEPT}'))
                    THEN 'gone'
                    ELSE 'value' END AS kind
        FROM (SELECT *, {bare("old_value")} AS old_bare, {bare("new_value")} AS new_bare FROM merge_differs) d
        LEFT JOIN (SELECT column_name FROM (SELECT DISTINCT column_name FROM merge_differs)
                   WHERE starts_with(column_name, '{KEPT}') AND regexp_full_match({plainer}, $uploaded)) u
             ON u.column_name = d.column_name
        LEFT JOIN (SELECT event_id, 'title' AS column_name, {titled} AS made FROM merge_incoming
                   WHERE event_id IN (SELECT event_id FROM merge_differs WHERE column_name = 'title')) t
             ON t.event_id = d.event_id AND t.column_name = d.column_name
        LEFT JOIN merge_columns c ON c.column_name = d.column_name AND c.last_seen = d.last_seen
        """,
        {"uploaded": _UPLOADED},
    )


def _name_recoded(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(
        f"""
        UPDATE merge_changed SET kind = 'recoded'
        WHERE kind = 'value' AND old_value IS NOT NULL AND new_value IS NOT NULL AND column_name IN (
            SELECT column_name FROM merge_changed
            WHERE kind = 'value' AND starts_with(column_name, '{KEPT}')
              AND old_value IS NOT NULL AND new_value IS NOT NULL
            GROUP BY 1 HAVING count(*) >= {RECODED_LEAST} AND count(*) >= {RECODED_SHARE} *
                (SELECT count(*) FROM merge_status WHERE status <> 'new'))
        """
    )


def _note_columns(cursor: duckdb.DuckDBPyConnection, given: Given | None) -> None:
    """Fill ``merge_columns``: for events last imported at a time, the columns that are new, or gone, now."""
    found: list[tuple[dt.datetime, str, str]] = []
    if given is not None:
        rows = cursor.execute("SELECT DISTINCT dataset, last_seen FROM merge_known").fetchall()
        for dataset, seen in rows:
            found += _columns_since(cursor, given, dataset, seen)
    cursor.register(
        "found_columns",
        pa.table(
            {
                "last_seen": pa.array([row[0] for row in found], pa.timestamp("us")),
                "column_name": pa.array([row[1] for row in found], pa.string()),
                "kind": pa.array([row[2] for row in found], pa.string()),
            }
        ),
    )
    cursor.execute("CREATE OR REPLACE TEMP TABLE merge_columns AS SELECT DISTINCT * FROM found_columns")
    cursor.unregister("found_columns")


def _columns_since(
    cursor: duckdb.DuckDBPyConnection, given: Given, dataset: str, seen: dt.datetime
) -> list[tuple[dt.datetime, str, str]]:
    """What of the columns is new, or gone, for events of a dataset that were last imported at a time."""
    log = _earlier(cursor, dataset, seen)
    own = next((one for at, _, one in log if at == seen), None)
    now = set(given.columns)
    gone = _all_kept(cursor, dataset, seen) - {KEPT + name for name in now}
    found = [(seen, name, "gone") for name in gone]
    if own is None:
        return found + [(seen, name, "new") for name in _new_by_value(cursor, dataset, seen)]
    # A later file that had the column, and in which events did not change, may have had these.
    had = set(own.columns).union(*(one.columns for at, same, one in log if at > seen and same and one))
    found += [(seen, KEPT + name, "new") for name in now - had]
    for name in EVENT_COLUMNS:
        before, after = set(own.fields.get(name, ())), set(given.fields.get(name, ()))
        if after and not after & had:
            found.append((seen, name, "new"))
        if before and not before & now:
            found.append((seen, name, "gone"))
    return found


def _earlier(
    cursor: duckdb.DuckDBPyConnection, dataset: str, seen: dt.datetime
) -> list[tuple[dt.datetime, bool, Given | None]]:
    """Return the imports of a dataset since a time that stand: when, whether rows were unchanged, columns."""
    undone = taken_back(
        dict(cursor.execute("SELECT batch_id, any_value(undoes) FROM edits GROUP BY 1").fetchall())
    )
    rows = cursor.execute(
        "SELECT import_id, finished_at, unchanged > 0, CASE WHEN json_valid(report) THEN report->'given' END"
        " FROM imports WHERE dataset = ? AND finished_at >= ? ORDER BY finished_at",
        [dataset, seen],
    ).fetchall()
    found = []
    for import_id, at, unchanged, text in rows:
        if import_id not in undone:
            said = json.loads(text) if text else None
            fields = {k: tuple(v) for k, v in said["fields"].items()} if said else {}
            found.append((at, bool(unchanged), Given(tuple(said["columns"]), fields) if said else None))
    return found


def _all_kept(cursor: duckdb.DuckDBPyConnection, dataset: str, seen: dt.datetime) -> set[str]:
    rows = cursor.execute(
        "SELECT DISTINCT d.column_name FROM merge_differs d JOIN merge_known e ON e.event_id = d.event_id"
        " WHERE e.dataset = ? AND d.last_seen = ? AND d.new_value IS NULL AND starts_with(d.column_name, ?)",
        [dataset, seen, KEPT],
    ).fetchall()
    return {row[0] for row in rows}


def _new_by_value(cursor: duckdb.DuckDBPyConnection, dataset: str, seen: dt.datetime) -> list[str]:
    """Kept columns that nothing of the dataset had and most events have now: an earlier program's import
    did not say which columns its file had."""
    rows = cursor.execute(
        """SELECT column_name FROM merge_differs WHERE last_seen = ? AND starts_with(column_name, ?)
           GROUP BY 1 HAVING count(old_value) = 0
           AND count(*) > 0.5 * (SELECT count(*) FROM merge_known WHERE last_seen = ?)""",
        [seen, KEPT, seen],
    ).fetchall()
    found = []
    for (name,) in rows:
        label = json.dumps(name.removeprefix(KEPT), ensure_ascii=False) + ":"
        held = cursor.execute(
            "SELECT 1 FROM events WHERE dataset = ? AND contains(source_codes, ?) LIMIT 1", [dataset, label]
        ).fetchall()
        if not held:
            found.append(name)
    return found


__all__ = ["COMPARED", "KEPT", "ColumnChange", "Given", "find_changed", "plain", "same"]
