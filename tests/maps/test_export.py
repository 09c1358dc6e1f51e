"""Map files by their suffix."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from events import query
from events.store import Store
from maps import export
from maps.layers import MapOptions

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


def test_an_unknown_suffix_is_refused_in_words(seed: Store, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"png, svg, pdf, pptx, html, not '.docx'"):
        export.save(seed, None, None, tmp_path / "map.docx")
    assert list(tmp_path.iterdir()) == []


def test_sources_are_named_and_events_without_any_stand_under_their_dataset(seed: Store) -> None:
    lines = export.source_lines(seed, query.Filter())
    assert ("Convoy ambushed between Diwaniya and Samawah", "al-Araby al-Jadeed, Admiralty F6") in lines
    assert any("events of this dataset" in text for _, text in lines) == (len({t for t, _ in lines}) < 11)
    assert len(export.source_lines(seed, query.Filter(), most=3)) >= 4
