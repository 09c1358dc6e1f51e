"""Actors on the Events page: look-alikes listed, spellings made one by a person, and taken back."""

from __future__ import annotations

from events.editing import edits
from events.editing.actors import actor_names
from events.store import Store
from tests.ui.test_pages import HOSTILE, Opened, database, opened, seeded, texts  # noqa: F401


def test_look_alikes_are_made_one_and_taken_back(seeded: Store, opened: Opened) -> None:  # noqa: F811
    for name in ("Zeta Brigade", "Zeta Brigade", "Ζeta Brigade", HOSTILE):
        edits.add_event(seeded, {"title": "x", "attacker": name, "place": "Mosul"}, who="ana")
    page = opened("events")
    page.button_group(key="events_part").set_value("actors").run()
    assert not page.exception
    page.checkbox(key="actors_doubtful").check().run()
    listed = page.dataframe[0].value
    row = listed["name"].tolist().index("Zeta Brigade")
    assert listed["alike"].tolist()[row] == "Ζeta Brigade"
    assert "Choose the spellings" in texts(page)
    page.session_state[f"actors_rows_{len(listed)}"] = {
        "selection": {"rows": [row], "columns": [], "cells": []}
    }
    page.run()
    assert "Ζeta Brigade  →  Zeta Brigade" in texts(page)
    page.button(key="actors_merge").click().run()
    assert not page.exception
    found = actor_names(seeded).set_index("name")["events"]
    assert found["Zeta Brigade"] == 3
    assert "Ζeta Brigade" not in found
    page.button(key="actors_undo_button").click().run()
    assert actor_names(seeded).set_index("name")["events"]["Ζeta Brigade"] == 1
    assert not [label for label in (str(one.label) for one in page.button) if "onerror" in label]


def test_no_actor_yet(database: object, opened: Opened) -> None:  # noqa: F811
    page = opened("events")
    page.button_group(key="events_part").set_value("actors").run()
    assert not page.exception
    assert "No event names an actor yet" in texts(page)
