"""OpenDocument spreadsheets (ODS)."""

from __future__ import annotations

from pathlib import Path

from events.readers.table import FileRefusedError, RawTable


def read_ods(path: Path, *, name: str, sheet: str | None = None) -> RawTable:
    """Open a sheet of an ODS spreadsheet."""
    raise FileRefusedError(f"{name} cannot be read yet.")
