"""The import as a person meets it: guess, reason, correction, a kept mapping, the report."""

from __future__ import annotations

import time
from pathlib import Path

import openpyxl
from streamlit.testing.v1 import AppTest

from events.importing import import_file
from events.importing.mapping import forget, saved_files
from events.query import Filter, counts, select
from events.store import Store
from tests.ui.test_pages import Opened, database, opened, seeded, texts  # noqa: F401

DAYS = [f"{day:02}.04.2021" for day in range(11, 29)]
ROWS = "Quux;Wann;Ort;Land;Tote\n{a}0;soon;Mosul;Iraq;1\n" + "".join(
    f"{{a}}{number + 1};{day};Mosul;Iraq;3\n" for number, day in enumerate(DAYS)
)


def open_import(opened: Opened) -> AppTest:  # noqa: F811
    page = opened("events")
    return page.button_group(key="events_part").set_value("import").run()


def upload(page: AppTest, name: str, prefix: str) -> AppTest:
    page.file_uploader[0].set_value((name, ROWS.format(a=prefix).encode(), "text/csv"))
    return page.run()


def finished(page: AppTest) -> AppTest:
    until = time.monotonic() + 60
    while not any(str(button.key) == "import_again" for button in page.button):
        assert time.monotonic() < until
        time.sleep(0.05)
        page.run()
    return page


