"""From keys to the records and names filed under them: one search in the sorted keys for many questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.gazetteer.index_file import Columns

MAX_BUCKET = 3000
"""Names under one key that are looked at; only meaningless keys have more."""

NO_COUNTRY = 0xFFFF
"""What a country bears in a file that has no record of it: a number that no record has."""

Units = frozenset[int] | None
"""Rows of the admin-1 units that are stated."""

Filed = tuple[int, int, bool]
"""Row, name, and whether the record lies in the stated units or in none that is known."""

Wanted = tuple[int, str | None, Units]
"""A key, the country whose places are wanted, and the stated units."""

Ready = tuple[frozenset[int], dict[Wanted, list[Filed]]]
"""Keys under which nothing is filed, and what is filed under others."""


class Lookup:
    """The keys of one index.

    Parameters
    ----------
    columns : dict of str to ndarray
        Columns of the index.
    first : ndarray of int32
        Number of the first name of each record.
    numbers : mapping of str to int
        The number that each country bears.
    parents : callable, optional
        Units that hold a record, where the columns do not say.
    """

    def __init__(
        self,
        columns: Columns,
        first: np.ndarray[Any, Any],
        numbers: Mapping[str, int],
        parents: Callable[[int], tuple[int, ...]] | None,
    ) -> None:
        self._columns, self._first, self._numbers, self._parents = columns, first, numbers, parents
        self._keys, self._names = columns["key"], columns["name"]
        self._last = len(self._keys) - 1
        # replaced whole, never changed: another thread goes on with what it has, or looks up for itself
        self._ready: Ready = (frozenset(), {})

    def filed(self, keys: tuple[int, ...], country: str | None, units: Units) -> list[Filed]:
        """Return what is filed under any of the keys, of one country where one is given.

        With `units` (rows of admin-1 units), what is filed under consonants only must lie in one of them
        or in none that is known.
        """
        absent, ready = self._ready
        wanted = [(k, country, units) for k in keys if k not in absent]
        found = [ready.get(w) for w in wanted]
        if None in found:
            ready = self._look_up(wanted)[1]
            found = [ready.get(w, []) for w in wanted]
        if len(found) <= 1:
            return found[0] or [] if found else []
        return list(dict.fromkeys([filed for part in found for filed in part or ()]))

    def prepare(self, wanted: Iterable[Wanted]) -> None:
        """Look many up at once, for the questions that come next."""
        self._ready = self._look_up(list(dict.fromkeys(wanted)))

    def _look_up(self, wanted: Sequence[Wanted]) -> Ready:
        asked = np.array([w[0] for w in wanted], np.uint64)
        if self._last < 0:
            return frozenset(asked.tolist()), {}
        order = np.argsort(asked)  # neighbours lie in the same stretch of memory
        starts = np.empty(len(asked), np.int64)
        starts[order] = self._keys.searchsorted(asked[order])
        at = np.flatnonzero(self._keys[np.minimum(starts, self._last)] == asked)
        absent = frozenset(asked.tolist()).difference(asked[at].tolist())
        found: dict[Wanted, list[Filed]] = {wanted[a]: [] for a in at.tolist()}
        if found:
            sizes = np.minimum(self._keys.searchsorted(asked[at], side="right") - starts[at], MAX_BUCKET)
            skipped = np.repeat(starts[at] - np.cumsum(sizes) + sizes, sizes)
            self._collect(wanted, np.repeat(at, sizes), np.arange(len(skipped)) + skipped, found)
        return absent, found

    def _collect(
        self,
        wanted: Sequence[Wanted],
        asking: np.ndarray[Any, Any],
        postings: np.ndarray[Any, Any],
        found: dict[Wanted, list[Filed]],
    ) -> None:
        """Add the postings (places in the sorted keys) to what each one that asks for them has found."""
        named = self._names[postings].astype(
            np.int32
        )  # as _first is: a cast of that costs more than a search
        rows = self._first.searchsorted(named, side="right") - 1
        numbers = [
            self._numbers.get(w[1], NO_COUNTRY) if w[1] is not None and w[0] & 1 else -1 for w in wanted
        ]
        home = np.array(numbers)[asking]
        kept = (home < 0) | (self._columns["country"][rows] == home)
        asking, named, rows = asking[kept], named[kept], rows[kept]
        inside = self._inside(rows, [wanted[a][2] for a in asking.tolist()])
        lists = (asking.tolist(), rows.tolist(), named.tolist(), inside)
        for a, row, name, within in zip(*lists, strict=True):
            if within or wanted[a][0] & 1:
                found[wanted[a]].append((row, name, within))

    def _inside(self, rows: np.ndarray[Any, Any], units: Sequence[Units]) -> list[bool]:
        """Say of each record whether it lies in one of its units, or in none that is known."""
        if self._parents is not None:
            held = [() if u is None else self._parents(r) for r, u in zip(rows.tolist(), units, strict=True)]
            return [not p or u is None or not u.isdisjoint(p) for p, u in zip(held, units, strict=True)]
        first, second = self._columns["parent_a"][rows].tolist(), self._columns["parent_b"][rows].tolist()
        return [
            u is None or a - 1 in u or b - 1 in u or (a <= 0 and b <= 0)
            for a, b, u in zip(first, second, units, strict=True)
        ]
