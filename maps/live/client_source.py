"""The live map's client as text: one script, one style sheet, and the modules of the dashboard.

Apart from `maps.live` so that the dashboard, which needs only this, does not load folium.
"""

from __future__ import annotations

import base64
import json
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

CLIENT = Path(__file__).resolve().parent.parent / "client"
VENDOR = CLIENT / "vendor"

BUNDLE = CLIENT / "built" / "atlas.js"
"""The client's modules as one script, made by ``npm run build`` and committed: users need no Node."""


@lru_cache(maxsize=1)
def client_css() -> str:
    """Return Leaflet's style sheet, its images inlined, and the client's own."""
    folder = VENDOR / "leaflet"

    def inline(match: re.Match[str]) -> str:
        image = folder / match.group(1).strip("'\"")
        if not image.is_file():
            return match.group(0)
        kind = mimetypes.guess_type(image.name)[0]
        return f"url(data:{kind};base64,{as_base64(image.read_bytes())})"

    leaflet = re.sub(r"url\(([^)#]+)\)", inline, read(folder / "leaflet.css"))
    return leaflet + "\n" + read(CLIENT / "atlas.css")


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
    parts = [read(VENDOR / "leaflet" / "leaflet.js").split("//# sourceMappingURL")[0]] if leaflet else []
    parts.append(
        "window.conflictAtlas = Object.assign(window.conflictAtlas || {}, "
        f"{json.dumps(assets)});\n{read(BUNDLE)}"
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
    module = read(CLIENT / "hosts" / f"component_{part}.js")
    return client_js() + module if part == "client" else module


def read(path: Path) -> str:
    """Return a text file's content."""
    return path.read_text(encoding="utf-8")


def as_base64(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def _image(name: str) -> str:
    return f"data:image/png;base64,{as_base64((VENDOR / 'leaflet' / 'images' / name).read_bytes())}"
