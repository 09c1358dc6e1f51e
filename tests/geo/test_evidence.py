"""What stands beside a name tells its namesakes apart, and never moves what is known into another country."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Place, shipped
from geo.gazetteer.compiler import KINDS
from geo.geocoding.extents import apart_m
from geo.geocoding.geocoder import locate, locate_many
from tests.commandline import atlas

SHARP = ("exact", "near", "adm2")
INDEX = shipped().indexes[0]


@cache
def towns() -> list[Place]:
    kinds, people = INDEX.columns["kind"], INDEX.columns["population"]
    rows = ((kinds == KINDS.index("settlement")) & (people >= 20_000)).nonzero()[0][::3]
    return [INDEX.place(int(r)) for r in rows]


@cache
def neighbours() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for town in towns():
        found.setdefault(town.country, []).append(town.name)
    return found


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_context_never_turns_a_right_sharp_answer_into_another_country(data: st.DataObject) -> None:
    town = data.draw(st.sampled_from(towns()))
    alone = locate(town.name)
    gap = apart_m(alone.latitude or 0, alone.longitude or 0, town.latitude, town.longitude)
    beside = data.draw(st.lists(st.sampled_from([t.name for t in towns()]), max_size=12))
    found = locate(town.name, context=beside)
    if alone.precision in SHARP and gap <= 25_000 and found.found:
        assert found.country == alone.country, (town.name, beside)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_towns_of_one_country_never_move_a_name_out_of_it(data: st.DataObject) -> None:
    town = data.draw(st.sampled_from(towns()))
    others = [n for n in neighbours()[town.country] if n != town.name]
    beside = data.draw(st.lists(st.sampled_from(others or [town.name]), min_size=1, max_size=10))
    alone, found = locate(town.name), locate(town.name, context=beside)
    if alone.found and alone.country == locate(town.name, country=town.country).country and found.found:
        assert found.country == alone.country, (town.name, beside)


@pytest.mark.parametrize(
    ("text", "beside", "country", "admin1"),
    [
        ("Lafayette", ["Louisiana", "Baton Rouge", "Lake Charles"], "United States", "Louisiana"),
        ("Ras al-Ayn", ["Qamishli", "Hasakah", "Tell Tamer"], "Syria", None),
        ("Tripoli", ["Benghazi", "Misrata", "Sirte"], "Libya", "Tripoli"),
        ("Tripoli", ["Beirut", "Sidon", "Zahle"], "Lebanon", "North"),
        ("Manila Cathedral", ["Manila", "Philippines", "Quezon City"], "Philippines", None),
    ],
)
def test_the_names_beside_tell_namesakes_apart(
    text: str, beside: list[str], country: str, admin1: str | None
) -> None:
    found = locate(text, context=beside)
    assert found.found, found.reason
    assert found.country == country
    assert admin1 is None or found.admin1 == admin1


def test_what_nothing_knows_is_only_as_fine_as_what_the_names_beside_say() -> None:
    found = locate("Qqzzyx Street", context=["Mosul", "Erbil", "Kirkuk", "Basra"])
    assert (found.precision, found.country) == ("country", "Iraq")
    assert "most other places of the document are in Iraq" in str(found.reason)
    assert not locate("Qqzzyx Street", context=["Paris", "Lima", "Cairo", "Oslo"]).found


@pytest.mark.parametrize(
    "text", ["Kyiv", "Rome", "Athens", "Almaty", "Moscow", "Baghdad", "Lagos", "Jakarta"]
)
def test_a_capital_or_a_huge_city_answers_by_its_name_alone(text: str) -> None:
    found = locate(text)
    assert found.precision == "exact", found.reason


def test_a_name_with_a_true_rival_stays_open() -> None:
    for text in ("Tripoli", "Georgia", "Washington", "Manchester", "San Jose"):
        assert not locate(text).found, text


def test_a_table_takes_its_context_row_by_row() -> None:
    beside = ["Beirut|Sidon", "Benghazi|Misrata", None]
    found = locate_many(pd.DataFrame({"place": ["Tripoli"] * 3, "context": beside}))
    assert found["country"].tolist()[:2] == ["Lebanon", "Libya"]
    assert pd.isna(found["latitude"].iloc[2])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.lists(st.text(max_size=60), max_size=8))
def test_no_context_raises_and_no_text_is_never_placed(text: str, beside: list[str]) -> None:
    found = locate(text, context=beside)
    assert found.found or found.reason
    assert not locate(" ", context=[*beside, "Mosul", "Erbil", "Basra"]).found


def test_a_context_without_measure_is_read_as_far_as_it_tells() -> None:
    found = locate("Tripoli", context=["Beirut", "x" * 1_000_000, *["Sidon", "|", ""] * 5_000])
    assert found.country == "Lebanon"


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=12)
HEADS = st.sampled_from(
    ["latitude", "longitude", "location_precision", "matched_name", "uncertainty_m", "id", "", "id"]
)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_columns_of_a_located_table_stay_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    head = ["place", *data.draw(st.lists(HEADS, max_size=6)), "context"]
    cells = st.lists(CELL, min_size=len(head) - 2, max_size=len(head) - 2)
    rows = [["Mosul", *c, "Basra|Erbil"] for c in data.draw(st.lists(cells, min_size=1, max_size=4))]
    folder: Path = tmp_path_factory.mktemp("located")
    with (folder / "in.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([head, *rows])
    atlas("locate", "--csv", folder / "in.csv", folder / "out.csv", "--quiet")
    out = list(csv.reader(io.StringIO((folder / "out.csv").read_text(encoding="utf-8"), newline="")))
    assert [line[: len(head)] for line in out] == [head, *rows]
    assert len(set(out[0][len(head) :])) == 6
    at = out[0].index("located_latitude" if "latitude" in head else "latitude")
    assert out[1][at].startswith("36.3")


def test_the_command_line_takes_names_beside() -> None:
    assert "Lebanon" in atlas("locate", "Tripoli", "--context", "Beirut|Sidon", "--json").stdout
    assert (
        "Libya" in atlas("locate", "Tripoli", "--context", "Benghazi", "--context", "Sirte", "--json").stdout
    )
    atlas("locate", "Tripoli", "--json", code=1)
