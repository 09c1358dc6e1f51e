"""The changes of a database are numbered without a gap, so that one that is lost is missed.

Each change writes its number with itself, in its own transaction; once it is safe, the number is also kept in
a small file beside the database. A database that comes back with a lower one (its write-ahead log was damaged
or taken away, an older file was put in its place) has lost changes that somebody was told are saved.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import uuid
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from events.store import duckdb_engine as duck
from geo import private

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

_ROW = "standing"
_BYTES = 512
"""Room of the file beside: one sector of a disk, written over in place, so that a full disk holds it."""
LOST_TOLD_DAYS = 7
"""How long a loss is told after it was found; `atlas.py verify` tells it always."""


@dataclass(frozen=True)
class Standing:
    """How far a database is.

    Attributes
    ----------
    database : str
        Its identity, made once; a copy has the same one.
    number : int
        How many changes were made to it.
    token : str
        A word of the latest change alone.
    at : str
        When that was, UTC, to the second.
    edits : int
        How many edits the log held then.
    lost : list of dict
        Changes that were missed: their numbers ``first`` and ``last``, and when that was ``found``.
    """

    database: str
    number: int = 0
    token: str = ""
    at: str = ""
    edits: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)


def stored(cursor: duckdb.DuckDBPyConnection) -> Standing | None:
    """Return what the attached database says of itself; None in one that an earlier program made."""
    row = duck.first_row(cursor, "SELECT value FROM meta WHERE name = ?", [_ROW])
    return _read(row[0]) if row else None


def _read(text: str) -> Standing | None:
    try:
        return Standing(**json.loads(text))
    except (ValueError, TypeError):
        return None


def beside(path: Path) -> Path:
    """Return the small file beside a database."""
    return path.with_name(f"{path.name}.last")


def remembered(path: Path) -> Standing | None:
    """Return what the file beside a database says; None where there is none that can be read."""
    try:
        return _read(beside(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def remember(path: Path, standing: Standing) -> None:
    """Keep the number of a change that is safe; where that is not possible, a loss would not be noticed."""
    text = json.dumps(asdict(replace(standing, lost=[]))).ljust(_BYTES)
    with contextlib.suppress(OSError):
        handle = os.open(beside(path), os.O_WRONLY | os.O_CREAT, private.OWNER_ONLY)
        try:
            os.write(handle, text.encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)


def advance(cursor: duckdb.DuckDBPyConnection, path: Path, now: dt.datetime) -> Standing:
    """Give the change at work its number, within its transaction."""
    known = stored(cursor)
    before = known or Standing(uuid.uuid4().hex)
    number, lost = before.number, before.lost
    if (missed := missing(path, before)) is not None:
        lost = [*lost, {"first": number + 1, "last": missed.number, "found": _second(now)}][-20:]
        number = missed.number
    row = duck.first_row(cursor, "SELECT count(*) FROM edits")
    standing = Standing(
        before.database, number + 1, uuid.uuid4().hex, _second(now), int(row[0]) if row else 0, lost
    )
    text = json.dumps(asdict(standing))
    if known is None:
        cursor.execute("DELETE FROM meta WHERE name = ?", [_ROW])
        cursor.execute("INSERT INTO meta VALUES (?, ?)", [_ROW, text])
    else:
        cursor.execute("UPDATE meta SET value = ? WHERE name = ?", [text, _ROW])
    return standing


def missing(path: Path, standing: Standing | None) -> Standing | None:
    """Return how far a database was, if it is not that far any more."""
    last = remembered(path)
    if standing is None or last is None or last.database != standing.database:
        return None
    return last if last.number > standing.number else None


def loss(path: Path, standing: Standing | None) -> str | None:
    """Say in words which changes of a database are lost; None when none is.

    Parameters
    ----------
    path : Path
        The database.
    standing : Standing or None
        How far it is.
    """
    last = missing(path, standing)
    if last is not None and standing is not None:
        count = last.number - standing.number
        return (
            f"{_many(count)} to {path.name} that had been saved (the latest on {_plain(last.at)} UTC)"
            f" {_is(count)} lost: the log beside it was damaged or taken away, or an older file was put in"
            f" its place. All saved up to {_plain(standing.at)} UTC is there: make again what is missing."
        )
    if standing is not None and standing.lost:
        latest = standing.lost[-1]
        found = dt.datetime.fromisoformat(latest["found"])
        if dt.datetime.now(dt.UTC).replace(tzinfo=None) - found < dt.timedelta(days=LOST_TOLD_DAYS):
            return lost_words(path, latest)
    return None


def lost_words(path: Path, one: dict[str, Any]) -> str:
    """Say a loss that was noticed earlier, and that changes were made after."""
    count = one["last"] - one["first"] + 1
    numbers = f"{one['first']:,}" + (f" to {one['last']:,}" if count > 1 else "")
    return (
        f"{_many(count)} to {path.name} {_is(count)} lost (number {numbers}), noticed on"
        f" {_plain(one['found'])} UTC; what was changed before and after is there."
    )


def _many(count: int) -> str:
    return "1 change" if count == 1 else f"{count:,} changes"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _second(moment: dt.datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _plain(text: str) -> str:
    return text.replace("T", " ")


__all__ = ["Standing", "advance", "beside", "loss", "lost_words", "missing", "remember", "remembered",
           "stored"]  # fmt: skip
