"""Place names from OpenStreetMap (Nominatim, Overpass) and GeoJSON files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from geo import countries
from geo.errors import GazetteerInputError
from geo.gazetteer.rows import Refused, Row, clean, degrees, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_JSON_BYTES = 400_000_000


def read(path: Path) -> Iterator[Row | Refused]:
    """Yield the places of a JSON file."""
    if path.stat().st_size > MAX_JSON_BYTES:
        raise GazetteerInputError(
            f"{path.name} is larger than {MAX_JSON_BYTES // 10**6} MB; take a smaller extract."
        )
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise GazetteerInputError(f"{path.name} is not JSON: {error}.") from error
    if isinstance(content, dict):
        items = (
            content.get("features")
            or content.get("elements")
            or ([content] if "lat" in content or content.get("type") == "Feature" else None)
        )
    else:
        items = content
    if not isinstance(items, list):
        raise GazetteerInputError(f"{path.name} is neither GeoJSON nor an answer of Nominatim or Overpass.")
    for number, item in enumerate(items, 1):
        yield _osm(number, item) if isinstance(item, dict) else Refused(number, "no object")


def _osm(number: int, item: dict[str, Any]) -> Row | Refused:
    tags = {
        **_mapping(item.get("properties")),
        **_mapping(item.get("tags")),
        **_mapping(item.get("namedetails")),
    }
    position = _centre(item)
    if position is None:
        return Refused(number, "no position")
    names = [
        item.get("name"),
        tags.get("name:en"),
        tags.get("name"),
        *(v for k, v in tags.items() if re.match(r"^(\w+_)?name(:\w+)?$", k)),
    ]
    if not any(names) and isinstance(item.get("display_name"), str):
        names = [item["display_name"].split(",")[0]]
    spellings = clean(part for n in names if isinstance(n, str) for part in n.split(";"))
    if not spellings:
        return Refused(number, "no name")
    address = _mapping(item.get("address"))
    country = (
        address.get("country_code")
        or tags.get("country")
        or tags.get("addr:country")
        or tags.get("is_in:country")
    )
    admin1 = address.get("state") or address.get("province") or tags.get("admin1") or tags.get("is_in:state")
    kind = "settlement"
    if tags.get("military") or "military" in (item.get("class"), item.get("category")):
        kind = "base"
    elif tags.get("aeroway") or "aeroway" in (item.get("class"), item.get("category")):
        kind = "airport"
    return Row(
        number,
        spellings,
        *position,
        countries.alpha2(country) if isinstance(country, str) else None,
        admin1 if isinstance(admin1, str) else None,
        kind,
        whole(tags.get("population")),
    )


def _centre(item: dict[str, Any]) -> tuple[float, float] | None:
    centre = _mapping(item.get("center"))
    lat, lon = item.get("lat", centre.get("lat")), item.get("lon", centre.get("lon"))
    geometry = item.get("geometry")
    if lat is None and isinstance(geometry, dict):
        try:
            import shapely.geometry

            point = shapely.geometry.shape(geometry).representative_point()
            lat, lon = (None, None) if point.is_empty else (point.y, point.x)
        except Exception:  # noqa: BLE001 (a geometry that is none, whatever shapely makes of it)
            return None
    latitude, longitude = degrees(lat, 90), degrees(lon, 180)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
