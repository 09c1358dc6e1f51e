"""Is a database whole? Every value of every table is read, and what must hold between them is asked.

The engine keeps a checksum of each block and holds what it reads against it; so reading all columns finds
any block that is not as it was written. What the checksums cannot know (a row that came
twice, a claim without its event, a change that is missing) are questions.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from events.errors import StoreDamagedError, StoreError
from events.model import LATER_TABLES, RELATED_KEYS, SHELVES, TABLES
from events.store import duckdb_engine as duck
from events.store import failing, sequence
from events.store.duckdb_engine import Engine, FileBusy

if TYPE_CHECKING:
    from pathlib import Path

    from events.store import Store
    from events.store.sequence import Standing

Progress = Callable[[int, int | None, str], None]
_KEYS = {"events": "event_id", **RELATED_KEYS, "edits": "edit_id", "links": "link_id",
         "conflicts": "conflict_id"}  # fmt: skip
_IMPOSSIBLE = (
    ("abs(latitude) > 90 OR abs(longitude) > 180", "coordinates that are on no globe"),
    ("(latitude IS NULL) <> (longitude IS NULL)", "half a coordinate"),
    ("end_date < event_date", "an end before their beginning"),
    ("least(fatalities_low, fatalities_best, fatalities_high, injured) < 0", "less than no deaths"),
    ("version < 1 OR version IS NULL", "no version"),
)
"""What no event may have, by whichever way it came."""


@dataclass(frozen=True)
class Verdict:
    """What was found about a database.

    Attributes
    ----------
    findings : tuple of str
        What is damaged, a sentence each; none when it is whole.
    notes : tuple of str
        What was noticed earlier and is no damage of what is there.
    rows : int
        Rows that were read.
    standing : Standing or None
        How far the database is.
    """

    findings: tuple[str, ...]
    notes: tuple[str, ...]
    rows: int
    standing: Standing | None


def verify(store: Store, *, progress: Progress | None = None) -> Verdict:
    """Read a whole database and say what of it is damaged.

    Raises
    ------
    StoreError
        It cannot be opened at all; the text says why.
    """
    with store.reading() as db:
        verdict = _verdict(db.cursor, store.path, progress)
    lost = sequence.loss(store.path, verdict.standing)
    if sequence.missing(store.path, verdict.standing) is not None and lost is not None:
        verdict = Verdict((*verdict.findings, lost), verdict.notes, verdict.rows, verdict.standing)
    return verdict


def check_file(path: Path, *, called: str) -> Standing | None:
    """Read a copy of a database whole; returns how far it is.

    Raises
    ------
    StoreDamagedError
        It is no database of events, or a part of it is damaged.
    """
    engine = Engine(path)
    try:
        try:
            engine.attach(read_only=True)
        except (StoreError, FileBusy):
            raise StoreDamagedError(f"{called} is damaged, or no database of events.") from None
        with contextlib.closing(engine.cursor()) as cursor:
            try:
                verdict = _verdict(cursor, path, None)
            except duckdb.Error:
                raise StoreDamagedError(f"{called} is damaged, or no database of events.") from None
    finally:
        engine.close()
    if verdict.findings:
        raise StoreDamagedError(f"{called} is damaged: {verdict.findings[0]}")
    return verdict.standing


def _verdict(cursor: duckdb.DuckDBPyConnection, path: Path, progress: Progress | None) -> Verdict:
    findings, rows = [], 0
    names = [*TABLES, *SHELVES, "meta"]
    unread = set()
    for done, name in enumerate(names):
        if progress is not None:
            progress(done, len(names), name)
        count, said = _read_table(cursor, name)
        rows += count
        if said:
            unread.add(name)
            findings.append(said)
    findings += _broken_rules(cursor, unread)
    standing = None
    with contextlib.suppress(duckdb.Error):
        standing = sequence.stored(cursor)
    if standing is not None and "edits" not in unread:
        row = duck.first_row(cursor, "SELECT count(*) FROM edits")
        if row and row[0] < standing.edits:
            lacking = f"{standing.edits - row[0]:,} of {standing.edits:,} edits"
            findings.append(f"the log of edits lacks {lacking}.")
    notes = tuple(sequence.lost_words(path, one) for one in standing.lost) if standing else ()
    return Verdict(tuple(findings), notes, rows, standing)


def _read_table(cursor: duckdb.DuckDBPyConnection, table: str) -> tuple[int, str | None]:
    """Read every value of a table; return its rows, and which columns cannot be read."""
    try:
        columns = [row[0] for row in cursor.execute(f'DESCRIBE "{table}"').fetchall()]
    except duckdb.CatalogException:
        later = table in LATER_TABLES or table in SHELVES
        return 0, None if later else f"the table {table} is not there."
    except duckdb.Error as error:
        return 0, _damage(f"the table {table}", error)
    sums = ", ".join(f'bit_xor(hash("{column}"))' for column in columns)
    try:
        row = duck.first_row(cursor, f'SELECT count(*), {sums} FROM "{table}"')
        return int(row[0]) if row else 0, None
    except (duckdb.Error, UnicodeDecodeError) as error:
        if isinstance(error, duckdb.Error) and failing.is_full(error):
            raise
        broken = [column for column in columns if not _is_read(cursor, table, column)]
        named = f" ({', '.join(broken)})" if 0 < len(broken) < len(columns) else ""
        return 0, _damage(f"a part of the table {table}{named}", error)


def _is_read(cursor: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    try:
        cursor.execute(f'SELECT bit_xor(hash("{column}")) FROM "{table}"').fetchall()
    except (duckdb.Error, UnicodeDecodeError):
        return False
    return True


def _damage(what: str, error: Exception) -> str:
    why = "its checksum differs" if "checksum" in str(error) else "it is not as it was written"
    return f"{what} cannot be read: {why}."


def _broken_rules(cursor: duckdb.DuckDBPyConnection, unread: set[str]) -> Iterator[str]:
    """Ask what must hold between rows that can be read."""
    for table, key in _KEYS.items():
        if table not in unread:
            yield from _asked(
                cursor,
                f'SELECT count(*) - count(DISTINCT "{key}") FROM "{table}"',
                "{} rows of the table " + table + " have no identity of their own.",
            )
    for table in RELATED_KEYS:
        if not {table, "events"} & unread:
            yield from _asked(
                cursor,
                f'SELECT count(*) FROM "{table}" WHERE event_id NOT IN (SELECT event_id FROM events)',
                "{} rows of the table " + table + " belong to no event.",
            )
    for condition, what in _IMPOSSIBLE:
        if "events" not in unread:
            yield from _asked(
                cursor, f"SELECT count(*) FROM events WHERE {condition}", "{} events have " + what + "."
            )


def _asked(cursor: duckdb.DuckDBPyConnection, question: str, sentence: str) -> Iterator[str]:
    try:
        row = duck.first_row(cursor, question)
    except duckdb.CatalogException:
        return
    except duckdb.Error as error:
        if failing.is_full(error):
            raise
        yield _damage("a part of the tables", error)
        return
    if row and row[0]:
        yield sentence.format(f"{row[0]:,}")


__all__ = ["Verdict", "check_file", "verify"]
