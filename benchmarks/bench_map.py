"""The live map with 400,000 events, beside folium's own GeoJson on a canvas and FastMarkerCluster.

Everything is served from this machine. The marker cluster script, which is not part of
the project, is fetched once with ``npm pack leaflet.markercluster`` (or name a folder
with it in ``MARKERCLUSTER_PATH``); without it that comparison is left out.
``MAP_BENCH_EVENTS`` changes the number of events.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pandas as pd
from branca.element import Element
from folium.plugins import FastMarkerCluster
from playwright.sync_api import Browser, sync_playwright

from benchmarks import Figure, median_s
from events import query
from events.query.data_mark import mark_of
from events.store import Store, file_url
from maps import layers as map_layers
from maps import live
from maps.layers import drawing
from maps.layers import legend as legends
from maps.live import client_source
from maps.live.payload import encode_events
from tests.browser import launch
from tests.events.synthetic import events_frame

COUNT = int(os.environ.get("MAP_BENCH_EVENTS", "400000"))
PLACES = 20_000
RUNS = 3
PATIENCE_MS = 180_000
QUIET = map_layers.MapOptions(rings=(), show_routes=False, show_sites=False, show_areas=False)

STEPS = """async (way) => {
  const { timeline } = conflictAtlas.handle;
  conflictAtlas.handle.setDrawing({ way, measure: "events", scale: "log" }, false);
  const [first, last] = timeline.extent;
  const times = { near: [], all: [] };
  for (let k = 0; k < 25; k++) {
    timeline.setWindow(first + 1 + k, last, "window");       // nearly everything stays in the window
    times.all.push(conflictAtlas.painted.stepMs);
    await new Promise((done) => setTimeout(done, 30));
  }
  timeline.setWindow(last - 1100, last - 1000, "window");
  for (let k = 0; k < 25; k++) {
    timeline.step(1);                                         // a window of a hundred days moves on
    times.near.push(conflictAtlas.painted.stepMs);
    await new Promise((done) => setTimeout(done, 30));
  }
  return times;
}"""

TOLD = "requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = performance.now(); }));"

REDRAW = """() => {
  const map = Object.values(window).find((value) => value instanceof L.Map);
  const renderer = Object.values(map._layers).find((layer) => layer instanceof L.Canvas);
  const cluster = Object.values(map._layers).find((layer) => layer.refreshClusters);
  const times = [];
  for (let k = 0; k < 3; k++) {
    const began = performance.now();
    if (renderer) { renderer._redrawBounds = null; renderer._redraw(); }
    else { const all = cluster.getLayers(); cluster.clearLayers(); cluster.addLayers(all); }
    times.push(performance.now() - began);
  }
  return times;
}"""


def run() -> Iterable[Figure]:
    """Measure the payload, its first paint and a step in time, beside folium's own layers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = _stored(folder / "bench.duckdb", events_frame(COUNT))
        yield from _payload(store)
        yield from _built(store)
        layers = map_layers.build(store, options=QUIET)
        live.save_html(layers, folder / "ours.html", texts=False)
        crowded = _stored(folder / "crowded.duckdb", _crowded(events_frame(COUNT)))
        live.save_html(map_layers.build(crowded, options=QUIET), folder / "crowded.html", texts=False)
        beside = _folium_pages(layers, folder)
        with sync_playwright() as playwright, _served(folder) as address:
            browser = launch(playwright)
            yield from _drawn(browser, address, beside)
            browser.close()


def _stored(path: Path, frame: pd.DataFrame) -> Store:
    store = Store.open(file_url(path), seed=False)
    with store.writing(who="benchmark") as db:
        db.upsert_events(frame)
    return store


def _crowded(frame: pd.DataFrame) -> pd.DataFrame:
    """The same events at `PLACES` places, so that nearly each shares its spot and is drawn in a pile."""
    rows = np.arange(len(frame)) % PLACES
    held = frame[["latitude", "longitude"]].iloc[rows].reset_index(drop=True)
    return frame.assign(latitude=held["latitude"], longitude=held["longitude"])


def _built(store: Store) -> Iterator[Figure]:
    """The layers of all events with all overlays, and the mark of their data, in processor time."""
    for what, work in (
        ("all layers built", functools.partial(map_layers.build, store)),
        ("mark of the data", functools.partial(mark_of, store, query.Filter())),
    ):
        work()
        begun = time.process_time()
        work()
        yield Figure(f"{COUNT:,} events: {what}, processor time", time.process_time() - begun, "s", "≤ 3")


def _payload(store: Store) -> Iterator[Figure]:
    columns = list(map_layers.DRAWN_COLUMNS)
    sizes = []

    def build() -> None:
        frame = query.select(store, query.Filter(), columns=columns, order="event_date")
        sizes.append(len(encode_events(frame, legends.build(frame)).body) / len(frame))

    seconds = median_s(build, runs=RUNS)
    yield Figure(f"{COUNT:,} events: build of the live payload from the store", seconds, "s", "≤ 1")
    yield Figure(f"{COUNT:,} events: size of the live payload", sizes[-1], "bytes/event", "≤ 16")


