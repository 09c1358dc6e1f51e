"""From records and their names to the columns of a gazetteer file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer import generic, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.gazetteer.index_file import Columns

KINDS = ("settlement", "airport", "base", "area", "adm1", "adm2", "country", "feature", "learned")
"""What a record is; stored as its position here, so only ever append."""

MIN_SKELETON = 3
"""Consonants a skeleton needs to say anything: with two, every third name of a province meets."""

DIFFERENCES = ("key", "latitude", "longitude", "parent_a", "parent_b")
HASH_BYTES = 6
"""48 bits: with two million keys an absent name meets a present one by chance once in 10^8 look-ups."""


@dataclass(frozen=True, slots=True)
class Record:
    """A place to be compiled: position in WGS 84 degrees, its names (the first is its own), its parents.

    ``radius_m`` is how far its extent or the doubt about its position reaches; 0 lets the reader work it
    out from kind and population. ``parents`` are up to two positions, in the same list, of admin-1 or
    admin-2 records that hold it. ``note`` says where it is from when the layer's own source does not.
    """

    names: tuple[str, ...]
    latitude: float
    longitude: float
    country: str
    kind: str = "settlement"
    population: int = 0
    radius_m: float = 0.0
    parents: tuple[int, ...] = ()
    weight: int = 0
    source: int = 0


def key(kind: str, text: str) -> int:
    """Return the 48-bit key under which a soft name ("=", odd) or a skeleton ("~", even) is filed."""
    hashed = int.from_bytes(
        hashlib.blake2b((kind + text).encode("utf-8", "replace"), digest_size=HASH_BYTES).digest(), "big"
    )
    return hashed | 1 if kind == "=" else hashed & ~1


def keys_of(name: str, country: str) -> tuple[str, set[int]]:
    """Return a name's basic form and the keys under which it is filed ("" and none when it has no letters).

    Keys of skeletons are the even ones, and filed by country: consonants alone say nothing in the whole
    world.
    """
    plain = names.basic(name)
    if not plain:
        return "", set()
    found = set()
    for words in {plain, generic.stripped(plain)}:
        joined = names.folded(words)
        found.add(key("=", names.soft(joined)))
        bones = names.skeleton(joined)
        if len(bones) >= MIN_SKELETON:
            found.add(key("~", country + bones))
    return plain, found


def columns(
    records: Sequence[Record], countries: Sequence[str], *, progress: Callable[[int, int], None] | None = None
) -> Columns:
    """Return the columns of a gazetteer file for `records`.

    Parameters
    ----------
    records : sequence of Record
        In the order in which they are to be stored; neighbours alike make a smaller file.
    countries : sequence of str
        ISO 3166-1 alpha-2 codes in the order that the file's meta gives; "" first for unknown.
    progress : callable, optional
        Called with records done and their number, now and then.
    """
    number = {code: i for i, code in enumerate(countries)}
    texts: list[str] = []
    counts = np.zeros(len(records), np.uint16)
    pairs: list[tuple[int, int]] = []
    for i, record in enumerate(records):
        seen: set[str] = set()
        filed: set[int] = set()
        for name in record.names:
            plain, found = keys_of(name, record.country)
            if not plain or plain in seen or len(seen) == 0xFFFF:
                continue
            seen.add(plain)
            # every spelling is filed under its own sound, but one is enough for the same consonants
            pairs.extend((k, len(texts)) for k in found if k & 1 or k not in filed)
            filed |= found
            texts.append(" ".join(name[: names.MAX_LENGTH].split()))
        counts[i] = len(seen)
        if progress and i % 5000 == 0:
            progress(i, len(records))
    order = sorted(pairs)
    encoded = [t.encode("utf-8", "replace") for t in texts]
    return {
        "key": np.array([k for k, _ in order], np.uint64),
        "name": np.array([n for _, n in order], np.uint32),
        "text": np.frombuffer(b"".join(encoded), np.uint8),
        "length": np.fromiter(map(len, encoded), np.uint16, len(encoded)),
        "names": counts,
        **_facts(records, number),
    }


def _facts(records: Sequence[Record], number: dict[str, int]) -> dict[str, np.ndarray[Any, Any]]:
    def column(values: Iterable[Any], dtype: Any) -> np.ndarray[Any, Any]:
        return np.fromiter(values, dtype, len(records))

    def parent(record: Record, n: int) -> int:
        return record.parents[n] + 1 if len(record.parents) > n else 0

    return {
        "latitude": column((round(r.latitude * 1e5) for r in records), np.int32),
        "longitude": column((round(r.longitude * 1e5) for r in records), np.int32),
        "country": column((number[r.country] for r in records), np.uint16),
        "kind": column((KINDS.index(r.kind) for r in records), np.uint8),
        "population": column((min(r.population, 0xFFFFFFFF) for r in records), np.uint32),
        "radius": column((min(-(-int(r.radius_m) // 100), 0xFFFF) for r in records), np.uint16),
        "parent_a": column((parent(r, 0) for r in records), np.int32),
        "parent_b": column((parent(r, 1) for r in records), np.int32),
        "weight": column((min(r.weight, 0xFFFF) for r in records), np.uint16),
        "source": column((r.source for r in records), np.uint8),
    }
