"""The attribution ledger: which attacker its claims add up to, and whether they are at odds.

The rule, applied to the claims of one event:

1. Claims that are ``denied`` or ``unattributed``, or that name no actor, name nobody.
2. Of the others the strongest status wins: the actor's own claim, then an analyst's
   assessment, then an accusation by a third party, then one by an opponent. An actor's
   own denial outweighs an opponent's accusation in rank but does not erase it: an
   accused and denying actor stays the attacker, and the event is contested.
3. The attacker is the actor of the strongest status that most claims of that status name;
   a tie goes to the claim made first (undated last), then to the ledger's order.
4. Actors that one claimant names with the same status, day and source are named together (joint
   responsibility): they are one statement. The first of them is the attacker; the event is found
   under each.
5. The event is contested when two statements name different actors, unless they share one or one
   is a part of the other (a group and its umbrella do not contradict each other), or when the
   attacker is accused or assessed and denies it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from events.values.unknown import scalar
from events.vocabulary import codebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PRECEDENCE = ("claimed_by_actor", "assessed_by_analyst", "accused_by_third_party", "accused_by_opponent")
"""Statuses that name an attacker, strongest first."""
_READ = ("actor", "status", "claimed_on", "claimant", "source_id")


class Attribution(NamedTuple):
    """What a ledger adds up to."""

    attacker: str | None
    basis: str | None
    contested: bool


def umbrellas(actor: str) -> frozenset[str]:
    """Return an actor and all it is part of, by ``data/actors.csv``."""
    parents = {known.name: known.part_of for known in codebook.actors()}
    found = [actor]
    while (parent := parents.get(found[-1])) and parent not in found:
        found.append(parent)
    return frozenset(found)


def derive(
    claims: Iterable[Mapping[str, Any]], *, part_of: Callable[[str], frozenset[str]] = umbrellas
) -> Attribution:
    """Return the attacker, its basis and whether the event is contested.

    Parameters
    ----------
    claims : iterable of mapping
        Rows with actor, status and claimed_on (a date or None), in the ledger's order; claimant and
        source_id where they are known. Without a claimant each row is a statement of its own.
    part_of : callable
        From an actor to the set of it and everything it is part of.

    Returns
    -------
    Attribution
        Without a claim that names somebody: no attacker, and the basis ``denied`` or
        ``unattributed`` when the ledger says that much, else None.
    """
    said = [{name: scalar(row.get(name)) for name in _READ} for row in claims]
    rows = [(row["actor"] or None, row["status"], row["claimed_on"]) for row in said]
    naming = [(actor, status, day) for actor, status, day in rows if actor and status in PRECEDENCE]
    if not naming:
        statuses = {status for _, status, _ in rows}
        basis = next((name for name in ("denied", "unattributed") if name in statuses), None)
        return Attribution(None, basis, False)
    strongest = min((status for _, status, _ in naming), key=PRECEDENCE.index)
    best = [(actor, day) for actor, status, day in naming if status == strongest]
    support = {actor: sum(other == actor for other, _ in best) for actor, _ in best}
    order = {actor: index for index, (actor, _) in reversed(list(enumerate(best)))}
    first = {actor: min(str(day or "9999") for other, day in best if other == actor) for actor in support}
    attacker = min(support, key=lambda actor: (-support[actor], first[actor], order[actor]))
    denying = {actor for actor, status, _ in rows if status == "denied" and actor}
    contested = _rivals(_statements(said), part_of) or (
        strongest != "claimed_by_actor" and attacker in denying
    )
    return Attribution(attacker, strongest, contested)


def _statements(said: list[dict[str, Any]]) -> list[frozenset[str]]:
    """Return the actors that each statement names together."""
    found: dict[tuple[Any, ...], set[str]] = {}
    for number, row in enumerate(said):
        if row["actor"] and row["status"] in PRECEDENCE:
            own = (row["claimant"], row["status"], str(row["claimed_on"] or ""), row["source_id"])
            found.setdefault(own if row["claimant"] else (number,), set()).add(row["actor"])
    return list(dict.fromkeys(frozenset(actors) for actors in found.values()))


def _rivals(statements: list[frozenset[str]], part_of: Callable[[str], frozenset[str]]) -> bool:
    """Two statements are rivals unless they share an actor, or one names (a part of) another's."""
    return any(
        not any(a in part_of(b) or b in part_of(a) for a in one for b in other)
        for index, one in enumerate(statements)
        for other in statements[index + 1 :]
    )


def _rows(claims: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in claims.to_dict("records")]


def derive_many(claims: pd.DataFrame) -> pd.DataFrame:
    """Return attacker, attacker_basis and contested for every event of a table of claims.

    Parameters
    ----------
    claims : DataFrame
        Columns event_id, actor, status and, if known, claimed_on, claimant and source_id.

    Returns
    -------
    DataFrame
        One row per event: event_id, attacker, attacker_basis, contested.
    """
    found = [
        {"event_id": event_id, **derive(_rows(rows))._asdict()}
        for event_id, rows in claims.groupby("event_id", sort=False)
    ]
    frame = pd.DataFrame(found, columns=["event_id", "attacker", "basis", "contested"])
    return frame.rename(columns={"basis": "attacker_basis"})
