"""The seed events: the facts of two press reports, from readable files into the tables.

In the files an event, source, claim or site has a short key; here it becomes the
identity that the tables use. Attacker, basis and contested follow from the claims.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from events import claims as ledger
from events.model import RELATED_KEYS, TABLES, event_id
from events.vocabulary.codebook import read_csv
from geo.paths import DATA

if TYPE_CHECKING:
    from events.store.database import Writer

DATASET = "Seed events"
"""Name of the dataset of the seed events."""


def frames() -> dict[str, pd.DataFrame]:
    """Return the seed tables by name, in the columns of ``events.model.TABLES``."""
    tables = {"events": _events()}
    for name, key in RELATED_KEYS.items():
        rows = []
        for row in read_csv(DATA / "seed" / f"{name}.csv"):
            row[key] = _identity(name, row.pop("key"))
            row["event_id"] = event_id(DATASET, row.pop("event"))
            if name == "claims":
                row["source_id"] = _identity("sources", row.pop("source"))
            rows.append(row)
        tables[name] = _typed(name, rows)
    attribution = ledger.derive_many(tables["claims"])
    events = tables["events"].drop(columns=["attacker", "attacker_basis", "contested"], errors="ignore")
    events = events.merge(attribution, on="event_id", how="left", validate="one_to_one")
    events["contested"] = events["contested"].astype("boolean").fillna(False)
    tables["events"] = events[[name for name in TABLES["events"] if name in events.columns]]
    return tables


def load(writer: Writer) -> int:
    """Bring the seed events into a database; once more changes nothing. Returns how many are new."""
    tables = frames()
    outcome = writer.upsert_events(tables["events"])
    for name in RELATED_KEYS:
        writer.replace_related(name, tables[name], tables["events"]["event_id"])
    return outcome.n_new


def _events() -> pd.DataFrame:
    rows = []
    for number, row in enumerate(read_csv(DATA / "seed" / "events.csv"), start=2):
        key = row.pop("key")
        rows.append(
            row
            | {
                "event_id": event_id(DATASET, key),
                "dataset": DATASET,
                "source_key": key,
                "source_file": "data/seed/events.csv",
                "source_row": str(number),
            }
        )
    return _typed("events", rows)


def _identity(table: str, key: str) -> str:
    return event_id(f"{DATASET}/{table}", key)


def _typed(table: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Text to the column types of the model; an empty cell is unknown."""
    frame = pd.DataFrame(rows).replace({"": None})
    for name, kind in TABLES[table].items():
        if name not in frame.columns:
            continue
        if kind in ("int64", "float64"):
            numbers = pd.to_numeric(frame[name])
            frame[name] = numbers.astype("Int64") if kind == "int64" else numbers.astype("float64")
        elif kind == "date":
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d").astype("datetime64[s]")
    return frame
