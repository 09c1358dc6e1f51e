"""Who and what: the attacker as a claim in the ledger, sources, kinds of events."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from events.importing.cells import Cells, Reader, put_together, taken
from events.model import CLAIM_STATUSES
from events.quoting import clipped, shown
from events.values.names import UNKNOWN, clean_name, suspicious
from events.vocabulary import codebook
from events.vocabulary.column_names import MAPPINGS
from events.vocabulary.missing import ABSENT

if TYPE_CHECKING:
    from events.importing.mapping import Plan
    from events.importing.report import ImportReport

_NOBODY = ("unknown", "unidentified", "not known", "no claim", "unclaimed")


class Who:
    """Reads actors and kinds of events of chunk after chunk."""

    def __init__(self, plan: Plan, report: ImportReport) -> None:
        self._plan = plan
        self._report = report
        self._names = Reader(clean_name)
        self._actors = Reader(read_actors)
        self._kinds = Reader(read_event_type)
        self._odd: dict[str, str | None] = {}
        self._renamed: set[str] = set()

    def read(self, cells: Cells) -> dict[str, Any]:
        """Return the columns of actors and kinds of events (attacker and basis among them)."""
        result: dict[str, Any] = {}
        for name in ("actor1", "actor2", "target"):
            if (text := cells.text(name)) is not None:
                values, codes = self._names(text)
                self._flag_odd(cells, values, codes, name)
                result[name] = taken(values, codes, pa.large_string())
        result |= self._kind(cells)
        result |= self._attacker(cells)
        return result

    def _kind(self, cells: Cells) -> dict[str, Any]:
        rule, text = self._plan.rules.get("event_type"), cells.text("event_type")
        sub_rule, sub = self._plan.rules.get("sub_event_type"), cells.text("sub_event_type")
        result: dict[str, Any] = {}
        if rule is not None and text is not None:
            kinds, codes = self._kinds(text)
            if rule.values:
                raw = text.dictionary_encode()
                kinds = [
                    (rule.values[t], "")
                    if t in rule.values
                    else read_event_type(t)
                    if is_event_word(t)
                    else ("", "")
                    for t in raw.dictionary.to_pylist()
                ]
                codes = raw.indices.to_numpy(zero_copy_only=False)
            result["event_type"] = taken([k[0] for k in kinds], codes, pa.large_string())
            if any(k[1] for k in kinds) or sub is None:
                result["sub_event_type"] = taken([k[1] for k in kinds], codes, pa.large_string())
            if rule.columns and not rule.values and any(k[0] for k in kinds):
                changed = [
                    t if t and (k[0] != t or k[1]) else ""
                    for t, k in zip(self._order(text), kinds, strict=True)
                ]
                if any(changed):
                    cells.more[rule.columns[0]] = taken(changed, codes, pa.large_string())
        if sub is not None and sub_rule is not None:
            values = sub.dictionary_encode()
            words = [
                sub_rule.values.get(t, "" if sub_rule.values else clean_name(t))
                for t in values.dictionary.to_pylist()
            ]
            own = taken(words, values.indices.to_numpy(zero_copy_only=False), pa.large_string())
            before = result.get("sub_event_type")
            result["sub_event_type"] = own if before is None else pc.if_else(pc.equal(own, ""), before, own)
        return result

    @staticmethod
    def _order(text: pa.Array) -> list[str]:
        return text.dictionary_encode().dictionary.to_pylist()

    def _attacker(self, cells: Cells) -> dict[str, Any]:
        text = cells.text("attacker")
        if text is None:
            return {}
        values, codes = self._actors(text)
        raw = self._order(text)
        stored = [JOINED_BY.join(names) for names, _ in values]
        self._flag_odd(cells, stored, codes, "attacker")
        originals = [was if now and now != was else "" for was, now in zip(raw, stored, strict=True)]
        originals = [
            was if len(names) > 1 else kept
            for was, kept, (names, _) in zip(raw, originals, values, strict=True)
        ]
        if any(originals):
            column = self._plan.column("attacker") or "attacker"
            cells.more[column] = taken(originals, codes, pa.large_string())
            self._tell_renamed(originals, values, column)
        most = max((len(names) for names, _ in values), default=1)
        actors = [
            np.array([names[k] if k < len(names) else "" for names, _ in values] or [""], dtype=object)[codes]
            for k in range(max(most, 1))
        ]
        nobody = np.array([silent for _, silent in values] or [False], dtype=bool)[codes]
        status = self._status(cells)
        status = np.where(nobody, "unattributed", np.where(actors[0] == "", "", status))
        return {"claim_actors": actors, "claim_status": status}

    def _status(self, cells: Cells) -> np.ndarray:
        default = self._plan.mapping.claim_status
        rule, text = self._plan.rules.get("attacker_basis"), cells.text("attacker_basis")
        if rule is None or text is None:
            return np.full(len(cells), default, dtype=object)
        encoded = text.dictionary_encode()
        statuses = []
        for raw in encoded.dictionary.to_pylist():
            word = rule.values.get(raw, raw.strip().lower().replace(" ", "_").replace("-", "_"))
            if raw and word not in CLAIM_STATUSES:
                column = self._plan.column("attacker_basis")
                self._report.warn(
                    f"“{shown(raw)}” in {shown(column)} is no status of a claim; it is taken as {default}.",
                    column=column, value=clipped(raw),
                )  # fmt: skip
            statuses.append(word if word in CLAIM_STATUSES else default)
        return np.array(statuses or [default], dtype=object)[encoded.indices.to_numpy(zero_copy_only=False)]

    def _flag_odd(self, cells: Cells, values: list[str], codes: np.ndarray, name: str) -> None:
        for index, value in enumerate(values):
            if value in self._odd or value.isascii():
                continue
            self._odd[value] = why = suspicious(value)
            if why:
                row = int(np.flatnonzero(codes == index)[0])
                self._report.warn(
                    f"The name “{shown(value)}” {why}; it is kept as it is and joined with no other.",
                    kind=why, **cells.place(row),
                    column=self._plan.column(name), value=clipped(value),
                )  # fmt: skip

    def _tell_renamed(
        self, originals: list[str], values: list[tuple[tuple[str, ...], bool]], column: str
    ) -> None:
        for raw, (names, _) in zip(originals, values, strict=True):
            if not raw or clean_name(raw) == JOINED_BY.join(names) or raw in self._renamed:
                continue
            if len(self._renamed) >= 50:
                return
            self._renamed.add(raw)
            if len(names) > 1:
                listed = ", ".join(f"“{shown(name)}”" for name in names)
                said = f"is read as {len(names)} attackers named together: {listed}"
            else:
                said = f"is stored as “{shown(names[0])}”, its name in the list of actors"
            self._report.notes.append(
                f"“{shown(raw)}” in {shown(column)} {said}; the file's words are kept beside."
            )


JOINED_BY = "; "
"""What stands between the attackers of an event that are named together."""
MOST_TOGETHER = 20
"""More attackers than this in one cell are no list of attackers; the cell stays one name."""
_LISTED = re.compile(r"\s*[;|\n؛]\s*|\s+/\s+")
_PERHAPS = re.compile(
    r"\s*[,/&،]\s*|\s+(?:and|et|y|und|e|и|та|ve)\s+(?:the\s+)?|\s+و\s?(?=\S)", re.IGNORECASE
)


def read_actors(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the actors that a cell names together, and whether it says that nobody is known to have done it.

    "A; B", "A | B" and "A / B" are several; "A and B", "A, B" and "A/B" only where all of them are known
    actors, since names of actors have such words in them. What stands in brackets is never taken apart.
    """
    whole = read_actor(text)
    alone = (whole[0],) if whole[0] else ()
    if codebook.canonical_actor(clean_name(text)):
        return alone, whole[1]
    parts = [part for part in _apart(text, _LISTED) if part]
    named: dict[str, None] = {}
    for part in parts:
        inner = [] if codebook.canonical_actor(part) else [p for p in _apart(part, _PERHAPS) if p]
        several = len(inner) > 1 and all(codebook.canonical_actor(p) for p in inner)
        for one in inner if several else [part]:
            if name := read_actor(one)[0]:
                named[name] = None
    if parts and not named:
        return (), any(read_actor(part)[1] for part in parts)
    if not named or len(named) > MOST_TOGETHER:
        return alone, whole[1]
    return tuple(named), False


