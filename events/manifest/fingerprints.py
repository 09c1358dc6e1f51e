"""Fingerprints: of each event and each of its columns a few digits, which tell later what of it is another.

A column has three bytes for each event (none for an unknown value): enough to see a change, too
little to hold a text that nobody meant to hand over. What surrounds an event has three bytes a table.
"""

from __future__ import annotations

import base64
import binascii
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from events.model import EVENT_COLUMNS, VALUE_COLUMNS
from events.query.data_mark import SURROUNDING, row_hashes, value_hashes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

PRINTED: tuple[str, ...] = (*VALUE_COLUMNS, "withdrawn_at", *SURROUNDING)
"""What has a fingerprint: columns of the event table, then the tables around it."""
BYTES = 3
_TOP = np.uint64(64 - 8 * BYTES)
_NOUGHT = np.uint64(0x2545F4914F6CDD1D)


@dataclass(frozen=True)
class Fingerprints:
    """Events by their identities, sorted, with the fingerprints of each of `PRINTED` in that order.

    Attributes
    ----------
    ids : tuple of str
    columns : dict of str to ndarray
        A number below 2**24 for each event, 0 for unknown; a column that is not there is unknown throughout.
    """

    ids: tuple[str, ...]
    columns: dict[str, np.ndarray]

    def of(self, name: str) -> np.ndarray:
        """Return the fingerprints of a column or table."""
        found = self.columns.get(name)
        return np.zeros(len(self.ids), dtype="uint32") if found is None else found

    def to_plain(self) -> dict[str, Any]:
        """Return them as JSON has them."""
        packed = {name: _packed(values) for name, values in sorted(self.columns.items()) if values.any()}
        return {"ids": list(self.ids), "columns": packed}


def fingerprints(events: pd.DataFrame, related: Mapping[str, pd.DataFrame]) -> Fingerprints:
    """Take the fingerprints of events and what surrounds them.

    Parameters
    ----------
    events : DataFrame
        With event_id and the columns of the event table.
    related : mapping of str to DataFrame
        The tables sources, claims, sites and routes.
    """
    order = np.argsort(events["event_id"].to_numpy(dtype=object), kind="stable")
    events = events.iloc[order]
    ids = tuple(str(one) for one in events["event_id"])
    columns = {name: of_values(events[name], name) for name in PRINTED if name in events}
    position = {one: number for number, one in enumerate(ids)}
    for table in SURROUNDING:
        rows = related[table]
        at = np.array([position.get(str(one), -1) for one in rows["event_id"]], dtype="int64")
        sums = np.zeros(len(ids), dtype="uint64")
        np.add.at(sums, at[at >= 0], row_hashes(rows, table)[at >= 0])
        columns[table] = _cut(sums)
    return Fingerprints(ids, columns)


def of_values(values: pd.Series, column: str) -> np.ndarray:
    """Return the fingerprints of values of a column of the event table; 0 for unknown."""
    kind = "flag" if column == "withdrawn_at" else EVENT_COLUMNS[column]
    known = ~values.isna().to_numpy(dtype=bool)
    hashes = value_hashes(values, kind)
    return _cut(np.where(known & (hashes == 0), _NOUGHT, hashes))  # no deaths are not unknown deaths


def _cut(hashes: np.ndarray) -> np.ndarray:
    short = (hashes * np.uint64(0x9E3779B97F4A7C15)) >> _TOP  # the sign of a flag is its last bit
    return np.where(hashes == 0, 0, np.maximum(short, 1)).astype("uint32")


def _packed(values: np.ndarray) -> str:
    raw = values.astype("<u4").view("uint8").reshape(-1, 4)[:, :BYTES]
    return base64.b64encode(raw.tobytes()).decode("ascii")


def from_plain(given: Any) -> Fingerprints:
    """Read what `Fingerprints.to_plain` returned.

    Raises
    ------
    ValueError
        It is not in form.
    """
    if not isinstance(given, dict) or set(given) != {"ids", "columns"}:
        raise ValueError("no fingerprints")
    ids, packed = given["ids"], given["columns"]
    if not isinstance(ids, list) or not all(isinstance(one, str) and 0 < len(one) <= 200 for one in ids):
        raise ValueError("no identities")
    if any(one >= other for one, other in itertools.pairwise(ids)):
        raise ValueError("identities that are not sorted")
    if not isinstance(packed, dict) or not set(packed) <= set(PRINTED):
        raise ValueError("columns that are not known")
    return Fingerprints(tuple(ids), {name: _unpacked(text, len(ids)) for name, text in packed.items()})


def _unpacked(text: Any, count: int) -> np.ndarray:
    if not isinstance(text, str):
        raise ValueError("no text")
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("no base64") from error
    if len(raw) != BYTES * count:
        raise ValueError("another number of events")
    wide = np.zeros((count, 4), dtype="uint8")
    wide[:, :BYTES] = np.frombuffer(raw, dtype="uint8").reshape(count, BYTES)
    return wide.reshape(-1).view("<u4").astype("uint32")


__all__ = ["PRINTED", "Fingerprints", "fingerprints", "from_plain", "of_values"]
