"""What a person does with drafts: accept, change, refuse, merge, split; and what is kept of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from events import query
from events.editing import edits
from events.query import Filter
from events.reading import kept
from events.reading.documents import Report
from events.store import Store, file_url
from ui.reports import drafting
from ui.reports.drafting import NotAValueError

TEXT = (
    "Two soldiers were killed and five wounded when a roadside bomb exploded near Taji in Iraq on Wednesday."
    "\n\n"
    "On Monday gunmen kidnapped three farmers in Baqubah."
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.open(file_url(tmp_path / "events.duckdb"))
    with made.writing(who="test"):
        pass
    return made


@pytest.fixture
def desk() -> drafting.Desk:
    return drafting.begin(Report(TEXT, name="a.txt", publisher="Agency", published=dt.date(2020, 3, 12)))


def test_accepted_as_changed_with_its_source_and_counted(store: Store, desk: drafting.Desk) -> None:
    assert len(desk.drafts) == 2
    drafting.change(desk, 0, "injured", "six")
    drafting.change(desk, 0, "attacker", "ISIS")
    event = kept.accept(store, desk.report, desk.read[0], desk.drafts[0], who="me")
    kept.refuse(store, desk.report, desk.read[1], who="me")
    frame = query.select(store, Filter(), columns=("event_id", "injured", "place", "attacker", "dataset"))
    assert frame["event_id"].tolist() == [event]
    assert (frame["injured"][0], frame["place"][0], frame["attacker"][0]) == (6, "Taji", "ISIS")
    found = kept.measured(store)
    assert found["drafts"] == (1, 2)
    assert found["injured"] == (0, 1)
    assert found["place"] == (1, 1)
    with store.reading() as db:
        assert db.frame(db.table("reports"))["text"].tolist() == [TEXT]  # once, whoever asks again
        (note,) = db.frame(db.table("sources"))["notes"]
    assert desk.report.digest in note
    assert "roadside bomb" in note
    assert len(edits.log(store, event))


def test_nothing_enters_the_table_by_reading(store: Store, desk: drafting.Desk) -> None:
    kept.rivals(store, desk.drafts[0])
    assert not len(query.select(store, Filter(), columns=("event_id",)))
    assert kept.measured(store) == {}


def test_an_event_that_is_there_is_proposed_as_the_same(store: Store, desk: drafting.Desk) -> None:
    kept.accept(store, desk.report, desk.read[0], desk.drafts[0], who="me")
    (rival,) = kept.rivals(store, desk.drafts[0])
    assert "2020-03-11" in rival
    assert kept.rivals(store, desk.drafts[1]) == []


def test_words_become_a_value_with_their_span(desk: drafting.Desk) -> None:
    start = TEXT.index("three")
    drafting.change(desk, 0, "injured", "three", (start, start + 5))
    assert desk.drafts[0]["injured"] == 3
    assert desk.drafts[0]["evidence"]["injured"] == [[start, start + 5]]


@pytest.mark.parametrize(
    ("name", "value"),
    [("injured", "many"), ("event_date", "soon"), ("sub_event_type", "War"), ("claims", "x")],
)
def test_what_is_no_value_is_refused_in_a_sentence(desk: drafting.Desk, name: str, value: str) -> None:
    before = dict(desk.drafts[0])
    with pytest.raises(NotAValueError):
        drafting.change(desk, 0, name, value)
    assert desk.drafts[0] == before


def test_drafts_are_merged_and_split(desk: drafting.Desk) -> None:
    drafting.split(desk, 0)
    assert len(desk.drafts) == len(desk.read) == 3
    drafting.merge(desk, 2)
    assert len(desk.drafts) == 2
    assert desk.drafts[1]["abducted"] == 3  # what the upper one did not know
    assert desk.drafts[0]["abducted"] is None


def test_browsers_count_some_characters_twice() -> None:
    text = "\U0001f525 fire in Taji"
    assert drafting.wide_spans(text, {"evidence": {"place": [[10, 14]]}}) == {"place": [[11, 15]]}
    assert drafting.narrow(text, 11) == 10
