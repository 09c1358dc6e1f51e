"""A correction changes the columns that a person changed, and nothing else; kept, it reads as it was made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from events.importing import import_file, mapping
from events.importing.corrections import OWN, corrected, keep
from events.query import Filter, select
from events.store import Store

ACLED = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,location,country,geo_precision,fatalities,tags\n"
    "IRQ1,2024-03-01,Battles,Armed clash,Islamic State (Iraq),Hawija,Iraq,2,1,a headline\n"
)


def test_the_rest_of_a_known_mapping_stays(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "acled.csv"
    path.write_text(ACLED, encoding="utf-8")
    base = mapping.load("ACLED")
    guess = {"event_date": "event_date", "location": "place", "country": "country"}
    own = corrected(base, guess, guess | {"tags": "title"})
    assert own.name == OWN
    assert own.fields["location_precision"] == base.fields["location_precision"]
    keep("Our ACLED", own, ACLED.splitlines()[0].split(","))
    report = import_file(store, path)
    assert report.mapping == "Our ACLED"
    rows = select(store, Filter(), columns=["title", "dataset", "place", "source_key", "event_type"])
    assert rows.iloc[0].tolist() == ["a headline", "ACLED", "Hawija", "IRQ1", "Battles"]


def test_a_column_given_up_is_kept_beside_the_event(store: Store, tmp_path: Path) -> None:
    own = corrected(mapping.load("ACLED"), {"fatalities": "fatalities"}, {})
    assert "fatalities" not in own.fields
    path = tmp_path / "acled.csv"
    path.write_text(ACLED, encoding="utf-8")
    import_file(store, path, mapping=own)
    assert select(store, Filter(), columns=["fatalities_best"])["fatalities_best"].isna().all()


@pytest.mark.parametrize("name", [one for one in mapping.names() if one])
def test_a_kept_mapping_is_the_mapping(name: str) -> None:
    base = mapping.load(name)
    keep("Kept one", base, [])
    again = mapping.load("Kept one")
    assert replace(again, name=base.name, title=base.title, recognise=base.recognise) == base
