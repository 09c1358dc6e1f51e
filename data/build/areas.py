"""What is larger than a town and no unit: continents, regions and seas, with points, radii and outlines.

Writes ``data/areas.csv`` (each with a point and a radius that covers it) and ``data/areas.parquet`` (their
outlines), adds nations' adjectives to ``data/demonyms.csv`` and long names to ``data/countries.csv``. Run
from the project's folder: ``python data/build/areas.py MARINE COUNTRIES REGIONS DISPUTED FACTBOOK``.

MARINE, COUNTRIES, REGIONS and DISPUTED are Natural Earth's ne_10m_geography_marine_polys,
ne_50m_admin_0_countries, ne_10m_geography_regions_polys and ne_10m_admin_0_disputed_areas as GeoJSON,
FACTBOOK a folder of the CIA World Factbook's country pages as JSON (``*/iz.json`` ...).
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import Geod
from shapely.geometry import shape

DATA = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(DATA.parent))

from geo import countries  # noqa: E402
from geo.gazetteer import names  # noqa: E402
from geo.ground import land  # noqa: E402

GEOD = Geod(ellps="WGS84")
URALS_DEG = 60.0
"""Where Europe ends in Russia: Natural Earth counts all of it to Europe, reports do not."""

LEAST_SHARE = 0.002
"""Parts of a region that are smaller than this share of it do not widen its circle."""

SMALLEST_SEA_M = 15_000.0
HEAD = ("name", "aliases", "kind", "latitude", "longitude", "radius_m", "countries", "source")
THINNED_SHARE, LEAST_THINNED_DEG, MOST_THINNED_DEG = 0.004, 0.003, 0.2
"""Outlines are thinned to this share of their size (the root of their area): they stand for doubt."""

LEAST_SHARE_OF_CIRCLE = 0.03
"""What fills less of its circle (scattered islets, a strait in scraps) has no outline."""

LEAST_DRAWN = 0.003
"""Parts of an outline that are smaller than this share of its largest are not drawn."""
MARINE = "Natural Earth 1:10m marine polygons"
LANDS = "Natural Earth 1:50m countries"
UNITS = "Natural Earth 1:10m admin-1"
NO_SEAS = re.compile(r"\b(river|lake|lago|ozero|lakes|reef|passages|inner seas?)\b", re.IGNORECASE)


def covered(outline: Any) -> tuple[float, float, float]:
    """Return latitude and longitude in the middle of an outline, and the metres that reach all of it."""
    points = shapely.get_coordinates(shapely.segmentize(outline, 2.0))
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    sphere = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    middle = sphere.mean(axis=0)
    for step in range(400):  # towards the farthest point, ever less: the smallest circle round all of them
        far = sphere[np.argmax(np.linalg.norm(sphere - middle / np.linalg.norm(middle), axis=1))]
        middle = middle / np.linalg.norm(middle) + (far - middle / np.linalg.norm(middle)) / (step + 2)
    middle /= np.linalg.norm(middle)
    y, x = float(np.degrees(np.arcsin(middle[2]))), float(np.degrees(np.arctan2(middle[1], middle[0])))
    count = len(points)
    metres = GEOD.inv(np.full(count, x), np.full(count, y), points[:, 0], points[:, 1])[2]
    return round(y, 3), round(x, 3), float(np.ceil(np.max(metres) / 1000.0) * 1000.0)


@dataclass(frozen=True)
class Area:
    """A row of ``areas.csv`` and the outline that is drawn of it, None where its course is not known."""

    cells: tuple[Any, ...]
    outline: Any


def area(one: dict[str, str], shape: Any, source: str) -> Area:
    """Return an area of a shape; `one` says what it is called (name, aliases, kind, countries, rough)."""
    y, x, covering_m = covered(shape)
    radius_m = max(covering_m, SMALLEST_SEA_M) if one["kind"] == "region" else covering_m
    called = (one["name"], one.get("aliases", ""), one["kind"])
    cells = (*called, y, x, int(radius_m), one.get("countries", ""), source)
    scattered = extent_m2(shape) < LEAST_SHARE_OF_CIRCLE * np.pi * radius_m**2
    return Area(cells, None if one.get("rough") or scattered else thinned(shape))


def extent_m2(outline: Any) -> float:
    """Return the area of the polygons of a geometry on the ellipsoid."""
    return float(sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in polygons(outline)))


def thinned(outline: Any) -> Any:
    """Return an outline with as many points as doubt needs."""
    whole = shapely.union_all(polygons(outline))
    tolerance = float(np.clip(THINNED_SHARE * np.sqrt(whole.area), LEAST_THINNED_DEG, MOST_THINNED_DEG))
    parts = polygons(shapely.make_valid(shapely.simplify(whole, tolerance)))
    largest = max(part.area for part in parts)
    kept = [shapely.Polygon(part.exterior) for part in parts if part.area >= LEAST_DRAWN * largest]
    return shapely.set_precision(shapely.union_all(kept), 0.001)


def polygons(outline: Any) -> list[Any]:
    """Return the polygons of a geometry of any kind."""
    parts = shapely.get_parts(outline)
    nested = [inner for part in parts for inner in shapely.get_parts(part)]
    return [part for part in nested if part.geom_type == "Polygon" and part.area > 0]


def mainland(outline: Any) -> Any:
    """Return an outline without its tiny parts: an overseas territory makes no continent wider."""
    parts = shapely.get_parts(outline)
    areas = shapely.area(parts)
    return shapely.union_all(parts[areas >= LEAST_SHARE * areas.sum()])


def seas(path: Path, aliases: dict[str, str]) -> list[Area]:
    """Return the seas, gulfs and straits; parts of one name are one."""
    parts = defaultdict(list)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        name = feature["properties"]["name"] or ""
        if name and not NO_SEAS.search(name):
            outline = shapely.make_valid(shape(feature["geometry"]))
            parts[name.title() if name.isupper() else name].append(outline)
    for half, (south, north) in {"North": (0, 60), "South": (-60, 0)}.items():
        # the polygons end at the antimeridian, the ocean at the Americas
        parts[f"{half} Pacific Ocean"].append(shapely.box(-180, south, -75, north))
    for whole in ("Pacific", "Atlantic"):
        parts[f"{whole} Ocean"] = parts[f"North {whole} Ocean"] + parts[f"South {whole} Ocean"]
    found = [
        area(
            {"name": name, "aliases": aliases.get(name, ""), "kind": "sea"},
            shapely.GeometryCollection(shapes),
            MARINE,
        )
        for name, shapes in parts.items()
    ]
    return [one for one in found if one.cells[5] >= SMALLEST_SEA_M]


def lands(path: Path) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the outline of each country, and the countries of each continent and region by Natural Earth."""
    outlines: dict[str, Any] = {}
    groups: dict[str, list[str]] = defaultdict(list)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        values = feature["properties"]
        code = values["ISO_A2_EH"] if values["ISO_A2_EH"] != "-99" else values["ISO_A2"]
        code = countries.alpha2(values["NAME_EN"]) or (code if len(code) == 2 else "")
        if not code:
            continue
        outline = shape(feature["geometry"])
        outlines[code] = shapely.union(outlines[code], outline) if code in outlines else outline
        groups["continent " + values["CONTINENT"]].append(code)
        groups["region " + values["SUBREGION"]].append(code)
    return outlines, groups


