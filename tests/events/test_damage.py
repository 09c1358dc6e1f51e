"""A database that is damaged, cut, or on a full disk: what is said is true, and what is saved is counted."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import query
from events.errors import StoreDamagedError, StoreError
from events.query import Filter
from events.store import Store, copies, file_url, notices, sequence, verifying
from tests.conftest import ROOT
from tests.thoroughness import examples

NOW = datetime(2026, 3, 1, 12, 0)
FIRST = "(SELECT min(event_id) FROM events)"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(file_url(tmp_path / "events.duckdb"), seed=True)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has all kinds of rows."""
    made = Store.open(file_url(tmp_path_factory.mktemp("whole") / "events.duckdb"), seed=True)
    note(made, "kept")
    return made.path


def note(store: Store, text: str) -> None:
    with store.writing(who="test") as db:
        db.rows(f"UPDATE events SET notes = ? WHERE event_id = {FIRST}", [text])


def noted(store: Store) -> str:
    with store.reading() as db:
        return str(db.rows(f"SELECT notes FROM events WHERE event_id = {FIRST}")[0][0])


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)


LEAVES_A_LOG = """
import os
from events.store import Store
store = Store.open({url!r})
store._gate.leave = lambda *, write: os._exit(0)  # the process dies when the change is safe
with store.writing(who="test") as db:
    db.rows("UPDATE events SET notes = 'acknowledged' WHERE event_id = (SELECT min(event_id) FROM events)")
"""

ON_A_FULL_DISK = """
import resource, signal
from events.store import Store
store = Store.open({url!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = store.path.stat().st_size + {room}
if {room} < 0:
    limit = {room} + 1  # not a byte into the log
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with store.writing(who="test") as db:
        db.rows("UPDATE events SET notes = 'full' WHERE event_id = (SELECT min(event_id) FROM events)")
        db.rows("INSERT INTO places (place) SELECT repeat(md5(range::VARCHAR), 40) FROM range({rows})")
except OSError as error:
    print("refused:", error)
for said in store.notices():
    print("told:", said)
with store.reading() as db:
    print("stored:", db.rows("SELECT notes FROM events ORDER BY event_id LIMIT 1")[0][0])
"""


@pytest.mark.parametrize(("room", "rows"), [(0, 0), (0, 50), (0, 5_000), (-1, 0), (300_000, 5_000)])
def test_a_full_disk_never_denies_what_is_stored(store: Store, room: int, rows: int) -> None:
    note(store, "before")
    done = run(ON_A_FULL_DISK.format(url=store.url, room=room, rows=rows))
    assert not done.stderr, done.stderr
    is_stored = "stored: full" in done.stdout
    assert is_stored != ("nothing was changed" in done.stdout), done.stdout
    assert is_stored == (noted(store) == "full")
    if room == 0 and rows <= 50:
        assert is_stored
        assert "Saved, but the disk is full" in done.stdout
    note(store, "after")
    assert not store.notices()
    assert verifying.verify(store).findings == ()


