"""A file that was exported earlier, dropped on the Export page: what was on it, and what is otherwise now."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events import manifest, wording
from geo import leftovers
from maps.manifest import state_of
from ui import session, words

if TYPE_CHECKING:
    from events.manifest import Manifest, Since
    from events.store import Store

_KINDS = ("withdrawn", "returned", "new", "contested", "revised")


def show(store: Store) -> None:
    """Draw the place for a file, and what is to be told of the one that lies there."""
    with st.expander("A file that was exported earlier"):
        upload = st.file_uploader(
            "What was on it, and what has changed since?", type=list(manifest.PLACES), key="export_earlier"
        )
        if upload is None:
            return
        try:
            made, whole = _read(upload)
            state, left_out = state_of(made, upload.name)
        except manifest.ManifestError as error:
            st.error(words.plain(error))
            return
        changed = manifest.since(store, made)
        st.text("\n".join(_lines(made, changed, whole=whole, left_out=left_out)))
        if st.button("Open its view on the map", key="export_reopen"):
            session.change(**{one.name: getattr(state, one.name) for one in fields(state)})
            st.switch_page(st.session_state["atlas_pages"]["map"])
        rows = _rows(changed)
        if rows:
            st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _read(upload: Any) -> tuple[Manifest, bool]:
    """Read a file under its own suffix: nothing else of its name is a path here."""
    suffix = Path(upload.name).suffix.lower()
    with tempfile.TemporaryDirectory(dir=leftovers.scratch()) as folder:
        path = Path(folder) / f"file{suffix if suffix[1:] in manifest.PLACES else ''}"
        path.write_bytes(upload.getbuffer())
        return manifest.read(path)


def _lines(made: Manifest, changed: Since, *, whole: bool, left_out: tuple[str, ...]) -> list[str]:
    filters = " · ".join(said for _, said in wording.filters(made.filter)) or "All events"
    lines = [
        f"{words.many(len(made.events.ids), 'event')}, data {made.marks.get('data', '')}"
        + (f", made {made.made}" if made.made else ""),
        filters,
        f"Since then: {changed.words()}",
    ]
    if not whole:
        lines.insert(0, "The file is not as it was written: it was damaged or changed after it was made.")
    if left_out:
        lines.append(f"The map cannot be opened with {', '.join(left_out)} of it.")
    return lines


def _rows(changed: Since) -> list[dict[str, str | None]]:
    """Return the changes as a table: a line an event, of the revised a line a value."""
    rows = []
    for kind in _KINDS:
        for one in getattr(changed, kind):
            about = {"what": kind, "date": one.date, "event": one.title}
            values = [asdict(change) for change in one.changes] if kind == "revised" else [{}]
            rows += [about | {name: value.get(name) for name in ("field", "old", "new")} for value in values]
    return rows