def of_countries(
    outlines: dict[str, Any], groups: dict[str, list[str]], own: list[dict[str, str]]
) -> list[Area]:
    """Return the continents and regions that are made of countries."""
    found = []
    for one in own:
        members = one["members"].split() if one["members"] else groups[f"{one['kind']} {one['of']}"]
        whole = shapely.union_all([outlines[code] for code in members])
        if one["box"]:
            whole = shapely.intersection(whole, shapely.box(*map(float, one["box"].split())))
        if one["name"] == "Asia":
            beyond = shapely.box(URALS_DEG, 0, 180, 90)
            whole = shapely.union(whole, shapely.intersection(outlines["RU"], beyond))
        source = f"{LANDS}; {one['source']}" if one["source"] else LANDS
        found.append(area(one, mainland(whole), source))
    return found


def of_units(own: list[dict[str, str]]) -> list[Area]:
    """Return the regions that are made of first-level units of the shipped basemap."""
    admin1 = land.read_layer("admin1")
    shapes = {
        f"{country}:{name}": shape
        for country, name, shape in zip(admin1["country"], admin1["ne_name"], admin1.geometry, strict=True)
    }
    return [
        area(
            one,
            shapely.union_all([shapes[key] for key in one["units"].split("|")]),
            f"{UNITS}; {one['source']}",
        )
        for one in own
    ]


