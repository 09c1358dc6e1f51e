"""What an import must not lose: a person's own claims and sources, and a database whose writer was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from events import query
from events.editing import edits
from events.importing import import_file
from events.query import Filter
from events.store import Store, file_url

ROOT = Path(__file__).resolve().parents[2]
HEADER = "event_id,date,latitude,longitude,attacker,location,source,fatalities\n"
ROW = "{},2025-03-01,33.3,44.3,{},Baghdad,{},{}\n"

KILLED = """
import sys
from events.store import merging
from events.importing import import_file
from events.store import Store
append = merging._append
def slowly(*arguments, **options):
    count = append(*arguments, **options)
    print("inside", flush=True)
    sys.stdin.readline()
    return count
merging._append = slowly
import_file(Store.open(sys.argv[1]), sys.argv[2])
"""


def put(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    return path


def test_claims_and_sources_of_a_person_survive_a_revision(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    import_file(
        store, put(tmp_path, ROW.format("E1", "Alpha", "Agency", 2), ROW.format("E2", "Bravo", "P", 1))
    )
    listed = query.related(store, "sources", Filter())
    frame = query.select(store, Filter())
    event = str(frame.set_index("source_key").loc["E1", "event_id"])
    own = str(listed.set_index("event_id").loc[event, "source_id"])
    added, _ = edits.put_related(
        store, "claims", event, {"actor": "Charlie", "status": "denied"}, who="analyst"
    )
    more, _ = edits.put_related(store, "sources", event, {"publisher": "Own desk"}, who="analyst")
    edits.put_related(store, "sources", event, {"publisher": "Agency, checked"}, row_id=own, who="analyst")
    report = import_file(
        store, put(tmp_path, ROW.format("E1", "Alpha", "Paper", 5), ROW.format("E2", "Bravo", "Q", 1))
    )
    assert report.updated >= 1
    claims = query.related(store, "claims", Filter()).set_index("claim_id")
    sources = query.related(store, "sources", Filter()).set_index("source_id")
    assert claims.loc[added, "actor"] == "Charlie"
    assert sources.loc[more, "publisher"] == "Own desk"
    assert sources.loc[own, "publisher"] == "Agency, checked"
    assert sorted(sources["publisher"]) == ["Agency, checked", "Own desk", "Q"]


def test_an_import_killed_in_the_middle_leaves_no_half_of_the_file(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    import_file(store, put(tmp_path, ROW.format("E0", "Alpha", "Agency", 2)))
    big = tmp_path / "big.csv"
    big.write_text(HEADER + "".join(ROW.format(f"K{i}", "Alpha", "Agency", 2) for i in range(150_000)))
    victim = subprocess.Popen(
        [sys.executable, "-c", KILLED, store.url, str(big)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stdin=subprocess.PIPE, env=os.environ,
    )  # fmt: skip
    assert victim.stdout is not None
    assert victim.stdout.readline() == "inside\n"
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=30)
    assert query.counts(Store.open(store.url)).total == 1
    with store.reading() as db:
        assert db.rows("SELECT source_file FROM receipts") == [("list.csv",)]
    assert import_file(store, put(tmp_path, ROW.format("E0", "Alpha", "Agency", 2))).unchanged == 1
