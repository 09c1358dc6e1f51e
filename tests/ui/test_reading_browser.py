"""Read a report in a real browser: words and values light each other, a draft is changed and accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from events import query
from events.query import Filter
from events.store import Store, file_url
from tests.browser import browser, watch  # noqa: F401
from tests.server import dashboard

TEXT = (
    "Two soldiers were killed and five wounded when a roadside bomb exploded near Taji in Iraq "
    "on 11 March 2020."
    "\n\n"
    "On 9 March 2020 gunmen from ISIS kidnapped three farmers near Baqubah. "
    "<img src=x onerror=alert(1)> {{7*7}}"
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "events.duckdb"
    Store.open(file_url(path))
    return path


@pytest.fixture
def server(database: Path) -> Iterator[str]:
    with dashboard(database) as address:
        yield address


def test_a_report_is_read_changed_and_accepted(
    server: str,
    database: Path,
    browser: Browser,  # noqa: F811
) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=30_000)
    watched = watch(page)
    page.goto(f"{server}/reports")
    page.get_by_label("Text", exact=True).fill(TEXT)
    year = page.get_by_role("spinbutton", name="year, Day of publication")
    year.click()
    page.keyboard.type("20200312")
    page.get_by_role("button", name="Read", exact=True).click()
    drafts = page.locator(".reading .draft")
    expect(drafts).to_have_count(2, timeout=60_000)
    assert page.locator(".reading .text").inner_text().replace("\n\n", "\n") == TEXT.replace("\n\n", "\n")
    wide = page.locator(".reading").bounding_box()
    assert wide is not None
    assert wide["width"] > 900

    page.locator(".reading .said.place").first.hover()
    expect(page.locator(".reading .row.lit input")).to_have_value("Taji")
    page.get_by_label("Where of draft 1").hover()
    expect(page.locator(".reading .text .lit")).to_have_text("Taji")

    injured = page.get_by_label("Injured of draft 1")
    injured.fill("six")
    injured.press("Tab")
    expect(page.get_by_label("Injured of draft 1")).to_have_value("6")
    page.locator(".reading .text").focus()
    page.keyboard.press("a")
    expect(page.locator(".reading .draft.accepted")).to_have_count(1, timeout=60_000)
    page.locator(".reading .text").focus()
    page.keyboard.press("r")
    expect(page.locator(".reading .draft.refused")).to_have_count(1, timeout=60_000)
    expect(page.get_by_text("1 of 2 drafts accepted here so far")).to_be_visible()
    found = query.select(Store.open(file_url(database)), Filter(), columns=("place", "injured"))
    assert list(zip(found["place"], found["injured"], strict=True)) == [("Taji", 6)]
    assert not [e for e in watched.errors if "404" not in e]
