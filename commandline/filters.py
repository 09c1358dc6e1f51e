"""The filters of the command line: what can be typed, what it means, and words that nothing knows."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from commandline.words import WrongUsage
from events.model import CLAIM_STATUSES, LOCATION_PRECISIONS

if TYPE_CHECKING:
    from events.query import Filter
    from events.store import Store


def options() -> argparse.ArgumentParser:
    """Return a parser of the options that choose events, for commands to share."""
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("filters (repeated values of one filter add up)")
    group.add_argument(
        "--attacker", action="append", default=[], metavar="A", help="who did it, also where only claimed"
    )
    group.add_argument(
        "--basis", action="append", default=[], choices=CLAIM_STATUSES, help="how the attacker is known"
    )
    group.add_argument(
        "--from", dest="date_from", type=day, metavar="DATE", help="first day; 2020 or 2020-03 will do"
    )
    group.add_argument("--to", dest="date_to", type=last_day, metavar="DATE", help="last day, included")
    group.add_argument("--type", action="append", default=[], metavar="T", help="such as Battles")
    group.add_argument("--sub-type", action="append", default=[], metavar="T", help="such as Armed clash")
    group.add_argument("--country", action="append", default=[], metavar="C", help="ISO 3166-1 code or name")
    group.add_argument(
        "--precision",
        action="append",
        default=[],
        choices=LOCATION_PRECISIONS,
        help="how well the place is known",
    )
    group.add_argument(
        "--dataset", action="append", default=[], metavar="NAME", help="as `dataset list` has it"
    )
    group.add_argument(
        "--text",
        default="",
        metavar="WORDS",
        help='words that all occur, in any case; "several words" as they are',
    )
    group.add_argument(
        "--bbox",
        type=_numbers("LEFT,BOTTOM,RIGHT,TOP"),
        metavar="LEFT,BOTTOM,RIGHT,TOP",
        help="degrees; a left beyond the right crosses the date line",
    )
    group.add_argument(
        "--within",
        type=_numbers("LAT,LON,KM"),
        metavar="LAT,LON,KM",
        help="degrees, and kilometres round them",
    )
    group.add_argument("--deaths-min", type=int, metavar="N", help="at least so many deaths are known")
    group.add_argument("--deaths-max", type=int, metavar="N", help="at most so many; unknown does not match")
    group.add_argument("--event", action="append", default=[], metavar="ID", help="only this event")
    group.add_argument("--include-withdrawn", action="store_true", help="also what a dataset withdrew")
    group.add_argument(
        "--linked-once", action="store_true", help="events that someone found to be one count once"
    )
    return parser


def chosen(args: argparse.Namespace, base: Filter | None = None) -> Filter:
    """Return the filter that was typed; what was not typed is as in ``base``."""
    from events.query import Filter
    from geo import countries

    typed = Filter(
        attackers=tuple(args.attacker),
        bases=tuple(args.basis),
        date_from=args.date_from,
        date_to=args.date_to,
        types=tuple(args.type),
        sub_types=tuple(args.sub_type),
        countries=tuple(countries.name(text) or text for text in args.country),
        precisions=tuple(args.precision),
        datasets=tuple(args.dataset),
        text=args.text,
        deaths_min=args.deaths_min,
        deaths_max=args.deaths_max,
        bbox=args.bbox,
        within=args.within,
        event_ids=tuple(args.event),
        include_withdrawn=args.include_withdrawn,
        count_linked_once=args.linked_once,
    )
    blank = Filter()
    changed = {f.name: getattr(typed, f.name) for f in fields(Filter)}
    return replace(base or blank, **{n: v for n, v in changed.items() if v != getattr(blank, n)})


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
