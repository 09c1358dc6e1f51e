"""Circles on the Earth: range rings, the bands that uncertainty makes of them, distances.

Everything is geodesic on the WGS 84 ellipsoid (Karney's algorithms in pyproj's
``Geod``, accurate to nanometres), never a buffer in degrees or in a projection.
Arguments are ``lat, lon`` in degrees; geometries are EPSG:4326 with x = longitude.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, cast, overload

import numpy as np
import shapely
from pyproj import Geod
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box

from geo.errors import GeoError
from geo.given import Kind, held, number, numbers_of, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

GEOD = Geod(ellps="WGS84")
MAX_RING_M = 19_900_000.0
"""Beyond this radius geodesics from one point begin to cross (the cut locus lies at
about 19 936 km, pi * b, see Karney 2013, doi:10.1007/s00190-012-0578-z), and a ring
is taken as the whole Earth: an error of one spot under 110 km round the antipode."""
WORLD = box(-180.0, -90.0, 180.0, 90.0)

Inside = Literal["inside", "possibly inside", "outside"]
_MAX_STEP_DEG = 2.0  # a longer step in longitude between two vertices gets one more between them
_POLE_NUDGE = 1e-6  # a ring through a pole exactly is drawn this share smaller


class CoordinateError(GeoError, ValueError):
    """A coordinate, a distance or a radius that cannot be on this Earth."""


def _are_numbers(value: object) -> bool:
    try:
        np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, str | bool)


NUMBERS = Kind("a number or an array of numbers", _are_numbers)
VERTICES = whole(0, 100_000)


def check_point(lat: float, lon: float) -> tuple[float, float]:
    """Return ``(lat, lon)`` as floats, the longitude wrapped into -180..180.

    Raises
    ------
    CoordinateError
        If a value is not a finite number, the latitude is outside -90..90, or the
        longitude outside -360..360 (maps that scroll round the world give up to 360).
    """
    try:
        lat, lon = float(lat), float(lon)
    except (TypeError, ValueError):
        raise CoordinateError(f"Latitude {lat!r} and longitude {lon!r} are not both numbers.") from None
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise CoordinateError("Latitude and longitude must both be known, finite numbers.")
    if abs(lat) > 90:
        hint = " Latitude and longitude may be swapped." if abs(lon) <= 90 and abs(lat) <= 180 else ""
        raise CoordinateError(f"Latitude {lat:g} is outside -90 to 90.{hint}")
    if abs(lon) > 360:
        raise CoordinateError(f"Longitude {lon:g} is outside -180 to 180.")
    if abs(lon) > 180:
        lon = (lon + 180.0) % 360.0 - 180.0
    return lat, lon


def _check_length(value: float, what: str) -> float:
    try:
        value = float(value)
    except (TypeError, ValueError):
        raise CoordinateError(f"The {what} {value!r} is not a number of metres.") from None
    if not math.isfinite(value) or value < 0:
        raise CoordinateError(f"The {what} must be a finite number of metres, 0 or more; it is {value:g}.")
    return value


@overload
def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float: ...
@overload
def distance_m(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Any: ...
@held(CoordinateError, lat1=NUMBERS, lon1=NUMBERS, lat2=NUMBERS, lon2=NUMBERS)
def distance_m(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Any:
    """Geodesic distance in metres between points in degrees; scalars or arrays.

    Arrays broadcast; a NaN among the coordinates gives NaN there.

    Raises
    ------
    CoordinateError
        If a latitude is outside -90..90 (perhaps swapped with its longitude).
    """
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (lat1, lon1, lat2, lon2)))
    a_lat, a_lon, b_lat, b_lon = (np.array(a, dtype=float) for a in arrays)
    for values in (a_lat, b_lat):
        if np.any(np.abs(values) > 90):
            raise CoordinateError("A latitude is outside -90 to 90. Latitude and longitude may be swapped.")
    known = np.isfinite(a_lat) & np.isfinite(a_lon) & np.isfinite(b_lat) & np.isfinite(b_lon)
    out = np.full(a_lat.shape, np.nan)
    if np.any(known):
        out[known] = GEOD.inv(a_lon[known], a_lat[known], b_lon[known], b_lat[known])[2]
    return float(out) if out.ndim == 0 else out


@held(CoordinateError, bearing_deg=number(unit="degrees"), distance_m=number(unit="metres"))
def destination(lat: float, lon: float, bearing_deg: float, distance_m: float) -> tuple[float, float]:
    """The point reached from ``lat, lon`` after ``distance_m`` metres on ``bearing_deg``.

    Returns
    -------
    tuple of float
        ``(lat, lon)`` in degrees, the longitude within -180..180.

    Raises
    ------
    CoordinateError
        If the start is not a point on Earth or a number is not finite.
    """
    lat, lon = check_point(lat, lon)
    lon2, lat2, _ = GEOD.fwd(lon, lat, bearing_deg, distance_m)
    return float(lat2), float(lon2)


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Initial bearing in degrees (0 = north, clockwise, 0..360) from the first point to the second."""
    lat1, lon1 = check_point(lat1, lon1)
    lat2, lon2 = check_point(lat2, lon2)
    return float(GEOD.inv(lon1, lat1, lon2, lat2)[0]) % 360.0


