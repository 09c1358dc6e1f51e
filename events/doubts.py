"""The places that want a person's look: not located, ambiguous, coarse, or somewhere they cannot be."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from events import query
from events.query import Filter
from events.store import Store
from geo import basemap, gazetteer_layers, geocoder
from geo.gazetteer import Gazetteer

KEYS = ["place", "country", "admin1"]
COLUMNS = (
    *KEYS,
    "latitude",
    "longitude",
    "location_precision",
    "uncertainty_m",
    "located_by",
    "location_note",
)
NULL_ISLAND_DEG = 0.01
"""So near to 0°, 0° no place has a name; it is what an empty cell becomes."""
MOST_CHECKED = 3_000
"""Places that are checked one by one, those of most events first; the rest are listed unchecked."""

NOT_LOCATED, AMBIGUOUS, NULL_ISLAND, AT_SEA, ELSEWHERE, COARSE = (
    "not located",
    "ambiguous",
    "at 0° N, 0° E",
    "in the sea",
    "in another country than stated",
    "coarse",
)
PROBLEMS = (NOT_LOCATED, AMBIGUOUS, NULL_ISLAND, AT_SEA, ELSEWHERE, COARSE)
COARSE_PRECISIONS = ("adm1", "region", "country")


def find(store: Store) -> pd.DataFrame:
    """Return one row for each place text that wants a look, those of most events first.

    Returns
    -------
    DataFrame
        place, country, admin1, latitude, longitude (of one of its events), location_precision,
        uncertainty_m, located_by, location_note, events (how many), problem.
    """
    rows = query.select(store, Filter(), columns=COLUMNS, order=None)
    rows = rows[rows["located_by"].astype("object").fillna("") != "analyst"]
    if rows.empty:
        return rows.assign(events=0, problem="")
    grouped = rows.groupby(KEYS, dropna=False, sort=False)
    places = grouped.first().reset_index()
    places["events"] = grouped.size().to_numpy()
    places = places.sort_values("events", ascending=False, kind="stable").reset_index(drop=True)
    places["problem"] = _problems(places, gazetteer_layers.open_all(store.names_folder))
    return places[places["problem"] != ""].reset_index(drop=True)


def _problems(places: pd.DataFrame, names: Gazetteer) -> list[str]:
    head = places.head(MOST_CHECKED)
    ambiguous_now = geocoder.locate_many(head, gazetteer=names)["ambiguous"]
    doubtful = ambiguous_now.fillna(False).astype(bool).tolist()
    doubtful += [False] * (len(places) - len(head))
    return [
        _problem(row, ambiguous, checked=number < MOST_CHECKED)
        for number, (row, ambiguous) in enumerate(zip(places.to_dict("records"), doubtful, strict=True))
    ]


def _problem(row: Mapping[Hashable, Any], ambiguous: bool, *, checked: bool) -> str:
    lat, lon = row["latitude"], row["longitude"]
    if pd.isna(lat) or pd.isna(lon):
        return NOT_LOCATED
    lat, lon = float(lat), float(lon)
    if abs(lat) < NULL_ISLAND_DEG and abs(lon) < NULL_ISLAND_DEG:
        return NULL_ISLAND
    if ambiguous and row["located_by"] == "gazetteer":
        return AMBIGUOUS
    if checked and row["location_precision"] in ("exact", "near"):
        if basemap.is_sea(lat, lon):
            return AT_SEA
        stated, found = row["country"], basemap.country_at(lat, lon)
        if isinstance(stated, str) and found and stated != found:
            return ELSEWHERE
    return COARSE if row["location_precision"] in COARSE_PRECISIONS else ""
