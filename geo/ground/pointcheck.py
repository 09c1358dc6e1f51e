"""Whether a point is where its row says it is: in the stated country, on land, its axes not exchanged.

One answer for imports and for the list of doubtful places. It only speaks up: nothing is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo import countries
from geo.ground.land import countries_at, outlines_of
from geo.rings import distance_m

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BORDER_MARGIN_M = 10_000.0
"""So near to its country a point counts to it: outlines are off by 1 to 3 km, places at a border are
named by either side, and gazetteers differ by some kilometres."""
COARSE_MARGIN_M = 100_000.0
"""The same for a point that stands for an area: the middle of a coastal province may lie at sea."""
NULL_ISLAND_DEG = 0.01
"""So near to 0°, 0° no place has a name; it is what an empty cell becomes."""

NULL_ISLAND, AT_SEA, ELSEWHERE, SWAPPED, FLIPPED = (
    "at 0° N, 0° E",
    "in the sea",
    "in another country than stated",
    "latitude and longitude may be swapped",
    "a minus sign may be wrong",
)
PROBLEMS = (NULL_ISLAND, SWAPPED, FLIPPED, ELSEWHERE, AT_SEA)

_SHARP = ("exact", "near", "not_stated")
_CELL_DEG = 0.25
_KNOWN_CELLS = 200_000
_KNOWN_POINTS = 200_000
_METRES_PER_DEGREE = 111_195.0
_UNDECIDED, _INSIDE, _OUTSIDE = 0, 1, 2
EXCHANGES = {
    "swapped": "with latitude and longitude swapped",
    "lat": "with the other sign of the latitude",
    "lon": "with the other sign of the longitude",
    "both": "with the other sign of both",
}
"""What may have happened to a point, and how a sentence says that it is put right."""
_FIXES = ("", *EXCHANGES)

COUNTED_TO: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("GF", "GP", "MQ", "RE", "YT", "NC", "PF", "BL", "MF", "PM", "WF"), ("FR",)),
    **dict.fromkeys(("PR", "GU", "VI", "AS", "MP"), ("US",)),
    **dict.fromkeys(("HK", "MO", "TW"), ("CN",)),
    **dict.fromkeys(("AW", "CW", "SX", "BQ"), ("NL",)),
    **dict.fromkeys(("GL", "FO"), ("DK",)),
    **dict.fromkeys(("JE", "GG", "IM", "GI", "BM"), ("GB",)),
    "AX": ("FI",),
    "SJ": ("NO",),
    "XK": ("RS",),
    "PS": ("IL",),
    "IL": ("PS",),
    "EH": ("MA",),
    "FK": ("GB", "AR"),
    "SS": ("SD",),
    "ER": ("ET",),
    "TL": ("ID",),
    "NA": ("ZA",),
    "BD": ("PK",),
    **dict.fromkeys(("AM", "AZ", "GE", "KZ", "KG", "TJ", "TM", "UZ", "MD", "LT", "LV", "EE", "BY"), ("RU",)),
    **dict.fromkeys(("BA", "HR", "SI", "MK", "ME"), ("RS",)),
}
"""By the code of the country in whose outline a point lies, others that a row may state with reason:
overseas parts, claimed or occupied land, and states that were one when the event happened (UCDP counts a
fight of 1990 in Baku to Russia). A row that says so is not doubted; it settles no claim."""

CLAIMED: tuple[tuple[tuple[str, ...], tuple[float, float, float, float]], ...] = (
    (("UA", "RU"), (32.4, 44.3, 36.7, 46.3)),  # Crimea
    (("IL", "SY"), (35.6, 32.65, 35.95, 33.45)),  # the Golan Heights
    (("IN", "PK", "CN"), (72.5, 32.3, 80.5, 37.2)),  # Kashmir
    (("SD", "SS"), (26.5, 9.0, 30.0, 10.8)),  # Abyei
)
"""Boxes (left, bottom, right, top) in which a row may state any of these countries: the outlines know one."""


@dataclass(frozen=True)
class Doubts:
    """What is odd about some points; all arrays have one entry a doubted point.

    ``rows`` is its index among the points that were asked about, ``kinds`` one of `PROBLEMS`; ``fixes``
    says which exchange would put it where its row says (``swapped``, ``lat``, ``lon``, ``both``), empty
    where none does. ``stated`` is its country, empty where none is stated or its outline is not known; a
    point of such a row is at sea, whatever would put it on land.
    """

    rows: NDArray[np.int64]
    kinds: NDArray[Any]
    fixes: NDArray[Any]
    lats: NDArray[Any]
    lons: NDArray[Any]
    stated: NDArray[Any]

    def __len__(self) -> int:
        return len(self.rows)

    def words(self, index: int) -> str:
        """Say all of it about one doubted point (by its place in these arrays)."""
        return self.words_of(np.array([index]))[0]

    def words_of(self, indexes: NDArray[np.int64]) -> list[str]:
        """Say all of it about several: which land they lie in is looked up at once."""
        lands = countries_at(self.lats[indexes], self.lons[indexes], tolerance_m=0.0)
        return [self._said(index, land) for index, land in zip(indexes.tolist(), lands, strict=True)]

    def _said(self, index: int, land: str | None) -> str:
        stated, fix = str(self.stated[index]), str(self.fixes[index])
        if self.kinds[index] == NULL_ISLAND:
            return "The point lies at 0° N, 0° E, which tables write for “not known”."
        said = f"The point lies in {land or 'the sea'}{f', not in {stated} as stated' if stated else ''}"
        if not fix:
            return f"{said}."
        return f"{said}; {EXCHANGES[fix]} it would lie {f'in {stated}, as stated' if stated else 'on land'}."


class PointCheck:
    """Checks points, chunk after chunk; remembers which cells of the map need no closer look."""

    def __init__(self) -> None:
        self._land = outlines_of("countries")
        self._known: dict[int, int] = {}
        self._judged: dict[int, int] = {}
        self._names = [*sorted({str(name) for name in self._land.names if name is not None}), ""]
        self._number = {name: index for index, name in enumerate(self._names)}
        self._nowhere = len(self._names) - 1

    def check(
        self,
        lats: ArrayLike,
        lons: ArrayLike,
        stated: ArrayLike | None = None,
        *,
        precisions: ArrayLike | None = None,
        radii_m: ArrayLike | None = None,
    ) -> Doubts:
        """Return what is odd; nothing about a point that may well be right.

        Parameters
        ----------
        lats, lons : array_like of float
            Degrees, WGS 84; NaN where there is no point.
        stated : array_like of str or None, optional
            Countries as `geo.countries` writes them. Where none is stated, or one of which there is no
            outline, only the sea is looked at.
        precisions, radii_m : array_like, optional
            Precision of the place ("exact" if not given) and its radius in metres. A point that stands
            for an area is doubted only where an exchange explains it, one "at sea" never.
        """
        lat, lon = np.asarray(lats, dtype=float), np.asarray(lons, dtype=float)
        country = self._numbers(stated, len(lat))
        asked = np.isfinite(lat) & np.isfinite(lon)
        sharp = np.ones(len(lat), bool)
        if precisions is not None:
            codes, kinds = pd.factorize(np.asarray(precisions, dtype=object))
            sharp = np.array([*(kind in _SHARP for kind in kinds), True])[codes]
            asked &= np.array([*(kind not in ("sea", "continent") for kind in kinds), True])[codes]
        radius = np.zeros(len(lat)) if radii_m is None else np.nan_to_num(np.asarray(radii_m, dtype=float))
        margin = np.where(sharp, BORDER_MARGIN_M + np.minimum(radius, COARSE_MARGIN_M), COARSE_MARGIN_M)
        rows = np.flatnonzero(asked)
        rows = rows[self._cells(lat[rows], lon[rows], country[rows]) != _INSIDE]
        found = self._verdicts(lat[rows], lon[rows], country[rows], margin[rows], sharp[rows])
        odd = np.flatnonzero(found)
        rows, (kind, fix) = rows[odd], np.divmod(found[odd] - 1, len(_FIXES))
        kinds, fixes, names = (np.array(v, dtype=object) for v in (PROBLEMS, _FIXES, self._names))
        return Doubts(rows, kinds[kind], fixes[fix], lat[rows], lon[rows], names[country[rows]])

    def _verdicts(
        self,
        lat: NDArray[Any],
        lon: NDArray[Any],
        country: NDArray[np.int64],
        margin: NDArray[Any],
        sharp: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """Return 0 for a point that may be right, else 1 + its problem and fix; each point is judged once."""
        keys = pd.util.hash_array(lat) * np.uint64(3) + pd.util.hash_array(lon)
        keys = keys * np.uint64(3) + pd.util.hash_array(country * 2 + sharp) + pd.util.hash_array(margin)
        codes, points = pd.factorize(keys)
        if len(self._judged) > _KNOWN_POINTS:
            self._judged.clear()
        first = np.empty(len(points), dtype="int64")
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        listed = points.tolist()
        new = np.array([index for index, key in enumerate(listed) if key not in self._judged], dtype="int64")
        if len(new):
            at = first[new]
            judged = self._judge(lat[at], lon[at], country[at], margin[at], sharp[at])
            self._judged.update(zip(points[new].tolist(), judged.tolist(), strict=True))
        return np.array([self._judged[key] for key in listed], dtype="int64")[codes]

    def _judge(
        self,
        lat: NDArray[Any],
        lon: NDArray[Any],
        country: NDArray[np.int64],
        margin: NDArray[Any],
        sharp: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        verdicts = np.zeros(len(lat), dtype="int64")
        rows = np.flatnonzero(~self._fits(lat, lon, country, margin))
        rows = rows[~self._claimed(lat[rows], lon[rows], country[rows])]
        kind, fix = self._explain(lat[rows], lon[rows], country[rows], margin[rows])
        told = sharp[rows] | (fix > 0) | (kind == PROBLEMS.index(NULL_ISLAND))
        verdicts[rows[told]] = (1 + kind * len(_FIXES) + fix)[told]
        return verdicts

    def _numbers(self, stated: ArrayLike | None, count: int) -> NDArray[np.int64]:
        if stated is None:
            return np.full(count, self._nowhere)
        given = stated if isinstance(stated, pd.Categorical) else np.asarray(stated, dtype=object)
        codes, names = pd.factorize(given)
        known = [self._number.get(name, self._nowhere) for name in names]
        return np.array([*known, self._nowhere], dtype="int64")[codes]

    def _fits(
        self,
        lat: NDArray[Any],
        lon: NDArray[Any],
        country: NDArray[np.int64],
        margin: NDArray[Any],
    ) -> NDArray[np.bool_]:
        """Whether points lie in (or near enough to) the country of that number, or on any land."""
        cells = self._cells(lat, lon, country)
        fits = cells == _INSIDE
        rest = np.flatnonzero(cells == _UNDECIDED)
        if not len(rest):
            return fits
        found, on_land = self._land.at(lat[rest], lon[rest], 0.0)
        names = np.array(self._names, dtype=object)[country[rest]]
        of_none = on_land & (found == None)  # noqa: E711 - element by element
        fits[rest] = np.where(names == "", on_land, self._counts_to(found, names) | of_none)
        rest = rest[~fits[rest]]
        for number in np.unique(country[rest]).tolist():
            rows = rest[country[rest] == number]
            fits[rows] = self._near(lat[rows], lon[rows], self._names[number], margin[rows])
        return fits

    def _cells(self, lat: NDArray[Any], lon: NDArray[Any], country: NDArray[np.int64]) -> NDArray[np.int64]:
        """Whether the cell of the map that a point is in lies wholly inside, or far outside, its country."""
        row = np.floor(np.clip(lat, -90, 90) / _CELL_DEG).astype("int64") + 360
        column = np.floor(np.clip(lon, -180, 180) / _CELL_DEG).astype("int64") + 720
        codes, cells = pd.factorize((row * 1441 + column) * len(self._names) + country)
        if len(self._known) > _KNOWN_CELLS:
            self._known.clear()
        new = np.array([cell for cell in cells.tolist() if cell not in self._known], dtype="int64")
        self._known.update(zip(new.tolist(), self._look(new).tolist(), strict=True))
        known = np.array([self._known[cell] for cell in cells.tolist()], dtype="int64")
        return known[codes] if len(cells) else np.zeros(0, "int64")

    def _look(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        place, number = np.divmod(keys, len(self._names))
        row, column = np.divmod(place, 1441)
        bottom, left = (row - 360) * _CELL_DEG, (column - 720) * _CELL_DEG
        top, right = bottom + _CELL_DEG, left + _CELL_DEG
        found = np.full(len(keys), _UNDECIDED)
        boxes = shapely.box(left, bottom, right, top)
        cell, part = self._land.tree.query(boxes)
        own = self._own(part, number[cell])
        cell, part = cell[own], part[own]
        found[cell[shapely.contains_properly(self._land.parts[part], boxes[cell])]] = _INSIDE
        rest = np.flatnonzero(found == _UNDECIDED)
        reach = 2 * COARSE_MARGIN_M / _METRES_PER_DEGREE
        wide = reach / np.maximum(np.cos(np.radians(np.minimum(np.maximum(-bottom, top) + reach, 89))), 0.02)
        wide = wide[rest]
        wider = shapely.box(left[rest] - wide, bottom[rest] - reach, right[rest] + wide, top[rest] + reach)
        far = np.ones(len(rest), bool)
        far[(left[rest] - wide < -180) | (right[rest] + wide > 180)] = False  # its country may be across
        cell, part = self._land.tree.query(wider)
        far[cell[self._own(part, number[rest][cell], may_be=True)]] = False
        found[rest[far]] = _OUTSIDE
        return found

    def _own(
        self, part: NDArray[np.int64], number: NDArray[np.int64], *, may_be: bool = False
    ) -> NDArray[np.bool_]:
        """Whether parts of the land belong to the country of that number (or may be counted to it)."""
        name = np.array(self._names, dtype=object)[number]
        land = self._land.names[part]
        own = np.asarray((name == "") | (land == name), dtype=bool)
        of_none = land == None  # noqa: E711 - element by element
        return own | of_none | self._counts_to(land, name) if may_be else own

    def _claimed(self, lat: NDArray[Any], lon: NDArray[Any], country: NDArray[np.int64]) -> NDArray[np.bool_]:
        found = np.zeros(len(lat), bool)
        for codes, (left, bottom, right, top) in CLAIMED:
            numbers = [self._number.get(str(countries.name(code)), -1) for code in codes]
            inside = (lon >= left) & (lon <= right) & (lat >= bottom) & (lat <= top)
            found |= inside & np.isin(country, numbers)
        return found

    @staticmethod
    def _counts_to(found: NDArray[Any], stated: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether the country that was found is the stated one, or may be counted to it."""
        same = np.asarray(found == stated, dtype=bool)
        codes, pairs = pd.MultiIndex.from_arrays([found, stated]).factorize()
        may_be = np.array([*(_may_be(*pair) for pair in pairs), False], dtype=bool)
        return same | may_be[codes]

    def _near(
        self, lat: NDArray[Any], lon: NDArray[Any], country: str, margin: NDArray[Any]
    ) -> NDArray[np.bool_]:
        """Whether points are within the margin of a country's (or any) land, also across 180°."""
        squeeze = max(float(np.cos(np.radians(np.max(np.abs(lat))))), 0.05)
        reach = float(margin.max()) / _METRES_PER_DEGREE / squeeze
        near = self._within(lat, lon, country, margin, reach)
        across = np.flatnonzero(~near & (180 - np.abs(lon) <= reach))
        if len(across):
            other = lon[across] - np.copysign(360.0, lon[across])
            near[across] = self._within(lat[across], other, country, margin[across], reach)
        return near

    def _within(
        self, lat: NDArray[Any], lon: NDArray[Any], country: str, margin: NDArray[Any], reach: float
    ) -> NDArray[np.bool_]:
        shores, tree = self._shores(country)
        points = shapely.points(lon, lat)
        point, part = tree.query_nearest(points, max_distance=reach, all_matches=False)
        ends = shapely.get_coordinates(shapely.shortest_line(points[point], shores[part])).reshape(-1, 2, 2)
        far = np.atleast_1d(distance_m(ends[:, 0, 1], ends[:, 0, 0], ends[:, 1, 1], ends[:, 1, 0]))
        near = np.zeros(len(lat), bool)
        near[point[far <= margin[point]]] = True
        return near

    def _shores(self, country: str) -> tuple[NDArray[Any], shapely.STRtree]:
        if not country:
            return self._land.shores, self._land.shore_tree
        return _shores_of(country)

    def _explain(
        self, lat: NDArray[Any], lon: NDArray[Any], country: NDArray[np.int64], margin: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return problem and fix (as numbers of `PROBLEMS` and `_FIXES`) of points that do not fit."""
        fix = np.zeros(len(lat), dtype="int64")
        exchanged = ((lon, lat), (-lat, lon), (lat, -lon), (-lat, -lon))
        null_island = (np.abs(lat) < NULL_ISLAND_DEG) & (np.abs(lon) < NULL_ISLAND_DEG)
        stated = country != self._nowhere
        for number, (other_lat, other_lon) in enumerate(exchanged, 1):
            asked = (fix == 0) & ~null_island & (np.abs(other_lat) <= 90)
            if number > 1:  # at sea without a country, any sign might be wrong: nothing tells which
                asked &= stated
            some = np.flatnonzero(asked)
            fits = self._fits(other_lat[some], other_lon[some], country[some], margin[some])
            fix[some[fits]] = number
        on_land = np.zeros(len(lat), bool)
        unknown = fix == 0
        on_land[unknown] = self._land.at(lat[unknown], lon[unknown], 0.0)[1]
        kinds = (NULL_ISLAND, SWAPPED, FLIPPED, ELSEWHERE, AT_SEA)
        chosen = [null_island, stated & (fix == 1), stated & (fix > 1), stated & on_land]
        number_of = [PROBLEMS.index(kind) for kind in kinds]
        return np.select(chosen, number_of[:-1], number_of[-1]), fix


@lru_cache(maxsize=64)
def _shores_of(country: str) -> tuple[NDArray[Any], shapely.STRtree]:
    land = outlines_of("countries")
    own = land.shores[land.shore_names == country]
    return own, shapely.STRtree(own)


@lru_cache(maxsize=4096)
def _may_be(found: object, stated: object) -> bool:
    there, said = countries.find(found), countries.find(stated)
    return bool(there and said and said.alpha2 in COUNTED_TO.get(there.alpha2, ()))
