"""An import taken back whole: all is as before it, what people did since stays, and it can be redone."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import linking, query
from events.editing import edits
from events.errors import ConflictError, UndoError
from events.importing import import_file
from events.model import SHELVED
from events.query import Filter, changes
from events.store import Store, file_url, undoing
from tests.commandline import atlas
from tests.events.synthetic import events_frame
from tests.thoroughness import examples

COLUMNS = (
    "id",
    "date",
    "latitude",
    "longitude",
    "attacker",
    "location",
    "source",
    "fatalities",
    "note",
    "kept",
)


def row(key: str, **values: str) -> dict[str, str]:
    where = {"latitude": "33.3", "longitude": "44.3", "location": "Baghdad"}
    what = {"attacker": "Alpha", "source": "Agency", "fatalities": "2", "note": "n", "kept": "k"}
    return {"id": key, "date": "2025-03-01"} | where | what | values


def put(folder: Path, name: str, rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def bring(store: Store, path: Path, **options: Any) -> Any:
    report = import_file(store, path, dataset=options.pop("dataset", "List"), **options)
    assert report.error is None
    parts = report.imported + report.updated + report.unchanged + len(report.refused)
    assert report.read == parts
    return report


def state(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that the tables hold but for the logs and the versions, which only grow."""
    found = {}
    with store.reading() as db:
        for name in SHELVED:
            frame = db.frame(db.table(name)).drop(columns="version", errors="ignore").astype(object)
            rows = frame.where(frame.notna(), None).itertuples(index=False, name=None)
            found[name] = sorted(rows, key=str)
        found["hashes"] = sorted(db.rows("SELECT event_id, value_hash FROM events"))
    return found


def ids(store: Store) -> dict[str, str]:
    frame = query.select(store, Filter(include_withdrawn=True), columns=["source_key", "event_id"])
    return dict(zip(frame["source_key"], frame["event_id"], strict=True))


_TEXTS = {
    "date": st.sampled_from(["2025-03-01", "2025-03-02", ""]),
    "latitude": st.sampled_from(["33.3", "33.4", ""]),
    "attacker": st.sampled_from(["Alpha", "Bravo", "Alpha; Bravo", ""]),
    "location": st.sampled_from(["Baghdad", "Mosul"]),
    "source": st.sampled_from(["Agency", "Agency; Paper", ""]),
    "fatalities": st.sampled_from(["2", "2.0", "5", ""]),
    "note": st.sampled_from(["n", " n", "other", ""]),
    "kept": st.sampled_from(["k", "3", "3.0", ""]),
}
ROWS = st.lists(
    st.builds(
        lambda key, values: row(key, **values), st.sampled_from("ABCDEFGH"), st.fixed_dictionaries(_TEXTS)
    ),
    min_size=1, max_size=8, unique_by=lambda one: one["id"],
)  # fmt: skip
EDITED = st.dictionaries(st.sampled_from("ABCDEFGH"), st.sampled_from([7, 8]), max_size=3)


