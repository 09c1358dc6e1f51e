"""A newcomer's way in, in a real browser: the card, the tour, the sample, one's own file, the examples."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from events.editing import examples
from events.query import Filter, counts, select
from events.store import Store, file_url
from tests.browser import browser, watch  # noqa: F401
from tests.server import dashboard
from ui.imports.importing import SAMPLE, SAMPLE_DATASET

PATIENCE_MS = 60_000
STEPS = ("A mark is an event", "The legend", "Time", "Filters", "What is shown", "Take it with you")
DROP = """([name, text, kind]) => {
    const given = new DataTransfer();
    for (const one of [].concat(name)) given.items.add(new File([text], one, { type: "text/csv" }));
    window.dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true, cancelable: true }));
}"""
OWN = "id,date,title,place,country\n1,2021-04-11,raid <b>x</b>,Mosul,Iraq\n2,2021-04-28,raid,Basra,Iraq\n"


@pytest.fixture
def database(tmp_path: Path, seed: Store) -> Store:
    """A database of its own with the example events."""
    return Store.open(file_url(shutil.copyfile(seed.path, tmp_path / "events.duckdb")))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, seed: Store) -> Iterator[str]:
    """The dashboard on the example events, for who only looks."""
    folder = tmp_path_factory.mktemp("newcomer")
    with dashboard(Path(shutil.copyfile(seed.path, folder / "events.duckdb"))) as served:
        yield served


@pytest.fixture
def address(database: Store) -> Iterator[str]:
    """The dashboard on that database."""
    with dashboard(database.path) as served:
        yield served


def newcomer(browser: Browser, address: str, **how: Any) -> Page:  # noqa: F811
    """A browser that was never here, on the map."""
    size = how.pop("viewport", {"width": 1280, "height": 720})
    page = browser.new_context(viewport=size, reduced_motion="reduce", **how).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.wait_for_selector(".ca[data-ready=true]")
    for unready in ("stSkeleton", "stStatusWidget"):  # a page that is still being laid out moves
        expect(page.locator(f"[data-testid={unready}]")).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".card")).to_be_visible(timeout=PATIENCE_MS)
    return page


def boxes_apart(page: Page, one: str, other: str) -> bool:
    a, b = (page.locator(selector).first.bounding_box() for selector in (one, other))
    assert a is not None
    assert b is not None
    right, below = a["x"] + a["width"] <= b["x"], a["y"] + a["height"] <= b["y"]
    return right or below or b["x"] + b["width"] <= a["x"] or b["y"] + b["height"] <= a["y"]


def test_the_card_leaves_the_map_free_and_does_not_come_again(browser: Browser, server: str) -> None:  # noqa: F811
    for width, height, theme in ((1280, 720, "light"), (400, 800, "dark"), (1920, 1080, "dark")):
        page = newcomer(browser, server, viewport={"width": width, "height": height}, color_scheme=theme)
        card = page.locator(".card")
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
        for part in (".ca-stage", ".ca-counts", ".ca-legend"):
            assert boxes_apart(page, ".card", part), f"the card lies on {part} at {width} px"
        ways = [button.bounding_box() for button in card.get_by_role("button").all()]
        assert all(way and way["width"] > 20 for way in ways)
        page.keyboard.press("Escape")
        expect(card).to_have_count(0, timeout=PATIENCE_MS)
        if width == 1280:
            _comes_only_when_asked(page)
        page.context.close()


def _comes_only_when_asked(page: Page) -> None:
    card = page.locator(".card")
    page.reload()
    page.wait_for_selector(".ca[data-ready=true]")
    expect(page.locator(".st-key-welcome .welcome")).to_have_count(1, timeout=PATIENCE_MS)
    expect(card).to_have_count(0, timeout=PATIENCE_MS)
    page.keyboard.press("?")
    expect(card).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Close this card").click()
    expect(card).to_have_count(0, timeout=PATIENCE_MS)


def test_the_tour_by_keyboard_alone(browser: Browser, server: str) -> None:  # noqa: F811
    for size in ({"width": 1280, "height": 720}, {"width": 400, "height": 800}):
        page = newcomer(browser, server, viewport=size)
        seen = watch(page)
        page.keyboard.press("?")  # takes the focus to the card
        expect(page.get_by_role("button", name="Close this card")).to_be_focused(timeout=PATIENCE_MS)
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Look round")).to_be_focused(timeout=PATIENCE_MS)
        page.keyboard.press("Enter")
        step = page.get_by_role("dialog")
        for number, title in enumerate(STEPS, start=1):
            expect(step).to_contain_text(title, timeout=PATIENCE_MS)
            expect(step).to_contain_text(f"{number} of 6", timeout=PATIENCE_MS)
            ring, words = page.locator(".ring").bounding_box(), step.bounding_box()
            assert ring is not None
            assert words is not None
            assert ring["width"] < size["width"] or ring["height"] < 200, "it points at a part"
            assert words["x"] >= 0
            assert words["y"] >= 0
            assert words["x"] + words["width"] <= size["width"]
            assert words["y"] + words["height"] <= size["height"]
            assert boxes_apart(page, ".step", ".ring"), f"the words of step {number} lie on what they tell of"
            page.keyboard.press("Enter" if number % 2 else "ArrowRight")
        expect(step).to_have_count(0, timeout=PATIENCE_MS)
        page.keyboard.press("?")
        page.get_by_role("button", name="Look round").press("Enter")
        page.keyboard.press("ArrowRight")
        expect(step).to_contain_text("2 of 6", timeout=PATIENCE_MS)
        for _ in range(3):
            page.keyboard.press("Tab")
        expect(step.get_by_role("button", name="Next")).to_be_focused(timeout=PATIENCE_MS)
        page.keyboard.press("ArrowLeft")
        expect(step).to_contain_text("1 of 6", timeout=PATIENCE_MS)
        page.keyboard.press("Escape")
        expect(step).to_have_count(0, timeout=PATIENCE_MS)
        assert not seen.requests
        assert not seen.errors
        page.context.close()


def test_from_the_start_to_a_slide_of_the_sample_in_four_clicks(
    browser: Browser,  # noqa: F811
    address: str,
    database: Store,
) -> None:
    page = newcomer(browser, address)
    seen = watch(page)
    page.get_by_role("button", name="Open a sample").click()
    page.locator(".st-key-import_run button").click()
    page.locator(".st-key-next_slide button").click()
    with page.expect_download() as download:
        page.locator(".st-key-export_download button").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    assert download.value.suggested_filename.endswith(".pptx")
    assert not seen.requests
    page.context.close()
    sample = select(database, Filter(datasets=(SAMPLE_DATASET,)))
    rows = SAMPLE.read_text(encoding="utf-8").count("\nE-")
    no_event = 3  # "not a date", a 30 February, "1,5" wounded; the row that stands there twice is one event
    assert len(sample) == rows - no_event - 1
    assert sample["notes"].str.startswith(("Exercise", "=HYPERLINK")).all()
    assert {"Cobalt Front", "Amber League"} <= set(sample["attacker"])
    assert sample["dataset"].str.contains("invented").all()
    assert examples.number(database) == 11


def test_a_file_that_is_dropped_on_the_map_comes_to_its_import(
    browser: Browser,  # noqa: F811
    address: str,
    database: Store,
) -> None:
    page = newcomer(browser, address)
    area = page.locator(".drop")
    page.evaluate(DROP, ["week.csv", OWN, "dragenter"])
    expect(area).to_contain_text("Drop the file here", timeout=PATIENCE_MS)
    page.evaluate(DROP, [["one.csv", "two.csv"], OWN, "drop"])
    expect(area).to_contain_text("One file at a time", timeout=PATIENCE_MS)
    page.evaluate(DROP, ["week.csv", OWN, "dragover"])
    page.evaluate(DROP, ["week.csv", OWN, "drop"])
    expect(page.locator("[class*=st-key-import_file_]")).to_contain_text("week.csv", timeout=PATIENCE_MS)
    page.locator(".st-key-import_run button").click()
    page.locator(".st-key-next_map button").click()
    expect(page.locator(".ca-counts")).to_contain_text("2 of 13 events shown", timeout=PATIENCE_MS)
    page.context.close()
    assert counts(database, Filter(datasets=("week",))).matched == 2


def test_the_examples_are_put_away_after_the_first_import_and_come_back(
    browser: Browser,  # noqa: F811
    address: str,
    database: Store,
) -> None:
    page = newcomer(browser, address)
    page.get_by_role("button", name="Bring my own").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "own.csv", "mimeType": "text/csv", "buffer": OWN.encode()}
    )
    page.locator(".st-key-import_run button").click()
    page.locator(".st-key-next_examples").wait_for()
    page.get_by_role("link", name="Export", exact=True).click()
    expect(page.get_by_text("11 example events that the database began with are left out")).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(page.get_by_text(re.compile("^2 of 13 events on the map"))).to_be_visible(timeout=PATIENCE_MS)
    page.locator(".st-key-export_examples label").click()
    expect(page.get_by_text(re.compile("^12 of 13 events on the map"))).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Events", exact=True).click()
    page.locator(".st-key-events_examples button").click()
    expect(page.locator(".st-key-events_examples")).to_have_count(0, timeout=PATIENCE_MS)
    assert counts(database).total == 2
    page.get_by_role("link", name="About the data").click()
    expect(page.get_by_text(str(database.path))).to_be_visible(timeout=PATIENCE_MS)
    page.locator(".st-key-about_examples button").click()
    expect(page.locator(".st-key-about_examples")).to_contain_text(
        "Put the example events away (11)", timeout=PATIENCE_MS
    )
    assert counts(database).total == 13
    page.locator(".st-key-about_welcome button").click()
    expect(page.locator(".card")).to_be_visible(timeout=PATIENCE_MS)
    page.context.close()