def of_features(regions: Path, disputed: Path, own: list[dict[str, str]]) -> list[Area]:
    """Return the regions that Natural Earth has as features of their own."""
    shapes: dict[str, Any] = {}
    for kind, path, called in (("region", regions, "name"), ("disputed", disputed, "BRK_NAME")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            values = {key.lower(): value for key, value in feature["properties"].items()}
            key = f"{kind}:{values[called.lower()]}"
            outline = shapely.make_valid(shape(feature["geometry"]))
            shapes[key] = shapely.union(shapes[key], outline) if key in shapes else outline
    return [
        area(one, shapely.union_all([shapes[key] for key in one["features"].split("|")]), one["source"])
        for one in own
    ]


def people(folder: Path) -> list[tuple[str, str]]:
    """Return what the people of each country are called, and the country; none that two share."""
    owners: dict[str, set[str]] = defaultdict(set)
    for code, page in pages(folder):
        nation = page.get("People and Society", {}).get("Nationality", {})
        for part in ("adjective", "noun"):
            text = re.sub(r"\(.*?\)", "", str(nation.get(part, {}).get("text", "")))
            for word in re.split(r"[,;/]| or ", re.sub(r"<.*?>", "", text)):
                plain = word.strip()
                if plain and len(plain.split()) <= 3 and not countries.find(plain) and plain[0].isupper():
                    owners[plain].add(code)
    return sorted((word, min(codes)) for word, codes in owners.items() if len(codes) == 1)


def pages(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the code and the page of each country of the World Factbook."""
    found = []
    for file in sorted(folder.glob("*/*.json")):
        page = json.loads(file.read_text(encoding="utf-8"))
        named = page.get("Government", {}).get("Country name", {})
        for form in ("conventional short form", "conventional long form"):
            code = countries.alpha2(str(named.get(form, {}).get("text", "")).split(";")[0].strip())
            if code:
                found.append((code, page))
                break
    return found


def long_names(folder: Path, path: Path) -> dict[str, list[str]]:
    """Return the long names of countries that ``countries.csv`` lacks; none that could be another's."""
    wanted: dict[str, list[str]] = defaultdict(list)
    given: list[tuple[str, str]] = []
    for code, page in pages(folder):
        text = str(page["Government"]["Country name"].get("conventional long form", {}).get("text", ""))
        given.append((code, text.split(";", maxsplit=1)[0].split("(", maxsplit=1)[0].strip()))
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        values = feature["properties"]
        given.append((countries.alpha2(values["NAME_EN"]) or "", values["FORMAL_EN"] or ""))
    owners: dict[str, set[str]] = defaultdict(set)
    for code, text in given:
        owners[countries.fold(text)].add(code)
    for code, text in dict.fromkeys(given):
        plain = bool(code) and text not in ("", "none") and len(text) < 80
        if plain and len(owners[countries.fold(text)]) == 1 and not countries.find(text):
            wanted[code].append(text)
    return wanted


def write(file: str, head: tuple[str, ...], rows: list[Any]) -> None:
    with (DATA / file).open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(head)
        out.writerows(rows)


def write_outlines(found: list[Area]) -> None:
    """Write the outlines as WKB, by the names of their areas."""
    drawn = [one for one in found if one.outline is not None]
    table = pa.table(
        {
            "name": [one.cells[0] for one in drawn],
            "geometry": pa.array([shapely.to_wkb(one.outline) for one in drawn], pa.binary()),
        }
    )
    pq.write_table(
        table, DATA / "areas.parquet", compression="zstd", compression_level=19, use_dictionary=False
    )


def main(marine: str, countries_50m: str, regions: str, disputed: str, factbook: str) -> None:
    with (DATA / "build" / "areas_named.csv").open(encoding="utf-8", newline="") as stream:
        own = list(csv.DictReader(stream))
    other_names = {one["name"]: one["aliases"] for one in own if one["kind"] == "sea"}
    lands_of = [one for one in own if one["kind"] != "sea"]
    found = seas(Path(marine), other_names)
    whole = [one for one in lands_of if not one["units"] and not one["features"]]
    found += of_countries(*lands(Path(countries_50m)), whole)
    found += of_units([one for one in lands_of if one["units"]])
    found += of_features(Path(regions), Path(disputed), [one for one in lands_of if one["features"]])
    found.sort(key=lambda one: (one.cells[2], names.basic(one.cells[0])))
    write("areas.csv", HEAD, [one.cells for one in found])
    write_outlines(found)
    write("demonyms.csv", ("name", "alpha2"), people(Path(factbook)))
    added = long_names(Path(factbook), Path(countries_50m))
    with countries.COUNTRIES_CSV.open(encoding="utf-8", newline="") as stream:
        listed = list(csv.DictReader(stream))
    for one in listed:
        known = [one["aliases"]] if one["aliases"] else []
        one["aliases"] = "; ".join([*known, *added.get(one["alpha2"], [])])
    write("countries.csv", tuple(listed[0]), [list(one.values()) for one in listed])
    print(f"{len(found)} areas; {sum(map(len, added.values()))} long names of countries")


if __name__ == "__main__":
    main(*sys.argv[1:6])
