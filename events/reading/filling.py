"""An incident's values: what, when, where, to whom, how many, with what; each with the words it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.reading import lexicon
from events.reading.actors import doers_of
from events.reading.drafts import Draft, Span
from events.reading.incidents import Incident, phrase_words
from geo import countries

if TYPE_CHECKING:
    import datetime as dt

    from events.reading.days import Day
    from events.reading.mentions import Mention, Scene
    from events.reading.phrases import Phrase, Unit
    from events.reading.places import Spot
    from events.reading.text import Text

_SHELL, _IED, _AIR = "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Air/drone strike"
_BY_WEAPON = {
    "mortar": _SHELL,
    "rocket": _SHELL,
    "grenade": "Grenade",
    "air": _AIR,
    "bomb": _IED,
    "mine": _IED,
    "chemical": "Chemical weapon",
}


def filled(
    text: Text, incident: Incident, scenes: list[Scene], published: dt.date | None, country: str | None
) -> Draft:
    """Return an incident as a draft."""
    draft = Draft()
    _when(text, incident, scenes, published, draft)
    _where(text, incident, scenes, country, draft)
    _target(text, incident, draft)
    _numbers(text, incident, draft)
    arms = _arms(text, incident, scenes, draft)
    _what(incident, arms, draft)
    doers = doers_of(text, incident, scenes)
    draft.claims = doers.claims
    names = doers.names()
    if names:
        draft.attacker = "; ".join(names[:3])
        spans = [s for _, s in doers.described] + [c.evidence[0] for c in doers.claims]
        draft.evidence["attacker"] = spans
    trigger = incident.mentions[0].trigger
    draft.evidence["event_type"] = [text.span(trigger.first, trigger.last)]
    return draft


_PRECISE = {"day": 0, "relative": 1, "weekday": 2, "ago": 3, "period": 4, "since": 5, "month": 5, "year": 6}


def beside(incident: Incident, scenes: list[Scene]) -> list[Scene]:
    """Return the sentences next to an incident's first one, the nearest first, and the report's first."""
    at = incident.mentions[0].scene.number
    near = [at - 1, at + 1, at - 2, at + 2, 0]
    return [scenes[n] for n in near if 0 <= n < len(scenes)]


def _of_event(text: Text, scene: Scene, day: Day) -> bool:
    """Return whether a day is not just the one on which somebody said something."""
    if day.kind != "relative":
        return True
    for unit in scene.units:
        if unit.has("report"):
            start, end = text.tokens[unit.first].start, text.tokens[unit.last - 1].end
            if 0 <= day.span[0] - end <= 2 or 0 <= start - day.span[1] <= 2:
                return False
    return True


def _when(
    text: Text, incident: Incident, scenes: list[Scene], published: dt.date | None, draft: Draft
) -> None:
    best: Day | None = None
    for mention in incident.mentions:
        days = [d for d in mention.scene.days if d.kind != "year" and _of_event(text, mention.scene, d)]
        if days:
            at = text.tokens[mention.trigger.first].start
            best = min(days, key=lambda d: (_PRECISE[d.kind] > 3, abs(d.span[0] - at)))
            break
    if best is None:
        years = [d for m in incident.mentions for d in m.scene.days if d.kind == "year"]
        best = years[0] if years else None
    if best is None:
        close = [
            d
            for s in beside(incident, scenes)
            for d in s.days
            if d.kind in ("day", "relative", "weekday") and _of_event(text, s, d)
        ]
        recent = [d for d in close if published and (published - d.end).days <= 14]
        best = recent[0] if recent else None
    if best is None:
        draft.end_date = published
        return
    draft.event_date, draft.end_date, draft.time_precision = best.start, best.end, best.precision
    draft.evidence["event_date"] = [text.place(*best.span)]


def _where(text: Text, incident: Incident, scenes: list[Scene], country: str | None, draft: Draft) -> None:
    spots = incident.spots()
    if not any(not s.is_country for s in spots):
        close = [s for scene in beside(incident, scenes) for s in scene.spots if not s.is_country]
        spots += [s for s in close if s.known and s.country == country][:1]
    exact = [s for s in spots if not s.is_country]
    best: Spot | None = min(exact, key=_coarseness, default=None)
    code = None
    if best:
        if best.other:
            draft.place = f"between {best.name} and {best.other.name}"
            spans = [text.span(best.name_first, best.other.name_last)]
        else:
            chain = [s for s in (best, *best.wider) if not s.is_country]
            draft.place = ", ".join(s.name for s in chain[:3])
            spans = [text.span(s.name_first, s.name_last) for s in chain[:3]]
        draft.evidence["place"] = spans
        code = next((s.country for s in (*best.wider, best) if s.is_country), None) or best.country
    if code is None:
        code = next((s.country for s in spots if s.is_country and s.preposition == "IN"), None) or country
    draft.country = countries.name(code) if code else None


def _coarseness(spot: Spot) -> tuple[bool, bool, int]:
    """Return what sorts a quarter before its town, and a town before its department."""
    return (spot.large, not (spot.known or spot.small), -int(spot.small))


def _is_victim(phrase: Phrase) -> bool:
    return phrase.kind in ("person", "name", "perp", "thing", "org") and not (
        phrase.kind == "org" and not phrase.orgs
    )


def _target(text: Text, incident: Incident, draft: Draft) -> None:
    ranked: list[tuple[float, int, str, Span, Mention]] = []
    placed = {s.name_first for m in incident.mentions for s in m.scene.spots}
    for n, mention in enumerate(incident.mentions):
        for phrase in mention.patients:
            if (
                _is_victim(phrase)
                and phrase.kind != "perp"
                and not (phrase.kind == "name" and any(phrase.first <= p < phrase.last for p in placed))
            ):
                words = phrase_words(text, phrase)
                ranked.append(
                    (
                        _weight(text, phrase, mention) - 0.3 * n,
                        -n,
                        words,
                        text.span(phrase.first, phrase.last),
                        mention,
                    )
                )
    if ranked:
        best = max(ranked, key=lambda r: (r[0], r[1]))
        same = [r for r in ranked if r[4] is best[4] and r[2] != best[2] and r[0] >= 2]
        kept = [best, *same[:2]]
        draft.target = "; ".join(r[2] for r in kept)
        draft.evidence["target"] = [r[3] for r in kept]


_VAGUE_PEOPLE = lexicon.word_set("vague_people")


def _weight(text: Text, phrase: Phrase, mention: Mention) -> float:
    """Return how well a phrase names a victim."""
    weight = {"person": 3.0, "thing": 2.5, "name": 1.5, "org": 1.0}[phrase.kind]
    if phrase.named and phrase.kind == "person":
        weight += 0.5
    if text.words[phrase.head] in _VAGUE_PEOPLE and not phrase.named:
        weight -= 1.0
    if mention.family in ("kill", "abduct") and phrase.kind in ("person", "name"):
        weight += 0.5
    return weight


Counted = tuple["int | None", "int | None", "int | None", list[Span]]


def _words_of(text: Text, mention: Mention) -> set[str]:
    return {w for p in mention.patients for w in text.words[p.first : p.last] if len(w) > 3}


def _sentence(text: Text, mention: Mention) -> list[str]:
    return text.words[mention.scene.sentence.first : mention.scene.sentence.last]


def _added(one: Counted, other: Counted) -> Counted:
    """Return two counts of different people together."""
    low, best, high = (
        None if a is None or b is None else a + b for a, b in zip(one[:3], other[:3], strict=True)
    )
    return low, best, high, one[3] + other[3]


def _numbers(text: Text, incident: Incident, draft: Draft) -> None:
    for family, name in (("kill", "killed"), ("injure", "injured"), ("abduct", "abducted")):
        counted: Counted | None = None
        seen: set[str] = set()
        for mention in incident.mentions:
            if mention.family != family or mention.hypothetical:
                continue
            made = _count(text, mention)
            if made and counted is None:
                counted, seen = made, _words_of(text, mention)
            elif (
                made
                and counted
                and "ALSO" in _sentence(text, mention)
                and not seen & _words_of(text, mention)
            ):
                counted = _added(counted, made)
                seen |= _words_of(text, mention)
        if counted is None:
            continue
        low, best, high, spans = counted
        if name == "killed":
            draft.fatalities_low, draft.fatalities_best, draft.fatalities_high = low, best, high
            draft.evidence["fatalities_best"] = spans
        else:
            setattr(draft, name, best if best is not None else low if low is not None else high)
            draft.evidence[name] = spans


def _of(counted: tuple[int | None, int | None, int | None, list[Span]]) -> int:
    return next((v for v in (counted[1], counted[0], counted[2]) if v is not None), 0)


def _count(text: Text, mention: Mention) -> tuple[int | None, int | None, int | None, list[Span]] | None:
    """Return how many a mention's victims are; null where a plural has no number."""
    low = best = 0
    exact, bounded, spans = True, False, []
    people = [p for p in mention.patients if p.kind in ("person", "name", "perp") or p.figure]
    names = [p for p in people if p.named]
    for phrase in people:
        if phrase.kind == "thing":
            continue
        if phrase.figure and not (phrase.figure.value > 1900 and phrase.figure.value < 2100):
            f = phrase.figure
            low += f.low if f.low is not None else f.best if f.best is not None else 0
            best += f.value
            exact = exact and f.best is not None
            bounded = bounded or (f.high is None and f.best is None)
            spans.append(text.span(f.first, f.last))
        elif phrase.plural:
            return None
        elif (
            names
            and not phrase.named
            and phrase.role in ("official", "civilian", "armed")
            and len(people) > 1
        ):
            continue  # what a named person is
        else:
            low, best = low + 1, best + 1
            spans.append(text.span(phrase.first, phrase.last))
    if not spans:
        return None
    if exact:
        return best, best, best, spans
    return (low or None), None, None if bounded else best, spans


