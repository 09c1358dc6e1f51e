"""A store of its own for one test, and a way to bring a file into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from events.importing import import_file
from events.importing.report import ImportReport
from events.query import Filter, select
from events.store import Store, file_url

HEADER = "id,date,latitude,longitude,attacker,place,killed,note\n"
ONE = "A,2025-03-01,33.3,44.4,Alpha,Baghdad,2,n\n"


class Bench:
    """A store of its own for one test, and a way to bring a file into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.open(file_url(folder / "events.duckdb"))

    def put(self, data: bytes | str, name: str = "list.csv") -> Path:
        path = self.folder / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def load(self, data: bytes | str, name: str = "list.csv", **options: Any) -> ImportReport:
        report = import_file(self.store, self.put(data, name), **options)
        assert report.error is None, report.error
        assert report.read == report.imported + report.updated + report.unchanged + len(report.refused)
        return report

    def events(self) -> pd.DataFrame:
        return select(self.store, Filter()).sort_values("source_row").reset_index(drop=True)

    def sites(self) -> pd.DataFrame:
        with self.store.reading() as db:
            return pd.DataFrame(
                db.rows("SELECT place, latitude, longitude, role FROM sites ORDER BY seq"),
                columns=["place", "latitude", "longitude", "role"],
            )

    def one(self, data: bytes | str, name: str = "list.csv", **options: Any) -> pd.Series:
        report = self.load(data, name, **options)
        assert (report.imported, report.refused) == (1, []), report
        return self.events().iloc[0]
