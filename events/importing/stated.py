"""Coordinates in columns beside a geometry: they count where a row has none, and are held against it else.

The geometry is the place, whatever the mapping: one rule for all files and rows. What a row's columns
say otherwise is told by row, with both places and how far they are apart, and is kept beside the event.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.cells import Cells, Reader
from events.quoting import clipped, shown
from events.readers.table import RADIUS
from events.values.numbers import read_degrees
from events.values.pairs import read_pair
from geo.geocoding.regions import km
from geo.rings import distance_m

if TYPE_CHECKING:
    from collections.abc import Callable

    from events.importing.mapping import Plan
    from events.importing.report import ImportReport

SAME_DEG = 0.001
"""Two places that differ by no more than this (110 m of latitude) are one: projections and datums do."""
COARSEST_DEG = 0.1
"""The most that rounding explains: a whole number can be one that is not rounded at all."""
_FIELDS = ("latitude", "longitude", "coordinates")
_APART = "the geometry and the coordinates in columns are two places; the geometry counts"


class Stated:
    """Compares and fills the points of chunk after chunk.

    Parameters
    ----------
    plan : Plan
        Its ``stated`` are the rules of the columns.
    report : ImportReport
        Takes a warning for each row whose columns say another place.
    """

    def __init__(self, plan: Plan, report: ImportReport) -> None:
        self._plan, self._report = plan, report
        axes = ("latitude", "longitude")
        self._axes = {axis: Reader(partial(read_degrees, axis=axis)) for axis in axes}
        self._pairs = Reader(read_pair)

    def fill(self, cells: Cells, lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the points (degrees) with those of the columns where a row has no geometry."""
        if not set(_FIELDS) & set(self._plan.stated):
            return lat, lon
        own_lat, own_lon, step, problems = self._read(cells)
        known = ~np.isnan(own_lat) & ~np.isnan(own_lon)
        blank = np.isnan(lat) | ((lat == 0) & (lon == 0) & known)
        blank[list(cells.faults)] = False
        lat, lon = np.where(blank & known, own_lat, lat), np.where(blank & known, own_lon, lon)
        for row, (column, why) in problems.items():
            if blank[row]:
                cells.fault(np.array([row]), column, self._text(cells, column), why)
        half = np.flatnonzero(blank & (np.isnan(own_lat) != np.isnan(own_lon)))
        for row in half.tolist():
            missing = "latitude" if np.isnan(own_lat[row]) else "longitude"
            why = f"The row has no {missing}, though it has the other coordinate."
            cells.fault(np.array([row]), self._column(missing), cells.stated(missing), why, whole=True)
        shaped = ~blank & ~np.isnan(lat)
        shaped[list(cells.faults)] = False
        unread = np.zeros(len(cells), bool)
        unread[list(problems)] = True
        self._keep(cells, self._told(cells, (lat, lon), (own_lat, own_lon), shaped & known, step) | (
            shaped & (unread | (np.isnan(own_lat) != np.isnan(own_lon)))))  # fmt: skip
        return lat, lon

    def _read(
        self, cells: Cells
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[int, tuple[str | None, str]]]:
        """Return the columns' latitudes and longitudes, to what step they are rounded, and what is wrong."""
        count = len(cells)
        degrees = {axis: np.full(count, np.nan) for axis in self._axes}
        step = np.full(count, SAME_DEG)
        problems: dict[int, tuple[str | None, str]] = {}
        for axis, reader in self._axes.items():
            if (text := cells.stated(axis)) is not None and {*self._axes} <= set(self._plan.stated):
                degrees[axis], step = self._values(text, reader, axis, step, problems, lambda value: value)
        if (text := cells.stated("coordinates")) is not None:
            for at, axis in enumerate(self._axes):
                part = partial(lambda value, at: None if value is None else value[at], at=at)
                found, step = self._values(text, self._pairs, "coordinates", step, problems, part)
                degrees[axis] = np.where(np.isnan(degrees[axis]), found, degrees[axis])
        return degrees["latitude"], degrees["longitude"], step, problems

    def _values(
        self,
        text: pa.Array,
        reader: Reader,  # type: ignore[type-arg]
        target: str,
        step: np.ndarray,
        problems: dict[int, tuple[str | None, str]],
        part: Callable,  # type: ignore[type-arg]
    ) -> tuple[np.ndarray, np.ndarray]:
        values, codes = reader(text)
        for index, value in enumerate(values):
            if isinstance(value, str):
                found = np.flatnonzero(codes == index).tolist()
                problems.update({row: (self._column(target), value) for row in found})
        numbers = [None if isinstance(value, str) else part(value) for value in values] or [None]
        degrees = np.array([np.nan if n is None else n for n in numbers], dtype="float64")[codes]
        decimals = pc.utf8_length(pc.replace_substring_regex(text, r"^[^.,]*[.,]?(\d*).*$", r"\1"))
        own = 10.0 ** -np.maximum(decimals.to_numpy(zero_copy_only=False), 1.0)
        return degrees, np.maximum(step, np.minimum(own, COARSEST_DEG))

    def _told(
        self,
        cells: Cells,
        place: tuple[np.ndarray, np.ndarray],
        own: tuple[np.ndarray, np.ndarray],
        both: np.ndarray,
        step: np.ndarray,
    ) -> np.ndarray:
        """Warn of each row whose columns say another place than its geometry; return which these are."""
        around = np.abs(place[1] - own[1])
        apart = both & (
            (np.abs(place[0] - own[0]) > step * 1.001)
            | (np.minimum(around, np.abs(360 - around)) > step * 1.001)
        )
        rows = np.flatnonzero(apart)
        far = distance_m(place[0][rows], place[1][rows], own[0][rows], own[1][rows])
        radius = pd.to_numeric(pd.Series(cells.column(RADIUS).to_pylist()), errors="coerce").fillna(0.0)
        beyond = far > radius.to_numpy()[rows]
        apart[rows[~beyond]] = False
        for row, metres in zip(rows[beyond].tolist(), far[beyond].tolist(), strict=True):
            here, there = ((float(p[0][row]), float(p[1][row])) for p in (place, own))
            self._report.warn(
                f"The geometry is at {_point(here)}, {self._named()} say {_point(there)}, {km(metres)} away;"
                " the geometry counts.",
                kind=_APART,
                **cells.place(row),
                column=self._column("latitude") or self._column("coordinates"),
                value=clipped(", ".join(self._texts(cells, row))),
            )
        return apart

    def _keep(self, cells: Cells, rows: np.ndarray) -> None:
        """Keep beside the event what the columns of these rows say."""
        for target in _FIELDS:
            text, column = cells.stated(target), self._column(target)
            if text is not None and column and rows.any():
                cells.more.setdefault(column, pc.if_else(pa.array(rows), text, ""))

    def _column(self, target: str) -> str | None:
        rule = self._plan.stated.get(target)
        return rule.columns[0] if rule and rule.columns else None

    def _named(self) -> str:
        return " and ".join(shown(c) for target in _FIELDS if (c := self._column(target)))

    def _texts(self, cells: Cells, row: int) -> list[str]:
        return [text[row].as_py() for target in _FIELDS if (text := cells.stated(target)) is not None]

    def _text(self, cells: Cells, column: str | None) -> pa.Array | None:
        return cells.column(column) if column else None


def _point(place: tuple[float, float]) -> str:
    return f"{place[0]:.4f}, {place[1]:.4f}"