_TELLING = ("SHOT", "MACHINEGUNNED", "MACHINE-GUNNED", "SHOOTING", "DYNAMITED", "STRAFED")


def _arms(text: Text, incident: Incident, scenes: list[Scene], draft: Draft) -> list[Unit]:
    """Fill the weapon; returns the weapons found, those of the sentences beside it where it has none."""
    arms = [u for m in incident.mentions for u in m.weapons]
    told = [m.trigger for m in incident.mentions if text.words[m.trigger.first] in _TELLING]
    if not arms and not told and incident.group == "harm":
        reach = 4 if incident.families & {"bomb", "destroy"} else 2
        near = [u for s in beside(incident, scenes)[:reach] for u in s.units if u.value("weapon") in _BLASTS]
        arms = near[:1]
    seen: dict[str, Span] = {}
    for unit in arms or told[:1]:
        seen.setdefault(text.said(unit.first, unit.last), text.span(unit.first, unit.last))
    if seen:
        kept = list(seen.items())[:2]
        draft.weapon = "; ".join(words for words, _ in kept)
        draft.evidence["weapon"] = [span for _, span in kept]
    return arms


_BLASTS = ("bomb", "mine", "grenade", "rocket", "mortar")


def _what(incident: Incident, arms: list[Unit], draft: Draft) -> None:
    families = incident.families
    kinds = [u.value("weapon") or "" for u in arms]
    if "abduct" in families and incident.group == "abduct":
        draft.sub_event_type = "Abduction/forced disappearance"
    elif incident.group == "arrest":
        draft.sub_event_type = "Arrests"
    elif incident.group == "clash":
        draft.sub_event_type = "Armed clash"
    elif incident.group == "protest":
        draft.sub_event_type = "Violent demonstration"
    elif incident.group == "rob":
        draft.sub_event_type = "Looting/property destruction"
    elif families & {"bomb", "destroy", "attack", "kill", "injure"} and any(k in _BY_WEAPON for k in kinds):
        draft.sub_event_type = _BY_WEAPON[next(k for k in kinds if k in _BY_WEAPON)]
        if "kill" in families and "gun" in kinds and "bomb" not in families:
            draft.sub_event_type = "Attack"
    elif "bomb" in families:
        draft.sub_event_type = _IED
    elif ("burn" in families and not families & {"kill", "attack"}) or families == {"destroy"}:
        draft.sub_event_type = "Looting/property destruction"
    else:
        draft.sub_event_type = "Attack"
