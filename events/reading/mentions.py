"""Deeds that a report tells of: each trigger word with its doer and its victim, in its sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.reading import lexicon

if TYPE_CHECKING:
    from events.reading.days import Day
    from events.reading.phrases import Phrase, Unit
    from events.reading.places import Spot
    from events.reading.text import Sentence, Text

BE = lexicon.word_set("be")
_SKIPPED = lexicon.word_set("skipped")
_THERE = lexicon.word_set("there")
VICTIMS = frozenset(("kill", "injure", "abduct", "arrest"))


@dataclass(slots=True)
class Scene:
    """A sentence with everything that was found in it."""

    number: int
    sentence: Sentence
    units: list[Unit]
    phrases: list[Phrase]
    spots: list[Spot]
    days: list[Day]


@dataclass(slots=True)
class Mention:
    """One deed: ``family`` of its trigger, victims, doers, and the doubts about it."""

    family: str
    form: str
    trigger: Unit
    scene: Scene
    patients: list[Phrase] = field(default_factory=list)
    agents: list[Phrase] = field(default_factory=list)
    weapons: list[Unit] = field(default_factory=list)
    hypothetical: bool = False
    negated: bool = False
    passive: bool = False


def mentions_of(text: Text, scene: Scene) -> list[Mention]:
    """Return the deeds of a sentence, in order."""
    found: list[Mention] = []
    for i, unit in enumerate(scene.units):
        deed = unit.value("trigger")
        strike = unit.value("weapon") == "air"
        if deed is None or (unit.has("weapon", "thing") and unit.form != "verb" and not strike):
            continue
        family, form = _meant(text, unit, deed).split()
        mention = Mention(family, form, unit, scene)
        _roles(text, mention, found)
        _doubts(text, scene, i, mention)
        found.append(mention)
    arms = [u for u in scene.units if u.has("weapon")]
    for mention in found:
        mention.weapons = arms
    return found


_NOUN_AFTER = lexicon.word_set("determiners") | frozenset(
    ("OF", "IN", "BY", "'S", "AFTER", "DURING", "FOR", "SINCE")
)


def _meant(text: Text, unit: Unit, deed: str) -> str:
    """Return which deed a word names that serves both as verb and as noun ("attack", "bombing")."""
    deeds = [value for kind, value in unit.tags if kind == "trigger"]
    if len(deeds) < 2:
        return deed
    before = text.words[unit.first - 1] if unit.first else ""
    behind = text.words[unit.last] if unit.last < len(text.words) else ""
    noun = before in _NOUN_AFTER or behind in ("OF", "ON", "AGAINST", "BY")
    wanted = "noun" if noun and before not in BE else "verb"
    return next((d for d in deeds if d.endswith(wanted)), deed)


def _roles(text: Text, mention: Mention, earlier: list[Mention]) -> None:
    unit, phrases, words = mention.trigger, mention.scene.phrases, text.words
    before = [p for p in phrases if p.last <= unit.first]
    after = [p for p in phrases if p.first >= unit.last]
    back = unit.first - 1
    first = mention.scene.sentence.first
    while back >= first and (words[back] in _SKIPPED or words[back].endswith("LY")):
        back -= 1
    mention.passive = back >= first and words[back] in BE
    agent = _by(text, unit.last, after)
    if mention.form == "noun":
        _nominal(text, mention, before, after)
    elif mention.form == "patient":
        mention.patients = _group(text, before, back + 1)
    elif mention.passive or agent or (_bare(unit, after) and mention.family in VICTIMS and before):
        twin = earlier[-1] if earlier else None
        joined = twin is not None and twin.passive and unit.first - twin.trigger.last <= 1
        mention.patients = list(twin.patients) if joined and twin else _group(text, before, back + 1)
        mention.passive = True
    elif (
        earlier
        and earlier[-1].passive
        and mention.family in VICTIMS
        and unit.first - earlier[-1].trigger.last <= 6
    ):
        mention.passive = True
        mention.patients = [p for p in before if p.first >= earlier[-1].trigger.last] or list(
            earlier[-1].patients
        )
    else:
        mention.patients = _objects(text, mention, after)
        doer = _subject(text, before)
        if doer and not doer.named and doer.role != "official" and not _crossed(words, doer.last, unit.first):
            mention.agents = [doer]
        elif earlier and unit.first - earlier[-1].trigger.last <= 14:
            mention.agents = list(earlier[-1].agents)
    if agent:
        mention.agents = agent


_ASIDE = frozenset(("IN", "ON", "AT", "OF", "FROM", "WITH", "NEAR", "TO", "FOR", "INTO", "DURING", "BY"))


def _subject(text: Text, before: list[Phrase]) -> Phrase | None:
    """Return the doer that stands before a verb: the nearest phrase that hangs on no preposition."""
    for phrase in reversed(before):
        if phrase.kind in ("perp", "org", "person"):
            return phrase
        lead = text.words[phrase.first - 1] if phrase.first else ""
        if lead not in _ASIDE and phrase.kind in ("weapon", "thing"):
            return None
    return None


def _bare(unit: Unit, after: list[Phrase]) -> bool:
    """Return whether nothing that could be an object follows at once."""
    nxt = after[0] if after else None
    return nxt is None or nxt.first > unit.last


def _crossed(words: list[str], start: int, end: int) -> bool:
    return any(w in (";", '"') for w in words[start:end]) or end - start > 16


def _by(text: Text, at: int, after: list[Phrase]) -> list[Phrase]:
    """Return who is named behind "by" before the clause ends."""
    words = text.words
    for i in range(at, min(at + 26, len(words))):
        if words[i] in (".", ";", "WHO", "WHICH", "WHEN", "THAT", "WHILE", "AFTER", "\n"):
            return []
        if words[i] == "BY":
            found: list[Phrase] = []
            for phrase in after:
                if phrase.first <= i:
                    continue
                start = found[-1].last if found else i + 1
                gap = [w for w in words[start : phrase.first] if w not in '()[],"' and not w.endswith("LY")]
                if len(gap) > (1 if found else 3) or (
                    found and gap and gap[0] not in ("AND", "OF", "THE", "FROM")
                ):
                    break
                if phrase.kind in ("perp", "org", "person", "name") or (phrase.kind == "thing" and not found):
                    found.append(phrase)
                elif not found:
                    break
            good = [p for p in found if p.kind in ("perp", "org", "person") and not (p.named and not p.orgs)]
            return good or [p for p in found if p.named]
    return []


def _group(text: Text, before: list[Phrase], end: int) -> list[Phrase]:
    """Return the victims that stand before a verb: the nearest people or things, and those joined to them."""
    words = text.words
    found: list[Phrase] = []
    for phrase in reversed(before):
        if (
            phrase.kind in ("other", "org", "place", "weapon")
            and not (phrase.figure and _counts(phrase))
            and not (phrase.kind == "org" and not found and end - phrase.last <= 1)
        ):
            if found and words[phrase.first - 1 : phrase.first] in (["OF"], ["IN"], ["FROM"]):
                continue
            continue
        if found:
            gap = words[phrase.last : found[-1].first]
            if not set(gap) <= {",", "AND", "OR", "THE", "A", ";", "AS", "WELL", "INCLUDING"} or len(gap) > 4:
                break
        elif end - phrase.last > 18:
            break
        elif words[phrase.first - 1 : phrase.first] == ["BY"] or (
            _inside_place(words, phrase) and end - phrase.last > 0 and phrase.kind == "name"
        ):
            continue
        found.append(phrase)
    return found[::-1]


def _inside_place(words: list[str], phrase: Phrase) -> bool:
    return phrase.first > 0 and words[phrase.first - 1] in ("IN", "NEAR", "AT", "FROM", "OUTSIDE")


def _counts(phrase: Phrase) -> bool:
    """Return whether a bare number may stand for people ("another five")."""
    return phrase.figure is not None and phrase.last - phrase.first <= 3 and phrase.figure.last == phrase.last


def _objects(text: Text, mention: Mention, after: list[Phrase]) -> list[Phrase]:
    words, unit = text.words, mention.trigger
    found: list[Phrase] = []
    for phrase in after:
        start = found[-1].last if found else unit.last
        gap = words[start : phrase.first]
        if found:
            if not set(gap) <= {",", "AND", "OR", "AS", "WELL", "THE", "A"} or len(gap) > 4:
                break
        elif len(gap) > 6 or any(w in (".", ";", "WHO", "THAT", "WHICH", "BY") for w in gap):
            break
        near = not gap or set(gap) <= _THERE or (mention.family == "bomb" and len(gap) <= 3)
        if phrase.kind in ("person", "perp", "thing", "name", "org") or _counts(phrase):
            if found or near or (phrase.kind == "thing" and mention.family in ("bomb", "burn", "destroy")):
                found.append(phrase)
            else:
                break
        elif found:
            break
    return found


def _nominal(text: Text, mention: Mention, before: list[Phrase], after: list[Phrase]) -> None:
    words, unit = text.words, mention.trigger
    at = unit.last
    link = words[at] if at < len(words) else ""
    joined = link in ("OF", "ON", "AGAINST", "AT", "TO", "IN", "NEAR")
    if words[unit.first - 1 : unit.first] == ["'S"] and before and before[-1].last >= unit.first - 1:
        mention.patients = [before[-1]]
    elif joined and after:
        wanted = after[0]
        gap = words[at + 1 : wanted.first]
        good = ("person", "name", "perp", "thing", "org") if link in ("OF", "ON", "AGAINST") else ("thing",)
        if len(gap) <= 2 and wanted.kind in good:
            mention.patients = [wanted, *_joined(words, wanted, after[1:], good)]
    doer = before[-1] if before else None
    if doer and doer.kind in ("perp", "org") and doer.last >= unit.first - 1:
        mention.agents = [doer]
    elif doer and doer.kind in ("perp", "org") and _carried(words, doer.last, unit.first):
        mention.agents = [doer]
        mention.form = "carried"


def _joined(words: list[str], first: Phrase, rest: list[Phrase], good: tuple[str, ...]) -> list[Phrase]:
    found: list[Phrase] = []
    last = first
    for phrase in rest:
        gap = words[last.last : phrase.first]
        if phrase.kind not in good or not set(gap) <= {",", "AND", "THE"} or len(gap) > 3:
            break
        found.append(phrase)
        last = phrase
    return found


_CARRIED = lexicon.word_set("carried")


def _carried(words: list[str], start: int, end: int) -> bool:
    gap = words[start:end]
    return len(gap) <= 6 and bool(
        {"OUT", "LAUNCHED", "STAGED", "CONDUCTED", "PERPETRATED", "MADE", "COMMITTED"} & set(gap)
    )


def _doubts(text: Text, scene: Scene, i: int, mention: Mention) -> None:
    words, unit = text.words, mention.trigger
    start = max(scene.sentence.first, unit.first - 9)
    near = [u for u in scene.units[:i] if u.first >= start]
    for other in near:
        gap = words[other.last : unit.first]
        if other.has("hypo") and not {",", "WHO", "WHICH", "AFTER"} & set(gap):
            mention.hypothetical = True
    if words[unit.first - 1 : unit.first] == ["TO"] and words[unit.first - 2 : unit.first - 1] not in (
        ["LED"],
        ["DUE"],
    ):
        mention.hypothetical = mention.hypothetical or mention.form == "verb"
    before = words[max(scene.sentence.first, unit.first - 3) : unit.first]
    mention.negated = (
        "NOT" in before or "NO" in before or "NEVER" in before or any(p.negated for p in mention.patients)
    )
