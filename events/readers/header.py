"""Where the row of column names is: below title rows, or at the top."""

from __future__ import annotations

from collections.abc import Sequence

from events.columns import field_of
from events.readers.table import MAX_COLUMNS, FileRefusedError

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