@held(CoordinateError, n=VERTICES)
def ring(lat: float, lon: float, radius_m: float, *, n: int = 180) -> Polygon | MultiPolygon:
    """The area within ``radius_m`` metres of a point, as a geodesic polygon.

    Parameters
    ----------
    lat, lon : float
        Centre, degrees, WGS 84.
    radius_m : float
        Radius in metres, above 0; from `MAX_RING_M` on the whole Earth is returned.
    n : int
        Vertices; more are added where a step would be long in longitude (near poles).

    Returns
    -------
    shapely Polygon or MultiPolygon
        EPSG:4326, x = longitude within -180..180; cut at the antimeridian, and closed
        along latitude 90 or -90 where a pole is inside. Vertices lie at the radius;
        the polygon's edges run up to 0.02 % of it inside the true circle for n = 180.

    Raises
    ------
    CoordinateError
        If the centre is not a point on Earth or the radius not a positive number.
    """
    lat, lon = check_point(lat, lon)
    radius_m = _check_length(radius_m, "radius")
    if radius_m == 0:
        raise CoordinateError("The radius must be more than 0 metres.")
    if radius_m >= MAX_RING_M:
        return WORLD
    radius_m, north, south = _pole_sides(lat, lon, radius_m)
    lons, lats = _vertices(lat, lon, radius_m, max(int(n), 8))
    if north and south:  # the rest of the Earth is the small part: a hole round the antipode
        return _oriented(WORLD.difference(_wrapped(Polygon(zip(lons, lats, strict=True)))))
    if north or south:
        return _oriented(Polygon(_round_pole(lons, lats, 90.0 if north else -90.0)))
    return _wrapped(Polygon(zip(lons, lats, strict=True)))


def _round_pole(lons: NDArray[Any], lats: NDArray[Any], pole: float) -> NDArray[Any]:
    """Outline of a ring that holds one pole and crosses each meridian once: opened at the antimeridian."""
    x, y = (lons[:-1] + 180.0) % 360.0 - 180.0, lats[:-1]
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    seam = y[-1] + (y[0] - y[-1]) * (180.0 - x[-1]) / (x[0] + 360.0 - x[-1])
    corners = [[180.0, seam], [180.0, pole], [-180.0, pole], [-180.0, seam]]
    return np.vstack([np.column_stack([x, y]), corners])


def _pole_sides(lat: float, lon: float, radius_m: float) -> tuple[float, bool, bool]:
    """The radius, nudged off an exact pole, and whether the north and the south pole are inside."""
    to_north, to_south = distance_m(lat, lon, 90.0, 0.0), distance_m(lat, lon, -90.0, 0.0)
    for to_pole in (to_north, to_south):
        if abs(to_pole - radius_m) < _POLE_NUDGE * radius_m:
            radius_m = to_pole * (1 - _POLE_NUDGE)
    return radius_m, to_north < radius_m, to_south < radius_m


