"""Places of events: coordinates for the rows that came without, from what people chose before
and from the geocoder; what cannot be found keeps the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from events.places import chosen as places
from events.places.point_countries import countries_of
from geo import countries
from geo.gazetteer import Gazetteer, layers
from geo.geocoding import geocoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.store import Store

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
UNKNOWN_UNIT = "the admin-1 unit"
DERIVED = " The country is derived from the place; the file states none."
OF_POINT = "The country is derived from the point; the file states none."
STATED = " The country is the one stated for the file."
SHARP = ("exact", "near", "adm2")
LEAST_NAMES = 10
"""Names from which on a file without countries speaks for or against a place."""

HARDLY_KNOWN = 0.2
"""Share of the names below which what is known is chance: in a list of villages of one country that is
stated, half and more are known."""

NEARLY_ALL = 0.9
"""Share of the known names in one country from which on the others are doubted."""


def locate_events(
    frame: pd.DataFrame,
    *,
    store: Store | None = None,
    gazetteer: Gazetteer | None = None,
    stated: Sequence[str] = (),
    proposed: str | None = None,
    by_points: bool = False,
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
    stated : sequence of str
        Codes of the countries that a person stated for rows without one.
    proposed : str, optional
        Code of the country that the other places speak for: what is known there is not taken elsewhere.
    by_points : bool
        Whether all points of the file lie in that country: what is known there is taken.

    Returns
    -------
    DataFrame
        A copy with latitude, longitude (degrees), location_precision, uncertainty_m
        (metres), located_by and location_note filled. Rows that have coordinates keep
        them, as ``located_by`` "source" unless it says otherwise; without a country they get
        that of the land they lie in, unless a border or a claim leaves it in doubt. An ambiguous or unknown
        place stays without coordinates, is ``unlocated``, and its note says why.
    """
    events = frame.reset_index(drop=True)
    for name, kind in _COLUMNS.items():
        column = events[name] if name in events.columns else pd.Series(None, index=events.index, dtype=object)
        events[name] = column.astype(kind)  # type: ignore[call-overload]
    given = events["latitude"].notna() & events["longitude"].notna()
    events.loc[given & events["located_by"].isna(), "located_by"] = "source"
    _give_countries_of_points(events, given)
    if given.all():
        return events.set_index(frame.index)
    todo = _questions(events[~given])
    if gazetteer is None and store is not None:
        gazetteer = layers.open_all(store.names_folder)
    answers = _answers(todo, gazetteer, stated, proposed, by_points)
    notes = _notes(answers)
    for name in _FOUND:
        answer = answers[name].astype(_COLUMNS[name])  # type: ignore[call-overload]
        events[name] = events[name].mask(~given, answer.reindex(events.index))
    lost = events.index.isin(todo.index) & events["latitude"].isna().to_numpy()
    events.loc[lost, "location_precision"] = "unlocated"
    events.loc[lost, "uncertainty_m"] = float("nan")
    events.loc[lost, "located_by"] = None
    events["location_note"] = events["location_note"].mask(~given, notes.astype("str").reindex(events.index))
    if store is not None:
        _use_chosen(events, todo.index, places.chosen_places(store), answers)
    _give_units(events, answers, STATED if len(stated) == 1 else DERIVED)
    return events.set_index(frame.index)


def _answers(
    todo: pd.DataFrame,
    gazetteer: Gazetteer | None,
    stated: Sequence[str],
    proposed: str | None,
    by_points: bool = False,
) -> pd.DataFrame:
    """Ask for the places; where no country is stated, in those that a person stated for the file."""
    bare = todo["country"].isna()
    if len(stated) == 1:
        todo = todo.assign(country=todo["country"].astype("object").mask(bare, stated[0]))
    answers = geocoder.locate_many(todo, gazetteer=gazetteer)
    if not bare.any() or len(stated) == 1:
        return answers
    asked = todo[bare]
    if stated:
        return _in_one_of(answers, asked, gazetteer, stated)
    if proposed is not None:
        inside = geocoder.locate_many(asked.assign(country=proposed), gazetteer=gazetteer)
        land = countries.name(proposed)
        mine = inside["location_precision"].isin(SHARP) & (inside["country"] == land)
        if by_points:
            found = asked.index[mine.to_numpy(dtype=bool)]
            answers.loc[found] = inside.loc[found]
            asked = asked.drop(found)
            inside, mine = inside.loc[asked.index], mine.loc[asked.index]
        other = answers.loc[asked.index, "country"]
        doubted = asked.index[(mine & other.notna() & (other != land)).to_numpy(dtype=bool)]
        words = f"may be meant; there is one in {land}, which the other places of the file speak for."
        why = "Not found, because " + answers.loc[doubted, "matched_name"].astype("str") + f" {words}"
        _leave_open(answers, doubted, why)
    _leave_open_against_the_file(answers, asked)
    return answers


def _leave_open_against_the_file(answers: pd.DataFrame, asked: pd.DataFrame) -> None:
    """Leave open what the other places of a file without countries speak against.

    Where hardly any name is known, the few that are known far away are namesakes of villages that no list
    here has; where nearly all lie in one country, so does the one that a city elsewhere is called like.
    """
    answer = answers.loc[asked.index]
    rows = asked["place"].notna() & (answer["location_precision"] != "country")
    known = rows & answer["country"].notna()
    once = ~asked.duplicated(["place", "admin1"])
    names = int((rows & once).sum())
    if names < LEAST_NAMES or not known.any():
        return
    share = (known & once).sum() / names
    lands = answer.loc[known & once, "country"].value_counts(normalize=True)
    most = str(lands.index[0])
    if share < HARDLY_KNOWN:
        doubted, words = known, "hardly any other place of the file is known by its name"
    elif lands.iloc[0] >= NEARLY_ALL:
        doubted, words = (
            known & (answer["country"] != most),
            f"nearly all other places of the file are in {most}",
        )
    else:
        return
    index = asked.index[doubted.to_numpy(dtype=bool)]
    meant = (
        answers.loc[index, "matched_name"].astype("str")
        + " in "
        + answers.loc[index, "country"].astype("str")
    )
    _leave_open(answers, index, "Not found, because " + meant + f" may be meant, but {words}.")


