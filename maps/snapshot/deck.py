"""The slide: a PowerPoint file with the snapshot, its words as text, and a slide of sources.

The picture is the map without its own title; title, dates and counts are text boxes that
a briefer can edit, and every source of the events is named on the second slide.
"""

from __future__ import annotations

import io
import math
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from geo.whole_file import write_whole
from maps import snapshot
from maps.layers import Layers, style, without_hidden, words
from maps.snapshot import sidebar
from maps.snapshot.lettering import clean, printable, width_in

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

TITLE_ONLY_LAYOUT = 5
MOST_LINES = 26
"""Lines of sources that a slide has room for, a gap between two of them being a third of one."""

SOURCE_PT, MOST_EVENT, MOST_SOURCE = 11, 160, 400
TITLE_PT = (24, 21, 18, 15)
PICTURE_DPI = 200


def save_pptx(
    layers: Layers,
    path: str | os.PathLike[str],
    *,
    sources: Sequence[tuple[str, str]] = (),
    made: date | None = None,
    theme: str | None = None,
    size: tuple[float, float] = snapshot.SLIDE_IN,
) -> Path:
    """Write the map as a PowerPoint file.

    Parameters
    ----------
    layers : Layers
    path : path-like
        Replaced whole or not at all.
    sources : sequence of tuple of str
        Event and source in words, for the slides of sources.
    made : date, optional
        The day that the slides name as their own; today by default.
    theme : str, optional
        "light" or "dark"; else that of the layers.
    size : tuple of float
        Width and height of the slides in inches.

    Returns
    -------
    Path
    """
    made = made or snapshot.today()
    theme = theme or layers.options.theme
    seen, layers = layers, without_hidden(layers)
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(size[0]), Inches(size[1])
    _properties(deck, layers, made)
    _map_slide(deck, seen, layers, made, theme, size)
    for number, page in enumerate(_pages(sources, size)):
        _source_slide(deck, page, layers, theme, size, more=number > 0)
    body = io.BytesIO()
    deck.save(body)
    return write_whole(path, _same_every_time(body.getvalue()), shared=True)


def _map_slide(
    deck: Any, seen: Layers, layers: Layers, made: date, theme: str, size: tuple[float, float]
) -> None:
    """The picture over the whole slide, its title and counts as text where the picture leaves them out."""
    look = style.THEMES[theme]
    width, height = size
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY_LAYOUT])
    _ground(slide, look)
    body = snapshot.render(seen, made=made, theme=theme, dpi=PICTURE_DPI, titled=False, size=size)
    picture = slide.shapes.add_picture(io.BytesIO(body), 0, 0, Inches(width), Inches(height))
    counts = words.counts(layers.counts)
    described = f"Map: {clean(layers.title)}. {counts}. {clean(layers.filters_text)}."
    picture._element.nvPicPr.cNvPr.set("descr", described)  # noqa: SLF001 (python-pptx has no other way)
    picture._element.nvPicPr.cNvPr.set("name", "Map")  # noqa: SLF001
    slide.shapes._spTree.insert(2, picture._element)  # noqa: SLF001 (under the text)
    room = snapshot.map_right(size) - snapshot.MARGIN_IN
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (
        Inches(value) for value in (snapshot.MARGIN_IN - 0.1, 0.14, room + 0.2, 0.56)
    )
    heading = clean(layers.title)
    points = next((pt for pt in TITLE_PT if width_in(printable(heading), pt, "bold") <= room), TITLE_PT[-1])
    _write(title.text_frame, heading, points, look.text, bold=True)
    box = slide.shapes.add_textbox(
        Inches(snapshot.MARGIN_IN - 0.1), Inches(0.64), Inches(room + 0.2), Inches(0.36)
    )
    _write(box.text_frame, clean(snapshot.subtitle(layers)), 12, look.muted)
    box = slide.shapes.add_textbox(
        Inches(snapshot.MARGIN_IN - 0.1),
        Inches(height - snapshot.footer_in(sidebar.counts_lines(counts, room)) + 0.02),
        Inches(room + 0.2),
        Inches(0.3),
    )
    _write(box.text_frame, counts, 11, look.text, bold=True)
    notes = [clean(layers.filters_text), *map(clean, layers.notes), *map(clean, layers.credits)]
    last = f"Made {words.day(made)}{', data ' + layers.mark if layers.mark else ''}"
    slide.notes_slide.notes_text_frame.text = "\n".join([heading, counts, *notes, last])


