"""The same file again: passed over only where reading it would change and tell nothing new."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from events import query
from events.editing import edits
from events.importing import import_file, mapping, receipts
from events.importing.report import ImportReport
from events.places import chosen
from events.query import Filter
from events.store import Store, file_url
from geo.gazetteer import layers
from geo.paths import ROOT

HEADER = "event_id,date,latitude,longitude,attacker,location,country,source,fatalities\n"
ROWS = (
    "E1,2025-03-01,33.3,44.3,Alpha,Baghdad,Iraq,Agency; Paper,2\n"
    "E2,2025-03-02,,,Bravo,Qalat Nowhere,Iraq,Agency,3\n"
    "E3,not a day,33.3,44.3,Bravo,Baghdad,Iraq,Agency,3\n"
    "E4,2025-03-04,33.3,44.3,Bravo,Baghdad,Iraq,Agency,=1+1\n"
    "E1,2025-03-01,33.3,44.3,Alpha,Baghdad,Iraq,Agency; Paper,2\n"
    "E5,2049-01-01,0,0,Αlpha,Baghdad,Iraq,Agency,some\n"
)


def put(folder: Path, rows: str = ROWS, name: str = "list.csv") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def bring(store: Store, path: Path, **options: Any) -> tuple[ImportReport, bool]:
    """Import; tell also whether the rows were read."""
    messages: list[str] = []
    report = import_file(store, path, progress=lambda _, __, message: messages.append(message), **options)
    assert report.error is None
    return report, "reading and checking" in messages


def said(report: ImportReport) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    return report.to_dict() | {"seconds": 0, "batch": None}, report.refused_csv(), report.columns


def tables(store: Store) -> dict[str, Any]:
    with store.reading() as db:
        return {
            name: db.frame(db.table(name)).to_csv() for name in ("events", "sources", "claims", "revisions")
        }


def test_the_same_file_again_is_not_read_and_reported_as_if_it_were(store: Store, tmp_path: Path) -> None:
    path = put(tmp_path / "a")
    assert bring(store, path)[1]
    other = Store.open(file_url(tmp_path / "other.duckdb"))
    bring(other, path)
    longer = put(tmp_path / "b", ROWS + "\n")  # a blank line: other bytes, the same rows
    before = tables(store)
    (again, was_read), (read, other_was_read) = bring(store, path), bring(other, longer)
    assert (was_read, other_was_read) == (False, True)
    assert said(again) == said(read)
    assert (again.read, again.unchanged, len(again.refused)) == (6, 4, 2)
    assert again.warnings
    assert tables(store) == before
    with store.reading() as db:
        logged = db.rows("SELECT rows_read, imported, unchanged, refused FROM imports ORDER BY started_at")
    assert logged == [(6, 3, 1, 2), (6, 0, 4, 2)]
    assert not bring(store, path)[1]


def test_a_file_among_others_of_its_dataset_is_recognised_after_both_came_twice(
    store: Store, tmp_path: Path
) -> None:
    january = put(tmp_path, "E1,2025-01-01,33.3,44.3,Alpha,Baghdad,Iraq,Agency,2\n", "january.csv")
    february = put(tmp_path, "E2,2025-02-01,33.3,44.3,Alpha,Baghdad,Iraq,Agency,2\n", "february.csv")
    for _ in range(2):
        for path in (january, february):
            bring(store, path, dataset="Ours")
    for path in (january, february):
        report, was_read = bring(store, path, dataset="Ours")
        assert (report.unchanged, was_read) == (1, False)


def revise(store: Store, folder: Path) -> None:
    bring(store, put(folder / "new", ROWS.replace("Alpha,Baghdad", "Delta,Baghdad")), dataset="list")


def choose_place(store: Store, folder: Path) -> None:
    place = {"latitude": 34.0, "longitude": 44.0, "precision": "exact"}
    chosen.apply_place(store, "Qalat Nowhere", "Iraq", place, "analyst", only="all")


def add_layer(store: Store, folder: Path) -> None:
    listed = folder / "names.csv"
    listed.write_text("name,latitude,longitude,country\nQalat Nowhere,34.0,44.0,IQ\n", encoding="utf-8")
    layers.add(listed, folder=store.names_folder)


def save_mapping(store: Store, folder: Path) -> None:
    columns = {"event_date": "date", "source_key": "event_id", "place": "location", "country": "country"}
    mapping.save("own", columns | {"latitude": "latitude", "longitude": "longitude", "target": "attacker"})


def change_source(store: Store, folder: Path) -> None:
    listed = query.related(store, "sources", Filter())
    row = listed[listed["publisher"] == "Agency; Paper"].iloc[0]
    edits.put_related(
        store, "sources", row["event_id"], {"publisher": "Ours"}, row_id=row["source_id"], who="analyst"
    )


def withdraw(store: Store, folder: Path) -> None:
    events = query.select(store, Filter())
    edits.withdraw(store, str(events["event_id"].iloc[0]), expected_version=None, who="analyst", why="double")


def another_day(store: Store, folder: Path) -> None:
    with store.writing() as db:
        db.cursor.execute("UPDATE receipts SET day = '2001-01-01'")


@pytest.mark.parametrize(
    "change", [revise, choose_place, add_layer, save_mapping, change_source, withdraw, another_day]
)
def test_a_file_is_read_again_when_anything_else_changed(
    store: Store, tmp_path: Path, change: Callable[[Store, Path], None]
) -> None:
    path, other = put(tmp_path / "a"), Store.open(file_url(tmp_path / "other.duckdb"))
    for one in (store, other):
        bring(one, path)
    change(store, tmp_path)
    if change not in (add_layer, save_mapping):
        change(other, tmp_path)
    with other.writing() as db:
        db.cursor.execute("DELETE FROM receipts")
    (again, was_read), (read, _) = bring(store, path), bring(other, path)
    assert was_read
    assert said(again) == said(read)
    assert bring(store, path)[1] is False


@pytest.mark.parametrize(
    "options",
    [
        {"dataset": "Other"},
        {"complete": True},
        {"date_order": "mdy"},
        {"mapping": "column names"},
        {"name": "x.csv"},
    ],
)
def test_a_file_is_read_again_when_something_else_is_said_of_it(
    store: Store, tmp_path: Path, options: dict[str, Any]
) -> None:
    path = put(tmp_path)
    bring(store, path)
    report, was_read = bring(store, path, **options)
    assert was_read
    assert report.imported == (3 if report.dataset != "list" else 0)


def test_a_mapping_file_counts_by_its_content(store: Store, tmp_path: Path) -> None:
    path, own = put(tmp_path), tmp_path / "own.yml"
    fields = "event_date: date, source_key: event_id, latitude: latitude, longitude: longitude"
    own.write_text(f"fields: {{{fields}, actor1: attacker}}\n", encoding="utf-8")
    bring(store, path, mapping=str(own))
    assert not bring(store, path, mapping=str(own))[1]
    own.write_text(f"fields: {{{fields}, actor2: attacker}}\n", encoding="utf-8")
    report, was_read = bring(store, path, mapping=str(own))
    assert (was_read, report.updated) == (True, 4)


def test_an_edit_of_an_event_stays_and_the_file_need_not_be_read(store: Store, tmp_path: Path) -> None:
    path = put(tmp_path)
    bring(store, path)
    event = str(query.select(store, Filter()).set_index("source_key").loc["E1", "event_id"])
    edits.update(store, event, {"target": "Convoy"}, expected_version=None, who="analyst")
    report, was_read = bring(store, path)
    assert (report.unchanged, report.updated, was_read) == (4, 0, False)
    assert query.select(store, Filter()).set_index("source_key").loc["E1", "target"] == "Convoy"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    report, was_read = bring(store, path)
    assert (report.unchanged, report.updated, was_read) == (4, 0, True)


def test_a_complete_release_is_read_again_after_events_were_added_by_hand(
    store: Store, tmp_path: Path
) -> None:
    path = put(tmp_path)
    bring(store, path, complete=True)
    assert not bring(store, path, complete=True)[1]
    edits.add_event(store, {"dataset": "list", "title": "Ours", "location_precision": None}, who="analyst")
    report, was_read = bring(store, path, complete=True)
    assert (was_read, report.withdrawn) == (True, 1)


def test_another_program_reads_again(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, root = put(tmp_path), tmp_path / "root"
    shutil.copytree(ROOT / "data" / "codebook", root / "data" / "codebook")
    receipts._program.cache_clear()
    monkeypatch.setattr(receipts, "ROOT", root)
    bring(store, path)
    assert not bring(store, path)[1]
    (root / "data" / "codebook" / "inter.csv").write_text("value,label,meaning\n", encoding="utf-8")
    receipts._program.cache_clear()
    assert bring(store, path)[1]
    receipts._program.cache_clear()
