"""Outlines of continents, regions and seas: what is drawn of an event that is known only to one.

From ``data/areas.parquet``, thinned there. An area whose course nobody has drawn (greater Kurdistan, the
Caucasus) has none: of it only a circle is known.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import pyarrow.parquet as pq
import shapely

from geo import countries
from geo.errors import GeoError
from geo.gazetteer import areas
from geo.ground.outline import Outline, label_place
from geo.paths import DATA
from geo.rings import distance_m

AREAS_PARQUET = DATA / "areas.parquet"
KINDS = ("continent", "region", "sea")
"""Precisions of places that are areas of this kind."""

SAME_DEG, SAME_M = 0.002, 1_500.0
"""A point and radius this near to an area's are the area's own: it was located by its name."""


class AreasDamagedError(GeoError, ValueError):
    """The file of outlines is missing or cut short."""


@lru_cache(maxsize=512)
def outline(name: str) -> Outline | None:
    """Return the outline of an area by its own name, None where it has none.

    Raises
    ------
    AreasDamagedError
        If the shipped file cannot be read.
    """
    wkb = _shapes().get(name)
    area = areas.named(name)
    if wkb is None or area is None:
        return None
    shape = shapely.from_wkb(wkb)
    latitude, longitude = label_place(shape)
    return Outline(name, area.kind, shape, latitude, longitude)


@lru_cache(maxsize=16_384)
def area_of(
    lat: float, lon: float, radius_m: float | None, place: str | None = None, country: str | None = None
) -> str | None:
    """Return the name of the area that an event is known to.

    Parameters
    ----------
    lat, lon : float
        The event's point, degrees.
    radius_m : float or None
        Its radius of doubt, metres.
    place : str, optional
        Its place as reported. It counts where it is an area's whole name, the point lies within the area and
        nothing says that a smaller one is meant (a sharper radius, a country that the area is not part of).
    country : str, optional

    Returns
    -------
    str or None
        A name of ``data/areas.csv``; None where the event is known to something else.
    """
    for one in areas.listed():
        same = abs(one.latitude - lat) <= SAME_DEG and abs(one.longitude - lon) <= SAME_DEG
        if same and radius_m is not None and abs(one.radius_m - radius_m) <= SAME_M:
            return one.name
    known = countries.find(country) if country else None
    code = known.alpha2 if known else None
    named = areas.inside(place or "", code) or areas.find(place or "")
    if named is None or (radius_m is not None and radius_m < named.radius_m / 2):
        return None
    if code is not None and named.kind == "region" and named is not areas.inside(place or "", code):
        return None
    apart_m = float(distance_m(lat, lon, named.latitude, named.longitude))
    return named.name if apart_m <= named.radius_m else None


@cache
def _shapes() -> dict[str, Any]:
    try:
        table = pq.read_table(AREAS_PARQUET)
        return dict(zip(table["name"].to_pylist(), table["geometry"].to_pylist(), strict=True))
    except (OSError, ValueError, KeyError) as error:  # Arrow's errors are some of these
        raise AreasDamagedError(
            f"The outlines {AREAS_PARQUET.name} cannot be read: damaged or missing."
        ) from error
