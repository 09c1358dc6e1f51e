"""How alike two events are in kind, actors and deaths, as a score with reasons in words.

The score is a weighted mean of what the two records say: place, actors, day, type and deaths. It is a
help to order the pairs that a person looks at, not a probability.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from events.vocabulary.codebook import canonical_actor, fold

WEIGHTS = {"place": 0.30, "actors": 0.30, "day": 0.15, "type": 0.15, "deaths": 0.10}
SAME, RELATED, UNKNOWN, UNLIKE = 1.0, 0.6, 0.5, 0.0
ROUGH = 0.8
"""What a place counts that one of the two sources gives no more sharply than "near"."""

RELATED_TYPES = frozenset(
    frozenset(pair)
    for pair in (
        ("Battles", "Explosions/Remote violence"),
        ("Violence against civilians", "Explosions/Remote violence"),
        ("Battles", "Violence against civilians"),
        ("Protests", "Riots"),
        ("Riots", "Violence against civilians"),
    )
)
"""Types (ACLED's) under which two datasets may code one event."""

ACTOR_COLUMNS = ("attacker", "target", "actor1", "actor2")
_GENERIC = frozenset(
    ("the", "of", "and", "in", "a", "al", "group", "groups", "armed", "forces", "force", "military", "army",
     "police", "government", "rebel", "rebels", "militia", "militias", "unidentified", "unknown", "state",
     "national", "security", "communal", "ethnic", "people", "civilians", "civilian", "front", "movement",
     "gunmen", "supporters", "other", "private", "protesters", "rioters")
)  # fmt: skip
"""Words that many names share; two names are not alike by these alone."""
_NOBODY = re.compile(r"^(unidentified|unknown|unspecified|unnamed)\b")
_CIVILIANS = re.compile(r"^civilians?\b")


def score(
    first: pd.DataFrame, second: pd.DataFrame, pairs: pd.DataFrame, *, km: float, days: int
) -> pd.DataFrame:
    """Return the pairs that are alike in type and actors, with ``score`` and what it is made of.

    Parameters
    ----------
    first, second : DataFrame
        Events, with an index from 0.
    pairs : DataFrame
        i, j, distance_m, days, as from ``nearby.near_pairs``.
    km, days : float, int
        What counted as near there.

    Returns
    -------
    DataFrame
        Without the pairs whose types or known actors are unlike.
    """
    i, j = pairs["i"].to_numpy(), pairs["j"].to_numpy()
    types = _types(first["event_type"], second["event_type"], i, j)
    kept = types > UNLIKE
    pairs, i, j, types = pairs[kept], i[kept], j[kept], types[kept]
    actors = _actors(first, second, i, j)
    kept = actors > UNLIKE
    pairs, i, j, types, actors = pairs[kept], i[kept], j[kept], types[kept], actors[kept]
    rough = _rough(first)[i] | _rough(second)[j]
    parts = {
        "place": (1 - 0.7 * pairs["distance_m"].to_numpy() / (km * 1000)) * np.where(rough, ROUGH, 1.0),
        "actors": actors,
        "day": 1 - 0.7 * pairs["days"].to_numpy() / max(1, days),
        "type": types,
        "deaths": _deaths_alike(deaths(first)[i], deaths(second)[j]),
    }
    total = np.sum([WEIGHTS[name] * value for name, value in parts.items()], axis=0)
    return pairs.assign(score=total)


def _rough(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return (frame["location_precision"] != "exact").to_numpy(dtype=bool, na_value=True)


def _types(
    one: pd.Series[Any], other: pd.Series[Any], i: npt.NDArray[np.int64], j: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    (codes_one, names_one), (codes_other, names_other) = pd.factorize(one), pd.factorize(other)
    table = np.full((len(names_one) + 1, len(names_other) + 1), UNKNOWN)  # the last row and column: unknown
    for (a, name), (b, rival) in product(enumerate(names_one), enumerate(names_other)):
        related = RELATED if frozenset((name, rival)) in RELATED_TYPES else UNLIKE
        table[a, b] = SAME if name == rival else related
    return table[codes_one[i], codes_other[j]]


def deaths(frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the best known count of deaths: best, else low, else high; unknown NaN."""
    best = frame["fatalities_best"]
    for name in ("fatalities_low", "fatalities_high"):
        best = best.where(best.notna(), frame[name])
    return best.to_numpy("float64", na_value=np.nan)


def _deaths_alike(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    most = np.maximum(np.maximum(one, other), 1.0)
    found = 1 - np.abs(one - other) / most
    return np.where(np.isnan(found), UNKNOWN, found)


def _actors(
    first: pd.DataFrame, second: pd.DataFrame, i: npt.NDArray[np.int64], j: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Likeness of who took part; worked out once for each two sets of names."""
    (codes_one, sets_one), (codes_other, sets_other) = _name_sets(first), _name_sets(second)
    keys, back = np.unique(codes_one[i] * len(sets_other) + codes_other[j], return_inverse=True)
    table = np.array(
        [same_actors(sets_one[key // len(sets_other)], sets_other[key % len(sets_other)])[0] for key in keys]
    )
    return table[back] if len(keys) else np.empty(0)


def _name_sets(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int64], list[tuple[str, ...]]]:
    grouped = frame.groupby(list(ACTOR_COLUMNS), dropna=False, sort=False, observed=True)
    codes = grouped.ngroup().to_numpy()
    firsts = frame.loc[grouped.head(1).index, list(ACTOR_COLUMNS)]
    return codes.astype("int64"), [names(row) for row in firsts.itertuples(index=False)]


def names(row: Any) -> tuple[str, ...]:
    """Return the actors that a record names, each once, without "unidentified" ones."""
    given = [str(value) for value in row if isinstance(value, str) and value.strip()]
    return tuple(dict.fromkeys(name for name in given if not _NOBODY.match(fold(name))))


@lru_cache(maxsize=1 << 17)
def same_actors(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[float, str]:
    """Return how alike two sets of names are (0 to 1) and a reason in words.

    Unknown on either side counts half. Civilians on both sides say little: many events have them.
    """
    if not one or not other:
        return UNKNOWN - 0.1, "who took part is not known in both"
    best, reason = UNLIKE, "the actors differ"
    for name, rival in product(one, other):
        likeness, said = _same_name(name, rival)
        if likeness > best:
            best, reason = likeness, said
    return best, reason


@lru_cache(maxsize=1 << 17)
def _same_name(one: str, other: str) -> tuple[float, str]:
    known, rival = canonical_actor(one), canonical_actor(other)
    if fold(one) == fold(other) or (known and known == rival):
        if _CIVILIANS.match(fold(one)):
            return UNKNOWN, "both name civilians"
        return SAME, f"both name {known or one}"
    shared = _telling(one) & _telling(other)
    if shared:
        share = len(shared) / len(_telling(one) | _telling(other))
        return RELATED + 0.3 * share, f"{one} and {other} share a name"
    if _CIVILIANS.match(fold(one)) and _CIVILIANS.match(fold(other)):
        return UNKNOWN, "both name civilians"
    return UNLIKE, ""


@lru_cache(maxsize=1 << 16)
def _telling(name: str) -> frozenset[str]:
    """The words of a name that tell it from others; years in brackets are no part of it."""
    name = re.sub(r"\(\s*\d{4}\s*-?\s*(\d{4})?\s*\)", " ", name)
    return frozenset(word for word in fold(name).split() if word not in _GENERIC and len(word) > 1)


def reasons(one: pd.DataFrame, two: pd.DataFrame, pairs: pd.DataFrame) -> list[str]:
    """Return in words why each pair may be one event, and what speaks against it.

    Parameters
    ----------
    one, two : DataFrame
        The two events of each pair, row by row.
    pairs : DataFrame
        distance_m, days and rivals of the same rows.
    """
    rough = _rough(one) | _rough(two)
    rows = zip(
        pairs["distance_m"], pairs["days"], pairs["rivals"], rough, one["event_type"], two["event_type"],
        one[list(ACTOR_COLUMNS)].itertuples(index=False), two[list(ACTOR_COLUMNS)].itertuples(index=False),
        deaths(one), deaths(two), strict=True,
    )  # fmt: skip
    return [_reason(*row) for row in rows]


def _reason(  # noqa: PLR0913, PLR0917 (one row of ten columns)
    apart: float, days: int, rivals: int, rough: bool, kind: Any, rival: Any, who: Any, others: Any,
    dead: float, dead_too: float,
) -> str:  # fmt: skip
    said = [
        "at the same point"
        if apart < 1
        else f"{apart / 1000:.1f} km apart"
        if apart >= 950
        else f"{apart:.0f} m apart"
    ]
    if rough:
        said.append("a place is known only roughly")
    said.append("same day" if days == 0 else f"{days} day{'s' if days > 1 else ''} apart")
    if isinstance(kind, str) and isinstance(rival, str):
        said.append(f"both {kind}" if kind == rival else f"{kind} and {rival}")
    said.append(same_actors(names(who), names(others))[1])
    if np.isnan(dead) or np.isnan(dead_too):
        said.append("deaths not known in both")
    else:
        said.append(f"both {dead:.0f} dead" if dead == dead_too else f"{dead:.0f} and {dead_too:.0f} dead")
    if rivals:
        said.append(f"{rivals} other proposal{'s' if rivals > 1 else ''} for one of them")
    return "; ".join(said)
