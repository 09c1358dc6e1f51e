"""Fetching from a data service: the login by its names only, the dry run first, then the import."""

from __future__ import annotations

import pytest

from events.query import Filter, counts
from events.services import fetching
from events.services.fetching import FetchError
from events.store import Store
from tests.events.test_fetching import ENVIRONMENT, TOKEN, Server, server, ucdp  # noqa: F401
from tests.ui.test_import_page import finished, open_import
from tests.ui.test_pages import Opened, database, opened, said, seeded, settled, texts  # noqa: F401


@pytest.fixture(autouse=True)
def _no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*ENVIRONMENT, "ACLED_TOKEN", "ACLED_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_is_asked_before_its_dry_run_and_what_came_is_imported(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
    server: Server,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_import(opened)
    page.button_group(key="import_source").set_value("service").run()
    assert not page.exception
    assert "The environment lacks UCDP_TOKEN" in texts(page)
    monkeypatch.setenv("UCDP_TOKEN", TOKEN)
    page.text_input(key="service_address_ucdp").set_value(server.base).run()
    page.text_input(key="service_countries_ucdp").set_value("645").run()
    assert "login is in the environment (UCDP_TOKEN)" in texts(page)
    assert "service_fetch" not in {str(button.key) for button in page.button}
    page.button(key="service_plan").click().run()
    assert f"GET {server.base}/gedevents/25.1?pagesize=1000&page=0&Country=645" in texts(page)
    assert not server.asked
    settled(page.button(key="service_fetch").click().run(), "stop_service")
    assert not page.exception
    assert "7 rows in 1 page" in said(page).replace("\\", "")
    assert TOKEN not in texts(page) + said(page)
    finished(page.button(key="import_run").click().run())
    assert "7 imported" in said(page)
    assert counts(seeded, Filter(text="Hawija")).matched == 7
    page.button(key="import_again").click().run()
    assert page.file_uploader


def test_a_refusal_and_a_question_that_cannot_be_asked_are_said(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
    server: Server,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("UCDP_TOKEN", "wrong")
    page = open_import(opened)
    page.button_group(key="import_source").set_value("service").run()
    page.selectbox(key="service").set_value("gdelt").run()
    assert "give the first and the last one" in texts(page)
    page.selectbox(key="service").set_value("ucdp").run()
    page.text_input(key="service_address_ucdp").set_value(server.base).run()
    page.button(key="service_plan").click().run()
    settled(page.button(key="service_fetch").click().run(), "stop_service")
    assert "refuses the request or the login" in said(page)
    page.text_input(key="service_countries_ucdp").set_value("Iraq").run()
    assert "Gleditsch-Ward number" in texts(page)


def test_a_wait_can_be_stopped(server: Server, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    server.faults = {"0": ["503"] * fetching.TRIES}
    with pytest.raises(FetchError, match="Stopped"):
        fetching.fetch(
            ucdp(server),
            folder=tmp_path,
            environment=ENVIRONMENT,
            pause_s=100.0,
            cancelled=lambda: bool(server.asked),
        )
    assert len(server.asked) == 1
    assert not list(tmp_path.iterdir())
