"""Place texts to positions: the seed places, ambiguity, fallbacks, hostile texts."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import gazetteer
from geo.geocoding.doubt import sharpness
from geo.geocoding.geocoder import locate, locate_many
from geo.geocoding.ranking import Rated, apart_m

SEED = {
    ("Camp Taji", "IQ"): (33.53, 44.26),
    ("Taji", "IQ"): (33.53, 44.26),
    ("Rashidiya", "IQ"): (33.55, 44.35),
    ("Diwaniya", "IQ"): (31.99, 44.93),
    ("Samawah", "IQ"): (31.33, 45.29),
    ("Basra", "IQ"): (30.51, 47.81),
    ("Abu Kamal", "SY"): (34.45, 40.92),
    ("Deir ez-Zor", "SY"): (35.33, 40.14),
    ("Baghdad airport", "IQ"): (33.26, 44.23),
    ("Green Zone", "IQ"): (33.31, 44.38),
    ("Green Zone, Baghdad", None): (33.31, 44.38),
    ("Imam Ali base", "SY"): (34.45, 40.92),
    ("Imam Ali base", "IQ"): (30.94, 46.09),
    ("Mosul", "IQ"): (36.34, 43.12),
    ("Falluja", "IQ"): (33.35, 43.78),
    ("Ramadi", "IQ"): (33.42, 43.30),
}


@pytest.mark.parametrize(("question", "position"), SEED.items())
def test_a_place_of_the_first_reports_is_within_5_km(question, position):
    found = locate(question[0], country=question[1])
    assert found.found, found.reason
    assert not found.ambiguous
    assert apart_m(found.latitude, found.longitude, *position) <= 5000
    assert found.uncertainty_m >= apart_m(found.latitude, found.longitude, *position)
    assert found.located_by == "gazetteer"
    assert found.matched_name
    assert found.explanation


def test_the_imam_ali_base_without_a_country_is_for_a_person_to_settle():
    found = locate("Imam Ali base")
    assert not found.found
    assert found.ambiguous
    assert "km apart" in found.reason
    assert {c.country for c in found.candidates} >= {"Syria", "Iraq"}


@pytest.mark.parametrize(
    "spelling", ["Abu Kamal", "Al-Bukamal", "Albukamal", "البوكمال", "ألبوكمال", "Abou Kemal"]
)
def test_spellings_of_one_name_meet(spelling):
    found = locate(spelling, country="Syria")
    assert apart_m(found.latitude, found.longitude, 34.45, 40.92) <= 5000


def test_a_stated_admin1_that_disagrees_is_not_overruled():
    found = locate("Taftanaz", country="SY", admin1="Homs Governorate")
    assert found.precision == "adm1"
    assert found.located_by == "admin centroid"
    assert "Idlib" in found.reason
    assert "not in Homs" in found.reason
    (other,) = [c for c in found.candidates if c.admin1 == "Idlib"]
    assert "not in the admin-1 unit stated" in other.rule


def test_the_fallback_covers_its_unit():
    found = locate("Nowhere-at-all-qqq", country="SY", admin1="Homs Governorate")
    assert found.precision == "adm1"
    assert not found.ambiguous
    for lat, lon in ((34.56, 38.27), (34.51, 36.58)):  # Palmyra and Al Qusayr, its east and its west
        assert apart_m(found.latitude, found.longitude, lat, lon) <= found.uncertainty_m


def test_a_name_that_only_resembles_what_was_asked_is_near_not_exact():
    (sure, *_) = gazetteer.shipped().search("mosul", "IQ")
    doubts = {}
    for quality in (1.0, 0.8):
        rated = Rated(sure._replace(quality=quality), quality, None)
        doubts[quality] = sharpness(rated, None)
    assert doubts[1.0][0] == "exact"
    assert doubts[0.8][0] == "near"
    assert doubts[1.0][1] < doubts[0.8][1] <= 25_000


def test_between_has_two_anchors_and_a_radius():
    found = locate("between Diwaniya and Samawah")
    assert found.relation == "between"
    assert len(found.anchors) == 2
    assert found.precision == "region"
    for _, lat, lon in found.anchors:
        assert apart_m(found.latitude, found.longitude, lat, lon) <= found.uncertainty_m


def test_a_table_keeps_its_index_and_its_order():
    frame = pd.DataFrame(
        {"place": ["Mosul", None, "zzzzqqq"], "country": ["IQ", None, "Iraq"]}, index=[7, 3, 5]
    )
    found = locate_many(frame)
    assert list(found.index) == [7, 3, 5]
    assert found.loc[7, "location_precision"] == "exact"
    assert math.isnan(found.loc[3, "latitude"])
    assert found.loc[3, "reason"].startswith("Not found, because")
    assert found.loc[5, "location_precision"] == "country"
    assert found.loc[5, "located_by"] == "admin centroid"


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x07", "x" * 10_000, "ꦧꦱꦗꦮ", "((((", "，，", "village", None]
)
def test_an_odd_text_is_not_found_with_a_reason(text):
    found = locate(text, country="ZZ")
    assert not found.found
    assert found.precision == "unlocated"
    assert found.reason.startswith("Not found, because")


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=300),
    st.one_of(st.none(), st.text(max_size=20)),
    st.one_of(st.none(), st.text(max_size=20)),
)
def test_no_text_raises(text, country, admin1):
    found = locate(text, country=country, admin1=admin1)
    assert found.found or found.reason
    assert not found.found or (
        abs(found.latitude) <= 90 and abs(found.longitude) <= 180 and found.uncertainty_m >= 0
    )


@pytest.mark.parametrize("text", ["no such place at all", "a " * 200, "qqz"])
def test_a_word_is_no_code_of_an_airport(text):
    assert not locate(text).found


@pytest.mark.parametrize(("text", "country"), [("ORBI", "IQ"), ("BGW airport", None)])
def test_a_code_that_is_meant_as_one_is_found(text, country):
    assert locate(text, country=country).candidates[0].name == "Baghdad International Airport"


def test_a_great_town_is_meant_when_a_hamlet_shares_its_name():
    found = locate("Basra")
    assert found.country == "Iraq"
    assert found.matched_name == "Basra"


def test_a_batch_answers_as_one_by_one():
    places = [
        "Mosul",
        "Nowhereton village",
        "Kafr Nabl town",
        "12 km south of Samarra",
        "between Hama and Homs",
    ]
    frame = pd.DataFrame([(p, c, a) for p in places for c, a in (("IQ", ""), ("SY", "Idlib"), ("", ""))])
    frame.columns = ["place", "country", "admin1"]
    many = locate_many(frame)
    for row, found in zip(frame.itertuples(index=False), many.itertuples(index=False), strict=True):
        one = locate(row.place, country=row.country, admin1=row.admin1)
        assert found.location_precision == one.precision, row
        if one.found:
            assert (found.latitude, found.longitude) == (one.latitude, one.longitude), row
