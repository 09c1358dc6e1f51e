"""On a picture a country's name stands inside what is seen of it, and large countries are named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from events.store import Store
from geo import countries
from geo.ground import basemap
from maps import layers as map_layers
from maps import snapshot
from maps.layers import Layers, MapOptions
from maps.snapshot import ground, lettering, panel, projection

DPI = 100
ONE_PX_IN = 1.0 / 96

BOXES = [
    (34.0, 29.0, 37.0, 34.5),
    (33.0, 28.0, 45.0, 38.0),
    (38.0, 28.5, 49.0, 37.5),
    (-18.0, 5.0, 26.0, 25.0),
    (-170.0, -56.0, 180.0, 75.0),
    (160.0, 50.0, 205.0, 75.0),
    (-77.0, -56.0, -64.0, -17.0),
    (4.0, 57.0, 32.0, 71.5),
    (-170.0, 20.0, -60.0, 72.0),
    (-58.0, 1.0, -49.0, 8.0),
    (-18.0, 12.0, -13.0, 15.0),
    (24.0, -33.0, 33.0, -26.0),
    (12.3, 41.7, 12.7, 42.1),
    (176.0, -20.0, 182.0, -15.0),
]


@pytest.fixture(scope="module")
def made(seed: Store) -> Layers:
    return map_layers.build(seed, None, MapOptions(title="Attacks"), texts=True)


def _drawn(figure: Any, main: Any) -> list[tuple[str, Any]]:
    """The words of the picture with the boxes they take, in inches of the page."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    found = []
    for axes in (main.sheet, main.axes):
        for text in axes.texts:
            box = text.get_window_extent(renderer)
            found.append(
                (text.get_text(), shapely.box(box.x0 / DPI, box.y0 / DPI, box.x1 / DPI, box.y1 / DPI))
            )
    return found


def _lands(main: Any) -> dict[str, Any]:
    zoom = ground.zoom_of(main.frame, main.width_in)
    rows = basemap.layers(main.frame.bounds, zoom=zoom, names=("land",))["land"]
    shapes = shapely.make_valid(main.frame.geometry(rows.geometry.to_numpy()))
    parts: dict[str, list[Any]] = {}
    for name, shape in zip(rows["name"], shapes, strict=True):
        parts.setdefault(str(name), []).append(shapely.transform(shape, main.to_inches))
    return {name: shapely.union_all(held) for name, held in parts.items()}


def _held(main: Any, figure: Any) -> set[str]:
    """Hold each country's name on a picture to its country, and return who is named."""
    lands = _lands(main)
    lines: dict[str, set[str]] = {}
    for name in lands:
        for text in (name, *countries.short_names(name)):
            words = lettering.printable(text).upper().split(" ")
            for start in range(len(words)):
                for end in range(start + 1, len(words) + 1):
                    whole = (start, end) == (0, len(words))
                    if whole or start == 0 or end == len(words):
                        lines.setdefault(" ".join(words[start:end]), set()).add(name)
    named = set()
    for text, box in _drawn(figure, main):
        if text not in lines:
            continue
        within = [name for name in lines[text] if shapely.covers(lands[name].buffer(ONE_PX_IN), box)]
        assert within, text
        named.update(within)
    return named


def _large(main: Any) -> set[str]:
    """Countries that fill more than a twentieth and have room for their name at the smallest type, and to spare."""
    view = shapely.box(*main.room.box)
    found = set()
    for name, shape in _lands(main).items():
        seen = shapely.intersection(shape, view)
        if seen.area < 0.05 * view.area:
            continue
        wide = 1.2 * lettering.width_in(name.upper(), 7.0) + 0.1
        left, bottom, right, top = seen.bounds
        x, y = np.meshgrid(np.arange(left, right - wide, 0.06), np.arange(bottom, top - 0.25, 0.06))
        shapely.prepare(seen)
        boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + wide, y.ravel() + 0.25)
        if shapely.covers(seen, boxes).any():
            found.add(name)
    return found


def _map(layers: Layers, bounds: Any, size: tuple[float, float], frame: pd.DataFrame) -> tuple[Any, Any]:
    figure = Figure(figsize=size, dpi=DPI)
    sheet = figure.add_axes((0, 0, 1, 1))
    sheet.set(xlim=(0, size[0]), ylim=(0, size[1]))
    main = panel.Panel(
        figure, sheet, (0.0, 0.0, *size), projection.frame(bounds, size[0] / size[1]), layers.options.theme
    )
    panel.draw(main, layers, frame, [], {}, towns=20)
    return figure, main


@pytest.mark.parametrize("size", [(10.0, 6.5), (5.0, 7.5), (3.5, 3.5)])
@pytest.mark.parametrize("bounds", BOXES)
def test_a_name_stands_in_its_country_and_large_countries_are_named(
    made: Layers, bounds: tuple[float, float, float, float], size: tuple[float, float]
) -> None:
    figure, main = _map(made, bounds, size, made.events.head(0))
    named = _held(main, figure)
    assert _large(main) <= named


@pytest.mark.parametrize("seed_number", range(24))
def test_names_of_random_windows_stand_in_their_countries(made: Layers, seed_number: int) -> None:
    rng = np.random.default_rng(seed_number)
    lat, lon = rng.uniform(-50, 68), rng.uniform(-180, 180)
    high = float(np.exp(rng.uniform(np.log(0.5), np.log(55.0))))
    wide = high * rng.uniform(0.6, 2.4)
    bounds = (lon, max(-80.0, lat - high / 2), lon + wide, min(80.0, lat + high / 2))
    figure, main = _map(made, bounds, (rng.uniform(3, 13), rng.uniform(3, 8)), made.events.head(0))
    assert _large(main) <= _held(main, figure)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(13.333, 7.5), (8.27, 11.69), (8.0, 8.0)])
def test_the_pictures_of_the_seed_events_name_their_countries_inside_them(
    made: Layers, size: tuple[float, float], theme: str
) -> None:
    figure, (main, *_) = snapshot._compose(made, size=size, dpi=DPI, theme=theme)
    assert {"Iraq", "Syria"} <= _held(main, figure)


def test_a_country_full_of_marks_is_named_under_them(made: Layers) -> None:
    x, y = np.meshgrid(np.linspace(39.0, 48.5, 60), np.linspace(29.5, 37.0, 50))
    frame = pd.DataFrame(
        {
            "event_id": [f"e{number}" for number in range(x.size)],
            "event_type": pd.Series(["Battles"] * x.size, dtype="str"),
            "attacker": pd.Series(["One"] * x.size, dtype="str"),
            "contested": pd.array([False] * x.size, dtype="boolean"),
            "latitude": y.ravel(),
            "longitude": x.ravel(),
            "location_precision": pd.Series(["exact"] * x.size, dtype="str"),
            "uncertainty_m": 100.0,
            "fatalities_best": pd.array([40] * x.size, dtype="Int64"),
        }
    )
    figure, main = _map(made, (39.5, 30.0, 48.0, 36.5), (9.0, 6.0), frame)
    assert "Iraq" in _held(main, figure)


def test_no_closer_look_at_what_the_map_does_not_show(seed: Store) -> None:
    """Its lines led off the map, over the words beside it."""
    away = map_layers.build(seed, None, MapOptions(view=(33.0, 35.5, 8.0)), texts=True)
    _, panels = snapshot._compose(away)
    assert len(panels) == 1
    _, panels = snapshot._compose(map_layers.build(seed, None, MapOptions(), texts=True))
    assert len(panels) == 2
