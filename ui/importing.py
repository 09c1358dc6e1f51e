"""The import: a file, what the columns were taken for, and what became of every row."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from events import importing
from events.errors import EventsError
from events.report import ImportReport
from events.store import Store
from ui import bridge, words

FORMATS = (
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "ods",
    "json",
    "jsonl",
    "geojson",
    "kml",
    "kmz",
    "gpkg",
    "parquet",
    "zip",
    "gz",
)
MOST_ITEMS = 500
"""Refused rows that are listed on the page; the file to download has all of them."""


def show(store: Store) -> None:
    """Draw the import: choose, look at the guess, import, read the report."""
    upload = st.file_uploader(
        "A table of events: CSV, XLSX, GeoJSON, KML, GeoPackage, Parquet …",
        type=list(FORMATS),
        key="import_file",
    )
    if upload is None:
        st.session_state.pop("import_report", None)
        st.text(
            "Columns are recognised by their names and values. Every row is imported, updated,"
            " left unchanged, or refused by name. Importing the same file twice changes nothing."
        )
        return
    report = st.session_state.get("import_report")
    if report and report[0] == upload.file_id:
        _report(report[1])
        return
    with _on_disk(upload) as path:
        _preview(path, upload.name)
        dataset = st.text_input(
            "Dataset", key="import_dataset", placeholder=_stem(upload.name), max_chars=120
        )
        if st.button("Import", key="import_run", type="primary"):
            done = _run(store, path, upload.name, dataset.strip() or None)
            if done:
                st.session_state["import_report"] = (upload.file_id, done)
                st.rerun()


def _stem(name: str) -> str:
    return Path(name).stem[:120]


@contextmanager
def _on_disk(upload: Any) -> Iterator[Path]:
    """The uploaded bytes under a random name; of the person's file name only a known suffix is kept."""
    suffix = Path(upload.name).suffix.lower()
    known = suffix if suffix.lstrip(".") in FORMATS else ""
    with tempfile.TemporaryDirectory(prefix="conflict-atlas-") as folder:
        path = Path(folder) / f"{uuid.uuid4().hex}{known}"
        with path.open("wb") as file:
            while chunk := upload.read(1 << 20):
                file.write(chunk)
        upload.seek(0)
        yield path


def _preview(path: Path, name: str) -> None:
    preview = importing.preview(path, name=name)
    guess = [(column, preview.guess.get(column), preview.examples.get(column)) for column in preview.columns]
    rows = [
        {"Column of the file": column, "Taken for": field or words.DASH, "Examples": _examples(examples)}
        for column, field, examples in guess
    ]
    st.text("What the columns were taken for")
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", row_height=28, height=240)


def _examples(values: Any) -> str:
    return " | ".join(str(value) for value in list(values or [])[:3])


def _run(store: Store, path: Path, name: str, dataset: str | None) -> ImportReport | None:
    bar = st.progress(0.0, text="Reading")

    def progress(done: int, total: int | None, message: str) -> None:
        share = min(1.0, done / total) if total else 0.0
        bar.progress(share, text=words.plain(f"{message} {words.count(done)}"))

    try:
        return importing.import_file(store, path, name=name, dataset=dataset, progress=progress)
    except EventsError as error:
        st.error(words.plain(error))
        return None
    finally:
        bar.empty()


def _report(report: ImportReport) -> None:
    if report.error:
        st.error(words.plain(report.error))
    else:
        st.success(words.plain(report.summary()))
    sections = [{"title": "How the file was read", "texts": list(report.notes)}] if report.notes else []
    if sections:
        bridge.sheet({"sections": sections}, key="import_notes")
    for title, items in (("Refused", report.refused), ("Look at these", report.warnings)):
        if items:
            st.text(f"{title}: {words.many(len(items), 'row')}")
            frame = pd.DataFrame([item.to_dict() for item in items[:MOST_ITEMS]])
            st.dataframe(frame, hide_index=True, width="stretch", row_height=28, placeholder=words.DASH)
    if report.refused:
        st.download_button(
            "Download the refused rows",
            report.refused_csv(),
            "refused.csv",
            "text/csv",
            key="import_refused",
            on_click="ignore",
        )
