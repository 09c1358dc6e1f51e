"""A small map of candidates: the live map's client on a description of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from events.model import EVENT_COLUMNS
from geo import rings
from maps.layers import legend
from maps.layers.overlays import Overlay, geojson
from ui import theme, words
from ui.parts import small_map
from ui.parts.small_map import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.location import Candidate, Location


def show(found: Location, *, key: str, lit: int | None = None) -> None:
    """Draw the candidates of a text, and the place that holds now with its circle of doubt.

    Parameters
    ----------
    found : Location
    key : str
        Of the component.
    lit : int, optional
        Which of the candidates is marked.
    """
    frame = _frame(found)
    if frame.empty:
        return
    circles = _circles(found)
    made = legend.build(frame, colour_by="dataset", theme=theme.name(), overlays=["area"] * len(circles))
    marked = None if lit is None else f"candidate {lit}"
    small_map.draw(frame, made, key=key, overlays=circles, fit_for=found.text, selected=marked)


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
