"""A copy is kept before each import, for as long as the settings say, and the commands that use it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from events import query
from events.errors import ValueRefusedError
from events.importing import import_file
from events.query import Filter
from events.store import Store, copies, file_url, keeping
from tests.commandline import atlas

NOW = datetime(2026, 3, 1, 12, 0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(file_url(tmp_path / "events.duckdb"), seed=True)


def table(folder: Path, number: int) -> Path:
    path = folder / f"week{number}.csv"
    path.write_text(f"id,date,place,country,latitude,longitude\nE{number},2024-03-01,Mosul,Iraq,36.3,43.1\n")
    return path


def changed(store: Store) -> None:
    with store.writing(who="test") as db:
        db.rows("UPDATE events SET notes = notes || '.'")


def test_an_import_leaves_a_copy_of_what_was_before(store: Store, tmp_path: Path) -> None:
    assert import_file(store, table(tmp_path, 1)).imported == 1
    (kept,) = copies.listed(store.path)
    assert query.counts(Store.open(file_url(kept.path)), Filter()).total == 11
    assert kept.why == "before import"


def test_a_copy_of_the_same_state_is_not_made_twice(store: Store) -> None:
    assert keeping.keep_before_import(store, now=NOW) is None
    assert keeping.keep_before_import(store, now=NOW + timedelta(minutes=1)) is None
    assert len(copies.listed(store.path)) == 1
    changed(store)
    assert keeping.keep_before_import(store, now=NOW + timedelta(minutes=2)) is None
    assert len(copies.listed(store.path)) == 2


def test_copies_go_when_they_are_old_or_too_much(store: Store) -> None:
    for day in range(5):
        changed(store)
        keeping.keep_before_import(store, now=NOW + timedelta(days=day))
    size = copies.listed(store.path)[0].size
    keeping.prune(store.path, keeping.Keeping(days=2), now=NOW + timedelta(days=4))
    assert [one.at.day for one in copies.listed(store.path)] == [5, 4, 3]
    keeping.prune(store.path, keeping.Keeping(gigabytes=1.5 * size / 1e9), now=NOW + timedelta(days=4))
    assert [one.at.day for one in copies.listed(store.path)] == [5]
    keeping.prune(store.path, keeping.Keeping(days=1), now=NOW + timedelta(days=400))
    assert len(copies.listed(store.path)) == 1, "the newest always stays"


def test_copies_can_be_switched_off_and_a_small_limit_is_told(store: Store) -> None:
    keeping.save(keeping.Keeping(days=0))
    assert keeping.keep_before_import(store, now=NOW) is None
    keeping.save(keeping.Keeping(gigabytes=0.0001))
    assert "more than the" in str(keeping.keep_before_import(store, now=NOW))
    assert copies.listed(store.path) == []
    with pytest.raises(ValueRefusedError, match="no number of days"):
        keeping.save(keeping.Keeping(days=-1))


def test_the_commands(store: Store, tmp_path: Path) -> None:
    db = store.path
    atlas("import", table(tmp_path, 1), db=db)
    assert "before import" in atlas("copies", db=db).stdout
    out = tmp_path / "backup.duckdb"
    assert "checksum in backup.duckdb.sha256" in atlas("backup", out, db=db).stdout
    assert "its checksum is right" in atlas("verify", out, db=db).stdout
    assert "whole" in atlas("verify", db=db).stdout
    (kept,) = copies.listed(db)
    said = atlas("restore", kept.path.name, db=db).stdout
    assert query.counts(store, Filter()).total == 11
    undo = said.split("atlas.py restore '")[1].split("'")[0]
    atlas("restore", undo, db=db)
    assert query.counts(store, Filter()).total == 12
    atlas("restore", db=db, code=2)
    assert "no file" in atlas("restore", "missing.duckdb", db=db, code=1).stderr
    body = bytearray(out.read_bytes())
    body[-1] ^= 1
    out.write_bytes(body)
    assert "checksum differs" in atlas("verify", out, db=db, code=1).stderr
    assert "3 days and 2 GB at most" in atlas("copies", "--days", 3, db=db).stdout


def test_verify_says_what_is_damaged_and_which_copy_there_is(store: Store, tmp_path: Path) -> None:
    atlas("import", table(tmp_path, 1), db=store.path)
    with store.writing(who="test") as db:
        db.rows("INSERT INTO claims (claim_id, event_id) VALUES ('c', 'no such event')")
    said = atlas("verify", db=store.path, code=1).stderr
    assert "1 rows of the table claims belong to no event" in said
    assert "brings back the copy of" in said
    store.path.write_bytes(b"nothing like a database" * 500)
    said = atlas("events", db=store.path, code=1).stderr
    assert "nothing was changed" in said
    assert "brings back the copy of" in said
