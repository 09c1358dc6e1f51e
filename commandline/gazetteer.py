"""The commands about places: locate, gazetteer."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline import streams
from commandline.opening import open_store
from commandline.words import DONE, WRONG_USAGE, Progress, Refused, WrongUsage, clean, say
from geo import leftovers
from geo.whole_file import write_whole

if TYPE_CHECKING:
    import argparse

ASKED_COLUMNS = ("place", "country", "admin1", "context")
RESULT_COLUMNS = (
    "latitude",
    "longitude",
    "location_precision",
    "uncertainty_m",
    "located_by",
    "matched_name",
)


def locate_place(args: argparse.Namespace) -> int:
    """Print where a place is, or write where the places of a table are."""
    if (args.csv is None) == (args.text is None):
        say("Give either a place to locate, or --csv IN.csv OUT.csv.")
        return WRONG_USAGE
    if args.csv:
        with streams.read_file(args.csv[0], suffix=".csv") as source:
            return _locate_table(source, args.csv[1], args)
    from geo.gazetteer import layers
    from geo.geocoding.geocoder import locate

    names = layers.open_all(names_folder(args))
    found = locate(
        args.text, country=args.country, admin1=args.admin1, context=_names_beside(args), gazetteer=names
    )
    if found.admin1_unknown:
        raise WrongUsage(_no_unit(args.admin1, args.country, names))
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1, default=str, allow_nan=False))
    if found.latitude is None:
        rivals = "; ".join(_candidate(rival) for rival in found.candidates[:5])
        raise Refused(
            f"{found.reason or 'The place is not found.'}{' Candidates: ' + rivals if rivals else ''}"
        )
    if not args.json:
        radius = "" if found.uncertainty_m is None else f" · within {found.uncertainty_m / 1000:g} km"
        where = f"{found.latitude:.5f}, {found.longitude:.5f}"
        print(clean(f"{where} · {found.precision}{radius} · {found.matched_name or ''}"))
        print(clean(found.explanation))
        if found.ambiguous:
            print("Ambiguous. Candidates: " + "; ".join(_candidate(rival) for rival in found.candidates[:5]))
    return DONE


def _no_unit(admin1: str, country: str | None, gazetteer: Any) -> str:
    """Say that no province is called so, and which are called nearly so."""
    from geo import countries
    from geo.nearest import offer

    within = f" of {countries.name(country)}" if country else ""
    near = offer(admin1, gazetteer.unit_names(country), examples=5 if country else 0)
    return f"No province{within} is called “{admin1[:200]}”{near}."


def _names_beside(args: argparse.Namespace) -> list[str]:
    """Return the names of --context: with | between them, or with commas."""
    given = args.context or []
    return [name for text in given for name in (text.split("|") if "|" in text else text.split(","))]


def _candidate(rival: Any) -> str:
    parts = (rival.name, rival.admin1, rival.country)
    return clean(f"{', '.join(part for part in parts if part)} ({rival.latitude:.3f}, {rival.longitude:.3f})")


def _locate_table(source: Path, target: str, args: argparse.Namespace) -> int:
    import pandas as pd

    from geo.gazetteer import layers
    from geo.geocoding.geocoder import locate_many

    try:
        # the head is a row like any: pandas would rename what is empty or comes twice in it
        table = pd.read_csv(source, header=None, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise Refused(f"{source.name} does not read as a CSV table in UTF-8.") from None
    head, table = table.iloc[0].tolist(), table.iloc[1:]
    if "place" not in head:
        raise Refused(f"{source.name} has no column named place.")
    asked = pd.DataFrame({name: table[head.index(name)] for name in ASKED_COLUMNS if name in head})
    beside = "|".join(_names_beside(args))
    if beside:
        asked["context"] = asked["context"] + "|" + beside if "context" in asked else beside
    found = locate_many(asked, gazetteer=layers.open_all(names_folder(args)))[list(RESULT_COLUMNS)]
    given = set(head)
    head += [_free_name(column, given) for column in RESULT_COLUMNS]
    table = pd.concat([table, found], axis=1)
    with streams.written_file(target, suffix=".csv") as path:
        write_whole(path, table.to_csv(index=False, header=head, lineterminator="\n"), shared=True)
    if not args.quiet and target != streams.DASH:
        located = int(found["latitude"].notna().sum())
        print(f"{clean(Path(target).name)}: {located:,} of {len(table):,} places located")
    return DONE


def _free_name(column: str, given: set[str]) -> str:
    """Return what a result is called beside the columns of the input, which stay as they are."""
    while column in given:
        column = f"located_{column}"
    return column


def names_folder(args: argparse.Namespace) -> Path:
    """Return the folder of added place names: beside the database."""
    from events.database_address import names_folder_of

    return names_folder_of(args.db)


def gazetteer_add(args: argparse.Namespace) -> int:
    """Add files of place names."""
    from geo.gazetteer import layers

    if args.name and len(args.files) > 1:
        raise Refused("One --name goes with one file; add the files one by one.")
    for file in args.files:
        progress = Progress(Path(file).name, quiet=args.quiet)
        alternates = Path(args.alternates) if args.alternates else None
        added = layers.add(
            Path(file),
            folder=names_folder(args),
            name=args.name,
            country=args.country,
            alternates=alternates,
            progress=progress,
        )
        progress.end()
        for refused in added.refused[:20]:
            say(f"{Path(file).name}: line {refused.line} refused, {refused.message}")
        if not args.quiet:
            print(f"{_layer_words(added.layer)}; {added.read:,} rows read, {added.refused_count:,} refused")
    return DONE


def gazetteer_learn(args: argparse.Namespace) -> int:
    """Learn the places of event tables that carry coordinates; without files, of the database itself."""
    import pandas as pd

    from geo.geocoding import learning

    frames = [_coded(open_store(args))] if not args.files else [_from_file(file, args) for file in args.files]
    name = args.name or ("learned" if not args.files else f"learned from {Path(args.files[0]).stem}")
    progress = Progress(name, quiet=args.quiet)
    layer = learning.learn(pd.concat(frames), name=name, folder=names_folder(args), progress=progress)
    progress.end()
    if not args.quiet:
        print(_layer_words(layer))
    return DONE


def _from_file(file: str, args: argparse.Namespace) -> Any:
    """Read an event table as an import does, into a database that is thrown away."""
    from events.importing import import_file
    from events.store import Store, file_url

    with tempfile.TemporaryDirectory(dir=leftovers.scratch()) as folder:
        store = Store.open(file_url(Path(folder) / "learn.duckdb"))
        progress = Progress(Path(file).name, quiet=args.quiet)
        report = import_file(store, Path(file), progress=progress)
        progress.end()
        if report.error:
            raise Refused(report.error)
        return _coded(store)


def _coded(store: Any) -> Any:
    """Return the places of events whose coordinates came with the data."""
    from events import query

    wanted = [
        "place",
        "country",
        "admin1",
        "latitude",
        "longitude",
        "location_precision",
        "dataset",
        "located_by",
    ]
    frame = query.select(store, columns=wanted, order=None)
    return frame[(frame["located_by"] == "source") & frame["latitude"].notna()].drop(columns="located_by")


def gazetteer_list(args: argparse.Namespace) -> int:
    """List the added layers of names."""
    from geo.gazetteer import layers

    for layer in layers.list_all(names_folder(args)):
        print(_layer_words(layer))
    return DONE


def gazetteer_remove(args: argparse.Namespace) -> int:
    """Remove added layers by name."""
    from geo.gazetteer import layers

    for name in args.names:
        layer = layers.remove(name, folder=names_folder(args))
        if not args.quiet:
            print(f"{clean(layer.name)}: removed")
    return DONE


def gazetteer_fetch(args: argparse.Namespace) -> int:
    """Get country files from GeoNames; asking for it here is what switches the network on."""
    from geo import online
    from geo.online import settings

    server = args.address or settings.load().names or online.GEONAMES
    for country in args.countries:
        progress = Progress(country, quiet=args.quiet)
        with online.on_request():
            added = online.fetch_layer(country, folder=names_folder(args), server=server, progress=progress)
        progress.end()
        if not args.quiet:
            print(_layer_words(added.layer))
    return DONE


def _layer_words(layer: Any) -> str:
    if layer.problem:
        return clean(f"{layer.name}: refused, {layer.problem}")
    return clean(f"{layer.name}: {layer.records:,} places, {layer.names:,} names ({layer.form})")
