"""The shipped highway graph: opening it, finding the nearest road, shortest paths, lines to draw.

``data/roads.npz`` is derived from OpenStreetMap (ODbL, "© OpenStreetMap contributors") by
``data/build/roads.py``: 551,694 nodes on a grid of 0.001 degrees and 813,519 undirected
edges, each with the length of its road in metres; between its nodes an edge is a straight
chord. Only connected parts of 50 and more nodes are in it, so any road is worth a snap.
"""

from __future__ import annotations

import threading
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from geo.errors import GeoError
from geo.paths import DATA
from geo.rings import distance_m

ROADS_NPZ = DATA / "roads.npz"
FORMAT_VERSION = 1
METRES_PER_DEGREE = 111_195.0
"""Mean length of a degree of a great circle (6 371 008.8 m sphere); local snapping only, 0.5 %."""

LONG_PATH_M = 2_000_000.0
"""Between ends farther apart the whole graph is searched (0.2 s): boxes of latitude and
longitude say too little about great circles there."""
WHOLE_EARTH_M = 20_037_509.0
_BOX_SLACK_DEG = 1e-4  # what single precision loses at 180 degrees, and more

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class RoadsDamagedError(GeoError, ValueError):
    """The road file is cut short, altered, or of another format; the text names it."""


@dataclass(frozen=True)
class Snap:
    """The nearest point of one edge: where, how far off it the stop is, and how far along it."""

    edge: int
    fraction: float
    latitude: float
    longitude: float
    off_road_m: float
    component: int


@dataclass(frozen=True)
class RoadPath:
    """A shortest path: unwrapped ``(lon, lat)`` rows, its length by road, its longest chord."""

    points: Floats
    length_m: float
    longest_chord_m: float


