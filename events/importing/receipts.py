"""Receipts: what an import was given and what it left, so that the same again need not be read again.

A file is passed over only where reading it could tell nothing new: the bytes are the same, all that
decides how they are read is the same (options, mappings, this program and its data, the gazetteer's
layers, the places that people chose), and the store holds of its dataset what that import left there.
"""

from __future__ import annotations

import hashlib
import json
import platform
import stat
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from events.database_address import names_beside
from events.importing import mapping as mappings
from events.importing.report import ImportReport
from events.importing.when import FUTURE
from events.model import RELATED_KEYS, TABLES
from geo.gazetteer import layers as gazetteer_layers
from geo.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.store.database import Database, Writer

MAX_REPORT = 32_000_000
"""Characters of a report that a receipt keeps; after a longer one the file is read again."""
_LIBRARIES = (
    "duckdb",
    "hijridate",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "pyproj",
    "rapidfuzz",
    "shapely",
)


@dataclass(frozen=True)
class Receipt:
    """What an import is given; two imports with the same receipt read the same rows in the same way.

    ``file`` is its name, ``size`` and ``digest`` (SHA-256) are those of its bytes, ``conditions`` digests
    of the program and of all else that decides how it is read, ``day`` the day (UTC), since a date can be
    in the future.
    """

    file: str
    size: int
    digest: str
    conditions: str
    day: str


class Draft:
    """A receipt in the making: the bytes are digested beside the reading.

    Parameters
    ----------
    path : Path
    file : str
        What the file is called.
    options : mapping
        What the person said: mapping, dataset, sheet, complete, date_order.
    """

    def __init__(self, path: Path, file: str, options: dict[str, Any]) -> None:
        self._path, self._file, self._options = path, file, options
        self._stamp = _stamp(path)
        self._day = pd.Timestamp.now("UTC").strftime("%Y-%m-%d")
        self._conditions: str | None = None
        self._digests: Future[tuple[str, str]] | None = None

    def begin(self, db: Database) -> bool:
        """Note the conditions; tell whether an earlier receipt may be for this very file."""
        self._conditions = _conditions(db, self._options)
        if self._stamp is None or not db.has("receipts"):
            return False
        known = "SELECT 1 FROM receipts WHERE source_file = ? AND size_bytes = ?"
        return bool(db.rows(known, [self._file, self._stamp[0]]))

    def digest_beside(self) -> None:
        """Begin to digest the bytes, and the program that reads them, in a thread of their own."""
        if self._stamp and self._digests is None:
            beside = ThreadPoolExecutor(1, "digest")
            self._digests = beside.submit(lambda: (_digest(self._path), _program()))
            beside.shutdown(wait=False)

    def receipt(self, db: Database) -> Receipt | None:
        """Return the receipt, None where the file or the conditions changed in the meantime."""
        self.digest_beside()
        if self._digests is None or self._stamp is None or self._conditions is None:
            return None
        try:
            digest, program = self._digests.result()
        except (OSError, metadata.PackageNotFoundError):
            return None
        if self._stamp != _stamp(self._path) or self._conditions != _conditions(db, self._options):
            return None
        return Receipt(self._file, self._stamp[0], digest, f"{program} {self._conditions}", self._day)


def recall(db: Database, receipt: Receipt | None) -> ImportReport | None:
    """Return what reading the file would report, where that is known without reading it.

    That is so where the same was imported before and the dataset is as that import left it.
    """
    if receipt is None:
        return None
    rows = db.rows(
        "SELECT dataset, state, report FROM receipts WHERE source_file = ? AND digest = ? AND conditions = ?"
        " AND (day IS NULL OR day = ?) ORDER BY kept_at DESC LIMIT 1",
        [receipt.file, receipt.digest, receipt.conditions, receipt.day],
    )
    if not rows or rows[0][1] != state_of(db, rows[0][0]):
        return None
    return ImportReport.from_json(rows[0][2])


def keep(db: Writer, receipt: Receipt | None, report: ImportReport) -> None:
    """Keep the receipt of an import that was just merged, in place of an earlier one of that file."""
    dataset = report.dataset or ""
    db.cursor.execute("DELETE FROM receipts WHERE dataset = ? AND source_file = ?", [dataset, report.file])
    if receipt is None or report.refused.on_disk or len(text := report.to_json()) > MAX_REPORT:
        return
    dated = any(item.message == FUTURE for item in report.warnings)
    row = {"dataset": dataset, "source_file": report.file, "size_bytes": receipt.size}
    row |= {"digest": receipt.digest, "conditions": receipt.conditions, "state": state_of(db, dataset)}
    row |= {"day": receipt.day if dated else None, "report": text, "kept_at": pd.Timestamp(db.now)}
    db.insert("receipts", pd.DataFrame([row], dtype=object))


def state_of(db: Database, dataset: str) -> str:
    """Return a digest of what an import looks at in the store: values as imported, and what surrounds them.

    What people changed in an event does not count, since an import leaves it; what they changed around
    one does, and the file is then read again.
    """
    ours = "FROM events WHERE dataset = ?"
    states = [f"SELECT count(*), sum(hash(event_id, value_hash, withdrawn_at IS NULL)) {ours}"]
    for table in RELATED_KEYS:
        columns = ", ".join(f'"{c}"' for c in TABLES[table])
        of_ours = f"hash(event_id) IN (SELECT hash(event_id) {ours})"  # half the memory of the texts
        states.append(f"SELECT count(*), sum(hash({columns})) FROM {table} WHERE {of_ours}")
    return " ".join(str(db.rows(state, [dataset])[0]) for state in states)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _conditions(db: Database, options: dict[str, Any]) -> str | None:
    """Return a digest of what people chose that decides how rows are read; None where it cannot be told."""
    try:
        layers = [*gazetteer_layers.stamp(names_beside(db.path)), *gazetteer_layers.stamp()]
        own = [*mappings.saved_files(), *([Path(str(m))] if _is_file(m := options.get("mapping")) else [])]
        given = json.dumps({k: _plain(v) for k, v in options.items()}, sort_keys=True)
        parts = [given, str(layers), *(f"{p.name} {_digest(p)}" for p in own)]
    except (OSError, TypeError, ValueError):
        return None
    places = db.rows("SELECT count(*), sum(hash(p)) FROM places p")
    return hashlib.sha256("\n".join([*parts, str(places)]).encode()).hexdigest()


def _is_file(mapping: object) -> bool:
    return isinstance(mapping, str) and mapping.lower().endswith((".yml", ".yaml"))


def _plain(value: Any) -> Any:
    """A mapping in an order of its own: sets have none that lasts."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


@cache
def _program() -> str:
    """Return a digest of the code that reads, of the shipped data, and of what versions they run on."""
    found = hashlib.sha256(" ".join([platform.python_version(), *_versions(_LIBRARIES)]).encode())
    for path in sorted(p for part in ("events", "geo", "data") for p in (ROOT / part).rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".md"):
            found.update(f"{path.relative_to(ROOT)}\n{_digest(path)}\n".encode())
    return found.hexdigest()


def _versions(names: Iterable[str]) -> list[str]:
    return [f"{name} {metadata.version(name)}" for name in names]
