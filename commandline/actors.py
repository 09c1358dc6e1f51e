"""The commands about actors: list their names, merge two spellings, take a merge back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from commandline.opening import open_store
from commandline.words import DONE

if TYPE_CHECKING:
    import argparse


def add_usage(commands: Any, common: argparse.ArgumentParser) -> None:
    """Put the commands and their options among the others."""
    command = commands.add_parser("actors", help="names of actors: list, merge two spellings, undo a merge")
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=False)
    command.set_defaults(run=list_actors, alike=False, format="text")
    action = actions.add_parser(
        "list", parents=[common], help="names, how many events have them, look-alikes"
    )
    action.add_argument(
        "--alike", action="store_true", help="only names that are odd or look like another one"
    )
    action.add_argument("--format", choices=("text", "json"), default="text", help="text unless said")
    action.set_defaults(run=list_actors)
    action = actions.add_parser("merge", parents=[common], help="give all events one spelling")
    action.add_argument("keep", metavar="KEEP", help="the spelling that stays")
    action.add_argument(
        "others", nargs="+", metavar="OTHER", help=r"spellings that become it; \u202e stands for that sign"
    )
    action.add_argument("--why", help="for the log")
    action.set_defaults(run=merge)
    action = actions.add_parser("undo", parents=[common], help="take a merge back")
    action.add_argument("batch", metavar="BATCH", help="as merge printed it")
    action.set_defaults(run=undo)


def list_actors(args: argparse.Namespace) -> int:
    """Print the names of actors, those of most events first."""
    from events.editing.actors import actor_names

    rows = actor_names(open_store(args)).to_dict("records")
    if args.alike:
        rows = [row for row in rows if row["flagged"] or row["alike"]]
    if args.format == "json":
        print(json.dumps([row | {"alike": list(row["alike"])} for row in rows], indent=1))
        return DONE
    for row in rows:
        alike = ", ".join(visible(name) for name in row["alike"])
        odd = f" · {row['flagged']}" if row["flagged"] else ""
        print(f"{row['events']:>7} {visible(row['name'])}{odd}{f' · looks like {alike}' if alike else ''}")
    return DONE


def merge(args: argparse.Namespace) -> int:
    """Merge spellings of one actor."""
    from events.editing.actors import merge_actors

    keep, others = _typed(args.keep), [_typed(name) for name in args.others]
    number, batch = merge_actors(open_store(args), keep, others, who="command line", why=args.why)
    if not args.quiet:
        print(f"{number:,} events now name {visible(keep)}; to take it back: atlas.py actors undo {batch}")
    return DONE


def undo(args: argparse.Namespace) -> int:
    """Take a merge back."""
    from events.editing import edits

    edits.undo(open_store(args), args.batch, who="command line")
    if not args.quiet:
        print("The merge was taken back.")
    return DONE


def visible(name: str) -> str:
    r"""Return a name with signs that are not seen, and letters that pass for Latin ones, as \uXXXX."""
    from events.values.names import suspicious

    odd = suspicious(name) is not None
    return "".join(
        c if c.isprintable() and not (odd and 0x370 <= ord(c) <= 0x52F) else f"\\u{ord(c):04x}" for c in name
    )


def _typed(name: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), name)
