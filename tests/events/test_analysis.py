"""Counts with bounds: what the doubts leave open is between; and who is named on which side."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import analysis, linking, query
from events.analysis import change, periods
from events.analysis.bounds import MEASURES
from events.errors import FilterError
from events.query import Filter
from events.store import Store, file_url
from events.wording import as_date, time_kind, widened
from tests.events.synthetic import events_frame
from tests.thoroughness import examples

N, RESOLUTIONS = 160, 2_000
DEATHS = ("fatalities_low", "fatalities_best", "fatalities_high")


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Events of two years with every doubt: coarse dates, ends alone, rival claims, half figures."""
    store = Store.open(file_url(tmp_path_factory.mktemp("db") / "doubts.duckdb"))
    frame = events_frame(N, seed=11).drop(columns=["attacker_basis"])
    rng = np.random.default_rng(3)
    length = frame["end_date"] - frame["event_date"]
    days = pd.Series(pd.to_datetime("2019-01-01") + pd.to_timedelta(rng.integers(0, 700, N), unit="D"))
    frame["event_date"] = days.where(frame["event_date"].notna()).astype("datetime64[s]")
    frame["end_date"] = (frame["event_date"] + length).astype("datetime64[s]")
    frame.loc[:9, "end_date"] = pd.NaT
    frame.loc[:4, "time_precision"], frame.loc[5:9, "time_precision"] = "month", "year"
    frame.loc[10:14, "event_date"] = pd.NaT
    frame.loc[15:19, ["fatalities_best", "fatalities_high"]] = pd.NA
    frame.loc[20:24, ["fatalities_best", "fatalities_low"]] = pd.NA
    frame.loc[25:29, "fatalities_low"] = frame.loc[25:29, "fatalities_high"] + 5
    frame["contested"] = False
    frame.loc[30:59, "contested"] = True
    frame.loc[60:69, ["actor1", "actor2", "attacker"]] = ["IS", "Daesh fighters", None]
    frame.loc[70:74, "actor1"] = "ISIL"
    with store.writing(who="test") as db:
        db.upsert_events(frame)
        for at in range(30, 66):
            for actor in (frame["attacker"][at], f"Rival {at % 3}") if at < 60 else ("ISIS", "Joint"):
                if isinstance(actor, str):
                    said = [f"{at}{actor}", frame["event_id"][at], actor, "assessed_by_analyst", "UCDP"]
                    db.cursor.execute(
                        "INSERT INTO claims (claim_id, event_id, actor, status, claimant) VALUES (?,?,?,?,?)",
                        said,
                    )
    return store


def _period(day: dt.date, unit: str) -> str:
    if unit == "week":
        return "{:04}-W{:02}".format(*day.isocalendar()[:2])
    if unit == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]


def _resolved(store: Store, chosen: Filter) -> list[dict[str, Any]]:
    """What may be true of each event: its days, its attackers, its deaths."""
    frame, claims = query.select(store, chosen), query.related(store, "claims", chosen)
    said = claims.groupby("event_id")["actor"].agg(set).to_dict()
    found = []
    for row in frame.itertuples():
        start, end = as_date(row.event_date), as_date(row.end_date)
        kind = time_kind(start, end, row.time_precision if isinstance(row.time_precision, str) else None)
        days = None
        if start is None and end is not None:
            days = (end - dt.timedelta(days=2000), end)
        elif start is not None and kind == "since":
            days = (start, dt.date(start.year, 12, 31))
        elif start is not None:
            days = widened(start, end or start, kind)
        figures = [int(value) for value in (getattr(row, name) for name in DEATHS) if pd.notna(value)]
        bounds = (min(figures), max(figures)) if figures else None
        if bounds and pd.isna(row.fatalities_low) and pd.isna(row.fatalities_best):
            bounds = (0, bounds[1])
        names = {row.attacker} if isinstance(row.attacker, str) else set()
        names |= said.get(row.event_id, set())
        found.append({"days": days, "names": sorted(names) or [None], "deaths": bounds,
                      "contested": bool(row.contested)})  # fmt: skip
    return found


CHOSEN = st.sampled_from([Filter(), Filter(date_from=dt.date(2019, 5, 10), date_to=dt.date(2020, 2, 3)),
                          Filter(window=(None, dt.date(2020, 1, 15)))])  # fmt: skip


