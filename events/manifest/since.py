"""What has changed since a file was made: its events' fingerprints held against those of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from events import query
from events.manifest.fingerprints import PRINTED, Fingerprints, fingerprints, of_values
from events.manifest.making import RECORDED
from events.model import EVENT_COLUMNS
from events.query.data_mark import SURROUNDING
from events.store.comparing import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.manifest.contents import Manifest
    from events.store import Store

FEW = 500
"""So many events are asked by their identities; for more, all are read."""
CODES = "source_codes"


@dataclass(frozen=True)
class Change:
    """One value that is another now.

    Attributes
    ----------
    field : str
        A column of the event table, ``source_codes.NAME``, or a table around the event.
    old, new : str or None
        As text; None is unknown.
    old_known : bool
        Whether the log still has the old value: it was held against the file's fingerprint.
    """

    field: str
    old: str | None
    new: str | None
    old_known: bool


@dataclass(frozen=True)
class Told:
    """An event of which something is to be told, in the words of today, with what changed of it."""

    event_id: str
    title: str
    date: str
    dataset: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Since:
    """What became of the events of a file.

    Attributes
    ----------
    revised : tuple of Told
        Of which a value, or something around them, is another.
    withdrawn : tuple of Told
        That their dataset, or a person, withdrew since.
    returned : tuple of Told
        That were withdrawn then, and are not now.
    gone : tuple of str
        Identities that the database does not have.
    new : tuple of Told
        Events that the filter selects now and did not then.
    contested : tuple of Told
        That have rival claims now and had none (they are among the revised, too).
    unchanged : int
    """

    revised: tuple[Told, ...]
    withdrawn: tuple[Told, ...]
    returned: tuple[Told, ...]
    gone: tuple[str, ...]
    new: tuple[Told, ...]
    contested: tuple[Told, ...]
    unchanged: int

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    def words(self) -> str:
        """Return the counts in a line."""
        kinds = (
            ("revised", self.revised), ("withdrawn", self.withdrawn), ("returned", self.returned),
            ("no longer in this database", self.gone), ("new that would match", self.new),
            ("newly contested", self.contested),
        )  # fmt: skip
        said = [f"{len(ones):,} {kind}" for kind, ones in kinds if ones]
        if not said:
            return "nothing has changed"
        first, _, rest = said[0].partition(" ")
        return ", ".join([f"{first} {'event' if first == '1' else 'events'} {rest}", *said[1:]])


def since(store: Store, manifest: Manifest) -> Since:
    """Compare a file with the database.

    Parameters
    ----------
    store : Store
    manifest : Manifest
        Of the file.
    """
    then = manifest.events
    with store.reading():
        events, related = _today(store, then.ids)
        now = fingerprints(events, related)
        matching = query.select(store, manifest.filter, columns=_ABOUT, order=None)
        differs = _matrix(then, now)
        log = _Log(store, manifest, {then.ids[number] for number in np.flatnonzero(differs.any(axis=1))})
    known, there = set(then.ids), set(now.ids)
    fresh = matching[~matching["event_id"].astype(str).isin(known)]
    return Since(
        gone=tuple(one for one in then.ids if one not in there),
        new=tuple(sorted((_told(row) for _, row in fresh.iterrows()), key=lambda one: one.event_id)),
        unchanged=len(known & there) - int(differs.any(axis=1).sum()),
        **_by_kind(events.set_index("event_id", drop=False), then.ids, differs, log),
    )


def _by_kind(
    events: pd.DataFrame, ids: tuple[str, ...], differs: np.ndarray, log: _Log
) -> dict[str, tuple[Told, ...]]:
    """Tell of each event that is another in which ways it is."""
    kinds: dict[str, list[Told]] = {name: [] for name in ("revised", "withdrawn", "returned", "contested")}
    for number in map(int, np.flatnonzero(differs.any(axis=1))):
        row: Any = events.loc[ids[number]]
        names = [name for name, other in zip(PRINTED, differs[number], strict=True) if other]
        values = [change for name in names for change in log.changes(number, ids[number], name, row)]
        told = _told(row, tuple(values))
        if "withdrawn_at" in names:
            kinds["returned" if pd.isna(row["withdrawn_at"]) else "withdrawn"].append(told)
        if set(names) - {"withdrawn_at"}:
            kinds["revised"].append(told)
        if "contested" in names and not pd.isna(row["contested"]) and bool(row["contested"]):
            kinds["contested"].append(told)
    return {name: tuple(ones) for name, ones in kinds.items()}


_ABOUT = ("event_id", "title", "event_date", "end_date", "dataset", "event_type")


def _told(row: Any, changes: tuple[Change, ...] = ()) -> Told:
    day = row["event_date"] if not pd.isna(row["event_date"]) else row["end_date"]
    title = next((str(row[name]) for name in ("title", "event_type") if not pd.isna(row[name])), "Event")
    return Told(
        str(row["event_id"]),
        title,
        "" if pd.isna(day) else f"{day:%Y-%m-%d}",
        "" if pd.isna(row["dataset"]) else str(row["dataset"]),
        changes,
    )


def _today(store: Store, ids: tuple[str, ...]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    few: dict[str, Any] = {"event_ids": ids} if 0 < len(ids) <= FEW else {}
    chosen = query.Filter(include_withdrawn=True, **few)
    events = query.select(store, chosen, columns=RECORDED, order=None)
    events = events[events["event_id"].isin(ids)].reset_index(drop=True)
    return events, {name: query.related(store, name, chosen) for name in SURROUNDING}


def _matrix(then: Fingerprints, now: Fingerprints) -> np.ndarray:
    """Return for each event of the file, and each of `PRINTED`, whether it is another; not there: no."""
    at = {one: number for number, one in enumerate(now.ids)}
    places = np.array([at.get(one, -1) for one in then.ids], dtype="int64")
    found = np.zeros((len(then.ids), len(PRINTED)), dtype=bool)
    if not len(now.ids):
        return found
    for column, name in enumerate(PRINTED):
        found[:, column] = (then.of(name) != now.of(name)[places]) & (places >= 0)
    return found


class _Log:
    """What the logs of edits and releases still know of values that were."""

    def __init__(self, store: Store, manifest: Manifest, ids: set[str]) -> None:
        self._then = manifest.events
        self._as_of = dt.datetime.fromisoformat(manifest.as_of) if manifest.as_of else None
        self._values: dict[tuple[str, str], list[str | None]] = {}
        self._codes: dict[str, list[tuple[str, str | None, str | None]]] = {}
        if ids:
            self._read(store, ids)

    def _read(self, store: Store, ids: set[str]) -> None:
        with store.reading() as db:
            edits, revisions = db.table("edits"), db.table("revisions")
            edits = edits.filter(edits.table_name == "events", edits.column_name.notnull())
            edited = db.frame(edits.select("event_id", "column_name", "old_value", "new_value"))
            wanted = ("event_id", "column_name", "old_value", "new_value", "revised_at")
            revised = db.frame(revisions.order_by("revised_at").select(*wanted))
        for logged in (edited, revised):
            rows = logged[logged["event_id"].isin(ids)]
            for event, column, old, new in rows[list(rows.columns[:4])].itertuples(index=False):
                texts = (None if pd.isna(old) else str(old)), (None if pd.isna(new) else str(new))
                self._values.setdefault((str(event), str(column)), []).extend(texts)
        later = revised[revised["event_id"].isin(ids) & revised["column_name"].str.startswith(KEPT)]
        if self._as_of is not None:
            later = later[later["revised_at"] > self._as_of]
        for event, column, old, new, _ in later.itertuples(index=False):
            texts = (None if pd.isna(old) else str(old)), (None if pd.isna(new) else str(new))
            self._codes.setdefault(str(event), []).append((str(column), *texts))

    def changes(self, number: int, event: str, name: str, row: Any) -> Iterator[Change]:
        """Yield what changed of a column or table of an event; of kept columns one by one."""
        if name == "withdrawn_at":
            return
        if name in SURROUNDING:
            yield Change(name, None, None, old_known=False)
        elif name == CODES and event in self._codes:
            yield from self._kept(event)
        else:
            known, old = self._old(number, event, name)
            yield Change(name, old, _as_text(row[name], name), old_known=known)

    def _kept(self, event: str) -> Iterator[Change]:
        """Yield each kept column once: what it was first, and is now."""
        first: dict[str, str | None] = {}
        last: dict[str, str | None] = {}
        for column, old, new in self._codes[event]:
            first.setdefault(column, old)
            last[column] = new
        for column, old in first.items():
            if old != last[column]:
                yield Change(column, old, last[column], old_known=True)

    def _old(self, number: int, event: str, name: str) -> tuple[bool, str | None]:
        """Return the value whose fingerprint the file has, if a log names it."""
        wanted = int(self._then.of(name)[number])
        if wanted == 0:
            return True, None
        texts = [text for text in dict.fromkeys(self._values.get((event, name), ())) if text is not None]
        for text in texts:
            value = _typed(text, EVENT_COLUMNS[name])
            if value is not None and int(of_values(value, name)[0]) == wanted:
                return True, text
        return False, None


def _typed(text: str, kind: str) -> pd.Series | None:
    """Return the text of a log as a column of one value; None where it is none of that kind."""
    try:
        if kind == "date":
            return pd.Series([pd.Timestamp(dt.date.fromisoformat(text[:10]))])
        if kind == "boolean":
            return pd.Series([text == "true"], dtype="boolean")
        if kind in ("float64", "int64"):
            return pd.Series([float(text)])
    except ValueError:
        return None
    return pd.Series([text], dtype="string")


def _as_text(value: Any, name: str) -> str | None:
    if pd.isna(value):
        return None
    kind = EVENT_COLUMNS[name]
    if kind == "date":
        return f"{value:%Y-%m-%d}"
    if kind == "boolean":
        return "true" if value else "false"
    return str(int(value)) if kind == "int64" else str(value)


__all__ = ["Change", "Since", "Told", "since"]
