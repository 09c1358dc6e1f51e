"""Routes and stretches: lines that follow the shipped roads where they can.

A route runs through its event's origin, waypoints and destination; a stretch is the
road between the two anchors of a site ("between A and B").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo import rings
from geo.ground import roads
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
    from collections.abc import Sequence

STOP_ROLES = ("origin", "waypoint", "destination")


def routes(
    rows: Sequence[dict[str, Any]], events: dict[str, dict[str, Any]], sites: dict[str, list[dict[str, Any]]]
) -> list[Overlay]:
    """Return the lines of each route: solid where reported and on roads, dashed where inferred.

    Parameters
    ----------
    rows : sequence of dict
        Rows of the routes table.
    events, sites : dict
        Events by event_id; their sites by event_id.

    Returns
    -------
    list of Overlay
        One per run of like legs; the longest carries the label.
    """
    drawn: list[Overlay] = []
    for row in rows:
        event = events.get(row["event_id"])
        stops = _stops(sites.get(row["event_id"], []))
        if event is not None and len(stops) >= 2:
            drawn += _route(row, event, stops)
    return drawn


def stretches(events: dict[str, dict[str, Any]], sites: dict[str, list[dict[str, Any]]]) -> list[Overlay]:
    """Return the stretch of road of every site that lies between two anchors."""
    return [
        _stretch(events[event_id], row)
        for event_id, rows in sites.items()
        for row in rows
        if event_id in events and located(row) and known(row.get("to_latitude"))
    ]


def _stops(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The located stops of a route in their order; a stretch stops at both of its anchors."""
    rows = sorted(
        (row for row in rows if row["role"] in STOP_ROLES and located(row)),
        key=lambda row: (int(row["seq"]) if known(row.get("seq")) else 0, STOP_ROLES.index(row["role"])),
    )
    stops: list[dict[str, Any]] = []
    for row in rows:  # a stop repeated in place is no leg
        if not stops or rings.distance_m(*_point(stops[-1]), *_point(row)) >= 1.0:
            stops.append(row)
    return stops


def _point(row: dict[str, Any]) -> tuple[float, float]:
    return float(row["latitude"]), float(row["longitude"])


def _route(row: dict[str, Any], event: dict[str, Any], stops: list[dict[str, Any]]) -> list[Overlay]:
    line = roads.route([_point(stop) for stop in stops], names=[text(stop.get("place")) for stop in stops])
    length = words.distance(line.length_m)
    label = f"about {length} by road" if line.on_roads else f"{length}, no road known"
    facts = _route_facts(row, event, stops, line)
    runs = _runs(line.legs, stops)
    longest = max(range(len(runs)), key=lambda index: runs[index][0].length)
    return [
        Overlay(
            "route",
            event["event_id"],
            label if index == longest else "",
            geojson(geometry),
            dashed,
            facts=(("Part", "inferred" if dashed else "reported"), *facts),
            **event_span(event),
        )
        for index, (geometry, dashed) in enumerate(runs)
    ]


def _runs(legs: Sequence[Any], stops: Sequence[dict[str, Any]]) -> list[tuple[Any, bool]]:
    """Join neighbouring legs that are drawn alike: (geometry, dashed)."""
    runs: list[tuple[list[Any], bool]] = []
    for leg, stop in zip(legs, stops[1:], strict=True):
        dashed = not leg.on_roads or text(stop.get("basis")) == "inferred"
        if runs and runs[-1][1] == dashed:
            runs[-1][0].append(leg.geometry)
        else:
            runs.append(([leg.geometry], dashed))
    return [(shapely.line_merge(shapely.union_all(lines)), dashed) for lines, dashed in runs]


def _route_facts(
    row: dict[str, Any], event: dict[str, Any], stops: Sequence[dict[str, Any]], line: Any
) -> Facts:
    facts = [("Route", text(row.get("name")))]
    for stop in stops:
        basis = text(stop.get("basis"))
        facts.append((stop["role"].capitalize(), text(stop.get("place")) + (f" ({basis})" if basis else "")))
    facts += [
        ("Length by road" if line.on_roads else "Length", f"{words.distance(line.length_m)}, approximate"),
        ("Straight line", words.distance(line.straight_m)),
        *(("Note", warning) for warning in line.warnings),
        ("Note", text(row.get("notes"))),
    ]
    return tuple(fact for fact in (*facts, *event_facts(event)) if fact[1])


def _stretch(event: dict[str, Any], row: dict[str, Any]) -> Overlay:
    names = (text(row.get("place")) or "one end", text(row.get("to_place")) or "the other end")
    line = roads.stretch(_point(row), (float(row["to_latitude"]), float(row["to_longitude"])), names=names)
    length = words.distance(line.length_m)
    facts = (
        ("Stretch", words.stretch(text(row.get("place")), text(row.get("to_place")))),
        ("Length by road" if line.on_roads else "Length", f"{length}, approximate"),
        *(("Note", warning) for warning in line.warnings),
        *event_facts(event),
        *site_facts(row),
    )
    return Overlay(
        "stretch",
        event["event_id"],
        f"somewhere on this stretch: {length}",
        geojson(line.geometry),
        not line.on_roads,
        facts=tuple(fact for fact in facts if fact[1]),
        **event_span(event),
    )
