"""Places that the lists of names do not know: counted by country, looked up again, and placed in one edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.places.locate import locate_events
from events.store.duckdb_engine import first_row
from events.store.edit_log import recorded
from geo import countries
from geo.gazetteer import layers
from geo.geocoding import geocoder

if TYPE_CHECKING:
    import pandas as pd

    from events.store import Store

KEYS = ["place", "country", "admin1", "admin2"]
PLACED = ("latitude", "longitude", "location_precision", "uncertainty_m", "located_by", "location_note")
CENTROID = "admin centroid"


@dataclass(frozen=True)
class Unfound:
    """How many places of a country no list of names knows, and how many events hang on them."""

    code: str
    country: str
    places: int
    events: int


def look(store: Store) -> pd.DataFrame:
    """Ask the names that are there now about every place that had no answer of its own.

    Returns
    -------
    DataFrame
        One row for each place, country, admin1 and admin2 as reported: events (how many), found (whether the
        names know it now) and missing (whether no name meets it; an ambiguous place is neither).
    """
    with store.reading() as db:
        events = db.table("events")
        lost = events.latitude.isnull() | (events.located_by == CENTROID)
        own = events.located_by.fill_null("") != "analyst"
        asked = events.filter(events.place.notnull() & lost & own & events.withdrawn_at.isnull())
        counted = asked.group_by(KEYS).aggregate(events=asked.count())
        places = db.frame(counted.order_by(counted.events.desc(), *KEYS))
    answers = geocoder.locate_many(places, gazetteer=layers.open_all(store.names_folder))
    places["found"] = answers["latitude"].notna() & (answers["located_by"] != CENTROID)
    reason = answers["reason"].astype("object").fillna("").astype(str)
    ambiguous = answers["ambiguous"].fillna(False).astype(bool)
    places["missing"] = reason.str.startswith("Not found") & ~ambiguous & ~places["found"]
    return places


def by_country(places: pd.DataFrame) -> tuple[Unfound, ...]:
    """Return what is missing country by country, most places first; without a country that is known, none."""
    missing = places[places["missing"] & places["country"].notna()]
    codes = {name: countries.alpha2(name) or "" for name in missing["country"].unique()}
    code = missing["country"].map(codes)
    counted = missing.assign(code=code)[code != ""].groupby("code")["events"].agg(["size", "sum"])
    found = [
        Unfound(str(code), countries.name(code) or str(code), int(size), int(events))
        for code, size, events in zip(counted.index, counted["size"], counted["sum"], strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.places, one.country)))


def place_found(store: Store, who: str, *, why: str = "found with more names") -> tuple[int, str]:
    """Give the events whose place the names know now that place: one batch, one undo.

    Returns
    -------
    tuple
        How many events got a place, and the batch.
    """
    places = look(store)
    places = places[places["found"]].reset_index(drop=True)
    asked = places[KEYS].assign(latitude=None, longitude=None)
    located = locate_events(asked, store=store)
    given = (
        asked[KEYS]
        .join(located[list(PLACED)])
        .assign(of_country=located["country"], of_admin1=located["admin1"])
    )
    with store.writing(who=who) as db:
        db.cursor.register("given_places", given)
        same = " AND ".join(f"e.{name} IS NOT DISTINCT FROM g.{name}" for name in KEYS)
        db.cursor.execute(
            f"""CREATE OR REPLACE TEMP TABLE found_ids AS
                SELECT e.event_id, {", ".join(f"g.{name}" for name in PLACED)}, g.of_country, g.of_admin1
                FROM events e JOIN given_places g ON {same}
                WHERE (e.latitude IS NULL OR e.located_by = '{CENTROID}')
                  AND e.located_by IS DISTINCT FROM 'analyst' AND g.latitude IS NOT NULL"""
        )
        db.cursor.unregister("given_places")
        with recorded(db, "found_ids", why=why) as batch:
            sets = ", ".join(f"{name} = f.{name}" for name in PLACED)
            sets += "".join(
                f", {name} = coalesce(events.{name}, f.of_{name})" for name in ("country", "admin1")
            )
            db.cursor.execute(f"UPDATE events SET {sets} FROM found_ids f WHERE events.event_id = f.event_id")
        counted = first_row(db.cursor, "SELECT count(*) FROM found_ids")
        db.cursor.execute("DROP TABLE found_ids")
    return int(counted[0]) if counted else 0, batch


__all__ = ["Unfound", "by_country", "look", "place_found"]
