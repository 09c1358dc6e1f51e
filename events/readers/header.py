"""Where the row of column names is: below title rows, or at the top."""

from __future__ import annotations

import re
from collections.abc import Sequence

from events.columns import field_of
from events.readers.table import MAX_COLUMNS, FileRefusedError

_DATA = re.compile(
    r"[+-]?\d+([.,]\d+)?%?$|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$|\d{1,2}[. ]\w+[. ]\d{4}$|https?://\S+$"
)
"""What a cell of data looks like, and a column's name does not: a number, a date, a link."""

SEARCHED_ROWS = 40
"""Rows from the top among which the column names are looked for."""


def find_header(rows: Sequence[Sequence[str]], name: str) -> tuple[int, list[str]]:
    """Return the index of the row of column names and what there is to say about it.

    The row that names most fields of an event wins, the uppermost of equals; where no
    row names any, the first row that is as wide as the table is taken.

    Raises
    ------
    FileRefusedError
        There are more columns than any event table has.
    """
    best, best_score = 0, -1.0
    widest = max(sum(1 for cell in row if cell.strip()) for row in rows[:SEARCHED_ROWS])
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if cell.strip()]
        known = len({field for cell in filled if (field := field_of(cell))})
        score = known + (0.5 if len(filled) >= max(2, 0.6 * widest) else 0.0)
        if score > best_score:
            best, best_score = at, score
    if len(rows[best]) > MAX_COLUMNS:
        raise FileRefusedError(
            f"{name} has {len(rows[best]):,} columns; no more than {MAX_COLUMNS:,} are read."
        )
    if best == 0:
        return 0, []
    return best, [f"The column names were found below {best} other row{'s' if best > 1 else ''}."]


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
