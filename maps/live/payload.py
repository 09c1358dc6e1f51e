"""Events as compact bytes for the live map's client: about ten bytes an event.

Columns of numbers only, sorted by day, so that a window of time is two binary searches.
`maps/client/base/decode.js` reads them; `maps/live/payload_pack.py` says how they are packed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from events import wording
from events.model import LOCATION_PRECISIONS
from maps.layers import style, units
from maps.live.payload_ground import encode_basemap
from maps.live.payload_pack import Columns, Payload, pack, unsigned, zipped
from maps.live.payload_texts import text_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ground.units import Outline

__all__ = ["Payload", "encode_basemap", "encode_events"]

SCALE = 100_000
"""Coordinates are integers of 1/SCALE degree, about a metre."""

NO_PLACE = -(2**31)
RADIUS_STEP = 0.045
"""Radii are kept as codes of 50 m * exp((code - 1) * RADIUS_STEP): within 2.3 %, up to 4,600 km."""

FINE_PACKED = 50_000
"""Up to so many events the bytes are packed as small as can be, beyond as fast as can be."""

CONTESTED, AREA, NO_BEST, NO_LOW, NO_HIGH, UNLOCATED, OPEN_START, WITHDRAWN = (1 << bit for bit in range(8))
"""Bits of the `flags` column."""

_UNDATED = np.iinfo("int64").max
_NAT = np.iinfo("int64").min


def encode_events(
    frame: pd.DataFrame,
    legend: Any,
    *,
    texts: bool = False,
    sources: pd.DataFrame | None = None,
    claims: pd.DataFrame | None = None,
    outlines: Sequence[Outline] = (),
) -> Payload:
    """Encode events for the live map.

    Parameters
    ----------
    frame : DataFrame
        Events with event_id, event_date, end_date, event_type, contested, latitude,
        longitude (degrees), location_precision, uncertainty_m, the fatalities, and the
        column that the legend colours by. Any order.
    legend : maps.layers.legend.Legend
        Its `colour_by` column and `colour_codes` give the colours.
    texts : bool
        Also carry titles, places and what else the click card says (about 100 bytes
        an event); read from the columns that are there.
    sources, claims : DataFrame, optional
        Rows of those tables for the click card; used with `texts` only.
    outlines : sequence of Outline
        The units that the frame's column ``unit`` counts through, if it has one (`maps.layers.units`).

    Returns
    -------
    Payload
        Sorted by first day, undated last. At most 16 bytes an event without texts.
    """
    start, end, flags = _days(frame)
    order = np.argsort(start, kind="stable")
    if not (np.diff(order) == 1).all():
        frame, start, end, flags = frame.iloc[order], start[order], end[order], flags[order]
    dated = int((start != _UNDATED).sum())
    columns = _time_columns(start[:dated], end[:dated], len(frame))
    columns.append(("time", "u1", _time_kinds(frame)))
    columns += _place_columns(frame, flags)
    columns += [
        ("colour", "u1", np.asarray(legend.colour_codes(frame[legend.colour_by]))),
        ("shape", "u1", style.shape_codes(frame["event_type"])),
    ]
    drawn_on = units.codes_of(frame)
    columns.append(("unit", unsigned(drawn_on), drawn_on))
    columns += _death_columns(frame, flags)
    flags |= np.where(_true(frame, "contested"), CONTESTED, 0).astype("u1")
    if "withdrawn_at" in frame:
        flags |= np.where(frame["withdrawn_at"].notna(), WITHDRAWN, 0).astype("u1")
    columns.append(("flags", "u1", flags))
    header = {
        "kind": "events",
        "count": len(frame),
        "dated": dated,
        "first_day": int(start[0]) if dated else 0,
        "last_day": int(end[:dated].max()) if dated else 0,
        "scale": SCALE,
        "radius_step": RADIUS_STEP,
        **_units(outlines),
    }
    tail = zipped(text_columns(frame, sources, claims)) if texts else b""
    return pack(header, columns, tail=tail, ids=frame["event_id"], fast=len(frame) > FINE_PACKED)


def _units(outlines: Sequence[Outline]) -> dict[str, list[list[Any]]]:
    """The units that events are drawn on, each with its name, place and country, and those countries."""
    lands = [units.country_of(unit) for unit in outlines]
    named = list(dict.fromkeys(name for name in lands if name))
    whole = [units.whole_country(name) for name in named]

    def place(unit: Outline | None) -> list[float]:
        return [round(unit.latitude, 5), round(unit.longitude, 5)] if unit else []

    return {
        "units": [
            [unit.name, *place(unit), named.index(land) if land else -1]
            for unit, land in zip(outlines, lands, strict=True)
        ],
        "lands": [[name, *place(unit)] for name, unit in zip(named, whole, strict=True)],
    }


def _day_numbers(values: pd.Series) -> np.ndarray:
    return pd.to_datetime(values).to_numpy("datetime64[D]").astype("int64")


def _days(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and last day since 1970, and first flags; an end alone ("before") stands on that day, flagged."""
    start, end = _day_numbers(frame["event_date"]), _day_numbers(frame["end_date"])
    no_start, no_end = start == _NAT, end == _NAT
    open_start = no_start & ~no_end
    start = np.where(open_start, end, start)
    end = np.where(no_end, start, np.maximum(end, start))
    start = np.where(no_start & no_end, _UNDATED, start)
    return start, end, np.where(open_start, OPEN_START, 0).astype("u1")


