"""Attackers that a cell names together are each found, and are not rivals of each other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import query
from events.claims import derive
from events.editing import edits
from events.importing import import_file
from events.importing.who import MOST_TOGETHER, read_actors
from events.query import Filter, select
from events.store import Store


@pytest.mark.parametrize(
    ("cell", "actors"),
    [
        ("Alpha", ("Alpha",)),
        ("Alpha; Beta", ("Alpha", "Beta")),
        ("Alpha;Beta ;  Gamma", ("Alpha", "Beta", "Gamma")),
        ("Alpha | Beta", ("Alpha", "Beta")),
        ("Alpha / Beta", ("Alpha", "Beta")),
        ("Alpha\nBeta", ("Alpha", "Beta")),
        ("ألفا؛ بيتا", ("ألفا", "بيتا")),
        ("Army of Men and Women", ("Army of Men and Women",)),
        ("Alpha and Beta", ("Alpha and Beta",)),
        ("Alpha, Beta", ("Alpha, Beta",)),
        ("Ansar/Jund", ("Ansar/Jund",)),
        ("ISIS and Israel", ("ISIS", "Israel")),
        ("ISIS and the United States", ("ISIS", "United States")),
        ("ISIS and Somebody", ("ISIS and Somebody",)),
        ("Daesh/IDF", ("ISIS", "Israel")),
        ("ISIS, Israel, Saraya Thawrat al-Ashrin", ("ISIS", "Israel", "Saraya Thawrat al-Ashrin")),
        ("Daesh; ISIL; Islamic State", ("ISIS",)),
        ("Islamic State of Iraq and Syria", ("ISIS",)),
        ("داعش وإسرائيل", ("ISIS", "Israel")),
        ("Forces of Iraq (2014-; with X / Y)", ("Forces of Iraq (2014-; with X / Y)",)),
        ("Alpha; unknown", ("Alpha",)),
        ("Unidentified gunmen; Alpha", ("Alpha",)),
        (";;", (";;",)),
        ("Alpha;", ("Alpha",)),
        ("", ()),
        ("unknown", ()),
        ("unknown; not known", ()),
    ],
)  # fmt: skip
def test_what_is_one_name_and_what_are_several(cell: str, actors: tuple[str, ...]) -> None:
    assert read_actors(cell)[0] == actors


def test_a_list_too_long_to_be_one_stays_as_it_is() -> None:
    cell = "; ".join(f"Group {n}" for n in range(MOST_TOGETHER + 1))
    assert read_actors(cell)[0] == (cell,)


@given(st.text(max_size=60))
def test_any_cell_names_each_actor_once(cell: str) -> None:
    names, silent = read_actors(cell)
    assert len(set(names)) == len(names)
    assert all(names)
    assert not (names and silent)


def load(store: Store, folder: Path, cell: str, status: str = "") -> None:
    path = folder / "list.csv"
    path.write_text(f'id,date,place,attacker,claim_status\nA,2025-03-01,Baghdad,"{cell}",{status}\n')
    report = import_file(store, path)
    assert (report.error, report.imported) == (None, 1)


def test_an_event_is_found_under_each_and_is_not_contested(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, "Alpha; Daesh", "claimed_by_actor")
    event = select(store, Filter()).iloc[0]
    assert (event["attacker"], event["attacker_basis"]) == ("Alpha", "claimed_by_actor")
    assert not event["contested"]
    assert event["source_codes"] == '{"attacker": "Alpha; Daesh"}'
    for name in ("Alpha", "ISIS", "daesh"):
        assert len(select(store, Filter(attackers=(name,)))) == 1, name
    assert query.facets(store, names=["attacker"])["attacker"] == [("Alpha", 1), ("ISIS", 1)]
    claims = query.detail(store, event["event_id"]).claims
    assert claims["actor"].tolist() == ["Alpha", "ISIS"]
    assert set(claims["status"]) == {"claimed_by_actor"}
    assert all(note.endswith("Several are named together there.") for note in claims["notes"])


def test_the_report_says_how_the_cell_was_read(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,date,place,attacker\nA,2025-03-01,Baghdad,Alpha / Beta\n")
    notes = import_file(store, path).notes
    assert any(
        "“Alpha / Beta” in attacker is read as 2 attackers named together: “Alpha”, “Beta”;" in note
        for note in notes
    )


def test_the_same_file_again_changes_nothing_and_a_shorter_list_takes_a_claim_away(
    store: Store, tmp_path: Path
) -> None:
    load(store, tmp_path, "Alpha; Beta")
    path = tmp_path / "list.csv"
    path.write_text(path.read_text() + "B,2025-03-02,Basra,Alpha,\n")
    assert import_file(store, path).unchanged == 1
    path.write_text(path.read_text().replace("Alpha; Beta", "Alpha"))
    assert import_file(store, path).updated == 1
    assert select(store, Filter(attackers=("Beta",))).empty


def test_a_further_claim_by_somebody_else_makes_it_contested(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, "Alpha; Beta")
    event = str(select(store, Filter())["event_id"].iloc[0])
    for actor, contested in (("Beta", False), ("Gamma", True)):
        claim = {"claimant": "A ministry", "actor": actor, "status": "accused_by_opponent"}
        _, batch = edits.put_related(store, "claims", event, claim, who="me")
        assert bool(select(store, Filter())["contested"].iloc[0]) == contested
        edits.undo(store, batch, who="me")


def test_joint_statements_and_rival_ones() -> None:
    def said(claimant: str | None, actor: str, day: int = 1) -> dict[str, object]:
        return {"claimant": claimant, "actor": actor, "status": "accused_by_opponent",
                "claimed_on": dt.date(2025, 3, day)}  # fmt: skip

    assert not derive([said("X", "A"), said("X", "B")]).contested
    assert derive([said("X", "A"), said("X", "B")]).attacker == "A"
    assert derive([said("X", "A"), said("Y", "B")]).contested
    assert derive([said(None, "A"), said(None, "B")]).contested
    assert derive([said("X", "A"), said("X", "B", day=2)]).contested
    assert not derive([said("X", "A"), said("X", "B"), said("Y", "B")]).contested
    assert derive([said("X", "A"), said("X", "B"), said("Y", "C")]).contested


def test_what_claims_or_accuses_in_columns_of_its_own_stays_beside(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,date,place,attacker,claimed by\nA,2025-03-01,Baghdad,Alpha,Beta\n")
    assert import_file(store, path).error is None
    assert select(store, Filter())["source_codes"].iloc[0] == '{"claimed by": "Beta"}'
