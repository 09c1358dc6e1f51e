"""Make the pictures of README and of docs/guide/ from the running program: `make pictures`.

A dashboard is started on a database of its own in a temporary folder, a real Chromium walks through it with
the sample files that ship, and each picture has always the same size. Chromium is found as the tests
find it (CHROMIUM_PATH, else one on the path, else Playwright's own).
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT)]

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from events.importing import import_file  # noqa: E402
from events.store import Store, file_url  # noqa: E402
from tests.browser import launch  # noqa: E402
from tests.server import dashboard  # noqa: E402

FOLDER = HERE / "guide" / "pictures"
SIZE = {"width": 1120, "height": 680}
COLOURS = 256
"""Of the palette that a picture is reduced to; an octree keeps the few bright colours of the marks."""
MOST_BYTES = 200_000
SETTLED_MS = 1_500
PATIENCE_MS = 60_000
SAMPLES = ROOT / "data" / "samples"


def keep(page: Page, path: Path, *, clip: str | None = None) -> None:
    """Write what the page shows, or a part of it, as a small PNG.

    Raises
    ------
    ValueError
        The file would be larger than 200 kB.
    """
    page.wait_for_timeout(SETTLED_MS)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="hidden")
    page.wait_for_timeout(SETTLED_MS)
    shot = page.locator(clip).first.screenshot() if clip else page.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    small = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size:,} bytes; at most {MOST_BYTES:,} are wanted.")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


def on_the_map(page: Page, address: str) -> None:
    """Open the map and wait until it is drawn."""
    page.goto(address)
    page.wait_for_selector(".ca[data-ready=true]")


def first_look(page: Page, address: str) -> None:
    """The map with the card, a step of the tour, the map alone, the briefing view."""
    on_the_map(page, address)
    keep(page, FOLDER / "card.png")
    page.get_by_role("button", name="Look round").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    keep(page, FOLDER / "tour.png")
    page.keyboard.press("Escape")
    keep(page, HERE / "screenshot.png")
    page.keyboard.press("b")
    keep(page, FOLDER / "briefing.png")
    page.keyboard.press("Escape")


def a_file(page: Page, address: str) -> None:
    """The import of a file laid out like ACLED's, its report, and a slide of it."""
    on_the_map(page, address)
    page.keyboard.press("?")
    page.get_by_role("button", name="Bring my own").click()
    page.locator("input[type=file]").set_input_files(SAMPLES / "acled_like.csv")
    page.locator(".st-key-import_run button").wait_for()
    keep(page, FOLDER / "import.png")
    page.locator(".st-key-import_run button").click()
    page.locator(".st-key-next_slide button").wait_for()
    keep(page, FOLDER / "report.png")
    page.locator(".st-key-next_slide button").click()
    page.locator("[data-testid=stImage] img").wait_for()
    keep(page, FOLDER / "slide.png")


def a_place(page: Page, address: str) -> None:
    """A name that two countries have, with its candidates."""
    page.goto(f"{address}/places")
    tree = page.get_by_role("tree")
    tree.get_by_text("Tripoli").first.click()
    page.locator(".candidate").first.wait_for()
    keep(page, FOLDER / "place.png")


def a_revision(page: Page, address: str) -> None:
    """What a later release said otherwise."""
    page.goto(f"{address}/changes")
    page.wait_for_selector(".ca[data-ready=true]")
    keep(page, FOLDER / "changes.png")


def a_page_offline(page: Page, file: Path) -> None:
    """The exported map, opened from the file with no server and no network."""
    page.context.set_offline(True)
    page.goto(file.as_uri())
    page.wait_for_selector(".ca[data-ready=true]")
    keep(page, FOLDER / "offline.png")


def main() -> None:
    """Make all pictures."""
    from events.query import Filter
    from maps import export, layers

    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        store = Store.open(file_url(folder / "events.duckdb"), seed=True)
        chromium = launch(playwright)

        def visit(walk: Callable[[Page, str], None], target: str) -> None:
            page = chromium.new_page(viewport=SIZE, reduced_motion="reduce", locale="en-GB")
            page.set_default_timeout(PATIENCE_MS)
            walk(page, target)
            page.context.close()

        export.save(store, Filter(), layers.MapOptions(title="Iraq 2020"), folder / "map.html")
        visit(lambda page, target: a_page_offline(page, Path(target)), str(folder / "map.html"))
        with dashboard(store.path) as address:
            visit(first_look, address)
            visit(a_file, address)
        import_file(store, SAMPLES / "incidents.csv", dataset="Sample incidents (invented)")
        later = folder / "acled_like.csv"
        text = (SAMPLES / "acled_like.csv").read_text(encoding="utf-8")
        later.write_text(text.replace("event 3; nothing of it happened.,4", "event 3; recounted.,7"))
        import_file(store, later, dataset="ACLED")
        with dashboard(store.path) as address:
            visit(a_place, address)
            visit(a_revision, address)
        chromium.close()


if __name__ == "__main__":
    main()
