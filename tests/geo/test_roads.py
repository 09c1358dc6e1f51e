"""Routes: right lengths where lengths are known, honest lines where there is no road."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from geo.ground import roadgraph, roads
from geo.ground.roadgraph import RoadGraph, RoadsDamagedError
from geo.rings import CoordinateError, distance_m

BASRA, SAMAWAH, DIWANIYA, BAGHDAD = (30.51, 47.81), (31.33, 45.29), (31.99, 44.93), (33.31, 44.38)


def geometry_length_m(line: shapely.Geometry) -> float:
    """Geodesic length of a line or of all parts of a cut line."""
    total = 0.0
    for part in shapely.get_parts(line):
        points = shapely.get_coordinates(part)
        total += float(np.sum(distance_m(points[:-1, 1], points[:-1, 0], points[1:, 1], points[1:, 0])))
    return total


def test_basra_to_baghdad_by_the_convoy_road() -> None:
    found = roads.route([BASRA, SAMAWAH, DIWANIYA, BAGHDAD])
    assert found.on_roads
    assert found.length_m == pytest.approx(540_000, rel=0.02)
    assert found.straight_m < found.length_m
    assert len(found.legs) == 3
    assert found.length_m == pytest.approx(sum(leg.length_m for leg in found.legs))
    assert found.geometry.geom_type == "LineString"
    points = shapely.get_coordinates(found.geometry)
    assert tuple(points[0]) == (BASRA[1], BASRA[0])
    assert tuple(points[-1]) == (BAGHDAD[1], BAGHDAD[0])


@pytest.mark.parametrize(
    ("start", "end", "known_km"),
    [
        ((50.45, 30.52), (49.99, 36.23), 480),  # Kyiv - Kharkiv
        ((36.20, 37.13), (33.51, 36.29), 355),  # Aleppo - Damascus
        ((33.315, 44.366), (36.34, 43.13), 400),  # Baghdad - Mosul
        ((15.5, 32.56), (19.62, 37.22), 820),  # Khartoum - Port Sudan
    ],
)
def test_lengths_known_from_road_signs(
    start: tuple[float, float], end: tuple[float, float], known_km: float
) -> None:
    found = roads.route([start, end])
    assert found.on_roads
    assert found.length_m / 1000 == pytest.approx(known_km, rel=0.06)


def test_the_pieces_between_stop_and_highway_are_counted_and_drawn() -> None:
    leg = roads.route([BASRA, SAMAWAH]).legs[0]
    assert leg.start_gap_m > 0
    assert leg.end_gap_m > 0
    assert len(leg.gaps.geoms) == 2
    assert geometry_length_m(leg.gaps) == pytest.approx(leg.start_gap_m + leg.end_gap_m, rel=1e-3)
    assert leg.length_m >= geometry_length_m(leg.geometry) * 0.99  # roads bend, chords do not


def test_a_far_stop_is_told() -> None:
    found = roads.route([(31.80, 45.50), DIWANIYA, BASRA], names=["the depot", "Diwaniya", "Basra"])
    gap = found.legs[0].start_gap_m
    assert gap > roads.FAR_SNAP_M
    assert any(text.startswith("the depot is ") and "nearest highway" in text for text in found.warnings)
    assert any("straight pieces of up to" in text for text in found.warnings)


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ((0.0, -150.0), (10.0, -140.0), "no highway on the map within 25 km"),
        ((51.5, -0.1), (48.85, 2.35), "not connected"),
        ((33.0, 40.0), (33.01, 40.01), "farther from its ends"),
    ],
)
def test_where_there_is_no_road_a_geodesic_says_so(
    start: tuple[float, float], end: tuple[float, float], reason: str
) -> None:
    found = roads.route([start, end])
    assert not found.on_roads
    assert found.length_m == pytest.approx(distance_m(*start, *end))
    assert reason in found.warnings[0]
    assert len(found.legs[0].gaps.geoms) == 0


def test_geodesic_over_the_antimeridian_is_cut() -> None:
    line = roads.geodesic((-17.0, 177.0), (-17.0, -179.0))
    assert line.geom_type == "MultiLineString"
    assert len(line.geoms) == 2
    assert geometry_length_m(line) == pytest.approx(distance_m(-17, 177, -17, -179), rel=1e-6)
    for part in line.geoms:
        assert part.length < 5  # degrees: no stroke across the map


points = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@settings(max_examples=60, deadline=None)
@given(points, points)
@example((0.0, -85.0), (70.0, 96.0))  # close by the pole, and there over the antimeridian
def test_geodesic_is_as_long_as_the_distance(start: tuple[float, float], end: tuple[float, float]) -> None:
    line = roads.geodesic(start, end)
    assert geometry_length_m(line) == pytest.approx(distance_m(*start, *end), rel=1e-4, abs=1)
    left, bottom, right, top = line.bounds
    assert -180 <= left <= right <= 180
    assert -90 <= bottom <= top <= 90


@settings(max_examples=25, deadline=None)
@given(st.lists(points, min_size=2, max_size=4))
def test_any_stops_make_a_route_from_first_to_last(stops: list[tuple[float, float]]) -> None:
    try:
        found = roads.route(stops)
    except roads.RouteError:
        assert all(distance_m(*stops[0], *stop) < 10 for stop in stops)
        return
    assert found.length_m >= found.straight_m * 0.99
    assert found.on_roads == all(leg.on_roads for leg in found.legs)


def test_the_box_search_finds_what_the_whole_graph_has() -> None:
    graph = roads.graph()
    size = len(graph.lat)
    matrix = coo_matrix((graph.metres, (graph.u, graph.v)), shape=(size, size)).tocsr()
    source = int(np.argmin(distance_m(33.3, 44.4, graph.lat, graph.lon)))
    lengths = dijkstra(matrix, directed=False, indices=source)
    start = graph.snaps(graph.lat[source], graph.lon[source], within_m=1000)[0]
    assert start.off_road_m < 1
    rng = np.random.default_rng(7)
    near = np.flatnonzero((distance_m(33.3, 44.4, graph.lat, graph.lon) < 1.5e6) & (graph.component == 0))
    for node in rng.choice(near, 12):
        end = graph.snaps(graph.lat[node], graph.lon[node], within_m=1000)[0]
        path = graph.path(start, end)
        assert path is not None
        assert path.length_m == pytest.approx(lengths[node], abs=1)


def test_stretch_between_two_anchors() -> None:
    found = roads.stretch(SAMAWAH, DIWANIYA, names=("Samawah", "Diwaniya"))
    assert found.on_roads
    assert found.length_m == pytest.approx(89_000, rel=0.05)
    ends = [distance_m(*found.middle, *anchor) for anchor in (SAMAWAH, DIWANIYA)]
    assert max(ends) <= found.radius_m + 1
    assert ends[0] == pytest.approx(ends[1], rel=0.25)
    points = shapely.get_coordinates(found.geometry)
    assert np.all(distance_m(*found.middle, points[:, 1], points[:, 0]) <= found.radius_m + 1)


def test_stretch_without_a_road_is_straight() -> None:
    found = roads.stretch((0.0, -150.0), (0.0, -148.0))
    assert not found.on_roads
    assert found.middle == pytest.approx((0.0, -149.0), abs=1e-6)


def test_stops_that_make_no_route() -> None:
    with pytest.raises(roads.RouteError, match="two different stops"):
        roads.route([BASRA])
    with pytest.raises(roads.RouteError, match="two different stops"):
        roads.route([BASRA, BASRA])
    with pytest.raises(roads.RouteError, match="names"):
        roads.route([BASRA, SAMAWAH], names=["Basra"])
    with pytest.raises(CoordinateError):
        roads.route([BASRA, (float("nan"), 44.0)])


def test_a_repeated_stop_is_passed_over() -> None:
    once, twice = roads.route([BASRA, SAMAWAH]), roads.route([BASRA, BASRA, SAMAWAH])
    assert twice.length_m == once.length_m
    assert len(twice.legs) == 1


@pytest.mark.parametrize("zoom_cell", [0.0, 0.02, 0.2])
def test_lines_to_draw_stay_in_their_box(zoom_cell: float) -> None:
    lines = roads.graph().lines((43.0, 32.0, 46.0, 34.0), cell_deg=zoom_cell)
    assert lines
    left, bottom, right, top = shapely.total_bounds(lines)
    assert left >= 43
    assert bottom >= 32
    assert right <= 46
    assert top <= 34


def test_coarser_lines_have_fewer_points() -> None:
    box = (36.0, 28.5, 49.5, 37.5)
    counts = [
        shapely.get_num_coordinates(roads.graph().lines(box, cell_deg=cell)).sum() for cell in (0, 0.03, 0.2)
    ]
    assert counts[0] > counts[1] > counts[2] > 0
    assert roads.graph().lines((-150.0, 0.0, -149.0, 1.0)) == []


def test_edges_over_the_antimeridian_reach_both_sides_of_it() -> None:
    graph = RoadGraph(
        lat=np.array([0.0, 0.0]),
        lon=np.array([179.5, -179.5]),
        u=np.array([0]),
        v=np.array([1]),
        metres=np.array([111_320.0]),
        component=np.array([0, 0]),
    )
    for box in ((179.0, -1.0, 180.0, 1.0), (-180.0, -1.0, -179.0, 1.0)):
        lines = graph.lines(box)
        assert len(lines) == 1
        assert lines[0].length == pytest.approx(0.5)
    found = roads.route([(0.1, 179.6), (0.1, -179.6)], graph=graph)
    assert found.on_roads
    assert found.geometry.geom_type == "MultiLineString"
    assert all(part.length < 1 for part in found.geometry.geoms)


def test_a_damaged_road_file_is_refused_by_name(tmp_path: Path) -> None:
    whole = roadgraph.ROADS_NPZ.read_bytes()
    cut = tmp_path / "cut.npz"
    cut.write_bytes(whole[: len(whole) // 2])
    empty = tmp_path / "empty.npz"
    empty.write_bytes(b"")
    other = tmp_path / "other.npz"
    np.savez(other, version=np.array([99]))
    text = tmp_path / "text.npz"
    text.write_text("<html>not here</html>")
    for path in (cut, empty, other, text, tmp_path / "missing.npz"):
        with pytest.raises(RoadsDamagedError, match=path.name):
            RoadGraph.load(path)


def test_the_graph_is_loaded_once_for_all_threads() -> None:
    seen: list[RoadGraph] = []
    threads = [threading.Thread(target=lambda: seen.append(roads.graph())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(graph) for graph in seen}) == 1
