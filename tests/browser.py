"""A real Chromium for tests and benchmarks, through Playwright.

Import the fixtures ``browser`` and ``open_page`` where they are needed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HOW = (
    "No Chromium was found for the browser tests: install one (Debian: apt install chromium; anywhere: "
    "python -m playwright install chromium), or name one in CHROMIUM_PATH."
)


class NoBrowserError(RuntimeError):
    """No Chromium is there to test with."""


def chromium_path(chromium: BrowserType) -> str:
    """Return the Chromium to use: CHROMIUM_PATH, then one on the path, then Playwright's own.

    Raises
    ------
    NoBrowserError
        When there is none; the message says how to get one.
    """
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        if not Path(named).is_file():
            raise NoBrowserError(f"CHROMIUM_PATH names {named}, which is not a file. {HOW}")
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    own = chromium.executable_path
    if Path(own).is_file():
        return own
    raise NoBrowserError(HOW)


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium."""
    return launch_type(playwright.chromium)


def launch_type(chromium: BrowserType, *arguments: str) -> Browser:
    """Start a headless Chromium with further arguments."""
    return chromium.launch(executable_path=chromium_path(chromium), args=[*ARGUMENTS, *arguments])


@dataclass
class Watched:
    """A page and what went wrong in it."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def watch(page: Page) -> Watched:
    """Note a page's console errors, uncaught exceptions, dialogs and requests that leave the machine."""
    seen = Watched(page)
    page.on("console", lambda message: seen.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))

    def dismissed(dialog: Any) -> None:
        seen.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismissed)
    local = ("file:", "data:", "blob:", "about:", "http://127.0.0.1", "http://localhost")
    page.on(
        "request",
        lambda request: None if request.url.startswith(local) else seen.requests.append(request.url),
    )
    return seen


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of a module."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Open a file or address with the network cut off, and wait until the live map has drawn.

    ``open_page(target, ready=selector, width=…, height=…, **context options)``.
    """
    contexts = []

    def opened(
        target: str | Path,
        *,
        ready: str | None = ".ca[data-ready=true]",
        width: int = 1280,
        height: int = 800,
        offline: bool = True,
        **options: Any,
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=offline, reduced_motion="reduce", **options
        )
        contexts.append(context)
        seen = watch(context.new_page())
        seen.page.goto(target.as_uri() if isinstance(target, Path) else target)
        if ready:
            seen.page.wait_for_selector(ready, timeout=60_000)
        return seen

    yield opened
    for context in contexts:
        context.close()
