"""The snapshot: one picture of a selection for a slide or a page, as PNG, SVG or PDF.

Everything is drawn with matplotlib's object-oriented interface, without pyplot's global
state, and the same layers on the same day give the same bytes.
"""

from __future__ import annotations

import io
import os
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from geo.errors import GivenError
from geo.given import DAY, YES_NO, a, held, maybe, number, numbers_of, one_of
from geo.whole_file import write_whole
from maps.layers import Layers, framing, in_window, legend, legend_kinds, style, units, without_hidden, words
from maps.layers.extent import Bounds, picture_bounds
from maps.layers.overlays import Overlay, text
from maps.snapshot import insets, marks, panel, projection, sidebar

if TYPE_CHECKING:
    from maps.snapshot.lettering import Box

SLIDE_IN = (13.333, 7.5)
"""Width and height of a 16:9 slide in inches."""

DPI = 150
MARGIN_IN = 0.4
COLUMN_IN = 3.7
HEADER_IN = 1.04
FOOTER_IN = 0.74
NARROW = 1.3
"""Width over height under which the words go under the map."""

MOST_LISTED = 14
"""A selection of up to so many events is numbered on the map and listed beside it."""

WORLD = (-169.0, -58.0, 191.0, 80.0)
FORMATS = ("png", "svg", "pdf")

DRAWN = {
    "layers": a(Layers, wanted="layers, as build makes them"),
    "theme": maybe(one_of(tuple(style.THEMES))),
}
_SIZE = numbers_of(2, "a width and a height in inches")
_DRAWING = threading.Lock()  # matplotlib's font and path caches are not made for several threads


