"""The command that counts: `count`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline import filters, streams
from commandline.opening import open_store
from commandline.words import DONE, WRONG_USAGE, clean, say
from geo.whole_file import write_whole

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "csv", "json", "xlsx")
FIELDS = (
    "actor", "attacker", "target", "dyad", "type", "sub-type", "country", "admin1", "admin2", "weapon",
    "source", "dataset", "precision", "day", "week", "month", "quarter", "year",
)  # fmt: skip
"""As `events.analysis.FIELDS`, which is too heavy to load for the usage; a test holds them together."""


def add_usage(commands: Any, common: argparse.ArgumentParser) -> None:
    """Put the command and its options among the others."""
    command = commands.add_parser(
        "count",
        parents=[common, filters.options()],
        help="count events, deaths and injured by one or two fields, with what is in doubt as between",
    )
    command.add_argument(
        "--by",
        required=True,
        metavar="FIELD[,FIELD]",
        help=f"one or two of {', '.join(FIELDS)}; one period at the most",
    )
    command.add_argument("--format", choices=FORMATS, default="text", help="text unless said")
    command.add_argument(
        "--out", metavar="FILE", default=streams.DASH, help="a file instead of standard output"
    )
    command.set_defaults(run=count)


def count(args: argparse.Namespace) -> int:
    """Print the counts."""
    from geo.nearest import offer

    by = [name.strip().replace("_", "-") for name in args.by.split(",")]
    for name in by:
        if name not in FIELDS:
            say(f"Nothing is counted by {name!r}{offer(name, FIELDS, examples=len(FIELDS))}.")
            return WRONG_USAGE
    from events import analysis
    from events.analysis import writing

    chosen = filters.chosen(args)
    store = open_store(args)
    filters.check(store, chosen)
    counted = analysis.count(store, chosen, by)
    made = writing.FORMATS[args.format](counted, writing.about(store, chosen, counted))
    if args.out == streams.DASH:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return DONE
    write_whole(args.out, made, shared=True)
    if not args.quiet:
        print(f"{clean(Path(args.out).name)}: {len(counted.rows):,} rows written")
    return DONE
