"""The offline land map: layers for a box at a zoom level, a light whole world, and point questions.

Everything comes from two shipped files: ``data/basemap.gpkg`` (Natural Earth, public domain)
and ``data/roads.npz`` (OpenStreetMap, ODbL). Where a map shows them, `CREDITS` is owed.
Layers are read once, kept in memory (about 40 MB when all are), and cut to the box asked for.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import GeoError
from geo.ground import roadgraph
from geo.ground.land import (
    BasemapDamagedError,
    Unit,
    admin1_at,
    admin1_name,
    admin1_names,
    admin1s_at,
    countries_at,
    country_at,
    is_sea,
    read_layer,
    seas_at,
    unit,
    unit_radius,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "CREDITS",
    "LAYERS",
    "BasemapDamagedError",
    "BoundsError",
    "Unit",
    "admin1_at",
    "admin1_name",
    "admin1_names",
    "admin1s_at",
    "countries_at",
    "country_at",
    "is_sea",
    "layers",
    "overview",
    "seas_at",
    "unit",
    "unit_radius",
    "zoom_for",
]

CREDITS = ("Natural Earth", "© OpenStreetMap contributors")
"""Attribution of what is drawn: the land, and the roads with everything routed on them."""

LAYERS = ("land", "admin1", "disputed", "borders", "rivers", "lakes", "roads", "towns")
"""What `layers` gives when it is not told names; "admin1_lines" is given on request."""

Bounds = tuple[float, float, float, float]
WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)
CLOSEST_ZOOM = 12
_TILE_PX = 256
_MARGIN = 0.1  # of the box on each side, so that cut edges stay out of sight
_FINE_ZOOM, _MID_ZOOM = 6, 4  # from these zooms on, the fine and the middle level of detail
_FIRST_ZOOM = {"admin1": 5, "roads": 5}  # too much of them farther out, unless asked for by name
_RIVER_RANKS = {0: 1, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # highest Natural Earth rank per zoom, all above
_BORDER_NOTES = {"line of control": "line of control", "indefinite": "not demarcated"}
_SMALLEST_LAKE_PX = 3.0


class BoundsError(GeoError, ValueError):
    """A box that is not (left, bottom, right, top) in degrees."""


def zoom_for(bounds: Bounds, *, width_px: int = 1000) -> int:
    """The web map zoom level at which a box is about ``width_px`` pixels wide."""
    width = max(bounds[2] - bounds[0], 1e-6)
    return max(0, min(CLOSEST_ZOOM, round(math.log2(360.0 / width * width_px / _TILE_PX))))


def layers(
    bounds: Bounds | None = None,
    *,
    zoom: int | None = None,
    names: Sequence[str] | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Layers of the land map inside a box.

    Parameters
    ----------
    bounds : tuple of float, optional
        ``(left, bottom, right, top)`` in degrees; the whole world if None. A box over the
        antimeridian goes on beyond 180 (or begins before -180), and so do its layers.
    zoom : int, optional
        Web map zoom level that decides the detail; by default fit for 1000 pixels.
    names : sequence of str, optional
        Some of `LAYERS` or "admin1_lines"; all of `LAYERS` if None.

    Returns
    -------
    dict of str to GeoDataFrame
        In EPSG:4326, cut to the box and a tenth of its size more on each side, in the order
        they are best drawn; a layer with nothing to show is an empty frame. Columns:

        - land: country (alpha-2), name
        - admin1: country, adm0_a3, name, ne_name (polygons, from zoom 5 unless named);
          admin1_lines: only geometry, each line between two units once
        - disputed: name (of the claim)
        - borders: kind ("international" or "disputed"), note ("line of control",
          "not demarcated" or None)
        - rivers: name, rank; lakes: area_km2; roads: only geometry
        - towns: name, country, min_zoom, capital ("country", "admin1" or None), population,
          the most important first

    Raises
    ------
    BoundsError
        If the box is not one, or a name is no layer.
    BasemapDamagedError, RoadsDamagedError
        If a shipped file cannot be read.
    """
    box = _checked(bounds)
    if zoom is None:
        zoom = zoom_for(box)
    zoom = max(0, min(CLOSEST_ZOOM, int(zoom)))
    wanted = LAYERS if names is None else tuple(names)
    unknown = [name for name in wanted if name not in (*LAYERS, "admin1_lines")]
    if unknown:
        raise BoundsError(f"The basemap has no layer named {unknown[0]!r}; it has {', '.join(LAYERS)}.")
    found: dict[str, gpd.GeoDataFrame] = {}
    for name in wanted:
        skip = names is None and zoom < _FIRST_ZOOM.get(name, 0)
        parts = [] if skip else [_shifted(_layer(name, part, zoom), turn) for part, turn in _windows(box)]
        parts = [part for part in parts if len(part)]
        found[name] = pd.concat(parts, ignore_index=True) if parts else _empty(name)
    return found


