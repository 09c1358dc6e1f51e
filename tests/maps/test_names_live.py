"""On the live map a country's or province's name stands inside it, and no name lies on a pile."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from events.store import Store
from geo import countries
from geo.ground import basemap, land
from maps import layers as map_layers
from maps import live
from maps.layers import MapOptions
from maps.live import ground
from tests.browser import browser, open_page  # noqa: F401  fixtures
from tests.events.synthetic import events_frame

HANDLE = "conflictAtlas.handle"
VIEWS = {
    "Levant": (33.0, 35.5, 6.5),
    "Levant, close": (33.0, 35.5, 8.0),
    "Iraq": (33.0, 44.0, 6.75),
    "Sahel": (14.0, 3.0, 4.75),
    "world": (20.0, 10.0, 3.0),
    "antimeridian": (66.0, 175.0, 4.0),
    "Chile": (-38.0, -70.0, 4.5),
    "Gambia in Senegal": (13.5, -15.4, 7.5),
    "Lesotho in South Africa": (-29.5, 28.0, 6.5),
    "Alaska": (52.0, -120.0, 3.5),
    "French Guiana": (4.0, -53.0, 6.0),
    "islands": (-17.0, 178.0, 7.0),
}
SLACK_PX = 1.5
"""A pixel, and what the ground's outlines are thinned by as they are drawn."""

SEEN = """([lat, lon, zoom]) => { const h = conflictAtlas.handle;
    h.map.setView([lat, lon], zoom, {animate: false});
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
      const o = h.map.getPixelOrigin().add(h.map.containerPointToLayerPoint([0, 0])), s = h.map.getSize();
      done({x: o.x, y: o.y, w: s.x, h: s.y, zoom: h.map.getZoom(), panels: h.stage.panelBoxes(),
            names: h.labels.written(), piles: h.events.obstacles(0)}); }))); }"""


@cache
def _drawn(seed_bounds: tuple[float, float, float, float]) -> tuple[Any, gpd.GeoDataFrame, dict[str, Any]]:
    """The box of the region that the page carries, and the land of the world and of the region by name."""
    box = ground.cells(seed_bounds)
    world = basemap.overview()["land"]
    span = max(box[2] - box[0], box[3] - box[1])
    zoom = round(min(10.0, max(5.0, np.log2(360 / span) + 3)))
    near = basemap.layers(box, zoom=zoom, names=("land", "admin1"))
    return shapely.box(*box), world, near


def _lands(seen: dict[str, Any], bounds: tuple[float, float, float, float]) -> dict[str, Any]:
    """The countries as this view draws them, in pixels: the region inside its box, the world beyond."""
    box, world, near = _drawn(bounds)
    shapes = {
        name: shapely.make_valid(shape) for name, shape in zip(world["name"], world.geometry, strict=True)
    }
    if seen["zoom"] >= ground.REGION_ZOOM:
        shapes = {name: shapely.difference(shape, box) for name, shape in shapes.items()}
        for name, shape in zip(near["land"]["name"], near["land"].geometry, strict=True):
            inner = shapely.intersection(shapely.make_valid(shape), box)
            # on the region's own edge a name may stand across both
            outer = shapes.get(name, shapely.Polygon())
            shapes[name] = shapely.union_all([outer, inner]).buffer(1e-3)
    return {name: _pixels(shape, seen) for name, shape in shapes.items()}


def _pixels(shape: Any, seen: dict[str, Any]) -> Any:
    """A shape in pixels of the window, on each copy of the world that is in it."""
    world = 256 * 2 ** seen["zoom"]

    def at(points: np.ndarray) -> np.ndarray:
        sin = np.sin(np.radians(np.clip(points[:, 1], -85.0511, 85.0511)))
        x = (points[:, 0] / 360 + 0.5) * world - seen["x"]
        return np.column_stack([x, (0.5 - np.log((1 + sin) / (1 - sin)) / (4 * np.pi)) * world - seen["y"]])

    made = shapely.transform(shape, at)
    window = shapely.box(-50, -50, seen["w"] + 50, seen["h"] + 50)
    parts = [
        shapely.intersection(
            shapely.make_valid(shapely.transform(made, lambda p, k=k: p + np.array([k * world, 0.0]))), window
        )
        for k in (-1, 0, 1)
    ]
    return shapely.union_all(parts)


