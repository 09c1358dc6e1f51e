"""Rings, bands and distances: the whole Earth, its poles and its antimeridian among it."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo import rings
from geo.errors import GeoError
from geo.rings import CoordinateError

GEOD = Geod(ellps="WGS84")
lats = st.floats(-90, 90)
lons = st.floats(-180, 180)
radii = st.floats(1.0, 19_800_000.0)


def ring_vertices(geometry: shapely.Geometry) -> np.ndarray:
    """The vertices that lie on the circle: not those on the cut or along a pole."""
    points = shapely.get_coordinates(geometry)
    return points[(np.abs(points[:, 0]) < 180) & (np.abs(points[:, 1]) < 90)]


@settings(max_examples=150, deadline=None)
@given(lats, lons, radii)
def test_ring_is_valid_and_its_vertices_lie_at_the_radius(lat: float, lon: float, radius_m: float) -> None:
    geometry = rings.ring(lat, lon, radius_m)
    assert geometry.is_valid
    assert not geometry.is_empty
    left, bottom, right, top = geometry.bounds
    assert -180 <= left <= right <= 180
    assert -90 <= bottom <= top <= 90
    points = ring_vertices(geometry)
    distances = rings.distance_m(lat, lon, points[:, 1], points[:, 0])
    assert np.allclose(distances, radius_m, rtol=1e-3)


@settings(max_examples=100, deadline=None)
@given(lats, lons, st.floats(1_000.0, 19_800_000.0), st.floats(-90, 90), st.floats(-180, 180))
def test_polygon_agrees_with_the_geodesic_distance(
    lat: float, lon: float, radius_m: float, probe_lat: float, probe_lon: float
) -> None:
    distance = rings.distance_m(lat, lon, probe_lat, probe_lon)
    assume(abs(distance - radius_m) > 0.005 * radius_m)  # the polygon's edges are chords
    covered = rings.ring(lat, lon, radius_m).intersects(shapely.Point(probe_lon, probe_lat))
    assert covered == (distance < radius_m)


@settings(max_examples=100, deadline=None)
@given(lats, lons, st.floats(0, 360), st.floats(1.0, 10_000_000.0), st.floats(0.0, 1_000_000.0))
def test_inside_follows_the_distance(
    lat: float, lon: float, bearing: float, radius_m: float, u: float
) -> None:
    for share, expected in ((0.5, "inside"), (1.5, "outside")):
        far = radius_m + (u + 1.0) * (1 if share > 1 else -1) if u else radius_m * share
        if far < 0:
            continue
        point = rings.destination(lat, lon, bearing, far)
        assert rings.inside(*point, centre=(lat, lon), radius_m=radius_m, uncertainty_m=u) == expected
    if u > 1:
        edge = rings.destination(lat, lon, bearing, radius_m)
        verdict = rings.inside(*edge, centre=(lat, lon), radius_m=radius_m, uncertainty_m=u)
        assert verdict == "possibly inside"


@settings(max_examples=60, deadline=None)
@given(lats, lons, st.floats(100.0, 5_000_000.0), st.floats(1.0, 500_000.0))
def test_band_is_where_the_answer_is_possibly(lat: float, lon: float, radius_m: float, u: float) -> None:
    area = rings.band(lat, lon, radius_m, uncertainty_m=u)
    assert area.is_valid
    assert not area.is_empty
    points = ring_vertices(area)
    distances = rings.distance_m(lat, lon, points[:, 1], points[:, 0])
    inner = max(0.0, radius_m - u)
    assert np.all(distances <= (radius_m + u) * 1.001)
    assert np.all(distances >= inner * 0.999)


@settings(max_examples=100, deadline=None)
@given(lats, lons, st.floats(0, 360), st.floats(0.0, 19_000_000.0))
def test_destination_is_as_far_as_asked(lat: float, lon: float, bearing: float, far_m: float) -> None:
    point = rings.destination(lat, lon, bearing, far_m)
    assert rings.distance_m(lat, lon, *point) == pytest.approx(far_m, abs=0.01)


def test_ring_over_the_antimeridian_is_in_two_parts() -> None:
    geometry = rings.ring(-17.0, 179.9, 100_000)
    assert geometry.geom_type == "MultiPolygon"
    assert len(geometry.geoms) == 2
    assert GEOD.geometry_area_perimeter(geometry)[0] == pytest.approx(math.pi * 1e10, rel=2e-3)


@pytest.mark.parametrize("lat", [90.0, 89.9, -90.0, -89.5])
def test_ring_round_a_pole_covers_it(lat: float) -> None:
    geometry = rings.ring(lat, 12.0, 200_000)
    assert geometry.is_valid
    for lon in (-179.0, -90.0, 0.0, 90.0, 179.0):
        assert geometry.intersects(shapely.Point(lon, math.copysign(89.99, lat)))
    assert geometry.bounds[0] == -180
    assert geometry.bounds[2] == 180


def test_ring_round_a_pole_has_no_slit_where_it_began() -> None:
    for lon in (0.0, 7.8e-71, 44.4, -170.1):
        geometry = rings.ring(-45.0, lon, 5_017_027)
        assert geometry.geom_type == "Polygon"
        assert geometry.intersects(shapely.Point(lon, 0.0))
        seams = [x for x, _y in geometry.exterior.coords if abs(x) == 180]
        assert len(seams) == 4
        assert len(geometry.interiors) == 0


def test_ring_through_a_pole_exactly() -> None:
    to_pole = rings.distance_m(60.0, 30.0, 90.0, 0.0)
    geometry = rings.ring(60.0, 30.0, to_pole)
    assert geometry.is_valid
    assert geometry.intersects(shapely.Point(30.0, 75.0))
    assert not geometry.intersects(shapely.Point(-150.0, 80.0))


def test_huge_ring_leaves_out_only_the_antipode() -> None:
    geometry = rings.ring(10.0, 20.0, 15_000_000)
    assert geometry.is_valid
    assert geometry.intersects(shapely.Point(20, 10))
    assert not geometry.intersects(shapely.Point(-160, -10))
    assert rings.ring(10.0, 20.0, 30_000_000).equals(rings.WORLD)


def test_tiny_ring_is_still_a_circle() -> None:
    geometry = rings.ring(33.53, 44.26, 0.5)
    assert geometry.is_valid
    assert GEOD.geometry_area_perimeter(geometry)[0] == pytest.approx(math.pi * 0.25, rel=5e-3)


def test_band_reaches_from_its_inner_to_its_outer_edge() -> None:
    area = rings.band(33.5, 44.3, 20_000, uncertainty_m=3_000)
    distances = rings.distance_m(33.5, 44.3, *ring_vertices(area).T[::-1])
    assert (distances.min(), distances.max()) == pytest.approx((17_000, 23_000), rel=1e-6)
    assert GEOD.geometry_area_perimeter(area)[0] == pytest.approx(math.pi * (23_000**2 - 17_000**2), rel=1e-3)


def test_band_of_a_coarse_place_is_a_full_disc() -> None:
    area = rings.band(33.5, 44.3, 5_000, uncertainty_m=8_000)
    assert area.intersects(shapely.Point(44.3, 33.5))
    assert len(area.interiors) == 0


def test_distance_of_arrays_broadcasts_and_keeps_nan() -> None:
    found = rings.distance_m(33.3, 44.4, np.array([33.3, np.nan, 30.5]), np.array([44.4, 44.4, 47.8]))
    assert found[0] == 0
    assert math.isnan(found[1])
    assert found[2] == pytest.approx(449_000, rel=0.01)
    assert rings.distance_m(0, 0, 0, 180) == pytest.approx(20_003_931, abs=1)


@pytest.mark.parametrize(
    "point", [(math.nan, 0), (0, math.nan), (math.inf, 0), (91, 0), (0, 361), ("x", 0), (None, 0)]
)
def test_what_is_no_point_on_earth_is_refused(point: tuple[float, float]) -> None:
    for call in (
        lambda: rings.ring(*point, 1000),
        lambda: rings.destination(*point, 0, 1000),
        lambda: rings.inside(*point, centre=(0, 0), radius_m=1),
        lambda: rings.inside(0, 0, centre=point, radius_m=1),
    ):
        with pytest.raises(CoordinateError):
            call()


@pytest.mark.parametrize("radius_m", [math.nan, math.inf, -1, 0, None, "far"])
def test_what_is_no_radius_is_refused(radius_m: float) -> None:
    with pytest.raises(CoordinateError):
        rings.ring(0, 0, radius_m)


def test_swapped_latitude_and_longitude_are_suspected_aloud() -> None:
    with pytest.raises(CoordinateError, match="swapped"):
        rings.ring(144.4, 33.3, 1000)
    with pytest.raises(CoordinateError, match="swapped"):
        rings.distance_m(144.4, 33.3, 0, 0)


def test_errors_are_geo_errors_and_value_errors() -> None:
    assert issubclass(CoordinateError, GeoError)
    assert issubclass(CoordinateError, ValueError)


def test_longitudes_of_a_map_scrolled_round_the_world_are_wrapped() -> None:
    assert rings.check_point(0, 190) == (0, -170)
    assert rings.check_point(0, -200) == (0, 160)
    assert rings.check_point(0, 180) == (0, 180)


def test_bearing() -> None:
    assert rings.bearing_deg(0, 0, 0, 1) == pytest.approx(90)
    assert rings.bearing_deg(0, 0, -1, 0) == pytest.approx(180)
