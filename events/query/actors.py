"""Who is named in an event, in which role and under which spelling: one rule for filter, facet and counts.

An actor is found under every spelling of ``data/actors.csv``, and an umbrella under each of its parts too.
Claimants are mostly publishers: without a role that asks for them, only those count that the table knows.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import ibis

from events.claims import umbrellas
from events.model import ACTOR_ROLES, ATTACKER_STATED
from events.vocabulary import codebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import ibis.expr.types as ir

    from events.store.database import Database

UNNAMED_STATUSES = ("denied", "unattributed")
"""Claims that do not say who did it."""

COLUMNS = {"attacker": "attacker", "target": "target", "side_a": "actor1", "side_b": "actor2"}
"""The column of events that names the actor of a role; claims name claimants, and further attackers."""


@cache
def _spelled() -> dict[str, tuple[str, ...]]:
    """Each spelling in small letters, with the actor's name and those of its umbrellas, its own first."""
    found: dict[str, tuple[str, ...]] = {}
    for actor in codebook.actors():
        names = (actor.name, *sorted(umbrellas(actor.name) - {actor.name}))
        for spelling in (actor.name, *actor.variants):
            found.setdefault(spelling.lower(), names)
    return found


def spellings(names: Iterable[str]) -> tuple[str, ...]:
    """Return everything, in small letters, that means one of the actors or a part of one."""
    wanted = [name for name in names if name]
    known = {codebook.canonical_actor(name) for name in wanted} - {None}
    parts = {said for said, found in _spelled().items() if known & {*found}}
    return tuple(sorted(parts | {name.lower() for name in wanted}))


def stated(events: ir.Table) -> ir.StringValue:
    """Return what is known of the attacker, one of `events.model.ATTACKER_STATED`.

    Two named sides without an attacker and without a claim are a fight of which nobody says who began it;
    that is something else than an attack by somebody whom nobody knows.
    """
    sides = _given(events.actor1) & _given(events.actor2) & ~_given(events.attacker_basis)
    named, unknown, fought = ATTACKER_STATED
    return ibis.cases((_given(events.attacker), named), (sides, fought), else_=unknown)


def _given(column: ir.Value) -> ir.BooleanValue:
    return (column != "").coalesce(False)


def naming(db: Database) -> ir.Table:
    """Return the claims that name an attacker: event_id and name."""
    claims = db.table("claims").filter(lambda row: row.status.notin(UNNAMED_STATUSES), ibis._.actor != "")
    return claims.select("event_id", name=claims.actor)


def claiming(db: Database, *, only_actors: bool) -> ir.Table:
    """Return the claimants of events (event_id and name), all or only those in the table of actors."""
    claims = db.table("claims").filter(ibis._.claimant != "")
    if only_actors:
        claims = claims.filter(claims.claimant.lower().isin([*_spelled()]))
    return claims.select("event_id", name=claims.claimant)


def _said_of(db: Database, roles: Sequence[str]) -> list[ir.Table]:
    """The tables of claims that name somebody in one of the roles (all, where none is chosen)."""
    found = [naming(db)] if not roles or "attacker" in roles else []
    if not roles or "claimant" in roles:
        found.append(claiming(db, only_actors=not roles))
    return found


def _columns(roles: Sequence[str]) -> list[str]:
    return [COLUMNS[role] for role in roles or ACTOR_ROLES if role in COLUMNS]


def named(db: Database, events: ir.Table, names: Sequence[str], roles: Sequence[str]) -> ir.BooleanValue:
    """Return whether an event names one of the actors in one of the roles.

    Parameters
    ----------
    db : Database
    events : ir.Table
    names : sequence of str
        In any spelling; "" stands for nobody named in any of the roles; none: anybody.
    roles : sequence of str
        Of `events.model.ACTOR_ROLES`; none: any.
    """
    columns, claims = [events[name] for name in _columns(roles)], _said_of(db, roles)
    wanted, parts = spellings(names), []
    if wanted:
        parts += [column.lower().isin(wanted).coalesce(False) for column in columns]
        parts += [events.event_id.isin(c.filter(c.name.lower().isin(wanted)).event_id) for c in claims]
    if not names:
        parts += [_given(column) for column in columns]
        parts += [events.event_id.isin(c.event_id) for c in claims]
    if "" in names:
        nobody = [~_given(column) for column in columns]
        parts.append(ibis.and_(*nobody, *(events.event_id.notin(c.event_id) for c in claims)))
    return ibis.or_(*parts)


