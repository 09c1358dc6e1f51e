"""Places that people choose for a place text: given to all its events, and kept for the next import."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from events.errors import ValueRefusedError
from events.store.checking import check_event
from events.store.duckdb_engine import first_row
from events.store.edit_log import recorded

if TYPE_CHECKING:
    from events.store import Store
    from events.store.database import Writer


def apply_place(
    store: Store,
    place_text: str,
    country: str | None,
    location: Any,
    who: str,
    *,
    why: str | None = None,
    only: Literal["unlocated", "not from source", "all"] = "not from source",
    events: Collection[str] | None = None,
) -> tuple[int, str]:
    """Give all events with a place text the place that a person chose; one batch, one undo.

    Parameters
    ----------
    store : Store
    place_text : str
        The place as reported, exactly.
    country : str or None
        Only events of this country; None: only those without a country.
    location : object or mapping
        latitude, longitude, precision (or location_precision), uncertainty_m, and location_note, name or
        matched_name: a ``geo.geocoding.geocoder`` Candidate or Location will do.
    who, why : str
        For the log.
    only : str
        Which of them: those without coordinates, those whose coordinates did not come
        with the data, or all.
    events : collection of str, optional
        Only these (with ``only="all"``: the doubted ones, from ``doubts.events_of``). The choice is
        then for them alone and is not kept for the next import.

    Returns
    -------
    tuple
        How many events got the place, and the batch. The place is kept in ``places``
        for the next import, unless it is for some events alone.
    """
    chosen = _chosen_place(location)
    with store.writing(who=who) as db:
        db.cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE place_ids AS SELECT event_id FROM events WHERE {_which(only)}",
            [place_text, country],
        )
        if events is not None:
            db.cursor.execute("DELETE FROM place_ids WHERE NOT list_contains(?, event_id)", [list(events)])
        with recorded(db, "place_ids", why=why or f"place chosen for {place_text!r}") as batch:
            sets = ", ".join(f'"{name}" = ${name}' for name in chosen)
            db.cursor.execute(
                f"UPDATE events SET {sets} WHERE event_id IN (SELECT event_id FROM place_ids)", chosen
            )
        counted = first_row(db.cursor, "SELECT count(*) FROM place_ids")
        db.cursor.execute("DROP TABLE place_ids")
        if events is None:
            _keep(db, place_text, country, chosen, who, batch)
    return int(counted[0]) if counted else 0, batch


def _keep(
    db: Writer, place_text: str, country: str | None, chosen: dict[str, Any], who: str, batch: str
) -> None:
    kept = {"place": place_text, "country": country, **chosen}
    kept |= {"who": who, "chosen_at": pd.Timestamp(db.now), "batch_id": batch}
    db.insert("places", pd.DataFrame([kept], dtype=object))


def count_place(store: Store, place_text: str, country: str | None) -> int:
    """Return how many events `apply_place` would give the place, without doing it."""
    with store.reading() as db:
        asked = f"SELECT count(*) FROM events WHERE {_which('not from source')}"
        return int(db.rows(asked, [place_text, country])[0][0])


def _which(only: str) -> str:
    """The condition on events of a place text and country, in SQL with two parameters."""
    nowhere = "latitude IS NULL OR longitude IS NULL"
    more = {
        "unlocated": f" AND ({nowhere})",
        "not from source": f" AND ({nowhere} OR located_by IS DISTINCT FROM 'source')",
        "all": "",
    }[only]
    return f"place = ? AND country IS NOT DISTINCT FROM ?{more}"


def chosen_places(store: Store) -> pd.DataFrame:
    """Return the places that people chose, the latest for each place text and country."""
    with store.reading() as db:
        places = db.frame(db.table("places").order_by("chosen_at"))
    return places.drop_duplicates(["place", "country"], keep="last", ignore_index=True)


def _chosen_place(location: Any) -> dict[str, Any]:
    def get(*names: str) -> Any:
        for name in names:
            value = location.get(name) if isinstance(location, Mapping) else getattr(location, name, None)
            if value is not None:
                return value
        return None

    name = get("matched_name", "name")
    row = {
        "latitude": get("latitude"),
        "longitude": get("longitude"),
        "location_precision": get("location_precision", "precision"),
        "uncertainty_m": get("uncertainty_m"),
        "located_by": "analyst",
        "location_note": get("location_note")
        or (f"Chosen by a person: {name}." if name else "Chosen by a person."),
    }
    if row["latitude"] is None or row["longitude"] is None:
        raise ValueRefusedError("The chosen place has no coordinates.", column="latitude")
    checked = check_event(dict(row))
    return {name: checked[name] for name in row}
