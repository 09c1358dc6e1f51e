"""Admin-1, admin-2 and country records for the gazetteer: names, centre, and a radius that covers the
unit."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
SAME_SHARE = 0.6
"""Share of places that a polygon and a GeoNames code must have in common to be one unit."""

ODD_CODES = {
    "SOL": "SO",
    "CYN": "CY",
    "KOS": "XK",
    "KAS": "IN",
    "USG": "CU",
    "ESB": "CY",
    "WSB": "CY",
    "KAB": "KZ",
    "CLP": "FR",
    "PGA": "",
    "IOA": "AU",
    "PSX": "PS",
    "TWN": "TW",
}
"""Natural Earth's own codes of units that carry no ISO code: the country that ISO 3166-1 counts them to."""

ADMIN2_MARGIN_M = 8000.0
"""Added to the farthest known place of an admin-2 unit, whose outline no source here has."""


@dataclass
class Unit:
    """An admin-1 or admin-2 unit or country on its way into the gazetteer."""

    country: str
    kind: str
    names: list[str]
    latitude: float = 0.0
    longitude: float = 0.0
    radius_m: float = 0.0
    parent: int | None = None
    extra: list[str] = field(default_factory=list)


def read_polygons(world: Path) -> tuple[list[Unit], np.ndarray[Any, Any]]:
    """Return a unit per Natural Earth admin-1 polygon, and the polygons."""
    frame = pyogrio.read_dataframe(world, layer="states_provinces")
    geometry = shapely.make_valid(frame.geometry.to_numpy())
    units = []
    for row, shape in zip(frame.itertuples(), geometry, strict=True):
        country = (
            row.iso_a2
            if isinstance(row.iso_a2, str) and row.iso_a2 != "-1"
            else ODD_CODES.get(row.adm0_a3, "")
        )
        unit = Unit(country, "adm1", _spellings([row.name, row.gn_name, row.woe_name]))
        unit.latitude, unit.longitude, unit.radius_m = cover([shape])
        units.append(unit)
    return units, geometry


def read_countries(world: Path, spellings: dict[str, list[str]]) -> list[Unit]:
    """Return a unit per country code of `spellings`, with the outline of Natural Earth where there is one."""
    frame = pyogrio.read_dataframe(world, layer="countries")
    shapes = defaultdict(list)
    for code, shape in zip(frame.iso_a2, frame.geometry, strict=True):
        shapes[code].append(shape)
    units = []
    for code, names in spellings.items():
        unit = Unit(code, "country", list(names))
        if shapes[code]:
            unit.latitude, unit.longitude, unit.radius_m = cover(shapes[code])
        units.append(unit)
    return units


def cover(shapes: Sequence[Any]) -> tuple[float, float, float]:
    """Return the centre (latitude, longitude) of shapes, on them, and the geodesic radius in metres that
    covers them."""
    whole = shapely.union_all(list(shapes))
    corners = shapely.get_coordinates(whole)
    if corners[:, 0].max() - corners[:, 0].min() > 180:
        whole = shapely.transform(whole, lambda c: np.column_stack([c[:, 0] % 360, c[:, 1]]))
    centre = whole.centroid
    if not whole.covers(centre):
        centre = shapely.shortest_line(whole, centre).coords[0]
        centre = shapely.Point(centre)
    longitude = (centre.x + 180) % 360 - 180
    distance = GEOD.inv(
        np.full(len(corners), longitude), np.full(len(corners), centre.y), corners[:, 0], corners[:, 1]
    )[2]
    return centre.y, longitude, float(np.max(distance)) + 500.0


def polygon_of(
    points: np.ndarray[Any, Any], countries: Sequence[str], units: Sequence[Unit], shapes: Any
) -> np.ndarray[Any, Any]:
    """Return for each point (longitude, latitude) the unit that holds it, or the nearest of its country
    within 0.3 degrees, or -1."""
    tree = shapely.STRtree(shapes)
    found = np.full(len(points), -1)
    which, hit = tree.query(shapely.points(points), predicate="intersects")
    found[which] = hit
    missing = np.flatnonzero(found < 0)
    if len(missing):
        which, hit = tree.query_nearest(shapely.points(points[missing]), max_distance=0.3, all_matches=False)
        found[missing[which]] = hit
    foreign = [i for i, u in enumerate(found) if u >= 0 and units[u].country != countries[i]]
    by_country = defaultdict(list)
    for i in foreign:
        by_country[countries[i]].append(i)
    for country, members in by_country.items():
        own = [i for i, unit in enumerate(units) if unit.country == country]
        if not own:
            continue
        which, hit = shapely.STRtree(shapes[own]).query_nearest(
            shapely.points(points[members]), max_distance=0.3, all_matches=False
        )
        for w, h in zip(which, hit, strict=True):
            found[members[w]] = own[h]
    return found


