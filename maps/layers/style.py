"""How the map looks: themes, palette, shapes and sizes, for every renderer alike.

The live client receives these values inside the layers' description; the static
renderer reads them here. Events are the only saturated colours on the map.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from events import wording
from events.colour_slots import OKABE_ITO, PALETTE
from events.model import COARSE_PRECISIONS, LOCATION_PRECISIONS

__all__ = ["OKABE_ITO", "PALETTE", "THEMES", "TYPE_COLOURS", "Shape", "Size", "Theme"]


@dataclass(frozen=True)
class Theme:
    """The colours of the ground, of type and of panels, as ``#rrggbb``."""

    land: str
    water: str
    borders: str
    admin: str
    disputed: str
    rivers: str
    highways: str
    names: str
    halo: str
    page: str
    text: str
    muted: str
    panel: str
    rule: str
    mark_edge: str
    other: str
    unknown: str
    ring: str
    route: str
    selected: str


THEMES: dict[str, Theme] = {
    "light": Theme(
        land="#F6F3EC",
        water="#CFE0EA",
        borders="#7D828A",
        admin="#C9C4B8",
        disputed="#7D828A",
        rivers="#9FC3DC",
        highways="#E3C39B",
        names="#5B5F66",
        halo="#F6F3EC",
        page="#FFFFFF",
        text="#1B1E23",
        muted="#5B5F66",
        panel="#FFFFFF",
        rule="#D9D5CB",
        mark_edge="#1B1E23",
        other="#7B8089",
        unknown="#AEB3BA",
        ring="#3A3F47",
        route="#3A3F47",
        selected="#1B1E23",
    ),
    "dark": Theme(
        land="#23272E",
        water="#1A222B",
        borders="#8A919B",
        admin="#3D434C",
        disputed="#8A919B",
        rivers="#31475A",
        highways="#5A4B38",
        names="#AEB4BC",
        halo="#23272E",
        page="#14171B",
        text="#F0F1F3",
        muted="#AEB4BC",
        panel="#14171B",
        rule="#3D434C",
        mark_edge="#0E1013",
        other="#9AA0A9",
        unknown="#7C848F",
        ring="#D8DBE0",
        route="#D8DBE0",
        selected="#FFFFFF",
    ),
}
"""Light and dark. Names keep a contrast of 4.5:1 or more on their own land."""

DARK_SWAPS = {
    "#0072B2": "#3D9BDC",
    "#882255": "#E0608F",
    "#332288": "#9A8CF0",
    "#AA4499": "#D97BC9",
    "#661100": "#C98A6B",
    "#117733": "#5FBF7F",
}
"""Dark colours have a contrast of 2.6:1 and less on the dark land; lighter ones of their hue have 4.5:1."""


@dataclass(frozen=True)
class Shape:
    """The mark of one kind of event. ``name`` is what the renderers draw."""

    code: int
    name: str
    event_type: str | None


SHAPES: tuple[Shape, ...] = (
    Shape(0, "circle", None),
    Shape(1, "square", "Battles"),
    Shape(2, "triangle", "Explosions/Remote violence"),
    Shape(3, "diamond", "Violence against civilians"),
    Shape(4, "pentagon", "Protests"),
    Shape(5, "triangle-down", "Riots"),
    Shape(6, "plus", "Strategic developments"),
)
"""By ACLED's event types; code 0 is every type that is not stated or not one of them."""


@dataclass(frozen=True)
class Size:
    """Marks of events with at least ``deaths`` deaths; the radius is in CSS pixels (1/96 in)."""

    deaths: int
    radius: float
    label: str


SIZES: tuple[Size, ...] = (
    Size(0, 5.0, "none"),
    Size(1, 6.5, "1–9"),
    Size(10, 9.0, "10–49"),
    Size(50, 12.0, "50–249"),
    Size(250, 16.0, "250+"),
)
UNKNOWN_RADIUS = 6.0
"""Radius of a mark whose deaths are unknown: it is drawn hollow, in a size of its own."""

SIZE_COLUMNS = ("fatalities_best", "fatalities_low", "fatalities_high")
"""The figure behind a mark's size: the first of these that is known."""

NEAR_SHARP_M = 5_000.0
"""A "near" place with a radius up to this is drawn as a mark; a wider one as a soft area."""

