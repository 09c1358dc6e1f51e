"""How one event, one figure and one filter are said: the one place that words dates, deaths and numbers.

Pages, pictures, slides, exports and the command line take their words from here; the live client has the
same sentences in ``maps/client/base/wording.js``, for what changes while time plays (tests hold the two
together).
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from events.filter_fields import DEFAULTS, FIELDS, Field, Kind, Selected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""In English, whatever the machine's locale."""
NO_DATE = "no date"
NOT_STATED = "not stated"
METRES_PER_MILE = 1609.344

PRECISIONS: dict[str, str] = {
    "exact": "Exact place",
    "near": "Near a place",
    "adm2": "District",
    "adm1": "Governorate or province",
    "region": "Region",
    "country": "Country",
    "continent": "Continent",
    "sea": "At sea",
    "not_stated": "Precision not stated",
    "unlocated": "Not located",
}
"""How sharply a place is known."""

BASES: dict[str, str] = {
    "claimed_by_actor": "Claimed by the actor",
    "accused_by_opponent": "Accused by an opponent",
    "accused_by_third_party": "Accused by a third party",
    "denied": "Denied",
    "assessed_by_analyst": "Assessed by an analyst",
    "unattributed": "Unattributed",
}
"""How it is known who did it."""

ROLES: dict[str, str] = {
    "attacker": "Attacker",
    "target": "Target",
    "side_a": "Side A",
    "side_b": "Side B",
    "claimant": "Claimant",
}
"""What an actor is in an event."""

STATED: dict[str, str] = {
    "named": "Named",
    "not_known": "Not known",
    "two_sides": "Two sides fought, no attacker stated",
}
"""What an event says of its attacker."""

UNSTATED: dict[str, str] = {
    "actor": "Nobody named",
    "attacker": "Attacker not stated",
    "attacker_basis": "No claim recorded",
    "basis": "No claim recorded",
    "event_type": "Type not stated",
    "sub_event_type": "Sub-type not stated",
    "country": "Country not stated",
    "dataset": "Dataset not named",
    "location_precision": PRECISIONS["not_stated"],
}
"""What an empty value of a column is called where it stands for itself: in a filter, in the legend."""

_CODED: dict[str, dict[str, str]] = {
    "basis": BASES,
    "attacker_basis": BASES,
    "location_precision": PRECISIONS,
    "actor_role": ROLES,
    "attacker_stated": STATED,
}
"""The words of columns that hold codes."""

TIME_KINDS = ("", "month", "year", "since")
"""How an interval is widened when it is said; the live map's ``time`` column is an index of it."""


def known(value: object) -> bool:
    """Tell whether a value is there: not None, not NaN, not NA, not an empty text."""
    if value is None or (isinstance(value, str) and not value):
        return False
    return not bool(pd.isna(value))  # type: ignore[call-overload]


def number(value: float) -> str:
    """Return a whole number with commas between thousands: 6,170."""
    return f"{int(value):,}"


def many(count: int, one: str, more: str | None = None) -> str:
    """Return a number with its noun: "1 event", "2,056 events"."""
    return f"{number(count)} {one if count == 1 else more or one + 's'}"


def value(column: str, text: str | None) -> str:
    """Return a value of an event's column in words; what an empty one is called where it is empty."""
    if not text:
        return UNSTATED.get(column, NOT_STATED.capitalize())
    return _CODED.get(column, {}).get(text, text)


# ---- dates ----
def day(value: date) -> str:
    """Return a date as ``11 Mar 2020``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Return the month of a date as ``Mar 2020``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def as_date(value: Any) -> date | None:
    """Return a plain date from what the store or an export gives (Timestamp, ISO text), or None."""
    if not known(value):
        return None
    stamp = pd.Timestamp(value)
    return date(stamp.year, stamp.month, stamp.day)


def span(first: date, last: date) -> str:
    """Return a closed interval of days: whole years and months by name, a shared month or year once."""
    if first == last:
        return day(first)
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1 if last < date.max else False
    if whole and first.month == 1 and last.month == 12:
        return str(first.year) if first.year == last.year else f"{first.year} – {last.year}"
    if first.year != last.year:
        return f"{month(first)} – {month(last)}" if whole else f"{day(first)} – {day(last)}"
    if whole:
        return month(first) if first.month == last.month else f"{MONTHS[first.month - 1]} – {month(last)}"
    start = str(first.day) if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    return f"{start} – {day(last)}"


def time_kind(start: date | None, end: date | None, precision: str | None) -> str:
    """Return how an event's day is to be widened when it is said: one of `TIME_KINDS`.

    The interval says how long an event may have been; its precision only counts for a lone day that stands
    for its month or year, or (without an end) for everything since.
    """
    if start is None or (end is not None and end != start) or precision not in ("month", "year"):
        return ""
    if precision == "year" and end is None and (start.month, start.day) != (1, 1):
        return "since"
    return precision


def widened(first: date, last: date, kind: str) -> tuple[date, date]:
    """Return the days that an interval of a kind of `TIME_KINDS` stands for."""
    if kind == "year":
        return date(first.year, 1, 1), date(first.year, 12, 31)
    if kind == "month":
        return first.replace(day=1), first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, last


def when(start: Any, end: Any, precision: Any = None) -> str:
    """Return an event's time with no more precision than it has, and no less.

    ``2020-01-01..2020-01-31`` is "Jan 2020"; an end alone, which is the last possible day, "by 29 Feb 2020".
    """
    first, last = as_date(start), as_date(end)
    if first is None:
        return f"by {day(last)}" if last else NO_DATE
    kind = time_kind(first, last, str(precision) if known(precision) else None)
    if kind == "since":
        return f"from {day(first)}"
    return span(*widened(first, last or first, kind))


def time_note(start: Any, end: Any, precision: Any = None) -> str:
    """Return how sharply an event's time is known: "to the day", "within 45 days", "within a month"."""
    first, last = as_date(start), as_date(end)
    if first is None:
        return "the last possible day" if last else "date not known"
    code = str(precision) if known(precision) else None
    kind = time_kind(first, last, code)
    if kind == "since":
        return "the first possible day"
    first, last = widened(first, last or first, kind)
    length = (last - first).days + 1
    if length == 1:
        return "within a week" if code == "week" else "to the day"
    words = span(first, last)
    if words == str(first.year):
        return "within a year"
    return "within a month" if words == month(first) else f"within {number(length)} days"