def code_units(
    units: list[Unit],
    shapes: Any,
    polygon: np.ndarray[Any, Any],
    codes: Sequence[tuple[str, str]],
    official: Sequence[str],
    points: np.ndarray[Any, Any],
    capitals: dict[tuple[str, str], list[str]],
) -> np.ndarray[Any, Any]:
    """Join GeoNames admin-1 codes with the polygons; append a unit for codes that are no single polygon.

    Returns for each place the unit of its code (-1 for none). `official` is each place's admin-1 name in
    the list that has names, "" where unknown; `capitals` names codes of units younger than that list.
    """
    names = code_names(codes, official) | capitals
    in_code: dict[tuple[str, str], list[int]] = defaultdict(list)
    in_polygon: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for i, code in enumerate(codes):
        if not code[1]:
            continue
        in_code[code].append(i)
        if polygon[i] >= 0:
            in_polygon[int(polygon[i])][code] += 1
    owned: dict[tuple[str, str], list[int]] = defaultdict(list)
    for unit, count in in_polygon.items():
        code, n = count.most_common(1)[0]
        if n >= SAME_SHARE * sum(count.values()) and code[0] == units[unit].country:
            owned[code].append(unit)
    result = np.full(len(codes), -1)
    for code, members in in_code.items():
        mine = owned[code]
        if len(mine) == 1 and in_polygon[mine[0]][code] >= SAME_SHARE * len(members):
            units[mine[0]].names += [n for n in names.get(code, []) if n not in units[mine[0]].names]
            result[members] = mine[0]
        elif code in names:
            unit = Unit(code[0], "adm1", list(names[code]))
            parts = [shapes[m] for m in mine] or [_hull(points[members])]
            unit.latitude, unit.longitude, unit.radius_m = cover(parts)
            result[members] = len(units)
            units.append(unit)
    return result


def of_nearest(
    points: np.ndarray[Any, Any],
    countries: Sequence[str],
    places: np.ndarray[Any, Any],
    codes: Sequence[str],
    units: np.ndarray[Any, Any],
) -> np.ndarray[Any, Any]:
    """Return for each point the unit of the nearest place of its country within 0.25 degrees (-1 for none).

    Natural Earth's lines are generalised: a base beside one belongs where the town beside it belongs.
    """
    found = np.full(len(points), -1)
    which, hit = shapely.STRtree(shapely.points(places)).query_nearest(
        shapely.points(points), max_distance=0.25, all_matches=False
    )
    for w, h in zip(which, hit, strict=True):
        if codes[h] == countries[w]:
            found[w] = units[h]
    return found


def code_names(codes: Sequence[tuple[str, str]], official: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Return the names of admin-1 codes: a name counts when four fifths of its places bear one code, and
    back."""
    by_name: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for code, name in zip(codes, official, strict=True):
        if name and code[1]:
            by_name[code[0], name][code] += 1
    found = defaultdict(list)
    for (_, name), count in by_name.items():
        code, n = count.most_common(1)[0]
        if n >= 0.8 * sum(count.values()):
            found[code].append((n, name))
    return {code: [max(options)[1]] for code, options in found.items()}


def admin2_units(
    official: Sequence[tuple[str, str, str]],
    parents: np.ndarray[Any, Any],
    points: np.ndarray[Any, Any],
    first: int,
) -> tuple[list[Unit], np.ndarray[Any, Any]]:
    """Return admin-2 units from places that carry (country, admin-1, admin-2) names, and each place's unit
    (or -1)."""
    groups = defaultdict(list)
    for i, key in enumerate(official):
        if key[2]:
            groups[key].append(i)
    units, result = [], np.full(len(points), -1)
    for key, members in groups.items():
        middle = np.median(points[members], axis=0)
        distance = GEOD.inv(
            np.full(len(members), middle[0]), np.full(len(members), middle[1]), *points[members].T
        )[2]
        parent = Counter(int(p) for p in parents[members] if p >= 0).most_common(1)
        unit = Unit(
            key[0],
            "adm2",
            [key[2]],
            float(middle[1]),
            float(middle[0]),
            float(np.max(distance)) + ADMIN2_MARGIN_M,
        )
        unit.parent = parent[0][0] if parent else None
        result[members] = first + len(units)
        units.append(unit)
    return units, result


def add_aliases(units: Iterable[Unit], path: Path) -> None:
    """Give Natural Earth's units the names of today and their spellings (columns country, natural_earth,
    name, aliases)."""
    by_name = defaultdict(list)
    for unit in units:
        if unit.kind == "adm1":
            by_name[unit.country, unit.names[0] if unit.names else ""].append(unit)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            for unit in by_name[row["country"], row["natural_earth"]]:
                unit.names = list(dict.fromkeys([row["name"], *row["aliases"].split("|"), *unit.names]))


def read_capitals(path: Path, cities: Sequence[dict[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Return names of admin-1 codes by the town that is their capital (columns country, capital, name,
    aliases)."""
    code = {}
    for city in sorted(cities, key=lambda c: c["population"]):
        for name in (*city["alternatenames"], city["name"]):
            code[city["countrycode"], name] = city["admin1code"]
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if (r["country"], r["capital"]) in code]
    return {
        (r["country"], code[r["country"], r["capital"]]): [r["name"], *filter(None, r["aliases"].split("|"))]
        for r in rows
    }


def _spellings(values: Iterable[Any]) -> list[str]:
    found: list[str] = []
    for value in values:
        if not isinstance(value, str) or "Ã" in value:
            continue
        inner = value.rstrip(")").split(" (") if value.endswith(")") else [value]
        for name in inner:
            name = name.strip()
            if name and name not in found:
                found.append(name)
    return found


def _hull(points: np.ndarray[Any, Any]) -> Any:
    middle = math.cos(math.radians(float(points[:, 1].mean())))
    return shapely.buffer(shapely.convex_hull(shapely.multipoints(points)), 0.2 / max(middle, 0.2))
