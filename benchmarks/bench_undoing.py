"""A release in which every event differs, and taking it, the first import and a whole dataset back.

Each step is a process of its own on one database of invented events (those of ``bench_import``). What stands
beside it is what a user would do instead: compare two files in pandas, or put a copy of the database back,
which loses everything since.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import Figure
from benchmarks.bench_import import ROOT, write_synthetic

ROWS = int(os.environ.get("ATLAS_BENCH_UNDONE", "400000"))


def write_revised(file: Path, revised: Path) -> None:
    """Write a file's rows with another note and one death more in each."""
    with (
        file.open(encoding="utf-8", newline="") as read,
        revised.open("w", encoding="utf-8", newline="") as written,
    ):
        rows = csv.reader(read)
        writer = csv.writer(written)
        header = next(rows)
        writer.writerow(header)
        note, deaths = header.index("notes"), header.index("fatalities")
        for row in rows:
            row[note] += " Revised."
            row[deaths] = str(int(row[deaths]) + 1)
            writer.writerow(row)


def ours(what: str, database: str, file: str) -> dict[str, float]:
    """Do one step; return how long it took and how many events it changed."""
    from events.importing import import_file
    from events.store import Store, undoing

    store = Store.open(f"duckdb:///{database}")
    with store.reading() as db:
        dataset = db.rows("SELECT any_value(dataset) FROM events")[0][0]
    bulks = undoing.listing(store)
    place = -1 if what == "redo first" else 0
    batch = bulks["undoable"].iloc[place] if what.startswith("redo") else "last"

    def step() -> int:
        if what == "import":
            report = import_file(store, file)
            return 0 if report.error else report.imported + report.updated
        if what == "remove":
            return undoing.remove_dataset(store, dataset, who="benchmark").removed
        done = undoing.undo_import(store, batch, who="benchmark")
        return done.removed + done.returned

    return timed(step)


def timed(step: Callable[[], int]) -> dict[str, float]:
    """Run a step with a clock, and one of the processor, round it."""
    begun, worked = time.perf_counter(), time.process_time()
    changed = step()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
    return {"seconds": seconds, "cpu": cpu, "events": changed}


def theirs(what: str, before: str, after: str) -> dict[str, float]:
    """Find the rows that differ between two files in pandas, by their identity and every column."""
    import pandas as pd

    def step() -> int:
        old, new = (pd.read_csv(name).set_index("event_id_cnty").sort_index() for name in (before, after))
        return len(old.compare(new))

    return timed(step)


def measured(what: str, database: Path, file: Path) -> dict[str, float]:
    """Run one step in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.bench_undoing", what, str(database), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{what} failed")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if found["events"] != ROWS:
        raise RuntimeError(f"{what} changed {found['events']:,.0f} events, not {ROWS:,}")
    return found


def run() -> Iterator[Figure]:
    """Measure; see the module's text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, copy = folder / "bench.duckdb", folder / "copy.duckdb"
        first, revised = folder / "release.csv", folder / "later" / "release.csv"
        revised.parent.mkdir()
        write_synthetic(first, ROWS)
        write_revised(first, revised)
        measured("import", database, first)
        back = _copied(database, copy)
        yield _figure("a release in which all differ", measured("import", database, revised), 60,
                      f"read_csv twice, compare: {measured('compare', first, revised)['seconds']:.1f} s,"
                      " nothing kept")  # fmt: skip
        instead = f"a copy of the file put back: {back:.1f} s, all since is lost"
        yield _figure("that release undone", measured("undo", database, revised), 10, instead)
        yield _figure("that undoing undone", measured("redo", database, revised), 10, instead)
        yield _figure("that release undone again", measured("redo", database, revised), 10, instead)
        yield _figure("the first import undone", measured("undo", database, revised), 10, instead)
        yield _figure("that undoing undone too", measured("redo first", database, revised), 10, instead)
        yield _figure("the dataset removed", measured("remove", database, first), 10, instead)
        yield _figure("that removal undone", measured("redo", database, first), 10, instead)


def _figure(what: str, found: dict[str, float], limit_s: int, instead: str) -> Figure:
    beside = f"{found['cpu']:.1f} s of processor time; {instead}"
    return Figure(f"{ROWS:,} events: {what}", found["seconds"], "s", f"≤ {limit_s}", beside)


def _copied(database: Path, copy: Path) -> float:
    begun = time.perf_counter()
    shutil.copy(database, copy)
    return time.perf_counter() - begun


if __name__ == "__main__":
    named, *places = sys.argv[1:]
    print(json.dumps((theirs if named == "compare" else ours)(named, *places)))
