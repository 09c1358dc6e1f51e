"""Without a country nothing is guessed round the world; a stated province binds; units are no villages."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import countries
from geo.gazetteer import Place, areas, shipped
from geo.gazetteer.compiler import KINDS
from geo.geocoding import worldwide
from geo.geocoding.extents import apart_m, extent_m
from geo.geocoding.geocoder import locate, locate_many

DATA = Path(__file__).resolve().parents[2] / "data"
SHARP = ("exact", "near", "adm2")
INDEX = shipped().indexes[0]


def rows_of(kind: str) -> list[int]:
    return np.flatnonzero(INDEX.columns["kind"] == KINDS.index(kind)).tolist()


def wide_names() -> list[str]:
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as stream:
        found = [n for r in csv.DictReader(stream) for n in (r["name"], *r["aliases"].split("|")) if n]
    for country in countries.countries():
        found += [n for n in (country.name, *country.aliases) if len(n) >= areas.LEAST_CODE]
    return found


@settings(max_examples=300, deadline=None)
@given(row=st.sampled_from(rows_of("adm1")))
def test_a_first_level_unit_is_never_a_town_unless_it_is_its_own_great_city(row: int) -> None:
    unit = INDEX.place(row)
    found = locate(unit.name)
    if found.precision in SHARP:
        assert found.admin1 is not None
        towns = [c for c in found.candidates if c.latitude == found.latitude]
        assert max([c.population for c in towns], default=0) >= worldwide.GREAT_CITY, (unit.name, found)


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(wide_names()))
def test_a_continent_a_sea_a_region_or_a_country_is_never_a_town(name: str) -> None:
    found = locate(name)
    if found.found:
        assert found.precision in ("continent", "sea", "region", "country", "adm1"), found
        assert (found.uncertainty_m or 0) > 1_000


def namesakes() -> list[tuple[Place, Place]]:
    """Pairs of towns of one name and comparable weight in two countries."""
    first: dict[str, list[Place]] = {}
    for row in rows_of("settlement")[::7]:
        place = INDEX.place(row)
        if place.population >= 1000:
            first.setdefault(place.name, []).append(place)
    pairs = []
    for same in first.values():
        for a, b in itertools.pairwise(same):
            most, least = max(a.population, b.population), min(a.population, b.population)
            far = apart_m(a.latitude, a.longitude, b.latitude, b.longitude) > 200_000 + extent_m(
                a
            ) + extent_m(b)
            if a.country != b.country and most < 4 * least and far:
                pairs.append((a, b))
    return pairs


@settings(max_examples=200, deadline=None)
@given(pair=st.sampled_from(namesakes()))
def test_two_rivals_of_comparable_weight_in_two_countries_never_get_a_point(
    pair: tuple[Place, Place],
) -> None:
    found = locate(pair[0].name)
    points = [(p.latitude, p.longitude) for p in pair]
    assert (found.latitude, found.longitude) not in points, found
    if not found.found and len(pair[0].name) > 3:
        assert found.reason


def held() -> list[int]:
    return [r for r in rows_of("settlement")[::5] if INDEX.parent_rows(r)]


@settings(max_examples=300, deadline=None)
@given(
    town=st.sampled_from(held()),
    unit=st.sampled_from(rows_of("adm1")),
    same=st.booleans(),
    told=st.booleans(),
)
def test_a_stated_province_always_holds_the_answer(town: int, unit: int, same: bool, told: bool) -> None:
    place = INDEX.place(town)
    stated = place.parents[0] if same else INDEX.place(unit)
    country = stated.country if told else None
    units = shipped().units(stated.country, stated.name) if told else shipped().units_anywhere(stated.name)
    found = locate(place.name, country=country, admin1=stated.name)
    if found.found and units and found.precision in (*SHARP, "region"):
        gaps = [
            apart_m(u.latitude, u.longitude, found.latitude or 0, found.longitude or 0) - u.radius_m
            for u in units
        ]
        assert min(gaps) <= 1.0, (place.name, stated.name, found)


@pytest.mark.parametrize(
    ("text", "admin1", "country"),
    [("Ras al-Ayn", "Hasaka", "Syria"), ("Taji", "Baghdad", "Iraq"), ("Taji, Baghdad", None, "Iraq")],
)
def test_a_stated_province_binds_without_a_country(text: str, admin1: str | None, country: str) -> None:
    found = locate(text, admin1=admin1)
    assert (found.found, found.country) == (True, country)


def test_a_province_that_nothing_knows_is_said() -> None:
    for country in (None, "IQ"):
        found = locate("Mosul", country=country, admin1="Qqzzyx")
        assert found.admin1_unknown
        assert "Qqzzyx" in str(found.reason)
    assert not locate("Mosul", country="IQ", admin1="Nineveh").admin1_unknown


@pytest.mark.parametrize(
    ("text", "precision", "country"),
    [
        ("Europe", "continent", None),
        ("Republic of India", "country", "India"),
        ("British Columbia", "adm1", "Canada"),
        ("Va.", "adm1", "United States"),
        ("Gulf of Aden", "sea", None),
        ("Horn of Africa", "region", None),
        ("Michigan", "adm1", "United States"),
        ("Turkish", "country", "Turkey"),
        ("South Korea", "country", "South Korea"),
    ],
)
def test_what_is_larger_than_a_town_is_an_area(text: str, precision: str, country: str | None) -> None:
    found = locate(text)
    assert (found.precision, found.country) == (precision, country)


@pytest.mark.parametrize(
    "text", ["Adaissah Qq", "Bayyadah", "Punjab", "Georgia", "Houla", "Va", "South Side", "Washington"]
)
def test_what_has_rivals_or_only_sounds_alike_stays_open(text: str) -> None:
    assert not locate(text).found


def test_a_great_name_without_a_country_is_still_answered() -> None:
    for text, country in (("Mosul", "Iraq"), ("Damascus", "Syria"), ("Kabul", "Afghanistan")):
        found = locate(text)
        assert (found.precision, found.country) == ("exact", country)


def test_the_rest_of_the_text_tells_georgia_from_georgia() -> None:
    assert locate("Atlanta, Georgia").country == "United States"
    assert locate("Tbilisi, Georgia").country == "Georgia"
    assert locate("Norfolk, Va.").admin1 == "Virginia"


def test_a_table_says_the_country_and_the_unit_of_what_was_found() -> None:
    import pandas as pd

    found = locate_many(pd.DataFrame({"place": ["Mosul", "Qqzzyx"], "country": ["IQ", None]}))
    assert found["country"].tolist()[0] == "Iraq"
    assert pd.isna(found["country"].iloc[1])


def test_each_area_has_a_source_and_a_true_radius() -> None:
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["kind"] for r in rows} == {"continent", "sea", "region"}
    for row in rows:
        assert row["source"]
        assert float(row["radius_m"]) >= 15_000
    # every country of Europe but those overseas lies in its circle
    europe = areas.find("Europe")
    assert europe is not None
    for code in ("PT", "IS", "GR", "UA", "NO", "DE"):
        home = shipped().country(code)
        assert home is not None
        gap = apart_m(europe.latitude, europe.longitude, home.latitude, home.longitude)
        assert gap <= europe.radius_m, code


def test_a_place_is_not_taken_for_one_that_is_only_spelt_so_in_some_list() -> None:
    """Varna is also spelt Wa er Na, Le Mans L'o Man; Wana and Loman are places themselves."""
    for name, other in (("Wana", "Bulgaria"), ("Loman", "France")):
        found = locate(name)
        assert found.precision == "unlocated"
        assert found.country != other
        assert found.candidates[0].country != other
