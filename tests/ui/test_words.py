"""Values are said with no more precision than they have, and text stays text."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from ui import words
from ui.parts import rows


@pytest.mark.parametrize(
    ("start", "end", "precision", "said"),
    [
        (date(2020, 3, 11), None, "day", "11 Mar 2020"),
        (date(2020, 3, 11), date(2020, 3, 11), "day", "11 Mar 2020"),
        (date(2020, 1, 1), date(2020, 1, 31), "month", "Jan 2020"),
        (date(2014, 1, 1), date(2014, 12, 31), "year", "2014"),
        (date(2020, 3, 3), date(2020, 3, 5), "days", "3 – 5 Mar 2020"),
        (date(2019, 10, 1), date(2020, 7, 12), "year", "1 Oct 2019 – 12 Jul 2020"),
        (None, date(2020, 3, 11), None, "by 11 Mar 2020"),
        (pd.NaT, pd.NaT, None, "no date"),
    ],
)
def test_when(start: object, end: object, precision: str | None, said: str) -> None:
    assert words.when(start, end, precision) == said


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        (None, pd.NA, None, "unknown"),
        (35, 35, 35, "35"),
        (30, 35, 40, "30–40 (best 35)"),
        (3, None, None, "at least 3"),
        (None, 4, None, "4"),
        (0, 0, 0, "0"),
        (None, None, 5, "at most 5"),
        (1200, 1200, 1200, "1,200"),
    ],
)
def test_deaths(low: object, best: object, high: object, said: str) -> None:
    assert words.deaths(low, best, high) == said


def test_distances_in_km_with_miles() -> None:
    assert words.distance(1609.344) == "1.6 km (1.0 mi)"
    assert words.distance(535_000) == "535 km (332 mi)"
    assert words.kilometres(800) == "800 m"
    assert words.kilometres(float("inf")) == "–"


def test_plain_text_has_no_live_markdown() -> None:
    hostile = "![x](http://a/b.png) :red[hi] :smile: $\\frac{1}{2}$ <img src=x> **b** `c` www.x.org"
    shown = words.plain(hostile)
    assert not re.search(r"(?<!\\)[!\[\](){}<>$*`_]", shown)
    assert not re.search(r":\S", shown.replace("\u2060", " "))
    assert shown.replace("\\", "").replace("\u2060", "") == hostile.replace("\\", "")


def test_grades_in_words() -> None:
    assert words.grade("B", "2") == "B2: usually reliable, probably true"
    assert words.grade(None, None) == "not graded"
    assert words.grade("F", None) == "F: reliability cannot be judged"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, ""])
def test_a_place_without_a_precision_is_not_located(missing: object) -> None:
    assert words.place_precision(missing) == "Not located"
    assert words.place_precision("near") == "Near a place"
    assert "nan" not in rows.line(
        "sites", {"role": "launch", "place": "a hill", "location_precision": missing}
    )
