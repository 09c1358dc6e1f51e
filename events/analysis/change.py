"""What changed: a period beside the one before and the same a year earlier, and whether it can be chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import beta

from events.analysis import PERIODS
from events.analysis.fields import FIELDS
from events.analysis.periods import day_of, first_day, label, number

if TYPE_CHECKING:
    import datetime as dt

    from events.analysis import Counted

YEARLY = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
"""Periods back to the same one a year earlier."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Change:
    """A period beside an earlier one.

    Attributes
    ----------
    now, then : str
        The periods, as `events.analysis.periods.label` writes them.
    events_now, events_then : tuple of int
        Certain and possible events of each.
    ratio : tuple of float
        How many times as many events a day: the bounds of the 95 % interval, whatever the doubts are.
        The upper is infinite where there may have been none.
    """

    now: str
    then: str
    events_now: tuple[int, int]
    events_then: tuple[int, int]
    ratio: tuple[float, float]

    @property
    def chance(self) -> bool:
        """Whether it may be chance, or due to what is in doubt: the interval holds "no change"."""
        return self.ratio[0] <= 1 <= self.ratio[1]


def ratio_interval(now: int, then: int, days_now: float = 1, days_then: float = 1) -> tuple[float, float]:
    """Return the exact 95 % interval of the ratio of two Poisson rates.

    Given their sum, ``now`` is binomial; its Clopper-Pearson interval is that of the ratio
    (Przyborowski and
    Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31, 1940).

    Parameters
    ----------
    now, then : int
        Events of each.
    days_now, days_then : float
        How long each is.
    """
    tail = (1 - CONFIDENCE) / 2
    least = float(beta.ppf(tail, now, then + 1)) if now else 0.0
    most = float(beta.ppf(1 - tail, now + 1, then)) if then else 1.0
    scale = days_then / days_now
    return least / (1 - least) * scale, most / (1 - most) * scale if most < 1 else math.inf


def changes(counted: Counted, until: dt.date | None = None) -> list[Change]:
    """Return the last period beside the one before and beside the same a year earlier.

    A period before the first that has any events is none to compare with: the data may begin there.

    Parameters
    ----------
    counted : Counted
        By one period alone.
    until : date or None
        The period that this day lies in is the last; None: the last with an event that is certain in it.
    """
    (period,) = counted.by
    if period not in PERIODS:
        return []
    unit = FIELDS[period].period
    rows = counted.rows[counted.rows[period].notna()]
    certain = rows[period][rows["events_low"] > 0]
    if certain.empty and until is None:
        return []
    day = until or day_of(str(certain.max()), unit)
    last = int(number(np.array([day], "datetime64[D]"), unit)[0])
    figures = {
        str(name): (int(low), int(high))
        for name, low, high in zip(rows[period], rows["events_low"], rows["events_high"], strict=True)
    }
    begins = day_of(str(rows[period].min()), unit)
    back = [last - steps for steps in sorted({1, YEARLY[period]})]
    return [_change(figures, last, then, unit) for then in back if first_day(then, unit) >= begins]


def _change(figures: dict[str, tuple[int, int]], now: int, then: int, unit: str) -> Change:
    one, other = (figures.get(label(index, unit), (0, 0)) for index in (now, then))
    days = [float((first_day(index + 1, unit) - first_day(index, unit)).days) for index in (now, then)]
    least, _ = ratio_interval(one[0], other[1], *days)
    _, most = ratio_interval(one[1], other[0], *days)
    return Change(label(now, unit), label(then, unit), one, other, (least, most))


__all__ = ["CONFIDENCE", "Change", "changes", "ratio_interval"]