@settings(deadline=None, max_examples=examples(50))
@given(chosen=CHOSEN, unit=st.sampled_from(["week", "month", "quarter", "year"]), seed=st.integers(0, 2**31))
def test_no_resolution_of_the_doubts_leaves_the_bounds(
    doubtful: Store, chosen: Filter, unit: str, seed: int
) -> None:
    found = analysis.count(doubtful, chosen, ["attacker", unit]).rows
    place = {(None if name == analysis.TWO_SIDES else name, when): at
             for at, (name, when) in enumerate(zip(found["attacker"], found[unit], strict=True))}  # fmt: skip
    rng, shape = np.random.default_rng(seed), (RESOLUTIONS, len(found) + 1)
    events, dead = np.zeros(shape, dtype="int64"), np.zeros(shape, dtype="int64")
    first, last = chosen.window or (chosen.date_from, chosen.date_to)
    rounds = np.arange(RESOLUTIONS)
    for event in _resolved(doubtful, chosen):
        if event["days"] is None:
            continue
        one, other = event["days"]
        days = [one + dt.timedelta(days=int(n)) for n in range((other - one).days + 1)]
        counted = [
            _period(d, unit) if (not first or d >= first) and (not last or d <= last) else "" for d in days
        ]
        drawn = rng.integers(len(days), size=RESOLUTIONS)
        low, high = event["deaths"] or (0, 0)
        figures = rng.integers(low, high + 1, size=RESOLUTIONS)
        names = event["names"]
        single = rng.integers(len(names), size=RESOLUTIONS)
        for at, name in enumerate(names):
            cells = np.array([place.get((name, when), -1) for when in counted])[drawn]
            cells = np.where(event["contested"] & (single != at), -1, cells)
            assert all(place.get((name, w)) is not None for w in counted if w and one.year > 2016)
            events[rounds, cells] += 1
            dead[rounds, cells] += figures
    for value, low_name, high_name in (
        (events, "events_low", "events_high"),
        (dead, "deaths_low", "deaths_high"),
    ):
        dated = found[unit].notna().to_numpy()
        low, high = (found[name].to_numpy()[dated] for name in (low_name, high_name))
        assert (value[:, :-1][:, dated] >= low).all()
        assert (value[:, :-1][:, dated] <= high).all()
    assert (
        (found["deaths_low"] <= found["deaths_best"]) & (found["deaths_best"] <= found["deaths_high"])
    ).all()


def test_bounds_are_no_wider_than_the_doubts(doubtful: Store) -> None:
    low: dict[Any, int] = defaultdict(int)
    high: dict[Any, int] = defaultdict(int)
    contested: dict[Any, int] = defaultdict(int)
    for event in _resolved(doubtful, Filter()):
        one, other = event["days"] or (None, None)
        days = [] if one is None else [one + dt.timedelta(days=n) for n in range((other - one).days + 1)]
        months = {_period(day, "month") for day in days} or {None}
        for name in event["names"]:
            low[name] += not event["contested"]
            for month in months:
                high[name, month] += 1
                low[name, month] += len(months) == 1 and not event["contested"]
                contested[name, month] += event["contested"]
    for row in analysis.count(doubtful, None, ["attacker", "month"]).rows.to_dict("records"):
        key = (None if row["attacker"] == analysis.TWO_SIDES else row["attacker"], row["month"])
        assert (row["events_low"], row["events_high"], row["contested"]) == (
            low[key],
            high[key],
            contested[key],
        )
    by_attacker = analysis.count(doubtful, None, ["attacker"]).rows
    for name, number in zip(by_attacker["attacker"], by_attacker["events_low"], strict=True):
        assert number == low[name] or name in (None, analysis.TWO_SIDES)


@pytest.mark.parametrize("name", analysis.FIELDS)
def test_every_field_counts_every_event(doubtful: Store, name: str) -> None:
    found = analysis.count(doubtful, None, [name])
    assert found.whole["events_high"] == N == query.counts(doubtful).matched
    assert found.rows["events_high"].sum() >= N
    assert list(found.rows.columns) == [name, *MEASURES]
    if name in ("type", "country", "dataset", "dyad", "weapon", "target", "precision", "admin1", "admin2"):
        sums = found.rows[list(MEASURES)].sum()
        exact = {
            key: value for key, value in found.whole.items() if name != "dyad" or not key.endswith("low")
        }
        assert {key: sums[key] for key in exact if key != "deaths_best" or name != "dyad"} == {
            key: value for key, value in exact.items() if key != "deaths_best" or name != "dyad"
        }


