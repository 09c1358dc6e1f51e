"""The live map's Python side: nothing of an event meets a template, nothing comes from a network."""

from __future__ import annotations

import base64
import json
import re

import folium
import pytest

from maps import layers as map_layers
from maps import live
from maps.live import client_source
from tests.events.synthetic import events_frame

HOSTILE = (
    "<img src=x onerror=\"document.title='run'\">",
    "{{7*7}} {{ ''.__class__ }}",
    "{% off",
    "${1} $\\frac{a}{b}",
    "=1+1",
    "</script><script>document.title='run'</script>",
    "`+alert(1)+`",
    "line\nbreak \u202e \u0000 end",
)


def hostile_frame():
    frame = events_frame(len(HOSTILE), seed=3)
    for column in ("title", "place", "target", "notes", "attacker", "country", "admin1", "weapon"):
        frame[column] = [text.replace("\x00", "") for text in HOSTILE]
    frame["location_precision"] = "exact"
    frame["latitude"] = [30.0 + k for k in range(len(HOSTILE))]
    frame["longitude"] = 44.0
    return frame


@pytest.fixture
def hostile_layers(store):
    with store.writing(who="test") as db:
        db.upsert_events(hostile_frame())
    options = map_layers.MapOptions(title=HOSTILE[0] + HOSTILE[1], subtitle=HOSTILE[2], theme="light")
    return map_layers.build(store, options=options, texts=True)


def test_no_text_of_an_event_is_in_the_markup(hostile_layers, tmp_path):
    page = live.save_html(hostile_layers, tmp_path / "map.html").read_text(encoding="utf-8")
    for text in ("onerror=", "{{7*7}}", "{% off", "frac{a}", "__class__", "document.title='run'"):
        assert text not in page


def test_description_comes_back_whole(hostile_layers):
    made = live.folium_map(hostile_layers, basemap=False)
    layer = next(child for child in made._children.values() if isinstance(child, live.AtlasLayer))
    description = json.loads(base64.b64decode(layer.parts["description"]))
    assert description == json.loads(json.dumps(hostile_layers.description()))
    assert layer.parts["basemaps"] == {}


def test_page_names_no_address_to_load_from(hostile_layers, tmp_path):
    page = live.save_html(hostile_layers, tmp_path / "map.html").read_text(encoding="utf-8")
    sources = re.findall(r"(?:src|href)=[\"']([^\"']+)", page)
    assert sources
    assert all(source.startswith("data:") for source in sources)


def test_is_a_folium_map_like_any_other(hostile_layers):
    made = live.folium_map(hostile_layers)
    assert isinstance(made, folium.Map)
    folium.Marker([33, 44], popup=folium.Popup("a popup")).add_to(made)
    folium.LayerControl().add_to(made)
    assert "srcdoc" in made._repr_html_()
    assert folium.Map.default_js[0][1].startswith("https:")  # folium's own list is as it was


def test_the_same_layers_give_the_same_payload_parts(hostile_layers):
    first, second = (live.folium_map(hostile_layers) for _ in range(2))
    parts = [
        next(c for c in m._children.values() if isinstance(c, live.AtlasLayer)).parts for m in (first, second)
    ]
    assert parts[0] == parts[1]


def test_component_modules_export_a_function():
    for part in ("client", "carrier", "map"):
        assert "export default function (component)" in client_source.component_js(part)
    assert len(client_source.component_js("map")) < 10_000  # it is sent again with each description
    assert "window.L" in client_source.component_js("client")


def test_a_map_that_was_returned_is_saved_too(hostile_layers, tmp_path):
    made = live.folium_map(hostile_layers)
    folium.Marker([33.3, 44.4]).add_to(made)
    page = live.save_html(made, tmp_path / "map.html").read_text(encoding="utf-8")
    assert "L.marker(" in page
    with pytest.raises(TypeError, match="is made already"):
        live.save_html(made, tmp_path / "other.html", texts=False)
    with pytest.raises(TypeError, match="takes layers or the map"):
        live.save_html("map", tmp_path / "other.html")
