"""From an anchor and a relation to a position with a radius: "20 km south of A", "between A and B"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyproj import Geod

from geo.geocoding.ranking import UNITS, apart_m, extent_m

if TYPE_CHECKING:
    from geo.gazetteer import Place
    from geo.geocoding.relations import Part

GEOD = Geod(ellps="WGS84")
NEAR_M = 15_000.0
"""What "near", "around", "outside" reach beyond the anchor's extent when no distance is given."""

ONE_END_M = 180_000.0
"""How far a stretch may go from its one end that is known: 95 in 100 of those measured are within it."""

STRETCH_SLACK, STRETCH_DOUBT_M = 1.25, 3_000.0
"""How far a road may leave the line between its ends, and an incident on it lie beyond them."""

SIDE_SLACK = 1.1
"""A side of a place goes a little beyond what is known of its extent."""

SIDE_M = 12_000.0
"""How far out "south of A" is taken to lie; its radius of doubt reaches from A to twice as far."""

OUTSKIRTS_M = 5_000.0
COUNTRYSIDE_M = 35_000.0
"""The countryside ("rif") of a town is the land around it, up to the next towns."""

WIND_SLACK = 0.4
"""A wind out of eight is good to 22.5 degrees to either side: sin(22.5 deg) of the distance."""

NEAR_LIMIT_M = 25_000.0
"""`events`' precision "near" means within 25 km."""


@dataclass(frozen=True, slots=True)
class Region:
    """A position (degrees) with a radius (metres), and in words how it was worked out."""

    latitude: float
    longitude: float
    radius_m: float
    words: str

    @property
    def precision(self) -> str:
        """The precision of the event model that the radius allows."""
        return "near" if self.radius_m <= NEAR_LIMIT_M else "region"


def km(metres: float) -> str:
    """Return a distance in words."""
    return f"{metres / 1000:.0f} km" if metres >= 2000 else f"{metres / 1000:.1f} km"


_NAMES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def wind(bearing_deg: float) -> str:
    """Return the nearest of eight winds."""
    return _NAMES[round(bearing_deg / 45) % 8]


def one_anchor(part: Part, place: Place, doubt_m: float) -> Region:
    """Return the region that a relation to one place makes.

    Parameters
    ----------
    part : Part
        With relation distance, direction, near, outskirts or part.
    place : Place
    doubt_m : float
        Radius of doubt of the anchor itself, metres.
    """
    makers = {
        "distance": _distance,
        "direction": _direction,
        "near": _near,
        "one end": _one_end,
        "outskirts": _outskirts,
        "part": _part,
    }
    return makers[part.relation or "near"](part, place, doubt_m)


def _distance(part: Part, place: Place, doubt_m: float) -> Region:
    distance = part.distance_m or 0.0
    if part.bearing_deg is None:
        spread = distance * (1.6 if part.vague else 1.1)
        return Region(
            place.latitude,
            place.longitude,
            doubt_m + spread,
            f"about {km(distance)} from {place.name}, in no stated direction",
        )
    lat, lon = moved(place.latitude, place.longitude, part.bearing_deg, distance)
    spread = distance * (0.7 if part.vague else WIND_SLACK)
    return Region(lat, lon, doubt_m + spread, f"{km(distance)} {wind(part.bearing_deg)} of {place.name}")


def _direction(part: Part, place: Place, doubt_m: float) -> Region:
    bearing = part.bearing_deg or 0.0
    if place.kind in UNITS:
        out = place.radius_m
        lat, lon = moved(place.latitude, place.longitude, bearing, out)
        return Region(lat, lon, out, f"somewhere {wind(bearing)} of {place.name}")
    out = SIDE_M + doubt_m / 2
    lat, lon = moved(place.latitude, place.longitude, bearing, out)
    return Region(lat, lon, out * 1.25, f"somewhere {wind(bearing)} of {place.name}, no distance stated")


