"""A link opens what was seen, to the pixel, and an event that is not there closes like any other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from events.store import Store
from tests.browser import browser  # noqa: F401
from tests.server import dashboard

PATIENCE_MS = 60_000
WINDOW = {"width": 1280, "height": 720}
SEEN = """() => { for (const node of document.querySelectorAll(".st-key-atlas_map *")) if (node.shadowRoot) {
    const { map } = node.shadowRoot.querySelector(".conflict-atlas-map").atlas, size = map.getSize();
    const corner = map.project(map.containerPointToLatLng([0, 0]));
    return [corner.x, corner.y, size.x, size.y, map.getZoom()]; } }"""
"""The world pixel in the map's first corner, its size and its zoom."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, seed: Store) -> Iterator[str]:
    """A dashboard with the seed events."""
    folder = tmp_path_factory.mktemp("links")
    database = shutil.copyfile(seed.path, folder / "events.duckdb")
    with dashboard(database, XDG_DATA_HOME=str(folder / "data")) as found:
        yield found


def _open(browser: Browser, where: str) -> Page:  # noqa: F811
    page = browser.new_context(viewport=WINDOW, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    page.goto(where)
    page.wait_for_selector(".ca[data-ready=true]")
    return page


def _seen(page: Page) -> list[float]:
    """What the map shows once it stays the same."""
    page.wait_for_function(
        f"""() => {{ const now = JSON.stringify(({SEEN})());
        window.times = now === window.before ? window.times + 1 : 0;
        window.before = now; return window.times > 20; }}""",
        polling=100,
    )
    found: list[float] = page.evaluate(SEEN)
    return found


def _moved(page: Page, move: Any) -> str:
    """Do something to the view and return the address that tells of it."""
    before = page.url
    move()
    page.wait_for_function("before => location.href !== before", arg=before)
    _seen(page)
    return page.url


def _same(browser: Browser, page: Page, link: str) -> None:  # noqa: F811
    there = _open(browser, link)
    mine, theirs = _seen(page), _seen(there)
    assert theirs[2:] == mine[2:], "the same size and zoom"
    assert theirs[:2] == pytest.approx(mine[:2], abs=0.6)
    there.context.close()


def test_a_link_opens_the_same_view_to_the_pixel(browser: Browser, address: str) -> None:  # noqa: F811
    page = _open(browser, address)
    _seen(page)
    box = page.locator(".st-key-atlas_map").bounding_box()
    assert box is not None
    x, y = box["x"] + 400, box["y"] + 160

    def zoom() -> None:
        page.mouse.move(x, y)
        page.mouse.wheel(0, -260)

    def drag(right: int, down: int) -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + right, y + down, steps=4)
        page.mouse.up()

    _same(browser, page, _moved(page, zoom))
    assert _seen(page)[4] % 1, "a fractional zoom"
    _moved(page, lambda: drag(131, 57))
    _same(browser, page, _moved(page, lambda: drag(7, 5)))

    def close_sidebar() -> None:
        page.locator("[data-testid=stSidebar]").hover()
        page.locator("[data-testid=stSidebarCollapseButton] button").click()

    _same(browser, page, _moved(page, close_sidebar))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.get_by_role("button", name="Heat", exact=True).click()
    page.wait_for_url("**draw=heat**")
    page.get_by_label("What is counted").select_option("deaths")
    page.wait_for_url("**measure=deaths**")
    there = _open(browser, page.url)
    pressed = there.get_by_role("button", name="Heat", exact=True).get_attribute("aria-pressed")
    assert pressed == "true", "crowds are drawn as the link has it"
    assert there.get_by_label("What is counted").input_value() == "deaths"
    there.context.close()
    page.context.close()


@pytest.mark.parametrize("closing", ["key", "button"])
def test_an_event_that_is_not_there_closes_like_any(browser: Browser, address: str, closing: str) -> None:  # noqa: F811
    page = _open(browser, f"{address}/?event=nope")
    expect(page.locator(".st-key-detail")).to_contain_text("not in the database", timeout=PATIENCE_MS)
    _seen(page)
    if closing == "key":
        page.locator("body").press("Escape")
    else:
        page.locator(".st-key-close button").click()
    expect(page.locator(".st-key-detail")).to_have_count(0, timeout=PATIENCE_MS)
    page.wait_for_function("() => !location.search")
    page.context.close()
