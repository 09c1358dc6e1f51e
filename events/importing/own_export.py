"""An export of Conflict Atlas comes back as it was: events, sources, claims, sites and routes, word for word.

Such a file is known by its columns. Nothing of it is interpreted again (no name is matched, no place
looked up, no attacker taken apart); every value must be what its column holds, or its row is refused.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from events.guard import unguard
from events.importing.cells import put_together
from events.importing.refused import Item
from events.importing.report import REPORT_COLUMNS, ImportReport
from events.model import EVENT_COLUMNS, RELATED_KEYS, TABLES, event_id
from events.quoting import clipped, shown
from events.readers.table import GEOMETRY_COLUMNS, FileRefusedError, RawChunk, RawTable
from events.store.checking import CODES, NOT_NEGATIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAPPING = "Conflict Atlas"
_SURE = frozenset(("event_id", "first_seen", "last_seen", "version"))
"""Columns that every export has filled; of the others a KML file has only those that some event fills."""
_BY_READERS = frozenset((*GEOMETRY_COLUMNS, *REPORT_COLUMNS, "name", "description", "date", "id", "folder"))
_OWN = frozenset((*EVENT_COLUMNS, *RELATED_KEYS))
_STORE_SETS = ("first_seen", "last_seen", "withdrawn_at", "version")
_IDENTITY = re.compile(r"[!-~]{1,100}")
_GUARDED = ("CSV", "tab-separated text")
_LIMITS = {"latitude": 90.0, "longitude": 180.0, "to_latitude": 90.0, "to_longitude": 180.0}
_MOST_RELATED = 10_000
"""Sources, claims, sites or routes of one event."""


def is_own_export(table: RawTable) -> bool:
    """Return whether a table is the events of an export of Conflict Atlas, by its columns."""
    columns = set(table.columns)
    return table.named and columns >= _SURE and columns <= _OWN | _BY_READERS


@dataclass
class Restored:
    """Some rows of the file as rows of the store: frames by table, and when events were withdrawn."""

    frames: dict[str, pd.DataFrame]
    withdrawn: dict[str, dt.datetime] = field(default_factory=dict)


class Restorer:
    """Reads an export chunk after chunk.

    Parameters
    ----------
    table : RawTable
        The events.
    report : ImportReport
        Takes what is refused.
    dataset : str, optional
        The dataset that a person said; else each row's own.
    """

    def __init__(self, table: RawTable, report: ImportReport, dataset: str | None = None) -> None:
        self._table, self._report, self._dataset = table, report, dataset
        self._guarded = table.format in _GUARDED
        self._ids: dict[str, str] = {}
        self._related_ids: dict[str, set[str]] = {name: set() for name in RELATED_KEYS}
        self.datasets: set[str] = set()

    def restore(self, chunk: RawChunk) -> Restored:
        """Return a chunk of events with what surrounds them; what does not fit is refused by row."""
        faults: dict[int, tuple[str, str, str]] = {}
        texts = {name: chunk.table.column(name).to_pylist() for name in chunk.table.column_names}
        columns = {
            name: _typed(texts[name], EVENT_COLUMNS[name], "events", name, faults, self._off)
            for name in EVENT_COLUMNS
            if name in texts and name not in _STORE_SETS
        }
        self._check(columns, texts, faults)
        own = self._identities(columns, texts, faults)
        around = {
            name: self._embedded(name, texts[name], texts["event_id"], own, faults)
            for name in RELATED_KEYS
            if name in texts
        }
        self._refuse(chunk, texts, faults)
        keep = [row for row in range(len(chunk)) if row not in faults]
        for row in keep:
            self._ids[texts["event_id"][row]] = own[row]
        columns["event_id"] = own
        if self._dataset:
            columns["dataset"] = [self._dataset] * len(chunk)
        self.datasets |= {columns["dataset"][row] or "" for row in keep} if "dataset" in columns else {""}
        frames = {"events": _frame({n: [v[row] for row in keep] for n, v in columns.items()}, "events")}
        for name, rows in around.items():
            frames[name] = _frame(_by_column([r for at, r in rows if at not in faults], name), name)
        return Restored(frames, _withdrawn(texts.get("withdrawn_at"), own, keep))

    def _off(self, text: str) -> str:
        return unguard(text) if self._guarded else text

    def _check(
        self,
        columns: dict[str, list[Any]],
        texts: dict[str, list[str]],
        faults: dict[int, tuple[str, str, str]],
    ) -> None:
        """What belongs together: both coordinates or none, an end that is not before its beginning."""
        nothing = [None] * len(next(iter(texts.values())))
        lats, lons = columns.get("latitude", nothing), columns.get("longitude", nothing)
        for row, (lat, lon) in enumerate(zip(lats, lons, strict=True)):
            if (lat is None) != (lon is None):
                missing = "latitude" if lat is None else "longitude"
                faults.setdefault(row, (missing, "", "has one coordinate without the other"))
        dates = zip(columns.get("event_date", nothing), columns.get("end_date", nothing), strict=True)
        for row, (begin, end) in enumerate(dates):
            if begin is not None and end is not None and end < begin:
                faults.setdefault(row, ("end_date", str(end), "is before the event's first day"))

    def _identities(
        self,
        columns: dict[str, list[Any]],
        texts: dict[str, list[str]],
        faults: dict[int, tuple[str, str, str]],
    ) -> list[str]:
        own, here = [], set()
        for row, given in enumerate(texts["event_id"]):
            found = given
            if not _IDENTITY.fullmatch(given):
                faults.setdefault(row, ("event_id", given, "is no identity of an event"))
            elif given in self._ids or given in here:
                faults.setdefault(row, ("event_id", given, "stands on an earlier row too"))
            elif self._dataset and columns.get("dataset", [None] * (row + 1))[row] != self._dataset:
                key = columns["source_key"][row] if "source_key" in columns else None
                found = event_id(self._dataset, key or given)
            here.add(given)
            own.append(found)
        return own

    def _embedded(
        self,
        name: str,
        cells: list[str],
        given: list[str],
        own: list[str],
        faults: dict[int, tuple[str, str, str]],
    ) -> list[tuple[int, dict[str, Any]]]:
        """Return the rows of a surrounding table that stand in the events' cells as JSON lists."""
        found: list[tuple[int, dict[str, Any]]] = []
        for row, text in enumerate(cells):
            if not text or text == "[]" or row in faults:
                continue
            listed = _listed(text)
            if listed is None:
                faults[row] = (name, text, f"is no list of {name} as an export writes it")
                continue
            for number, values in enumerate(listed, 1):
                try:
                    found.append(
                        (row, self._related(name, values, own[row], number, moved=own[row] != given[row]))
                    )
                except ValueError as error:
                    faults[row] = (name, text, f"holds {name} of which one {error}")
                    break
        return found

    def _related(
        self, name: str, values: dict[str, Any], event: str, number: int, *, moved: bool
    ) -> dict[str, Any]:
        """Return one row of a surrounding table in its types, or raise ValueError in words.

        Where the event has ``moved`` to another dataset, identities move with it.
        """
        key = RELATED_KEYS[name]
        row: dict[str, Any] = {}
        for column, value in values.items():
            if column not in TABLES[name]:
                raise ValueError(f"has a field {shown(column)!r} that {name} do not have")
            text = "" if value is None else str(value)
            try:
                row[column] = _value(text, TABLES[name][column], name, column) if text else None
            except ValueError as error:
                raise ValueError(f"has a {column} that {error}") from None
        row["event_id"] = event
        row[key] = row.get(key) or f"{event}-{name[:-1]}{number}"
        if moved:
            for column in {key, "source_id"} & set(row):
                row[column] = event_id(event, row[column]) if row[column] else None
        if row[key] in self._related_ids[name]:
            raise ValueError(f"has the {key} of another one ({shown(row[key])})")
        self._related_ids[name].add(row[key])
        return row

    def sheet(self, name: str, table: RawTable) -> Iterator[pd.DataFrame]:
        """Go through a sheet or layer of its own that holds sources, claims, sites or routes."""
        for chunk in table.chunks(None):
            rows = []
            for number, values in enumerate(chunk.table.to_pylist()):
                given = {c: v for c, v in values.items() if c not in _BY_READERS or c in TABLES[name]}
                event = self._ids.get(given.get("event_id", ""))
                try:
                    if event is None:
                        raise ValueError("belongs to no event that came in")
                    moved = event != given["event_id"]
                    rows.append(self._related(name, given, event, len(self._related_ids[name]), moved=moved))
                except ValueError as error:
                    at = int(chunk.rows[number]) if chunk.rows[number] > 0 else int(chunk.records[number])
                    self._report.warn(
                        f"Row {at} of {name} {error}; it was left out.", kind=f"rows of {name} left out"
                    )
            yield _frame(_by_column(rows, name), name)

    def _refuse(
        self, chunk: RawChunk, texts: dict[str, list[str]], faults: dict[int, tuple[str, str, str]]
    ) -> None:
        for bad in chunk.bad:
            message = f"Row {bad.row}: {bad.message}" if bad.row else bad.message
            item = Item(message, bad.row, bad.record, None, bad.column, clipped(bad.value))
            self._report.refuse(item, bad.cells)
        self._report.read += len(chunk) + len(chunk.bad)
        for row, (column, value, why) in sorted(faults.items()):
            number = int(chunk.rows[row]) if chunk.rows[row] > 0 else None
            record = int(chunk.records[row])
            where = f"Row {number}" if number else f"Record {record}"
            self._report.refuse(
                Item(
                    f"{where}: “{shown(value)}” in {column} {why}.", number, record,
                    clipped(texts["event_id"][row]), column, clipped(value),
                ),
                [texts[name][row] for name in self._table.columns],
            )  # fmt: skip


