"""The command that reads press reports: `read`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline import streams
from commandline.words import DONE, WRONG_USAGE, Progress, clean, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_usage(
    commands: Any, common: argparse.ArgumentParser, day: Callable[[str], Any], country: Callable[[str], Any]
) -> None:
    """Add what can be typed."""
    command = commands.add_parser(
        "read", parents=[common], help="read a report and print draft events, each value with its words"
    )
    command.add_argument(
        "file", nargs="?", metavar="FILE", help=".txt .md .html .docx .pdf .eml; - is standard input"
    )
    command.add_argument(
        "--batch",
        nargs=2,
        metavar=("REPORTS.jsonl", "OUT.jsonl"),
        help="read many: lines of id, text, published, publisher, country, or a folder of reports",
    )
    command.add_argument("--published", type=day, metavar="2020-03-12", help="the day it was published")
    command.add_argument("--publisher", metavar="NAME", help="who published it")
    command.add_argument("--country", type=country, metavar="IQ", help="the country that it is about")
    command.add_argument(
        "--format", choices=("json", "text"), default="text", help="json: everything (default: text)"
    )
    command.set_defaults(run=read)


def read(args: argparse.Namespace) -> int:
    """Read one report or many."""
    if (args.batch is None) == (args.file is None):
        say("Give either a report to read, or --batch REPORTS.jsonl OUT.jsonl.")
        return WRONG_USAGE
    if args.batch:
        return _batch(args)
    from events.reading import read_report
    from events.reading.documents import read_document
    from events.reading.text import LONGEST_READ

    with streams.read_file(args.file, suffix=".txt") as path:
        report = read_document(path)
    published = args.published or report.published
    drafts = read_report(
        report.text, published, args.country, _names(args), publisher=args.publisher or report.publisher
    )
    records = [d.as_record() for d in drafts]
    if args.format == "json":
        print(json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False))
        return DONE
    for number, record in enumerate(records, 1):
        print(clean(f"{number}. {record['title']}"))
        for field, value in record.items():
            if value not in (None, "", []) and field not in ("title", "evidence", "claims", "sites"):
                print(clean(f"   {field}: {value}"))
        for claim in record["claims"]:
            print(
                clean(
                    f"   {claim['status']}: {claim['actor'] or 'nobody named'}"
                    f" (says {claim['claimant'] or 'the report'})"
                )
            )
    if not records:
        print("No event is told here.")
    if len(report.text) > LONGEST_READ and not args.quiet:
        say(f"Only the first {LONGEST_READ:,} characters of {len(report.text):,} were read.")
    if published is None and not args.quiet:
        say("The day of publication is not known: words such as yesterday say no date. Give --published.")
    return DONE


def _names(args: argparse.Namespace) -> Any:
    from commandline.gazetteer import names_folder
    from geo.gazetteer import layers

    return layers.open_all(names_folder(args))


def _batch(args: argparse.Namespace) -> int:
    from events.reading import read_report
    from events.reading.documents import read_batch
    from geo.whole_file import write_whole

    source, target = Path(args.batch[0]), args.batch[1]
    names = _names(args)
    progress = Progress(source.name, quiet=args.quiet)
    lines: list[str] = []
    found = 0
    for report in read_batch(source):
        published = report.published or args.published
        drafts = read_report(
            report.text,
            published,
            report.country or args.country,
            names,
            publisher=report.publisher or args.publisher,
        )
        found += len(drafts)
        row = {"id": report.key, "events": [d.as_record() for d in drafts]}
        lines.append(json.dumps(row, ensure_ascii=False, allow_nan=False))
        progress(len(lines), None, "reports")
    progress.end()
    with streams.written_file(target, suffix=".jsonl") as path:
        write_whole(path, "".join(line + "\n" for line in lines), shared=True)
    if not args.quiet and target != streams.DASH:
        print(f"{clean(Path(target).name)}: {found:,} draft events of {len(lines):,} reports")
    return DONE
