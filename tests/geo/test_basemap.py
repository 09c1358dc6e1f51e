"""The land map: layers in their box, the right country under a point, units that are covered."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import countries
from geo.ground import basemap, land
from geo.paths import DATA
from geo.rings import CoordinateError, distance_m

IRAQ_SYRIA = (35.5, 28.8, 49.0, 37.6)


def points_of(frames: dict[str, object]) -> int:
    return sum(int(shapely.get_num_coordinates(f.geometry.to_numpy()).sum()) for f in frames.values())


def test_iraq_and_syria_have_every_layer() -> None:
    found = basemap.layers(IRAQ_SYRIA, zoom=7)
    assert tuple(found) == basemap.LAYERS
    assert all(len(frame) for frame in found.values())
    assert all(frame.crs.to_epsg() == 4326 for frame in found.values())
    assert {"Iraq", "Syria"} <= set(found["land"]["name"])
    assert {"Anbar", "Al-Qadisiyah", "Deir ez-Zor", "Dhi Qar"} <= set(found["admin1"]["name"])
    assert {"Baghdad", "Diwaniya", "Samawah", "Basra", "Abu Kamal", "Deir ez-Zor"} <= set(
        found["towns"]["name"]
    )
    assert {"international", "disputed"} == set(found["borders"]["kind"])


def test_layers_stay_near_their_box() -> None:
    left, bottom, right, top = IRAQ_SYRIA
    wide, high = (right - left) * 0.1001, (top - bottom) * 0.1001
    for name, frame in basemap.layers(IRAQ_SYRIA, names=(*basemap.LAYERS, "admin1_lines")).items():
        bounds = frame.total_bounds
        assert bounds[0] >= left - wide, name
        assert bounds[1] >= bottom - high, name
        assert bounds[2] <= right + wide, name
        assert bounds[3] <= top + high, name


def test_a_view_is_read_quickly() -> None:
    basemap.layers(IRAQ_SYRIA)
    times = []
    for _ in range(5):
        start = time.process_time()
        basemap.layers(IRAQ_SYRIA)
        times.append(time.process_time() - start)
    assert min(times) < 0.5  # 0.1 s measured on an idle machine; a loaded one must not fail here


def test_detail_grows_with_the_zoom() -> None:
    box = (40.0, 30.0, 48.0, 36.0)
    counts = [points_of(basemap.layers(box, zoom=zoom, names=basemap.LAYERS)) for zoom in (3, 5, 7, 9)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] / 3


def test_far_out_what_is_too_much_is_left_out_unless_named() -> None:
    world = basemap.layers()
    assert len(world["admin1"]) == 0
    assert len(world["roads"]) == 0
    assert len(world["land"]) > 200
    assert len(basemap.layers(IRAQ_SYRIA, zoom=3, names=["admin1"])["admin1"]) > 30


def test_overview_is_light() -> None:
    found = basemap.overview()
    assert points_of(found) < 60_000
    assert set(found) == {"land", "lakes", "rivers", "borders", "towns"}
    assert len(found["land"]) == len(basemap.layers()["land"])


def test_a_box_over_the_antimeridian_goes_on_beyond_it() -> None:
    found = basemap.layers((170.0, -25.0, 190.0, -10.0))["land"]
    left, _bottom, right, _top = found.total_bounds
    assert 168 <= left < 178
    assert 182 < right <= 192
    assert "Fiji" in set(found["name"])
    assert "Samoa" in set(found["name"])


@settings(max_examples=10, deadline=None)
@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(0, 30), st.floats(0, 20))
def test_any_box_gives_frames_of_one_form(left: float, bottom: float, wide: float, high: float) -> None:
    found = basemap.layers((left, bottom, left + wide, min(bottom + high, 90.0)), zoom=5)
    columns = {name: set(frame.columns) for name, frame in basemap.layers(IRAQ_SYRIA).items()}
    assert {name: set(frame.columns) for name, frame in found.items()} == columns


@pytest.mark.parametrize(
    "box", [(1, 2, 3), (10, 0, 5, 5), (0, 10, 5, 5), (0, 0, float("nan"), 1), ("a", 0, 1, 1), (0, 95, 1, 99)]
)
def test_what_is_no_box_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(basemap.BoundsError):
        basemap.layers(box)


def test_an_unknown_layer_is_named() -> None:
    with pytest.raises(basemap.BoundsError, match="'hills'"):
        basemap.layers(IRAQ_SYRIA, names=["hills"])


@pytest.mark.parametrize(
    ("lat", "lon", "country", "admin1"),
    [
        (33.31, 44.38, "Iraq", "Baghdad"),
        (31.99, 44.93, "Iraq", "Al-Qadisiyah"),
        (31.33, 45.29, "Iraq", "Al-Muthanna"),
        (30.51, 47.81, "Iraq", "Basra"),
        (34.45, 40.92, "Syria", "Deir ez-Zor"),
        (36.2, 37.16, "Syria", "Aleppo"),
        (9.56, 44.06, "Somalia", "Somaliland"),
        (31.5, 34.45, "Palestine", "Gaza Strip"),
        (44.95, 34.1, "Ukraine", "Crimea"),
        (42.66, 21.16, "Kosovo", "Priština"),
        (-12.8, 45.15, "Mayotte", "Mayotte"),
        (27.1, -13.2, "Western Sahara", "Laâyoune-Boujdour-Sakia El Hamra"),
    ],
)
def test_what_land_a_point_is_on(lat: float, lon: float, country: str, admin1: str) -> None:
    assert basemap.country_at(lat, lon) == country
    assert basemap.admin1_at(lat, lon) == admin1
    assert not basemap.is_sea(lat, lon)


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 0.0), (25.0, 60.0), (42.0, 51.0), (0.0, -150.0), (90.0, 0.0)])
def test_what_is_sea(lat: float, lon: float) -> None:
    assert basemap.is_sea(lat, lon)
    assert basemap.country_at(lat, lon) is None


def test_coastal_towns_are_not_at_sea() -> None:
    towns = land.read_layer("towns")
    lats, lons = towns.geometry.y.to_numpy(), towns.geometry.x.to_numpy()
    assert basemap.seas_at(lats, lons).mean() < 0.01
    known = towns["country"].isin([c.alpha2 for c in countries.countries()]).to_numpy()
    found = basemap.countries_at(lats, lons)
    stated = np.array([countries.name(code) for code in towns["country"][known]], dtype=object)
    assert np.mean(found[known] == stated) > 0.97


def test_missing_coordinates_are_no_land_and_no_sea() -> None:
    lats, lons = np.array([33.3, np.nan, 95.0]), np.array([44.4, 44.4, 44.4])
    assert basemap.countries_at(lats, lons).tolist() == ["Iraq", None, None]
    assert basemap.seas_at(lats[:2], lons[:2]).tolist() == [False, False]
    with pytest.raises(CoordinateError):
        basemap.country_at(float("nan"), 44.0)


def test_scalars_and_arrays_agree() -> None:
    rng = np.random.default_rng(3)
    lats, lons = rng.uniform(-60, 75, 60), rng.uniform(-180, 180, 60)
    together = basemap.countries_at(lats, lons)
    seas = basemap.seas_at(lats, lons)
    for k in range(60):
        assert basemap.country_at(lats[k], lons[k]) == together[k]
        assert basemap.is_sea(lats[k], lons[k]) == seas[k]


@pytest.mark.parametrize(
    ("country", "text", "name"),
    [
        ("IQ", "Diwaniya", "Al-Qadisiyah"),
        ("Iraq", "Al-Qādisīyah governorate", "Al-Qadisiyah"),
        ("IRQ", "Ninewa", "Nineveh"),
        ("IQ", "At-Ta'mim", "Kirkuk"),
        ("IQ", "الأنبار", "Anbar"),
        ("SY", "Dayr az Zawr", "Deir ez-Zor"),
        ("SY", "Deir ez-Zor governorate", "Deir ez-Zor"),
        ("SY", "Rural Damascus", "Rif Dimashq"),
        ("UA", "Donetsk oblast", "Donetsk"),
        ("PK", "NWFP", "Khyber Pakhtunkhwa"),
        ("AF", "Panjshir", "Panjshir"),
        ("AF", "Daykundi province", "Daykundi"),
        ("CD", "Nord-Kivu", "North Kivu"),
    ],
)
def test_old_and_new_spellings_of_units_meet(country: str, text: str, name: str) -> None:
    assert basemap.admin1_name(country, text) == name


def test_every_unit_is_found_by_its_own_name() -> None:
    for country in ("IQ", "SY", "UA", "YE", "AF", "SD", "LY", "ML"):
        names = basemap.admin1_names(country)
        assert len(names) > 5
        for name in names:
            assert basemap.admin1_name(country, name) == name


def test_a_unit_is_really_covered_by_its_radius() -> None:
    frame = land.read_layer("admin1")
    for country, admin1 in (("IQ", "Anbar"), ("IQ", "Baghdad"), ("SY", "Homs"), ("UA", "Crimea")):
        unit = basemap.unit(country, admin1)
        assert unit is not None
        shape = frame[(frame["country"] == country) & (frame["name"] == admin1)].geometry.iloc[0]
        points = shapely.get_coordinates(shape)
        far = distance_m(unit.latitude, unit.longitude, points[:, 1], points[:, 0])
        assert far.max() < unit.radius_m
        assert basemap.admin1_at(unit.latitude, unit.longitude) == admin1
        assert unit.mainland_radius_m <= unit.radius_m


def test_units_of_countries() -> None:
    iraq = basemap.unit("Iraq")
    assert iraq is not None
    assert 500_000 < iraq.radius_m < 650_000
    assert basemap.country_at(iraq.latitude, iraq.longitude) == "Iraq"
    assert basemap.unit_radius("IQ") == iraq.radius_m
    portugal = basemap.unit("PT")
    assert portugal is not None
    assert portugal.mainland_radius_m < 350_000 < 1_000_000 < portugal.radius_m


def test_unknown_units_are_none() -> None:
    assert basemap.unit("Narnia") is None
    assert basemap.unit("IQ", "Narnia") is None
    assert basemap.unit("IQ", "") is None
    assert basemap.unit_radius("IQ", "x" * 10_000) is None
    assert basemap.admin1_names("") == []


def test_the_aliases_name_units_that_exist() -> None:
    frame = land.read_layer("admin1")
    known = set(zip(frame["country"], frame["ne_name"], strict=True))
    assert set(land._admin1_names()) <= known


def test_a_missing_or_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "basemap.gpkg"
    monkeypatch.setattr(land, "BASEMAP_GPKG", damaged)
    monkeypatch.setattr(land, "_layers", {})
    with pytest.raises(basemap.BasemapDamagedError, match=r"basemap\.gpkg"):
        basemap.layers(IRAQ_SYRIA)
    damaged.write_bytes(b"SQLite format 3\0" + b"\0" * 4000)
    with pytest.raises(basemap.BasemapDamagedError, match=r"basemap\.gpkg"):
        basemap.layers(IRAQ_SYRIA)


def test_threads_share_one_reading() -> None:
    seen: list[str | None] = []
    threads = [threading.Thread(target=lambda: seen.append(basemap.country_at(33.3, 44.4))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["Iraq"] * 6


def test_the_shipped_files_stay_small() -> None:
    sizes = [(DATA / name).stat().st_size for name in ("basemap.gpkg", "roads.npz")]
    assert sum(sizes) < 22_000_000


def test_credits_name_both_sources() -> None:
    assert "Natural Earth" in basemap.CREDITS
    assert "© OpenStreetMap contributors" in basemap.CREDITS


def test_land_goes_on_to_the_antimeridian() -> None:
    """The source of the outlines ends at 179.9 degrees: a strip of sea lay through Chukotka and Fiji."""
    lats, lons = [68.5, 68.5, -16.56, 68.5, 68.5], [179.95, -179.95, 179.97, 180.0, -180.0]
    found = basemap.countries_at(lats, lons, tolerance_m=0.0)
    assert found.tolist() == ["Russia", "Russia", "Fiji", "Russia", "Russia"]
    for layer in ("land_fine", "land_mid", "land_low", "admin1"):
        assert shapely.is_valid(land.read_layer(layer).geometry.to_numpy()).all()
