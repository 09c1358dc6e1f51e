"""Work out `data/radii.csv` from places whose true position is known.

    python data/build/radii.py PLACES.csv...

Columns: place, country, admin1, latitude, longitude and, where there is one, context. Each place is looked up
as the program does; what the error exceeds the extent of the matched place by is gathered by how its name
met, what the text says it is and how many people it has. The doubt of such a group is what holds 90 of 100,
not less than 2 km, 2.5 km where a unit is stated (gazetteers round and move points by as much),
not more than 13 km: beyond that a larger
radius would not tell a wrong place, it would only blur the right ones. Groups with fewer than 15 places take
the figure of the whole rule. Printed besides: how many of the places of a country lie within the radius when
the figures are worked out without that country.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geo.gazetteer import generic, names, shipped  # noqa: E402
from geo.geocoding import doubt, resolving  # noqa: E402
from geo.geocoding.extents import apart_m  # noqa: E402

HELD, MOST_M, LEAST_PLACES = 0.90, 13_000.0, 15
LEAST_M = {True: 2_500.0, False: 2_000.0}
"""By whether a unit is stated: lists that state units have hamlets, which gazetteers place more roughly."""


ALONE = (doubt.COUNTRY_ALONE, doubt.NO_COUNTRY)


class Seen(NamedTuple):
    """A place that was answered with a point: its group, its country, error and extent in metres."""

    key: doubt.Key
    country: str
    error_m: float
    extent_m: float


def main() -> None:
    """Measure, print and write."""
    seen = [one for path in sys.argv[1:] for one in _seen(Path(path))]
    table = worked_out(seen)
    held = total = 0
    for country in sorted({s.country for s in seen}):
        others = worked_out([s for s in seen if s.country != country])
        mine = [s for s in seen if s.country == country]
        held += sum(s.error_m <= s.extent_m + _figure(others, s.key) for s in mine)
        total += len(mine)
    print(f"{held} of {total} inside ({held / total:.1%}), each country by figures from the others")
    with (ROOT / "data" / "radii.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["met", "said", "people", "doubt_m", "places"])
        for key, (metres, places) in sorted(table.items()):
            writer.writerow([*key, 100 * math.ceil(metres / 100), places])


def worked_out(seen: Iterable[Seen]) -> dict[doubt.Key, tuple[float, int]]:
    """Return the doubt of each group in metres, and on how many places it rests."""
    groups: dict[doubt.Key, list[float]] = defaultdict(list)
    for one in seen:
        beyond = max(0.0, one.error_m - one.extent_m)
        groups[one.key].append(beyond)
        if one.key[1]:
            groups[one.key[0], "", ""].append(beyond)
    kept = {k: v for k, v in groups.items() if len(v) >= LEAST_PLACES or not k[1]}
    return {k: (min(MOST_M, max(LEAST_M[k not in ALONE], _quantile(v))), len(v)) for k, v in kept.items()}


def _figure(table: dict[doubt.Key, tuple[float, int]], key: doubt.Key) -> float:
    found = table.get(key) or table.get((key[0], "", ""))
    return found[0] if found else MOST_M


def _quantile(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(HELD * len(values)))]


def _seen(path: Path) -> Iterable[Seen]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        beside = tuple(n for n in (row.get("context") or "").split("|") if n)
        asked = (row["place"], row.get("country") or "", row.get("admin1") or "", "")
        found = resolving.resolve(*asked, shipped(), beside=beside)
        if found.precision != "exact" or found.relation is not None:
            continue
        error = apart_m(float(row["latitude"]), float(row["longitude"]), found.latitude, found.longitude)
        best, wanted = found.candidates[0], generic.split(names.basic(row["place"]))[1]
        told = "unit" if row.get("admin1") else "country" if row.get("country") else ""
        key = doubt.COUNTRY_ALONE if told == "country" else doubt.NO_COUNTRY
        key = doubt.key_of(best.rule, wanted, best.population) if told == "unit" else key
        extent = found.uncertainty_m - doubt.point_doubt_m(best.rule, wanted, best.population, told)
        yield Seen(key, row.get("country") or str(found.country), error, extent)


if __name__ == "__main__":
    main()
