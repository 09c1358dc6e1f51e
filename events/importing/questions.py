"""What only a person can say of a file before it is read: asked on the page, refused by the command line."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.quoting import shown
from events.readers.table import FileRefusedError
from events.vocabulary.column_names import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROWS, COLUMN, FIELD, ORDER = "rows", "column", "field", "order"
KEPT_BESIDE = ""
"""The answer to what a column is: nothing of an event; its cells are kept beside it."""
ALL = "+"
"""The answer to which of several columns counts everybody: each counts some, and all of them are added."""


@dataclass(frozen=True)
class Question:
    """One question about a file.

    ``topic`` is "column" (what a column is), "field" (which of several columns is a field), "order" (whether
    day or month comes first), "rows" (whether each row is an event); ``text`` says what was seen;
    ``columns`` are those in question; ``choices`` the words of each answer: fields of an event for a column,
    columns for a field. ``fields`` are for a "field" the one asked for, or two that go together (the column
    that is not chosen of two is the second one).
    """

    topic: str
    text: str
    columns: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """How the command line is told the answer."""
        if self.topic == ROWS:
            return f"--rows-are {next(iter(self.choices))} imports {self.choices[next(iter(self.choices))]}."
        if self.topic == ORDER:
            orders = " or ".join(f"--date-order {order} ({w})" for order, w in self.choices.items())
            return f"Say which with {orders}."
        if self.topic == FIELD:
            options = [_typed(self.says(choice)) for choice in self.choices if choice]
            kept = _typed(dict.fromkeys(self.columns, KEPT_BESIDE))
            if ALL in self.choices:
                kept = f"{options.pop()} adds them; {kept}"
            return f"Say which with {' or '.join(options)}; {kept} keeps them beside the event."
        first, *others = [answer for answer in self.choices if answer]
        several = f" (or {', '.join(others)})" if others else ""
        beside = _typed({self.columns[0]: KEPT_BESIDE})
        return (
            f"Say what it is with {_typed({self.columns[0]: first})}{several};"
            f" {beside} keeps it beside the event."
        )

    def says(self, choice: str) -> dict[str, str]:
        """Return the field by column that an answer to a "column" or "field" stands for."""
        if self.topic == COLUMN:
            return {self.columns[0]: choice}
        if not choice:
            return dict.fromkeys(self.columns, KEPT_BESIDE)
        if choice == ALL:
            return dict.fromkeys(self.columns, self.fields[0])
        others = [column for column in self.columns if column != choice]
        return {choice: self.fields[0], **dict(zip(others, self.fields[1:], strict=False))}


def _typed(says: Mapping[str, str]) -> str:
    return " ".join(f"--column {_quoted(f'{shown(column)}={name}')}" for column, name in says.items())


def _quoted(text: str) -> str:
    """Return a text as shells take it: in double quotes, which Windows knows, unless it has their signs."""
    return shlex.quote(text) if set('"$`\\!') & set(text) else f'"{text}"'


@dataclass(frozen=True)
class Answers:
    """What a person said of a file.

    ``columns``: the field by column, empty text for none of an event's; ``rows``: "events" if each row is
    one event; ``undated``: events without any date come in, too; ``constants``: by field what holds for the
    whole file, in rows that say nothing of it (``events.importing.corrections.SETTABLE``); ``order``: "dmy"
    or "mdy", how 03/04/2024 is read.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    rows: str | None = None
    undated: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None

    def to(self, question: Question) -> bool:
        """Return whether a question is answered."""
        if question.topic == ROWS:
            return self.rows in question.choices
        if question.topic == ORDER:
            return self.order in question.choices
        said = {folded(column) for column in self.columns}
        spoken = [folded(column) in said for column in question.columns]
        if question.topic == FIELD:
            return all(spoken) or set(question.fields) <= set(self.columns.values())
        return any(spoken)


NOTHING_SAID = Answers()


class UnansweredError(FileRefusedError):
    """A file is not read before a person has said what only a person can say."""


MOST_SPELLED = 5
"""Questions that one refusal spells out."""


def refuse_open(questions: Sequence[Question], name: str) -> None:
    """Refuse a file about which something is open, with the choice spelled out.

    Raises
    ------
    UnansweredError
    """
    if questions:
        first = questions[0]
        rest = [f"{q.text} {q.typed}" for q in questions[1:MOST_SPELLED]]
        more = len(questions) - len(rest) - 1
        also = [f"{more} more {'is' if more == 1 else 'are'} asked next."] if more else []
        said = " ".join([f"{first.text} {first.typed}", *rest, *also])
        raise UnansweredError(f"{name} is not imported: something is asked. {said}")


__all__ = [
    "ALL",
    "COLUMN",
    "FIELD",
    "KEPT_BESIDE",
    "NOTHING_SAID",
    "ORDER",
    "ROWS",
    "Answers",
    "Question",
    "UnansweredError",
    "refuse_open",
]
