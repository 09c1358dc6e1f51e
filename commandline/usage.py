"""What can be typed: commands, options and filters."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from commandline import actors, changes, events, fetching, gazetteer, keeping, pictures, releases
from events.model import CLAIM_STATUSES, LOCATION_PRECISIONS


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="atlas.py", description="Conflict Atlas on the command line.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--db", metavar="URL", help="duckdb:///PATH; default: the dashboard's own")
    common.add_argument(
        "--quiet", action="store_true", help="no progress and no summary; results and refusals only"
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    command = commands.add_parser("import", parents=[common], help="bring event tables in")
    command.add_argument("files", nargs="*", metavar="FILE")
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

    command = commands.add_parser("events", parents=[common, _filters()], help="print the selected events")
    command.add_argument("--format", choices=("json", "csv", "geojson"), default="json")
    command.set_defaults(run=events.print_events)

    command = commands.add_parser(
        "export", parents=[common, _filters()], help="write the selected events or their map"
    )
    command.add_argument(
        "out",
        metavar="OUT",
        help="the suffix says how: " + ", ".join(events.DATA_FORMATS + events.PICTURE_FORMATS),
    )
    command.add_argument("--title", default=None, help="title of a map")
    command.add_argument("--subtitle", default=None, help="line under the title of a map")
    command.add_argument(
        "--colour-by", choices=("attacker", "event_type", "attacker_basis", "dataset", "country")
    )
    pictures.add_options(command, _day, _last_day)
    command.set_defaults(run=events.export)

    command = commands.add_parser(
        "locate", parents=[common], help="say where a place is, and how sure that is"
    )
    command.add_argument("text", nargs="?", metavar="TEXT")
    command.add_argument("--country", type=_country, metavar="IQ", help="ISO 3166-1 code or name")
    command.add_argument("--admin1", metavar="NAME")
    command.add_argument("--json", action="store_true", help="everything known about the answer")
    command.add_argument("--csv", nargs=2, metavar=("IN.csv", "OUT.csv"), help="locate every row of a table")
    command.set_defaults(run=gazetteer.locate_place)

    _gazetteer_usage(commands, common)
    changes.add_usage(commands, common, _day, _last_day)
    actors.add_usage(commands, common)
    releases.add_usage(commands, common)
    keeping.add_usage(commands, common)
    fetching.add_usage(commands, common, _day, _last_day)
    command = commands.add_parser("where", parents=[common], help="print where the database and the log are")
    command.set_defaults(run=events.where)
    return top


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
    action.add_argument("names", nargs="+", metavar="NAME")
    action.set_defaults(run=gazetteer.gazetteer_remove)
    action = actions.add_parser("fetch", parents=[common], help="get whole countries from GeoNames")
    action.add_argument("countries", nargs="+", metavar="IQ")
    action.add_argument("--address", metavar="URL", help="another server that keeps the same files")
    action.set_defaults(run=gazetteer.gazetteer_fetch)


def _filters() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("filters (repeated values of one filter add up)")
    group.add_argument("--attacker", action="append", default=[], metavar="A", help="also where only claimed")
    group.add_argument(
        "--basis", action="append", default=[], choices=CLAIM_STATUSES, help="how the attacker is known"
    )
    group.add_argument("--from", dest="date_from", type=_day, metavar="DATE", help="2020-01-01, inclusive")
    group.add_argument("--to", dest="date_to", type=_last_day, metavar="DATE", help="2020-12-31, inclusive")
    group.add_argument("--type", action="append", default=[], metavar="T")
    group.add_argument("--sub-type", action="append", default=[], metavar="T")
    group.add_argument("--country", action="append", default=[], metavar="C", help="ISO 3166-1 code or name")
    group.add_argument("--precision", action="append", default=[], choices=LOCATION_PRECISIONS)
    group.add_argument("--dataset", action="append", default=[], metavar="NAME")
    group.add_argument("--text", default="", metavar="WORDS")
    group.add_argument("--bbox", type=_numbers("LEFT,BOTTOM,RIGHT,TOP"), metavar="LEFT,BOTTOM,RIGHT,TOP")
    group.add_argument("--within", type=_numbers("LAT,LON,KM"), metavar="LAT,LON,KM")
    group.add_argument("--deaths-min", type=int, metavar="N")
    group.add_argument("--deaths-max", type=int, metavar="N")
    group.add_argument("--event", action="append", default=[], metavar="ID", help="only this event")
    group.add_argument("--include-withdrawn", action="store_true")
    group.add_argument(
        "--linked-once", action="store_true", help="events that someone found to be one count once"
    )
    return parser


def _day(text: str) -> dt.date:
    """Read 2020, 2020-03 or 2020-03-11 as the first day that it means."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        return dt.date(*(int(part or 1) for part in parts.groups())) if parts else dt.date.fromisoformat("")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2020-03-11") from None


def _last_day(text: str) -> dt.date:
    """Read 2020, 2020-03 or 2020-03-11 as the last day that it means."""
    day, given = _day(text), text.strip().count("-")
    if given == 2:
        return day
    following = (
        dt.date(day.year + 1, 1, 1) if given == 0 or day.month == 12 else dt.date(day.year, day.month + 1, 1)
    )
    return following - dt.timedelta(days=1)


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
