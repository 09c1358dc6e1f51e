"""Counts say one thing: the store, a table at hand and a plain recount agree on every event and window."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from events import query, wording
from events.editing import edits
from events.query import Filter, counting
from events.store import Store, file_url
from tests.thoroughness import examples

FIRST = dt.date(2020, 1, 1)
days = some.integers(0, 400).map(lambda n: FIRST + dt.timedelta(days=n))
figures = some.none() | some.integers(0, 3_000)


@some.composite
def events(draw: Any) -> dict[str, Any]:
    """An event with or without a place, dates at either end, and figures."""
    start, end = draw(some.none() | days), draw(some.none() | days)
    if start and end and end < start:
        start, end = end, start
    low, best, high = sorted((draw(figures), draw(figures), draw(figures)), key=lambda n: (n is None, n))
    placed = draw(some.booleans())
    return {
        "title": "An event", "event_date": start, "end_date": end, "attacker": draw(some.sampled_from("AB")),
        "latitude": 33.0 if placed else None, "longitude": 44.0 if placed else None,
        "location_precision": "exact" if placed else "unlocated",
        "fatalities_low": low, "fatalities_best": best, "fatalities_high": high,
    }  # fmt: skip


@some.composite
def spans(draw: Any) -> tuple[dt.date | None, dt.date | None]:
    """A closed interval of days, open at either end or not."""
    first, last = sorted((draw(days), draw(days)))
    return draw(some.sampled_from([None, first])), draw(some.sampled_from([None, last]))


def recount(
    rows: list[dict[str, Any]], window: counting.Window | None, dates: counting.Window
) -> dict[str, int]:
    """The definition of docs/architecture.md, event by event."""
    found = dict.fromkeys(("counted", "best", "unknown", "apart", "events_apart", "shown"), 0)
    for row in rows:
        start, end = row["event_date"] or row["end_date"], row["end_date"] or row["event_date"]
        for name, (first, last) in (("window", window or (None, None)), ("dates", dates)):
            dated = start is not None and not (last and start > last) and not (first and end < first)
            asked = window is not None if name == "window" else any(dates)
            if asked and not dated:
                break
        else:
            found["counted"] += 1
            found["shown"] += row["latitude"] is not None
            known = [row[f"fatalities_{name}"] for name in ("best", "low", "high")]
            deaths = next((figure for figure in known if figure is not None), None)
            firsts = [day for day in ((window or (None,))[0], dates[0]) if day]
            lasts = [day for day in ((window or (None, None))[1], dates[1]) if day]
            whole = all(row["event_date"] and row["event_date"] >= day for day in firsts)
            whole = whole and all(end and end <= day for day in lasts)
            if deaths is None:
                found["unknown"] += 1
            elif whole:
                found["best"] += deaths
            else:
                found["apart"] += deaths
                found["events_apart"] += 1
    return found


@settings(max_examples=examples(25), deadline=None)
@given(
    some.lists(events(), max_size=8),
    some.lists(some.tuples(some.none() | spans(), spans()), min_size=1, max_size=6),
)
def test_store_table_and_recount_agree(rows: list[dict[str, Any]], asked: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(file_url(Path(folder) / "events.duckdb"))
        for row in rows:
            edits.add_event(store, {name: v for name, v in row.items() if v is not None}, who="test")
        for window, dates in asked:
            if window == (None, None):
                window = None
            chosen = Filter(date_from=dates[0], date_to=dates[1])
            counted = query.counts(store, chosen, window=window)
            frame = query.select(store, chosen)
            assert counting.tally(frame, window, dates, total=counted.total) == counted
            mine = recount(rows, window, dates)
            assert (counted.counted, counted.shown) == (mine["counted"], mine["shown"])
            assert counted.deaths_best == mine["best"]
            assert counted.deaths_unknown == mine["unknown"]
            assert (counted.deaths_apart, counted.events_apart) == (mine["apart"], mine["events_apart"])
            assert counted.matched == (
                counted.shown + counted.unlocated + counted.outside_window + counted.undated_hidden
            )


@settings(max_examples=examples(50), deadline=None)
@given(some.lists(some.tuples(events(), some.booleans()), max_size=12), some.none() | spans())
def test_every_event_is_in_one_part_and_hidden_ones_add_no_deaths(rows: list[Any], window: Any) -> None:
    names = [*events_columns(), "contested"]
    frame = pd.DataFrame([row | {"contested": False} for row, _ in rows], columns=names)
    off = np.array([gone for _, gone in rows], dtype=bool)
    all_, left = counting.tally(frame, window, off=off), counting.tally(frame[~off], window)
    parts = all_.shown + all_.unlocated + all_.outside_window + all_.undated_hidden + all_.hidden
    assert parts == all_.matched == len(rows)
    for name in (
        "deaths_low",
        "deaths_best",
        "deaths_high",
        "deaths_unknown",
        "deaths_apart",
        "counted",
        "shown",
    ):
        assert asdict(all_)[name] == asdict(left)[name]


def events_columns() -> list[str]:
    return [
        "event_date",
        "end_date",
        "latitude",
        "longitude",
        *(f"fatalities_{n}" for n in ("low", "best", "high")),
    ]


def test_the_dead_of_a_year_are_not_the_dead_of_each_of_its_months(store: Store) -> None:
    year = {"event_date": dt.date(2020, 1, 1), "end_date": dt.date(2020, 12, 31), "time_precision": "year"}
    day = {"event_date": dt.date(2020, 3, 5), "end_date": dt.date(2020, 3, 5), "fatalities_best": 35}
    edits.add_event(store, year | {"title": "A siege", "fatalities_best": 16_615}, who="test")
    edits.add_event(store, day | {"title": "A raid, place unknown"}, who="test")
    edits.add_event(store, {"title": "A clash", "event_date": dt.date(2020, 3, 9)}, who="test")
    march = (dt.date(2020, 3, 1), dt.date(2020, 3, 31))
    apart = "deaths at least 35, unknown for 1, +16,615 in 1 event dated only to a longer period"
    for chosen, window in ((Filter(), march), (Filter(date_from=march[0], date_to=march[1]), None)):
        counted = query.counts(store, chosen, window=window)
        assert (counted.deaths_best, counted.deaths_apart, counted.events_apart) == (35, 16_615, 1)
        assert wording.total_deaths(asdict(counted)) == apart
    whole = query.counts(store, Filter(), window=(dt.date(2020, 1, 1), dt.date(2020, 12, 31)))
    assert wording.total_deaths(asdict(whole)) == "deaths at least 16,650, unknown for 1"


def test_one_unplaced_event_with_dead_is_not_deaths_unknown_for_all(store: Store) -> None:
    for number in range(5):
        values = {
            "title": f"Clash {number}",
            "latitude": 33.0,
            "longitude": 44.0,
            "location_precision": "exact",
        }
        edits.add_event(store, values, who="test")
    edits.add_event(store, {"title": "A raid, place unknown", "fatalities_best": 35}, who="test")
    said = wording.counts(asdict(query.counts(store)))
    assert said == "5 of 6 events shown · 1 not located · deaths at least 35, unknown for 5"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"event_date": "2020-06-01", "end_date": "2020-07-15", "time_precision": "year"},
            "1 Jun – 15 Jul 2020",
        ),
        ({"event_date": "2020-01-01", "end_date": "2020-12-31", "time_precision": "year"}, "2020"),
        ({"event_date": "2020-06-01", "end_date": "2020-07-31", "time_precision": "year"}, "Jun – Jul 2020"),
        (
            {"event_date": "2020-06-10", "end_date": "2020-06-25", "time_precision": "month"},
            "10 – 25 Jun 2020",
        ),
        ({"event_date": "2020-06-10", "end_date": "2020-06-10", "time_precision": "month"}, "Jun 2020"),
        ({"event_date": "2020-06-10", "end_date": None, "time_precision": "year"}, "from 10 Jun 2020"),
        ({"event_date": None, "end_date": "2020-02-29", "time_precision": None}, "by 29 Feb 2020"),
        (
            {"event_date": "2019-11-01", "end_date": "2020-02-29", "time_precision": "year"},
            "Nov 2019 – Feb 2020",
        ),
        ({"event_date": "2019-01-01", "end_date": "2020-12-31", "time_precision": "year"}, "2019 – 2020"),
    ],
)
def test_a_date_is_said_as_sharply_as_it_is_known(values: dict[str, Any], said: str) -> None:
    assert wording.when(values["event_date"], values["end_date"], values["time_precision"]) == said


@given(days, days, some.sampled_from(["day", "days", "week", "month", "year", None]))
def test_the_note_on_a_date_is_of_its_own_days(one: dt.date, other: dt.date, precision: str | None) -> None:
    start, end = min(one, other), max(one, other)
    said, note = wording.when(start, end, precision), wording.time_note(start, end, precision)
    assert (note == "within a year") == (said.isdigit())
    if note.endswith("days"):
        assert note == f"within {(end - start).days + 1} days"


def test_nothing_in_a_filter_is_nameless() -> None:
    for column in ("attacker", "basis", "event_type", "country", "location_precision", "dataset"):
        assert wording.value(column, "").strip()
    assert wording.value("attacker", "") == wording.value("attacker", None) == "Attacker not stated"
