"""The steps from a text and its context to a `Location`; `geo.geocoding.geocoder` is the way in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo import coordinates, countries
from geo.gazetteer import Gazetteer, Place, areas, generic, names
from geo.geocoding import answers, regions, relations, witnesses
from geo.geocoding.ranking import (
    UNITS,
    Choice,
    Context,
    Rated,
    apart_m,
    choose,
    extent_m,
    rows_of,
    within_reach,
)
from geo.geocoding.relations import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.geocoding.evidence import Evidence
    from geo.location import Location

STRETCH_M = 400_000.0
"""The two ends of a road or a "between" are seldom farther apart: what tells namesakes apart."""


GREAT_CITY = 1_000_000
"""People from which on a side ("west Baghdad") is of the city, not of the unit that bears its name."""


SHARP = ("exact", "near", "adm2")


@dataclass(slots=True)
class Question:
    """A text with what is known beside it, and what was learned on the way to an answer."""

    text: str
    gazetteer: Gazetteer
    brief: bool
    code: str | None = None
    units: tuple[Place, ...] = ()
    second: tuple[Place, ...] = ()
    stated_admin1: str = ""
    unknown_admin1: str = ""
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ambiguous: Choice | None = None
    elsewhere: tuple[Rated, ...] = ()
    evidence: Evidence | None = None
    confirmed: bool = False

    @property
    def stated(self) -> str:
        """What stands beside the text: "unit", "country" or nothing."""
        # a unit that nothing here knows leaves more open than none: the place may be a namesake of one in it
        return "unit" if self.units or self.unknown_admin1 else "country" if self.code else ""


def resolve(
    text: str,
    country: str,
    admin1: str,
    admin2: str,
    gazetteer: Gazetteer,
    *,
    beside: tuple[str, ...] = (),
    brief: bool = False,
) -> Location:
    """Return where a text is; see `geocoder.locate`. With `brief`, without candidates and explanation."""
    question = Question(text, gazetteer, brief, stated_admin1=admin1)
    question.evidence = witnesses.gather(gazetteer, beside, text) if beside else None
    _context(question, country, admin1, admin2)
    found = _resolved(question, text)
    return replace(found, admin1_unknown=True) if question.unknown_admin1 else found


def _resolved(question: Question, text: str) -> Location:
    gazetteer = question.gazetteer
    text = areas.spelt_out(text)
    land = question.code or (question.evidence.country if question.evidence else None)
    text = areas.spelt_out_in(text, land) if land else text
    written = coordinates.parse(text)
    if written is not None:
        return answers.from_coordinates(question, written)
    if len(text) > relations.MAX_TEXT:
        question.notes.append(f"the text is {len(text)} characters long, longer than any name of a place")
        return answers.fallback(question)
    parts = relations.parse(text)
    if not parts or not names.basic(text):
        question.notes.append("there is no word in the text" if text else "the text is empty")
        return answers.fallback(question)
    land = areas.country_meant(text) if question.code is None else None
    if land is not None and gazetteer.country(land) is None:
        question.notes.append(f"{countries.name(land)} is not drawn here")
        return answers.fallback(question)
    unit = _whole_name(question, text, parts)
    if unit is not None:
        return unit
    parts = _country_in_text(question, parts)
    if question.code is None and not question.units and len(parts) > 1:
        whole = parts[0].relation is None and areas.meant(gazetteer, parts[0].anchors[0]) is not None
        question.code = None if whole else _country_of_context(question, parts)
    for i, part in enumerate(parts):
        found = (
            _related(question, part, parts[i + 1 :])
            if part.relation
            else _named(question, part, parts[i + 1 :])
        )
        if found is not None and _in_stated_unit(question, found):
            return found
    return answers.fallback(question)


def _in_stated_unit(question: Question, found: Location) -> bool:
    """Say whether an answer lies in the unit that is stated, as far as its circle tells; a coarse answer that
    is larger than the unit says less than the unit does."""
    if not question.units or found.latitude is None or found.longitude is None:
        return True
    reach = found.uncertainty_m or 0.0
    for unit in question.units:
        gap = apart_m(unit.latitude, unit.longitude, found.latitude, found.longitude)
        if gap <= unit.radius_m and (found.precision in SHARP or reach <= unit.radius_m):
            return True
    name = found.matched_name or found.text
    question.notes.append(f"{name} is not in {question.stated_admin1[:60]} as stated")
    return False


def prepare(questions: Sequence[tuple[str, str, str, str, tuple[str, ...]]], gazetteer: Gazetteer) -> None:
    """Look up at once the names that many questions (text, country, admin-1, admin-2) will ask for."""
    homes = {(q[1], q[2]): _alpha2(q[1]) if q[1] else None for q in questions}
    stated = ((names.basic(unit), code, None) for (_, unit), code in homes.items() if code and unit)
    gazetteer.prepare(stated, consonants=True)
    held = {home: gazetteer.units(code, home[1]) if code and home[1] else () for home, code in homes.items()}
    wanted = []
    for text, country, admin1, *_ in questions:
        if len(text) > relations.MAX_TEXT:
            continue
        code, units = homes[country, admin1], held[country, admin1]
        rows = rows_of(units)
        wanted += [(names.basic(a), code, rows) for part in relations.parse(text) for a in part.anchors]
    gazetteer.prepare(wanted)


def _context(question: Question, country: str, admin1: str, admin2: str) -> None:
    if country:
        question.code = _alpha2(country)
        if question.code is None:
            question.notes.append(
                f"{country!r} is not a country that is known here"
                if len(country) < 60
                else "the country is not known"
            )
    if admin1:
        _stated_unit(question, admin1)
    if admin2 and question.code:
        matches = question.gazetteer.search(names.basic(admin2[:200]), question.code)
        question.second = tuple(m.place for m in matches if m.place.kind == "adm2" and m.quality > 0.85)


def _stated_unit(question: Question, admin1: str) -> None:
    """Take the stated admin-1 unit, with or without a country; say so when nothing knows it."""
    if question.code:
        question.units = question.gazetteer.units(question.code, admin1)
        if not question.units:
            _unit_abroad(question, admin1)
        if not question.units:
            question.unknown_admin1 = f"in {countries.name(question.code)}"
    else:
        question.units = question.gazetteer.units_anywhere(admin1)
        owners = {unit.country for unit in question.units}
        if len(owners) == 1:
            question.code = owners.pop()
            question.units = question.gazetteer.units(question.code, admin1) or question.units
        elif not owners:
            question.code = areas.country_meant(admin1)
            question.unknown_admin1 = "" if question.code else "in any country"
    if question.unknown_admin1:
        question.notes.append(f"the admin-1 unit {admin1[:60]!r} is not known {question.unknown_admin1}")


def _unit_abroad(question: Question, admin1: str) -> None:
    """Take a unit that the stated country does not have here, but one other country alone does, and say so.

    Datasets count Gaza to Israel, Crimea to Russia: the unit is the sharper statement, and the difference
    is told.
    """
    asked = names.basic(admin1[:200])
    named = [m for m in question.gazetteer.search(asked) if m.place.kind == "adm1" and m.quality >= 0.93]
    owners = {m.place.country for m in named}
    if len(owners) == 1:
        stated, owner = countries.name(question.code), owners.pop()
        question.notes.append(
            f"{admin1[:60]} is counted to {countries.name(owner)} here, not to {stated} as stated"
        )
        question.code, question.units = owner, tuple(m.place for m in named)


def _whole_name(question: Question, text: str, parts: tuple[Part, ...]) -> Location | None:
    """Return the unit or country that is called by all of a text with commas or brackets in it ("Virgin
    Islands, British"), before it is taken to pieces."""
    if len(parts) < 2 or question.code or question.units:
        return None
    choice = choose(question.gazetteer, text, Context(evidence=question.evidence))
    if choice.best is None or choice.best.place.kind not in UNITS or choice.doubt:
        return None
    if choice.open:
        question.ambiguous = choice
        return answers.fallback(question)
    return answers.from_place(question, Part(None, (text,), text), choice)


def _country_in_text(question: Question, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Take a country at the end of the text ("..., Iraq") as context where none was given."""
    if (
        question.code is None
        and len(parts) > 1
        and parts[-1].relation is None
        and len(parts[-1].anchors[0]) > 3
    ):
        code = countries.alpha2(parts[-1].anchors[0])
        if code is not None and not question.gazetteer.bears_a_unit(parts[-1].anchors[0], code):
            question.code = code
            return parts[:-1]
    return parts


def _site_of_town(question: Question, part: Part, context: Context) -> Location | None:
    """Return the town that a described site begins with ("Aleppo Thermal Power Plant"), as near; a known
    town only."""
    town = generic.leading_town(names.basic(part.anchors[0]))
    choice = choose(question.gazetteer, town, context) if town and context.country else None
    if choice is None or choice.best is None or choice.open:
        return None
    best = choice.best
    if best.place.kind != "settlement" or best.place.population < 5000 or best.match.quality < 0.93:
        return None
    return answers.from_place(question, part, choice._replace(wanted="feature"))


def _country_of_context(question: Question, parts: tuple[Part, ...]) -> str | None:
    """Return the country of what the rest of the text names beyond doubt ("Kasak, near Mosul").

    A piece of the name itself is no rest: Korea is not what "South Korea" lies in.
    """
    for part in reversed(parts[1:]):
        if part.relation == "part" or part.text == parts[0].text:
            continue
        for anchor in part.anchors:
            choice = choose(question.gazetteer, anchor, Context(evidence=question.evidence))
            if choice.best is not None and not choice.open:
                return choice.best.place.country or None
    return None


def _named(question: Question, part: Part, later: tuple[Part, ...]) -> Location | None:
    context = Context(
        question.code,
        question.units,
        _near(question, later, part.anchors[0]),
        question.evidence,
        question.brief,
    )
    choice = choose(question.gazetteer, part.anchors[0], context)
    if choice.best is None:
        question.elsewhere = question.elsewhere or choice.elsewhere
        question.missing.append(part.anchors[0])
        return _site_of_town(question, part, context)
    if choice.open:
        question.ambiguous = question.ambiguous or choice
        return None
    question.confirmed = bool(context.near) and within_reach(choice.best.place, context)
    if later and choice.best.place.kind not in UNITS and _has_an_unknown_part(question, part, later):
        question.missing.append(later[0].text)
    return answers.from_place(question, part, choice)


def _has_an_unknown_part(question: Question, part: Part, later: tuple[Part, ...]) -> bool:
    """Say whether what follows a known town names something that nothing here knows: "Juba, Jebel Kujur" is
    in Juba or beside it, not at its middle."""
    if later[0].relation not in (None, "near") or later[0].text == part.text:
        return False
    name = later[0].anchors[0]
    if generic.only_general(names.basic(name)) or areas.meant(question.gazetteer, name) is not None:
        return False
    if question.code and question.gazetteer.units(question.code, name):
        return False
    if names.folded(generic.stripped(names.basic(name))) in names.folded(names.basic(question.stated_admin1)):
        return False
    return choose(question.gazetteer, name, Context(question.code)).best is None


def _near(question: Question, later: tuple[Part, ...], own: str) -> tuple[tuple[float, float, float], ...]:
    """Return the reaches of the places that the rest of the text names, to tell namesakes apart by."""
    if not later:
        return ()
    reaches = []
    context = Context(question.code, evidence=question.evidence)
    for part in later[:4]:
        for anchor in part.anchors:
            if anchor in own or own in anchor:
                continue
            choice = choose(question.gazetteer, anchor, context)
            likely = [] if choice.best is None else [choice.best]
            for rated in dict.fromkeys([*likely, *choice.rated[:3]]):
                if rated.score > 0.8:
                    place = rated.place
                    reaches.append((place.latitude, place.longitude, regions.reach_m(part, place)))
    return tuple(reaches)


def _related(question: Question, part: Part, later: tuple[Part, ...]) -> Location | None:
    if part.relation == "border":
        return answers.on_border(question, part)
    near = _near(question, later, " ".join(part.anchors))
    chosen = [_anchor(question, name, part.relation, near) for name in part.anchors]
    if len(chosen) == 2 and any(c is not None and c.open for c in chosen):
        chosen = [
            _beside(question, name, mine, other)
            for name, mine, other in zip(part.anchors, chosen, chosen[::-1], strict=True)
        ]
    if len(chosen) == 2 and None in chosen:  # one end of a stretch is better than nothing
        chosen = [c for c in chosen if c is not None]
        part = replace(part, relation="one end") if chosen else part
    if part.relation == "part" and not question.code and not question.units:
        chosen = [c if c is None or _has_sides(c) else None for c in chosen]
    settled = [c for c in chosen if c is not None and c.best is not None and not c.open]
    if not settled:
        question.missing.extend(part.anchors)
    if len(settled) < len(chosen):
        for choice in chosen:
            if choice is not None and choice.open:
                question.ambiguous = question.ambiguous or choice
        return None
    if not settled:
        return None
    return answers.from_relation(question, part, settled)


def _has_sides(choice: Choice) -> bool:
    """Say whether a side of a place is spoken of: of a unit or a great city, not in "South Side"."""
    best = choice.best
    return best is not None and (best.place.kind in UNITS or best.place.population >= GREAT_CITY)


def _beside(question: Question, name: str, mine: Choice | None, other: Choice | None) -> Choice | None:
    """Settle an ambiguous end of a stretch by the other end: namesakes far from it are not meant."""
    if mine is None or other is None or not mine.open:
        return mine
    places = [r.place for r in other.rated[:4] if r.score > 0.85]
    near = tuple((p.latitude, p.longitude, STRETCH_M) for p in places)
    choice = choose(question.gazetteer, name, Context(question.code, question.units, near, question.evidence))
    return choice if choice.best is not None and not choice.open else mine


def _anchor(
    question: Question,
    name: str,
    relation: str | None = None,
    near: tuple[tuple[float, float, float], ...] = (),
) -> Choice | None:
    """Return what an anchor means: in the stated unit if it is there, else anywhere in the country."""
    if relation == "part" and question.units:
        matches = question.gazetteer.search(names.basic(name), question.code)
        great = any(m.place.population >= GREAT_CITY for m in matches)
        for match in matches:
            # "eastern Raqqa" in the governorate of Raqqa is not the town's east, but "west Baghdad" is
            # the city's west
            if match.place in question.units and not great:
                rated = Rated(match, 1.0, True)
                return Choice(rated, (), (), (rated,))
    for units in dict.fromkeys((question.units, ())):
        choice = choose(question.gazetteer, name, Context(question.code, units, near, question.evidence))
        if choice.best is not None:
            return choice
    inner = relations.parse(name)
    for part in inner:
        if part.anchors[0] != name:
            choice = choose(
                question.gazetteer, part.anchors[0], Context(question.code, (), near, question.evidence)
            )
            if choice.best is not None:
                return choice
    return None


@lru_cache(maxsize=4096)
def _alpha2(country: str) -> str | None:
    return countries.alpha2(country)


def reach(place: Place) -> float:
    """Return the extent of a place or unit in metres."""
    return place.radius_m if place.kind in UNITS else extent_m(place)
