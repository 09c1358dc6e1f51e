"""Places of events: coordinates for the rows that came without, from what people chose before
and from the geocoder; what cannot be found keeps the reason."""

from __future__ import annotations

import pandas as pd

from events import places
from events.store import Store
from geo import gazetteer_layers, geocoder
from geo.gazetteer import Gazetteer

_FOUND = ("latitude", "longitude", "location_precision", "uncertainty_m", "located_by")
_COLUMNS: dict[str, str] = {
    "latitude": "float64",
    "longitude": "float64",
    "location_precision": "str",
    "uncertainty_m": "float64",
    "located_by": "str",
    "location_note": "str",
}
NO_PLACE = "No place is stated."


def locate_events(
    frame: pd.DataFrame, *, store: Store | None = None, gazetteer: Gazetteer | None = None
) -> pd.DataFrame:
    """Return events with coordinates wherever their place text leads to one.

    Parameters
    ----------
    frame : DataFrame
        Events; columns place, country, admin1, admin2, latitude, longitude and the
        ``location_*`` columns are looked at where they are there. Not changed.
    store : Store or None
        Where places that people chose are remembered; they come before the geocoder.
    gazetteer : Gazetteer or None
        Where names are looked up; None: the shipped ones and those added beside the store.

    Returns
    -------
    DataFrame
        A copy with latitude, longitude (degrees), location_precision, uncertainty_m
        (metres), located_by and location_note filled. Rows that have coordinates keep
        them, as ``located_by`` "source" unless it says otherwise. An ambiguous or unknown
        place stays without coordinates, is ``unlocated``, and its note says why.
    """
    events = frame.reset_index(drop=True)
    for name, kind in _COLUMNS.items():
        column = events[name] if name in events.columns else pd.Series(None, index=events.index, dtype=object)
        events[name] = column.astype(kind)  # type: ignore[call-overload]
    given = events["latitude"].notna() & events["longitude"].notna()
    events.loc[given & events["located_by"].isna(), "located_by"] = "source"
    if given.all():
        return events.set_index(frame.index)
    todo = _questions(events[~given])
    if gazetteer is None and store is not None:
        gazetteer = gazetteer_layers.open_all(store.names_folder)
    answers = geocoder.locate_many(todo, gazetteer=gazetteer)
    notes = _notes(todo, answers)
    for name in _FOUND:
        answer = answers[name].astype(_COLUMNS[name])  # type: ignore[call-overload]
        events[name] = events[name].mask(~given, answer.reindex(events.index))
    lost = events.index.isin(todo.index) & events["latitude"].isna().to_numpy()
    events.loc[lost, "location_precision"] = "unlocated"
    events.loc[lost, "uncertainty_m"] = float("nan")
    events.loc[lost, "located_by"] = None
    events["location_note"] = events["location_note"].mask(~given, notes.astype("str").reindex(events.index))
    if store is not None:
        _use_chosen(events, todo.index, places.chosen_places(store))
    return events.set_index(frame.index)


def _questions(rows: pd.DataFrame) -> pd.DataFrame:
    empty = pd.Series(None, index=rows.index, dtype=object)
    return pd.DataFrame({name: rows.get(name, empty) for name in ("place", "country", "admin1", "admin2")})


def _notes(todo: pd.DataFrame, answers: pd.DataFrame) -> pd.Series:
    """In words: which name matched, what to mind, or why nothing was found."""
    matched = answers["matched_name"]
    note = ("Located as " + matched.astype("str") + ".").where(matched.notna(), None)
    reason = answers["reason"].astype("str")
    both = (note + " " + reason).where(note.notna() & reason.notna(), note)
    return both.where(both.notna(), reason.where(reason.notna(), NO_PLACE))


def _use_chosen(events: pd.DataFrame, index: pd.Index, chosen: pd.DataFrame) -> None:
    """Places that a person chose for the same text and country come before the geocoder's answer."""
    if chosen.empty:
        return
    known = {
        (row.place, row.country if isinstance(row.country, str) else None): row
        for row in chosen.itertuples(index=False)
    }
    rows = events.loc[index]
    country = rows["country"] if "country" in rows.columns else pd.Series(None, index=index, dtype=object)
    for label, place, land in zip(index, rows.get("place", country), country, strict=True):
        row = known.get((place, land if isinstance(land, str) else None))
        if row is not None:
            for name in _COLUMNS:
                events.at[label, name] = getattr(row, name)


__all__ = ["NO_PLACE", "locate_events"]