@held(GivenError, **DRAWN, size=_SIZE, dpi=number(10, 2400), made=maybe(DAY), titled=YES_NO)
def draw(
    layers: Layers,
    *,
    size: tuple[float, float] = SLIDE_IN,
    dpi: float = DPI,
    theme: str | None = None,
    made: date | None = None,
    titled: bool = True,
) -> Figure:
    """Draw the snapshot of `layers`.

    Parameters
    ----------
    layers : Layers
        What to draw; of its events, those in its options' window.
    size : tuple of float
        Width and height in inches.
    dpi : float
        Pixels to an inch.
    theme : str, optional
        "light" or "dark"; else that of the layers.
    made : date, optional
        The day that the picture names as its own; today (or SOURCE_DATE_EPOCH) by default.
    titled : bool
        False leaves the room for title, subtitle and counts empty, for a slide that has them as text.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, _ = _compose(layers, size=size, dpi=dpi, theme=theme, made=made, titled=titled)
    return figure


def placed(layers: Layers, **options: Any) -> pd.DataFrame:
    """Return where each event of a snapshot is drawn, and where it happened: what a picture can be held to.

    Parameters
    ----------
    layers : Layers
    **options
        As of `draw`.

    Returns
    -------
    DataFrame
        One row for each event on each map of the picture: event_id, map ("main" or "inset"), kind ("mark",
        "pile" or "unit"), events (how many its mark stands for), x_mm and y_mm where the mark is on the page,
        true_x_mm and true_y_mm where the event's coordinates are, moved_mm and moved_m between the two.
    """
    with _DRAWING:
        _, panels = _compose(layers, **options)
    tables = []
    for name, one in zip(("main", "inset"), panels, strict=False):
        assert one.placed is not None  # it is drawn
        table = one.placed.assign(map=name)
        true = one.to_inches(one.frame.project(table["longitude"], table["latitude"])) * panel.MM_PER_IN
        drawn = table[["x_in", "y_in"]].to_numpy() * panel.MM_PER_IN
        table["x_mm"], table["y_mm"] = drawn.T
        table["true_x_mm"], table["true_y_mm"] = true.T
        table["moved_mm"] = np.hypot(*(drawn - true).T)
        table["moved_m"] = table["moved_mm"] / panel.MM_PER_IN * one.metres_per_inch
        tables.append(table.drop(columns=["x_in", "y_in", "longitude", "latitude"]))
    return pd.concat(tables, ignore_index=True)


def _compose(
    layers: Layers,
    *,
    size: tuple[float, float] = SLIDE_IN,
    dpi: float = DPI,
    theme: str | None = None,
    made: date | None = None,
    titled: bool = True,
) -> tuple[Figure, list[panel.Panel]]:
    """Draw the snapshot; return it with its maps, the main one first."""
    theme = theme or layers.options.theme
    if theme != layers.options.theme:
        layers = _rethemed(layers, theme)
    bounds = (
        framing.asked_bounds(layers.options)
        or picture_bounds(layers.events, [*layers.overlays, *layers.limits])
        or WORLD
    )
    marked = _marks(layers, size)
    layers = without_hidden(layers)
    look = style.THEMES[theme]
    figure = Figure(figsize=size, dpi=dpi, facecolor=look.page)
    FigureCanvasAgg(figure)
    sheet = _sheet(figure)
    height = size[1]
    shown, overlays = _in_window(layers)
    overlays += layers.limits
    listed = _listed(layers, shown)
    numbers = {key: number for key, number, _, _ in listed if number}

    drawn = layers.legend.narrowed(shown, [kind for overlay in overlays for kind in legend_kinds(overlay)])
    head, foot = subtitle(layers), words.counts(layers.counts)
    box, columns = _layout(size, drawn, len(listed), marks.crowding(len(shown)), head, foot)
    panels, in_view = _map(figure, sheet, box, bounds, layers, shown, overlays, numbers, theme)
    drawn = _with_piles(drawn, panels)
    _columns([sidebar.Column(sheet, theme, *column) for column in columns], drawn, listed, len(shown))
    if titled:
        sidebar.header(sheet, layers.title, head, look, left=MARGIN_IN, right=box[2], top=height - 0.3)
    counts = sidebar.counts_lines(foot, box[2] - box[0])
    sidebar.footer(
        sheet,
        counts if titled else [""] * len(counts),
        _notes(layers, len(shown) - in_view),
        f"{_credits(layers, made or today(), panels[0].frame)}{marked}",
        look,
        left=MARGIN_IN,
        right=box[2],
        top=footer_in(counts) - 0.1,
    )
    return figure, panels


def _with_piles(drawn: legend.Legend, panels: list[panel.Panel]) -> legend.Legend:
    """The legend with a word for the piles that a picture has, also where no two events share one spot."""
    count = sum(int(one.gathered.counts[one.gathered.piled].sum()) for one in panels[:1] if one.gathered)
    if not count or any(mark.key == legend.PILE for mark in drawn.marks):
        return drawn
    return replace(drawn, marks=(*drawn.marks, legend.Mark(legend.PILE, legend.PILE_LABEL, count)))


def _map(  # noqa: PLR0913, PLR0917 (a picture's parts)
    figure: Figure,
    sheet: Any,
    box: Box,
    bounds: Bounds,
    layers: Layers,
    shown: pd.DataFrame,
    overlays: list[Overlay],
    numbers: dict[str, str],
    theme: str,
) -> tuple[list[panel.Panel], int]:
    """Draw the map and the closer look that its rings may need; return both and the events in the map."""
    frame = projection.frame(bounds, (box[2] - box[0]) / (box[3] - box[1]))
    main = panel.Panel(figure, sheet, box, frame, theme)
    detail = insets.choose(main, shown, overlays)
    in_view = panel.draw(
        main,
        layers,
        shown,
        overlays,
        numbers,
        towns=60,
        taken=(detail.box,) if detail else (),
        closer=insets.covered(detail) if detail else None,
    )
    panels = [main]
    if detail is not None:
        panels.append(insets.draw(main, detail, layers, shown, overlays, numbers))
    return panels, in_view


def save(layers: Layers, path: str | os.PathLike[str], *, format: str | None = None, **options: Any) -> Path:
    """Write the snapshot as PNG, SVG or PDF; the format is the path's suffix unless given.

    Parameters
    ----------
    layers : Layers
    path : path-like
        Replaced whole or not at all.
    format : str, optional
        "png", "svg" or "pdf".
    **options
        As of `draw`.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        The format is none of the three.
    """
    path = Path(path)
    body = render(layers, format=format or path.suffix.lstrip(".").lower(), **options)
    return write_whole(path, body, shared=True)


@held(GivenError, layers=DRAWN["layers"], format=one_of(FORMATS), made=maybe(DAY))
def render(layers: Layers, *, format: str = "png", made: date | None = None, **options: Any) -> bytes:
    """Return the snapshot as the bytes of a file; see `save`."""
    made = made or today()
    canvas = {"png": FigureCanvasAgg, "svg": FigureCanvasSVG, "pdf": FigureCanvasPdf}[format]
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "conflict-atlas",
        "pdf.fonttype": 42,
        "pdf.compression": 6,
        "path.simplify": True,
        "text.usetex": False,
        "text.parse_math": False,
        "text.hinting": "no_hinting",  # letters stay as wide as they are measured
        "axes.unicode_minus": False,
    }
    with _DRAWING, mpl.rc_context(settings):
        figure = draw(layers, made=made, **options)
        body = io.BytesIO()
        canvas(figure)
        extra: dict[str, Any] = {"pil_kwargs": {"compress_level": 4}} if format == "png" else {}
        metadata = _metadata(format, layers.title, made)
        figure.savefig(body, format=format, facecolor=figure.get_facecolor(), metadata=metadata, **extra)
    return body.getvalue()


def _metadata(format: str, title: str, made: date) -> dict[str, Any]:
    """What the file says of itself: nothing that changes from run to run."""
    title = "".join(sign for sign in title if sign.isprintable())
    if format == "png":
        return {"Title": title.encode("latin-1", "replace").decode("latin-1"), "Software": "Conflict Atlas"}
    if format == "svg":
        return {"Title": title, "Date": made.isoformat(), "Creator": "Conflict Atlas"}
    day = datetime(made.year, made.month, made.day, tzinfo=UTC)
    return {"Title": title, "Creator": "Conflict Atlas", "Producer": "matplotlib", "CreationDate": day}


def today() -> date:
    """Return the day that a picture names as its own: SOURCE_DATE_EPOCH's, else today in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.date()


