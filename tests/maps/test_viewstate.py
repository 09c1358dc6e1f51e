"""A link says exactly what was looked at, and a damaged link says what of it could not be read."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from events.model import CLAIM_STATUSES, LOCATION_PRECISIONS
from maps import view_state as states
from maps.layers import drawing
from maps.layers.rings import RingSpec
from maps.view_state import FIELDS, ViewState, decode, encode

TEXT = some.text(min_size=1, max_size=60).filter(str.isprintable)
TEXTS = some.lists(TEXT | some.just("") | TEXT.map("~{}".format), max_size=5, unique=True).map(tuple)
DATES = some.dates(date(1, 1, 1), date(9999, 12, 31))
COUNTS = some.none() | some.integers(0, 10**8)
IDS = some.text("0123456789abcdef", min_size=20, max_size=20)


def degrees(low: float, high: float) -> some.SearchStrategy[float]:
    return some.floats(low, high).map(lambda v: round(v, 5) + 0.0)


def subset(values: tuple[str, ...]) -> some.SearchStrategy[tuple[str, ...]]:
    return some.lists(some.sampled_from(values), unique=True).map(tuple)


RINGS = some.builds(
    lambda event, role, size: RingSpec(event, role, *size),
    IDS,
    some.sampled_from(states.RING_ROLES),
    some.one_of(
        some.just((None, None)),
        some.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=20)
        .filter(lambda t: t[0] != "_")
        .map(lambda t: (t, None)),
        some.integers(1, 20_000_000).map(lambda m: (None, float(m))),
    ),
).filter(lambda ring: not (ring.weapon or "").rstrip("m").isdigit())
STATES = some.builds(
    ViewState,
    attackers=TEXTS,
    bases=subset(CLAIM_STATUSES),
    contested=some.none() | some.booleans(),
    date_from=some.none() | DATES,
    date_to=some.none() | DATES,
    types=TEXTS,
    sub_types=TEXTS,
    countries=TEXTS,
    precisions=subset(LOCATION_PRECISIONS),
    datasets=TEXTS,
    text=some.just("") | TEXT,
    deaths_min=COUNTS,
    deaths_max=COUNTS,
    deaths_known=some.none() | some.booleans(),
    bbox=some.none() | some.tuples(degrees(-180, 180), degrees(-90, 0), degrees(-180, 180), degrees(0, 90)),
    within=some.none() | some.tuples(degrees(-90, 90), degrees(-180, 180), degrees(1, 20_000)),
    count_linked_once=some.booleans(),
    window=some.none() | some.tuples(DATES, DATES).map(lambda pair: (min(pair), max(pair))),
    mode=some.sampled_from(states.MODES),
    view=some.none() | some.tuples(degrees(-90, 90), degrees(-540, 540), degrees(0, 24)),
    selected=some.none() | IDS,
    colour_by=some.sampled_from(states.COLOUR_FIELDS),
    rings=some.lists(RINGS, max_size=3).map(tuple),
    sidebar=some.booleans(),
    draw=some.sampled_from(drawing.WAYS),
    measure=some.sampled_from(drawing.MEASURES),
    scale=some.sampled_from(drawing.SCALES),
    hidden=some.lists(
        some.sampled_from(("mark:ring", "colour:other", "shape:other", "colour:unknown"))
        | TEXT.map(lambda text: f"colour:={text}"),
        max_size=4,
        unique=True,
    ).map(tuple),
).map(
    lambda s: s if not (s.date_from and s.date_to) or s.date_from <= s.date_to else replace(s, date_to=None)
)


@given(STATES)
def test_a_state_survives_its_own_address(state: ViewState) -> None:
    assert decode(encode(state)) == (state, ())


@given(some.dictionaries(some.sampled_from([f.key for f in FIELDS]), some.lists(some.text(), max_size=3)))
def test_any_address_is_read_or_named_never_raised(query: dict[str, list[str]]) -> None:
    state, unread = decode(query)
    assert set(unread) <= set(query)
    again, rest = decode(encode(state))
    assert (again, rest) == (state, ())


def test_the_start_has_an_empty_address() -> None:
    assert encode(ViewState()) == {}
    assert decode({}) == (ViewState(), ())


def test_every_field_travels_once() -> None:
    assert sorted(f.name for f in FIELDS) == sorted(f.name for f in fields(ViewState))
    assert len({f.key for f in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("from", ["2020-13-01"]),
        ("from", ["11 Mar 2020"]),
        ("from", ["2020-01-01", "2020-01-02"]),
        ("basis", ["rumour"]),
        ("precision", ["exactly"]),
        ("box", ["1,2,3"]),
        ("box", ["1,50,3,40"]),
        ("box", ["nan,1,2,3"]),
        ("near", ["33,44,-5"]),
        ("near", ["33,44,inf"]),
        ("dmin", ["-1"]),
        ("dmin", ["٣"]),
        ("view", ["33,44"]),
        ("event", ["../../etc/passwd"]),
        ("event", ["__import__('os')"]),
        ("window", ["2020-02-01..2020-01-01"]),
        ("ring", ["abc.launch"]),
        ("ring", ["abc.roof.bm21"]),
        ("ring", ["abc.launch.0m"]),
        ("attacker", ["a\x00b"]),
        ("attacker", ["x" * 400]),
        ("attacker", [str(n) for n in range(100)]),
        ("colour", ["rainbow"]),
        ("mode", ["WINDOW"]),
        ("box", ["-190,1,2,3"]),
        ("hide", ["ISIS"]),
        ("hide", ["colour:=ISIS", "mark:"]),
    ],
)
def test_what_is_not_in_form_is_named_and_left_out(key: str, texts: list[str]) -> None:
    state, unread = decode({key: texts, "q": ["convoy"]})
    assert unread == (key,)
    assert state == ViewState(text="convoy")


def test_dates_that_end_before_they_begin_are_named() -> None:
    assert decode({"from": ["2020-05-01"], "to": ["2020-04-01"]}) == (
        ViewState(date_from=date(2020, 5, 1)),
        ("to",),
    )


def test_unknown_is_a_value_of_its_own() -> None:
    assert encode(ViewState(countries=("", "Iraq"))) == {"country": ["~", "Iraq"]}
    assert decode({"country": ["~", "Iraq"]})[0].countries == ("", "Iraq")


def test_what_is_looked_at_is_no_filter() -> None:
    assert states.is_filtered(ViewState(text="convoy", selected="ab"))
    assert not states.is_filtered(ViewState(selected="ab", view=(33.0, 44.0, 6.0)))
