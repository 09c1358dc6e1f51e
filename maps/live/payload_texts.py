"""The words of a payload: what a click card says of each event, as compressed JSON columns.

They travel as data and reach the page as text nodes only; nothing of them meets a template.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pandas as pd

from events import wording

PLAIN_COLUMNS = (
    "event_id",
    "title",
    "sub_event_type",
    "attacker",
    "target",
    "place",
    "admin1",
    "country",
    "dataset",
    "notes",
)


def text_columns(frame: pd.DataFrame, sources: pd.DataFrame | None, claims: pd.DataFrame | None) -> bytes:
    """Return the texts of `frame`'s events as JSON bytes.

    Parameters
    ----------
    frame : DataFrame
        Events; of `PLAIN_COLUMNS` and the columns behind the composed ones, those that are there.
    sources, claims : DataFrame or None
        Rows of those tables.

    Returns
    -------
    bytes
        ``{column: {"values": [...], "codes": [...]}}``; codes only where values repeat.
    """
    columns = {name: _texts(frame[name]) for name in PLAIN_COLUMNS if name in frame}
    columns["basis"] = [wording.BASES.get(value, value) for value in _texts(_column(frame, "attacker_basis"))]
    columns["located"] = _joined(frame, ("located_by", "location_note"), ": ")
    columns["weapon"] = _weapons(frame)
    columns["injured"] = [
        f"{int(float(v)):,} injured" if v else "" for v in _texts(_column(frame, "injured"))
    ]
    columns["time_note"] = _time_notes(frame)
    packed = {name: _packed(values) for name, values in columns.items() if any(values)}
    ids = _texts(frame["event_id"])
    for name, rows in (("sources", _by_event(sources, _source)), ("claims", _by_event(claims, _claim))):
        if rows:
            packed[name] = {"values": [rows.get(event_id) for event_id in ids]}
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    return frame[name] if name in frame else pd.Series([None] * len(frame), index=frame.index, dtype="object")


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def _texts(values: pd.Series) -> list[str]:
    return [_text(value) for value in values.tolist()]


def _time_notes(frame: pd.DataFrame) -> list[str]:
    """How sharply each date is known, where that is not to the day."""
    names = ("event_date", "end_date", "time_precision")
    rows = zip(*(_column(frame, name).tolist() for name in names), strict=True)
    said = lru_cache(maxsize=None)(wording.time_note)  # few distinct ones among many events
    return ["" if (note := said(*row)) in ("to the day", "date not known") else note for row in rows]


def _joined(frame: pd.DataFrame, names: tuple[str, ...], between: str) -> list[str]:
    columns = [_texts(_column(frame, name)) for name in names]
    return [between.join(part for part in parts if part) for parts in zip(*columns, strict=True)]


def _weapons(frame: pd.DataFrame) -> list[str]:
    rows = zip(*(_texts(_column(frame, name)) for name in ("weapon", "weapon_count", "range_m")), strict=True)
    said = []
    for weapon, count, range_m in rows:
        parts = [f"{count} × {weapon}" if count and weapon else weapon]
        if range_m:
            parts.append(f"stated range {float(range_m) / 1000:,.1f} km")
        said.append(", ".join(part for part in parts if part))
    return said


def _packed(values: list[str]) -> dict[str, Any]:
    codes, distinct = pd.factorize(pd.Series(values, dtype="object"))
    if len(distinct) * 2 > len(values):
        return {"values": values}
    return {"values": list(distinct), "codes": codes.tolist()}


def _by_event(rows: pd.DataFrame | None, describe: Any) -> dict[str, list[dict[str, str]]]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in [] if rows is None else rows.to_dict("records"):
        grouped.setdefault(_text(row["event_id"]), []).append(
            describe({str(k): _text(v) for k, v in row.items()})
        )
    return grouped


def _source(row: dict[str, str]) -> dict[str, str]:
    grade = f"Admiralty {row.get('reliability', '')}{row.get('credibility', '')}".strip()
    parts = [row.get("publisher"), row.get("title"), _day(row.get("published_on"))]
    parts.append(grade if grade != "Admiralty" else "")
    return {
        "words": ", ".join(part for part in parts if part) or "source without a name",
        "url": row.get("url", ""),
    }


def _day(text: str | None) -> str:
    found = wording.as_date(text)
    return wording.day(found) if found else ""


def _claim(row: dict[str, str]) -> dict[str, str]:
    status = wording.BASES.get(row.get("status", ""), row.get("status", "")).lower()
    by = f" by {row['claimant']}" if row.get("claimant") and row.get("status") == "denied" else ""
    parts = [status + by]
    if row.get("claimant") and not by:
        parts.append(f"says {row['claimant']}")
    parts += [_day(row.get("claimed_on")), row.get("notes", "")]
    return {"actor": row.get("actor", ""), "words": ", ".join(part for part in parts if part)}
