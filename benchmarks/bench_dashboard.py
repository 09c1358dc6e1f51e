"""The dashboard with the seed events in a headless Chromium: start, rerun, snapshot.

Chromium is open already when the clock starts; what counts is the server and the page.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import Figure
from tests.browser import launch
from tests.server import dashboard

ROOT = Path(__file__).resolve().parent.parent
READY = ".ca[data-ready=true]"
RUNS = 3
RERUNS = 7
QUIET_S = 1.5
"""A rerun is over when the socket was silent for so long."""
TIMED = """import runpy, time
begun = time.perf_counter()
try:
    runpy.run_path({script!r}, run_name="__main__")
finally:
    with open({log!r}, "a") as log:
        print(time.perf_counter() - begun, file=log)
"""
"""The dashboard's script with a clock round it."""
SERVED = """from streamlit import App
app = App({script!r})
"""


def run() -> Iterator[Figure]:
    """Measure; see the module's text."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = launch(playwright)
        starts, times, sizes = [], [], []
        for number in range(RUNS):
            database = Path(folder) / f"{number}.duckdb"
            _seeded(database)
            begun = time.perf_counter()
            with dashboard(database) as address:
                page = _open(chromium, address)
                starts.append(time.perf_counter() - begun)
                page.context.close()
        times, sizes = _reruns(chromium, Path(folder))
        chromium.close()
        yield Figure("server start to the map drawn, seed events", statistics.median(starts), "s", "≤ 6")
        yield Figure("rerun with nothing changed: the script", statistics.median(times), "ms", "≤ 100")
        yield Figure("rerun with nothing changed: bytes both ways", statistics.median(sizes), "kB", "≤ 20")
        first, second = _snapshots(Path(folder))
        beside = f"the first took {first:.2g} s"
        yield Figure("PNG snapshot, the second in a process", second, "s", "≤ 1.5", beside)


def _seeded(path: Path) -> None:
    from events.store import Store, file_url

    Store.open(file_url(path), seed=True)


def _open(chromium: Browser, address: str) -> Page:
    page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("websocket", lambda channel: _listen(page, channel))
    page.goto(address)
    page.wait_for_selector(READY, timeout=60_000)
    return page


_frames: list[int] = []
"""The size of every frame on the socket, in either direction."""


def _listen(page: Page, channel: Any) -> None:
    def note(payload: str | bytes) -> None:
        _frames.append(len(payload) if isinstance(payload, bytes) else len(payload.encode()))

    channel.on("framesent", note)
    channel.on("framereceived", note)


def _reruns(chromium: Browser, folder: Path) -> tuple[list[float], list[float]]:
    """Press the key for a rerun, several times; return milliseconds of the script and kilobytes of each."""
    log, timed, served = folder / "seconds.txt", folder / "timed.py", folder / "served.py"
    timed.write_text(TIMED.format(script=str(ROOT / "ui" / "script" / "dashboard.py"), log=str(log)))
    served.write_text(SERVED.format(script=str(timed)))
    sizes = []
    with dashboard(folder / "0.duckdb", script=served) as address:
        page = _open(chromium, address)
        page.wait_for_timeout(3000)
        page.evaluate("document.activeElement && document.activeElement.blur()")
        log.write_text("")
        for _ in range(RERUNS):
            _frames.clear()
            page.keyboard.press("r")
            page.wait_for_timeout(QUIET_S * 1000)
            if not _frames:
                raise RuntimeError("the page did not rerun")
            sizes.append(sum(_frames) / 1000)
        page.context.close()
    times = [float(line) * 1000 for line in log.read_text().split()]
    if len(times) != RERUNS:
        raise RuntimeError(f"{len(times)} runs of the script, not {RERUNS}")
    return times[1:], sizes[1:]


def _snapshots(folder: Path) -> tuple[float, float]:
    from events.query import Filter
    from events.store import Store, file_url
    from maps import export
    from maps.layers import MapOptions

    store = Store.open(file_url(folder / "0.duckdb"))
    seconds = []
    for number in range(RUNS + 1):
        begun = time.perf_counter()
        export.save(store, Filter(), MapOptions(), folder / f"{number}.png")
        seconds.append(time.perf_counter() - begun)
    return seconds[0], statistics.median(seconds[1:])
