"""Coordinates in text, in the notations that reports use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coordinates import parse
from geo.geocoding.geocoder import locate

GREEN_ZONE = (33.3054, 44.4049)


@pytest.mark.parametrize(
    ("text", "position", "notation"),
    [
        ("33.3054, 44.4049", GREEN_ZONE, "decimal degrees"),
        ("33.3054 44.4049", GREEN_ZONE, "decimal degrees"),
        ("lat: 33.3054, lon: 44.4049", GREEN_ZONE, "decimal degrees"),
        ("(33,3054; 44,4049)", GREEN_ZONE, "decimal degrees"),
        ("33.3N 44.4E", (33.3, 44.4), "degrees with hemisphere"),
        ("N33.3054 E44.4049", GREEN_ZONE, "degrees with hemisphere"),
        ("44.4049E 33.3054N", GREEN_ZONE, "degrees with hemisphere"),
        ("33°18'19\"N 44°24'18\"E", GREEN_ZONE, "degrees and minutes"),
        ("33° 18.324' N, 44° 24.294' E", GREEN_ZONE, "degrees and minutes"),
        ("33 18 19 N 44 24 18 E", GREEN_ZONE, "degrees and minutes"),
        ("33°18′19″S 44°24′18″W", (-33.3054, -44.4049), "degrees and minutes"),
        ("38SMB4460085300", GREEN_ZONE, "MGRS"),
        ("38S MB 44600 85300", GREEN_ZONE, "MGRS"),
        ("UTM 38S 444600 3685300", GREEN_ZONE, "UTM"),
        ("38N 444600 3685300", GREEN_ZONE, "UTM"),
        ("8H568C43+5X", (33.3054, 44.4049), "Plus Code"),
        ("geo:33.3054,44.4049", GREEN_ZONE, "geo URI"),
        ("geo:33.3054,44.4049;u=35", GREEN_ZONE, "geo URI"),
    ],
)
def test_a_notation_is_read(text, position, notation):
    found = parse(text)
    assert found is not None
    assert found.notation == notation
    assert found.latitude == pytest.approx(position[0], abs=0.02)
    assert found.longitude == pytest.approx(position[1], abs=0.02)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mosul",
        "Highway 8",
        "12, 5",
        "95.5, 200.1",
        "33°75'N 44°10'E",
        "99SMB4460085300",
        "geo:x,y",
        "1" * 300,
        "K-1",
        "T4",
        "33.3N 44.4N",
        "nan, nan",
        "128th Brigade",
        "38SMB446008530",
    ],
)
def test_what_is_no_coordinate_is_left_alone(text):
    assert parse(text) is None


def test_swapped_numbers_are_said_aloud():
    found = parse("144.40, 33.31")
    assert (found.latitude, found.longitude) == (33.31, 144.40)
    assert "swapped" in found.warnings[0]
    assert "Gulf of Guinea" in parse("0.0, 0.0").warnings[0]


def test_coordinates_outside_the_stated_country_are_suspected_aloud():
    swapped = locate("44.40, 33.31", country="IQ")
    assert swapped.found
    assert "swapped" in swapped.reason
    assert swapped.located_by == "coordinates in text"
    signless = locate("34.60, 58.38", country="AR")
    assert "far from Argentina" in signless.reason
    assert locate("33.31, 44.40", country="IQ").reason is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_decimal_degrees_come_back(lat, lon):
    found = parse(f"{lat:.6f}, {lon:.6f}")
    assert found is not None
    assert (found.latitude, found.longitude) == (pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6))
