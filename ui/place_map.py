"""A small map of candidates: the live map's client on a description of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields

import pandas as pd

from events.model import EVENT_COLUMNS
from events.query import Counts
from geo import rings
from geo.location import Candidate, Location
from maps import layers, legend, payload
from maps.extent import bounds_of
from maps.overlays import Overlay, geojson
from ui import bridge, cache, theme, words

COLUMNS = [*layers.DRAWN_COLUMNS, "title", "place"]


def show(found: Location, *, key: str) -> None:
    """Draw the candidates of a text, and the place that holds now with its circle of doubt."""
    frame = _frame(found)
    if frame.empty:
        return
    circles = _circles(found)
    look = theme.name()
    made = legend.build(frame, colour_by="dataset", theme=look, overlays=["area"] * len(circles))
    events = payload.encode_events(frame, made, texts=True)
    bounds = bounds_of(frame, [Overlay("ring", "", "", circle.geometry) for circle in circles])
    shown = layers.Layers(
        events=frame,
        overlays=circles,
        legend=made,
        bounds=bounds,
        extent=None,
        counts=asdict(Counts(*[len(frame)] * 3, *[0] * (len(fields(Counts)) - 3))),
        credits=("Made with Natural Earth", "© OpenStreetMap contributors"),
        title="",
        subtitle="",
        filters_text="",
        filter_phrases=(),
        options=layers.MapOptions(theme=look),
    )
    grounds = cache.grounds(bounds)
    bridge.client()
    for bulk in (*grounds.values(), events):
        bridge.carrier(bulk)
    bridge.place_map(
        {
            "description": shown.description() | {"fit": {"bounds": list(bounds or ()), "for": found.text}},
            "events": events.key,
            "basemaps": {name: bulk.key for name, bulk in grounds.items()},
        },
        key=key,
    )


def _frame(found: Location) -> pd.DataFrame:
    """The candidates as rows that the map can draw; the place that holds is one of them."""
    rows = [_row(number, candidate) for number, candidate in enumerate(found.candidates)]
    if found.found and not _is_candidate(found):
        rows.append(
            {
                "event_id": "here",
                "title": found.text or found.matched_name,
                "latitude": found.latitude,
                "longitude": found.longitude,
                "dataset": "this place",
            }
        )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    types = {"string": "object", "date": "datetime64[s]", "int64": "Int64", "boolean": "boolean"}
    return frame.astype({name: types.get(EVENT_COLUMNS[name], "float64") for name in COLUMNS})


def _row(number: int, candidate: Candidate) -> dict[str, object]:
    return {
        "event_id": f"candidate {number}",
        "title": ", ".join(part for part in (candidate.name, candidate.admin1 or candidate.country) if part),
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "dataset": "candidates",
    }


def _is_candidate(found: Location) -> bool:
    places: Sequence[tuple[float, float]] = [(c.latitude, c.longitude) for c in found.candidates]
    return (found.latitude, found.longitude) in places


def _circles(found: Location) -> list[Overlay]:
    if found.latitude is None or found.longitude is None or not found.uncertainty_m:
        return []
    circle = geojson(rings.ring(found.latitude, found.longitude, found.uncertainty_m))
    return [Overlay("area", "here", f"within {words.distance(found.uncertainty_m)}", circle)]
