"""What the points of a file say of its other columns: of countries and places that they contradict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events.importing.field_kinds import Column, is_country, is_text, speaks_of_somebody
from events.importing.questions import COLUMN, KEPT_BESIDE, Question
from events.quoting import shown
from events.readers.table import LATITUDE, LONGITUDE
from events.values.numbers import read_degrees
from events.values.pairs import read_pair
from geo import countries
from geo.geocoding import geocoder
from geo.ground import pointcheck
from geo.ground.land import countries_at
from geo.rings import distance_m

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from events.importing.mapping import Guess
    from events.importing.mapping import Mapping as ColumnMapping

ELSEWHERE = 0.3
"""Share of points outside the country that a column would state, from which it is doubtful."""
NOWHERE = 0.9
"""Share of points elsewhere from which two letters are no countries at all."""
SAME_PLACE_M = 100_000.0
"""Farther from its row's point a name of the list is another place."""

Points = tuple[list[float], list[float]]
"""Latitudes and longitudes of the rows of a sample, NaN where there is none."""


def degree(text: str) -> float:
    """Return the degrees of a cell, NaN where it has none."""
    value = read_degrees(text, axis="longitude")
    return value if isinstance(value, float) else np.nan


def are_countries(column: Column) -> bool:
    """Return whether a column holds countries."""
    return column.share(is_text) >= 0.9 and column.share(is_country) >= 0.9


def points_of(mapping: ColumnMapping, found: Mapping[str, Guess], sample: pd.DataFrame) -> Points | None:
    """Return the points of the sample's rows by the columns that are taken for them, NaN where none is."""
    own = {guess.field: name for name, guess in {**mapping.guesses, **found}.items()}
    names = [own.get("latitude"), own.get("longitude")]
    if LATITUDE in sample:
        names = [LATITUDE, LONGITUDE]
    if names[0] is None or names[1] is None:
        return _pairs_of(own.get("coordinates"), sample)
    lats, lons = ([degree(text) for text in sample[name]] for name in names)
    return [lat if abs(lat) <= 90 else np.nan for lat in lats], lons


def _pairs_of(name: str | None, sample: pd.DataFrame) -> Points | None:
    """Return the points of a column that holds both coordinates."""
    if name is None:
        return None
    pairs = [read_pair(text) if text else None for text in sample[name]]
    points = [pair if isinstance(pair, tuple) else (np.nan, np.nan) for pair in pairs]
    return [point[0] for point in points], [point[1] for point in points]


def _elsewhere(column: Column, points: Points, sample: pd.DataFrame) -> float:
    """Return the share of points that lie in another country than a column would state."""
    stated = [countries.name(text) if text else None for text in sample[column.name]]
    known = [name is not None and np.isfinite(lat) for name, lat in zip(stated, points[0], strict=True)]
    doubts = pointcheck.PointCheck().check(*points, np.array(stated, dtype=object))
    return float((doubts.stated != "").sum()) / max(1, sum(known))


def doubtful_countries(
    rest: list[Column], mapping: ColumnMapping, found: Mapping[str, Guess], sample: pd.DataFrame
) -> list[Question]:
    """Ask of columns that hold countries whether they say where: the points or their names say that who."""
    points, asked = points_of(mapping, found, sample), []
    for column in [c for c in rest if are_countries(c)]:
        why = []
        away = _elsewhere(column, points, sample) if points is not None else 0.0
        if away >= NOWHERE and all(len(text) == 2 for text in column.distinct):
            rest.remove(column)  # two letters that lie nowhere near are signs of something else
            continue
        if away >= ELSEWHERE:
            why.append(f"{away:.0%} of the points lie elsewhere")
        signs = points is None and all(len(text) == 2 for text in column.distinct)
        if signs:
            why.append("provinces are written with two letters, too, and no points tell which it is")
        if speaks_of_somebody(column.name):
            why.append("its name speaks of a party")
        if not why:
            continue
        rest.remove(column)
        text = (
            f"The values of “{shown(column.name)}” are countries ({column.examples()}), but"
            f" {' and '.join(why)}."
        )
        province = {"admin1": "the province or state where it happened"} if signs else {}
        asked.append(Question(COLUMN, text, (column.name,), province | _WHO_OR_WHERE))
    return asked


BESIDE = "something else; keep it beside the events"
WHO = {
    "actor1": "a party, not said whether it attacked",
    "actor2": "the other party",
    "attacker": "who attacked",
    "target": "who was attacked",
}
"""What a column that names somebody can be, in the order in which it is offered."""
_WHO_OR_WHERE = {
    **{field: words for field, words in WHO.items() if field != "actor2"},
    "country": "where it happened",
    KEPT_BESIDE: BESIDE,
}


def without_elsewhere(
    mapping: ColumnMapping, columns: Mapping[str, Column], sample: pd.DataFrame
) -> ColumnMapping:
    """Drop a country in numbers that the points contradict: they are codes of another list than ISO's."""
    name = next((n for n, guess in mapping.guesses.items() if guess.field == "country"), None)
    column = columns.get(name) if name else None
    points = points_of(mapping, {}, sample)
    if column is None or points is None or column.share(str.isdigit) < 0.5:
        return mapping
    if _elsewhere(column, points, sample) < 0.5:
        return mapping
    said = (
        f"“{shown(column.name)}” is not taken for the country, which its name says: by its numbers"
        f" ({column.examples()}), read as ISO 3166 codes, the points lie elsewhere; it is kept"
        " beside the events."
    )
    return replace(
        mapping,
        fields={f: rule for f, rule in mapping.fields.items() if f != "country"},
        guesses={n: guess for n, guess in mapping.guesses.items() if n != name},
        questions=(*mapping.questions, said),
    )


def at_their_points(names: Sequence[str], column: Column, sample: pd.DataFrame, points: Points) -> bool:
    """Return whether names of the list lie where their rows do: a word that is one elsewhere does not."""
    first = {text: at for at, text in reversed(list(enumerate(sample[column.name])))}
    rows = [first[name] for name in names if name in first and np.isfinite(points[0][first[name]])]
    if not rows:
        return True
    lats, lons = (np.array([axis[row] for row in rows]) for axis in points)
    lands = countries_at(lats, lons, tolerance_m=pointcheck.BORDER_MARGIN_M)
    cells = [sample[column.name].iloc[row] for row in rows]
    found = geocoder.locate_many(pd.DataFrame({"place": cells, "country": list(lands)}))
    whole = found["reason"].fillna("").astype(str).str.startswith("Not found")  # its country stands for it
    there = (found["latitude"].notna() & ~whole).to_numpy()
    away = distance_m(
        lats, lons, found["latitude"].astype(float).to_numpy(), found["longitude"].astype(float).to_numpy()
    )
    return float((there & (away <= SAME_PLACE_M)).mean()) >= 0.5
