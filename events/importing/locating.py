"""Events that came without coordinates get them from their place, or the reason why not; both are said."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from events.importing import proposing
from events.importing.report import WARNINGS_PER_KIND, ImportReport
from events.places.locate import UNKNOWN_UNIT, locate_events
from events.quoting import shown
from geo.gazetteer import layers
from geo.geocoding import geocoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from events.store import Store

NOT_LOCATED = "events kept without coordinates"
WHOLE_AREA = "events that stand for a whole area"
UNIT_NOT_KNOWN = "governorates or provinces that are not known"
OTHERWISE = " If some are elsewhere, state the countries on the import page, or with --country {} --country …"
HOW_TO_STATE = " Nothing was taken for that: state the country on the import page, or with --country {}."


def place_events(
    frame: pd.DataFrame,
    report: ImportReport,
    store: Store | None = None,
    *,
    stated: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the events with coordinates wherever their place leads to one.

    A row whose place is not found stays unlocated, with the reason in ``location_note``;
    it is never refused for that. Warnings go to the report.

    Parameters
    ----------
    frame : DataFrame
    report : ImportReport
    store : Store, optional
    stated : sequence of str
        Codes of the countries that a person stated for rows without one. Where none is stated, the country
        that the places speak for is proposed in a warning, and what is known there is not taken elsewhere;
        where the points of the file leave no doubt of it, places are looked up there.
    """
    without = frame["latitude"].isna()
    code, asked, shown_by_points = None, None, False
    if without.any():
        names = None if store is None else layers.open_all(store.names_folder)
        proposal = None if stated else proposing.propose(frame, names)
        if proposal is not None:
            how = OTHERWISE if proposal.beyond_doubt else HOW_TO_STATE
            said = proposal.words + how.format(proposal.code)
            report.warn(said, kind=proposing.KIND, column="country")
        code = proposal.code if proposal is not None else None
        shown_by_points = proposal is not None and proposal.beyond_doubt
        asked = frame.loc[without, ["admin1"]] if "admin1" in frame else None
    if without.any() or "country" not in frame or frame["country"].isna().any():
        frame = locate_events(frame, store=store, stated=stated, proposed=code, by_points=shown_by_points)
    if without.any():
        _warn(frame, frame.index[without], report)
        if asked is not None:
            _warn_of_units(frame, asked, report)
    _give_radius(frame)
    return frame


def _warn_of_units(frame: pd.DataFrame, asked: pd.DataFrame, report: ImportReport) -> None:
    """Say of each row whose stated admin-1 unit nothing knows."""
    notes = frame.loc[asked.index, "location_note"].astype("object").fillna("").astype(str)
    rows = asked.index[(asked["admin1"].notna() & notes.str.contains(UNKNOWN_UNIT, regex=False)).to_numpy()]
    free = max(0, WARNINGS_PER_KIND - report.listed("admin1", UNIT_NOT_KNOWN))
    for label in rows[:free]:
        report.warn(
            f"“{shown(asked.at[label, 'admin1'])}” is no governorate or province that is known here; "
            "it says nothing about where the place is.",
            kind=UNIT_NOT_KNOWN,
            row=int(str(frame.at[label, "source_row"])),
            id=str(frame.at[label, "source_key"]),
            column="admin1",
            value=_text(asked.at[label, "admin1"]),
        )
    report.count_more("admin1", UNIT_NOT_KNOWN, max(0, len(rows) - free))


def _warn(frame: pd.DataFrame, rows: pd.Index, report: ImportReport) -> None:
    """Say which events have no coordinates, and which stand for a whole unit since their place is unknown."""
    asked = frame.loc[rows]
    lost = asked["latitude"].isna()
    coarse = ~lost & (asked["located_by"] == "admin centroid")
    for mask, what, kind in (
        (lost, "The event is kept without coordinates: {}", NOT_LOCATED),
        (coarse, "The event stands for a whole area: {}", WHOLE_AREA),
    ):
        found = asked[mask]
        free = max(0, WARNINGS_PER_KIND - report.listed("place", kind))
        for event in found.head(free).to_dict("records"):
            report.warn(
                what.format(event.get("location_note") or "its row names no place."),
                kind=kind,
                row=int(event["source_row"]),
                id=str(event["source_key"]),
                column="place",
                value=_text(event.get("place")),
            )
        report.count_more("place", kind, max(0, len(found) - free))


def _text(value: object) -> str | None:
    return value[:200] if isinstance(value, str) else None


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
    if not name:
        return float("nan")
    found = geocoder.locate(name, country=country or None)
    fits = found.precision == precision and found.uncertainty_m is not None
    return float(found.uncertainty_m or "nan") if fits else float("nan")
