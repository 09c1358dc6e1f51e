"""What an earlier version read wrongly is named, read again though the file is the same, and corrected."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from events.editing import edits
from events.importing import receipts
from events.query import changes
from events.store import merging, rereading
from tests.commandline import atlas
from tests.events.bench import Bench

SPARSE = "id,date,lat,lon,remark one\n" + "".join(
    f"K{n},2020-01-0{n},30.5,47.8,{'seen' if n % 2 == 0 else ''}\n" for n in range(1, 7)
)
RIGHT = {f"K{n}": {"remark one": "seen"} if n % 2 == 0 else {} for n in range(1, 7)}
EVER = changes.Period(pd.Timestamp("2000-01-01").to_pydatetime())


def kept(bench: Bench) -> dict[str, Any]:
    events = bench.events()
    codes = [json.loads(c) if isinstance(c, str) else {} for c in events["source_codes"]]
    return dict(zip(events["source_key"], codes, strict=True))


def as_an_earlier_version_left_it(bench: Bench, *, receipt: bool = True) -> None:
    """Shift the kept cells up, as the reading before did, with that program's log and receipt."""
    with bench.store.writing() as db:
        db.cursor.execute(
            'UPDATE events SET source_codes = CASE WHEN source_row <= 4 THEN \'{"remark one": "seen"}\' END'
        )
        db.cursor.execute(f"UPDATE events SET value_hash = {merging.value_hash('events')}")
        db.cursor.execute("UPDATE imports SET report = replace(report, '\"reading\": 2,', '')")
        db.cursor.execute("UPDATE receipts SET conditions = 'an earlier program', state = ?",
                          [receipts.state_of(db, "list")])  # fmt: skip
        if not receipt:
            db.cursor.execute("DELETE FROM receipts")


def test_a_database_of_an_earlier_version_is_told_what_to_import_again(bench: Bench) -> None:
    bench.load(SPARSE)
    assert (kept(bench), rereading.to_import_again(bench.store)) == (RIGHT, [])
    as_an_earlier_version_left_it(bench)
    assert kept(bench) != RIGHT
    (found,) = rereading.to_import_again(bench.store)
    assert (found.dataset, found.file) == ("list", "list.csv")
    assert "Import list.csv (dataset list) again" in found.words
    for command in (["events"], ["export", str(bench.folder / "out.csv")]):
        assert "Import list.csv (dataset list) again" in atlas(*command, "--db", bench.store.url).stderr


def test_the_same_file_is_read_again_and_what_changes_is_our_correction(bench: Bench) -> None:
    bench.load(SPARSE)
    as_an_earlier_version_left_it(bench)
    report = bench.load(SPARSE)
    assert (report.updated, report.corrected, report.unchanged) == (4, 4, 2)
    assert kept(bench) == RIGHT
    assert any("correct" in note and "no" in note for note in report.notes)
    assert "corrected" in report.summary()
    assert rereading.to_import_again(bench.store) == []
    assert changes.table(bench.store, EVER, kinds=("revised",)).empty
    assert changes.corrected(bench.store, EVER) == (4, 4)
    assert bench.load(SPARSE).corrected == 0


def test_a_changed_file_is_a_revision_and_a_lost_receipt_cannot_tell(bench: Bench) -> None:
    bench.load(SPARSE)
    as_an_earlier_version_left_it(bench, receipt=False)
    report = bench.load(SPARSE)
    assert (report.updated, report.corrected, kept(bench)) == (4, 0, RIGHT)
    report = bench.load(SPARSE.replace("30.5", "30.6"))
    assert (report.updated, report.corrected) == (6, 0)
    assert changes.corrected(bench.store, EVER) == (0, 0)


def test_what_a_person_changed_stays_through_a_correction(bench: Bench) -> None:
    bench.load(SPARSE)
    as_an_earlier_version_left_it(bench)
    event = str(bench.events()["event_id"].iloc[0])
    edits.update(bench.store, event, {"notes": "checked"}, expected_version=None, who="A")
    bench.load(SPARSE)
    assert bench.events()["notes"].iloc[0] == "checked"
    assert kept(bench) == RIGHT


@pytest.mark.parametrize(("suffix", "told"), [("geojson", True), ("csv", False)])
def test_events_placed_by_name_from_a_file_that_holds_places_are_named(
    bench: Bench, suffix: str, told: bool
) -> None:
    if suffix == "geojson":
        row = {"id": "A", "date": "2020-01-01", "place": "Baghdad", "country": "Iraq"}
        text = json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": row, "geometry": None}],
            }
        )
    else:
        text = "id,date,place,country\nA,2020-01-01,Baghdad,Iraq\n"
    bench.load(text, f"list.{suffix}")
    as_an_earlier_version_left_it(bench)
    with bench.store.writing() as db:
        db.cursor.execute("UPDATE events SET source_codes = NULL")
    assert bool(rereading.to_import_again(bench.store)) is told
