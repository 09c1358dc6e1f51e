"""Two columns of degrees without telling names: which is the latitude, by range or by the map, or asked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from events.importing.doubtful import which
from events.importing.field_kinds import Column, column_of
from events.importing.mapping import BY_VALUES, Guess
from events.importing.mapping import Mapping as ColumnMapping
from events.importing.point_evidence import are_countries, degree
from events.values.date_columns import plain
from events.values.numbers import read_degrees
from geo import countries
from geo.ground import pointcheck

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from events.importing.questions import Question

_FINE = re.compile(r"[+-]?\d{1,3}[.,]\d{3,}$")
_DECIMAL = re.compile(r"[+-]?\d{1,3}[.,]\d{2,}$")


def settle_degrees(
    rest: list[Column],
    found: dict[str, Guess],
    asked: list[Question],
    has: set[str],
    mapping: ColumnMapping,
    sample: pd.DataFrame,
) -> None:
    """Latitude and longitude go together: two columns of decimals, told apart by range or by the map."""
    fitting = [column for column in rest if _in_degrees(column)]
    known = {"latitude", "longitude"} & has
    if len(known) == 1:
        missing = "longitude" if "latitude" in known else "latitude"
        if len(fitting) == 1:
            found[fitting[0].name] = Guess(missing, f"{_DEGREES_LOOK} ({fitting[0].examples()})", BY_VALUES)
            has.add(missing)
            rest.remove(fitting[0])
        return
    if len(fitting) < 2:
        return
    order, why = _axes(fitting, mapping, found, sample) if len(fitting) == 2 else (None, "")
    for column in fitting:
        rest.remove(column)
    if order is None:
        fine = all(column.share(lambda t: bool(_FINE.match(plain(t)))) >= 0.5 for column in fitting)
        if why != _NOWHERE and (fine or not {"place", "admin1", "admin2"} & has):  # prices have two decimals
            asked += _asked_degrees(fitting)
        return
    for field, column in zip(("latitude", "longitude"), order, strict=True):
        found[column.name] = Guess(field, f"{_DEGREES_LOOK} ({column.examples()}){why}", BY_VALUES)
        has.add(field)


def _asked_degrees(fitting: list[Column]) -> list[Question]:
    """Ask which of two columns of degrees is the latitude, or of more which are latitude and longitude."""
    if len(fitting) == 2:
        return [replace(which("latitude", fitting, _DEGREES), fields=("latitude", "longitude"))]
    return [which(field, fitting, _DEGREES) for field in ("latitude", "longitude")]


_DEGREES = "degrees"
_DEGREES_LOOK = "its values look like degrees"


def _in_degrees(column: Column) -> bool:
    numbers = column.share(lambda t: isinstance(read_degrees(t, axis="longitude"), float))
    return numbers >= 0.98 and column.share(lambda t: bool(_DECIMAL.match(plain(t)))) >= 0.5


def _axes(
    pair: list[Column], mapping: ColumnMapping, found: dict[str, Guess], sample: pd.DataFrame
) -> tuple[list[Column] | None, str]:
    """Return latitude and longitude of two columns of degrees, and what told them apart."""
    beyond = [max(abs(degree(text)) for text in column.distinct) > 90 for column in pair]
    if beyond[0] != beyond[1]:
        return (pair[::-1] if beyond[0] else pair), "; the other one goes beyond 90"
    known = {**mapping.guesses, **found}
    names = sorted(str(n) for n in sample)
    name = next((n for n in names if n in known and known[n].field == "country"), None)
    name = name or next((n for n in names if _is_country_column(sample, n)), None)
    stated = [countries.name(text) for text in sample[name]] if name else [None] * len(sample)
    one, other = ([degree(text) for text in sample[column.name]] for column in pair)
    odd = [_odd(one, other, stated), _odd(other, one, stated)]
    if min(odd) <= 0.1 and max(odd) >= 0.5:
        words = "; so they lie in the country that is stated" if name else "; so they lie on land"
        return (pair if odd[0] < odd[1] else pair[::-1]), words
    return None, _NOWHERE if min(odd) > 0.5 else ""


_NOWHERE = "; whichever is the latitude, they lie at sea or outside the country that is stated"


def _is_country_column(sample: pd.DataFrame, name: str) -> bool:
    column = column_of(name, sample[name])
    return column is not None and are_countries(column)


def _odd(lats: Sequence[float], lons: Sequence[float], stated: Sequence[str | None]) -> float:
    """Return the share of points that cannot be where their row says."""
    lat = np.array(lats)
    lat[np.abs(lat) > 90] = np.nan
    given = int(np.isfinite(np.array(lats)).sum())
    odd = len(pointcheck.PointCheck().check(lat, lons, np.array(stated, dtype=object)))
    return (odd + given - int(np.isfinite(lat).sum())) / max(given, 1)


__all__ = ["settle_degrees"]
