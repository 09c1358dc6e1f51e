"""Descriptions of place taken apart, and the regions they make."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geocoding.geocoder import locate
from geo.geocoding.ranking import apart_m
from geo.geocoding.relations import parse


@pytest.mark.parametrize(
    ("text", "relation", "anchors", "distance_m", "bearing"),
    [
        ("between Diwaniya and Samawah", "between", ("Diwaniya", "Samawah"), None, None),
        ("on the border between Iraq and Syria", "border", ("Iraq", "Syria"), None, None),
        ("Iraq-Syria border", "border", ("Iraq", "Syria"), None, None),
        ("near Syrian border", "border", ("Syrian",), None, None),
        ("en route from Basra to Samawah", "road", ("Basra", "Samawah"), None, None),
        ("Basra–Baghdad highway", "road", ("Basra", "Baghdad"), None, None),
        ("on the road between Tikrit and Baiji", "road", ("Tikrit", "Baiji"), None, None),
        ("12 miles north of Hilla", "distance", ("Hilla",), 19_312.128, 0.0),
        ("about 20 km to the south-west of Kut", "distance", ("Kut",), 20_000.0, 225.0),
        ("100 km SE of Kirkuk", "distance", ("Kirkuk",), 100_000.0, 135.0),
        ("50km west of Baghdad", "distance", ("Baghdad",), 50_000.0, 270.0),
        ("five kilometres from Mosul", "distance", ("Mosul",), 5_000.0, None),
        ("10-20 km from Mosul", "distance", ("Mosul",), 15_000.0, None),
        ("half a mile south of Taji", "distance", ("Taji",), 804.672, 180.0),
        ("3 nautical miles off Basra", "distance", ("Basra",), 5_556.0, None),
        ("500 yards from Mosul", "distance", ("Mosul",), 457.2, None),
        ("300 metres east of Taji", "distance", ("Taji",), 300.0, 90.0),
        ("south of the Rashidiya area", "direction", ("Rashidiya area",), None, 180.0),
        ("outskirts of Mosul", "outskirts", ("Mosul",), None, None),
        ("on the western outskirts of Mosul", "outskirts", ("Mosul",), None, 270.0),
        ("near Kifri", "near", ("Kifri",), None, None),
        ("in the vicinity of Baghdad airport", "near", ("Baghdad airport",), None, None),
        ("outside Fallujah", "near", ("Fallujah",), None, None),
    ],
)
def test_a_relation_is_read(text, relation, anchors, distance_m, bearing):
    part = parse(text)[-1]
    assert (part.relation, part.anchors, part.bearing_deg) == (relation, anchors, bearing)
    assert part.distance_m == (None if distance_m is None else pytest.approx(distance_m))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Abbas village, Albu Kamal district, Deir ez Zor province",
            ["Abbas village", "Albu Kamal district", "Deir ez Zor province"],
        ),
        ("Green Zone, Baghdad", ["Green Zone", "Baghdad"]),
        ("Abu al-Khatir/Al Boukhater village", ["Abu al-Khatir", "Al Boukhater village"]),
        ("Mohammed al-Qassim highway", ["Mohammed al-Qassim highway"]),
        ("Baghdad (vicinity of airport)", ["Baghdad", "airport"]),
    ],
)
def test_names_are_tried_in_the_order_of_the_text(text, names):
    assert [p.anchors[0] for p in parse(text) if p.relation in (None, "near")] == names


def test_a_few_miles_is_vague_and_has_no_bearing():
    (part,) = parse("a few miles from Camp Taji")
    assert part.vague
    assert part.bearing_deg is None
    found = locate("a few miles from Camp Taji", country="IQ")
    assert found.precision == "near"
    assert 5_000 <= found.uncertainty_m <= 25_000
    assert apart_m(found.latitude, found.longitude, 33.53, 44.26) < 2_000


def test_a_distance_and_a_wind_lead_there():
    found = locate("20 km north of Hilla", country="IQ")
    anchor = locate("Hilla", country="IQ")
    assert found.latitude - anchor.latitude == pytest.approx(20_000 / 110_900, abs=0.005)
    assert found.longitude == pytest.approx(anchor.longitude, abs=1e-3)
    assert "north of" in found.explanation


def test_a_wind_without_a_distance_lies_out_there_and_reaches_back():
    found, anchor = (locate(text, country="IQ") for text in ("south of Kirkuk", "Kirkuk"))
    out = apart_m(found.latitude, found.longitude, anchor.latitude, anchor.longitude)
    assert found.latitude < anchor.latitude
    assert found.longitude == pytest.approx(anchor.longitude, abs=1e-3)
    assert 12_000 < out < found.uncertainty_m < 25_000


def test_a_side_of_a_province_is_a_region_inside_it():
    whole = locate("Deir ez-Zor province", country="SY")
    part = locate("eastern Deir ez-Zor province", country="SY")
    assert whole.precision == "adm1"
    assert part.precision == "region"
    assert part.longitude > whole.longitude
    assert part.uncertainty_m < whole.uncertainty_m


def test_a_name_that_begins_with_a_side_is_first_a_name():
    assert locate("North Kivu", country="CD").precision == "adm1"


def test_the_rest_of_the_text_tells_namesakes_apart():
    found = locate("Al-Khaldiyah, east of Falluja", country="IQ")
    assert apart_m(found.latitude, found.longitude, 33.35, 43.78) < 60_000
    found = locate("in the Dora neighborhood in south Baghdad", country="IQ")
    assert apart_m(found.latitude, found.longitude, 33.25, 44.40) < 10_000


def test_what_is_not_found_beside_a_town_makes_the_town_near_not_exact():
    found = locate("Zzquq school, Baquba", country="IQ")
    assert found.precision == "near"
    assert found.uncertainty_m >= 13_000 > locate("Baquba", country="IQ").uncertainty_m
    assert "Zzquq" in found.reason


def test_a_border_is_where_both_countries_are():
    found = locate("Iraq-Syria border")
    assert found.relation == "border"
    assert found.precision == "region"
    assert 32 < found.latitude < 38
    assert 38 < found.longitude < 43.5


@pytest.mark.parametrize(
    "text",
    [
        "between " * 60,
        "a, " * 200,
        "x of " * 90,
        "north-" * 80 + "of of",
        "1 km " * 90 + "from",
        "a-b/" * 100 + " road",
    ],
)
def test_no_text_takes_long(text):
    start = time.process_time()
    parse(text)
    assert time.process_time() - start < 2  # milliseconds measured; here only that nothing backtracks


@given(st.text(alphabet="between andkmofrt north12,-/( )", max_size=200))
def test_any_text_is_taken_apart(text):
    assert all(part.anchors for part in parse(text))
