"""How a map is written: one entry per format, which every place that offers formats reads.

A new format is one more entry of `FORMATS` and a writer. This module is light: the command line starts with
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from events.query import Filter
    from events.store import Store
    from maps.layers import Layers
    from maps.layers.framing import Size


@dataclass(frozen=True)
class Job:
    """What a format's writer is given; `source_lines` names the sources of what is shown."""

    store: Store
    filter: Filter
    source_lines: Callable[[], list[tuple[str, str]]]
    layers: Layers
    path: Path
    made: date | None
    size: Size


@dataclass(frozen=True)
class Format:
    """A format, by its file's suffix.

    Attributes
    ----------
    label : str
        What it is called on the Export page.
    mime : str
        The media type that a browser is told.
    write : callable
        Writes the map to the job's path.
    """

    label: str
    mime: str
    write: Callable[[Job], Path]


def _picture(job: Job) -> Path:
    from maps import snapshot

    return snapshot.save(job.layers, job.path, made=job.made, size=job.size.inches, dpi=job.size.dpi)


def _deck(job: Job) -> Path:
    from maps.snapshot import deck

    return deck.save_pptx(
        job.layers, job.path, sources=job.source_lines(), made=job.made, size=job.size.inches
    )


def _page(job: Job) -> Path:
    from events import query
    from maps import live

    sources = query.related(job.store, "sources", job.filter)
    claims = query.related(job.store, "claims", job.filter)
    return live.save_html(job.layers, job.path, sources=sources, claims=claims)


FORMATS: dict[str, Format] = {
    "png": Format("PNG picture", "image/png", _picture),
    "svg": Format("SVG drawing", "image/svg+xml", _picture),
    "pdf": Format("PDF page", "application/pdf", _picture),
    "pptx": Format(
        "PowerPoint slides",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _deck,
    ),
    "html": Format("HTML map, works without a network", "text/html", _page),
}
"""By the file's suffix, in the order in which they are offered."""

__all__ = ["FORMATS", "Format", "Job"]