def _drawn(browser: Browser, address: str, beside: dict[str, str]) -> Iterator[Figure]:
    said = {label: _theirs(browser, f"{address}/{file}") for label, file in beside.items()}
    paints, everything, near = _stepped(browser, f"{address}/ours.html", drawing.AUTO)
    first = "; ".join(f"{label} {text[0]}" for label, text in said.items())
    redraw = "; ".join(f"{label} {text[1]}" for label, text in said.items())
    yield Figure(f"{COUNT:,} events: first paint", statistics.median(paints), "s", "≤ 4", first)
    what = f"{COUNT:,} events: a step of the window"
    yield Figure(f"{what} that shows all of them", statistics.median(everything), "ms", "≤ 33", redraw)
    yield Figure(f"{what} of a hundred days", statistics.median(near), "ms", "≤ 33")
    for way in (way for way in drawing.WAYS if way != drawing.AUTO):
        _, everything, near = _stepped(browser, f"{address}/ours.html", way)
        what = f"{COUNT:,} events as {way}: a step"
        yield Figure(f"{what} that shows all", statistics.median(everything), "ms", "≤ 33")
        yield Figure(f"{what} of a hundred days", statistics.median(near), "ms", "≤ 33")
    _, everything, near = _stepped(browser, f"{address}/crowded.html", drawing.AUTO)
    what = f"{COUNT:,} events at {PLACES:,} places: a step"
    yield Figure(f"{what} that shows all", statistics.median(everything), "ms", "≤ 33")
    yield Figure(f"{what} of a hundred days", statistics.median(near), "ms", "≤ 33")


def _stepped(browser: Browser, url: str, way: str) -> tuple[list[float], list[float], list[float]]:
    """First paints in seconds; steps that show all, and a hundred days, in milliseconds, drawn one way."""
    paints, everything, near = [], [], []
    for _ in range(RUNS):
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(url)
        page.wait_for_selector(".ca[data-ready=true]", timeout=PATIENCE_MS)
        page.wait_for_function("conflictAtlas.painted.first !== null")
        paints.append(page.evaluate("conflictAtlas.painted.first") / 1000)
        times = page.evaluate(STEPS, way)
        near += times["near"]
        everything += times["all"]
        page.close()
    return paints, everything, near


def _theirs(browser: Browser, url: str) -> tuple[str, str]:
    """First paint and redraw of a folium page, in words."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(PATIENCE_MS)
    try:
        page.goto(url, wait_until="commit")
        page.wait_for_function("window.painted", timeout=PATIENCE_MS)
        first = f"{page.evaluate('window.painted') / 1000:.1f} s"
        return first, f"{statistics.median(page.evaluate(REDRAW)):,.0f} ms"
    except Exception as error:  # noqa: BLE001 (whatever the other library raises is its figure)
        limit = f"not within {PATIENCE_MS / 1000:.0f} s" if "Timeout" in str(error) else type(error).__name__
        return limit, limit
    finally:
        page.close()


def _folium_pages(layers: Any, folder: Path) -> dict[str, str]:
    """Write the same events as folium draws them; what is loaded lies beside the pages."""
    rows = layers.events[layers.events["latitude"].notna()]
    points = list(zip(rows["latitude"].tolist(), rows["longitude"].tolist(), strict=True))
    for file in ("leaflet/leaflet.js", "leaflet/leaflet.css", "jquery/jquery.slim.min.js"):
        shutil.copy(client_source.VENDOR / file, folder)
    made = {"GeoJson on canvas": _write(_geojson(points), folder / "geojson.html")}
    if _marker_cluster(folder):
        cluster = FastMarkerCluster(points, callback="(row) => L.marker([row[0], row[1]])")
        cluster.default_js = [("markercluster", "leaflet.markercluster.js")]
        cluster.default_css = []
        made["FastMarkerCluster"] = _write(cluster, folder / "cluster.html")
    return made


def _geojson(points: list[tuple[float, float]]) -> folium.GeoJson:
    shapes = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        for lat, lon in points
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": shapes},
        marker=folium.CircleMarker(radius=3, weight=1, fill=True),
        zoom_on_click=False,
    )


def _write(layer: Any, path: Path) -> str:
    page = folium.Map([20, 20], zoom_start=3, tiles=None, prefer_canvas=True)
    page.options["max_zoom"] = 18
    page.default_js = [("leaflet", "leaflet.js"), ("jquery", "jquery.slim.min.js")]
    page.default_css = [("leaflet_css", "leaflet.css")]
    layer.add_to(page)
    root = page.get_root()
    root.render()
    root.script.add_child(Element(TOLD), name="told")
    path.write_text(root._template.render(this=root, kwargs={}), encoding="utf-8")
    return path.name


def _marker_cluster(folder: Path) -> bool:
    """Put the marker cluster script into the folder; False where it cannot be had."""
    named = os.environ.get("MARKERCLUSTER_PATH")
    if named:
        shutil.copy(Path(named) / "leaflet.markercluster.js", folder)
        return True
    if not shutil.which("npm"):
        return False
    command = ["npm", "pack", "leaflet.markercluster@1.5.3", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    packed = folder / (done.stdout.strip().splitlines() or [""])[-1]
    if done.returncode or not packed.is_file():
        return False
    with tarfile.open(packed) as archive:
        script = archive.extractfile("package/dist/leaflet.markercluster.js")
        if script is None:
            return False
        (folder / "leaflet.markercluster.js").write_bytes(script.read())
    return True


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    begun = time.perf_counter()
    for figure in run():
        print(figure)
    print(f"{time.perf_counter() - begun:.0f} s")
