"""Whether the values of a filter can be meant: kinds, ranges and the words of closed lists.

Refused in plain words before the engine sees anything, so that no value is an error of the engine.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from events.errors import FilterError
from events.filter_fields import FIELDS, Kind
from geo.given import is_number, shown
from geo.nearest import offer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST_TEXT = 10_000
MOST_WORDS = 100
MOST_DEATHS = 10**12


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a filter as it keeps them.

    Parameters
    ----------
    values : mapping
        By the names of the fields of `events.query.Filter`.

    Returns
    -------
    dict
        Lists as tuples, so that a filter can be compared and remembered.

    Raises
    ------
    FilterError
        A value is of another kind, out of its range, or no word of a closed list.
    """
    kept = {name: _CHECKS[about.kind](name, values[name]) for name, about in FIELDS.items()}
    first, last = kept["date_from"], kept["date_to"]
    if first and last and first > last:
        raise FilterError(f"The dates end ({last}) before they begin ({first}).")
    return kept


def _texts(name: str, given: Any) -> tuple[str, ...]:
    if isinstance(given, str) or not isinstance(given, tuple | list | set | frozenset):
        raise FilterError(f"The filter {name} takes several values, not one: {shown(given)}.")
    values = tuple(sorted(given, key=str) if isinstance(given, set | frozenset) else given)
    for value in values:
        if not isinstance(value, str):
            raise FilterError(f"The filter {name} takes texts, not {shown(value)}.")
        _storable(name, value)
    about = FIELDS[name]
    for value in values if about.closed else ():
        if value and value not in about.closed:
            near = offer(value, about.closed, examples=len(about.closed))
            raise FilterError(f"No {about.named} is called {shown(value)}{near}.")
    return values


def _storable(name: str, value: str) -> None:
    if len(value) > LONGEST_TEXT:
        raise FilterError(f"The filter {name} takes texts of at most {LONGEST_TEXT:,} characters.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise FilterError(f"The filter {name} has a sign that is no character: {shown(value)}.") from None


def _words(name: str, text: Any) -> str:
    if not isinstance(text, str):
        raise FilterError(f"The filter {name} takes words, not {shown(text)}.")
    _storable(name, text)
    if len(text.split()) > MOST_WORDS:
        raise FilterError(f"The filter {name} takes at most {MOST_WORDS} words.")
    return text


def _day(name: str, value: Any) -> dt.date | None:
    if value is not None and (not isinstance(value, dt.date) or isinstance(value, dt.datetime)):
        raise FilterError(f"The filter {name} takes a datetime.date, not {shown(value)}.")
    day: dt.date | None = value
    return day


def _window(name: str, given: Any) -> tuple[dt.date | None, dt.date] | None:
    if given is None:
        return None
    if not isinstance(given, tuple | list) or len(given) != 2 or given[1] is None:
        raise FilterError(
            f"The filter {name} takes a first day (or None) and a last day, not {shown(given)}."
        )
    for day in given:
        _day(name, day)
    first, last = given
    if first and first > last:
        raise FilterError(f"The window ends ({last}) before it begins ({first}).")
    return first, last


def _count(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DEATHS:
        raise FilterError(f"The filter {name} takes a whole number from 0 up, not {shown(value)}.")
    return value


def _yes_no(name: str, value: Any) -> bool | None:
    if not (value is None or isinstance(value, bool)):
        raise FilterError(f"The filter {name} is True, False or None, not {shown(value)}.")
    return value


def _switch(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise FilterError(f"The filter {name} is True or False, not {shown(value)}.")
    return value


def _numbers(given: Any, many: int, what: str) -> tuple[float, ...]:
    numbers = tuple(given) if isinstance(given, tuple | list) else ()
    if len(numbers) != many or not all(is_number(n) and abs(n) < 1e9 for n in numbers):
        raise FilterError(f"{what}, not {shown(given)}.")
    return tuple(float(n) for n in numbers)


def _box(_: str, given: Any) -> tuple[float, ...] | None:
    if given is None:
        return None
    left, bottom, right, top = box = _numbers(
        given, 4, "The box needs four numbers: left, bottom, right, top"
    )
    if not (-90 <= bottom <= top <= 90):
        raise FilterError(
            f"The box from latitude {bottom} to {top} is not one (bottom, then top; -90 to 90)."
        )
    if not (-180 <= left <= 180 and -180 <= right <= 180):
        raise FilterError(f"The box from longitude {left} to {right} is outside -180 to 180.")
    return box


def _circle(_: str, given: Any) -> tuple[float, ...] | None:
    if given is None:
        return None
    what = "The circle needs a latitude, a longitude and a distance in kilometres"
    lat, lon, km = within = _numbers(given, 3, what)
    if km < 0:
        raise FilterError(f"{what} from 0 up, not {km:g}.")
    if abs(lat) > 90 or abs(lon) > 180:
        raise FilterError(f"The circle's centre {lat}, {lon} is not a place on Earth (latitude, longitude).")
    return within


_CHECKS: dict[Kind, Callable[[str, Any], Any]] = {
    Kind.TEXTS: _texts,
    Kind.WORDS: _words,
    Kind.FIRST_DAY: _day,
    Kind.LAST_DAY: _day,
    Kind.COUNT: _count,
    Kind.YES_NO: _yes_no,
    Kind.SWITCH: _switch,
    Kind.BOX: _box,
    Kind.CIRCLE: _circle,
    Kind.WINDOW: _window,
}
