"""Whether "NA" in a column of countries is Namibia, or the cell that R and others write where nothing is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.readers.table import LATITUDE, LONGITUDE, RawTable
from events.values.numbers import read_degrees
from geo import countries
from geo.ground.land import countries_at

if TYPE_CHECKING:
    from events.importing.mapping import Mapping

NEIGHBOURS = frozenset(("AO", "BW", "ZA", "ZM", "ZW"))
"""ISO 3166-1 codes of the countries next to Namibia (and Zimbabwe at the four corners)."""
_CODE = re.compile(r"[A-Z]{2}$")


def speaks_of_namibia(table: RawTable, mapping: Mapping) -> bool:
    """Return whether a file writes NA for Namibia.

    It does where its countries are two-letter codes, and most points of the rows with NA lie there; or,
    without such points, where neighbours of Namibia are among the codes and no other column has NA.

    Parameters
    ----------
    table : RawTable
        Is gone through once, and only where its countries are two-letter codes.
    mapping : Mapping
    """
    rule = mapping.fields["country"]
    name = next((c for c in rule.columns if c in table.columns), None)
    if name is None or rule.values or mapping.recognise:
        return False
    first = next(table.chunks(None), None)
    if first is None or not _are_codes(first.table.column(name)):
        return False
    others = [c for c in first.table.column_names if c != name]
    elsewhere = any(pc.any(pc.equal(first.table.column(c), "NA")).as_py() for c in others)
    lat, lon = (_column_of(mapping, table, field) for field in ("latitude", "longitude"))
    codes: set[str] = set()
    inside = known = 0
    for chunk in table.chunks(list(dict.fromkeys(c for c in (name, lat, lon) if c))):
        text = pc.utf8_trim_whitespace(chunk.table.column(name))
        codes |= set(text.unique().to_pylist())
        rows = pa.array(np.flatnonzero(pc.equal(text, "NA").to_numpy()))
        if lat and lon and len(rows):
            lats, lons = (_degrees(chunk.table.column(c).take(rows)) for c in (lat, lon))
            lands = countries_at(lats, lons)[np.isfinite(lats) & np.isfinite(lons)]
            known += len(lands)
            inside += sum(land == "Namibia" for land in lands)
    if "NA" not in codes:
        return False
    return inside > known / 2 if known else bool(codes & NEIGHBOURS) and not elsewhere


def _are_codes(column: pa.ChunkedArray) -> bool:
    texts = {text.strip() for text in column.unique().to_pylist()} - {"", "NA"}
    return bool(texts) and all(_CODE.match(text) and countries.find(text) for text in texts)


def _column_of(mapping: Mapping, table: RawTable, field: str) -> str | None:
    if LATITUDE in table.columns:
        return LATITUDE if field == "latitude" else LONGITUDE
    rule = mapping.fields.get(field)
    return next((c for c in rule.columns if c in table.columns), None) if rule else None


def _degrees(column: pa.ChunkedArray) -> np.ndarray:
    values = [read_degrees(text, axis="longitude") for text in column.to_pylist()]
    return np.array([v if isinstance(v, float) else np.nan for v in values], dtype="float64")


__all__ = ["NEIGHBOURS", "speaks_of_namibia"]