def _near(_part: Part, place: Place, doubt_m: float) -> Region:
    if place.kind in UNITS:
        return Region(place.latitude, place.longitude, place.radius_m + NEAR_M, f"in or near {place.name}")
    reach = max(doubt_m, min(NEAR_M + doubt_m, NEAR_LIMIT_M))
    return Region(place.latitude, place.longitude, reach, f"near {place.name}")


def _one_end(_part: Part, place: Place, doubt_m: float) -> Region:
    reach = place.radius_m if place.kind in UNITS else doubt_m
    words = f"on a stretch of which only {place.name} is known"
    return Region(place.latitude, place.longitude, reach + ONE_END_M, words)


def _outskirts(part: Part, place: Place, doubt_m: float) -> Region:
    side, lat, lon = "", place.latitude, place.longitude
    reach = doubt_m + (COUNTRYSIDE_M if "countryside" in part.text.lower() else OUTSKIRTS_M)
    if part.bearing_deg is not None and place.kind not in UNITS:
        side = wind(part.bearing_deg) + " "
        lat, lon = moved(lat, lon, part.bearing_deg, reach / 2)
    return Region(lat, lon, reach, f"{side}outskirts of {place.name}")


def _part(part: Part, place: Place, doubt_m: float) -> Region:
    whole = place.radius_m if place.kind in UNITS else max(extent_m(place), doubt_m)
    if part.bearing_deg is None:
        return Region(place.latitude, place.longitude, whole, f"a part of {place.name}")
    lat, lon = moved(place.latitude, place.longitude, part.bearing_deg, whole * 0.4)
    side = wind(part.bearing_deg)
    reach = whole * 0.8 if place.kind in UNITS else whole * SIDE_SLACK
    return Region(lat, lon, reach, f"the {side} of {place.name}")


def two_anchors(part: Part, a: Place, b: Place, doubt_m: float) -> Region:
    """Return the region between two places: its middle, half the way and a quarter more as its radius."""
    forward, _, length = GEOD.inv(a.longitude, a.latitude, b.longitude, b.latitude)
    lat, lon = moved(a.latitude, a.longitude, forward, length / 2)
    radius = length / 2 * STRETCH_SLACK + doubt_m + STRETCH_DOUBT_M
    what = {"road": "on the way between", "border": "on the border between"}.get(
        part.relation or "", "between"
    )
    return Region(lat, lon, radius, f"{what} {a.name} and {b.name}, {km(length)} apart")


def moved(lat: float, lon: float, bearing_deg: float, distance_m: float) -> tuple[float, float]:
    """Return the position so far along a geodesic (WGS 84)."""
    longitude, latitude, _ = GEOD.fwd(lon, lat, bearing_deg, distance_m)
    return float(latitude), float((longitude + 180) % 360 - 180)


def fits(part: Part, anchors: list[Place], lat: float, lon: float) -> bool:
    """Say whether a named place can be where a relation says it is ("Kifri, 100 km SE of Kirkuk")."""
    if len(anchors) == 2:
        a, b = anchors
        detour = apart_m(a.latitude, a.longitude, lat, lon) + apart_m(b.latitude, b.longitude, lat, lon)
        return detour <= 1.6 * apart_m(a.latitude, a.longitude, b.latitude, b.longitude) + 30_000.0
    return apart_m(anchors[0].latitude, anchors[0].longitude, lat, lon) <= reach_m(part, anchors[0])


def reach_m(part: Part, place: Place) -> float:
    """Return how far from an anchor a named place may be: "near A" is loose in reports, distances are
    rough."""
    own = place.radius_m if place.kind in UNITS else extent_m(place)
    if part.relation == "distance" and part.distance_m is not None:
        return own + part.distance_m * 1.6 + 20_000.0
    if part.relation == "direction":
        return own + 150_000.0
    return own + 40_000.0 if part.relation is None or place.kind in UNITS else own + 60_000.0


def hypot(*values: float) -> float:
    """Return the root of the sum of squares."""
    return math.hypot(*values)
