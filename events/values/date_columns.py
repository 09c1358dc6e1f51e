"""What a cell says about when, as a value, and how a whole column writes its dates."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.vocabulary.missing import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

Date = dt.date

FEW = 4
"""Where values of one order are this many times those of the other, the latter are the odd ones."""

EXCEL_SERIALS = (14_610, 73_050)
"""Bare day numbers that are read as dates when a whole column holds them (1940 to 2099)."""


@dataclass(frozen=True, slots=True)
class DateValue:
    """What a cell says about when: the closed interval, its precision, or what is wrong with it.

    ``kind`` names the way it was written; ``note`` is for the person to look at.
    """

    start: Date | None = None
    end: Date | None = None
    precision: str | None = None
    kind: str = ""
    problem: str | None = None
    note: str | None = None


UNREAD = "unread words"
"""The kind of a value that speaks of a time to which no interval can be given."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """How a column writes its dates: the order of day and month, and whether that is certain.

    ``year`` is the one year of the file, where it has one plainly, for dates without their own, and
    ``year_from`` says in words whence it is; ``odd`` is whether a few values show the other order;
    ``by_numbers`` is whether values above 12 show the order; ``depth`` counts how often a date in words was
    made simpler.
    """

    order: str = "dmy"
    certain: bool = True
    serial: bool = False
    unix: bool = False
    epoch_1904: bool = False
    conflicting: bool = False
    statement: str | None = None
    year: int | None = None
    year_from: str = ""
    odd: bool = False
    by_numbers: bool = False
    depth: int = 0


_APOSTROPHES = ("'", "\u2019", "\u2018", "`")


def plain(text: str) -> str:
    """Return a date or number with digits of every script as 0-9, no marks of direction, spaces made single.

    An apostrophe before it, by which spreadsheets keep a cell as text, is no part of it.
    """
    text = text.strip()
    if text.startswith(_APOSTROPHES):
        text = text[1:]
    if text.isascii():
        return " ".join(text.split())
    out = []
    for char in unicodedata.normalize("NFKC", text):
        if char.isdecimal():
            out.append(str(unicodedata.decimal(char)))
        elif unicodedata.category(char) != "Cf":
            out.append(char)
    return " ".join("".join(out).split())


def order_of(values: Iterable[str], *, epoch_1904: bool = False) -> DateColumn:
    """Infer how a column writes its dates from all its distinct values.

    A value whose first number exceeds 12 shows that the day comes first, one whose second
    number does, that the month comes first. If values show both, the column mixes orders
    and none of the ambiguous ones can be read; if none shows either, the order is not certain.
    """
    day_first = month_first = ambiguous = serials = stamps = filled = 0
    for raw in values:
        text = plain(raw)
        if text.casefold() in UNKNOWN:
            continue
        filled += 1
        if text.replace(".", "", 1).isdigit():
            number = float(text)
            serials += EXCEL_SERIALS[0] <= number <= EXCEL_SERIALS[1]
            stamps += 631_152_000 <= number <= 4_102_444_800 or 631_152_000_000 <= number <= 4_102_444_800_000
            continue
        for first, second in _numeric_pairs(text):
            day_first += first > 12
            month_first += second > 12
            ambiguous += first <= 12 and second <= 12 and first != second
    serial, unix = bool(filled) and serials > 0.5 * filled, bool(filled) and stamps > 0.9 * filled
    statement = None
    if serial:
        statement = f"bare numbers are read as spreadsheet days counted from {1904 if epoch_1904 else 1900}"
    elif unix:
        statement = "numbers are read as seconds or milliseconds since 1970, in UTC"
    elif day_first and not month_first:
        statement = "dates are read as day/month/year, as the values above 12 show"
    elif month_first and not day_first:
        statement = "dates are read as month/day/year, as the values above 12 show"
    order = "mdy" if month_first > day_first else "dmy"
    odd = min(day_first, month_first)
    both = odd * FEW > max(day_first, month_first)
    if odd and not both:
        statement = (
            f"dates are read as {'day/month/year' if order == 'dmy' else 'month/day/year'}, as nearly"
            f" all values above"
            f" 12 show; {odd} {'is' if odd == 1 else 'are'} the other way round and can only be read so"
        )
    certain = not both if day_first or month_first else ambiguous == 0
    return DateColumn(order, certain, serial, unix, epoch_1904, both, statement, odd=bool(odd),
                      by_numbers=bool(day_first or month_first))  # fmt: skip


def _numeric_pairs(text: str) -> list[tuple[int, int]]:
    found = re.findall(r"(?<![\d/.-])(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(?:\d{4}|\d{2})(?![\d/-])", text)
    return [(int(a), int(b)) for a, b in found]


__all__ = ["EXCEL_SERIALS", "UNKNOWN", "UNREAD", "DateColumn", "DateValue", "order_of", "plain"]
