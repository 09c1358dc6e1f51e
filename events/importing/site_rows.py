"""One event in several rows, one for each of its places: the further rows are its sites, counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from events.model import SITE_COLUMNS
from events.quoting import shown
from events.readers.table import GEOMETRY_COLUMNS
from events.vocabulary.missing import is_missing

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
    beside the event may differ, as numbers of sites do, and so may its notes, which are told with the site.
    """
    where, free = place_columns(plan), set(plan.kept) | _noted(plan)
    differing = {c for c, a, b in zip(plan.columns, first, own, strict=True) if a != b}
    return bool(differing & where) and differing <= where | free


def own_notes(plan: Plan, first: tuple[str, ...], own: tuple[str, ...]) -> str:
    """Return what a further row of an event notes that the first one does not."""
    noted = _noted(plan)
    cells = zip(plan.columns, first, own, strict=True)
    return "; ".join(b for c, a, b in cells if c in noted and a != b and b and not is_missing(b))


def _noted(plan: Plan) -> frozenset[str]:
    rules = [plan.rules[field] for field in ("notes", "title", "location_note") if field in plan.rules]
    return frozenset(c for rule in rules for c in rule.columns)


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
        "statement": "row " + text + " of " + rows["source_file"].astype("object") + _noted_there(rows),
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


def _noted_there(rows: pd.DataFrame) -> pd.Series[str]:
    """Return ": " and the notes of each row, empty text where it has none of its own."""
    notes = rows["notes"].astype("object") if "notes" in rows else pd.Series(None, index=rows.index)
    return (": " + notes).where(notes.notna() & (notes != ""), "")


__all__ = ["PLACE_FIELDS", "is_further_site", "own_notes", "place_columns", "sites_of", "words"]
