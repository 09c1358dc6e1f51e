"""On what land is that: country and admin-1 unit of a point, and a unit's middle and reach.

From ``data/basemap.gpkg`` (Natural Earth, public domain, simplified to about 1 km) with
today's names from ``data/admin1_aliases.csv``. Outlines are de facto with the exceptions
that ``data/SOURCES.md`` names; they help to check coordinates, they settle no claim.
"""

from __future__ import annotations

import csv
import re
import threading
import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from geo import countries
from geo.errors import GeoError
from geo.paths import DATA
from geo.rings import GEOD, check_point, distance_m

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BASEMAP_GPKG = DATA / "basemap.gpkg"
ADMIN1_ALIASES_CSV = DATA / "admin1_aliases.csv"
COAST_TOLERANCE_M = 5_000.0
"""A point this near a coast or border counts to the nearest unit: Natural Earth 1:10 million
and its simplification together are off by 1 to 3 km, more along deltas."""
OUTLINE_ERROR_M = 2_000.0
CUT_DEG = 179.8999
"""The outlines' source ends here at the antimeridian (at 179.9, to its rounding)."""
_SHORE_PIECE = 12  # vertices
_METRES_PER_DEGREE = 111_195.0  # mean degree of a great circle, for search boxes only
_GENERIC = re.compile(
    r"\b(governorate|governorates|muhafazat|mohafazah|province|prov|oblast|region|state|district|wilayat?|"
    r"vilayet|department|departement|county|prefecture|canton|municipality|of)\b"
)
_ARTICLE = re.compile(r"^(al|el|ad|an|ar|as|ash|at|az) (?=\w)")


class BasemapDamagedError(GeoError, ValueError):
    """The basemap file is missing, cut short, or lacks a layer; the text names it."""


_lock = threading.RLock()
_layers: dict[str, gpd.GeoDataFrame] = {}


def read_layer(layer: str) -> gpd.GeoDataFrame:
    """One whole layer of the basemap file, read once per process; shared, so do not change it.

    Raises
    ------
    BasemapDamagedError
        If the file is missing or damaged, or has no such layer.
    """
    with _lock:
        if layer not in _layers:
            try:
                with warnings.catch_warnings():  # GDAL also warns of what it then refuses
                    warnings.simplefilter("ignore", RuntimeWarning)
                    frame = pyogrio.read_dataframe(BASEMAP_GPKG, layer=layer)
            except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
                message = f"The basemap {BASEMAP_GPKG.name} cannot be read: it is missing or damaged."
                raise BasemapDamagedError(message) from error
            if layer == "admin1":
                renamed = _admin1_names()
                keys = zip(frame["country"], frame["name"], strict=True)
                frame["ne_name"] = frame["name"]
                frame["name"] = [renamed.get(key, (key[1],))[0] for key in keys]
            if layer == "admin1" or layer.startswith("land"):
                frame = _to_antimeridian(frame)
            frame.sindex  # noqa: B018 - built here once, so that threads find it ready
            _layers[layer] = frame
        return _layers[layer]


