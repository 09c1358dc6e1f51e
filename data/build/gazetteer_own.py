"""Add the rows of data/places.csv that data/gazetteer.bin lacks, without the packages of a whole build.

Run from the project's folder: ``python data/build/gazetteer_own.py``. A whole build (``gazetteer.py``) takes
them in, too.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from geo import gazetteer  # noqa: E402
from geo.gazetteer import compiler, index_file  # noqa: E402
from geo.gazetteer.compiler import Record  # noqa: E402

OWN = "Conflict Atlas places"
OWN_WEIGHT = 5


def recorded(index: gazetteer.Index) -> list[Record]:
    """Return the records of an index as they were compiled."""
    found = []
    for row in range(len(index)):
        place = index.place(row)
        source = index.sources.index(place.source)
        found.append(
            Record(
                tuple(index.spellings(row)), place.latitude, place.longitude, place.country, place.kind,
                place.population, place.radius_m, index.parent_rows(row), place.weight, source,
            )
        )  # fmt: skip
    return found


def main() -> None:
    """Write the file anew where a place is missing."""
    index = gazetteer.shipped().indexes[0]
    records = recorded(index)
    known = {(r.names[0], r.country) for r in records if r.source == index.sources.index(OWN)}
    added = 0
    with (ROOT / "data" / "places.csv").open(encoding="utf-8", newline="") as stream:
        for one in csv.DictReader(stream):
            if (one["name"], one["country"]) in known:
                continue
            point = float(one["latitude"]), float(one["longitude"])
            beside = gazetteer.nearest([point])[0]
            parents = beside.unit_ids if beside.country == one["country"] else ()
            spelt = (one["name"], *(a for a in one["aliases"].split("|") if a))
            rest = (one["country"], one["kind"], 0, float(one["radius_m"]), parents, OWN_WEIGHT)
            records.append(Record(spelt, *point, *rest, index.sources.index(OWN)))
            added += 1
    columns = compiler.columns(records, index.countries)
    meta = dict(index.meta) | {"records": len(records)}
    out = ROOT / "data" / "gazetteer.bin"
    index_file.write(out, columns, meta, differences=compiler.DIFFERENCES, level=22)
    print(f"{added} places added, {len(records)} records")


if __name__ == "__main__":
    main()
