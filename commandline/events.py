"""The commands about events: import, events, export, where.

Heavy libraries are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import events.formats
import maps.formats
from commandline import filters, pictures, streams
from commandline.opening import open_store
from commandline.words import (
    DONE,
    REFUSED,
    WRONG_USAGE,
    Progress,
    clean,
    log_path,
    say,
    sentence,
)
from geo.nearest import offer
from geo.whole_file import write_whole

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from events.importing.questions import Answers
    from events.importing.report import ImportReport
    from events.query import Filter
    from events.store import Store

DATA_FORMATS = tuple(events.formats.FORMATS)
PICTURE_FORMATS = tuple(maps.formats.FORMATS)


def import_files(args: argparse.Namespace) -> int:
    """Bring files in, or list or take back what was brought in."""
    if args.undo or args.list:
        from commandline.releases import undo_or_list

        return undo_or_list(args)
    if not args.files:
        say("Give files to import, or --undo BATCH, or --list.")
        return WRONG_USAGE
    reports: list[ImportReport] = []
    try:
        if args.save_mapping:
            from events.importing.mapping import check_name

            check_name(args.save_mapping)
        store = open_store(args, create=True)
        for file in args.files:
            reports.append(_bring_in(store, file, args))
            if args.save_mapping and len(reports) == 1 and not reports[0].error and file != streams.DASH:
                _save_mapping(file, args)
    except Exception as error:  # noqa: BLE001 (whatever stops one file is its report; the others go on)
        reports.append(_refusal(args.files[len(reports)], args, sentence(error)))
        say(str(reports[-1].error))
    if any(not report.error for report in reports):
        tell_outdated(store)
    if args.report:
        write_whole(args.report, _report_text(reports, alone=len(args.files) == 1))
    return REFUSED if any(report.error for report in reports) else DONE


def _bring_in(store: Store, file: str, args: argparse.Namespace) -> ImportReport:
    """Import one file, or standard input, and tell what became of it."""
    from events.importing import import_file

    progress = Progress(Path(file).name, quiet=args.quiet)
    try:
        with streams.read_file(file) as path:
            report = import_file(
                store,
                path,
                mapping=args.mapping,
                dataset=args.dataset,
                sheet=args.sheet,
                complete=args.complete,
                date_order=args.date_order,
                answers=_answers(args),
                countries=args.country,
                progress=progress,
            )
    except Exception as error:  # noqa: BLE001 (whatever stops one file is its report; the others go on)
        report = _refusal(file, args, sentence(error))
    progress.end()
    _tell_import(report, quiet=args.quiet)
    return report


def _answers(args: argparse.Namespace) -> Answers:
    from events.importing.questions import Answers

    return Answers(
        columns=dict(args.column), rows=args.rows_are, undated=args.undated, constants=dict(args.set)
    )


def _report_text(reports: list[ImportReport], *, alone: bool) -> Iterator[str]:
    """Yield the reports as JSON: the one of a single file, or a list of them."""
    yield "" if alone else "["
    for number, report in enumerate(reports):
        yield ",\n" if number else ""
        yield from report.json_parts()
    yield "\n" if alone else "]\n"


def _save_mapping(file: str, args: argparse.Namespace) -> None:
    """Save how a file that came in was read; what goes wrong here takes nothing of the import back."""
    from events.importing.remembering import save_mapping

    options = {"dataset": args.dataset, "date_order": args.date_order}
    try:
        saved = save_mapping(
            file,
            args.save_mapping,
            mapping=args.mapping,
            sheet=args.sheet,
            answers=_answers(args),
            **options,
        )
    except Exception as error:  # noqa: BLE001 (whatever stops one file is its report; the others go on)
        say(f"The events came in, but the mapping was not saved. {sentence(error)}")
        return
    if not args.quiet:
        said = f"mapping saved as {clean(saved.name)}; files with these columns are read by it"
        print(f"{clean(args.save_mapping)}: {said}")


def _refusal(file: str, args: argparse.Namespace, message: str) -> ImportReport:
    from events.importing.report import ImportReport

    return ImportReport(Path(file).name, mapping=args.mapping, dataset=args.dataset, error=message)


def _tell_import(report: ImportReport, *, quiet: bool) -> None:
    if report.error:
        say(report.error)
        return
    for item in report.refused[:20]:
        say(f"{report.file}: refused, {item.message}")
    if len(report.refused) > 20:
        say(f"{report.file}: {len(report.refused) - 20:,} more refused; --report OUT.json lists them all.")
    for item in report.conflicts[:20]:
        say(f"{report.file}: {f'{item.id}, ' if item.id else ''}{item.message}")
    if len(report.conflicts) > 20:
        say(f"{report.file}: more values that people edited differ; `atlas.py conflicts list` has all.")
    for item in report.warnings:
        if item.column == "country" and item.row is None:
            say(f"{report.file}: {item.message}")
    if not quiet:
        for sentence in report.column_changes:
            print(f"{clean(report.file)}: {clean(sentence)}")
        undo = f"; undo with --undo {report.batch}" if report.batch else ""
        withdrawn = f"{report.withdrawn:,} withdrawn, " if report.withdrawn else ""
        print(
            f"{clean(report.file)}: {report.read:,} read, {report.imported:,} imported, "
            f"{report.updated:,} updated, {report.unchanged:,} unchanged, "
            f"{len(report.refused):,} refused, {withdrawn}{len(report.warnings):,} warnings{undo}"
        )


def tell_outdated(store: Store) -> None:
    """Say which files to import again, since an earlier version of the program read them wrongly."""
    from events.store import rereading

    for one in rereading.to_import_again(store):
        say(one.words)


def print_events(args: argparse.Namespace) -> int:
    """Print the selected events."""
    from events import export

    chosen = filters.chosen(args)
    store = open_store(args)
    filters.check(store, chosen)
    tell_outdated(store)
    export.write_stream(store, chosen, sys.stdout.buffer, format=args.format)
    sys.stdout.buffer.flush()
    return DONE


def export(args: argparse.Namespace) -> int:
    """Write the selected events, or their map, in the format that the suffix says."""
    path = Path(args.out)
    kind = (args.format or path.suffix.lstrip(".")).lower()
    kinds = DATA_FORMATS + PICTURE_FORMATS
    if args.out == streams.DASH and not args.format:
        say(f"Standard output (-) needs --format: one of {', '.join(kinds)}.")
        return WRONG_USAGE
    if args.manifest and (args.out == streams.DASH or kind != "csv"):
        say("--manifest is for a CSV file, which has no place for one; other files carry it in themselves.")
        return WRONG_USAGE
    if kind not in kinds or (args.out != streams.DASH and kind != path.suffix.lstrip(".").lower()):
        near = offer(kind, kinds) if kind not in kinds else ""
        say(f"{path.name}: unknown kind of file; the suffix is one of {', '.join(kinds)}{near}.")
        return WRONG_USAGE
    asked = pictures.read(args)
    chosen = filters.chosen(args, asked.filter)
    store = open_store(args)
    filters.check(store, chosen)
    tell_outdated(store)
    _tell_examples(store, asked.within(chosen))
    with streams.written_file(args.out, suffix=f".{kind}") as target:
        said = _table(args, store, asked.within(chosen), target) if kind in DATA_FORMATS else "the map"
        if kind in PICTURE_FORMATS:
            pictures.draw(args, store, chosen, asked, target)
    if not args.quiet and args.out != streams.DASH:
        print(f"{clean(path.name)}: {said} written")
    return DONE


def _tell_examples(store: Store, chosen: Filter) -> None:
    """Say that the example events stand among a person's own."""
    from events.editing import examples

    if mixed := examples.unasked(store, chosen):
        say(
            f"{mixed} of the events are the examples that the database began with;"
            f' atlas.py dataset remove "{examples.NAME}" puts them away.'
        )


def _table(args: argparse.Namespace, store: Store, chosen: Filter, path: Path) -> str:
    """Write the events as a table and return how many they are."""
    from events import export

    if idle := pictures.only_for_maps(args):
        say(f"{path.name} is a table: {', '.join(idle)} says nothing to it.")
    progress = Progress(path.name, quiet=args.quiet)
    done = export.write(store, chosen, path, beside=args.manifest, progress=progress)
    progress.end()
    for warning in done.warnings:
        say(warning)
    return f"{done.events} events (data mark {done.mark})"


def where(args: argparse.Namespace) -> int:
    """Print where the database and the log are."""
    from events.database_address import default_url

    print(f"database  {clean(args.db or default_url())}")
    print(f"log       {log_path()}")
    return DONE
