"""Columns are what their names say only where their values agree; what only a person knows is asked."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from events.importing import import_file, preview
from events.importing.questions import Answers
from events.importing.where import read_pair
from events.importing.who import read_actor
from events.query import Filter, select
from events.store import Store
from events.values.dates import read_date
from events.values.numbers import read_count, read_degrees
from events.vocabulary.missing import NOT_KNOWN, UNKNOWN, is_missing
from tests.commandline import atlas
from tests.events.bench import Bench
from tests.thoroughness import examples

QUICK = settings(
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
HEAD = (
    "id",
    "date",
    "country",
    "province",
    "town",
    "lat",
    "lon",
    "attacker",
    "target",
    "weapon",
    "killed",
    "source",
)
ROW = (
    "1",
    "2024-05-01",
    "Iraq",
    "Basra",
    "Basra",
    "30.5",
    "47.8",
    "IS",
    "police",
    "mortar",
    "2",
    "Invented News",
)


def table(head: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in (head, *rows))


def put(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def look(folder: Path, text: str, **options: Any) -> Any:
    found = preview(put(folder, text), **options)
    assert found.error is None, found.error
    return found


def said(found: Any) -> str:
    return " ".join([*found.notes, *(str(item.message) for item in found.warnings)])


# words for nothing

TEXTS = {"country": 2, "admin1": 3, "place": 4, "target": 8, "weapon": 9}
"""Fields of ``ROW`` that hold words, and where they stand."""


@QUICK
@given(
    word=st.sampled_from(sorted(UNKNOWN - {""})),
    style=st.sampled_from([str, str.upper, str.capitalize, str.title]),
    where=st.sets(st.sampled_from([*TEXTS.values(), 7, 10]), min_size=1),
)
@example(word="na", style=str.upper, where={2, 3, 4})
@example(word="no information", style=str.title, where={3, 7, 10})
def test_a_word_for_nothing_is_a_value_in_no_column(
    tmp_path: Path, word: str, style: Any, where: set[int]
) -> None:
    second = tuple(style(word) if at in where else cell for at, cell in enumerate(ROW))
    event = look(tmp_path, table(HEAD, ROW, ("2", *second[1:]))).events.iloc[1]
    for field, at in TEXTS.items():
        if field == "country" and at in where:
            assert event[field] == "Iraq", "the country of the point, and no word for nothing"
        else:
            assert (at in where) == bool(pd.isna(event[field])), (field, event[field])
    assert (7 in where) == (not isinstance(event["attacker"], str))
    if word in NOT_KNOWN:
        assert event["attacker_basis"] == ("unattributed" if 7 in where else "assessed_by_analyst")
    assert (10 in where) == bool(pd.isna(event["fatalities_best"]))


@pytest.mark.parametrize("word", sorted(UNKNOWN))
def test_every_reading_of_a_cell_knows_every_word_for_nothing(word: str) -> None:
    for text in {word, word.upper(), word.capitalize(), word.title()}:
        count, date = read_count(text), read_date(text)
        assert (count.problem, count.low, count.best, count.high) == (None, None, None, None)
        assert (date.problem, date.start, date.end) == (None, None, None)
        assert read_degrees(text, axis="latitude") is None
        assert read_pair(text) is None
        assert read_actor(text)[0] is None


def test_names_that_only_begin_like_words_for_nothing_stay(tmp_path: Path) -> None:
    rows = [
        ("1", "2024-05-01", "Iraq", "Nineveh", name, "36.3", "43.1")
        for name in ("Na'ur", "Nan", "Nilin", "Nullarbor")
    ]
    places = look(tmp_path, table(HEAD[:7], *rows)).events["place"].fillna("").tolist()
    assert places == ["Na'ur", "", "Nilin", "Nullarbor"]
    assert not is_missing("Nain")


@pytest.mark.parametrize(
    ("rows", "country"),
    [
        ((("ZA", "-26.2", "28.0"), ("BW", "-24.6", "25.9"), ("NA", "-22.56", "17.08")), "Namibia"),
        ((("ZA", "", ""), ("AO", "", ""), ("NA", "", "")), "Namibia"),
        ((("IQ", "33.3", "44.4"), ("SY", "33.5", "36.3"), ("NA", "35.3", "40.1")), "Syria"),
        ((("IQ", "", ""), ("SY", "", ""), ("NA", "", "")), None),
        ((("Iraq", "", ""), ("Angola", "", ""), ("NA", "", "")), None),
        ((("ZA", "NA", "NA"), ("AO", "NA", "NA"), ("NA", "NA", "NA")), None),
    ],
)
def test_na_is_namibia_only_where_the_file_speaks_for_it(
    store: Store, tmp_path: Path, rows: tuple[tuple[str, str, str], ...], country: str | None
) -> None:
    lines = [(str(n), f"2024-05-0{n}", code, lat, lon) for n, (code, lat, lon) in enumerate(rows, 1)]
    report = import_file(store, put(tmp_path, table(("id", "date", "iso2", "lat", "lon"), *lines)))
    assert report.error is None, report.error
    last = (
        select(store, Filter(), columns=["source_key", "country"]).set_index("source_key").loc["3", "country"]
    )
    assert (last if isinstance(last, str) else None) == country


# dates in parts

MONTHS = [dt.date(2000, month, 1).strftime("%B") for month in range(1, 13)]


@QUICK
@given(
    day=st.dates(dt.date(1970, 1, 1), dt.date(2024, 12, 31)),
    known=st.sampled_from(["year", "month", "day"]),
    unknown=st.sampled_from(["", "0", "NA", "-99", "unknown"]),
    month=st.sampled_from(
        [str, "{:02}".format, "{}.0".format, lambda m: MONTHS[m - 1], lambda m: MONTHS[m - 1][:3]]
    ),
    length=st.integers(0, 400),
    order=st.permutations(range(8)),
)
def test_dates_in_parts_come_back_as_they_were_in_any_order_of_columns(
    tmp_path: Path, day: dt.date, known: str, unknown: str, month: Any, length: int, order: list[int]
) -> None:
    last = day + dt.timedelta(days=length)
    head = ["Start Year", "Start Month", "Start Day", "End Year", "End Month", "End Day", "Country", "City"]
    cells = [str(day.year), month(day.month), str(day.day), str(last.year), month(last.month), str(last.day)]
    for at in {"year": (1, 2, 4, 5), "month": (2, 5), "day": ()}[known]:
        cells[at] = unknown
    cells += ["Iraq", "Basra"]
    text = table(tuple(head[at] for at in order), tuple(cells[at] for at in order))
    event = look(tmp_path, text).events.iloc[0]
    first = {"year": day.replace(month=1, day=1), "month": day.replace(day=1), "day": day}[known]
    following = (last.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    end = {
        "year": last.replace(month=12, day=31), "month": following - dt.timedelta(days=1), "day": last
    }[known]  # fmt: skip
    assert (event["event_date"].date(), event["end_date"].date()) == (first, end)


def test_a_day_beside_year_and_month_is_a_day_of_the_month_and_30_february_is_refused(bench: Bench) -> None:
    report = bench.load(
        "Year,Month,Day,Country,City\n2021,3,14,Iraq,Basra\n2021,,,Iraq,Basra\n2022,2,30,Iraq,Basra\n"
    )
    events = bench.events()
    assert [str(d.date()) for d in events["event_date"]] == ["2021-03-14", "2021-01-01"]
    assert events["time_precision"].tolist() == ["day", "year"]
    (item,) = report.refused
    assert item.message == (
        "Row 4: “2022-2-30” in Year, Month, Day does not exist: February 2022 has no day 30."
    )


def test_a_day_that_is_a_date_stays_one(tmp_path: Path) -> None:
    found = look(tmp_path, "Day,Year,Month,City\n2021-03-14,2021,3,Basra\n2021-03-15,2021,3,Mosul\n")
    assert found.guess["Day"] == "event_date"


@pytest.mark.parametrize(
    ("cell", "day", "precision", "words"),
    [
        ("'2003-04-09", "2003-04-09", "day", ""),
        ("’9 April 2003", "2003-04-09", "day", ""),
        ("'February 1999", "1999-02-01", "month", ""),
        ("'c. 2004", "2004-01-01", "year", "read as the year, which is not sure"),
        ("2019-02-22 18:00:16.000 America/Los_Angeles", "2019-02-22", "day", "in UTC it is 2019-02-23 02:00"),
        ("2019-02-23T01:00:16[Asia/Baghdad]", "2019-02-23", "day", "in UTC it is 2019-02-22 22:00"),
        ("22/02/2019 18:00 Asia/Baghdad", "2019-02-22", "day", "the clock in Asia/Baghdad"),
        ("2019-02-22 18:00 Invented/Town", "2019-02-22", "day", "the clock in Invented/Town"),
    ],
)
def test_dates_as_sheets_and_trackers_write_them(
    bench: Bench, cell: str, day: str, precision: str, words: str
) -> None:
    event = bench.one(f"Start,Place,Country,lat,lon,Killed\n{cell},Basra,Iraq,'30.5,'47.8,'~12\n")
    assert (str(event["event_date"].date()), event["time_precision"]) == (day, precision)
    assert (event["latitude"], event["longitude"], event["fatalities_best"]) == (30.5, 47.8, 12)
    assert "~12" in event["source_codes"]
    assert words in said(preview(bench.folder / "list.csv"))


# what values contradict

CASES = {
    "an actor is no publisher": (
        "Date,Source Name,Target Name,Publisher,City,Country\n"
        "2018-06-01,Police (Iraq),Citizen (Iraq),Invented Daily,Mosul,Iraq\n"
        "2018-06-02,Islamic State,Army (Iraq),Invented Daily,Baghdad,Iraq\n",
        {"Publisher": "source_publisher", "Source Name": "actor1", "Target Name": "target"},
    ),
    "an organisation is no place": (
        "date,country,lat,lon,Organisation affected\n"
        "2024-01-02,Sudan,15.5,32.5,MSF\n2024-01-03,Sudan,15.6,32.5,UNICEF\n2024-01-04,Sudan,13.4,22.4,Save\n",
        {"Organisation affected": None},
    ),
    "a word that is a village elsewhere is no place": (
        "date,lat,lon,domain\n1941-12-07,21.36,-157.95,air\n1942-06-04,28.2,-177.3,sea\n1942-02-15,1.29,103.85,land\n",
        {"domain": None},
    ),
    "a clock is no date": (
        "time,occurred,town,country\n14:30,2024-01-02,Basra,Iraq\n15:10,2024-01-03,Mosul,Iraq\n",
        {"time": None, "occurred": "event_date"},
    ),
    "yes and no are nobody": (
        "date,town,country,responsible\n2024-01-02,Basra,Iraq,yes\n2024-01-03,Mosul,Iraq,no\n2024-01-04,Mosul,Iraq,no\n",
        {"responsible": None},
    ),
    "numbers are no place": (
        "date,area,city,country\n2024-01-02,12.5,Basra,Iraq\n2024-01-03,3,Mosul,Iraq\n2024-01-04,7,Mosul,Iraq\n",
        {"area": None, "city": "place"},
    ),
    "codes of another list are no country": (
        "date,country code,lat,lon\n2024-01-02,100,4.7,-74.1\n2024-01-03,100,6.2,-75.6\n"
        "2024-01-04,100,3.4,-76.5\n",
        {"country code": None},
    ),
    "a state that is a country": (
        "date,state,city\n2024-01-02,Iraq,Basra\n2024-01-03,Syria,Homs\n2024-01-04,Yemen,Aden\n",
        {"state": "country"},
    ),
    "a source that is a link": (
        "date,source,city,country\n2024-01-02,https://example.org/1,Basra,Iraq\n2024-01-03,https://example.org/2,Mosul,Iraq\n",
        {"source": "source_url"},
    ),
    "names of rows are no count": (
        ",date,city,country,killed\n1,2024-01-02,Basra,Iraq,3\n2,2024-01-03,Mosul,Iraq,1\n3,2024-01-04,Homs,Syria,0\n",
        {"column 1": None, "killed": "fatalities"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_the_values_contradict_is_dropped_in_any_order_of_columns(tmp_path: Path, case: str) -> None:
    text, expected = CASES[case]
    rows = [line.split(",") for line in text.splitlines()]
    guesses = []
    for order in itertools.islice(itertools.permutations(range(len(rows[0]))), 0, None, 17):
        if "column 1" in expected and order[0] != 0:
            continue
        shuffled = "".join(",".join(row[at] for at in order) + "\n" for row in rows)
        guesses.append(look(tmp_path, shuffled).guess)
        if len(guesses) == 8:
            break
    assert {column: guesses[0].get(column) for column in expected} == expected
    assert all(guess == guesses[0] for guess in guesses)


def test_a_dropped_guess_is_said_and_its_cells_are_kept(bench: Bench) -> None:
    text = CASES["yes and no are nobody"][0]
    report = bench.load(text)
    assert any("“responsible” is not taken for the attacker" in w.message for w in report.warnings)
    assert '"responsible": "yes"' in bench.events()["source_codes"][0]


# what only a person knows

SIDES = (
    "start_date,title,actor_code,lat,lon\n2024-01-02,raid,TUR,36.5,41.2\n2024-01-03,raid,USA,36.1,43.1\n"
    "2024-01-04,raid,TUR,36.8,42.9\n2024-01-05,raid,ISR,33.5,36.3\n"
)
TOTALS = (
    "Country,Admin1,Month,Year,Events,Fatalities\nIraq,Basra,January,2024,3,4\nIraq,Nineveh,May,2024,0,0\n"
)


def test_countries_away_from_the_points_are_asked_about(tmp_path: Path, store: Store) -> None:
    path = put(tmp_path, SIDES)
    (question,) = preview(path).asked
    assert question.columns == ("actor_code",)
    report = import_file(store, path)
    assert report.error is not None
    assert "“actor_code” are countries (TUR, USA, ISR), but 100% of the points lie elsewhere" in report.error
    assert '--column "actor_code=actor1" (or attacker, target, country)' in report.error
    report = import_file(store, path, answers=Answers(columns={"actor_code": "attacker"}))
    assert (report.error, report.imported) == (None, 4)
    events = select(store, Filter())
    assert events["attacker"].notna().all()


def test_countries_where_the_points_are_need_no_question(tmp_path: Path) -> None:
    text = "start_date,title,whose,lat,lon\n2024-01-02,a,IRQ,36.1,43.1\n2024-01-03,b,SYR,33.5,36.3\n"
    found = look(tmp_path, text)
    assert (found.asked, found.guess["whose"]) == ((), "country")


@pytest.mark.parametrize("name", ["Events", "Number of incidents", "event_count", "No. of events", "count"])
def test_rows_that_count_events_are_asked_about(store: Store, tmp_path: Path, name: str) -> None:
    path = put(tmp_path, TOTALS.replace("Events", name))
    report = import_file(store, path)
    assert report.error is not None
    assert f"“{name}” (3, 0) counts events" in report.error
    assert "--rows-are events" in report.error
    assert import_file(store, path, answers=Answers(rows="events")).imported == 2


def test_a_list_of_events_with_counts_of_one_is_not_asked_about(tmp_path: Path) -> None:
    text = "id,date,city,country,incidents\n1,2024-01-02,Basra,Iraq,1\n2,2024-01-03,Mosul,Iraq,1\n"
    assert look(tmp_path, text).asked == ()


def test_a_file_without_dates_comes_in_on_request(store: Store, tmp_path: Path) -> None:
    path = put(tmp_path, "id,city,country,killed\n1,Basra,Iraq,2\n2,Mosul,Iraq,1\n")
    assert preview(path).lacks_date
    refused = import_file(store, path).error
    assert refused is not None
    assert "no column that could be the date" in refused
    assert "--undated" in refused
    report = import_file(store, path, answers=Answers(undated=True))
    assert (report.error, report.imported) == (None, 2)
    assert select(store, Filter())["event_date"].isna().all()


def test_the_command_line_takes_the_answers_and_keeps_them_with_a_mapping(tmp_path: Path) -> None:
    db = tmp_path / "events.duckdb"
    path = put(tmp_path, SIDES)
    asked = atlas("import", path, db=db, code=1)
    assert "--column" in asked.stderr
    wrong = atlas("import", path, "--column", "nobody=attacker", db=db, code=1)
    assert "There is no column" in wrong.stderr
    wrong = atlas("import", path, "--column", "actor_code=person", db=db, code=1)
    assert "Events have no field" in wrong.stderr
    atlas("import", path, "--column", "no sign", db=db, code=2)
    done = atlas("import", path, "--column", "actor_code=", "--save-mapping", "sides", db=db)
    assert "4 imported" in done.stdout
    again = atlas("import", put(tmp_path, SIDES.replace("raid", "run"), "next.csv"), db=db)
    assert "4 imported" in again.stdout
    totals = put(tmp_path, TOTALS, "totals.csv")
    assert "2 imported" in atlas("import", totals, "--rows-are", "events", db=db).stdout


# rows that are no events


@QUICK
@given(
    word=st.sampled_from(
        ["Total", "TOTAL", "Grand total", "Total:", "Итого", "المجموع", "Gesamt", "Subtotal"]
    ),
    at=st.integers(0, 3),
    column=st.sampled_from([0, 1, 2, 3, 4]),
    dated=st.booleans(),
)
def test_a_row_of_totals_is_refused_by_name_wherever_it_stands(
    tmp_path: Path, word: str, at: int, column: int, dated: bool
) -> None:
    head = ("id", "date", "country", "governorate", "place", "killed")
    events = [(str(n), f"2024-01-0{n}", "Iraq", "Basra", "Basra", str(n)) for n in (1, 2, 3)]
    total = ["", "2024-01-09" if dated else "", "", "", "", "6"]
    total[column] = word
    rows = [*events[:at], tuple(total), *events[at:]]
    found = look(tmp_path, table(head, *rows))
    assert len(found.events) == 3
    (item,) = found.refused
    assert item.row == at + 2
    assert "total of other rows" in item.message


def test_a_line_of_sums_is_refused(bench: Bench) -> None:
    report = bench.load(
        "date,place,country,killed,injured\n2024-01-01,Basra,Iraq,1,3\n2024-01-02,Mosul,Iraq,2,4\n,,,3,7\n"
    )
    assert report.imported == 2
    assert [item.row for item in report.refused] == [4]
    assert "nothing but numbers" in report.refused[0].message


def test_an_event_without_date_and_place_is_no_sum(bench: Bench) -> None:
    report = bench.load("id,date,place,country,killed\n1,2024-01-01,Basra,Iraq,1\n2,,,,3\n3,,,Iraq,1\n")
    assert (report.imported, len(report.refused)) == (3, 0)


def test_one_event_in_several_rows_is_one_event_with_its_sites(bench: Bench) -> None:
    head = "event_id,date,country,location,lat,lon,deaths,site no\n"
    text = head + (
        "E1,2024-01-01,Iraq,Basra,30.5,47.8,5,1\nE1,2024-01-01,Iraq,Mosul,36.3,43.1,5,2\n"
        "E1,2024-01-01,Iraq,Kirkuk,,,5,3\nE2,2024-01-02,Iraq,Taji,33.5,44.2,1,1\n"
        "E3,2024-01-02,Iraq,Taji,33.5,44.2,1,1\nE3,2024-01-02,Iraq,Tikrit,34.6,43.7,2,2\n"
    )
    report = bench.load(text)
    assert (report.imported, report.unchanged, [i.row for i in report.refused]) == (3, 2, [7])
    assert bench.events()["fatalities_best"].tolist() == [5, 1, 1]
    sites = bench.sites()
    assert sites["place"].tolist() == ["Mosul", "Kirkuk"]
    assert sites["latitude"].round(1).tolist()[0] == 36.3
    assert sites["latitude"].notna().all()
    assert any("further place of the event “E1” of row 2" in w.message for w in report.warnings)
    assert bench.load(text).unchanged == 5
    assert len(bench.sites()) == 2
