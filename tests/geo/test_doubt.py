"""A stated doubt is what was measured of its kind: never less than the table, wider where less is known."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Place, generic, names, shipped
from geo.gazetteer.compiler import KINDS
from geo.geocoding import doubt, relations
from geo.geocoding.extents import extent_m
from geo.geocoding.geocoder import locate

RADII = Path(__file__).resolve().parents[2] / "data" / "radii.csv"
INDEX = shipped().indexes[0]
SHARP = ("exact", "near", "adm2")


@cache
def towns() -> list[Place]:
    kinds = INDEX.columns["kind"]
    return [INDEX.place(int(r)) for r in (kinds == KINDS.index("settlement")).nonzero()[0][::11]]


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_radius_is_never_below_what_was_measured_of_its_kind(data: st.DataObject) -> None:
    town = data.draw(st.sampled_from(towns()))
    text = town.name + data.draw(st.sampled_from(["", " village", " town"]))
    units = [town.parents[0].name] if town.parents else []
    unit = data.draw(st.sampled_from([None, *units]))
    country = data.draw(st.sampled_from([None, town.country]))
    found = locate(text, country=country, admin1=unit)
    if found.precision not in ("exact", "near") or found.relation or not found.candidates:
        return
    best = found.candidates[0]
    stated = "unit" if unit else "country" if country else ""
    wanted = generic.split(names.basic(text))[1]
    least = min(doubt.point_doubt_m(best.rule, wanted, best.population, s) for s in (stated, "unit"))
    assert (found.uncertainty_m or 0) >= 1_000 + least - 1
    assert (found.uncertainty_m or 0) >= 2_000


def test_the_table_holds_every_way_that_a_name_can_meet() -> None:
    with RADII.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["met"] for r in rows if not r["said"]} == {
        *("name", "other name", "sound"),
        *("no country", "country alone"),
    }
    assert all(2_000 <= float(r["doubt_m"]) <= 13_000 and int(r["places"]) >= 15 for r in rows)
    for rule in ("same name", "alternate name", "same in another transliteration", "code"):
        for stated in ("unit", "country", ""):
            assert doubt.point_doubt_m(rule, None, 0, stated) >= 2_000


@pytest.mark.parametrize(
    ("text", "relation", "anchor", "kilometres", "bearing"),
    [
        ("Kitgum (15 km North)", "distance", "Kitgum", 15, 0),
        ("Homs [about 5 km SE]", "distance", "Homs", 5, 135),
        ("Al Kut (20km from city)", "distance", "Al Kut", 20, None),
        ("Wau (near)", "near", "Wau", None, None),
        ("Jos (outskirts), Plateau", "outskirts", "Jos", None, None),
        ("Kapoeta (North)", "direction", "Kapoeta", None, 0),
        ("NE of Baghdad", "direction", "Baghdad", None, 45),
    ],
)
def test_what_stands_in_brackets_is_said_of_the_name(
    text: str, relation: str, anchor: str, kilometres: float | None, bearing: float | None
) -> None:
    first = relations.parse(text)[0]
    assert (first.relation, first.anchors) == (relation, (anchor,))
    assert first.distance_m == (None if kilometres is None else kilometres * 1000)
    assert first.bearing_deg == bearing


def test_a_side_in_letters_is_a_part_of_the_city() -> None:
    whole, part = locate("Baghdad", country="IQ"), locate("SW Baghdad", country="IQ")
    assert part.relation == "part"
    assert (part.latitude or 0) < (whole.latitude or 0)
    assert (part.longitude or 0) < (whole.longitude or 0)


def test_a_stretch_with_one_known_end_is_no_point() -> None:
    for text in ("between Mosul and Qqzzyxtown", "Mosul-Qqzzyxtown road"):
        found = locate(text, country="IQ")
        assert found.precision == "region", text
        assert (found.uncertainty_m or 0) > 100_000
    both = locate("between Mosul and Erbil", country="IQ")
    assert (both.uncertainty_m or 0) < 100_000


@pytest.mark.parametrize(
    ("text", "country", "known"),
    [("Juba, Jebel Qqzzyx", "SS", "Juba"), ("Mosul, Qqzzyx quarter", "IQ", "Mosul")],
)
def test_an_unknown_part_of_a_place_is_near_it(text: str, country: str, known: str) -> None:
    town, part = locate(known, country=country), locate(text, country=country)
    assert (town.precision, part.precision) == ("exact", "near")
    assert (part.uncertainty_m or 0) > (town.uncertainty_m or 0)
    assert locate(f"{known}, Nineveh", country="IQ").precision != "near" or country != "IQ"


def test_a_river_or_a_range_named_by_a_town_is_not_at_the_town() -> None:
    for text in ("Sinjar mountains", "Mosul river", "Mosul highway"):
        found = locate(text, country="IQ")
        assert found.precision not in ("exact", "near"), text


def test_names_alike_by_their_consonants_alone_are_no_point() -> None:
    assert locate("Baydhaba", country="SO", admin1="Bay").precision not in SHARP
    assert locate("Masqan", country="SY", admin1="Aleppo").precision not in SHARP


@pytest.mark.parametrize(
    ("text", "country", "name"),
    [
        ("Basreh", "IQ", "Basrah"),
        ("Haditheh", "IQ", "Haditha"),
        ("г. Реутов", "RU", "Reutov"),
        ("Няндому", "RU", "Nyandoma"),
        ("Пинске", "BY", "Pinsk"),
        ("в Пинске", "BY", "Pinsk"),
        ("Старую Вичугу", "RU", "Staraya Vichuga"),
        ("جرمنا", "SY", "Jaramana"),
        ("بركةالسبح", "EG", "Birkat as Sab‘"),
    ],
)
def test_a_name_in_another_dress_of_its_language_is_the_name(text: str, country: str, name: str) -> None:
    found, plain = locate(text, country=country), locate(name, country=country)
    assert found.precision == "exact", found.reason
    assert plain.precision == "exact", plain.reason
    assert (found.latitude, found.longitude) == (plain.latitude, plain.longitude)


@pytest.mark.parametrize(
    ("text", "country", "lat", "lon"),
    [
        ("Zaatari camp", "JO", 32.296, 36.324),
        ("Rafah crossing", "PS", 31.249, 34.259),
        ("Torkham border crossing", "AF", 34.115, 71.085),
        ("Rumaila oil field", "IQ", 30.156, 47.408),
        ("Zaporizhzhia nuclear power plant", "UA", 47.512, 34.586),
        ("Sheikh Maqsoud", "SY", 36.236, 37.152),
        ("Al-Shifa hospital", "PS", 31.524, 34.444),
    ],
)
def test_a_site_with_a_record_of_its_own_is_not_the_town_that_it_is_named_by(
    text: str, country: str, lat: float, lon: float
) -> None:
    found = locate(text, country=country)
    assert found.precision == "exact", found.reason
    assert found.latitude == pytest.approx(lat, abs=0.01)
    assert found.longitude == pytest.approx(lon, abs=0.01)


def test_the_extent_is_a_part_of_every_radius() -> None:
    for name in ("Baghdad", "Mosul", "Erbil"):
        found = locate(name, country="IQ")
        place = next(
            m.place for m in shipped().search(names.basic(name), "IQ") if m.place.kind == "settlement"
        )
        assert (found.uncertainty_m or 0) >= extent_m(place)
