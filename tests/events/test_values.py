"""Dates and numbers as tables write them."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.values.dates import read_date
from events.values.names import clean_name, order_of, suspicious
from events.values.numbers import read_count, read_degrees

DATES = [
    ("2025-03-01", "2025-03-01", "2025-03-01", "day"),
    ("2025/3/1", "2025-03-01", "2025-03-01", "day"),
    ("20250301", "2025-03-01", "2025-03-01", "day"),
    ("1 March 2025", "2025-03-01", "2025-03-01", "day"),
    ("March 1st, 2025", "2025-03-01", "2025-03-01", "day"),
    ("Sat, 1 Mar 2025", "2025-03-01", "2025-03-01", "day"),
    ("1-Mar-25", "2025-03-01", "2025-03-01", "day"),
    ("12 de marzo de 2024", "2024-03-12", "2024-03-12", "day"),
    ("10 марта 2024 г.", "2024-03-10", "2024-03-10", "day"),
    ("15 آذار 2024", "2024-03-15", "2024-03-15", "day"),
    ("1 كانون الثاني 2024", "2024-01-01", "2024-01-01", "day"),
    ("٢٠٢٥-٠٣-٠١", "2025-03-01", "2025-03-01", "day"),
    ("2025年3月1日", "2025-03-01", "2025-03-01", "day"),
    ("Mar 2025", "2025-03-01", "2025-03-31", "month"),
    ("2024-02", "2024-02-01", "2024-02-29", "month"),
    ("2025", "2025-01-01", "2025-12-31", "year"),
    ("Q1 2024", "2024-01-01", "2024-03-31", "year"),
    ("1–5 March 2025", "2025-03-01", "2025-03-05", "days"),
    ("2025-03-01/2025-03-05", "2025-03-01", "2025-03-05", "days"),
    ("1–6 March 2025", "2025-03-01", "2025-03-06", "days"),
    ("1–7 March 2025", "2025-03-01", "2025-03-07", "week"),
    ("1–8 March 2025", "2025-03-01", "2025-03-08", "month"),
    ("1 March - 31 March 2025", "2025-03-01", "2025-03-31", "month"),
    ("1 March - 1 April 2025", "2025-03-01", "2025-04-01", "year"),
    ("1 March - 3 April 2025", "2025-03-01", "2025-04-03", "year"),
    ("summer 2014", "2014-06-01", "2014-08-31", "year"),
    ("2025-03-01 23:30", "2025-03-01", "2025-03-01", "day"),
    ("2025-03-01T23:30:00-05:00", "2025-03-02", "2025-03-02", "day"),
    ("2025-03-01T00:00:00+03:00", "2025-03-01", "2025-03-01", "day"),
    ("15 رمضان 1445", "2024-03-24", "2024-03-26", "days"),
    ("1445/09/15 هـ", "2024-03-24", "2024-03-26", "days"),
    ("5 فروردین 1403", "2024-03-24", "2024-03-24", "day"),
    ("1403/01/15 SH", "2024-04-03", "2024-04-03", "day"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), DATES)
def test_dates_are_intervals_with_their_precision(text: str, start: str, end: str, precision: str) -> None:
    value = read_date(text)
    assert value.problem is None
    assert (str(value.start), str(value.end), value.precision) == (start, end, precision)


def test_open_intervals_keep_their_open_end() -> None:
    assert (read_date("before March 2020").start, read_date("before March 2020").end) == (
        None,
        dt.date(2020, 2, 29),
    )
    assert (read_date("since October 2019").start, read_date("since October 2019").end) == (
        dt.date(2019, 10, 1),
        None,
    )


@given(st.dates(dt.date(1600, 1, 1), dt.date(2090, 12, 31)))
def test_a_day_in_any_of_these_forms_is_that_day(day: dt.date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d/%m/%Y", "%d.%m.%Y"):
        text = day.strftime(form) if day.year >= 1000 else ""
        value = read_date(text, order_of(["25/12/2020"]))
        assert (value.start, value.end, value.problem) == (day, day, None), text


@given(st.text(max_size=60))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    value = read_date(text)
    assert value.problem is None or value.start is None
    assert read_count(text).problem is None or read_count(text).best is None
    degrees = read_degrees(text, axis="latitude")
    assert not isinstance(degrees, float) or -90 <= degrees <= 90
    suspicious(clean_name(text))
    order_of([text])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("more than 12", 13, None), ("over 100", 101, None), ("> 12", 13, None), (">= 12", 12, None), ("at least 12", 12, None),
        ("less than 5", None, 4), ("fewer than 5", None, 4), ("< 5", None, 4), ("<= 5", None, 5), ("no more than 5", None, 5),
        ("أكثر من 12", 13, None), ("على الأقل 12", 12, None),
    ],
)  # fmt: skip
def test_a_bound_is_in_or_out_as_its_words_say(text: str, low: int | None, high: int | None) -> None:
    count = read_count(text)
    assert (count.low, count.best, count.high, count.problem) == (low, None, high, None)


@given(st.integers(0, 10_000_000))
def test_a_plain_number_is_the_best_figure(number: int) -> None:
    for text in (str(number), f"{number:,}", f" {number} "):
        assert (read_count(text).best, read_count(text).problem) == (number, None)


@given(st.floats(-90, 90, allow_nan=False))
def test_degrees_come_back_as_written(degrees: float) -> None:
    assert read_degrees(repr(degrees), axis="latitude") == degrees
