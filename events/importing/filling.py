"""The fourth stage of an import: rows converted, given places and staged, while the next are read."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pyarrow as pa

from events.importing.convert import Converted, Converter
from events.importing.job import Job, ahead
from events.importing.locating import place_events
from events.importing.site_rows import sites_of

if TYPE_CHECKING:
    from events.importing.mapping import Plan
    from events.importing.scanning import Seen
    from events.readers.table import RawTable
    from events.store.staging import Staging


def fill(job: Job, table: RawTable, plan: Plan, seen: Seen, stage: Staging) -> None:
    """Put a table's events into the stage, with their claims, sources and sites; report refused rows."""
    report = job.report
    converter = Converter(plan, seen.dates, report, seen.repeated)
    with ThreadPoolExecutor(1, "staging") as behind, closing(ahead(table.chunks(None))) as chunks:
        staged: Future[None] | None = None
        for chunk in chunks:
            job.tell(report.read, seen.total, "reading and checking")
            located = _located(job, converter.convert(chunk))
            if staged is not None:
                staged.result()
            staged = behind.submit(_stage, stage, located)
        if staged is not None:
            staged.result()
    converter.finish()
    del converter
    pa.default_memory_pool().release_unused()


def _located(job: Job, converted: Converted) -> Converted:
    """Give events, and sites that are rows of their own, the places that their words mean."""
    countries = job.said.countries
    converted.events = place_events(converted.events, job.report, job.store, stated=countries)
    if len(converted.sites):
        converted.sites = sites_of(place_events(converted.sites, job.report, job.store, stated=countries))
    return converted


def _stage(stage: Staging, converted: Converted) -> None:
    stage.add(converted.events)
    related = (("claims", converted.claims), ("sources", converted.sources), ("sites", converted.sites))
    for name, frame in related:
        if len(frame):
            stage.add(frame, table=name)


__all__ = ["fill"]
