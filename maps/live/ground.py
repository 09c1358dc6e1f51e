"""Which ground the live map carries: the whole world lightly, and the shown region in detail.

Encoding takes a moment, and the first map waits for it. So the world, and the region of the seed
events, are shipped as they are sent (``data/ground/``, made from the basemap by ``data/build/ground.py``).
"""

from __future__ import annotations

import math
from functools import lru_cache

from geo.ground import basemap
from geo.paths import DATA
from maps.live.payload_ground import encode_basemap
from maps.live.payload_pack import Payload, unpacked

Bounds = tuple[float, float, float, float]

SHIPPED = DATA / "ground"

WIDEST_REGION_DEG = 60.0
"""A selection wider than this is shown on the overview alone until the map is zoomed in."""

REGION_ZOOM = 4.0
CELL_DEG = 5.0
WIDEST_WINDOW = 3.4
"""Width over height of the widest window that the region fills when a selection is fitted to it."""


def ground_of(bounds: Bounds | None) -> dict[str, Payload]:
    """Return the basemaps for a view: "world" always, "region" when the view is not too wide for one.

    A view over the antimeridian has a second region, "beyond" it.

    Parameters
    ----------
    bounds : tuple or None
        (left, bottom, right, top) in degrees. The region reaches beyond them, to whole
        cells of 5 degrees, so that neighbouring views share it.

    Returns
    -------
    dict of str to Payload
        Name, as the client knows it, to payload.
    """
    grounds = {"world": overview()}
    if bounds is not None and max(bounds[2] - bounds[0], bounds[3] - bounds[1]) <= WIDEST_REGION_DEG:
        left, bottom, right, top = bounds
        if right <= 180.0:
            grounds["region"] = region(cells(bounds))
        else:  # both sides of the antimeridian, each within its own half of the world
            grounds["region"] = region(cells((min(left, 180.0), bottom, 180.0, top)))
            grounds["beyond"] = region(cells((-180.0, bottom, right - 360.0, top)))
    return grounds


@lru_cache(maxsize=1)
def overview() -> Payload:
    """Return the payload of the light basemap of the whole world."""
    return _shipped(file_name(None)) or encode_overview()


@lru_cache(maxsize=16)
def region(bounds: Bounds) -> Payload:
    """Return the payload of the detailed basemap of a box in degrees."""
    return _shipped(file_name(bounds)) or encode_region(bounds)


def file_name(bounds: Bounds | None) -> str:
    """Return the name of the shipped file of a region; of the world for None."""
    return "world.bin" if bounds is None else "_".join(f"{edge:g}" for edge in bounds) + ".bin"


def _shipped(name: str) -> Payload | None:
    """A shipped ground; None when there is none, or not a whole one: the basemap has it all."""
    try:
        return unpacked((SHIPPED / name).read_bytes())
    except (OSError, ValueError):
        return None


def encode_overview() -> Payload:
    """Encode the light basemap of the whole world."""
    return encode_basemap(basemap.overview(), name="world", digits=3)


def encode_region(bounds: Bounds) -> Payload:
    """Encode the detailed basemap of a box in degrees."""
    span = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    zoom = round(min(10.0, max(5.0, math.log2(360 / span) + 3)))
    layers = basemap.layers(bounds, zoom=zoom)
    return encode_basemap(
        layers, name="region", bounds=bounds, detail_zoom=REGION_ZOOM, digits=4 if span < 40 else 3
    )


def cells(bounds: Bounds) -> Bounds:
    """Return the whole cells of 5 degrees that a view of a box is carried with."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    steepness = math.cos(math.radians(min(75.0, abs(bounds[1] + bounds[3]) / 2)))
    seen = min(WIDEST_REGION_DEG, WIDEST_WINDOW * height / steepness)
    margin_x = max(2.0, width * 0.35, (seen - width) / 2)
    margin_y = max(2.0, height * 0.35)
    left = max(-180.0, math.floor((bounds[0] - margin_x) / CELL_DEG) * CELL_DEG)
    bottom = max(-90.0, math.floor((bounds[1] - margin_y) / CELL_DEG) * CELL_DEG)
    right = min(180.0, math.ceil((bounds[2] + margin_x) / CELL_DEG) * CELL_DEG)
    top = min(90.0, math.ceil((bounds[3] + margin_y) / CELL_DEG) * CELL_DEG)
    return (left, bottom, right, top)
