"""Latitude and longitude in one cell."""

from __future__ import annotations

import re

from events.vocabulary.missing import is_missing

_PAIR = re.compile(r"\s*\(?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*\)?\s*$")
_WKT = re.compile(
    r"\s*(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*([+-]?[\d.]+)\s+([+-]?[\d.]+)(?:\s+[+-]?[\d.]+)?\s*\)\s*$", re.I
)


def read_pair(text: str) -> tuple[float, float] | str | None:
    """Return latitude and longitude from one cell, None if it is empty, or what is wrong with it.

    "33.3, 44.4" is latitude first; WKT's POINT is longitude first; other notations are
    read by ``geo.coordinates``.
    """
    if is_missing(text):
        return None
    match = _PAIR.match(text)
    wkt = _WKT.match(text)
    if match:
        lat, lon = float(match[1]), float(match[2])
    elif wkt:
        lon, lat = float(wkt[1]), float(wkt[2])
    else:
        from geo import coordinates

        parsed = coordinates.parse(text[:200])
        if parsed is None:
            return "is not a pair of coordinates"
        lat, lon = parsed.latitude, parsed.longitude
    if not -90 <= lat <= 90:
        return "has a latitude outside −90 to 90"
    if not -180 <= lon <= 180:
        return "has a longitude outside −180 to 180"
    return lat, lon
