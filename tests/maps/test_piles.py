"""A mark is where its event is: measured on paper, for crowds of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from events import export as events_export
from events.editing import edits
from events.query import Filter
from events.store import Store
from geo.geocoding.geocoder import locate
from geo.ground import land
from geo.ground import units as outlines
from maps import layers, snapshot
from maps.layers import Layers, MapOptions, piles, units
from maps.layers.drawing import Drawing
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
    way=st.sampled_from(["auto", "marks", "piles"]),
)
def test_every_mark_of_a_map_is_at_its_events_place(
    crowd: Layers, rows: list[tuple[float, float, int]], bounds: tuple[float, float, float, float], way: str
) -> None:
    frame = _frame([(lat, lon) for lat, lon, count in rows for _ in range(count)])
    figure = Figure(figsize=(9.0, 6.0))
    drawn = projection.frame(bounds, 1.5)
    sheet = figure.add_axes((0, 0, 1, 1))
    main = panel.Panel(figure, sheet, (0.0, 0.0, 9.0, 6.0), drawn, "light")
    layers_ = replace(crowd, options=replace(crowd.options, drawing=Drawing(way)))
    panel.draw(main, layers_, frame, [], {}, towns=0)
    assert main.placed is not None
    held = frame.set_index("event_id").loc[main.placed["event_id"]]
    true = main.to_inches(drawn.project(held["longitude"], held["latitude"]))
    apart_mm = np.hypot(*(main.placed[["x_in", "y_in"]].to_numpy() - true).T) * 25.4
    assert len(apart_mm) == int(main.inside(drawn.project(frame["longitude"], frame["latitude"])).sum())
    if way != "piles":
        assert (apart_mm <= MOST_MM).all()
    else:  # what touches a mark is counted in it, with what touches that
        largest_mm = (piles.LARGEST_TOUCHING_PX + piles.ALONE_PX) * 25.4 / 96
        assert (apart_mm <= np.where(main.placed["events"] == 1, MOST_MM, 3 * largest_mm)).all()
        assert (
            main.placed.groupby(["x_in", "y_in"])["events"].agg(["size", "first"]).nunique(axis=1) == 1
        ).all()


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


@pytest.mark.parametrize("place", ["Golan Heights", "Sahel", "Europe", "Mediterranean Sea", "Darfur"])
def test_an_event_known_to_a_region_or_sea_is_drawn_on_it_and_in_kml(place: str, tmp_path: Path) -> None:
    """With the place's words at hand, or only the point and radius that they were located at."""
    at = locate(place)
    frame = _frame([(at.latitude or 0.0, at.longitude or 0.0)] * 2)
    frame = frame.assign(location_precision=at.precision, uncertainty_m=at.uncertainty_m, country=None)
    for told in (frame, frame.assign(place=place), frame.assign(place=place, uncertainty_m=np.nan)):
        codes, found = units.assign(told)
        assert codes.tolist() == [units.FIRST] * 2
        assert found[0].name == place
        assert units.names_of(told.assign(unit=codes), found) == [place] * 2
    store = Store.open(f"duckdb:///{tmp_path}/one.duckdb")
    values = {"title": "One", "place": place, "latitude": at.latitude, "longitude": at.longitude}
    values |= {"location_precision": at.precision, "uncertainty_m": at.uncertainty_m}
    edits.add_event(store, values, claims=[], who="test")
    events_export.write(store, Filter(), tmp_path / "one.kml")
    written = (tmp_path / "one.kml").read_text(encoding="utf-8")
    assert f"<name>{place}: 1 event</name>" in written
    assert "<name>Areas</name>" not in written, "the outline stands for it, not a circle"
    made = layers.build(store, None, MapOptions())
    assert [overlay.label for overlay in made.overlays] == [f"somewhere in {place}"]


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
    damascus = replace(crowd, options=MapOptions(bounds=(36.2, 33.4, 36.5, 33.6)))
    drawn = snapshot.placed(damascus)
    assert drawn["kind"].tolist() == ["unit"] * 5
    unit = outlines.outline_of("country", 35.0, 38.5)
    assert unit is not None
    assert unit.name == "Syria"


def _units_everywhere(countries: str) -> pd.DataFrame:
    layer = land.read_layer("admin1")
    rows = layer[layer["country"].isin(countries.split())]
    points = [(shape.representative_point().y, shape.representative_point().x) for shape in rows.geometry]
    frame = _frame([point for number, point in enumerate(points) for _ in range(number % 3 + 1)])
    return frame.assign(location_precision="adm1", country=None, admin1=None)


@pytest.mark.parametrize(
    ("countries", "bounds", "joined"),
    [
        ("BF ML NE NG TD CM SN GN CI GH", (-100.0, -40.0, 140.0, 60.0), True),
        ("BF ML", (-12.5, 9.0, 5.0, 25.5), True),
        ("ML", (-12.5, 9.5, 5.0, 25.5), False),
    ],
)
def test_badges_that_would_touch_join_and_no_number_is_lost(
    crowd: Layers, countries: str, bounds: tuple[float, float, float, float], joined: bool
) -> None:
    frame = _units_everywhere(countries)
    frame["unit"], found = units.assign(frame)
    figure = Figure(figsize=(9.0, 6.0))
    sheet = figure.add_axes((0, 0, 1, 1))
    main = panel.Panel(figure, sheet, (0.0, 0.0, 9.0, 6.0), projection.frame(bounds, 1.5), "light")
    taken: list[tuple[float, float, float, float]] = []
    main.room.take = taken.append  # type: ignore[method-assign]
    panel.draw(main, replace(crowd, units=found), frame, [], {}, towns=0)
    marks = main.gathered
    assert marks is not None
    assert marks.badges.all()
    assert marks.counts.sum() == len(frame)
    boxes = shapely.box(*np.array(taken[: len(marks.counts)]).T)
    pairs = shapely.STRtree(boxes).query(boxes, predicate="overlaps")
    assert len(pairs.T) == 0, "no badge covers another"
    texts = [text.get_text() for text in sheet.texts]
    assert (len(marks.counts) < len(found)) is joined
    assert any(f" units of {name}" in text for text in texts for name in ("Burkina Faso", "Mali")) is joined


@given(counts=st.lists(st.integers(1, 50), min_size=1, max_size=30), data=st.data())
def test_marks_that_join_lose_no_event(counts: list[int], data: st.DataObject) -> None:
    size = len(counts)
    made = piles.gather(
        np.repeat(np.arange(size) * 100.0, counts)[:, None] * [1.0, 0.0],
        np.repeat(np.arange(size) + 1, counts),
    )
    hosts = data.draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))
    into = np.array(
        [hosts[hosts[row]] if hosts[hosts[row]] == hosts[hosts[hosts[row]]] else row for row in range(size)]
    )
    into = np.where(into[into] == into, into, np.arange(size))
    after = made.joined(into)
    assert after.counts.sum() == sum(counts)
    assert (np.bincount(after.member, minlength=len(after.counts)) == after.counts).all()
    assert piles.badge_words(["A", "B"], ["X", "X"], 12) == "12 in 2 units of X"
    assert piles.badge_words(["A", "B"], ["X", ""], 1200) == "1,200 in 2 units"
    assert piles.badge_words(["A"], ["X"], 5) == "A: 5"
