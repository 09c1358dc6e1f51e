"""Looking a place up on a server: off until switched on, the server kept, the answer marked."""

from __future__ import annotations

import threading
from http.server import ThreadingHTTPServer

import pytest
from streamlit.testing.v1 import AppTest

from events.editing import edits
from events.query import Filter, select
from events.store import Store
from geo import online
from geo.errors import OnlineDisabledError
from geo.online import settings
from tests.geo.test_online import _address, server  # noqa: F401
from tests.ui.test_pages import Opened, database, opened, said, seeded, texts  # noqa: F401


@pytest.fixture
def unlocated(seeded: Store, server: ThreadingHTTPServer) -> Store:  # noqa: F811
    edits.add_event(seeded, {"title": "x", "place": "Karkhyq", "country": "Iraq"}, who="ana")
    return seeded


def switched_on(page: AppTest) -> AppTest:
    """Have this visit's look-up switched on, as the toggle of the page Places leaves it."""
    page.session_state["online_on"] = True
    return page.run()


def test_what_one_visitor_switches_on_is_off_for_everybody_else(
    unlocated: Store,
    opened: Opened,  # noqa: F811
) -> None:
    one, other = opened("places"), opened("places")
    one.toggle(key="online").set_value(True).run()
    other.run()
    assert (one.toggle(key="online").value, other.toggle(key="online").value) == (True, False)
    assert "Places are asked of" in texts(one)
    assert "Places are asked of" not in texts(other)
    one.toggle(key="online").set_value(False).run()
    assert "Places are asked of" not in texts(one.run())


def test_what_is_allowed_in_one_thread_is_forbidden_in_the_next() -> None:
    refused: list[bool] = []

    def ask() -> None:
        try:
            online.geocode("")
        except OnlineDisabledError:
            refused.append(True)

    with online.on_request():
        online.geocode("")
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    ask()
    assert refused == [True, True]


def test_a_place_in_the_form_is_asked_of_ones_own_server(
    unlocated: Store,
    opened: Opened,  # noqa: F811
    server: ThreadingHTTPServer,  # noqa: F811
) -> None:
    page = opened("places")
    assert not page.toggle(key="online").value
    page.text_input(key="online_server").set_value(_address(server)).run()
    assert settings.load().server == _address(server)
    page.toggle(key="online").set_value(True).run()
    assert f"Nominatim at 127.0.0.1:{server.server_address[1]}" in texts(page)

    somebody = opened("events")
    somebody.button_group(key="events_part").set_value("add").run()
    somebody.text_input(key="add_place").set_value("Karkhyq").run()
    assert "add_online" not in {button.key for button in somebody.button}

    page = switched_on(opened("events"))
    page.button_group(key="events_part").set_value("add").run()
    page.text_input(key="add_title").set_value("Shelling of a market").run()
    page.text_input(key="add_place").set_value("Karkhyq").run()
    assert not server.state["seen"]
    page.button(key="add_online").click().run()
    assert len(server.state["seen"]) == 1
    assert "answered by the nominatim server 127.0.0.1" in texts(page)
    page.button(key="add_save").click().run()
    assert not page.error
    stored = select(unlocated, Filter(text="Shelling of a market"), columns=["latitude", "located_by"])
    assert stored.iloc[0].tolist() == [33.31, "online: nominatim"]


def test_a_server_that_refuses_or_is_away_is_said(
    unlocated: Store,
    opened: Opened,  # noqa: F811
    server: ThreadingHTTPServer,  # noqa: F811
) -> None:
    settings.save(settings.OnlineSettings("photon", _address(server)))
    server.state["status"] = 429
    page = switched_on(opened("events"))
    page.button_group(key="events_part").set_value("add").run()
    page.text_input(key="add_place").set_value("Karkhyq").run()
    page.button(key="add_online").click().run()
    assert "refuses" in said(page)
    server.state["status"] = 200
    page.button(key="add_online").click().run()
    assert "photon server 127.0.0.1" in texts(page)
    page.button(key="add_offline").click().run()
    assert "photon" not in texts(page)


def test_settings_that_cannot_be_read_are_as_at_the_start() -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    for text in (
        "[1",
        "[]",
        '{"service": "bing"}',
        '{"server": "ftp://a"}',
        '{"server": "http://u:p@a.example"}',
    ):
        path.write_text(text, encoding="utf-8")
        assert settings.load() == settings.OnlineSettings()
