"""The command that says what changed: `changes`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from commandline import filters
from commandline.opening import open_store
from commandline.words import DONE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_usage(
    commands: Any, common: argparse.ArgumentParser, day: Callable[[str], Any], last_day: Any
) -> None:
    """Put the command and its options among the others."""
    command = commands.add_parser(
        "changes", parents=[common], help="print what is new, revised field by field, or withdrawn"
    )
    command.add_argument(
        "--since", required=True, type=day, metavar="DATE", help="imported on 2020-01-01 (UTC) or later"
    )
    command.add_argument("--until", type=last_day, metavar="DATE", help="imported on this day or before")
    command.add_argument("--dataset", metavar="NAME", help="only this dataset")
    command.add_argument("--format", choices=("json", "csv"), default="json", help="json unless said")
    command.set_defaults(run=print_changes)


def print_changes(args: argparse.Namespace) -> int:
    """Print the changes of a period, newest first."""
    from events.editing import conflicts
    from events.query import changes

    store = open_store(args)
    if args.dataset is not None:
        args.dataset = filters.dataset(store, args.dataset, ever=True)
    period = changes.since_day(args.since, until=args.until, dataset=args.dataset)
    frame = changes.table(store, period)
    if args.format == "csv":
        sys.stdout.buffer.write(changes.to_csv(frame).encode())
        sys.stdout.buffer.flush()
        return DONE
    said = {
        "since": args.since.isoformat(),
        "until": args.until.isoformat() if args.until else None,
        "dataset": args.dataset,
        "counts": asdict(changes.counts(store, period)),
        "corrected": dict(zip(("events", "values"), changes.corrected(store, period), strict=True)),
        "columns": changes.column_changes(store, period),
        "conflicts": changes.plain_rows(conflicts.listed(store, dataset=args.dataset)),
        "imports": _imports(store, period),
        "changes": changes.plain_rows(frame),
    }
    json.dump(said, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("\n")
    return DONE


def _imports(store: Any, period: Any) -> list[dict[str, Any]]:
    """The imports and removals of the period, with the batch that takes each back."""
    from events.query import changes
    from events.store import undoing

    listed = undoing.listing(store)
    inside = [
        period.since <= at and (period.until is None or at <= period.until)
        for at in listed["when"].dt.to_pydatetime()
    ] if len(listed) else []  # fmt: skip
    listed = listed[inside] if len(listed) else listed
    if period.dataset is not None and len(listed):
        listed = listed[listed["dataset"] == period.dataset]
    return changes.plain_rows(listed)
