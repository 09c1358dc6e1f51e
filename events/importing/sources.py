"""The sources that a table names for its events: publishers, titles, links, dates, grades."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.cells import Cells, joined, put_together, text_series
from events.model import CREDIBILITIES, RELIABILITIES
from events.values.dates import read_date

_FIELDS = {
    "source_publisher": "publisher",
    "source_title": "title",
    "source_url": "url",
    "source_date": "published_on",
    "reliability": "reliability",
    "credibility": "credibility",
}


def sources_frame(cells: Cells, ids: pa.Array) -> pd.DataFrame:
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
    columns = {
        target: flat if np.array_equal(own, counts) else texts[target].take(pa.array(parents))
        for target, (flat, own) in parts.items()
    }
    empty = [pc.equal(columns[t], "").to_numpy(False) for t in ("publisher", "title", "url") if t in columns]
    of_event = ids.take(pa.array(parents))
    numbers = pa.array(number).cast(pa.large_string())
    columns = {"source_id": joined(of_event, numbers, by="-s"), "event_id": of_event, **columns}
    kept = pa.array(~np.logical_and.reduce(empty))
    return _typed({name: column.filter(kept) for name, column in columns.items()})


def _split(text: pa.Array, separator: str | None) -> tuple[pa.Array, np.ndarray]:
    if not separator:
        return text, np.ones(len(text), "int64")
    lists = pc.split_pattern(text, separator)
    counts = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype("int64")
    return pc.utf8_trim_whitespace(pc.list_flatten(lists)), counts


def _typed(columns: dict[str, pa.Array]) -> pd.DataFrame:
    frame = {name: text_series(column) for name, column in columns.items()}
    if "published_on" in frame:
        texts = columns["published_on"].dictionary_encode()
        read = [read_date(text) for text in texts.dictionary.to_pylist()]
        days = [value.start if value.start == value.end else None for value in read]
        frame["published_on"] = pd.Series(
            pd.arrays.ArrowExtensionArray(pa.array(days, pa.date32()).take(texts.indices))
        )
    for name, scale in (("reliability", RELIABILITIES), ("credibility", CREDIBILITIES)):
        if name in frame:
            frame[name] = frame[name].where(frame[name].isin(scale))
    return put_together(frame, len(columns["event_id"]), "sources")
