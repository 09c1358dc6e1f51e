"""Names from one's own past events: tables that carry a place text and its coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo import countries
from geo.errors import GazetteerInputError
from geo.gazetteer import layers, names
from geo.gazetteer.compiler import Record
from geo.geocoding.ranking import apart_m

if TYPE_CHECKING:
    from pathlib import Path

    from geo.gazetteer.layers import Layer, Progress

APART_M = 20_000.0
"""Positions of one name in one unit farther apart than this are two places."""

LEAST_RADIUS_M = 1_000.0
COARSE = {
    "location_precision": {"adm1", "adm2", "region", "country", "continent", "sea", "unlocated"},
    "where_prec": {"3", "4", "5", "6", "7"},
    "geo_precision": {"2", "3"},
    "precision": {"3", "4", "5", "6", "7", "adm1", "adm2", "region", "country", "continent", "sea"},
}
"""What the precision columns of event tables say of positions that are no point: these rows teach nothing."""


def learn(
    frame: pd.DataFrame,
    *,
    name: str = "learned",
    source: str = "events",
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Layer:
    """Make a layer of the places of an event table.

    Parameters
    ----------
    frame : DataFrame
        Columns ``place``, ``latitude``, ``longitude`` (WGS 84 degrees) and, where known, ``country``,
        ``admin1``, ``dataset`` (where a row is from; `source` for all rows otherwise) and a precision
        column (see `COARSE`): rows that are coarse are left out.
    name : str
        The layer's name; one of that name is replaced.
    source : str
        What the table is called.
    folder : Path, optional
        Where layers are kept; `gazetteer_layers.default_folder` when not given.
    progress : callable, optional
        Told how far it is.

    Returns
    -------
    Layer

    Raises
    ------
    GazetteerInputError
        When the table lacks a column or no row teaches anything.
    """
    missing = [c for c in ("place", "latitude", "longitude") if c not in frame]
    if missing:
        raise GazetteerInputError(f"The table has no column {', '.join(missing)} to learn from.")
    rows = _usable(frame, source)
    if rows.empty:
        raise GazetteerInputError("No row of the table has a place with a sharp position to learn from.")
    sources = tuple(sorted(rows["source"].unique()))[:255]
    number = {s: i for i, s in enumerate(sources)}
    records, units = [], []
    for (code, unit, _), group in rows.groupby(["country", "admin1", "key"], sort=True):
        for members in _clusters(group):
            records.append(_record(members, str(code), number))
            units.append((str(code), str(unit)) if code and unit else None)
    target = folder or layers.default_folder()
    return layers.write(records, units, name, "learned from events", sources, target, progress)


def _usable(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "place": frame["place"].astype("object").where(frame["place"].notna(), ""),
            "latitude": pd.to_numeric(frame["latitude"], errors="coerce"),
            "longitude": pd.to_numeric(frame["longitude"], errors="coerce"),
            "source": frame["dataset"].fillna(source).astype(str) if "dataset" in frame else source,
        }
    )
    for column in ("country", "admin1"):
        rows[column] = frame[column].fillna("").astype(str) if column in frame else ""
    keep = (
        rows["latitude"].abs().le(90)
        & rows["longitude"].abs().le(180)
        & ~(rows["latitude"].eq(0) & rows["longitude"].eq(0))
    )
    for column, coarse in COARSE.items():
        if column in frame:
            keep &= ~frame[column].astype(str).str.removesuffix(".0").isin(coarse)
    rows = rows[keep & rows["place"].map(lambda p: isinstance(p, str))].copy()
    known = {c: countries.alpha2(c) or "" for c in rows["country"].unique()}
    rows["country"] = rows["country"].map(known)
    keys = {p: names.folded(names.basic(p)) for p in rows["place"].unique()}
    rows["key"] = rows["place"].map(keys)
    return rows[rows["key"].ne("")]


def _clusters(group: pd.DataFrame) -> list[pd.DataFrame]:
    """Split rows of one name into places: each row joins the first place within `APART_M` of its first
    row."""
    if len(group) == 1:
        return [group]
    labels: list[int] = []
    heads: list[tuple[float, float]] = []
    for lat, lon in zip(group["latitude"], group["longitude"], strict=True):
        near = next((i for i, head in enumerate(heads) if apart_m(*head, lat, lon) <= APART_M), len(heads))
        if near == len(heads):
            heads.append((lat, lon))
        labels.append(near)
    return [group[np.array(labels) == i] for i in range(len(heads))]


def _record(rows: pd.DataFrame, country: str, number: dict[str, int]) -> Record:
    lat, lon = float(rows["latitude"].median()), float(rows["longitude"].median())
    spread = max(apart_m(lat, lon, a, b) for a, b in zip(rows["latitude"], rows["longitude"], strict=True))
    source = rows["source"].mode().iloc[0]
    spellings = tuple(rows["place"].value_counts().index[:20])
    return Record(
        spellings,
        lat,
        lon,
        country,
        "learned",
        0,
        max(spread, LEAST_RADIUS_M),
        (),
        min(len(rows), 1000),
        number.get(source, 0),
    )
