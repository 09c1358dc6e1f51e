"""What is exported comes back as it was, in every format; what was tampered with is refused by row."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import csv
import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from events import export, query
from events.importing import import_file
from events.model import CLAIM_STATUSES, EVENT_COLUMNS, RELATED_KEYS, VALUE_COLUMNS
from events.query import Filter
from events.store import Store, file_url

KEPT = ("event_id", *VALUE_COLUMNS, "source_file", "source_row", "withdrawn_at")
ALL = Filter(include_withdrawn=True)
TEXTS = {
    "formula": "=1+1", "at": "@SUM(A1)", "guarded already": "'=1+1", "twice": "''-x", "full width": "＝1",
    "apostrophe": "'tis", "number": "-58.4", "spaces": "  a  b ", "zero width": "a\u200bb", "nfd": "Ale\u0301",
    "arabic": "البوكمال", "lines": 'first\nsecond, "third"; fourth', "joint": "Alpha; Beta / Gamma", "variant": "Daesh",
    "na": "NA", "null": "null", "unknown": "unknown", "zero": "0", "date": "03/04/2020", "markup": "<b>{{7*7}}</b>",
}  # fmt: skip


def fill(store: Store) -> Store:
    """Events that no reading of a table would leave as they are."""
    rows: list[dict[str, Any]] = [
        {"event_id": f"t{n}", "dataset": f"Set {n % 3}", "source_key": key, "title": text, "notes": text, "attacker": text,
         "attacker_basis": "assessed_by_analyst", "place": text, "country": text, "target": text, "weapon": text,
         "event_type": text, "event_date": dt.date(2020, 3, 11), "end_date": dt.date(2020, 3, 11),
         "time_precision": "day", "latitude": 33.123456789, "longitude": -44.0 - n, "located_by": "analyst",
         "location_precision": "near", "uncertainty_m": 12.5, "location_note": text, "range_m": 9_700.0,
         "fatalities_low": 0, "fatalities_best": n, "fatalities_high": 10**12, "injured": None, "weapon_count": 7,
         "contested": bool(n % 2), "source_codes": json.dumps({"geo": text}, ensure_ascii=False),
         "source_file": "list.csv", "source_row": n + 2}
        for n, (key, text) in enumerate(TEXTS.items())
    ]  # fmt: skip
    rows += [
        {"event_id": "bare", "dataset": "Set 0"},
        {"event_id": "before", "dataset": "Set 1", "end_date": dt.date(1850, 1, 1), "latitude": 0.0, "longitude": 0.0,
         "location_precision": "sea"},
    ]  # fmt: skip
    with store.writing(who="test") as db:
        db.upsert_events(pd.DataFrame(rows, dtype=object))
        db.insert("sources", pd.DataFrame({
            "source_id": ["s1", "s2"], "event_id": ["t0", "bare"], "publisher": ["=cmd", None], "url": [None, "http://x"],
            "published_on": [dt.date(2020, 4, 1), None], "reliability": ["B", None], "credibility": ["2", None],
        }))  # fmt: skip
        db.insert("claims", pd.DataFrame({
            "claim_id": ["c1", "c2"], "event_id": ["t0", "t0"], "claimant": ["X", "'=Y"], "actor": ["A", "B"],
            "status": ["claimed_by_actor", "denied"], "claimed_on": [None, dt.date(2020, 3, 12)],
            "source_id": ["s1", None],
        }))  # fmt: skip
        db.insert("sites", pd.DataFrame({
            "site_id": ["p1"], "event_id": ["t1"], "role": ["launch"], "seq": [1], "latitude": [1.5], "longitude": [2.5],
            "basis": ["reported"], "statement": ["text; text"],
        }))  # fmt: skip
        db.insert("routes", pd.DataFrame({"route_id": ["r1"], "event_id": ["t1"], "name": ["way"]}))
        db.cursor.execute("UPDATE events SET withdrawn_at = '2024-05-06 07:08:09' WHERE event_id = 't3'")
    return store


@pytest.fixture
def filled(store: Store) -> Store:
    return fill(store)


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store.open(file_url(tmp_path / "empty.duckdb"))


def contents(store: Store) -> dict[str, pd.DataFrame]:
    found = {"events": query.select(store, ALL, columns=KEPT, order="event_id").reset_index(drop=True)}
    for name, key in RELATED_KEYS.items():
        rows = query.related(store, name, ALL)  # type: ignore[arg-type]
        found[name] = rows.sort_values(key).reset_index(drop=True)
    return found


def assert_same(one: Store, other: Store) -> None:
    before, after = contents(one), contents(other)
    for name in before:
        pd.testing.assert_frame_equal(before[name], after[name], obj=name)


@pytest.mark.parametrize("kind", export.FORMATS)
def test_every_format_comes_back_as_it_was(filled: Store, empty: Store, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"out.{kind}"
    export.write(filled, ALL, path)
    report = import_file(empty, path)
    assert report.error is None, report.error
    assert (report.mapping, report.refused, report.warnings) == ("Conflict Atlas", [], [])
    assert report.imported == len(TEXTS) + 2
    assert report.dataset == "Set 0, Set 1, Set 2"
    assert_same(filled, empty)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_seed_events_come_back_and_twice_changes_nothing(
    seed_store: Store, empty: Store, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"out.{kind}"
    export.write(seed_store, Filter(), path)
    assert import_file(empty, path).imported == 11
    assert_same(seed_store, empty)
    again = import_file(empty, path)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 11)
    back = import_file(seed_store, path)
    assert (back.imported, back.updated, back.unchanged) == (0, 0, 11)


text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
event = st.fixed_dictionaries(
    {"dataset": st.sampled_from(["One", "Two"])},
    optional={
        **dict.fromkeys(("title", "notes", "attacker", "place", "country", "actor1", "weapon"), text),
        "event_date": st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)),
        "fatalities_best": st.integers(0, 2**62),
        "range_m": st.floats(0, 1e9),
        "uncertainty_m": st.floats(0, 1e7),
        "contested": st.booleans(),
    },
)
claim = st.fixed_dictionaries(
    {"status": st.sampled_from(CLAIM_STATUSES)}, optional={"actor": text, "claimant": text, "notes": text}
)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example makes databases: no shrinking
)
@given(st.lists(st.tuples(event, st.lists(claim, max_size=3)), min_size=1, max_size=6))
def test_any_events_come_back_from_csv_and_parquet(
    rows: list[tuple[dict[str, Any], list[dict[str, Any]]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = Store.open(file_url(Path(folder) / "first.duckdb"))
        with first.writing(who="test") as db:
            events = [{"event_id": f"e{n}"} | values for n, (values, _) in enumerate(rows)]
            db.upsert_events(pd.DataFrame(events, dtype=object))
            claims = [
                {"claim_id": f"e{n}-{m}", "event_id": f"e{n}"} | values
                for n, (_, listed) in enumerate(rows)
                for m, values in enumerate(listed)
            ]
            if claims:
                db.insert("claims", pd.DataFrame(claims, dtype=object))
        for kind in ("csv", "parquet"):
            path = Path(folder) / f"out.{kind}"
            export.write(first, ALL, path)
            second = Store.open(file_url(Path(folder) / f"second-{kind}.duckdb"))
            report = import_file(second, path)
            assert (report.error, report.refused) == (None, [])
            assert_same(first, second)


def edited(path: Path, change: dict[str, str], *, row: int = 0) -> Path:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rows[row] |= change
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"event_date": "11/03/2020"}, "event_date", "is not a date like 2020-03-11"),
        ({"event_date": "2020-02-30"}, "event_date", "is not a date"),
        ({"event_date": "2021-01-01"}, "end_date", "is before the event's first day"),
        ({"latitude": "95"}, "latitude", "is outside −90 to 90"),
        ({"latitude": ""}, "latitude", "has one coordinate without the other"),
        ({"longitude": "nan"}, "longitude", "is not a number"),
        ({"fatalities_best": "-1"}, "fatalities_best", "is less than 0"),
        ({"fatalities_best": "2.5"}, "fatalities_best", "is not a whole number"),
        ({"contested": "maybe"}, "contested", "is not true or false"),
        ({"location_precision": "very"}, "location_precision", "is none of exact, near"),
        ({"attacker_basis": "said"}, "attacker_basis", "is none of claimed_by_actor"),
        ({"event_id": ""}, "event_id", "is no identity"),
        ({"event_id": "a b"}, "event_id", "is no identity"),
        ({"sources": "{"}, "sources", "is no list of sources"),
        ({"sources": '"x"'}, "sources", "is no list of sources"),
        ({"sources": "[" * 100_000}, "sources", "is no list of sources"),
        ({"claims": '[{"status": "said"}]'}, "claims", "has a status that is none of"),
        ({"claims": '[{"status": "denied", "x": 1}]'}, "claims", "has a field 'x' that claims do not have"),
        ({"sites": '[{"role": "launch", "latitude": 91}]'}, "sites", "has a latitude that is outside"),
        ({"sources": '[{"source_id": "a"}, {"source_id": "a"}]'}, "sources", "has the source_id of another one"),
    ],
)  # fmt: skip
def test_a_row_that_was_tampered_with_is_refused_by_name(
    filled: Store, empty: Store, tmp_path: Path, change: dict[str, str], column: str, why: str
) -> None:
    export.write(filled, Filter(), tmp_path / "out.csv")
    report = import_file(empty, edited(tmp_path / "out.csv", change, row=2))
    assert report.error is None
    assert [(item.row is not None, item.column) for item in report.refused] == [(True, column)]
    assert why in report.refused[0].message
    assert report.imported == len(TEXTS)
    assert query.related(empty, "claims", ALL)["event_id"].isin(query.select(empty, ALL)["event_id"]).all()


def test_a_file_of_another_kind_keeps_its_apostrophes(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,date,place,notes\nA,2025-03-01,Baghdad,'=1+1\n")
    assert import_file(store, path).imported == 1
    assert query.select(store, Filter())["notes"].iloc[0] == "'=1+1"


def test_an_identity_that_another_event_has_is_refused_as_a_whole(filled: Store, tmp_path: Path) -> None:
    export.write(filled, Filter(), tmp_path / "out.csv")
    path = edited(tmp_path / "out.csv", {"sources": '[{"source_id": "s1", "publisher": "mine"}]'}, row=4)
    before = contents(filled)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["event_id"] != "t0"]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    report = import_file(filled, path)
    assert report.error is not None
    assert "whose identity (s1) another event here has; nothing was changed" in report.error
    for name, frame in contents(filled).items():
        pd.testing.assert_frame_equal(before[name], frame)


def test_a_dataset_of_ones_own_gives_new_identities_to_all_of_it(seed_store: Store, tmp_path: Path) -> None:
    export.write(seed_store, Filter(), tmp_path / "out.csv")
    report = import_file(seed_store, tmp_path / "out.csv", dataset="Mine")
    assert (report.error, report.imported) == (None, 11)
    for name in RELATED_KEYS:
        rows = query.related(seed_store, name, Filter())  # type: ignore[arg-type]
        assert rows[RELATED_KEYS[name]].is_unique
        mine = query.related(seed_store, name, Filter(datasets=("Mine",)))  # type: ignore[arg-type]
        assert 2 * len(mine) == len(rows)
    claims = query.related(seed_store, "claims", Filter(datasets=("Mine",)))
    sources = query.related(seed_store, "sources", Filter(datasets=("Mine",)))
    assert set(claims["source_id"].dropna()) <= set(sources["source_id"])


def test_a_sheet_row_of_no_event_is_left_out_and_said(filled: Store, empty: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    export.write(filled, Filter(), path)
    book = openpyxl.load_workbook(path)
    book["claims"].append(["c9", "nobody", "X", "A", "denied"])
    book.save(path)
    report = import_file(empty, path)
    assert (report.error, report.imported) == (None, len(TEXTS) + 1)
    assert ["of claims belongs to no event that came in" in item.message for item in report.warnings] == [
        True
    ]


def test_a_complete_release_is_no_export(filled: Store, empty: Store, tmp_path: Path) -> None:
    export.write(filled, Filter(), tmp_path / "out.csv")
    report = import_file(empty, tmp_path / "out.csv", complete=True)
    assert report.error == "An export is a selection, no complete release of a dataset."


def test_an_edited_event_keeps_the_edit_when_its_export_comes_back(seed_store: Store, tmp_path: Path) -> None:
    from events.editing import edits

    export.write(seed_store, Filter(), tmp_path / "out.csv")
    first = str(query.select(seed_store, Filter())["event_id"].iloc[0])
    edits.update(seed_store, first, {"notes": "My words"}, expected_version=None, who="me")
    import_file(seed_store, tmp_path / "out.csv")
    assert query.detail(seed_store, first).event["notes"] == "My words"


def test_every_column_of_the_model_is_compared() -> None:
    assert set(EVENT_COLUMNS) - set(KEPT) == {"first_seen", "last_seen", "version"}