def _in_one_of(
    answers: pd.DataFrame, asked: pd.DataFrame, gazetteer: Gazetteer | None, stated: Sequence[str]
) -> pd.DataFrame:
    """Take the place that one of several stated countries alone has; what two have stays open."""
    each = [geocoder.locate_many(asked.assign(country=code), gazetteer=gazetteer) for code in stated]
    sharp = np.column_stack([one["location_precision"].isin(SHARP).to_numpy(dtype=bool) for one in each])
    count = sharp.sum(axis=1)
    for number, one in enumerate(each):
        rows = asked.index[(count == 1) & sharp[:, number]]
        answers.loc[rows] = one.loc[rows]
    where = " and ".join(str(countries.name(code)) for code in stated)
    many, none = asked.index[count > 1], asked.index[count == 0]
    _leave_open(answers, many, f"Not found, because several of {where} have a place of this name.")
    own = answers.loc[none, "country"].isin([countries.name(code) for code in stated])
    _leave_open(answers, none[~own.to_numpy(dtype=bool)], f"Not found in {where}.", ambiguous=False)
    return answers


def _leave_open(answers: pd.DataFrame, rows: pd.Index, why: Any, *, ambiguous: bool = True) -> None:
    for name in ("latitude", "longitude", "uncertainty_m"):
        answers.loc[rows, name] = float("nan")
    for name in ("located_by", "matched_name", "country", "admin1"):
        answers.loc[rows, name] = None
    answers.loc[rows, "location_precision"] = "unlocated"
    answers.loc[rows, "ambiguous"] = ambiguous
    answers.loc[rows, "reason"] = why


def _give_units(events: pd.DataFrame, answers: pd.DataFrame, said: str) -> None:
    """Give located events without a country or admin-1 unit those that their place lies in, and say so."""
    located = events.loc[answers.index, "latitude"].notna()
    located &= events.loc[answers.index, "located_by"].astype("object") != "analyst"
    for name in ("country", "admin1"):
        if name not in events:
            events[name] = pd.Series(None, index=events.index, dtype="str")
        own = events.loc[answers.index, name]
        rows = answers.index[(located & own.isna() & answers[name].notna()).to_numpy(dtype=bool)]
        events[name] = events[name].astype("object")
        events.loc[rows, name] = answers.loc[rows, name]
        events[name] = events[name].astype("str")
        if name == "country":
            events.loc[rows, "location_note"] = events.loc[rows, "location_note"] + said


def _give_countries_of_points(events: pd.DataFrame, given: pd.Series) -> None:
    """Give events that came with a point and without a country that of the land they lie in, and say so."""
    own = events["country"].astype("object") if "country" in events else pd.Series(None, index=events.index)
    rows = events.index[(given & own.isna()).to_numpy(dtype=bool)]
    if not len(rows):
        return
    land = pd.Series(countries_of(events.loc[rows, "latitude"], events.loc[rows, "longitude"]), index=rows)
    land = land[land.notna()]
    events["country"] = own.astype("object")
    events.loc[land.index, "country"] = land
    events["country"] = events["country"].astype("str")
    note = events.loc[land.index, "location_note"].astype("object")
    events.loc[land.index, "location_note"] = (note.fillna("") + " " + OF_POINT).str.strip()


def _questions(rows: pd.DataFrame) -> pd.DataFrame:
    empty = pd.Series(None, index=rows.index, dtype=object)
    return pd.DataFrame({name: rows.get(name, empty) for name in ("place", "country", "admin1", "admin2")})


def _notes(answers: pd.DataFrame) -> pd.Series:
    """In words: which name matched, what to mind, or why nothing was found."""
    matched = answers["matched_name"]
    note = ("Located as " + matched.astype("str") + ".").where(matched.notna(), None)
    reason = answers["reason"].astype("str")
    both = (note + " " + reason).where(note.notna() & reason.notna(), note)
    return both.where(both.notna(), reason.where(reason.notna(), NO_PLACE))


def _use_chosen(events: pd.DataFrame, index: pd.Index, chosen: pd.DataFrame, answers: pd.DataFrame) -> None:
    """Places that a person chose for the same text and country come before the geocoder's answer.

    A country that was only derived when the choice was made is that of the answer now.
    """
    if chosen.empty:
        return
    known = {
        (row.place, row.country if isinstance(row.country, str) else None): row
        for row in chosen.itertuples(index=False)
    }
    rows = events.loc[index]
    country = rows["country"] if "country" in rows.columns else pd.Series(None, index=index, dtype=object)
    derived = answers["country"].reindex(index)
    for label, place, land, found in zip(index, rows.get("place", country), country, derived, strict=True):
        row = known.get((place, land if isinstance(land, str) else None))
        if row is None and not isinstance(land, str) and isinstance(found, str):
            row = known.get((place, found))
        if row is not None:
            for name in _COLUMNS:
                events.at[label, name] = getattr(row, name)


__all__ = ["NO_PLACE", "locate_events"]
