"""The offline list of places: names in, places out, with the rule by which each name matched.

`Gazetteer` holds the shipped index and any layers that a person added; every look-up pools them all.
Nothing here chooses between places: `geo.geocoding.geocoder` does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.fuzz import ratio
from scipy.spatial import cKDTree

from geo import countries
from geo.errors import GazetteerDamagedError
from geo.gazetteer import generic, index_file, names
from geo.gazetteer.compiler import KINDS
from geo.gazetteer.lookup import MAX_BUCKET, NO_COUNTRY, Filed, Lookup, Units, Wanted
from geo.gazetteer.matching import ENDING, SOUND, Asked, Match
from geo.gazetteer.matching import asked as asked_forms
from geo.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHIPPED = DATA / "gazetteer.bin"
MAX_WORLD_BUCKET = 400
GOOD = 0.93
"""Quality of a match that no namesake elsewhere is looked at for."""

PLACE_COLUMNS = ("latitude", "longitude", "country", "kind", "population", "radius", "weight", "source")

ALIKE = 0.88
"""Quality of a match in another transliteration."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A record of the gazetteer: WGS 84 degrees, metres; ``parents`` are the units that hold it."""

    index: Index
    row: int
    name: str
    latitude: float
    longitude: float
    country: str
    kind: str
    population: int
    radius_m: float
    weight: int
    source: str

    @property
    def parents(self) -> tuple[Place, ...]:
        """Admin-1 (and overlapping) units that hold the place, the official one first."""
        return self.index.parents(self.row)

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """Rows of the units that hold the place."""
        return self.index.parent_rows(self.row)


