"""What a filter selects, and that the counts add up."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from events import query
from events.errors import FilterError, UnknownEventError
from events.model import EVENT_COLUMNS
from events.query import Filter, filters
from events.store import Store, file_url
from tests.events.synthetic import events_frame
from tests.thoroughness import examples

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.open(file_url(tmp_path_factory.mktemp("db") / "many.duckdb"))
    with store.writing(who="test") as db:
        db.upsert_events(events_frame(4000, seed=7))
    return store


def keys(store: Store, **fields: object) -> set[str]:
    return set(query.select(store, Filter(**fields), columns=["source_key"])["source_key"])  # type: ignore[arg-type]


def put(store: Store, **columns: list[object]) -> None:
    n = len(next(iter(columns.values())))
    names = [f"e{i}" for i in range(n)]
    frame = pd.DataFrame({"event_id": names, "source_key": names, "dataset": "t", **columns})
    with store.writing(who="test") as db:
        db.upsert_events(frame)


def test_select_gives_all_columns_sorted_by_date_with_undated_last(many: Store) -> None:
    frame = query.select(many)
    assert list(frame.columns) == list(EVENT_COLUMNS)
    assert len(frame) == 4000
    dated = frame["event_date"].notna()
    assert dated.iloc[: dated.sum()].all()
    assert frame["event_date"].dropna().is_monotonic_increasing
    assert frame["fatalities_best"].isna().any()


def test_pages_add_up_to_the_whole(many: Store) -> None:
    for order in ("event_date", "-fatalities_best", "event_id"):
        pages = [query.select(many, limit=700, offset=at, order=order) for at in range(0, 4000, 700)]
        assert len(pd.concat(pages)["event_id"].unique()) == 4000
    assert query.select(many, limit=1, order="-fatalities_best")["fatalities_best"].notna().all()


def test_unknown_columns_are_refused(many: Store) -> None:
    for call in ({"columns": ["nope"]}, {"order": "nope"}):
        with pytest.raises(FilterError, match="nope"):
            query.select(many, **call)  # type: ignore[arg-type]


def test_dates_overlap_and_a_before_stands_on_its_last_day(store: Store) -> None:
    put(
        store,
        event_date=[dt.date(2020, 1, 10), dt.date(2020, 1, 1), None, None],
        end_date=[None, dt.date(2020, 1, 31), dt.date(2020, 2, 29), None],
    )
    day = dt.date
    assert keys(store) == {"e0", "e1", "e2", "e3"}
    assert keys(store, date_from=day(2020, 1, 11), date_to=day(2020, 1, 20)) == {"e1"}
    assert keys(store, date_from=day(2020, 1, 10), date_to=day(2020, 1, 10)) == {"e0", "e1"}
    assert keys(store, date_from=day(2020, 2, 29)) == {"e2"}
    assert keys(store, date_from=day(2020, 3, 1)) == set()
    assert keys(store, date_to=day(2020, 2, 28)) == {"e0", "e1"}
    with pytest.raises(FilterError, match="before they begin"):
        Filter(date_from=day(2020, 2, 1), date_to=day(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100%", {"e0"}),
        ("a_b", {"e1"}),
        ("back\\slash", {"e2"}),
        ("CAFÉ", {"e3"}),
        ("'; drop", {"e4"}),
        ('"two words"', {"e5"}),
        ("words two", {"e5", "e6"}),
        ("%", {"e0"}),
        ("_", {"e1"}),
        ("{{7*7}}", {"e7"}),
        ("", {f"e{i}" for i in range(9)}),
        ("مدينة", {"e8"}),
    ],
)
def test_words_are_looked_for_literally(store: Store, text: str, found: set[str]) -> None:
    put(
        store,
        notes=[
            "100% sure",
            "a_b",
            "back\\slash",
            "café",
            "x'; drop table events; --",
            "two words",
            "words, two",
            "{{7*7}}",
            "في مدينة",
        ],
    )
    assert keys(store, text=text) == found


def test_boxes_and_the_antimeridian(store: Store) -> None:
    put(store, latitude=[0.0, 0.0, 0.0, None, 89.9], longitude=[179.5, -179.5, 0.0, None, 10.0])
    assert keys(store, bbox=(170.0, -5.0, -170.0, 5.0)) == {"e0", "e1"}
    assert keys(store, bbox=(-1.0, -1.0, 1.0, 1.0)) == {"e2"}
    assert keys(store, bbox=(-180.0, -90.0, 180.0, 90.0)) == {"e0", "e1", "e2", "e4"}
    assert keys(store, within=(0.0, 180.0, 60.0)) == {"e0", "e1"}
    assert keys(store, within=(90.0, 0.0, 50.0)) == {"e4"}


@pytest.mark.parametrize(
    "fields",
    [
        {"bbox": (0.0, 5.0, 1.0, 1.0)},
        {"bbox": (0.0, 0.0, 181.0, 1.0)},
        {"bbox": (0.0, math.nan, 1.0, 1.0)},
        {"within": (91.0, 0.0, 1.0)},
        {"within": (0.0, 0.0, -1.0)},
        {"within": (0.0, 0.0, math.inf)},
        {"types": "Battles"},
    ],
)
def test_impossible_filters_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(FilterError):
        Filter(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("km", [1.0, 25.0, 400.0, 9000.0])
@pytest.mark.parametrize("centre", [(33.3, 44.4), (-16.5, 179.9), (0.0, 0.0), (69.0, -170.0)])
def test_circle_agrees_with_the_geodesic(many: Store, centre: tuple[float, float], km: float) -> None:
    rows = query.select(many, columns=["source_key", "latitude", "longitude"]).dropna()
    n = len(rows)
    _, _, away = GEOD.inv(np.full(n, centre[1]), np.full(n, centre[0]), rows["longitude"], rows["latitude"])
    inside = set(rows["source_key"][away <= km * 1000])
    unsure = set(rows["source_key"][np.abs(away - km * 1000) <= 20])
    found = keys(many, within=(*centre, km))
    assert found ^ inside <= unsure


LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@settings(max_examples=examples(60), deadline=None)
@given(lat=LATITUDES, lon=LONGITUDES, to_lat=LATITUDES, to_lon=LONGITUDES)
def test_distance_expression_is_within_its_stated_error(
    plain: Callable[..., float], lat: float, lon: float, to_lat: float, to_lon: float
) -> None:
    _, _, metres = GEOD.inv(lon, lat, to_lon, to_lat)
    if metres < 13_000_000:
        assert plain(lat, lon, to_lat, to_lon) == pytest.approx(metres, abs=30)


@pytest.fixture(scope="module")
def plain(many: Store):  # type: ignore[no-untyped-def]
    import ibis

    def distance(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
        with many.reading() as db:
            one = db.table("events").limit(1)
            place = one.select(lat=ibis.literal(to_lat), lon=ibis.literal(to_lon))
            found = place.select(d=filters.distance_m(place.lat, place.lon, lat, lon))
            return float(db.frame(found)["d"].iloc[0])

    return distance


def test_deaths(store: Store) -> None:
    put(
        store,
        fatalities_low=[1, 5, None, None, 0, 2],
        fatalities_best=[None, 7, 3, None, 0, None],
        fatalities_high=[None, 9, None, None, 0, 20],
    )
    assert keys(store, deaths_known=False) == {"e3"}
    assert keys(store, deaths_known=True) == {"e0", "e1", "e2", "e4", "e5"}
    assert keys(store, deaths_min=3) == {"e1", "e2"}
    assert keys(store, deaths_max=1) == {"e0", "e4"}
    counted = query.counts(store)
    assert (counted.deaths_low, counted.deaths_best, counted.deaths_high) == (11, 13, 33)
    assert counted.deaths_unknown == 1


def test_contested_event_is_found_under_each_claimed_attacker(store: Store) -> None:
    put(
        store,
        attacker=["A", None, "C", None],
        attacker_basis=["claimed_by_actor", None, "assessed_by_analyst", None],
        contested=[True, False, False, False],
    )
    claims = pd.DataFrame(
        {
            "claim_id": list("1234"),
            "event_id": ["e0", "e0", "e0", "e1"],
            "actor": ["A", "B", "D", None],
            "status": ["claimed_by_actor", "accused_by_opponent", "denied", "unattributed"],
        }
    )
    with store.writing(who="test") as db:
        db.replace_related("claims", claims, ["e0", "e1", "e2"])
    assert keys(store, attackers=("A",)) == keys(store, attackers=("B",)) == {"e0"}
    assert keys(store, attackers=("a", "c")) == {"e0", "e2"}
    assert keys(store, attackers=("D",)) == set()
    assert keys(store, attackers=("D",), bases=("denied",)) == {"e0"}
    assert keys(store, attackers=("A",), bases=("accused_by_opponent",)) == set()
    assert keys(store, attackers=("",)) == {"e1", "e3"}
    assert keys(store, bases=("unattributed",)) == {"e1"}
    assert keys(store, contested=True) == {"e0"}
    assert keys(store, contested=False) == {"e1", "e2", "e3"}
    found = query.facets(store, names=("attacker", "basis"))
    assert dict(found["attacker"]) == {"A": 1, "B": 1, "C": 1, "": 2}
    assert dict(found["basis"])["accused_by_opponent"] == 1


def test_counts_add_up(many: Store) -> None:
    window = (dt.date(2001, 1, 1), dt.date(2003, 6, 30))
    for selection in (Filter(), Filter(countries=("Iraq", "SY")), Filter(date_from=dt.date(2002, 1, 1))):
        counted = query.counts(many, selection, window=window)
        parts = counted.shown + counted.unlocated + counted.outside_window + counted.undated_hidden
        assert counted.matched == parts
        assert counted.matched == len(query.select(many, selection))
        assert counted.total == 4000


def test_counts_of_a_window_are_those_of_the_events_in_it(store: Store) -> None:
    put(
        store,
        event_date=[dt.date(2020, 1, 5), dt.date(2020, 3, 1), None, dt.date(2020, 1, 31)],
        latitude=[33.0, 34.0, 35.0, None],
        longitude=[44.0, 44.0, 44.0, None],
        fatalities_best=[3, None, 7, 1],
        fatalities_high=[5, None, None, None],
        contested=[True, True, False, False],
    )
    whole = query.counts(store)
    assert (whole.shown, whole.unlocated, whole.undated, whole.outside_window) == (3, 1, 1, 0)
    assert (whole.deaths_low, whole.deaths_best, whole.deaths_high) == (11, 11, 13)
    assert (whole.undated_hidden, whole.deaths_unknown, whole.contested) == (0, 1, 2)
    january = query.counts(store, window=(dt.date(2020, 1, 1), dt.date(2020, 1, 31)))
    assert (january.shown, january.unlocated, january.undated, january.outside_window) == (1, 1, 1, 1)
    assert (january.deaths_low, january.deaths_best, january.deaths_high) == (4, 4, 6)
    assert (january.undated_hidden, january.deaths_unknown, january.contested) == (1, 0, 1)
    assert (january.matched, january.total) == (4, 4)


def test_facets_lift_their_own_filter_only(many: Store) -> None:
    selection = Filter(countries=("Iraq",), types=("Battles",))
    found = query.facets(many, selection)
    countries = dict(found["country"])
    assert len(countries) > 5
    for name, count in countries.items():
        assert count == query.counts(many, Filter(countries=(name,), types=("Battles",))).matched
    assert (
        dict(found["event_type"])["Riots"]
        == query.counts(many, Filter(countries=("Iraq",), types=("Riots",))).matched
    )
    assert [n for _, n in found["country"]] == sorted((n for _, n in found["country"]), reverse=True)


def test_histogram_counts_an_event_in_each_span_it_covers(store: Store) -> None:
    put(
        store,
        event_date=[dt.date(2020, 1, 1), dt.date(2020, 1, 5), None, None],
        end_date=[dt.date(2020, 1, 10), None, dt.date(2020, 1, 2), None],
    )
    found = query.histogram(store, bins=10)
    assert list(found["count"]) == [1, 2, 1, 1, 2, 1, 1, 1, 1, 1]
    assert found["start"].iloc[0] == pd.Timestamp("2020-01-01")
    assert found["end"].iloc[-1] == pd.Timestamp("2020-01-10")
    part = query.histogram(store, bins=2, extent=(dt.date(2020, 1, 5), dt.date(2020, 1, 8)))
    assert list(part["count"]) == [2, 1]
    assert query.histogram(store, Filter(text="nothing such")).empty


def test_detail_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(UnknownEventError):
        query.detail(store, "nope")


def test_country_codes_and_event_ids(many: Store, tmp_path: Path) -> None:
    assert keys(many, countries=("IQ",)) == keys(many, countries=("Iraq",)) == keys(many, countries=("iraq",))
    two = tuple(query.select(many, limit=2)["event_id"])
    assert len(keys(many, event_ids=two)) == 2


def test_every_filter_is_hashable_and_hostile_values_are_values(many: Store) -> None:
    for text in ("'", '"', "\x00", "\\", "%'%", "x' OR '1'='1", "🙂" * 50, "a" * 5000):
        assert hash(Filter(text=text, attackers=(text,)))
        assert keys(many, attackers=(text,), countries=(text,)) == set()
        assert keys(many, text=f"{text}zzzqq") == set()
