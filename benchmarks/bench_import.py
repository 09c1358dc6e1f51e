"""From a file of events to a queryable store, beside what a user would do in pandas and geopandas.

Each figure comes from a process of its own, so that its peak memory is its own. A file that comes again
unchanged is known by its bytes and not read; what the same rows cost when they are read again stands
beside it. The synthetic file has ACLED's 31 columns and invented events; reading it back from the store (a
count by type) is part of the time.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Figure

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]


def write_synthetic(path: Path, rows: int) -> None:
    """Write invented events in ACLED's columns: about 420 bytes a row, 20,000 places in Syria."""
    chance = random.Random(7)
    kinds = [
        ("Battles", "Armed clash"),
        ("Explosions/Remote violence", "Air/drone strike"),
        ("Protests", "Peaceful protest"),
        ("Violence against civilians", "Attack"),
    ]
    places = [
        (
            f"Place {i}",
            f"{chance.uniform(34.5, 36.3):.4f}",
            f"{chance.uniform(36.9, 40.9):.4f}",
            f"Province {i % 400}",
            f"District {i % 4000}",
        )
        for i in range(20_000)
    ]
    words = [
        "forces",
        "group",
        "town",
        "clash",
        "reported",
        "near",
        "village",
        "fighters",
        "road",
        "strike",
        "civilians",
        "area",
        "armed",
        "district",
        "according",
    ]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for i in range(rows):
            kind, sub = kinds[i % 4]
            place, lat, lon, admin1, admin2 = places[chance.randrange(20_000)]
            day = f"{1 + i % 28:02d} {('January', 'May', 'October')[i % 3]} {2015 + i % 10}"
            notes = f"On {day}, " + " ".join(chance.choices(words, k=16)) + "."
            year, side = 2015 + i % 10, f"Group {i % 3000}"
            when = [f"XXX{i}", day, year, 1 + i % 3, "Political violence", kind, sub]
            actors = [
                side,
                "",
                "Rebel group",
                f"Forces {i % 500}",
                "",
                "State forces",
                "Rebel group-State forces",
                "",
            ]
            where = [760, "Middle East", "Syria", admin1, admin2, "", place, lat, lon, 1 + i % 3]
            told = [f"Agency {i % 90}; Paper {i % 50}", "National", notes, i % 7, "", 1_700_000_000 + i]
            writer.writerow([*when, *actors, *where, *told])


def ours(file: str, database: str) -> dict[str, float]:
    """Import a file and count its events by type."""
    from events.importing import import_file
    from events.store import Store

    begun, worked = time.perf_counter(), time.process_time()
    store = Store.open(f"duckdb:///{database}")
    report = import_file(store, file)
    with store.reading() as db:
        db.rows("SELECT event_type, count(*), sum(fatalities_best) FROM events GROUP BY 1")
    seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
    if report.error:
        sys.exit(report.error)
    return {"seconds": seconds, "cpu": cpu, "rows": report.read, "changed": report.imported + report.updated}


def theirs(file: str, _: str) -> dict[str, float]:
    """Read the same file with pandas and make points with geopandas: no checks, no store."""
    import geopandas
    import pandas as pd

    begun = time.perf_counter()
    frame = pd.read_csv(file)
    lat, lon = ("latitude", "longitude") if "latitude" in frame else ("lat", "lon")
    points = geopandas.GeoDataFrame(
        frame, geometry=geopandas.points_from_xy(frame[lon], frame[lat]), crs=4326
    )
    return {"seconds": time.perf_counter() - begun, "rows": len(points)}


def measured(what: str, file: Path, database: Path) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_import", what, str(file), str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{what} failed")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(file: Path, folder: Path, *, may_change: bool) -> Iterator[Figure]:
    """Measure one file: the first import, the same again, and pandas with geopandas beside them.

    With ``may_change`` a line break is added, to measure also the same rows when they are read again.
    """
    database = folder / f"{file.stem}.duckdb"
    first = measured("ours", file, database)
    second = measured("ours", file, database)
    third = None
    if may_change:
        with file.open("ab") as stream:
            stream.write(b"\n")
        third = measured("ours", file, database)
    if any(again["changed"] for again in (second, third or second)):
        raise RuntimeError("an unchanged file changed something")
    peers = measured("theirs", file, database)
    for suffix in ("", ".wal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    rows = first["rows"]
    label = f"{int(rows):,} rows ({file.stat().st_size / 1e6:,.0f} MB)"
    beside = (
        f"{first['cpu']:.1f} s of processor time; read_csv + points_from_xy:"
        f" {rows / peers['seconds']:,.0f} rows/s, no checks, no store"
    )
    yield Figure(f"{label}: file to store, all checks", rows / first["seconds"], "rows/s", "≥ 40000", beside)
    beside = f"read_csv + points_from_xy: {peers['mb']:,.0f} MB"
    yield Figure(f"{label}: peak memory", first["mb"], "MB", "≤ 1500", beside)
    share = second["seconds"] / first["seconds"]
    again = f"{second['seconds']:.1f} s after {first['seconds']:.1f} s"
    yield Figure(f"{label}: unchanged, again", share, "of first", "≤ 0.33", again)
    if third is not None:
        share, again = third["seconds"] / first["seconds"], f"{third['seconds']:.1f} s"
        yield Figure(f"{label}: the same rows, read again", share, "of first", "", again)


def run() -> Iterator[Figure]:
    """Measure synthetic files of ``ATLAS_BENCH_ROWS`` rows and the file ``ATLAS_BENCH_FILE``, if any."""
    sizes = os.environ.get("ATLAS_BENCH_ROWS", "400000 2500000").split()
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            file = Path(name) / f"synthetic_{size}.csv"
            write_synthetic(file, int(size))
            yield from figures(file, Path(name), may_change=True)
            file.unlink()
        if other := os.environ.get("ATLAS_BENCH_FILE"):
            yield from figures(Path(other), Path(name), may_change=False)


if __name__ == "__main__":
    what, *places = sys.argv[1:]
    result = {"ours": ours, "theirs": theirs}[what](*places)
    result["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))