def wrapped(degrees: Any) -> Any:
    """Longitude differences brought into -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0


class RoadGraph:
    """Nodes and edges as arrays; read-only after loading, so threads may share one.

    Attributes
    ----------
    lat, lon : ndarray of float
        Nodes, degrees, WGS 84.
    u, v, metres : ndarray
        Edges: their two nodes and the length by road.
    component : ndarray
        Connected part of each node; 0 is the largest (Europe, Asia, Africa).
    """

    def __init__(self, lat: Floats, lon: Floats, u: Ints, v: Ints, metres: Floats, component: Ints) -> None:
        self.lat, self.lon, self.u, self.v = lat, lon, u, v
        self.metres, self.component = metres, component
        self.lon_step = wrapped(lon[v] - lon[u])
        lat_step = lat[v] - lat[u]
        # boxes for the first sieve only: half the memory, and a little larger than exact
        small = np.float32
        self._mid_lat = (lat[u] + lat_step / 2).astype(small)
        self._mid_lon = (lon[u] + self.lon_step / 2).astype(small)
        self._half_lat = (np.abs(lat_step) / 2 + _BOX_SLACK_DEG).astype(small)
        self._half_lon = (np.abs(self.lon_step) / 2 + _BOX_SLACK_DEG).astype(small)

    @classmethod
    def load(cls, path: Path | str = ROADS_NPZ) -> RoadGraph:
        """Open a road file (about 0.1 s).

        Raises
        ------
        RoadsDamagedError
            If the file is missing, cut short, altered, or of another version.
        """
        try:
            with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as data:
                if int(data["version"][0]) != FORMAT_VERSION:
                    raise RoadsDamagedError(f"The road file {Path(path).name} is of another version.")
                lat = np.cumsum(data["lat_steps"], dtype=np.int64) / 1000.0
                lon = np.cumsum(data["lon_steps"], dtype=np.int64) / 1000.0
                u = np.repeat(np.arange(len(lat)), data["edges_of_node"])
                v = u + data["edge_reach"]
                metres = data["edge_m"].astype(float)
                component = data["component"].astype(np.int64)
        except RoadsDamagedError:
            raise
        except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            message = f"The road file {Path(path).name} cannot be read: it is missing or damaged."
            raise RoadsDamagedError(message) from error
        sound = len(u) == len(v) == len(metres) and len(lat) == len(lon) == len(component) and len(u) > 0
        if not sound or v.max() >= len(lat) or v.min() < 0 or np.abs(lat).max() > 90:
            raise RoadsDamagedError(f"The road file {Path(path).name} is damaged: its parts do not fit.")
        return cls(lat, lon, u, v, metres, component)

    def edges_near(self, lat: float, lon: float, reach_lat: float, reach_lon: float) -> Ints:
        """Numbers of the edges whose box meets the box of the given half sizes (degrees) round a point."""
        near = np.flatnonzero(
            np.abs(self._mid_lat - np.float32(lat)) <= self._half_lat + np.float32(reach_lat)
        )
        if reach_lon < 180:
            off = np.abs(wrapped(self._mid_lon[near] - lon))
            near = near[off <= self._half_lon[near] + reach_lon]
        return near

    def snaps(self, lat: float, lon: float, *, within_m: float) -> dict[int, Snap]:
        """The nearest point of the nearest road of each component within a distance.

        Returns
        -------
        dict of int to Snap
            By component, nearest first; empty where no road is within ``within_m`` metres.
        """
        squeeze = max(np.cos(np.radians(lat)), 1e-6)
        reach = within_m / METRES_PER_DEGREE
        edges = self.edges_near(lat, lon, reach, min(reach / squeeze, 180.0))
        if not len(edges):
            return {}
        u, v = self.u[edges], self.v[edges]
        # a plane round the stop: metres east and north, exact enough over some tens of kilometres
        scale = METRES_PER_DEGREE
        ax, ay = wrapped(self.lon[u] - lon) * scale * squeeze, (self.lat[u] - lat) * scale
        dx, dy = self.lon_step[edges] * scale * squeeze, (self.lat[v] - self.lat[u]) * scale
        fraction = np.clip(-(ax * dx + ay * dy) / np.maximum(dx * dx + dy * dy, 1e-9), 0.0, 1.0)
        off = np.hypot(ax + fraction * dx, ay + fraction * dy)
        order = np.argsort(off, kind="stable")
        order = order[off[order] <= within_m]
        found: dict[int, Snap] = {}
        _, first = np.unique(self.component[u[order]], return_index=True)
        for place in sorted(first):
            k = order[place]
            node, share = int(u[k]), float(fraction[k])
            at = (
                self.lat[node] + share * (self.lat[v[k]] - self.lat[node]),
                wrapped(self.lon[node] + share * self.lon_step[edges[k]]),
            )
            off_m = distance_m(lat, lon, float(at[0]), float(at[1]))
            part = int(self.component[node])
            found[part] = Snap(int(edges[k]), share, float(at[0]), float(at[1]), off_m, part)
        return found

    def path(self, start: Snap, end: Snap) -> RoadPath | None:
        """The shortest way by road between two snapped points, or None if there is none.

        A box round both is searched first and grown until no way through its outside
        could be shorter, so the answer is the graph's shortest path.
        """
        if start.component != end.component:
            return None
        straight = distance_m(start.latitude, start.longitude, end.latitude, end.longitude)
        margin = max(50_000.0, 0.5 * straight) if straight < LONG_PATH_M else WHOLE_EARTH_M
        while True:
            nodes, whole = self._nodes_round(start, end, margin)
            found = self._search(nodes, start, end)
            if whole:
                return found
            # a way through a point outside is at least this long: two sides of a triangle whose
            # height is the margin, less what latitude boxes and great circles differ by
            if found is not None and found.length_m <= np.hypot(straight, 2 * 0.85 * margin):
                return found
            margin = 3 * margin if found is None else 0.65 * found.length_m

    def _nodes_round(self, start: Snap, end: Snap, margin_m: float) -> tuple[NDArray[np.bool_], bool]:
        """Which nodes lie in the box round two points with a margin; and whether that is all of them."""
        half = wrapped(end.longitude - start.longitude) / 2
        reach = margin_m / METRES_PER_DEGREE
        low, high = sorted((start.latitude, end.latitude))
        far_lat = min(max(abs(low - reach), abs(high + reach)), 89.0)
        reach_lon = abs(half) + reach / np.cos(np.radians(far_lat))
        if reach_lon >= 180 and low - reach < -60 and high + reach > 75:
            return np.ones(len(self.lat), bool), True
        mask = (self.lat >= low - reach) & (self.lat <= high + reach)
        if reach_lon < 180:
            rows = np.flatnonzero(mask)
            mask[rows] = np.abs(wrapped(self.lon[rows] - (start.longitude + half))) <= reach_lon
        for snap in (start, end):
            mask[[self.u[snap.edge], self.v[snap.edge]]] = True
        return mask, False

    def _search(self, mask: NDArray[np.bool_], start: Snap, end: Snap) -> RoadPath | None:
        """Dijkstra on the nodes of a mask, the two snapped points added as nodes of their own."""
        nodes = np.flatnonzero(mask)
        edges = np.flatnonzero(mask[self.u] & mask[self.v])
        number = np.cumsum(mask) - 1
        size = len(nodes)
        rows, columns = [number[self.u[edges]]], [number[self.v[edges]]]
        weights = [self.metres[edges]]
        for place, snap in ((size, start), (size + 1, end)):
            ends = number[[self.u[snap.edge], self.v[snap.edge]]]
            length = self.metres[snap.edge]
            rows.append(np.array([place, place]))
            columns.append(ends)
            # a sparse matrix takes a weight of zero for no edge at all
            weights.append(np.maximum([snap.fraction * length, (1 - snap.fraction) * length], 0.001))
        if start.edge == end.edge:
            along = abs(start.fraction - end.fraction) * self.metres[start.edge]
            rows.append(np.array([size]))
            columns.append(np.array([size + 1]))
            weights.append(np.array([max(along, 0.001)]))
        cells = (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns)))
        matrix = coo_matrix(cells, shape=(size + 2, size + 2)).tocsr()
        lengths, before = dijkstra(matrix, directed=False, indices=size, return_predecessors=True)
        if not np.isfinite(lengths[size + 1]):
            return None
        chain = [size + 1]
        while chain[-1] != size:
            chain.append(int(before[chain[-1]]))
        inner = nodes[chain[-2:0:-1]]
        lats = np.concatenate([[start.latitude], self.lat[inner], [end.latitude]])
        lons = np.concatenate([[start.longitude], self.lon[inner], [end.longitude]])
        chords = distance_m(lats[:-1], lons[:-1], lats[1:], lons[1:])
        return RoadPath(
            np.column_stack([np.unwrap(lons, period=360.0), lats]),
            float(lengths[size + 1]),
            float(np.max(chords)),
        )

    def lines(
        self, bounds: tuple[float, float, float, float], *, cell_deg: float = 0.0
    ) -> list[shapely.LineString]:
        """Roads to draw in a box ``(left, bottom, right, top)``, merged into long lines and clipped.

        Parameters
        ----------
        cell_deg : float
            Nodes within one cell of this size in degrees become one: twin carriageways
            join and junctions lose their ramps. 0 draws every edge.
        """
        left, bottom, right, top = bounds
        edges = self.edges_near(
            (bottom + top) / 2, (left + right) / 2, (top - bottom) / 2, min((right - left) / 2, 180.0)
        )
        if not len(edges):
            return []
        u, v = self.u[edges], self.v[edges]
        starts = np.column_stack([self.lon[u], self.lat[u]])
        ends = np.column_stack([self.lon[u] + self.lon_step[edges], self.lat[v]])
        over = np.abs(ends[:, 0]) > 180  # drawn from both sides of the antimeridian, clipped below
        turn = np.column_stack([np.copysign(360.0, ends[over, 0]), np.zeros(over.sum())])
        starts, ends = np.vstack([starts, starts[over] - turn]), np.vstack([ends, ends[over] - turn])
        if cell_deg > 0:
            starts, ends = _gathered(starts, ends, cell_deg)
        segments = shapely.linestrings(np.stack([starts, ends], axis=1))
        merged = shapely.line_merge(shapely.multilinestrings(segments))
        if cell_deg > 0:
            merged = shapely.simplify(merged, cell_deg / 4, preserve_topology=False)
        parts = shapely.get_parts(shapely.clip_by_rect(merged, left, bottom, right, top))
        return [p for p in parts if p.geom_type == "LineString" and not p.is_empty]


def _gathered(starts: Floats, ends: Floats, cell_deg: float) -> tuple[Floats, Floats]:
    """Segments between the mean points of grid cells, each pair of cells once."""
    points = np.vstack([starts, ends])
    cells = np.floor(points / cell_deg).astype(np.int64)
    code = (cells[:, 0] + 1_000_000) * 4_000_000 + cells[:, 1] + 1_000_000
    _, number = np.unique(code, return_inverse=True)
    count = np.bincount(number)
    means = np.column_stack([np.bincount(number, points[:, axis]) / count for axis in (0, 1)])
    a, b = number[: len(starts)], number[len(starts) :]
    low, high = np.minimum(a, b), np.maximum(a, b)
    pairs = np.unique(low[low != high] * len(means) + high[low != high])
    return means[pairs // len(means)], means[pairs % len(means)]


_lock = threading.Lock()
_shipped: RoadGraph | None = None


def graph() -> RoadGraph:
    """The shipped road graph, loaded once per process at the first use; safe from any thread.

    Raises
    ------
    RoadsDamagedError
        If ``data/roads.npz`` is missing or damaged.
    """
    global _shipped
    with _lock:
        if _shipped is None:
            _shipped = RoadGraph.load()
        return _shipped
