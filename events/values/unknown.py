"""Unknown is None: one value out of the many that libraries have for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd


def scalar(value: Any) -> Any:
    """Return one value of a frame as plain Python, with None for every kind of unknown."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and np.isnan(value):
        return None
    return value