TYPE_COLOURS: dict[str, str] = {
    "Battles": "#0072B2",
    "Explosions/Remote violence": "#D55E00",
    "Violence against civilians": "#CC79A7",
    "Protests": "#009E73",
    "Riots": "#E69F00",
    "Strategic developments": "#56B4E9",
}
BASIS_COLOURS: dict[str, str] = {
    "claimed_by_actor": "#D55E00",
    "accused_by_opponent": "#E69F00",
    "accused_by_third_party": "#F0E442",
    "assessed_by_analyst": "#0072B2",
    "denied": "#CC79A7",
    "unattributed": "#56B4E9",
}
FIXED_COLOURS: dict[str, dict[str, str]] = {"event_type": TYPE_COLOURS, "attacker_basis": BASIS_COLOURS}
"""Closed code lists have one colour per value in every selection."""


def on_theme(colour: str, theme: str) -> str:
    """Return `colour` as it is drawn in `theme` ("light" or "dark")."""
    return DARK_SWAPS.get(colour, colour) if theme == "dark" else colour


def shape_codes(event_types: pd.Series) -> np.ndarray:
    """Return the `Shape.code` of each event type as uint8 (0 where it is unknown to `SHAPES`)."""
    codes = {shape.event_type: shape.code for shape in SHAPES if shape.event_type}
    return _codes(event_types, codes, default=0)


def deaths_shown(frame: pd.DataFrame) -> np.ndarray:
    """Return the deaths that size a mark as float64, NaN where no figure is known."""
    shown = np.full(len(frame), np.nan)
    for column in SIZE_COLUMNS:
        if column in frame:
            figures = frame[column].to_numpy(dtype="float64", na_value=np.nan)
            shown = np.where(np.isnan(shown), figures, shown)
    return shown


def radii(deaths: np.ndarray) -> np.ndarray:
    """Return the mark radius in CSS pixels for `deaths` (NaN: unknown)."""
    steps = np.array([size.deaths for size in SIZES], dtype="float64")
    sizes = np.array([size.radius for size in SIZES])
    index = np.searchsorted(steps, np.nan_to_num(deaths), side="right") - 1
    return np.where(np.isnan(deaths), UNKNOWN_RADIUS, sizes[np.clip(index, 0, None)])


def coarse(frame: pd.DataFrame) -> np.ndarray:
    """Return a boolean array: the place is too uncertain for a sharp mark.

    That is every precision coarser than "near", and "near" with a radius above `NEAR_SHARP_M`.
    """
    codes = dict.fromkeys(COARSE_PRECISIONS, 1) | {"near": 2}
    kind = _codes(frame["location_precision"], codes, default=0)
    radius = frame["uncertainty_m"].to_numpy(dtype="float64", na_value=np.nan)
    return np.asarray((kind == 1) | ((kind == 2) & ~(radius <= NEAR_SHARP_M)))


def not_stated(frame: pd.DataFrame) -> np.ndarray:
    """Return a boolean array: there are coordinates, and nobody says how well they stand for the place.

    Such an event is drawn with an open centre: it is neither a sharp mark nor an area.
    """
    index, distinct = pd.factorize(frame["location_precision"])
    return np.array([*(value == "not_stated" for value in distinct), True], dtype=bool)[index]


def description(theme: str) -> dict[str, object]:
    """Return the style as JSON-able values for the live client, colours as drawn in `theme`."""
    return {
        "theme": asdict(THEMES[theme]),
        "palette": [on_theme(colour, theme) for colour in OKABE_ITO],
        "shapes": [asdict(shape) for shape in SHAPES],
        "sizes": [asdict(size) for size in SIZES],
        "unknown_radius": UNKNOWN_RADIUS,
        "size_columns": list(SIZE_COLUMNS),
        "near_sharp_m": NEAR_SHARP_M,
        "precisions": [wording.precision(name) for name in LOCATION_PRECISIONS],
        "time_kinds": list(wording.TIME_KINDS),
        "not_stated": dict(wording.UNSTATED),
    }


def _codes(values: pd.Series, codes: dict[str, int], *, default: int) -> np.ndarray:
    """Map a column of texts to small numbers, working on its distinct values only."""
    index, distinct = pd.factorize(values)
    table = np.array([codes.get(value, default) for value in distinct] + [default], dtype="uint8")
    return table[index]
