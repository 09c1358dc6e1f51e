"""Points that may not be where they belong: said row by row, or once where it is the whole file."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from events.importing.refused import Item
from events.importing.report import WARNINGS_PER_KIND, ImportReport
from events.quoting import shown
from geo.ground import pointcheck

if TYPE_CHECKING:
    from events.importing.cells import Cells
    from events.importing.mapping import Plan


_METRES = re.compile(r"^\D{0,3}\d{4,}")
"""Four digits before the point: no degrees, whichever column they stand in."""
WHOLE_FILE_ROWS = 5
"""An exchange is said of the whole file when it would put right half of its points, and at least these."""


class Misplaced:
    """Collects what is odd about the points of chunk after chunk; ``tell`` says it at the end."""

    def __init__(self, plan: Plan) -> None:
        self._columns = [c for n in ("latitude", "longitude") if (c := plan.column(n))]
        if len(self._columns) < 2:
            self._columns = [c for c in [plan.column("coordinates")] if c]
        self._check: pointcheck.PointCheck | None = None
        self._items: dict[tuple[str, str], list[Item]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._points = 0
        self._beyond = 0
        self._projected = 0

    def look(self, cells: Cells, found: dict[str, Any]) -> None:
        """Look at the points of a chunk (latitude, longitude, country and precision as they were read)."""
        lat, lon = found["latitude"].copy(), found["longitude"]
        refused = np.array(sorted(cells.faults), dtype="int64")
        lat[refused] = np.nan
        first = self._columns[0] if self._columns else None
        beyond = [value for c, value, why in cells.faults.values() if c == first and "is outside −90" in why]
        self._beyond += len(beyond)
        self._projected += sum(value is not None and _METRES.search(value) is not None for value in beyond)
        points = int(np.isfinite(lat).sum())
        if not points:
            return
        self._points += points
        self._check = self._check or pointcheck.PointCheck()
        country = found.get("country")
        if country is not None:
            listed = country.dictionary_encode()
            names = pd.Index(listed.dictionary.to_pylist(), dtype=object)
            country = pd.Categorical.from_codes(listed.indices.to_numpy(zero_copy_only=False), names)
        doubts = self._check.check(
            lat,
            lon,
            country,
            precisions=found["location_precision"],
            radii_m=found["uncertainty_m"],
        )
        kinds = pd.Series(list(zip(doubts.kinds, doubts.fixes, strict=True)), dtype=object)
        for index, key in enumerate(kinds):
            self._counts[key] += 1
            if self._counts[key] <= WARNINGS_PER_KIND:
                self._items.setdefault(key, []).append(self._item(cells, doubts, index))

    def _item(self, cells: Cells, doubts: pointcheck.Doubts, index: int) -> Item:
        row = int(doubts.rows[index])
        value = ", ".join(cells.column(c)[row].as_py() for c in self._columns)
        return Item(doubts.words(index), column=self._columns[0], value=value[:200], **cells.place(row))

    def tell(self, report: ImportReport) -> None:
        """Give the warnings to the report."""
        if self._beyond and 2 * self._beyond >= self._points + self._beyond:
            said = f"{self._beyond:,} values of {shown(self._columns[0])} are outside −90 to 90, as "
            if 2 * self._projected >= self._beyond:
                said += (
                    "no degrees are: they seem to be in metres of a projection, which a table does not name."
                )
                said += (
                    " Import a file that names it (GeoPackage, GeoJSON), or convert them to WGS 84 degrees."
                )
            else:
                said += f"only a longitude can be: {self._exchanged('swapped')}."
            report.warn(said, column=self._columns[0])
        for (kind, fix), count in self._counts.items():
            whole = fix and count >= WHOLE_FILE_ROWS and 2 * count >= self._points
            if whole:
                report.warn(self._whole_file(fix, count), column=self._columns[0])
                continue
            for item in self._items[kind, fix]:
                report.warn(
                    item.message,
                    kind=kind,
                    **{n: getattr(item, n) for n in ("row", "record", "column", "value")},
                )
            report.count_more(self._columns[0], kind, count - len(self._items[kind, fix]))

    def _whole_file(self, fix: str, count: int) -> str:
        return (
            f"{count:,} of {self._points:,} points lie elsewhere than stated, and"
            f" {pointcheck.EXCHANGES[fix]} they would lie there: {self._exchanged(fix)}."
            " They were imported as they stand."
        )

    def _exchanged(self, fix: str) -> str:
        if fix != "swapped":
            return "the minus signs of the file seem to be lost or wrong"
        names = " and ".join(shown(c) for c in self._columns)
        both = "the columns" if len(self._columns) == 2 else "the two numbers in"
        return f"{both} {names} seem to be exchanged; if so, import the file again with the other order"
