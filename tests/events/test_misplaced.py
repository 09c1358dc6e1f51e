"""Points that are not where their row says come in as they stand, are spoken of, and are listed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from events.importing import import_file, preview
from events.importing.report import ImportReport
from events.places import doubts
from events.places.chosen import apply_place, chosen_places
from events.query import Filter, select
from events.store import Store
from geo.ground import pointcheck

HEADER = "id,date,lat,lon,country,place,geo precision\n"
GOOD = "A{n},2025-03-01,33.3{n},44.4{n},Iraq,Baghdad,\n"


def load(store: Store, folder: Path, text: str, name: str = "list.csv") -> ImportReport:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    report = import_file(store, path)
    assert report.error is None, report.error
    return report


def good(count: int) -> str:
    return "".join(f"G{n},2025-03-01,33.3{n},44.4{n},Iraq,Baghdad,\n" for n in range(count))


@pytest.mark.parametrize(
    ("lat", "lon", "country", "kind", "words"),
    [
        ("44.36", "33.31", "Iraq", pointcheck.SWAPPED, "swapped it would lie in Iraq, as stated"),
        ("-33.31", "44.36", "IRQ", pointcheck.FLIPPED, "other sign of the latitude it would lie in Iraq"),
        ("48.85", "2.35", "Iraq", pointcheck.ELSEWHERE, "lies in France, not in Iraq as stated."),
        ("15.0", "65.0", "Republic of Iraq", pointcheck.AT_SEA, "lies in the sea, not in Iraq as stated."),
        ("0.002", "0.001", "Iraq", pointcheck.NULL_ISLAND, "0° N, 0° E"),
    ],
)
def test_an_odd_point_is_imported_as_it_stands_named_and_listed(
    store: Store, tmp_path: Path, lat: str, lon: str, country: str, kind: str, words: str
) -> None:
    row = f"X,2025-03-01,{lat},{lon},{country},Baghdad,\n"
    report = load(store, tmp_path, HEADER + good(6) + row)
    assert (report.imported, len(report.refused)) == (7, 0)
    (item,) = report.warnings
    assert (item.row, item.record, item.column, item.value) == (8, 7, "lat", f"{lat}, {lon}")
    assert words in item.message
    event = select(store, Filter()).set_index("source_key").loc["X"]
    assert (event["latitude"], event["longitude"]) == (float(lat), float(lon))
    (listed,) = doubts.find(store).to_dict("records")
    assert (listed["problem"], listed["place"], listed["events"]) == (kind, "Baghdad", 1)
    assert words in listed["location_note"]
    assert kind in doubts.PROBLEMS


def test_a_whole_file_with_swapped_columns_is_said_once(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"S{n},2025-03-01,44.{n:03},33.3,Iraq,Place {n},\n" for n in range(300))
    report = load(store, tmp_path, HEADER + rows + good(3) + "F,2025-03-01,48.85,2.35,Iraq,Paris,\n")
    assert report.imported == 304
    whole, single = report.warnings
    assert whole.row is None
    assert whole.message == (
        "300 of 304 points lie elsewhere than stated, and with latitude and longitude swapped they would lie"
        " there: the columns lat and lon seem to be exchanged; if so, import the file again with the other"
        " order. They were imported as they stand."
    )
    assert (single.row, single.value) == (305, "48.85, 2.35")
    assert select(store, Filter())["latitude"].max() == 48.85
    assert doubts.find(store)["problem"].value_counts().to_dict() == {
        pointcheck.SWAPPED: 300,
        pointcheck.ELSEWHERE: 1,
    }


def test_latitudes_beyond_the_poles_say_that_the_columns_are_exchanged(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"S{n},2025-03-01,121.0,6.0{n},Philippines,Jolo,\n" for n in range(6))
    report = load(store, tmp_path, HEADER + rows)
    assert len(report.refused) == 6
    assert report.warnings[0].message.startswith(
        "6 values of lat are outside −90 to 90, as only a longitude can be: the columns lat and lon seem"
    )


def test_a_file_without_countries_is_looked_at_as_a_whole(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"S{n},2025-03-01,44.{n},33.3,Place {n}\n" for n in range(6))
    report = load(store, tmp_path, "id,date,lat,lon,place\n" + rows)
    assert ["seem to be exchanged" in item.message for item in report.warnings] == [True]


def test_lost_minus_signs_are_said_once(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"S{n},2025-03-01,6.2{n},75.5,Colombia,Medellín,\n" for n in range(8))
    report = load(store, tmp_path, HEADER + rows)
    assert ["the minus signs of the file seem to be lost" in item.message for item in report.warnings] == [
        True
    ]


def test_more_odd_points_than_are_listed_are_counted(store: Store, tmp_path: Path) -> None:
    bad = "".join(f"B{n},2025-03-01,48.85,2.35,Iraq,Paris,\n" for n in range(250))
    report = load(store, tmp_path, HEADER + bad + good(2))
    assert len(report.warnings) == 201
    assert "and 50 more rows like this: in another country than stated" in report.warnings[-1].message


def test_one_cell_of_coordinates_is_looked_at_too(store: Store, tmp_path: Path) -> None:
    text = 'id,date,coordinates,country\nX,2025-03-01,"44.36, 33.31",Iraq\n'
    (item,) = load(store, tmp_path, text).warnings
    assert (item.column, item.value) == ("coordinates", "44.36, 33.31")
    assert "swapped" in item.message


def test_the_preview_says_it_before_anything_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "".join(f"S{n},2025-03-01,44.3{n},33.3,Iraq,P,\n" for n in range(6)))
    told = [item.message for item in preview(path).warnings]
    assert sum("seem to be exchanged" in message for message in told) == 1, told


def test_a_refused_row_is_not_doubted_as_well(store: Store, tmp_path: Path) -> None:
    report = load(store, tmp_path, HEADER + good(3) + "X,2025-13-45,44.36,33.31,Iraq,Baghdad,\n")
    assert len(report.refused) == 1
    assert report.warnings == []


def test_zero_zero_keeps_its_words(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, HEADER + "X,2025-03-01,0,0.00,Iraq,Baghdad,\n")
    event = select(store, Filter()).iloc[0]
    assert event["source_codes"] == '{"lat": "0", "lon": "0.00"}'
    assert event["located_by"] == "gazetteer"


def test_the_doubted_events_of_a_place_are_put_right_alone(store: Store, tmp_path: Path) -> None:
    from events.editing import edits

    load(store, tmp_path, HEADER + good(4) + "X,2025-03-01,44.36,33.31,Iraq,Baghdad,\n")
    (listed,) = doubts.find(store).to_dict("records")
    ids = doubts.events_of(store, listed)
    assert list(select(store, Filter(event_ids=tuple(ids)))["source_key"]) == ["X"]
    chosen = {"latitude": 33.31, "longitude": 44.36, "precision": "exact", "name": "Baghdad"}
    moved, batch = apply_place(store, "Baghdad", "Iraq", chosen, "me", only="all", events=ids)
    assert moved == 1
    assert doubts.find(store).empty
    assert set(select(store, Filter())["located_by"]) == {"source", "analyst"}
    assert chosen_places(store).empty
    edits.undo(store, batch, who="me")
    assert len(doubts.find(store)) == 1


def test_an_empty_store_has_no_doubts(store: Store) -> None:
    assert isinstance(doubts.find(store), pd.DataFrame)
    assert doubts.find(store).empty


def test_metres_of_a_projection_are_not_called_exchanged_columns(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"S{n},2025-03-01,368600{n}.5,44000{n},Iraq,Taji,\n" for n in range(6))
    report = load(store, tmp_path, HEADER + rows)
    assert len(report.refused) == 6
    (warned,) = [item.message for item in report.warnings]
    assert "metres of a projection" in warned
    assert "exchanged" not in warned
