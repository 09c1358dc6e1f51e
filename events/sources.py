"""The sources that a table names for its events: publishers, titles, links, dates, grades."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.cells import Cells, joined, text_series
from events.dates import read_date
from events.model import CREDIBILITIES, RELIABILITIES

_FIELDS = {
    "source_publisher": "publisher",
    "source_title": "title",
    "source_url": "url",
    "source_date": "published_on",
    "reliability": "reliability",
    "credibility": "credibility",
}


def sources_frame(cells: Cells, ids: pd.Series[Any]) -> pd.DataFrame:
    """Return a row for each source of each event, in the columns of the sources table.

    Where a cell lists several ("SANA; SOHR"), each becomes a row; titles and dates go
    with them only where they list just as many.
    """
    texts = {target: text for name, target in _FIELDS.items() if (text := cells.text(name)) is not None}
    leading = next(
        (name for name in ("source_publisher", "source_title", "source_url") if _FIELDS[name] in texts), None
    )
    if leading is None:
        return pd.DataFrame()
    split = cells.plan.rules[leading].split
    parts = {t: _split(text, split) for t, text in texts.items()}
    counts = parts[_FIELDS[leading]][1]
    parents = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts)
    frame = pd.DataFrame()
    for target, (flat, own) in parts.items():
        frame[target] = text_series(
            flat if np.array_equal(own, counts) else texts[target].take(pa.array(parents))
        )
    of_event = pa.array(ids, pa.large_string()).take(pa.array(parents))
    frame.insert(0, "event_id", text_series(of_event))
    numbers = pa.array(number).cast(pa.large_string())
    frame.insert(0, "source_id", text_series(joined(of_event, numbers, by="-s")))
    empty = frame[[t for t in ("publisher", "title", "url") if t in frame]].isna().all(axis=1)
    return _typed(frame[~empty].reset_index(drop=True))


def _split(text: pa.Array, separator: str | None) -> tuple[pa.Array, np.ndarray]:
    if not separator:
        return text, np.ones(len(text), "int64")
    lists = pc.split_pattern(text, separator)
    counts = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype("int64")
    return pc.utf8_trim_whitespace(pc.list_flatten(lists)), counts


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    if "published_on" in frame:
        known: dict[str, Any] = {}
        days: list[Any] = []
        for text in frame["published_on"]:
            if not isinstance(text, str):
                days.append(None)
                continue
            if text not in known:
                value = read_date(text)
                known[text] = value.start if value.start == value.end else None
            days.append(known[text])
        frame["published_on"] = pd.Series(days, dtype=object)
    for name, scale in (("reliability", RELIABILITIES), ("credibility", CREDIBILITIES)):
        if name in frame:
            frame[name] = frame[name].where(frame[name].isin(scale))
    return frame