def _named(text: str, names: list[str]) -> str | None:
    """The country that a written name stands for."""
    for name in names:
        if text in (name.upper(), *(short.upper() for short in countries.short_names(name))):
            return name
    return None


def _holds(shape: Any, wide: float, high: float, seen: dict[str, Any]) -> bool:
    """Whether a box lies inside a shape in the window and off its panels, by trying all over."""
    window = shapely.box(0, 0, seen["w"], seen["h"])
    free = shapely.difference(
        shapely.intersection(shape, window), shapely.union_all([shapely.box(*box) for box in seen["panels"]])
    )
    left, top, right, bottom = free.bounds if not free.is_empty else (0, 0, 0, 0)
    x, y = np.meshgrid(np.arange(left, right - wide, 7.0), np.arange(top, bottom - high, 7.0))
    shapely.prepare(free)
    boxes = shapely.box(x.ravel(), y.ravel(), x.ravel() + wide, y.ravel() + high)
    return bool(shapely.covers(free, boxes).any())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (400, 800)])
def test_names_of_countries_and_provinces_stand_inside_them(
    seed: Store,
    tmp_path: Any,
    open_page: Any,  # noqa: F811
    size: tuple[int, int],
    theme: str,
) -> None:
    made = map_layers.build(seed, options=MapOptions(theme=theme), texts=True)
    assert made.bounds is not None
    page = open_page(live.save_html(made, tmp_path / "seed.html"), width=size[0], height=size[1]).page
    provinces = 0
    for view, asked in VIEWS.items():
        seen = page.evaluate(SEEN, list(asked))
        lands = _lands(seen, made.bounds)
        written = set()
        for name in seen["names"]:
            box = shapely.box(*name["box"])
            if name["kind"] == "country":
                of = _named(name["text"], list(lands))
                assert of, name
                written.add(of)
                assert shapely.covers(lands[of].buffer(SLACK_PX), box), (view, name)
            elif name["kind"] == "admin1":
                provinces += 1
                units = _drawn(made.bounds)[2]["admin1"]
                own = units[units["name"] == name["text"]].geometry
                assert any(
                    shapely.covers(_pixels(unit.buffer(1e-3), seen).buffer(SLACK_PX), box) for unit in own
                ), (view, name)
        whole = seen["w"] * seen["h"]
        for of, shape in lands.items():
            free = shapely.intersection(shape, shapely.box(0, 0, seen["w"], seen["h"]))
            large = free.area > 0.06 * whole
            if large and of != "Antarctica" and _holds(shape, 9.5 * len(of) + 24, 34, seen):
                assert of in written, (view, of, sorted(written))
    assert provinces > 10


