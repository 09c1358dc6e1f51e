"""A word of an address that nothing knows: said on the page, with the known word to take instead."""

from __future__ import annotations

import pytest

from events.query import Filter, counts
from events.store import Store
from tests.ui.test_pages import Opened, database, opened, seeded, texts  # noqa: F401


@pytest.mark.parametrize(
    ("key", "wrong", "right", "field"),
    [
        ("country", "Irakk", "Iraq", "countries"),
        ("type", "Stratgic developments", "Strategic developments", "types"),
        ("dataset", "Seed event", "Seed events", "datasets"),
        ("attacker", "Islmic State", "Islamic State", "attackers"),
    ],
)
def test_a_wrong_word_is_answered_and_the_right_one_is_a_button(
    key: str,
    wrong: str,
    right: str,
    field: str,
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = opened("map", **{key: wrong})
    assert not page.exception
    notices = " ".join(str(one.value) for one in page.warning)
    assert wrong in notices
    assert right in notices
    wanted = {one.key: one.label for one in page.button if str(one.key).startswith("filters_take_")}
    page.button(key=next(k for k, label in wanted.items() if label == right)).click().run()
    assert getattr(page.session_state["atlas_state"], field) == (right,)
    assert not [one for one in page.warning if wrong in str(one.value)]


def test_a_wrong_word_beside_a_right_one_is_left_out(seeded: Store, opened: Opened) -> None:  # noqa: F811
    page = opened("map", country=["Iraq", "Irakk"])
    page.button(key="filters_drop_0").click().run()
    assert page.session_state["atlas_state"].countries == ("Iraq",)
    assert counts(seeded, Filter(countries=("Iraq",))).matched > 0


def test_a_country_without_events_is_no_wrong_word(seeded: Store, opened: Opened) -> None:  # noqa: F811
    page = opened("map", country="Peru")
    assert not page.warning
    assert "No event matches all the filters that are on." in texts(page)


def test_a_value_of_a_closed_list_is_named_when_it_is_left_out(seeded: Store, opened: Opened) -> None:  # noqa: F811
    page = opened("map", basis="claimd_by_actor")
    (toast,) = page.toast
    assert "claimd" in toast.value
    assert "nearest" in toast.value