class Index:
    """One opened gazetteer file.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    GazetteerDamagedError
        When it cannot be used; the text names it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns, self.meta = index_file.read(path)
        try:
            self._text = self.columns["text"].data
            # views give plain numbers one by one, at a third of the time that arrays take
            self._starts = _starts(self.columns["length"]).data
            self._first = _starts(self.columns["names"]).data
            self._cells = [self.columns[c].data for c in PLACE_COLUMNS]
            self._holders = self.columns["parent_a"].data, self.columns["parent_b"].data
            self._check()
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise GazetteerDamagedError(
                f"The gazetteer file {path.name} is not used: its columns do not fit together."
            ) from error
        self.countries: list[str] = self.meta["countries"]
        self._number = {code: i for i, code in enumerate(self.countries)}
        units = self.meta.get("units")
        self._named_units = [(str(c), str(n)) for c, n in units] if isinstance(units, list) else None
        self._parents: dict[int, tuple[int, ...]] = {}
        self._places: dict[int, Place] = {}
        self._units: dict[str, list[Place]] = {}
        self._lookup = Lookup(
            self.columns,
            np.asarray(self._first),
            self._number,
            None if self._named_units is None else self.parent_rows,
        )

    def _check(self) -> None:
        """Refuse a file whose columns point outside each other."""
        rows, texts = len(self.columns["names"]), len(self._starts) - 1
        same = all(
            len(self.columns[c]) == rows
            for c in ("latitude", "longitude", "country", "kind", "population", "radius")
        )
        fits = self._first[-1] == texts and self._starts[-1] == len(self._text)
        fits = fits and (not len(self.columns["name"]) or int(self.columns["name"].max()) < texts)
        known = not rows or (
            int(self.columns["country"].max()) < len(self.meta["countries"])
            and int(self.columns["kind"].max()) < len(KINDS)
        )
        if not (same and fits and known and isinstance(self.meta["countries"], list)):
            raise ValueError("columns of different lengths")

    def __len__(self) -> int:
        return len(self.columns["names"])

    @property
    def title(self) -> str:
        """What the layer is called."""
        return str(self.meta.get("title", self.path.stem))

    @cached_property
    def sources(self) -> list[str]:
        """Where its records come from."""
        return list(self.meta.get("sources") or [self.title])

    def number(self, country: str) -> int:
        """Return the number that a country bears in this file, one that no record has when it has none."""
        return self._number.get(country, NO_COUNTRY)

    def text(self, name: int) -> str:
        """Return a name as it is written in the source."""
        return str(self._text[self._starts[name] : self._starts[name + 1]], "utf-8", "replace")

    def place(self, row: int) -> Place:
        """Return a record."""
        found = self._places.get(row)
        if found is None:
            lat, lon, country, kind, population, radius, weight, source = [c[row] for c in self._cells]
            first, sources = self._first[row], self.sources
            found = Place(
                self,
                row,
                self.text(first) if first < self._first[row + 1] else "",
                lat / 1e5,
                lon / 1e5,
                self.countries[country],
                KINDS[kind],
                population,
                radius * 100.0,
                weight,
                sources[source] if source < len(sources) else self.title,
            )
            self._places[row] = found
        return found

    def parent_rows(self, row: int) -> tuple[int, ...]:
        """Return the rows, in the shipped index, of the units that hold a record."""
        if self._named_units is not None:
            return self._layer_parents(row)
        first, second = self._holders[0][row], self._holders[1][row]
        if second <= 0:
            return (first - 1,) if first > 0 else ()
        return (first - 1, second - 1) if first > 0 else (second - 1,)

    def parents(self, row: int) -> tuple[Place, ...]:
        """Return the units that hold a record."""
        return tuple(_shipped_index().place(p) for p in self.parent_rows(row))

    def _layer_parents(self, row: int) -> tuple[int, ...]:
        """Return the units of a layer's record: those it was stored with, by name, or those of the nearest
        known place."""
        known = self._parents.get(row)
        if known is None:
            stored = int(self.columns["parent_a"][row])
            units = self._named_units or []
            found = shipped().units(*units[stored - 1]) if 0 < stored <= len(units) else ()
            if not found:
                place = self.place(row)
                beside = nearest([(place.latitude, place.longitude)])[0]
                found = beside.parents if beside.country == place.country else ()
            known = self._parents.setdefault(row, tuple(u.row for u in found))
        return known

    def filed(self, keys: tuple[int, ...], country: str | None, units: Units = None) -> list[Filed]:
        """Return (row, name, whether in the units) filed under any of the keys; see `Lookup.filed`."""
        return self._lookup.filed(keys, country, units)

    def foremost(self, keys: Sequence[int], country: str | None, units: Units, most: int) -> list[Filed]:
        """Return so many of what is filed; where there is more, countries and first-level units first."""
        found = self.filed(tuple(keys), country, units)
        if len(found) > most:
            kinds = self.columns["kind"]
            found = sorted(found, key=lambda f: KINDS[kinds[f[0]]] not in ("adm1", "country"))
        return found[:most]

    def prepare(self, wanted: Iterable[Wanted]) -> None:
        """Look many (key, country, units) up at once, for the questions that come next."""
        self._lookup.prepare(wanted)

    def first_name(self, row: int) -> int:
        """Return the number of a record's own name."""
        return self._first[row]

    def spellings(self, row: int) -> list[str]:
        """Return all names of a record."""
        return [self.text(n) for n in range(self._first[row], self._first[row + 1])]

    @lru_cache(maxsize=10_000)  # noqa: B019 - an index lives as long as the process that opened it
    def sounds(self, row: int) -> tuple[str, ...]:
        """Return how the names of a record sound without their general words."""
        plain = [generic.stripped(names.basic(s)) for s in self.spellings(row)]
        return tuple(dict.fromkeys(names.soft(names.folded(p)) for p in plain))

    def people_of_unit(self, row: int) -> int:
        """Return how many people the places that a unit holds have, as far as they are counted."""
        return int(self._people[0][row])

    def people_of_country(self, code: str) -> int:
        """Return how many people the places of a country have, as far as they are counted."""
        number = self.number(code)
        return int(self._people[1][number]) if number != NO_COUNTRY else 0

    def is_first_city(self, row: int) -> bool:
        """Say whether a place is the one with the most people in its country."""
        return row == int(self._first_cities[int(self.columns["country"][row])])

    @cached_property
    def _first_cities(self) -> np.ndarray[Any, Any]:
        towns = np.flatnonzero(self.columns["kind"] == KINDS.index("settlement"))
        order = towns[np.argsort(self.columns["population"][towns], kind="stable")]
        found = np.full(len(self.countries), -1, np.int64)
        found[self.columns["country"][order]] = order  # the last one written has the most people
        return found

    @cached_property
    def _people(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        people, rows = self.columns["population"].astype(np.float64), len(self)
        held = np.zeros(rows + 1)
        for holder in ("parent_a", "parent_b"):
            held += np.bincount(np.maximum(self.columns[holder], 0), people, rows + 1)[: rows + 1]
        return held[1:], np.bincount(self.columns["country"], people, len(self.countries))

    def units(self, country: str) -> list[Place]:
        """Return the admin-1 units of a country."""
        found = self._units.get(country)
        if found is None:
            is_unit = self.columns["kind"] == KINDS.index("adm1")
            rows = np.flatnonzero(is_unit & (self.columns["country"] == self.number(country)))
            found = self._units.setdefault(country, [self.place(int(r)) for r in rows])
        return found


def _starts(lengths: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return where each of the things begins that are so long, and where the last one ends."""
    found = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=found[1:])
    return found


class Gazetteer:
    """The shipped index and the layers added to it.

    Parameters
    ----------
    indexes : iterable of Index
        The shipped index first.
    refused : iterable of str
        Sentences about layers that could not be opened.
    """

    def __init__(self, indexes: Iterable[Index], refused: Iterable[str] = ()) -> None:
        self.indexes = tuple(indexes)
        self.refused = tuple(refused)
        self.choices: dict[Any, Any] = {}  # what `geo.geocoding.ranking` chose here for a name in its context
        self._countries: dict[str, Place | None] = {}
        self._unit_cache: dict[tuple[str, str], tuple[Place, ...]] = {}

    @classmethod
    def open(cls, extra: Iterable[Path] = ()) -> Gazetteer:
        """Return the shipped gazetteer with the layers of `extra`; a damaged layer is refused by name, the
        rest goes on."""
        indexes, refused = [_shipped_index()], []
        for path in extra:
            try:
                indexes.append(Index(Path(path)))
            except GazetteerDamagedError as error:
                _log.warning("%s", error)
                refused.append(str(error))
        return cls(indexes, refused)

    def search(
        self,
        name: str,
        country: str | None = None,
        units: Units = None,
        *,
        kind: str | None = None,
        consonants: bool = True,
    ) -> list[Match]:
        """Return every place that a name may mean, best match first, one match per place.

        Parameters
        ----------
        name : str
            In basic form (`names.basic`).
        country : str, optional
            ISO 3166-1 alpha-2 code; only places of that country are returned.
        units : frozenset of int, optional
            Rows of admin-1 units: what has only the consonants in common must not be known to lie elsewhere.
        kind : str, optional
            One of `KINDS`; only places of that kind are returned.
        consonants : bool
            Whether what has only the consonants in common counts, too (Latin letters; others lack vowels).
        """
        if not name:
            return []
        asked = asked_forms(name, country or "")
        best: dict[tuple[int, int], Match] = {}
        self._gather(
            asked,
            consonants or not asked.bare.isascii(),
            country,
            units,
            best,
            None if kind is None else KINDS.index(kind),
        )
        found = sorted(best.values(), key=_order) if len(best) > 1 else list(best.values())
        if asked.variants and len(found) > 1 and any(m.rule == ENDING for m in found):
            return [
                m for m in found if m.rule != SOUND
            ]  # in another case, letter by letter: nothing else is meant
        return found

    def _gather(
        self,
        asked: Asked,
        consonants: bool,
        country: str | None,
        units: Units,
        best: dict[tuple[int, int], Match],
        kind: int | None,
    ) -> None:
        later: list[tuple[int, int, int]] = []
        most = MAX_BUCKET if country else MAX_WORLD_BUCKET
        for by_consonants in (False, True) if consonants else (False,):
            # who bears the very name, and is of the kind that is asked, has no rivals by consonants
            if by_consonants and any(_settles(asked, m) for m in best.values()):
                break
            keys = asked.bones if by_consonants else asked.sounds
            for n, index in enumerate(self.indexes):
                for row, text, inside in index.foremost(keys, country, units, most) if keys else ():
                    if kind is not None and index.columns["kind"][row] != kind:
                        continue
                    if inside:
                        self._compare(asked, n, row, text, best)
                    else:
                        later.append((n, row, text))
        # namesakes elsewhere matter only where the stated unit has nothing as good
        if later and not any(match.quality >= GOOD for match in best.values()):
            for n, row, text in later:
                self._compare(asked, n, row, text, best)

    def prepare(
        self, questions: Iterable[tuple[str, str | None, Units]], *, consonants: bool = False
    ) -> None:
        """Look the names of many questions up at once: basic name, country, rows of the stated units; by
        their consonants too where units are stated, or always."""
        wanted: list[Wanted] = []
        for name, country, units in questions:
            asked = asked_forms(name, country or "")
            by_consonants = consonants or units is not None or not asked.bare.isascii()
            keys = asked.sounds + asked.bones if by_consonants else asked.sounds
            wanted += [(key, country, units) for key in keys]
        for index in self.indexes:
            index.prepare(wanted)

    def _compare(self, asked: Asked, n: int, row: int, text: int, best: dict[tuple[int, int], Match]) -> None:
        known = best.get((n, row))
        if known is not None and known.quality >= 0.985:
            return
        match = asked.compare(self.indexes[n], row, text)
        if match is not None and (known is None or known.quality < match.quality):
            best[n, row] = match

    def country(self, code: str) -> Place | None:
        """Return a country's record."""
        if code not in self._countries:
            own = countries.name(code)
            found = self.search(names.basic(own), code) if own else []
            drawn = (m.place for m in found if m.place.kind == "country" and m.place.radius_m > 0)
            self._countries[code] = next(drawn, None)
        return self._countries[code]

    def units(self, country: str, text: str) -> tuple[Place, ...]:
        """Return the admin-1 units of a country that a name means: one, several that overlap, or none."""
        cached = self._unit_cache.get((country, text))
        if cached is None:
            cached = self._find_units(country, text)
            self._unit_cache[country, text] = cached
        return cached

    def unit_names(self, country: str | None = None) -> list[str]:
        """Return what the admin-1 units of a country, or of all countries, are called."""
        index = self.indexes[0]
        codes = [country] if country else [code for code in index.countries if code]
        return [unit.name for code in codes for unit in index.units(code)]

    def units_anywhere(self, text: str) -> tuple[Place, ...]:
        """Return the admin-1 units of a name in all countries: by its very name, else by one that sounds
        alike in one country alone."""
        cached = self._unit_cache.get(("", text))
        if cached is None:
            found = [m for m in self.search(names.basic(text[:200]), kind="adm1") if m.quality >= ALIKE]
            sure = [m for m in found if m.quality >= GOOD]
            if not sure and len({m.place.country for m in found}) > 1:
                found = []
            cached = self._unit_cache["", text] = tuple(m.place for m in sure or found)
        return cached

    def bears_a_unit(self, text: str, country: str) -> bool:
        """Say whether a unit of another country bears the name of this one, and more people ("Georgia")."""
        people = self.indexes[0].people_of_country(country)
        others = (u for u in self.units_anywhere(text) if u.country != country)
        return any(self.indexes[0].people_of_unit(u.row) >= people for u in others)

    def _find_units(self, country: str, text: str) -> tuple[Place, ...]:
        plain = names.basic(text)
        matches = self.search(plain, country, kind="adm1")
        if matches:
            return tuple(m.place for m in matches if m.quality >= matches[0].quality - 0.05)
        asked = names.soft(names.folded(generic.stripped(plain)))
        rated = []
        for unit in self.indexes[0].units(country) if asked else ():
            rated += [(ratio(asked, own) / 100, unit) for own in unit.index.sounds(unit.row)]
        best = max(rated, key=lambda r: r[0], default=None)
        return (best[1],) if best and best[0] >= 0.85 else ()


def _settles(asked: Asked, match: Match) -> bool:
    if asked.kind not in (None, "settlement"):
        return False
    return match.quality >= GOOD and match.place.kind in ("settlement", "area", "learned")


def _order(match: Match) -> tuple[float, int]:
    return -match.quality, -match.place.population


@cache
def _shipped_index() -> Index:
    return Index(SHIPPED)


@cache
def shipped() -> Gazetteer:
    """Return the shipped gazetteer, opened once for the process."""
    return Gazetteer.open()


def nearest(positions: Sequence[tuple[float, float]]) -> list[Place]:
    """Return for each position (latitude, longitude) the nearest populated place of the shipped index."""
    index = _shipped_index()
    tree, rows = _tree()
    points = np.array(positions, float).reshape(-1, 2)
    _, found = tree.query(_on_sphere(points[:, 0], points[:, 1]))
    return [index.place(int(rows[i])) for i in found]


@cache
def _tree() -> tuple[cKDTree, np.ndarray[Any, Any]]:
    columns = _shipped_index().columns
    rows = np.flatnonzero(columns["kind"] == KINDS.index("settlement"))
    return cKDTree(_on_sphere(columns["latitude"][rows] / 1e5, columns["longitude"][rows] / 1e5)), rows


def _on_sphere(lat: np.ndarray[Any, Any], lon: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
