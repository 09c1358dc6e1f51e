"""What surrounds an event, and what was changed of it, in words: rows in a line, fields, values."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from events.errors import EventsError, ValueRefusedError
from ui import words
from ui.words import known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LABELS: dict[str, dict[str, str]] = {
    "events": {
        "title": "What happened",
        "event_date": "Date",
        "end_date": "To",
        "time_precision": "Date known to the",
        "event_type": "Type",
        "sub_event_type": "Sub-type",
        "attacker_basis": "How the attacker is known",
        "contested": "Contested",
        "place": "Place, as reported",
        "admin1": "Governorate or province",
        "admin2": "District",
        "location_precision": "Place known to",
        "uncertainty_m": "Place uncertain by",
        "located_by": "Located by",
        "location_note": "How it was located",
        "fatalities_low": "Deaths, low",
        "fatalities_best": "Deaths, best",
        "fatalities_high": "Deaths, high",
        "weapon": "Weapon, as reported",
        "weapon_count": "How many weapons",
        "range_m": "Range reported",
        "withdrawn_at": "Withdrawn",
    },
    "claims": {
        "actor": "Attacker named",
        "status": "How it is known",
        "claimant": "Who says so",
        "claimed_on": "Said on",
        "source_id": "Source",
        "notes": "Quote or notes",
    },
    "sources": {
        "publisher": "Publisher",
        "title": "Title",
        "url": "Address",
        "published_on": "Published",
        "reliability": "Reliability of the source",
        "credibility": "Credibility of what it says",
        "notes": "Notes",
    },
    "sites": {
        "role": "What the place was",
        "place": "Place, as reported",
        "location_precision": "Place known to",
        "uncertainty_m": "Place uncertain by",
        "located_by": "Located by",
        "seq": "Stop number on the route",
        "basis": "Reported or inferred",
        "statement": "Who says so",
        "to_place": "To the place",
    },
    "routes": {"name": "Name", "notes": "Notes"},
}
"""How the fields of each table are called where they are filled in, and where an error names one."""

_VALUES: dict[str, Callable[[str], str]] = {
    "attacker_basis": lambda v: words.BASIS_NAMES.get(v, v),
    "status": lambda v: words.BASIS_NAMES.get(v, v),
    "location_precision": lambda v: words.PRECISION_NAMES.get(v, v),
    "time_precision": words.time_precision,
    "role": lambda v: words.ROLE_NAMES.get(v, v),
    "reliability": lambda v: f"{v}: {words.RELIABILITY.get(v, v)}",
    "credibility": lambda v: f"{v}: {words.CREDIBILITY.get(v, v)}",
    "contested": lambda v: "yes" if v == "true" else "no",
    "uncertainty_m": words.distance,
    "range_m": words.distance,
    "source_id": lambda _v: "a source of the event",
    "withdrawn_at": lambda v: v[:16],
}


def label(table: str, column: str) -> str:
    """Return what a column is called on the screen."""
    return LABELS.get(table, {}).get(column) or column.replace("_", " ").capitalize()


def value(column: str, text: Any) -> Any:
    """Return a value of the log in words; unknown as it came."""
    if not known(text):
        return text
    try:
        return _VALUES[column](str(text)) if column in _VALUES else str(text)
    except ValueError:
        return str(text)


def line(table: str, row: Mapping[str, Any]) -> str:
    """Return a claim, source, site, route or event in one line."""
    parts = [str(part) for part in _PARTS.get(table, _event)(row) if known(part)]
    return " · ".join(parts) or f"{words.TABLE_NAMES.get(table, table)} without particulars"


def same(new: Any, old: Any) -> bool:
    """Tell whether a field still holds what the event held."""
    if not known(new) or not known(old):
        return not known(new) and not known(old)
    if isinstance(new, date):
        return words.as_date(old) == new
    if isinstance(new, float):
        return abs(float(old) - new) < 1e-9
    return bool(new == old)


def added_or_taken(table: str, text: Any) -> Any:
    """Return a whole row of the log, which is JSON, in one line; unknown as it came."""
    if not known(text):
        return text
    try:
        row = json.loads(str(text))
    except ValueError:
        return str(text)
    return line(table, row) if isinstance(row, dict) else str(text)


def refusal(error: EventsError, table: str) -> str:
    """Return an error in plain words; one about a value begins with the name of its field."""
    if isinstance(error, ValueRefusedError) and error.column in (LABELS.get(table) or {}):
        return f"{label(table, error.column)}: {error}"
    return str(error)


def _claim(row: Mapping[str, Any]) -> list[Any]:
    status = str(row.get("status"))
    actor = row["actor"] if known(row.get("actor")) else "nobody named"
    said = f"says {row['claimant']}" if known(row.get("claimant")) else None
    on = words.day(words.as_date(row["claimed_on"])) if known(row.get("claimed_on")) else None
    return [actor, words.BASIS_NAMES.get(status, status).lower(), said, on]


def _source(row: Mapping[str, Any]) -> list[Any]:
    on = words.day(words.as_date(row["published_on"])) if known(row.get("published_on")) else None
    grades = "".join(str(row[name]) for name in ("reliability", "credibility") if known(row.get(name)))
    address = row.get("url") if not known(row.get("publisher")) and not known(row.get("title")) else None
    return [row.get("publisher"), row.get("title"), address, on, grades or "not graded"]


def _site(row: Mapping[str, Any]) -> list[Any]:
    place = row.get("place") if known(row.get("place")) else "place not stated"
    number = f"stop {int(row['seq'])}" if known(row.get("seq")) else None
    role = words.ROLE_NAMES.get(str(row.get("role")), str(row.get("role")))
    return [
        role,
        number,
        place,
        words.place_precision(row.get("location_precision")).lower(),
        row.get("basis"),
    ]


def _route(row: Mapping[str, Any]) -> list[Any]:
    return [row.get("name"), row.get("notes")]


def _event(row: Mapping[str, Any]) -> list[Any]:
    when = words.when(row.get("event_date"), row.get("end_date"), row.get("time_precision"))
    return [row.get("title") or row.get("event_type"), row.get("place"), when]


_PARTS: dict[str, Callable[[Mapping[str, Any]], list[Any]]] = {
    "claims": _claim,
    "sources": _source,
    "sites": _site,
    "routes": _route,
}
