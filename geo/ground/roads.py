"""Routes along the shipped highway graph, and an honest straight line where it has none.

A route is always approximate: edges are straight chords between junctions, one-way streets
and borders are not known, and only highways are in the graph. What was joined to it by a
straight line is counted in the length and said in a warning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString

from geo.errors import GeoError
from geo.ground import roadgraph
from geo.rings import GEOD, check_point, distance_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.ground.roadgraph import RoadGraph, Snap

MAX_SNAP_M = 25_000.0
"""A stop farther than this from every highway is not put on one."""
FAR_SNAP_M = 5_000.0
LONG_EDGE_M = 30_000.0
_SAME_PLACE_M = 1.0
_GEODESIC_STEP_M = 50_000.0

Line: TypeAlias = LineString | MultiLineString

graph = roadgraph.graph


class RouteError(GeoError, ValueError):
    """The stops do not make a route; the text says why."""


@dataclass(frozen=True)
class Leg:
    """One leg, from a stop to the next.

    Attributes
    ----------
    start, end : tuple of float
        The stops, ``(lat, lon)``.
    geometry : LineString or MultiLineString
        The whole leg from stop to stop, lon/lat, cut at the antimeridian.
    on_roads : bool
        False where the leg is a geodesic because no way by road was found.
    length_m, straight_m : float
        Along the geometry (roads by their own length, the rest straight); and straight.
    start_gap_m, end_gap_m : float
        Straight pieces between a stop and its highway, part of ``length_m``; 0 off roads.
    gaps : MultiLineString
        Those pieces, to be drawn as inferred; empty off roads.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    geometry: Line
    on_roads: bool
    length_m: float
    straight_m: float
    start_gap_m: float = 0.0
    end_gap_m: float = 0.0
    gaps: MultiLineString = field(default_factory=MultiLineString)


@dataclass(frozen=True)
class Route:
    """A way through stops; ``on_roads`` is True only if every leg is.

    Its length is always approximate: the graph is simplified.
    ``warnings`` are sentences for a person, in the order of the legs.
    """

    geometry: Line
    length_m: float
    straight_m: float
    on_roads: bool
    warnings: tuple[str, ...]
    legs: tuple[Leg, ...]


@dataclass(frozen=True)
class Stretch:
    """The road between two anchors, for an event that happened somewhere along it.

    ``middle`` is ``(lat, lon)`` half-way along it; ``radius_m`` reaches from there to the
    stretch's farthest point, so that the circle holds all of it.
    """

    geometry: Line
    middle: tuple[float, float]
    radius_m: float
    length_m: float
    on_roads: bool
    warnings: tuple[str, ...]


def route(
    stops: Sequence[tuple[float, float]],
    *,
    names: Sequence[str] | None = None,
    graph: RoadGraph | None = None,
) -> Route:
    """The shortest way by highway through the stops, leg by leg.

    Parameters
    ----------
    stops : sequence of tuple of float
        Two or more ``(lat, lon)``, degrees, WGS 84. Stops repeated in place are passed over.
    names : sequence of str, optional
        What to call the stops in the warnings; else their coordinates.
    graph : RoadGraph, optional
        Another graph than the shipped one.

    Returns
    -------
    Route
        A leg without a highway within `MAX_SNAP_M` of both its ends, or without a way
        between them, is a geodesic (``on_roads`` False, to be drawn dashed).

    Raises
    ------
    RouteError
        If fewer than two different stops are left, or the names do not match the stops.
    CoordinateError
        If a stop is not a point on Earth.
    RoadsDamagedError
        If the shipped graph cannot be read.
    """
    if names is not None and len(names) != len(stops):
        raise RouteError(f"{len(stops)} stops were given but {len(names)} names for them.")
    points: list[tuple[float, float]] = []
    called: list[str] = []
    for number, stop in enumerate(stops):
        point = check_point(*stop)
        if points and distance_m(*points[-1], *point) < _SAME_PLACE_M:
            continue
        points.append(point)
        called.append(names[number] if names is not None else place_words(*point))
    if len(points) < 2:
        raise RouteError("A route needs at least two different stops.")
    roads = graph if graph is not None else roadgraph.graph()
    snaps = [roads.snaps(*point, within_m=MAX_SNAP_M) for point in points]
    legs: list[Leg] = []
    warnings: list[str] = []
    for k in range(len(points) - 1):
        leg, told = _leg(roads, points[k], points[k + 1], snaps[k], snaps[k + 1], called[k], called[k + 1])
        legs.append(leg)
        warnings += [text for text in told if text not in warnings]
    return Route(
        geometry=_joined([leg.geometry for leg in legs]),
        length_m=sum(leg.length_m for leg in legs),
        straight_m=sum(leg.straight_m for leg in legs),
        on_roads=all(leg.on_roads for leg in legs),
        warnings=tuple(warnings),
        legs=tuple(legs),
    )


