"""Map files: PNG, SVG, PDF, PowerPoint and stand-alone HTML of a selection, by the path's suffix."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from events import query
from geo.whole_file import FileNotWrittenError, check_place, whole
from maps import layers, manifest
from maps.formats import FORMATS, Job
from maps.layers import words
from maps.layers.framing import SIZES, Size
from maps.layers.overlays import as_day, text

if TYPE_CHECKING:
    import os
    from datetime import date

    import pandas as pd

    from events.store import Store


def save(
    store: Store,
    filter: query.Filter | None,
    options: layers.MapOptions | None,
    path: str | os.PathLike[str],
    *,
    made: date | None = None,
    size: Size = SIZES["slide 16:9"],
) -> Path:
    """Write the map of a selection to a file.

    Parameters
    ----------
    store : Store
    filter : Filter or None
        All events for None.
    options : MapOptions or None
    path : path-like
        Its suffix is the format: png, svg, pdf, pptx or html. Replaced whole or not at all.
    made : date, optional
        The day that a picture names as its own; today by default.
    size : Size
        Of a picture or a slide; a page is as large as its window.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        The suffix is none of `FORMATS`.
    """
    path = Path(path)
    suffix = path.suffix.lstrip(".").lower()
    if suffix not in FORMATS:
        raise ValueError(f"A map is written as {', '.join(FORMATS)}, not {path.suffix or path.name!r}.")
    filter, options = filter or query.Filter(), options or layers.MapOptions()
    windowed = replace(filter, window=layers.counted_window(options.window, options.mode))
    check_place(path)
    with store.reading():
        made_layers = layers.build(store, filter, options, texts=True)
        lines = partial(source_lines, store, windowed)
        with whole(path, shared=True) as draft:
            try:
                FORMATS[suffix].write(Job(store, filter, lines, made_layers, draft, made, size))
            except FileNotWrittenError as error:  # of the draft: a person knows the file
                raise FileNotWrittenError(str(error).replace(draft.name, path.name)) from error
            day = made or _today()
            manifest.seal(store, windowed, made_layers, draft, kind=suffix, size=size, made=day)
    return path


def _today() -> date:
    from maps import snapshot  # matplotlib: only when a file is wanted

    return snapshot.today()


def source_lines(store: Store, filter: query.Filter, *, most: int = 200) -> list[tuple[str, str]]:
    """Return event and source in words, one pair per source, in the order of the events' dates.

    Parameters
    ----------
    store : Store
    filter : Filter
    most : int
        At most so many; a last line counts the others.

    Returns
    -------
    list of tuple of str
    """
    events = query.select(store, filter, columns=["event_id", "title", "event_type", "event_date", "dataset"])
    rows = query.related(store, "sources", filter)
    by_event: dict[str, list[dict[Any, Any]]] = {}
    for row in rows.to_dict("records"):
        by_event.setdefault(str(row["event_id"]), []).append(row)
    lines: list[tuple[str, str]] = []
    for event in events[events["event_id"].isin(list(by_event))].to_dict("records"):
        title = text(event["title"]) or text(event["event_type"]) or "Event"
        lines += [(title, _source(row)) for row in by_event[str(event["event_id"])]]
    if len(lines) > most:
        lines = [*lines[:most], ("Sources", f"and {len(lines) - most:,} more")]
    bare = events[~events["event_id"].isin(list(by_event))]
    return [*lines, *_datasets(bare)]


def _datasets(events: pd.DataFrame) -> list[tuple[str, str]]:
    """Events without sources of their own stand under their dataset."""
    counts = events["dataset"].value_counts()
    return [(str(name), f"{count:,} events of this dataset") for name, count in sorted(counts.items())]


def _source(row: dict[str, Any]) -> str:
    published = as_day(row.get("published_on"))
    parts = [
        text(row.get("publisher")),
        f"“{text(row['title'])}”" if text(row.get("title")) else "",
        words.day(published) if published else "",
        text(row.get("url")),
        _grade(row),
    ]
    return ", ".join(part for part in parts if part)


def _grade(row: dict[str, Any]) -> str:
    grade = text(row.get("reliability")) + text(row.get("credibility"))
    return f"Admiralty {grade}" if grade else ""
