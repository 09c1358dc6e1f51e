"""What can be typed: commands, options and filters."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from commandline import (
    actors,
    changes,
    completion,
    counting,
    events,
    fetching,
    filters,
    gazetteer,
    keeping,
    pictures,
    releases,
    reopening,
    reports,
)
from commandline.filters import day, last_day
from commandline.words import clean, version
from geo.nearest import offer


class _Parser(argparse.ArgumentParser):
    """Refuses in one sentence: with the nearest known words, without passwords or control characters."""

    def error(self, message: str) -> NoReturn:
        choice = re.match(r"(.*invalid choice: )(['\"])(.*)\2 \(choose from (.*)\)$", message, re.DOTALL)
        if choice:
            words = [word.strip("'\" ") for word in choice[4].split(",")]
            message += offer(choice[3], words)
        if message.startswith("unrecognized arguments: "):
            typed = [word.partition("=")[0] for word in message.split() if word.startswith("--")]
            message += "".join(offer(word, _options(self)) for word in typed[:3])
        super().error(clean(message))


def _options(top: argparse.ArgumentParser) -> list[str]:
    """Return every option of a parser and of its commands."""
    found = []
    for action in top._actions:  # noqa: SLF001 (argparse lists them nowhere else)
        found += [word for word in action.option_strings if word.startswith("--")]
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 (its type has no other name)
            found += [word for command in action.choices.values() for word in _options(command)]
    return list(dict.fromkeys(found))


class _Version(argparse.Action):
    """Print the version; it is read only then."""

    def __init__(self, **options: Any) -> None:
        super().__init__(nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        print(f"Conflict Atlas {version()}")
        parser.exit(0)


def parser() -> argparse.ArgumentParser:  # noqa: PLR0915 (one line an option)
    """Return the parser of the whole command line."""
    top = _Parser(prog="atlas.py", description="Conflict Atlas on the command line.")
    top.add_argument(
        "--version", action=_Version, dest=argparse.SUPPRESS, help="print the version of the program"
    )
    _common(top, default=None, quiet=False)
    common = argparse.ArgumentParser(add_help=False)
    # Given before the command they hold as well: after it, nothing is set where nothing is typed.
    _common(common, default=argparse.SUPPRESS, quiet=argparse.SUPPRESS)
    commands: Any = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    command = commands.add_parser("import", parents=[common], help="bring event tables in")
    command.add_argument("files", nargs="*", metavar="FILE", help="event tables; - is standard input")
    command.add_argument(
        "--undo",
        metavar="BATCH",
        help="take an import back as a whole (its batch as printed by --list and the report; or last)",
    )
    command.add_argument("--list", action="store_true", help="list imports, and how each is taken back")
    command.add_argument("--mapping", metavar="NAME", help="a known mapping, or a mapping file (.yml)")
    command.add_argument(
        "--save-mapping",
        metavar="NAME",
        help="remember how the (first) file was read; its like are known by it",
    )
    command.add_argument("--dataset", metavar="NAME", help="the dataset that the events belong to")
    command.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    command.add_argument(
        "--complete", action="store_true", help="a complete release: what it lacks is withdrawn"
    )
    command.add_argument("--date-order", choices=("dmy", "mdy"), help="how to read 03/04/2024")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="NAME=FIELD",
        help="what a column is, such as side=attacker; NAME= keeps it beside the events (repeatable)",
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        type=_setting,
        metavar="FIELD=VALUE",
        help="what holds for the whole file where a row says nothing, such as attacker=ISIS, year=2021,"
        " event_type=Battles (repeatable)",
    )
    command.add_argument(
        "--rows-are", choices=("events",), help="each row is an event, though a column counts events"
    )
    command.add_argument("--undated", action="store_true", help="events of a file that has no dates")
    command.add_argument(
        "--country",
        action="append",
        default=[],
        type=_country,
        metavar="IQ",
        help="where rows without a country lie: ISO 3166-1 code or name; repeat it for several",
    )
    command.add_argument(
        "--report", metavar="OUT.json", help="write what was read, imported and refused, row by row"
    )
    command.set_defaults(run=events.import_files)
    importing = command

    command = commands.add_parser(
        "events", parents=[common, filters.options()], help="print the selected events"
    )
    command.add_argument(
        "--format", choices=("json", "csv", "geojson"), default="json", help="json unless said"
    )
    command.set_defaults(run=events.print_events)

    command = commands.add_parser(
        "export", parents=[common, filters.options()], help="write the selected events or their map"
    )
    command.add_argument(
        "out",
        metavar="OUT",
        help="the suffix says how: "
        + ", ".join(events.DATA_FORMATS + events.PICTURE_FORMATS)
        + "; - is standard output",
    )
    command.add_argument("--format", metavar="KIND", help="what is written to standard output (OUT is -)")
    command.add_argument(
        "--manifest",
        action="store_true",
        help="also write OUT.csv.manifest beside a CSV file, for `reopen` and `verify`; others carry theirs",
    )
    command.add_argument("--title", default=None, help="title of a map")
    command.add_argument("--subtitle", default=None, help="line under the title of a map")
    command.add_argument(
        "--colour-by",
        choices=("attacker", "event_type", "attacker_basis", "dataset", "country"),
        help="what the colours of a map mean",
    )
    pictures.add_options(command, day, last_day)
    command.set_defaults(run=events.export)

    command = commands.add_parser(
        "locate", parents=[common], help="say where a place is, and how sure that is"
    )
    command.add_argument("text", nargs="?", metavar="TEXT", help="a place as a report words it")
    command.add_argument("--country", type=_country, metavar="IQ", help="ISO 3166-1 code or name")
    command.add_argument("--admin1", metavar="NAME", help="the province that it lies in")
    command.add_argument(
        "--context",
        action="append",
        metavar='"NAME|NAME"',
        help="other places of the same document, which tell namesakes apart; repeatable",
    )
    command.add_argument("--json", action="store_true", help="everything known about the answer")
    command.add_argument(
        "--csv",
        nargs=2,
        metavar=("IN.csv", "OUT.csv"),
        help="locate every row of a table by its columns place, country, admin1, context (names with | "
        "between them); - is standard input or output. Columns of the input stay as they are: a result whose "
        "name is taken is written as located_NAME",
    )
    command.set_defaults(run=gazetteer.locate_place)

    reports.add_usage(commands, common, day, _country)
    _gazetteer_usage(commands, common)
    counting.add_usage(commands, common)
    changes.add_usage(commands, common, day, last_day)
    actors.add_usage(commands, common)
    releases.add_usage(commands, common)
    keeping.add_usage(commands, common)
    reopening.add_usage(commands, common)
    fetching.add_usage(commands, common, day, last_day, importing.parse_args)
    command = commands.add_parser("where", parents=[common], help="print where the database and the log are")
    command.set_defaults(run=events.where)
    completion.add_usage(commands)
    return top


def _common(command: argparse.ArgumentParser, *, default: Any, quiet: Any) -> None:
    command.add_argument(
        "--db",
        metavar="URL",
        default=default,
        help="duckdb:///PATH, before or after the command; else ATLAS_DATABASE_URL, or the dashboard's own",
    )
    command.add_argument(
        "--quiet",
        action="store_true",
        default=quiet,
        help="no progress and no summary; results and refusals only",
    )


def _country(text: str) -> str:
    from geo import countries

    try:
        return countries.stated(text)
    except countries.UnknownCountryError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _gazetteer_usage(commands: Any, common: argparse.ArgumentParser) -> None:
    command = commands.add_parser("gazetteer", help="more place names: add, learn, list, remove, fetch")
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    action = actions.add_parser("add", parents=[common], help="add files of place names")
    action.add_argument(
        "files", nargs="+", metavar="FILE", help="GeoNames, NGA GNS, OCHA/HDX, OpenStreetMap, CSV"
    )
    action.add_argument("--name", help="what to call it")
    action.add_argument("--country", metavar="IQ", help="the country of rows that do not say it")
    action.add_argument("--alternates", metavar="FILE", help="GeoNames alternateNamesV2 for the same country")
    action.set_defaults(run=gazetteer.gazetteer_add)
    action = actions.add_parser(
        "learn", parents=[common], help="learn places from event tables with coordinates"
    )
    action.add_argument("files", nargs="*", metavar="FILE", help="default: the events of the database")
    action.add_argument("--name", help="what to call it")
    action.set_defaults(run=gazetteer.gazetteer_learn)
    action = actions.add_parser("list", parents=[common], help="list what was added")
    action.set_defaults(run=gazetteer.gazetteer_list)
    action = actions.add_parser("remove", parents=[common], help="remove what was added")
    action.add_argument("names", nargs="+", metavar="NAME", help="as `gazetteer list` has it")
    action.set_defaults(run=gazetteer.gazetteer_remove)
    action = actions.add_parser("fetch", parents=[common], help="get whole countries from GeoNames")
    action.add_argument("countries", nargs="+", metavar="IQ", help="ISO 3166-1 codes or names")
    action.add_argument("--address", metavar="URL", help="another server that keeps the same files")
    action.set_defaults(run=gazetteer.gazetteer_fetch)


def _column(text: str) -> tuple[str, str]:
    """Read NAME=FIELD; a name of a column may hold the sign, a field does not."""
    name, sign, field = text.rpartition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} does not read as NAME=FIELD")
    return name.strip(), field.strip()


def _setting(text: str) -> tuple[str, str]:
    """Read FIELD=VALUE; a value may hold the sign, a field does not."""
    field, sign, value = text.partition("=")
    if not sign or not field.strip() or not value.strip():
        raise argparse.ArgumentTypeError(f"{text!r} does not read as FIELD=VALUE")
    return field.strip(), value.strip()
