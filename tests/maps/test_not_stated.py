"""Events of which nobody says how well the place is known have a mark of their own, live and printed."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.markers import MarkerStyle

from events import wording
from events.importing import import_file
from events.model import LOCATION_PRECISIONS
from events.store import Store
from maps import layers as map_layers
from maps import live
from maps.layers import legend, style
from maps.live import client_source
from maps.snapshot import marks
from tests.browser import browser, open_page  # noqa: F401  fixtures

ROWS = (
    "id,date,title,type,place,country,lat,lon,geo precision,killed,attacker",
    "1,2024-05-01,sharp,Battles,A,Iraq,33.4,44.1,exact,60,ISIS",
    "2,2024-05-01,unsaid,Battles,B,Iraq,33.4,44.5,,60,ISIS",
    "3,2024-05-01,unsaid and unknown,Battles,C,Iraq,33.2,44.5,,,ISIS",
    "4,2024-05-01,province,Battles,Diyala,Iraq,33.9,45.0,Province,60,ISIS",
)


@pytest.fixture
def drawn(tmp_path):
    store = Store.open(f"duckdb:///{tmp_path / 'x.duckdb'}")
    path = tmp_path / "list.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    report = import_file(store, path)
    assert report.error is None, report.error
    return store


def test_every_precision_has_its_words_and_the_client_its_place():
    assert tuple(wording.PRECISIONS) == LOCATION_PRECISIONS
    source = client_source.client_js(leaflet=False)
    assert f"NOT_STATED = {LOCATION_PRECISIONS.index('not_stated')};" in source


def test_a_row_without_a_precision_is_never_drawn_as_an_exact_one():
    frame = pd.DataFrame({"location_precision": ["exact", "not_stated", "near", None]})
    assert style.not_stated(frame).tolist() == [False, True, False, True]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hollow", [False, True])
def test_the_printed_mark_has_an_open_centre(theme, hollow):
    import numpy as np

    point = np.array([[0.0, 0.0]])
    plain = marks.mark_lines(point, "square", "#D55E00", 9.0, theme, hollow=hollow)
    unsaid = marks.mark_lines(point, "square", "#D55E00", 9.0, theme, hollow=hollow, unsaid=True)
    assert len(unsaid) == len(plain) + 1
    centre = unsaid[-1]
    assert centre.get_markerfacecolor() == style.THEMES[theme].land
    assert 0.2 * plain[-1].get_markersize() < centre.get_markersize() < 0.6 * plain[-1].get_markersize()
    assert centre.get_marker() is not None
    assert isinstance(centre._marker, MarkerStyle)
    soft = marks.mark_lines(point, "square", "#D55E00", 9.0, theme, soft=True, unsaid=True)
    assert len(soft) == len(marks.mark_lines(point, "square", "#D55E00", 9.0, theme, soft=True))


def test_the_legend_counts_them_apart(drawn):
    made = map_layers.build(drawn, options=map_layers.MapOptions(title="x")).legend
    counts = {mark.key: (mark.label, mark.count) for mark in made.marks}
    assert counts["not_stated"] == ("Precision not stated", 2)
    assert counts["area"][1] == 1
    assert isinstance(made, legend.Legend)


def test_the_live_mark_has_an_open_centre_and_an_entry_in_the_legend(drawn, tmp_path, open_page):  # noqa: F811
    built = map_layers.build(drawn, options=map_layers.MapOptions(title="x"), texts=True)
    page = open_page(live.save_html(built, tmp_path / "page.html")).page
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    colours = page.evaluate(
        """() => { const h = conflictAtlas.handle, c = document.querySelector(".ca-events"), out = {};
        const g = c.getContext("2d"), ratio = c.width / c.getBoundingClientRect().width;
        const box = c.getBoundingClientRect(), map = h.mapNode.getBoundingClientRect();
        for (let i = 0; i < h.data.n; i++) {
          const p = h.map.latLngToContainerPoint(h.choosing.latLng(i));
          const d = g.getImageData(Math.round((p.x + map.left - box.left) * ratio),
            Math.round((p.y + map.top - box.top) * ratio), 1, 1).data;
          out[h.cards.text("title", i)] = [d[0], d[1], d[2], d[3]]; }
        return out; }"""
    )
    assert colours["unsaid"] == [255, 255, 255, 255]
    assert colours["sharp"][3] == 255
    assert min(colours["sharp"][:3]) < 220
    assert page.get_by_text("Precision not stated").count() == 1
    said = page.evaluate(
        "() => { const h = conflictAtlas.handle; return [0, 1, 2, 3].map(i => h.cards.where(i)); }"
    )
    assert said.count("Precision not stated") == 2