def overview() -> dict[str, gpd.GeoDataFrame]:
    """The whole world, light (about 50,000 points): land, borders, large lakes, chief rivers, cities.

    Returns
    -------
    dict of str to GeoDataFrame
        As `layers`; to be drawn at zoom levels up to 5 and under whatever is not read yet.
    """
    land = read_layer("land_low")[["country", "name", "geometry"]]
    lakes = _lakes(WORLD, 3)
    rivers = read_layer("rivers")
    rivers = rivers[rivers["rank"] <= 3]
    rivers = rivers.assign(geometry=shapely.simplify(rivers.geometry.to_numpy(), 0.06))
    towns = read_layer("towns")
    return {
        "land": land.reset_index(drop=True),
        "lakes": lakes.assign(geometry=shapely.simplify(lakes.geometry.to_numpy(), 0.04)),
        "rivers": rivers.reset_index(drop=True),
        "borders": _borders("borders_low", WORLD),
        "towns": towns[towns["min_zoom"] <= 4].reset_index(drop=True),
    }


def _checked(bounds: Bounds | None) -> Bounds:
    """The box widened by the margin; refuses what is no box."""
    if bounds is None:
        return WORLD
    try:
        left, bottom, right, top = (float(edge) for edge in bounds)
    except (TypeError, ValueError):
        raise BoundsError("A box needs four numbers: left, bottom, right, top in degrees.") from None
    if not all(math.isfinite(edge) for edge in (left, bottom, right, top)):
        raise BoundsError("A box needs four finite numbers: left, bottom, right, top in degrees.")
    if left > right or bottom > top or bottom > 90 or top < -90 or abs(left) > 720 or abs(right) > 720:
        raise BoundsError(
            f"The box {left:g}, {bottom:g}, {right:g}, {top:g} is not left, bottom, right, top in degrees."
        )
    wide, high = max(right - left, 0.01) * _MARGIN, max(top - bottom, 0.01) * _MARGIN
    right = min(right, left + 360.0)
    if right - left + 2 * wide >= 360.0:
        middle = (left + right) / 2 if right - left < 360.0 else left + 180.0
        left, right, wide = middle - 180.0, middle + 180.0, 0.0
    return left - wide, max(bottom - high, -90.0), right + wide, min(top + high, 90.0)


def _windows(box: Bounds) -> list[tuple[Bounds, int]]:
    """A box as boxes within -180..180, each with the turns of 360 degrees it was moved by."""
    left, bottom, right, top = box
    out = []
    for turn in range(math.floor((left + 180) / 360), math.floor((right + 180) / 360) + 1):
        a, b = max(left - 360.0 * turn, -180.0), min(right - 360.0 * turn, 180.0)
        if a < b:
            out.append(((a, bottom, b, top), turn))
    return out


def _shifted(frame: gpd.GeoDataFrame, turn: int) -> gpd.GeoDataFrame:
    return frame if turn == 0 else frame.assign(geometry=frame.geometry.translate(xoff=360.0 * turn))


def _empty(name: str) -> gpd.GeoDataFrame:
    if name in ("roads", "admin1_lines"):
        return gpd.GeoDataFrame(geometry=[], crs=4326)
    stored = {"land": "land_low", "borders": "borders_low"}.get(name, name)
    frame = read_layer(stored).iloc[:0].reset_index(drop=True)
    return frame.assign(note=None) if name == "borders" else frame


def _layer(name: str, box: Bounds, zoom: int) -> gpd.GeoDataFrame:
    """One layer, cut to a box within the world."""
    level = "fine" if zoom >= _FINE_ZOOM else "mid" if zoom >= _MID_ZOOM else "low"
    if name == "land":
        return _cut(read_layer(f"land_{level}"), box)
    if name == "borders":
        return _borders("borders_" + level, box)
    if name == "admin1_lines":
        return _admin1_lines(box, zoom)
    if name == "roads":
        return _roads(box, zoom)
    if name == "lakes":
        return _lakes(box, zoom)
    frame = _cut(read_layer(name), box)
    if name == "rivers":
        frame = frame[frame["rank"] <= _RIVER_RANKS.get(zoom, 99)]
        return _simpler(frame, zoom)
    if name == "towns":
        return frame[frame["min_zoom"] <= max(zoom, 2)].reset_index(drop=True)
    return _simpler(frame, zoom) if name == "disputed" else frame


