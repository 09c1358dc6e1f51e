"""What a caller gave: whether each value can be meant, said in one plain sentence where it cannot.

`held` is put over a public function and names a kind for each argument that people give; `hold` asks the
same of the fields of an object. A value of another kind, out of its range, not a number, or no word of a
closed list is refused before anything is done, with the words that are spelt nearly so.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import math
import numbers
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from geo.nearest import offer

P = ParamSpec("P")
R = TypeVar("R")
EXAMPLES = 12
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Kind:
    """What a value has to be.

    Attributes
    ----------
    wanted : str
        In words: "a whole number from 0 up".
    fits : callable
        Whether a value is that.
    words : collection of str
        Of a closed list: its words, of which the nearest are named.
    """

    wanted: str
    fits: Callable[[Any], bool]
    words: Collection[str] = ()

    def refusal(self, what: str, value: object) -> str | None:
        """Return why a value is refused, in a sentence; None where it fits."""
        if self.fits(value):
            return None
        near = ""
        if self.words:
            wrong = (
                value
                if isinstance(value, str)
                else next((w for w in _parts(value) if not self.fits([w])), "")
            )
            near = offer(str(wrong), self.words, examples=EXAMPLES)
        return f"{what} takes {self.wanted}, not {shown(value)}{near}."


def _parts(value: object) -> Collection[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else ()


def shown(value: object) -> str:
    """Return a value as it was given, short, and in signs that can be printed."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 (an object that cannot say what it is)
        text = type(value).__name__
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def is_number(value: object) -> bool:
    """Tell whether a value is a finite number; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return False
    return math.isfinite(value)


def a(*classes: type, wanted: str) -> Kind:
    """Return the kind of the instances of classes."""
    return Kind(wanted, lambda value: isinstance(value, classes))


def maybe(kind: Kind) -> Kind:
    """Return a kind, or None."""
    return Kind(f"{kind.wanted}, or None", lambda value: value is None or kind.fits(value), kind.words)


def whole(low: int, high: int | None = None) -> Kind:
    """Return the kind of whole numbers from one to another, both included."""
    reach = f"from {low:,} up" if high is None else f"from {low:,} to {high:,}"

    def fits(value: object) -> bool:
        plain = isinstance(value, numbers.Integral) and not isinstance(value, bool)
        return plain and low <= int(value) and (high is None or int(value) <= high)  # type: ignore[call-overload]

    return Kind(f"a whole number {reach}", fits)


def number(low: float | None = None, high: float | None = None, *, unit: str = "") -> Kind:
    """Return the kind of finite numbers, both ends included; without ends, any."""
    reach = "" if low is None else f" from {low:,g} up" if high is None else f" from {low:,g} to {high:,g}"

    def fits(value: Any) -> bool:
        return is_number(value) and (low is None or value >= low) and (high is None or value <= high)

    return Kind(f"a finite number{f' of {unit}' if unit else ''}{reach}", fits)


def one_of(words: Collection[str]) -> Kind:
    """Return the kind of the words of a closed list."""
    return Kind("a known word", lambda value: isinstance(value, str) and value in words, words)


def several_of(words: Collection[str]) -> Kind:
    """Return the kind of lists of words of a closed list."""

    def fits(value: object) -> bool:
        return (
            isinstance(value, Sequence)
            and not isinstance(value, str | bytes)
            and all(isinstance(word, str) and word in words for word in value)
        )

    return Kind("a list of known words", fits, words)


def texts(wanted: str) -> Kind:
    """Return the kind of lists of texts; one text alone is none."""

    def fits(value: object) -> bool:
        return (
            isinstance(value, Sequence)
            and not isinstance(value, str)
            and all(isinstance(t, str) for t in value)
        )

    return Kind(wanted, fits)


def numbers_of(many: int, wanted: str) -> Kind:
    """Return the kind of so many finite numbers in a row."""

    def fits(value: object) -> bool:
        return isinstance(value, list | tuple) and len(value) == many and all(is_number(n) for n in value)

    return Kind(wanted, fits)


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _is_window(value: object) -> bool:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    first, last = value
    return (first is None or _is_day(first)) and _is_day(last) and (first is None or first <= last)


def _is_span(value: object) -> bool:
    return _is_window(value) or (isinstance(value, list | tuple) and len(value) == 2 and _is_open(*value))


def _is_open(first: object, last: object) -> bool:
    return last is None and (first is None or _is_day(first))


TEXT = a(str, wanted="a text")
YES_NO = a(bool, wanted="True or False")
DAY = Kind("a datetime.date", _is_day)
WINDOW = Kind("a first day (or None) and a last day that is not before it", _is_window)
SPAN = Kind("a first day (or None) and a last day (or None) that is not before it", _is_span)


def hold(values: Mapping[str, Any], of: str, error: type[Exception], kinds: Mapping[str, Kind]) -> None:
    """Refuse the first of some values that is not of its kind.

    Parameters
    ----------
    values : mapping
        By name; one that is not there is not asked.
    of : str
        Whose values they are, for the sentence.
    error : type
        What is raised.
    kinds : mapping
        By the values' names.
    """
    for name, kind in kinds.items():
        if name in values:
            said = kind.refusal(f"The value {name} of {of}", values[name])
            if said:
                raise error(said)


def held(error: type[Exception], **kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function refuse arguments that are not of their kinds, before it does anything.

    Parameters
    ----------
    error : type
        What is raised, of the family of errors of the function's room.
    **kinds : Kind
        By the names of the arguments; the others are not looked at.
    """

    def over(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        missing = set(kinds) - set(signature.parameters)
        if missing:
            raise ValueError(f"{function.__name__} has no argument {', '.join(sorted(missing))}.")

        @functools.wraps(function)
        def asked(*args: P.args, **options: P.kwargs) -> R:
            given = signature.bind(*args, **options).arguments
            hold(given, function.__name__, error, kinds)
            return function(*args, **options)

        return asked

    return over
