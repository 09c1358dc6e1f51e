"""Every page runs with data, without any, and says so when the database cannot be used."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from events import query
from events.editing import edits
from events.query import Filter, counts
from events.store import Store, file_url, keeping
from tests.commandline import atlas

PAGES = ("map", "events", "analysis", "places", "changes", "reports", "export", "about")
SCRIPT = """
import streamlit as st
from ui import frame
from ui.{name} import page

own = st.Page(page.show, title="Page", url_path="page", default=True)
frame.run({{"map": own, "events": own}}, st.navigation([own]))
"""
HOSTILE = (
    "<img src=x onerror=alert(1)> ![x](http://a.example/b.png) {{7*7}} {% off $\\frac{1}{2}$ =1+1 :red[x]"
)
Opened = Callable[..., AppTest]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "events.duckdb"
    monkeypatch.setenv("ATLAS_DATABASE_URL", file_url(path))
    return path


@pytest.fixture
def seeded(database: Path, seed: Store) -> Store:
    shutil.copyfile(seed.path, database)
    return Store.open(file_url(database))


@pytest.fixture
def opened() -> Iterator[Opened]:
    st.cache_resource.clear()

    def run(name: str, **query: Any) -> AppTest:
        page = AppTest.from_string(SCRIPT.format(name=name), default_timeout=60)
        for key, value in query.items():
            page.query_params[key] = value
        return page.run()

    yield run
    st.cache_resource.clear()


def test_a_part_of_the_count_strip_is_found_beyond_the_first_rows(
    seeded: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = counts(seeded).unlocated
    monkeypatch.setattr("ui.parts.table.MOST_ROWS", 1)
    page = AppTest.from_string(SCRIPT.format(name="map"), default_timeout=60)
    page.session_state["atlas_part"] = "unlocated"
    page.run()
    assert not page.exception
    assert number == 1
    assert "Not located: 1 event" in [text.value for text in page.text]
    page.session_state["atlas_part"] = "shown"
    page.run()
    assert "Shown on the map: 10 events, the first 1 listed" in [text.value for text in page.text]
    page.session_state["atlas_part"] = "outside"
    page.run()
    assert "Outside the dates: 0 events" in [text.value for text in page.text]
    page.session_state["atlas_part"] = None
    page.run()
    assert "11 events, the first 1 listed" in [text.value for text in page.text]


def settled(page: AppTest, stop: str) -> AppTest:
    """Run, as the page's clock does, until work in the background ended and its stop button is gone."""
    until = time.monotonic() + 60
    while any(str(button.key) == stop for button in page.button):
        assert time.monotonic() < until
        time.sleep(0.05)
        page.run()
    return page


def said(page: AppTest) -> str:
    """Return what the page reports, good or bad."""
    return "\n".join(str(one.value) for kind in (page.success, page.info, page.error) for one in kind)


def texts(page: AppTest) -> str:
    return "\n".join(
        str(one.value) for kind in (page.text, page.error, page.header, page.subheader) for one in kind
    )


@pytest.mark.parametrize("name", PAGES)
def test_with_the_seed_events(name: str, seeded: Store, opened: Opened) -> None:
    page = opened(name)
    assert not page.exception
    assert not page.error


@pytest.mark.parametrize("name", PAGES)
def test_with_an_empty_database(name: str, database: Path, opened: Opened) -> None:
    page = opened(name)
    assert not page.exception
    assert not page.error
    if name in ("map", "events"):
        assert "No events yet" in texts(page)
        page.button(key="seed").click().run()
        assert counts(Store.open(file_url(database)), Filter()).total == 11


@pytest.mark.parametrize("name", PAGES)
def test_with_a_damaged_database(name: str, database: Path, opened: Opened) -> None:
    database.write_bytes(b"not a database at all" * 100)
    before = database.read_bytes()
    page = opened(name)
    assert not page.exception
    assert "cannot be read" in texts(page)
    assert page.error
    said = texts(page).replace("\\", "")
    assert database.name in said
    assert str(database.parent) not in said
    assert database.read_bytes() == before