def _sheet(figure: Figure) -> Any:
    """A transparent layer over the page, measured in inches."""
    width, height = figure.get_size_inches()
    sheet = figure.add_axes((0, 0, 1, 1), zorder=10)
    sheet.set(xlim=(0, width), ylim=(0, height))
    sheet.set_axis_off()
    return sheet


def _rethemed(layers: Layers, theme: str) -> Layers:
    kinds = [mark.key for mark in layers.legend.marks for _ in range(mark.count)]
    made = legend.build(
        layers.events,
        colour_by=layers.legend.colour_by,
        theme=theme,
        overlays=kinds,
        slots=layers.slots,
    )
    return replace(layers, legend=made, options=replace(layers.options, theme=theme))


def _in_window(layers: Layers) -> tuple[pd.DataFrame, list[Overlay]]:
    """The located events and the overlays that the window lets through."""
    events = layers.events
    inside = in_window(events, layers.options.window, layers.options.mode)
    located = (events["latitude"].notna() & events["longitude"].notna()).to_numpy(dtype=bool)
    shown = events[inside & located].reset_index(drop=True)
    if layers.options.window is None:
        return shown, list(layers.overlays)
    ids = set(shown["event_id"])
    shown_units = set(units.codes_of(shown).tolist())
    return shown, [
        overlay
        for overlay in layers.overlays
        if (
            not ids.isdisjoint(overlay.event_ids or (overlay.event_id,))
            if overlay.unit is None
            else overlay.unit in shown_units
        )
    ]