def time_precision(code: str) -> str:
    """Return a time precision (`events.model.TIME_PRECISIONS`) in words, where no interval is at hand."""
    words = {"day": "to the day", "days": "within days"}
    return words.get(code, f"within a {code}")


def days(first: date | None, last: date | None) -> str:
    """Return a closed interval of days that may be open (None) at either end: a window, a filter."""
    if first is None:
        return f"until {day(last)}" if last else "no dates"
    return f"from {day(first)}" if last is None else span(first, last)


# ---- deaths ----
def deaths(low: Any, best: Any, high: Any) -> str:
    """Return deaths as "35", "30–40 (best 35)", "at least 3", "at most 5" or "unknown".

    Figures that contradict each other stand one by one: no range is made of them.
    """
    low, best, high = (int(figure) if known(figure) else None for figure in (low, best, high))
    figures = [
        (name, value) for name, value in (("low", low), ("best", best), ("high", high)) if value is not None
    ]
    if any(less > more for (_, less), (_, more) in pairwise(figures)):
        return ", ".join(f"{name} {number(value)}" for name, value in figures) + " (contradictory)"
    if low is not None and high is not None:
        if low == high:
            return number(low)
        return f"{number(low)}–{number(high)}" + ("" if best is None else f" (best {number(best)})")
    if best is None:
        return "unknown" if low is None and high is None else (
            f"at least {number(low)}" if low is not None else f"at most {number(high or 0)}"
        )  # fmt: skip
    if low is not None and low != best:
        return f"{number(best)} (at least {number(low)})"
    return f"{number(best)} (at most {number(high)})" if high is not None and high != best else number(best)


def contradiction(low: Any, best: Any, high: Any) -> str:
    """Return in a sentence that the figures of deaths contradict each other, empty where they do not."""
    named = (("low", low), ("best", best), ("high", high))
    figures = [(name, int(value)) for name, value in named if known(value)]
    if not any(less > more for (_, less), (_, more) in pairwise(figures)):
        return ""
    said = ", ".join(f"{name} {number(value)}" for name, value in figures)
    return f"The source's figures contradict each other: {said}. They are kept as they came."


def total_deaths(counts: Mapping[str, Any]) -> str:
    """Return the deaths of `events.query.counting.Counts` in words, empty where nothing is counted.

    Unknown is never a zero, a sum over unknowns is a lower bound, and the deaths of events that are dated
    only to a longer period than the one shown stand apart.
    """
    got = {name: int(counts.get(name) or 0) for name in (
        "shown", "counted", "deaths_low", "deaths_best", "deaths_high", "deaths_unknown", "at_least_only",
        "deaths_apart", "events_apart")}  # fmt: skip
    if not (got["counted"] or got["shown"]):
        return ""
    unknown, apart = got["deaths_unknown"], got["events_apart"]
    figures = (got["deaths_low"], got["deaths_best"], got["deaths_high"])
    parts = []
    if unknown and not any(figures):
        parts.append(f"unknown for {number(unknown)}")
    elif any(figures) or not apart or got["counted"] > apart:
        parts.append(("at least " if unknown or got["at_least_only"] else "") + deaths(*figures))
        parts += [f"unknown for {number(unknown)}"] if unknown else []
    if apart:
        said = many(apart, "event")
        parts.append(f"+{number(got['deaths_apart'])} in {said} dated only to a longer period")
    return f"deaths {', '.join(parts)}"


