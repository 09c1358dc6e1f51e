"""The event model: the tables, their columns, and the scales that the columns use.

An event is one row of ``events``; everything around it (sources, claims, sites,
routes, edits) is a table of its own keyed by ``event_id``. Unknown is null, never 0.
Coordinates are WGS 84 (EPSG:4326) degrees, distances are metres, dates are UTC days.
"""

from __future__ import annotations

import hashlib

EVENT_COLUMNS: dict[str, str] = {
    # identity
    "event_id": "string",
    "dataset": "string",
    "source_key": "string",
    "title": "string",
    # when
    "event_date": "date",
    "end_date": "date",
    "time_precision": "string",
    # what and who
    "event_type": "string",
    "sub_event_type": "string",
    "attacker": "string",
    "attacker_basis": "string",
    "contested": "boolean",
    "target": "string",
    "actor1": "string",
    "actor2": "string",
    # where
    "place": "string",
    "country": "string",
    "admin1": "string",
    "admin2": "string",
    "latitude": "float64",
    "longitude": "float64",
    "location_precision": "string",
    "uncertainty_m": "float64",
    "located_by": "string",
    "location_note": "string",
    # consequences
    "fatalities_low": "int64",
    "fatalities_best": "int64",
    "fatalities_high": "int64",
    "injured": "int64",
    # with what
    "weapon": "string",
    "weapon_count": "int64",
    "range_m": "float64",
    "notes": "string",
    # provenance
    "source_codes": "string",
    "source_file": "string",
    "source_row": "int64",
    "first_seen": "timestamp",
    "last_seen": "timestamp",
    "withdrawn_at": "timestamp",
    "version": "int64",
}
"""Columns of the ``events`` table in order, with their Ibis types.

``event_date``..``end_date`` is the closed interval in which the event happened;
both null means undated (an ``end_date`` alone is a "before"). ``country`` is the
English short name of the country where it is known. ``location_note`` says in
words how the place was found, or why it was not. ``source_codes`` is a JSON
object of the source's own codes and words as they came. ``source_row`` is the
spreadsheet row or physical line (the header is 1). ``withdrawn_at`` is set when
a complete re-release of the dataset no longer has the row.
"""

SOURCE_COLUMNS: dict[str, str] = {
    "source_id": "string",
    "event_id": "string",
    "publisher": "string",
    "title": "string",
    "url": "string",
    "published_on": "date",
    "reliability": "string",
    "credibility": "string",
    "notes": "string",
}
CLAIM_COLUMNS: dict[str, str] = {
    "claim_id": "string",
    "event_id": "string",
    "claimant": "string",
    "actor": "string",
    "status": "string",
    "claimed_on": "date",
    "source_id": "string",
    "notes": "string",
}
SITE_COLUMNS: dict[str, str] = {
    "site_id": "string",
    "event_id": "string",
    "role": "string",
    "seq": "int64",
    "place": "string",
    "latitude": "float64",
    "longitude": "float64",
    "location_precision": "string",
    "uncertainty_m": "float64",
    "located_by": "string",
    "to_place": "string",
    "to_latitude": "float64",
    "to_longitude": "float64",
    "basis": "string",
    "statement": "string",
}
"""Further places of an event. ``to_*`` is the second anchor of a stretch ("between
A and B": latitude/longitude is A, to_latitude/to_longitude is B); null otherwise.
``basis`` is reported or inferred; ``statement`` says who says so, in words."""

ROUTE_COLUMNS: dict[str, str] = {
    "route_id": "string",
    "event_id": "string",
    "name": "string",
    "notes": "string",
}
"""A route runs through its event's sites of role origin, waypoint and destination
in ``seq`` order; its geometry is worked out on the road graph when it is drawn."""

EDIT_COLUMNS: dict[str, str] = {
    "edit_id": "string",
    "batch_id": "string",
    "event_id": "string",
    "table_name": "string",
    "row_id": "string",
    "column_name": "string",
    "old_value": "string",
    "new_value": "string",
    "who": "string",
    "edited_at": "timestamp",
    "why": "string",
    "undoes": "string",
}

