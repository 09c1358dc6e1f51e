"""A sheet's rows to a table: the column names are found, the rows below them go to disk as they come."""

from __future__ import annotations

from events.quoting import shown
from events.readers.header import SEARCHED_ROWS, find_heading, looks_like_events
from events.readers.spool import Spool
from events.readers.table import BadRow, FileRefusedError, RawTable, unique_names

NO_VALUE = "\x00formula"
"""Stands for a formula whose value was not saved; no text of a spreadsheet holds a zero character."""


class Sheet:
    """The filled rows of one sheet, in order.

    Parameters
    ----------
    name, title : str
        What to call the file and the sheet in sentences.
    """

    def __init__(self, name: str, title: str) -> None:
        self.title = title
        self.rows = 0
        self._name = name
        self._spool = Spool(name)
        self._first: list[tuple[int, list[str]]] = []
        self._columns: tuple[str, ...] = ()
        self._notes: list[str] = []
        self._tags: list[str] = []
        self.of_events = False

    def put(self, number: int, cells: list[str]) -> None:
        """Add a filled row by its number (the first of the sheet is 1)."""
        self.rows += 1
        if self._columns:
            self._put(number, cells)
            return
        self._first.append((number, cells))
        if len(self._first) >= SEARCHED_ROWS:
            self._find_names()

    def table(self, format: str) -> RawTable:
        """Return the table when all rows are there.

        Raises
        ------
        FileRefusedError
            It is empty or has too many columns.
        """
        if not self._columns:
            if not self._first:
                raise FileRefusedError(f"The sheet {shown(self.title)} of {self._name} is empty.")
            self._find_names()
        chunks = self._spool.chunks(())  # all rows are on disk, and how wide they are is known
        more = max(0, self._spool.width - len(self._columns))
        columns, renamed = unique_names([*self._columns, *[""] * more])
        chunks = self._spool.chunks(columns)
        table = RawTable(format, columns, chunks, notes=[*self._notes, *renamed], total=self._spool.total)
        table.tags = {c: tag for c, tag in zip(columns, self._tags, strict=False) if tag}
        table.close = self._spool.close
        return table

    def looks_like_events(self) -> bool:
        """Return whether the rows so far have columns for when and where, with something below them."""
        if self._columns:
            return self.of_events
        return looks_like_events([cells for _, cells in self._first], self._name)

    def close(self) -> None:
        """Drop the rows."""
        self._spool.close()

    def _find_names(self) -> None:
        rows = [cells for _, cells in self._first]
        heading, self.of_events = find_heading(rows, self._name), looks_like_events(rows, self._name)
        at, said = heading.last, heading.said
        row = self._first[at][0]
        self._columns = tuple("" if cell == NO_VALUE else cell for cell in heading.names)
        self._tags = heading.tags
        where = f"the column names are in row {row}"
        self._notes = [f"Read the sheet {shown(self.title)}; {where}.", *said]
        for number, cells in self._first[at + 1 :]:
            self._put(number, cells)
        self._first = []

    def _put(self, number: int, cells: list[str]) -> None:
        record = self._spool.total + 1
        if NO_VALUE not in cells:
            self._spool.put(cells, row=number, record=record)
            return
        at = cells.index(NO_VALUE)
        column = self._columns[at] if at < len(self._columns) and self._columns[at] else f"column {at + 1}"
        why = f"the cell in {shown(column)} is a formula whose value was not saved; save the workbook again."
        plain = tuple("" if cell == NO_VALUE else cell for cell in cells)
        self._spool.refuse(BadRow(number, record, why, plain, column))