@settings(deadline=None, max_examples=examples(25))
@given(first=ROWS, second=ROWS, complete=st.booleans(), before=EDITED, width=st.integers(8, 10))
def test_an_undone_import_leaves_everything_as_it_was_and_comes_back_the_same(
    first: list[dict[str, str]],
    second: list[dict[str, str]],
    complete: bool,
    before: dict[str, int],
    width: int,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(file_url(folder / "events.duckdb"))
        bring(store, put(folder, "a.csv", first, COLUMNS[:width]))
        known = ids(store)
        for key, deaths in before.items():
            if key in known:
                edits.update(store, known[key], {"injured": deaths}, expected_version=None, who="ana")
        after_a = state(store)
        report = bring(store, put(folder, "b.csv", second), complete=complete)
        after_b = state(store)
        if report.batch is None:
            assert after_b == after_a
            return
        done = undoing.undo_import(store, report.batch, who="ana")
        assert state(store) == after_a
        assert done.removed == report.imported
        undoing.undo_import(store, done.batch, who="ana")
        assert state(store) == after_b
        edits.undo(store, report.batch, who="ana")
        assert state(store) == after_a
        again = bring(store, put(folder, "b.csv", second), complete=complete)
        assert (again.imported, again.updated, again.withdrawn) == (
            report.imported, report.updated, report.withdrawn
        )  # fmt: skip


@settings(deadline=None, max_examples=examples(15))
@given(first=ROWS, second=ROWS, since=EDITED)
def test_what_people_changed_since_stays(
    first: list[dict[str, str]], second: list[dict[str, str]], since: dict[str, int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(file_url(folder / "events.duckdb"))
        bring(store, put(folder, "a.csv", first))
        old = ids(store)
        was = query.select(store, Filter()).set_index("source_key")
        report = bring(store, put(folder, "b.csv", second))
        if report.batch is None:
            return
        known = ids(store)
        edited = {key: deaths for key, deaths in since.items() if key in known}
        made = []
        for key, deaths in edited.items():
            change = {"fatalities_best": deaths + 90}
            made.append(edits.update(store, known[key], change, expected_version=None, who="b"))
        done = undoing.undo_import(store, report.batch, who="ana")
        now = query.select(store, Filter()).set_index("source_key")
        new = set(known) - set(old)
        assert set(now.index) == set(old) | (set(edited) & new)
        assert done.kept_events == len(set(edited) & new)
        for key, deaths in edited.items():
            assert now.loc[key, "fatalities_best"] == deaths + 90
        for key in set(old) - set(edited):
            assert str(now.loc[key, "fatalities_best"]) == str(was.loc[key, "fatalities_best"])
        for batch in made:  # what the source says is again what it said before the import
            edits.undo(store, batch, who="b")
        now = query.select(store, Filter()).set_index("source_key")
        for key in set(old) & set(edited):
            assert str(now.loc[key, "fatalities_best"]) == str(was.loc[key, "fatalities_best"])


def test_claims_and_links_of_people_are_kept_or_come_back(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [row("A"), row("C")]))
    report = bring(
        store, put(tmp_path, "b.csv", [row("A", attacker="Bravo", fatalities="9"), row("B"), row("D")])
    )
    known = ids(store)
    claim, _ = edits.put_related(
        store, "claims", known["A"], {"actor": "Delta", "status": "denied"}, who="ana"
    )
    pairs = pd.DataFrame(
        {"event_id": [known["C"]], "other_event_id": [known["B"]], "score": [1.0], "reasons": ["x"]}
    )
    linking.decide(store, pairs, "accepted", who="ana")
    done = undoing.undo_import(store, report.batch, who="ana")
    assert done.links == 1
    assert linking.decided(store).empty
    assert set(ids(store)) == {"A", "C"}
    claims = query.related(store, "claims", Filter())
    assert claim in set(claims["claim_id"])
    assert set(claims[claims["event_id"] == known["A"]]["actor"]) == {"Alpha", "Delta"}
    undoing.undo_import(store, done.batch, who="ana")
    assert linking.decided(store)["status"].tolist() == ["accepted"]
    assert set(query.related(store, "claims", Filter())["actor"]) >= {"Bravo", "Delta"}


def test_a_later_import_of_the_same_events_is_undone_first(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [row("A"), row("B")]))
    second = bring(store, put(tmp_path, "b.csv", [row("A", fatalities="5")]))
    third = bring(store, put(tmp_path, "c.csv", [row("A", fatalities="6"), row("Z")]))
    other = bring(store, put(tmp_path, "d.csv", [row("B", fatalities="7")]))
    before = state(store)
    with pytest.raises(ConflictError, match=r"c\.csv came since and changed 1 of the same events"):
        undoing.undo_import(store, second.batch, who="ana")
    assert state(store) == before
    undone = undoing.undo_import(store, third.batch, who="ana")
    back = undoing.undo_import(store, second.batch, who="ana")
    with pytest.raises(ConflictError, match=r"b\.csv was undone since"):
        undoing.undo_import(store, undone.batch, who="ana")
    undoing.undo_import(store, back.batch, who="ana")
    undoing.undo_import(store, undone.batch, who="ana")
    assert state(store) == before
    listed = undoing.listing(store).set_index("batch_id")
    assert not listed["undone"].any()
    assert listed.loc[other.batch, "what"] == "d.csv"
    with pytest.raises(UndoError, match="undone already"):
        undoing.undo_import(store, undone.batch, who="ana")


def test_a_dataset_is_removed_and_comes_back(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [row("A"), row("B")]))
    bring(store, put(tmp_path, "b.csv", [row("A", fatalities="5"), row("C")]), complete=True)
    bring(store, put(tmp_path, "o.csv", [row("X")]), dataset="Other")
    known = ids(store)
    pairs = pd.DataFrame(
        {"event_id": [known["X"]], "other_event_id": [known["A"]], "score": [1.0], "reasons": ["x"]}
    )
    linking.decide(store, pairs, "accepted", who="ana")
    before = state(store)
    done = undoing.remove_dataset(store, "List", who="ana", why="double")
    assert (done.removed, done.links) == (3, 1)
    assert set(ids(store)) == {"X"}
    assert linking.decided(store).empty
    assert edits.log(store)["table_name"].iloc[0] == "datasets"
    back = undoing.undo_import(store, done.batch, who="ana")
    assert state(store) == before
    undoing.undo_import(store, back.batch, who="ana")
    assert set(ids(store)) == {"X"}
    assert bring(store, tmp_path / "a.csv").imported == 2
    with pytest.raises(UndoError, match="no dataset"):
        undoing.remove_dataset(store, "Nothing", who="ana")