def facet(db: Database, rows: ir.Table, roles: Sequence[str]) -> ir.Table:
    """Return how many of some events are found under each actor: value ("" for nobody) and n.

    Events with the same names are counted together first: there are far fewer of these than events.
    """
    columns = _columns(roles)
    parts = []
    if columns:
        alike = rows.group_by(columns).aggregate(n=rows.count())
        alike = alike.mutate(key=ibis.row_number())
        listed = alike.select("key", "n", name=ibis.array([alike[one] for one in columns]).unnest())
        found = with_names(listed).select("key", "n", "value").distinct()
        parts.append(found.group_by("value").aggregate(n=found.n.sum()))
    if claims := _said_of(db, roles):
        said = ibis.union(*claims) if len(claims) > 1 else claims[0]
        parts.append(_further(said, rows, columns))
    nobody = rows.filter(named(db, rows, ("",), roles))
    parts.append(
        nobody.aggregate(n=nobody.count()).filter(ibis._.n > 0).select(value=ibis.literal(""), n="n")
    )
    every = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return every.group_by("value").aggregate(n=every.n.sum().cast("int64"))


def _further(said: ir.Table, rows: ir.Table, columns: list[str]) -> ir.Table:
    """How many events are found under an actor for a claim alone, their own columns not naming it."""
    around = said.inner_join(rows.select("event_id", *columns), "event_id")
    if columns:
        around = around.filter(*(~around[one].identical_to(around.name) for one in columns))
    pairs = with_names(around.select("event_id", "name")).select("event_id", "value").distinct()
    if columns:
        listed = around.select("event_id", name=ibis.array([around[one] for one in columns]).unnest())
        pairs = pairs.anti_join(with_names(listed), ["event_id", "value"])
    return pairs.group_by("value").aggregate(n=pairs.count())


def with_names(table: ir.Table, *, parts: bool = True) -> ir.Table:
    """Return a table with a column ``name`` and, as ``value``, what that name is counted under.

    Parameters
    ----------
    table : ir.Table
        Rows without a name are left out.
    parts : bool
        A part of an umbrella has a row for the umbrella, too.
    """
    known = _known(parts=parts)
    given = table.filter(table.name != "").mutate(said_so=ibis._.name.lower())
    joined = given.left_join(known, given.said_so == known.said)
    return joined.mutate(value=joined.known_as.fill_null(joined.name)).drop("said", "known_as", "said_so")


def canonical(table: ir.Table, columns: Iterable[str]) -> ir.Table:
    """Return a table with every spelling of an actor in some columns as the actor's own name."""
    for one in columns:
        known = _known(parts=False)
        joined = table.left_join(known, table[one].lower() == known.said)
        table = joined.mutate(**{one: joined.known_as.fill_null(joined[one])}).drop("said", "known_as")
    return table


def _known(*, parts: bool) -> ir.Table:
    """The spellings (small letters) with the names that they mean, as a table within the question."""
    pairs = [(said, name) for said, names in _spelled().items() for name in (names if parts else names[:1])]
    one = ibis.literal(0).name("one").as_table()
    return one.select(
        said=ibis.literal([said for said, _ in pairs], "array<string>").unnest(),
        known_as=ibis.literal([name for _, name in pairs], "array<string>").unnest(),
    )


__all__ = [
    "COLUMNS", "UNNAMED_STATUSES", "canonical", "claiming", "facet", "named", "naming", "spellings", "stated",
    "with_names",
]  # fmt: skip
