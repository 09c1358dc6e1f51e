"""Events with a point and no country: they lie in a country, unless a border or a claim leaves it open."""

from __future__ import annotations

import pytest

from events.places.point_countries import OUTLINES_OFF_M, countries_of
from events.query import Filter, select
from geo.rings import distance_m
from tests.events.bench import Bench


def test_points_of_a_list_without_countries_are_found_by_country(bench: Bench) -> None:
    bench.load(
        "event_date,latitude,longitude,fatalities\n2024-01-01,33.3128,44.3615,1\n2024-01-02,33.5138,36.2765,2\n"
    )
    events = bench.events()
    assert events["country"].tolist() == ["Iraq", "Syria"]
    assert (events["location_precision"] == "not_stated").all()
    assert events["location_note"].str.contains("derived from the point; the file states none").all()
    assert len(select(bench.store, Filter(countries=("Iraq",)))) == 1


def test_a_stated_country_stays_though_the_point_lies_elsewhere(bench: Bench) -> None:
    event = bench.one("event_date,country,latitude,longitude\n2024-01-01,Syria,33.3128,44.3615\n")
    assert event["country"] == "Syria"


@pytest.mark.parametrize(
    ("lat", "lon", "where"),
    [
        (45.0, 34.1, "Crimea"),
        (33.0, 35.8, "the Golan Heights"),
        (34.5, 74.5, "Kashmir"),
        (33.27, 35.57, "the border at Metula"),
        (20.0, -150.0, "the Pacific"),
    ],
)
def test_a_country_in_doubt_is_left_open(lat: float, lon: float, where: str) -> None:
    assert countries_of([lat], [lon]).tolist() == [None], where


def test_no_country_is_derived_nearer_to_a_border_than_the_outlines_are_exact() -> None:
    lons = [44.0 + 0.002 * step for step in range(1500)]  # from Iraq over the border into Iran
    found = countries_of([34.0] * len(lons), lons).tolist()
    assert found[0] == "Iraq" and found[-1] == "Iran"
    last, first = len(found) - 1 - found[::-1].index("Iraq"), found.index("Iran")
    assert set(found[last + 1 : first]) == {None}
    assert float(distance_m(34.0, lons[last], 34.0, lons[first])) >= OUTLINES_OFF_M
