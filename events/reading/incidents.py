"""Mentions of one incident put together: by what was done, to whom, where and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.reading import lexicon

if TYPE_CHECKING:
    import datetime as dt

    from events.reading.days import Day
    from events.reading.mentions import Mention
    from events.reading.phrases import Phrase
    from events.reading.places import Spot
    from events.reading.text import Text

GROUPS = {
    "kill": "harm",
    "injure": "harm",
    "attack": "harm",
    "bomb": "harm",
    "burn": "harm",
    "destroy": "harm",
    "abduct": "abduct",
    "arrest": "arrest",
    "clash": "clash",
    "rob": "rob",
    "hijack": "rob",
    "protest": "protest",
}
_DULL = lexicon.word_set("dull")


LATEST = 20
"""Incidents before a mention that it may belong to; so that a long text takes time in proportion."""
MOST_MENTIONS = 30


@dataclass(slots=True)
class Incident:
    """Mentions that tell of one event."""

    mentions: list[Mention]
    words: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @property
    def group(self) -> str:
        """What was done, coarsely."""
        return GROUPS[self.mentions[0].family]

    @property
    def families(self) -> set[str]:
        """What was done."""
        return {m.family for m in self.mentions}

    def days(self) -> list[Day]:
        """Return the days that its sentences name, those of the first mentions first."""
        found: list[Day] = []
        for mention in self.mentions:
            found += [d for d in near_days(mention) if d not in found]
        return found

    def spots(self) -> list[Spot]:
        """Return the places that its sentences name, those of the first mentions first."""
        found: list[Spot] = []
        for mention in self.mentions:
            found += [s for s in near_spots(mention) if s not in found]
        return found


def near_days(mention: Mention) -> list[Day]:
    """Return the dates of a mention's sentence, the nearest to its trigger first."""
    return mention.scene.days


def near_spots(mention: Mention) -> list[Spot]:
    """Return the places of a mention's sentence: those behind its trigger first, then those before it."""
    at = mention.trigger.first
    spots = mention.scene.spots
    behind = sorted((s for s in spots if s.first >= at), key=lambda s: s.first)
    return behind + sorted((s for s in spots if s.first < at), key=lambda s: -s.first)


def incidents_of(text: Text, mentions: list[Mention]) -> list[Incident]:
    """Return the incidents that the mentions of a report tell of, in order."""
    found: list[Incident] = []
    for mention in mentions:
        words, names = _known_by(text, mention)
        best, most = None, 0.0
        for n, incident in list(enumerate(found))[-LATEST:]:
            score = _alike(text, incident, mention, words, names)
            if score > 0 and score + 0.01 * n > most:
                best, most = incident, score + 0.01 * n
        if best is None:
            best = Incident([])
            found.append(best)
        if len(best.mentions) >= MOST_MENTIONS:
            continue
        best.mentions.append(mention)
        best.words |= words
        best.names |= names
    return found


def _known_by(text: Text, mention: Mention) -> tuple[set[str], set[str]]:
    words: set[str] = set()
    named: set[str] = set()
    for phrase in mention.patients:
        own = {text.words[i] for i in range(phrase.first, phrase.last)} - _DULL
        words |= own
        if phrase.named:
            named |= own
    return words, named


def _alike(text: Text, incident: Incident, mention: Mention, words: set[str], names: set[str]) -> float:
    """Return how much speaks for a mention to tell of an incident; 0 or less for another one."""
    group = GROUPS[mention.family]
    shared = incident.words & words
    last = incident.mentions[-1]
    close = mention.scene.number - last.scene.number
    if group != incident.group:
        together = {group, incident.group}
        if together == {"harm", "abduct"} and incident.names & names and group == "harm":
            return 1.0
        return 0.5 if together <= {"harm", "rob"} and close == 0 else 0.0
    score = (
        0.4
        + bool(shared)
        + bool(names & incident.names)
        + (0.5 if close <= 1 else 0)
        + 0.2 * (mention.family in incident.families)
    )
    if close == 0 and names and incident.words and not shared and _since(text, last, mention):
        return 0.0
    if close == 0 and not _far(last, mention):
        return score + 1.5
    mine, theirs = _exact(near_days(mention)), _exact(incident.days())
    if mine and theirs and not mine & theirs:
        score -= 1.2
    here, there = _placed(near_spots(mention)), _placed(incident.spots())
    if here and there and not here & there:
        score -= 0.9
    if names and incident.names and not shared:
        score -= 1.2
    mine_air, theirs_air = _by_air(mention), any(_by_air(m) for m in incident.mentions)
    if close > 1 and mine_air != theirs_air and (mention.weapons or mine_air):
        score -= 0.6
    if words and incident.words and not shared and close > 1:
        score -= 0.4
    return score


def _by_air(mention: Mention) -> bool:
    return any(u.value("weapon") == "air" for u in (*mention.weapons, mention.trigger))


def _since(text: Text, last: Mention, mention: Mention) -> bool:
    """Return whether a sentence steps back in time between two of its deeds."""
    between = text.words[last.trigger.last : mention.trigger.first]
    return "SINCE" in between or "AFTER" in between


def _far(last: Mention, mention: Mention) -> bool:
    return mention.trigger.first - last.trigger.last > 60


def _exact(days: list[Day]) -> set[dt.date]:
    return {d.end for d in days if d.kind in ("day", "relative", "weekday")}


def _placed(spots: list[Spot]) -> set[str]:
    found: set[str] = set()
    for spot in spots:
        for one in (spot, *spot.wider):
            if not one.is_country:
                found.add(one.name.upper())
    return found


def phrase_words(text: Text, phrase: Phrase) -> str:
    """Return a noun phrase as it was given, without an article before it."""
    first = phrase.first
    while first < phrase.last - 1 and text.words[first] in (
        "THE",
        "A",
        "AN",
        "HIS",
        "HER",
        "THEIR",
        "ITS",
        "THAT",
    ):
        first += 1
    return text.said(first, phrase.last)
