"""One event in several rows, one for each of its places: the further rows are its sites, counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from events.model import SITE_COLUMNS
from events.quoting import shown
from events.readers.table import GEOMETRY_COLUMNS

if TYPE_CHECKING:
    from events.importing.mapping import Plan

PLACE_FIELDS = (
    *("place", "admin1", "admin2", "country", "latitude", "longitude", "coordinates"),
    *("location_precision", "uncertainty_m", "location_note"),
)
"""Fields in which the rows of one event may differ when it happened at several places."""


def place_columns(plan: Plan) -> frozenset[str]:
    """Return the columns of a table that say where."""
    rules = [plan.rules[field] for field in PLACE_FIELDS if field in plan.rules]
    return frozenset(c for rule in rules for c in rule.columns) | (
        frozenset(GEOMETRY_COLUMNS) & set(plan.columns)
    )


def is_further_site(plan: Plan, first: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Return whether a row says of an event that came before that it happened elsewhere, too.

    All that it says of the event is the same (when, who, how many), and where is not. Columns that are kept
    beside the event may differ, as numbers of sites do.
    """
    where, beside = place_columns(plan), set(plan.kept)
    differing = {c for c, a, b in zip(plan.columns, first, own, strict=True) if a != b}
    return bool(differing & where) and differing <= where | beside


def words(key: str, first_row: int) -> str:
    """Say that a row is a further place of an event, as a warning does."""
    return (
        f"The row is a further place of the event “{shown(key)}” of row {first_row}: it is kept as a site of"
        " it, and its deaths are counted once."
    )


def sites_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return located rows (columns of events) as rows of the table of sites."""
    if not len(rows):
        return pd.DataFrame()
    text = rows["source_row"].astype("int64").astype(str)
    values: dict[str, Any] = {
        "site_id": rows["event_id"].astype("object") + "-row" + text,
        "event_id": rows["event_id"],
        "role": "impact",
        "seq": rows["source_row"].astype("int64"),
        "basis": "reported",
        "statement": "row " + text + " of " + rows["source_file"].astype("object"),
    }
    for name in ("place", "latitude", "longitude", "location_precision", "uncertainty_m", "located_by"):
        values[name] = rows[name] if name in rows else pd.Series([None] * len(rows), index=rows.index)
    for name in ("admin2", "admin1", "country"):
        if name in rows:
            values["place"] = values["place"].where(values["place"].notna(), rows[name])
    frame = pd.DataFrame(values).reindex(columns=[*SITE_COLUMNS])
    for name, kind in SITE_COLUMNS.items():
        if kind == "string":
            frame[name] = frame[name].astype("string")
        elif kind == "float64":
            frame[name] = pd.to_numeric(frame[name].astype("object"), errors="coerce").astype("float64")
    return frame.reset_index(drop=True)


__all__ = ["PLACE_FIELDS", "is_further_site", "place_columns", "sites_of", "words"]
