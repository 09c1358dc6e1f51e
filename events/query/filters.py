"""The filter, and what it means: one Ibis expression per field, shared by every engine."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from events.filter_fields import DEFAULTS, FIELDS, Kind, Selected
from events.query import actors as naming
from events.query.actors import UNNAMED_STATUSES
from events.query.checking import checked
from events.query.counting import best_deaths, overlaps
from events.vocabulary import codebook

if TYPE_CHECKING:
    from events.store.database import Database

EQUATOR_RADIUS_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
"""WGS 84 (https://epsg.org/ellipsoid_7030/WGS-84.html)."""

TEXT_COLUMNS = (
    "title", "place", "notes", "attacker", "target", "actor1", "actor2", "weapon",
    "country", "admin1", "admin2", "event_type", "sub_event_type", "source_key",
)  # fmt: skip
"""Columns in which words are looked for."""


@dataclass(frozen=True)
class Filter(Selected):
    """What to select. Empty means no restriction; values within a field are alternatives.

    The fields are declared in `events.filter_fields`.

    Attributes
    ----------
    actors, actor_roles : tuple of str
        An event is found under everybody whom it names in one of the roles (none: any), in every spelling
        of the table of actors, and under the umbrellas of these. "" stands for nobody; a role alone for
        anybody in it. See `events.query.actors`.
    stated : tuple of str
        Whether an attacker is named, not known, or not asked about since two sides fought
        (`events.model.ATTACKER_STATED`).
    attackers, bases : tuple of str
        An event is found under each attacker claimed for it, and under each status of its
        claims. With both, one and the same claim must fit. "" stands for unknown.
    date_from, date_to : date or None
        Closed interval; an event whose interval overlaps it matches, an undated one does not.
    types, sub_types, countries, precisions, datasets : tuple of str
        Exact values; "" stands for unknown.
    text : str
        Words that must all occur (anywhere, any case); "quoted words" as a phrase.
    deaths_min, deaths_max : int or None
        Bounds of the best known count of deaths; unknown does not match.
    deaths_known : bool or None
        True: only with a known count; False: only without.
    bbox : tuple or None
        (left, bottom, right, top) in degrees; left > right crosses the antimeridian.
    within : tuple or None
        (latitude, longitude, kilometres) on the WGS 84 ellipsoid.
    contested : bool or None
        Only events with rival claims, or only without.
    event_ids : tuple of str
        Only these events.
    include_withdrawn : bool
        Also events that their dataset withdrew.
    window : tuple or None
        (first day or None, last day), both included: a second interval that the event must overlap, the
        one that the map's timeline shows.
    count_linked_once : bool
        Of the selected events that accepted links say are one, only the first (by identity).

    Raises
    ------
    FilterError
        A value of another kind, out of its range, or no word of a closed list (bases, precisions); the text
        is a plain sentence. Whether the data know a value says `events.query.known.unknown`.
    """

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in FIELDS}
        for name, value in checked(given).items():
            if value is not given[name]:
                object.__setattr__(self, name, value)


def matching(db: Database, selection: Filter, *, lift: Collection[str] = ()) -> ir.Table:
    """Return the events that a filter selects, as an Ibis table.

    Parameters
    ----------
    db : Database
        An open database.
    selection : Filter
        What to select.
    lift : collection of str
        Names of fields to leave out of the filter.
    """
    events = db.table("events")
    parts = [] if selection.include_withdrawn else [events.withdrawn_at.isnull()]
    on = _on(selection, lift)
    for name in on:
        about = FIELDS[name]
        rule = _RULES[name] if name in _RULES else _BY_KIND.get(about.kind)
        if rule is not None:
            parts.append(rule(events, about.column, getattr(selection, name)))
    if {"date_from", "date_to"} & {*on}:
        parts.append(overlaps(events, selection.date_from, selection.date_to))
    if {"actors", "actor_roles"} & {*on}:
        names, roles = (getattr(selection, name) if name in on else () for name in ("actors", "actor_roles"))
        parts.append(naming.named(db, events, names, roles))
    if {"attackers", "bases"} & {*on}:
        attackers, bases = (getattr(selection, name) if name in on else () for name in ("attackers", "bases"))
        parts.append(_attribution(db, events, attackers, bases))
    rows = events.filter(*parts) if parts else events
    if selection.count_linked_once and db.has("links"):
        rows = rows.anti_join(_repeats(db, rows), "event_id")
    return rows


