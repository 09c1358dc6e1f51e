"""The seed events as what they are, examples: put away, and brought back as people left them."""

from __future__ import annotations

from dataclasses import replace

from events import query
from events.query import Filter
from events.store import Store, seed, undoing

NAME = seed.DATASET
"""The dataset of the examples."""


def number(store: Store) -> int:
    """Return how many example events are in the database."""
    return query.counts(store, Filter(datasets=(NAME,), include_withdrawn=True)).matched


def put_away(store: Store, *, who: str) -> undoing.Undone:
    """Take the examples out of the database; the log says so, and `bring_back` undoes it.

    Raises
    ------
    UndoError
        They are not there.
    """
    return undoing.remove_dataset(store, NAME, who=who, why="examples put away")


def bring_back(store: Store, *, who: str) -> int:
    """Bring the examples back as they were when they were put away, or as they are shipped.

    Returns
    -------
    int
        How many there are now.
    """
    log = undoing.listing(store)
    away = log[(log["kind"] == "removal") & (log["dataset"] == NAME) & ~log["undone"].astype(bool)]
    if not number(store):
        if len(away):
            undoing.undo_import(store, str(away["undoable"].iloc[0]), who=who, why="examples brought back")
        else:
            with store.writing(who=who) as writer:
                seed.load(writer)
    return number(store)


def unasked(store: Store, chosen: Filter) -> int:
    """Return how many examples a selection holds among other events without naming their dataset."""
    if chosen.datasets or chosen.event_ids:
        return 0
    found = query.counts(store, replace(chosen, datasets=(NAME,))).matched
    return found if found < query.counts(store, chosen).matched else 0


def left_out(store: Store, chosen: Filter) -> Filter:
    """Return a selection without the examples: the one that names every other dataset."""
    found = query.facets(store, Filter(include_withdrawn=True), names=("dataset",))["dataset"]
    return replace(chosen, datasets=tuple(sorted(name for name, _ in found if name != NAME)))
