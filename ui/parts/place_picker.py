"""A place typed as text, located as it is typed, its candidates to choose from on a small map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.geocoding.regions import NEAR_LIMIT_M
from ui import cache, words
from ui.parts import online_lookup, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.location import Candidate, Location

NO_COUNTRY = ""
BY_HAND = "chosen by hand: "
STRETCHES = ("between", "road")
"""Relations that stand for a stretch between two places."""
KINDS = {"adm1": "governorate or province", "adm2": "district", "adm0": "country", "airbase": "air base"}


def pick(
    key: str, *, place: str = "", country: str = "", admin1: str = ""
) -> tuple[dict[str, Any], Location | None]:
    """Draw the place fields and the candidates.

    Parameters
    ----------
    key : str
        Prefix of the widgets' keys.
    place, country, admin1 : str
        What they start with.

    Returns
    -------
    values : dict
        place, country and admin1 as typed, None where empty.
    location : Location or None
        Where that is by the choice made; None without a text.
    """
    left, middle, right = st.columns([3, 2, 2], gap="small")
    text = left.text_input(
        "Place, as reported",
        place,
        key=f"{key}_place",
        max_chars=300,
        placeholder="a name, “between A and B”, coordinates …",
    )
    names = [NO_COUNTRY, *cache.country_names()]
    if country and country not in names:
        names.append(country)
    at = names.index(country) if country in names else 0
    land = middle.selectbox(
        "Country", names, at, key=f"{key}_country", format_func=lambda n: n or "not stated"
    )
    province = right.text_input("Governorate or province", admin1, key=f"{key}_admin1", max_chars=120)
    values = {"place": text.strip() or None, "country": land or None, "admin1": province.strip() or None}
    if not values["place"]:
        return values, None
    begun = {"place": place or None, "country": country or None, "admin1": admin1 or None}
    if place and values == begun and not st.checkbox("Look this place up again", key=f"{key}_again"):
        return values, None
    found = online_lookup.ask(values["place"], values["country"], key=key) or cache.located(
        values["place"], values["country"], values["admin1"]
    )
    return values, choose(found, key=f"{key}_candidate")


def choose(found: Location, *, key: str) -> Location:
    """Draw the candidates of a located text with their reasons; return the one that holds."""
    st.text(summary(found))
    if found.located_by == "coordinates in text" and found.precision == "not_stated":
        return _said(found, key=key)
    if not found.candidates:
        return found
    rows = [_row(candidate) for candidate in found.candidates]
    event = st.dataframe(
        pd.DataFrame(rows),
        key=key,
        hide_index=True,
        width="stretch",
        row_height=28,
        height="content",
        placeholder=words.DASH,
        selection_mode=["single-row", "single-cell"],
        on_select="rerun",
    )
    row = table.picked_row(event)
    if row is not None and row < len(found.candidates):
        return settled(found, found.candidates[row])
    return found


def _said(found: Location, *, key: str) -> Location:
    """Ask how well coordinates that a person wrote are known: their digits do not say it."""
    known = st.selectbox(
        "How well is the place known?",
        ("not_stated", "exact", "near"),
        key=f"{key}_precision",
        format_func=words.PRECISION_NAMES.__getitem__,
        width=320,
    )
    return replace(found, precision=known, uncertainty_m=NEAR_LIMIT_M if known == "near" else None)


def summary(found: Location) -> str:
    """Return in words where a text was located, or why not."""
    if found.latitude is None:
        return f"Not found: {found.reason or found.explanation}"
    radius = f", uncertain by {words.distance(found.uncertainty_m)}" if found.uncertainty_m else ""
    sharp = words.PRECISION_NAMES.get(found.precision, found.precision)
    place = words.position(found.latitude, found.longitude)
    doubt = "Several places fit; choose one. " if found.ambiguous else ""
    return f"{doubt}{sharp}: {place}{radius}. {found.explanation}"


def _row(candidate: Candidate) -> dict[str, Any]:
    return {
        "Name": candidate.name,
        "Kind": KINDS.get(candidate.kind, candidate.kind),
        "In": ", ".join(part for part in (candidate.admin1, candidate.country) if part),
        "Why": candidate.rule,
        "Known to": words.PRECISION_NAMES.get(candidate.precision, candidate.precision),
        "Uncertain by": words.kilometres(candidate.uncertainty_m),
        "People": candidate.population or None,
        "Position": words.position(candidate.latitude, candidate.longitude),
        "From": candidate.source,
    }


def settled(found: Location, candidate: Candidate) -> Location:
    """Return the location that a person's choice of a candidate makes."""
    return replace(
        found,
        latitude=candidate.latitude,
        longitude=candidate.longitude,
        precision=candidate.precision,
        uncertainty_m=candidate.uncertainty_m,
        located_by="analyst",
        matched_name=candidate.name,
        explanation=f"{BY_HAND}{candidate.name}, {candidate.kind}, by {candidate.rule}",
        ambiguous=False,
        reason=None,
        anchors=(),
        relation=None,
        country=candidate.country,
        admin1=candidate.admin1,
    )


def moved(found: Location, values: Mapping[str, Any]) -> Location:
    """Return a location put where the event's columns say."""
    return replace(
        found,
        latitude=values["latitude"],
        longitude=values["longitude"],
        uncertainty_m=values["uncertainty_m"],
    )


def columns_of(location: Location | None) -> dict[str, Any]:
    """Return the event columns that a location fills."""
    if location is None or location.latitude is None:
        note = (location.reason or location.explanation) if location else None
        return {
            "latitude": None,
            "longitude": None,
            "location_precision": "unlocated",
            "uncertainty_m": None,
            "located_by": None,
            "location_note": note,
        }
    return {
        "latitude": location.latitude,
        "longitude": location.longitude,
        "location_precision": location.precision,
        "uncertainty_m": location.uncertainty_m,
        "located_by": location.located_by,
        "location_note": location.explanation,
    }


def site_of(location: Location | None) -> dict[str, Any]:
    """Return the columns of a site that a location fills; the two ends of a stretch stand for themselves."""
    values = columns_of(location) | dict.fromkeys(("to_place", "to_latitude", "to_longitude"))
    del values["location_note"]
    if location is not None and location.relation in STRETCHES and len(location.anchors) == 2:
        (_, *begin), (to_place, *end) = location.anchors
        values["latitude"], values["longitude"] = begin
        values["to_place"] = to_place
        values["to_latitude"], values["to_longitude"] = end
    return values