def _apart(text: str, separator: re.Pattern[str]) -> list[str]:
    """Take a text apart outside of its brackets."""
    if not separator.search(text):
        return [clean_name(text)]
    closed = re.sub(r"[(\[][^()\[\]]*[)\]]", lambda found: "\x00" * len(found[0]), text)
    parts, start = [], 0
    for found in separator.finditer(closed):
        parts.append(text[start : found.start()])
        start = found.end()
    return [clean_name(part) for part in [*parts, text[start:]]]


def read_actor(text: str) -> tuple[str | None, bool]:
    """Return the actor that a cell names, and whether it says that nobody is known to have done it."""
    name = clean_name(text)
    lowered = name.casefold()
    if not name:
        return None, False
    if lowered in UNKNOWN or any(lowered == word or lowered.startswith(word + " ") for word in _NOBODY):
        return None, lowered not in ABSENT
    return codebook.canonical_actor(name) or name, False


@cache
def _event_words() -> dict[str, tuple[str, str]]:
    words: dict[str, tuple[str, str]] = {}
    for code in codebook.codes("sub_event_types"):
        words[codebook.fold(code.value)] = (code.group, code.value)
    for code in codebook.codes("event_types"):
        words[codebook.fold(code.value)] = (code.value, "")
    listed = yaml.safe_load((MAPPINGS / "event_words.yml").read_text(encoding="utf-8"))
    for sub, spellings in listed["sub_event_types"].items():
        group = next((c.group for c in codebook.codes("sub_event_types") if c.value == sub), "")
        for spelling in spellings:
            words.setdefault(codebook.fold(spelling), (group, sub))
    for kind, spellings in listed["event_types"].items():
        for spelling in spellings:
            words.setdefault(codebook.fold(spelling), (kind, ""))
    return words