def stretch(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    names: tuple[str, str] | None = None,
    graph: RoadGraph | None = None,
) -> Stretch:
    """The stretch of road between two anchors ("between Diwaniya and Samawah").

    Parameters
    ----------
    start, end : tuple of float
        The anchors, ``(lat, lon)``, degrees.
    names : tuple of str, optional
        What they are called, for the warnings.
    graph : RoadGraph, optional
        The shipped roads when not given.

    Returns
    -------
    Stretch
        From anchor to anchor, with its middle and the radius that holds all of it; a
        geodesic with ``on_roads`` False where no highway joins them.

    Raises
    ------
    RouteError, CoordinateError, RoadsDamagedError
        As `route`.
    """
    found = route([start, end], names=names, graph=graph)
    points = shapely.get_coordinates(found.geometry)
    lats, lons = points[:, 1], points[:, 0]
    steps = distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:])
    along = np.concatenate([[0.0], np.cumsum(steps)])
    half = along[-1] / 2
    k = min(int(np.searchsorted(along, half, side="right")) - 1, len(steps) - 1)
    bearing, _, _ = GEOD.inv(lons[k], lats[k], lons[k + 1], lats[k + 1])
    lon, lat, _ = GEOD.fwd(lons[k], lats[k], bearing, half - along[k])
    radius_m = float(np.max(distance_m(lat, lon, lats, lons)))
    return Stretch(
        geometry=found.geometry,
        middle=(float(lat), float(lon)),
        radius_m=radius_m,
        length_m=found.length_m,
        on_roads=found.on_roads,
        warnings=found.warnings,
    )


def geodesic(start: tuple[float, float], end: tuple[float, float]) -> Line:
    """The straight line over the Earth as lon/lat geometry: densified, cut at the antimeridian."""
    (lat1, lon1), (lat2, lon2) = check_point(*start), check_point(*end)
    pieces = max(math.ceil(distance_m(lat1, lon1, lat2, lon2) / _GEODESIC_STEP_M), 2)
    inner = GEOD.npts(lon1, lat1, lon2, lat2, pieces - 1)
    points = np.array([(lon1, lat1), *inner, (lon2, lat2)], dtype=float)
    points[:, 0] = np.unwrap(points[:, 0], period=360.0)
    return _cut(points)


def place_words(lat: float, lon: float) -> str:
    """A point in words: "31.99° N 44.93° E"."""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.2f}° {north} {abs(lon):.2f}° {east}"


def _leg(
    roads: RoadGraph,
    start: tuple[float, float],
    end: tuple[float, float],
    start_snaps: dict[int, Snap],
    end_snaps: dict[int, Snap],
    start_name: str,
    end_name: str,
) -> tuple[Leg, list[str]]:
    straight_m = distance_m(*start, *end)
    pair, why = _pair(start_snaps, end_snaps, straight_m, start_name, end_name)
    path = roads.path(*pair) if pair else None
    if pair is None or path is None:
        line = geodesic(start, end)
        text = (
            f"{start_name} to {end_name} is a straight line: {why or 'the highway map has no way between.'}"
        )
        return Leg(start, end, line, False, straight_m, straight_m), [text]
    first, last = pair
    warnings = [
        f"{name} is {snap.off_road_m / 1000:.0f} km from the nearest highway on the map; "
        "that piece is a straight line."
        for name, snap in ((start_name, first), (end_name, last))
        if snap.off_road_m > FAR_SNAP_M
    ]
    if path.longest_chord_m > LONG_EDGE_M:
        warnings.append(
            f"Between {start_name} and {end_name} the highway's course is drawn in straight pieces of up to "
            f"{path.longest_chord_m / 1000:.0f} km; its length is the road's own."
        )
    gaps = [
        geodesic(start, (first.latitude, first.longitude)),
        geodesic((last.latitude, last.longitude), end),
    ]
    kept = [gap for gap, snap in zip(gaps, pair, strict=True) if snap.off_road_m > _SAME_PLACE_M]
    whole = np.vstack([[start[1], start[0]], path.points, [end[1], end[0]]])
    whole[:, 0] = np.unwrap(whole[:, 0], period=360.0)
    leg = Leg(
        start=start,
        end=end,
        geometry=_cut(whole),
        on_roads=True,
        length_m=path.length_m + first.off_road_m + last.off_road_m,
        straight_m=straight_m,
        start_gap_m=first.off_road_m,
        end_gap_m=last.off_road_m,
        gaps=MultiLineString([part for gap in kept for part in shapely.get_parts(gap)]),
    )
    return leg, warnings


