"""The same event in two datasets: proposed as a link with a score and reasons, decided by a person.

Nothing is merged or deleted: an accepted link says that two rows are one event, and a count may then
count them once (`Filter.count_linked_once`). Every decision is in the log of edits and can be undone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from events import query
from events.errors import UnknownEventError, ValueRefusedError
from events.linking import alike
from events.linking.nearby import near_pairs, usable
from events.model import LINK_COLUMNS, LINK_STATUSES
from events.query import Filter
from events.query.asked import STORE
from events.store.edit_log import recorded
from geo.given import TEXT, held, maybe, number, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from events.store import Store
    from events.store.database import Database, Writer

DISTANCES_KM = (1.0, 5.0)
DAYS = (1, 2)

LEAST_SCORE = 0.6
"""Proposals below it are not made: too little speaks for them."""

COLUMNS = (
    "event_id", "event_date", "end_date", "event_type", "attacker", "target", "actor1", "actor2", "place",
    "title", "latitude", "longitude", "location_precision", "uncertainty_m", "fatalities_low",
    "fatalities_best", "fatalities_high", "source_key",
)  # fmt: skip
"""What is compared, and what is needed to show a proposal."""
SHOWN = ("title", "event_date", "place", "source_key", "latitude", "longitude")


@dataclass(frozen=True)
class Proposals:
    """Pairs of events that may be one, best first.

    Attributes
    ----------
    frame : DataFrame
        link_id, event_id, other_event_id, score (0 to 1), reasons (in words), distance_m, days,
        rivals (how many other proposals one of the two is in); and ``SHOWN`` of both events, those of
        the second with ``other_`` before the name.
    compared, left_out : tuple of int
        How many events of the first and the second dataset were compared, and how many could not be:
        undated, unlocated, or known to no more than a district or eight days.
    found : int
        How many proposals there are; ``frame`` may hold fewer of them.
    decided : int
        How many more were decided before, and are not proposed again.
    """

    frame: pd.DataFrame
    compared: tuple[int, int]
    left_out: tuple[int, int]
    found: int
    decided: int


@held(
    ValueRefusedError,
    store=STORE,
    dataset=TEXT,
    other=TEXT,
    km=number(0, 50),
    days=whole(0, 31),
    least=number(0, 1),
    limit=maybe(whole(0)),
)
def propose(
    store: Store,
    dataset: str,
    other: str,
    *,
    km: float = 5.0,
    days: int = 2,
    least: float = LEAST_SCORE,
    limit: int | None = None,
) -> Proposals:
    """Return which events of two datasets may be the same.

    Parameters
    ----------
    store : Store
    dataset, other : str
        Two names of datasets.
    km : float
        Farthest apart, in kilometres on the WGS 84 ellipsoid.
    days : int
        Most days between the two (0: their days overlap).
    least : float
        Least score.
    limit : int or None
        At most so many proposals, the best.

    Raises
    ------
    ValueRefusedError
        The two are one dataset, or a bound is not a sensible number.
    """
    if dataset.casefold() == other.casefold():
        raise ValueRefusedError("Two different datasets are needed to look for the same events.")
    if not 0 < km <= 50 or not 0 <= days <= 31:
        raise ValueRefusedError("Events are compared within 50 km and 31 days at most.")
    with store.reading() as db:
        sides = [query.select(store, Filter(datasets=(name,)), columns=COLUMNS) for name in (dataset, other)]
        decided = _decisions(db)
    first, second = (side[usable(side)].reset_index(drop=True) for side in sides)
    pairs = alike.score(first, second, near_pairs(first, second, km=km, days=days), km=km, days=days)
    pairs = pairs[pairs["score"] >= least]
    known = _known(first, second, pairs, decided)
    pairs = pairs[~known]
    pairs = pairs.assign(rivals=_rivals(pairs))
    order = ["score", "distance_m", "i", "j"]
    best = pairs.sort_values(order, ascending=[False, True, True, True])
    best = best if limit is None else best.head(limit)
    return Proposals(
        frame=_shown(first, second, best),
        compared=(len(first), len(second)),
        left_out=(len(sides[0]) - len(first), len(sides[1]) - len(second)),
        found=len(pairs),
        decided=int(known.sum()),
    )


def link_id(event_id: str, other_event_id: str) -> str:
    """Return the identity of a link: the same for a pair in either order."""
    text = "\x1f".join(sorted((event_id, other_event_id)))
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def _known(
    first: pd.DataFrame, second: pd.DataFrame, pairs: pd.DataFrame, decided: set[str]
) -> pd.Series[bool]:
    """Which pairs were decided before."""
    if not decided:
        return pd.Series(False, index=pairs.index, dtype=bool)
    ones = first["event_id"].to_numpy()[pairs["i"]]
    others = second["event_id"].to_numpy()[pairs["j"]]
    known = [link_id(str(one), str(other)) in decided for one, other in zip(ones, others, strict=True)]
    return pd.Series(known, index=pairs.index, dtype=bool)


def _rivals(pairs: pd.DataFrame) -> pd.Series[int]:
    """How many other proposals have one of the two events."""
    return (pairs.groupby("i")["i"].transform("size") + pairs.groupby("j")["j"].transform("size") - 2).astype(
        "int64"
    )


def _shown(first: pd.DataFrame, second: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    one = first.iloc[pairs["i"]].reset_index(drop=True)
    two = second.iloc[pairs["j"]].reset_index(drop=True)
    pairs = pairs.reset_index(drop=True)
    made = pd.DataFrame(
        {
            "link_id": [link_id(a, b) for a, b in zip(one["event_id"], two["event_id"], strict=True)],
            "event_id": one["event_id"],
            "other_event_id": two["event_id"],
            "score": pairs["score"].round(2),
            "reasons": alike.reasons(one, two, pairs),
            "distance_m": pairs["distance_m"],
            "days": pairs["days"],
            "rivals": pairs["rivals"],
        }
    )
    left = one[list(SHOWN)]
    right = two[list(SHOWN)].add_prefix("other_")
    return pd.concat([made, left, right], axis=1)


def _decisions(db: Database) -> set[str]:
    return {row[0] for row in db.rows("SELECT link_id FROM links")} if db.has("links") else set()


def count_accepted(store: Store) -> int:
    """Return how many pairs of events people found to be one event."""
    with store.reading() as db:
        if not db.has("links"):
            return 0
        return int(db.rows("SELECT count(*) FROM links WHERE status = 'accepted'")[0][0])


@held(ValueRefusedError, store=STORE, status=maybe(one_of(LINK_STATUSES)))
def decided(store: Store, *, status: str | None = None) -> pd.DataFrame:
    """Return the links that people accepted or rejected, newest first, with the titles of both events.

    Columns are those of ``LINK_COLUMNS``, and dataset, title, other_dataset, other_title.
    """
    with store.reading() as db:
        if not db.has("links"):
            extra = ["dataset", "title", "other_dataset", "other_title"]
            return pd.DataFrame(columns=[*LINK_COLUMNS, *extra])
        links, events = db.table("links"), db.table("events")
        rows = links if status is None else links.filter(links.status == status)
        one = events.select("event_id", "dataset", title=events.title.fill_null(events.place.fill_null("")))
        two = one.rename(other_event_id="event_id", other_dataset="dataset", other_title="title")
        rows = rows.left_join(one, "event_id").drop("event_id_right")
        rows = rows.left_join(two, "other_event_id").drop("other_event_id_right")
        return db.frame(rows.order_by([rows.decided_at.desc(), rows.link_id]))


@held(ValueRefusedError, store=STORE, status=one_of(LINK_STATUSES), who=TEXT, why=maybe(TEXT))
def decide(
    store: Store,
    pairs: Iterable[tuple[str, str]] | pd.DataFrame,
    status: str,
    *,
    who: str,
    why: str | None = None,
) -> str:
    """Accept or reject that pairs of events are one event; returns the batch, to undo it.

    Parameters
    ----------
    store : Store
    pairs : DataFrame or iterable of tuple
        Rows of ``Proposals.frame`` (their score and reasons are kept), or pairs of identities.
    status : {"accepted", "rejected"}
    who, why : str
        For the log. A pair that was decided before is decided anew.

    Raises
    ------
    UnknownEventError
        An event is not there.
    ValueRefusedError
        An unknown status, no pair, or an event with itself.
    """
    rows = _rows(pairs)
    if status not in LINK_STATUSES:
        raise ValueRefusedError(f"A link is {' or '.join(LINK_STATUSES)}, not {status!r}.")
    if not rows:
        raise ValueRefusedError("There is no pair to decide.")
    with store.writing(who=who) as db:
        ids = {row[name] for row in rows for name in ("event_id", "other_event_id")}
        _must_be_there(db, ids)
        with recorded(db, _touched(db, ids), why=why) as batch:
            made = pd.DataFrame(rows, dtype=object).assign(
                status=status, who=who or None, decided_at=pd.Timestamp(db.now), group_id=None
            )
            gone = pa.table({"link_id": pa.array([row["link_id"] for row in rows], pa.string())})
            db.cursor.register("decided_links", gone)
            db.cursor.execute("DELETE FROM links WHERE link_id IN (SELECT link_id FROM decided_links)")
            db.cursor.unregister("decided_links")
            db.insert("links", made.astype({"decided_at": "datetime64[us]"}))
            _regroup(db)
    return batch


def _rows(pairs: Iterable[tuple[str, str]] | pd.DataFrame) -> list[dict[str, Any]]:
    if isinstance(pairs, pd.DataFrame):
        kept = ["event_id", "other_event_id", *(c for c in ("score", "reasons") if c in pairs.columns)]
        rows: list[dict[str, Any]] = [
            {str(k): v for k, v in r.items()} for r in pairs[kept].to_dict("records")
        ]
    else:
        rows = [{"event_id": one, "other_event_id": other} for one, other in pairs]
    found = {}
    for row in rows:
        if row["event_id"] == row["other_event_id"]:
            raise ValueRefusedError("An event cannot be linked with itself.")
        row["link_id"] = link_id(row["event_id"], row["other_event_id"])
        found[row["link_id"]] = row
    return list(found.values())


def _must_be_there(db: Writer, ids: set[str]) -> None:
    names = pa.table({"event_id": pa.array(sorted(ids), pa.string())})
    db.cursor.register("linked_ids", names)
    missing = db.rows("SELECT event_id FROM linked_ids ANTI JOIN events USING (event_id) LIMIT 1")
    db.cursor.unregister("linked_ids")
    if missing:
        raise UnknownEventError(f"There is no event {missing[0][0]}.")


def _touched(db: Writer, ids: set[str]) -> set[str]:
    """The events and all that are linked with them, directly or through others: their group may change."""
    groups: dict[str, set[str]] = {}
    for one, other, group in db.rows(
        "SELECT event_id, other_event_id, group_id FROM links WHERE group_id NOT NULL"
    ):
        groups.setdefault(group, set()).update((one, other))
    return ids.union(*(members for members in groups.values() if members & ids))


def _regroup(db: Writer) -> None:
    """Give all events that accepted links hold together one group, named after the first of them."""
    links = db.rows("SELECT event_id, other_event_id, group_id, link_id FROM links WHERE status = 'accepted'")
    group_of = groups((one, other) for one, other, *_ in links)
    changed = [(link, group_of[one]) for one, _, group, link in links if group_of[one] != group]
    if not changed:
        return
    ids, names = (pa.array(column, pa.string()) for column in zip(*changed, strict=True))
    db.cursor.register("link_groups", pa.table({"link_id": ids, "group_id": names}))
    db.cursor.execute(
        "UPDATE links SET group_id = g.group_id FROM link_groups g WHERE g.link_id = links.link_id"
    )
    db.cursor.unregister("link_groups")


def groups(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each event of linked pairs the first (by identity) of all it is linked with."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = one = parent[parent[one]]
        return one

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    return {one: root(one) for one in list(parent)}


__all__: Sequence[str] = [
    "DAYS", "DISTANCES_KM", "LEAST_SCORE", "Proposals", "decide", "decided", "groups", "link_id", "propose",
]  # fmt: skip