def is_event_word(text: str) -> bool:
    """Return whether a text is a known word for a kind of event."""
    return codebook.fold(text) in _event_words()


def read_event_type(text: str) -> tuple[str, str]:
    """Return event type and sub-type in ACLED's terms; a word that is not known stays as the event type."""
    name = clean_name(text)
    if not name or name.casefold() in UNKNOWN:
        return "", ""
    return _event_words().get(codebook.fold(name), (name, ""))


def claims_frame(
    ids: pd.Series[Any], actors: list[np.ndarray], status: np.ndarray, claimant: str, notes: str
) -> pd.DataFrame:
    """Return a claim for each attacker of each event whose attacker the table says something about.

    Parameters
    ----------
    ids : Series
        Identities of the events.
    actors : list of arrays
        The first attacker of each event, the second one named together with it, ...; empty for none.
    status : array
        What the claims are; empty where the table says nothing.
    claimant, notes : str
    """
    found = []
    together = actors[1] != "" if len(actors) > 1 else np.zeros(len(status), bool)
    for number, actor in enumerate(actors):
        said = status != "" if number == 0 else actor != ""
        chosen, named = ids[said], actor[said]
        joint = together[said] if number == 0 else np.ones(len(named), bool)
        suffix = "-a" if number == 0 else f"-a{number + 1}"
        columns = {
            "claim_id": chosen + suffix,
            "event_id": chosen,
            "claimant": claimant,
            "actor": np.where(named == "", None, named),
            "status": status[said],
            "notes": np.where(joint, f"{notes} Several are named together there.", notes),
        }
        found.append(put_together(columns, len(chosen), "claims"))
    return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
