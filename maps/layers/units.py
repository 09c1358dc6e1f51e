"""Events that are known only to a country, a province or the like: they are drawn on it, never as a point.

Decided here once for every renderer: which events those are, on which unit each is drawn, and where
the unit's badge stands. A country, first-level unit, continent, region or sea with an outline has it at
the outline's label place; what has none (a district, a region that nothing knows) has it where its events are
recorded, in the circle of their radius.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events import wording
from events.model import COARSE_PRECISIONS
from geo import countries
from geo.ground import units, wide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ground.outline import Outline

POINT, OWN_PLACE, FIRST = 0, 1, 2
"""Codes of the column ``unit``: no unit; a unit without an outline; the first of those with one."""


NAMED_BY = ("country", "admin1", "latitude", "longitude")
"""What tells an event's unit."""

AREA_BY = ("latitude", "longitude", "uncertainty_m", "place", "country")
"""What tells the continent, region or sea of an event."""


def assign(frame: pd.DataFrame) -> tuple[np.ndarray, tuple[Outline, ...]]:
    """Return for each event the code of the unit that it is drawn on, and the units with an outline.

    Parameters
    ----------
    frame : DataFrame
        Events with location_precision, latitude, longitude, and country, admin1, place and uncertainty_m
        where they are known.

    Returns
    -------
    tuple
        Codes as int32: `POINT`, `OWN_PLACE`, or `FIRST` and up, counting through the outlines.
    """
    precision = frame["location_precision"]
    located = (frame["latitude"].notna() & frame["longitude"].notna()).to_numpy(dtype=bool)
    coarse = precision.isin(COARSE_PRECISIONS).to_numpy(dtype=bool) & located
    codes = np.where(coarse, OWN_PLACE, POINT).astype("int32")
    outlines: list[Outline] = []
    for kind in units.LAYERS:
        rows = np.flatnonzero(coarse & (precision == kind).to_numpy(dtype=bool, na_value=False))
        if not len(rows):
            continue
        numbers = _numbers(frame, rows, kind)
        shapes = {n: units.outline(kind, n) for n in np.unique(numbers[numbers >= 0]).tolist()}
        codes[rows] = _coded(numbers, shapes, outlines)
    rows = np.flatnonzero(coarse & precision.isin(units.AREAS).to_numpy(dtype=bool))
    if len(rows):
        numbers, areas = _areas(frame, rows)
        codes[rows] = _coded(numbers, dict(enumerate(areas)), outlines)
    return codes, tuple(outlines)


def _coded(numbers: np.ndarray, shapes: dict[int, Outline | None], outlines: list[Outline]) -> np.ndarray:
    """The codes of events by their units' numbers; the outlines of those that have one are appended."""
    found: dict[int, int] = {}
    for number, shape in shapes.items():
        if shape is not None:
            found[number] = FIRST + len(outlines)
            outlines.append(shape)
    distinct, of = np.unique(numbers, return_inverse=True)
    coded = [found.get(number, OWN_PLACE) for number in distinct.tolist()]
    return np.array(coded, dtype="int32")[of.reshape(-1)]


def _areas(frame: pd.DataFrame, rows: np.ndarray) -> tuple[np.ndarray, list[Outline | None]]:
    """The number of the continent, region or sea of each event (-1: none is known), and those areas."""
    part = frame[[name for name in AREA_BY if name in frame]].iloc[rows]
    of = part.groupby(list(part), dropna=False, sort=False).ngroup().to_numpy()
    first = np.unique(of, return_index=True)[1]
    asked = [
        {key: value for key, value in row.items() if value is not None and value == value}
        for row in part.iloc[first].to_dict("records")
    ]
    names = [
        wide.area_of(
            row["latitude"], row["longitude"], row.get("uncertainty_m"), row.get("place"), row.get("country")
        )
        for row in asked
    ]
    kept = list(dict.fromkeys(name for name in names if name is not None))
    numbers = np.array([-1 if name is None else kept.index(name) for name in names], dtype="int64")
    return numbers[of], [wide.outline(name) for name in kept]


def _numbers(frame: pd.DataFrame, rows: np.ndarray, kind: str) -> np.ndarray:
    """The unit's row in its layer for each event: by its names, else by its point."""
    part = frame[[name for name in NAMED_BY if name in frame]].iloc[rows]
    index = np.zeros(len(part), dtype="int64")
    names: list[list[str | None]] = [[None], [None]]
    for place, column in enumerate(name for name in ("country", "admin1") if name in part):
        codes, distinct = pd.factorize(part[column])
        names[place] = [None, *(str(value) for value in distinct)]
        index = index * len(names[place]) + codes + 1
    pairs, of = np.unique(index, return_inverse=True)
    named = []
    for pair in pairs.tolist():
        country, admin1 = divmod(pair, len(names[1])) if "admin1" in part else (pair, 0)
        number = units.number_named(kind, names[0][country], names[1][admin1])
        named.append(-1 if number is None else number)
    numbers = np.array(named, dtype="int64")[of.reshape(-1)]
    lost = np.flatnonzero(numbers < 0)
    if len(lost):
        places = part.iloc[lost]
        lats, lons = (places[name].to_numpy("float64") for name in ("latitude", "longitude"))
        numbers[lost] = units.numbers_at(kind, lats, lons)
    return numbers


def codes_of(frame: pd.DataFrame) -> np.ndarray:
    """Return the column ``unit`` of events; events that were never assigned are points."""
    return frame["unit"].to_numpy("int32") if "unit" in frame else np.zeros(len(frame), dtype="int32")


def names_of(frame: pd.DataFrame, outlines: Sequence[Outline]) -> list[str]:
    """Return what each event's badge calls its unit, "" for a point.

    A unit without an outline is called by how sharply it is known; one whose extent is not known
    either says so: where it stands is all that its source gave.
    """
    precisions = frame["location_precision"].tolist()
    radii = frame["uncertainty_m"].to_numpy("float64", na_value=np.nan)
    names = []
    for code, precision, radius_m in zip(codes_of(frame).tolist(), precisions, radii.tolist(), strict=True):
        own = wording.precision(precision) + ("" if radius_m > 0 else ", extent not known")
        names.append(outlines[code - FIRST].name if code >= FIRST else own if code == OWN_PLACE else "")
    return names


def country_of(unit: Outline) -> str:
    """Return the name of the country that a unit is one of, "" for what no country holds."""
    return (countries.name(unit.country) or "") if unit.country else ""


def whole_country(name: str) -> Outline | None:
    """Return the outline of a country by its name, None for a name of none."""
    number = units.number_named("country", name, None)
    return units.outline("country", number) if number is not None else None


def stands(frame: pd.DataFrame, outlines: Sequence[Outline]) -> tuple[np.ndarray, np.ndarray]:
    """Return longitude and latitude of where each event is drawn: its place, or its unit's badge."""
    lon = frame["longitude"].to_numpy("float64", na_value=np.nan).copy()
    lat = frame["latitude"].to_numpy("float64", na_value=np.nan).copy()
    codes = codes_of(frame)
    on_unit = codes >= FIRST
    if on_unit.any():
        places = np.array([(unit.longitude, unit.latitude) for unit in outlines])
        lon[on_unit], lat[on_unit] = places[codes[on_unit] - FIRST].T
    return lon, lat
