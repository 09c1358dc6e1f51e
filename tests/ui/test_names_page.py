"""A country's names from the Places page: nothing is asked unpressed; size, fetch, stop, apply, undo."""

from __future__ import annotations

from http.server import ThreadingHTTPServer

import pytest

from events.editing import edits
from events.query import Filter, counts
from events.store import Store
from geo.online import settings
from geo.online.settings import OnlineSettings
from tests.geo.test_online import _address, server  # noqa: F401
from tests.ui.test_pages import Opened, database, opened, said, seeded, settled, texts  # noqa: F401


@pytest.fixture
def reported(seeded: Store, server: ThreadingHTTPServer) -> Store:  # noqa: F811
    settings.save(OnlineSettings(names=_address(server)))
    for number in (1500, 1501):
        edits.add_event(
            seeded, {"title": "x", "place": f"Qaryat Test{number}", "country": "Syria"}, who="ana"
        )
    return seeded


def test_names_are_fetched_and_applied_only_when_asked(
    reported: Store,
    opened: Opened,  # noqa: F811
    server: ThreadingHTTPServer,  # noqa: F811
) -> None:
    page = opened("places")
    assert not page.exception
    assert "2 places are not found; full names for Syria from 127.0.0.1" in texts(page)
    assert not server.state["seen"]
    page.button(key="names_size").click().run()
    assert "full names for Syria: 0.1 MB from 127.0.0.1" in texts(page)
    assert len(server.state["seen"]) == 1
    settled(page.button(key="names_fetch").click().run(), "stop_country_names")
    assert "GeoNames SY" in said(page)
    assert counts(reported, Filter(text="Qaryat")).unlocated == 2
    page.button(key="names_apply").click().run()
    assert counts(reported, Filter(text="Qaryat")).unlocated == 0
    page.button(key="undo_place").click().run()
    assert counts(reported, Filter(text="Qaryat")).unlocated == 2


def test_a_refusal_is_said_and_a_broken_download_goes_on(
    reported: Store,
    opened: Opened,  # noqa: F811
    server: ThreadingHTTPServer,  # noqa: F811
) -> None:
    page = opened("places")
    server.state["status"] = 503
    page.button(key="names_size").click().run()
    assert "refuses SY" in said(page)
    server.state["status"] = 200
    page.button(key="names_size").click().run()
    server.state["break_after"] = 5000
    settled(page.button(key="names_fetch").click().run(), "stop_country_names")
    assert "try again to go on from there" in said(page)
    settled(page.button(key="names_fetch").click().run(), "stop_country_names")
    assert "GeoNames SY" in said(page)
    assert server.state["seen"][-1][3] == "bytes=5000-"


def test_an_address_that_is_none_is_refused_and_not_kept(
    reported: Store,
    opened: Opened,  # noqa: F811
) -> None:
    kept = settings.load()
    page = opened("places")
    page.text_input(key="names_server").set_value("file:///etc/passwd").run()
    assert "no address of a server" in said(page)
    assert settings.load() == kept
