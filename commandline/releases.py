"""The commands about imports as a whole: undo one, list them, remove a dataset, decide about conflicts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from commandline import filters
from commandline.words import DONE, WRONG_USAGE, clean, say

if TYPE_CHECKING:
    import argparse

WHO = "command line"


def add_usage(commands: Any, common: argparse.ArgumentParser) -> None:
    """Put the commands and their options among the others."""
    command = commands.add_parser("dataset", help="datasets: list, remove one (with all its events)")
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    action = actions.add_parser("list", parents=[common], help="datasets and how many events they have")
    action.add_argument("--format", choices=("text", "json"), default="text", help="text unless said")
    action.set_defaults(run=list_datasets)
    action = actions.add_parser(
        "remove", parents=[common], help="take a dataset out; `import --undo BATCH` brings it back"
    )
    action.add_argument("name", metavar="NAME", help="as `dataset list` has it")
    action.add_argument("--why", help="for the log")
    action.set_defaults(run=remove_dataset)

    command = commands.add_parser(
        "conflicts", help="where a release disagrees with what people edited: list, mine, theirs"
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    action = actions.add_parser("list", parents=[common], help="conflicts that nobody has decided")
    action.add_argument("--dataset", metavar="NAME", help="only this dataset")
    action.add_argument("--format", choices=("text", "json"), default="text", help="text unless said")
    action.set_defaults(run=list_conflicts)
    for name, said in (("mine", "keep what people set"), ("theirs", "take what the release says")):
        action = actions.add_parser(name, parents=[common], help=said)
        action.add_argument("conflicts", nargs="+", metavar="ID", help="as `conflicts list` prints it")
        action.add_argument("--why", help="for the log")
        action.set_defaults(run=decide)
    action = actions.add_parser("undo", parents=[common], help="take a decision back")
    action.add_argument("batch", metavar="BATCH", help="as mine and theirs print it")
    action.set_defaults(run=undo_decision)


def undo_or_list(args: argparse.Namespace) -> int:
    """Do what `import` does without a file: take an import back, or list what can be taken back."""
    if args.files or (args.undo and args.list):
        say("Give files to import, or --undo BATCH, or --list.")
        return WRONG_USAGE
    return list_imports(args) if args.list else undo_import(args)


def undo_import(args: argparse.Namespace) -> int:
    """Take an import, its undoing, or the removal of a dataset back."""
    from commandline.opening import open_store
    from events.store import undoing

    done = undoing.undo_import(open_store(args), args.undo, who=WHO)
    if not args.quiet:
        print(f"{done.sentence()} To take this back: atlas.py import --undo {done.batch}")
    return DONE


def list_imports(args: argparse.Namespace) -> int:
    """Print imports and removals, newest first."""
    from commandline.opening import open_store
    from events.store import undoing

    for row in undoing.listing(open_store(args)).to_dict("records"):
        state = "undone; redo with" if row["undone"] else "undo with"
        dataset = f" · {row['dataset']}" if row["kind"] == "import" and row["dataset"] else ""
        removed = "removed " if row["kind"] == "removal" else ""
        print(
            clean(
                f"{row['when']:%Y-%m-%d %H:%M} · {removed}{row['said']}{dataset} · {state} {row['undoable']}"
            )
        )
    return DONE


def list_datasets(args: argparse.Namespace) -> int:
    """Print the datasets, those of most events first."""
    from commandline.opening import open_store
    from events import query

    found = query.facets(open_store(args), names=("dataset",))["dataset"]
    if args.format == "json":
        print(json.dumps([{"dataset": name, "events": count} for name, count in found], ensure_ascii=False))
        return DONE
    for name, count in found:
        print(f"{count:>9,} {clean(name)}")
    return DONE


def remove_dataset(args: argparse.Namespace) -> int:
    """Remove a dataset with all its events."""
    from commandline.opening import open_store
    from events.store import undoing

    store = open_store(args)
    name = filters.dataset(store, args.name)
    done = undoing.remove_dataset(store, name, who=WHO, why=args.why)
    if not args.quiet:
        print(f"{clean(name)}: {done.sentence()} To take this back: atlas.py import --undo {done.batch}")
    return DONE


def list_conflicts(args: argparse.Namespace) -> int:
    """Print where a release disagrees with what people edited."""
    from commandline.opening import open_store
    from events.editing import conflicts
    from events.query import changes

    store = open_store(args)
    named = None if args.dataset is None else filters.dataset(store, args.dataset, ever=True)
    rows = changes.plain_rows(conflicts.listed(store, dataset=named))
    if args.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False))
        return DONE
    for row in rows:
        said = "now says" if row["news"] else "says, as before,"
        ours, theirs = (
            row[name] if row[name] is not None else "unknown" for name in ("own_value", "source_value")
        )
        what = f"{row['source_key']} {row['column_name']}: “{ours}” stays; the release {said} “{theirs}”"
        print(clean(f"{row['conflict_id']} · {what}"))
    return DONE


def decide(args: argparse.Namespace) -> int:
    """Keep what people set, or take what the release says."""
    from commandline.opening import open_store
    from events.editing import conflicts

    batch = conflicts.decide(open_store(args), args.conflicts, args.action, who=WHO, why=args.why)
    if not args.quiet:
        kept = "kept as people set them" if args.action == "mine" else "taken from the release"
        print(f"{len(args.conflicts)} {kept}; to take it back: atlas.py conflicts undo {batch}")
    return DONE


def undo_decision(args: argparse.Namespace) -> int:
    """Take a decision about conflicts back."""
    from commandline.opening import open_store
    from events.editing import edits

    edits.undo(open_store(args), args.batch, who=WHO)
    if not args.quiet:
        print("The decision was taken back.")
    return DONE