def _repeats(db: Database, rows: ir.Table) -> ir.Table:
    """Those of the selected events that are linked with another selected one that stands for both."""
    links = db.table("links").filter(ibis._.status == "accepted")
    one = links.select("event_id", "group_id")
    other = links.select("group_id", event_id=links.other_event_id).select("event_id", "group_id")
    members = one.union(other, distinct=True).semi_join(rows, "event_id")
    first = members.group_by("group_id").aggregate(stands=members.event_id.min())
    return members.inner_join(first, "group_id").filter(ibis._.event_id != ibis._.stands).select("event_id")


def _on(selection: Filter, lift: Collection[str]) -> list[str]:
    """The fields that restrict anything, without those that are lifted."""
    names = [name for name, about in FIELDS.items() if not {name, about.lifted_with} & {*lift}]
    return [name for name in names if getattr(selection, name) != DEFAULTS[name]]


def _one_of(column: ir.StringColumn, values: tuple[str, ...]) -> ir.BooleanValue:
    """Any case; the empty text stands for unknown."""
    known = tuple(value.lower() for value in values if value)
    parts = [column.lower().isin(known)] if known else []
    if "" in values:
        parts.append(column.isnull() | (column == ""))
    return ibis.or_(*parts)


def _attribution(
    db: Database, events: ir.Table, attackers: tuple[str, ...], bases: tuple[str, ...]
) -> ir.BooleanValue:
    """One and the same claim fits both, or what is derived from the claims does."""
    claims = db.table("claims")
    said, derived = [], []
    if attackers:
        names = tuple({*attackers, *(codebook.canonical_actor(name) or name for name in attackers)})
        said.append(_one_of(claims.actor, tuple(name for name in names if name) or ("",)))
        derived.append(_one_of(events.attacker, names))
    if bases:
        said.append(claims.status.isin(bases))
        derived.append(_one_of(events.attacker_basis, bases))
    else:
        said.append(claims.status.notin(UNNAMED_STATUSES))
    if "" in attackers and len(attackers) == 1:
        return ibis.and_(*derived)
    return ibis.and_(*derived) | events.event_id.isin(claims.filter(*said).event_id)


