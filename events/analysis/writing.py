"""Counts as a table for others: CSV, JSON, a workbook, plain lines; each says what was counted of what."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import xlsxwriter

from events import wording
from events.analysis import PERIODS, Counted
from events.analysis.fields import FIELDS
from events.guard import guard
from events.query.data_mark import mark_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.query import Filter
    from events.store import Store

HOW_TO_READ = (
    ("Between", "low is what is certain, high is what is possible: events dated to a longer time are possible"
     " in each period that it covers, contested ones under each attacker claimed"),
    ("Deaths", "low, best and high as the sources say; best of the events that are certain; deaths_unknown"
     " events have no figure, deaths_open only a lowest one: the highest is then no bound"),
    ("Sums", "an event counts under each of its actors, so rows may add up to more than the whole"),
)  # fmt: skip
"""What a reader needs to know of the columns, a year later and without the program."""
MAX_TEXT = 32_767
"""Characters of a workbook's cell, https://support.microsoft.com/office/1672b34d-7043-467e-8e27."""


def said(name: str, value: str | None) -> str:
    """Return a value of a field in words; unknown is said as such."""
    if value is None:
        return "no date" if name in PERIODS else "not known" if name == "attacker" else wording.NOT_STATED
    return wording.value(FIELDS[name].column or name, value)


def between(low: int, high: int) -> str:
    """Return a figure with its bounds: "5", "3–5"."""
    return wording.number(low) if low == high else f"{wording.number(low)}–{wording.number(high)}"


def figure(row: Any, measure: str, *, brief: bool = False) -> str:
    """Return a figure of a cell in words: "3–5", "at least 12–40, unknown for 3".

    Parameters
    ----------
    row : mapping
        The measures of a cell.
    measure : str
        events, deaths or injured.
    brief : bool
        Without for how many it is unknown.
    """
    low, high = int(row[f"{measure}_low"]), int(row[f"{measure}_high"])
    unknown = int(row.get(f"{measure}_unknown", 0))
    if unknown and not high:
        return "unknown" if brief else f"unknown for {wording.number(unknown)}"
    more = "at least " if unknown or row.get(f"{measure}_open") else ""
    return (
        more
        + between(low, high)
        + (f", unknown for {wording.number(unknown)}" if unknown and not brief else "")
    )


def about(store: Store, chosen: Filter, counted: Counted) -> list[tuple[str, str]]:
    """Return what was counted, in words: filters, fields, the whole, and the mark of the data."""
    whole = counted.whole
    lines = [
        ("Conflict Atlas", f"events counted by {' and '.join(FIELDS[name].title for name in counted.by)}"),
        ("Filters", " · ".join(words for _, words in wording.filters(chosen)) or "none"),
        ("Events", between(whole["events_low"], whole["events_high"])),
        ("Deaths", figure(whole, "deaths")),
        ("Not located", wording.number(whole["unlocated"])),
        ("Contested", wording.number(whole["contested"])),
        (
            "Linked",
            f"{wording.many(counted.linked, 'event')} left out: an accepted link says each is another",
        ),
        ("Data mark", mark_of(store, chosen)),
    ]
    return [*lines, *HOW_TO_READ]


def to_csv(counted: Counted, lines: list[tuple[str, str]]) -> bytes:
    """Return the cells as CSV (RFC 4180, UTF-8); filters and the mark of the data stand in every row.

    Text that a spreadsheet would run as a formula is guarded by an apostrophe; see `events.guard`.
    """
    told = dict(lines)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*counted.rows.columns, "filters", "data_mark"])
    for row in counted.rows.itertuples(index=False):
        cells = ["" if cell is None else guard(cell) if isinstance(cell, str) else int(cell) for cell in row]
        writer.writerow([*cells, guard(told["Filters"]), told["Data mark"]])
    return text.getvalue().encode("utf-8", "backslashreplace")


def to_json(counted: Counted, lines: list[tuple[str, str]]) -> bytes:
    """Return the cells as JSON: what was counted, the whole, and the rows; unknown is null."""
    told = dict(lines)
    rows = [
        {name: cell if cell is None or isinstance(cell, str) else int(cell) for name, cell in row.items()}
        for row in counted.rows.to_dict("records")
    ]
    found = {
        "by": list(counted.by),
        "filters": told["Filters"],
        "data_mark": told["Data mark"],
        "linked": counted.linked,
        "whole": counted.whole,
        "rows": rows,
    }
    return (json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def to_xlsx(counted: Counted, lines: list[tuple[str, str]]) -> bytes:
    """Return a workbook: the cells on one sheet, what was counted on another; no text is a formula."""
    body = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(body, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet("counts")
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(counted.rows.columns):
            sheet.set_column(place, place, 40 if place < len(counted.by) else 16)
            sheet.write_string(0, place, str(name), head)
        for at, row in enumerate(counted.rows.itertuples(index=False), start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, place, cell[:MAX_TEXT])
                elif cell is not None:
                    sheet.write_number(at, place, int(cell))
        notes = book.add_worksheet("about")
        notes.set_column(0, 0, 18)
        notes.set_column(1, 1, 100)
        for at, line in enumerate(lines):
            for place, cell in enumerate(line):
                notes.write_string(at, place, cell[:MAX_TEXT])
    return body.getvalue()


def to_text(counted: Counted, lines: list[tuple[str, str]]) -> bytes:
    """Return the cells as lines that a person reads."""
    heads = [*(FIELDS[name].title for name in counted.by), "events", "contested", "deaths", "injured"]
    table = [heads]
    for row in counted.rows.to_dict("records"):
        values = [" ".join(said(name, row[name]).split()) for name in counted.by]
        contested = wording.number(row["contested"])
        table.append(
            [*values, figure(row, "events"), contested, figure(row, "deaths"), figure(row, "injured")]
        )
    widths = [max(len(row[place]) for row in table) for place in range(len(heads))]
    rows = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    told = [f"{name}: {words}" for name, words in lines[1:8]]
    plain = ["".join(sign if sign.isprintable() else " " for sign in line) for line in (*rows, "", *told)]
    return ("\n".join(plain) + "\n").encode("utf-8", "backslashreplace")


FORMATS: dict[str, Callable[[Counted, list[tuple[str, str]]], bytes]] = {
    "text": to_text,
    "csv": to_csv,
    "json": to_json,
    "xlsx": to_xlsx,
}
"""By name, how counts are written."""

__all__ = ["FORMATS", "about", "between", "figure", "said", "to_csv", "to_json", "to_text", "to_xlsx"]
