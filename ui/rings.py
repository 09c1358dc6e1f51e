"""Range rings by choice: which weapon, round which site; and whether a point lies inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from events import codebook
from events.query import EventDetail
from geo import rings as circles
from maps import reach
from maps.reach import RingSpec
from ui import session, words
from ui.words import known

AS_REPORTED = "as reported"
ROLE_LABELS = {"launch": "launch site", "found": "where it was found", "impact": "impact"}


@dataclass(frozen=True)
class Centre:
    """A place that a ring may be drawn round; the radius of its doubt in metres."""

    role: str
    place: str
    latitude: float
    longitude: float
    uncertainty_m: float


def centres(detail: EventDetail) -> dict[str, Centre]:
    """Return the places of an event that a ring may go round, by role: the sharpest of each."""
    rows = [row for row in detail.sites.to_dict("records") if not known(row.get("to_latitude"))]
    rows.append({**detail.event, "role": "impact"})
    found: dict[str, Centre] = {}
    for row in rows:
        if row["role"] not in ROLE_LABELS or not (known(row.get("latitude")) and known(row.get("longitude"))):
            continue
        doubt = float(row["uncertainty_m"]) if known(row.get("uncertainty_m")) else 0.0
        place = str(row["place"]) if known(row.get("place")) else ""
        centre = Centre(row["role"], place, float(row["latitude"]), float(row["longitude"]), doubt)
        best = found.get(row["role"])
        if best is None or doubt < best.uncertainty_m:
            found[row["role"]] = centre
    return {role: found[role] for role in ROLE_LABELS if role in found}


def controls(detail: EventDetail) -> None:
    """Draw the choice of rings for an event; nothing when no place of it is known."""
    around = centres(detail)
    if not around:
        return
    event_id = str(detail.event["event_id"])
    own = [ring for ring in session.current().rings if ring.event_id == event_id]
    roles = list(around)
    role = own[0].role if own and own[0].role in roles else roles[0]
    keys = _offered(detail)
    picked = [ring.weapon or AS_REPORTED for ring in own if ring.weapon in keys or ring.range_m is None]
    distance = next((ring.range_m / 1000 for ring in own if ring.range_m), None)
    st.session_state.update({"ring_role": role, "ring_reach": picked, "ring_km": distance})
    with st.container(key="rings"):
        options: dict[str, Any] = {"on_change": _take, "args": (event_id,)}
        st.multiselect(
            "Range rings of",
            list(keys),
            key="ring_reach",
            format_func=keys.__getitem__,
            placeholder="a weapon class",
            **options,
        )
        left, right = st.columns([1, 2], gap="small")
        left.number_input("or own km", min_value=0.1, max_value=20_000.0, step=1.0, key="ring_km", **options)
        right.selectbox(
            "drawn round the", roles, key="ring_role", format_func=ROLE_LABELS.__getitem__, **options
        )


def _offered(detail: EventDetail) -> dict[str, str]:
    """What may be chosen: the event's own figures first, then the weapons its words may mean, then all."""
    named = codebook.weapons_named(detail.event.get("weapon"))
    offered = {AS_REPORTED: "As reported, with all alternatives"} if reach.reaches_of(detail.event) else {}
    rest = [weapon for weapon in codebook.weapons() if weapon not in named]
    for weapon in (*named, *rest):
        if weapon.max_range_m:
            offered[weapon.key] = f"{weapon.label}, {words.kilometres(weapon.max_range_m)}"
    return offered


def _take(event_id: str) -> None:
    role = st.session_state["ring_role"]
    chosen = [
        RingSpec(event_id, role, None if key == AS_REPORTED else key)
        for key in st.session_state["ring_reach"]
    ]
    if st.session_state["ring_km"]:
        chosen.append(RingSpec(event_id, role, None, st.session_state["ring_km"] * 1000))
    others = [ring for ring in session.current().rings if ring.event_id != event_id]
    session.change(rings=tuple(others + chosen))


def verdicts(detail: EventDetail, lat: float, lon: float) -> list[dict[str, Any]]:
    """Return, for each ring of an event, whether a point is inside, possibly inside or outside."""
    around = centres(detail)
    rows = []
    for label, range_m, centre in _drawn(detail, around):
        where = (centre.latitude, centre.longitude)
        verdict = circles.inside(lat, lon, centre=where, radius_m=range_m, uncertainty_m=centre.uncertainty_m)
        away = circles.distance_m(lat, lon, *where)
        note = f"{words.distance(float(away))} from {centre.place or ROLE_LABELS[centre.role]}"
        rows.append({"label": label, "value": str(verdict), "notes": [note]})
    return rows


def _drawn(detail: EventDetail, around: dict[str, Centre]) -> Iterator[tuple[str, float, Centre]]:
    """The rings that the map draws of an event: those chosen, else those of its own figures."""
    event_id = str(detail.event["event_id"])
    own = [ring for ring in session.current().rings if ring.event_id == event_id and ring.role in around]
    if not own and around:
        own = [RingSpec(event_id, next(iter(around)))]
    for ring in own:
        if ring.range_m:
            yield words.kilometres(ring.range_m), ring.range_m, around[ring.role]
        elif ring.weapon:
            weapon = codebook.weapon(ring.weapon)
            if weapon.max_range_m:
                yield weapon.label, weapon.max_range_m, around[ring.role]
        else:
            for figure in reach.reaches_of(detail.event):
                yield figure.label, figure.range_m, around[ring.role]
