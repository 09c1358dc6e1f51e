"""Continents, regions and seas: where each is, and the outline that an event known only to it is drawn on."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import areas
from geo.geocoding.geocoder import locate
from geo.ground import land, units, wide
from geo.paths import DATA
from geo.rings import distance_m

NAMES = [area.name for area in areas.listed()]
WITHOUT = {
    *("Bab el Mandeb", "Baia de Maputo", "Caucasus", "Drake Passage", "Kurdistan", "La Pérouse Strait"),
    *("Micronesia Region", "Paracel Islands", "Polynesia", "Shebaa Farms", "Siberia", "Spratly Islands"),
    *("Strait of Gibraltar", "Yucatan Channel"),
}
"""Nobody has drawn their course, or they are scattered specks: they are circles."""

THINNED_M = 30_000.0
"""How far a thinned outline of a continent may reach beyond its true one."""


@settings(max_examples=120, deadline=None)
@given(name=st.sampled_from(NAMES))
def test_what_is_called_after_an_area_is_drawn_on_its_outline(name: str) -> None:
    found = locate(name)
    assert found.latitude is not None
    assert found.longitude is not None
    outline = units.outline_of(
        found.precision, found.latitude, found.longitude, place=name, radius_m=found.uncertainty_m
    )
    area = areas.named(found.matched_name)
    assert area is not None
    if area.name in WITHOUT:
        assert outline is None
        return
    assert outline is not None
    assert (outline.name, outline.precision) == (area.name, area.kind)
    assert shapely.is_valid(outline.geometry)
    assert shapely.intersects_xy(outline.geometry, outline.longitude, outline.latitude)
    points = shapely.get_coordinates(outline.geometry)
    reach = distance_m(area.latitude, area.longitude, points[:, 1], points[:, 0])
    assert np.max(reach) <= area.radius_m + THINNED_M, "the circle and the outline are of one place"


@pytest.mark.parametrize(
    ("place", "country", "inside", "outside"),
    [
        ("Golan Heights", "SY", (33.13, 35.80), (33.51, 36.29)),
        ("Golan", "IL", (32.99, 35.69), (32.79, 35.53)),
        ("Darfur", "Sudan", (13.63, 25.35), (15.55, 32.53)),
        ("Donbas", "Ukraine", (48.02, 37.80), (49.99, 36.23)),
        ("Kurdistan", "Iraq", (36.19, 44.01), (35.47, 44.39)),
        ("Iraqi Kurdistan", None, (36.87, 43.0), (36.34, 43.13)),
        ("Sinai", "EG", (28.55, 33.97), (24.09, 32.9)),
        ("Gaza", "Palestine", (31.5, 34.46), (31.9, 35.2)),
        ("Gaza Strip", None, (31.35, 34.3), (31.53, 35.1)),
        ("Sahel", None, (14.7, -1.5), (36.8, 10.2)),
        ("Nagorno-Karabakh", "AZ", (39.83, 46.76), (40.4, 49.87)),
    ],
)
def test_a_region_is_found_with_and_without_its_country(
    place: str, country: str | None, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    found = locate(place, country=country)
    assert found.precision == "region"
    outline = units.outline_of("region", found.latitude, found.longitude, radius_m=found.uncertainty_m)  # type: ignore[arg-type]
    assert outline is not None
    assert shapely.intersects_xy(outline.geometry, inside[1], inside[0])
    assert not shapely.intersects_xy(outline.geometry, outside[1], outside[0])


def test_an_events_own_place_beats_the_whole_region_of_its_name() -> None:
    """The Sahel is a province of Burkina Faso, too, and a sharper radius is never widened to a region."""
    assert wide.area_of(14.1, -0.5, None, "Sahel", "Burkina Faso") is None
    assert wide.area_of(14.1, -0.5, 20_000.0, "Sahel") is None
    assert wide.area_of(14.1, -0.5, None, "Sahel") == "Sahel"
    assert wide.area_of(52.0, 13.0, None, "Sahel") is None, "the point lies elsewhere"
    assert wide.area_of(48.0, 37.8, None, "Donbas", "Ukraine") == "Donbas"
    assert locate("Darfur", country="Sudan", admin1="North Darfur").precision == "adm1"


def test_the_list_says_in_which_countries_a_region_lies_and_where_it_is_from() -> None:
    with (DATA / "areas.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    lands = land.read_layer("land_mid").dropna(subset=["country"]).set_index("country").geometry
    for row in rows:
        assert row["source"].startswith("Natural Earth")
        outline = wide.outline(row["name"])
        assert (outline is None) == (row["name"] in WITHOUT)
        for code in row["countries"].split() if outline is not None else ():
            assert shapely.distance(outline.geometry, lands[code]) < 0.5, (row["name"], code)


def test_damaged_outlines_are_one_sentence(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "areas.parquet"
    broken.write_bytes(wide.AREAS_PARQUET.read_bytes()[:1000])
    monkeypatch.setattr(wide, "AREAS_PARQUET", broken)
    wide._shapes.cache_clear()
    wide.outline.cache_clear()
    try:
        with pytest.raises(wide.AreasDamagedError, match=r"areas\.parquet cannot be read"):
            wide.outline("Europe")
    finally:
        wide._shapes.cache_clear()
        wide.outline.cache_clear()
