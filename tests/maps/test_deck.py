"""The slide opens, holds the picture, and has its words as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pptx import Presentation

from events.store import Store
from maps import export, layers
from maps.layers import Layers, MapOptions
from maps.snapshot import deck

MADE = date(2026, 11, 21)


@pytest.fixture(scope="module")
def made(seed: Store) -> Layers:
    return layers.build(seed, None, MapOptions(title=r"Attacks $\frac{ <b>"), texts=True)


def _texts(slide: object) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]  # type: ignore[attr-defined]


def test_words_are_text_and_the_picture_is_described(made: Layers, seed: Store, tmp_path: Path) -> None:
    lines = export.source_lines(seed, layers.query.Filter())
    path = deck.save_pptx(made, tmp_path / "map.pptx", sources=lines, made=MADE)
    opened = Presentation(str(path))
    first = opened.slides[0]
    assert r"Attacks $\frac{ <b>" in _texts(first)
    assert any("10 of 11 events shown" in text for text in _texts(first))
    (picture,) = [shape for shape in first.shapes if shape.shape_type == 13]
    assert (picture.width, picture.height) == (opened.slide_width, opened.slide_height)
    described = picture._element.nvPicPr.cNvPr.get("descr")
    assert "10 of 11 events shown" in described
    assert "Natural Earth" in first.notes_slide.notes_text_frame.text
    sources = " ".join(text for slide in list(opened.slides)[1:] for text in _texts(slide))
    assert "Killing of US troops threatens to reignite Iran tension" in sources
    assert "Admiralty F" in sources


def test_the_same_map_gives_the_same_slides(made: Layers, tmp_path: Path) -> None:
    one = deck.save_pptx(made, tmp_path / "one.pptx", sources=[("a", "b")], made=MADE)
    two = deck.save_pptx(made, tmp_path / "two.pptx", sources=[("a", "b")], made=MADE)
    assert one.read_bytes() == two.read_bytes()


def test_hostile_texts_do_not_break_the_file(made: Layers, tmp_path: Path) -> None:
    lines = [("a\x00\x0b\ud800\u202eb", "<script>{{7*7}}"), ("x" * 9_000, "y" * 9_000)]
    path = deck.save_pptx(made, tmp_path / "map.pptx", sources=lines, made=MADE)
    (slide,) = list(Presentation(str(path)).slides)[1:]
    assert any("<script>{{7*7}}" in text for text in _texts(slide))


def test_long_sources_go_on_the_next_slide(made: Layers) -> None:
    lines = [(f"Event {number}", "word " * 80) for number in range(20)]
    pages = deck._pages(lines)
    assert [line for page in pages for line in page] == lines
    assert all(len(page) <= 7 for page in pages)
    assert len(deck._pages([("Event", "Paper")] * 15)) == 1
