"""Which colour each actor, dataset and country has: given once, written into the database, and kept.

Values that most events have are given a slot (`events.colour_slots`) when they first are among the most
frequent. Later imports shift the ranks and change no colour that was given: a newcomer takes a free slot, and
only when there is none left that of a value that no event has any more. Undoing an import brings its actors
back in their old colours, for their rows stay here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.colour_slots import RANKED, newly_given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

COLUMNS = ("attacker", "dataset", "country")
"""The columns of the events by which a map can be coloured and that no code list closes."""


def held(cursor: duckdb.DuckDBPyConnection, column: str) -> dict[str, int]:
    """Return the slots that values of a column were given, in the order in which they were."""
    rows = cursor.execute(
        "SELECT value, slot FROM colours WHERE column_name = ? ORDER BY given_as, value", [column]
    ).fetchall()
    return {str(value): int(slot) for value, slot in rows}


def top_up(cursor: duckdb.DuckDBPyConnection) -> None:
    """Give the most frequent values of the events a colour that have none yet, inside a change."""
    for column in COLUMNS:
        had = held(cursor, column)
        ranked = _ranked(cursor, column)
        if had.keys() >= set(ranked):
            continue
        given, lost = newly_given(had, ranked, _gone(cursor, column, had) if len(had) >= RANKED else ())
        for value in lost:
            cursor.execute("DELETE FROM colours WHERE column_name = ? AND value = ?", [column, value])
        for number, (value, slot) in enumerate(given.items(), start=len(had)):
            cursor.execute("INSERT INTO colours VALUES (?, ?, ?, ?)", [column, value, slot, number])


def inherit(cursor: duckdb.DuckDBPyConnection, keep: str, others: Sequence[str]) -> None:
    """Give a name without a colour that of the first of those that are merged into it.

    The others keep their rows: an undo brings them back as they were.
    """
    had = held(cursor, "attacker")
    slots = [slot for value, slot in had.items() if value in others]
    if keep not in had and slots:
        cursor.execute("INSERT INTO colours VALUES ('attacker', ?, ?, ?)", [keep, slots[0], len(had)])


def _ranked(cursor: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    rows = cursor.execute(
        f"SELECT {column} FROM events WHERE trim({column}) <> '' GROUP BY {column}"
        f" ORDER BY count(*) DESC, {column} LIMIT {RANKED}"
    ).fetchall()
    return [str(row[0]) for row in rows]


def _gone(cursor: duckdb.DuckDBPyConnection, column: str, had: Mapping[str, int]) -> list[str]:
    there = {row[0] for row in cursor.execute(f"SELECT DISTINCT {column} FROM events").fetchall()}
    return [value for value in had if value not in there]


__all__ = ["COLUMNS", "held", "inherit", "top_up"]
