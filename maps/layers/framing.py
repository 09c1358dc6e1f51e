"""What a picture takes over from the screen: its part of the world, its size, and the mark of both.

The live map has a view (latitude, longitude and zoom of Leaflet's Web Mercator); what of the world
it shows depends on its size in pixels. A picture shows at least that, whatever its own shape.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.query.data_mark import value_mark
from maps.layers.drawing import AS_USUAL

if TYPE_CHECKING:
    from maps.layers import MapOptions
    from maps.layers.extent import Bounds

View = tuple[float, float, float]
"""Latitude and longitude of the middle in degrees, and Leaflet's zoom."""

SCREEN_PX = (1280, 640)
"""The map of a dashboard on a screen of 1440 by 900: what a view stands for where no screen is known."""

MAX_LAT = 85.0511287798
"""Web Mercator ends here, https://epsg.io/3857."""

DPI = 150
LONG_IN = 13.333
"""The longer side of a picture that is asked for in pixels: its letters are those of a slide."""

LEAST_IN, MOST_IN, MOST_PX = 4.0, 60.0, 12_000
_MM = 25.4


@dataclass(frozen=True)
class Size:
    """A picture's size: inches for everything that is drawn, dots per inch for a PNG."""

    width_in: float
    height_in: float
    dpi: float = DPI

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height in inches."""
        return self.width_in, self.height_in


SIZES: dict[str, Size] = {
    "slide 16:9": Size(13.333, 7.5),
    "slide 4:3": Size(10.0, 7.5),
    "A4 across": Size(11.69, 8.27),
    "A4 upright": Size(8.27, 11.69),
    "A3 across": Size(16.54, 11.69),
    "square": Size(8.0, 8.0),
}
"""Sizes by the name that a person chooses."""

_SHORT = {"slide": "slide 16:9", "slide43": "slide 4:3", "a4": "A4 across", "a3": "A3 across"}


def read_size(text: str) -> Size:
    """Read a size: a name of `SIZES` in any writing (a4, "slide 16:9"), or WIDTHxHEIGHT.

    Parameters
    ----------
    text : str
        A unit (in, cm, mm, px) may follow the numbers; without one they are pixels.

    Returns
    -------
    Size

    Raises
    ------
    ValueError
        It is neither, or too small or large to draw; the text is a sentence.
    """
    plain = re.sub(r"[^a-z0-9]", "", text.casefold())
    names = {re.sub(r"[^a-z0-9]", "", name.casefold()): name for name in SIZES} | _SHORT
    if plain in names:
        return SIZES[names[plain]]
    form = r"(\d{1,5}(?:\.\d{1,4})?)\s*[x×]\s*(\d{1,5}(?:\.\d{1,4})?)\s*(px|in|cm|mm|)"
    parts = re.fullmatch(form, text.strip().casefold())
    if not parts:
        raise ValueError(
            f"{text!r} is no size; it is one of {', '.join(SIZES)}, or like 1920x1080 or 297x210mm."
        )
    width, height = float(parts[1]), float(parts[2])
    if parts[3] in ("", "px"):
        return _in_pixels(round(width), round(height))
    per_in = {"in": 1.0, "cm": _MM / 10, "mm": _MM}[parts[3]]
    return _checked(Size(width / per_in, height / per_in), text)


def _in_pixels(width: int, height: int) -> Size:
    if not 0 < min(width, height) <= max(width, height) <= MOST_PX:
        raise ValueError(
            f"A picture of {width}x{height} pixels cannot be drawn; each side has 1 to {MOST_PX:,}."
        )
    dpi = max(width, height) / LONG_IN
    spare = 0.01  # a renderer cuts off the fraction of a pixel
    return _checked(Size((width + spare) / dpi, (height + spare) / dpi, dpi), f"{width}x{height}")


def _checked(size: Size, text: str) -> Size:
    if not LEAST_IN <= min(size.inches) <= max(size.inches) <= MOST_IN:
        raise ValueError(
            f"{text} cannot be drawn: with letters as on a slide its shorter side needs {LEAST_IN:g} inches, "
            f"its longer {MOST_IN:g} at most (in pixels: at most {LONG_IN / LEAST_IN:.1f} times the other)."
        )
    return size


def view_bounds(view: View, size_px: tuple[int, int] = SCREEN_PX) -> Bounds:
    """Return what a live map shows, as (left, bottom, right, top) in degrees.

    Parameters
    ----------
    view : tuple of float
        Latitude, longitude, zoom.
    size_px : tuple of int
        Width and height of the map on the screen in CSS pixels.

    Returns
    -------
    tuple of float
        At most the whole world once round; it may go on beyond 180 degrees.
    """
    lat, lon, zoom = view
    world = 256 * 2.0**zoom
    half_x = min(size_px[0] / world / 2, 0.5)
    middle = _mercator(lat)
    top, bottom = max(middle - size_px[1] / world / 2, 0.0), min(middle + size_px[1] / world / 2, 1.0)
    return (
        round(lon - half_x * 360, 6), round(_latitude(bottom), 6),
        round(lon + half_x * 360, 6), round(_latitude(top), 6),
    )  # fmt: skip


def _mercator(lat: float) -> float:
    sine = math.sin(math.radians(max(-MAX_LAT, min(MAX_LAT, lat))))
    return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def asked_bounds(options: MapOptions) -> Bounds | None:
    """Return the part of the world that options ask for: a box, else that of a view; None for neither."""
    return options.bounds or (view_bounds(options.view) if options.view else None)


def view_mark(options: MapOptions, size: tuple[float, float] | None = None) -> str:
    """Return eight digits of how events are shown: where, when, with which legend, rings, words, theme, size.

    Parameters
    ----------
    options : MapOptions
    size : tuple of float, optional
        Width and height in inches; None for a page, which has no size of its own.
    """
    box = asked_bounds(options)
    rings = options.rings if isinstance(options.rings, str) else tuple(map(str, options.rings))
    return value_mark(
        tuple(round(edge, 5) for edge in box) if box else None, options.window, options.mode,
        tuple(sorted(options.hidden)), rings, options.colour_by, options.theme, options.selected,
        options.title, options.subtitle, (options.show_routes, options.show_sites, options.show_areas),
        tuple(round(side, 2) for side in size) if size else None,
        *([] if options.drawing == AS_USUAL else [tuple(options.drawing.description().values())]),
    )  # fmt: skip
