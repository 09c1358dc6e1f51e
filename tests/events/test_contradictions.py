"""Rows whose source contradicts itself in its counts: kept, said to be so, and open to every other edit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import wording
from events.editing import edits
from events.errors import ValueRefusedError
from events.query import detail
from events.store.checking import check_event
from tests.events.bench import Bench

HEAD = (
    "id,type_of_violence,side_a,side_b,where_prec,where_coordinates,adm_1,latitude,longitude,country,"
    "date_prec,date_start,date_end,low,best,high\n"
)
FIGURES = [(177, 142, 177), (1, 0, 2), (1, 2, 1), (20, 40, 20), (2, 16, 2), (5, 4, 3), (9, 9, 8), (3, 2, 2)]
"""Low, best and high as releases of UCDP GED have them in some rows."""


def _rows() -> str:
    return HEAD + "".join(
        f"{i},1,A,B,1,Mosul,Ninawa,36.33,43.13,Iraq,1,2016-01-0{i},2016-01-0{i},{low},{best},{high}\n"
        for i, (low, best, high) in enumerate(FIGURES, 1)
    )


def test_every_contradictory_row_takes_edits_that_leave_its_counts_alone(bench: Bench) -> None:
    report = bench.load(_rows(), "ged.csv")
    assert (report.imported, report.mapping) == (len(FIGURES), "UCDP GED")
    for event_id, figures in zip(bench.events()["event_id"], FIGURES, strict=True):
        edits.update(bench.store, event_id, {"notes": "seen"}, expected_version=None, who="ana")
        event = detail(bench.store, event_id).event
        assert event["notes"] == "seen"
        assert tuple(int(event[f"fatalities_{name}"]) for name in ("low", "best", "high")) == figures
        assert "contradict" in wording.contradiction(*figures)
        with pytest.raises(ValueRefusedError, match="of the deaths"):
            edits.update(bench.store, event_id, {"fatalities_high": 0, "fatalities_low": 1},
                         expected_version=None, who="ana")  # fmt: skip


figure = st.one_of(st.none(), st.integers(0, 300))


@given(figure, figure, figure, st.sets(st.sampled_from(["low", "best", "high"])))
def test_counts_are_held_against_each_other_only_when_one_of_them_is_given(
    low: int | None, best: int | None, high: int | None, given_: set[str]
) -> None:
    figures = {"fatalities_low": low, "fatalities_best": best, "fatalities_high": high}
    names = ("low", "best", "high")
    wrong = {
        frozenset((a, b))
        for i, a in enumerate(names) for b in names[i + 1 :]
        if (less := figures[f"fatalities_{a}"]) is not None and (more := figures[f"fatalities_{b}"]) is not None
        and less > more
    }  # fmt: skip
    changed = {f"fatalities_{name}" for name in given_} | {"notes"}
    if any(pair & given_ for pair in wrong):
        with pytest.raises(ValueRefusedError):
            check_event(figures, changed=changed)
    else:
        assert check_event(figures, changed=changed)["fatalities_best"] == best
    assert bool(wording.contradiction(low, best, high)) == bool(wrong)
    assert ("contradictory" in wording.deaths(low, best, high)) == bool(wrong)
