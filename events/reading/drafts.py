"""A draft event: its values, and the words of the report that each rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

Span = tuple[int, int]
"""Half-open offsets of characters in the text as it was given."""

KINDS = {
    "Air/drone strike": "Explosions/Remote violence",
    "Suicide bomb": "Explosions/Remote violence",
    "Chemical weapon": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Remote explosive/landmine/IED": "Explosions/Remote violence",
    "Grenade": "Explosions/Remote violence",
    "Attack": "Violence against civilians",
    "Sexual violence": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Armed clash": "Battles",
    "Government regains territory": "Battles",
    "Non-state actor overtakes territory": "Battles",
    "Violent demonstration": "Riots",
    "Mob violence": "Riots",
    "Peaceful protest": "Protests",
    "Protest with intervention": "Protests",
    "Excessive force against protesters": "Protests",
    "Arrests": "Strategic developments",
    "Looting/property destruction": "Strategic developments",
    "Disrupted weapons use": "Strategic developments",
    "Change to group/activity": "Strategic developments",
    "Headquarters or base established": "Strategic developments",
    "Agreement": "Strategic developments",
    "Non-violent transfer of territory": "Strategic developments",
    "Other": "Strategic developments",
}
"""ACLED's sub-event types with their event types (ACLED Codebook)."""


@dataclass(slots=True)
class Claim:
    """Who says that who did it, and on what ground; ``claimant`` null is the report itself."""

    claimant: str | None
    actor: str | None
    status: str
    evidence: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Site:
    """A further place of the event; ``role`` as in the event model (impact, launch, found, origin ...)."""

    role: str
    place: str
    latitude: float | None = None
    longitude: float | None = None
    uncertainty_m: float | None = None
    evidence: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """One event as a report tells it. Unknown is null. Metres, WGS 84 degrees, closed intervals of days."""

    event_date: dt.date | None = None
    end_date: dt.date | None = None
    time_precision: str | None = None
    sub_event_type: str | None = None
    place: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    uncertainty_m: float | None = None
    location_precision: str | None = None
    attacker: str | None = None
    target: str | None = None
    fatalities_low: int | None = None
    fatalities_best: int | None = None
    fatalities_high: int | None = None
    injured: int | None = None
    abducted: int | None = None
    weapon: str | None = None
    title: str | None = None
    confidence: float = 0.5
    claims: list[Claim] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    evidence: dict[str, list[Span]] = field(default_factory=dict)
    features: dict[str, float] = field(default_factory=dict)
    """What spoke for it and against it when its confidence was weighed."""

    @property
    def event_type(self) -> str | None:
        """The event type that the sub-event type belongs to."""
        return KINDS.get(self.sub_event_type or "")

    def as_record(self) -> dict[str, Any]:
        """Return it as plain values, days in ISO form, as `atlas.py read` prints it."""
        record: dict[str, Any] = {
            "event_date": self.event_date and self.event_date.isoformat(),
            "end_date": self.end_date and self.end_date.isoformat(),
            "time_precision": self.time_precision,
            "event_type": self.event_type,
            "sub_event_type": self.sub_event_type,
        }
        for name in (
            "place",
            "country",
            "latitude",
            "longitude",
            "uncertainty_m",
            "location_precision",
            "attacker",
            "target",
            "fatalities_low",
            "fatalities_best",
            "fatalities_high",
            "injured",
            "abducted",
            "weapon",
            "title",
            "confidence",
        ):
            record[name] = getattr(self, name)
        record["claims"] = [
            {
                "claimant": c.claimant,
                "actor": c.actor,
                "status": c.status,
                "evidence": [list(s) for s in c.evidence],
            }
            for c in self.claims
        ]
        record["sites"] = [
            {
                "role": s.role,
                "place": s.place,
                "latitude": s.latitude,
                "longitude": s.longitude,
                "uncertainty_m": s.uncertainty_m,
                "evidence": [list(e) for e in s.evidence],
            }
            for s in self.sites
        ]
        record["evidence"] = {key: [list(s) for s in spans] for key, spans in self.evidence.items()}
        return record
