"""The example events are put away and come back as people left them, and mix into nothing unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from events.editing import edits, examples
from events.errors import UndoError
from events.importing import import_file
from events.query import Filter, counts, select
from events.store import Store
from tests.commandline import atlas

OWN = "id,date,title,place,country\n1,2021-04-11,raid,Mosul,Iraq\n2,2021-04-28,raid,Basra,Iraq\n"


@pytest.fixture
def own(seed_store: Store, tmp_path: Path) -> Store:
    """The examples, and two events of one's own."""
    file = tmp_path / "own.csv"
    file.write_text(OWN, encoding="utf-8")
    import_file(seed_store, file, dataset="Own")
    return seed_store


def test_they_come_back_as_people_left_them(seed_store: Store) -> None:
    before = select(seed_store, columns=["event_id", "title", "notes"])
    event_id = str(before["event_id"].iloc[0])
    edits.update(seed_store, event_id, {"notes": "seen by me"}, expected_version=None, who="tester")
    number = examples.number(seed_store)
    assert number == len(before) == 11
    examples.put_away(seed_store, who="tester")
    assert examples.number(seed_store) == counts(seed_store).total == 0
    with pytest.raises(UndoError):
        examples.put_away(seed_store, who="tester")
    assert examples.bring_back(seed_store, who="tester") == number
    after = select(seed_store, columns=["event_id", "notes"]).set_index("event_id")
    assert after.loc[event_id, "notes"] == "seen by me"
    assert set(after.index) == set(before["event_id"])
    for _ in range(2):
        examples.put_away(seed_store, who="tester")
        assert examples.bring_back(seed_store, who="tester") == number
    assert examples.bring_back(seed_store, who="tester") == number


def test_they_can_come_into_a_database_that_never_had_them(store: Store) -> None:
    assert examples.number(store) == 0
    assert examples.bring_back(store, who="tester") == 11


@pytest.mark.parametrize(
    ("chosen", "mixed"),
    [
        (Filter(), 11),
        (Filter(datasets=("Own",)), 0),
        (Filter(datasets=("Seed events",)), 0),
        (Filter(datasets=("Own", "Seed events")), 0),
        (Filter(text="Soleimani"), 0),
    ],
)
def test_they_are_unasked_where_they_stand_among_others(own: Store, chosen: Filter, mixed: int) -> None:
    assert examples.unasked(own, chosen) == mixed


def test_what_is_left_without_them_is_all_the_rest(own: Store) -> None:
    edits.add_event(own, {"title": "typed in", "event_date": "2021-05-01"}, who="tester")
    titles = select(own, examples.left_out(own, Filter()), columns=["title"])["title"]
    assert sorted(titles) == ["raid", "raid", "typed in"]
    nowhere = examples.left_out(own, Filter(countries=("Atlantis",)))
    assert counts(own, nowhere).matched == 0


def test_the_command_line_says_that_they_are_in_an_export(own: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = atlas("export", str(out), "--db", own.url)
    assert done.returncode == 0
    assert "11 of the events are the examples" in done.stderr
    assert "examples" not in atlas("export", str(out), "--db", own.url, "--dataset", "Own").stderr
