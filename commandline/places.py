"""The commands about places: locate, gazetteer."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commandline.words import DONE, WRONG_USAGE, Refused, clean, say, write_text


def locate_place(args: argparse.Namespace) -> int:
    if (args.csv is None) == (args.text is None):
        say("Give either a place to locate, or --csv IN.csv OUT.csv.")
        return WRONG_USAGE
    if args.csv:
        return _locate_table(Path(args.csv[0]), Path(args.csv[1]), quiet=args.quiet)
    from geo.geocoder import locate

    found = locate(args.text, country=args.country, admin1=args.admin1)
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


def _candidate(rival: Any) -> str:
    parts = (rival.name, rival.admin1, rival.country)
    return clean(f"{', '.join(part for part in parts if part)} ({rival.latitude:.3f}, {rival.longitude:.3f})")


def _locate_table(source: Path, target: Path, *, quiet: bool) -> int:
    import pandas as pd

    from geo.geocoder import locate_many

    try:
        table = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise Refused(f"{source.name} does not read as a CSV table in UTF-8.") from None
    if "place" not in table.columns:
        raise Refused(f"{source.name} has no column named place.")
    asked = table.reindex(columns=["place", "country", "admin1"], fill_value="")
    found = locate_many(asked)
    columns = ["latitude", "longitude", "location_precision", "uncertainty_m", "located_by", "matched_name"]
    for column in columns:
        table[column] = found[column]
    write_text(target, table.to_csv(index=False, lineterminator="\n"))
    if not quiet:
        print(f"{clean(target.name)}: {int(found['latitude'].notna().sum())} of {len(table)} places located")
    return DONE


def gazetteer(args: argparse.Namespace) -> int:
    raise Refused("More place names cannot be added yet.")
