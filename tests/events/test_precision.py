"""How well a place is known: what tables say in words, what nobody says, points that stand for a unit."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.importing import import_file, preview
from events.importing.report import ImportReport
from events.model import LOCATION_PRECISIONS
from events.query import Filter, select
from events.store import Store
from events.values.precision import EXACT_M, NOT_STATED, of_radius, read_precision, unread
from geo.ground.centroids import middles_at

HEADER = ["id", "date", "place", "country", "lat", "lon", "geo precision"]


def load(store: Store, folder: Path, rows: list[list[str]], header: list[str] = HEADER) -> pd.DataFrame:
    report = report_of(store, folder, rows, header)
    assert report.error is None, report.error
    return select(store, Filter()).sort_values("source_row").reset_index(drop=True)


def report_of(store: Store, folder: Path, rows: list[list[str]], header: list[str] = HEADER) -> ImportReport:
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return import_file(store, path)


@pytest.mark.parametrize(
    ("text", "precision", "radius_m"),
    [
        ("(1) Exact", "exact", None),
        ("(2) 25 km Precision", "near", 25_000.0),
        ("(3) District, Communicipality or Commune", "adm2", None),
        ("(4) Province or Region", "adm1", None),
        ("(6) Country", "country", None),
        ("National", "country", None),
        ("city centroid", "near", None),
        ("Admin 1 centroid", "adm1", None),
        ("ADM2", "adm2", None),
        ("street level", "exact", None),
        ("approximate", "near", None),
        ("Approx. exact", "near", None),
        ("±500 m", "exact", 500.0),
        ("10-25km", "near", 25_000.0),
        ("25-km radius", "near", 25_000.0),
        ("within 60 km", "region", 60_000.0),
        ("not exact", NOT_STATED, None),
        ("imprecise", NOT_STATED, None),
        ("Unknown", NOT_STATED, None),
        ("censored by HDX", NOT_STATED, None),
        ("at sea", "sea", None),
    ],
)
def test_a_precision_in_words_is_read(text: str, precision: str, radius_m: float | None) -> None:
    assert read_precision(text) == (precision, radius_m)


@pytest.mark.parametrize("text", ["1", "2.0", "B2", "good", "", "yes", "no", "Basra"])
def test_codes_and_words_that_say_nothing_known_are_not_read(text: str) -> None:
    assert read_precision(text, "place grade") is None


@pytest.mark.parametrize(
    ("column", "text", "precision"),
    [
        ("Precise?", "yes", "exact"),
        ("Precise?", "No", NOT_STATED),
        ("location exact", "TRUE", "exact"),
        ("Approximate location", "yes", "near"),
        ("Approximate location", "no", NOT_STATED),
    ],
)
def test_a_yes_or_no_is_read_by_what_the_column_asks(column: str, text: str, precision: str) -> None:
    found = read_precision(text, column)
    assert found is not None
    assert found.precision == precision


@given(st.text(max_size=60))
def test_nothing_is_exact_that_does_not_say_so(text: str) -> None:
    found = read_precision(text, "geo precision")
    assert found is None or found.precision in LOCATION_PRECISIONS
    if found is not None and found.precision == "exact":
        said = (
            "exact",
            "precis",
            "accura",
            "point",
            "street",
            "address",
            "roof",
            "build",
            "gps",
            "site",
            "facil",
        )
        assert found.radius_m is not None or any(word in text.casefold() for word in (*said, "coordinate"))


@given(st.floats(min_value=0.1, max_value=1e7))
def test_a_stated_radius_makes_no_point_sharper_than_it_is(radius_m: float) -> None:
    assert (of_radius(radius_m) == "exact") == (radius_m <= EXACT_M)


def test_coordinates_without_a_word_are_not_stated_and_have_no_radius(store: Store, tmp_path: Path) -> None:
    rows = [["1", "2024-05-01", "Mosul", "Iraq", "36.335", "43.119", ""]]
    events = load(store, tmp_path, rows)
    assert events["location_precision"].tolist() == [NOT_STATED]
    assert events["uncertainty_m"].isna().all()
    assert events["located_by"].tolist() == ["source"]


@pytest.mark.parametrize(
    "header", [["id", "date", "place", "country", "lat", "lon"], ["id", "date", "place", "lat", "lon", "x"]]
)
def test_a_table_without_a_column_for_it_says_nothing_of_precision(
    store: Store, tmp_path: Path, header: list[str]
) -> None:
    rows = [["1", "2024-05-01", "Mosul", *(["Iraq"] if "country" in header else []), "36.335", "43.119", "y"]]
    events = load(store, tmp_path, [row[: len(header)] for row in rows], header)
    assert events["location_precision"].tolist() == [NOT_STATED]


def test_a_stated_radius_alone_says_how_well_the_point_is_known(store: Store, tmp_path: Path) -> None:
    header = ["id", "date", "lat", "lon", "uncertainty_m"]
    rows = [
        ["1", "2024-05-01", "36.335", "43.119", "50"],
        ["2", "2024-05-01", "36.335", "43.119", "8000"],
        ["3", "2024-05-01", "36.335", "43.119", "90000"],
        ["4", "2024-05-01", "36.335", "43.119", "9999999.0"],
    ]
    events = load(store, tmp_path, rows, header)
    assert events["location_precision"].tolist() == ["exact", "near", "region", NOT_STATED]
    assert events["uncertainty_m"].fillna(-1).tolist() == [50, 8000, 90000, -1]


def test_words_that_nobody_knows_are_named_by_row_and_asked_about(store: Store, tmp_path: Path) -> None:
    rows = [
        ["1", "2024-05-01", "Mosul", "Iraq", "36.335", "43.119", "B2"],
        ["2", "2024-05-01", "Mosul", "Iraq", "36.335", "43.119", "exact"],
        ["3", "2024-05-01", "Mosul", "Iraq", "36.335", "43.119", "B2"],
    ]
    report = report_of(store, tmp_path, rows)
    told = [w for w in report.warnings if "no known precision" in w.message]
    assert [w.row for w in told] == [2, 4]
    assert all("“B2” in geo precision" in w.message and w.value == "B2" for w in told)
    events = select(store, Filter()).sort_values("source_row")
    assert events["location_precision"].tolist() == [NOT_STATED, "exact", NOT_STATED]
    asked = [w.message for w in preview(tmp_path / "list.csv").warnings]
    assert any("“B2”" in message and "exact, near" in message for message in asked)


def test_a_question_names_the_values_once() -> None:
    found = unread("grade", ["B2", "B2", "exact", "C"])
    assert found is not None
    assert found.values == ("B2", "C")
    assert unread("grade", ["exact", "", "Province"]) is None


def test_rows_that_name_only_a_country_and_share_a_point_are_known_to_the_country(
    store: Store, tmp_path: Path
) -> None:
    rows = [[f"{n}", "2024-05-01", "", "Somalia", "8.3676771", "49.083416", ""] for n in range(3)]
    rows.append(["town", "2024-05-01", "Kismayo", "Somalia", "-0.358216", "42.545087", ""])
    rows.append(["alone", "2024-05-01", "", "Somalia", "2.0337", "45.3501", ""])
    report = report_of(store, tmp_path, rows)
    events = select(store, Filter()).sort_values("source_row").reset_index(drop=True)
    assert events["location_precision"].tolist() == ["country"] * 3 + [NOT_STATED, NOT_STATED]
    assert (events["uncertainty_m"][:3] > 300_000).all()
    assert events["uncertainty_m"][3:].isna().all()
    assert events["latitude"].tolist()[:3] == [8.3676771] * 3
    assert any("3 row(s) name only Somalia" in w.message for w in report.warnings)


def test_a_stated_precision_is_not_overruled_by_the_point(store: Store, tmp_path: Path) -> None:
    rows = [[f"{n}", "2024-05-01", "", "Somalia", "8.3676771", "49.083416", "exact"] for n in range(4)]
    assert set(load(store, tmp_path, rows)["location_precision"]) == {"exact"}


def test_points_of_a_table_that_names_no_places_are_not_taken_for_the_country(
    store: Store, tmp_path: Path
) -> None:
    header = ["id", "date", "country", "lat", "lon"]
    rows = [[f"{n}", "2024-05-01", "Iraq", "33.3128", "44.3615"] for n in range(5)]
    assert set(load(store, tmp_path, rows, header)["location_precision"]) == {NOT_STATED}


def test_a_point_on_a_countrys_middle_is_told_by_row_and_stays(store: Store, tmp_path: Path) -> None:
    from geo.ground import land

    frame = land.read_layer("land_mid")
    middle = frame[frame["country"] == "IQ"].geometry.iloc[0].centroid
    rows = [
        ["1", "2024-05-01", "somewhere", "Iraq", f"{middle.y:.5f}", f"{middle.x:.5f}", ""],
        ["2", "2024-05-01", "", "Iraq", f"{middle.y:.5f}", f"{middle.x:.5f}", ""],
    ]
    report = report_of(store, tmp_path, rows)
    (told,) = [w for w in report.warnings if "may stand for all of it" in w.message]
    assert (told.row, told.column) == (2, "lat")
    assert "Iraq (country)" in told.message
    events = select(store, Filter()).sort_values("source_row")
    assert events["location_precision"].tolist() == [NOT_STATED, "country"]


def test_a_middle_is_found_within_a_kilometre_and_a_missing_point_is_none() -> None:
    from geo.ground import land

    middle = land.read_layer("land_mid").pipe(lambda f: f[f["country"] == "SY"]).geometry.iloc[0].centroid
    found = middles_at([middle.y + 0.005, middle.y + 0.02, float("nan")], [middle.x, middle.x, middle.x])
    assert found.kinds.tolist() == ["country", "", ""]
    assert found.names[0] == "Syria"
