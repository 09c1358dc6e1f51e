"""Making a manifest from what is written: the events as they are recorded, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from events import query
from events.manifest.contents import Manifest
from events.manifest.fingerprints import fingerprints
from events.query.data_mark import COLUMNS, SURROUNDING, data_mark
from geo.paths import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.query import Filter
    from events.store import Store

RECORDED = (*COLUMNS["events"], "first_seen", "last_seen", "source_file")
"""Columns of events that a manifest is made of."""
_MOST_NAMED = 50


def recorded(store: Store, chosen: Filter) -> dict[str, pd.DataFrame]:
    """Read what a filter selects, with what surrounds it, for `make`."""
    with store.reading():
        tables = {"events": query.select(store, chosen, columns=RECORDED, order=None)}
        for name in SURROUNDING:
            tables[name] = query.related(store, name, chosen)
    return tables


def make(
    kind: str,
    chosen: Filter,
    tables: Mapping[str, pd.DataFrame],
    *,
    drawn: Mapping[str, str] | None = None,
    **shown: Any,
) -> Manifest:
    """Make the manifest of a file.

    Parameters
    ----------
    kind : str
        The format, by its suffix.
    chosen : Filter
        What was selected, with the window of days.
    tables : mapping of str to DataFrame
        "events" with the columns `RECORDED`, sources, claims, sites and routes.
    drawn : mapping of str to str, optional
        A letter for each event (`events.manifest.contents.DRAWN`); without it, that of a table.
    **shown
        Further fields of `Manifest`: view, look, made, who, marks.
    """
    events = tables["events"]
    printed = fingerprints(events, tables)
    marks = {"data": data_mark(tables)} | shown.pop("marks", {})
    letters = drawn or _written(events)
    known = events["location_precision"].astype(object)
    precisions = known.where(known.notna(), "").value_counts()
    seen = events["last_seen"].fillna(events["first_seen"]).max() if len(events) else pd.NaT
    return Manifest(
        kind=kind,
        program=program_version(),
        filter=chosen,
        events=printed,
        drawn="".join(letters[one] for one in printed.ids),
        marks=marks,
        precisions={str(name): int(count) for name, count in sorted(precisions.items())},
        sources=tuple(_sources(events, tables["sources"])),
        as_of="" if pd.isna(seen) else pd.Timestamp(seen).isoformat(),
        **shown,
    )


def _written(events: pd.DataFrame) -> dict[str, str]:
    located = events["latitude"].notna() & events["longitude"].notna()
    return {str(one): "s" if at else "m" for one, at in zip(events["event_id"], located, strict=True)}


def _sources(events: pd.DataFrame, sources: pd.DataFrame) -> list[dict[str, Any]]:
    """Say of each dataset how much of it is in, when it was read last, its files and publishers."""
    found = []
    for name, rows in events.groupby("dataset", dropna=False, sort=True):
        days = rows["last_seen"].fillna(rows["first_seen"]).max()
        publishers = sources[sources["event_id"].isin(rows["event_id"])]["publisher"].dropna()
        found.append(
            {
                "dataset": "" if pd.isna(name) else str(name)[:2_000],
                "events": len(rows),
                "read": "" if pd.isna(days) else f"{days:%Y-%m-%d}",
                "files": _named(rows["source_file"].dropna()),
                "publishers": _named(publishers),
            }
        )
    return found


def _named(values: pd.Series) -> list[str]:
    """The most frequent values, so many at most."""
    counts = values.value_counts()
    ordered = sorted(counts.items(), key=lambda one: (-int(one[1]), str(one[0])))
    return [str(value)[:500] for value, _ in ordered[:_MOST_NAMED]]


__all__ = ["RECORDED", "make", "recorded"]
