"""The country of points whose rows state none: that of the land they lie in, where it leaves no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.ground.land import countries_at
from geo.ground.pointcheck import CLAIMED

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

OUTLINES_OFF_M = 3_000.0
"""So far the outlines of countries may be off: nearer to a border a point's country is not derived."""

_METRES_PER_DEGREE = 111_195.0
_BEARINGS = np.radians(np.arange(0, 360, 45))


def countries_of(lats: ArrayLike, lons: ArrayLike) -> NDArray[np.object_]:
    """Return the country of each point, None where it is in doubt.

    In doubt is a point at sea, one nearer to another country than the outlines are exact, and one on land
    that several states claim (`geo.ground.pointcheck.CLAIMED`).

    Parameters
    ----------
    lats, lons : array of float
        Degrees, WGS 84.
    """
    points = pd.DataFrame(
        {"lat": np.asarray(lats, dtype="float64"), "lon": np.asarray(lons, dtype="float64")}
    )
    once = points.drop_duplicates()
    found = _inside(once["lat"].to_numpy(), once["lon"].to_numpy())
    known = pd.Series(found, index=pd.MultiIndex.from_frame(once), dtype=object)
    answer = known.reindex(pd.MultiIndex.from_frame(points)).to_numpy(dtype=object)
    answer = np.array(answer, dtype=object)
    answer[pd.isna(answer)] = None
    return answer


def _inside(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.object_]:
    land = np.array(countries_at(lat, lon), dtype=object)
    sure = np.array([isinstance(one, str) for one in land], dtype=bool)
    for _, (left, bottom, right, top) in CLAIMED:
        sure &= ~((lon >= left) & (lon <= right) & (lat >= bottom) & (lat <= top))
    off = OUTLINES_OFF_M / _METRES_PER_DEGREE
    squeeze = np.maximum(np.cos(np.radians(lat)), 0.05)
    for bearing in _BEARINGS:
        around = countries_at(
            np.clip(lat + off * np.cos(bearing), -90, 90),
            (lon + off * np.sin(bearing) / squeeze + 180) % 360 - 180,
        )
        sure &= np.array([a is None or a == b for a, b in zip(around, land, strict=True)], dtype=bool)
    found = np.array(land, dtype=object)
    found[~sure] = None
    return found
