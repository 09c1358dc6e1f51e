"""What changed: new, revised field by field, withdrawn and returned, since a time or between imports."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest

from events.editing import edits
from events.errors import FilterError
from events.importing import import_file
from events.query import Filter, changes, select
from events.store import Store
from tests.commandline import atlas
from tests.events.synthetic import events_frame

HEADER = "event_id,date,latitude,longitude,attacker,location,event_type,fatalities,note"
FIRST = (
    "A,2025-03-01,33.3,44.3,Alpha,Baghdad,Shelling,2,first",
    "B,2025-03-02,33.4,44.4,Bravo,Taji,Shelling,,second",
    "C,2025-03-03,36.3,43.1,Alpha,Mosul,Shelling,1,third",
)
ALWAYS = changes.Period(dt.datetime(1, 1, 1))


def release(store: Store, folder: Path, name: str, *lines: str, complete: bool = True) -> None:
    path = folder / name
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    report = import_file(store, path, dataset="List", complete=complete)
    assert report.error is None
    assert not report.refused


@pytest.fixture
def two_releases(store: Store, tmp_path: Path) -> Store:
    """A list of three; a week later C is gone, A has more deaths and another place, D is new."""
    release(store, tmp_path, "week1.csv", *FIRST)
    more = FIRST[0].replace("Baghdad", "Sadr City").replace(",2,", ",5,")
    release(store, tmp_path, "week2.csv", more, FIRST[1], "D,2025-03-09,33.0,44.0,=1+1,Hilla,Shelling,0,new")
    return store


def latest(store: Store) -> changes.Period:
    return changes.only(store, str(changes.imports(store)["import_id"].iloc[0]))


def test_a_release_is_compared_with_the_one_before(two_releases: Store) -> None:
    period = latest(two_releases)
    frame = changes.table(two_releases, period)
    assert tuple(frame.columns) == changes.COLUMNS
    revised = frame[frame["kind"] == "revised"].set_index("column_name")
    assert revised.loc["fatalities_best", ["old_value", "new_value"]].tolist() == ["2", "5"]
    assert revised.loc["place", ["old_value", "new_value"]].tolist() == ["Baghdad", "Sadr City"]
    assert set(revised["source_key"]) == {"A"}
    assert set(revised["source_file"]) == {"week2.csv"}
    assert frame.loc[frame["kind"] == "new", "source_key"].tolist() == ["D"]
    assert frame.loc[frame["kind"] == "withdrawn", "source_key"].tolist() == ["C"]
    found = changes.counts(two_releases, period)
    assert (found.new, found.revised, found.withdrawn, found.returned) == (1, 1, 1, 0)
    assert found.values == len(revised) >= 3
    assert found.any


def test_between_two_imports_what_the_first_changed_is_left_out(two_releases: Store, tmp_path: Path) -> None:
    release(two_releases, tmp_path, "week3.csv", *FIRST)
    log = changes.imports(two_releases)
    assert log["source_file"].tolist() == ["week3.csv", "week2.csv", "week1.csv"]
    third, second, first = log["import_id"]
    middle = changes.counts(two_releases, changes.between(two_releases, first, second))
    assert (middle.new, middle.withdrawn, middle.returned) == (1, 1, 0)
    last = changes.counts(two_releases, changes.between(two_releases, second, third))
    assert (last.new, last.withdrawn, last.returned, last.revised) == (0, 1, 1, 1)
    assert not changes.counts(two_releases, changes.between(two_releases, third)).any
    both = changes.counts(two_releases, changes.between(two_releases, None))
    assert (both.new, both.withdrawn, both.returned) == (4, 2, 1)
    with pytest.raises(FilterError, match="no import"):
        changes.between(two_releases, "nonsense")
    with pytest.raises(FilterError, match="before they begin"):
        changes.between(two_releases, third, first)


def test_a_day_and_a_dataset_narrow_it(two_releases: Store) -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert changes.counts(two_releases, changes.since_day(today)).new == 4
    assert not changes.counts(two_releases, changes.since_day(today + dt.timedelta(days=1))).any
    assert not changes.counts(two_releases, changes.since_day(today, dataset="Other")).any
    before = changes.since_day(dt.date(2000, 1, 1), until=today - dt.timedelta(days=1))
    assert changes.table(two_releases, before).empty


def test_the_same_file_again_is_no_change(two_releases: Store, tmp_path: Path) -> None:
    before = changes.table(two_releases, ALWAYS)
    import_file(two_releases, tmp_path / "week2.csv", dataset="List", complete=True)
    assert changes.table(two_releases, ALWAYS).equals(before)
    assert not changes.counts(two_releases, latest(two_releases)).any


def test_what_people_do_is_in_the_log_but_a_withdrawal_by_hand_is_told(two_releases: Store) -> None:
    rows = select(two_releases, Filter(), columns=["event_id", "source_key"]).set_index("source_key")
    start = changes.Period(dt.datetime.now(dt.UTC).replace(tzinfo=None))
    edits.update(two_releases, rows.loc["A", "event_id"], {"injured": 3}, expected_version=None, who="ana")
    assert not changes.counts(two_releases, start).any
    edits.withdraw(two_releases, rows.loc["B", "event_id"], expected_version=None, who="ana")
    frame = changes.table(two_releases, start)
    assert frame["kind"].tolist() == ["withdrawn"]
    assert frame["source_file"].isna().all()


def test_changed_events_come_whole_and_once(two_releases: Store) -> None:
    frame = changes.events_of(two_releases, ALWAYS)
    kinds = dict(zip(frame["source_key"], frame["change"], strict=True))
    assert kinds == {"A": "new", "B": "new", "C": "withdrawn", "D": "new"}
    frame = changes.events_of(two_releases, latest(two_releases))
    assert dict(zip(frame["source_key"], frame["change"], strict=True)) == {
        "A": "revised",
        "C": "withdrawn",
        "D": "new",
    }
    assert frame["latitude"].notna().all()
    assert len(changes.events_of(two_releases, ALWAYS, kinds=("new",), limit=2)) == 2


def test_csv_keeps_formulas_from_running_and_json_has_plain_values(
    two_releases: Store, tmp_path: Path
) -> None:
    release(two_releases, tmp_path, "week3.csv", FIRST[0].replace("Baghdad", '"=HYPERLINK(""x"")"'))
    frame = changes.table(two_releases, latest(two_releases))
    rows = list(csv.DictReader(io.StringIO(changes.to_csv(frame))))
    place = next(row for row in rows if row["column_name"] == "place")
    assert place["new_value"] == '\'=HYPERLINK("x")'
    assert len(rows) == len(frame)
    plain = changes.plain_rows(frame)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain[0]["event_date"] == "2025-03-01"


def test_an_empty_database_and_wrong_questions(store: Store) -> None:
    assert changes.imports(store).empty
    assert not changes.counts(store, ALWAYS).any
    assert changes.table(store, ALWAYS).empty
    assert changes.events_of(store, ALWAYS).empty
    with pytest.raises(FilterError, match="kind"):
        changes.table(store, ALWAYS, kinds=("edited",))


def test_many_new_events_are_counted_quickly_and_cut_off_where_asked(store: Store) -> None:
    with store.writing(who="test") as db:
        db.upsert_events(events_frame(5_000))
    assert changes.counts(store, ALWAYS).new == 5_000
    assert len(changes.table(store, ALWAYS, limit=100)) == 100


def test_the_command_line_says_the_same(two_releases: Store) -> None:
    today = dt.datetime.now(dt.UTC).date()
    done = atlas("changes", "--since", today, "--dataset", "List", db=two_releases.path)
    said = json.loads(done.stdout)
    values = said["counts"].pop("values")
    assert said["counts"] == {"new": 4, "revised": 1, "withdrawn": 1, "returned": 0}
    assert values == sum(row["kind"] == "revised" for row in said["changes"])
    assert {row["kind"] for row in said["changes"]} == {"new", "revised", "withdrawn"}
    done = atlas("changes", "--since", today, "--format", "csv", db=two_releases.path)
    assert done.stdout.splitlines()[0] == ",".join(changes.COLUMNS)
    atlas("changes", "--since", "2999-01-01", "--until", "2000-01-01", code=1, db=two_releases.path)
    atlas("changes", code=2, db=two_releases.path)