def counts(counts: Mapping[str, Any]) -> str:
    """Return the count strip as one line, leaving out what is zero.

    Parameters
    ----------
    counts : mapping
        The fields of `events.query.counting.Counts`. All but the deaths add up to the events of the database.
    """
    total, shown = int(counts["total"]), int(counts["shown"])
    noun = "event" if total == 1 else "events"
    parts = [
        f"{number(shown)} {noun} shown"
        if shown == total
        else f"{number(shown)} of {many(total, 'event')} shown"
    ]
    others = {
        "unlocated": "not located",
        "outside_window": "outside the dates",
        "undated_hidden": "without a date",
        "hidden": "switched off in the legend",
    }
    parts += [f"{number(counts[key])} {label}" for key, label in others.items() if counts.get(key)]
    left = total - int(counts.get("matched", total) or 0)
    parts += [f"{number(left)} filtered out"] if left else []
    return " · ".join(part for part in (*parts, total_deaths(counts)) if part)


# ---- places ----
def precision(value: Any) -> str:
    """Return how sharply a place is known in words; unknown is not located."""
    return PRECISIONS.get(str(value), str(value)) if known(value) else PRECISIONS["unlocated"]


def distance(metres: float) -> str:
    """Return a distance as ``20 km (12.4 mi)``; metres below one kilometre."""
    miles = metres / METRES_PER_MILE
    if metres <= 0:
        return "0 km"
    if metres < 1000:
        return f"{metres:,.0f} m ({miles:.2f} mi)"
    kilometres = metres / 1000
    whole = kilometres >= 100 or abs(kilometres - round(kilometres)) < 0.05
    km_text = f"{kilometres:,.0f}" if whole else f"{kilometres:.1f}"
    return f"{km_text} km ({miles:,.0f} mi)" if miles >= 20 else f"{km_text} km ({miles:.1f} mi)"


def place(lat: float, lon: float) -> str:
    """Return coordinates as ``33.310° N 44.380° E``."""
    return f"{abs(lat):.3f}° {'N' if lat >= 0 else 'S'} {abs(lon):.3f}° {'E' if lon >= 0 else 'W'}"


# ---- filters ----
def filters(chosen: Any) -> list[tuple[tuple[str, ...], str]]:
    """Say in words what a filter lets through.

    Parameters
    ----------
    chosen : events.query.filters.Filter or anything with its fields
        Fields that it does not have are as if they were not set.

    Returns
    -------
    list of (tuple of str, str)
        Per active restriction the names of its fields, and its words: ``attacker: ISIS``.
    """

    def get(name: str) -> Any:
        return getattr(chosen, name, DEFAULTS[name])

    said: dict[tuple[str, ...], str] = {}
    for name in sorted(FIELDS, key=lambda name: FIELDS[name].kind not in (Kind.WORDS, Kind.TEXTS)):
        about, names = FIELDS[name], _bounds(name)
        on = any(get(one) != DEFAULTS[one] for one in names)
        if on and (name != "window" or isinstance(chosen, Selected)):  # elsewhere the timeline itself says it
            said[names] = _SAYING[about.kind](about, *(get(one) for one in names))
    return [(names, words) for names, words in said.items() if words]


_LOW_HIGH = (("_from", "_to"), ("_min", "_max"))


def _bounds(name: str) -> tuple[str, ...]:
    """A field with the one that bounds the same from the other side; else the field alone."""
    for low, high in _LOW_HIGH:
        stem = name.removesuffix(low).removesuffix(high)
        if stem != name and {stem + low, stem + high} <= FIELDS.keys():
            return (stem + low, stem + high)
    return (name,)


def _said_values(about: Field, values: tuple[str, ...]) -> str:
    if about.column == "event_id":
        return many(len(values), about.label)
    said = [value(about.column, one) if one else NOT_STATED for one in values]
    return f"{about.label}: {' or '.join(one.lower() if about.lower else one for one in said)}"


def _said_bounds(about: Field, low: int | None, high: int | None = None) -> str:
    if low is not None and high is not None:
        said = f"{number(low)} to {number(high)}"
    else:
        said = f"{number(low)} or more" if low is not None else f"{number(high or 0)} or fewer"
    return f"{about.label}: {said}"


def _said_box(_: Field, box: tuple[float, float, float, float]) -> str:
    left, bottom, right, top = box
    return f"inside {place(bottom, left)} – {place(top, right)}"


def _said_circle(_: Field, circle: tuple[float, float, float]) -> str:
    lat, lon, km = circle
    return f"within {distance(km * 1000)} of {place(lat, lon)}"


_SAYING: dict[Kind, Callable[..., str]] = {
    Kind.WORDS: lambda about, text: f"{about.label}: “{text.strip()}”" if text.strip() else "",
    Kind.TEXTS: _said_values,
    Kind.YES_NO: lambda about, yes: about.yes if yes else about.no,
    Kind.SWITCH: lambda about, _: about.yes,
    Kind.FIRST_DAY: lambda about, first, last: f"{about.label}: {days(first, last)}",
    Kind.LAST_DAY: lambda about, first, last: f"{about.label}: {days(first, last)}",
    Kind.WINDOW: lambda about, window: f"{about.label}: {days(*window)}",
    Kind.COUNT: _said_bounds,
    Kind.BOX: _said_box,
    Kind.CIRCLE: _said_circle,
}
"""By kind, how a field's values are said (those of both bounds, where there are two)."""
