"""Tables in the description of a placemark, as ArcGIS and Google Earth write them: rows of name and value.

The markup is read as text and never shown. A row of two cells is a column and its value; a heading is none.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

MAX_PAIRS = 500
"""Rows of one description; a longer table is text."""
MAX_NAME = 80
"""Characters of a column's name; a longer first cell is text."""
_NULL = frozenset(("<null>", "&lt;null&gt;", "null"))
"""What ArcGIS writes into the cell of an attribute that has no value."""
_MARKUP = re.compile(r"<\s*(?:table|tr)\b", re.I)


def pairs_of(description: str) -> dict[str, str]:
    """Return the columns that a description's table holds, by name; empty where it holds none."""
    if not _MARKUP.search(description):
        return {}
    reader = _Rows()
    reader.feed(description)
    reader.close()
    found: dict[str, str] = {}
    for cells in [*reader.rows, *_paired(reader.headings, reader.rows)][:MAX_PAIRS]:
        if len(cells) != 2:
            continue
        name, value = cells[0].rstrip(" :"), cells[1]
        if name and len(name) <= MAX_NAME and name not in found:
            found[name] = "" if value.casefold() in _NULL else value
    return found


def plain_text(description: str) -> str:
    """Return what a description says without its tables and markup; as it stands where it has no table."""
    if not _MARKUP.search(description):
        return description
    reader = _Rows()
    reader.feed(description)
    reader.close()
    return "\n".join(line for line in (" ".join(t.split()) for t in reader.outside.split("\n")) if line)


def _paired(headings: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Pair a row of headings with the one row of values below it (a table that lies on its side)."""
    wide = [cells for cells in rows if len(cells) == len(headings) > 2]
    if len(wide) != 1 or len(rows) != 1:
        return []
    return [[name, value] for name, value in zip(headings, wide[0], strict=True)]


class _Rows(HTMLParser):
    """Collects the cells of innermost rows, the headings, and the text outside of tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.headings: list[str] = []
        self.outside = ""
        self._row: list[list[str]] | None = None
        self._kinds: list[str] = []
        self._cell: list[str] | None = None
        self._depth = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._hidden += 1
        elif tag == "table":
            self._depth += 1
            self._cell = self._row = None  # a table within a cell: its rows count, the cell round it does not
        elif tag == "tr":
            self._end_row()
            self._row, self._kinds = [], []
        elif tag in ("td", "th") and self._row is not None:
            self._cell = []
            self._row.append(self._cell)
            self._kinds.append(tag)
        elif tag in ("br", "p", "div"):
            self.handle_data("\n" if self._cell is None else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._hidden = max(0, self._hidden - 1)
        elif tag in ("td", "th"):
            self._cell = None
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._depth = max(0, self._depth - 1)
        elif tag in ("title", "head"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._cell is not None:
            self._cell.append(data)
        elif not self._depth:
            self.outside += data

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_row(self) -> None:
        if self._row:
            cells = [" ".join("".join(cell).split()) for cell in self._row]
            if set(self._kinds) == {"th"} and len(cells) > 2:
                self.headings = self.headings or cells
            else:
                self.rows.append(cells)
        self._row = self._cell = None


__all__ = ["pairs_of", "plain_text"]
