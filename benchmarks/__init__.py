"""Measurements, beside what one would use instead: ``python -m benchmarks [NAME …]`` (``make bench``).

A benchmark is a module ``bench_*.py`` with a function ``run() -> Iterable[Figure]``, or one that
prints its own table when it is run by itself.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes
    ----------
    what : str
        What was measured, with its size ("400,000 events: build of the payload").
    value : float
        The median of the runs, in ``unit``.
    unit : str
        s, ms, MB, kB, bytes/event, rows/s, %, …
    target : str
        The target with its direction ("≤ 1"), or "" where there is none.
    beside : str
        What the alternative took in the same run, in words, or "".
    """

    what: str
    value: float
    unit: str
    target: str = ""
    beside: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        sign, _, limit = self.target.partition(" ")
        if sign not in ("≤", "≥"):
            return None
        bound = float(limit.replace(",", "").split()[0])
        return self.value <= bound if sign == "≤" else self.value >= bound


def median_s(function: Callable[[], Any], *, runs: int = 5, warm: int = 1) -> float:
    """Return the median wall time of a function in seconds, after some runs that do not count."""
    for _ in range(warm):
        function()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
