"""The Changes page: releases compared, the same events proposed and decided, and what it says when empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from events import linking, query
from events.editing import edits
from events.importing import import_file
from events.query import changes
from events.store import Store, file_url

SCRIPT = """
import streamlit as st
from ui import frame
from ui.changes import page

own = st.Page(page.show, title="Page", url_path="page", default=True)
frame.run({"map": own, "events": own}, st.navigation([own]))
"""
HEADER = "event_id,date,latitude,longitude,attacker,location,event_type,fatalities,note\n"
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://a.example/b.png) :red[x]"
FIRST = (
    f"A,2025-03-01,33.3,44.3,Alpha,{HOSTILE},Shelling,2,x\nB,2025-03-02,36.3,43.1,Bravo,Mosul,Shelling,1,y\n"
)
Opened = Callable[[], AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    path = tmp_path / "events.duckdb"
    monkeypatch.setenv("ATLAS_DATABASE_URL", file_url(path))
    return Store.open(file_url(path))


@pytest.fixture
def opened() -> Iterator[Opened]:
    st.cache_resource.clear()
    yield lambda: AppTest.from_string(SCRIPT, default_timeout=60).run()
    st.cache_resource.clear()


def release(store: Store, folder: Path, name: str, text: str, dataset: str = "List") -> None:
    path = folder / name
    path.write_text(HEADER + text, encoding="utf-8")
    report = import_file(store, path, dataset=dataset, complete=True)
    assert report.error is None


def texts(page: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (page.text, page.error, page.subheader) for one in kind)


def test_an_empty_database_says_what_to_do(store: Store, opened: Opened) -> None:
    page = opened()
    assert not page.exception
    assert "Import a dataset" in texts(page)
    assert page.button(key="changes_import")


def test_the_latest_release_is_compared_field_by_field(store: Store, opened: Opened, tmp_path: Path) -> None:
    release(store, tmp_path, "week1.csv", FIRST)
    release(store, tmp_path, "week2.csv", FIRST.splitlines()[0].replace(",2,x", ",5,x") + "\n"
            "C,2025-03-05,33.0,44.0,Alpha,Hilla,Shelling,1,z\n")  # fmt: skip
    page = opened()
    assert not page.exception
    assert not page.error
    rows: pd.DataFrame = page.dataframe[0].value
    assert sorted(set(rows["kind"])) == ["new", "revised", "withdrawn"]
    revised = rows[rows["column_name"] == "fatalities best"].iloc[0]
    assert (revised["old_value"], revised["new_value"], revised["source_file"]) == ("2", "5", "week2.csv")
    page.button_group(key="changes_kind").set_value("withdrawn").run()
    assert page.dataframe[0].value["source_key"].tolist() == ["B"]
    options = page.selectbox(key="changes_since_").options
    assert len(options) == 3
    assert "week2.csv · 1 new, 1 revised, 1 withdrawn" in options[0]
    page.selectbox(key="changes_since_").select_index(2).run()
    assert not page.exception
    assert page.date_input(key="changes_day")


def test_a_row_opens_its_event(store: Store, opened: Opened, tmp_path: Path) -> None:
    release(store, tmp_path, "first.csv", FIRST)
    page = opened()
    assert "Click a row to read the event." in texts(page)
    page.session_state["changes_rows"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    assert "Click a row to read the event." not in texts(page)


def test_the_same_file_again_changed_nothing(store: Store, opened: Opened, tmp_path: Path) -> None:
    release(store, tmp_path, "week1.csv", FIRST)
    release(store, tmp_path, "week1.csv", FIRST)
    page = opened()
    assert not page.exception
    assert "Nothing changed there" in texts(page)


def test_the_same_event_is_proposed_accepted_and_taken_back(
    store: Store, opened: Opened, tmp_path: Path
) -> None:
    release(store, tmp_path, "ours.csv", FIRST, "Ours")
    page = opened()
    page.button_group(key="changes_part").set_value("same").run()
    assert "not two yet" in texts(page)
    release(store, tmp_path, "theirs.csv", FIRST.replace("33.3", "33.31"), "Theirs")
    page.run()
    page.button(key="same_look").click().run()
    assert not page.exception
    assert not page.error
    assert "2 proposals" in texts(page)
    proposals: pd.DataFrame = page.dataframe[0].value
    assert proposals["reasons"].str.contains("both name").all()
    assert page.button(key="same_accept").disabled
    page.session_state["same_rows_2"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    assert "1 pair chosen" in texts(page)
    page.button(key="same_accept").click().run()
    assert not page.exception
    assert linking.decided(store)["status"].tolist() == ["accepted"]
    assert page.expander[0].label.startswith("Decided: 1")
    assert "1 proposal;" in texts(page)
    assert "Decided before: 1" in texts(page)
    page.button(key="same_undo_button").click().run()
    assert not page.exception
    assert linking.decided(store).empty


def test_hostile_text_is_only_ever_text(store: Store, opened: Opened, tmp_path: Path) -> None:
    release(store, tmp_path, "week1.csv", FIRST, HOSTILE)
    release(store, tmp_path, "more.csv", FIRST, "Other")
    page = opened()
    assert not page.exception
    for part in ("changed", "conflicts", "imports", "same"):
        page.button_group(key="changes_part").set_value(part).run()
        if part == "same":
            page.button(key="same_look").click().run()
        assert not page.exception
        shown = [str(one.value) for one in (*page.markdown, *page.error, *page.header, *page.subheader)]
        assert not [text for text in shown if "<img" in text or ":red[" in text or "](http" in text]


def test_an_import_is_undone_redone_and_a_dataset_removed(
    store: Store, opened: Opened, tmp_path: Path
) -> None:
    release(store, tmp_path, "week1.csv", FIRST)
    release(
        store,
        tmp_path,
        "week2.csv",
        FIRST.replace(",2,", ",5,") + "C,2025-03-03,36.3,43.1,X,Mosul,Raid,1,z\n",
    )
    page = opened()
    page.button_group(key="changes_part").set_value("imports").run()
    assert not page.exception
    assert page.dataframe[0].value["said"].tolist() == ["week2.csv: 1 new, 1 revised", "week1.csv: 2 new"]
    for number, (label, total) in enumerate((("Undo this import", 2), ("Redo this import", 3))):
        page.session_state[f"imports_rows_{number}"] = {
            "selection": {"rows": [0], "columns": [], "cells": []}
        }
        page.run()
        assert page.button(key="imports_undo").label == label
        assert page.button(key="imports_undo").disabled
        page.checkbox[0].check().run()
        page.button(key="imports_undo").click().run()
        assert not page.exception
        assert not page.error
        assert query.counts(store).total == total
        assert page.success
    page.checkbox[0].check().run()
    page.button(key="remove_run").click().run()
    assert not page.exception
    assert query.counts(store).total == 0
    assert page.dataframe[0].value["said"].tolist()[0] == "removed List: 3 events"


def test_a_conflict_is_listed_with_both_values_decided_and_taken_back(
    store: Store, opened: Opened, tmp_path: Path
) -> None:
    release(store, tmp_path, "week1.csv", FIRST)
    event = str(query.select(store).set_index("source_key").loc["A", "event_id"])
    page = opened()
    page.button_group(key="changes_part").set_value("conflicts").run()
    assert "No release disagrees" in texts(page)
    edits.update(store, event, {"fatalities_best": 9}, expected_version=None, who="ana")
    release(store, tmp_path, "week2.csv", FIRST.replace(",2,", ",5,"))
    page.run()
    row = page.dataframe[0].value.iloc[0]
    assert (row["what"], row["own_value"], row["source_value"], row["says"]) == (
        "Deaths, best",
        "9",
        "5",
        "new",
    )
    assert page.button(key="conflict_theirs").disabled
    page.session_state["conflict_rows_1"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    page.button(key="conflict_theirs").click().run()
    assert not page.exception
    assert query.select(store).set_index("source_key").loc["A", "fatalities_best"] == 5
    page.button(key="conflict_undo_button").click().run()
    assert not page.exception
    assert query.select(store).set_index("source_key").loc["A", "fatalities_best"] == 9
    assert page.dataframe[0].value["own_value"].tolist() == ["9"]


def test_a_new_column_is_one_line_above_the_changes(store: Store, opened: Opened, tmp_path: Path) -> None:
    release(store, tmp_path, "week1.csv", FIRST)
    path = tmp_path / "week2.csv"
    path.write_text(HEADER.replace("\n", ",more\n") + FIRST.replace("\n", ",m\n"), encoding="utf-8")
    assert import_file(store, path, dataset="List", complete=True).updated == 0
    page = opened()
    assert not page.exception
    assert "Nothing changed there" in texts(page)
    assert changes.column_changes(store, changes.since_day(changes.dt.date(2000, 1, 1))) == [
        "week2.csv: The column more is new in this release, with values for 2 events."
    ]
