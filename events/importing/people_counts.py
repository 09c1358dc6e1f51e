"""Counts whose headings speak of deaths or injured in words of their own: "max_ppl_killed", "CivilianKIA"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from events.importing.doubtful import which
from events.importing.field_kinds import Column, is_count
from events.importing.mapping import BY_NAME, Guess
from events.importing.questions import ALL, COLUMN, KEPT_BESIDE, Question
from events.quoting import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEAD = frozenset(
    (
        *(
            "killed",
            "kills",
            "dead",
            "deaths",
            "death",
            "died",
            "fatalities",
            "fatality",
            "fatal",
            "kia",
            "slain",
        ),
        *(
            "morts",
            "deces",
            "tues",
            "muertos",
            "muertes",
            "fallecidos",
            "tote",
            "toten",
            "getotete",
            "mortos",
        ),
        *("uccisi", "погибших", "погибшие", "убитых", "убито", "загиблих", "قتلى", "القتلى", "قتيل", "ölü"),
    )
)
_HURT = frozenset(
    (
        *(
            "injured",
            "injuries",
            "injury",
            "wounded",
            "wia",
            "hurt",
            "blesses",
            "heridos",
            "verletzte",
            "feridos",
        ),
        *("feriti", "раненых", "ранено", "поранених", "جرحى", "الجرحى", "yaralı"),
    )
)
_LEAST = frozenset(("min", "minimum", "low", "lower", "least"))
_MOST = frozenset(("max", "maximum", "high", "upper", "most"))
_PARTS = frozenset(
    (
        *(
            "civil",
            "civilian",
            "civilians",
            "noncombatant",
            "noncombatants",
            "combatant",
            "combatants",
            "child",
        ),
        *("children", "kids", "minor", "minors", "women", "woman", "men", "man", "female", "females", "male"),
        *("males", "boys", "girls", "friendly", "enemy", "host", "nation", "coalition", "police", "military"),
        *(
            "soldiers",
            "militants",
            "militant",
            "insurgents",
            "terrorists",
            "perpetrators",
            "perps",
            "attackers",
        ),
        *(
            "forces",
            "security",
            "foreign",
            "foreigners",
            "national",
            "international",
            "us",
            "captivity",
            "aid",
        ),
        *(
            "workers",
            "medical",
            "journalists",
            "press",
            "staff",
            "officials",
            "ter",
            "side",
            "a",
            "b",
            "unknown",
        ),
    )
)
"""Words by which a heading counts some of the dead, not all of them."""
_RATES = frozenset(
    (
        "rate",
        "ratio",
        "percent",
        "percentage",
        "share",
        "per",
        "date",
        "year",
        "cause",
        "id",
        "missing",
        "age",
    )
)


def words_of(name: str) -> list[str]:
    """Return the words of a heading in lower case without accents: "CivilianKIA" is civilian and kia."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKD", name))
    return re.findall(r"[^\W\d_]+", "".join(c for c in apart if not unicodedata.combining(c)).casefold())


def people_by_words(
    columns: Sequence[Column], fields: Sequence[str]
) -> tuple[dict[str, Guess], list[Question]]:
    """Return what columns of counts are by the words of their headings, and what a person must say of them.

    A column alone that counts everybody is the figure, or its lower or upper bound. Of several, and of such
    that count some people only, the person says which one counts all.

    Parameters
    ----------
    columns : sequence of Column
        All of them count deaths, or all of them injured.
    fields : sequence of str
        What they may be: the figure first, then its bounds, if it has any.
    """
    found: dict[str, Guess] = {}
    asked: list[Question] = []
    whole = [c for c in columns if not _PARTS & set(words_of(c.name))]
    if columns and not whole:
        return {}, [_some(columns, fields[0])]
    for field in fields:
        mine = [c for c in whole if fields[0] + _bound(c) == field]
        if len(mine) == 1:
            reason = f"its name says what its values count ({mine[0].examples()})"
            found[mine[0].name] = Guess(field, reason, BY_NAME)
        elif mine:
            asked.append(which(field, mine))
    return found, asked


def speaks_of_deaths(column: Column) -> bool:
    """Return whether a column's heading speaks of deaths alone and its values are counts."""
    return _speaks(column, _DEAD, _HURT)


def speaks_of_injured(column: Column) -> bool:
    """Return whether a column's heading speaks of injured alone and its values are counts."""
    return _speaks(column, _HURT, _DEAD)


def _speaks(column: Column, words: frozenset[str], others: frozenset[str]) -> bool:
    own = set(words_of(column.name))
    return bool(words & own) and not (_RATES | others) & own and column.share(is_count) >= 0.9


def _some(columns: Sequence[Column], field: str) -> Question:
    """Ask of columns that count some people whether one counts all of an event."""
    if len(columns) > 1:
        return _parts(columns, field)
    (column,) = columns
    whom = "killed" if field == "fatalities" else "injured"
    text = f"“{shown(column.name)}” ({column.examples()}) counts people {whom}, by its name not all of them."
    least = {"fatalities_low": "at least so many were killed"} if field == "fatalities" else {}
    choices = {
        field: f"all people {whom} in the event",
        **least,
        KEPT_BESIDE: "some of them only; keep it beside the events",
    }
    return Question(COLUMN, text, (column.name,), choices)


def _parts(columns: Sequence[Column], field: str) -> Question:
    """Ask of several columns that each count some people whether one counts all, or all are to be added."""
    question = which(field, columns)
    whom = "killed" if field == "fatalities" else "injured"
    listed = ", ".join(f"“{shown(c.name)}” ({c.examples()})" for c in columns)
    choices = {c: words for c, words in question.choices.items() if c}
    choices[ALL] = f"each counts some of the {whom}, nobody twice: their sum"
    choices[KEPT_BESIDE] = question.choices[KEPT_BESIDE]
    text = f"{listed} count people {whom}, by their names not all of them: say which one counts all."
    return replace(question, text=text, choices=choices)


def _bound(column: Column) -> str:
    words = set(words_of(column.name))
    return "_low" if words & _LEAST else "_high" if words & _MOST else ""


__all__ = ["people_by_words", "speaks_of_deaths", "speaks_of_injured", "words_of"]
