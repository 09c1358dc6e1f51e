"""The store: one writer, all or nothing, and files that are not ours are left alone."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from events import query
from events.errors import (
    EventsError,
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreUrlError,
    StoreVersionError,
    ValueRefusedError,
)
from events.query import Filter
from events.store import Store, default_url, file_url
from tests.events.synthetic import events_frame

ROOT = Path(__file__).resolve().parents[2]


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def upsert(store: Store, frame: pd.DataFrame) -> tuple[int, int, int]:
    with store.writing(who="test") as db:
        return db.upsert_events(frame)[:3]


def test_default_is_the_data_folder_with_the_seed_and_the_environment_overrides_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_url().endswith("conflict-atlas/events.duckdb")
    assert query.counts(Store.open()).total == 11
    monkeypatch.setenv("ATLAS_DATABASE_URL", file_url(tmp_path / "mine.duckdb"))
    assert query.counts(Store.open()).total == 0
    assert (tmp_path / "mine.duckdb").exists()


def test_relative_and_absolute_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Store.open("duckdb:///sub/a b'c.duckdb").path == tmp_path / "sub" / "a b'c.duckdb"
    assert Store.open(f"duckdb:///{tmp_path}/abs.duckdb").path == tmp_path / "abs.duckdb"


@pytest.mark.parametrize(
    "url", ["", "postgresql://host/db", "events.duckdb", "duckdb:///", "duckdb:///:memory:"]
)
def test_addresses_that_name_no_file_are_refused(url: str) -> None:
    with pytest.raises(StoreUrlError):
        Store.open(url)


def test_stamp_changes_with_data_only(store: Store) -> None:
    before = store.stamp()
    query.counts(store)
    assert store.stamp() == before
    upsert(store, events_frame(10))
    after = store.stamp()
    assert after != before
    assert upsert(store, events_frame(10)) == (0, 0, 10)
    assert store.stamp() == after


def test_exception_undoes_the_whole_block(store: Store) -> None:
    def half_done() -> None:
        with store.writing(who="test") as db:
            db.upsert_events(events_frame(10))
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        half_done()
    assert query.counts(store).total == 0
    assert upsert(store, events_frame(10)) == (10, 0, 0)


def test_events_come_back_as_they_went_in(store: Store) -> None:
    frame = events_frame(300, seed=4)
    upsert(store, frame)
    back = query.select(store, Filter(), columns=list(frame.columns), order="event_id")
    expected = frame.sort_values("event_id", ignore_index=True)
    pd.testing.assert_frame_equal(back, expected, check_dtype=False)
    assert str(back["event_date"].dtype) == "datetime64[s]"
    assert str(back["fatalities_best"].dtype) == "Int64"


def test_upsert_tells_new_revised_and_unchanged_and_keeps_the_old_values(store: Store) -> None:
    revised = events_frame(60)
    frame = revised.iloc[:50].copy()
    assert upsert(store, frame) == (50, 0, 0)
    revised.loc[3, "notes"] = "other words"
    revised.loc[3, "fatalities_best"] = pd.NA
    with store.writing(who="test") as db:
        outcome = db.upsert_events(revised, statuses=True)
    assert outcome[:3] == (10, 1, 49)
    assert outcome.statuses is not None
    assert dict(outcome.statuses["status"].value_counts()) == {"unchanged": 49, "new": 10, "updated": 1}
    kept = query.detail(store, revised.loc[3, "event_id"])
    assert kept.event["notes"] == "other words"
    assert kept.event["version"] == 2
    assert set(kept.revisions["column_name"]) >= {"notes"}
    assert frame.loc[3, "notes"] in set(kept.revisions["old_value"])


def test_staged_chunks_are_one_merge_and_double_keys_are_refused(store: Store) -> None:
    frame = events_frame(1000)
    with store.staging() as stage:
        for start in range(0, 1000, 300):
            stage.add(frame.iloc[start : start + 300])
        with store.writing(who="test") as db:
            assert db.merge(stage)[:3] == (1000, 0, 0)
    with store.staging() as stage:
        stage.add(frame)
        stage.add(frame.iloc[:2])
        with pytest.raises(ValueRefusedError, match="more than one row"), store.writing(who="test") as db:
            db.merge(stage)
    assert query.counts(store).total == 1000


def test_reimport_keeps_what_a_person_edited(store: Store) -> None:
    from events.editing import edits

    frame = events_frame(5)
    upsert(store, frame)
    event = frame.loc[2, "event_id"]
    batch = edits.update(store, event, {"weapon": "by hand"}, expected_version=1, who="ana")
    assert upsert(store, frame) == (0, 0, 5)
    frame.loc[2, "notes"] = "next release"
    frame.loc[2, "weapon"] = "next weapon"
    assert upsert(store, frame) == (0, 1, 4)
    found = query.detail(store, event)
    assert (found.event["weapon"], found.event["notes"]) == ("by hand", "next release")
    revisions = found.revisions.set_index("column_name")["new_value"]
    assert dict(revisions) == {"weapon": "next weapon", "notes": "next release"}
    assert upsert(store, frame) == (0, 0, 5)
    frame.loc[2, "notes"] = "a third release, of the same weapon"
    assert upsert(store, frame) == (0, 1, 4)
    assert sorted(query.detail(store, event).revisions["column_name"]) == ["notes", "notes", "weapon"]
    edits.undo(store, batch, who="ana")
    assert query.detail(store, event).event["weapon"] == "next weapon"


def test_withdrawn_rows_are_marked_and_come_back(store: Store) -> None:
    frame = events_frame(10)
    upsert(store, frame)
    with store.writing(who="test") as db:
        assert db.mark_withdrawn("Synthetic", frame["event_id"].iloc[:7]) == 3
        assert db.mark_withdrawn("Synthetic", frame["event_id"].iloc[:7]) == 0
    assert query.counts(store).total == query.counts(store).matched == len(query.select(store)) == 7
    all_of_them = Filter(include_withdrawn=True)
    assert query.counts(store, all_of_them).total == len(query.select(store, all_of_them)) == 10
    assert upsert(store, frame) == (0, 3, 7)
    assert query.counts(store).total == 10


def test_a_complete_release_withdraws_nothing_of_another_dataset(store: Store) -> None:
    for dataset in ("Ours", "Theirs"):
        upsert(store, events_frame(5, dataset=dataset))
    with store.writing(who="test") as db:
        assert db.mark_withdrawn("Ours", []) == 5
    assert set(query.select(store, Filter())["dataset"]) == {"Theirs"}


def test_related_rows_are_replaced_for_the_named_events_only(store: Store) -> None:
    frame = events_frame(3)
    upsert(store, frame)
    ids = list(frame["event_id"])
    rows = pd.DataFrame({"source_id": ["a", "b"], "event_id": ids[:2], "publisher": ["A", "B"]})
    with store.writing(who="test") as db:
        db.replace_related("sources", rows, ids)
        db.replace_related("sources", rows.iloc[:0], [ids[0]])
    assert list(query.related(store, "sources", Filter())["source_id"]) == ["b"]
    with pytest.raises(ValueRefusedError), store.writing(who="test") as db:
        db.replace_related("events", rows, ids)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fatalities_best", 1.5),
        ("fatalities_best", "many"),
        ("event_date", "yesterday"),
        ("title", 5),
        ("other", 1),
    ],
)
def test_values_of_another_kind_are_named(store: Store, column: str, value: object) -> None:
    frame = pd.DataFrame({"event_id": ["a", "b"], column: pd.Series([None, value], dtype=object)})
    with pytest.raises(ValueRefusedError) as caught:
        upsert(store, frame)
    assert caught.value.column == column
    assert query.counts(store).total == 0


def test_import_log(store: Store) -> None:
    with store.writing(who="test") as db:
        db.log_import({"import_id": "1", "dataset": "X", "rows_read": 3, "report": {"file": "x.csv"}})
    with store.reading() as db:
        assert db.frame(db.table("imports"))["report"].tolist() == ['{"file": "x.csv"}']


def test_readers_of_several_threads_share_the_file_and_a_writer_waits(store: Store) -> None:
    upsert(store, events_frame(100))
    inside, waits = threading.Barrier(4), threading.Event()  # a writer that waits lets no further reader in
    seen: list[int] = []

    def read() -> None:
        with store.reading() as db:
            inside.wait(60)
            waits.wait(60)
            seen.append(int(db.table("events").count().execute()))

    readers = [threading.Thread(target=read) for _ in range(3)]
    writer = threading.Thread(target=lambda: upsert(store, events_frame(120)))
    for thread in readers:
        thread.start()
    inside.wait(60)
    writer.start()
    waits.set()
    for thread in (*readers, writer):
        thread.join(60)
    assert seen == [100, 100, 100]
    assert query.counts(store).total == 120


def test_writers_of_several_threads_take_turns(store: Store) -> None:
    threads = [
        threading.Thread(target=lambda i=i: upsert(store, events_frame(10, dataset=f"d{i}")))
        for i in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert query.counts(store).total == 60


def test_reading_inside_writing_sees_it_and_writing_inside_reading_is_refused(store: Store) -> None:
    with store.writing(who="test") as db:
        db.upsert_events(events_frame(4))
        assert query.counts(store).total == 4
    with pytest.raises(RuntimeError, match="leave it first"), store.reading(), store.writing(who="test"):
        pass


HOLD = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


def test_file_held_by_another_process_is_refused_by_name_and_then_opens(tmp_path: Path) -> None:
    url = file_url(tmp_path / "events.duckdb")
    store = Store.open(url, seed=True, wait_s=0.3)
    holder = child(HOLD, str(store.path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreLockedError, match=f"in use by process {holder.pid}"):
        query.counts(store)
    with pytest.raises(StoreLockedError), store.writing(who="test"):
        pass
    patient = Store(url, store.path, wait_s=20)
    release = threading.Timer(0.5, lambda: holder.communicate("go\n"))
    release.start()
    assert query.counts(patient).total == 11
    release.join()


def test_another_process_can_write_while_this_one_only_keeps_the_store(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    before = store.stamp()
    code = """
