"""A mark is where its event is: measured on paper, for crowds of every kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from events.editing import edits
from events.store import Store
from geo.ground import units as outlines
from maps import layers, snapshot
from maps.layers import Layers, MapOptions, piles, units
from maps.snapshot import panel, projection
from tests.thoroughness import examples

MOST_MM = 2.0


def _crowded(path: Path, count: int) -> Store:
    store = Store.open(f"duckdb:///{path}")
    spots = [(36.2, 37.15, "exact", None)] * count
    spots += [(34.73, 36.71, "exact", None)] + [(35.0, 38.5, "country", 400_000.0)] * 5
    for number, (lat, lon, precision, radius) in enumerate(spots):
        values = {
            "title": f"Event {number}", "event_date": date(2016, 5, 1 + number % 28), "country": "Syria",
            "latitude": lat, "longitude": lon, "location_precision": precision, "uncertainty_m": radius,
        }  # fmt: skip
        claim = {"actor": ("One", "Two", "Three")[number % 3], "status": "claimed_by_actor"}
        edits.add_event(store, values, claims=[claim], who="test")
    return store


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Layers:
    return layers.build(_crowded(tmp_path_factory.mktemp("crowd") / "crowd.duckdb", 41), texts=True)


@pytest.mark.parametrize("size", [(13.333, 7.5), (8.0, 8.0), (6.0, 9.0)])
def test_forty_one_events_on_one_spot_are_one_mark_there(crowd: Layers, size: tuple[float, float]) -> None:
    drawn = snapshot.placed(crowd, size=size)
    assert len(drawn) == len(crowd.events) == 47
    on_spot = drawn[drawn["kind"] == "pile"]
    assert len(on_spot) == 41
    assert (on_spot["events"] == 41).all()
    assert len(on_spot[["x_mm", "y_mm"]].drop_duplicates()) == 1
    assert drawn.loc[drawn["kind"] != "unit", "moved_mm"].max() < 0.05
    figure = snapshot.draw(crowd, size=size)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert "41" in texts
    assert "Syria: 5" in texts


def test_the_artists_of_the_picture_are_where_it_says(crowd: Layers) -> None:
    """What is measured is what is drawn: every event's true place has a mark within two millimetres."""
    figure, (main, *_) = snapshot._compose(crowd)
    points = [line.get_xydata() for line in main.axes.lines]
    for collection in main.axes.collections:
        if collection.get_zorder() >= 4.0:
            points += [path.get_extents().get_points().mean(axis=0)[None] for path in collection.get_paths()]
    inches = main.to_inches(np.concatenate(points))
    sharp = crowd.events[crowd.events["unit"] == units.POINT]
    true = main.to_inches(main.frame.project(sharp["longitude"], sharp["latitude"]))
    nearest = np.hypot(*(true[:, None, :] - inches[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    assert nearest.max() * 25.4 <= MOST_MM
    moved = np.hypot(*(inches[:, None, :] - true[None, :, :]).transpose(2, 0, 1)).min(axis=1)
    assert moved.max() * 25.4 <= MOST_MM, "and no mark stands where no event is"
    assert isinstance(figure, Figure)


@settings(max_examples=examples(80), deadline=None)
@given(
    spots=st.lists(
        st.tuples(st.floats(0, 200), st.floats(0, 120), st.integers(1, 60), st.sampled_from([0, 0, 0, 1, 2])),
        min_size=1,
        max_size=60,
    ),
    close=st.floats(0.0, 1.0),
)
def test_no_event_of_a_random_crowd_is_moved_two_millimetres(
    spots: list[tuple[float, float, int, int]], close: float
) -> None:
    points = np.array([(x * close, y * close) for x, y, count, _ in spots for _ in range(count)])
    codes = np.array([unit for _, _, count, unit in spots for _ in range(count)])
    made = piles.gather(points, codes)
    assert np.hypot(*(made.places[made.member] - points).T).max() <= MOST_MM
    assert made.counts.sum() == len(points)
    assert (np.bincount(made.member, minlength=len(made.counts)) == made.counts).all()
    assert (made.badges[made.member] == (codes > 0)).all()
    again = piles.gather(points[::-1], codes[::-1])
    order = [np.lexsort(np.column_stack([one.places, one.counts]).T) for one in (made, again)]
    assert np.allclose(made.places[order[0]], again.places[order[1]], atol=0.05), "whatever the order"
    shares = made.shares(np.zeros(len(points), dtype=int), 3)
    assert (shares[:, 0] == made.counts).all()


def _frame(rows: list[tuple[float, float]]) -> pd.DataFrame:
    size = len(rows)
    return pd.DataFrame(
        {
            "event_id": [f"e{number}" for number in range(size)],
            "event_type": pd.Series(["Battles"] * size, dtype="str"),
            "attacker": pd.Series(["One"] * size, dtype="str"),
            "contested": pd.array([number % 7 == 0 for number in range(size)], dtype="boolean"),
            "latitude": [lat for lat, _ in rows],
            "longitude": [lon for _, lon in rows],
            "location_precision": pd.Series(["exact"] * size, dtype="str"),
            "uncertainty_m": 100.0,
            "fatalities_best": pd.array([number % 300 for number in range(size)], dtype="Int64"),
        }
    )


@settings(
    max_examples=6, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)  # each draws a map
@given(
    rows=st.lists(
        st.tuples(st.floats(32.5, 37.2), st.floats(36.0, 42.0), st.integers(1, 30)), min_size=1, max_size=40
    ),
    bounds=st.sampled_from([(35.0, 32.0, 43.0, 38.0), (-20.0, -40.0, 150.0, 60.0), (36.0, 33.0, 38.0, 35.0)]),
)
def test_every_mark_of_a_map_is_at_its_events_place(
    crowd: Layers, rows: list[tuple[float, float, int]], bounds: tuple[float, float, float, float]
) -> None:
    frame = _frame([(lat, lon) for lat, lon, count in rows for _ in range(count)])
    figure = Figure(figsize=(9.0, 6.0))
    drawn = projection.frame(bounds, 1.5)
    sheet = figure.add_axes((0, 0, 1, 1))
    main = panel.Panel(figure, sheet, (0.0, 0.0, 9.0, 6.0), drawn, "light")
    panel.draw(main, crowd, frame, [], {}, towns=0)
    assert main.placed is not None
    held = frame.set_index("event_id").loc[main.placed["event_id"]]
    true = main.to_inches(drawn.project(held["longitude"], held["latitude"]))
    apart_mm = np.hypot(*(main.placed[["x_in", "y_in"]].to_numpy() - true).T) * 25.4
    assert len(apart_mm) == int(main.inside(drawn.project(frame["longitude"], frame["latitude"])).sum())
    assert (apart_mm <= MOST_MM).all()


@pytest.mark.parametrize(
    ("precision", "country", "admin1", "place"),
    [
        ("country", "Syria", None, (0.0, 0.0)),
        ("country", None, None, (35.0, 38.5)),
        ("adm1", "Syria", "Aleppo", (10.0, 10.0)),
        ("adm1", None, None, (36.2, 37.15)),
        ("country", "Croatia", None, (45.1, 15.2)),
        ("country", "Vietnam", None, (16.0, 107.0)),
    ],
)
def test_an_event_known_to_a_unit_is_drawn_inside_it(
    precision: str, country: str | None, admin1: str | None, place: tuple[float, float]
) -> None:
    frame = _frame([place]).assign(location_precision=precision, country=country, admin1=admin1)
    codes, found = units.assign(frame)
    assert codes.tolist() == [units.FIRST]
    lon, lat = units.stands(frame.assign(unit=codes), found)
    assert shapely.intersects_xy(found[0].geometry, lon[0], lat[0])
    assert found[0].name == (admin1 or country or ("Aleppo" if precision == "adm1" else "Syria"))


@pytest.mark.parametrize("precision", ["adm2", "region", "sea", "country", "adm1"])
def test_a_unit_without_an_outline_is_a_badge_all_the_same(precision: str) -> None:
    frame = _frame([(0.0, -30.0)] * 3).assign(location_precision=precision, country=None, admin1=None)
    codes, found = units.assign(frame)
    assert codes.tolist() == [units.OWN_PLACE] * 3
    assert found == ()
    made = piles.gather(np.zeros((3, 2)), codes)
    assert made.badges.tolist() == [True]
    assert not made.alone.any()


def test_a_sharp_event_at_the_middle_of_a_country_does_not_vanish_in_its_badge() -> None:
    made = piles.gather(np.zeros((4, 2)), np.array([2, 2, 0, 0]))
    assert sorted(zip(made.counts.tolist(), made.badges.tolist(), strict=True)) == [(2, False), (2, True)]


def test_a_country_that_reaches_into_a_close_view_has_its_badge_there(crowd: Layers) -> None:
    from dataclasses import replace

    damascus = replace(crowd, options=MapOptions(bounds=(36.2, 33.4, 36.5, 33.6)))
    drawn = snapshot.placed(damascus)
    assert drawn["kind"].tolist() == ["unit"] * 5
    unit = outlines.outline_of("country", 35.0, 38.5)
    assert unit is not None
    assert unit.name == "Syria"
