"""The mark of a selection's data: eight digits that a picture and a table of the same events share.

It is made of what was recorded, not of how this version of the program draws or writes it,
so a slide can be held against an export a year later.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

TEXTS = ("event_id", "event_type", "attacker", "attacker_basis", "location_precision", "dataset", "country")
DAYS = ("event_date", "end_date")
NUMBERS = (
    "latitude", "longitude", "uncertainty_m",
    "fatalities_low", "fatalities_best", "fatalities_high", "contested",
)  # fmt: skip
"""The columns that it is made of, in this order; another list would be another mark for the same data."""


def data_mark(events: pd.DataFrame) -> str:
    """Return eight hexadecimal digits of the events, whatever their order and further columns.

    Parameters
    ----------
    events : DataFrame
        With the columns `TEXTS`, `DAYS` and `NUMBERS` (one that is not there counts as unknown);
        unknowns may be None, NaN, NaT or NA.

    Returns
    -------
    str
    """
    rows = np.zeros(len(events), dtype="uint64")
    for name in (*TEXTS, *DAYS, *NUMBERS):
        if name in events:
            rows ^= _hashes(events[name], name)
        rows *= np.uint64(1_000_003)  # wraps round; what stands in another column makes another mark
    parts = (len(rows), int(rows.sum(dtype="uint64")), int(np.bitwise_xor.reduce(rows)) if len(rows) else 0)
    return hashlib.blake2b(repr(parts).encode(), digest_size=4).hexdigest()


def _hashes(column: pd.Series, name: str) -> np.ndarray:
    """A number for each value, 0 for the unknown; the same for a value in any type of column."""
    if name in TEXTS:
        codes, values = pd.factorize(column)
        hashes = pd.util.hash_array(np.asarray(values, dtype=object))
        return np.append(hashes, np.uint64(0))[codes]
    unknown = column.isna().to_numpy(dtype=bool)
    if name in DAYS:
        numbers = pd.to_datetime(column).to_numpy("datetime64[D]").astype("int64")
    else:
        numbers = column.to_numpy(dtype="float64", na_value=np.nan) + 0.0  # no negative zero
    return np.where(unknown, np.uint64(0), pd.util.hash_array(numbers))