def _pages(
    sources: Sequence[tuple[str, str]], size: tuple[float, float] = snapshot.SLIDE_IN
) -> list[list[tuple[str, str]]]:
    """Share sources among slides, so that none runs over the edge of its slide."""
    room = size[0] - 2 * snapshot.MARGIN_IN
    lines = int(MOST_LINES * (size[1] - 1.6) / (snapshot.SLIDE_IN[1] - 1.6))
    pages: list[list[tuple[str, str]]] = []
    left = 0.0
    for event, source in sources:
        text = printable(f"{clean(event)[:MOST_EVENT]}: {clean(source)[:MOST_SOURCE]}")
        needed = math.ceil(width_in(text, SOURCE_PT) / room) + 1 / 3
        if not pages or needed > left:
            pages.append([])
            left = float(lines)
        pages[-1].append((event, source))
        left -= needed
    return pages


def _source_slide(
    deck: Any,
    sources: Sequence[tuple[str, str]],
    layers: Layers,
    theme: str,
    size: tuple[float, float],
    *,
    more: bool,
) -> None:
    look = style.THEMES[theme]
    width, height = size
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY_LAYOUT])
    _ground(slide, look)
    title = slide.shapes.title
    title.left, title.top = Inches(snapshot.MARGIN_IN - 0.1), Inches(0.14)
    title.width, title.height = Inches(width - 2 * snapshot.MARGIN_IN + 0.2), Inches(0.6)
    _write(title.text_frame, "Sources (continued)" if more else "Sources", 24, look.text, bold=True)
    box = slide.shapes.add_textbox(
        Inches(snapshot.MARGIN_IN - 0.1),
        Inches(0.9),
        Inches(width - 2 * snapshot.MARGIN_IN + 0.2),
        Inches(height - 1.6),
    )
    frame = box.text_frame
    frame.word_wrap = True
    for number, (event, source) in enumerate(sources):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(4)
        for text, colour, bold in (
            (clean(event)[:MOST_EVENT] + ": ", look.text, True),
            (clean(source)[:MOST_SOURCE], look.muted, False),
        ):
            _run(paragraph, text, SOURCE_PT, colour, bold=bold)
    foot = slide.shapes.add_textbox(
        Inches(snapshot.MARGIN_IN - 0.1),
        Inches(height - 0.55),
        Inches(width - 2 * snapshot.MARGIN_IN),
        Inches(0.3),
    )
    _write(foot.text_frame, " · ".join(map(clean, layers.credits)), 9, look.muted)


def _ground(slide: Any, look: style.Theme) -> None:
    fill = slide.background.fill
    fill.solid()
    fill.fore_color.rgb = _colour(look.page)


def _write(frame: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.text = ""
    _run(frame.paragraphs[0], text, size, colour, bold=bold)


def _run(paragraph: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = _colour(colour)


def _colour(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


def _properties(deck: Any, layers: Layers, made: date) -> None:
    moment = datetime(made.year, made.month, made.day, tzinfo=UTC).replace(tzinfo=None)
    properties = deck.core_properties
    properties.title = clean(layers.title)[:255]
    properties.author = properties.last_modified_by = "Conflict Atlas"
    properties.created = properties.modified = moment
    properties.comments = clean(layers.filters_text)[:255]


def _same_every_time(body: bytes) -> bytes:
    """Give the parts of the file one fixed time, so that the same map gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
