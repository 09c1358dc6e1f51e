"""The places that want a person's look: not located, ambiguous, coarse, or somewhere they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from events import query
from events.query import Filter
from geo.gazetteer import Gazetteer, layers
from geo.geocoding import geocoder
from geo.ground import pointcheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.store import Store

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
MOST_CHECKED = 3_000
"""Places whose name is looked up once more, those of most events first; points are checked all."""

NOT_LOCATED, AMBIGUOUS, COARSE = "not located", "ambiguous", "coarse"
PROBLEMS = (NOT_LOCATED, AMBIGUOUS, *pointcheck.PROBLEMS, COARSE)
OPEN_BY_FILE = ("which the other places of the file speak for", "have a place of this name")
"""What `locate_events` notes where the file as a whole leaves a place open."""

COARSE_PRECISIONS = ("adm1", "region", "country", "continent", "sea")


def find(store: Store) -> pd.DataFrame:
    """Return one row for each place text that wants a look, those of most events first.

    Returns
    -------
    DataFrame
        place, country, admin1, latitude, longitude (of one of its events), location_precision,
        uncertainty_m, located_by, location_note (with what is odd about the point), events (how many),
        problem.
    """
    rows = query.select(store, Filter(), columns=COLUMNS, order=None)
    rows = rows[rows["located_by"].astype("object").fillna("") != "analyst"].reset_index(drop=True)
    if rows.empty:
        return rows.assign(events=0, problem="")
    rows = _points(rows)
    grouped = rows.groupby([*KEYS, "problem"], dropna=False, sort=False)
    places = grouped.first().reset_index()
    places["events"] = grouped.size().to_numpy()
    places = places.sort_values("events", ascending=False, kind="stable").reset_index(drop=True)
    places["problem"] = _problems(places, layers.open_all(store.names_folder))
    return places[places["problem"] != ""].reset_index(drop=True)


def events_of(store: Store, place: Mapping[Any, Any]) -> list[str]:
    """Return the identities of the events that a row of `find` stands for.

    Parameters
    ----------
    store : Store
    place : mapping
        A row of `find`: place, country, admin1 and problem.
    """
    where = Filter(countries=(place["country"],)) if isinstance(place["country"], str) else Filter()
    rows = query.select(store, where, columns=("event_id", *COLUMNS), order=None)
    rows = rows[rows["located_by"].astype("object").fillna("") != "analyst"]
    for name in KEYS:
        value = place[name]
        rows = rows[rows[name] == value if isinstance(value, str) else rows[name].isna()]
    rows = _points(rows.reset_index(drop=True))
    said = place["problem"] if place["problem"] in (NOT_LOCATED, *pointcheck.PROBLEMS) else ""
    if place["problem"] == AMBIGUOUS and pd.isna(place["latitude"]):
        said = NOT_LOCATED
    return list(rows["event_id"][rows["problem"] == said])


def _points(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each event whether its point is odd: one wrong row among many of a place counts by itself."""
    doubts = pointcheck.PointCheck().check(
        rows["latitude"],
        rows["longitude"],
        rows["country"].astype("object"),
        precisions=rows["location_precision"].astype("object"),
        radii_m=rows["uncertainty_m"],
    )
    problem = np.where(rows["latitude"].isna() | rows["longitude"].isna(), NOT_LOCATED, "").astype(object)
    problem[doubts.rows] = doubts.kinds
    note = rows["location_note"].astype("object").to_numpy(copy=True)
    keys = rows.loc[doubts.rows, KEYS].assign(kind=doubts.kinds)
    shown = np.flatnonzero(~keys.duplicated().to_numpy())  # words only where they are shown
    for row, words in zip(doubts.rows[shown].tolist(), doubts.words_of(shown), strict=True):
        note[row] = f"{words} {note[row]}" if isinstance(note[row], str) and note[row] else words
    return rows.assign(problem=problem, location_note=note)


def _problems(places: pd.DataFrame, names: Gazetteer) -> npt.NDArray[np.object_]:
    asked = places[places["problem"].isin(("", NOT_LOCATED))].head(MOST_CHECKED)
    found = geocoder.locate_many(asked, gazetteer=names)["ambiguous"]
    ambiguous = places.index.isin(asked.index[found.fillna(False).astype(bool).to_numpy()])
    lost = (places["problem"] == NOT_LOCATED).to_numpy(dtype=bool)
    by_file = places["location_note"].astype("object").fillna("").astype(str)
    ambiguous |= lost & by_file.str.contains("|".join(OPEN_BY_FILE)).to_numpy(dtype=bool)
    ambiguous &= lost | (places["located_by"] == "gazetteer").fillna(False).to_numpy(dtype=bool)
    coarse = places["location_precision"].isin(COARSE_PRECISIONS).to_numpy(dtype=bool)
    problem = places["problem"].to_numpy(dtype=object)
    settled = (problem != "") & (problem != NOT_LOCATED)
    return np.select(
        [settled, ambiguous, problem != "", coarse], [problem, AMBIGUOUS, problem, COARSE], ""
    ).astype(object)
