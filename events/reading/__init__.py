"""A report's text to draft events, each value with the words that it rests on; offline, by rules and lists.

`read_report` is the way in. Nothing here enters the table: a person accepts a draft, changes
it or refuses it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from events.reading import locating
from events.reading.confidence import confidence, features
from events.reading.days import days_in
from events.reading.drafts import Draft
from events.reading.filling import filled
from events.reading.incidents import Incident, incidents_of
from events.reading.mentions import Mention, Scene, mentions_of
from events.reading.phrases import phrases_of, units_of
from events.reading.places import Names, countries_named, names_of, spots_of
from events.reading.text import Sentence, Text
from geo import countries
from geo.gazetteer import Gazetteer, layers

if TYPE_CHECKING:
    from collections import Counter

__all__ = ["Draft", "read_report"]

_HEADER = re.compile(r"^(?P<head>.{0,300}?)(?: -- ?|\[TEXT\])(?: ?\[TEXT\])?", re.S)
_DATELINE = re.compile(
    r"^[^.\n]{2,60}?\d{1,2} [A-Z]{3,9}\.?(?:,? \d{2,4})?(?: \([^)\n]{2,40}\))? ?- "
    r"|^[A-Z][A-Z ,']{2,40}(?: \([A-Z ]{2,20}\))? - "
)
OLD_DAYS = 62
LEAST = 0.35
"""Drafts that are less likely than this to be an event of their own are not made."""


def read_report(
    given: str,
    published: dt.date | None = None,
    country: str | None = None,
    gazetteer: Gazetteer | None = None,
    *,
    publisher: str | None = None,
) -> list[Draft]:
    """Return the events that a report tells of, in the order of the text.

    Parameters
    ----------
    given : str
        The report's text. Any text is read; nothing in it is ever run or fetched.
    published : date, optional
        The day that "yesterday" is reckoned from.
    country : str, optional
        Name or code of the country that the report is about, where it is known.
    gazetteer : Gazetteer, optional
        Where names are looked up; the shipped one and the layers of the default folder when not given.
    publisher : str, optional
        Who published it: it is the claimant of what the report itself states.
    """
    text = Text(given)
    used = gazetteer or layers.open_all()
    asked = names_of(used)
    header = _header_end(text)
    scenes, home = _scenes(text, header, published, countries.alpha2(country) if country else None, asked)
    mentions = [m for scene in scenes for m in mentions_of(text, scene) if _tells(m)]
    found = []
    for incident in incidents_of(text, mentions):
        draft = filled(text, incident, scenes, published, home)
        if not _kept(incident, draft, published):
            continue
        draft.features = features(text, incident, draft, scenes, published)
        draft.confidence = confidence(draft.features)
        if draft.confidence >= LEAST:
            locating.place(draft, used)
            locating.name(draft)
            for claim in draft.claims:
                if claim.status == "accused_by_third_party":
                    claim.claimant = claim.claimant or publisher
            found.append(draft)
    return found


def _header_end(text: Text) -> int:
    """Return the token behind a dateline ("BOGOTA, 9 JAN 90 (EFE) -- "), 0 where there is none."""
    match = _HEADER.match(text.plain) or _DATELINE.match(text.plain)
    if not match:
        return 0
    return next((i for i, t in enumerate(text.tokens) if t.start >= match.end()), len(text.tokens))


def _scenes(
    text: Text, header: int, published: dt.date | None, country: str | None, asked: Names
) -> tuple[list[Scene], str | None]:
    made: list[Scene] = []
    for sentence in text.sentences:
        if sentence.last <= header:
            continue
        first = max(sentence.first, header)
        own = Sentence(first, sentence.last, sentence.paragraph)
        start, end = text.tokens[first].start, text.tokens[sentence.last - 1].end
        days = days_in(text.plain[start:end], start, published) if published else []
        dated = frozenset(
            i
            for i in range(first, sentence.last)
            for d in days
            if d.span[0] <= text.tokens[i].start < d.span[1]
        )
        units = units_of(text, own, dated)
        made.append(Scene(len(made), own, units, phrases_of(text, units), [], days))
    votes = countries_named([s.units for s in made])
    home = country or _home(text, header, votes, asked)
    order = [home] if home else []
    order += [code for code, _ in votes.most_common(3) if code != home]
    for scene in made:
        scene.spots = spots_of(text, scene.units, scene.phrases, asked, order)
    return made, home


def _home(text: Text, header: int, votes: Counter[str], asked: Names) -> str | None:
    for unit in units_of(text, Sentence(0, header, 0)) if header else ():
        for kind, code in unit.tags:
            votes[code] += 6 * (kind == "home")
    if header > 2:
        words = [t.word for t in text.tokens[: min(header, 6)]]
        stop = next((i for i, w in enumerate(words) if w in (",", "(")), len(words))
        head = text.said(0, max(1, stop))
        best, most = None, 0
        for code, _ in votes.most_common(6):
            known = asked.kind(head, code)
            if known and known[1] > most:
                best, most = code, known[1]
        best = best or asked.country_of(head)
        if best:
            votes[best] += 8
    return votes.most_common(1)[0][0] if votes else None


def _tells(mention: Mention) -> bool:
    """Return whether a mention tells of something that happened."""
    if mention.hypothetical or mention.negated:
        return False
    return bool(mention.patients or mention.agents or mention.weapons)


def _kept(incident: Incident, draft: Draft, published: dt.date | None) -> bool:
    """Return whether an incident is an event of its own: recent, with a victim or a weapon and a place."""
    if published and draft.end_date and draft.end_date < published - dt.timedelta(OLD_DAYS):
        return False
    if incident.group in ("clash", "arrest", "protest"):
        return False
    return bool(draft.target or (draft.weapon and draft.place))
