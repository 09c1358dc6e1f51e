"""The command that gets data from a service and imports it: `fetch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.words import DONE, Progress, Refused, clean, say
from events.services import SERVICES, titles

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_usage(
    commands: Any,
    common: argparse.ArgumentParser,
    day: Callable[[str], Any],
    last_day: Any,
    as_import: Callable[[list[str]], argparse.Namespace],
) -> None:
    """Put the command and its options among the others; `as_import` reads what is typed for an import."""
    command = commands.add_parser(
        "fetch",
        parents=[common],
        help=f"get events from {titles()}, and import them",
        epilog=f"From the environment: {'; '.join(one.needs for one in SERVICES.values() if one.needs)}."
        " What came is kept after an error, and the same command goes on from there.",
    )
    command.add_argument("service", choices=tuple(SERVICES), help="who is asked")
    command.add_argument("--from", dest="first", type=day, metavar="DATE", help="2020-01-01, inclusive")
    command.add_argument("--to", dest="last", type=last_day, metavar="DATE", help="2020-12-31, inclusive")
    command.add_argument(
        "--country", action="append", default=[], metavar="C",
        help=_said({name: one.countries[2] for name, one in SERVICES.items() if one.countries}),
    )  # fmt: skip
    command.add_argument(
        "--version",
        default="",
        metavar="V",
        help=_said({name: one.version_words for name, one in SERVICES.items()}),
    )
    command.add_argument("--address", default="", metavar="URL", help="another server with the same pages")
    command.add_argument("--folder", metavar="DIR", help="where the file is put; default: the cache")
    command.add_argument("--dataset", metavar="NAME", help="the dataset that the events belong to")
    command.add_argument(
        "--complete", action="store_true", help="a complete release: what it lacks is withdrawn"
    )
    command.add_argument("--no-import", action="store_true", help="get the file only")
    command.add_argument("--dry-run", action="store_true", help="print what would be asked, and ask nothing")
    command.set_defaults(run=fetch, as_import=as_import)


def _said(words: dict[str, str]) -> str:
    """What is said of each service, by its name."""
    return "; ".join(f"{name.upper()}: {said}" for name, said in words.items() if said)


def fetch(args: argparse.Namespace) -> int:
    """Get the events, then import the file as any other."""
    from events.services import fetching

    question = fetching.Question(
        args.service, args.first, args.last, tuple(args.country), args.version, args.address
    )
    if args.dry_run:
        for line in fetching.plan(question):
            print(clean(line))
        return DONE
    progress = Progress(args.service, quiet=args.quiet)
    try:
        got = fetching.fetch(question, folder=Path(args.folder) if args.folder else None, progress=progress)
    except OSError as error:
        if isinstance(error, fetching.FetchError):
            raise
        raise Refused(f"The file could not be written: {error.strerror}.") from None
    finally:
        progress.end()
    for name in got.missing:
        say(f"{args.service}: has no {name}")
    if not args.quiet:
        resumed = " (went on from an earlier try)" if got.resumed else ""
        print(f"{clean(got.path.name)}: {got.rows:,} rows in {got.pages:,} pages{resumed}")
    return DONE if args.no_import else _bring_in(got.path, args)


def _bring_in(path: Path, args: argparse.Namespace) -> int:
    """Import the file as the import command would without options, but for those that both commands have."""
    asked: argparse.Namespace = args.as_import([str(path)])
    for name in ("db", "quiet", "dataset", "complete"):
        setattr(asked, name, getattr(args, name))
    code: int = asked.run(asked)
    return code
