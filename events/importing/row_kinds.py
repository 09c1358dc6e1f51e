"""Rows that are no events: totals below a table, and tables each row of which counts several events."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.date_parts import PART_FIELDS
from events.importing.questions import ROWS, Question
from events.quoting import shown
from events.readers.table import GEOMETRY_COLUMNS
from events.values.numbers import read_count
from events.vocabulary.column_names import folded
from events.vocabulary.missing import without_missing

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Sequence

    from events.importing.cells import Cells
    from events.importing.field_kinds import Column
    from events.importing.mapping import Mapping

_COUNTED = re.compile(
    r"(n|no|nr|num|number|count|counts|total|sum|monthly|weekly)?(of|de|der|des)?(the)?(reported|recorded|conflict"
    r"|security|violent)?(events|incidents|attacks|airstrikes|strikes|evenements|incidentes|eventos|vorfalle|ereignisse"
    r"|событий|инцидентов|الحوادث|الاحداث)(count|counts|total|number|num|n)?$"
)
_COUNT_OF_ONE = re.compile(
    r"(event|incident|attack|strike)(s)?(count|counts|number|total|frequency)$|frequency$|nombredincidents$"
)
_NUMBER_OF = re.compile(
    r"(number|count|no|nombre|numero|anzahl)(of|de|der|d)?(the)?(reported|recorded)?(events|incidents|attacks|strikes)"
)
_BARE_COUNT = frozenset(("count", "counts", "n", "freq", "total"))

TOTAL_WORDS = (
    *("total", "totals", "grand total", "sub-total", "subtotal", "sub total", "sum total", "overall total"),
    *("gesamt", "summe", "insgesamt", "total général", "total general", "suma", "totale", "somme"),
    *(
        "итого",
        "всего",
        "разом",
        "усього",
        "toplam",
        "genel toplam",
        "المجموع",
        "الإجمالي",
        "مجموع",
        "合计",
        "总计",
    ),
)
"""Words that a whole cell of a row of totals holds, in lower case."""
_NAMING = (
    *(
        "source_key",
        "event_date",
        "year",
        "country",
        "admin1",
        "admin2",
        "place",
        "title",
        "event_type",
        "attacker",
    ),
    *("actor1", "target", "notes"),
)
"""Fields in which a word for a total says that the row is one."""
TOTAL = "is the name of a total of other rows, which is no event"
SUM = "The row holds nothing but numbers: it is a total of other rows, no event."


def asked_of_rows(
    mapping: Mapping, columns: Sequence[Column], tags: MappingType[str, str] | None = None
) -> list[Question]:
    """Ask whether each row is one event, where a column counts events.

    Parameters
    ----------
    mapping : Mapping
        What the columns were taken for.
    columns : sequence of Column
        Those of the sample that hold anything.
    tags : mapping of str to str, optional
        HXL tags by column.
    """
    fields = set(mapping.fields)
    coarse = "event_date" not in fields or not fields & {"latitude", "coordinates", "place"}
    weak = coarse and "source_key" not in fields
    counting = [c for c in columns if _counts_events(c, weak, (tags or {}).get(c.name, ""))]
    if not counting:
        return []
    counting.sort(key=lambda c: c.name)
    named = " and ".join(f"“{shown(c.name)}” ({c.examples()})" for c in counting)
    text = (
        f"Each row seems to be a total of several events: {named} counts events. Totals are no events, and"
        " would be drawn and counted as one each."
    )
    return [Question(ROWS, text, tuple(c.name for c in counting), {"events": "each row as one event"})]


def _counts_events(column: Column, weak: bool, tag: str) -> bool:
    name = folded(column.name.lstrip("#"))
    tagged = {"event", "incident", "num"} & set(tag.strip("# ").casefold().split("+")) > {"num"}
    spoken = _COUNTED.match(name) or _COUNT_OF_ONE.match(name) or _NUMBER_OF.match(name)
    if not (spoken or tagged or (weak and name in _BARE_COUNT)):
        return False
    numbers = [read_count(text).best for text in column.cells]
    known = [number for number in numbers if number is not None]
    return len(known) >= 0.9 * len(numbers) and any(number != 1 for number in known)


def refuse_totals(cells: Cells, columns: dict[str, Any]) -> None:
    """Refuse rows that are totals: by a word in a cell that names the event, or by holding only numbers.

    Parameters
    ----------
    cells : Cells
        A chunk, whose faults are added to; a fault that a row has already gives way to this plainer one.
    columns : mapping
        What was read of it so far: event_date, end_date, latitude.
    """
    names = dict.fromkeys(
        c for field in _NAMING if (rule := cells.plan.rules.get(field)) for c in rule.columns[:1]
    )
    names |= dict.fromkeys(c for c in cells.plan.columns[:1] if c not in GEOMETRY_COLUMNS)
    for name in names:
        text = cells.column(name)
        found = pc.is_in(text, _words())
        if pc.any(found).as_py():
            _refuse(cells, np.flatnonzero(found.to_numpy(zero_copy_only=False)), name, text)
    _refuse_sums(cells, columns)


def _refuse(cells: Cells, rows: np.ndarray, name: str | None, text: pa.Array | None) -> None:
    for row in rows.tolist():
        cells.faults.pop(row, None)
    if name is None:
        cells.fault(rows, None, None, SUM, whole=True)
    else:
        cells.fault(rows, name, text, TOTAL)


def _refuse_sums(cells: Cells, columns: dict[str, Any]) -> None:
    """Refuse rows without date, place and any word that have numbers: the line below a table's columns."""
    empty = np.isnat(columns["event_date"]) & np.isnat(columns["end_date"]) & np.isnan(columns["latitude"])
    rows = np.flatnonzero(empty)
    if not len(rows) or cells.plan.mapping.undated:
        return
    some = pa.array(rows)
    numbers = np.zeros(len(rows), bool)
    words = np.zeros(len(rows), bool)
    said = {c for field in (*PART_FIELDS, "source_key") if (c := cells.plan.column(field))}
    for name in cells.plan.columns:
        text = without_missing(cells.column(name).take(some))
        number = pc.match_substring_regex(text, r"^[+-]?[\d., ]*\d%?$").to_numpy(zero_copy_only=False)
        filled = pc.not_equal(text, "").to_numpy(zero_copy_only=False)
        words |= filled & (~number | (name in said))
        numbers |= number
    _refuse(cells, rows[numbers & ~words], None, None)


@cache
def _words() -> pa.Array:
    forms = {f for word in TOTAL_WORDS for f in (word, word.upper(), word.capitalize(), word.title())}
    return pa.array(sorted({*forms, *(f"{form}:" for form in forms)}), pa.large_string())


__all__ = ["SUM", "TOTAL", "TOTAL_WORDS", "asked_of_rows", "refuse_totals"]