def test_an_import_is_in_the_log_and_the_last_edit_is_still_the_persons(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [row("A")]))
    log = edits.log(store)
    assert log["new_value"].tolist() == ["a.csv: 1 new"]
    with pytest.raises(UndoError, match="nothing to undo"):
        edits.undo(store, who="ana")
    report = bring(store, tmp_path / "a.csv")
    assert report.batch is None
    assert len(edits.log(store)) == 1


def test_many_events_are_taken_back_at_once(store: Store) -> None:
    with store.writing() as db:
        db.upsert_events(events_frame(4_000))
    before = state(store)
    revised = events_frame(4_000).assign(fatalities_best=7)
    with store.writing() as db:
        db.import_id = "batch0"
        with store.staging() as stage:
            stage.add(revised)
            assert db.merge(stage).n_updated > 3_000
        undoing.log_bulk(db, "batch0", "imports", "batch0", new_value="x.csv: revised")
    assert state(store) != before
    undoing.undo_import(store, "batch0", who="ana")
    assert state(store) == before


def test_the_command_line_takes_back_and_redoes(tmp_path: Path) -> None:
    base = tmp_path / "x.duckdb"
    first = put(tmp_path, "a.csv", [row("A"), row("B")])
    second = put(tmp_path, "b.csv", [row("A", fatalities="5"), row("C")])
    atlas("import", first, "--dataset", "L", db=base)
    atlas("import", second, "--dataset", "L", "--complete", "--report", tmp_path / "r.json", db=base)
    batch = json.loads((tmp_path / "r.json").read_text())["batch"]
    assert batch in atlas("import", "--list", db=base).stdout
    done = atlas("import", "--undo", batch, db=base)
    assert "1 event taken out; 2 put back as before." in done.stdout
    said = json.loads(atlas("changes", "--since", "2020", db=base).stdout)
    assert said["counts"]["new"] == 2
    assert [one["undone"] for one in said["imports"]] == [True, False]
    atlas("import", "--undo", done.stdout.split()[-1], db=base)
    assert json.loads(atlas("changes", "--since", "2020", db=base).stdout)["counts"]["new"] == 3
    atlas("import", "--undo", "last", db=base)
    assert "1 imported, 1 updated" in atlas("import", second, "--dataset", "L", "--complete", db=base).stdout
    gone = atlas("dataset", "remove", "L", db=base)
    assert atlas("dataset", "list", db=base).stdout == ""
    atlas("import", "--undo", gone.stdout.split()[-1], db=base)
    assert atlas("dataset", "list", db=base).stdout.split() == ["2", "L"]
    atlas("import", "--undo", "nonsense", code=1, db=base)
    atlas("import", code=2, db=base)
    atlas("import", first, "--undo", batch, code=2, db=base)


def test_changes_say_nothing_of_what_was_undone(store: Store, tmp_path: Path) -> None:
    bring(store, put(tmp_path, "a.csv", [row("A")]))
    report = bring(store, put(tmp_path, "b.csv", [row("A", fatalities="5")]))
    undoing.undo_import(store, report.batch, who="ana")
    assert not changes.counts(store, changes.only(store, report.batch)).any