def _listed(layers: Layers, shown: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """The events of a small selection as (id, number on the map, day, title)."""
    inside = in_window(layers.events, layers.options.window, layers.options.mode)
    rows = layers.events[inside]
    if len(rows) > MOST_LISTED or "title" not in rows:
        return []
    drawn, number, listed = set(shown["event_id"]), 0, []
    for row in rows.to_dict("records"):
        mark = ""
        if row["event_id"] in drawn:
            number += 1
            mark = str(number)
        day = words.when(row["event_date"], row["end_date"], row.get("time_precision"))
        title = text(row["title"]) or text(row["event_type"]) or "Event"
        listed.append((str(row["event_id"]), mark, day, title))
    return listed


def subtitle(layers: Layers) -> str:
    """Return the line under the title: subtitle, days, filters."""
    dated = any(phrase.startswith("dates: ") for phrase in layers.filter_phrases)
    when = "" if dated and not layers.options.window else _when(layers)  # one span of days, not two
    parts = (layers.subtitle, when, layers.filters_text)
    return " · ".join(part for part in parts if part)


def _when(layers: Layers) -> str:
    window = layers.options.window
    if window:
        return words.days(*window) if layers.options.mode == "window" else f"until {words.day(window[1])}"
    return words.days(*layers.extent) if layers.extent else ""


def _notes(layers: Layers, outside: int) -> str:
    """What the picture leaves out, in one line."""
    beyond = (f"{outside:,} of them outside the frame of this map",) if outside else ()
    return " · ".join((*beyond, *layers.notes))


def _credits(layers: Layers, made: date, frame: projection.Frame) -> str:
    projected = "Equal Earth" if "eqearth" in frame.crs else "oblique stereographic"
    parts = [*layers.credits, f"{projected} projection, WGS 84", f"made {words.day(made)}"]
    return " · ".join(parts)


def _marks(layers: Layers, size: tuple[float, float]) -> str:
    """The marks of the data and of the view, to hold a picture against a table or another one."""
    return f" · data {layers.mark} · view {framing.view_mark(layers.options, size)}" if layers.mark else ""


def _layout(
    size: tuple[float, float], drawn: legend.Legend, listed: int, scale: float, head: str, foot: str
) -> tuple[Box, list[tuple[float, float, float, float]]]:
    """Where the map goes, and the columns of words as (left, right, top, bottom), in inches.

    One column beside the map on a wide picture, two or three under it on a narrow one.
    """
    width, height = size
    left = width - COLUMN_IN - MARGIN_IN
    side, right = width >= NARROW * height, map_right(size)
    above = len(sidebar.subtitle_lines(head, right - MARGIN_IN)) - 1
    ceiling = height - HEADER_IN - sidebar.SUBTITLE_IN * max(above, 0)
    floor = footer_in(sidebar.counts_lines(foot, right - MARGIN_IN))
    if side:
        return (MARGIN_IN, floor, right, ceiling), [(left, width - MARGIN_IN, height - 0.3, 0.2)]
    room = width - 2 * MARGIN_IN
    shares = ((0.0, 0.42), (0.46, 0.73), (0.77, 1.0)) if listed else ((0.0, 0.46), (0.54, 1.0))
    spans = [(MARGIN_IN + room * start, MARGIN_IN + room * end) for start, end in shares]
    last = spans[-1][1] - spans[-1][0]
    needed = (
        sidebar.list_height(listed),
        sidebar.colours_height(drawn),
        sidebar.signs_height(drawn, last, scale),
    )
    top = floor + min(max(needed), 0.45 * height)
    columns = [(start, end, top, floor) for start, end in spans]
    return (MARGIN_IN, top + 0.2, right, ceiling), columns


def map_right(size: tuple[float, float]) -> float:
    """Return how far the map and the words over it reach from the left of the page, in inches."""
    width, height = size
    return width - MARGIN_IN - (COLUMN_IN + 0.3 if width >= NARROW * height else 0.0)


def footer_in(counts: list[str]) -> float:
    """Return the height under the map that so many lines of counts need, with notes and credits."""
    return FOOTER_IN + sidebar.COUNTS_IN * (len(counts) - 1)


def _columns(columns: list[sidebar.Column], drawn: legend.Legend, listed: list[Any], count: int) -> None:
    """Write the list of events, the colours and shapes, and the marks: in one column or side by side."""
    scale = marks.crowding(count)
    if len(columns) == 1:
        (only,) = columns
        rows = [(number, day, title) for _, number, day, title in listed]
        only.size = sidebar.largest(rows, drawn, only.width, only.y - only.bottom, scale)
        columns = [only, only, only] if listed else [only, only]
        only.bottom += sidebar.legend_height(drawn, only.width, scale, only.size) if listed else 0.0
    if listed:
        sidebar.events(columns[0], [(number, day, title) for _, number, day, title in listed])
        columns[0].gap()
    sidebar.colours(columns[-2], drawn)
    sidebar.signs(columns[-1], drawn, scale)
