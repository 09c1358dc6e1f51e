"""The import: a file, what the columns were taken for, and what became of every row."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from events.errors import EventsError
from events.report import ImportReport
from events.store import Store
from ui import bridge, form, table, words

FORMATS = (
    *("csv", "tsv", "tab", "txt", "xlsx", "xlsm", "ods", "json", "jsonl", "ndjson", "geojson", "geojsonl"),
    *("kml", "kmz", "gpkg", "parquet", "geoparquet", "zip", "gz"),
)
"""Suffixes of an upload; what a file is, its content says."""
_REPORT = "import_report"
_ROUND = "import_round"
MOST_ITEMS = 500
"""Refused rows that are listed on the page; the file to download has all of them."""


def show(store: Store) -> None:
    """Draw the import: choose, look at the guess, correct it, import, read the report."""
    upload = st.file_uploader(
        "A table of events: CSV, XLSX, GeoJSON, KML, GeoPackage, Parquet …",
        type=list(FORMATS),
        key="import_file",
    )
    if upload is None:
        st.session_state.pop(_REPORT, None)
        st.text(
            "Columns are recognised by their names and values. Every row is imported, updated,"
            " left unchanged, or refused by name. Importing the same file twice changes nothing."
        )
        return
    report = st.session_state.get(_REPORT)
    if report and report[0] == upload.file_id:
        _report(report[1])
        st.button("Import another file", key="import_again", on_click=_again)
        return
    with _on_disk(upload) as path:
        _prepare(store, path, upload.name, upload.file_id)


def _again() -> None:
    """Begin anew: an uploader under a new key is an empty one."""
    st.session_state.pop(_REPORT, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _prepare(store: Store, path: Path, name: str, file_id: str) -> None:
    """The guess and its correction, and the button that imports."""
    from events import mapping  # the readers: only when there is a file to read
    from events.previewing import preview

    sheet = st.session_state.get(f"sheet_{file_id}")
    found = preview(path, name=name, sheet=sheet)
    if len(found.sheets) > 1:
        st.selectbox("Sheet", list(found.sheets), key=f"sheet_{file_id}")
    if found.columns:
        fields = _correct(found, key=f"columns_{file_id}_{sheet}")
        if fields != _fields_of(found.guess):
            found = preview(path, name=name, sheet=sheet, mapping=fields)
            chosen = mapping.from_fields(fields) if not found.error else None
        else:
            chosen = None
    else:
        chosen = None
    if found.error:
        st.error(words.plain(found.error))
        return
    _first_rows(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = st.text_input(
            "Dataset", key="import_dataset", placeholder=_stem(name), max_chars=120, width=320
        )
        complete = st.checkbox(
            "A complete release: mark events that it lacks as withdrawn", key="import_complete"
        )
    if st.button("Import", key="import_run", type="primary"):
        done = _run(
            store, path, name, dataset=dataset.strip() or None, sheet=sheet, mapping=chosen, complete=complete
        )
        if done:
            st.session_state[_REPORT] = (file_id, done)
            st.rerun()


def _fields_of(guess: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Columns by field, from fields by column."""
    fields: dict[str, tuple[str, ...]] = {}
    for column, field in guess.items():
        if field:
            fields[field] = (*fields.get(field, ()), column)
    return fields


def _correct(found: Any, *, key: str) -> dict[str, tuple[str, ...]]:
    """Draw what each column was taken for, to be corrected; return the columns by field."""
    rows = [
        {
            "Column of the file": column,
            "Taken for": found.guess.get(column),
            "Examples": _examples(found, column),
        }
        for column in found.columns
    ]
    from events.mapping import FIELDS

    known = found.mapping not in (None, "column names", "own mapping")
    said = (
        f"recognised as {found.mapping}" if known else "guessed by their names; correct it where it is wrong"
    )
    st.text(f"What the columns were taken for: {said}")
    edited = st.data_editor(
        pd.DataFrame(rows),
        key=key,
        hide_index=True,
        width="stretch",
        row_height=28,
        height=table.height_of(len(rows), 300),
        disabled=["Column of the file", "Examples"],
        placeholder=words.DASH,
        column_config={"Taken for": st.column_config.SelectboxColumn(options=sorted(FIELDS))},
    )
    taken = edited["Taken for"].tolist()
    return _fields_of(
        {column: str(field) for column, field in zip(found.columns, taken, strict=True) if words.known(field)}
    )


def _examples(found: Any, column: str) -> str:
    return " | ".join(str(value) for value in (found.examples.get(column) or [])[:3])


def _first_rows(found: Any) -> None:
    """The first rows as the events that they would become, and how the file was read."""
    if found.notes:
        bridge.sheet(
            {"sections": [{"texts": [str(note) for note in found.notes]}]}, key="import_preview_notes"
        )
    rows = table.readable(found.events)
    refused = f", {words.many(len(found.refused), 'row')} of them to be refused" if found.refused else ""
    st.text(f"The first rows as events{refused}")
    st.dataframe(
        rows.drop(columns=["event_id"]),
        hide_index=True,
        width="stretch",
        row_height=table.ROW_PX,
        height=table.height_of(len(rows), 260),
        placeholder=words.DASH,
        column_config=table.CONFIG,
    )


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


def _run(store: Store, path: Path, name: str, **options: Any) -> ImportReport | None:
    from events import importing  # the readers: only when there is a file to read

    bar = st.progress(0.0, text="Reading")

    def progress(done: int, total: int | None, message: str) -> None:
        share = min(1.0, done / total) if total else 0.0
        bar.progress(share, text=words.plain(f"{message} {words.count(done)}"))

    try:
        return importing.import_file(store, path, name=name, who=form.who(), progress=progress, **options)
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
