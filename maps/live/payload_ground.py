"""The ground as bytes for the live map's client: outlines as small steps, and where names go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import countries
from maps.live.payload_pack import Columns, Payload, pack, zipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

COUNTRY_ZOOMS = ((60.0, 2.5), (20.0, 3.3), (6.0, 4.2), (1.0, 5.2), (0.0, 6.2))
ADMIN_ZOOMS = ((12.0, 5.0), (2.5, 6.0), (0.6, 7.0), (0.0, 8.0))
"""Area of a unit in square degrees, and the zoom from which on its name is written."""

CITY_POPULATION = 500_000


def encode_basemap(
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    name: str = "",
    bounds: Sequence[float] | None = None,
    detail_zoom: float | None = None,
    digits: int = 4,
) -> Payload:
    """Encode the ground for the live map.

    Parameters
    ----------
    layers : mapping of str to GeoDataFrame
        As `geo.ground.basemap.layers` gives them, EPSG:4326: land, admin1, disputed, borders,
        rivers, lakes, roads, towns; those that are missing are not drawn.
    name : str
        What the client calls it; only told apart by the key.
    bounds : sequence of float, optional
        (left, bottom, right, top) in degrees inside which the layers are complete; the
        whole world by default.
    detail_zoom : float, optional
        Drawn, over coarser basemaps, from this zoom level on.
    digits : int
        Decimals of a degree that are kept: 3 is 110 m, 4 is 11 m.

    Returns
    -------
    Payload
    """
    columns: Columns = []
    infos = []
    for layer, rows in _split_disputed(layers).items():
        parts, info = _layer_columns(layer, rows, 10**digits)
        columns += parts
        infos.append(info)
    header = {
        "kind": "basemap",
        "name": name,
        "scale": 10**digits,
        "bounds": [round(float(edge), 4) for edge in bounds or (-180, -85, 180, 85)],
        "detail_zoom": detail_zoom,
        "labels": any(info["labels"] for info in infos),
    }
    words = json.dumps(infos, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return pack(header, columns, tail=zipped(words))


def _layer_columns(layer: str, rows: gpd.GeoDataFrame, scale: int) -> tuple[Columns, dict[str, Any]]:
    """A layer's parts: how long each is, where it starts, and the steps from point to point."""
    info: dict[str, Any] = {"name": layer, "labels": labels_of(layer, rows)}
    if layer == "towns" or rows.empty:
        return _empty_layer(layer), info
    lines, features = _lines(np.asarray(rows.geometry.array))
    xy, part = shapely.get_coordinates(lines, return_index=True)
    grid = np.rint(xy * scale).astype("int64")
    keep = np.ones(len(grid), dtype=bool)
    same = (np.diff(grid, axis=0) == 0).all(axis=1) & (np.diff(part) == 0)
    keep[1:] = ~same
    grid, part = grid[keep], part[keep]
    first = np.ones(len(part), dtype=bool)
    first[1:] = np.diff(part) != 0
    steps = np.zeros_like(grid)
    steps[1:] = np.diff(grid, axis=0)
    steps[first] = 0
    kind = "i2" if len(steps) == 0 or np.abs(steps).max() < 2**15 else "i4"
    lengths = np.bincount(part, minlength=len(lines))
    lengths = lengths[lengths > 0]
    if "rank" in rows:
        info["rank"] = [int(rank) if rank == rank else 9 for rank in rows["rank"]]
    return [
        (f"{layer}.len", "u4", lengths),
        (f"{layer}.feature", "u4", features[part[first]]),
        (f"{layer}.x0", "i4", grid[first, 0]),
        (f"{layer}.y0", "i4", grid[first, 1]),
        (f"{layer}.dx", kind, steps[:, 0]),
        (f"{layer}.dy", kind, steps[:, 1]),
    ], info


