"""What an import did: every row is imported, updated, unchanged, or refused by name.

The report's dictionary form is a contract with scripts (see ``ImportReport.to_dict``).
Sentences name the file by its base name only, never by a path of the server.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.importing.refused import Item, Refused
from events.store.rereading import READING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WARNINGS_PER_KIND = 200
"""Warnings of one kind that are listed one by one; the rest are counted in a last item."""

KINDS_OF_WARNINGS = 500
"""Kinds of warnings that are told apart; those of any more are counted together."""


@dataclass
class ImportReport:
    """What was read, imported, updated, left unchanged and refused, and why.

    ``notes`` are statements of how the file was read (encoding, order of the dates,
    columns and what they became); ``warnings`` ask for a look. ``corrected`` are those of the updated events
    that changed though the file is the same, since it is read better now (``rereading``). ``batch`` takes the
    import back (``events.store.undoing``; None: nothing was changed). ``column_changes`` are changes of
    whole columns that are no revision of the events, ``conflicts`` values that people edited and the release
    says otherwise.
    """

    file: str
    mapping: str | None = None
    dataset: str | None = None
    read: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: Refused = field(default_factory=Refused)
    warnings: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str | None = None
    seconds: float = 0.0
    columns: tuple[str, ...] = ()
    corrected: int = 0
    batch: str | None = None
    column_changes: list[str] = field(default_factory=list)
    conflicts: list[Item] = field(default_factory=list)
    _more: dict[tuple[str | None, str], int] = field(default_factory=dict, repr=False)

    def warn(self, message: str, *, kind: str | None = None, **where: Any) -> None:
        """Add a warning; beyond ``WARNINGS_PER_KIND`` of one kind they are only counted."""
        key: tuple[str | None, str] = (where.get("column"), kind or message)
        if key not in self._more and len(self._more) >= KINDS_OF_WARNINGS:
            key = (None, "other warnings")
        seen = self._more.get(key, 0) + 1
        self._more[key] = seen
        if seen <= WARNINGS_PER_KIND:
            self.warnings.append(Item(message, **where))

    def count_more(self, column: str | None, kind: str, more: int) -> None:
        """Count ``more`` further warnings of a kind without listing them."""
        self._more[(column, kind)] = self._more.get((column, kind), 0) + more

    def listed(self, column: str | None, kind: str) -> int:
        """Return how many warnings of a kind there are so far."""
        return self._more.get((column, kind), 0)

    def refuse(self, item: Item, cells: Sequence[str] = ()) -> None:
        """Add a refused row, with its cells as they came."""
        self.refused.add(item, cells)

    def close(self) -> None:
        """Say how many warnings of each kind were not listed one by one, and sort what was refused."""
        for (column, kind), seen in self._more.items():
            if seen > WARNINGS_PER_KIND:
                more = seen - WARNINGS_PER_KIND
                self.warnings.append(Item(f"and {more:,} more rows like this: {kind}", column=column))
        self._more = {}
        self.refused.sort()

    def to_dict(self, *, most: int | None = None) -> dict[str, Any]:
        """Return the report as the dictionary that scripts read, with ``most`` refused rows (None: all)."""
        return {
            "file": self.file,
            "mapping": self.mapping,
            "dataset": self.dataset,
            "read": self.read,
            "imported": self.imported,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [item.to_dict() for item in self.refused[:most]],
            "warnings": [item.to_dict() for item in self.warnings],
            "error": self.error,
            "withdrawn": self.withdrawn,
            "corrected": self.corrected,
            "reading": READING,
            "batch": self.batch,
            "column_changes": list(self.column_changes),
            "conflicts": [item.to_dict() for item in self.conflicts],
            "notes": list(self.notes),
            "seconds": round(self.seconds, 3),
        }

    def json_parts(self) -> Iterator[str]:
        """Yield the text of ``to_dict`` as JSON, one refused row after the other."""
        between = "{\n "
        for name, value in self.to_dict(most=0).items():
            yield f'{between}"{name}": '
            between = ",\n "
            if name != "refused":
                yield json.dumps(value, ensure_ascii=False)
                continue
            for number, item in enumerate(self.refused):
                yield ("[\n  " if not number else ",\n  ") + json.dumps(item.to_dict(), ensure_ascii=False)
            yield "]" if self.refused else "[]"
        yield "\n}"

    def to_json(self) -> str:
        """Return what the report says of a file's rows, all of them, as text for ``from_json``."""
        return json.dumps(
            {
                "file": self.file,
                "mapping": self.mapping,
                "dataset": self.dataset,
                "read": self.read,
                "came_in": self.imported + self.updated + self.unchanged,
                "refused": [item.to_dict() for item in self.refused],
                "refused_cells": [cells for _, cells in self.refused.pairs()],
                "warnings": [item.to_dict() for item in self.warnings],
                "notes": self.notes,
                "columns": self.columns,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> ImportReport:
        """Return the report of the same file when it changes nothing."""
        said = json.loads(text)
        return cls(
            file=said["file"],
            mapping=said["mapping"],
            dataset=said["dataset"],
            read=said["read"],
            unchanged=said["came_in"],
            refused=Refused(
                (as_item(item), tuple(cells))
                for item, cells in zip(said["refused"], said["refused_cells"], strict=True)
            ),
            warnings=[as_item(item) for item in said["warnings"]],
            notes=said["notes"],
            columns=tuple(said["columns"]),
        )

    def summary(self) -> str:
        """Return the outcome in one sentence."""
        if self.error:
            return self.error
        parts = [
            f"{self.read:,} rows read",
            f"{self.imported:,} imported",
            f"{self.updated:,} updated",
            f"{self.unchanged:,} unchanged",
            f"{len(self.refused):,} refused",
        ]
        if self.withdrawn:
            parts.append(f"{self.withdrawn:,} withdrawn")
        if self.corrected:
            parts.append("the updated ones corrected by a better reading of the same file")
        return f"{self.file}: {', '.join(parts)}."

    def refused_csv(self) -> str:
        """Return the refused rows as CSV text: the file's own columns, then what was wrong.

        The cells stand as they came, so that a corrected file can be imported again;
        a cell that a spreadsheet would run as a formula is preceded by an apostrophe.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        extra = ("refused row", "refused column", "refused because")
        writer.writerow([*map(guarded, self.columns), *extra])
        width = len(self.columns)
        for item, cells in self.refused.pairs():
            own = [*cells[:width], *[""] * (width - len(cells))]
            writer.writerow(
                [*map(guarded, own), item.row or item.record or "", item.column or "", item.message]
            )
        return out.getvalue()


REPORT_COLUMNS = ("refused row", "refused column", "refused because")
"""Columns that ``refused_csv`` adds; an import leaves them aside when such a file comes back."""


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; plain numbers stay as they are."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text):
        return "'" + text
    return text


def as_item(values: Mapping[str, Any]) -> Item:
    """Return the item that a dictionary of a report describes."""
    rest = {key: values.get(key) for key in ("row", "record", "id", "column", "value")}
    return Item(str(values.get("message") or ""), **rest)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