def _listed(text: str) -> list[dict[str, Any]] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(found, list) and len(found) <= _MOST_RELATED
    return found if fits and all(isinstance(entry, dict) for entry in found) else None


def _typed(
    texts: list[str], kind: str, table: str, column: str, faults: dict[int, tuple[str, str, str]],
    off: Callable[[str], str],
) -> list[Any]:  # fmt: skip
    known: dict[str, Any] = {"": None}
    wrong: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        if text:
            bare = off(text) if kind == "string" else text
            try:
                known[text] = _value(bare, kind, table, column)
            except ValueError as error:
                known[text], wrong[text] = None, str(error)
    if wrong:
        for row, text in enumerate(texts):
            if text in wrong:
                faults.setdefault(row, (column, text, wrong[text]))
    return [known[text] for text in texts]


def _value(text: str, kind: str, table: str, column: str) -> Any:
    """Return a value in its kind, or raise ValueError with what is wrong with it in words."""
    if kind == "string":
        codes = CODES.get((table, column))
        if codes is not None and text not in codes:
            raise ValueError(f"is none of {', '.join(codes)}")
        return text
    try:
        if kind == "date":
            day = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ]00:00:00(?:\.0+)?)?", text)
            return dt.date.fromisoformat(day[1] if day else text)
        if kind == "boolean":
            return {"true": True, "false": False, "1": True, "0": False}[text.lower()]
        number = float(text)
        if not math.isfinite(number):
            raise ValueError
        if kind == "int64":
            whole = int(text) if re.fullmatch(r"[+-]?\d{1,19}", text) else int(number)
            if (whole != number and abs(number) < 2**53) or abs(whole) >= 2**63:
                raise ValueError
            number = whole
    except (ValueError, KeyError, OverflowError):
        raise ValueError(f"is not {_WANTED[kind]}") from None
    limit = _LIMITS.get(column)
    if limit is not None and abs(number) > limit:
        raise ValueError(f"is outside −{limit:.0f} to {limit:.0f}")
    if column in NOT_NEGATIVE and number < 0:
        raise ValueError("is less than 0")
    return number


