"""A file into the store: what comes in, what is refused by name, and what a second time changes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from events.importing import import_file
from events.importing.report import ImportReport
from events.query import Filter, select
from events.store import Store, file_url

HEADER = "event_id,date,latitude,longitude,attacker,location,event_type,fatalities,note"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(file_url(tmp_path / "events.duckdb"))


def put(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rows(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def balanced(report: ImportReport) -> bool:
    return report.read == report.imported + report.updated + report.unchanged + len(report.refused)


GOOD = "E1,2025-03-01,33.3,44.3,Alpha,Baghdad,Shelling,2,n"


def test_a_plain_table_comes_in_with_its_rows_and_keys(store: Store, tmp_path: Path) -> None:
    report = import_file(
        store, put(tmp_path, rows(GOOD, "E2,2025-03-02,33.31,44.31,Bravo,Baghdad,Shelling,0,"))
    )
    assert (report.error, report.read, report.imported) == (None, 2, 2)
    events = select(store, Filter())
    assert events["source_row"].tolist() == [2, 3]
    assert events["source_key"].tolist() == ["E1", "E2"]
    assert events["attacker_basis"].tolist() == ["assessed_by_analyst"] * 2
    assert events["fatalities_best"].tolist() == [2, 0]
    assert (events["event_type"] == "Explosions/Remote violence").all()


def test_the_same_file_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, rows(GOOD))
    import_file(store, path)
    again = import_file(store, path)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 1)


def test_other_values_under_the_same_key_are_a_revision(store: Store, tmp_path: Path) -> None:
    import_file(store, put(tmp_path, rows(GOOD)))
    report = import_file(store, put(tmp_path, rows(GOOD.replace(",2,n", ",5,n"))))
    assert (report.imported, report.updated, report.unchanged) == (0, 1, 0)
    assert select(store, Filter())["fatalities_best"].tolist() == [5]
    with store.reading() as db:
        old = db.rows(
            "SELECT column_name, old_value, new_value FROM revisions WHERE column_name = 'fatalities_best'"
        )
    assert old == [("fatalities_best", "2", "5")]


def test_a_complete_release_withdraws_what_it_lacks_but_not_what_it_has_badly(
    store: Store, tmp_path: Path
) -> None:
    import_file(store, put(tmp_path, rows(GOOD, GOOD.replace("E1", "E2"), GOOD.replace("E1", "E3"))))
    newer = put(tmp_path, rows(GOOD, GOOD.replace("E1", "E2").replace("33.3", "133.3")))
    report = import_file(store, newer, complete=True)
    assert (report.withdrawn, report.unchanged, len(report.refused)) == (1, 1, 1)


def test_a_bad_row_is_refused_by_row_column_and_value_and_the_rest_comes_in(
    store: Store, tmp_path: Path
) -> None:
    bad = [
        GOOD.replace("E1", "E2").replace("2025-03-01", "2025-06-31"),
        GOOD.replace("E1", "E3").replace("44.3", "-200"),
    ]
    report = import_file(store, put(tmp_path, rows(GOOD, *bad)))
    assert report.imported == 1
    assert balanced(report)
    assert [(i.row, i.column, i.value) for i in report.refused] == [
        (3, "date", "2025-06-31"),
        (4, "longitude", "-200"),
    ]
    assert "June 2025 has no day 31" in report.refused[0].message


def test_refused_rows_can_be_downloaded_corrected_and_imported_again(store: Store, tmp_path: Path) -> None:
    report = import_file(store, put(tmp_path, rows(GOOD, GOOD.replace("E1", "E2").replace("33.3", "x"))))
    text = report.refused_csv()
    table = list(csv.DictReader(io.StringIO(text)))
    assert table[0]["event_id"] == "E2"
    assert table[0]["refused column"] == "latitude"
    again = import_file(store, put(tmp_path, text.replace(",x,", ",33.4,")))
    assert (again.imported, again.refused) == (1, [])


def test_identical_rows_are_counted_once_and_named(store: Store, tmp_path: Path) -> None:
    report = import_file(store, put(tmp_path, rows(GOOD, GOOD)))
    assert (report.imported, report.unchanged) == (1, 1)
    assert balanced(report)
    assert report.warnings[0].row == 3


def test_a_key_with_other_values_in_one_file_is_refused_by_name(store: Store, tmp_path: Path) -> None:
    report = import_file(store, put(tmp_path, rows(GOOD, GOOD.replace(",2,n", ",3,n"))))
    assert (report.imported, len(report.refused)) == (1, 1)
    assert "row 2" in report.refused[0].message


def test_a_table_without_keys_is_idempotent_and_sees_revised_counts(store: Store, tmp_path: Path) -> None:
    text = "date,place,country,killed\n2025-03-01,Baghdad,Iraq,2\n2025-03-02,Basra,Iraq,1\n"
    assert import_file(store, put(tmp_path, text)).imported == 2
    assert import_file(store, put(tmp_path, text)).unchanged == 2
    assert import_file(store, put(tmp_path, text.replace("Iraq,2", "Iraq,4"))).updated == 1


def test_a_place_without_coordinates_is_located_and_an_unknown_one_is_kept_unlocated(
    store: Store, tmp_path: Path
) -> None:
    text = "date,place,country\n2025-03-01,Baghdad,Iraq\n2025-03-02,Qqqzzzx,Iraq\n"
    report = import_file(store, put(tmp_path, text))
    assert (report.imported, report.refused) == (2, [])
    events = select(store, Filter()).sort_values("source_row")
    assert events["location_precision"].iloc[0] != "unlocated"
    assert 33 < events["latitude"].iloc[0] < 34
    assert any(w.row == 3 for w in report.warnings)


def test_a_file_that_is_refused_leaves_the_store_as_it_was(store: Store, tmp_path: Path) -> None:
    import_file(store, put(tmp_path, rows(GOOD)))
    before = store.stamp()
    report = import_file(store, put(tmp_path, "id,lat,lon\nA,33,44\n"))
    assert report.error is not None
    assert "date" in report.error
    assert str(tmp_path) not in report.error
    assert store.stamp() == before


def test_a_cancelled_import_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    report = import_file(store, put(tmp_path, rows(GOOD)), cancelled=lambda: True)
    assert "stopped" in str(report.error)
    assert select(store, Filter()).empty
