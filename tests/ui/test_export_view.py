"""The Export page shows what it takes over from the screen, and lets it be changed."""

from __future__ import annotations

from typing import Any

import pytest

from events.store import Store
from tests.ui.test_pages import Opened, database, opened, seeded  # noqa: F401  fixtures

SCREEN = {
    "window": "2020-01-01..2020-12-31",
    "view": "33.3,44.4,7",
    "hide": "mark:ring",
    "colour": "event_type",
}


def _box(page: Any, key: str) -> Any:
    return next(box for box in page.selectbox if box.key == key)


def _said(page: Any) -> str:
    assert not page.exception
    return "\n".join(text.value for text in page.text)


@pytest.mark.usefixtures("seeded")
def test_what_the_screen_shows_is_chosen_and_can_be_changed(opened: Opened) -> None:  # noqa: F811
    page = opened("export", **SCREEN)
    before = _said(page)
    assert _box(page, "export_days").value == "as shown"
    assert "2020" in _box(page, "export_days").options[0]
    assert _box(page, "export_view").value == "as shown"
    assert _box(page, "export_colour").value == "event_type"
    assert _box(page, "export_theme").value in ("light", "dark")
    assert [box.value for box in page.multiselect if box.key == "export_hidden"] == [["mark:ring"]]
    assert "Less what is switched off in the legend: Nominal range ring" in before
    _box(page, "export_days").select("all").run()
    assert "10 of 11 events on the map" in _said(page)
    assert "10 of 11 events on the map" not in before
    next(box for box in page.multiselect if box.key == "export_hidden").set_value([]).run()
    assert "switched off" not in _said(page)


@pytest.mark.usefixtures("seeded")
def test_a_table_follows_the_days_and_says_so(opened: Opened) -> None:  # noqa: F811
    page = opened("export", **SCREEN)
    _box(page, "export_kind").select("csv").run()
    said = _said(page)
    assert "Events outside the days, and undated ones, are not in the file" in said
    assert "11 of 11 events, with" not in said
    assert "switched off in the legend is in the file too" in said
    _box(page, "export_days").select("all").run()
    assert "11 of 11 events, with" in _said(page)


def test_without_a_view_and_a_window_everything_is_in(seeded: Store, opened: Opened) -> None:  # noqa: F811
    page = opened("export")
    assert _box(page, "export_days").value == "all"
    assert _box(page, "export_view").value == "all"
    assert "10 of 11 events on the map" in _said(page)
    assert seeded.path.exists()
