"""Points that stand for a whole country or unit though nobody says so: told, and taken so where it is sure.

Sure is: the row names the country (or unit) alone, and its point is the middle of it, or the one point on
which most rows lie that name it alone. Everything else is a warning; the point stays as the source has it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from events.importing.refused import Item
from events.importing.report import WARNINGS_PER_KIND, ImportReport
from events.values.precision import NOT_STATED
from geo.ground.centroids import middles_at

if TYPE_CHECKING:
    from events.importing.cells import Cells
    from events.importing.mapping import Plan

MANY_ROWS = 3
"""Rows of one country or unit on one point, from which on they are no accident."""
MOST = 0.5
"""Share of the rows that name a country or unit alone which lie on that one point."""
WHOLE = (0.0, 0.5)
"""Fractions of a degree in which lists of countries give their middles (the CIA's World Factbook does)."""
_MIDDLE = "points on the middle of a country or unit"
_LEVELS = (("country", "country", ("place", "admin1", "admin2")), ("adm1", "admin1", ("place", "admin2")))
"""The precision that a row is known to, the field that names it, and those that must be empty."""


class Centroids:
    """Looks at points whose precision nobody states, chunk after chunk; ``tell`` says what was found."""

    def __init__(self, plan: Plan) -> None:
        self._column = plan.column("latitude") or plan.column("coordinates")
        self._names = {name for name in ("place", "admin1", "admin2") if name in plan.rules}
        self._items: list[Item] = []
        self._middles = 0
        self._taken: Counter[tuple[str, str, str]] = Counter()

    def look(self, cells: Cells, found: dict[str, Any]) -> None:
        """Look at the location columns of a chunk; precisions that are sure are written into them."""
        precision = found["location_precision"]
        asked = np.flatnonzero(precision == NOT_STATED)
        if not len(asked):
            return
        lat, lon = found["latitude"], found["longitude"]
        middles = middles_at(lat[asked], lon[asked])
        kind, name = np.full(len(precision), "", object), np.full(len(precision), "", object)
        kind[asked], name[asked] = middles.kinds, middles.names
        note = np.full(len(precision), "", object)
        rest = np.zeros(len(precision), bool)
        rest[asked] = True
        for level, field, others in _LEVELS:
            sure = self._sure(found, rest, kind == level, field, others)
            precision[sure] = level
            for row in np.flatnonzero(sure).tolist():
                said = str(found[field][row])
                self._taken[level, said, f"{lat[row]:.4f}, {lon[row]:.4f}"] += 1
                note[row] = f"The source names only {said} and gives one point for it."
            rest &= ~sure
        if (note != "").any():
            found["location_note"] = pa.array(note, pa.large_string())
        told = rest & ((kind == "country") | ((kind == "adm1") & _by_no_place(found)))
        self._warn(cells, np.flatnonzero(told), kind, name, lat, lon)

    def _sure(
        self,
        found: dict[str, Any],
        rest: np.ndarray,
        middle: np.ndarray,
        field: str,
        others: tuple[str, ...],
    ) -> np.ndarray:
        """Return the rows that name a country or unit alone, and whose point can stand only for it."""
        if field not in found or not self._names - {field}:
            return np.zeros(len(rest), bool)  # no row of such a table could name more
        alone = rest & _filled(found[field])
        for other in others:
            if other in found:
                alone &= ~_filled(found[other])
        rows = np.flatnonzero(alone)
        if not len(rows):
            return alone
        frame = pd.DataFrame(
            {
                "name": np.asarray(found[field].to_pylist(), dtype=object)[rows],
                "country": _texts(found, "country", rows),
                "lat": found["latitude"][rows],
                "lon": found["longitude"][rows],
            }
        )
        here = frame.groupby(["name", "country", "lat", "lon"])["lat"].transform("size").to_numpy()
        all_ = frame.groupby(["name", "country"])["lat"].transform("size").to_numpy()
        sure = np.zeros(len(rest), bool)
        rounded = np.isin(frame[["lat", "lon"]].to_numpy() % 1, WHOLE).all(axis=1) & (field == "country")
        sure[rows] = ((here >= MANY_ROWS) & (here >= MOST * all_)) | middle[rows] | rounded
        return sure

    def _warn(
        self,
        cells: Cells,
        rows: np.ndarray,
        kind: np.ndarray,
        name: np.ndarray,
        lat: np.ndarray,
        lon: np.ndarray,
    ) -> None:
        self._middles += len(rows)
        for row in rows[: max(0, WARNINGS_PER_KIND - len(self._items))].tolist():
            what = "country" if kind[row] == "country" else "first-level unit"
            said = (
                f"The point is the middle of {name[row]} ({what}) and its precision is not stated: it may"
                " stand for all of it."
            )
            place = f"{lat[row]:.4f}, {lon[row]:.4f}"
            self._items.append(Item(said, column=self._column, value=place, **cells.place(row)))

    def tell(self, report: ImportReport) -> None:
        """Give the warnings to the report."""
        for (level, said, at), count in self._taken.items():
            what = "country" if level == "country" else "first-level unit"
            report.warn(
                f"{count:,} row(s) name only {said} and lie on one point ({at}): they are taken to be known"
                f" to the {what}, not to that point.",
                column=self._column,
                value=at,
            )
        for item in self._items:
            report.warn(
                item.message,
                kind=_MIDDLE,
                **{n: getattr(item, n) for n in ("row", "record", "column", "value")},
            )
        report.count_more(self._column, _MIDDLE, self._middles - len(self._items))


def _by_no_place(found: dict[str, Any]) -> np.ndarray:
    """Rows without a place, or on a point of several places: a town may lie in the middle of its unit."""
    count = len(found["latitude"])
    place = _texts(found, "place", np.arange(count))
    frame = pd.DataFrame({"lat": found["latitude"], "lon": found["longitude"], "place": place})
    apart = frame.groupby(["lat", "lon"], dropna=False)["place"].transform("nunique").to_numpy()
    return np.asarray((place == "") | (apart >= MANY_ROWS), dtype=bool)


def _filled(text: pa.Array) -> np.ndarray:
    return np.array([bool(value) for value in text.to_pylist()], dtype=bool)


def _texts(found: dict[str, Any], name: str, rows: np.ndarray) -> np.ndarray:
    if name not in found:
        return np.full(len(rows), "", dtype=object)
    return np.asarray(found[name].to_pylist(), dtype=object)[rows]


__all__ = ["Centroids"]