def _empty_layer(layer: str) -> Columns:
    nothing = np.zeros(0, dtype="int64")
    kinds = {"len": "u4", "feature": "u4", "x0": "i4", "y0": "i4", "dx": "i2", "dy": "i2"}
    return [(f"{layer}.{name}", kind, nothing) for name, kind in kinds.items()]


def _lines(geometries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rings of polygons and lines of multi-lines, each with the row that it comes from."""
    parts, rows = shapely.get_parts(geometries, return_index=True)
    polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_rows = shapely.get_rings(parts[polygon], return_index=True)
    rings_of = rows[polygon][ring_rows]
    kinds = shapely.get_type_id(parts)
    line = (kinds == shapely.GeometryType.LINESTRING) | (kinds == shapely.GeometryType.LINEARRING)
    lines = np.concatenate([rings, parts[line]])
    origin = np.concatenate([rings_of, rows[line]])
    order = np.argsort(origin, kind="stable")
    return lines[order], origin[order]


def _split_disputed(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Borders of the kind "disputed" become a layer of their own, to be dashed."""
    out = dict(layers)
    borders = out.get("borders")
    if borders is None or "kind" not in borders:
        return out
    agreed = ~borders["kind"].isin(["disputed"])
    out["borders"] = borders[agreed]
    out["disputed_borders"] = borders[~agreed]
    return out


def labels_of(layer: str, rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return where the names of a layer are written, from which zoom on; lower ranks come first.

    That of a country or first-level unit has `feature`, the row whose parts it stays inside, and of a country
    `short`, what it is called where its name does not fit.
    """
    if rows.empty or "name" not in rows:
        return []
    if layer == "towns":
        return _town_labels(rows)
    if layer == "land":
        return _unit_labels(rows, "country", COUNTRY_ZOOMS, first_rank=5, max_zoom=7.6)
    if layer == "admin1":
        return _unit_labels(rows, "admin1", ADMIN_ZOOMS, first_rank=400, max_zoom=10.5)
    return []


def _town_labels(rows: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    labels = []
    by_size = rows.sort_values("population", ascending=False, kind="stable")
    for place, row in enumerate(by_size.to_dict("records")):
        capital = row.get("capital") == "country"
        kind = "capital" if capital else "city" if row["population"] >= CITY_POPULATION else "town"
        least = float(row["min_zoom"])
        labels.append(
            {
                "kind": kind,
                "text": str(row["name"]),
                "lon": round(row["geometry"].x, 4),
                "lat": round(row["geometry"].y, 4),
                "rank": (10 if capital else 30) + place / 100,
                "min_zoom": min(least, 4.0) if capital else least,
            }
        )
    return labels


def _unit_labels(
    rows: gpd.GeoDataFrame,
    kind: str,
    zooms: Sequence[tuple[float, float]],
    *,
    first_rank: int,
    max_zoom: float,
) -> list[dict[str, Any]]:
    kept = np.flatnonzero((rows["name"].notna() & ~rows.geometry.is_empty).to_numpy())
    rows = rows.iloc[kept]
    shapes = np.asarray(rows.geometry.array)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    largest = parts[order][np.unique(owner[order], return_index=True)[1]]
    middles = shapely.centroid(largest)
    within = shapely.contains(largest, middles)
    points = np.where(within, middles, shapely.point_on_surface(largest))
    areas = shapely.area(largest)
    codes = rows["country"].tolist() if kind == "country" and "country" in rows else [None] * len(rows)
    labels = []
    for place, index in enumerate(np.argsort(-areas, kind="stable")):
        min_zoom = next(zoom for least, zoom in zooms if areas[index] >= least)
        short = countries.short_names(str(codes[index])) if codes[index] else ()
        labels.append(
            {
                "kind": kind,
                "text": str(rows["name"].iloc[index]),
                "feature": int(kept[index]),
                **({"short": list(short)} if short else {}),
                "lon": round(float(points[index].x), 3),
                "lat": round(float(points[index].y), 3),
                "rank": first_rank + place / 100,
                "min_zoom": min_zoom,
                "max_zoom": max_zoom,
            }
        )
    return labels
