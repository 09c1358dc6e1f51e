"""Range rings: how far the weapon of an event could reach, and how the place's doubt widens that.

A ring round a launch or found site bounds where the weapon could strike; one round
an impact bounds where it could have been fired from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from events.vocabulary import codebook
from geo import rings
from maps.layers import words
from maps.layers.overlays import (
    Facts,
    Overlay,
    event_facts,
    event_span,
    geojson,
    known,
    located,
    site_facts,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

CENTRE_ROLES = ("launch", "found", "impact")
"""Sites that a ring may be drawn round, the best first; the event's own place comes last."""


EVERY = "*"
"""In a ring that is asked for: round every event; round the best of its sites."""


@dataclass(frozen=True)
class RingSpec:
    """A ring that a person asked for.

    `role` is launch, found or impact (event and role may be `EVERY`); `weapon` is a key of the weapons table;
    `range_m` is a reach in metres that stands on its own.
    """

    event_id: str
    role: str
    weapon: str | None = None
    range_m: float | None = None


@dataclass(frozen=True)
class Reach:
    """A distance that a weapon reaches, and who says so."""

    label: str
    range_m: float
    facts: Facts


def auto(events: Iterable[dict[str, Any]], sites: dict[str, list[dict[str, Any]]]) -> list[Overlay]:
    """Return the rings of every event with a weapon of known reach or a stated range."""
    drawn: list[Overlay] = []
    for event in events:
        reaches = reaches_of(event)
        centre = centre_of(event, sites.get(event["event_id"], []), CENTRE_ROLES)
        if reaches and centre is not None:
            drawn += _draw(event, centre, reaches)
    return drawn


def chosen(
    specs: Sequence[RingSpec], events: dict[str, dict[str, Any]], sites: dict[str, list[dict[str, Any]]]
) -> list[Overlay]:
    """Return the rings that `specs` ask for; those whose event or centre is not there are left out."""
    drawn: list[Overlay] = []
    for spec in specs:
        asked = list(events) if spec.event_id == EVERY else [spec.event_id]
        roles = CENTRE_ROLES if spec.role == EVERY else (spec.role,)
        for event in (events[key] for key in asked if key in events):
            centre = centre_of(event, sites.get(event["event_id"], []), roles)
            reaches = reaches_asked(spec, event)
            if centre is not None and reaches:
                drawn += _draw(event, centre, reaches)
    return drawn


def reaches_asked(spec: RingSpec, event: dict[str, Any]) -> list[Reach]:
    """Return the distances that a person asked for: of a weapon, of their own, or the event's own figures."""
    if spec.weapon is not None:
        return _by_key(spec.weapon)
    if spec.range_m is None:
        return reaches_of(event)
    facts = (("Range", words.distance(spec.range_m)), ("Source of the figure", "chosen by hand"))
    return [Reach(words.distance(spec.range_m), float(spec.range_m), facts)]


def reaches_of(event: dict[str, Any]) -> list[Reach]:
    """Return the alternatives of an event's weapon and the range that its report states, longest first."""
    reaches = _weapon_reaches(event)
    if known(event.get("range_m")):
        stated = float(event["range_m"])
        least = any(reach.range_m > stated for reach in reaches)
        label = f"reported: {'at least ' if least else ''}{words.distance(stated)}"
        facts = (("Range", label), ("Source of the figure", "the report of the event"))
        reaches.append(Reach(label, stated, facts))
    return sorted(reaches, key=lambda reach: -reach.range_m)


def reaching(frame: pd.DataFrame) -> pd.Series:
    """Say which events have rings: a stated range, or a weapon whose reach is known (a rifle's is not)."""
    texts = frame["weapon"].dropna().unique()
    known_reach = {one for one in texts if _weapon_reaches({"weapon": one})}
    return frame["range_m"].notna() | frame["weapon"].isin(list(known_reach))


def _weapon_reaches(event: dict[str, Any]) -> list[Reach]:
    """The classes that the event's weapon text may stand for."""
    return [
        _reach(weapon) for weapon in codebook.weapons_named(text(event.get("weapon"))) if weapon.max_range_m
    ]


def _by_key(key: str) -> list[Reach]:
    return [_reach(weapon) for weapon in codebook.weapons() if weapon.key == key and weapon.max_range_m]


def _reach(weapon: codebook.Weapon) -> Reach:
    range_m = float(weapon.max_range_m or 0.0)
    facts = (
        ("Weapon", weapon.label),
        ("Range", f"{words.distance(range_m)}, nominal maximum"),
        ("Source of the figure", weapon.citation),
        ("Address of the source", weapon.url),
    )
    return Reach(f"{weapon.label}: {words.distance(range_m)}", range_m, tuple(f for f in facts if f[1]))


def centre_of(
    event: dict[str, Any], sites: Sequence[dict[str, Any]], roles: Sequence[str]
) -> dict[str, Any] | None:
    """Return the place that a ring goes round: the sharpest located site of the first role that has one.

    A stretch between two places has no middle to draw a ring round; an impact without a site is the
    event's own place. None where nothing is located.
    """
    for role in roles:
        fitting = [
            site
            for site in sites
            if site["role"] == role and located(site) and not known(site.get("to_latitude"))
        ]
        if fitting:
            return min(fitting, key=lambda site: (uncertainty(site), text(site.get("site_id"))))
        if role == "impact" and located(event):
            return event | {"role": "impact", "statement": None, "basis": None}
    return None


def uncertainty(row: dict[str, Any]) -> float:
    """Return the radius of doubt of a place in metres, 0 where none is stated."""
    return float(row["uncertainty_m"]) if known(row.get("uncertainty_m")) else 0.0


def _draw(event: dict[str, Any], centre: dict[str, Any], reaches: Sequence[Reach]) -> list[Overlay]:
    """A ring for each reach, and the band that the centre's uncertainty makes of it."""
    lat, lon, doubt = float(centre["latitude"]), float(centre["longitude"]), uncertainty(centre)
    span = event_span(event)
    side = "from" if centre["role"] in ("launch", "found") else "to"
    drawn = []
    for reach in reaches:
        where = (f"Reach {side}", text(centre.get("place")))
        about = tuple(f for f in (*reach.facts, *event_facts(event), where, *site_facts(centre)) if f[1])
        if doubt > 0:
            band = rings.band(lat, lon, reach.range_m, uncertainty_m=doubt)
            near, far = max(0.0, reach.range_m - doubt), reach.range_m + doubt
            facts = (("Band", f"{words.distance(near)} – {words.distance(far)}"), *about)
            drawn.append(Overlay("band", event["event_id"], reach.label, geojson(band), facts=facts, **span))
        ring = rings.ring(lat, lon, reach.range_m)
        drawn.append(Overlay("ring", event["event_id"], reach.label, geojson(ring), facts=about, **span))
    return drawn