def test_a_corrected_mapping_is_kept_under_a_name_and_known_for_the_next_file(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = upload(open_import(opened), "first.csv", "a")
    assert not page.exception
    guess = page.data_editor[0].value.set_index("Column of the file")
    assert guess.loc["Wann", "Taken for"] == "event_date"
    assert "11.04.2021" in guess.loc["Wann", "Why"]
    assert guess.loc["Quux", "Taken for"] != "title"
    edit = {"edited_rows": {0: {"Taken for": "title"}}, "added_rows": [], "deleted_rows": []}
    page.session_state[page.data_editor[0].key] = edit
    page.run()
    assert not page.exception
    (first_rows,) = (one.value for one in page.dataframe if "title" in one.value)
    assert first_rows["title"].tolist()[0] == "a1"
    page.text_input(key="mapping_name").set_value("Our list").run()
    page.button(key="mapping_keep").click().run()
    assert not page.error
    assert "recognised as Our list" in texts(page)
    finished(page.button(key="import_run").click().run())
    assert "19 rows read, 18 imported" in "\n".join(str(one.value) for one in page.success)
    assert "Refused: 1 row" in texts(page)
    titles = select(seeded, Filter(datasets=("first",)), columns=["title"])["title"].tolist()
    assert sorted(titles) == sorted(f"a{number}" for number in range(1, 19))

    page.button(key="import_again").click().run()
    upload(page, "second.csv", "b")
    assert "recognised as Our list" in texts(page)
    finished(page.button(key="import_run").click().run())
    assert counts(seeded, Filter(datasets=("second",))).matched == 18

    page.button(key="import_again").click().run()
    upload(page, "third.csv", "c")
    page.button(key="mapping_forget").click().run()
    assert "recognised" not in texts(page)


SIDES = (
    "start_date,title,actor_code,lat,lon\n2024-01-02,raid,TUR,36.5,41.2\n2024-01-03,raid,USA,36.1,43.1\n"
    "2024-01-04,raid,TUR,36.8,42.9\n2024-01-05,raid,ISR,33.5,36.3\n"
)
TOTALS = (
    "Country,Admin1,Month,Year,Events,Fatalities\nIraq,Basra,January,2024,3,4\nIraq,Nineveh,May,2024,0,0\n"
)
UNDATED = "id,city,country,killed\n1,Basra,Iraq,2\n2,Mosul,Iraq,1\n"


def given(page: AppTest, name: str, text: str) -> AppTest:
    page.file_uploader[0].set_value((name, text.encode(), "text/csv"))
    return page.run()


def test_what_a_column_is_is_asked_before_anything_is_imported(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = given(open_import(opened), "sides.csv", SIDES)
    assert not page.exception
    (question,) = [radio for radio in page.radio if radio.key.startswith("asked_")]
    assert "are countries" in question.label
    assert question.value is None
    assert page.button(key="import_run").disabled
    question.set_value("attacker").run()
    assert not page.exception
    assert not page.button(key="import_run").disabled
    (first_rows,) = (one.value for one in page.dataframe if "title" in one.value)
    assert first_rows["attacker"].notna().all()
    finished(page.button(key="import_run").click().run())
    events = select(seeded, Filter(datasets=("sides",)), columns=["attacker", "country"])
    assert events["attacker"].notna().all()
    assert len(events) == 4


def test_a_column_that_is_corrected_in_the_table_is_not_asked_about(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = given(open_import(opened), "sides.csv", SIDES)
    edit = {"edited_rows": {2: {"Taken for": "target"}}, "added_rows": [], "deleted_rows": []}
    page.session_state[page.data_editor[0].key] = edit
    page.run()
    assert not page.exception
    assert not [radio for radio in page.radio if radio.key.startswith("asked_")]
    assert not page.button(key="import_run").disabled


def test_totals_are_imported_only_when_a_person_says_that_they_are_events(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = given(open_import(opened), "totals.csv", TOTALS)
    (question,) = [radio for radio in page.radio if radio.key.startswith("asked_")]
    question.set_value("totals").run()
    assert page.button(key="import_run").disabled
    assert "this file is not imported" in texts(page)
    (question,) = [radio for radio in page.radio if radio.key.startswith("asked_")]
    question.set_value("events").run()
    finished(page.button(key="import_run").click().run())
    assert counts(seeded, Filter(datasets=("totals",))).matched == 2


def test_a_file_without_dates_is_imported_undated_on_request(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = given(open_import(opened), "undated.csv", UNDATED)
    assert page.error
    (box,) = [box for box in page.checkbox if box.key.startswith("undated_")]
    box.check().run()
    assert not page.error
    finished(page.button(key="import_run").click().run())
    assert counts(seeded, Filter(datasets=("undated",))).matched == 2


def test_a_stop_at_the_last_moment_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(ROWS.format(a="x"), encoding="utf-8")
    said: list[str] = []
    report = import_file(
        store, path, progress=lambda done, total, word: said.append(word), cancelled=lambda: "writing" in said
    )
    assert "stopped; nothing was changed" in str(report.error)
    assert counts(store, Filter()).total == 0
    assert import_file(store, path).imported == 18


def test_the_country_that_a_file_speaks_for_is_proposed_and_taken_only_when_pressed(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    page = open_import(opened)
    towns = ("Naqoura", "Bint Jbeil", "Tebnine", "Marjayoun", "Hasbaya")
    text = "date,town\n" + "".join(f"2024-10-0{day},{town}\n" for day, town in enumerate(towns, 1))
    page.file_uploader[0].set_value(("towns.csv", text.encode(), "text/csv")).run()
    assert not page.exception
    assert "it speaks for Lebanon: 5 of 5" in texts(page)
    (asked,) = page.multiselect
    assert asked.value == []
    page.button(key="import_use_proposed").click().run()
    assert page.multiselect[0].value == ["Lebanon"]
    finished(page.button(key="import_run").click().run())
    placed = select(seeded, Filter(datasets=("towns",)))
    assert set(placed["country"]) == {"Lebanon"}
    assert set(placed["location_precision"]) == {"exact"}


def test_the_sheet_that_was_read_is_the_one_that_the_page_names(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "prepared by the desk"
    sheet = book.create_sheet("Incidents")
    for row in (["Date", "Title", "Place", "Country"], ["2024-03-12", "raid", "Mosul", "Iraq"]):
        sheet.append(row)
    book.save(tmp_path / "week.xlsx")
    page = open_import(opened)
    page.file_uploader[0].set_value(("week.xlsx", (tmp_path / "week.xlsx").read_bytes(), "application/xlsx"))
    page.run()
    for _ in range(2):
        (chosen,) = [box for box in page.selectbox if box.label == "Sheet"]
        assert chosen.value == "Incidents"
        (first_rows,) = (one.value for one in page.dataframe if "title" in one.value)
        assert first_rows["title"].tolist() == ["raid"]
        page.run()


def test_what_holds_for_the_whole_file_is_said_on_the_page(seeded: Store, opened: Opened) -> None:  # noqa: F811
    text = "id,date,place,country,what kind\n1,03/04/2020,Mosul,Iraq,\n2,5 June,Mosul,Iraq,Battles\n"
    page = open_import(opened)
    page.file_uploader[0].set_value(("said.csv", text.encode(), "text/csv"))
    page.run()
    held = {
        str(box.key).split("_")[1]: box
        for box in [*page.selectbox, *page.text_input]
        if "whole_" in str(box.key)
    }
    assert set(held) == {"order", "year", "attacker", "event"}
    assert any(one.proto.expanded for one in page.expander), "an open order is asked about"
    held["order"].set_value("mdy").run()
    keys = {name: str(box.key) for name, box in held.items()}
    page.text_input(key=keys["year"]).set_value("2019").run()
    page.text_input(key=keys["attacker"]).set_value("ISIS").run()
    page.selectbox(key=keys["event"]).set_value("Riots").run()
    assert not page.exception
    finished(page.button(key="import_run").click().run())
    found = select(seeded, Filter(datasets=("said",))).sort_values("source_row")
    assert [str(day)[:10] for day in found["event_date"]] == ["2020-03-04", "2019-06-05"]
    assert found["attacker"].tolist() == ["ISIS", "ISIS"]
    assert found["event_type"].tolist() == ["Riots", "Battles"]


def test_what_is_doubtful_is_asked_one_after_the_other_and_kept_for_the_next_file(
    seeded: Store,  # noqa: F811
    opened: Opened,  # noqa: F811
) -> None:
    text = "seen,noted,town,country\n03/04/2021,05/06/2021,Mosul,Iraq\n01/02/2021,07/08/2021,Basra,Iraq\n"
    page = given(open_import(opened), "seen.csv", text)
    assert not page.exception
    assert not page.error, "a question is no error"
    (which,) = [radio for radio in page.radio if radio.key.startswith("asked_")]
    assert any("2021" in label for label in which.options), which.options
    assert not [button for button in page.button if button.key == "import_run" and not button.disabled]
    which.set_value("seen").run()
    (order,) = [radio for radio in page.radio if "later" in radio.key]
    assert "no value of the column tells which" in order.label
    assert page.button(key="import_run").disabled
    order.set_value("mdy").run()
    assert not page.exception
    page.text_input(key="mapping_name").set_value("Seen list").run()
    page.button(key="mapping_keep").click().run()
    finished(page.button(key="import_run").click().run())

    page.button(key="import_again").click().run()
    given(page, "more.csv", text.replace("Mosul", "Kirkuk"))
    assert "recognised as Seen list" in texts(page)
    assert not [radio for radio in page.radio if radio.key.startswith("asked_")]
    finished(page.button(key="import_run").click().run())
    for name in ("seen", "more"):
        events = select(seeded, Filter(datasets=(name,))).sort_values("source_row")
        assert [str(day)[:10] for day in events["event_date"]] == ["2021-03-04", "2021-01-02"]
    mapping_file = next(path for path in saved_files() if path.stem == "seen_list")
    assert "date_order: mdy" in mapping_file.read_text(encoding="utf-8")
    forget("Seen list")
