"""A colour that was given stays: under imports, their undoing, merges of names, and in a copy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import query
from events.colour_slots import RANKED, SLOTS, newly_given
from events.editing import actors, edits
from events.importing import import_file
from events.store import Store, copies, undoing
from maps import layers
from maps.layers import MapOptions

WORDS = st.lists(st.sampled_from([f"actor {n}" for n in range(30)]), max_size=12, unique=True)


@given(rounds=st.lists(st.tuples(WORDS, WORDS), max_size=12))
def test_no_import_changes_a_colour_that_an_event_is_drawn_in(
    rounds: list[tuple[list[str], list[str]]],
) -> None:
    held: dict[str, int] = {}
    for ranked, gone in rounds:
        fresh, lost = newly_given(held, ranked, [value for value in gone if value not in ranked])
        assert set(lost) <= set(gone) - set(ranked)
        assert not set(fresh) & set(held)
        held = {value: slot for value, slot in held.items() if value not in lost} | fresh
        assert len(set(held.values())) == len(held), "two actors in one colour"
        assert all(0 <= slot < SLOTS for slot in held.values())
        if len(held) < SLOTS:
            assert set(ranked[:RANKED]) <= set(held)


def _file(folder: Path, name: str, counts: dict[str, int]) -> Path:
    path = folder / name
    lines = ["id,date,attacker,country,latitude,longitude"]
    for actor, count in counts.items():
        lines += [f"{actor}{n},2020-01-{n % 28 + 1:02},{actor},Iraq,33.3,44.{n:02}" for n in range(count)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _colours(store: Store, **chosen: tuple[str, ...]) -> dict[str | None, str]:
    made = layers.build(store, query.Filter(**chosen), MapOptions())  # type: ignore[arg-type]
    return {entry.value: entry.colour for entry in made.legend.colours if entry.kind == "value"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(f"duckdb:///{tmp_path}/colours.duckdb")
    first = {f"Group {letter}": 9 - n for n, letter in enumerate("ABCDEFG")}
    import_file(store, _file(tmp_path, "first.csv", first), dataset="First", who="test")
    return store


def test_actors_keep_their_colours_while_others_become_more_frequent(store: Store, tmp_path: Path) -> None:
    before = _colours(store)
    assert len(before) == 7
    second = {f"Army {letter}": 30 + n for n, letter in enumerate("STUVWXY")}
    report = import_file(store, _file(tmp_path, "second.csv", second), dataset="Second", who="test")
    after = _colours(store)
    assert before.items() <= after.items(), "ranks shifted, colours did not"
    assert set(second) <= set(after), "and those who are frequent now have colours, too"
    assert len(set(after.values())) == len(after) == 14
    assert _colours(store, attackers=("Group G",)) == {"Group G": before["Group G"]}
    assert report.batch
    undoing.undo_import(store, report.batch, who="test")
    assert _colours(store) == before
    third = {f"Army {letter}": 30 for letter in "YXW"} | {"Newcomer": 60}
    import_file(store, _file(tmp_path, "third.csv", third), dataset="Third", who="test")
    again = _colours(store)
    assert before.items() <= again.items()
    assert {name: again[name] for name in ("Army Y", "Army X", "Army W")} == {
        name: after[name] for name in ("Army Y", "Army X", "Army W")
    }
    assert again["Newcomer"] not in [again[name] for name in again if name != "Newcomer"]


def test_a_merged_actor_keeps_the_colour_and_an_undone_merge_both(store: Store) -> None:
    before = _colours(store)
    _, batch = actors.merge_actors(store, "The A Group", ["Group A"], who="test")
    assert _colours(store)["The A Group"] == before["Group A"]
    edits.undo(store, batch, who="test")
    assert _colours(store) == before


def test_a_copy_and_a_database_of_an_earlier_program_have_the_colours_too(
    store: Store, tmp_path: Path
) -> None:
    before = _colours(store)
    copies.back_up(store, tmp_path / "copy.duckdb")
    assert _colours(Store.open(f"duckdb:///{tmp_path}/copy.duckdb")) == before
    with duckdb.connect(str(store.path)) as earlier:
        earlier.execute("DROP TABLE colours")
    assert _colours(store) == before, "they are worked out until the first change"
    values = {"title": "One", "event_date": date(2021, 1, 1), "latitude": 33.0, "longitude": 44.0}
    values["location_precision"] = "exact"
    for number in range(12):
        claim = {"actor": "Zealots", "status": "claimed_by_actor"}
        edits.add_event(store, values | {"title": f"{number}"}, claims=[claim], who="test")
    assert before.items() <= _colours(store).items()
