"""Plausible events out of nothing, in any number, for tests and benchmarks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from events.model import event_id

_CLUSTERS = (
    ("Iraq", "Baghdad", 33.3, 44.4),
    ("Iraq", "Ninawa", 36.3, 43.1),
    ("Syria", "Aleppo", 36.2, 37.1),
    ("Syria", "Deir ez-Zor", 35.3, 40.1),
    ("Yemen", "Sana'a", 15.4, 44.2),
    ("Afghanistan", "Kabul", 34.5, 69.2),
    ("Ukraine", "Donetsk", 48.0, 37.8),
    ("Somalia", "Banadir", 2.0, 45.3),
    ("Nigeria", "Borno", 11.8, 13.2),
    ("Mali", "Mopti", 14.5, -4.2),
    ("Colombia", "Antioquia", 6.3, -75.6),
    ("Philippines", "Sulu", 6.0, 121.0),
    ("Myanmar", "Rakhine", 20.1, 92.9),
    ("Mexico", "Guerrero", 17.5, -99.5),
    ("Fiji", "Northern", -16.5, 179.8),
    ("Sudan", "North Darfur", 13.6, 25.4),
)
_KINDS = (
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Violence against civilians", "Attack"),
    ("Protests", "Peaceful protest"),
    ("Riots", "Mob violence"),
    ("Strategic developments", "Arrests"),
)
_PRECISIONS = ("exact", "near", "adm2", "adm1", "region", "country", "unlocated")
_RADII_M = (1000.0, 10_000.0, 30_000.0, 80_000.0, 150_000.0, 500_000.0, np.nan)
_SPANS = (("day", 1), ("days", 4), ("week", 7), ("month", 30), ("year", 365))


def events_frame(n: int, seed: int = 0, *, dataset: str = "Synthetic") -> pd.DataFrame:
    """Return ``n`` made-up events in the columns of the event table; the same for the same seed.

    Worldwide clusters, 1989 to 2024, all precisions, unknowns in every column that may
    have them (about 3 % unlocated, 1 % undated), about 2 % contested.
    """
    rng = np.random.default_rng(seed)
    place = rng.integers(len(_CLUSTERS), size=n)
    kind = rng.integers(len(_KINDS), size=n)
    precision = rng.choice(len(_PRECISIONS), size=n, p=[0.45, 0.25, 0.1, 0.1, 0.04, 0.03, 0.03])
    span = rng.choice(len(_SPANS), size=n, p=[0.8, 0.06, 0.06, 0.05, 0.03])
    group = rng.zipf(1.7, size=n) % 40
    unlocated = precision == _PRECISIONS.index("unlocated")
    undated = rng.random(n) < 0.01
    first = rng.integers(
        np.datetime64("1989-01-01").astype(int), np.datetime64("2024-12-31").astype(int), size=n
    )
    days = np.array([length for _, length in _SPANS])[span]
    lat = np.array([c[2] for c in _CLUSTERS])[place] + rng.normal(0, 1.2, n)
    lon = np.array([c[3] for c in _CLUSTERS])[place] + rng.normal(0, 1.2, n)
    lon = (lon + 180) % 360 - 180
    known_deaths = rng.random(n) < 0.8
    low = np.minimum(rng.zipf(2.0, size=n) - 1, 5000)
    numbers = np.arange(n)
    attackers = _pick([f"Armed group {i}" for i in range(40)], group, missing=rng.random(n) < 0.35)
    return pd.DataFrame(
        {
            "event_id": _texts(event_id(dataset, f"SYN{i}") for i in numbers),
            "dataset": pd.array([dataset], dtype="str").repeat(n),
            "source_key": _texts(f"SYN{i}" for i in numbers),
            "title": _texts(
                f"{_KINDS[k][1]} near place {p}" for k, p in zip(kind, numbers % 5000, strict=True)
            ),
            "event_date": _days(first, undated),
            "end_date": _days(first + days - 1, undated),
            "time_precision": _pick([name for name, _ in _SPANS], span, missing=undated),
            "event_type": _pick([name for name, _ in _KINDS], kind),
            "sub_event_type": _pick([name for _, name in _KINDS], kind),
            "attacker": attackers,
            "attacker_basis": _pick(
                ["claimed_by_actor", "accused_by_opponent", "assessed_by_analyst"],
                group % 3,
                missing=attackers.isna().to_numpy(),
            ),
            "contested": pd.array(rng.random(n) < 0.02, dtype="boolean"),
            "target": _pick(["Military", "Civilians", "Police", "Militia"], kind % 4),
            "actor1": _pick([f"Armed group {i}" for i in range(40)], group),
            "actor2": _pick(["Military Forces", "Civilians", "Police Forces"], kind % 3),
            "place": _pick([f"Place {i}" for i in range(5000)], numbers % 5000),
            "country": _pick([c[0] for c in _CLUSTERS], place),
            "admin1": _pick([c[1] for c in _CLUSTERS], place),
            "latitude": np.where(unlocated, np.nan, np.round(np.clip(lat, -90, 90), 4)),
            "longitude": np.where(unlocated, np.nan, np.round(lon, 4)),
            "location_precision": _pick(list(_PRECISIONS), precision),
            "uncertainty_m": np.array(_RADII_M)[precision],
            "located_by": _pick(["source"], np.zeros(n, dtype=int), missing=unlocated),
            "fatalities_low": _counts(low, known_deaths),
            "fatalities_best": _counts(low + rng.integers(0, 3, n), known_deaths),
            "fatalities_high": _counts(low + 3 + rng.integers(0, 9, n), known_deaths),
            "injured": _counts(rng.integers(0, 40, n), rng.random(n) < 0.3),
            "weapon": _pick(["mortar", "Katyusha rocket", "IED"], kind % 3, missing=rng.random(n) < 0.5),
            "notes": _texts(
                f"Report {i}: an event of kind {k} with some words about what happened and who said so."
                for i, k in zip(numbers, kind, strict=True)
            ),
            "source_file": pd.array(["synthetic.csv"], dtype="str").repeat(n),
            "source_row": pd.array(numbers + 2, dtype="Int64"),
        }
    )


def _texts(values: object) -> pd.Series:  # type: ignore[type-arg]
    return pd.Series(list(values), dtype="str")  # type: ignore[call-overload]


def _pick(names: list[str], index: np.ndarray, *, missing: np.ndarray | None = None) -> pd.Series:  # type: ignore[type-arg]
    codes = index if missing is None else np.where(missing, -1, index)
    return (
        pd.Series(pd.Categorical.from_codes(codes, categories=list(dict.fromkeys(names)))).astype("str")
        if len(set(names)) == len(names)
        else pd.Series(np.where(codes < 0, None, np.array(names, dtype=object)[codes]), dtype="str")
    )


def _days(days: np.ndarray, missing: np.ndarray) -> pd.Series:  # type: ignore[type-arg]
    found = days.astype("datetime64[D]").astype("datetime64[s]")
    found[missing] = np.datetime64("NaT")
    return pd.Series(found)


def _counts(values: np.ndarray, known: np.ndarray) -> pd.Series:  # type: ignore[type-arg]
    return pd.Series(pd.arrays.IntegerArray(values.astype("int64"), ~known))
