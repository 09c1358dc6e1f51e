"""Coordinates written in a text: decimal, degrees-minutes-seconds, MGRS, UTM, Plus Codes, geo: URIs.

MGRS is read by ``mgrs`` (NGA's GEOTRANS), UTM by ``pyproj``, Plus Codes by ``openlocationcode``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import mgrs
from openlocationcode import openlocationcode
from pyproj import Transformer

MAX_TEXT = 200
"""A longer text is prose, not a coordinate."""

_DIGIT = re.compile(r"\d")
_NUM = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_GEO_URI = re.compile(
    r"^geo:(?P<lat>[+-]?\d{1,3}(?:\.\d+)?),(?P<lon>[+-]?\d{1,3}(?:\.\d+)?)(?:,[+-]?[\d.]+)?(?:[;?].*)?$", re.I
)
_PLUS = re.compile(r"^[23456789CFGHJMPQRVWX0]{8}\+[23456789CFGHJMPQRVWX]{0,7}$", re.I)
_MGRS = re.compile(
    r"^(?:MGRS:?\s*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*(?P<square>[A-HJ-NP-Z]{2})\s*(?P<digits>\d[\d\s]*)$",
    re.I,
)
_UTM = re.compile(
    r"^(?:UTM:?\s*)?(?:zone\s*)?(?P<zone>\d{1,2})\s*(?P<band>[C-HJ-NP-X])\s*,?\s*(?P<e>\d{6}(?:\.\d+)?)\s*m?\s*E?\s*,?\s+"
    r"(?P<n>\d{6,8}(?:\.\d+)?)\s*m?\s*N?$", re.I,
)  # fmt: skip
_PAIR = re.compile(rf"^\(?\s*(?P<lat>{_NUM})\s*°?\s*(?:[,;/]\s*|\s+)(?P<lon>{_NUM})\s*°?\s*\)?$")
_DEGREE = r"(?:°|º|deg(?:rees)?|d|\*|\s)"
_ANGLE = (
    rf"(?P<{{0}}d>[+-]?\d{{{{1,3}}}}(?:\.\d+)?)\s*{_DEGREE}?\s*(?:(?P<{{0}}m>\d{{{{1,2}}}}(?:\.\d+)?)\s*(?:['′’m]|min(?:utes)?|\s)?\s*"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”s]|''|sec(?:onds)?)?\s*)?)?"
)
_HEMI = r"(?P<{0}h>N(?:orth)?|S(?:outh)?|E(?:ast)?|W(?:est)?)"
_AFTER = re.compile(
    "^" + (_ANGLE + _HEMI).format("a") + r"\s*[,;/]?\s*" + (_ANGLE + _HEMI).format("b") + "$", re.I
)
_BEFORE = re.compile(
    "^"
    + (_HEMI + r"\s*" + _ANGLE).format("a")
    + r"\s*[,;/]?\s*"
    + (_HEMI + r"\s*" + _ANGLE).format("b")
    + "$",
    re.I,
)
_BARE_DMS = re.compile(
    r"^(?P<ad>[+-]?\d{1,3})\s*[°º]\s*(?P<am>\d{1,2}(?:\.\d+)?)\s*['′’](?:\s*(?P<as>\d{1,2}(?:\.\d+)?)\s*[\"″”])?\s*[,;/]?\s+"
    r"(?P<bd>[+-]?\d{1,3})\s*[°º]\s*(?P<bm>\d{1,2}(?:\.\d+)?)\s*['′’](?:\s*(?P<bs>\d{1,2}(?:\.\d+)?)\s*[\"″”])?$"
)
_LABELS = re.compile(
    r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|coordinates?|coords?|grid|position)\b\s*[:=]?\s*", re.I
)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A position read from a text: WGS 84 degrees, how it was written, how sharp that is, what to mind."""

    latitude: float
    longitude: float
    notation: str
    precision_m: float = 100.0
    warnings: tuple[str, ...] = ()


def parse(text: str) -> Coordinates | None:
    r"""Return the position that a text writes, or None when it is not a coordinate.

    Parameters
    ----------
    text : str
        "33.31, 44.38", "33°18'36\"N 44°22'E", "38SMB4460085300", "38N 446000 3685300", "8H568F4V+XX",
        "geo:33.31,44.38" and the like.

    Returns
    -------
    Coordinates or None
        ``warnings`` says aloud what is suspected: latitude and longitude swapped, a sign left out.
    """
    if not text or len(text) > MAX_TEXT or not _DIGIT.search(text):
        return None
    clean = " ".join(text.strip().strip("\"'").split())
    for reader in (_geo_uri, _plus_code, _mgrs, _utm, _decimal, _angles):
        found = reader(clean)
        if found is not None:
            return found
    return None


def _geo_uri(text: str) -> Coordinates | None:
    found = _GEO_URI.match(text)
    return (
        _checked(float(found["lat"]), float(found["lon"]), "geo URI", _sharpness(found["lat"], found["lon"]))
        if found
        else None
    )


