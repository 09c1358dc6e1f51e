"""One import on its way: what is given at its beginning, and handed from stage to stage."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from events.readers.table import FileRefusedError, RawChunk

if TYPE_CHECKING:
    from pathlib import Path

    from events.importing.questions import Answers
    from events.importing.receipts import Draft
    from events.importing.report import ImportReport
    from events.store import Store

Progress = Callable[[int, int | None, str], None]
Cancelled = Callable[[], bool]


class ImportCancelled(FileRefusedError):
    """A person stopped the import; nothing was changed."""


class Teller:
    """Says how far the import is; that is also where it can be stopped."""

    def __init__(self, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._progress, self._cancelled = progress, cancelled

    def __call__(self, done: int, total: int | None, message: str) -> None:
        """Say it; raises ImportCancelled where a person stopped the import."""
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelled("The import was stopped; nothing was changed.")
        if self._progress is not None:
            self._progress(done, total, message)


@dataclass(frozen=True)
class Said:
    """What a person said of the file; see ``import_file``."""

    mapping: Any
    dataset: str | None
    sheet: str | None
    complete: bool
    date_order: str | None
    answers: Answers
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """An import: the file, where it goes, what was said of it, and what is to be told of it."""

    store: Store
    path: Path
    report: ImportReport
    said: Said
    who: str
    tell: Teller
    draft: Draft


def ahead(chunks: Iterator[RawChunk]) -> Generator[RawChunk]:
    """Read one chunk ahead in a thread of its own: parsing waits for no checking."""
    with ThreadPoolExecutor(1, "reading") as reader:
        coming = reader.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(next, chunks, None)
            yield chunk


__all__ = ["Cancelled", "ImportCancelled", "Job", "Progress", "Said", "Teller", "ahead"]