def _to_antimeridian(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Land that was cut at 179.9 degrees, up to 180: else a strip of sea lies through Chukotka and Fiji."""
    shapes = frame.geometry.to_numpy().copy()
    touching = np.flatnonzero(np.abs(shapely.bounds(shapes)[:, [0, 2]]).max(axis=1) >= CUT_DEG)

    def reach(points: NDArray[Any]) -> NDArray[Any]:
        cut = np.abs(points[:, 0]) >= CUT_DEG
        points[cut, 0] = np.copysign(180.0, points[cut, 0])
        return points

    shapes[touching] = shapely.transform(shapes[touching], reach)
    return frame.assign(geometry=gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


@cache
def _admin1_names() -> dict[tuple[str, str], tuple[str, ...]]:
    """By (alpha-2, Natural Earth's name): the name of today, then other spellings."""
    with ADMIN1_ALIASES_CSV.open(encoding="utf-8", newline="") as file:
        return {
            (row["country"], row["natural_earth"]): (row["name"], *filter(None, row["aliases"].split("|")))
            for row in csv.DictReader(file)
        }


class Outlines:
    """Polygons of named units, ready for many point questions from any thread."""

    def __init__(self, frame: gpd.GeoDataFrame, names: NDArray[Any]) -> None:
        self.parts, owner = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
        self.names = names[owner]
        self.tree = shapely.STRtree(self.parts)
        self.shores, of_part = _shores(self.parts)
        self.shore_names = self.names[of_part]
        self.shore_tree = shapely.STRtree(self.shores)
        shapely.prepare(self.parts)
        # the first question makes a part's index: asked here, under the lock, as GEOS does not lock it
        left, bottom, right, top = shapely.bounds(self.parts).T
        shapely.intersects(self.parts, shapely.points((left + right) / 2, (bottom + top) / 2))

    def at(
        self, lats: ArrayLike, lons: ArrayLike, tolerance_m: float
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Name of the part at, or within the tolerance nearest to, each point; and whether there is one."""
        lat, lon = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (lats, lons))
        lat, lon = np.broadcast_arrays(lat, lon)
        named = np.full(lat.shape, None, dtype=object)
        on_land = np.zeros(lat.shape, dtype=bool)
        rows = np.flatnonzero(
            np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90) & (np.abs(lon) <= 360)
        )
        points = shapely.points((lon[rows] + 180.0) % 360.0 - 180.0, lat[rows])
        point, part = self.tree.query(points)
        hit = shapely.intersects(self.parts[part], points[point])
        named[rows[point[hit]]], on_land[rows[point[hit]]] = self.names[part[hit]], True
        off = rows[~on_land[rows]]
        if tolerance_m > 0 and len(off):
            self._nearest(lat, lon, off, tolerance_m, named, on_land)
        return named, on_land

    def _nearest(
        self,
        lat: NDArray[Any],
        lon: NDArray[Any],
        rows: NDArray[Any],
        tolerance_m: float,
        named: NDArray[Any],
        on_land: NDArray[np.bool_],
    ) -> None:
        """Fill in what lies within the tolerance of a part, by geodesic distance."""
        points = shapely.points((lon[rows] + 180.0) % 360.0 - 180.0, lat[rows])
        squeeze = max(float(np.cos(np.radians(np.max(np.abs(lat[rows]))))), 0.05)
        reach = tolerance_m / _METRES_PER_DEGREE / squeeze
        point, part = self.shore_tree.query_nearest(points, max_distance=reach, all_matches=False)
        ends = shapely.get_coordinates(shapely.shortest_line(points[point], self.shores[part])).reshape(
            -1, 2, 2
        )
        far = distance_m(ends[:, 0, 1], ends[:, 0, 0], ends[:, 1, 1], ends[:, 1, 0])
        near = np.atleast_1d(far) <= tolerance_m
        named[rows[point[near]]], on_land[rows[point[near]]] = self.shore_names[part[near]], True


def _shores(parts: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Outlines in short pieces, quick to find the nearest of, and the part that each belongs to."""
    rings, owner = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.searchsorted(ring, np.arange(len(rings)))
    step = np.arange(len(points)) - first[ring]
    starts = np.flatnonzero((step % _SHORE_PIECE == 0) & (np.append(ring[1:], -1) == ring))
    ends = np.minimum(starts + _SHORE_PIECE, np.append(first[1:], len(points))[ring[starts]] - 1)
    lengths = ends - starts + 1
    rows = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(
        lengths.sum()
    )
    pieces = shapely.linestrings(points[rows], indices=np.repeat(np.arange(len(starts)), lengths))
    return pieces, owner[ring[starts]]


_outlines: dict[str, Outlines] = {}


def outlines_of(layer: str) -> Outlines:
    """The polygons of "countries" or "admin1", made once per process; shared, so do not change them."""
    with _lock:
        if layer not in _outlines:
            frame = read_layer("land_fine" if layer == "countries" else "admin1")
            known = frame["country"].notna().to_numpy()
            names = frame["name"].to_numpy(dtype=object)
            names[~known | (names == "")] = None
            _outlines[layer] = Outlines(frame, names)
        return _outlines[layer]


def countries_at(lats: ArrayLike, lons: ArrayLike, *, tolerance_m: float = COAST_TOLERANCE_M) -> NDArray[Any]:
    """Country names (as `geo.countries` writes them) at points; arrays of degrees, WGS 84.

    Parameters
    ----------
    lats, lons : array-like of float
        Degrees.
    tolerance_m : float
        Points off all land count to the nearest country within this many metres.

    Returns
    -------
    ndarray of object
        None at sea, in areas of no country, and where a coordinate is missing.
    """
    return outlines_of("countries").at(lats, lons, tolerance_m)[0]


def admin1s_at(lats: ArrayLike, lons: ArrayLike, *, tolerance_m: float = COAST_TOLERANCE_M) -> NDArray[Any]:
    """Names of the admin-1 units at points; as `countries_at`."""
    return outlines_of("admin1").at(lats, lons, tolerance_m)[0]


def seas_at(lats: ArrayLike, lons: ArrayLike, *, tolerance_m: float = COAST_TOLERANCE_M) -> NDArray[np.bool_]:
    """Whether points lie at sea, farther than the tolerance from land; False where unknown.

    Lakes are not sea; the Caspian is.
    """
    lat, lon = np.atleast_1d(np.asarray(lats, dtype=float)), np.atleast_1d(np.asarray(lons, dtype=float))
    on_land = outlines_of("countries").at(lat, lon, tolerance_m)[1]
    return np.isfinite(lat) & np.isfinite(lon) & ~on_land


def country_at(lat: float, lon: float, *, tolerance_m: float = COAST_TOLERANCE_M) -> str | None:
    """Name of the country at a point, or None (sea, Antarctica's name aside, no country).

    Raises
    ------
    CoordinateError
        If it is no point on Earth.
    """
    lat, lon = check_point(lat, lon)
    found: str | None = countries_at(lat, lon, tolerance_m=tolerance_m)[0]
    return found


def admin1_at(lat: float, lon: float, *, tolerance_m: float = COAST_TOLERANCE_M) -> str | None:
    """Name of the admin-1 unit at a point, or None; raises as `country_at`."""
    lat, lon = check_point(lat, lon)
    found: str | None = admin1s_at(lat, lon, tolerance_m=tolerance_m)[0]
    return found


def is_sea(lat: float, lon: float, *, tolerance_m: float = COAST_TOLERANCE_M) -> bool:
    """Whether a point is at sea, farther than the tolerance from land; raises as `country_at`."""
    lat, lon = check_point(lat, lon)
    return bool(seas_at(lat, lon, tolerance_m=tolerance_m)[0])


@dataclass(frozen=True)
class Unit:
    """A country or admin-1 unit as a place.

    ``latitude, longitude`` is the middle of its mainland (largest part), on it. From there
    ``mainland_radius_m`` reaches over all of the mainland and ``radius_m`` over every island
    as well, each with `OUTLINE_ERROR_M` added for the outline's own error.
    """

    country: str
    admin1: str | None
    latitude: float
    longitude: float
    radius_m: float
    mainland_radius_m: float


def unit(country: str, admin1: str | None = None) -> Unit | None:
    """The middle and reach of a country, or of one of its admin-1 units.

    Parameters
    ----------
    country : str
        Code or any spelling that `geo.countries.find` knows.
    admin1 : str, optional
        Name of the unit, or a spelling from ``data/admin1_aliases.csv``; words such as
        "governorate", articles, case and accents do not matter.

    Returns
    -------
    Unit or None
        None if either is not known, or if the name fits several units.
    """
    known = countries.find(country)
    if known is None:
        return None
    number = None
    if admin1 is not None:
        number = _admin1_index(known.alpha2).get(admin1_key(admin1))
        if number is None:
            return None
    return _unit(known.alpha2, number)


@cache
def _unit(alpha2: str, number: int | None) -> Unit | None:
    frame = read_layer("land_fine" if number is None else "admin1")
    rows = frame[frame["country"] == alpha2] if number is None else frame.iloc[[number]]
    if rows.empty:
        return None
    shape = rows.geometry.iloc[0]
    mainland = max(shapely.get_parts(shape), key=lambda part: abs(GEOD.geometry_area_perimeter(part)[0]))
    middle = mainland.centroid
    if not shapely.covers(mainland, middle):
        middle = shapely.point_on_surface(mainland)
    reach = []
    for part in (shape, mainland):
        points = shapely.get_coordinates(part)
        reach.append(
            float(np.max(distance_m(middle.y, middle.x, points[:, 1], points[:, 0]))) + OUTLINE_ERROR_M
        )
    name = countries.name(alpha2)
    admin1 = None if number is None else str(rows["name"].iloc[0])
    return Unit(name or alpha2, admin1, float(middle.y), float(middle.x), reach[0], reach[1])


def unit_radius(country: str, admin1: str | None = None) -> float | None:
    """Metres from a unit's middle within which all of it lies, or None if it is not known."""
    found = unit(country, admin1)
    return found.radius_m if found else None


def admin1_names(country: str) -> list[str]:
    """Names of a country's admin-1 units, sorted; empty if the country is not known."""
    known = countries.find(country)
    if known is None:
        return []
    frame = read_layer("admin1")
    return sorted({str(name) for name in frame["name"][frame["country"] == known.alpha2] if name})


def admin1_name(country: str, text: str) -> str | None:
    """The name of today of an admin-1 unit from one of its spellings, or None."""
    found = unit(country, text)
    return found.admin1 if found else None


def admin1_key(text: str) -> str:
    """A unit's spelling without generic words, articles, case and accents; for comparing only."""
    folded = countries.fold(text.replace("`", "").replace("ʿ", "").replace("ʾ", ""))
    bare = " ".join(_GENERIC.sub(" ", folded).split())
    return _ARTICLE.sub("", bare or folded)


@cache
def _admin1_index(alpha2: str) -> dict[str, int]:
    """Number of the unit by key; keys of two units are left out, their own names stay."""
    frame = read_layer("admin1")
    spellings: dict[str, set[int]] = {}
    own: dict[str, int] = {}
    for number in np.flatnonzero((frame["country"] == alpha2).to_numpy()):
        name, old = str(frame["name"].iloc[number]), str(frame["ne_name"].iloc[number])
        if not name:
            continue
        own.setdefault(admin1_key(name), int(number))
        for spelling in (name, old, *_admin1_names().get((alpha2, old), ())):
            spellings.setdefault(admin1_key(spelling), set()).add(int(number))
    single = {key: next(iter(numbers)) for key, numbers in spellings.items() if len(numbers) == 1}
    return {**single, **own}
