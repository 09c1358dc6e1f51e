"""What became of drafts: reports kept as sources with their hash, and what was accepted, changed, refused.

Nothing enters the table but by `accept`, which a person calls. A report's text stays in the database.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from events import query
from events.editing import edits
from events.query import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.reading.documents import Report
    from events.store import Store

DATASET = "Read from reports"
"""Dataset of events that came from reports."""
MEASURED = (
    "event_date", "end_date", "event_type", "sub_event_type", "place", "country", "attacker", "target",
    "fatalities_low", "fatalities_best", "fatalities_high", "injured", "weapon",
)  # fmt: skip
"""Values of a draft of which it is counted whether they were accepted unchanged."""
_COPIED = (
    *MEASURED,
    "title",
    "time_precision",
    "latitude",
    "longitude",
    "location_precision",
    "uncertainty_m",
)
QUOTED = 240
"""Most characters of the report that a source's note quotes."""


def keep(store: Store, report: Report, *, who: str) -> str:
    """Keep a report's text once, by its hash; returns its identity."""
    key = report.digest[:20]
    with store.writing(who=who) as db:
        table = db.table("reports")
        if not len(db.frame(table.filter(table.report_id == key).select("report_id"))):
            row = {
                "report_id": key, "digest": report.digest, "name": report.name or None, "title": report.title,
                "publisher": report.publisher, "address": report.address, "published_on": report.published,
                "text": report.text, "read_at": db.now, "who": who,
            }  # fmt: skip
            db.insert("reports", pd.DataFrame([row], dtype=object).astype({"read_at": "datetime64[us]"}))
    return key


def accept(store: Store, report: Report, draft: dict[str, Any], kept: dict[str, Any], *, who: str) -> str:
    """Put a draft, as a person left it, into the table; returns the event's identity.

    Parameters
    ----------
    store : Store
    report : Report
        It becomes the event's source.
    draft, kept : dict
        The draft as it was read and as it is accepted, in the form of `Draft.as_record`.
    who : str
        For the log.

    Raises
    ------
    ValueRefusedError
        A value does not fit; nothing is added.
    """
    values = {name: kept.get(name) for name in _COPIED} | {"dataset": DATASET}
    if kept.get("claims"):
        values.pop("attacker")
    event = edits.add_event(
        store,
        values,
        claims=[_claim(c) for c in kept.get("claims") or ()],
        sources=[_source(report, kept)],
        sites=[{"role": s["role"], "place": s["place"], "latitude": s.get("latitude"),
                "longitude": s.get("longitude"), "uncertainty_m": s.get("uncertainty_m"), "basis": "reported"}
               for s in kept.get("sites") or ()],
        who=who,
        why="accepted from a report",
    )  # fmt: skip
    _decide(store, report, draft, kept, "accepted", event, who)
    return event


def refuse(store: Store, report: Report, draft: dict[str, Any], *, who: str) -> None:
    """Remember that a draft was refused."""
    _decide(store, report, draft, None, "refused", None, who)


def _claim(claim: dict[str, Any]) -> dict[str, Any]:
    return {
        "claimant": claim.get("claimant"),
        "actor": claim.get("actor"),
        "status": claim["status"],
        "source": 0,
    }


def _source(report: Report, kept: dict[str, Any]) -> dict[str, Any]:
    spans = sorted(tuple(s) for found in (kept.get("evidence") or {}).values() for s in found)
    quoted = report.text[spans[0][0] : spans[-1][1]] if spans else ""
    note = f"“{' '.join(quoted.split())[:QUOTED]}” · SHA-256 {report.digest}"
    title = report.title or " ".join(report.text.split())[:80]
    return {"publisher": report.publisher, "title": title, "url": report.address,
            "published_on": report.published, "notes": note}  # fmt: skip


def _decide(
    store: Store, report: Report, draft: dict[str, Any], kept: dict[str, Any] | None,
    decision: str, event: str | None, who: str,
) -> None:  # fmt: skip
    key = keep(store, report, who=who)
    with store.writing(who=who) as db:
        row = {
            "reading_id": uuid.uuid4().hex[:20], "report_id": key, "event_id": event, "decision": decision,
            "draft": json.dumps(draft, ensure_ascii=False),
            "kept": None if kept is None else json.dumps(kept, ensure_ascii=False),
            "who": who, "decided_at": db.now,
        }  # fmt: skip
        db.insert("readings", pd.DataFrame([row], dtype=object).astype({"decided_at": "datetime64[us]"}))


def rivals(store: Store, draft: dict[str, Any]) -> list[str]:
    """Return the titles of events of the table that a draft may be: within 25 km and two days."""
    start = draft.get("event_date") or draft.get("end_date")
    if draft.get("latitude") is None or start is None:
        return []
    first, last = pd.Timestamp(start), pd.Timestamp(draft.get("end_date") or start)
    two = pd.Timedelta(days=2)
    found = query.select(
        store,
        Filter(
            date_from=(first - two).date(),
            date_to=(last + two).date(),
            within=(draft["latitude"], draft["longitude"], 25.0),
        ),
        columns=("title", "place", "event_date", "dataset"),
    )
    told = zip(*(found.head(3)[c] for c in ("title", "place", "event_date", "dataset")), strict=True)
    return [
        f"{title or place or 'event'} · {str(day)[:10]} · {dataset}" for title, place, day, dataset in told
    ]


def measured(store: Store) -> dict[str, tuple[int, int]]:
    """Return how many values of accepted drafts stayed unchanged, of how many, by field.

    ``drafts`` counts the accepted of all that were decided about.
    """
    with store.reading() as db:
        if not db.has("readings"):
            return {}
        rows = db.frame(db.table("readings").select("decision", "draft", "kept"))
    return _counted(rows.itertuples(index=False))


def _counted(rows: Iterable[Any]) -> dict[str, tuple[int, int]]:
    same: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for decision, draft, kept in rows:
        total["drafts"] += 1
        if decision != "accepted":
            continue
        same["drafts"] += 1
        before, after = json.loads(draft), json.loads(kept)
        for field in MEASURED:
            if before.get(field) is not None or after.get(field) is not None:
                total[field] += 1
                same[field] += before.get(field) == after.get(field)
    return {field: (same[field], total[field]) for field in total}
