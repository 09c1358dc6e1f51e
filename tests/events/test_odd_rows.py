"""Rows that people write: odd dates and numbers are kept as far as they go, with their words, and told by row."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import calendar
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.importing.questions import Answers
from events.model import TIME_PRECISIONS
from events.values.dates import DateColumn, order_of, read_date
from events.values.numbers import read_count
from tests.commandline import atlas
from tests.events.bench import HEADER, ONE, Bench

LIST = Path(__file__).parents[1] / "fixtures" / "imports" / "incidents_2021.csv"
IN_2021 = DateColumn(year=2021, year_from="the year of all other dates of the column")
D = dt.date


def test_every_row_of_an_odd_list_comes_in_but_its_totals(bench: Bench) -> None:
    report = bench.load(LIST.read_text(encoding="utf-8"), LIST.name)
    assert (report.read, report.imported) == (41, 40)
    assert [(item.row, item.value) for item in report.refused] == [(42, "TOTAL")]
    events = bench.events().set_index("source_row")
    for row, words in (
        (3, "early April"),
        (5, "7 (incl. 2 women)"),
        (30, "2021-06-W3"),
        (32, "heavy losses"),
    ):
        assert words in json.loads(events.loc[row, "source_codes"]).values()
        assert [w.column for w in report.warnings if w.row == row and w.value == words], words
    told = {w.row: w.message for w in report.warnings if w.value == "5 June"}
    assert "2021 is taken, the year of all other dates of the column" in told[5]
    assert str(events.loc[5, "event_date"])[:10] == "2021-06-05"
    assert pd.isna(events.loc[30, "event_date"])
    assert pd.isna(events.loc[32, "fatalities_best"])


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("7 (incl. 2 women)", None, 7, None), ("7, including two children", None, 7, None), ("2 children", None, 2, None),
        ("approx 70", None, 70, None), ("70?", None, 70, None), ("an estimated 1,200", None, 1200, None), ("1,200 people", None, 1200, None),
        ("about 20-30", 20, None, 30), ("between 5 and 8", 5, None, 8), ("10 or 11", 10, None, 11), ("dozens", 24, None, None),
        ("dozens of people", 24, None, None), ("scores", 40, None, None), (">10", 11, None, None), ("at least two", 2, None, None),
        ("at least 13 (2 of them staff)", 13, None, None), ("over a dozen", 13, None, None), ("half a dozen", None, 6, None),
        ("two hundred", None, 200, None), ("5 (later 7)", 5, None, 7), ("3 women and 2 children", None, 5, None),
        ("1 man, 1 woman", 1, None, 2), ("5 killed, 3 wounded", None, 5, None), ("5 KIA / 3 WIA", None, 5, None), ("7[3]", None, 7, None),
        ("1 killed 2 injured", None, 1, None), ("4 killed/7 injured", None, 4, None), ("12 (+2)", 12, None, 14), ("1+3", 3, None, 4),
        ("family of five", None, 5, None), ("15+ killed", 15, None, None), ("12, possibly 15", 12, None, 15), ("0 (1 injured)", None, 0, None),
        ("12 according to police; 15 according to hospital", 12, None, 15), ("12 (as of 5 May)", None, 12, None), ("as many as 50", None, None, 50),
        ("3k, 5w", None, None, None), ("1.000", None, None, None), ("at least 7 excluding attackers", 7, None, None),
        ("12 (dont 3 femmes)", None, 12, None), ("env. 7", None, 7, None), ("7 (davon 2 Kinder)", None, 7, None),
        ("at least 10 to 15", 10, None, None), ("7 (12)", None, None, None), ("heavy losses", None, None, None), ("unclear", None, None, None),
    ],
)  # fmt: skip
def test_counts_in_words(text: str, low: int | None, best: int | None, high: int | None) -> None:
    count = read_count(text, of="deaths")
    assert (count.low, count.best, count.high, count.problem) == (low, best, high, None)
    assert count.words == text


def test_a_cell_that_counts_dead_and_injured_gives_each_its_own() -> None:
    assert read_count("5 killed, 3 wounded", of="injured").best == 3
    assert read_count("4 wounded", of="deaths").best is None


number = st.integers(1, 9_000_000)
PEOPLE = ("", " people", " civilians", " killed", " women and children dead", " bodies")


@given(number, st.integers(0, 500), st.sampled_from(PEOPLE), st.booleans(), st.integers(1, 30))
def test_what_is_said_of_a_number_holds_the_number(
    stated: int, more: int, people: str, grouped: bool, part: int
) -> None:
    def figure(value: int) -> str:
        return f"{value:,}" if grouped else str(value)

    noun = people if people != " women and children dead" else " dead"
    one, other = f"{figure(stated)}{noun}", f"{figure(stated + more)}{noun}"
    forms = {
        "exact": (one, f"{figure(stated)} (incl. {part} women)", f"{one}, including {part} children", f"{one}[4]"),
        "about": (f"about {one}", f"approx. {one}", f"~{figure(stated)}", f"{figure(stated)}?", f"{figure(stated)} or so"),
        "low": (f"at least {one}", f"{figure(stated)}+", f"no fewer than {one}", f"{figure(stated)} or more"),
        "high": (f"up to {one}", f"at most {one}", f"no more than {one}"),
        "range": (f"{figure(stated)}-{other}", f"between {figure(stated)} and {other}", f"about {figure(stated)} to {other}"),
    }  # fmt: skip
    for kind, texts in forms.items():
        for text in texts:
            count = read_count(text, of="deaths")
            assert count.problem is None, text
            known = [value for value in (count.low, count.best, count.high) if value is not None]
            assert known == sorted(known), text
            assert (count.low or 0) <= stated <= (count.high if count.high is not None else stated), text
            assert (count.best == stated) == (kind in ("exact", "about")), text
            assert count.words == text or (text == one and not noun), text
            if kind == "about":
                assert count.note is not None, text
                assert "about" in count.note, text


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("early April", "2021-04-01", "2021-04-11", "month"), ("mid-May 2021", "2021-05-11", "2021-05-21", "month"),
        ("5 June", "2021-06-05", "2021-06-05", "day"), ("June 15", "2021-06-15", "2021-06-15", "day"), ("05/06", "2021-06-05", "2021-06-05", "day"),
        ("last week of July", "2021-07-24", "2021-07-31", "month"), ("night of 5 June 2021", "2021-06-05", "2021-06-06", "days"),
        ("5/6 June 2021", "2021-06-05", "2021-06-06", "days"), ("5, 6 and 8 June 2021", "2021-06-05", "2021-06-08", "days"),
        ("10 May 2021 (approx.)", "2021-05-07", "2021-05-13", "week"), ("June 2021 (exact date unknown)", "2021-06-01", "2021-06-30", "month"),
        ("exact date unknown (October 2021)", "2021-10-01", "2021-10-31", "month"), ("H1 2021", "2021-01-01", "2021-06-30", "year"),
        ("2021-W23", "2021-06-07", "2021-06-13", "week"), ("week of 5 July 2021", "2021-07-05", "2021-07-11", "week"),
        ("late June/early July 2021", "2021-06-20", "2021-07-11", "month"), ("early-mid June 2021", "2021-06-01", "2021-06-20", "month"),
        ("Eid al-Fitr 2021", "2021-01-01", "2021-12-31", "year"), ("28 December - 3 January 2021", "2020-12-28", "2021-01-03", "week"),
        ("12 May 2021, evening", "2021-05-12", "2021-05-12", "day"), ("first quarter of 2021", "2021-01-01", "2021-03-31", "year"),
        ("début avril 2021", "2021-04-01", "2021-04-11", "month"), ("Anfang April 2021", "2021-04-01", "2021-04-11", "month"),
        ("12-14/03/2022", "2022-03-12", "2022-03-14", "days"), ("12/03-14/03/2022", "2022-03-12", "2022-03-14", "days"),
        ("20210304-20210306", "2021-03-04", "2021-03-06", "days"), ("13May2016", "2016-05-13", "2016-05-13", "day"),
        ("?? May 2020", "2020-05-01", "2020-05-31", "month"), ("xx/05/2020", "2020-05-01", "2020-05-31", "month"),
        ("3 May 2020, around 14:00", "2020-05-03", "2020-05-03", "day"), ("Sunday night, 3 May 2020", "2020-05-03", "2020-05-04", "days"),
        ("late Sunday 3 May 2020", "2020-05-03", "2020-05-03", "day"), ("winter 2019/20", "2019-12-01", "2020-02-29", "year"),
        ("1990s", "1990-01-01", "1999-12-31", "year"), ("Q1-Q2 2020", "2020-01-01", "2020-06-30", "year"),
        ("W/E 12 June 2021", "2021-06-06", "2021-06-12", "week"), ("2015–present", "2015-01-01", "None", "year"),
        ("24 Feb 2022 (ongoing)", "2022-02-24", "None", "year"),
        ("mi-mai 2021", "2021-05-11", "2021-05-21", "month"), ("fin-mai 2021", "2021-05-21", "2021-05-31", "month"),
        ("nuit du 9 au 10 juin 2021", "2021-06-09", "2021-06-10", "days"), ("9 au 10 juin 2021", "2021-06-09", "2021-06-10", "days"),
        ("noche del 9 al 10 de junio de 2021", "2021-06-09", "2021-06-10", "days"), ("vom 3. bis 5. Mai 2021", "2021-05-03", "2021-05-05", "days"),
        ("5 June 2021[3]", "2021-06-05", "2021-06-05", "day"), ("2019-2020", "2019-01-01", "2020-12-31", "year"),
    ],
)  # fmt: skip
def test_dates_in_words(text: str, start: str, end: str, precision: str) -> None:
    value = read_date(text, IN_2021)
    assert value.problem is None
    assert (str(value.start), str(value.end), value.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "text",
    [
        "5 June",
        "early April",
        "spring",
        "last week of July",
        "June 15",
        "Tuesday 5 June",
        "2021-06-W3",
        "Monday",
    ],
)
def test_words_without_a_year_are_undated_and_not_refused(text: str) -> None:
    value = read_date(text)
    assert (value.start, value.end, value.problem) == (None, None, None)
    assert "undated" in str(value.note)


@pytest.mark.parametrize(
    "text", ["not a date", "30 Feb", "31 June", "30 February 2021", "29 Feb", "12", "yesterday", "1/1/1"]
)
def test_no_time_at_all_and_days_that_cannot_be_are_refused(text: str) -> None:
    assert read_date(text, IN_2021).problem


MONTHS = calendar.month_name


def _expressions(day: D) -> dict[str, tuple[str, ...]]:
    """Return by the finest precision that it may have what a day can be called."""
    month, year = MONTHS[day.month], day.year
    last = calendar.monthrange(year, day.month)[1]
    part = "early" if day.day <= 10 else "mid" if day.day <= 20 else "late"
    weeks = ["first", "second", "third", "fourth"]
    week = weeks[(day.day - 1) // 7] if day.day <= 28 else "last"
    after = min(last, day.day + 2)
    quarter = (day.month - 1) // 3 + 1
    return {
        "day": (f"{day.day} {month} {year}", f"on {day.day} {month} {year}", f"{month} {day.day}, {year}", f"{day.day} {month} {year}, evening"),
        "days": (f"night of {day.day} {month} {year}", f"{day.day} or {after} {month} {year}", f"{day.day}/{after} {month} {year}"),
        "week": (f"{day.day} {month} {year} (approx.)", f"{day.day} {month} {year}?", f"week of {day.day} {month} {year}", f"about {day.day} {month} {year}"),
        "month": (f"{part} {month} {year}", f"{part}-{month} {year}", f"{week} week of {month} {year}", f"{'first' if day.day <= last / 2 else 'second'} half of {month} {year}",
                  f"{month} {year} (exact date unknown)", f"sometime in {month} {year}", f"during {month} {year}"),
        "year": (f"Q{quarter} {year}", f"H{1 if day.month < 7 else 2} {year}", f"Eid {year}", f"sometime in {year}", f"{MONTHS[day.month - 1] or 'December'}-{month} {year}"),
    }  # fmt: skip


@given(st.dates(D(1950, 1, 1), D(2068, 12, 31)))
def test_an_expression_holds_the_day_that_it_was_made_from(day: D) -> None:
    order = list(TIME_PRECISIONS)
    column = DateColumn(year=day.year, year_from="the year of all others")
    for finest, texts in _expressions(day).items():
        for text in texts:
            value = read_date(text)
            assert value.problem is None, text
            assert value.start is not None, text
            assert value.end is not None, text
            assert value.start <= day <= value.end, text
            if order.index(str(value.precision)) < order.index(finest):
                assert finest == "days", text  # the two days fall together on the last of a month
                assert day.day == calendar.monthrange(day.year, day.month)[1], text
            bare = text.replace(f", {day.year}", "").replace(f" {day.year}", "")
            if finest == "year" or not any(name in bare for name in MONTHS[1:]):
                continue
            alone, by_file = read_date(bare), read_date(bare, column)
            assert (alone.start, alone.end, alone.problem) == (None, None, None), bare
            assert by_file.start is not None, bare
            assert by_file.end is not None, bare
            assert by_file.start <= day <= by_file.end, bare
            assert "has no year" in str(by_file.note), bare


@given(st.text(max_size=40), st.sampled_from([2021, None]))
def test_no_text_makes_words_of_a_time_into_a_finer_one(text: str, year: int | None) -> None:
    value = read_date(text, DateColumn(year=year, year_from="x"))
    assert value.problem is None or (value.start, value.end) == (None, None)
    if value.start and value.end:
        assert value.start <= value.end


def test_one_odd_date_does_not_make_a_column_unreadable(bench: Bench) -> None:
    cells = [
        "03/04/2021",
        *(f"{day}/04/2021" for day in range(13, 20)),
        "04/25/2021",
        "early May",
        "not a date",
    ]
    lines = "".join(f"{i},{cell},33.3,44.4,Alpha,Baghdad,2,n\n" for i, cell in enumerate(cells))
    report = bench.load(HEADER + lines)
    assert [item.value for item in report.refused] == ["not a date"]
    days = [str(day)[:10] for day in bench.events()["event_date"]]
    assert (days[0], days[8]) == ("2021-04-03", "2021-04-25")
    assert [w.row for w in report.warnings if "other way round" in w.message] == [10]
    assert order_of(["13/04/2021", "04/13/2021"]).conflicting


@pytest.mark.parametrize(
    ("name", "dates", "expected", "whence"),
    [
        ("incidents_2021.csv", ["5 June", "7 July"], "2021-06-05", "name of the file"),
        ("list.csv", ["5 June", "2020-01-01", "3 March 2020"], "2020-06-05", "all other dates"),
        ("list.csv", ["5 June", "2020-01-01", "3 March 2021"], "NaT", "does not plainly have one"),
        ("incidents_2019_2021.csv", ["5 June", "7 July"], "NaT", "does not plainly have one"),
        ("incidents_2021.csv", ["5 June", "2019-01-01"], "2019-06-05", "all other dates"),
    ],
)
def test_a_year_is_taken_from_the_file_only_where_it_is_plain(
    bench: Bench, name: str, dates: list[str], expected: str, whence: str
) -> None:
    lines = "".join(f"{i},{cell},33.3,44.4,Alpha,Baghdad,2,n\n" for i, cell in enumerate(dates))
    report = bench.load(HEADER + lines, name)
    assert str(bench.events()["event_date"].iloc[0])[:10] == expected
    assert any(w.row == 2 and whence in w.message for w in report.warnings)


def test_what_holds_for_the_whole_file_fills_in_rows_that_say_nothing(bench: Bench, tmp_path: Path) -> None:
    text = "id,date,place,country,attacker\n1,5 June,Mosul,Iraq,Alpha\n2,7 June,Mosul,,\n3,,Mosul,,-\n"
    stated = {"attacker": "Beta", "year": "2020", "country": "IQ", "event_type": "Battles"}
    report = bench.load(text, "list.csv", answers=Answers(constants=stated))
    events = bench.events()
    assert events["attacker"].tolist() == ["Alpha", "Beta", "Beta"]
    assert events["country"].tolist() == ["Iraq"] * 3
    assert events["event_type"].tolist() == ["Battles"] * 3
    assert [str(day)[:10] for day in events["event_date"]] == ["2020-06-05", "2020-06-07", "NaT"]
    assert any("stated for the whole file" in note for note in report.notes)
    file, db = bench.put(text, "again.csv"), tmp_path / "cli.duckdb"
    options = [part for name, value in stated.items() for part in ("--set", f"{name}={value}")]
    assert "3 imported" in atlas("import", file, *options, db=db).stdout
    wrong = atlas("import", file, "--set", "atacker=Beta", db=db, code=1)
    assert "attacker" in wrong.stdout + wrong.stderr
    assert (
        "stated for the whole file"
        in (bad := atlas("import", file, "--set", "year=20", db=db, code=1)).stdout + bad.stderr
    )


def test_everyday_headings_are_guessed_or_asked_about(bench: Bench) -> None:
    text = "When was it,What happened,Where was it,Who did it,How many\n2021-06-05,A bomb in a market,Mosul,Alpha,7\n2021-06-06,Shots at a car,Mosul,Alpha,2\n"
    from events.importing import import_file

    refused = import_file(bench.store, bench.put(text))
    assert "How many" in str(refused.error)
    assert "--column" in str(refused.error)
    bench.load(text, answers=Answers(columns={"How many": "injured"}))
    events = bench.events()
    assert events["injured"].tolist() == [7, 2]
    assert events["attacker"].tolist() == ["Alpha", "Alpha"]
    assert events["notes"].iloc[0] == "A bomb in a market"
    kinds = text.replace("A bomb in a market", "shelling").replace("Shots at a car", "shelling")
    bench.load(kinds, "kinds.csv", answers=Answers(columns={"How many": ""}))
    assert set(bench.events().query("dataset == 'kinds'")["event_type"]) == {"Explosions/Remote violence"}


def test_about_is_told_by_row_for_every_number_that_is_so(bench: Bench) -> None:
    cells = ["~15", "15", "approx 15", "15"]
    rows: list[Any] = [ONE.replace("A,", f"{i},").replace(",2,", f",{cell},") for i, cell in enumerate(cells)]
    report = bench.load(HEADER + "".join(rows))
    assert [(w.row, w.column, w.value) for w in report.warnings if "about 15" in w.message] == [
        (2, "killed", "~15"), (4, "killed", "approx 15")]  # fmt: skip
    assert bench.events()["fatalities_best"].tolist() == [15] * 4
