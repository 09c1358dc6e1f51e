"""What can be typed about how a map is shown: as a dashboard's address, or one by one."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from commandline.words import WrongUsage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from events.query import Filter
    from events.store import Store
    from maps.layers import MapOptions
    from maps.layers.framing import Size

MAPS_ONLY = ("view", "size", "rings", "hide", "theme", "title", "subtitle", "colour_by")
"""Options that say nothing to a table."""


def add_options(
    command: argparse.ArgumentParser,
    day: Callable[[str], dt.date],
    last_day: Callable[[str], dt.date],
) -> None:
    """Add the options of ``export`` that say what is shown."""
    group = command.add_argument_group("as on the screen (an option goes before the address)")
    group.add_argument(
        "--like", metavar="URL", help="a dashboard's address: its filters, view, window, rings …"
    )
    group.add_argument("--view", metavar="LAT,LON,ZOOM", help="the part of the world, as in the address")
    group.add_argument(
        "--window",
        type=_window(day, last_day),
        metavar="FROM..TO",
        help="the days on the timeline; tables too",
    )
    group.add_argument("--cumulative", action="store_true", help="the window has no first day")
    group.add_argument(
        "--size", metavar="NAME|WxH", help="slide, a4, a3, square …, 1920x1080 (pixels) or 297x210mm"
    )
    group.add_argument(
        "--rings", action="append", metavar="WEAPON|KM", help="round every event; auto or none (repeatable)"
    )
    group.add_argument("--hide", action="append", metavar="LEGEND_ENTRY", help="leave out (repeatable)")
    group.add_argument("--theme", choices=("light", "dark"), help="of a map; light unless said")


def _window(
    day: Callable[[str], dt.date], last_day: Callable[[str], dt.date]
) -> Callable[[str], tuple[dt.date, dt.date]]:
    def read(text: str) -> tuple[dt.date, dt.date]:
        first, dots, last = text.partition("..")
        start, end = day(first), last_day(last if dots else first)  # 2020 alone is the whole year
        if end < start:
            raise argparse.ArgumentTypeError(f"the window {text} ends before it begins")
        return start, end

    return read


@dataclass(frozen=True)
class Asked:
    """What was typed, read: the address's filter, how the map is shown, and its size."""

    filter: Filter
    options: MapOptions
    size: Size

    def within(self, chosen: Filter) -> Filter:
        """Return a filter for a table: narrowed to the window."""
        from maps.layers import counted_window

        return replace(chosen, window=counted_window(self.options.window, self.options.mode))


def read(args: argparse.Namespace) -> Asked:
    """Read the address and the options.

    Raises
    ------
    WrongUsage
        One of them is not in form or nothing known.
    """
    from events.query import Filter
    from maps import address, view_state
    from maps.layers import asking, framing

    try:
        state = address.read_address(args.like) if args.like else view_state.ViewState()
        size = framing.read_size(args.size) if args.size else framing.SIZES["slide 16:9"]
        given: dict[str, Any] = {
            name: getattr(args, name) for name in ("title", "subtitle", "colour_by", "theme")
        }
        given |= {"window": args.window, "rings": asking.rings(args.rings) if args.rings else None}
        given["mode"] = "cumulative" if args.cumulative else "window" if args.window else None
        given["view"] = _view(args.view) if args.view else None
        options = view_state.options_of(state, **{k: v for k, v in given.items() if v is not None})
    except ValueError as error:
        raise WrongUsage(str(error)) from error
    if args.cumulative and not options.window:
        raise WrongUsage("--cumulative needs a --window, whose last day it goes up to.")
    return Asked(Filter(**view_state.filter_values(state)), options, size)


def _view(text: str) -> tuple[float, float, float]:
    from maps import view_state

    state, unread = view_state.decode({"view": [text.strip()]})
    if unread or state.view is None:
        raise ValueError(f"{text.strip()!r} is no view: LAT,LON,ZOOM, like 33.3,44.4,7 (zoom 0 to 24).")
    return state.view


def draw(args: argparse.Namespace, store: Store, chosen: Filter, asked: Asked, path: Path) -> None:
    """Write the map.

    Raises
    ------
    WrongUsage
        What is to be left out is no entry of its legend.
    """
    from maps import export as map_export
    from maps import layers
    from maps.layers import asking

    options = asked.options
    if args.hide:
        legend = layers.build(store, chosen, options).legend
        try:
            options = replace(options, hidden=(*options.hidden, *asking.hidden_keys(legend, args.hide)))
        except asking.AskedError as error:
            raise WrongUsage(str(error)) from error
    map_export.save(store, chosen, options, path, size=asked.size)


def only_for_maps(args: argparse.Namespace) -> list[str]:
    """Return the options that were typed and say nothing to a table."""
    return [f"--{name.replace('_', '-')}" for name in MAPS_ONLY if getattr(args, name)]
