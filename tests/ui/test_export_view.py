"""The Export page shows what it takes over from the screen, and lets it be changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from events import export, query
from events.editing import edits
from events.query import Filter
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


def test_a_file_made_earlier_tells_what_changed_and_opens_its_view(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = tmp_path / "then.geojson"
    export.write(seeded, Filter(date_from=date(2020, 1, 1)), path)
    row = query.select(seeded, Filter(date_from=date(2020, 1, 1))).iloc[0]
    edits.update(seeded, row["event_id"], {"place": "Elsewhere"}, expected_version=None, who="me")
    page = opened("export")
    upload = next(one for one in page.file_uploader if one.key == "export_earlier")
    upload.set_value((path.name, path.read_bytes(), "application/geo+json")).run()
    assert "Since then: 1 event revised" in _said(page)
    assert page.dataframe[0].value[["field", "old", "new"]].to_numpy().tolist() == [
        ["place", row["place"], "Elsewhere"]
    ]
    upload = next(one for one in page.file_uploader if one.key == "export_earlier")
    upload.set_value((path.name, b"{}", "application/geo+json")).run()
    assert not page.exception
    assert "holds no manifest" in page.error[0].value
