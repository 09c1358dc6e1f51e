"""Map files by their suffix."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from events import export as tables
from events import query
from events.store import Store, file_url
from maps import export
from maps.layers import MapOptions
from tests.conftest import ROOT

STARTS = {
    "png": b"\x89PNG",
    "svg": b"<?xml",
    "pdf": b"%PDF",
    "pptx": b"PK\x03\x04",
    "html": b"<!DOCTYPE html",
}


@pytest.mark.parametrize("suffix", export.FORMATS)
def test_each_format_is_written_whole(seed: Store, tmp_path: Path, suffix: str) -> None:
    path = export.save(
        seed, None, MapOptions(title="A map"), tmp_path / f"map.{suffix}", made=date(2026, 11, 21)
    )
    assert path.read_bytes()[:40].lstrip().lower().startswith(STARTS[suffix].lower())
    assert list(tmp_path.iterdir()) == [path]


_WRITE = """
import sys
from events import export
from events.query import Filter
from events.store import Store
from maps import export as maps
store, folder = Store.open(sys.argv[1]), sys.argv[2]
for kind in ("svg", "pdf", "html"):
    maps.save(store, None, None, f"{folder}/map.{kind}")
for kind in export.FORMATS:
    export.write(store, Filter(), f"{folder}/events.{kind}")
"""


def test_another_process_with_other_settings_writes_the_same_bytes(
    seed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hash seed, time zone, locale, folder and the time of day leave no trace in a file."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    settings = {"PYTHONHASHSEED": "77", "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _WRITE, file_url(seed.path), str(there)]
    subprocess.run(command, env=os.environ | settings, cwd=tmp_path, check=True, timeout=300)
    for path in sorted(there.iterdir()):
        mine = here / path.name
        if path.stem == "map":
            export.save(seed, None, None, mine)
        else:
            tables.write(seed, query.Filter(), mine)
        assert mine.read_bytes() == path.read_bytes(), path.name
    assert len(list(here.iterdir())) == len(tables.FORMATS) + 3


def test_an_unknown_suffix_is_refused_in_words(seed: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"png, svg, pdf, pptx, html, not '.docx'"):
        export.save(seed, None, None, tmp_path / "map.docx")
    assert list(tmp_path.iterdir()) == []


def test_sources_are_named_and_events_without_any_stand_under_their_dataset(seed: Store) -> None:
    lines = export.source_lines(seed, query.Filter())
    assert ("Convoy ambushed between Diwaniya and Samawah", "al-Araby al-Jadeed, Admiralty F6") in lines
    assert any("events of this dataset" in text for _, text in lines) == (len({t for t, _ in lines}) < 11)
    assert len(export.source_lines(seed, query.Filter(), most=3)) >= 4


def test_a_picture_and_a_table_of_the_same_events_bear_the_same_mark(seed: Store, tmp_path: Path) -> None:
    def marks(chosen: query.Filter) -> set[str]:
        whole = json.loads(tables.write(seed, chosen, path, format="geojson") and path.read_text("utf-8"))
        said = dict(whole["about"])["Data mark"]
        picture = export.save(seed, chosen, None, tmp_path / "map.svg").read_text("utf-8")
        return {said.split(":")[0], *re.findall(r"data ([0-9a-f]{8})", picture)}

    path = tmp_path / "events.geojson"
    (whole,), (part,) = marks(query.Filter()), marks(query.Filter(attackers=("ISIS",)))
    assert whole != part
