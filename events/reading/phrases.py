"""Units and noun phrases of a report: people, things, groups and names, told by lists and shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.reading import lexicon
from events.reading.figures import VAGUE, Figure, figure_at

if TYPE_CHECKING:
    from events.reading.text import Sentence, Text

PARTICLES = lexicon.word_set("particles")
DETERMINERS = lexicon.word_set("determiners")
JOINTS = frozenset(("OF", "'S"))
_BREAKING = frozenset(("trigger", "report", "hypo", "doubt", "claim", "deny"))
QUANTITIES = lexicon.word_set("quantities")
ADJECTIVES = lexicon.word_set("adjectives")
_VERBS = lexicon.word_set("verbs")
_CLAUSE = lexicon.word_set("clause")


@dataclass(frozen=True, slots=True)
class Unit:
    """A listed phrase or a single word: tokens ``first`` up to ``last``, what it is, and how it serves."""

    first: int
    last: int
    tags: tuple[lexicon.Tag, ...]
    form: str
    """One of func, mark, num, name, verb, adj, word."""

    def has(self, *kinds: str) -> bool:
        """Return whether it is of one of these kinds."""
        return any(kind in kinds for kind, _ in self.tags)

    def value(self, kind: str) -> str | None:
        """Return of which sort it is, as a thing of a kind."""
        return next((value for known, value in self.tags if known == kind), None)


@dataclass(slots=True)
class Phrase:
    """A noun phrase: what it names and how many.

    ``kind`` is person, perp, thing, org, weapon, place, name or other; ``role`` civilian, official, armed
    or "".
    """

    first: int
    last: int
    kind: str
    role: str = ""
    orgs: list[Unit] = field(default_factory=list)
    figure: Figure | None = None
    plural: bool = False
    named: bool = False
    head: int = 0
    umbrella: Unit | None = None
    negated: bool = False


def units_of(text: Text, sentence: Sentence, dated: frozenset[int] = frozenset()) -> list[Unit]:
    """Return a sentence cut into listed phrases and single words; the tokens of dates name nothing else."""
    table, starts, words = lexicon.phrases(), lexicon.starts(), text.words
    found: list[Unit] = []
    at = sentence.first
    while at < sentence.last:
        if at in dated:
            found.append(Unit(at, at + 1, (), "func"))
            at += 1
            continue
        longest = starts.get(words[at], 0)
        for size in range(min(longest, sentence.last - at), 0, -1):
            tags = table.get(tuple(words[at : at + size]))
            if tags:
                break
        else:
            size, tags = 1, ()
        if size == 1 and tags and words[at] == "US" and text.tokens[at].case in ("lower", "title"):
            tags = ()
        found.append(Unit(at, at + size, tags or (), _form(text, at, size, tags or (), sentence)))
        at += size
    return found


def _form(text: Text, at: int, size: int, tags: tuple[lexicon.Tag, ...], sentence: Sentence) -> str:
    word = text.words[at]
    if not word[0].isalnum():
        return "mark" if word != "'S" else "func"
    if size == 1 and (word[0].isdigit() or figure_at(text.words, at, at + 1)) and not tags:
        return "num"
    if size == 1 and word in lexicon.FUNCTION_WORDS:
        return "func"
    kinds = {kind for kind, _ in tags}
    if kinds & {"person", "perp", "thing", "org", "umbrella", "weapon", "title", "country", "demonym"}:
        return "word"
    if size == 1 and word in ADJECTIVES:
        return "adj"
    if kinds & _BREAKING or word in _VERBS:
        return "verb"
    if word in PARTICLES:
        return "name"
    return _shape(text, at, sentence)


def _shape(text: Text, at: int, sentence: Sentence) -> str:
    """Return how a word that no list has serves: by its letters, its ending, and whether it is English."""
    word, token = text.words[at], text.tokens[at]
    if text.mixed:
        if token.case in ("title", "upper") and (at > sentence.first or not lexicon.is_english(word)):
            return "name"
        if token.case == "lower" and not lexicon.is_english(word):
            return "word"
    elif not lexicon.is_english(word) and word.isalpha() | ("-" in word) | ("'" in word):
        return "name"
    if word.endswith(("ED", "ING")) and len(word) > 4:
        return "verb"
    return "func" if word.endswith("LY") and len(word) > 4 else "word"


def phrases_of(text: Text, units: list[Unit]) -> list[Phrase]:
    """Return the noun phrases of a sentence, in order, none overlapping."""
    found: list[Phrase] = []
    run: list[Unit] = []
    for i, unit in enumerate(units):
        if _belongs(text, units, i, run):
            run.append(unit)
            continue
        _close(text, run, found)
        run = []
        if _starts(text, unit):
            run.append(unit)
    _close(text, run, found)
    return found


def _starts(text: Text, unit: Unit) -> bool:
    return unit.form in ("num", "name", "word", "adj") or text.words[unit.first] in DETERMINERS | VAGUE


def _belongs(text: Text, units: list[Unit], i: int, run: list[Unit]) -> bool:
    unit = units[i]
    if not run:
        return False
    word = text.words[unit.first]
    if word in JOINTS:
        return run[-1].form in ("word", "name", "num", "verb") and i + 1 < len(units)
    if word in DETERMINERS:  # "ALL THE MEN", "LEADER OF THE FRONT"
        return text.words[run[-1].first] in ("OF", *DETERMINERS)
    if unit.form in ("num", "name", "word", "adj"):
        return not (unit.form == "num" and run[-1].form in ("name", "word")) or unit.tags != ()
    return word in VAGUE


def _close(text: Text, run: list[Unit], found: list[Phrase]) -> None:
    while run and (text.words[run[-1].first] in DETERMINERS | JOINTS):
        run = run[:-1]
    if run and any(u.form in ("name", "word", "num") for u in run):
        found.append(_judged(text, run))


def _judged(text: Text, run: list[Unit]) -> Phrase:
    """Return what a run of units names, by its head: the last noun before any "of"."""
    words = text.words
    cut = next((i for i, u in enumerate(run) if words[u.first] == "OF"), len(run))
    front = run[:cut]
    if cut < len(run) and all(_is_quantity(words, u) for u in front):
        front = run[cut + 1 :]
        second = next((i for i, u in enumerate(front) if words[u.first] == "OF"), len(front))
        front = front[:second] or front
    phrase = Phrase(run[0].first, run[-1].last, "other")
    phrase.orgs = [u for u in run if u.has("org")]
    phrase.umbrella = next((u for u in run if u.has("umbrella")), None)
    phrase.negated = words[run[0].first] == "NO"
    _head(text, front or run, phrase)
    for unit in run:
        figure = figure_at(words, unit.first, run[-1].last) if unit.form == "num" else None
        if figure and (phrase.figure is None):
            phrase.figure = figure
    last_word = words[phrase.head]
    phrase.plural = (last_word.endswith("S") and not last_word.endswith("SS")) or last_word in (
        "PEOPLE",
        "MEN",
        "WOMEN",
        "CHILDREN",
        "TROOPS",
        "PERSONNEL",
        "GUNMEN",
        "POLICEMEN",
        "FISHERMEN",
        "STAFF",
        "MILITIAMEN",
        "SERVICEMEN",
        "CREW",
        "DEAD",
        "HITMEN",
        "POLICE",
        "FAMILY",
        "PATROL",
    )
    return phrase


def _is_quantity(words: list[str], unit: Unit) -> bool:
    word = words[unit.first]
    return (
        word in QUANTITIES
        or word in DETERMINERS
        or word in VAGUE
        or unit.form in ("num", "adj")
        or word in ("SMALL", "LARGE", "NEW", "SPECIAL", "BODIES", "BODY")
    )


def _head(text: Text, front: list[Unit], phrase: Phrase) -> None:
    """Set the kind, role, head and whether it is a person's name."""
    names = 0
    titled = False
    phrase.head = front[-1].last - 1
    for unit in front:
        if unit.form == "name" and text.words[unit.first] not in PARTICLES:
            names += 1
        if unit.has("title", "person"):
            titled = titled or not unit.has("perp")
    tagged = [
        u for u in front if u.has("person", "perp", "thing", "org", "umbrella", "weapon", "country", "title")
    ]
    last = tagged[-1] if tagged else None
    trailing = last is not None and any(u.form == "name" for u in front[front.index(last) + 1 :])
    if last is None:
        phrase.kind = "name" if names else "other"
        phrase.named = names > 0
        return
    phrase.head = last.last - 1
    for kind in ("umbrella", "perp", "person", "thing", "org", "weapon", "country", "title"):
        if last.has(kind):
            phrase.kind = {"umbrella": "perp", "title": "person", "country": "place"}.get(kind, kind)
            phrase.role = last.value("person") or ""
            break
    if titled and trailing:
        phrase.kind, phrase.named = "person", True
    elif trailing and phrase.kind in ("place", "org") and names:
        phrase.kind, phrase.named = "name", True
    phrase.named = phrase.named or (phrase.kind == "person" and names > 0)
