"""Dates written short, and dates that are open at an end: "12-14/03/2022", "?? May 2020", "2015–present"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from events.values.date_columns import DateColumn, DateValue
from events.values.date_vocabulary import (
    DECADE,
    GLUED,
    NO_DAY,
    OPEN_BEFORE,
    SHORT_RANGES,
    TO_NOW,
    WINTER,
)
from events.values.intervals import between, hull, is_whole, month_days

Read = Callable[[str], DateValue]


def read_short(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """ "12-14/03/2022", "13May2016", "??/05/2020", "1990s", "winter 2019/20"."""
    for pattern, first, last in SHORT_RANGES:
        if found := pattern.match(text):
            return hull([read(found.expand(first)), read(found.expand(last))])
    if found := GLUED.match(text):
        return read(f"{found[1]} {found[2]} {found[3]}")
    if found := NO_DAY.match(text):
        value = read(text[found.end() :])
        coarse = is_whole(value) and value.start != value.end
        return replace(value, kind="words", note="its day is not known") if coarse else None
    if found := DECADE.match(text):
        first_year = int(found[1]) * 10
        return between(dt.date(first_year, 1, 1), dt.date(first_year + 9, 12, 31), "words")
    if found := WINTER.match(text):
        year = int(found[1])
        last_day = month_days(year + 1, 2)
        note = "a season is read as in the northern hemisphere"
        return between(dt.date(year, 12, 1), dt.date(year + 1, 2, last_day), "season", note)
    return None


def read_open(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """ "2015–present", "no later than May 2020", "reported 3 May": an end is not known."""
    if found := TO_NOW.match(text):
        return read(f"since {found[1]}")
    for pattern, word in OPEN_BEFORE:
        if found := pattern.match(text):
            return read(f"{word} {text[found.end() :]}")
    return None
