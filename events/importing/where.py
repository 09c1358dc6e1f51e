"""Where: coordinates as they came, or places that the gazetteer finds; never refused for want of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.cells import Cells, Reader, text_series
from events.importing.centroids import Centroids
from events.importing.point_checks import Misplaced
from events.importing.report import WARNINGS_PER_KIND, ImportReport
from events.importing.stated import Stated
from events.model import COARSE_PRECISIONS
from events.quoting import clipped, shown
from events.readers.table import GEOMETRY, GEOMETRY_COLUMNS
from events.values.names import clean_name
from events.values.numbers import read_degrees
from events.values.pairs import read_pair
from events.values.precision import NOT_STATED, of_radius, read_precision
from events.values.precision import Stated as StatedPrecision
from geo import countries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.importing.mapping import Plan

NEAR_M = 25_000.0
"""Radius of "near a known point", as UCDP defines its precision 2."""

NO_RADIUS_M = 9_999_999.0
"""Cursor on Target writes this circular error where none is known (and some tables 99999999)."""


class Where:
    """Reads the places of chunk after chunk."""

    def __init__(self, plan: Plan, report: ImportReport) -> None:
        self._plan = plan
        self._report = report
        self._names = Reader(clean_name)
        fips = bool(
            plan.rules.get("country") and plan.rules["country"].values.get("code list") == "FIPS 10-4"
        )
        self._countries = Reader(_fips_country if fips else _country)
        self._degrees = {axis: Reader(partial(read_degrees, axis=axis)) for axis in ("latitude", "longitude")}
        self._pairs = Reader(read_pair)
        self._misplaced = Misplaced(plan)
        self._stated = Stated(plan, report)
        self._centroids = Centroids(plan)

    def read(self, cells: Cells) -> dict[str, Any]:
        """Return the location columns of a chunk, before anything is looked up."""
        result: dict[str, Any] = {}
        for name in ("place", "admin1", "admin2"):
            if (text := cells.text(name)) is not None:
                result[name] = self._clean(text)
        if (text := cells.text("country")) is not None:
            values, codes = self._countries(text)
            result["country"] = pa.array(values, pa.large_string()).take(pa.array(codes))
        lat, lon = self._coordinates(cells)
        lat, lon = self._stated.fill(cells, lat, lon)
        lat, lon = self._checked(cells, lat, lon)
        result |= {"latitude": lat, "longitude": lon}
        result |= self._precision(cells, ~np.isnan(lat))
        self._centroids.look(cells, result)
        self._misplaced.look(cells, result)
        return result

    def finish(self) -> None:
        """Say what only the whole file tells about its points."""
        self._centroids.tell(self._report)
        self._misplaced.tell(self._report)

    def _clean(self, text: pa.Array) -> pa.Array:
        if pc.all(pc.string_is_ascii(text)).as_py() is not False:
            return text
        values, codes = self._names(text)
        return pa.array(values, pa.large_string()).take(pa.array(codes))

    def _coordinates(self, cells: Cells) -> tuple[np.ndarray, np.ndarray]:
        if {"latitude", "longitude"} <= set(self._plan.rules):
            lat, lon = self._axis(cells, "latitude"), self._axis(cells, "longitude")
            half = np.flatnonzero(np.isnan(lat) != np.isnan(lon))
            for row in half.tolist():
                missing = "latitude" if np.isnan(lat[row]) else "longitude"
                column = self._plan.column(missing)
                why = f"The row has no {missing}, though it has the other coordinate."
                cells.fault(np.array([row]), column, cells.text(missing), why, whole=True)
        else:
            lat, lon = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
        if "coordinates" in self._plan.rules:
            lat, lon = self._pair(cells, lat, lon)
        return lat, lon

    def _axis(self, cells: Cells, axis: str) -> np.ndarray:
        text = cells.text(axis)
        assert text is not None
        limit = 90.0 if axis == "latitude" else 180.0
        try:
            numbers = pc.cast(pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text), pa.float64())
            degrees: np.ndarray = numbers.to_numpy(zero_copy_only=False).copy()
            odd = (~np.isfinite(degrees) & pc.not_equal(text, "").to_numpy(zero_copy_only=False)) | (
                np.abs(degrees) > limit
            )
        except pa.ArrowInvalid:
            degrees, odd = np.full(len(cells), np.nan), np.ones(len(cells), bool)
        rows = np.flatnonzero(odd)
        if len(rows):
            some = text.take(pa.array(rows))
            values, codes = self._degrees[axis](some)
            column = self._plan.column(axis)
            for at, row in enumerate(rows.tolist()):
                value = values[codes[at]]
                if isinstance(value, str):
                    cells.fault(np.array([row]), column, text, value)
                    value = 0.0
                degrees[row] = np.nan if value is None else value
        return degrees

    def _pair(self, cells: Cells, lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        text = cells.text("coordinates")
        assert text is not None
        values, codes = self._pairs(text)
        column = self._plan.column("coordinates")
        for index, value in enumerate(values):
            rows = np.flatnonzero((codes == index) & np.isnan(lat))
            if isinstance(value, str):
                cells.fault(rows, column, text, value)
            elif value is not None:
                lat[rows], lon[rows] = value
        return lat, lon

    def _checked(self, cells: Cells, lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Take 0, 0 for "not known", as tables mean it, say so, and keep the words beside."""
        mask = (lat == 0) & (lon == 0)
        mask[list(cells.faults)] = False
        rows = np.flatnonzero(mask)
        if not len(rows):
            return lat, lon
        why = "The coordinates are 0, 0, which tables write for “not known”; they were left aside."
        column = self._plan.column("latitude") or self._plan.column("coordinates")
        for row in rows[:WARNINGS_PER_KIND].tolist():
            self._report.warn(why, **cells.place(row), column=column, value="0")
        self._report.count_more(column, why, max(0, len(rows) - WARNINGS_PER_KIND))
        for name in ("latitude", "longitude", "coordinates"):
            own, text = self._plan.column(name), cells.text(name)
            if own and own not in GEOMETRY_COLUMNS and text is not None:
                cells.more.setdefault(own, pc.if_else(pa.array(mask), text, ""))
        lat[rows] = lon[rows] = np.nan
        return lat, lon

    def _precision(self, cells: Cells, located: np.ndarray) -> dict[str, Any]:
        default = self._plan.mapping.default_precision
        precision = np.where(located, default, "unlocated").astype(object)
        uncertainty = np.full(len(cells), np.nan)
        if "location_precision" in self._plan.rules:
            coded, radii = self._said(cells, located)
            said = located & (coded != "")
            precision = np.where(said, np.where(coded == "unlocated", "region", coded), precision)
            uncertainty = np.where(said, radii, np.nan)
        uncertainty = np.where((precision == "near") & np.isnan(uncertainty), NEAR_M, uncertainty)
        if (radius := cells.text("uncertainty_m")) is not None:
            numbers = pd.to_numeric(text_series(radius).astype("object"), errors="coerce").to_numpy(
                dtype="float64", na_value=np.nan
            )
            numbers = np.where(numbers < NO_RADIUS_M, numbers, np.nan)
            uncertainty = np.where(numbers > 0, numbers, uncertainty)
            alone = located & (precision == NOT_STATED) & (numbers > 0)
            precision[alone] = [of_radius(radius_m) for radius_m in numbers[alone].tolist()]
        precision = self._by_geometry(cells, precision, located)
        return {"location_precision": precision, "uncertainty_m": uncertainty,
                "located_by": np.where(located, "source", "")}  # fmt: skip

    def _said(self, cells: Cells, located: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what each row states ("" for nothing) and its radius; words not known are told by row."""
        rule, text = self._plan.rules["location_precision"], cells.text("location_precision")
        assert text is not None
        column = self._plan.column("location_precision")
        encoded = text.dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        values = [_precision_of(rule.values, t, column or "") for t in encoded.dictionary.to_pylist()]
        for code, (raw, value) in enumerate(zip(encoded.dictionary.to_pylist(), values, strict=True)):
            if raw and value is None:
                self._tell_unread(cells, np.flatnonzero(located & (codes == code)), column, raw)
        raws = encoded.dictionary.to_pylist()
        said = [v or StatedPrecision(NOT_STATED if raw else "") for v, raw in zip(values, raws, strict=True)]
        names = np.array([v.precision for v in said] or [""], dtype=object)
        radii = np.array([v.radius_m or np.nan for v in said] or [np.nan], dtype=float)
        return names[codes], radii[codes]

    def _tell_unread(self, cells: Cells, rows: np.ndarray, column: str | None, raw: str) -> None:
        why = (
            f"“{shown(raw)}” in {shown(column)} is no known precision of a place; how well the place is"
            " known counts as not stated."
        )
        free = max(0, WARNINGS_PER_KIND - self._report.listed(column, why))
        for row in rows[:free].tolist():
            self._report.warn(why, **cells.place(row), column=column, value=clipped(raw))
        self._report.count_more(column, why, max(0, len(rows) - free))

    def _by_geometry(self, cells: Cells, precision: np.ndarray, located: np.ndarray) -> np.ndarray:
        """A line or an area is no sharp point: its middle stands for it, with its radius."""
        if GEOMETRY not in self._plan.columns:
            return precision
        kind = np.asarray(cells.column(GEOMETRY).to_pylist(), dtype=object)
        sharp = ~np.isin(precision, COARSE_PRECISIONS)
        for one in np.unique(kind[located]).tolist():
            if note := _shape_note(str(one)):
                cells.tell(self._report, np.flatnonzero(located & (kind == one)), GEOMETRY,
                           cells.column(GEOMETRY), note)  # fmt: skip
        return np.where(located & sharp & (kind != "Point") & (kind != ""), "region", precision)


def _shape_note(kind: str) -> str:
    """Return what becomes of a geometry that is no point; empty for a point."""
    if kind in ("", "Point"):
        return ""
    what = "is of several parts" if "Multi" in kind or "Collection" in kind else "is no point"
    crossing = " and its edge crosses itself" if kind.startswith("self-crossing") else ""
    return (
        f"{what}{crossing}: the event stands at a point within it, known to the radius that reaches all of it"
    )


def _precision_of(values: Mapping[str, str], text: str, column: str) -> StatedPrecision | None:
    """Read a precision by the mapping's codes, then by its words; codes without a mapping say nothing."""
    code = values.get(text) or values.get(text.removesuffix(".0"))
    return StatedPrecision(code) if code else read_precision(text, column)


def _country(text: str) -> str:
    if not text:
        return ""
    found = countries.name(text)
    if found is None and "(" in text:
        found = countries.name(text.split("(", maxsplit=1)[0].strip())
    return found or clean_name(text)


def _fips_country(text: str) -> str:
    found = countries.find_fips(text)
    return found.name if found else clean_name(text)
