"""From a file of events to a queryable store, beside what a user would do in pandas and geopandas.

Usage: python benchmarks/bench_import.py [--rows 400000 2500000] [--file OTHER.csv]
Each figure comes from a process of its own, so that its peak memory is its own. The
synthetic file has ACLED's 31 columns and invented events; reading it back from the
store (a count by type) is part of the time.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

COLUMNS = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude "
    "longitude geo_precision source source_scale notes fatalities tags timestamp"
).split()
TARGET_RATE = 40_000
TARGET_MB = 1500


def write_synthetic(path: Path, rows: int) -> None:
    """Write invented events in ACLED's columns: about 420 bytes a row, 20,000 places, 3,000 actors."""
    chance = random.Random(7)
    kinds = [("Battles", "Armed clash"), ("Explosions/Remote violence", "Air/drone strike"), ("Protests", "Peaceful protest"),
             ("Violence against civilians", "Attack")]  # fmt: skip
    places = [(f"Place {i}", f"{chance.uniform(-30, 60):.4f}", f"{chance.uniform(-100, 140):.4f}", f"Province {i % 400}",
               f"District {i % 4000}") for i in range(20_000)]  # fmt: skip
    words = "forces group town clash reported near village fighters road strike civilians area armed district according".split()
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for i in range(rows):
            kind, sub = kinds[i % 4]
            place, lat, lon, admin1, admin2 = places[chance.randrange(20_000)]
            day = f"{1 + i % 28:02d} {('January', 'May', 'October')[i % 3]} {2015 + i % 10}"
            notes = f"On {day}, " + " ".join(chance.choices(words, k=16)) + "."
            writer.writerow([
                f"XXX{i}", day, 2015 + i % 10, 1 + i % 3, "Political violence", kind, sub, f"Group {i % 3000}", "", "Rebel group",
                f"Forces {i % 500}", "", "State forces", "Rebel group-State forces", "", 760, "Middle East", "Syria", admin1, admin2,
                "", place, lat, lon, 1 + i % 3, f"Agency {i % 90}; Paper {i % 50}", "National", notes, i % 7, "",
                1_700_000_000 + i,
            ])  # fmt: skip


def ours(file: str, database: str) -> dict[str, float]:
    """Import a file and count its events by type."""
    from events.importing import import_file
    from events.store import Store

    begun = time.perf_counter()
    store = Store.open(f"duckdb:///{database}")
    report = import_file(store, file)
    with store.reading() as db:
        db.rows("SELECT event_type, count(*), sum(fatalities_best) FROM events GROUP BY 1")
    seconds = time.perf_counter() - begun
    if report.error:
        sys.exit(report.error)
    return {"seconds": seconds, "rows": report.read, "refused": len(report.refused)}


def theirs(file: str, _: str) -> dict[str, float]:
    """Read the same file with pandas and make points with geopandas: no checks, no store."""
    import geopandas
    import pandas as pd

    begun = time.perf_counter()
    frame = pd.read_csv(file)
    lat, lon = ("latitude", "longitude") if "latitude" in frame else ("lat", "lon")
    points = geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame[lon], frame[lat]), crs=4326)
    return {"seconds": time.perf_counter() - begun, "rows": len(points), "refused": 0}


def measured(what: str, file: Path, database: Path) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    command = [sys.executable, __file__, "--one", what, str(file), str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-2000:] or f"{what} failed")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(file: Path, folder: Path) -> None:
    """Print the figures of one file."""
    database = folder / f"{file.stem}.duckdb"
    size = file.stat().st_size / 1e6
    first = measured("ours", file, database)
    second = measured("ours", file, database)
    peers = measured("theirs", file, database)
    rows = int(first["rows"])
    print(f"\n{file.name}: {rows:,} rows, {size:,.0f} MB")
    print(f"{'':44}{'seconds':>9}{'rows/s':>11}{'peak MB':>9}")
    for label, one in (
        (f"import with every check (≥ {TARGET_RATE:,} rows/s)", first),
        ("the same again, unchanged (≤ 1/3)", second),
        ("pandas.read_csv + points_from_xy, no checks", peers),
    ):
        print(f"{label:44}{one['seconds']:9.2f}{rows / one['seconds']:11,.0f}{one['mb']:9,.0f}")
    print(f"second/first {second['seconds'] / first['seconds']:.2f}; ours/pandas {first['seconds'] / peers['seconds']:.2f} in time, "
          f"{first['mb'] / peers['mb']:.2f} in memory (≤ {TARGET_MB:,} MB)")  # fmt: skip
    for suffix in ("", ".wal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[400_000])
    parser.add_argument("--file", type=Path, help="another file to measure, such as a UCDP GED release")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        what, file, database = options.one
        result = {"ours": ours, "theirs": theirs}[what](file, database)
        result["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in options.rows:
            file = folder / f"synthetic_{rows}.csv"
            write_synthetic(file, rows)
            compare(file, folder)
            file.unlink()
        if options.file:
            compare(options.file, folder)


if __name__ == "__main__":
    main()