def test_what_cannot_be_counted_is_said(doubtful: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for by, said in (
        (["actor", "type", "month"], "one field or by two"),
        (["type", "type"], "two different"),
        (["month", "year"], "one period at a time"),
        (["wepon"], "nearest: weapon"),
    ):
        with pytest.raises(FilterError, match=said):
            analysis.count(doubtful, None, by)
    monkeypatch.setattr("events.analysis.periods.MOST_CELLS", 40)
    with pytest.raises(FilterError, match=r"by .* has .* cells; at most 40 are counted at once"):
        analysis.count(doubtful, None, ["attacker", "month"])
    monkeypatch.setattr("events.analysis.MOST_CELLS", 40)
    with pytest.raises(FilterError, match="more than 40 cells"):
        analysis.count(doubtful, None, ["actor", "target"])


def test_linked_events_count_once_and_an_empty_selection_counts_nothing(doubtful: Store) -> None:
    assert analysis.count(doubtful, Filter(text="nowhere at all"), ["actor", "day"]).rows.empty
    ids = query.select(doubtful)["event_id"].tolist()
    pair = pd.DataFrame({"event_id": ids[:1], "other_event_id": ids[1:2], "score": 1.0, "reasons": "same"})
    linking.decide(doubtful, pair, "accepted", who="test")
    found = analysis.count(doubtful, None, ["type"])
    linking.decide(doubtful, pair, "rejected", who="test")
    assert (found.whole["events_high"], found.linked) == (N - 1, 1)


@settings(deadline=None, max_examples=examples(16))
@given(roles=st.sets(st.sampled_from(["attacker", "target", "side_a", "side_b", "claimant"])).map(sorted))
def test_an_actor_is_found_in_its_roles_under_every_spelling(doubtful: Store, roles: list[str]) -> None:
    columns = {"attacker": "attacker", "target": "target", "side_a": "actor1", "side_b": "actor2"}
    frame, claims = query.select(doubtful), query.related(doubtful, "claims")
    is_named = {"is", "isis", "isil", "islamic state", "daesh"}
    wanted: set[str] = set()
    for role in roles or columns:
        if role in columns:
            wanted |= {*frame["event_id"][frame[columns[role]].str.lower().isin(is_named)]}
    if not roles or "attacker" in roles:
        wanted |= {*claims["event_id"][claims["actor"].str.lower().isin(is_named)]}
    for name in ("IS", "daesh", "Islamic State"):
        found = query.select(doubtful, Filter(actors=(name,), actor_roles=tuple(roles)), columns=["event_id"])
        assert {*found["event_id"]} == wanted
    for name, number in query.facets(doubtful, Filter(actor_roles=tuple(roles)), names=["actor"])["actor"]:
        assert query.counts(doubtful, Filter(actors=(name,), actor_roles=tuple(roles))).matched == number
    assert ("UCDP" in dict(query.facets(doubtful, Filter(actor_roles=tuple(roles)))["actor"])) == (
        "claimant" in roles
    )


def test_nobody_stated_is_not_somebody_unknown(doubtful: Store) -> None:
    frame = query.select(doubtful)
    unnamed = frame["attacker"].isna()
    assert frame[unnamed]["actor1"].notna().all()
    found = query.facets(doubtful, names=["attacker_stated"])["attacker_stated"]
    assert dict(found) == {"named": int((~unnamed).sum()), "two_sides": int(unnamed.sum())}
    event = frame["event_id"][unnamed].iloc[-1]
    with doubtful.writing(who="test") as db:
        db.cursor.execute("UPDATE events SET attacker_basis = 'unattributed' WHERE event_id = ?", [event])
    chosen = query.select(doubtful, Filter(stated=("not_known",)))
    rows = analysis.count(doubtful, Filter(event_ids=(event,)), ["attacker"]).rows
    with doubtful.writing(who="test") as db:
        db.cursor.execute("UPDATE events SET attacker_basis = NULL WHERE event_id = ?", [event])
    assert chosen["event_id"].tolist() == [event]
    assert rows["attacker"].tolist() == [None]
    assert analysis.TWO_SIDES in set(analysis.count(doubtful, None, ["attacker"]).rows["attacker"])


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)), st.sampled_from("DWMQY"), st.integers(0, 40))
def test_periods_between_two_are_all_there(day: dt.date, unit: str, more: int) -> None:
    index = int(periods.number(np.array([day], "datetime64[D]"), unit)[0])
    assert periods.first_day(index, unit) <= day < periods.first_day(index + 1, unit)
    ends = [periods.label(index, unit), periods.label(index + more, unit)]
    assert periods.filled(ends, unit) == [periods.label(index + n, unit) for n in range(more + 1)]


def test_what_changed_says_where_it_may_be_chance(doubtful: Store) -> None:
    assert change.ratio_interval(20, 10) == pytest.approx((0.8935, 4.7846), abs=1e-4)
    assert change.ratio_interval(0, 0) == (0.0, math.inf)
    once = change.ratio_interval(10, 10)
    assert change.ratio_interval(10, 10, 1, 2) == pytest.approx((2 * once[0], 2 * once[1]))
    counted = analysis.count(doubtful, None, ["quarter"])
    before, year = change.changes(counted, dt.date(2020, 2, 1))
    assert (before.now, before.then, year.then) == ("2020-Q1", "2019-Q4", "2019-Q1")
    rows = counted.rows.set_index("quarter")
    assert before.events_now == (rows["events_low"]["2020-Q1"], rows["events_high"]["2020-Q1"])
    assert len(change.changes(counted, dt.date(2019, 5, 1))) == 1  # the data begin in 2019

    def surging(most_before: int) -> change.Change:
        months = {"month": ["2020-01", "2020-02"], "events_low": [5, 50], "events_high": [most_before, 50]}
        return change.changes(analysis.Counted(("month",), pd.DataFrame(months), {}, 0))[0]

    assert surging(40).chance
    assert not (surge := surging(10)).chance
    assert surge.ratio[0] > 2
