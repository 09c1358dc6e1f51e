"""Write the pages of the documents that can be told from the program itself: `make docs`.

`docs/command_line.md` comes from the parser of `atlas.py`, `docs/data_dictionary.md` from `events/model.py`,
the meanings in `data/columns.csv` and the code lists. A test holds both against what this would write.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from commandline.usage import parser  # noqa: E402
from events import model  # noqa: E402
from events.vocabulary import codebook  # noqa: E402

MEANINGS = HERE.parent / "data" / "columns.csv"


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    return {"command_line.md": command_line(), "data_dictionary.md": data_dictionary()}


def command_line() -> str:
    """Return the reference of the command line: every command with its arguments and options.

    Laid out here and not by argparse, whose help is worded differently from one Python to the next.
    """
    parts = [
        "# The command line",
        "Every command calls the function that the dashboard calls. Results go to standard output, progress\n"
        "and refusals to standard error. Exit codes: 0 done; 1 refused, with one plain sentence that says\n"
        "what was changed, if anything; 2 wrong usage. This page is written by `make docs` from what the\n"
        "program itself says.",
    ]
    for words, said, command in _commands(parser()):
        actions = [action for action in command._actions if action.help != argparse.SUPPRESS]
        taken = [_shown(action) for action in actions if not action.option_strings]
        rows = ["| option | meaning |", "|---|---|"]
        rows += [f"| `{_shown(a)}` | {_cell(a.help)} |" for a in actions if a.option_strings]
        parts += [f"## {' '.join(words)}", said[:1].upper() + said[1:] + "."]
        parts += [f"    {' '.join([*words, *taken])} [OPTIONS]", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _shown(action: argparse.Action) -> str:
    """Return how an argument or option is typed."""
    value = action.metavar or (", ".join(map(str, action.choices)) if action.choices else action.dest.upper())
    value = " ".join(value) if isinstance(value, tuple) else value
    if not action.option_strings:
        many = action.nargs in ("+", "*")
        return f"[{value} ...]" if action.nargs == "*" else f"{value} ..." if many else value
    words = ", ".join(action.option_strings)
    return words if action.nargs == 0 else f"{words} {value}"


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("%%", "%")


def _commands(
    top: argparse.ArgumentParser, words: tuple[str, ...] = ("atlas.py",), said: str = ""
) -> Iterator[tuple[tuple[str, ...], str, argparse.ArgumentParser]]:
    """Yield each command that does something: its words, its help and its parser."""
    groups = [a for a in top._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield words, said, top
    for group in groups:
        helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for name, command in group.choices.items():
            yield from _commands(command, (*words, name), helps.get(name, ""))


def data_dictionary() -> str:
    """Return the data dictionary: every column of every table, and every code list."""
    with MEANINGS.open(encoding="utf-8", newline="") as file:
        meanings = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    parts = [
        "# Data dictionary",
        "The tables of the database. An event is one row of `events`; what surrounds it is keyed by\n"
        "`event_id`. Unknown is null and never 0. This page is written by `make docs` from\n"
        "`events/model.py`, `data/columns.csv` and the code lists.",
    ]
    for table, columns in model.TABLES.items():
        rows = ["| column | type | unit or code list | meaning |", "|---|---|---|---|"]
        for column, kind in columns.items():
            told = meanings[table, column]
            unit = f"[{told['unit']}](#{told['unit']})" if told["unit"] in codebook.names() else told["unit"]
            rows.append(f"| `{column}` | {kind} | {unit} | {told['meaning']} |")
        parts += [f"## {table}", "\n".join(rows)]
    parts.append("# Code lists")
    for name in codebook.names():
        rows = ["| value | label | meaning |", "|---|---|---|"]
        rows += [f"| `{code.value}` | {code.label} | {code.meaning} |" for code in codebook.codes(name)]
        parts += [f"## {name}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name}")
