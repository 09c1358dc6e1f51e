"""Overlays: what is drawn besides the events' own marks, and the facts behind each.

Geometries are GeoJSON in longitude and latitude (EPSG:4326); circles are geodesic.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import pandas as pd
import shapely

from geo import rings
from maps.layers import units, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from geo.ground.units import Outline

Facts = tuple[tuple[str, str], ...]

COORDINATE_GRID = 1e-5
"""Overlay coordinates are rounded to this many degrees, about a metre."""

MOST_EVENT_IDS = 200
"""A unit with more events than this does not name them one by one: its code says which they are."""

MOST_NAMED = 5
"""Of several events in one area, so many are named in its facts."""

SAME_PLACE_M = 500.0
"""An impact site nearer than this to its event's own mark gets no second mark."""


@dataclass(frozen=True)
class Overlay:
    """One thing drawn over the ground.

    `kind` is ring, band, route, stretch, area or site. `dashed` means inferred.
    `start` and `end` are the days of its event (None: undated). `colour` overrides
    the theme's. `facts` are label and value pairs to show when it is pointed at.
    `event_ids` are all its events where it has several (an area); the outline of a unit goes by `unit`, its
    code in the events' column of that name, as it may have too many to name.
    """

    kind: str
    event_id: str
    label: str
    geometry: dict[str, Any]
    dashed: bool = False
    start: date | None = None
    end: date | None = None
    colour: str | None = None
    facts: Facts = ()
    event_ids: tuple[str, ...] = ()
    unit: int | None = None

    def description(self) -> dict[str, Any]:
        """Return the overlay as JSON-able values; dates in ISO 8601."""
        return {
            "kind": self.kind,
            "event_id": self.event_id,
            "event_ids": list(self.event_ids or (self.event_id,)),
            "label": self.label,
            "geometry": self.geometry,
            "dashed": self.dashed,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "colour": self.colour,
            "facts": [list(fact) for fact in self.facts],
            **({} if self.unit is None else {"unit": self.unit}),
        }


