"""Chunks of texts to events, claims and sources; a row that cannot be read is refused by name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.importing import site_rows
from events.importing.cells import Cells, Reader, joined, pa_text, put_together, text_series
from events.importing.date_parts import PART_FIELDS
from events.importing.refused import Item, Pair, by_row
from events.importing.row_kinds import refuse_totals
from events.importing.sources import sources_frame
from events.importing.when import When
from events.importing.where import Where
from events.importing.who import Who, claims_frame
from events.quoting import clipped, shown
from events.values.names import clean_name
from events.values.numbers import read_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.importing.mapping import Plan
    from events.importing.report import ImportReport
    from events.readers.table import RawChunk
    from events.values.count_words import Count
    from events.values.dates import DateColumn

CORE_FIELDS = (
    *("event_date", "end_date", *PART_FIELDS),
    *("place", "country", "admin1", "latitude", "longitude", "coordinates"),
    *("attacker", "actor1", "actor2", "target", "event_type", "sub_event_type", "title", "notes"),
)
"""What makes a row the same event again in a table without keys: all but its counts."""

COUNTS = {"fatalities": "fatalities_best"} | {
    name: name for name in ("fatalities_low", "fatalities_best", "fatalities_high", "injured", "weapon_count")
}
"""Fields that hold a count, and the column of the event table that each fills."""
_PLAIN_TEXT = ("title", "weapon", "notes", "location_note")


@dataclass
class Converted:
    """What a chunk became: the events that came in, and what surrounds them.

    ``sites`` are rows of events that came before, at further places, in columns of events.
    """

    events: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    sites: pd.DataFrame


class Converter:
    """Reads chunk after chunk of one file by its plan.

    Parameters
    ----------
    plan : Plan
    dates : dict of str to DateColumn
        How the date columns write dates.
    report : ImportReport
        Takes refused rows and warnings; its ``dataset`` and ``file`` are written to the events.
    repeated : set of int
        Hashes of keys that occur more than once in the file (see ``key_hashes``).
    """

    def __init__(
        self, plan: Plan, dates: dict[str, DateColumn], report: ImportReport, repeated: set[int]
    ) -> None:
        self.plan = plan
        self.report = report
        self._when = When(plan, dates, report)
        self._where = Where(plan, report)
        self._who = Who(plan, report)
        self._counts = {n: Reader(_count_reader(plan, n)) for n in COUNTS if n in plan.rules}
        self._repeated = repeated
        self._seen: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._sites: dict[int, str] = {}
        self._claimant = plan.mapping.claimant or report.dataset or ""

    def convert(self, chunk: RawChunk) -> Converted:
        """Return the events of a chunk; refused rows and warnings go to the report."""
        cells = Cells(chunk, self.plan)
        self._sites = {}
        self.report.read += len(chunk) + len(chunk.bad)
        columns: dict[str, Any] = {}
        columns |= self._when.read(cells)
        columns |= self._where.read(cells)
        columns |= self._who.read(cells)
        columns |= self._numbers(cells)
        refuse_totals(cells, columns)
        for name in _PLAIN_TEXT:
            if (text := cells.text(name)) is not None:
                columns[name] = text
        self._only_events(cells)
        keys = row_keys(cells)
        keys, same = self._repeats(cells, keys)
        for item, own in sorted([*_unreadable(chunk), *self._faulty(cells, keys)], key=by_row):
            self.report.refuse(item, own)
        keep = np.ones(len(cells), bool)
        keep[list(cells.faults)] = False
        keep &= ~same
        self.report.unchanged += int(same.sum())
        return self._assemble(cells, columns, keys, keep)

    def _only_events(self, cells: Cells) -> None:
        """Refuse rows that their source has for no events: a year without a protest, a placeholder."""
        for name, values in self.plan.only.items():
            text = cells.column(name)
            rows = np.flatnonzero(~np.isin(np.asarray(text.to_pylist(), dtype=object), sorted(values)))
            cells.fault(rows, name, text, f"says that the row is no event ({self.plan.mapping.name})")

    def finish(self) -> None:
        """Say what only the whole file tells; call it after the last chunk."""
        self._where.finish()

    def _numbers(self, cells: Cells) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, reader in self._counts.items():
            text = cells.text(name)
            assert text is not None
            values, codes = reader(text)
            column = self.plan.column(name)
            for index, value in enumerate(values):
                if value.problem:
                    rows = np.flatnonzero(codes == index)
                    cells.fault(rows, column, text, value.problem)
                elif value.note and column:
                    cells.tell(self.report, np.flatnonzero(codes == index), column, text, value.note)
            if any(v.words for v in values) and column:
                words = pa.array([v.words or "" for v in values], pa.large_string()).take(pa.array(codes))
                cells.more.setdefault(column, words)
            if name == "fatalities":
                for part in ("low", "best", "high"):
                    found[f"fatalities_{part}"] = _whole([getattr(v, part) for v in values], codes)
            else:
                bound = "high" if name.endswith("high") else "low"
                firm = [
                    v.best if v.best is not None else getattr(v, bound) if name.endswith(bound) else None
                    for v in values
                ]
                found[COUNTS[name]] = _whole(firm, codes)
        self._check_order(cells, found)
        return found

    def _check_order(self, cells: Cells, found: dict[str, Any]) -> None:
        for lower, upper in (("low", "best"), ("best", "high"), ("low", "high")):
            a, b = found.get(f"fatalities_{lower}"), found.get(f"fatalities_{upper}")
            if a is None or b is None:
                continue
            wrong = np.flatnonzero(np.asarray((a > b).fillna(False), dtype=bool))
            for row in wrong.tolist():
                self.report.warn(
                    f"The {lower} number of deaths is above the {upper} one; both are kept as they came.",
                    **cells.place(row),
                    column=self.plan.column(f"fatalities_{lower}"),
                    value=str(a[row]),
                )

    def _repeats(self, cells: Cells, keys: list[str]) -> tuple[list[str], np.ndarray]:
        """Find rows whose key came before in this file: identical ones are left out, others refused."""
        same = np.zeros(len(keys), bool)
        if not self._repeated:
            return keys, same
        hashes = key_hashes(keys)
        suspects = np.flatnonzero(np.isin(hashes, np.fromiter(self._repeated, "uint64", len(self._repeated))))
        column = self.plan.column("source_key")
        for row in suspects.tolist():
            if row in cells.faults:
                continue
            own = tuple(str(cells.chunk.table.column(c)[row]) for c in self.plan.columns)
            at = cells.row(row) or int(cells.chunk.records[row])
            before = self._seen.get(keys[row])
            if before is None:
                self._seen[keys[row]] = (at, own)
            elif before[1] == own:
                same[row] = True
                self.report.warn(
                    f"The row is identical to row {before[0]}; it is counted once.",
                    kind="identical rows",
                    **cells.place(row),
                    id=clipped(keys[row]),
                    column=column,
                )
            elif column is not None and site_rows.is_further_site(self.plan, before[1], own):
                same[row] = True
                self._sites[row] = site_rows.own_notes(self.plan, before[1], own)
                self.report.warn(
                    site_rows.words(keys[row], before[0]),
                    kind="further places",
                    **cells.place(row),
                    id=clipped(keys[row]),
                    column=self.plan.column("place") or self.plan.column("latitude") or column,
                )
            elif column is None:
                keys[row] = self._next_key(keys[row], at, own)
            else:
                cells.faults[row] = (column, keys[row], _conflict(self.plan.columns, keys[row], before, own))
        return keys, same

    def _next_key(self, key: str, at: int, own: tuple[str, ...]) -> str:
        number = 2
        while f"{key}-{number}" in self._seen:
            number += 1
        self._seen[f"{key}-{number}"] = (at, own)
        return f"{key}-{number}"

    def _faulty(self, cells: Cells, keys: list[str]) -> Iterator[Pair]:
        has_key = "source_key" in self.plan.rules
        rows = sorted(cells.faults)
        table = cells.chunk.table.select(list(self.plan.columns)).take(pa.array(rows, pa.int64()))
        for row, own in zip(rows, zip(*(c.to_pylist() for c in table.columns), strict=True), strict=True):
            column, value, message = cells.faults[row]
            place = cells.place(row)
            where = f"Row {place['row']}" if place["row"] else f"Record {place['record']}"
            key = clipped(keys[row]) if has_key else None
            item = Item(f"{where}: {message}", id=key, column=column, value=clipped(value), **place)
            yield item, own

    def _assemble(
        self, cells: Cells, columns: dict[str, Any], keys: list[str], keep: np.ndarray
    ) -> Converted:
        dataset = self.report.dataset or ""
        ids = pa.array(event_ids(dataset, keys), pa.large_string())
        actors = columns.pop("claim_actors", None)
        status = columns.pop("claim_status", None)
        if actors is not None and status is not None:
            stands = ~np.isin(status, ["denied", "unattributed", ""])
            columns["attacker"] = pa.array(np.where(stands, actors[0], ""), pa.large_string())
            columns["attacker_basis"] = pa.array(status.tolist(), pa.large_string())
        rows = np.where(cells.chunk.rows > 0, cells.chunk.rows, cells.chunk.records)
        whole = {
            "event_id": text_series(ids),
            **{name: _series(values) for name, values in columns.items()},
            "dataset": text_series(pa.repeat(pa_text(dataset), len(cells))),
            "source_key": text_series(pa.array(keys, pa.large_string())),
            "contested": False,
            "source_codes": text_series(self._codes(cells)),
            "source_file": text_series(pa.repeat(pa_text(self.report.file), len(cells))),
            "source_row": pd.array(rows, dtype="Int64"),
        }
        if "title" not in whole:
            whole["title"] = _titles(columns, len(cells))
        frame = put_together(whole, len(cells), "events")
        sources = sources_frame(cells, ids)
        claims = pd.DataFrame()
        if actors is not None and status is not None:
            note = _whence(self.plan, self.report.file)
            named = [actor[keep] for actor in actors]
            claims = claims_frame(frame["event_id"][keep], named, status[keep], self._claimant, note)
        sites = frame.iloc[list(self._sites)].reset_index(drop=True)
        sites["notes"] = pd.Series(list(self._sites.values()), dtype="object")
        if not keep.all():
            frame = frame[keep].reset_index(drop=True)
            if len(sources):
                sources = sources[sources["event_id"].isin(frame["event_id"])]
        return Converted(frame, claims, sources, sites)

    def _codes(self, cells: Cells) -> pa.Array:
        """Return the columns that became no field, and the codes that were translated, as JSON."""
        parts: list[_Members] = []
        for name in dict.fromkeys([*self.plan.kept, *cells.more]):
            text = cells.column(name) if name in self.plan.kept else cells.more[name]
            own = _json_member(name, text)
            both = _side_by_side(parts[-1], own) if parts else None
            parts[-1:] = [both] if both is not None else [*parts[-1:], own]
        if not parts:
            return pa.array([""] * len(cells), pa.large_string())
        members = _listed(*(distinct.take(pa.array(codes)) for distinct, codes in parts))
        whole = joined(pa_text("{"), members, pa_text("}"))
        return pc.if_else(pc.is_null(members), "", whole) if members.null_count else whole


def _whence(plan: Plan, file: str) -> str:
    """Return in a sentence what a claim about the attacker rests on."""
    column, constant = plan.column("attacker"), plan.rules["attacker"].constant
    if column is None:
        return f"Stated for the whole of {file} by whom it was imported."
    more = " Where it says nothing: as stated for the whole file." if constant else ""
    return f"From the column {column} of {file}.{more}"


def _unreadable(chunk: RawChunk) -> Iterator[Pair]:
    for bad in chunk.bad:
        message = f"Row {bad.row}: {bad.message}" if bad.row else bad.message
        yield Item(message, bad.row, bad.record, None, bad.column, clipped(bad.value)), bad.cells


_Members = tuple[pa.Array, np.ndarray]
"""Members of a JSON object: the distinct ones (null where there is nothing), and which one each row has."""


def _json_member(name: str, text: pa.Array) -> _Members:
    """Return '"name": "text"' for a column, null where the text is empty."""
    label = json.dumps(name, ensure_ascii=False) + ": "
    encoded = text.dictionary_encode()
    distinct, codes = encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)
    if pc.any(pc.match_substring_regex(distinct, r'["\\\x00-\x1f\x7f]')).as_py():
        members = [label + json.dumps(t, ensure_ascii=False) if t else None for t in distinct.to_pylist()]
        return pa.array(members, pa.large_string()), codes
    quoted = joined(pa_text(label + '"'), distinct, pa_text('"'))
    return pc.if_else(pc.equal(distinct, ""), pa.scalar(None, pa.large_string()), quoted), codes


def _side_by_side(first: _Members, second: _Members) -> _Members | None:
    """Return two members as one where few pairs of them occur: most codes repeat, and are joined once."""
    width = max(1, len(second[0]))
    codes, pairs = pd.factorize(first[1].astype("int64") * width + second[1])
    if len(pairs) > len(codes) // 4:
        return None
    return _listed(first[0].take(pa.array(pairs // width)), second[0].take(pa.array(pairs % width))), codes


def _listed(*members: pa.Array) -> pa.Array:
    """Return members of each row separated by commas, null where there are none."""
    text = members[0]
    for other in members[1:]:  # Arrow's own way to skip nulls leaves out the rows that have nothing else
        text = pc.coalesce(joined(text, other, by=", "), text, other)
    return text


def _count_reader(plan: Plan, name: str) -> Any:
    missing = plan.rules[name].missing

    of = "injured" if name == "injured" else "deaths" if name.startswith("fatalities") else ""

    def read(text: str) -> Count:
        return read_count(text, missing=missing, of=of)

    return read


def _whole(values: list[int | None], codes: np.ndarray) -> pd.api.extensions.ExtensionArray:
    numbers = np.array([v or 0 for v in values] or [0], dtype="int64")
    unknown = np.array([v is None for v in values] or [True], dtype=bool)
    return pd.arrays.IntegerArray(numbers[codes], unknown[codes])


def _series(values: Any) -> Any:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return text_series(values)
    if isinstance(values, np.ndarray) and values.dtype.kind == "M":
        return pd.Series(values.astype("datetime64[s]"))
    if isinstance(values, np.ndarray) and values.dtype == object:
        return text_series(pa.array(values, pa.large_string()))
    return values


def _titles(columns: dict[str, Any], count: int) -> Any:
    """Return "kind · place" for a table that has no titles."""
    nothing = pa.array([""] * count, pa.large_string())
    kind = columns.get("sub_event_type", nothing)
    kind = pc.if_else(pc.equal(pc.fill_null(kind, ""), ""), columns.get("event_type", nothing), kind)
    place = nothing
    for name in ("place", "admin2", "admin1", "country"):
        if name in columns:
            place = pc.if_else(pc.equal(place, ""), columns[name], place)
    both = pc.and_(pc.not_equal(kind, ""), pc.not_equal(place, ""))
    return text_series(pc.if_else(both, joined(kind, place, by=" · "), joined(kind, place)))


def row_keys(cells: Cells) -> list[str]:
    """Return the source's own key of each row, or a hash of what makes it the same event again."""
    own = cells.text("source_key")
    if own is not None and pc.all(pc.match_substring_regex(own, r"^[!-~]+$")).as_py() is not False:
        return list(own.to_pylist())
    keys: list[str] = [clean_name(k) for k in own.to_pylist()] if own is not None else [""] * len(cells)
    if all(keys):
        return keys
    columns = [cells.column(c) for c in core_columns(cells.plan)]
    texts = joined(*columns, by="\x1f").to_pylist()
    return [key or "row-" + hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
            for key, text in zip(keys, texts, strict=True)]  # fmt: skip


