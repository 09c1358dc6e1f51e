"""The live map's Python face: a folium map around the client, and one file that needs no network.

The description and the payloads travel as base64: no text of an event ever meets a
template (folium and branca compile what they render as Jinja, twice).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import folium
from folium.template import Template

from geo.whole_file import write_whole
from maps.layers.framing import asked_bounds
from maps.live.client_source import VENDOR, as_base64, client_js, read
from maps.live.ground import ground_of
from maps.live.payload import encode_events

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

MAX_ZOOM = 16


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
        ("leaflet", _script_uri(read(VENDOR / "leaflet" / "leaflet.js"))),
        ("jquery", _script_uri(read(VENDOR / "jquery" / "jquery.slim.min.js"))),
        ("conflict_atlas", _script_uri(client_js(leaflet=False))),
    ]
    made.default_css = []
    payload = encode_events(
        layers.events, layers.legend, texts=texts, sources=sources, claims=claims, outlines=layers.units
    )
    grounds = (
        {
            name: ground.body
            for name, ground in ground_of(asked_bounds(layers.options) or layers.bounds).items()
        }
        if basemap
        else {}
    )
    AtlasLayer(layers.description(), payload.body, grounds).add_to(made)
    return made


def save_html(layers: Any, path: str | os.PathLike[str], **options: Any) -> Path:
    """Write a map as one HTML file that works from a disk with no network.

    Parameters
    ----------
    layers : maps.layers.Layers or folium.Map
        What is drawn, built with ``texts=True``; or the map that `folium_map` returned, with whatever was
        added to it since.
    path : path-like
        The file; replaced whole or not at all.
    **options : Any
        As for `folium_map`; of a map that is made already there is none.

    Returns
    -------
    Path

    Raises
    ------
    TypeError
        Neither layers nor a map, or options for a map that is made already.
    """
    page = _made(layers, options).get_root()
    if not isinstance(layers, folium.Map):  # folium names parts by chance: the same layers, the same file
        for number, part in enumerate(_parts(page)):
            part._id = f"{number:032x}"  # noqa: SLF001 (branca makes it by chance and offers no other way)
    return write_whole(path, page.render(), shared=True)


def _made(given: Any, options: dict[str, Any]) -> folium.Map:
    if isinstance(given, folium.Map):
        if options:
            raise TypeError(f"The map is made already; give {', '.join(options)} to folium_map.")
        return given
    if not hasattr(given, "legend"):
        raise TypeError(
            f"save_html takes layers or the map that folium_map returned, not {type(given).__name__}."
        )
    return folium_map(given, **options)


def _parts(element: Any) -> Iterator[Any]:
    """The elements of a folium page, from the whole to its parts."""
    yield element
    for child in element._children.values():  # noqa: SLF001 (branca lists them nowhere else)
        yield from _parts(child)


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
        super().__init__(name="Events", overlay=True, control=True)  # not a ground to choose: always on top
        self._name = "AtlasLayer"
        self.parts = {
            "description": as_base64(
                json.dumps(description, ensure_ascii=False).encode("utf-8", "surrogatepass")
            ),
            "events": as_base64(events),
            "basemaps": {name: as_base64(body) for name, body in basemaps.items()},
        }


def _script_uri(script: str) -> str:
    return f"data:text/javascript;charset=utf-8;base64,{as_base64(script.encode('utf-8'))}"
