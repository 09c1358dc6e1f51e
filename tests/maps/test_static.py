"""The snapshot: not blank, repeatable, with every text as it is, in each format."""

from __future__ import annotations

import io
import json
import re
import zlib
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from events import query
from events.editing import edits
from events.store import Store
from maps import layers, snapshot
from maps.layers import Layers, MapOptions, extent, style, words
from maps.snapshot import insets, lettering, marks, panel, projection, sidebar

MADE = date(2026, 11, 21)
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "{{7*7}} {% off",
    r"$\frac{ $x^2$ \alpha",
    "=1+1",
    "هجوم صاروخي على معسكر التاجي",
    "袭击 ภาษาไทย 😀 \U0001f1ee\U0001f1f6",
    "a\x00b\x1b\u202egnp.exe\ud800\n\ttabs",
    "x" * 5_000,
)


@pytest.fixture(scope="module")
def made(seed: Store) -> Layers:
    return layers.build(seed, None, MapOptions(title="Attacks", subtitle="Two reports"), texts=True)


def _pixels(body: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGB")).astype(int)


def _near(pixels: np.ndarray, colour: str, tolerance: int = 6) -> int:
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return int((np.abs(pixels - wanted).max(axis=2) <= tolerance).sum())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_shows_land_events_and_legend(made: Layers, theme: str) -> None:
    pixels = _pixels(snapshot.render(made, dpi=80, made=MADE, theme=theme))
    assert pixels.shape == (600, 1066, 3)
    look = style.THEMES[theme]
    assert _near(pixels[100:500, 100:700], look.land) > 20_000
    for entry in made.legend.colours[:2]:
        colour = style.on_theme(entry.colour, theme)
        assert _near(pixels[:, :715], colour, 40) > 20, entry.label
        assert _near(pixels[:, 735:], colour, 40) > 15, f"{entry.label} in the legend"
    assert _near(pixels[:, :10], look.page) == 600 * 10


def test_the_same_map_gives_the_same_bytes(made: Layers, seed: Store) -> None:
    again = layers.build(seed, None, made.options, texts=True)
    one, two = (snapshot.render(layers, dpi=60, made=MADE) for layers in (made, again))
    assert one == two


def test_the_day_is_that_of_the_source_date(made: Layers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert "made 1 Jan 1970" in "".join(_svg_texts(snapshot.render(made, format="svg")))


def _svg_texts(body: bytes) -> list[str]:
    root = ElementTree.fromstring(body)
    return ["".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text")]


def test_an_svg_has_its_words_as_text(made: Layers) -> None:
    texts = _svg_texts(snapshot.render(made, format="svg", made=MADE))
    assert "Attacks" in texts
    for entry in made.legend.colours:
        assert entry.label in texts
    words = " ".join(texts)
    for needed in ("10 of 11 events shown", "1 not located", "© OpenStreetMap contributors", "Natural Earth"):
        assert needed in words
    assert re.search(r"data [0-9a-f]{8}", words)
    assert any(re.fullmatch(r"\d+ km", text) for text in texts), "a scale bar"
    assert "122 mm rocket (BM-21 Grad): 20 km (12.4 mi)" in texts
    assert any("somewhere on this stretch" in text for text in texts)


def _hostile_store(path: Path) -> Store:
    store = Store.open(f"duckdb:///{path}")
    for number, text in enumerate(HOSTILE):
        stored = text.encode("utf-8", "replace").decode().replace("\x00", "")
        values = {
            "title": stored,
            "place": stored,
            "event_date": date(2020, 1, 1 + number),
            "latitude": 33.0 + number / 10,
            "longitude": 44.0,
            "location_precision": "exact",
            "country": stored[:40],
        }
        edits.add_event(store, values, claims=[{"actor": stored, "status": "claimed_by_actor"}], who="test")
    return store


def test_hostile_texts_are_shown_as_they_are(tmp_path: Path) -> None:
    store = _hostile_store(tmp_path / "hostile.duckdb")
    made = layers.build(store, None, MapOptions(title=HOSTILE[2], subtitle=HOSTILE[0]), texts=True)
    json.dumps(made.description(), allow_nan=False)
    body = snapshot.render(made, format="svg", made=MADE)
    texts = _svg_texts(body)
    assert r"$\frac{ $x^2$ \alpha" in texts
    assert any("<img src=x onerror=alert(1)>" in text for text in texts)
    assert any("{{7*7}} {% off" in text for text in texts)
    assert any("هجوم صاروخي" in text for text in texts)
    assert b"<img" not in body
    assert b"<script" not in body
    for format in ("png", "pdf"):
        assert len(snapshot.render(made, format=format, dpi=60, made=MADE)) > 10_000


def test_no_text_is_drawn_as_mathematics_or_turned_round() -> None:
    assert lettering.printable("a\x00\x1b\u202e\ud800b\n\tc") == "a\ufffd\ufffd\ufffd\ufffdb  c"
    assert lettering.printable("zero\u200bwidth") == "zerowidth"
    assert lettering.printable(r"$\frac{") == r"$\frac{"
    assert lettering.printable("\U000e0001") == lettering.CONTROL


def test_long_texts_are_cut_to_their_room() -> None:
    cut = lettering.fitted("word " * 400, 2.0, 8.0)
    assert cut.endswith("…")
    assert lettering.width_in(cut, 8.0) <= 2.0
    lines = lettering.wrapped("one two three four five six seven", 0.8, 8.0, lines=2)
    assert len(lines) == 2
    assert lettering.wrapped("", 1.0, 8.0, lines=2) == []


def test_pdf_is_whole(made: Layers, tmp_path: Path) -> None:
    path = snapshot.save(made, tmp_path / "map.pdf", made=MADE)
    body = path.read_bytes()
    assert body.startswith(b"%PDF-1.")
    assert body.rstrip().endswith(b"%%EOF")
    assert body.count(b"/Type /Page ") == 1
    streams = [
        zlib.decompress(part) for part in re.findall(rb"stream\r?\n(x.+?)\r?\nendstream", body, re.DOTALL)
    ]
    assert any(b"Tj" in stream or b"TJ" in stream for stream in streams), "words are text, not outlines"


def test_a_window_hides_what_is_outside_it(seed: Store) -> None:
    window = (date(2020, 3, 1), date(2020, 3, 31))
    made = layers.build(seed, None, MapOptions(window=window), texts=True)
    texts = " ".join(_svg_texts(snapshot.render(made, format="svg", made=MADE)))
    assert "Rocket attack on Camp Taji" in texts
    assert "Convoy ambushed" not in texts
    assert "outside the dates" in texts
    assert "somewhere on this stretch" not in texts


def test_nothing_to_draw_is_still_a_map(seed: Store) -> None:
    made = layers.build(seed, query.Filter(text="nothing has these words"), texts=True)
    texts = _svg_texts(snapshot.render(made, format="svg", made=MADE))
    assert "0 of 11 events shown" in texts[-2] + texts[-1] + " ".join(texts)


@pytest.mark.parametrize(
    "bounds", [(-180, -90, 180, 90), (170, -50, 180, -34), (20, 70, 60, 89), (44.2, 33.2, 44.5, 33.4)]
)
def test_any_part_of_the_world_can_be_framed(seed: Store, bounds: tuple[float, float, float, float]) -> None:
    made = layers.build(seed, None, MapOptions(bounds=bounds), texts=True)
    assert len(snapshot.render(made, dpi=50, made=MADE)) > 5_000


def test_a_refused_format_writes_nothing(made: Layers, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="png, svg, pdf"):
        snapshot.save(made, tmp_path / "map.gif")
    assert list(tmp_path.iterdir()) == []


def test_marks_of_each_kind_can_be_told_apart() -> None:
    outlines = {shape.name: marks.shape_path(shape.name) for shape in style.SHAPES}
    areas = {name: abs(_area(np.asarray(path.to_polygons()[0]))) for name, path in outlines.items()}
    assert len(areas) == len(style.SHAPES)
    assert all(2.2 < area < 3.9 for area in areas.values()), areas
    point = np.zeros((1, 2))
    sharp = marks.mark_lines(point, "circle", "#D55E00", 6, "light")
    assert len(marks.mark_lines(point, "circle", "#D55E00", 6, "light", contested=True)) > len(sharp)
    assert len(marks.mark_lines(point, "circle", "#D55E00", 6, "light", soft=True)) > len(sharp)


def _area(points: np.ndarray) -> float:
    x, y = points.T
    return float(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_the_scale_bar_is_true_in_the_middle() -> None:
    frame = projection.frame((38.0, 29.0, 49.0, 37.0), 1.6)
    assert frame.bar(100_000) == pytest.approx(100_000, rel=1e-4)
    left, bottom, right, top = frame.bounds
    assert left <= 38.0
    assert bottom <= 29.0
    assert right >= 49.0
    assert top >= 37.0
    assert (frame.box[2] - frame.box[0]) / (frame.box[3] - frame.box[1]) == pytest.approx(1.6)


def test_many_events_become_pixels_in_an_svg(made: Layers) -> None:
    count = 6_000
    shade = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "event_id": [str(number) for number in range(count)],
            "event_type": pd.Series(["Battles"] * count, dtype="str"),
            "attacker": pd.Series(["One"] * count, dtype="str"),
            "contested": pd.array(shade.random(count) < 0.1, dtype="boolean"),
            "latitude": shade.uniform(30, 36, count),
            "longitude": shade.uniform(40, 48, count),
            "location_precision": "exact",
            "uncertainty_m": 100.0,
            "fatalities_best": pd.array(shade.integers(0, 30, count), dtype="Int64"),
            "event_date": pd.Timestamp("2020-01-01"),
            "end_date": pd.NaT,
        }
    )
    from dataclasses import replace

    many = replace(made, events=frame, overlays=[])
    body = snapshot.render(many, format="svg", made=MADE)
    assert b"<image" in body
    assert len(body) < 6_000_000


@pytest.mark.parametrize("size", [(8.0, 8.0), (11.69, 8.27), (6.0, 9.0)])
def test_every_size_has_map_words_and_legend(made: Layers, size: tuple[float, float]) -> None:
    texts = _svg_texts(snapshot.render(made, format="svg", made=MADE, size=size))
    assert "Attacks" in texts
    assert "ISIS" in texts
    assert "Marks" in texts
    assert any("10 of 11 events shown" in text for text in texts)


def test_the_closer_look_hides_no_mark() -> None:
    box, middle = (0.0, 0.0, 10.0, 6.0), np.array([5.0, 3.0])
    marked = np.array([[1.0, 1.0], [1.0, 5.0], [9.0, 5.0]])
    assert insets.free_corner(box, marked, marked, middle) is None
    free = insets.free_corner(box, marked[:2], marked, middle)
    assert free is not None
    assert free[0] > 5.0


def _points(lon: list[float], lat: list[float], precision: str = "exact") -> pd.DataFrame:
    return pd.DataFrame({"longitude": lon, "latitude": lat, "location_precision": [precision] * len(lon)})


def test_a_selection_over_the_antimeridian_is_one_map() -> None:
    frame = _points([178.5, 179.9, -179.8, -178.0], [-17.0, -16.5, -16.0, -15.0])
    bounds = extent.picture_bounds(frame, [])
    assert bounds is not None
    assert bounds[2] - bounds[0] < 6.0
    drawn = projection.frame(bounds, 1.6)
    assert drawn.width_m < 1_000_000
    points = drawn.project(frame["longitude"], frame["latitude"])
    assert np.diff(points[:, 0]).min() > 0, "from west to east, as they lie"
    assert points[:, 0].min() > drawn.box[0]
    assert points[:, 0].max() < drawn.box[2]


def test_a_map_of_the_world_is_cut_in_the_widest_gap_and_nothing_is_smeared_over_it() -> None:
    bounds = extent.picture_bounds(_points([-75.6, 13.2, 69.2, 121.0, 179.8, -179.5], [0.0] * 6), [])
    assert bounds is not None
    assert bounds[2] > 180.0
    drawn = projection.frame(bounds, 1.6)
    edge = drawn.middle[1] - 180.0
    across = shapely.box(edge - 5.0, 60.0, edge + 5.0, 65.0)
    parts = shapely.get_parts(drawn.geometry(np.array([across], dtype=object))[0])
    assert len(parts) == 2
    assert max(part.bounds[2] - part.bounds[0] for part in parts) < 1_000_000
    assert {bool(part.centroid.x > 0) for part in parts} == {True, False}


@pytest.mark.parametrize("side", [1, -1])
def test_a_selection_round_a_pole_is_drawn_round_it(side: int) -> None:
    lat = [side * value for value in (86.0, 86.4, 87.0, 88.0)]
    bounds = extent.picture_bounds(_points([-150.0, -60.0, 30.0, 120.0], lat), [])
    assert bounds is not None
    drawn = projection.frame(bounds, 1.6)
    assert drawn.polar
    assert drawn.width_m < 3_000_000
    (pole,) = drawn.project(0.0, side * 90.0)
    assert drawn.box[0] < pole[0] < drawn.box[2]
    assert drawn.box[1] < pole[1] < drawn.box[3]
    assert drawn.bounds[1 if side < 0 else 3] == side * 90.0


def test_places_in_one_town_fill_more_than_a_dot_and_rough_ones_do_not_pretend_to() -> None:
    close = _points([43.130, 43.139], [36.34, 36.356])
    tight, rough = (
        extent.picture_bounds(frame, []) for frame in (close, close.assign(location_precision="near"))
    )
    assert tight is not None
    assert rough is not None
    assert tight[3] - tight[1] < 0.1
    assert rough[3] - rough[1] >= 0.6


@pytest.mark.parametrize("lat", [0.0, 33.0, -52.0, 66.0, 80.0])
def test_the_scale_bar_is_as_long_as_the_ground(lat: float) -> None:
    drawn = projection.frame((40.0, lat - 3, 48.0, lat + 3), 1.6)
    lon = drawn.middle[1]
    (west, east) = drawn.project([lon - 1.0, lon + 1.0], [lat, lat])
    _, _, metres = projection.GEOD.inv(lon - 1.0, lat, lon + 1.0, lat)
    assert drawn.bar(metres) == pytest.approx(float(np.hypot(*(east - west))), rel=2e-3)


def test_north_is_where_the_meridian_goes() -> None:
    drawn = projection.frame((20.0, 55.0, 60.0, 75.0), 1.6)
    assert drawn.north(0.0, 0.0) == pytest.approx((0.0, 1.0), abs=1e-6)
    (corner,) = drawn.project(58.0, 57.0)
    assert drawn.north(*corner)[0] < -0.1, "east of the middle, north leans to the west"


def test_filters_and_counts_are_never_cut(seed: Store) -> None:
    chosen = query.Filter(
        attackers=("ISIS", "Iranian-backed Iraqi militias", "Saraya Thawrat al-Ashrin", "United States"),
        date_from=date(2014, 1, 1), date_to=date(2021, 12, 31), within=(33.3, 44.4, 400.0),
    )  # fmt: skip
    made = layers.build(seed, chosen, MapOptions(title="A"), texts=True)
    said = " ".join(_svg_texts(snapshot.render(made, format="svg", made=MADE)))
    assert "…" not in said
    assert "attacker: ISIS or Iranian-backed Iraqi militias or Saraya Thawrat" in said
    assert "dates: 2014 – 2021" in said
    assert said.count("2014 – 2021") == 1
    assert "within 400 km (249 mi) of 33.300° N 44.400° E" in said
    assert "Limit of the filter" in said
    long = words.counts(
        {"total": 20_000, "matched": 20_000, "shown": 19_408, "unlocated": 592, "undated": 241}
        | {"outside_window": 31, "deaths_low": 76_423, "deaths_best": 92_391, "deaths_high": 188_283}
        | {"deaths_unknown": 3_980}
    )
    lines = sidebar.counts_lines(long, 8.5)
    assert " · ".join(lines) == long
    assert all(lettering.width_in(line, sidebar.COUNTS_PT, "bold") <= 8.5 for line in lines)


def test_what_nobody_knows_is_not_a_count_of_none() -> None:
    none = {"total": 9, "matched": 1, "shown": 1, "deaths_low": 0, "deaths_best": 0, "deaths_high": 0}
    one = "1 of 9 events shown · 8 filtered out"
    assert words.counts(none | {"deaths_unknown": 1}) == f"{one} · deaths unknown for 1"
    assert words.counts(none | {"deaths_unknown": 0}) == f"{one} · deaths 0"
    nothing = words.counts(none | {"matched": 0, "shown": 0, "deaths_unknown": 0})
    assert nothing == "0 of 9 events shown · 9 filtered out"


def test_few_words_stand_in_large_type_and_many_still_fit(made: Layers) -> None:
    one = [("1", "11 Mar 2020", "Rocket attack")]
    many = [(str(number), "11 Mar 2020", "word " * 20) for number in range(14)]
    assert sidebar.largest(one, made.legend, 3.7, 7.0, 1.0) >= 10.0
    assert sidebar.largest(many, made.legend, 3.7, 7.0, 1.0) == sidebar.TYPE_PT


def test_a_city_under_the_marks_of_its_events_keeps_its_name(store: Store) -> None:
    for number in range(4):
        values = {
            "title": f"Shelling {number}", "place": "Aleppo", "event_date": date(2016, 5, 1 + number),
            "latitude": 36.2 + number / 500, "longitude": 37.15, "location_precision": "exact",
        }  # fmt: skip
        edits.add_event(store, values, who="test")
    made = layers.build(store, None, MapOptions(), texts=True)
    assert "Aleppo" in _svg_texts(snapshot.render(made, format="svg", made=MADE))


def test_where_was_looked_is_seen_whole_also_when_nothing_was_found(seed: Store) -> None:
    chosen = query.Filter(within=(10.0, 20.0, 50.0))
    made = layers.build(seed, chosen, MapOptions(), texts=True)
    (circle,) = made.limits
    bounds = extent.picture_bounds(made.events, made.limits)
    assert bounds is not None
    assert bounds[0] < 19.55
    assert bounds[3] > 10.45
    assert bounds[2] - bounds[0] < 2.0
    assert circle.label in _svg_texts(snapshot.render(made, format="svg", made=MADE))


def test_names_keep_off_the_densest_of_many_events() -> None:
    frame = pd.DataFrame({"latitude": 33.3, "longitude": 44.4, "event_id": [str(n) for n in range(500)]})
    drawn = projection.frame((38.0, 29.0, 49.0, 37.0), 1.6)
    figure = snapshot.Figure(figsize=(8.0, 5.0))
    map_panel = panel.Panel(figure, figure.add_axes((0, 0, 1, 1)), (0.0, 0.0, 8.0, 5.0), drawn, "light")
    points = drawn.project(frame["longitude"], frame["latitude"])
    panel._reserve(map_panel, map_panel.to_inches(points), np.full(500, 0.05), [""] * 500)
    (x, y) = map_panel.to_inches(points)[0]
    assert not map_panel.room.free((x - 0.1, y - 0.05, x + 0.1, y + 0.05))
    assert map_panel.room.free((x + 1.0, y, x + 1.2, y + 0.1))
