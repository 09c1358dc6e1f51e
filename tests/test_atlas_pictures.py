"""`atlas.py export` shows what the dashboard's screen shows, and refuses what nothing knows."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation

from events.query import Filter, select
from events.store import Store
from maps import address, view_state
from maps.layers import framing
from tests.commandline import atlas

LIKE = "http://localhost:8501/?window=2020-01-01..2020-12-31&view=33.3,44.4,7.25&hide=shape:%3DBattles"


def _svg(path: Path) -> str:
    return re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))


def _marks(text: str) -> tuple[str, str]:
    found = re.search(r"data ([0-9a-f]{8}) · view ([0-9a-f]{8})", text)
    assert found
    return found[1], found[2]


def test_a_picture_like_the_screen_is_its_options_one_by_one(seed: Store, tmp_path: Path) -> None:
    like, typed, all_of_it = (tmp_path / f"{name}.svg" for name in ("like", "typed", "all"))
    atlas("export", like, "--like", LIKE, db=seed.path)
    words = ("--view", "33.3,44.4,7.25", "--window", "2020", "--hide", "battles")
    atlas("export", typed, *words, db=seed.path)
    atlas("export", all_of_it, db=seed.path)
    assert like.read_bytes() == typed.read_bytes()
    assert "2020" in _svg(like)
    assert "Switched off in the legend: Battles" in _svg(like)
    (data, view), (other, another) = _marks(_svg(like)), _marks(_svg(all_of_it))
    assert data != other, "the window narrows the data"
    assert view != another


def test_table_and_picture_of_the_same_window_bear_the_same_mark(seed: Store, tmp_path: Path) -> None:
    for name in ("a.svg", "a.geojson", "a.csv", "dark.svg", "a.html"):
        theme = ("--theme", "dark") if name.startswith("dark") else ()
        atlas("export", tmp_path / name, "--window", "2020-01..2020-03", *theme, db=seed.path)
    mark, view = _marks(_svg(tmp_path / "a.svg"))
    about = dict(json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["about"])
    assert about["Data mark"].startswith(mark)
    assert about["Filters"] == "window of time: Jan – Mar 2020"
    assert _marks(_svg(tmp_path / "dark.svg"))[0] == mark
    assert _marks(_svg(tmp_path / "dark.svg"))[1] != view
    said = atlas("export", tmp_path / "a.csv", "--window", "2020-01..2020-03", db=seed.path)
    assert f"data mark {mark}" in said.stdout
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert 0 < len(rows) < 11
    assert all(row["event_date"] <= "2020-03-31" and row["end_date"] >= "2020-01-01" for row in rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--hide", "Batles"), "'Batles' is no entry of this map's legend; nearest: Battles"),
        (("--rings", "katjusha"), "nearest: "),
        (("--rings", "0"), "A ring of 0 km cannot be drawn"),
        (("--view", "91,0,3"), "is no view: LAT,LON,ZOOM"),
        (("--view", "1,2"), "is no view: LAT,LON,ZOOM"),
        (("--size", "huge"), "'huge' is no size; it is one of slide 16:9"),
        (("--size", "10000x20"), "cannot be drawn"),
        (("--like", "http://h/?view=1,2"), "view is not as the dashboard writes it"),
        (("--like", "somewhere"), "is not the address of a dashboard"),
        (("--window", "2021..2020"), "ends before it begins"),
        (("--window", "soon"), "is not a date"),
        (("--cumulative",), "needs a --window"),
    ],
)
def test_what_nothing_knows_is_refused_in_a_sentence(
    seed: Store, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = atlas("export", tmp_path / "map.png", *words, db=seed.path, code=2)
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_table_says_what_it_cannot_take(seed: Store, tmp_path: Path) -> None:
    done = atlas("export", tmp_path / "a.csv", "--size", "a4", "--theme", "dark", db=seed.path)
    assert done.stderr.strip() == "a.csv is a table: --size, --theme says nothing to it."


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1350), (1283, 721)])
def test_a_picture_has_the_pixels_that_were_asked_for(
    seed: Store, tmp_path: Path, size: tuple[int, int]
) -> None:
    atlas("export", tmp_path / "a.png", "--size", f"{size[0]}x{size[1]}", db=seed.path)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == size


@pytest.mark.parametrize("name", ["square", "a4", "A4 upright"])
def test_slides_have_the_size_that_was_asked_for(seed: Store, tmp_path: Path, name: str) -> None:
    atlas("export", tmp_path / "a.pptx", "--size", name, db=seed.path)
    deck = Presentation(str(tmp_path / "a.pptx"))
    size = framing.read_size(name)
    assert (deck.slide_width / 914_400, deck.slide_height / 914_400) == pytest.approx(size.inches, abs=0.001)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 914
            assert shape.top + shape.height <= deck.slide_height + 914
    (picture,) = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert (picture.width, picture.height) == (deck.slide_width, deck.slide_height)


def test_rings_of_a_distance_go_round_every_event(seed: Store, tmp_path: Path) -> None:
    located = int(select(seed, Filter(), columns=["latitude"])["latitude"].notna().sum())
    from maps import layers
    from maps.layers import asking

    for texts, expected in ((["20"], located), (["none"], 0), (["20 km", "BM-21 Grad"], 2 * located)):
        made = layers.build(seed, None, layers.MapOptions(rings=asking.rings(texts)))
        assert sum(overlay.kind == "ring" for overlay in made.overlays) == expected


@given(
    lat=st.floats(-84, 84), lon=st.floats(-540, 540), zoom=st.floats(1, 16),
    width=st.integers(300, 4_000), height=st.integers(200, 2_200),
)  # fmt: skip
def test_a_view_covers_what_the_screen_shows(
    lat: float, lon: float, zoom: float, width: int, height: int
) -> None:
    left, bottom, right, top = framing.view_bounds((lat, lon, zoom), (width, height))
    assert left < lon < right
    assert bottom < lat < top
    assert right - left == pytest.approx(min(360.0, width / (256 * 2**zoom) * 360), rel=1e-3, abs=1e-5)


def test_options_of_a_state_are_all_that_its_address_says() -> None:
    state = address.read_address(LIKE)
    options = view_state.options_of(state)
    assert (options.window, options.view, options.hidden) == (state.window, state.view, state.hidden)
    assert state.view == (33.3, 44.4, 7.25)