_WANTED = {
    "date": "a date like 2020-03-11",
    "boolean": "true or false",
    "float64": "a number",
    "int64": "a whole number",
}


def _by_column(rows: list[dict[str, Any]], name: str) -> dict[str, list[Any]]:
    return {column: [row.get(column) for row in rows] for column in TABLES[name]}


def _frame(columns: dict[str, list[Any]], name: str) -> pd.DataFrame:
    """Return a frame that the staging takes as it is."""
    kinds = {"string": pa.string(), "date": pa.date32(), "boolean": pa.bool_(), "float64": pa.float64(),
             "int64": pa.int64(), "timestamp": pa.timestamp("us")}  # fmt: skip
    typed = {
        column: pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values, kinds[TABLES[name][column]])))
        for column, values in columns.items()
    }
    return put_together(typed, max(map(len, columns.values()), default=0), name)


def _withdrawn(texts: list[str] | None, own: list[str], keep: list[int]) -> dict[str, dt.datetime]:
    found: dict[str, dt.datetime] = {}
    for row in keep if texts is not None else ():
        assert texts is not None
        if texts[row]:
            moment = pd.to_datetime(texts[row], errors="coerce", utc=True)
            if isinstance(moment, pd.Timestamp):
                found[own[row]] = moment.tz_localize(None).to_pydatetime()
    return found


def refuse_foreign_rows(db: Any, stage: Any) -> None:
    """Refuse a file whose sources, claims, sites or routes have the identity of some other event's.

    Raises
    ------
    FileRefusedError
    """
    for name, key in RELATED_KEYS.items():
        if not stage.rows(name):
            continue
        staged = stage.dataset(name).to_table(columns=[key, "event_id"])
        db.cursor.register("restored_rows", staged)
        rows = db.rows(
            f"SELECT max(t.{key}) FROM {name} t JOIN restored_rows r ON r.{key} = t.{key}"
            " WHERE r.event_id <> t.event_id"
        )
        db.cursor.unregister("restored_rows")
        if rows and rows[0][0] is not None:
            raise FileRefusedError(
                f"The file holds {name} whose identity ({shown(rows[0][0])}) another event here has;"
                " nothing was changed."
            )


def mark_withdrawn(db: Any, withdrawn: dict[str, dt.datetime]) -> None:
    """Mark the events that came back as withdrawn ones and are new here."""
    if withdrawn:
        frame = pd.DataFrame({"event_id": list(withdrawn), "gone": list(withdrawn.values())})
        db.cursor.register("restored_withdrawn", frame)
        db.cursor.execute(
            "UPDATE events SET withdrawn_at = r.gone FROM restored_withdrawn r"
            " WHERE events.event_id = r.event_id AND events.first_seen = $now",
            {"now": db.now},
        )
        db.cursor.unregister("restored_withdrawn")
