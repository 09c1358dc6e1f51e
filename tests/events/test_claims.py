"""What a ledger of claims adds up to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import claims as ledger
from events.claims import Attribution, derive
from events.model import CLAIM_STATUSES


def claim(actor: str | None, status: str, on: dt.date | None = None) -> dict[str, Any]:
    return {"actor": actor, "status": status, "claimed_on": on}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Attribution(None, None, False)),
        ([claim(None, "unattributed")], Attribution(None, "unattributed", False)),
        ([claim("A", "denied")], Attribution(None, "denied", False)),
        ([claim("A", "denied"), claim(None, "unattributed")], Attribution(None, "denied", False)),
        ([claim("A", "accused_by_opponent")], Attribution("A", "accused_by_opponent", False)),
        (
            [claim("A", "accused_by_opponent"), claim("A", "assessed_by_analyst")],
            Attribution("A", "assessed_by_analyst", False),
        ),
        (
            [claim("A", "accused_by_opponent"), claim("B", "claimed_by_actor")],
            Attribution("B", "claimed_by_actor", True),
        ),
        (
            [claim("A", "accused_by_opponent"), claim("B", "accused_by_third_party")],
            Attribution("B", "accused_by_third_party", True),
        ),
        (
            [claim("A", "assessed_by_analyst"), claim("A", "denied")],
            Attribution("A", "assessed_by_analyst", True),
        ),
        (
            [claim("A", "assessed_by_analyst"), claim("B", "denied")],
            Attribution("A", "assessed_by_analyst", False),
        ),
        ([claim("A", "claimed_by_actor"), claim("A", "denied")], Attribution("A", "claimed_by_actor", False)),
        (
            [
                claim("A", "accused_by_opponent"),
                claim("B", "accused_by_opponent"),
                claim("B", "accused_by_opponent"),
            ],
            Attribution("B", "accused_by_opponent", True),
        ),
        (
            [
                claim("A", "claimed_by_actor", dt.date(2020, 2, 2)),
                claim("B", "claimed_by_actor", dt.date(2020, 2, 1)),
            ],
            Attribution("B", "claimed_by_actor", True),
        ),
        (
            [claim("A", "claimed_by_actor"), claim("B", "claimed_by_actor", dt.date(2020, 2, 1))],
            Attribution("B", "claimed_by_actor", True),
        ),
        ([claim("", "claimed_by_actor")], Attribution(None, None, False)),
    ],
)
def test_precedence_and_rivals(rows: list[dict[str, Any]], expected: Attribution) -> None:
    assert derive(rows) == expected


def test_a_group_and_its_umbrella_are_not_rivals() -> None:
    both = [
        claim("Saraya Thawrat al-Ashrin", "claimed_by_actor"),
        claim("Iranian-backed Iraqi militias", "assessed_by_analyst"),
    ]
    assert derive(both) == Attribution("Saraya Thawrat al-Ashrin", "claimed_by_actor", False)
    assert derive([*both, claim("ISIS", "accused_by_third_party")]).contested


def test_many_events_at_once_and_unknowns_of_a_frame() -> None:
    frame = pd.DataFrame(
        {
            "event_id": ["x", "y", "x"],
            "actor": ["A", None, "B"],
            "status": ["claimed_by_actor", "unattributed", "accused_by_opponent"],
            "claimed_on": pd.to_datetime([None, None, "2020-01-01"]),
        }
    )
    found = ledger.derive_many(frame).set_index("event_id")
    assert found.loc["x"].tolist() == ["A", "claimed_by_actor", True]
    assert found.loc["y", "attacker"] is None or pd.isna(found.loc["y", "attacker"])
    assert ledger.derive_many(frame.iloc[:0]).empty


@given(
    st.lists(
        st.builds(claim, st.sampled_from(["A", "B", "C", None]), st.sampled_from(CLAIM_STATUSES)), max_size=8
    )
)
def test_the_attacker_is_always_one_of_those_named(rows: list[dict[str, Any]]) -> None:
    found = derive(rows)
    named = {row["actor"] for row in rows if row["status"] in ledger.PRECEDENCE and row["actor"]}
    assert (found.attacker in named) if named else (found.attacker is None)
    assert found.contested <= (len(named) > 0)
    if len(named) > 1:
        assert found.contested
