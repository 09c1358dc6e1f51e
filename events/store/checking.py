"""What a value that a person enters must be: kinds, code lists, ranges, and what belongs together."""

from __future__ import annotations

import datetime as dt
import math
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from events import model
from events.errors import ValueRefusedError
from events.model import CLAIM_STATUSES, LOCATION_PRECISIONS, TABLES, TIME_PRECISIONS
from events.store.frames import to_arrow
from events.values.unknown import scalar
from events.vocabulary import codebook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

CODES: dict[tuple[str, str], Collection[str]] = {
    ("events", "location_precision"): LOCATION_PRECISIONS,
    ("events", "time_precision"): TIME_PRECISIONS,
    ("events", "attacker_basis"): CLAIM_STATUSES,
    ("claims", "status"): CLAIM_STATUSES,
    ("sites", "role"): model.SITE_ROLES,
    ("sites", "location_precision"): LOCATION_PRECISIONS,
    ("sites", "basis"): ("reported", "inferred"),
    ("sources", "reliability"): model.RELIABILITIES,
    ("sources", "credibility"): model.CREDIBILITIES,
}
_NEEDED = {"claims": ("status",), "sites": ("role",)}
_NAMING_NOBODY = ("denied", "unattributed")
_FATALITIES = ("fatalities_low", "fatalities_best", "fatalities_high")
NOT_NEGATIVE = (*_FATALITIES, "injured", "uncertainty_m", "weapon_count", "range_m")
LONGEST_TEXT = 100_000
"""Characters in one cell."""


def check_event(values: Mapping[str, Any], *, changed: Collection[str] | None = None) -> dict[str, Any]:
    """Return an event's values in their kinds, or refuse the first that does not fit.

    Parameters
    ----------
    values : mapping
        Columns of the event.
    changed : collection of str or None
        Which of them a person has just given; None: all. What a source contradicts itself in keeps
        nobody from changing something else.
    """
    row = _kinds("events", values)
    given = set(values if changed is None else changed)
    _coordinates(row)
    _place_fits(row, given)
    begin, end = row.get("event_date"), row.get("end_date")
    dates = bool({"event_date", "end_date"} & given)
    if dates and begin is not None and end is not None and end < begin:
        raise ValueRefusedError(
            f"The event ends ({end}) before it begins ({begin}).", column="end_date", value=end
        )
    if row.get("time_precision") and begin is None and end is None:
        row["time_precision"] = None
    _counts_fit(row, given)
    return row


def _counts_fit(row: Mapping[str, Any], given: Collection[str]) -> None:
    """Hold a count that is given against the others; where the source contradicts itself, it may."""
    known = [(name, row[name]) for name in _FATALITIES if row.get(name) is not None]
    for (one, less), (other, more) in combinations(known, 2):
        if less > more and {one, other} & set(given):
            raise ValueRefusedError(
                f"The {_count_of(one)} of the deaths ({less}) is more than the {_count_of(other)} ({more}).",
                column=one if one in given else other,
                value=less if one in given else more,
            )


def _count_of(name: str) -> str:
    return {"low": "low count", "best": "best count", "high": "high count"}[name.removeprefix("fatalities_")]


def check_related(
    table: str, values: Mapping[str, Any], *, changed: Collection[str] | None = None
) -> dict[str, Any]:
    """Return a source's, claim's, site's or route's values in their kinds, or refuse one.

    Parameters
    ----------
    table : str
    values : mapping
        Columns of the row. An actor goes by its shipped name, whatever its spelling.
    changed : collection of str or None
        Which of them a person has just given; None: all.
    """
    row = _kinds(table, values)
    given = set(TABLES[table] if changed is None else changed)
    for name in _NEEDED.get(table, ()):
        if not row.get(name):
            raise ValueRefusedError(f"The {name} is missing; choose one.", column=name)
    if table == "sites":
        _coordinates(row)
        _coordinates(row, prefix="to_")
        if not row.get("place") and row.get("latitude") is None and {"place", "latitude"} & given:
            raise ValueRefusedError("Say where it is: a place in words, or coordinates.", column="place")
        sharp = row.get("location_precision") not in (None, "unlocated")
        if row.get("latitude") is not None and not sharp and "latitude" in given:
            raise ValueRefusedError("Say how precise the place is.", column="location_precision")
    elif table == "claims":
        row["actor"] = codebook.canonical_actor(row.get("actor")) or row.get("actor")
        if not row["actor"] and row["status"] not in _NAMING_NOBODY and {"actor", "status"} & given:
            raise ValueRefusedError("Name who is said to have done it.", column="actor")
    elif table == "sources":
        _source(row, given)
    return row


def _source(row: dict[str, Any], given: set[str]) -> None:
    """A source says what it is, and where it leads is an address of the web."""
    if not any(row.get(name) for name in ("publisher", "title", "url")):
        raise ValueRefusedError("A source needs a publisher, a title or an address.", column="publisher")
    address = row.get("url")
    if address and "url" in given and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address, re.IGNORECASE):
        raise ValueRefusedError(
            f"{address!r} is not an address; it must begin with http:// or https:// and hold no blanks.",
            column="url",
            value=address,
        )


def _kinds(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    columns = TABLES[table]
    plain = {name: _blank(scalar(value)) for name, value in values.items()}
    arrow = to_arrow(pd.DataFrame([plain], dtype=object), {name: columns[name] for name in plain})
    row: dict[str, Any] = arrow.to_pylist()[0] if plain else {}
    for name, value in row.items():
        codes = CODES.get((table, name))
        if value is not None and codes is not None and value not in codes:
            raise ValueRefusedError(
                f"{value!r} is not a {name.replace('_', ' ')}; it can be {', '.join(codes)}.",
                column=name,
                value=value,
            )
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise ValueRefusedError(f"The {name} is longer than {LONGEST_TEXT} characters.", column=name)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and (not math.isfinite(value) or (name in NOT_NEGATIVE and value < 0)):
            raise ValueRefusedError(f"The {name} cannot be {value}.", column=name, value=value)
    return row


def _blank(value: Any) -> Any:
    """Empty text is unknown; a time of day is cut off a date."""
    if isinstance(value, str) and not value.strip():
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _coordinates(row: dict[str, Any], *, prefix: str = "") -> None:
    lat, lon = row.get(f"{prefix}latitude"), row.get(f"{prefix}longitude")
    if (lat is None) != (lon is None):
        missing = f"{prefix}{'latitude' if lat is None else 'longitude'}"
        raise ValueRefusedError("A place needs both a latitude and a longitude.", column=missing)
    for name, value, limit in ((f"{prefix}latitude", lat, 90), (f"{prefix}longitude", lon, 180)):
        if value is not None and abs(value) > limit:
            raise ValueRefusedError(
                f"The {name} {value} is outside -{limit} to {limit} degrees.", column=name, value=value
            )


def _place_fits(row: dict[str, Any], given: set[str]) -> None:
    """Without coordinates an event is unlocated; with them somebody must say how precise they are."""
    if row.get("latitude") is None:
        precision = row.get("location_precision")
        if "location_precision" in given and precision not in (None, "unlocated"):
            raise ValueRefusedError(
                "A precision needs coordinates.", column="location_precision", value=precision
            )
        row["location_precision"] = "unlocated"
        row["uncertainty_m"] = None
        return
    if row.get("location_precision") in (None, "unlocated"):
        raise ValueRefusedError("Say how precise the place is.", column="location_precision")
    if {"latitude", "longitude"} & given and "located_by" not in given:
        row["located_by"] = "analyst"
