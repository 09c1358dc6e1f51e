"""How a file writes its dates: the order of day and month, and the year of dates that have none."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from events.quoting import shown
from events.values.date_columns import UNKNOWN, DateColumn, order_of, plain
from events.values.dates import EARLIEST, LATEST

if TYPE_CHECKING:
    from events.readers.table import RawTable

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_TWO_DIGITS = re.compile(r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(\d{2})(?!\d)|[^\W\d_]{3,}[-\s]'?(\d{2})$")


def how_dates_are_written(
    values: Collection[str], table: RawTable, file: str, order: str | None = None, year: str | None = None
) -> DateColumn:
    """Return how a column of dates is to be read.

    Parameters
    ----------
    values : collection of str
        Its distinct cells.
    table : RawTable
        The file, for the calendar and the name of its sheet.
    file : str
        What the file is called.
    order : {"dmy", "mdy"}, optional
        The order of day and month where a person, or the mapping, states it.
    year : str, optional
        The year of dates without one, where a person states it.
    """
    how = order_of(values, epoch_1904=table.epoch_1904)
    if order:
        how = DateColumn(order, True, how.serial, how.unix, how.epoch_1904, False, None)
    if year:
        return replace(how, year=int(year), year_from="as stated for the file")
    own, whence = _plain_year(values, how, table.sheet, file)
    return replace(how, year=own, year_from=whence) if own else how


def _plain_year(values: Collection[str], how: DateColumn, sheet: str, file: str) -> tuple[int | None, str]:
    """Return the one year of a column's dates, else of the sheet's or file's name, where it is plain."""
    if how.serial or how.unix:
        return None, ""
    texts = [plain(value) for value in values]
    lacking = [text for text in texts if not _years(text) and text.casefold() not in UNKNOWN]
    if not lacking:
        return None, ""
    stated = {year for text in texts for year in _years(text)}
    if len(stated) > 1:
        return None, ""
    if stated:
        return stated.pop(), "the year of all other dates of the column"
    for name, what in ((sheet, "sheet"), (file, "file")):
        named = {year for year in map(int, _YEAR.findall(name)) if EARLIEST <= year <= LATEST}
        if len(named) == 1:
            return named.pop(), f"the year in the name of the {what}, {shown(name)}"
        if named:
            return None, ""
    return None, ""


def _years(text: str) -> list[int]:
    found = _YEAR.findall(text) or _COMPACT.findall(text)
    if found:
        return [int(year) for year in found]
    return [2000 + year if year < 69 else 1900 + year
            for pair in _TWO_DIGITS.findall(text) for part in pair if part for year in [int(part)]
            if pair[0] or year > 31]  # fmt: skip


__all__ = ["how_dates_are_written"]
