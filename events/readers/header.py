"""Where the row of column names is: below title rows, or at the top."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.readers.table import MAX_COLUMNS, FileRefusedError
from events.vocabulary.column_names import field_of, folded
from events.vocabulary.hxl import field_of_tag, is_tag, tag_row

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATA = re.compile(
    r"[+-]?\d+([.,]\d+)?%?$|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$|\d{1,2}[. ]\w+[. ]\d{4}$|https?://\S+$"
)
"""What a cell of data looks like, and a column's name does not: a number, a date, a link."""

SEARCHED_ROWS = 40
"""Rows from the top among which the column names are looked for."""


_WHEN = frozenset(("event_date", "year", "end_date", "end_year"))
_WHERE = frozenset(("latitude", "coordinates", "place", "admin1", "admin2", "country"))


@dataclass(frozen=True)
class Heading:
    """What the first rows of a table say of its columns.

    ``last`` is the index of the last row of it (the data begin below), ``names`` are the columns' names,
    ``tags`` their HXL tags (none: empty), ``said`` what there is to say about it.
    """

    last: int
    names: list[str]
    tags: list[str]
    said: list[str]

    def tagged(self, columns: Sequence[str]) -> dict[str, str]:
        """Return the tags by the columns' final names."""
        return {c: tag for c, tag in zip(columns, self.tags, strict=False) if tag}


def find_heading(rows: Sequence[Sequence[str]], name: str) -> Heading:
    """Return the names of a table's columns.

    The row that names most fields of an event wins, the uppermost of equals; where no row names any, the
    first row that is as wide as the table is taken. A row of HXL tags ends the heading and says what the
    columns are; names in two rows, of groups of columns and of columns, are joined.

    Raises
    ------
    FileRefusedError
        There are more columns than any event table has.
    """
    at = tag_row(rows, SEARCHED_ROWS)
    if at is not None:
        return _tagged(rows, at)
    best = _best(rows)
    if len(rows[best]) > MAX_COLUMNS:
        raise FileRefusedError(
            f"{name} has {len(rows[best]):,} columns; no more than {MAX_COLUMNS:,} are read."
        )
    for top in (best - 1, best):
        joined = _joined(rows, top) if 0 <= top < len(rows) - 2 else None
        if joined is not None:
            said = [f"The column names stand in two rows, which are joined: {', '.join(joined[:6])} …"]
            return Heading(top + 1, joined, [], said)
    said = [f"The column names were found below {best} other row{'s' if best > 1 else ''}."] if best else []
    return Heading(best, list(rows[best]), [], said)


def looks_like_events(rows: Sequence[Sequence[str]], name: str) -> bool:
    """Return whether the first rows of a table have columns for when and where, and something below them."""
    if len(rows) < 2:
        return False
    heading = find_heading(rows, name)
    fields = {field_of(cell) for cell in heading.names if cell.strip()}
    fields |= {field_of_tag(tag) for tag in heading.tags if tag}
    return bool(fields & _WHEN and fields & _WHERE) and len(rows) > heading.last + 1


def _best(rows: Sequence[Sequence[str]]) -> int:
    best, best_score = 0, -1.0
    widest = max(sum(1 for cell in row if cell.strip()) for row in rows[:SEARCHED_ROWS])
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if cell.strip()]
        score = _known(filled) + (0.5 if len(filled) >= max(2, 0.6 * widest) else 0.0)
        if score > best_score:
            best, best_score = at, score
    return best


def _known(cells: Sequence[str]) -> int:
    return len({field for cell in cells if cell.strip() and (field := field_of(cell))})


def _tagged(rows: Sequence[Sequence[str]], at: int) -> Heading:
    """Take the row above the tags for the names of the columns, the tags where it has none."""
    tags = [cell.strip() if is_tag(cell) else "" for cell in rows[at]]
    above = list(rows[at - 1]) if at else []
    wide = sum(1 for cell in above if cell.strip()) >= max(1, 0.5 * sum(1 for tag in tags if tag))
    above = above if wide else []
    width = max(len(tags), len(above))
    tags += [""] * (width - len(tags))
    above += [""] * (width - len(above))
    names = [own if own.strip() else tag for own, tag in zip(above, tags, strict=True)]
    return Heading(at, names, tags, ["A row of HXL tags says what the columns are; it is no event."])


def _joined(rows: Sequence[Sequence[str]], top: int) -> list[str] | None:
    """Return the names that two rows make together, None where they are no heading in two rows.

    They are one if the lower row holds names of columns, no data, and is not whole without the upper one:
    it has gaps that the upper row fills, names that occur again under another group, or a name that means
    something else under its group ("Name" below "Source").
    """
    upper, lower = ([cell.strip() for cell in row] for row in rows[top : top + 2])
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    named = [cell for cell in lower if cell]
    below = [cell.strip() for row in rows[top + 2 : top + 12] for cell in row]
    if len(named) < 2 or sum(bool(c) for c in upper) < 2 or any(_DATA.match(c) for c in [*named, *upper]):
        return None
    gaps = sum(1 for a, b in zip(upper, lower, strict=True) if a and not b)
    again = len(named) - len({folded(cell) for cell in named})
    names, group, changed = [], "", False
    for a, b in zip(upper, lower, strict=True):
        group = a or (group if b else "")
        names.append(_name(group, b, lower))
        changed |= bool(b and names[-1] != b and field_of(names[-1]) not in (None, field_of(b)))
    if not (gaps or again or changed) or not any(_DATA.match(cell) for cell in below):
        return None
    better = _known(names) >= max(_known(upper) + 1, _known(lower) - again)
    under = [name for name, cell in zip(names, lower, strict=True) if cell]
    spoken = sum(bool(field_of(cell)) for cell in under) >= 0.5 * len(under)
    return names if better and spoken else None


def _name(group: str, own: str, row: Sequence[str]) -> str:
    """Return the name of a column under a group: its own where that is a plain one, else both."""
    if not own or not group:
        return own or group
    both = f"{group} {own}"
    once = sum(folded(cell) == folded(own) for cell in row) == 1
    return own if once and field_of(own) and not field_of(both) else both


def lacks_header(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether the row that would be the column names is a row of data like those below it.

    It is one when it names no field of an event and has numbers or dates where the rows below have them
    (a name of a column is seldom a number, a whole row of names never repeats what stands below).
    """
    row = [cell.strip() for cell in rows[at]]
    below = [r for r in rows[at + 1 : at + 21] if len(r) == len(row)]
    if at or not below or any(field_of(cell) for cell in row if cell):
        return False
    alike = [
        index
        for index, cell in enumerate(row)
        if _DATA.match(cell) and sum(bool(_DATA.match(r[index].strip())) for r in below) >= 0.8 * len(below)
    ]
    return len(alike) >= 2 or (len(alike) == 1 and len(row) <= 3)