def words(text: str) -> list[str]:
    """Return the words and "quoted phrases" of a search text."""
    return [phrase or word for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', text)]


def _holds_words(events: ir.Table, text: str) -> ir.BooleanValue:
    """All words, each in any of the columns."""
    return ibis.and_(
        *(ibis.or_(*(contains(events[column], word) for column in TEXT_COLUMNS)) for word in words(text))
    )


def contains(column: ir.StringColumn, word: str) -> ir.BooleanValue:
    r"""Return whether a text holds a word, in any case, with an index where the engine has one.

    Engines differ in how ``%``, ``_`` and ``\`` are escaped in a pattern, so these become
    "any sign" there and are compared literally in a second condition.
    """
    pattern = re.sub(r"[%_\\]", "_", word)
    found = column.ilike(f"%{pattern}%")
    if re.search(r"[%_\\]", word):
        found = found & column.lower().contains(word.lower())
    return found.coalesce(False)


def in_box(events: ir.Table, box: tuple[float, float, float, float]) -> ir.BooleanValue:
    """Return whether an event lies in (left, bottom, right, top); left > right spans the antimeridian."""
    left, bottom, right, top = box
    east, west = events.longitude >= left, events.longitude <= right
    across = (east | west) if left > right else (east & west)
    return events.latitude.between(bottom, top) & across


def in_circle(events: ir.Table, lat: float, lon: float, km: float) -> ir.BooleanValue:
    """Return whether an event lies within ``km`` kilometres: a box first, then the geodesic."""
    reach_deg = math.degrees(km * 1000 / (EQUATOR_RADIUS_M * (1 - FLATTENING))) * 1.01 + 1e-9
    bottom, top = lat - reach_deg, lat + reach_deg
    if bottom > -90 and top < 90:
        ratio = math.sin(math.radians(min(reach_deg, 90))) / math.cos(math.radians(lat))
        half = math.degrees(math.asin(min(1.0, ratio)))
        left, right = (lon - half + 540) % 360 - 180, (lon + half + 540) % 360 - 180
        near = (
            in_box(events, (left, bottom, right, top)) if ratio < 1 else events.latitude.between(bottom, top)
        )
    else:
        near = events.latitude.between(max(bottom, -90), min(top, 90))
    return near & (distance_m(events.latitude, events.longitude, lat, lon) <= km * 1000)


def distance_m(
    latitude: ir.FloatingColumn, longitude: ir.FloatingColumn, lat: float, lon: float
) -> ir.FloatingColumn:
    """Return the distance to a point on the WGS 84 ellipsoid in metres, as an expression.

    Andoyer-Lambert's formula (the central angle between reduced latitudes with a first-order
    correction for flattening); it stays within 30 m of the geodesic up to 13,000 km, where
    a sphere is wrong by up to 0.5 %. Source: https://www.govinfo.gov/ (P. D. Thomas, "Spheroidal
    Geodesics, Reference Systems, & Local Geometry", US Naval Oceanographic Office SP-138, 1970).
    """
    reduced = math.atan((1 - FLATTENING) * math.tan(math.radians(lat)))
    theirs = ((1 - FLATTENING) * latitude.radians().tan()).atan()
    middle, half = (theirs + reduced) / 2, (theirs - reduced) / 2
    across = ((longitude - lon).radians() / 2).sin()
    square = half.sin() ** 2 + theirs.cos() * math.cos(reduced) * across**2
    square = ibis.least(ibis.greatest(square, 0.0), 1.0)
    angle = 2 * square.sqrt().asin()
    near = (middle.sin() * half.cos()) ** 2 / (1 - square).nullif(0.0)
    far = (middle.cos() * half.sin()) ** 2 / square.nullif(0.0)
    correction = (angle - angle.sin()) * near.coalesce(0.0) + (angle + angle.sin()) * far.coalesce(0.0)
    return EQUATOR_RADIUS_M * (angle - FLATTENING / 2 * correction)


Rule = Callable[[ir.Table, str, Any], ir.BooleanValue]
"""The condition on events that a field makes: from the table, the field's column, and its value."""

_BY_KIND: dict[Kind, Rule] = {
    Kind.TEXTS: lambda events, column, values: _one_of(events[column], values),
    Kind.WORDS: lambda events, _, text: _holds_words(events, text),
    Kind.YES_NO: lambda events, column, yes: events[column].coalesce(False) == yes,
    Kind.BOX: lambda events, _, box: in_box(events, box),
    Kind.CIRCLE: lambda events, _, circle: in_circle(events, *circle),
    Kind.WINDOW: lambda events, _, window: overlaps(events, *window),
}
_RULES: dict[str, Rule | None] = {
    "actors": None,  # a condition together with the other
    "actor_roles": None,
    "attackers": None,
    "bases": None,
    "stated": lambda events, _, values: naming.stated(events).isin(values),
    "countries": lambda events, column, names: _one_of(
        events[column], tuple(codebook.country_name(name) for name in names)
    ),
    "deaths_min": lambda events, _, least: best_deaths(events) >= least,
    "deaths_max": lambda events, _, most: best_deaths(events) <= most,
    "deaths_known": lambda events, _, known: best_deaths(events).notnull() == known,
    "event_ids": lambda events, _, ids: events.event_id.isin(ids),
}
"""Fields whose condition is not that of their kind."""
