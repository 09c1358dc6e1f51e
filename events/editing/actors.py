"""The actors that events name: how often, which look like another one, and two spellings made one.

A merge is an edit like any other: logged in the transaction that makes it, and undone by ``edits.undo``.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from events.editing.edits import follow_claims
from events.errors import ValueRefusedError
from events.store import colours
from events.store.duckdb_engine import first_row
from events.store.edit_log import recorded
from events.values.names import suspicious
from events.vocabulary.codebook import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from events.store import Store

EVENT_ROLES = ("attacker", "target", "actor1", "actor2")
CLAIM_ROLES = ("actor", "claimant")
"""Columns of events and claims that name actors."""

_LOOK_ALIKE = str.maketrans(
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχγАВЕЅІЈКМНОРСТУХаесіјкорухѕԁԛԝⅼ",
    "ABEZHIKMNOPTYXaiknopuxyABESIJKMHOPCTYXaecijkopyxsdqwl",
)
"""Greek and Cyrillic letters, and the Latin ones for which they pass."""


def actor_names(store: Store) -> pd.DataFrame:
    """Return the names of actors in events and claims, those of most events first.

    Returns
    -------
    DataFrame
        name; events (how many name it); flagged (what is odd about the name, empty if nothing);
        alike (the other names that look like it or differ in letters' case, accents or signs only, as a
        tuple, those of most events first).
    """
    parts = [f"SELECT {role} AS name, event_id FROM events" for role in EVENT_ROLES]
    parts += [f"SELECT {role} AS name, event_id FROM claims" for role in CLAIM_ROLES]
    with store.reading() as db:
        rows = db.rows(
            f"SELECT name, count(DISTINCT event_id) AS n FROM ({' UNION ALL '.join(parts)})"
            " WHERE name IS NOT NULL AND name <> '' GROUP BY name ORDER BY n DESC, name"
        )
    names = [str(name) for name, _ in rows]
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_looks(name), []).append(name)
    alike = {name: tuple(other for other in groups[_looks(name)] if other != name) for name in names}
    return pd.DataFrame(
        {
            "name": names,
            "events": [int(number) for _, number in rows],
            "flagged": [suspicious(name) or "" for name in names],
            "alike": [alike[name] for name in names],
        }
    )


def _looks(name: str) -> str:
    """Return what a name looks like: look-alike letters as Latin ones, no marks that are not seen."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return fold(seen.translate(_LOOK_ALIKE)) or name


def merge_actors(
    store: Store, keep: str, others: Iterable[str], *, who: str, why: str | None = None
) -> tuple[int, str]:
    """Give all events and claims that name one of several spellings the one to keep; one batch, one undo.

    Parameters
    ----------
    store : Store
    keep : str
        The spelling that stays; it need not be in the events yet.
    others : iterable of str
        Spellings that become it, exactly as they stand in the events.
    who, why : str
        For the log.

    Returns
    -------
    tuple
        How many events changed, and the batch for ``edits.undo``.

    Raises
    ------
    ValueRefusedError
        No event has one of the names, or there is nothing to merge; nothing is changed.
    """
    names = [name for name in dict.fromkeys(others) if name != keep]
    if not keep.strip() or not names:
        raise ValueRefusedError("A merge needs a name to keep and at least one other name.", column="actor")
    with store.writing(who=who) as db:
        db.cursor.register("merged_names", pa.table({"name": pa.array(names, pa.string())}))
        chosen = "SELECT name FROM merged_names"
        asked = [
            f"SELECT event_id, {role} AS name FROM {table} WHERE {role} IN ({chosen})"
            for table, roles in (("events", EVENT_ROLES), ("claims", CLAIM_ROLES))
            for role in roles
        ]
        db.cursor.execute(f"CREATE OR REPLACE TEMP TABLE merged_rows AS {' UNION ALL '.join(asked)}")
        missing = first_row(
            db.cursor, f"SELECT min(name) FROM ({chosen} EXCEPT SELECT name FROM merged_rows)"
        )
        if missing and missing[0] is not None:
            raise ValueRefusedError(
                f"No event names an actor {missing[0]!r}.", column="actor", value=missing[0]
            )
        said = why or f"actors merged into {keep!r}: {', '.join(map(repr, names))}"
        with recorded(db, "merged_rows", why=said) as batch:
            for table, roles in (("events", EVENT_ROLES), ("claims", CLAIM_ROLES)):
                for role in roles:
                    db.cursor.execute(
                        f"UPDATE {table} SET {role} = $keep WHERE {role} IN ({chosen})", {"keep": keep}
                    )
            contested = db.rows(
                "SELECT event_id FROM events WHERE contested AND event_id IN"
                " (SELECT event_id FROM merged_rows INTERSECT SELECT event_id FROM claims)"
            )
            for (event,) in contested:  # two spellings of one actor were no rivals
                follow_claims(db, event)
        colours.inherit(db.cursor, keep, names)
        counted = first_row(db.cursor, "SELECT count(DISTINCT event_id) FROM merged_rows")
        db.cursor.execute("DROP TABLE merged_rows")
        db.cursor.unregister("merged_names")
    return int(counted[0]) if counted else 0, batch


__all__ = ["actor_names", "merge_actors"]
