"""Reports read into drafts: every value has its words, nothing is invented, any text is survived."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.reading import read_report
from events.reading.days import days_in
from events.reading.text import LONGEST_READ, Text
from tests.commandline import atlas

DAY = dt.date(2020, 3, 12)
BOMB = (
    "Two soldiers were killed and five wounded when a roadside bomb exploded near Taji in Iraq on Wednesday, "
    "police said."
)


def test_values_of_a_plain_report() -> None:
    (draft,) = read_report(BOMB, DAY)
    assert (draft.fatalities_best, draft.injured) == (2, 5)
    assert (draft.event_date, draft.end_date) == (dt.date(2020, 3, 11), dt.date(2020, 3, 11))
    assert (draft.place, draft.country) == ("Taji", "Iraq")
    assert (draft.sub_event_type, draft.weapon) == ("Remote explosive/landmine/IED", "roadside bomb")
    assert draft.attacker is None  # nobody is named
    assert draft.target == "Two soldiers"
    assert draft.latitude is not None
    assert draft.latitude == pytest.approx(33.5, abs=0.2)


def test_every_value_stands_on_words_of_the_text() -> None:
    (draft,) = read_report(BOMB, DAY)
    record = draft.as_record()
    for field in ("event_date", "place", "target", "injured", "weapon", "fatalities_best"):
        start, end = record["evidence"][field][0]
        assert 0 <= start < end <= len(BOMB)
    assert [BOMB[a:b] for a, b in record["evidence"]["place"]] == ["Taji"]
    assert [BOMB[a:b] for a, b in record["evidence"]["weapon"]] == ["roadside bomb"]


def test_named_group_is_an_actor_with_a_claim() -> None:
    text = "ISIS claimed responsibility for the attack. "
    text += "Gunmen from ISIS killed three farmers in Baqubah, Iraq, on Tuesday."
    drafts = read_report(text, DAY)
    assert drafts
    assert {(c.actor, c.status) for c in drafts[0].claims} == {("ISIS", "claimed_by_actor")}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "Mix two cups of flour with one cup of sugar. Beat three eggs. Bake for 40 minutes at 180 degrees.",
        "The minister warned that terrorists could kill hundreds of people if the talks fail.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        '{{ 7*7 }} <script>alert(1)</script> =HYPERLINK("http://example.org") $\\frac{1}{2}$',
        "\u200f\u200b\u202e\u2066 \u0000",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    assert read_report(text, DAY) == []


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_every_span_is_inside(words: str) -> None:
    text = f"{words} Two men were killed in Baghdad, Iraq, on Monday by gunmen. {words}"
    for draft in read_report(text, DAY):
        spans = [s for found in draft.evidence.values() for s in found]
        spans += [s for claim in draft.claims for s in claim.evidence]
        assert all(0 <= a < b <= len(text) for a, b in spans)


@given(st.text(alphabet="ab.\u200b \n\u00e9\u0301\u2019S", max_size=80))
@settings(max_examples=80, deadline=None)
def test_plain_words_come_from_the_text(given_text: str) -> None:
    text = Text(given_text)
    for n, token in enumerate(text.tokens):
        start, end = text.span(n, n + 1)
        assert given_text[start:end].strip() != "" or token.word == "\n"
        assert token.word


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("ON 11 MARCH", (2020, 3, 11), (2020, 3, 11)),
        ("ON MARCH 9, 2020", (2020, 3, 9), (2020, 3, 9)),
        ("YESTERDAY", (2020, 3, 11), (2020, 3, 11)),
        ("LAST NIGHT", (2020, 3, 11), (2020, 3, 11)),
        ("ON SATURDAY", (2020, 3, 7), (2020, 3, 7)),
        ("THREE DAYS AGO", (2020, 3, 9), (2020, 3, 9)),
        ("IN DECEMBER 2017", (2017, 12, 1), (2017, 12, 31)),
        ("IN 2014", (2014, 1, 1), (2014, 12, 31)),
        ("SINCE OCTOBER", (2019, 10, 1), (2020, 3, 12)),
        ("10-12 JANUARY", (2020, 1, 10), (2020, 1, 12)),
        ("ON 30 DECEMBER", (2019, 12, 30), (2019, 12, 30)),
    ],
)
def test_days_are_reckoned_from_the_day_of_publication(
    words: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    (day,) = days_in(words, 0, DAY)
    assert (day.start, day.end) == (dt.date(*start), dt.date(*end))


def test_what_lies_behind_the_longest_text_is_not_read() -> None:
    assert read_report("x " * (LONGEST_READ // 2) + BOMB, DAY) == []
    assert len(read_report(BOMB * 200, DAY)) == 1  # one event, however often it is told


def test_a_group_named_as_the_foil_is_no_doer() -> None:
    text = (
        "A convoy was attacked in Samawah, Iraq, on Monday. Officials believe that militias carried out the "
        'attack, rather than fighters from the Islamic State. A group called "Saraya Thawrat al-Ashrin" '
        "claimed responsibility for the attack."
    )
    (draft,) = read_report(text, DAY)
    named = {(c.actor, c.status) for c in draft.claims}
    assert ("Saraya Thawrat al-Ashrin", "claimed_by_actor") in named
    assert not any("Islamic State" in str(actor) for actor, _ in named)


def test_long_lines_take_bounded_time() -> None:
    assert read_report("killed by " * 20_000, DAY) == []


def test_batch_answers_every_report(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": BOMB, "published": "2020-03-12"},
        {"id": "b", "text": "Nothing happened.", "published": None},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    atlas("read", "--batch", source, target)
    out = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in out] == ["a", "b"]
    assert [len(r["events"]) for r in out] == [1, 0]
    assert out[0]["events"][0]["event_type"] == "Explosions/Remote violence"


def test_one_report_as_json_and_in_words(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(BOMB, encoding="utf-8")
    told = json.loads(atlas("read", file, "--published", "2020-03-12", "--format", "json").stdout)
    assert told[0]["injured"] == 5
    assert "roadside bomb" in atlas("read", file, "--published", "2020-03-12").stdout


def test_wrong_lines_are_refused_by_number(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "x"}\n{"id": "b"}\n', encoding="utf-8")
    assert "line 2" in atlas("read", "--batch", source, tmp_path / "out.jsonl", code=1).stderr
    assert not (tmp_path / "out.jsonl").exists()
