"""Pairs of events of two tables that are close in place and time, found without comparing all with all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from geo.rings import distance_m

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, IUGG (https://doi.org/10.1007/s001900050278); a chord with it
is within 0.6 % of the geodesic."""
SLACK = 1.01
SHARP = ("exact", "near", "not_stated")
"""Precisions of places that can be compared by the kilometre (those not stated as rough ones)."""
LONGEST_DAYS = 7
"""Events that are dated no better than this many days are not compared day by day."""
CHUNK = 50_000


def usable(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which events are placed and dated well enough to be compared.

    Parameters
    ----------
    frame : DataFrame
        latitude, longitude, location_precision, event_date, end_date.
    """
    start, end = _days(frame)
    located = frame["latitude"].notna() & frame["longitude"].notna() & frame["location_precision"].isin(SHARP)
    return located.to_numpy(dtype=bool) & (start >= 0) & (end - start < LONGEST_DAYS) & (end >= start)


def _days(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last day as days since 1 Jan of year 1 (unknown: -1)."""
    start = frame["event_date"]
    end = frame["end_date"].where(frame["end_date"].notna(), start)
    origin = np.datetime64("0001-01-01", "D").astype("int64")
    found = []
    for column in (start, end):
        days = pd.to_datetime(column).to_numpy("datetime64[D]")
        found.append(np.where(np.isnat(days), -1, days.astype("int64") - origin))
    return found[0], found[1]


def near_pairs(first: pd.DataFrame, second: pd.DataFrame, *, km: float, days: int) -> pd.DataFrame:
    """Return all pairs within a distance and a number of days of each other.

    Parameters
    ----------
    first, second : DataFrame
        Events that are `usable`, with an index from 0.
    km : float
        Farthest apart, in kilometres on the WGS 84 ellipsoid.
    days : int
        Most days between the end of one and the beginning of the other; 0: they overlap.

    Returns
    -------
    DataFrame
        i, j (rows of first and second), distance_m, days; each pair once.
    """
    one, other = _by_day(first), _by_day(second)
    found = [_empty()]
    for begin in range(0, len(one), CHUNK):
        part = one[begin : begin + CHUNK]
        low, high = part["day"][0] - days, part["day"][-1] + days
        beside = other[np.searchsorted(other["day"], low) : np.searchsorted(other["day"], high, side="right")]
        if len(beside):
            found.append(_close(first, second, part, beside, km, days))
    pairs = np.unique(np.concatenate(found))
    i, j = pairs >> 32, pairs & 0xFFFFFFFF
    places = [
        side[c].to_numpy("float64")[k]
        for side, k in ((first, i), (second, j))
        for c in ("latitude", "longitude")
    ]
    apart = np.asarray(distance_m(*places), dtype="float64")
    (start_i, end_i), (start_j, end_j) = _days(first), _days(second)
    gap = np.maximum(0, np.maximum(start_j[j] - end_i[i], start_i[i] - end_j[j]))
    made = pd.DataFrame({"i": i, "j": j, "distance_m": apart, "days": gap})
    return made[(apart <= km * 1000) & (gap <= days)].reset_index(drop=True)


_ROW = np.dtype([("day", "i8"), ("row", "i8")])


def _empty() -> npt.NDArray[np.int64]:
    return np.empty(0, dtype="int64")


def _by_day(frame: pd.DataFrame) -> npt.NDArray[np.void]:
    """One entry for each day of each event, in the order of days."""
    start, end = _days(frame)
    length = end - start + 1
    rows = np.repeat(np.arange(len(frame)), length)
    made = np.empty(len(rows), dtype=_ROW)
    made["row"] = rows
    made["day"] = start[rows] + np.arange(len(rows)) - np.repeat(np.cumsum(length) - length, length)
    return made[np.argsort(made["day"], kind="stable")]


def _close(
    first: pd.DataFrame,
    second: pd.DataFrame,
    part: npt.NDArray[np.void],
    beside: npt.NDArray[np.void],
    km: float,
    days: int,
) -> npt.NDArray[np.int64]:
    """Pairs in a box of place and day, each as one number (i in the upper, j in the lower half)."""
    trees = [cKDTree(_scaled(frame, rows, km, days)) for frame, rows in ((first, part), (second, beside))]
    near = trees[0].sparse_distance_matrix(trees[1], 1.0, p=np.inf, output_type="ndarray")
    return np.unique((part["row"][near["i"]] << 32) | beside["row"][near["j"]])


def _scaled(frame: pd.DataFrame, rows: npt.NDArray[np.void], km: float, days: int) -> npt.NDArray[np.float64]:
    """Points on the sphere and days, in units of what counts as near: no seam at antimeridian or poles."""
    lat = np.radians(frame["latitude"].to_numpy("float64")[rows["row"]])
    lon = np.radians(frame["longitude"].to_numpy("float64")[rows["row"]])
    unit = EARTH_RADIUS_M / (km * 1000 * SLACK)
    x, y, z = np.cos(lat) * np.cos(lon) * unit, np.cos(lat) * np.sin(lon) * unit, np.sin(lat) * unit
    return np.column_stack([x, y, z, rows["day"] / (days + 0.25)])
