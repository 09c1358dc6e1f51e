"""Who is named as the doer of an incident, by whom, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.reading import lexicon
from events.reading.drafts import Claim, Span
from events.reading.incidents import Incident, phrase_words

if TYPE_CHECKING:
    from events.reading.mentions import Scene
    from events.reading.phrases import Phrase, Unit
    from events.reading.text import Text


@dataclass(slots=True)
class Doers:
    """The doers found: descriptions and names with their evidence, and the claims."""

    described: list[tuple[str, Span]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def names(self) -> list[str]:
        """Return everybody named or described, once each."""
        said = [c.actor for c in self.claims if c.actor and c.status != "denied"] + [
            d for d, _ in self.described
        ]
        return list({name.upper(): name for name in said}.values())


_ARMED = lexicon.word_set("state_armed")
_ANYBODY = lexicon.word_set("anybody")


def doers_of(text: Text, incident: Incident, scenes: list[Scene]) -> Doers:
    """Return who did it, as the report has it."""
    found = Doers()
    hit = {(p.first, p.last) for m in incident.mentions for p in m.patients}
    for mention in incident.mentions:
        for phrase in mention.agents:
            if (
                (phrase.first, phrase.last) not in hit
                and _may_do(text, phrase)
                and not _foil(text, phrase.first)
            ):
                if found.described and not phrase.orgs:
                    continue  # who is named first is meant
                _take(text, phrase, mention.scene, found)
    if not any(c.status == "claimed_by_actor" for c in found.claims):
        _claimed_later(text, incident, scenes, found)
    if not found.claims:
        _named_beside(text, incident, found)
    return found


def _named_beside(text: Text, incident: Incident, found: Doers) -> None:
    """Take a group that an incident's sentence counts among the doers, where nobody else is named."""
    hit = {i for m in incident.mentions for p in m.patients for i in range(p.first, p.last)}
    for mention in incident.mentions:
        for unit in mention.scene.units:
            if unit.value("org") != "group" or unit.first in hit or _foil(text, unit.first):
                continue
            status, claimant, spans = _ground(text, mention.scene, unit)
            said, span = text.said(unit.first, unit.last), text.span(unit.first, unit.last)
            _add(found, Claim(claimant, said, status, [span, *spans]))
            return


def _may_do(text: Text, phrase: Phrase) -> bool:
    """Return whether a phrase names somebody who attacks: no victims, officials or passers-by."""
    if phrase.kind == "perp" or phrase.umbrella or any(u.value("org") == "group" for u in phrase.orgs):
        return True
    words = set(text.words[phrase.first : phrase.last])
    if phrase.kind == "org":
        return bool(words & _ARMED)
    return (
        phrase.kind == "person"
        and not phrase.named
        and (bool(words & _ARMED) or text.words[phrase.head] in _ANYBODY)
    )


def _take(text: Text, phrase: Phrase, scene: Scene, found: Doers) -> None:
    groups = [u for u in phrase.orgs if u.value("org") == "group"]
    status, claimant, spans = _ground(text, scene, phrase)
    if phrase.umbrella:
        _add(
            found,
            Claim(
                claimant,
                text.said(phrase.umbrella.first, phrase.umbrella.last),
                status,
                [text.span(phrase.umbrella.first, phrase.umbrella.last), *spans],
            ),
        )
        return
    for unit in groups:
        _add(
            found,
            Claim(
                claimant, text.said(unit.first, unit.last), status, [text.span(unit.first, unit.last), *spans]
            ),
        )
    if (phrase.kind == "org" and not groups) or (
        phrase.kind == "person" and phrase.role == "armed" and not groups
    ):
        _add(
            found,
            Claim(
                claimant, phrase_words(text, phrase), status, [text.span(phrase.first, phrase.last), *spans]
            ),
        )
    elif phrase.kind == "perp" or (phrase.kind == "person" and not groups):
        first = phrase.orgs[-1].last if groups and phrase.orgs[-1].last < phrase.last else phrase.first
        words = text.said(first, phrase.last) if first > phrase.first else phrase_words(text, phrase)
        if not any(words.upper() == known.upper() for known, _ in found.described):
            found.described.append((words, text.span(first, phrase.last)))


