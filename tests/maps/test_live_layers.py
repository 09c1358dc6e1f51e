"""Our map among other folium layers, in a real Chromium with the network cut off."""

from __future__ import annotations

import base64
import io

import folium
import pytest
from PIL import Image

from maps import layers as map_layers
from maps import live
from tests.browser import browser, open_page  # noqa: F401  fixtures
from tests.maps.test_live_browser import pixels_drawn, settle

GREEN = (0, 200, 0)
EVENTS = ".leaflet-control-layers-overlays label:has-text('Events')"


def tile() -> str:
    """A green tile that needs no network."""
    body = io.BytesIO()
    Image.new("RGB", (256, 256), GREEN).save(body, "png")
    return "data:image/png;base64," + base64.b64encode(body.getvalue()).decode()


@pytest.fixture(scope="module")
def mixed_html(seed, tmp_path_factory):
    made = live.folium_map(map_layers.build(seed, texts=True))
    folium.TileLayer(tile(), attr='&copy; <a href="x" onclick="y()">Example</a>', name="Tiles").add_to(made)
    folium.TileLayer(tile(), attr="Second", name="Other tiles", show=False).add_to(made)
    folium.Marker([34, 41], icon=folium.Icon(color="red", icon="info-sign")).add_to(made)
    folium.Marker([35, 41], icon=folium.Icon(color="darkgreen", icon_color="yellow")).add_to(made)
    folium.Marker([36, 41], icon=folium.Icon(color="blue", icon_color="#zz'><img src=x>")).add_to(made)
    square = [[[39, 32], [40, 32], [40, 33], [39, 33], [39, 32]]]
    feature = {"type": "Feature", "properties": {"name": "Box"},
               "geometry": {"type": "Polygon", "coordinates": square}}  # fmt: skip
    box = {"type": "FeatureCollection", "features": [feature]}
    folium.GeoJson(box, name="Box", tooltip=folium.GeoJsonTooltip(["name"])).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    path = tmp_path_factory.mktemp("mixed") / "mixed.html"
    made.save(path)
    return path


@pytest.fixture
def mixed(mixed_html, open_page):  # noqa: F811
    seen = open_page(mixed_html)
    settle(seen.page)
    yield seen
    assert seen.errors == []
    assert seen.requests == []


def test_events_stay_over_tiles_and_are_no_ground_to_choose(mixed):
    page = mixed.page
    assert pixels_drawn(page) > 200
    assert page.locator(".leaflet-control-layers-base label").all_inner_texts() == [" Tiles", " Other tiles"]
    assert page.locator(".leaflet-control-layers-overlays label").all_inner_texts() == [" Events", " Box"]
    page.locator(".leaflet-control-layers-base label:has-text('Other')").click()
    settle(page)
    assert pixels_drawn(page) > 200


def test_tiles_are_over_our_ground(mixed):
    shot = Image.open(io.BytesIO(mixed.page.screenshot())).convert("RGB")
    green = sum(count for count, colour in shot.getcolors(1 << 20) if colour == GREEN)
    assert green > 0.2 * shot.width * shot.height


def test_the_layer_can_be_switched_off_and_on_and_says_so(mixed):
    page = mixed.page
    rings = "conflictAtlas.handle.overlays.items.filter(i => conflictAtlas.handle.overlays.shows(i)).length"
    before = page.evaluate(rings)
    page.locator(EVENTS).click()
    settle(page)
    assert before > 0
    assert page.evaluate(rings) == 0
    assert page.locator(".ca-events").count() == 0
    assert page.evaluate("conflictAtlas.handle.lettering.eventLabels()") == []
    assert "switched off among the layers" in page.locator(".ca-nothing").inner_text()
    page.mouse.move(640, 300)
    page.mouse.click(640, 300)
    page.locator(EVENTS).click()
    settle(page)
    assert pixels_drawn(page) > 200
    assert page.evaluate(rings) == before
    assert page.locator(".ca-nothing").is_hidden()


def test_icons_keep_their_colours_and_hostile_ones_are_no_markup(mixed):
    page = mixed.page
    fills = page.locator(".ca-pin").evaluate_all(
        "pins => pins.map(pin => [...pin.querySelectorAll('path, circle')].map(s => s.getAttribute('fill')))"
    )
    assert fills[:2] == [["#d43e2a", "white"], ["#728224", "yellow"]]
    assert fills[2][1] == "#fff"
    assert page.locator(".ca-pin img").count() == 0


def test_the_makers_of_tiles_are_named_as_text(mixed):
    credit = mixed.page.locator(".ca-credit")
    assert "© Example" in credit.inner_text()
    assert credit.locator("a").count() == 0
    mixed.page.locator(".leaflet-control-layers-base label:has-text('Other')").click()
    assert "Second" in credit.inner_text()
    assert "Example" not in credit.inner_text()


def test_controls_of_others_stand_beside_ours(mixed):
    page = mixed.page
    box = page.locator(".leaflet-control-layers").bounding_box()
    for ours in (".ca-tr .ca-bar >> nth=0", ".ca-drawing", ".ca-legend", ".ca-tl .ca-bar >> nth=0"):
        mine = page.locator(ours).bounding_box()
        apart = (
            box["x"] >= mine["x"] + mine["width"]
            or mine["x"] >= box["x"] + box["width"]
            or box["y"] >= mine["y"] + mine["height"]
            or mine["y"] >= box["y"] + box["height"]
        )
        assert apart, ours
