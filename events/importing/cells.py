"""Columns of a chunk as the rules of a mapping see them; each distinct text is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.errors import RowsShiftedError
from events.importing.report import WARNINGS_PER_KIND, ImportReport
from events.quoting import clipped, shown
from events.vocabulary.missing import ABSENT, without_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from events.importing.mapping import Plan, Rule
    from events.readers.table import RawChunk

T = TypeVar("T")
_VERBS = ("is ", "says ", "names ")

KNOWN_LIMIT = 300_000
"""Distinct texts whose reading is remembered from chunk to chunk."""

READ_IN_WORDS = frozenset(
    (
        *("event_date", "end_date", "latitude", "longitude", "coordinates", "attacker", "injured"),
        *("fatalities", "fatalities_low", "fatalities_best", "fatalities_high", "weapon_count"),
    )
)
"""Fields whose reading tells words for "not known" itself, and may keep them; in others they are empty."""


class Reader(Generic[T]):
    """Reads texts to values, each distinct one once, and remembers them between chunks."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self._read = read
        self._known: dict[str, T] = {}

    def __call__(self, column: pa.Array) -> tuple[list[T], np.ndarray]:
        """Return the distinct values of a column, and for each row which one it has."""
        encoded = column.dictionary_encode()
        known, read = self._known, self._read
        if len(known) > KNOWN_LIMIT:
            known.clear()
        values = []
        for text in encoded.dictionary.to_pylist():
            if text not in known:
                known[text] = read(text)
            values.append(known[text])
        return values, encoded.indices.to_numpy(zero_copy_only=False)


@dataclass
class Cells:
    """A chunk with the plan by which it is read, and what is wrong with its rows so far.

    ``faults``: by row index of the chunk, column, value and sentence; the first fault of a row stands.
    ``more``: source codes that the reading adds, as columns of text (name, array).
    """

    chunk: RawChunk
    plan: Plan
    faults: dict[int, tuple[str | None, str | None, str]] = field(default_factory=dict)
    more: dict[str, pa.Array] = field(default_factory=dict)
    _texts: dict[Hashable, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.chunk)

    def column(self, name: str) -> pa.Array:
        """Return a column of the file, trimmed, empty text where there is nothing."""
        if name not in self._texts:
            array = self.chunk.table.column(name)
            array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
            self._texts[name] = pc.utf8_trim_whitespace(array)
        return self._texts[name]

    def text(self, target: str) -> pa.Array | None:
        """Return the text of a field by its rule, or None if the plan does not have it."""
        return self._ruled("rule", target, self.plan.rules.get(target))

    def stated(self, target: str) -> pa.Array | None:
        """Return the text of coordinates in columns beside a geometry, or None."""
        return self._ruled("stated", target, self.plan.stated.get(target))

    def _ruled(self, which: str, target: str, rule: Rule | None) -> pa.Array | None:
        if rule is None:
            return None
        key = (which, target)
        if key not in self._texts:
            self._texts[key] = self._by_rule(rule, target)
        return self._texts[key]

    def _by_rule(self, rule: Rule, target: str) -> pa.Array:
        if not rule.columns:
            return pa.array([rule.constant or ""] * len(self), pa.large_string())
        columns = [self.column(name) for name in rule.columns]
        if target not in READ_IN_WORDS:
            coded = {"NA"} if "code list" in rule.values else set()  # in FIPS 10-4 the Netherlands Antilles
            values = frozenset(rule.values) | coded | (self.plan.mapping.values_of.get(target, frozenset()))
            columns = [without_missing(column, but=values) for column in columns]
        if rule.sum and len(columns) > 1:
            return added(columns)
        text = joined(*columns, by=rule.join) if rule.join is not None else columns[0]
        for other in columns[1:] if rule.join is None else ():
            text = pc.if_else(pc.equal(text, ""), other, text)
        if rule.missing:
            text = pc.if_else(pc.is_in(text, pa.array(sorted(rule.missing), text.type)), "", text)
        for column, values in rule.when.items():
            fits = pc.is_in(self.column(column), pa.array(sorted(values), pa.large_string()))
            text = pc.if_else(fits, text, "")
        if rule.constant is not None:  # what holds for the whole file, where the row says nothing
            own = {value.casefold() for value in self.plan.mapping.values_of.get(target, ())}
            nothing = pc.is_in(pc.utf8_lower(text), pa.array(sorted(ABSENT - own), pa.large_string()))
            text = pc.if_else(nothing, rule.constant, text)
        return text

    def fault(
        self, rows: np.ndarray, column: str | None, values: pa.Array | None, why: str, *, whole: bool = False
    ) -> None:
        """Mark rows (by index) as faulty: "“value” in column <why>.", or ``why`` alone if it is ``whole``."""
        for row in rows.tolist():
            if row not in self.faults:
                value = values[row].as_py() if values is not None else None
                sentence = why if whole else f"“{shown(value)}” in {shown(column)} {why}."
                self.faults[row] = (column, value, sentence)

    def tell(
        self, report: ImportReport, rows: np.ndarray, column: str | None, values: pa.Array, note: str
    ) -> None:
        """Tell row by row how words were read ("“value” in column <note>."); beyond a limit they count."""
        kind = re.sub(r"\d[\d,.]*", "N", note)
        free = max(0, WARNINGS_PER_KIND - report.listed(column, kind))
        for row in rows[:free].tolist():
            value = values[row].as_py()
            said = f"“{shown(value)}” in {shown(column)}{'' if note.startswith(_VERBS) else ':'} {note}."
            report.warn(said, kind=kind, **self.place(row), column=column, value=clipped(value))
        report.count_more(column, kind, max(0, len(rows) - free))

    def row(self, index: int) -> int | None:
        """Return the row of the file that a row of the chunk came from, None where the format has none."""
        number = int(self.chunk.rows[index])
        return number if number > 0 else None

    def place(self, index: int) -> dict[str, Any]:
        """Return row and record of a row of the chunk, as a report names them."""
        return {"row": self.row(index), "record": int(self.chunk.records[index])}