def test_with_a_database_that_another_process_holds(
    seeded: Store, database: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How long it waits for its turn is tested with the store; here it need not.
    monkeypatch.setitem(Store.open.__kwdefaults__, "wait_s", 0.2)
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        before = database.read_bytes()
        page = opened("map")
        assert not page.exception
        assert "is in use" in texts(page)
        assert database.read_bytes() == before
    finally:
        holder.communicate(b"\n", timeout=30)


def test_with_a_newer_database(seeded: Store, database: Path, opened: Opened) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE name = 'schema_version'")
    before = database.read_bytes()
    page = opened("map")
    assert not page.exception
    assert "newer than this program" in texts(page)
    assert database.read_bytes() == before


def test_the_address_filters_and_what_is_not_in_form_is_left_out(seeded: Store, opened: Opened) -> None:
    page = opened("map", attacker="ISIS", dmin="many")
    assert not page.exception
    assert page.multiselect(key="filter_attackers").value == ["ISIS"]
    assert page.number_input(key="filter_deaths_min").value is None
    assert "1 of 11 events" in texts(page)
    assert "dmin" in page.toast[0].value


def test_filters_write_the_address_and_react_to_one_another(seeded: Store, opened: Opened) -> None:
    page = opened("map")
    every = page.multiselect(key="filter_types").options
    page.multiselect(key="filter_attackers").set_value(["ISIS"]).run()
    assert "ISIS" in page.query_params["attacker"]
    assert len(page.multiselect(key="filter_types").options) < len(every)
    assert page.multiselect(key="chips").value == ["Attacker: ISIS"]
    page.multiselect(key="chips").set_value([]).run()
    assert "attacker" not in page.query_params
    assert "11 of 11 events" in texts(page)


def test_an_earlier_address_is_followed_and_a_bare_one_of_another_page_is_not(
    seeded: Store, opened: Opened
) -> None:
    page = opened("map", attacker="ISIS")
    assert "1 of 11 events" in texts(page)
    page.query_params.clear()
    page.run()
    assert "11 of 11 events" in texts(page)
    page.query_params["attacker"] = "ISIS"
    page.run()
    assert page.multiselect(key="filter_attackers").value == ["ISIS"]
    page.session_state["atlas_address"]["page"] = "another page"
    page.query_params.clear()
    page.run()
    assert "1 of 11 events" in texts(page)
    assert "ISIS" in page.query_params["attacker"]


def test_no_match_names_the_filter_to_lift(seeded: Store, opened: Opened) -> None:
    page = opened("map", attacker="ISIS", **{"from": "2020-01-01"})
    assert "0 of 11 events" in texts(page)
    assert "No event matches" in texts(page)
    assert "Attacker: ISIS" in texts(page)
    lifts = [button for button in page.button if str(button.key).startswith("lift_")]
    assert len(lifts) == 2
    lifts[0].click().run()
    assert "0 of 11" not in texts(page)


def test_an_event_in_the_address_opens_its_facts(seeded: Store, opened: Opened) -> None:

    rows = query.select(seeded, Filter(text="Taji"), columns=["event_id"])
    page = opened("map", event=str(rows["event_id"].iloc[0]))
    assert not page.exception
    assert page.button(key="edit")
    assert page.multiselect(key="ring_reach")
    page.number_input(key="ring_km").set_value(5.0).run()
    assert "5000m" in str(page.query_params["ring"])


def test_an_event_is_added_changed_and_taken_back(seeded: Store, opened: Opened) -> None:
    page = opened("events")
    page.button_group(key="events_part").set_value("add").run()
    page.text_input(key="add_title").set_value("Shelling of a market").run()
    page.text_input(key="add_place").set_value("between Diwaniya and Samawah").run()
    page.number_input(key="add_fatalities_best").set_value(4).run()
    page.button(key="add_save").click().run()
    assert not page.exception
    assert not page.error
    found = counts(seeded, Filter(text="Shelling of a market"))
    assert (found.matched, found.unlocated, found.deaths_best) == (1, 0, 4)
    page.button_group(key="events_part").set_value("log").run()
    page.button(key="log_undo").click().run()
    assert not page.error
    assert counts(seeded, Filter(text="Shelling of a market")).matched == 0


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_only_ever_text(name: str, seeded: Store, opened: Opened) -> None:
    values = {"title": HOSTILE, "place": HOSTILE, "notes": HOSTILE, "weapon": HOSTILE, "target": HOSTILE}
    claims = [{"actor": HOSTILE, "status": "claimed_by_actor", "claimant": HOSTILE}]
    event_id = edits.add_event(seeded, values, claims=claims, who=HOSTILE)
    page = opened(name, event=event_id, q="onerror", attacker=HOSTILE)
    assert not page.exception
    shown = [
        str(one.value) for one in (*page.markdown, *page.error, *page.header, *page.subheader, *page.caption)
    ]
    labels = [str(one.label) for one in (*page.button, *page.multiselect, *page.selectbox, *page.text_input)]
    assert not [text for text in (*shown, *labels) if "onerror" in text]


def test_claims_sources_and_sites_are_added_corrected_and_taken_back(seeded: Store, opened: Opened) -> None:
    from ui.events import log

    taji = str(query.select(seeded, Filter(text="Taji"), columns=["event_id"])["event_id"].iloc[0])
    before = query.detail(seeded, taji)
    page = opened("events", event=taji)
    page.button(key="events_edit").click().run()
    form = f"edit_{taji}_0_claims_new"
    page.text_input(key=f"{form}_claimant").set_value("a spokesman").run()
    page.button(key=f"{form}_save").click().run()
    assert page.error[0].value.startswith("How it is known:")
    page.selectbox(key=f"{form}_status").set_value("claimed_by_actor").run()
    page.button(key=f"{form}_save").click().run()
    assert page.error[0].value.startswith("Attacker named:")
    page.text_input(key=f"{form}_actor").set_value("Daesh").run()
    page.button(key=f"{form}_save").click().run()
    assert not page.error
    found = query.detail(seeded, taji)
    assert (found.event["attacker"], found.event["contested"]) == ("ISIS", True)

    ours = str(found.claims[found.claims["actor"] == "ISIS"]["claim_id"].iloc[0])
    page.radio(key=f"edit_{taji}_1_claims_row").set_value(ours).run()
    page.selectbox(key=f"edit_{taji}_1_claims_{ours}_status").set_value("denied").run()
    page.button(key=f"edit_{taji}_1_claims_{ours}_save").click().run()
    assert query.detail(seeded, taji).event["attacker"] == "Iranian-backed Iraqi militias"

    page.text_input(key=f"edit_{taji}_2_sources_new_url").set_value("javascript:alert(1)").run()
    page.button(key=f"edit_{taji}_2_sources_new_save").click().run()
    assert page.error[0].value.startswith("Address:")
    page.text_input(key=f"edit_{taji}_2_sources_new_url").set_value("https://example.org/a").run()
    page.selectbox(key=f"edit_{taji}_2_sources_new_reliability").set_value("B").run()
    page.button(key=f"edit_{taji}_2_sources_new_save").click().run()
    page.selectbox(key=f"edit_{taji}_3_sites_new_role").set_value("launch").run()
    page.text_input(key=f"edit_{taji}_3_sites_new_place").set_value("between Diwaniya and Samawah").run()
    page.button(key=f"edit_{taji}_3_sites_new_save").click().run()
    assert not page.error
    site = query.detail(seeded, taji).sites.set_index("role").loc["launch"]
    assert (round(site["latitude"]), round(site["to_latitude"])) == (32, 31)

    said = log.readable(edits.log(seeded, taji))
    whole = said[said["what"].isin(["claim added", "source added", "site added"])]
    assert sorted(whole["new_value"].str.partition(" ")[0]) == ["ISIS", "Launch", "https://example.org/a"]
    changed = said[said["what"] == "claim: how it is known"].iloc[0]
    assert (changed["old_value"], changed["new_value"]) == ("Claimed by the actor", "Denied")
    for _ in range(4):
        edits.undo(seeded, who="test", event=taji)
    after = query.detail(seeded, taji)
    for name in ("claims", "sources", "sites"):
        assert getattr(after, name).equals(getattr(before, name))


def test_a_change_that_somebody_made_meanwhile_is_not_undone_by_a_dialog(
    seeded: Store, opened: Opened
) -> None:

    taji = str(query.select(seeded, Filter(text="Taji"), columns=["event_id"])["event_id"].iloc[0])
    page = opened("events", event=taji)
    page.button(key="events_edit").click().run()
    edits.update(seeded, taji, {"injured": 15}, expected_version=None, who="somebody else")
    page.text_input(key=f"edit_{taji}_target").set_value("the camp").run()
    assert page.button(key="edit_save").disabled
    assert "changed meanwhile" in page.error[0].value
    assert query.detail(seeded, taji).event["injured"] == 15


def test_two_versions_of_an_event_stand_side_by_side_and_one_is_chosen(seeded: Store, opened: Opened) -> None:

    taji = str(query.select(seeded, Filter(text="Taji"), columns=["event_id"])["event_id"].iloc[0])
    page = opened("events", event=taji)
    page.button(key="events_edit").click().run()
    theirs = {"injured": 15, "target": "the camp's gate"}
    edits.update(seeded, taji, theirs, expected_version=None, who="somebody else")
    page.text_input(key=f"edit_{taji}_target").set_value("the camp").run()
    page.text_input(key=f"edit_{taji}_title").set_value("Rockets on a camp").run()
    (versions,) = (one.value.set_index("Field") for one in page.dataframe if "What they saved" in one.value)
    assert versions.loc["Target", ["What they saved", "What you typed"]].tolist() == [
        "the camp's gate",
        "the camp",
    ]
    assert versions.loc["Injured", ["What they saved", "What you typed"]].tolist() == ["15", "–"]
    assert page.button(key="edit_save").disabled
    assert page.button(key="edit_merge").disabled
    page.radio(key="edit_keep_target").set_value("theirs").run()
    page.button(key="edit_merge").click().run()
    assert not page.exception
    assert not page.error
    page.button(key="edit_save").click().run()
    event = query.detail(seeded, taji).event
    assert (event["injured"], event["target"], event["title"]) == (15, "the camp's gate", "Rockets on a camp")


def test_two_versions_of_a_claim_stand_side_by_side_and_what_others_did_is_said(
    seeded: Store, opened: Opened
) -> None:

    taji = str(query.select(seeded, Filter(text="Taji"), columns=["event_id"])["event_id"].iloc[0])
    ours, rival = query.detail(seeded, taji).claims["claim_id"].tolist()[:2]
    page = opened("events", event=taji)
    page.button(key="events_edit").click().run()
    page.radio(key=f"edit_{taji}_0_claims_row").set_value(ours).run()
    form = f"edit_{taji}_0_claims_{ours}"
    page.text_input(key=f"{form}_claimant").set_value("a minister").run()
    page.text_area(key=f"{form}_notes").set_value("heard twice").run()
    theirs: dict[str, Any] = {"claimant": "a spokesman", "status": "denied"}
    other = {"expected_version": None, "who": "somebody else"}
    edits.put_related(seeded, "claims", taji, theirs, row_id=ours, **other)
    edits.put_related(seeded, "claims", taji, {"notes": "later"}, row_id=rival, **other)
    page.run()
    assert "changed meanwhile" in page.error[0].value
    assert page.info[0].value.count("changed:") == 2
    (versions,) = (one.value.set_index("Field") for one in page.dataframe if "What they saved" in one.value)
    assert versions.loc["Who says so"].tolist()[1:] == ["a spokesman", "a minister"]
    assert versions.loc["Quote or notes"].tolist()[1:] == ["–", "heard twice"]
    assert f"{form}_save" not in {button.key for button in page.button}
    page.radio(key=f"{form}_keep_claimant").set_value("mine").run()
    page.button(key=f"{form}_merge").click().run()
    page.button(key=f"{form}1_save").click().run()
    assert not page.exception
    assert ["The event was changed" in error.value for error in page.error] == [True], "its attacker, too"
    claims = query.detail(seeded, taji).claims.set_index("claim_id")
    assert claims.loc[ours, ["claimant", "status", "notes"]].tolist() == [
        "a minister",
        "denied",
        "heard twice",
    ]
    assert claims.loc[rival, "notes"] == "later"


def test_copies_are_listed_kept_for_as_long_as_is_said_and_put_back(
    seeded: Store, opened: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    page = opened("about")
    assert "There is none yet" in texts(page)
    assert keeping.keep_before_import(seeded) is None
    taji = str(query.select(seeded, Filter(text="Taji"), columns=["event_id"])["event_id"].iloc[0])
    edits.update(seeded, taji, {"injured": 99}, expected_version=None, who="test")
    page.run()
    (listed,) = (one.value for one in page.dataframe if "Size" in one.value)
    assert listed["Why"].tolist() == ["before import"]
    page.selectbox(key="copies_name").set_value(listed["Name"][0]).run()
    assert page.button(key="copies_restore").disabled
    page.checkbox(key="copies_sure").check().run()
    page.button(key="copies_restore").click().run()
    assert not page.exception
    assert not page.error
    assert query.detail(seeded, taji).event["injured"] != 99
    assert "To take this back" in page.success[0].value
    page.number_input(key="copies_days").set_value(3).run()
    page.button(key="copies_keep").click().run()
    assert keeping.load().days == 3
    assert "for 3 days" in texts(page)


def test_linked_events_count_once_where_a_person_wants_it(
    seeded: Store, database: Path, opened: Opened
) -> None:
    from events import linking
    from tests.events.test_linking import propose, put, row

    assert "filter_count_linked_once" not in {str(box.key) for box in opened("map").checkbox}
    put(seeded, row("ACLED", "IRQ1"), row("UCDP GED", "1"))
    linking.decide(seeded, propose(seeded).frame, "accepted", who="ana")
    page = opened("map")
    assert "13 of 13 events" in texts(page)
    page.checkbox(key="filter_count_linked_once").check().run()
    assert not page.exception
    assert "12 of 13 events" in texts(page)
    assert "once" in page.query_params["linked"]
    page.multiselect(key="chips").set_value([]).run()
    assert "13 of 13 events" in texts(page)
    url = file_url(database)
    each, once = (
        atlas("events", "--db", url, *more).stdout.count('"event_id"') for more in ((), ("--linked-once",))
    )
    assert (each, once) == (13, 12)
