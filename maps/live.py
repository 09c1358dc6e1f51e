"""The live map's Python side: the client script, the folium map around it, one file that needs no network.

The description and the payloads travel as base64: no text of an event ever meets a
template (folium and branca compile what they render as Jinja, twice).
"""

from __future__ import annotations

import base64
import json
import mimetypes
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import folium
import pandas as pd
from folium.template import Template

from maps.live_ground import ground_of
from maps.payload import encode_events

CLIENT = Path(__file__).resolve().parent / "client"
VENDOR = CLIENT / "vendor"

SCRIPTS = (
    "core.js",
    "decode.js",
    "style.js",
    "glyphs.js",
    "basemap.js",
    "labels.js",
    "events.js",
    "events_draw.js",
    "overlays.js",
    "units.js",
    "timeline.js",
    "counts.js",
    "legend.js",
    "cards.js",
    "tools.js",
    "mount.js",
    "choosing.js",
    "keys.js",
    "hosts.js",
)
"""The client's files in the order in which they are joined; they share one function scope."""

MAX_ZOOM = 16


@lru_cache(maxsize=1)
def client_css() -> str:
    """Return Leaflet's style sheet, its images inlined, and the client's own."""
    folder = VENDOR / "leaflet"

    def inline(match: re.Match[str]) -> str:
        image = folder / match.group(1).strip("'\"")
        if not image.is_file():
            return match.group(0)
        kind = mimetypes.guess_type(image.name)[0]
        return f"url(data:{kind};base64,{_base64(image.read_bytes())})"

    leaflet = re.sub(r"url\(([^)#]+)\)", inline, _read(folder / "leaflet.css"))
    return leaflet + "\n" + _read(CLIENT / "atlas.css")


@lru_cache(maxsize=2)
def client_js(*, leaflet: bool = True) -> str:
    """Return the client as one script that defines ``window.conflictAtlas``.

    Parameters
    ----------
    leaflet : bool
        Begin with Leaflet itself; without it, ``window.L`` must be there.
    """
    assets: dict[str, Any] = {"css": client_css()}
    assets["images"] = {
        name: _image(f"{name}.png") for name in ("marker-icon", "marker-icon-2x", "marker-shadow")
    }
    parts = [_read(VENDOR / "leaflet" / "leaflet.js").split("//# sourceMappingURL")[0]] if leaflet else []
    own = "\n".join(_read(CLIENT / name) for name in SCRIPTS)
    parts.append(
        '(function () {\n"use strict";\nif (window.conflictAtlas && window.conflictAtlas.mount) return;\n'
        "const L = window.L;\n"
        f"window.conflictAtlas = Object.assign(window.conflictAtlas || {{}}, {json.dumps(assets)});\n"
        f"{own}\n}})();"
    )
    return "\n".join(parts) + "\n"


def component_js(part: str) -> str:
    """Return the module of one of the dashboard's components.

    Parameters
    ----------
    part : str
        "client": the script itself, mounted once (its text is large and never changes).
        "carrier": takes a payload's bytes as its data and keeps them for the map.
        "map": takes ``{"description", "events": key, "basemaps": {name: key}, "height"}``.

    Returns
    -------
    str
        An ES module with ``export default function (component)``.
    """
    module = _read(CLIENT / f"component_{part}.js")
    return client_js() + module if part == "client" else module


def folium_map(
    layers: Any,
    *,
    basemap: bool = True,
    texts: bool = True,
    sources: pd.DataFrame | None = None,
    claims: pd.DataFrame | None = None,
) -> folium.Map:
    """Return a ``folium.Map`` that shows `layers` with nothing from the network.

    It can be displayed in a notebook, saved, and given any other folium layer.

    Parameters
    ----------
    layers : maps.layers.Layers
        What is drawn; built with ``texts=True`` its click cards have their words.
    basemap : bool
        Draw the shipped ground.
    texts : bool
        Carry the events' words.
    sources, claims : DataFrame, optional
        Rows of those tables, for the click cards.

    Returns
    -------
    folium.Map
    """
    left, bottom, right, top = layers.bounds or (-130.0, -50.0, 150.0, 65.0)
    made = folium.Map(
        location=[(bottom + top) / 2, (left + right) / 2], zoom_start=4, tiles=None, zoom_control=False,
        attribution_control=False,
    )  # fmt: skip
    made.options["max_zoom"] = MAX_ZOOM
    made.default_js = [
        ("leaflet", _script_uri(_read(VENDOR / "leaflet" / "leaflet.js"))),
        ("jquery", _script_uri(_read(VENDOR / "jquery" / "jquery.slim.min.js"))),
        ("conflict_atlas", _script_uri(client_js(leaflet=False))),
    ]
    made.default_css = []
    payload = encode_events(layers.events, layers.legend, texts=texts, sources=sources, claims=claims)
    grounds = {name: ground.body for name, ground in ground_of(layers.bounds).items()} if basemap else {}
    AtlasLayer(layers.description(), payload.body, grounds).add_to(made)
    return made


def save_html(layers: Any, path: str | os.PathLike[str], **options: Any) -> Path:
    """Write `layers` as one HTML file that works from a disk with no network.

    Parameters
    ----------
    layers : maps.layers.Layers
        What is drawn; build it with ``texts=True``.
    path : path-like
        The file; overwritten.
    options
        As for `folium_map`.

    Returns
    -------
    Path
    """
    target = Path(path)
    target.write_text(folium_map(layers, **options).get_root().render(), encoding="utf-8")
    return target


class AtlasLayer(folium.map.Layer):
    """The folium layer that carries a description and payloads and starts the client on them."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.layerGroup().addTo({{ this._parent.get_name() }});
            conflictAtlas.folium(
                {{ this._parent.get_name() }}, {{ this.parts|tojson }}, {{ this.get_name() }}
            );
        {% endmacro %}
        """
    )

    def __init__(self, description: dict[str, Any], events: bytes, basemaps: dict[str, bytes]) -> None:
        super().__init__(name="Events")
        self._name = "AtlasLayer"
        self.parts = {
            "description": _base64(
                json.dumps(description, ensure_ascii=False).encode("utf-8", "surrogatepass")
            ),
            "events": _base64(events),
            "basemaps": {name: _base64(body) for name, body in basemaps.items()},
        }


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _image(name: str) -> str:
    return f"data:image/png;base64,{_base64((VENDOR / 'leaflet' / 'images' / name).read_bytes())}"


def _script_uri(script: str) -> str:
    return f"data:text/javascript;charset=utf-8;base64,{_base64(script.encode('utf-8'))}"
