"""How sure it is that a draft is an event of its own: a weighted sum of what speaks for it and against it.

The weights stand in ``data/reading/confidence.csv``; how they were fitted is in ``data/SOURCES.md``.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from typing import TYPE_CHECKING

from events.reading import lexicon
from events.reading.lexicon import FOLDER

if TYPE_CHECKING:
    import datetime as dt

    from events.reading.drafts import Draft
    from events.reading.incidents import Incident
    from events.reading.mentions import Scene
    from events.reading.text import Text

_GENERAL = lexicon.word_set("general")


def features(
    text: Text, incident: Incident, draft: Draft, scenes: list[Scene], published: dt.date | None
) -> dict[str, float]:
    """Return what speaks for an incident and against it, each 0 or 1 (or a small number)."""
    found: dict[str, float] = {"constant": 1.0}
    for family in incident.families:
        found[f"family {family}"] = 1.0
    best = min((m.scene.number for m in incident.mentions), default=0)
    found["first sentence"] = float(best == 0)
    found["second to fourth sentence"] = float(1 <= best <= 3)
    found["late"] = min(best, 30) / 30
    found["mentions"] = math.log(len(incident.mentions))
    found["sentences"] = math.log(len({m.scene.number for m in incident.mentions}))
    for form in ("noun", "verb", "patient", "carried"):
        found[f"form {form}"] = float(any(m.form == form for m in incident.mentions))
    found["passive"] = float(any(m.passive for m in incident.mentions))
    found["general"] = float(all(text.words[m.trigger.last - 1] in _GENERAL for m in incident.mentions))
    kinds = {p.kind for m in incident.mentions for p in m.patients}
    roles = {p.role for m in incident.mentions for p in m.patients}
    for kind in ("person", "thing", "name", "perp", "org"):
        found[f"victim {kind}"] = float(kind in kinds)
    for role in ("official", "civilian", "armed"):
        found[f"victim {role}"] = float(role in roles)
    found["victim named"] = float(any(p.named for m in incident.mentions for p in m.patients))
    found["victim counted"] = float(any(p.figure for m in incident.mentions for p in m.patients))
    doers = {p.kind for m in incident.mentions for p in m.agents}
    for kind in ("perp", "org", "person"):
        found[f"doer {kind}"] = float(kind in doers)
    found["doer of the state"] = float(
        any(u.value("org") == "state" for m in incident.mentions for p in m.agents for u in p.orgs)
    )
    days = {d.kind for m in incident.mentions for d in m.scene.days}
    for kind in ("day", "weekday", "relative", "ago", "period", "month", "year", "since"):
        found[f"date {kind}"] = float(kind in days)
    back = (published - draft.end_date).days if published and draft.end_date and draft.event_date else 0
    found["weeks back"] = min(max(back, 0), 60) / 7
    found["place"] = float(bool(draft.place))
    found["weapon"] = float(bool(draft.weapon))
    found["claim"] = float(any(c.status == "claimed_by_actor" for c in draft.claims))
    found["killed"] = float(bool(draft.fatalities_best))
    found["many"] = float((draft.fatalities_best or 0) > 30)
    found["injured"] = float(bool(draft.injured))
    found |= _setting(text, incident, scenes)
    for mention in incident.mentions:
        found[f"deed {' '.join(text.words[mention.trigger.first : mention.trigger.last])}"] = 1.0
    for number in {m.scene.number for m in incident.mentions}:
        sentence = scenes[number].sentence
        for word in set(text.words[sentence.first : sentence.last]) & lexicon.english():
            found[f"word {word}"] = 1.0
    return {name: value for name, value in found.items() if value}


def _setting(text: Text, incident: Incident, scenes: list[Scene]) -> dict[str, float]:
    """Return what the sentences round an incident, and the report's head, say of it."""
    first = incident.mentions[0]
    found: dict[str, float] = {}
    words = text.words[first.scene.sentence.first : first.scene.sentence.last]
    found["quoted"] = float('"' in words)
    found["first person"] = float(bool({"WE", "OUR", "I", "US"} & set(words)))
    found["army words"] = float(
        any(
            u.has("trigger") and (u.value("trigger") or "").startswith("clash")
            for m in incident.mentions
            for u in m.scene.units
        )
    )
    found["speech"] = float(
        any(
            "INTERVIEW" in text.plain[:400] or w in text.plain[:400]
            for w in ("EDITORIAL", "COMMENTARY", "SPEECH", "COMMUNIQUE")
        )
    )
    found["clandestine"] = float("CLANDESTINE" in text.plain[:100])
    found["trial"] = float(
        bool(
            {
                "TRIAL",
                "SENTENCED",
                "COURT",
                "INVESTIGATION",
                "INVESTIGATING",
                "ANNIVERSARY",
                "EXTRADITION",
                "JUDICIAL",
            }
            & set(words)
        )
    )
    found["length"] = math.log(1 + len(scenes)) / 4
    return found


@cache
def weights() -> dict[str, float]:
    """Return the weight of each feature."""
    path = FOLDER / "confidence.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(file)}


def confidence(found: dict[str, float]) -> float:
    """Return how likely a draft with these features is an event, 0 to 1."""
    known = weights()
    total = sum(known.get(name, 0.0) * value for name, value in found.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)