def _add(found: Doers, claim: Claim) -> None:
    known = next(
        (c for c in found.claims if c.actor and claim.actor and c.actor.upper() == claim.actor.upper()), None
    )
    if known is None:
        found.claims.append(claim)
    elif claim.status == "claimed_by_actor":
        known.status, known.claimant = claim.status, claim.claimant
        known.evidence += claim.evidence


def _ground(text: Text, scene: Scene, phrase: Phrase | Unit) -> tuple[str, str | None, list[Span]]:
    """Return on what ground a sentence names a doer, who says so, and the words that tell it."""
    doubt = next((u for u in scene.units if u.has("doubt")), None)
    claim = next((u for u in scene.units if u.has("claim")), None)
    authority = next(
        (u for u in scene.units if u.has("authority") and not phrase.first <= u.first < phrase.last), None
    )
    reports = next((u for u in scene.units if u.has("report")), None)
    if claim and "RESPONSIB" in " ".join(text.words[scene.sentence.first : scene.sentence.last]):
        return "claimed_by_actor", text.said(phrase.first, phrase.last), [text.span(claim.first, claim.last)]
    if doubt and authority and reports:
        spans = [text.span(doubt.first, doubt.last), text.span(authority.first, authority.last)]
        return "accused_by_opponent", text.said(authority.first, authority.last), spans
    if doubt:
        return "assessed_by_analyst", None, [text.span(doubt.first, doubt.last)]
    return "accused_by_third_party", None, []


def _foil(text: Text, at: int) -> bool:
    """Return whether somebody is named only as the one who did not do it ("rather than fighters")."""
    before = " ".join(text.words[max(0, at - 6) : at])
    return "RATHER THAN" in before or "INSTEAD OF" in before


def _unlisted(text: Text, scene: Scene, claim: Unit, found: Doers) -> bool:
    """Take a group that no list has, named before the words that claim the deed."""
    if text.words[claim.first] == "RESPONSIBILITY":
        return False
    before = [p for p in scene.phrases if p.last <= claim.first and p.named and claim.first - p.last <= 4]
    if not before:
        return False
    phrase = before[-1]
    said, span = text.said(phrase.first, phrase.last), text.span(phrase.first, phrase.last)
    _add(found, Claim(said, said, "claimed_by_actor", [span, text.span(claim.first, claim.last)]))
    return True


def _claimed_later(text: Text, incident: Incident, scenes: list[Scene], found: Doers) -> None:
    """Look in the sentences of the incident and behind it for who claims it or is blamed."""
    numbers = {m.scene.number for m in incident.mentions}
    first, last = min(numbers), max(numbers)
    for scene in scenes[max(0, first - 2) : last + 6]:
        claim = next((u for u in scene.units if u.has("claim")), None)
        deny = next((u for u in scene.units if u.has("deny")), None)
        blame = next((u for u in scene.units if u.has("doubt")), None)
        if not (claim or blame) or (deny and not claim):
            continue
        groups = [u for u in scene.units if u.value("org") == "group" and not _foil(text, u.first)]
        if claim and not groups and _unlisted(text, scene, claim, found):
            return
        if not groups:
            continue
        words = text.words[scene.sentence.first : scene.sentence.last]
        if claim and ("RESPONSIBILITY" in words or "CREDIT" in words):
            unit = groups[0]
            said = text.said(unit.first, unit.last)
            spans = [text.span(unit.first, unit.last), text.span(claim.first, claim.last)]
            _add(found, Claim(said, said, "claimed_by_actor", spans))
            return
        if blame and not found.claims:
            status, claimant, spans = _ground(text, scene, groups[0])
            unit = groups[0]
            _add(
                found,
                Claim(
                    claimant,
                    text.said(unit.first, unit.last),
                    status,
                    [text.span(unit.first, unit.last), *spans],
                ),
            )