@pytest.mark.parametrize("how", ["gone", "empty", "cut"])
def test_an_acknowledged_change_that_is_lost_is_missed(store: Store, how: str) -> None:
    note(store, "before")
    assert run(LEAVES_A_LOG.format(url=store.url)).returncode == 0
    log = store.path.with_name("events.duckdb.wal")
    body = log.read_bytes()
    if how == "gone":
        log.unlink()
    else:
        log.write_bytes(b"" if how == "empty" else body[: len(body) // 2])
    assert noted(store) == "before"
    assert "1 change to events.duckdb that had been saved" in store.notices()[0]
    assert "is lost" in verifying.verify(store).findings[0]
    note(store, "after")  # what is lost stays known when work goes on
    verdict = verifying.verify(store)
    assert verdict.findings == ()
    assert "1 change to events.duckdb is lost" in verdict.notes[0]
    assert "1 change to events.duckdb is lost" in store.notices()[0]


def test_a_log_with_the_change_loses_nothing(store: Store) -> None:
    assert run(LEAVES_A_LOG.format(url=store.url)).returncode == 0
    assert noted(store) == "acknowledged"
    assert not store.notices()


def test_a_damaged_log_is_told_apart_and_can_be_put_aside(store: Store) -> None:
    note(store, "before")
    assert run(LEAVES_A_LOG.format(url=store.url)).returncode == 0
    log = store.path.with_name("events.duckdb.wal")
    body = bytearray(log.read_bytes())
    body[len(body) // 2] ^= 255
    log.write_bytes(body)
    with pytest.raises(StoreDamagedError, match=r"The log of the latest changes .*--without-log"):
        query.counts(store)
    aside = copies.set_log_aside(store, now=NOW)
    assert aside.read_bytes() == bytes(body)
    assert noted(store) == "before"
    assert "1 change to" in store.notices()[0]


def test_a_damaged_log_is_told_apart_on_a_disk_without_links(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(LEAVES_A_LOG.format(url=store.url)).returncode == 0
    log = store.path.with_name("events.duckdb.wal")
    body = bytearray(log.read_bytes())
    body[len(body) // 2] ^= 255
    log.write_bytes(body)

    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    with pytest.raises(StoreDamagedError, match=r"The log of the latest changes .*--without-log"):
        query.counts(store)
    assert not list(store.path.parent.glob("*.new"))


def test_a_log_that_is_whole_is_not_put_aside(store: Store) -> None:
    with pytest.raises(StoreError, match="There is no log"):
        copies.set_log_aside(store, now=NOW)
    assert run(LEAVES_A_LOG.format(url=store.url)).returncode == 0
    with pytest.raises(StoreError, match="it stays"):
        copies.set_log_aside(store, now=NOW)
    assert noted(store) == "acknowledged"


def test_another_database_in_the_place_of_one_misses_nothing(store: Store, tmp_path: Path) -> None:
    note(store, "one")
    note(store, "two")
    other = Store.open(file_url(tmp_path / "other" / "events.duckdb"), seed=True)
    os.replace(other.path, store.path)
    query.counts(store)
    assert not store.notices()


def test_a_database_of_an_earlier_program_gets_its_numbers(store: Store) -> None:
    with store.writing(who="test") as db:
        db.rows("DELETE FROM meta WHERE name = 'standing'")
        db.changed = False  # as if it had never been numbered
    sequence.beside(store.path).unlink()
    note(store, "first")
    with store.reading() as db:
        standing = sequence.stored(db.cursor)
    assert standing is not None
    assert standing.number == 1
    assert sequence.missing(store.path, standing) is None


@settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_one_flipped_bit_is_found_or_harms_nothing(whole: Path, tmp_path: Path, data: st.DataObject) -> None:
    truth = everything(Store.open(file_url(whole)))
    path = tmp_path / "flipped.duckdb"
    body = bytearray(whole.read_bytes())
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(body)
    store = Store.at(file_url(path))
    try:
        findings = verifying.verify(store).findings
    except StoreError as error:
        findings = (str(error),)
    said = ""
    try:
        read = everything(store)
    except StoreError as error:
        read = None
        said = str(error)
    assert findings or read == truth
    assert read is not None or "atlas.py" in said or "newer" in said


def everything(store: Store) -> list[object]:
    frame = query.select(store, Filter(include_withdrawn=True), order="event_id")
    with store.reading() as db:
        around = [db.rows(f"SELECT * FROM {name} ORDER BY ALL") for name in ("claims", "sources", "sites")]
    return [frame.astype(str).to_numpy().tolist(), around]


def test_verify_names_what_no_checksum_can_know(store: Store) -> None:
    assert verifying.verify(store).findings == ()
    with store.writing(who="test") as db:
        db.rows("INSERT INTO claims (claim_id, event_id) VALUES ('c', 'no such event')")
        db.rows(f"INSERT INTO events SELECT * FROM events WHERE event_id = {FIRST}")
        db.rows(f"UPDATE events SET latitude = 95, longitude = 1 WHERE event_id = {FIRST}")
    said = verifying.verify(store).findings
    assert "1 rows of the table claims belong to no event." in said
    assert "1 rows of the table events have no identity of their own." in said
    assert "2 events have coordinates that are on no globe." in said


def test_a_backup_is_the_database_and_is_held_against_its_checksum(store: Store, tmp_path: Path) -> None:
    note(store, "backed up")
    out = tmp_path / "backup.duckdb"
    assert copies.back_up(store, out) == out.stat().st_size
    note(store, "later")
    aside = copies.restore(store, out, now=NOW)
    assert noted(store) == "backed up"
    assert not store.notices()
    assert aside is not None
    copies.restore(store, aside, now=NOW)
    assert noted(store) == "later"
    body = bytearray(out.read_bytes())
    body[len(body) // 2] ^= 1
    out.write_bytes(body)
    with pytest.raises(StoreDamagedError, match="its checksum differs"):
        copies.restore(store, out, now=NOW)
    assert noted(store) == "later"


def test_a_backup_holds_what_is_still_in_the_log(store: Store, tmp_path: Path) -> None:
    assert run(LEAVES_A_LOG.format(url=store.url)).returncode == 0
    copies.back_up(store, tmp_path / "backup.duckdb")
    assert not (tmp_path / "backup.duckdb.wal").exists()
    assert noted(Store.open(file_url(tmp_path / "backup.duckdb"))) == "acknowledged"


def test_a_damaged_database_is_restored_and_kept_aside(store: Store, tmp_path: Path) -> None:
    copies.back_up(store, tmp_path / "backup.duckdb")
    bad = b"no database at all" * 1000
    store.path.write_bytes(bad)
    aside = copies.restore(Store.at(store.url), tmp_path / "backup.duckdb", now=NOW)
    assert aside is not None
    assert aside.read_bytes() == bad
    assert query.counts(store).total == 11


def test_what_is_no_whole_copy_is_not_restored(store: Store, tmp_path: Path) -> None:
    short = tmp_path / "short.duckdb"
    short.write_bytes(store.path.read_bytes()[:-300_000])
    with pytest.raises(StoreDamagedError, match=r"short\.duckdb is damaged"):
        copies.restore(store, short, now=NOW)
    assert query.counts(store).total == 11
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_backup_waits_for_nobody_who_reads_and_is_consistent(store: Store, tmp_path: Path) -> None:
    """Two counters that change together are the same in every backup that is made meanwhile."""
    code = f"""
from events.store import Store
store = Store.open({store.url!r}, wait_s=60)
for number in range(8):
    with store.writing(who="other") as db:
        db.rows("UPDATE events SET notes = ?", [str(number)])
        db.rows("UPDATE claims SET notes = ?", [str(number)])
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) as other:
        for number in range(3):
            out = tmp_path / f"{number}.duckdb"
            copies.back_up(Store.open(store.url, wait_s=60), out)
            with Store.open(file_url(out)).reading() as db:
                counters = db.rows("SELECT DISTINCT notes FROM events")
                claims = db.rows("SELECT DISTINCT notes FROM claims")
            assert len(counters) > 1 or counters == claims
    assert other.returncode == 0
    assert noted(store) == "7"


def test_the_database_and_its_folder_are_its_owners_alone(tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "new" / "events.duckdb"), seed=True)
    note(store, "x")
    for path in (store.path, store.path.parent, sequence.beside(store.path)):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    store.path.chmod(0o644)
    Store.open(store.url)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    store.path.chmod(0o660)  # a group that may write was given that on purpose
    Store.open(store.url)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o660


def test_what_is_told_of_one_database_is_not_told_of_another(store: Store, tmp_path: Path) -> None:
    notices.tell(store.path, "full", "a sentence")
    assert store.notices() == ("a sentence",)
    other = shutil.copyfile(store.path, tmp_path / "other.duckdb")
    assert Store.open(file_url(other)).notices() == ()
    note(store, "gone with the next change")
    assert store.notices() == ()