REVISION_COLUMNS: dict[str, str] = {
    "event_id": "string",
    "revised_at": "timestamp",
    "column_name": "string",
    "old_value": "string",
    "new_value": "string",
    "dataset": "string",
    "source_file": "string",
}
"""What a later release of a dataset changed: one row per event and column, values as
text. The pseudo-column ``withdrawn_at`` tells of rows that went and came back."""

IMPORT_COLUMNS: dict[str, str] = {
    "import_id": "string",
    "dataset": "string",
    "source_file": "string",
    "mapping": "string",
    "started_at": "timestamp",
    "finished_at": "timestamp",
    "rows_read": "int64",
    "imported": "int64",
    "updated": "int64",
    "unchanged": "int64",
    "refused": "int64",
    "withdrawn": "int64",
    "report": "string",
}
"""The log of imports; ``report`` is the import report as JSON."""

PLACE_COLUMNS: dict[str, str] = {
    "place": "string",
    "country": "string",
    "latitude": "float64",
    "longitude": "float64",
    "location_precision": "string",
    "uncertainty_m": "float64",
    "located_by": "string",
    "location_note": "string",
    "who": "string",
    "chosen_at": "timestamp",
    "batch_id": "string",
}
"""Places that a person chose for a place text (country null: any), kept for the next import."""

LINK_COLUMNS: dict[str, str] = {
    "link_id": "string",
    "event_id": "string",
    "other_event_id": "string",
    "group_id": "string",
    "status": "string",
    "score": "float64",
    "reasons": "string",
    "who": "string",
    "decided_at": "timestamp",
}
"""What people decided about two events being the same one: ``status`` is accepted or rejected. The
events that accepted links hold together share a ``group_id``; ``score`` and ``reasons`` are those of
the proposal. See ``events.linking``."""

RECEIPT_COLUMNS: dict[str, str] = {
    "dataset": "string",
    "source_file": "string",
    "size_bytes": "int64",
    "digest": "string",
    "conditions": "string",
    "day": "string",
    "state": "string",
    "report": "string",
    "kept_at": "timestamp",
}
"""The latest import of each file into each dataset: what it was given, what it left, what it reported.
See ``events.importing.receipts``."""

CONFLICT_COLUMNS: dict[str, str] = {
    "conflict_id": "string",
    "event_id": "string",
    "column_name": "string",
    "dataset": "string",
    "source_file": "string",
    "found_at": "timestamp",
    "source_value": "string",
    "own_value": "string",
    "news": "boolean",
    "decision": "string",
    "who": "string",
    "decided_at": "timestamp",
}
"""Where a release says something else than what a person edited; the edit stays. ``news``: the source
changed its value since the edit (else it says what it said before). ``decision`` is null, mine or theirs.
See ``events.editing.conflicts``."""

ARRIVAL_COLUMNS: dict[str, str] = {"batch_id": "string", "event_id": "string"}
"""Events that were put back by a batch that undid something, and were not there before it."""

COLOUR_COLUMNS: dict[str, str] = {
    "column_name": "string",
    "value": "string",
    "slot": "int64",
    "given_as": "int64",
}
"""Which colour a value of a column was given. See ``events.store.colours``."""

REPORT_COLUMNS: dict[str, str] = {
    "report_id": "string",
    "digest": "string",
    "name": "string",
    "title": "string",
    "publisher": "string",
    "address": "string",
    "published_on": "date",
    "text": "string",
    "read_at": "timestamp",
    "who": "string",
}
"""Press reports that were read, each once, with the SHA-256 of its text. The text leaves the database in no
export. See ``events.reading.kept``."""

READING_COLUMNS: dict[str, str] = {
    "reading_id": "string",
    "report_id": "string",
    "event_id": "string",
    "decision": "string",
    "draft": "string",
    "kept": "string",
    "who": "string",
    "decided_at": "timestamp",
}
"""What a person decided about a draft event of a report: accepted (then ``event_id`` is the event, and
``kept`` the draft as it was accepted) or refused; ``draft`` as it was read."""

