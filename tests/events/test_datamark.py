"""The mark of the data: the same for the same events, another for others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from events.datamark import data_mark
from tests.events.synthetic import events_frame


def test_order_and_the_type_of_a_column_do_not_matter() -> None:
    frame = events_frame(300)
    mark = data_mark(frame)
    assert data_mark(frame.sample(frac=1, random_state=1)) == mark
    assert data_mark(frame.astype(object).where(frame.notna(), None)) == mark
    assert data_mark(pd.DataFrame(frame[frame.columns[::-1]])) == mark
    assert mark == "163e805c", "a mark printed on a slide last year must still be found"


def test_any_change_of_what_was_recorded_is_another_mark() -> None:
    frame = events_frame(50)
    seen = {data_mark(frame), data_mark(frame.head(49)), data_mark(frame.head(0))}
    for name, value in (
        ("latitude", 1.5), ("fatalities_best", 7), ("attacker", "Somebody"), ("attacker", None),
        ("event_date", pd.Timestamp("2001-02-03")), ("fatalities_low", pd.NA), ("uncertainty_m", np.nan),
    ):  # fmt: skip
        changed = frame.copy()
        row = int(np.flatnonzero(frame[name].notna())[0])
        changed.loc[changed.index[row], name] = value
        seen.add(data_mark(changed))
    assert len(seen) == 10
