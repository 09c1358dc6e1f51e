"""A wide map paints each country where it is, whatever meridian is its middle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.ground import basemap, wide
from maps.layers import extent
from maps.live import ground
from maps.snapshot import projection
from maps.snapshot.overlays import rings_of
from tests.thoroughness import examples

ZOOM = 2


def _painted_m2(shape: object) -> float:
    """The area that filling the path of a projected shape covers at most."""
    path = rings_of(shape)
    if path is None:
        return 0.0
    rings = [shapely.make_valid(shapely.Polygon(ring)) for ring in path.to_polygons() if len(ring) > 3]
    return float(shapely.union_all(rings).area)


@settings(max_examples=examples(12), deadline=None)
@given(middle=st.floats(-180.0, 180.0, allow_nan=False))
@example(middle=-149.1027)
@example(middle=133.9904)
@example(middle=180.0)
@example(middle=-95.2141)
def test_no_country_is_larger_on_a_wide_map_than_on_the_earth(middle: float) -> None:
    drawn = projection.frame((middle - 178.0, -60.0, middle + 178.0, 80.0), 1.7)
    land = basemap.layers(drawn.bounds, zoom=ZOOM, names=("land",))["land"]
    for shape, outline, name in zip(
        drawn.geometry(land.geometry.to_numpy()), land.geometry, land["name"], strict=True
    ):
        filled = outline if name == "Antarctica" else shapely.union_all(
            [shapely.Polygon(part.exterior) for part in shapely.get_parts(outline)]
        )  # fmt: skip
        true = sum(
            abs(projection.GEOD.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(filled)
        )
        assert _painted_m2(shape) <= 1.05 * true + 1e9, f"{name} about {middle}"
        assert _painted_m2(shape) >= 0.9 * true - 1e10, f"{name} about {middle}"


def test_a_line_that_only_touches_the_edge_is_left_out_and_the_rest_is_drawn() -> None:
    drawn = projection.frame((-20.0, -40.0, 150.0, 60.0), 1.5)  # its edge is 245 east
    east = drawn.middle[1] + 180.0 - projection.EDGE_DEG
    lines = shapely.MultiLineString([[(237.0, 56.0), (240.0, 57.0)], [(east, 57.0), (east + 3.0, 58.0)]])
    assert shapely.length(drawn.geometry(lines)) > 100_000
    for zoom in (2, 3):
        for rows in basemap.layers(drawn.bounds, zoom=zoom, names=("land", "rivers", "borders")).values():
            drawn.geometry(rows.geometry.to_numpy())


@settings(max_examples=examples(60), deadline=None)
@given(
    middle=st.floats(-180.0, 180.0, allow_nan=False),
    left=st.floats(-180.0, 540.0, allow_nan=False),
    width=st.floats(0.001, 300.0, allow_nan=False),
    bottom=st.floats(-89.0, 80.0, allow_nan=False),
    height=st.floats(0.001, 9.0, allow_nan=False),
)
def test_a_box_keeps_its_area_wherever_the_map_is_cut(
    middle: float, left: float, width: float, bottom: float, height: float
) -> None:
    drawn = projection.frame((middle - 170.0, -60.0, middle + 170.0, 80.0), 1.7)
    box = shapely.segmentize(shapely.box(left, bottom, left + width, bottom + height), 0.5)
    whole = projection.frame((left, -60.0, left + width, 80.0), 1.7) if width > 80 else None
    area = shapely.area(drawn.geometry(box))
    true = 6_371_007.2**2 * np.radians(width) * np.ptp(np.sin(np.radians([bottom, bottom + height])))
    assert area == pytest.approx(true, rel=0.02, abs=1e6)
    if whole is not None:
        assert area == pytest.approx(shapely.area(whole.geometry(box)), rel=0.02)


def test_a_live_map_of_both_sides_of_the_antimeridian_opens_on_them() -> None:
    frame = pd.DataFrame(
        {
            "longitude": [179.9, -179.9, 179.37, -178.8],
            "latitude": [-16.8, -16.9, -16.4, -18.0],
            "location_precision": "exact",
        }
    )
    bounds = extent.bounds_of(frame, [])
    assert bounds is not None
    assert 179.0 < bounds[0] < 180.0 < bounds[2] < 182.0
    assert set(ground.ground_of(bounds)) == {"world", "region", "beyond"}
    whole_world = frame.assign(longitude=[-120.0, 0.0, 120.0, 179.0])
    assert extent.bounds_of(whole_world, [])[2] <= 180.0  # type: ignore[index]


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["Pacific Ocean", "Asia", "Antarctica", "Sahel", "Atlantic Ocean", "North America"]),
    lat=st.floats(-65, 65),
    lon=st.floats(-180, 180),
    size=st.floats(4, 60),
)
def test_an_outline_covers_of_a_regions_map_what_it_covers_of_the_region(
    name: str, lat: float, lon: float, size: float
) -> None:
    """The Pacific, inside out, covered a map of Syria, and its badge stood in the desert."""
    outline = wide.outline(name)
    assert outline is not None
    drawn = projection.frame((lon - size / 2, lat - size / 3, lon + size / 2, lat + size / 3), 1.5)
    if drawn.wide:
        return
    left, bottom, right, top = drawn.box
    x, y = np.meshgrid(np.linspace(left, right, 24)[1:-1], np.linspace(bottom, top, 24)[1:-1])
    back = projection._transformer(drawn.crs).transform(x.ravel(), y.ravel(), direction="INVERSE")
    true = shapely.intersects_xy(outline.geometry, (back[0] + 180.0) % 360.0 - 180.0, back[1])
    shape = shapely.make_valid(drawn.geometry(outline.geometry))
    assert (shapely.intersects_xy(shape, x.ravel(), y.ravel()) == true).mean() > 0.95