TABLES: dict[str, dict[str, str]] = {
    "events": EVENT_COLUMNS,
    "sources": SOURCE_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "sites": SITE_COLUMNS,
    "routes": ROUTE_COLUMNS,
    "edits": EDIT_COLUMNS,
    "revisions": REVISION_COLUMNS,
    "imports": IMPORT_COLUMNS,
    "places": PLACE_COLUMNS,
    "links": LINK_COLUMNS,
    "receipts": RECEIPT_COLUMNS,
    "conflicts": CONFLICT_COLUMNS,
    "colours": COLOUR_COLUMNS,
    "reports": REPORT_COLUMNS,
    "readings": READING_COLUMNS,
}

LATER_TABLES = ("links", "receipts", "conflicts", "colours", "reports", "readings")
"""Tables that a database of an earlier program may lack; the first change to it makes them. A program
that does not know them leaves them alone, so they raise no schema version."""

SHELVED = ("events", "sources", "claims", "sites", "routes", "links", "revisions", "conflicts")
"""Tables of which rows are set aside when an import, its undoing, or the removal of a dataset replaces
or removes them (in ``shelved_`` + name, by batch). See ``events.store.shelves``."""

SHELVES: dict[str, dict[str, str]] = {
    **{f"shelved_{name}": {"batch_id": "string"} | TABLES[name] for name in SHELVED},
    "arrivals": ARRIVAL_COLUMNS,
}
SHELVES["shelved_events"] |= {"value_hash": "uint64"}

RELATED_KEYS: dict[str, str] = {
    "sources": "source_id",
    "claims": "claim_id",
    "sites": "site_id",
    "routes": "route_id",
}
"""The tables around an event and the identity column of each."""

BOOKKEEPING_COLUMNS = (
    "source_file",
    "source_row",
    "first_seen",
    "last_seen",
    "withdrawn_at",
    "version",
)
"""Event columns that say how a row came, not what happened: no revision when only these differ."""

VALUE_COLUMNS = tuple(c for c in EVENT_COLUMNS if c not in ("event_id", *BOOKKEEPING_COLUMNS))
"""Event columns whose change makes a revision."""

SCHEMA_VERSION = 1
"""Version of the database schema; a file with a higher one is left alone."""

LOCATION_PRECISIONS = (
    "exact", "near", "adm2", "adm1", "region", "country", "continent", "sea", "not_stated", "unlocated"
)  # fmt: skip
"""From sharp to none. exact: a named point; near: within 25 km of one (UCDP's 2); not_stated: there are
coordinates, and nobody says how well they stand for the place. Its order is that of the map's client."""

COARSE_PRECISIONS = ("adm2", "adm1", "region", "country", "continent", "sea")
"""Precisions that are drawn as an area, never as a sharp dot (so is "near" when its radius is known)."""

TIME_PRECISIONS = ("day", "days", "week", "month", "year")
"""day; days: 2-6 days; the wider ones as their names say. Null when undated."""

CLAIM_STATUSES = (
    "claimed_by_actor",
    "accused_by_opponent",
    "accused_by_third_party",
    "denied",
    "assessed_by_analyst",
    "unattributed",
)
ACTOR_ROLES = ("attacker", "target", "side_a", "side_b", "claimant")
"""Roles in which an event names somebody: ``actor1`` is side A, ``actor2`` side B."""

ATTACKER_STATED = ("named", "not_known", "two_sides")
"""What an event says of its attacker. two_sides: two sides fought, and nobody says who attacked."""

LINK_STATUSES = ("accepted", "rejected")
SITE_ROLES = ("impact", "launch", "found", "origin", "waypoint", "destination")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
CREDIBILITIES = ("1", "2", "3", "4", "5", "6")


def event_id(dataset: str, source_key: str) -> str:
    """Return the identity of an event: a hash of its dataset and the source's own key.

    Parameters
    ----------
    dataset, source_key : str
        The dataset's name (with its release) and the key that the source gave the row.

    Returns
    -------
    str
        20 hexadecimal digits (80 bits: a collision among 10 million events has odds below 1e-10).
    """
    text = f"{dataset}\x1f{source_key}".encode()
    return hashlib.blake2b(text, digest_size=10).hexdigest()
