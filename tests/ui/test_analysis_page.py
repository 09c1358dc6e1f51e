"""The Analysis page follows the filters, shows hostile names as they are, and says what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from events.editing import edits
from events.query import Filter
from events.store import Store, file_url
from tests.ui.test_pages import HOSTILE, SCRIPT
from ui.analysis import charts, page


def test_the_page_counts_what_the_filters_leave(
    seed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.duckdb"
    monkeypatch.setenv("ATLAS_DATABASE_URL", file_url(path))
    shutil.copyfile(seed.path, path)
    store = Store.open(file_url(path))
    edits.add_event(
        store, {"title": "Clash", "event_type": HOSTILE, "actor1": "IS", "actor2": HOSTILE}, who="t"
    )
    shown = AppTest.from_string(SCRIPT.format(name="analysis"), default_timeout=60).run()
    assert [str(one.value) for one in shown.exception] == []
    assert [(one.label, one.value) for one in shown.metric][:2] == [
        ("Events", "12"),
        ("Deaths, at least", "39"),
    ]
    assert HOSTILE in list(shown.dataframe[0].value["Type"])
    shown.multiselect(key="filter_actors").set_value(["ISIS"])
    shown.selectbox(key="analysis_field").set_value("actor")
    shown.selectbox(key="analysis_measure").set_value("deaths").run()
    assert [str(one.value) for one in shown.exception] == []
    assert shown.metric[0].value == "3"
    found = page.counted(store, Filter(actors=("ISIS",)), ("actor",))
    drawn = charts.bars(found, "events", charts.most(found, "actor", 25)[0]).to_dict()
    (rows,) = drawn["datasets"].values()
    assert {row["value"] for row in rows} >= {"ISIS", HOSTILE}
    shown.text_input(key="filter_text").set_value("nowhere at all").run()
    assert "No event matches all the filters that are on." in [one.value for one in shown.text]
