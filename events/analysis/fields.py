"""What events can be counted by: one declaration per field, and what an event has of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import ibis

from events.query import actors

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from events.store.database import Database

TWO_SIDES = "two sides fought, no attacker stated"
"""Under what an event counts by attacker when nobody says who attacked; an unknown attacker is None."""


@dataclass(frozen=True)
class Field:
    """A field to count by.

    Attributes
    ----------
    title : str
        As a heading says it.
    column : str
        The column of events that holds it; empty where a rule of `RULES` does.
    period : str
        Of a period: its unit, as Ibis truncates dates to it.
    chooses : str
        The field of `events.query.Filter` that selects one of its values; empty where none does.
    many : bool
        An event may have several values, and counts under each of them.
    """

    title: str
    column: str = ""
    period: str = ""
    chooses: str = ""
    many: bool = False


FIELDS: dict[str, Field] = {
    "actor": Field("Actor, in any role", chooses="actors", many=True),
    "attacker": Field("Attacker", chooses="attackers", many=True),
    "target": Field("Target", "target"),
    "dyad": Field("Dyad"),
    "type": Field("Type", "event_type", chooses="types"),
    "sub-type": Field("Sub-type", "sub_event_type", chooses="sub_types"),
    "country": Field("Country", "country", chooses="countries"),
    "admin1": Field("First-level unit", "admin1"),
    "admin2": Field("Second-level unit", "admin2"),
    "weapon": Field("Weapon", "weapon"),
    "source": Field("Source", many=True),
    "dataset": Field("Dataset", "dataset", chooses="datasets"),
    "precision": Field("Place known to", "location_precision", chooses="precisions"),
    "day": Field("Day", period="D"),
    "week": Field("Week", period="W"),
    "month": Field("Month", period="M"),
    "quarter": Field("Quarter", period="Q"),
    "year": Field("Year", period="Y"),
}
PERIODS = tuple(name for name, about in FIELDS.items() if about.period)

Rule: TypeAlias = "Callable[[Database, ir.Table, str], ir.Table]"
"""From the counted rows, the rows with a value of the field in the named column, and ``sure`` held to it."""


def with_value(db: Database, rows: ir.Table, name: str, into: str) -> ir.Table:
    """Return rows with what they have of a field in a column: one row for each value, None for unknown.

    Parameters
    ----------
    db : Database
    rows : ir.Table
        Events with ``sure``: whether they count for certain. A value that is in doubt clears it.
    name : str
        Of `FIELDS`.
    into : str
        The new column.
    """
    rule = RULES.get(name)
    if rule is not None:
        return rule(db, rows, into)
    column = rows[FIELDS[name].column]
    return rows.mutate(**{into: (column.strip() != "").ifelse(column, None)})


def _joined(rows: ir.Table, found: ir.Table, into: str) -> ir.Table:
    """Each event with each of its values; ``certain`` of the value is kept in ``sure``."""
    pairs = found.group_by("event_id", "value").aggregate(certain=found.certain.max())
    pairs = pairs.select(of="event_id", value="value", certain="certain")
    joined = rows.left_join(pairs, rows.event_id == pairs.of)
    sure = joined.sure & joined.certain.fill_null(True)
    return joined.mutate(**{into: joined.value, "sure": sure}).drop("of", "value", "certain")


def _with_actor(db: Database, rows: ir.Table, into: str) -> ir.Table:
    """Everybody named in any role; who is only a claimed attacker of a contested event is in doubt."""
    role = [rows[one] for one in ("target", "actor1", "actor2")]
    own = [rows.select("event_id", name=column, certain=ibis.literal(True)) for column in role]
    own.append(rows.select("event_id", name=rows.attacker, certain=~rows.contested))
    own.append(_claimed(db, rows))
    claiming = actors.claiming(db, only_actors=True).semi_join(rows, "event_id")
    own.append(claiming.mutate(certain=ibis.literal(True)))
    return _joined(rows, actors.with_names(ibis.union(*own)), into)


def _with_attacker(db: Database, rows: ir.Table, into: str) -> ir.Table:
    """Each attacker claimed; of a contested event all are in doubt."""
    own = rows.select("event_id", name=rows.attacker, certain=~rows.contested)
    found = actors.with_names(own.union(_claimed(db, rows)), parts=False)
    joined = _joined(rows, found, into)
    fought = joined[into].isnull() & (actors.stated(joined) == "two_sides")
    return joined.mutate(**{into: fought.ifelse(TWO_SIDES, joined[into])})


def _claimed(db: Database, rows: ir.Table) -> ir.Table:
    doubts = rows.select("event_id", certain=~rows.contested)
    return actors.naming(db).inner_join(doubts, "event_id").select("event_id", "name", "certain")


def _with_dyad(_: Database, rows: ir.Table, into: str) -> ir.Table:
    """The two sides in the order of their names; else the attacker and the target."""
    columns = ("actor1", "actor2", "attacker", "target")
    known = actors.canonical(rows.mutate(**{f"{one}_": rows[one].nullif("") for one in columns}),
                             [f"{one}_" for one in columns])  # fmt: skip
    a, b = known.actor1_, known.actor2_
    sides = (a <= b).ifelse(a + " – " + b, b + " – " + a)
    attack = known.attacker_ + " – " + known.target_
    doubtful = sides.isnull() & attack.notnull() & known.contested
    kept = known.mutate(**{into: ibis.coalesce(sides, attack), "sure": known.sure & ~doubtful})
    return kept.drop(*(f"{one}_" for one in columns))


def _with_source(db: Database, rows: ir.Table, into: str) -> ir.Table:
    said = db.table("sources").filter(ibis._.publisher != "").semi_join(rows, "event_id")
    return _joined(rows, said.select("event_id", value=said.publisher, certain=ibis.literal(True)), into)


RULES: dict[str, Rule] = {
    "actor": _with_actor,
    "attacker": _with_attacker,
    "dyad": _with_dyad,
    "source": _with_source,
}
"""Fields that are no column of events."""

__all__ = ["FIELDS", "PERIODS", "TWO_SIDES", "Field", "with_value"]
