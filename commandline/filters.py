"""The filters of the command line: what can be typed, what it means, and words that nothing knows."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from commandline.words import WrongUsage
from events.filter_fields import DEFAULTS, FIELDS, Field, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.query import Filter
    from events.store import Store


def options() -> argparse.ArgumentParser:
    """Return a parser of the options that choose events, for commands to share."""
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("filters (repeated values of one filter add up)")
    for name, about in FIELDS.items():
        if about.option:
            group.add_argument(
                f"--{about.option}", dest=name, help=about.help, **_ARGUMENT[about.kind](about)
            )
    return parser


def chosen(args: argparse.Namespace, base: Filter | None = None) -> Filter:
    """Return the filter that was typed; what was not typed is as in ``base``."""
    from events.query import Filter

    given = {name: getattr(args, name) for name, about in FIELDS.items() if about.option}
    for name, value in given.items():
        if FIELDS[name].kind == Kind.TEXTS:
            given[name] = tuple(FIELDS[name].spelt(text) for text in value)
    typed = Filter(**given)
    changed = {name: getattr(typed, name) for name in given}
    return replace(base or Filter(), **{name: v for name, v in changed.items() if v != DEFAULTS[name]})


def check(store: Store, selection: Filter) -> None:
    """Refuse a filter with a word that nothing knows: it would select nothing, and look like an answer.

    Raises
    ------
    WrongUsage
        The text names each such word with the nearest known ones.
    """
    from events.query.known import unknown

    if found := unknown(store, selection):
        raise WrongUsage(" ".join(one.sentence for one in found))


def dataset(store: Store, text: str, *, ever: bool = False) -> str:
    """Return the dataset that a name means; also one without events (``ever``) that was imported once.

    Raises
    ------
    WrongUsage
        There is none; the text names the nearest.
    """
    from events.query import known

    found = known.dataset(store, text, ever=ever)
    if isinstance(found, known.Unknown):
        raise WrongUsage(found.sentence)
    return found


def day(text: str) -> dt.date:
    """Read 2020, 2020-03 or 2020-03-11 as the first day that it means."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        return dt.date(*(int(part or 1) for part in parts.groups())) if parts else dt.date.fromisoformat("")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2020-03-11") from None


def last_day(text: str) -> dt.date:
    """Read 2020, 2020-03 or 2020-03-11 as the last day that it means."""
    first, given = day(text), text.strip().count("-")
    if given == 2:
        return first
    following = (
        dt.date(first.year + 1, 1, 1)
        if given == 0 or first.month == 12
        else dt.date(first.year, first.month + 1, 1)
    )
    return following - dt.timedelta(days=1)


def _numbers(form: str) -> Callable[[str], tuple[float, ...]]:
    def read(text: str) -> tuple[float, ...]:
        try:
            values = tuple(float(part) for part in text.split(","))
        except ValueError:
            values = ()
        if len(values) != form.count(",") + 1:
            raise argparse.ArgumentTypeError(f"{text!r} does not read as {form}")
        return values

    return read


def _several(about: Field) -> dict[str, Any]:
    told = {"choices": about.closed} if about.closed else {"metavar": about.metavar}
    return {"action": "append", "default": [], **told}


_ARGUMENT: dict[Kind, Callable[[Field], dict[str, Any]]] = {
    Kind.TEXTS: _several,
    Kind.WORDS: lambda about: {"default": "", "metavar": about.metavar},
    Kind.FIRST_DAY: lambda about: {"type": day, "metavar": about.metavar},
    Kind.LAST_DAY: lambda about: {"type": last_day, "metavar": about.metavar},
    Kind.COUNT: lambda about: {"type": int, "metavar": about.metavar},
    Kind.SWITCH: lambda _: {"action": "store_true"},
    Kind.BOX: lambda about: {"type": _numbers(about.metavar), "metavar": about.metavar},
    Kind.CIRCLE: lambda about: {"type": _numbers(about.metavar), "metavar": about.metavar},
}
"""By kind, how an option is read."""