def _time_columns(start: np.ndarray, end: np.ndarray, count: int) -> Columns:
    steps = np.zeros(count, dtype="int64")
    steps[1 : len(start)] = np.diff(start)
    spans = np.zeros(count, dtype="int64")
    spans[: len(start)] = end - start
    return [("start", unsigned(steps), steps), ("span", unsigned(spans), spans)]


def _time_kinds(frame: pd.DataFrame) -> np.ndarray:
    """How each event's days are widened when they are said, as `wording.time_kind` has it: an index."""
    kinds = np.zeros(len(frame), dtype="u1")
    if "time_precision" not in frame:
        return kinds
    start, end = _day_numbers(frame["event_date"]), _day_numbers(frame["end_date"])
    alone = (start != _NAT) & ((end == _NAT) | (end == start))
    names = frame["time_precision"].to_numpy(dtype=object, na_value="")
    days = start.astype("datetime64[D]")
    new_year = days == days.astype("datetime64[Y]")
    since = (end == _NAT) & ~new_year
    kinds[alone & (names == "month")] = wording.TIME_KINDS.index("month")
    kinds[alone & (names == "year")] = wording.TIME_KINDS.index("year")
    kinds[alone & (names == "year") & since] = wording.TIME_KINDS.index("since")
    return kinds


def _place_columns(frame: pd.DataFrame, flags: np.ndarray) -> Columns:
    lat = frame["latitude"].to_numpy("float64", na_value=np.nan)
    lon = frame["longitude"].to_numpy("float64", na_value=np.nan)
    unlocated = ~(np.isfinite(lat) & np.isfinite(lon))
    flags |= np.where(unlocated, UNLOCATED, 0).astype("u1")
    flags |= np.where(style.coarse(frame) & ~unlocated, AREA, 0).astype("u1")
    radius = frame["uncertainty_m"].to_numpy("float64", na_value=np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        code = np.clip(np.rint(np.log(np.maximum(radius, 50.0) / 50.0) / RADIUS_STEP) + 1, 1, 255)
    code = np.where(np.isfinite(radius) & (radius > 0), code, 0)
    codes, names = pd.factorize(frame["location_precision"])
    unsaid = LOCATION_PRECISIONS.index("not_stated")  # also of a row without a precision, or an unknown one
    rank = [LOCATION_PRECISIONS.index(name) if name in LOCATION_PRECISIONS else unsaid for name in names]
    return [
        ("lat", "i4", np.where(unlocated, NO_PLACE, np.rint(np.nan_to_num(lat) * SCALE)).astype("int64")),
        ("lon", "i4", np.where(unlocated, NO_PLACE, np.rint(np.nan_to_num(lon) * SCALE)).astype("int64")),
        ("precision", "u1", np.array([*rank, unsaid], dtype="u1")[codes]),
        ("radius", "u1", np.nan_to_num(code).astype("u1")),
    ]


def _death_columns(frame: pd.DataFrame, flags: np.ndarray) -> Columns:
    """Deaths with the gaps filled (the flags say which) and low and high as what differs from best."""
    raw = {}
    for bit, name in ((NO_BEST, "best"), (NO_LOW, "low"), (NO_HIGH, "high")):
        raw[name] = frame[f"fatalities_{name}"].to_numpy("float64", na_value=np.nan)
        flags |= np.where(np.isnan(raw[name]), bit, 0).astype("u1")
    best = _first_known(raw["best"], raw["low"], raw["high"])
    low = _first_known(raw["low"], best)
    high = _first_known(raw["high"], best)
    figures = [np.clip(np.nan_to_num(values), 0, 2**32 - 1).astype("int64") for values in (best, low, high)]
    kind = max((unsigned(values) for values in figures), key=("u1", "u2", "u4").index)
    return [
        ("best", kind, figures[0]),
        ("low", kind, figures[1] ^ figures[0]),
        ("high", kind, figures[2] ^ figures[0]),
    ]


def _first_known(*columns: np.ndarray) -> np.ndarray:
    out = columns[0]
    for column in columns[1:]:
        out = np.where(np.isnan(out), column, out)
    return out


def _true(frame: pd.DataFrame, column: str) -> np.ndarray:
    return frame[column].to_numpy(dtype="bool", na_value=False)
