"""What geocoding servers answer: kept in a small file, and turned into locations. No network here."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Self

from geo import countries, private
from geo.geocoding.ranking import apart_m
from geo.location import Candidate, Location

if TYPE_CHECKING:
    from pathlib import Path

Answer = dict[str, Any]
KINDS = {
    "country": "country",
    "state": "adm1",
    "province": "adm1",
    "region": "region",
    "county": "adm2",
    "district": "adm2",
}


class Cache:
    """Answers of servers in one small SQLite file; a file that cannot be used is gone without."""

    def __init__(self, path: Path) -> None:
        self._db: sqlite3.Connection | None = None
        try:
            private.make_folder(path.parent)
            self._db = sqlite3.connect(path, timeout=5)
            self._db.execute(
                "create table if not exists answers (question text primary key, answer text, at real)"
            )
        except (OSError, sqlite3.Error):
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def get(self, question: str) -> list[Answer] | None:
        """Return what was answered before, None where nothing was."""
        if self._db is None:
            return None
        try:
            row = self._db.execute("select answer from answers where question = ?", (question,)).fetchone()
            return json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError):
            return None

    def put(self, question: str, answers: list[Answer]) -> None:
        """Keep an answer."""
        if self._db is None:
            return
        try:
            with self._db:
                self._db.execute(
                    "insert or replace into answers values (?, ?, ?)",
                    (question, json.dumps(answers), time.time()),
                )
        except sqlite3.Error:
            return


def plain(raw: dict[str, Any], lat: float, lon: float, address: str) -> dict[str, Any]:
    """Return the parts of an answer that are used and kept."""
    own, nested = raw.get("address"), raw.get("properties")
    details: Answer = own if isinstance(own, dict) else nested if isinstance(nested, dict) else {}
    code = str(details.get("country_code") or details.get("countrycode") or "").upper()
    box = raw.get("boundingbox") or None
    kind = str(raw.get("addresstype") or details.get("type") or raw.get("type") or "")
    return {
        "lat": lat,
        "lon": lon,
        "address": address[:300],
        "country": code,
        "admin1": details.get("state"),
        "kind": kind,
        "box": box,
    }


def location(text: str, code: str | None, service: str, host: str, answers: list[Answer]) -> Location:
    """Return the location that a server's answers make; every part of it says which server that was."""
    found = [a for a in answers if not code or a["country"] in ("", code)]
    by = f"online: {service}"
    if not found:
        elsewhere = " in that country" if answers else ""
        return Location(
            text, reason=f"Not found, because the {service} server {host} knows no such place{elsewhere}."
        )
    options = tuple(_candidate(a, service, host) for a in found)
    best = options[0]
    words = f"{best.name!r}, answered by the {service} server {host}; © OpenStreetMap contributors."
    return Location(
        text,
        best.latitude,
        best.longitude,
        best.precision,
        best.uncertainty_m,
        by,
        best.name,
        words,
        options,
        country=best.country,
        admin1=best.admin1,
    )


def _candidate(answer: dict[str, Any], service: str, host: str) -> Candidate:
    lat, lon = float(answer["lat"]), float(answer["lon"])
    radius = 3000.0
    try:
        south, north, west, east = map(float, answer["box"])
        radius = max(apart_m(lat, lon, a, b) for a in (south, north) for b in (west, east))
    except (TypeError, ValueError):
        pass
    precision = KINDS.get(
        answer["kind"], "exact" if radius <= 15_000 else "near" if radius <= 25_000 else "region"
    )
    country = countries.name(answer["country"]) if answer["country"] else None
    return Candidate(
        answer["address"].split(",")[0],
        lat,
        lon,
        country,
        answer["admin1"],
        answer["kind"] or "place",
        precision,
        max(radius, 500.0),
        f"answer of {host}",
        f"online: {service}",
        0,
        1.0,
        answer["address"],
    )
