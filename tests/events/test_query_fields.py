"""Every question with every field of the filter: answered, and as a plain recount over the rows says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import linking, query
from events.query import Filter
from events.store import Store, file_url
from tests.events.synthetic import events_frame
from tests.thoroughness import examples

N = 150


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The seed and made-up events of two datasets, some of them linked."""
    store = Store.open(file_url(tmp_path_factory.mktemp("db") / "linked.duckdb"), seed=True)
    with store.writing(who="test") as db:
        for name in ("One", "Two"):
            db.upsert_events(events_frame(N, seed=7, dataset=name))
    frame = query.select(store, columns=["event_id", "dataset", "source_key"])
    one, two = (frame[frame["dataset"] == name].set_index("source_key") for name in ("One", "Two"))
    keys = list(one.index[:60])
    pairs = pd.DataFrame({"event_id": one.loc[keys, "event_id"].tolist(), "score": 1.0, "reasons": "same",
                          "other_event_id": two.loc[keys, "event_id"].tolist()})  # fmt: skip
    linking.decide(store, pairs, "accepted", who="test")
    return store


FIELDS = {
    "actors": st.sampled_from([("Armed group 3",), ("isis", "Military Forces"), ("",)]),
    "actor_roles": st.sampled_from([("attacker",), ("side_a", "side_b"), ("claimant",)]),
    "stated": st.sampled_from([("named",), ("not_known", "two_sides")]),
    "attackers": st.sampled_from([("Armed group 3",), ("",), ("Armed group 1", "Armed group 2")]),
    "bases": st.sampled_from([("claimed_by_actor",), ("assessed_by_analyst", "")]),
    "date_from": st.sampled_from([dt.date(1995, 1, 1), dt.date(2010, 6, 1)]),
    "date_to": st.sampled_from([dt.date(2012, 1, 1), dt.date(2024, 12, 31)]),
    "types": st.sampled_from([("Battles",), ("", "Riots")]),
    "sub_types": st.sampled_from([("Attack",), ("Armed clash", "")]),
    "countries": st.sampled_from([("Iraq",), ("Syria", "Mali", "")]),
    "precisions": st.sampled_from([("exact",), ("near", "unlocated")]),
    "datasets": st.sampled_from([("One",), ("One", "Two")]),
    "text": st.sampled_from(["report", "place 7", '"clash near"', "%"]),
    "deaths_min": st.sampled_from([0, 3]),
    "deaths_max": st.sampled_from([3, 50]),
    "deaths_known": st.booleans(),
    "bbox": st.sampled_from([(30.0, 10.0, 60.0, 40.0), (170.0, -30.0, -60.0, 30.0)]),
    "within": st.sampled_from([(33.3, 44.4, 300.0), (-16.5, 179.8, 500.0)]),
    "contested": st.booleans(),
    "include_withdrawn": st.booleans(),
    "count_linked_once": st.booleans(),
    "window": st.sampled_from([(dt.date(2000, 1, 1), dt.date(2012, 1, 1)), (None, dt.date(2005, 1, 1))]),
}
FILTERS = st.fixed_dictionaries({}, optional=FIELDS).map(lambda values: Filter(**values))


def test_every_field_alone_and_every_field_is_here() -> None:
    assert set(FIELDS) | {"event_ids"} == set(Filter.__dataclass_fields__)


@settings(deadline=None, max_examples=examples(12))
@given(chosen=FILTERS, first=st.sampled_from([None, dt.date(2000, 1, 1)]))
def test_every_question_is_answered_and_agrees_with_the_rows(
    linked: Store, chosen: Filter, first: dt.date | None
) -> None:
    frame = query.select(linked, chosen)
    _linked_once(linked, chosen, frame)
    assert set(query.select(linked, chosen, limit=5, order="-title")["event_id"]) <= set(frame["event_id"])
    _counts(linked, chosen, frame, (first, dt.date(2015, 1, 1)))
    _facets(linked, chosen, frame)
    for table in ("sources", "claims", "sites", "routes"):
        found = query.related(linked, table, chosen)  # type: ignore[arg-type]
        everything = query.related(linked, table)  # type: ignore[arg-type]
        if not chosen.include_withdrawn:
            assert len(found) == int(everything["event_id"].isin(frame["event_id"]).sum())
    _histogram(linked, chosen)


def _linked_once(store: Store, chosen: Filter, frame: pd.DataFrame) -> None:
    if chosen.count_linked_once:
        every = query.select(store, _with(chosen, count_linked_once=False))
        pairs = linking.decided(store)
        seconds = {max(a, b) for a, b in zip(pairs["event_id"], pairs["other_event_id"], strict=True)
                   if {a, b} <= set(every["event_id"])}  # fmt: skip
        assert set(frame["event_id"]) == set(every["event_id"]) - seconds


def _with(chosen: Filter, **values: Any) -> Filter:
    return Filter(**{**chosen.__dict__, **values})


def _counts(
    store: Store, chosen: Filter, frame: pd.DataFrame, window: tuple[dt.date | None, dt.date]
) -> None:
    found = query.counts(store, chosen, window=window)
    located = frame["latitude"].notna() & frame["longitude"].notna()
    begin = frame["event_date"].fillna(frame["end_date"])
    end = frame["end_date"].fillna(frame["event_date"])
    inside = begin.notna() & (begin <= pd.Timestamp(window[1]))
    if window[0] is not None:
        inside &= end >= pd.Timestamp(window[0])
    assert found.matched == len(frame)
    assert found.shown == int((located & inside).sum())
    assert found.unlocated == int((~located).sum())
    assert found.undated == int(begin.isna().sum())
    assert found.outside_window == int((located & begin.notna() & ~inside).sum())
    assert found.undated_hidden == int((located & begin.isna()).sum())
    assert found.matched == found.shown + found.unlocated + found.outside_window + found.undated_hidden


def _facets(store: Store, chosen: Filter, frame: pd.DataFrame) -> None:
    found = query.facets(store, chosen)
    for name, field in query.FACETS.items():
        if not getattr(chosen, field) and name not in ("attacker", "basis", "actor", "attacker_stated"):
            assert dict(found[name]) == frame[name].fillna("").value_counts().to_dict()


def _histogram(store: Store, chosen: Filter) -> None:
    lifted = query.select(store, _with(chosen, date_from=None, date_to=None, window=None))
    begin = lifted["event_date"].fillna(lifted["end_date"])
    end = lifted["end_date"].fillna(lifted["event_date"])
    bins = query.histogram(store, chosen, bins=7)
    for start, stop, count in bins.itertuples(index=False):
        assert count == int((begin.notna() & (begin <= stop) & (end >= start)).sum())
    assert bins.empty == (not begin.notna().any())
