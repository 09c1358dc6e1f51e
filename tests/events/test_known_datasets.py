"""ACLED, UCDP GED, GTD, GDELT and incident lists, recognised by their columns; all rows here are invented."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from events.importing import import_file, mapping
from events.query import Filter, select
from events.readers.table import FileRefusedError
from events.store import Store, file_url

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "imports"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(file_url(tmp_path / "events.duckdb"))


def load(store: Store, name: str) -> tuple[pd.DataFrame, object]:
    report = import_file(store, FIXTURES / name)
    assert report.error is None, report.error
    assert report.refused == []
    return select(store, Filter()).sort_values("source_row").reset_index(drop=True), report


def days(event: pd.Series) -> tuple[str, str, str]:
    return str(event["event_date"])[:10], str(event["end_date"])[:10], event["time_precision"]


@pytest.mark.parametrize("name", ["acled_31.csv", "acled_older.csv"])
def test_acled(store: Store, name: str) -> None:
    events, report = load(store, name)
    assert report.mapping == "ACLED"
    assert events["attacker"].isna().all()
    assert events["actor1"].tolist() == [
        "Military Forces of Exampleland",
        "Example Brigade",
        "Protesters (Exampleland)",
    ]
    assert [days(e) for _, e in events.iterrows()] == [
        ("2024-03-05", "2024-03-05", "day"), ("2024-03-04", "2024-03-10", "week"), ("2024-02-01", "2024-02-29", "month")]  # fmt: skip
    assert events["location_precision"].tolist() == ["exact", "near", "region"]
    assert events["fatalities_best"].tolist() == [0, 4, 0]
    codes = json.loads(events["source_codes"].iloc[1])
    assert codes["time_precision"] == "2"
    assert codes["interaction"] in ("12", "State forces-Rebel group")
    with store.reading() as db:
        publishers = db.rows("SELECT publisher FROM sources ORDER BY publisher")
    assert [p[0] for p in publishers] == [
        "Daily Example",
        "Daily Example",
        "Example Monitor",
        "Example Monitor",
    ]


@pytest.mark.parametrize("name", ["ucdp_49.csv", "ucdp_older.csv"])
def test_ucdp_one_sided_violence_has_an_attacker_and_battles_have_none(store: Store, name: str) -> None:
    events, report = load(store, name)
    assert (report.mapping, report.dataset) == ("UCDP GED", "UCDP GED")
    assert events["attacker"].fillna("").tolist() == ["", "Example Rebels"]
    assert events["attacker_basis"].fillna("").tolist() == ["", "assessed_by_analyst"]
    assert events["target"].fillna("").tolist() == ["", "Civilians"]
    assert events[["fatalities_low", "fatalities_best", "fatalities_high"]].iloc[1].tolist() == [3, 5, 9]
    assert [days(e) for _, e in events.iterrows()] == [
        ("2020-05-01", "2020-05-01", "day"),
        ("2020-05-01", "2020-05-31", "month"),
    ]
    assert events["location_precision"].tolist() == ["exact", "adm1"]
    assert events["event_type"].tolist() == ["Battles", "Violence against civilians"]


def test_ucdp_candidate_releases_are_kept_apart(store: Store, tmp_path: Path) -> None:
    text = (FIXTURES / "ucdp_49.csv").read_text(encoding="utf-8")
    by_name = tmp_path / "GEDEvent_v24_0_3.csv"
    by_name.write_text(text, encoding="utf-8")
    assert import_file(store, by_name).dataset == "UCDP GED Candidate"
    by_code = tmp_path / "events.csv"
    by_code.write_text(text.replace(",Clear,", ",Check deaths,"), encoding="utf-8")
    assert import_file(store, by_code).dataset == "UCDP GED Candidate"
    final = tmp_path / "GEDEvent_v24_1.csv"
    final.write_text(text, encoding="utf-8")
    assert import_file(store, final).imported == 2


def test_gtd_dates_of_zero_are_months_and_years_and_minus_99_is_unknown(store: Store) -> None:
    events, report = load(store, "gtd.csv")
    assert report.mapping == "GTD"
    assert [days(e) for _, e in events.iterrows()] == [
        ("2015-06-09", "2015-06-09", "day"), ("2015-06-01", "2015-06-30", "month"), ("2015-01-01", "2015-12-31", "year")]  # fmt: skip
    assert events["attacker"].fillna("").tolist() == ["Example Front", "", "Example Front"]
    assert events["attacker_basis"].fillna("").tolist() == ["claimed_by_actor", "", "assessed_by_analyst"]
    assert events["fatalities_best"].tolist() == [2, pd.NA, 0]
    assert events["injured"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(("name", "mapped"), [("gdelt_1.tsv", "GDELT 1"), ("gdelt_2.csv", "GDELT 2")])
def test_gdelt_has_no_column_names(store: Store, name: str, mapped: str) -> None:
    events, report = load(store, name)
    assert report.mapping == mapped
    assert events["source_row"].tolist() == [1, 2]
    assert events["country"].tolist() == ["Iraq", "Iraq"]
    assert events["location_precision"].tolist() == ["near", "country"]
    assert events["event_type"].fillna("").tolist() == ["Battles", ""]
    assert events["attacker"].isna().all()
    assert events["fatalities_best"].isna().all()


def test_an_incident_list_of_civilian_harm(store: Store) -> None:
    events, report = load(store, "airwars_like.csv")
    assert report.mapping == "civilian harm list"
    assert events["attacker"].tolist() == ["Example Coalition", "Example Air Force"]
    assert events[["fatalities_low", "fatalities_high"]].values.tolist() == [[3, 5], [1, 1]]
    assert events["fatalities_best"].isna().all()


def test_every_shipped_mapping_is_whole() -> None:
    assert {"ACLED", "UCDP GED", "GTD", "GDELT 1", "GDELT 2"} <= set(mapping.names())
    for name in mapping.names():
        assert mapping.load(name).fields


def test_a_mapping_is_remembered_recognised_and_forgotten(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapping, "user_folder", lambda: tmp_path / "mappings")
    mapping.save("desk list", {"source_key": "nr", "event_date": "wann", "place": "dorf", "attacker": "wer"})
    path = tmp_path / "april.csv"
    path.write_text("nr,wann,dorf,wer\n1,2025-04-01,Baghdad,Alpha\n", encoding="utf-8")
    report = import_file(store, path)
    assert (report.mapping, report.imported) == ("desk list", 1)
    assert mapping.forget("desk list")
    assert not mapping.forget("desk list")
    with pytest.raises(FileRefusedError, match="name is made of"):
        mapping.save("../evil", {"place": "x"})


@pytest.mark.parametrize(
    "text", ["- a\n", "fields: 3", "fields: {secret: x}", "fields: {place: {values: 3}}", "!!python/object/apply:os.system [ls]", "fields: [", "a: " * 50]
)  # fmt: skip
def test_a_mapping_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(FileRefusedError, match="The mapping"):
        mapping.read_mapping(text, name="mine")


def test_a_mapping_file_of_ones_own(store: Store, tmp_path: Path) -> None:
    own = tmp_path / "mine.yml"
    own.write_text(
        "name: mine\ndataset: Mine\nclaim_status: accused_by_third_party\nfields: {event_date: d, place: p, attacker: a}\n",
        encoding="utf-8",
    )
    table = tmp_path / "t.csv"
    table.write_text("d,p,a\n2025-04-01,Baghdad,Alpha\n", encoding="utf-8")
    report = import_file(store, table, mapping=str(own))
    assert (report.mapping, report.dataset) == ("mine", "Mine")
    assert select(store, Filter())["attacker_basis"].tolist() == ["accused_by_third_party"]
    assert "no mapping" in str(import_file(store, table, mapping="nothing").error)
