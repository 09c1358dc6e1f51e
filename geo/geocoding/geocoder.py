"""Place text in, a located place out, offline: right, or honest about its doubt.

`locate` answers one text with its reasons, `locate_many` a table. Neither ever raises for a text.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import GivenError
from geo.gazetteer import Gazetteer, layers
from geo.geocoding import resolving
from geo.given import Kind, a, held, maybe, texts
from geo.location import Candidate, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Candidate", "Location", "locate", "locate_many"]

WORDS = Kind(
    "a text, or None", lambda value: isinstance(value, str) or value is None or pd.isna(value) is True
)
NAMES = maybe(a(Gazetteer, wanted="a Gazetteer"))
Asking = tuple[str, str, str, str, tuple[str, ...]]
"""Text, country, admin-1, admin-2, other names of the document."""

CHUNK = 5000
"""Questions whose names are looked up at once."""

ANSWER_COLUMNS = (
    "latitude",
    "longitude",
    "location_precision",
    "uncertainty_m",
    "located_by",
    "matched_name",
    "ambiguous",
    "reason",
    "country",
    "admin1",
    "admin1_unknown",
)


@held(
    GivenError,
    text=WORDS,
    country=WORDS,
    admin1=WORDS,
    admin2=WORDS,
    context=texts("a list of other places"),
    gazetteer=NAMES,
)
def locate(
    text: str | None,
    *,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    context: Sequence[str] = (),
    gazetteer: Gazetteer | None = None,
) -> Location:
    """Return where a place text is.

    Parameters
    ----------
    text : str or None
        As reported: a name, a relation ("12 km south of A"), or coordinates in one of many notations.
    country : str, optional
        ISO 3166-1 code or a common name.
    admin1, admin2 : str, optional
        Names of the units that hold it, in any usual spelling.
    context : sequence of str
        Other places of the same document or file, those first that are named most: they tell namesakes
        apart, and say in which country a place is that none is stated for.
    gazetteer : Gazetteer, optional
        Where names are looked up; the shipped one and the layers of the default folder when not given.

    Returns
    -------
    Location
        With ``latitude`` None and a ``reason`` when it cannot be said. Never raises for any text.
    """
    return resolving.resolve(
        _words(text),
        _words(country),
        _words(admin1),
        _words(admin2),
        gazetteer or layers.open_all(),
        beside=_names(context),
    )


@held(GivenError, frame=a(pd.DataFrame, wanted="a table of places (a DataFrame)"), gazetteer=NAMES)
def locate_many(frame: pd.DataFrame, *, gazetteer: Gazetteer | None = None) -> pd.DataFrame:
    """Return where the places of a table are; the same question is answered once.

    Parameters
    ----------
    frame : DataFrame
        Columns ``place`` and, where known, ``country``, ``admin1``, ``admin2``, ``context`` (other places of
        the same document, a sequence or a text with "|" between them); missing values allowed.
    gazetteer : Gazetteer, optional
        Where names are looked up; the shipped one and the layers of the default folder when not given.

    Returns
    -------
    DataFrame
        On the same index: latitude, longitude (WGS 84 degrees, null when not located),
        location_precision, uncertainty_m, located_by, matched_name, ambiguous, reason, and the
        country and admin1 that the place found lies in, and whether nothing knows
        the admin1 stated (admin1_unknown).
    """
    used = gazetteer or layers.open_all()
    columns = [
        frame[c].tolist() if c in frame else [None] * len(frame)
        for c in ("place", "country", "admin1", "admin2")
    ]
    beside = [_names(value) for value in frame["context"]] if "context" in frame else [()] * len(frame)
    asked = list(zip(*([_words(v) for v in column] for column in columns), beside, strict=True))
    questions: list[Asking] = list(dict.fromkeys(asked))
    known: dict[Asking, tuple[Any, ...]] = {}
    for at in range(0, len(questions), CHUNK):
        part = questions[at : at + CHUNK]
        with _collection_postponed():
            resolving.prepare(part, used)
            for question in part:
                text, country, admin1, admin2, others = question
                found = resolving.resolve(text, country, admin1, admin2, used, beside=others, brief=True)
                known[question] = _answer(found)
    rows = [known[question] for question in asked]
    result = pd.DataFrame(rows, index=frame.index, columns=list(ANSWER_COLUMNS))
    for column in ("latitude", "longitude", "uncertainty_m"):
        result[column] = pd.to_numeric(result[column], errors="coerce").astype("float64")
    return result


@contextmanager
def _collection_postponed() -> Iterator[None]:
    """Keep Python's search for reference cycles from running: answers make none, and it takes a fifth of the
    time. A thread that leaves first switches it on again for all: that costs time, nothing else."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _answer(found: Location) -> tuple[Any, ...]:
    return (
        found.latitude,
        found.longitude,
        found.precision,
        found.uncertainty_m,
        found.located_by,
        found.matched_name,
        found.ambiguous,
        found.reason,
        found.country,
        found.admin1,
        found.admin1_unknown,
    )


def _names(value: object) -> tuple[str, ...]:
    """Return the names of a context, given one by one or in one text with "|" between them."""
    if isinstance(value, str):
        value = value.split("|") if value else ()
    if not isinstance(value, Sequence):
        return ()
    return tuple(dict.fromkeys(name.strip() for name in value if isinstance(name, str) and name.strip()))


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
