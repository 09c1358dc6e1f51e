"""Filters hold what can be meant, and a slip of the hand is answered with the word that was meant."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from events import query
from events.errors import FilterError
from events.query import Filter, known
from events.store import Store
from geo.nearest import nearest
from tests.thoroughness import examples

KNOWN = ("Iraq", "Iran", "Battles", "Riots", "ISIS", "Islamic State", "UCDP GED", "Seed events", "Düsseldorf")


@some.composite
def slips(draw: some.DrawFn) -> tuple[str, str]:
    """A known word, and the same with one sign missing, added, replaced or swapped."""
    word = draw(some.sampled_from(KNOWN))
    at = draw(some.integers(0, len(word) - 1))
    sign = draw(some.sampled_from("abcxyzé1 "))
    kind = draw(some.sampled_from("-+*~"))
    slipped = {
        "-": word[:at] + word[at + 1 :],
        "+": word[:at] + sign + word[at:],
        "*": word[:at] + sign + word[at + 1 :],
        "~": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[kind]
    return word, slipped


@given(slips())
def test_one_slip_is_answered_with_the_word(slip: tuple[str, str]) -> None:
    word, slipped = slip
    assert word in nearest(slipped, KNOWN)


ANYTHING: some.SearchStrategy[Any] = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(),
    some.text(some.characters()),
    some.binary(max_size=5),
    some.dates(),
    some.datetimes(),
    some.lists(
        some.one_of(some.text(some.characters()), some.integers(), some.floats(), some.dates()), max_size=4
    ),
    some.tuples(some.floats(-200, 200), some.floats(-100, 100), some.floats(0, 30_000)),
    some.tuples(*[some.floats(-190, 190)] * 4),
    some.tuples(some.dates(), some.dates()),
    some.sets(some.text(max_size=3), max_size=3),
)


@settings(
    deadline=None, max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(field=some.sampled_from(sorted(Filter.__dataclass_fields__)), value=ANYTHING)
def test_no_value_of_a_filter_is_more_than_a_plain_error(field: str, value: Any, seed_store: Store) -> None:
    chosen = Filter()
    with contextlib.suppress(FilterError):
        chosen = Filter(**{field: value})
    assert query.counts(seed_store, chosen).matched >= 0
    assert len(known.unknown(seed_store, chosen)) <= len(
        value if isinstance(value, list | set | tuple) else ()
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("bases", ("claimd_by_actor",), "nearest: claimed_by_actor"),
        ("precisions", ("exakt",), "nearest: exact"),
        ("date_from", "2020-01-01", "takes a datetime.date"),
        ("date_from", dt.datetime(2020, 1, 1), "takes a datetime.date"),
        ("deaths_min", -1, "from 0 up"),
        ("deaths_min", 1.5, "whole number"),
        ("contested", "yes", "True, False or None"),
        ("bbox", (1, 2, 3), "four numbers"),
        ("text", None, "takes words"),
    ],
)
def test_what_cannot_be_meant_is_said(field: str, value: Any, said: str) -> None:
    with pytest.raises(FilterError, match=said):
        Filter(**{field: value})


def test_lists_are_taken_as_tuples() -> None:
    assert Filter(attackers=["A"]) == Filter(attackers=("A",))  # type: ignore[arg-type]
    assert hash(Filter(bbox=[0, 0, 1, 1]))  # type: ignore[arg-type]


def test_unknown_names_only_what_neither_the_data_nor_the_lists_know(seed_store: Store) -> None:
    chosen = Filter(countries=("IQ", "Peru", "Irakk"), types=("riots", ""), datasets=("seed events",))
    (one,) = known.unknown(seed_store, chosen)
    assert (one.field, one.value, one.nearest[0]) == ("countries", "Irakk", "Iraq")
