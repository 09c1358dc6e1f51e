"""The map's words: nothing is said that is not known, and nothing unknown is left unsaid."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import date

import pytest

from events.query import Counts, Filter
from maps.layers import words

COUNTED = Counts(
    total=1_011,
    matched=1_010,
    shown=1_000,
    unlocated=4,
    undated=3,
    outside_window=5,
    undated_hidden=1,
    deaths_low=30,
    deaths_best=38,
    deaths_high=45,
    deaths_unknown=6,
    contested=2,
)


def test_the_count_strip_names_all_that_is_not_shown() -> None:
    assert words.counts(asdict(COUNTED)) == (
        "1,000 of 1,011 events shown · 4 not located · 5 outside the dates · 1 without a date"
        " · 1 filtered out · deaths at least 30–45 (best 38), unknown for 6"
    )


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "0 km"),
        (800, "800 m (0.50 mi)"),
        (1_609.344, "1.6 km (1.0 mi)"),
        (20_000, "20 km (12.4 mi)"),
        (535_000, "535 km (332 mi)"),
        (1_852_000, "1,852 km (1,151 mi)"),
    ],
)
def test_distances_are_in_kilometres_and_miles(metres: float, said: str) -> None:
    assert words.distance(metres) == said


FILTERS = {
    "attackers": ("ISIS", ""),
    "actors": ("ISIS",),
    "actor_roles": ("attacker",),
    "stated": ("not_known",),
    "bases": ("claimed_by_actor",),
    "date_from": date(2014, 1, 1),
    "date_to": date(2014, 12, 31),
    "types": ("Battles",),
    "sub_types": ("Armed clash",),
    "countries": ("Iraq",),
    "precisions": ("near",),
    "datasets": ("ACLED",),
    "text": "convoy",
    "deaths_min": 3,
    "deaths_max": 9,
    "deaths_known": False,
    "bbox": (38.0, 29.0, 49.0, 37.0),
    "within": (33.3, 44.4, 25.0),
    "contested": True,
    "event_ids": ("a", "b"),
    "include_withdrawn": True,
    "count_linked_once": True,
    "window": (date(2014, 3, 1), date(2014, 3, 31)),
}


def test_every_filter_is_said() -> None:
    assert set(FILTERS) == {field.name for field in fields(Filter)}
    assert words.filters(Filter()) == ()
    alone = {name: words.filters(Filter(**{name: value})) for name, value in FILTERS.items()}  # type: ignore[arg-type]
    assert all(len(said) == 1 for said in alone.values()), alone
    assert alone["attackers"] == ("attacker: ISIS or not stated",)
    assert alone["within"] == ("within 25 km (15.5 mi) of 33.300° N 44.400° E",)
    assert alone["deaths_min"] == ("deaths: 3 or more",)
    whole = words.filters(Filter(**FILTERS))  # type: ignore[arg-type]
    assert len(whole) == len(FILTERS) - 2  # the two dates are one phrase, and the two bounds of deaths
    assert "dates: 2014" in whole


def test_days_may_be_open_at_either_end() -> None:
    first, last = date(2014, 1, 1), date(2020, 7, 15)
    assert words.days(first, last) == "1 Jan 2014 – 15 Jul 2020"
    assert words.days(first, first) == "1 Jan 2014"
    assert words.days(first, None) == "from 1 Jan 2014"
    assert words.days(None, last) == "until 15 Jul 2020"
    assert words.days(None, None) == "no dates"


def test_places_name_their_hemispheres() -> None:
    assert words.place(33.31, 44.38) == "33.310° N 44.380° E"
    assert words.place(-34.6, -58.4) == "34.600° S 58.400° W"


@pytest.mark.parametrize(
    ("place", "end", "said"),
    [
        ("Basra", "Nasiriyah", "Basra – Nasiriyah"),
        ("between A and B", "B", "between A and B"),
        ("", "B", "B"),
    ],
)
def test_a_stretch_goes_by_its_ends_once(place: str, end: str, said: str) -> None:
    assert words.stretch(place, end) == said
