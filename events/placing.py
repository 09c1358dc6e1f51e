"""Events that came without coordinates get them from their place, or the reason why not."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from events.report import WARNINGS_PER_KIND, ImportReport
from geo import geocoder

if TYPE_CHECKING:
    from events.store import Store

_GIVEN = ("place", "country", "admin1")


def place_events(frame: pd.DataFrame, report: ImportReport, store: Store | None = None) -> None:
    """Fill the location columns of the events without coordinates, in place.

    A row whose place is not found stays unlocated, with the reason in ``location_note``;
    it is never refused for that.
    """
    _give_radius(frame)
    without = frame["latitude"].isna()
    if not without.any():
        return
    rows = frame.loc[without]
    asked = pd.DataFrame({name: rows[name].astype("object").where(rows[name].notna(), None) if name in rows else None
                          for name in _GIVEN}, index=rows.index)  # fmt: skip
    distinct = asked.drop_duplicates().reset_index(drop=True)
    answers = geocoder.locate_many(distinct)
    keyed = distinct.assign(answer=range(len(distinct)))
    at = asked.merge(keyed, on=list(_GIVEN), how="left", validate="many_to_one")["answer"].to_numpy()
    found = answers.iloc[at].reset_index(drop=True)
    found.index = rows.index
    for name in ("latitude", "longitude", "uncertainty_m"):
        frame.loc[without, name] = found[name].astype("float64")
    located = found["latitude"].notna()
    for name in ("location_precision", "located_by"):
        values = frame[name].astype("object")
        values.loc[without] = found[name].where(
            located, "unlocated" if name == "location_precision" else None
        )
        frame[name] = values.where(values.notna(), None)
    notes = (
        frame["location_note"].astype("object")
        if "location_note" in frame
        else pd.Series(None, index=frame.index, dtype=object)
    )
    notes.loc[without] = _notes(found, located)
    frame["location_note"] = notes.where(notes.notna(), None)
    _warn(frame, asked, found, located, report)


def _give_radius(frame: pd.DataFrame) -> None:
    """Give events that stand for a province or country the radius of that unit, in place."""
    for precision, names in (("adm1", ("admin1", "country")), ("country", ("country",))):
        rows = frame.index[(frame["location_precision"] == precision) & frame["uncertainty_m"].isna()]
        if not len(rows) or any(name not in frame for name in names):
            continue
        keys = list(zip(*(frame.loc[rows, name].astype("object") for name in names), strict=True))
        radius = [_unit_radius(precision, *(k if isinstance(k, str) else "" for k in key)) for key in keys]
        frame.loc[rows, "uncertainty_m"] = radius


@lru_cache(maxsize=10_000)
def _unit_radius(precision: str, name: str, country: str = "") -> float:
    found = geocoder.locate(name, country=country or None) if name else None
    fits = found is not None and found.precision == precision and found.uncertainty_m is not None
    return float(found.uncertainty_m) if found is not None and fits else float("nan")


def _warn(
    frame: pd.DataFrame, asked: pd.DataFrame, found: pd.DataFrame, located: pd.Series, report: ImportReport
) -> None:
    """Say which events have no coordinates, and which stand for a whole unit since their place is unknown."""
    numbers = frame["source_row"].astype("int64")
    coarse = located & found["reason"].notna() & (found["located_by"] == "admin centroid")
    for mask, what, kind in (
        (~located, "The event is kept without coordinates: {}", "events kept without coordinates"),
        (coarse, "The event stands for a whole area: {}", "events that stand for a whole area"),
    ):
        rows = found.index[mask]
        free = max(0, WARNINGS_PER_KIND - report.listed("place", kind))
        for row in rows[:free]:
            reason = _text(found.at[row, "reason"]) or "its row names no place."
            report.warn(
                what.format(reason[0].lower() + reason[1:]),
                kind=kind,
                row=int(numbers[row]),
                id=str(frame.at[row, "source_key"]),
                column="place",
                value=_text(asked.at[row, "place"]),
            )
        report.count_more("place", kind, max(0, len(rows) - free))


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) else None


def _notes(found: pd.DataFrame, located: pd.Series) -> pd.Series:  # type: ignore[type-arg]
    text = "found as " + found["matched_name"].astype("object").fillna("").astype(str)
    return text.where(located, found["reason"].astype("object"))