def _cut(frame: gpd.GeoDataFrame, box: Bounds) -> gpd.GeoDataFrame:
    """Rows that meet a box, their geometries clipped to it (fast, for drawing)."""
    if box == WORLD:
        return frame.reset_index(drop=True)
    rows = np.sort(frame.sindex.query(shapely.box(*box)))
    some = frame.iloc[rows]
    shapes = some.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    over = (bounds[:, :2] < box[:2]).any(axis=1) | (bounds[:, 2:] > box[2:]).any(axis=1)
    shapes = shapes.copy()
    shapes[over] = shapely.clip_by_rect(shapes[over], *box)
    some = some.assign(geometry=gpd.GeoSeries(shapes, index=some.index, crs=4326))
    return some[~shapely.is_empty(shapes)].reset_index(drop=True)


def _pixel_deg(zoom: int) -> float:
    return 360.0 / _TILE_PX / 2**zoom


def _simpler(frame: gpd.GeoDataFrame, zoom: int) -> gpd.GeoDataFrame:
    """Lines and lone areas to half a pixel; not for polygons that share edges."""
    if zoom >= 8:
        return frame.reset_index(drop=True)
    shapes = shapely.simplify(frame.geometry.to_numpy(), _pixel_deg(zoom) / 2, preserve_topology=False)
    frame = frame.assign(geometry=gpd.GeoSeries(shapes, index=frame.index, crs=4326))
    return frame[~shapely.is_empty(shapes)].reset_index(drop=True)


def _lakes(box: Bounds, zoom: int) -> gpd.GeoDataFrame:
    smallest_km2 = (_pixel_deg(zoom) * 111.0 * _SMALLEST_LAKE_PX) ** 2
    frame = read_layer("lakes")
    return _simpler(_cut(frame[frame["area_km2"] >= min(smallest_km2, 20_000.0)], box), zoom)


def _borders(stored: str, box: Bounds) -> gpd.GeoDataFrame:
    frame = _cut(read_layer(stored), box)
    note = [_BORDER_NOTES.get(kind) for kind in frame["kind"]]
    control = frame["kind"] == "line of control"
    kind = frame["kind"].mask(control, "disputed").replace("indefinite", "international")
    return frame.assign(kind=kind, note=note)


def _admin1_lines(box: Bounds, zoom: int) -> gpd.GeoDataFrame:
    """Lines between two admin-1 units of one country: the segments that both have."""
    frame = read_layer("admin1")
    frame = frame.iloc[np.sort(frame.sindex.query(shapely.box(*box)))]
    segments, pair = _shared_segments(frame.geometry.to_numpy())
    country = frame["country"].fillna("").to_numpy()
    segments = segments[country[pair[:, 0]] == country[pair[:, 1]]]
    if not len(segments):
        return _empty("admin1_lines")
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments))))
    return _simpler(_cut(gpd.GeoDataFrame(geometry=lines, crs=4326), box), zoom)


def _shared_segments(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Segments (n, 2, 2) that two polygons of a coverage share, and the numbers of the two."""
    rings, owner = shapely.get_parts(shapely.boundary(shapes), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = np.flatnonzero(ring[:-1] == ring[1:])
    a, b = points[inside], points[inside + 1]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    a[swap], b[swap] = b[swap], a[swap]
    table = np.hstack([a, b])
    order = np.lexsort(table.T)
    table, holder = table[order], owner[ring[inside]][order]
    same = np.flatnonzero(np.all(table[:-1] == table[1:], axis=1))
    return table[same].reshape(-1, 2, 2), np.stack([holder[same], holder[same + 1]], axis=1)


def _roads(box: Bounds, zoom: int) -> gpd.GeoDataFrame:
    """Highways as merged lines; twin carriageways join where they are two pixels apart or less."""
    cell = 0.0 if zoom >= 9 else 2 * _pixel_deg(zoom)
    return gpd.GeoDataFrame(geometry=roadgraph.graph().lines(box, cell_deg=cell), crs=4326)
