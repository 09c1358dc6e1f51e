"""The report that is being read in a tab, its drafts, and what a person does with them."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from events.reading import locating, read_report
from events.reading.drafts import KINDS, Draft

if TYPE_CHECKING:
    from events.reading.documents import Report

COUNTS = ("fatalities_low", "fatalities_best", "fatalities_high", "injured", "abducted")
DAYS = ("event_date", "end_date")
CHANGED = ("event_date", "end_date", "sub_event_type", "place", "country", "attacker", "target",
           "fatalities_best", "injured", "abducted", "weapon")  # fmt: skip


@dataclass(slots=True)
class Desk:
    """A report with its drafts: as read (``read``), as they stand (``drafts``), and which one is open."""

    report: Report
    read: list[dict[str, Any]]
    drafts: list[dict[str, Any]]
    chosen: int | None = None
    refused: list[str] = field(default_factory=list)


def begin(report: Report) -> Desk:
    """Read a report and return its desk."""
    records = [
        d.as_record()
        for d in read_report(report.text, report.published, report.country, publisher=report.publisher)
    ]
    return Desk(report, records, copy.deepcopy(records), 0 if records else None)


class NotAValueError(ValueError):
    """What was typed is no value of its field; the text is a plain sentence."""


def change(desk: Desk, n: int, name: str, value: str, span: tuple[int, int] | None = None) -> None:
    """Set a value of a draft as a person typed or marked it; ``span`` are the words it rests on.

    Raises
    ------
    NotAValueError
    """
    if name not in CHANGED:
        raise NotAValueError("That is not a value that can be changed here.")
    draft = desk.drafts[n]
    made = _value(name, value.strip(), desk.report.published)
    draft[name] = made
    if name == "fatalities_best":
        draft["fatalities_low"] = draft["fatalities_high"] = made
    if name == "event_date" and draft["end_date"] is None:
        draft["end_date"] = made
    if name == "sub_event_type":
        draft["event_type"] = KINDS.get(str(made))
    if name == "attacker":
        named = [c for c in draft["claims"] if c["actor"] and c["actor"] in str(made or "")]
        draft["claims"] = named
    if span:
        draft["evidence"][name] = [list(span)]
    if name in ("place", "country"):
        _place(draft)


def _value(name: str, text: str, published: dt.date | None) -> Any:
    if not text:
        return None
    if name in COUNTS:
        from events.reading.figures import figure_at

        words = text.upper().split()
        read = next((f for i in range(len(words)) if (f := figure_at(words, i, len(words)))), None)
        if read is None:
            raise NotAValueError(f"“{text[:60]}” is no number.")
        return read.value
    if name in DAYS:
        from events.reading.days import days_in

        days = days_in(text.upper(), 0, published or dt.datetime.now(dt.UTC).date())
        if not days:
            raise NotAValueError(f"“{text[:60]}” is no day; write it as 2020-03-11.")
        day = days[0].start if name == "event_date" else days[0].end
        return day.isoformat() if day else None
    if name == "sub_event_type" and text not in KINDS:
        raise NotAValueError(f"“{text[:60]}” is no sub-event type; {', '.join(sorted(KINDS))} are.")
    return " ".join(text.split())[:500]


def _place(draft: dict[str, Any]) -> None:
    again = Draft(place=draft["place"], country=draft["country"])
    from geo.gazetteer import layers

    locating.place(again, layers.open_all())
    for name in ("latitude", "longitude", "location_precision", "uncertainty_m"):
        draft[name] = getattr(again, name)


def merge(desk: Desk, n: int) -> None:
    """Put a draft into the one above it: what that one does not know is taken over."""
    if not 0 < n < len(desk.drafts):
        return
    upper, lower = desk.drafts[n - 1], desk.drafts[n]
    for name, value in lower.items():
        if name in ("evidence", "claims", "sites", "confidence", "title"):
            continue
        if upper.get(name) is None and value is not None:
            upper[name] = value
    for key, spans in lower["evidence"].items():
        upper["evidence"].setdefault(key, [])
        upper["evidence"][key] += [s for s in spans if s not in upper["evidence"][key]]
    upper["claims"] += [c for c in lower["claims"] if c not in upper["claims"]]
    upper["sites"] += lower["sites"]
    del desk.drafts[n], desk.read[n]
    desk.chosen = n - 1


def split(desk: Desk, n: int) -> None:
    """Put a copy of a draft behind it, for a second event in the same words."""
    desk.drafts.insert(n + 1, copy.deepcopy(desk.drafts[n]))
    desk.read.insert(n + 1, copy.deepcopy(desk.read[n]))
    desk.chosen = n + 1


def following(desk: Desk) -> None:
    """Open the next draft that nobody decided about."""
    open_ones = [i for i, d in enumerate(desk.drafts) if not d.get("decision")]
    later = [i for i in open_ones if desk.chosen is not None and i > desk.chosen]
    desk.chosen = next(iter(later or open_ones), None)


def with_day(report: Report, day: dt.date | None, publisher: str) -> Report:
    """Return a report with what a person knows about it."""
    return replace(report, published=day or report.published, publisher=publisher.strip() or report.publisher)


def wide_spans(text: str, draft: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Return a draft's evidence in the units of a browser (UTF-16), in which some characters count twice."""
    evidence: dict[str, list[list[int]]] = draft["evidence"]
    if all(ord(c) < 0x10000 for c in text):
        return evidence
    return {k: [[_wide(text, a), _wide(text, b)] for a, b in spans] for k, spans in evidence.items()}


def _wide(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def narrow(text: str, at: int) -> int:
    """Return the character that a browser's offset means."""
    return len(text.encode("utf-16-le", "surrogatepass")[: at * 2].decode("utf-16-le", "ignore"))
