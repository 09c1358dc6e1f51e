"""Range rings by choice: which weapon, round which site; and whether a point lies inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from events.vocabulary import codebook
from geo import rings as circles
from maps.layers import rings
from maps.layers.rings import Reach, RingSpec
from ui import session, words
from ui.words import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from events.query import EventDetail

AS_REPORTED = "as reported"
ROLE_LABELS = {"launch": "launch site", "found": "where it was found", "impact": "impact"}


def centres(detail: EventDetail) -> dict[str, dict[str, Any]]:
    """Return the places of an event that a ring may go round, by role; see `maps.layers.rings.centre_of`."""
    sites = [{str(name): value for name, value in row.items()} for row in detail.sites.to_dict("records")]
    found = {role: rings.centre_of(detail.event, sites, (role,)) for role in ROLE_LABELS}
    return {role: centre for role, centre in found.items() if centre is not None}


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
    offered = {AS_REPORTED: "As reported, with all alternatives"} if rings.reaches_of(detail.event) else {}
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
    rows = []
    for figure, centre in _drawn(detail):
        where = (float(centre["latitude"]), float(centre["longitude"]))
        doubt = rings.uncertainty(centre)
        verdict = circles.inside(lat, lon, centre=where, radius_m=figure.range_m, uncertainty_m=doubt)
        away = circles.distance_m(lat, lon, *where)
        place = centre["place"] if known(centre.get("place")) else ROLE_LABELS[centre["role"]]
        note = f"{words.distance(float(away))} from {place}"
        rows.append({"label": figure.label, "value": str(verdict), "notes": [note]})
    return rows


def _drawn(detail: EventDetail) -> Iterator[tuple[Reach, dict[str, Any]]]:
    """The rings that the map draws of an event: those chosen, else those of its own figures."""
    around = centres(detail)
    event_id = str(detail.event["event_id"])
    own = [ring for ring in session.current().rings if ring.event_id == event_id and ring.role in around]
    if not own and around:
        own = [RingSpec(event_id, next(iter(around)))]
    for ring in own:
        for figure in rings.reaches_asked(ring, detail.event):
            yield figure, around[ring.role]
