"""What an earlier version of this program read wrongly: which files to import again, and what that corrects.

A file that comes again byte for byte says nothing new: what changes then is a correction of our reading,
never a revision by its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.importing.receipts import Receipt
    from events.store import Store
    from events.store.database import Database

READING = 2
"""How files are read, noted with each import; raised when an earlier reading could put values wrongly.
1: cells kept beside the events could slide to others; a geometry was the place for guessed columns alone."""

_SHAPED = ("geojson", "geojsonl", "gpkg", "kml", "kmz", "parquet", "geoparquet")
"""Kinds of files that hold geometries."""


@dataclass(frozen=True)
class Outdated:
    """A file that was read by an earlier version in a way that may be wrong.

    ``bare`` and ``filled`` are how many of its events have no kept cells and have some, ``looked_up`` how
    many were placed by name although such a file can hold their places.
    """

    dataset: str
    file: str
    bare: int
    filled: int
    looked_up: int

    @property
    def words(self) -> str:
        """What is to be done and why, in plain sentences."""
        why = []
        if self.bare and self.filled:
            why.append("cells of the columns kept beside its events may stand with other events")
        if self.looked_up:
            events = "1 event was" if self.looked_up == 1 else f"{self.looked_up:,} events were"
            why.append(f"{events} placed by name, though such a file can hold the places themselves")
        return (
            f"Import {self.file} (dataset {self.dataset}) again: it was read by an earlier version of this"
            f" program, and {'; '.join(why)}. What is wrong is corrected then; edits stay."
        )


def to_import_again(store: Store) -> list[Outdated]:
    """Return the files that an earlier version read and that may have come out wrong, by dataset and file."""
    with store.reading() as db:
        if not db.rows("SELECT 1 FROM imports WHERE report NOT LIKE ? LIMIT 1", [f"%{_mark()}%"]):
            return []
        rows = db.rows(
            f"""
            WITH before AS (
                SELECT dataset, source_file FROM imports WHERE mapping IS DISTINCT FROM 'Conflict Atlas'
                GROUP BY ALL HAVING NOT bool_or(coalesce(contains(report, ?), false)))
            SELECT e.dataset, e.source_file, count(*) - count(e.source_codes), count(e.source_codes),
                   count(*) FILTER (e.located_by IN ('gazetteer', 'admin centroid')
                                    AND lower(split_part(e.source_file, '.', -1)) IN ({_listed()}))
            FROM events e JOIN before b ON b.dataset = e.dataset AND b.source_file = e.source_file
            GROUP BY ALL ORDER BY 1, 2
            """,
            [_mark()],
        )
    found = [Outdated(*row) for row in rows]
    return [one for one in found if (one.bare and one.filled) or one.looked_up]


def is_read_anew(db: Database, dataset: str | None, receipt: Receipt | None) -> bool:
    """Return whether a file was imported into a dataset before, byte for byte, by another version."""
    if receipt is None:
        return False
    known = "SELECT conditions FROM receipts WHERE dataset = ? AND source_file = ? AND digest = ?"
    rows = db.rows(known, [dataset or "", receipt.file, receipt.digest])
    return bool(rows) and rows[0][0].split(" ")[0] != receipt.conditions.split(" ")[0]


def correction_words(events: int) -> str:
    """Return what to say of an import that changed events though its file is the same as before."""
    which = "1 event is" if events == 1 else f"{events:,} events are"
    return (
        f"The file is the same as before, byte for byte: what changed in it is how it is read. {which}"
        " corrected; nothing of that is a revision by the source."
    )


def _mark() -> str:
    return f'"reading": {READING},'


def _listed() -> str:
    return ", ".join(f"'{kind}'" for kind in _SHAPED)