def _plus_code(text: str) -> Coordinates | None:
    if not _PLUS.match(text) or not openlocationcode.isFull(text.upper()):
        return None
    area = openlocationcode.decode(text.upper())
    half_m = max(area.latitudeHi - area.latitudeLo, 1e-6) / 2 * 111_320 * 1.5
    return _checked(area.latitudeCenter, area.longitudeCenter, "Plus Code", half_m)


def _mgrs(text: str) -> Coordinates | None:
    found = _MGRS.match(text)
    if not found:
        return None
    digits = found["digits"].replace(" ", "")
    if len(digits) % 2 or len(digits) > 10 or not 1 <= int(found["zone"]) <= 60:
        return None
    half = 10 ** (5 - len(digits) // 2) / 2
    try:
        code = f"{int(found['zone'])}{found['band']}{found['square']}{digits}".upper()
        lat, lon = mgrs.MGRS().toLatLon(code + "")
    except (mgrs.core.MGRSError, ValueError):
        return None
    return _checked(lat, lon, "MGRS", max(half * 3, 1.0))


def _utm(text: str) -> Coordinates | None:
    found = _UTM.match(text)
    if not found or not 1 <= int(found["zone"]) <= 60:
        return None
    easting, northing = float(found["e"]), float(found["n"])
    if not (100_000 <= easting < 1_000_000 and 0 <= northing <= 10_000_000):
        return None
    south = found["band"].upper() < "N"
    lon, lat = _utm_to_degrees(int(found["zone"]), south).transform(easting, northing)
    warnings = (
        ()
        if found["band"].upper() not in "NS"
        else (f"{found['band'].upper()} is read as a latitude band of UTM",)
    )
    return _checked(lat, lon, "UTM", 10.0, warnings)


@cache
def _utm_to_degrees(zone: int, south: bool) -> Transformer:
    return Transformer.from_crs(f"EPSG:{(32700 if south else 32600) + zone}", "EPSG:4326", always_xy=True)


def _decimal(text: str) -> Coordinates | None:
    found = _PAIR.match(_LABELS.sub("", text).strip())
    if not found:
        return None
    first, second = found["lat"], found["lon"]
    if not re.search(r"[.,]\d", first) and not re.search(r"[.,]\d", second):
        return None  # "12, 5" or "48 23" is no place
    return _checked(_number(first), _number(second), "decimal degrees", _sharpness(first, second))


def _angles(text: str) -> Coordinates | None:
    text = _LABELS.sub("", text).strip()
    found = _AFTER.match(text) or _BEFORE.match(text)
    if not found:
        bare = _BARE_DMS.match(text)
        if not bare:
            return None
        parts = bare.groupdict()
        lat, lon = _angle(parts, "a"), _angle(parts, "b")
        return None if lat is None or lon is None else _checked(lat, lon, "degrees and minutes", _step(parts))
    parts = found.groupdict()
    values: dict[str, float] = {}
    for side in "ab":
        hemisphere = parts[f"{side}h"][0].upper()
        angle = _angle(parts, side)
        if angle is None:
            return None
        values[("NSEW".index(hemisphere) // 2 and "lon") or "lat"] = (
            -abs(angle) if hemisphere in "SW" else angle
        )
    if len(values) < 2:
        return None
    minutes = parts["am"] or parts["bm"]
    return _checked(
        values["lat"],
        values["lon"],
        "degrees and minutes" if minutes else "degrees with hemisphere",
        _step(parts),
    )


def _angle(parts: dict[str, str | None], side: str) -> float | None:
    degrees, minutes, seconds = (float(parts.get(side + k) or 0) for k in "dms")
    if minutes >= 60 or seconds >= 60:
        return None
    sign = -1.0 if (parts[side + "d"] or "").startswith("-") else 1.0
    return sign * (abs(degrees) + minutes / 60 + seconds / 3600)


def _step(parts: dict[str, str | None]) -> float:
    if parts.get("as"):
        return 50.0
    if parts.get("am"):
        return 1500.0 if "." not in (parts["am"] or "") else 50.0
    return _sharpness(parts["ad"] or "", parts["bd"] or "")


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _sharpness(*numbers: str) -> float:
    """Return half a unit of the last decimal written, in metres, at least 10."""
    places = min(len(re.split(r"[.,]", n)[1]) if re.search(r"[.,]", n) else 0 for n in numbers)
    return float(max(10.0, 111_320 * 0.5 * 10**-places * 1.5))


def _checked(
    lat: float,
    lon: float,
    notation: str,
    precision_m: float,
    warnings: tuple[str, ...] = (),
) -> Coordinates | None:
    if lat != lat or lon != lon:
        return None
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90:
        lat, lon = lon, lat
        warnings = (*warnings, "latitude and longitude were swapped: the first number cannot be a latitude")
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    if lat == 0 and lon == 0:
        warnings = (*warnings, "0, 0 is in the Gulf of Guinea and mostly stands for a missing position")
    return Coordinates(lat, lon, notation, precision_m, warnings)
