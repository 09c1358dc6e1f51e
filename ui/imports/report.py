"""What an import did: the outcome, how the file was read, and the refused rows with their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui import bridge, words
from ui.imports import next_steps
from ui.parts import downloads

if TYPE_CHECKING:
    from events.importing.report import ImportReport
    from events.store import Store

MOST_ITEMS = 500
"""Refused rows that are listed on the page; the file to download has all of them."""


def show(store: Store, report: ImportReport) -> None:
    """Draw the report, and what one wants next."""
    if report.error:
        st.error(words.plain(report.error))
        return
    st.success(words.plain(report.summary()))
    next_steps.show(store, report)
    if report.column_changes or report.conflicts:
        texts = [{"title": "Columns, and what is no revision", "texts": list(report.column_changes)}]
        said = [f"{item.id}: {item.message}" if item.id else item.message for item in report.conflicts]
        kept = [{"title": "Values that people edited stay; decide on the Changes page", "texts": said}]
        sections = (texts if report.column_changes else []) + (kept if said else [])
        bridge.sheet({"sections": sections}, key="import_release")
    if report.batch:
        st.text("This import can be undone as a whole: Changes page, Imports.")
    if report.notes:
        sections = [{"title": "How the file was read", "texts": list(report.notes)}]
        bridge.sheet({"sections": sections}, key="import_notes")
    for title, items in (("Refused", report.refused), ("Look at these", report.warnings)):
        if items:
            more = f", the first {words.count(MOST_ITEMS)} of them here" if len(items) > MOST_ITEMS else ""
            st.text(f"{title}: {words.many(len(items), 'row')}{more}")
            frame = pd.DataFrame([item.to_dict() for item in items[:MOST_ITEMS]])
            order = ["row", "column", "value", "message", "id", "record"]
            st.dataframe(
                frame.dropna(axis="columns", how="all"),
                hide_index=True,
                width="stretch",
                row_height=28,
                placeholder=words.DASH,
                column_order=order,
                column_config={"message": st.column_config.TextColumn(width="large")},
            )
    if report.refused:
        downloads.button(
            "Download the refused rows with the reasons beside them",
            report.refused_csv,
            "refused.csv",
            "text/csv",
            key="import_refused",
        )
        st.text("Correct the rows in that file and import it like any other: the reasons are left aside.")