def test_names_keep_off_piles_however_many_events_there_are(tmp_path: Any, open_page: Any) -> None:  # noqa: F811
    towns = land.read_layer("towns")
    towns = towns[towns["country"].isin(["IQ", "SY", "JO", "LB", "IL"])].head(60)
    count = 60 * len(towns)
    frame = events_frame(count, seed=3)
    frame["location_precision"], frame["uncertainty_m"], frame["country"] = "exact", 100.0, None
    frame["latitude"] = np.tile(towns.geometry.y.to_numpy(), 60)
    frame["longitude"] = np.tile(towns.geometry.x.to_numpy(), 60)
    store = Store.open(f"duckdb:///{tmp_path / 'towns.duckdb'}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    assert count > 3_000
    page = open_page(live.save_html(map_layers.build(store, texts=True), tmp_path / "towns.html")).page
    for asked in ((33.5, 41.0, 6.5), (33.3, 36.0, 7.5)):
        seen = page.evaluate(SEEN, list(asked))
        assert len(seen["piles"]) > 10
        lying = [
            name
            for name in seen["names"]
            if name["kind"] in ("town", "city", "capital")
            and max(shapely.box(*name["box"]).intersection(shapely.box(*pile)).area for pile in seen["piles"])
            > 1
        ]
        assert lying == []
        assert any(name["kind"] in ("town", "city", "capital") for name in seen["names"])


@pytest.fixture(scope="module")
def rough_html(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Five events known only to Syria, two to a region of unknown outline and extent, two at sea."""
    folder = tmp_path_factory.mktemp("rough")
    frame = events_frame(9, seed=5)
    frame["location_precision"] = ["country"] * 5 + ["region"] * 2 + ["sea"] * 2
    frame["country"] = ["Syria"] * 5 + [None] * 4
    frame["admin1"] = None
    frame["latitude"] = [35.0] * 5 + [34.0] * 2 + [34.5] * 2
    frame["longitude"] = [38.5] * 5 + [43.0] * 2 + [33.5] * 2
    frame["uncertainty_m"] = [400_000.0] * 5 + [np.nan] * 2 + [60_000.0] * 2
    store = Store.open(f"duckdb:///{folder / 'rough.duckdb'}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    return live.save_html(map_layers.build(store, texts=True), folder / "rough.html")


@pytest.mark.parametrize("asked", [(33.5, 36.3, 11), (36.2, 37.15, 9), (35.0, 40.5, 10)])
def test_a_badge_stays_in_view_while_its_unit_is(rough_html: Any, open_page: Any, asked: Any) -> None:  # noqa: F811
    page = open_page(rough_html).page
    seen = page.evaluate(SEEN, list(asked))
    badges = page.evaluate(
        f"""() => {{ const e = {HANDLE}.events, o = e.map.layerPointToContainerPoint(e.corner);
        return e.piles.list.filter(p => p.badge).map(p => ({{n: p.n, x: p.bx + o.x, y: p.by + o.y}})); }}"""
    )
    of_syria = [badge for badge in badges if badge["n"] == 5]
    assert len(of_syria) == 1
    (at,) = of_syria
    assert 0 < at["x"] < seen["w"]
    assert 0 < at["y"] < seen["h"]
    syria = land.read_layer("land_fine").set_index("name").geometry["Syria"]
    assert shapely.covers(_pixels(syria, seen).buffer(3), shapely.Point(at["x"], at["y"]))
    page.mouse.click(*page.evaluate(
        """([x, y]) => { const b = conflictAtlas.handle.mapNode.getBoundingClientRect();
        return [x + b.left, y + b.top]; }""",
        [at["x"], at["y"]],
    ))  # fmt: skip
    assert page.locator(".ca-pop .ca-item").count() == 5
    home = page.evaluate(SEEN, [35.0, 38.5, 6])
    first = f"{HANDLE}.events.piles.list.find(p => p.n === 5).first"
    again = page.evaluate(f"() => {HANDLE}.choosing.latLng({first})")
    assert home["zoom"] == 6
    assert abs(again["lat"] - 35.0) < 0.6, "and goes home when that is in sight"


def test_a_unit_without_an_outline_says_what_it_is_and_whether_its_extent_is_known(
    rough_html: Any,
    open_page: Any,  # noqa: F811
) -> None:
    page = open_page(rough_html).page
    page.evaluate(SEEN, [34.5, 38.0, 6])
    words = page.evaluate(
        f"""() => {{ const e = {HANDLE}.events;
        return e.piles.list.filter(p => p.badge && p.n === 2).map(p => e.unitWords(p.first)).sort(); }}"""
    )
    assert words == ["At sea", "Region, extent not known"]
    areas = page.evaluate(
        f"{HANDLE}.overlays.items.map(i => i.overlay)"
        ".filter(o => o.kind === 'area' && o.unit === undefined).length"
    )
    assert areas == 1, "an extent that is known is drawn"


def test_outlines_that_are_not_drawn_are_told(tmp_path: Any, open_page: Any) -> None:  # noqa: F811
    names = [country.name for country in countries.countries() if land.unit(country.alpha2) is not None][
        : map_layers.MOST_OUTLINES + 5
    ]
    frame = events_frame(len(names), seed=5)
    frame["location_precision"], frame["country"], frame["admin1"] = "country", names, None
    middles = [land.unit(name) for name in names]
    frame["latitude"] = [unit.latitude for unit in middles if unit]
    frame["longitude"] = [unit.longitude for unit in middles if unit]
    frame["uncertainty_m"] = 100_000.0
    store = Store.open(f"duckdb:///{tmp_path / 'many.duckdb'}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    made = map_layers.build(store, texts=True)
    page = open_page(live.save_html(made, tmp_path / "many.html")).page
    assert "Outlines drawn for 60 of 65 countries and provinces" in page.locator(".ca-counts").inner_text()