def _vertices(lat: float, lon: float, radius_m: float, n: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Closed ring of unwrapped longitudes and latitudes, no step longer than `_MAX_STEP_DEG`."""
    azimuths = np.linspace(0.0, 360.0, n + 1)
    for _ in range(40):
        size = len(azimuths)
        lons, lats, _back = GEOD.fwd(
            np.full(size, lon), np.full(size, lat), azimuths, np.full(size, radius_m)
        )
        steps = (np.diff(lons) + 180.0) % 360.0 - 180.0
        long_steps = np.flatnonzero(np.abs(steps) > _MAX_STEP_DEG)
        if not len(long_steps):
            break
        middles = (azimuths[long_steps] + azimuths[long_steps + 1]) / 2
        azimuths = np.insert(azimuths, long_steps + 1, middles)
    unwrapped = lons[0] + np.concatenate([[0.0], np.cumsum(steps)])
    # sums of steps drift by some 1e-13 degrees: close the ring exactly where it began
    turns = round((unwrapped[-1] - unwrapped[0]) / 360.0)
    unwrapped[-1], lats[-1] = unwrapped[0] + 360.0 * turns, lats[0]
    return unwrapped, np.asarray(lats)


def _wrapped(polygon: Polygon) -> Polygon | MultiPolygon:
    """Cut a polygon of unwrapped longitudes at the antimeridian and bring the parts home."""
    left, _bottom, right, _top = polygon.bounds
    if left >= -180 and right <= 180:
        return _oriented(polygon)
    parts: list[Polygon] = []
    for turn in range(math.floor((left + 180) / 360), math.floor((right + 180) / 360) + 1):
        part = polygon.intersection(translate(WORLD, xoff=360.0 * turn))
        # a mere touch of the window's edge leaves lines and points: not area, not kept
        areas = [p for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
        parts += [shapely.transform(translate(p, xoff=-360.0 * turn), _clamped) for p in areas]
    return _oriented(parts[0] if len(parts) == 1 else MultiPolygon(parts))


def _oriented(area: BaseGeometry) -> Polygon | MultiPolygon:
    """Exteriors counter-clockwise, as GeoJSON (RFC 7946) and geodesic areas want them."""
    return cast("Polygon | MultiPolygon", shapely.orient_polygons(area))


def _clamped(coords: NDArray[Any]) -> NDArray[Any]:
    return np.column_stack([np.clip(coords[:, 0], -180.0, 180.0), np.clip(coords[:, 1], -90.0, 90.0)])


@held(CoordinateError, n=VERTICES)
def band(
    lat: float, lon: float, radius_m: float, *, uncertainty_m: float, n: int = 180
) -> Polygon | MultiPolygon:
    """Where the edge of a ring may lie when its centre is only known to ``uncertainty_m``.

    Returns
    -------
    shapely Polygon or MultiPolygon
        The area between ``max(0, radius_m - uncertainty_m)`` and ``radius_m +
        uncertainty_m`` metres; the full disc where the uncertainty reaches the radius.

    Raises
    ------
    CoordinateError
        As `ring`; and if the uncertainty is 0, which leaves no band.
    """
    radius_m = _check_length(radius_m, "radius")
    uncertainty_m = _check_length(uncertainty_m, "uncertainty")
    if uncertainty_m == 0:
        raise CoordinateError("A band needs an uncertainty of more than 0 metres; draw the ring instead.")
    outer = ring(lat, lon, radius_m + uncertainty_m, n=n)
    if radius_m <= uncertainty_m:
        return outer
    return _oriented(outer.difference(ring(lat, lon, radius_m - uncertainty_m, n=n)))


@held(CoordinateError, centre=numbers_of(2, "a latitude and a longitude"))
def inside(
    lat: float,
    lon: float,
    *,
    centre: tuple[float, float],
    radius_m: float,
    uncertainty_m: float = 0.0,
) -> Inside:
    """Whether a point is within ``radius_m`` of a centre known to ``uncertainty_m`` metres.

    Parameters
    ----------
    lat, lon : float
        The point asked about, degrees. Add its own uncertainty to ``uncertainty_m``.
    centre : tuple of float
        ``(lat, lon)`` of the ring's centre, degrees.
    radius_m, uncertainty_m : float
        Metres.

    Returns
    -------
    {"inside", "possibly inside", "outside"}
        Decided by the geodesic distance, not by the drawn polygon: inside up to
        ``radius_m - uncertainty_m``, outside beyond ``radius_m + uncertainty_m``.

    Raises
    ------
    CoordinateError
        If a point is not on Earth or a length is negative or not finite.
    """
    lat, lon = check_point(lat, lon)
    radius_m = _check_length(radius_m, "radius")
    uncertainty_m = _check_length(uncertainty_m, "uncertainty")
    distance = distance_m(lat, lon, *check_point(*centre))
    if distance > radius_m + uncertainty_m:
        return "outside"
    return "inside" if distance <= radius_m - uncertainty_m else "possibly inside"
