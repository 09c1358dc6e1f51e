"""Marks, piles, hexagons and heat in a real Chromium: each way counts what is shown, and says how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from events.store import Store
from maps import layers as map_layers
from maps import live
from maps.layers import MapOptions
from maps.layers.drawing import Drawing
from tests.browser import browser, open_page  # noqa: F401  fixtures
from tests.events.synthetic import events_frame

HANDLE = "conflictAtlas.handle"
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
IN_CELLS = f"""() => {{ const d = {HANDLE}.events.density; let sum = 0;
    for (let k = 0; k < d.count; k++) sum += d.values[d.active[k]];
    return {{sum, apart: d.apart, shown: {HANDLE}.lastCounts.shown}}; }}"""
PILES = f"""() => {{ const e = {HANDLE}.events, piles = e.piles.list.filter(p => !p.badge);
    let touching = 0;
    piles.forEach((p, i) => piles.slice(i + 1).forEach(q => {{
      if (Math.hypot(p.x - q.x, p.y - q.y) < p.r + q.r - 0.01) touching++; }}));
    const held = e.piles.list.reduce((sum, p) => sum + p.n, 0);
    const alone = [...e.marked.list.subarray(0, e.marked.count)].filter(i => !e.pileOf(i)).length;
    return {{touching, held: held + alone, seen: e.marked.count, most: Math.max(...piles.map(p => p.n)),
             at: [piles[0].x + e.corner.x, piles[0].y + e.corner.y]}}; }}"""


def _store(path: Path) -> Store:
    """Seven hundred events at fifty places and four hundred more at one, five known only to their country."""
    frame = events_frame(1105, seed=8)
    places = np.random.default_rng(8).normal((35.2, 38.2), (0.9, 1.6), (50, 2))[np.arange(1105) % 50]
    frame["latitude"], frame["longitude"], frame["country"] = places[:, 0], places[:, 1], "Syria"
    frame.loc[700:1099, ["latitude", "longitude"]] = [36.2, 37.15]
    frame["location_precision"], frame["uncertainty_m"] = "exact", 100.0
    frame.loc[1100:, "location_precision"], frame.loc[1100:, "uncertainty_m"] = "country", 400_000.0
    store = Store.open(f"duckdb:///{path}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    return store


def test_every_way_to_draw_a_crowd_counts_all_that_is_shown(tmp_path: Path, open_page: Any) -> None:  # noqa: F811
    options = MapOptions(drawing=Drawing("hexagons", "events", "linear"))
    built = map_layers.build(_store(tmp_path / "crowd.duckdb"), options=options, texts=True)
    opened = open_page(live.save_html(built, tmp_path / "crowd.html"))
    page = opened.page
    page.evaluate(SETTLED)
    legend = page.locator(".ca-density")

    # the page begins as it was exported, and the legend's classes hold what is drawn
    assert page.locator(".ca-drawing [aria-pressed=true]").inner_text() == "Hexagons"
    assert page.get_by_label("Steps of the colours").input_value() == "linear"
    assert page.evaluate(IN_CELLS) == {"sum": 1100, "apart": 5, "shown": 1105}
    assert legend.locator(".ca-class").count() == len(page.evaluate(f"{HANDLE}.events.density.breaks")) + 1
    assert "5 events known only to a district or wider: on that, in no hexagon" in legend.inner_text()
    page.get_by_label("Steps of the colours").select_option("log")
    assert page.evaluate(f"{HANDLE}.events.drawing.scale") == "log"

    # it follows the window of time
    page.evaluate(f"{HANDLE}.timeline.setWindow({HANDLE}.timeline.extent[0], 12000, 'window')")
    page.evaluate(SETTLED)
    counted = page.evaluate(IN_CELLS)
    assert 0 < counted["sum"] + counted["apart"] == counted["shown"] < 1105
    page.get_by_label("What is counted").select_option("deaths")
    page.evaluate(SETTLED)
    assert "Deaths here" in legend.inner_text()
    page.get_by_role("button", name="All dates").click()

    # piles: no two touch, and none is lost
    page.get_by_role("button", name="Auto").click()
    page.evaluate(SETTLED)
    assert page.locator(".ca-drawing [aria-pressed=true]").inner_text() == "Auto: piles"
    piles = page.evaluate(PILES)
    assert piles["touching"] == 0
    assert piles["held"] == piles["seen"] == 1105
    assert piles["most"] >= 400
    at = page.evaluate(
        f"""([x, y]) => {{ const b = {HANDLE}.mapNode.getBoundingClientRect();
        const p = {HANDLE}.map.layerPointToContainerPoint([x, y]); return [p.x + b.left, p.y + b.top]; }}""",
        piles["at"],
    )
    page.mouse.click(*at)
    page.locator(".ca-panel .ca-group").first.wait_for()
    assert page.locator(".ca-panel-head h3").inner_text().startswith(f"{piles['most']:,} events ")
    page.keyboard.press("Escape")

    # heat and marks
    for way in ("Heat", "Marks"):
        page.get_by_role("button", name=way, exact=True).click()
        page.evaluate(SETTLED)
        assert page.evaluate(f"{HANDLE}.events.way") == way.lower()
    assert legend.is_hidden()
    assert opened.errors == []
