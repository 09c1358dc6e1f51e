"""The dashboard as a person meets it: a real server, a real browser, a database of its own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from events.store import Store
from tests.browser import Watched, browser, watch  # noqa: F401
from tests.server import dashboard

PATIENCE_MS = 60_000
ONE_SHOWN = re.compile(r"^1 (of 11 events|event) shown")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, seed: Store) -> Iterator[str]:
    """The dashboard on a free port of this machine with the seed events."""
    folder = tmp_path_factory.mktemp("dashboard")
    database = shutil.copyfile(seed.path, folder / "events.duckdb")
    scratch = folder / "scratch"
    scratch.mkdir()
    own_browser = folder / "browser"
    own_browser.write_text(f'#!/bin/sh\necho "$1" > {folder}/opened\n')
    own_browser.chmod(0o755)
    elsewhere = {"XDG_DATA_HOME": str(folder / "data"), "TMPDIR": str(scratch), "BROWSER": str(own_browser)}
    with dashboard(database, headless=False, **elsewhere) as address:
        yield address
        assert (folder / "opened").read_text().strip() == f"{address}/", (
            "a started dashboard opens the browser"
        )
    assert not list(scratch.glob("conflict-atlas-*")), "an ended dashboard leaves nothing behind"


def _open(browser: Browser, address: str) -> Watched:  # noqa: F811
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seen = watch(page)
    page.goto(address)
    page.wait_for_selector(".ca[data-ready=true]")
    return seen


@pytest.fixture
def atlas(browser: Browser, server: str) -> Iterator[Page]:  # noqa: F811
    """The Map page, painted; afterwards nothing must have gone wrong or left the machine."""
    seen = _open(browser, server)
    yield seen.page
    seen.page.context.close()
    assert not seen.requests
    assert not [error for error in seen.errors if "404" not in error]


def _strip(page: Page) -> str:
    return page.locator(".ca-counts").inner_text().replace("\n", " ")


def test_the_map_fills_the_window_and_shows_the_seed_events(atlas: Page) -> None:
    expect(atlas.locator(".ca-counts")).to_contain_text("of 11 events shown", timeout=PATIENCE_MS)
    assert atlas.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    stage = atlas.locator(".st-key-atlas_map").bounding_box()
    assert stage is not None
    assert stage["width"] > 1000
    assert stage["height"] > 380
    drawn = atlas.evaluate(
        """() => { for (const n of document.querySelectorAll('.st-key-atlas_map *')) if (n.shadowRoot) {
        const c = n.shadowRoot.querySelector('canvas'); return c ? c.width * c.height : 0; } return -1; }"""
    )
    assert drawn > 10_000


def test_a_filter_changes_map_strip_and_address_and_travels(atlas: Page, browser: Browser) -> None:  # noqa: F811
    atlas.locator(".st-key-filter_attackers input").click()
    atlas.get_by_role("option", name=re.compile("^ISIS")).click()
    expect(atlas.locator(".ca-counts")).to_contain_text(ONE_SHOWN, timeout=PATIENCE_MS)
    atlas.wait_for_url("**attacker=ISIS**")
    atlas.locator(".ca-legend .ca-row", has_text="Place of an event").click()
    atlas.wait_for_url("**hide=mark**")
    second = _open(browser, atlas.url)
    expect(second.page.locator(".ca-counts")).to_contain_text(ONE_SHOWN, timeout=PATIENCE_MS)
    expect(second.page.locator(".ca-legend [aria-pressed=false]")).to_have_count(1)
    expect(second.page.locator(".st-key-filter_attackers")).to_contain_text("ISIS")
    second.page.context.close()


def test_a_click_on_a_row_opens_the_event_beside_the_map(atlas: Page) -> None:
    map_before = atlas.locator(".st-key-atlas_map").bounding_box()
    table = atlas.locator(".st-key-rows canvas").first.bounding_box()
    assert table is not None
    atlas.mouse.click(table["x"] + 400, table["y"] + 36 + 14)
    facts = atlas.locator(".st-key-facts")
    expect(facts).to_contain_text("ISIS offensive", timeout=PATIENCE_MS)
    expect(atlas.locator(".st-key-evidence")).to_contain_text("Sources", timeout=PATIENCE_MS)
    atlas.wait_for_url("**event=**")
    assert atlas.locator(".st-key-atlas_map").bounding_box() == map_before
    unknown = atlas.locator(".st-key-rows canvas td[aria-label=unknown]")
    expect(unknown.first).to_have_text("", timeout=PATIENCE_MS)
    atlas.keyboard.press("Escape")
    expect(facts).to_have_count(0, timeout=PATIENCE_MS)


def test_time_plays_and_the_table_follows(atlas: Page) -> None:
    date = atlas.locator(".ca-date")
    before = date.inner_text()
    atlas.get_by_role("button", name=re.compile("^Play")).click()
    expect(date).not_to_have_text(before, timeout=PATIENCE_MS)
    atlas.get_by_role("button", name=re.compile("^Pause")).click()
    atlas.wait_for_url("**window=**")
    assert "outside the dates" in _strip(atlas)


def test_back_and_forward_restore_the_view(browser: Browser, server: str) -> None:  # noqa: F811
    seen = _open(browser, f"{server}/?attacker=ISIS")
    page = seen.page
    counts = page.locator(".ca-counts")
    expect(counts).to_contain_text(ONE_SHOWN, timeout=PATIENCE_MS)
    page.locator(".st-key-reset button").click()
    page.wait_for_url(re.compile(r"/$"))
    expect(counts).to_contain_text("10 of 11 events shown", timeout=PATIENCE_MS)
    page.locator(".ca-legend .ca-row", has_text="Battles").click()
    page.wait_for_url("**hide=shape**")
    length = page.evaluate("history.length")
    page.wait_for_timeout(1_200)  # the browser has settled on the address
    page.go_back(wait_until="commit")
    expect(page.locator(".ca-legend [aria-pressed=false]")).to_have_count(0, timeout=PATIENCE_MS)
    page.go_back(wait_until="commit")
    expect(counts).to_contain_text(ONE_SHOWN, timeout=PATIENCE_MS)
    expect(page.locator(".st-key-chips")).to_contain_text("ISIS")
    page.go_forward(wait_until="commit")
    expect(counts).to_contain_text("10 of 11 events shown", timeout=PATIENCE_MS)
    page.go_forward(wait_until="commit")
    expect(page.locator(".ca-legend [aria-pressed=false]")).to_have_count(1, timeout=PATIENCE_MS)
    assert page.evaluate("history.length") == length
    assert not seen.errors
    page.context.close()


def test_an_export_downloads(browser: Browser, server: str) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seen = watch(page)
    page.goto(f"{server}/export")
    page.locator(".st-key-export_kind").get_by_role("combobox").click()
    page.get_by_role("option", name="GeoJSON", exact=True).click()
    expect(page.locator(".st-key-export_title")).to_have_count(0, timeout=PATIENCE_MS)
    with page.expect_download(timeout=PATIENCE_MS) as download:
        page.locator(".st-key-export_download button").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.count('"Feature"') >= 11
    assert not seen.requests
    context.close()


def test_a_place_is_settled_and_taken_back_by_keyboard_alone(browser: Browser, server: str) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seen = watch(page)
    page.goto(f"{server}/places")
    other = browser.new_context().new_page()
    other.goto(f"{server}/places")
    online, theirs = (one.locator(".st-key-online input") for one in (page, other))
    tree = page.get_by_role("tree")
    online.check(force=True)
    expect(page.get_by_text("Places are asked of")).to_be_visible(timeout=PATIENCE_MS)
    tree.focus()
    rows = tree.locator(".row")
    before = rows.all_inner_texts()
    at = next(
        number for number, text in enumerate(before) if "coarse" in text and text.split()[1:3] == ["Iraq"] * 2
    )
    for _ in range(at):
        page.keyboard.press("ArrowDown")
    expect(tree.locator(".row.active")).to_contain_text("Iraq")
    page.keyboard.press("Enter")
    lit = tree.locator(".candidate.lit.active")
    expect(lit).to_contain_text("Natural Earth", timeout=PATIENCE_MS)
    expect(page.locator(".st-key-place_map")).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Enter")
    expect(tree.get_by_role("alert")).to_contain_text("Put 1 event there, at Iraq")
    page.keyboard.press("Escape")
    expect(tree.get_by_role("alert")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(len(before) - 1, timeout=PATIENCE_MS)
    expect(tree.locator(".row.active")).to_have_text(re.compile(".+"))
    assert tree.locator(".row.active").inner_text() == before[at + 1]
    expect(tree).to_be_focused()
    expect(other.get_by_role("tree").locator(".row")).to_have_count(len(before) - 1, timeout=PATIENCE_MS)
    expect(theirs).not_to_be_checked()
    other.context.close()
    page.keyboard.press("u")
    expect(rows).to_have_count(len(before), timeout=PATIENCE_MS)
    expect(tree).to_be_focused()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0, timeout=PATIENCE_MS)
    for key in ("Home", *["ArrowDown"] * at, "Enter", "Enter", "Enter"):  # faster than any page is drawn
        page.keyboard.press(key)
    expect(rows).to_have_count(len(before) - 1, timeout=PATIENCE_MS)
    page.keyboard.press("u")
    expect(rows).to_have_count(len(before), timeout=PATIENCE_MS)
    assert not seen.requests
    context.close()
