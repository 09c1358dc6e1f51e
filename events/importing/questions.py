"""What only a person can say of a file before it is read: asked on the page, refused by the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from events.quoting import shown
from events.readers.table import FileRefusedError
from events.vocabulary.column_names import folded

ROWS, COLUMN = "rows", "column"
KEPT_BESIDE = ""
"""The answer to what a column is: nothing of an event; its cells are kept beside it."""


@dataclass(frozen=True)
class Question:
    """One question about a file.

    ``topic`` is "column" (what a column is), "rows" (whether each row is an event); ``text`` says what was
    seen; ``columns`` are those in question; ``choices`` the words of each answer, which are fields of an
    event for a column.
    """

    topic: str
    text: str
    columns: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> str:
        """How the command line is told the answer."""
        if self.topic == ROWS:
            return f"--rows-are {next(iter(self.choices))} imports {self.choices[next(iter(self.choices))]}."
        name = shown(self.columns[0])
        fields = [answer for answer in self.choices if answer]
        several = f" (or {', '.join(fields[1:])})" if len(fields) > 1 else ""
        return (
            f'Say what it is with --column "{name}={fields[0]}"{several};'
            f' --column "{name}=" keeps it beside the event.'
        )


@dataclass(frozen=True)
class Answers:
    """What a person said of a file.

    ``columns``: the field by column, empty text for none of an event's; ``rows``: "events" if each row is
    one event; ``undated``: events without any date come in, too; ``constants``: by field what holds for the
    whole file, in rows that say nothing of it (``events.importing.corrections.SETTABLE``).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    rows: str | None = None
    undated: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)

    def to(self, question: Question) -> bool:
        """Return whether a question is answered."""
        if question.topic == ROWS:
            return self.rows in question.choices
        said = {folded(column) for column in self.columns}
        return any(folded(column) in said for column in question.columns)


NOTHING_SAID = Answers()


class UnansweredError(FileRefusedError):
    """A file is not read before a person has said what only a person can say."""


def refuse_open(questions: Sequence[Question], name: str) -> None:
    """Refuse a file about which something is open, with the choice spelled out.

    Raises
    ------
    UnansweredError
    """
    if questions:
        first = questions[0]
        more = ", ".join(f"“{shown(c)}”" for q in questions[1:5] for c in q.columns)
        also = f" Asked next: {more}." if more else ""
        raise UnansweredError(f"{name} is not imported: something is asked. {first.text} {first.typed}{also}")


__all__ = [
    "COLUMN",
    "KEPT_BESIDE",
    "NOTHING_SAID",
    "ROWS",
    "Answers",
    "Question",
    "UnansweredError",
    "refuse_open",
]