def json_able(value: Any) -> Any:
    """Return a value with its tuples as lists, as JSON would give it back."""
    if isinstance(value, dict):
        return {key: json_able(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_able(item) for item in value]
    return value


def known(value: Any) -> bool:
    """Return whether a cell holds a value (not None, NaN, NA, NaT or empty text)."""
    return value is not None and value is not pd.NA and value == value and value != ""


def text(value: Any) -> str:
    """Return a cell as text, empty where it is unknown."""
    return str(value) if known(value) else ""


def as_day(value: Any) -> date | None:
    """Return a date cell as a date, None where it is unknown."""
    if not known(value):
        return None
    return pd.Timestamp(value).date()


def geojson(geometry: Any) -> dict[str, Any]:
    """Return a shapely geometry as GeoJSON on the grid of `COORDINATE_GRID`."""
    rounded = shapely.set_precision(geometry, COORDINATE_GRID, mode="pointwise")
    return dict(shapely.geometry.mapping(rounded))


def located(row: dict[str, Any]) -> bool:
    """Return whether an event or site has coordinates."""
    return known(row.get("latitude")) and known(row.get("longitude"))


class Span(TypedDict, total=False):
    """The first and the last day of an overlay; without them it is always drawn."""

    start: date | None
    end: date | None


def event_span(event: dict[str, Any]) -> Span:
    """Return the `start` and `end` of an event's overlays; a lone date stands for both."""
    start, end = as_day(event.get("event_date")), as_day(event.get("end_date"))
    return {"start": start, "end": end or start}


def event_facts(event: dict[str, Any]) -> Facts:
    """Return what an event is, where and when, as facts for its overlays."""
    pairs = (
        ("Event", text(event.get("title")) or text(event.get("event_type"))),
        ("When", words.when(event.get("event_date"), event.get("end_date"), event.get("time_precision"))),
        ("Where, as reported", text(event.get("place"))),
    )
    return tuple((label, value) for label, value in pairs if value)


def place_facts(row: dict[str, Any]) -> Facts:
    """Return how sharply an event or site is located."""
    facts = [("Place known to", words.precision(text(row.get("location_precision")) or None))]
    if known(row.get("uncertainty_m")):
        facts.append(("Uncertainty of the place", words.distance(float(row["uncertainty_m"]))))
    if text(row.get("located_by")):
        facts.append(("Located by", text(row["located_by"])))
    return tuple(facts)


def areas(events: Iterable[dict[str, Any]]) -> list[Overlay]:
    """Return the circles of uncertainty in which events lie that no outline is known for.

    Events in one and the same circle share one overlay, which names them all.
    """
    found: dict[bytes, tuple[Any, str, list[dict[str, Any]]]] = {}
    for event in events:
        geometry, label = _area_of(event)
        if geometry is not None and not geometry.is_empty:
            found.setdefault(shapely.to_wkb(geometry), (geometry, label, []))[2].append(event)
    return [_area(geometry, label, held) for geometry, label, held in found.values()]


def unit_areas(frame: pd.DataFrame, outlines: Sequence[Outline], most: int) -> list[Overlay]:
    """Return the outlines of the units that events are known to, at most so many: those with most events.

    Parameters
    ----------
    frame : DataFrame
        Events with the column ``unit`` (`maps.layers.units`), with titles or without.
    outlines : sequence of Outline
        The units that the column counts through.
    most : int

    Returns
    -------
    list of Overlay
        Largest outline first, so that a province is seen on its country; `unit` says which it is.
    """
    codes = units.codes_of(frame)
    counts = np.bincount(codes, minlength=units.FIRST + len(outlines))[units.FIRST :]
    chosen = sorted(range(len(outlines)), key=lambda place: -counts[place])[:most]
    by_unit = np.argsort(codes, kind="stable")  # the rows of a unit, in their order, lie together
    ends_at = np.cumsum(np.bincount(codes, minlength=units.FIRST + len(outlines)))
    rows_of = {
        place: by_unit[ends_at[units.FIRST + place - 1] : ends_at[units.FIRST + place]] for place in chosen
    }
    named = {place: rows if len(rows) <= MOST_EVENT_IDS else rows[:1] for place, rows in rows_of.items()}
    wanted = np.concatenate([np.empty(0, dtype="int64"), *named.values()])
    events = dict(zip(wanted.tolist(), frame.iloc[wanted].to_dict("records"), strict=True))
    drawn = []
    for place in sorted(chosen, key=lambda place: -outlines[place].geometry.area):
        unit, rows = outlines[place], rows_of[place]
        if len(rows):
            held = [events[row] for row in named[place].tolist()]
            made = _area(unit.geometry, f"somewhere in {unit.name}", held, count=len(rows))
            drawn.append(replace(made, unit=units.FIRST + place, **_span_of(frame, rows)))
    return drawn


def _span_of(frame: pd.DataFrame, rows: np.ndarray) -> Span:
    """First and last day of some events; nothing where one of them has no date."""
    starts, ends = frame["event_date"].iloc[rows], frame["end_date"].iloc[rows]
    ends = ends.where(ends.notna(), starts)
    if bool((starts.isna() & ends.isna()).any()):
        return {}
    return {"start": as_day(starts.min()), "end": as_day(ends.max())}


def _area(geometry: Any, label: str, events: list[dict[str, Any]], *, count: int | None = None) -> Overlay:
    """One area with the events in it (`count` where not all are at hand): it lasts as long as any of them."""
    facts = [fact for event in events[:MOST_NAMED] for fact in event_facts(event)]
    count = count or len(events)
    if count > 1:
        label = f"{label} ({count:,} events)"
        facts.insert(0, ("Events in this area", f"{count:,}"))
    spans = [event_span(event) for event in events]
    starts, ends = [span["start"] for span in spans], [span["end"] for span in spans]
    return Overlay(
        "area",
        str(events[0]["event_id"]),
        label,
        geojson(geometry),
        start=None if None in starts else min(day for day in starts if day),
        end=None if None in ends else max(day for day in ends if day),
        facts=(*facts, *place_facts(events[0])),
        event_ids=tuple(str(event["event_id"]) for event in events),
    )


def sites(events: dict[str, dict[str, Any]], rows: Iterable[dict[str, Any]]) -> list[Overlay]:
    """Return a small mark for each located site that is a place of its own (stretches are lines)."""
    drawn = []
    for row in rows:
        event = events.get(row["event_id"])
        if event is None or not located(row) or known(row.get("to_latitude")) or _is_the_event(row, event):
            continue
        facts = event_facts(event) + site_facts(row)
        point = shapely.Point(float(row["longitude"]), float(row["latitude"]))
        label = f"{text(row.get('place'))} ({row['role']})" if text(row.get("place")) else str(row["role"])
        dashed = text(row.get("basis")) == "inferred"
        drawn.append(
            Overlay("site", row["event_id"], label, geojson(point), dashed, facts=facts, **event_span(event))
        )
    return drawn


def _is_the_event(row: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether an impact site is where the event's own mark stands."""
    if row["role"] != "impact" or not located(event):
        return False
    places = (event["latitude"], event["longitude"], row["latitude"], row["longitude"])
    return bool(rings.distance_m(*(float(value) for value in places)) < SAME_PLACE_M)


def site_facts(row: dict[str, Any]) -> Facts:
    """Return what a site is, who says so, and how sharply it is located."""
    pairs = (
        ("Site", str(row["role"])),
        ("Place, as stated", text(row.get("place"))),
        ("Stated by", text(row.get("statement"))),
        ("Basis", text(row.get("basis"))),
    )
    return tuple((label, value) for label, value in pairs if value) + place_facts(row)


def _area_of(event: dict[str, Any]) -> tuple[Any, str]:
    """The geometry in which a coarse event lies, and its label."""
    lat, lon = float(event["latitude"]), float(event["longitude"])
    radius = float(event["uncertainty_m"]) if known(event.get("uncertainty_m")) else math.nan
    if not radius > 0:
        return None, ""
    return rings.ring(lat, lon, radius), f"within {words.distance(radius)}"