def core_columns(plan: Plan) -> list[str]:
    """Return the columns that make a row without a key of its own the same event again."""
    names = dict.fromkeys(c for f in CORE_FIELDS if f in plan.rules for c in plan.rules[f].columns)
    return list(names or plan.columns)


def key_hashes(keys: list[str]) -> np.ndarray:
    """Return a 64-bit hash of each key, to find those that occur again."""
    hashed: np.ndarray = pd.util.hash_array(np.array(keys, dtype=object), categorize=False)
    return hashed.astype("uint64")


def event_ids(dataset: str, keys: list[str]) -> list[str]:
    """Return ``events.model.event_id`` of many keys of one dataset."""
    start = hashlib.blake2b(f"{dataset}\x1f".encode("utf-8", "replace"), digest_size=10)
    found = []
    for key in keys:
        one = start.copy()
        one.update(key.encode("utf-8", "replace"))
        found.append(one.hexdigest())
    return found


def _conflict(
    columns: tuple[str, ...], key: str, before: tuple[int, tuple[str, ...]], own: tuple[str, ...]
) -> str:
    name, old, new = next((c, a, b) for c, a, b in zip(columns, before[1], own, strict=True) if a != b)
    return (
        f"The key “{shown(key)}” stands on row {before[0]} too, with other values"
        f" ({shown(name)}: “{shown(old)}” there, “{shown(new)}” here); the first one is kept."
    )
