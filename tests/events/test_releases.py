"""A release: revised are exactly the events whose meaning changed; columns and edits are told apart."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import query
from events.editing import conflicts, edits
from events.importing import import_file
from events.query import Filter, changes
from events.store import Store, file_url
from tests.commandline import atlas
from tests.events.test_undoing import bring, ids, put, row
from tests.thoroughness import examples

COLUMNS = (
    "id",
    "date",
    "latitude",
    "longitude",
    "attacker",
    "location",
    "fatalities",
    "codes",
    "size",
    "timestamp",
)


def item(number: int, **values: str) -> dict[str, str]:
    return row(f"E{number}", codes="b; a", size="3", timestamp="1", fatalities=str(number)) | values


MEANT = {"fatalities": "99", "codes": "a; c", "size": "4", "latitude": "34.1", "attacker": "Charlie"}
SAME = {"codes": "a;b", "size": "3.0", "attacker": " Alpha ", "timestamp": "7", "latitude": "33.30"}


@settings(deadline=None, max_examples=examples(30))
@given(
    meant=st.dictionaries(st.integers(0, 11), st.sampled_from(sorted(MEANT)), max_size=5),
    same=st.dictionaries(st.integers(0, 11), st.sampled_from(sorted(SAME)), max_size=12),
    added=st.booleans(),
    gone=st.sampled_from(["", "size", "codes", "attacker"]),
)
def test_revised_are_exactly_the_events_whose_meaning_changed(
    meant: dict[int, str], same: dict[int, str], added: bool, gone: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(file_url(folder / "events.duckdb"))
        bring(store, put(folder, "a.csv", [item(n) for n in range(12)], COLUMNS))
        rows = [item(n) | ({same[n]: SAME[same[n]]} if n in same else {}) for n in range(12)]
        for n, column in meant.items():
            rows[n] |= {column: MEANT[column], "extra": "x"}
        rows = [one | {"extra": "x"} for one in rows]
        columns = tuple(c for c in COLUMNS if c != gone) + (("extra",) if added else ())
        report = bring(store, put(folder, "b.csv", rows, columns))
        revised = {f"E{n}" for n, column in meant.items() if column != gone}
        assert (report.imported, report.updated, report.unchanged) == (0, len(revised), 12 - len(revised))
        table = changes.table(store, changes.only(store, str(changes.imports(store)["import_id"].iloc[0])))
        assert set(table["source_key"]) == revised
        assert any("extra is new in this release, with values for 12 events" in line
                   for line in report.column_changes) == added  # fmt: skip
        if gone in ("size", "codes"):
            assert (
                f"The column {gone} is not in this release; 12 events had values in it."
                in report.column_changes
            )
        again = bring(store, put(folder, "c.csv", rows, columns))
        assert (again.updated, again.column_changes) == (0, [])


def test_a_cell_that_is_filled_in_a_column_that_was_there_is_a_revision(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [item(1, size="", fatalities=""), item(2, size="")], COLUMNS))
    report = bring(
        store, put(tmp_path, "b.csv", [item(1, size="5", fatalities=""), item(2, size="")], COLUMNS)
    )
    assert (report.updated, report.column_changes) == (1, [])
    report = bring(
        store, put(tmp_path, "c.csv", [item(1, size="5", fatalities="4"), item(2, size="")], COLUMNS)
    )
    assert (report.updated, report.column_changes) == (1, [])


def test_kept_columns_are_told_one_by_one(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [item(1)], COLUMNS))
    bring(store, put(tmp_path, "b.csv", [item(1, size="4", codes="c")], COLUMNS))
    period = changes.since_day(changes.dt.date(2000, 1, 1))
    frame = changes.table(store, period, kinds=("revised",)).set_index("column_name")
    assert frame.loc["source_codes.size", ["old_value", "new_value"]].tolist() == ["3", "4"]
    assert frame.loc["source_codes.codes", ["old_value", "new_value"]].tolist() == ["b; a", "c"]
    assert len(frame) == 2


def test_a_code_that_is_written_anew_in_every_row_is_one_line(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [item(n, size=f"code {n}") for n in range(30)], COLUMNS))
    rows = [item(n, size=f"Code no. {n}") for n in range(30)]
    rows[3]["fatalities"] = "77"
    report = bring(store, put(tmp_path, "b.csv", rows, COLUMNS))
    assert report.updated == 1
    assert "The column size is written anew in 30 events" in report.column_changes[0]
    assert changes.column_changes(store, changes.since_day(changes.dt.date(2000, 1, 1)))


def test_a_database_of_an_earlier_program_knows_a_new_column_by_its_values(
    store: Store, tmp_path: Path
) -> None:
    bring(store, put(tmp_path, "a.csv", [item(n) for n in range(5)], COLUMNS))
    with store.writing() as db:
        db.cursor.execute("UPDATE imports SET report = '{}'")
    rows = [item(n, extra="x") for n in range(5)]
    report = bring(store, put(tmp_path, "b.csv", rows, (*COLUMNS, "extra")))
    assert (report.updated, len(report.column_changes)) == (0, 1)


@pytest.fixture
def edited(store: Store, tmp_path: Path) -> Store:
    """Two events whose deaths, and one whose point, a person changed; then a release that revises both."""
    bring(store, put(tmp_path, "a.csv", [item(1), item(2), item(3)], COLUMNS))
    known = ids(store)
    edits.update(store, known["E1"], {"fatalities_best": 50}, expected_version=None, who="ana")
    edits.update(store, known["E2"], {"latitude": 30.0, "longitude": 40.0}, expected_version=None, who="ana")
    edits.update(store, known["E3"], {"fatalities_best": 60, "injured": 1}, expected_version=None, who="ana")
    report = bring(
        store, put(tmp_path, "b.csv", [item(1, fatalities="7"), item(2, latitude="35.5"), item(3)], COLUMNS)
    )
    assert report.updated == 2
    assert len(report.conflicts) == 4
    return store


def values(store: Store) -> dict[str, list[object]]:
    frame = query.select(store, Filter()).set_index("source_key")
    return {
        str(key): one.tolist() for key, one in frame[["fatalities_best", "latitude", "longitude"]].iterrows()
    }


def test_a_release_that_disagrees_with_an_edit_is_listed_and_decided(edited: Store, tmp_path: Path) -> None:
    found = conflicts.listed(edited).set_index(["source_key", "column_name"])
    assert found.loc[("E1", "fatalities_best"), ["own_value", "source_value", "news"]].tolist() == [
        "50",
        "7",
        True,
    ]
    assert found.loc[("E2", "latitude"), ["own_value", "source_value", "news"]].tolist() == [
        "30.0",
        "35.5",
        True,
    ]
    assert found.loc[("E3", "fatalities_best"), ["own_value", "source_value", "news"]].tolist() == [
        "60",
        "3",
        False,
    ]
    assert len(conflicts.listed(edited, news_only=True)) == 2
    assert values(edited)["E1"][0] == 50
    mine = conflicts.decide(edited, [found.loc[("E1", "fatalities_best"), "conflict_id"]], "mine", who="bo")
    theirs = conflicts.decide(edited, [found.loc[("E2", "latitude"), "conflict_id"]], "theirs", who="bo")
    assert values(edited)["E2"][1:] == [35.5, 44.3]
    assert set(conflicts.listed(edited)["source_key"]) == {"E3"}
    bring(
        edited, put(tmp_path, "c.csv", [item(1, fatalities="7", size="9"), item(2, latitude="36.5")], COLUMNS)
    )
    assert values(edited)["E2"][1] == 36.5  # the edit was given up: the source is followed again
    assert values(edited)["E1"][0] == 50
    assert set(conflicts.listed(edited)["source_key"]) == {"E3"}  # decided, and the source says the same
    bring(edited, put(tmp_path, "d.csv", [item(1, fatalities="8", size="9")], COLUMNS))
    assert conflicts.listed(edited)["source_value"].tolist() == ["8", "3"]
    assert (mine, theirs) != ("", "")


def test_a_decision_is_undone_like_any_edit(edited: Store) -> None:
    before = conflicts.listed(edited)
    for decision in ("mine", "theirs"):
        was = values(edited)
        batch = conflicts.decide(edited, before["conflict_id"], decision, who="bo")  # type: ignore[arg-type]
        assert conflicts.listed(edited).empty
        assert (values(edited) == was) == (decision == "mine")
        edits.undo(edited, batch, who="bo")
        assert values(edited) == was
        assert conflicts.listed(edited).equals(before)


def test_conflicts_on_the_command_line(edited: Store) -> None:
    said = json.loads(atlas("changes", "--since", "2020", db=edited.path).stdout)
    assert {(one["source_key"], one["own_value"], one["source_value"]) for one in said["conflicts"]} >= {
        ("E1", "50", "7")
    }
    line = next(one for one in atlas("conflicts", "list", db=edited.path).stdout.splitlines() if "E1" in one)
    assert "“50” stays; the release now says “7”" in line
    done = atlas("conflicts", "theirs", line.split(" ")[0], db=edited.path)
    assert values(edited)["E1"][0] == 7
    atlas("conflicts", "undo", done.stdout.split()[-1], db=edited.path)
    assert values(edited)["E1"][0] == 50
    atlas("conflicts", "mine", "nonsense", code=1, db=edited.path)


def test_a_table_with_nothing_new_tells_of_no_columns(store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, "a.csv", [item(1)], COLUMNS)
    assert import_file(store, path).column_changes == []
    assert import_file(store, path).to_dict()["conflicts"] == []
