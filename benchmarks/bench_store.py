"""Counts with bounds by one or two fields, beside pandas doing the same on the same rows in memory.

Pandas is given the columns as they are and counts the same: each event once under each of its values, in each
month that it covers, certain and possible, with low and high deaths.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks import Figure, median_s
from tests.events.synthetic import events_frame

ROWS = int(os.environ.get("ATLAS_BENCH_COUNTED", "400000"))


def _by_pandas(frame: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    """Count as `events.analysis.count` does, by columns of events, "actor" and "month"."""
    rows, keys = frame, []
    sure = pd.Series(True, index=frame.index)
    if "actor" in fields:
        names = frame[["attacker", "target", "actor1", "actor2"]].melt(ignore_index=False)["value"].dropna()
        names = names.reset_index().drop_duplicates().set_index("index")["value"]
        rows = frame.join(names.rename("actor"), how="left")
        sure = sure.reindex(rows.index)
    if "month" in fields:
        first, last = rows["event_date"].dt.to_period("M"), rows["end_date"].dt.to_period("M")
        sure &= (first == last) | rows["event_date"].isna()
        months = [
            [None] if pd.isna(a) else range(a.ordinal, b.ordinal + 1)
            for a, b in zip(first, last, strict=True)
        ]
        rows = rows.assign(month=pd.Series(months, index=rows.index), sure=sure.to_numpy()).explode("month")
        sure = rows["sure"]
    keys = list(fields)
    counted = rows.assign(
        low=rows["fatalities_low"].where(sure.to_numpy(), 0),
        high=rows["fatalities_high"],
        certain=sure.to_numpy(),
    )
    grouped = counted.groupby(keys, dropna=False, observed=True)
    return grouped.agg(
        n=("event_id", "size"), certain=("certain", "sum"), low=("low", "sum"), high=("high", "sum")
    )


def run() -> Iterator[Figure]:
    """Measure each question, and pandas beside it."""
    from events import analysis
    from events.store import Store, file_url

    frame = events_frame(ROWS, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(file_url(Path(folder) / "counted.duckdb"))
        with store.writing(who="benchmark") as db:
            db.upsert_events(frame)
        for ours, theirs in (
            (("type",), ["event_type"]),
            (("type", "country"), ["event_type", "country"]),
            (("actor",), ["actor"]),
            (("type", "month"), ["event_type", "month"]),
            (("actor", "month"), ["actor", "month"]),
        ):
            took = median_s(lambda by=ours: analysis.count(store, None, by), runs=3)  # type: ignore[misc]
            beside = median_s(lambda by=theirs: _by_pandas(frame, by), runs=1, warm=0)  # type: ignore[misc]
            target = f"≤ {beside * 1000:.0f}"
            what = f"{ROWS:,} events counted by {', '.join(ours)}"
            yield Figure(what, took * 1000, "ms", target, f"pandas {beside * 1000:,.0f} ms")


__all__ = ["run"]
