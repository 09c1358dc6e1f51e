"""How a file writes its dates: the order of day and month, and the year of dates that have none."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import replace
from typing import TYPE_CHECKING

from events.importing.questions import ORDER, Question
from events.quoting import shown
from events.values.date_columns import UNKNOWN, DateColumn, order_of, plain
from events.values.dates import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from events.importing.mapping import Plan
    from events.importing.report import ImportReport
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


def date_columns(
    plan: Plan, dates: Mapping[str, Collection[str]], table: RawTable, order: str | None, file: str
) -> dict[str, DateColumn]:
    """Infer how each date column writes its dates: each from its own values, else as the other one shows.

    Parameters
    ----------
    plan : Plan
    dates : mapping of str to collection of str
        Distinct values by column.
    table : RawTable
        The file, for its calendar and the name of its sheet.
    order : {"dmy", "mdy"} or None
        The order of day and month, where a person states it.
    file : str
        What the file is called.

    Returns
    -------
    dict of str to DateColumn
        By field: event_date, end_date.
    """
    own = {name: column for name in ("event_date", "end_date") if (column := plan.column(name))}
    order, year = order or plan.mapping.date_order, stated_year(plan)
    found = {
        name: how_dates_are_written(dates.get(column, ()), table, file, order, year)
        for name, column in own.items()
    }
    plain_orders = {how.order for how in found.values() if how.certain and how.statement and how.by_numbers}
    if len(plain_orders) == 1:
        (one,) = plain_orders
        for name, how in found.items():
            if is_open(how):
                shown_by = f"dates are read as {_ORDERS[one]}, as the other dates of the file show"
                found[name] = replace(how, order=one, certain=True, statement=shown_by)
    return found


_ORDERS = {"dmy": "day/month/year", "mdy": "month/day/year"}


def is_open(how: DateColumn) -> bool:
    """Return whether no value of a column tells if day or month comes first."""
    return not how.certain and not how.conflicting


def tell_dates(
    plan: Plan, found: Mapping[str, DateColumn], dates: Mapping[str, Collection[str]]
) -> tuple[list[str], list[Question]]:
    """Say how each date column is read, and ask for an order of day and month that nothing tells."""
    notes, asked = [], []
    for name, how in found.items():
        column = str(plan.column(name))
        if how.statement:
            notes.append(f"In {shown(column)}, {how.statement}.")
        if is_open(how):
            asked.append(_asked_order(column, dates.get(column, ())))
    return notes, asked


def warn_of_orders(plan: Plan, found: Mapping[str, DateColumn], report: ImportReport) -> None:
    """Say of columns that mix both orders that what could be either is refused."""
    for name, how in found.items():
        if how.conflicting:
            column = str(plan.column(name))
            report.warn(
                f"The dates in {shown(column)} are partly day/month and partly month/day; those that could be"
                " either are refused.",
                column=column,
                value="",
            )


def stated_year(plan: Plan) -> str | None:
    """Return the year that a person stated for dates without one."""
    return plan.rules["year"].constant if "year" in plan.rules else None


def _asked_order(column: str, values: Collection[str]) -> Question:
    """Ask whether day or month comes first, with a date of the file read in both ways."""
    seen = sorted(v for v in values if (m := _PAIR.match(plain(v))) and m[1] != m[2])
    example = next((v for v in seen if all(0 < int(n) < 13 for n in _PAIR.match(plain(v)).groups())), seen[0])  # type: ignore[union-attr]
    one, two = (int(number) for number in _PAIR.match(plain(example)).groups())  # type: ignore[union-attr]
    text = (
        f"The dates in “{shown(column)}” (such as {shown(example)}) could be day/month or month/day, and no"
        " value of the column tells which."
    )
    choices = {
        "dmy": f"day first: {shown(example)} is {one} {month_name[two]}",
        "mdy": f"month first: {shown(example)} is {two} {month_name[one]}",
    }
    return Question(ORDER, text, (column,), choices)


_PAIR = re.compile(r".*?(?<![\d/.-])(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(?:\d{4}|\d{2})(?![\d/-])")


__all__ = ["date_columns", "how_dates_are_written", "is_open", "tell_dates", "warn_of_orders"]