def _pair(
    start: dict[int, Snap], end: dict[int, Snap], straight_m: float, start_name: str, end_name: str
) -> tuple[tuple[Snap, Snap] | None, str]:
    """The two snapped points that one connected part of the network offers, or why there are none."""
    for snaps, name in ((start, start_name), (end, end_name)):
        if not snaps:
            return None, f"no highway on the map within {MAX_SNAP_M / 1000:.0f} km of {name}."
    shared = start.keys() & end.keys()
    if not shared:
        return None, "the highways at its two ends are not connected."
    best = min(shared, key=lambda part: start[part].off_road_m + end[part].off_road_m)
    if start[best].off_road_m + end[best].off_road_m > straight_m:
        return None, "the highway is farther from its ends than they are from each other."
    return (start[best], end[best]), ""


def _cut(points: NDArray[np.float64]) -> Line:
    """A line of unwrapped lon/lat rows, cut at the antimeridian where it crosses it."""
    steps = np.abs(np.diff(points, axis=0)).max(axis=1)
    points = points[np.concatenate([[True], steps > 0])]
    if len(points) == 1:  # shorter than a coordinate can say
        points = np.vstack([points, points])
    points = _with_crossings(points)
    line = LineString(points)
    left, _bottom, right, _top = line.bounds
    if left >= -180 and right <= 180:
        return line
    parts: list[LineString] = []
    for turn in range(math.floor((left + 180) / 360), math.floor((right + 180) / 360) + 1):
        window = shapely.clip_by_rect(line, 360.0 * turn - 180, -91, 360.0 * turn + 180, 91)
        moved = [
            shapely.transform(p, lambda c, t=turn: c - [360.0 * t, 0.0]) for p in shapely.get_parts(window)
        ]
        parts += [p for p in moved if p.geom_type == "LineString" and not p.is_empty]
    return parts[0] if len(parts) == 1 else MultiLineString(parts)


def _with_crossings(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unwrapped lon/lat rows with a point where a great circle over each step meets the antimeridian.

    Near a pole a step spans many degrees of longitude, and its middle lies far from the chord's. The
    latitude is that of a great circle through both ends (https://edwilliams.org/avform147.htm#Int).
    """
    (lon1, lat1), (lon2, lat2) = np.radians(points[:-1]).T, np.radians(points[1:]).T
    meridian = 360.0 * np.floor((np.maximum(points[:-1, 0], points[1:, 0]) + 180.0) / 360.0) - 180.0
    low, high = np.sort([points[:-1, 0], points[1:, 0]], axis=0)
    span = np.sin(lon2 - lon1)
    at = np.flatnonzero((low < meridian) & (meridian < high) & (np.abs(span) > 1e-12))
    edge = np.radians(meridian[at])
    lat1, lat2, lon1, lon2, span = lat1[at], lat2[at], lon1[at], lon2[at], span[at]
    tangent = (np.tan(lat1) * np.sin(lon2 - edge) + np.tan(lat2) * np.sin(edge - lon1)) / span
    crossings = np.column_stack([meridian[at], np.degrees(np.arctan(tangent))])
    return np.insert(points, at + 1, crossings, axis=0)


def _joined(lines: list[Line]) -> Line:
    """One line through all where none of them is cut, else all their parts."""
    if all(line.geom_type == "LineString" for line in lines):
        rows = np.vstack([lines[0].coords[:1], *(np.array(line.coords)[1:] for line in lines)])
        return LineString(rows)
    return MultiLineString([part for line in lines for part in shapely.get_parts(line)])
