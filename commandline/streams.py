"""Standard input and output in the place of files: what is typed as ``-``."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from commandline.words import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

DASH = "-"
NAME = "stdin"
"""What a table from standard input is called in reports, before its suffix."""
_TEXT_KINDS = ((b"{", ".json"), (b"[", ".json"), (b"<", ".kml"))
_KINDS = (
    (b"PAR1", ".parquet"),
    (b"PK\x03\x04", ".xlsx"),
    (b"SQLite format 3\0", ".gpkg"),
    (b"\x1f\x8b", ".gz"),
)


@contextlib.contextmanager
def read_file(typed: str, *, suffix: str | None = None) -> Iterator[Path]:
    """Give the file that was typed; for ``-`` a copy of standard input that goes afterwards.

    Parameters
    ----------
    typed : str
        A path, or ``-``.
    suffix : str, optional
        What standard input holds; else its first bytes say: JSON, KML, Parquet, a workbook, otherwise CSV.

    Raises
    ------
    Refused
        Nobody gives anything: standard input is the keyboard, or is closed.
    """
    if typed != DASH:
        yield Path(typed)
        return
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise Refused("Standard input (-) is the keyboard or closed; lead a file into it: < FILE.")
    with tempfile.TemporaryDirectory(prefix="conflict-atlas-") as folder:
        copy = Path(folder) / NAME
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file, 1 << 20)
        yield copy.rename(copy.with_suffix(suffix or _suffix(copy)))


def _suffix(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, suffix in _KINDS:
        if head.startswith(magic):
            return suffix
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((suffix for magic, suffix in _TEXT_KINDS if start.startswith(magic)), ".csv")


@contextlib.contextmanager
def written_file(typed: str, *, suffix: str) -> Iterator[Path]:
    """Give the place to write to; for ``-`` a draft that is sent to standard output when it is whole.

    Parameters
    ----------
    typed : str
        A path, or ``-``.
    suffix : str
        The draft's suffix, such as ".csv".
    """
    if typed != DASH:
        yield Path(typed)
        return
    with tempfile.TemporaryDirectory(prefix="conflict-atlas-") as folder:
        draft = Path(folder) / f"stdout{suffix}"
        yield draft
        with draft.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer, 1 << 20)
        sys.stdout.buffer.flush()
