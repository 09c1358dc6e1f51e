"""Dates in words: "early April", "last week of July", "night of 5 June", a day without its year.

They are read as far as they go: an interval that holds whatever they may mean, never finer than they say.
What speaks of a time without telling any interval is undated, with its words; what cannot be stays refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from events.values.date_columns import UNREAD, DateColumn, DateValue
from events.values.date_vocabulary import (
    BEFORE,
    CLOCK_AFTER,
    DAYS,
    DAYS_AFTER,
    DOUBT,
    DOUBT_AFTER,
    DOUBT_BEFORE,
    EITHER,
    FESTIVAL,
    FOOTNOTE,
    HALF_YEAR,
    HOUR_AFTER,
    HOUR_BEFORE,
    ISO_WEEK,
    NIGHTS,
    ONGOING,
    ORDINALS,
    PART,
    PART_BEFORE,
    PART_WORDS,
    PROBE,
    SHORT,
    TIMES,
    WEEK_OF,
    WEEKDAY_AFTER,
    WEEKEND_OF,
    YEAR,
    YEARS,
)
from events.values.intervals import between, hull, is_whole, month_days
from events.values.short_dates import read_open, read_short

Read = Callable[[str], DateValue]
_DAY = dt.timedelta(days=1)


def read_worded_date(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """Return what a date in words says, None where it is no such date.

    Parameters
    ----------
    text : str
        The cell, plain.
    column : DateColumn
        How its column writes dates, and the year that its file plainly has.
    read : callable
        Reads a text that is simpler than this one (``events.values.dates.read_date``).
    """
    for step in (read_short, read_open, _around, _hours, _periods, _several, _without_year):
        value = step(text, column, read)
        if value is not None:
            return value
    return None


def two_parts(text: str, read: Read) -> DateValue | None:
    """ "early to mid June 2021": from the first of the parts to the last."""
    found = re.match(
        r"(early|mid|late)(?:\s*(?:/|-|–|to|or)\s*|\s+)(?:to[\s-]+)?(early|mid|late)[\s-]+(.+)$", text, re.I
    )
    if found is None:
        return None
    values = [read(f"{part} {found[3]}") for part in (found[1], found[2])]
    return hull(values)


def undated(why: str) -> DateValue:
    """Return no date for words that speak of a time."""
    return DateValue(kind=UNREAD, note=f"{why}; the event is kept undated, with the words")


def says_a_time(text: str) -> bool:
    """Return whether a text speaks of some time at all."""
    return bool(TIMES.search(text))


def leftover(text: str) -> DateValue | None:
    """Return what words say that no reader took: a festival's year, or undated; None for no time."""
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
    rest = FESTIVAL.sub("", re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", "", text))
    if (
        len(years) == 1
        and FESTIVAL.search(text)
        and not re.search(r"\d|\b(?:before|after|not)\b", rest, re.I)
    ):
        note = "no more than its year can be told from it; the words are kept"
        return DateValue(dt.date(years[0], 1, 1), dt.date(years[0], 12, 31), "year", "words", note=note)
    if re.match(r"^[\d\W]+$|not an? ", text, re.I) or not says_a_time(text):
        return None
    return undated("no interval can be told from it")


def _around(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """Footnotes, brackets, small words before a date, and words of doubt."""
    bare = FOOTNOTE.sub("", text).strip(" .;,:")
    bare = re.sub(r"^[\[(](.*)[\])]$", r"\1", bare).strip()
    if bracket := re.match(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]\s*(.*)$", bare):
        return _bracketed(f"{bracket[1]} {bracket[3]}".strip(), bracket[2].strip(), read)
    for pattern in (DOUBT_AFTER, DOUBT_BEFORE):
        if (doubt := pattern.search(bare)) and (rest := bare.replace(doubt[0], "").strip(" ,")) != bare:
            return _doubtful(read(rest)) if rest else None
    bare = BEFORE.sub("", bare)
    bare = WEEKDAY_AFTER.sub("", bare).strip(" ,")
    return read(bare) if bare and bare != text else None


def _doubtful(value: DateValue) -> DateValue:
    """Widen what is said to be uncertain: a day by three days; a month or a year stays, and is said so."""
    if not is_whole(value) or value.start is None or value.end is None:
        return value
    if value.start == value.end:
        wide = dt.timedelta(days=3)
        note = "said to be uncertain; three days before and after it are taken in"
        return DateValue(value.start - wide, value.end + wide, "week", "about", note=note)
    return replace(value, kind="about", note="said to be uncertain")


def _bracketed(main: str, inner: str, read: Read) -> DateValue | None:
    if DOUBT.fullmatch(main):
        return _doubtful(read(inner))
    value = read(main)
    if not is_whole(value):
        return value
    if DOUBT.fullmatch(inner):
        return _doubtful(value)
    if re.fullmatch(NIGHTS, inner, re.I):
        return _night(value)
    if ONGOING.match(inner):
        return read(f"since {main}")
    if not re.search(r"\d", inner):
        return replace(
            value, kind="words", note="what stands in brackets is left aside, and the words are kept"
        )
    other = read(inner)
    if not is_whole(other):
        return undated("what stands in brackets may change the date")
    assert value.start is not None
    assert value.end is not None
    assert other.start is not None
    assert other.end is not None
    if other.start <= value.start and value.end <= other.end:
        return replace(value, kind="words", note="it stands there twice, in two ways")
    return between(min(value.start, other.start), max(value.end, other.end), "range", "two dates stand there")


def _night(value: DateValue) -> DateValue:
    """A night may end on the day after."""
    if value.start is None or value.start != value.end:
        return value
    return between(value.start, value.start + _DAY, "about", "a night may end on the day after")


def _hours(text: str, column: DateColumn, read: Read) -> DateValue | None:
    if found := CLOCK_AFTER.search(text):
        return read(text[: found.start()].strip(" ,"))
    for pattern in (HOUR_BEFORE, HOUR_AFTER):
        if found := pattern.search(text):
            rest = text[found.end() :] if pattern is HOUR_BEFORE else text[: found.start()]
            value = read(rest.strip(" ,"))
            if not is_whole(value):
                return value if value.kind == UNREAD or "does not exist" in (value.problem or "") else None
            if re.fullmatch(NIGHTS, found[1], re.I):
                return _night(value)
            return value
    return None


def _periods(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """Weeks, halves, and parts of a month or year in other words than "early", "mid", "late"."""
    if found := PART_BEFORE.match(text):
        return read(f"{PART_WORDS[found[1].lower()]} {text[found.end() :]}")
    if found := HALF_YEAR.match(text):
        year, half = int(found[2] or found[3]), int(found[1] or found[4])
        ends = (
            (dt.date(year, 1, 1), dt.date(year, 6, 30))
            if half == 1
            else (dt.date(year, 7, 1), dt.date(year, 12, 31))
        )
        return between(*ends, "words")
    if found := YEARS.match(text):
        first, last = int(found[1]), int(found[2])
        last += first // 100 * 100 if last < 100 else 0
        return (
            between(dt.date(first, 1, 1), dt.date(last, 12, 31), "range")
            if first < last <= first + 20
            else None
        )
    if found := ISO_WEEK.match(text):
        return _iso_week(int(found[2] or found[3]), int(found[1] or found[4]))
    if found := PART.match(text):
        return _part(ORDINALS[found[1].lower()], found[2].lower(), read(found[3]))
    if found := WEEK_OF.match(text):
        word = "ending" if found[0].lower().startswith("w/e") else (found[1] or "of").lower()
        return _week_of(word, read(found[2]))
    if found := WEEKEND_OF.match(text):
        value = read(found[1])
        if value.start is None or value.start != value.end:
            return value if is_whole(value) else None
        return between(value.start - 2 * _DAY, value.start + 2 * _DAY, "about", "a weekend about that day")
    return None


def _iso_week(year: int, week: int) -> DateValue | None:
    try:
        monday = dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return DateValue(problem=f"does not exist: {year} has no week {week}")
    return between(monday, monday + 6 * _DAY, "words", "weeks are counted as in ISO 8601, from Monday")


def _week_of(word: str, value: DateValue) -> DateValue | None:
    if not is_whole(value):
        return value if value.kind == UNREAD or value.problem else None
    assert value.start is not None
    assert value.end is not None
    if value.start != value.end:
        return replace(value, kind="about", note="no finer than the interval that is named")
    if word in ("commencing", "beginning", "starting", "from"):
        return between(value.start, value.start + 6 * _DAY, "about", "seven days from the day that is named")
    if word in ("ending", "to"):
        return between(value.start - 6 * _DAY, value.start, "about", "seven days to the day that is named")
    monday = value.start - dt.timedelta(days=value.start.weekday())
    return between(
        monday, value.start + 6 * _DAY, "about", "the week in which the day lies, or that begins with it"
    )


def _part(which: int, what: str, value: DateValue) -> DateValue | None:
    """The first, second, ... or last week, half or days of a month or year."""
    if not is_whole(value):
        return value if value.kind == UNREAD or value.problem else None
    assert value.start is not None
    assert value.end is not None
    days = (value.end - value.start).days + 1
    if days < 28:
        return None
    if what in ("half", "third", "quarter"):
        parts = {"half": 2, "third": 3, "quarter": 4}[what]
        size, number = days / parts, parts if which == -1 else which
        if number > parts:
            return None
        if days > 364 and value.start.month == 1:
            months = 12 // parts
            last_month = number * months
            last = dt.date(value.start.year, last_month, month_days(value.start.year, last_month))
            return between(dt.date(value.start.year, last_month - months + 1, 1), last, "words")
        first = value.start + dt.timedelta(days=int(size * (number - 1)))
        last = value.end if number == parts else value.start + dt.timedelta(days=int(size * number))
        return between(first, last, "about", f"a part of {value.start:%Y-%m-%d} to {value.end:%Y-%m-%d}")
    if days > 31 and "day" not in what:
        return replace(value, kind="about", note="no finer than the interval that is named")
    length = 8 if what in ("week", "weekend", "semaine", "semana", "woche") else 10
    if which == -1:
        first, last = value.end - (length - 1) * _DAY, value.end
    else:
        first = value.start + (7 * (which - 1)) * _DAY
        last = min(value.end, first + (length - 1) * _DAY)
        first = max(value.start, first - (which > 1) * 3 * _DAY)
    return between(
        first, last, "about", "weeks are counted by sevens, a day or more wider where weeks overlap"
    )


def _several(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """ "5 or 6 June 2021", "5, 6 and 8 June 2021", "June 5/6, 2021": from the first to the last day."""
    numbers, rest = None, ""
    if found := DAYS.match(text):
        numbers, rest = [int(n) for n in re.findall(r"\d+", found[1] + found[2])], found[3]
    elif found := DAYS_AFTER.match(text):
        numbers, rest = [int(n) for n in re.findall(r"\d+", found[2] + found[3])], f"{found[1]} {found[4]}"
    if numbers:
        values = [read(f"{number} {rest}") for number in numbers]
        return hull(values)
    if found := EITHER.match(text):
        last = read(found[2])
        first = read(found[1])
        if first.start is None and last.start is not None and not YEAR.search(found[1]):
            first = same_year(found[1], last.start, read)
        return hull([first, last]) if is_whole(first) and is_whole(last) else None
    return None


_TWO_DIGITS = re.compile(r"\d{1,2}[-/.\s](?:[^\W\d_]{3,}|\d{1,2})\.?[-/.\s]\d{2}(?!\d)")


def with_year_told(value: DateValue, text: str, column: DateColumn) -> DateValue:
    """Say that a year was taken from the file, where what was read of a text rests on it."""
    told = (value.note or "").startswith(_NO_YEAR) or value.kind in ("unknown", UNREAD, "serial", "unix")
    if told or column.year is None or (value.start or value.end) is None:
        return value
    if has_year(text) or _TWO_DIGITS.search(text) or re.search(r"\d{5,}", text):
        return value
    note = f"{_NO_YEAR}; {column.year} is taken, {column.year_from}"
    kind = value.kind if value.kind in ("since", "before") else "no year"
    return replace(value, kind=kind, note=f"{note}; {value.note}" if value.note else note)


_NO_YEAR = "it has no year"


def has_year(text: str) -> bool:
    """Return whether a text has a year of its own."""
    return bool(YEAR.search(text))


def same_year(text: str, last: dt.date, read: Read) -> DateValue:
    """Read the first of two dates by the year of the last; over the turn of a year by the one before."""
    first = read(f"{text} {last.year}")
    if first.start is not None and first.start > last:
        first = read(f"{text} {last.year - 1}")
    return first


def _without_year(text: str, column: DateColumn, read: Read) -> DateValue | None:
    """A day, a month or a part of one without a year: by the file's year where that is plain."""
    if YEAR.search(text) or len(text) > 60:
        return None
    with_year = _completed(text, column.year or PROBE, column, read)
    if with_year is None:
        return None
    if with_year.problem:
        return (
            with_year if "does not exist" in with_year.problem or "may be day" in with_year.problem else None
        )
    if with_year.start is None and with_year.end is None:
        return None
    if column.year is None:
        return undated(f"{_NO_YEAR}, and the file does not plainly have one")
    return with_year_told(with_year, text, column)


def _completed(text: str, year: int, column: DateColumn, read: Read) -> DateValue | None:
    short = SHORT.match(text)
    if short:
        first, second = int(short[1]), int(short[2])
        if not (1 <= first <= 31 and 1 <= second <= 31):
            return None
        return read(f"{first}/{second}/{year}")
    if text.isdigit() or not re.search(r"[^\W\d_]{3}", text):
        return None
    return read(f"{text.rstrip(' .,')} {year}")