def added(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the sums of columns of counts as texts: "at least 7" where a part is no plain number or unknown.

    Empty where no part is a number; the cells themselves stay beside the event.
    """
    rows = []
    for cells in zip(*(column.to_pylist() for column in columns), strict=True):
        bare = [text.strip().removesuffix(".0") for text in cells]
        plain = [int(text) for text in bare if text.isascii() and text.isdigit() and len(text) < 9]
        least = "" if len(plain) == len(cells) else "at least "
        rows.append(f"{least}{sum(plain)}" if plain else "")
    return pa.array(rows, pa.large_string())


def text_series(array: pa.Array) -> pd.Series[Any]:
    """Return a text column as the store takes it: empty text is unknown."""
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    nulled = pc.if_else(pc.equal(array, ""), pa.scalar(None, array.type), array)
    return pd.Series(pd.arrays.ArrowExtensionArray(nulled))


def put_together(columns: Mapping[str, Any], rows: int, what: str) -> pd.DataFrame:
    """Return columns as a frame; each must have as many values as there are rows.

    pandas fills what is short with nothing and says no word: values would stand with another row's.

    Parameters
    ----------
    columns : mapping of str to array, Series or scalar
        A scalar is the same for every row.
    rows : int
    what : str
        What the rows are, for the sentence.

    Raises
    ------
    RowsShiftedError
        A column is longer or shorter.
    """
    for name, values in columns.items():
        if not np.isscalar(values) and len(values) != rows:
            raise RowsShiftedError(
                f"The column {shown(name)} of the {what} has {len(values):,} values for {rows:,} rows;"
                " nothing was changed."
            )
    return pd.DataFrame(dict(columns), copy=False)


def taken(values: list[Any], codes: np.ndarray, kind: pa.DataType) -> pa.Array:
    """Return the array of a column from its distinct values."""
    return pa.array(values, kind).take(pa.array(codes))


def pa_text(text: str) -> pa.Scalar:
    """Return a text as Arrow has it in a column."""
    return pa.scalar(text, pa.large_string())


def joined(*columns: pa.Array | pa.Scalar, by: str = "") -> pa.Array:
    """Return columns of text joined row by row."""
    return pc.binary_join_element_wise(*columns, pa_text(by))
