"""What every reader hands on: a table of texts, in chunks, with the row each text came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from events.errors import EventsError, RowsShiftedError

CHUNK_ROWS = 50_000
"""Rows that a reader hands on at a time; memory grows with this, not with the file."""

LATITUDE, LONGITUDE = "geometry latitude", "geometry longitude"
GEOMETRY, RADIUS = "geometry", "geometry radius"
"""Columns that geographic readers add: the point in WGS 84, the kind of geometry, its radius (m)."""

GEOMETRY_COLUMNS = (LATITUDE, LONGITUDE, GEOMETRY, RADIUS)

MAX_COLUMNS = 4096
"""More columns than this are not an event table but a mistake or an attack."""

MAX_CELL = 1_000_000
"""Characters of one cell beyond which its row is refused."""


MAX_BAD = 100_000
"""Rows that cannot be read, beyond which a file that is mostly of them is refused as a whole."""


class FileRefusedError(EventsError, ValueError):
    """The file cannot be imported; the text says why in one plain sentence."""


def no_table(name: str, example: str) -> FileRefusedError:
    """Return the refusal of a file most of whose rows cannot be read, with what is wrong with one."""
    return FileRefusedError(
        f"{name} is no table of events: most of its rows cannot be read, such as this one: {example}"
    )


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that the reader itself could not read."""

    row: int | None
    record: int | None
    message: str
    cells: tuple[str, ...] = ()
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class RawChunk:
    """Some rows of the file, every cell as text.

    ``table`` has the columns of the ``RawTable`` (or those asked for) as strings, empty where the file has
    nothing; ``rows`` the spreadsheet row or physical line of each (-1: the format has none), ``records`` the
    1-based record. ``bad`` are the rows in between that could not be read.
    """

    table: pa.Table
    rows: np.ndarray
    records: np.ndarray
    bad: tuple[BadRow, ...] = ()

    def __post_init__(self) -> None:
        count = self.table.num_rows
        if len(self.rows) != count or len(self.records) != count:
            raise RowsShiftedError(
                f"A part of the file has {count:,} rows, {len(self.rows):,} row numbers and"
                f" {len(self.records):,} record numbers."
            )
        for name, column in zip(self.table.column_names, self.table.columns, strict=True):
            if column.null_count:
                raise RowsShiftedError(f"The column {name!r} was read with cells that are no text.")

    def __len__(self) -> int:
        return int(self.table.num_rows)


Chunks = Callable[[Sequence[str] | None], Iterator[RawChunk]]


@dataclass
class RawTable:
    """A file that has been opened: its columns and a way to go through its rows, as often as wanted.

    Parameters
    ----------
    format : str
        What the file is, in a word ("CSV").
    columns : tuple of str
        Names of the columns, each once.
    chunks : callable
        ``chunks(columns)`` goes through the rows, of all columns (None) or of those named; of some columns
        alone, blank rows may be among them and rows need not be numbered.
    notes, warnings : list of str
        How the file was read; what asks for a look.
    epoch_1904 : bool
        Whether bare day numbers count from 1904, as old Macintosh workbooks do.
    total : int or None
        How many rows there are, where that is known without reading them.
    named : bool
        Whether the columns have names (a file without a header has none).
    sheets : tuple of str
        The names of all sheets.
    sheet : str
        The name of the sheet that was read, empty where the format has none.
    tags : mapping of str to str
        HXL tag by column, where a row of the file says what its columns are.
    close : callable
        Lets go of the file.
    """

    format: str
    columns: tuple[str, ...]
    chunks: Chunks
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    epoch_1904: bool = False
    total: int | None = None
    named: bool = True
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    close: Callable[[], None] = lambda: None


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return each column name once, trimmed; a repeated one is numbered, an empty one is called by its place.

    Returns
    -------
    tuple of str, list of str
        The names, and a sentence for each name that had to be changed.
    """
    seen: dict[str, int] = {}
    result, said = [], []
    for place, raw in enumerate(names, 1):
        name = " ".join(str(raw).replace("\ufeff", "").split())[:200] or f"column {place}"
        count = seen.get(name, 0) + 1
        seen[name] = count
        if count > 1:
            said.append(
                f"The column name “{name}” occurs again as column {place}; it is called “{name} ({count})”."
            )
            name = f"{name} ({count})"
            seen[name] = 1
        result.append(name)
    return tuple(result), said


def from_rows(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]] | Iterator[Sequence[str]],
    *,
    row_numbers: Sequence[int] | None = None,
    record_numbers: Sequence[int] | None = None,
    bad: Sequence[BadRow] = (),
) -> RawChunk:
    """Return one chunk from rows of texts, all as long as ``columns``."""
    listed = list(rows)
    by_column = list(zip(*listed, strict=True)) if listed else [()] * len(columns)
    table = pa.table(
        {name: pa.array(cells, pa.large_string()) for name, cells in zip(columns, by_column, strict=True)}
    )
    count = len(listed)
    records = np.arange(1, count + 1) if record_numbers is None else np.asarray(record_numbers, dtype="int64")
    numbers = np.full(count, -1) if row_numbers is None else np.asarray(row_numbers, dtype="int64")
    return RawChunk(table, numbers.astype("int64"), records.astype("int64"), tuple(bad))
