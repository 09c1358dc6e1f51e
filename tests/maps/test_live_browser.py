"""The live map in a real Chromium: an exported page, opened from the disk with the network cut off."""

from __future__ import annotations

import folium
import pytest

from events.store import Store
from maps import layers as map_layers
from maps import live
from maps.live import client_source
from tests.browser import browser, open_page  # noqa: F401  fixtures
from tests.events.synthetic import events_frame
from tests.maps.test_live import HOSTILE, hostile_layers  # noqa: F401  fixture

HANDLE = "conflictAtlas.handle"


@pytest.fixture(scope="module")
def seed_layers(seed):
    options = map_layers.MapOptions(title="Attacks in Iraq and Syria")
    return map_layers.build(seed, options=options, texts=True)


@pytest.fixture(scope="module")
def seed_html(seed_layers, tmp_path_factory):
    return live.save_html(seed_layers, tmp_path_factory.mktemp("page") / "seed.html")


@pytest.fixture
def seed_page(seed_html, open_page):  # noqa: F811
    return open_page(seed_html)


def settle(page):
    """Wait until the frames that are under way have been drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def on_screen(page, title):
    """Where an event is on the page."""
    return page.evaluate(
        """title => { const h = conflictAtlas.handle;
        for (let i = 0; i < h.data.n; i++) if (h.cards.text("title", i) === title) {
          const p = h.map.latLngToContainerPoint(h.choosing.latLng(i)), b = h.mapNode.getBoundingClientRect();
          return {x: p.x + b.left, y: p.y + b.top, index: i}; } }""",
        title,
    )


def pixels_drawn(page):
    return page.evaluate(
        """() => { const c = document.querySelector(".ca-events");
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i] > 40) n++; return n; }"""
    )


def test_exported_page_paints_with_no_network(seed_page):
    page = seed_page.page
    settle(page)
    assert pixels_drawn(page) > 200
    assert page.locator(".ca").get_attribute("data-events") == "11"
    assert page.locator(".ca-count-main").inner_text() == "10 of 11 events shown"
    assert page.locator(".ca-counts").inner_text().count("not located") == 1
    assert page.title() == "Attacks in Iraq and Syria"
    assert page.evaluate("conflictAtlas.painted.first") > 0
    assert seed_page.errors == []
    assert seed_page.requests == []


def test_click_selects_and_shows_the_card(seed_page):
    page = seed_page.page
    spot = on_screen(page, "Air strike on a militia convoy near Abu Kamal")
    page.mouse.click(spot["x"], spot["y"])
    card = page.locator(".ca-panel .ca-detail")
    card.wait_for()
    assert "Air strike on a militia convoy near Abu Kamal" in card.locator("h2").inner_text()
    assert "11 Jul 2020" in card.inner_text()
    assert page.evaluate(f"{HANDLE}.events.selected") == spot["index"]
    page.keyboard.press("Escape")
    assert page.locator(".ca-panel").is_hidden()
    assert page.evaluate(f"{HANDLE}.events.selected") == -1


def test_several_events_on_a_spot_give_a_list(seed_page):
    page = seed_page.page
    spot = on_screen(page, "Iraq declares victory over ISIS")
    page.mouse.click(spot["x"], spot["y"])
    rows = page.locator(".ca-pop .ca-item")
    rows.first.wait_for()
    assert rows.count() >= 2
    rows.last.click()
    page.locator(".ca-panel .ca-detail").wait_for()


def test_a_step_in_time_changes_what_is_drawn(seed_page):
    page = seed_page.page
    everything = pixels_drawn(page)
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    settle(page)
    assert page.locator(".ca-date").inner_text() != "1 Jan 2014 – 15 Jul 2020"
    page.evaluate(f"{HANDLE}.timeline.setWindow(18332, 18332, 'window')")  # 11 March 2020
    settle(page)
    assert page.locator(".ca-date").inner_text() == "11 Mar 2020"
    assert 0 < pixels_drawn(page) < everything
    assert "outside the dates" in page.locator(".ca-counts").inner_text()
    labels = page.evaluate(
        f"{HANDLE}.overlays.items.filter(i => {HANDLE}.overlays.shows(i)).map(i => i.overlay.kind)"
    )
    assert "ring" in labels
    assert "route" not in labels
    page.get_by_role("button", name="All dates").click()
    settle(page)
    assert page.locator(".ca-count-main").inner_text() == "10 of 11 events shown"


def test_names_stay_by_what_they_name_however_far_the_map_is_zoomed_out(seed_page):
    told = f"(zoom, kind) => {HANDLE}.lettering.candidates(zoom).filter((label) => label.kind === kind)"
    page = seed_page.page
    assert page.evaluate(f"({told})(8, 'ring').length") > 0
    assert page.evaluate(f"({told})(2, 'ring').length") == 0, "a ring of a few pixels has no words"


def test_cumulative_mode_keeps_what_was_before(seed_page):
    page = seed_page.page
    page.evaluate(f"{HANDLE}.timeline.setWindow(18332, 18332, 'window')")
    settle(page)
    window = int(page.locator(".ca-count-main").inner_text().split()[0])
    page.get_by_role("button", name="cumulative").click()
    settle(page)
    assert int(page.locator(".ca-count-main").inner_text().split()[0]) > window
    assert page.locator(".ca-date").inner_text() == "until 11 Mar 2020"


def test_play_moves_the_window_and_stops_at_the_end(seed_page):
    page = seed_page.page
    page.evaluate(f"{HANDLE}.timeline.speed = 60")
    page.keyboard.press(" ")
    assert page.get_by_role("button", name="Pause (Space)").is_visible()
    page.wait_for_function(f"!{HANDLE}.timeline.playing", timeout=20_000)
    assert page.evaluate(f"{HANDLE}.timeline.to >= {HANDLE}.timeline.extent[1]")


def test_time_says_what_a_bar_holds_passes_over_what_is_empty_and_begins_anew(seed_page):
    page = seed_page.page
    timeline = f"{HANDLE}.timeline"
    at = page.evaluate(
        f"""() => {{ const h = {timeline}.hist, k = h.bars.exact.findIndex(n => n > 0);
        return (Math.floor(k / h.bars.colours) + 0.5) / h.bars.count; }}"""
    )
    box = page.locator(".ca-hist").bounding_box()
    page.mouse.move(box["x"] + box["width"] * at, box["y"] + 30)
    told = page.locator(".ca-bar-tip")
    assert "1 event" in told.locator("strong").inner_text()
    page.mouse.move(box["x"] + 40, box["y"] - 200)
    assert told.is_hidden()

    # whole months stay whole months at both ends; with all dates there is nowhere to go
    for key in ("Home", "End"):
        page.keyboard.press(key)
        assert page.evaluate(f"{timeline}.all")
    page.evaluate(f"{timeline}.setWindow(18293, 18321, 'window')")  # February 2020
    page.keyboard.press("Home")
    assert page.locator(".ca-date").inner_text() == "Jan 2014"
    page.keyboard.press("End")
    assert page.locator(".ca-date").inner_text() == "Jul 2020"
    page.evaluate(f"{timeline}.setWindow(18300, 18304, 'window')")
    page.keyboard.press("End")
    assert page.locator(".ca-date").inner_text() == "11 – 15 Jul 2020"

    # in an empty stretch play goes to the next event at once, and says what it passed over
    page.evaluate(
        f"""() => {{ const t = {timeline}, e = {HANDLE}.events;
        let day = t.extent[0];
        while (e.anyIn(day, day + 70)) day += 5;
        Object.assign(t, {{unitChoice: "week", speed: 0.001}});
        t.setWindow(day, day + 6, "window"); t.play(); t.step(1, true); }}"""
    )
    settle(page)
    assert page.locator(".ca-skipped").inner_text().startswith("skipped ")
    assert page.locator(".ca-count-main").inner_text().split()[0] != "0"
    page.keyboard.press(" ")
    assert page.locator(".ca-skipped").inner_text() == ""

    page.get_by_role("button", name="Begin anew at the end").click()
    page.evaluate(
        f"""() => {{ const t = {timeline}; t.speed = 100;
        t.setWindow(t.extent[1] - 20, t.extent[1] - 14, "window"); }}"""
    )
    page.get_by_role("button", name="Play (Space)").click()
    page.wait_for_function(f"{timeline}.from < {timeline}.extent[0] + 400", timeout=20_000)
    assert page.evaluate(f"{timeline}.playing")
    assert seed_page.errors == []


def test_dragging_on_the_histogram_draws_a_window(seed_page):
    page = seed_page.page
    box = page.locator(".ca-hist").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20, steps=4)
    page.mouse.up()
    settle(page)
    first = page.evaluate(f"[{HANDLE}.timeline.from, {HANDLE}.timeline.to]")
    assert 0 < first[1] - first[0] < 600
    page.locator(".ca-handle-right").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{HANDLE}.timeline.to") > first[1]
    assert page.evaluate(f"{HANDLE}.timeline.from") == first[0]


def test_legend_rows_are_filters(seed_page):
    page = seed_page.page
    row = page.locator(".ca-legend .ca-row", has_text="ISIS").first
    shown = f"i.overlay.kind === 'area' && {HANDLE}.overlays.shows(i)"
    areas = f"{HANDLE}.overlays.items.filter(i => {shown}).length"
    before = page.evaluate(areas)
    row.click()
    settle(page)
    assert page.evaluate(areas) == before - 1
    assert row.get_attribute("aria-pressed") == "false"
    assert page.locator(".ca-count-main").inner_text() == "9 of 11 events shown"
    assert "1 switched off in the legend" in page.locator(".ca-counts").inner_text()
    row.click()
    settle(page)
    assert page.locator(".ca-count-main").inner_text() == "10 of 11 events shown"


def test_an_exported_page_begins_with_what_was_switched_off(seed_store, tmp_path, open_page):  # noqa: F811
    options = map_layers.MapOptions(hidden=("colour:=ISIS", "mark:inferred"))
    layers = map_layers.build(seed_store, options=options, texts=True)
    page = open_page(live.save_html(layers, tmp_path / "seed.html")).page
    assert "1 switched off in the legend" in page.locator(".ca-counts").inner_text()
    assert page.locator(".ca-legend [aria-pressed=false]").count() == 2
    assert page.evaluate(f"{HANDLE}.overlays.marksShown().has('inferred')") is False


def test_count_parts_list_their_events(seed_page):
    page = seed_page.page
    page.locator(".ca-count[data-part=unlocated]").click()
    assert page.locator(".ca-panel .ca-item").count() == 1
    assert "Raid on a militia headquarters" in page.locator(".ca-panel").inner_text()


def test_briefing_view_and_keys(seed_page):
    page = seed_page.page
    page.keyboard.press("b")
    settle(page)
    assert page.locator(".ca-foot").is_hidden()
    assert page.locator(".ca-heading h1").is_visible()
    assert page.locator(".ca-brief-date").inner_text() == "1 Jan 2014 – 15 Jul 2020"
    assert page.locator(".ca-legend").is_visible()
    page.set_viewport_size({"width": 1280, "height": 720})  # a projector: the whole legend, none of it small
    settle(page)
    legend = page.locator(".ca-legend")
    assert legend.evaluate("node => node.scrollHeight - node.clientHeight") <= 1
    share = legend.locator(".ca-row").first.evaluate(
        "node => parseFloat(getComputedStyle(node).fontSize) / innerHeight"
    )
    assert share > 0.018
    page.keyboard.press("Escape")
    assert page.locator(".ca-foot").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".ca-counts").is_visible()
    assert page.locator(".ca-bar:visible, .ca-play:visible").count() == 0
    assert seed_page.errors == []


def test_probe_tells_inside_possibly_inside_and_outside(seed_page):
    page = seed_page.page
    page.get_by_role("button", name="Tools: box, circle, point, distance").click()
    page.get_by_role("button", name="Ask about a point").click()
    verdicts = page.evaluate(
        f"""() => {{ const all = {HANDLE}.overlays.items.map(i => i.overlay);
        const ask = (lat, lon) => new Set({HANDLE}.tools.hooks.verdicts(lat, lon).map(v => v.verdict));
        return [...ask(33.53, 44.33), ...ask(33.36, 44.35), ...ask(36, 40)]; }}"""
    )
    assert {"inside", "possibly inside", "outside"} == set(verdicts)
    spot = on_screen(page, "Rocket attack on Camp Taji")
    page.mouse.click(spot["x"] + 60, spot["y"] - 80)
    page.locator(".ca-verdict strong").first.wait_for()
    page.keyboard.press("Escape")


def test_hostile_texts_show_as_text_and_nothing_runs(hostile_layers, tmp_path, open_page):  # noqa: F811
    made = live.save_html(hostile_layers, tmp_path / "hostile.html")
    seen = open_page(made)
    page = seen.page
    assert page.locator(".ca-heading h1").inner_text() == HOSTILE[0] + HOSTILE[1]
    page.locator(".ca-icon[aria-label='List of the events in view']").click()
    titles = page.locator(".ca-panel .ca-item strong").all_text_contents()
    shown = {title for title in HOSTILE if any(title.split("\x00")[0] in text for text in titles)}
    assert len(shown) == len(HOSTILE)
    for row in range(len(HOSTILE)):
        page.evaluate(f"{HANDLE}.select({row}, true)")
        page.locator(".ca-panel .ca-detail").wait_for()
    settle(page)
    page.mouse.move(*(on_screen(page, HOSTILE[0])[axis] for axis in ("x", "y")))
    settle(page)
    assert page.title() == HOSTILE[0] + HOSTILE[1]
    assert page.locator("img").count() == 0
    # folium's switches, the three scripts, and the map itself
    assert page.evaluate("document.querySelectorAll('script').length") == 5
    assert seen.errors == []
    assert seen.requests == []


def test_other_folium_layers_work_offline(seed_layers, tmp_path, open_page):  # noqa: F811
    made = live.folium_map(seed_layers)
    folium.Marker([33.3, 44.4], popup=folium.Popup("A popup of folium's own")).add_to(made)
    folium.Circle([33.3, 44.4], radius=5000, tooltip="five").add_to(made)
    path = tmp_path / "mixed.html"
    made.save(str(path))
    seen = open_page(path)
    pin = seen.page.locator("img.leaflet-marker-icon")
    assert pin.evaluate("node => node.complete && node.naturalWidth > 0")
    pin.dispatch_event("click")
    popup = seen.page.locator(".leaflet-popup-content")
    popup.wait_for()
    assert popup.inner_text().strip() == "A popup of folium's own"
    assert seen.errors == []
    assert seen.requests == []


def test_lives_in_a_shadow_root_and_ignores_the_same_data(seed_layers, open_page):  # noqa: F811
    from maps.live.payload import encode_events

    body = encode_events(seed_layers.events, seed_layers.legend, texts=True).body
    seen = open_page("about:blank", ready=None)
    page = seen.page
    page.add_script_tag(content=client_source.client_js())
    said = page.evaluate(
        """async ([bytes, description]) => {
          const outer = document.createElement("div"); outer.style.height = "700px";
          document.body.append(outer);
          const shadow = outer.attachShadow({mode: "open"});
          const root = document.createElement("div"); root.style.height = "700px"; shadow.append(root);
          const said = [];
          const handle = conflictAtlas.mount(root, {onSelect: (...a) => said.push(["select", ...a]),
            onWindow: w => said.push(["window", w]), onView: v => said.push(["view", v])});
          handle.update(description);
          const data = Uint8Array.from(bytes);
          await handle.setEvents(data);
          const draws = conflictAtlas.painted.draws;
          handle.update(JSON.parse(JSON.stringify(description)));
          await handle.setEvents(data);
          const still = conflictAtlas.painted.draws === draws;
          handle.map.setView([33.5, 44.3], 9, {animate: false});
          handle.timeline.step(1);
          handle.select(5, true);
          handle.update({...description, title: "Another title"});
          const told = kind => said.some(row => row[0] === kind);
          for (let k = 0; k < 400 && !["select", "window", "view"].every(told); k++)
            await new Promise(done => setTimeout(done, 50));
          await new Promise(done => setTimeout(done, 300));     // and nothing is told twice
          const zoom = handle.map.getZoom();
          handle.destroy();
          return {still, zoom, said, styles: shadow.querySelectorAll("style").length};
        }""",
        [list(body), seed_layers.description()],
    )
    assert said["still"]
    assert said["zoom"] == 9
    assert said["styles"] == 1
    kinds = [row[0] for row in said["said"]]
    assert set(kinds) == {"select", "window", "view"}
    assert kinds.count("view") == 1
    selected = next(row for row in said["said"] if row[0] == "select")
    assert selected[1] == 5
    assert selected[2] in set(seed_layers.events["event_id"])
    assert seen.errors == []


def test_a_box_and_a_circle_tell_their_shape(seed_page):
    page = seed_page.page
    page.evaluate(f"{HANDLE}.cb.onShape = shape => window.shape = shape")
    page.get_by_role("button", name="Tools: box, circle, point, distance").click()
    for name in ("Draw a box", "Draw a circle"):
        page.get_by_role("button", name=name).click()
        page.mouse.move(500, 250)
        page.mouse.down()
        page.mouse.move(640, 330, steps=4)
        page.mouse.up()
        settle(page)
    lat, lon, km = page.evaluate("window.shape.within")
    assert 30 < lat < 38
    assert 38 < lon < 48
    assert km > 20
    radius = page.get_by_label("Radius in kilometres")
    radius.fill("30")
    radius.press("Tab")
    assert page.evaluate("window.shape.within[2]") == 30
    page.get_by_role("button", name="Remove this shape").click()
    assert page.evaluate("window.shape") is None
    assert seed_page.errors == []


def test_typing_in_a_field_never_moves_time(seed_page):
    page = seed_page.page
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), {id: 'field'}))")
    page.locator("#field").focus()
    for key in ("b", " ", "ArrowRight", "Home"):
        page.keyboard.press(key)
    assert page.evaluate(f"{HANDLE}.timeline.all && !{HANDLE}.timeline.playing")
    assert page.locator(".ca-foot").is_visible()
    assert page.locator("#field").input_value() == "b "


def test_carried_bytes_reach_the_map_and_are_let_go(seed_layers, open_page):  # noqa: F811
    from maps.live.payload import encode_events

    bodies = [list(encode_events(seed_layers.events.head(n), seed_layers.legend).body) for n in (11, 4)]
    page = open_page("about:blank", ready=None).page
    page.add_script_tag(content=client_source.client_js())
    said = page.evaluate(
        """async ([bodies, description]) => {
          const root = document.createElement("div"); root.style.height = "600px";
          document.body.append(root);
          const [carrier, other] = [document.createElement("i"), document.createElement("i")];
          const handle = conflictAtlas.mount(root, {}, {});
          const until = async n => {
            for (let k = 0; k < 400 && !(handle.data && handle.data.n === n); k++)
              await new Promise(done => setTimeout(done, 50)); };
          const [first, second] = bodies.map(body => Uint8Array.from(body));
          const keys = [first, second].map(body => conflictAtlas.readHeader(body).header.key);
          conflictAtlas.feed(handle, {description, events: keys[0], basemaps: {}});
          conflictAtlas.carry(first, carrier);                  // the bytes come after the message
          await until(11);
          const early = handle.data.n;
          conflictAtlas.carry(first, other);
          conflictAtlas.carry(second, carrier);
          conflictAtlas.feed(handle, {description, events: keys[1], basemaps: {}});
          await until(4);
          const kept = [...conflictAtlas.store.keys()].length;
          conflictAtlas.drop(other);
          conflictAtlas.drop(carrier);
          return {early, late: handle.data.n, kept, left: conflictAtlas.store.size};
        }""",
        [bodies, seed_layers.description()],
    )
    assert said == {"early": 11, "late": 4, "kept": 2, "left": 0}


@pytest.fixture(scope="module")
def crowd_html(tmp_path_factory):
    """Forty-one events on one spot, one beside them, five known only to their country."""
    folder = tmp_path_factory.mktemp("crowd")
    frame = events_frame(147, seed=5)
    frame["location_precision"] = ["exact"] * 142 + ["country"] * 5
    frame["latitude"], frame["longitude"], frame["country"] = 36.2, 37.15, "Syria"
    frame.loc[141, "latitude"] = 34.7
    frame.loc[142:, ["latitude", "longitude"]] = [33.5, 36.3]
    frame["uncertainty_m"] = frame["uncertainty_m"].where(frame["location_precision"] == "country", 100.0)
    store = Store.open(f"duckdb:///{folder / 'crowd.duckdb'}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    return live.save_html(map_layers.build(store, texts=True), folder / "crowd.html")


def test_a_crowd_on_one_spot_is_one_mark_with_its_number_and_all_of_it_in_its_list(crowd_html, open_page):  # noqa: F811
    opened = open_page(crowd_html)
    page = opened.page
    settle(page)
    piles = page.evaluate(
        f"{HANDLE}.events.piles.list.map(p => ({{n: p.n, badge: p.badge, numbered: p.numbered || null}}))"
    )
    assert piles == [{"n": 141, "badge": False, "numbered": True}, {"n": 5, "badge": True, "numbered": None}]
    apart = page.evaluate(
        f"""() => {{ const e = {HANDLE}.events, f = e.frame();
        return Math.max(...Array.from({{length: e.data.n}}, (_, i) => {{ const p = e.pileOf(i);
          if (!p) return 0; const [x, y] = e.spot(i, f); return Math.hypot(p.x - x, p.y - y); }})); }}"""
    )
    assert apart <= 7.5, "two millimetres at 96 pixels an inch"
    spot = page.evaluate(
        f"""() => {{ const e = {HANDLE}.events, p = e.piles.list[0];
        const b = {HANDLE}.mapNode.getBoundingClientRect();
        const at = {HANDLE}.map.layerPointToContainerPoint(e.corner.add([p.x, p.y]));
        return {{x: at.x + b.left, y: at.y + b.top}}; }}"""
    )
    page.mouse.click(spot["x"], spot["y"])
    panel = page.locator(".ca-panel")
    panel.locator(".ca-group").first.wait_for()
    assert panel.locator(".ca-panel-head h3").inner_text() == "141 events on this spot"
    for grouping in ("Type", "Year", "Attacker"):
        panel.get_by_role("button", name=grouping, exact=True).click()
        counts = panel.locator(".ca-group .ca-row-count").all_inner_texts()
        assert sum(map(int, counts)) == 141
        assert len(counts) > 1
    largest = panel.locator(".ca-group-of").first
    largest.locator("summary").click()
    rows = largest.locator(".ca-item:not(.ca-more)")
    rows.first.wait_for()
    assert rows.count() == min(100, int(counts[0]))
    panel.get_by_label("Search these events").fill("near place 140")
    panel.get_by_text("1 of 141 events found").wait_for()
    assert rows.count() == 1
    rows.click()
    panel.locator(".ca-detail").wait_for()
    assert panel.locator("h2").inner_text().endswith("near place 140")
    assert opened.errors == []


def test_events_known_to_a_country_are_its_badge_and_not_a_mark(crowd_html, open_page):  # noqa: F811
    page = open_page(crowd_html).page
    settle(page)
    inside = page.evaluate(
        f"""() => {{ const h = {HANDLE}, at = h.choosing.latLng(h.events.stands.events[0]);
        return [at.lat, at.lng, h.data.lat[h.events.stands.events[0]] / h.data.scale]; }}"""
    )
    assert 34.5 < inside[0] < 35.6, "the badge is at the country's label place"
    assert inside[2] == 33.5, "and the coordinates of the data stay what they are"
    spot = page.evaluate(
        f"""() => {{ const e = {HANDLE}.events, p = e.piles.list.find(p => p.badge);
        const b = {HANDLE}.mapNode.getBoundingClientRect();
        const at = {HANDLE}.map.layerPointToContainerPoint(e.corner.add([p.bx, p.by]));
        return {{x: at.x + b.left, y: at.y + b.top}}; }}"""
    )
    page.mouse.click(spot["x"], spot["y"])
    page.locator(".ca-pop .ca-item").first.wait_for()
    assert page.locator(".ca-pop h3").inner_text() == "5 events somewhere in Syria"
    assert (
        page.evaluate(
            f"{HANDLE}.overlays.items.filter(i => i.overlay.unit && {HANDLE}.overlays.shows(i)).length"
        )
        == 1
    )
