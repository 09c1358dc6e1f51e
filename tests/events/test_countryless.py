"""A file without countries: nothing taken silently, the country proposed, or stated by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from events.importing import import_file, proposing
from events.importing.preview import preview
from events.places import doubts
from events.query import Filter, select
from events.store import Store
from tests.events.test_importing import put, store  # noqa: F401

TOWNS = ["Adaissah", "Dibel", "Naqoura", "Bint Jbeil", "Houla", "Tebnine", "Sur", "Bayyadah"]
FILE = "date,town\n" + "".join(f"2024-10-{day:02},{town}\n" for day, town in enumerate(TOWNS, 1))
LEBANON = (33.0, 34.7, 35.0, 36.7)


def inside(events, box=LEBANON):  # type: ignore[no-untyped-def]
    south, north, west, east = box
    return events["latitude"].between(south, north) & events["longitude"].between(west, east)


def test_without_a_country_nothing_is_put_elsewhere_and_the_country_is_proposed(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    report = import_file(store, put(tmp_path, FILE))
    (said,) = [w for w in report.warnings if w.column == "country"]
    assert "Lebanon" in said.message
    assert "--country LB" in said.message
    events = select(store, Filter())
    located = events[events["latitude"].notna()]
    assert len(located)
    assert inside(located).all()
    assert set(located["country"]) == {"Lebanon"}
    assert located["location_note"].str.contains("derived").all()


def test_a_stated_country_is_taken_and_a_receipt_knows_it(store: Store, tmp_path: Path) -> None:  # noqa: F811
    path = put(tmp_path, FILE)
    import_file(store, path, dataset="d")
    report = import_file(store, path, dataset="d", countries=["Lebanon"])
    assert report.updated
    assert any("Lebanon" in note for note in report.notes)
    assert not [w for w in report.warnings if w.column == "country"]
    events = select(store, Filter())
    sharp = events[events["location_precision"].isin(("exact", "near"))]
    assert len(sharp) >= 5
    assert inside(sharp).all()
    assert set(sharp["country"]) == {"Lebanon"}
    assert set(sharp["admin1"].dropna()) == {"Nabatieh", "South"}
    assert sharp["location_note"].str.contains("stated for the file").all()
    again = import_file(store, path, dataset="d", countries=["LB"])
    assert (again.updated, again.unchanged) == (0, len(TOWNS))


def test_of_several_countries_only_the_one_that_has_the_place_answers(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    path = put(tmp_path, "date,town\n2024-10-01,Naqoura\n2024-10-02,Shlomi\n2024-10-03,Zzqyx\n")
    import_file(store, path, countries=["LB", "Israel"])
    events = select(store, Filter(), order="source_row")
    assert events["country"].tolist()[:2] == ["Lebanon", "Israel"]
    assert events["location_precision"].tolist()[2] == "unlocated"


def test_an_unknown_country_is_refused_with_the_nearest(store: Store, tmp_path: Path) -> None:  # noqa: F811
    report = import_file(store, put(tmp_path, FILE), countries=["Lebnon"])
    assert "Lebanon" in str(report.error)
    assert not report.imported


def test_what_stays_open_is_listed_as_ambiguous(store: Store, tmp_path: Path) -> None:  # noqa: F811
    import_file(store, put(tmp_path, "date,town\n2024-10-01,Punjab\n2024-10-02,Tripoli\n2024-10-03,Zzqyx\n"))
    listed = doubts.find(store).set_index("place")["problem"]
    assert listed.to_dict() == {"Punjab": "ambiguous", "Tripoli": "ambiguous", "Zzqyx": "not located"}
    for _, row in doubts.find(store).iterrows():
        assert len(doubts.events_of(store, row.to_dict())) == 1


def test_a_province_that_nothing_knows_is_a_warning_of_its_row(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    text = "date,place,admin1,country\n2024-10-01,Mosul,Qqzzyx,Iraq\n2024-10-02,Mosul,Nineveh,Iraq\n"
    report = import_file(store, put(tmp_path, text))
    (said,) = [w for w in report.warnings if w.column == "admin1"]
    assert (said.row, said.value) == (2, "Qqzzyx")


def test_points_of_the_file_speak_for_a_country(tmp_path: Path) -> None:
    rows = "".join(f"2024-10-0{n},Foo{n},{33.2 + n / 20},{35.45 + n / 50}\n" for n in range(1, 6))
    look = preview(put(tmp_path, f"date,place,latitude,longitude\n{rows}2024-10-09,Houla,,\n"))
    assert look.countryless
    assert look.proposal is not None
    assert (look.proposal.code, look.proposal.points) == ("LB", True)


def test_a_world_of_places_speaks_for_no_country(tmp_path: Path) -> None:
    places = ["Mosul", "Kabul", "Lagos", "Kyiv", "Bogota", "Manila"]
    text = "date,place\n" + "".join(f"2024-10-0{n},{p}\n" for n, p in enumerate(places, 1))
    look = preview(put(tmp_path, text))
    assert look.proposal is None
    assert look.countryless


@pytest.mark.parametrize("stated", [["LB", "Lebanon", "lbn"], ["Lebanon"]])
def test_countries_are_stated_once(stated: list[str]) -> None:
    assert proposing.codes_of(stated) == ("LB",)


VILLAGES = ["Ganki Khel", "Danda Darpakhel", "Machi Khel", "Mohammad Khel", "Kari Kot", "Zharki", "Khushali"]


def places_of(store: Store, tmp_path: Path, towns: list[str]) -> dict[str, object]:  # noqa: F811
    rows = "".join(f"2012-10-{day:02},{town}\n" for day, town in enumerate(towns, 1))
    import_file(store, put(tmp_path, "date,town\n" + rows))
    events = select(store, Filter()).set_index("place")
    return {town: events.loc[town] for town in towns}


def test_a_namesake_far_away_is_not_taken_where_hardly_any_other_place_is_known(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Norak is a town of Tajikistan and Degan one of China; the list is of villages in Waziristan."""
    found = places_of(store, tmp_path, [*VILLAGES, "Norak", "Degan", "Wana", "Mizar Madakhel", "Loman"])
    assert {str(one["location_precision"]) for one in found.values()} == {"unlocated"}  # type: ignore[index]
    assert "hardly any other place" in str(found["Norak"]["location_note"])  # type: ignore[index]


def test_a_city_elsewhere_is_not_taken_where_all_other_places_are_in_one_country(
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Basra is a village by Afgooye, too."""
    towns = ["Mogadishu", "Kismayo", "Baidoa", "Bosaso", "Hargeisa", "Galkayo", "Beledweyne", "Garowe"]
    found = places_of(store, tmp_path, [*towns, "Berbera", "Burao", "Basra"])
    assert found["Mogadishu"]["country"] == "Somalia"  # type: ignore[index]
    assert found["Basra"]["location_precision"] == "unlocated"  # type: ignore[index]
    assert "Somalia" in str(found["Basra"]["location_note"])  # type: ignore[index]