import sys
from events.store import Store
from tests.events.synthetic import events_frame
with Store.open(sys.argv[1]).writing(who="other") as db:
    db.upsert_events(events_frame(25))
"""
    other = child(code, store.url)
    _, errors = other.communicate(timeout=60)
    assert other.returncode == 0, errors
    assert store.stamp() != before
    assert query.counts(store).total == 25


KILLED = """
import sys
from events.store import Store
from tests.events.synthetic import events_frame
store = Store.open(sys.argv[1])
with store.writing(who="victim") as db:
    db.upsert_events(events_frame(20_000, dataset="half"))
    print("inside", flush=True)
    sys.stdin.readline()
"""


def test_killed_writer_leaves_an_openable_file_without_half_a_change(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    frame = events_frame(101)
    upsert(store, frame.iloc[:100])
    victim = child(KILLED, store.url)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "inside\n"
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=30)
    assert query.counts(store).total == 100
    assert upsert(store, frame) == (1, 0, 100)


def test_damaged_empty_and_foreign_files_are_named_and_left_alone(tmp_path: Path) -> None:
    good = Store.open(file_url(tmp_path / "good.duckdb"), seed=True)
    whole = good.path.read_bytes()
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as con:
        con.execute("CREATE TABLE other (a INTEGER)")
    files = {
        "text": b"event_id,date\n1,2020-01-01\n" * 1000,
        "empty": b"",
        "zeros": bytes(100_000),
        "header": whole[:4096] + bytes(len(whole) - 4096),
        "cut": whole[: len(whole) // 3],
        "foreign": foreign.read_bytes(),
    }
    for name, content in files.items():
        path = tmp_path / f"{name}.bad"
        path.write_bytes(content)
        with pytest.raises(StoreDamagedError, match=str(path)):
            query.counts(Store.open(file_url(path)))
        assert path.read_bytes() == content
        assert sorted(p.name for p in tmp_path.glob(f"{name}.bad*")) == [path.name]


def test_newer_schema_is_left_alone(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "events.duckdb"), seed=True)
    with duckdb.connect(str(store.path)) as con:
        con.execute("UPDATE meta SET value = '999' WHERE name = 'schema_version'")
    content = store.path.read_bytes()
    with pytest.raises(StoreVersionError, match="999"):
        Store.open(store.url)
    with pytest.raises(StoreVersionError), store.writing(who="test"):
        pass
    assert store.path.read_bytes() == content


def test_folder_that_cannot_be_written_and_file_that_went(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(file_url(blocked / "sub" / "events.duckdb"))
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    store.path.unlink()
    with pytest.raises(StoreError, match="not there any more"):
        query.counts(store)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "ATTACH '/tmp/other.duckdb' AS other",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "INSTALL spatial",
        "SET enable_external_access = true",
    ],
)
def test_engine_reaches_nothing_but_its_file(store: Store, sql: str) -> None:
    with store.reading() as db, pytest.raises(duckdb.Error):
        db.rows(sql)


def test_open_question_and_close_are_quick(seed_store: Store) -> None:
    first, last = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
    spent = []
    for _ in range(7):
        begun = time.process_time()
        query.counts(Store.open(seed_store.url), Filter(date_from=first, date_to=last))
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.2  # 0.02 s measured; here only that nobody made it ten times slower


def test_errors_are_builtins_too_and_speak_plainly() -> None:
    assert issubclass(StoreLockedError, TimeoutError)
    assert issubclass(StoreError, OSError)
    assert issubclass(ValueRefusedError, ValueError)
    assert issubclass(StoreDamagedError, EventsError)
    assert str(StoreError("The disk is full.")) == "The disk is full."
