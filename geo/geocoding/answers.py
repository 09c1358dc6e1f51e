"""Locations made out of what `resolving` found: precision, radius of doubt, and the reasons in words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from geo import countries
from geo.gazetteer import generic, names
from geo.geocoding import borders, regions
from geo.geocoding.doubt import CONSONANTS_M, STRETCH_M, beside_m, district_m, sharpness
from geo.geocoding.ranking import UNITS, Choice, Rated, apart_m, extent_m
from geo.location import Candidate, Location

if TYPE_CHECKING:
    from geo.coordinates import Coordinates
    from geo.gazetteer import Place
    from geo.geocoding.relations import Part
    from geo.geocoding.resolving import Question

POINT_DOUBT_M = 3_000.0
"""How far gazetteers' points for one village lie apart; added to the extent of what was matched."""

SURE_ENOUGH = 0.9
"""Quality of a match below which a part of the place that nothing knows leaves more than its town open."""

WRITTEN_SHARP_M = 1_000.0
"""Coordinates written more coarsely than this say by their digits that they are no point."""

MAX_CANDIDATES = 12


def from_place(question: Question, part: Part, choice: Choice) -> Location:
    """Return the location of a name that was found."""
    best = choice.best
    assert best is not None
    place = best.place
    sure = question.confirmed or best.match.quality >= SURE_ENOUGH
    precision, doubt = sharpness(best, choice.wanted, question.stated, question.confirmed)
    reason = "; ".join(question.notes) or None
    skipped = [m for m in question.missing if m not in part.anchors]
    if skipped and place.kind not in UNITS and precision != "region":
        precision, doubt = ("near", beside_m(doubt)) if sure else ("region", doubt + CONSONANTS_M)
    if skipped:
        reason = _join(reason, f"{skipped[0]!r} is not found; {place.name} beside it in the text is")
    words = ""
    if not question.brief:
        words = f"{best.match.name!r} ({place.source}, {place.kind} in {_whose(place)})"
        words += f" matches {part.anchors[0]!r}: {best.match.rule}."
    return _location(
        question,
        place.latitude,
        place.longitude,
        precision,
        doubt,
        by=_by(place),
        matched=best.match.name,
        explanation=words,
        choice=choice,
        reason=reason,
        place=place,
        ambiguous=question.ambiguous is not None,
    )


def from_relation(question: Question, part: Part, chosen: list[Choice]) -> Location:
    """Return the location that a relation to settled anchors makes."""
    places = [c.best.place for c in chosen if c.best is not None]
    first = places[0]
    doubt = extent_m(first) + POINT_DOUBT_M if first.kind not in UNITS else first.radius_m
    if generic.split(names.basic(part.before))[1] == "stretch" and first.kind not in UNITS:
        doubt += STRETCH_M  # "the river near Kobane" is as long as the river
    if len(places) == 2:
        region = regions.two_anchors(part, first, places[1], POINT_DOUBT_M)
    else:
        region = regions.one_anchor(part, first, doubt)
    matched = " / ".join(c.best.match.name for c in chosen if c.best is not None)
    reason = "; ".join(question.notes) or None
    words = (
        f"{region.words[0].upper()}{region.words[1:]}: within {regions.km(region.radius_m)} of its middle."
    )
    return _location(
        question,
        region.latitude,
        region.longitude,
        region.precision,
        region.radius_m,
        by="gazetteer",
        matched=matched,
        explanation=words,
        choice=chosen[0],
        reason=reason,
        place=first,
        relation=part.relation,
        anchors=tuple((p.name, p.latitude, p.longitude) for p in places),
    )


def on_border(question: Question, part: Part) -> Location | None:
    """Return the stretch of border between two countries, one of them perhaps only known from the context."""
    codes = [borders.country_code(a) for a in part.anchors]
    if len(codes) == 1 and question.code and codes[0] != question.code:
        codes.append(question.code)
    if len(codes) < 2 or None in codes or codes[0] == codes[1]:
        question.missing.extend(part.anchors)
        return None
    found = borders.between(question.gazetteer, str(codes[0]), str(codes[1]), question.units)
    if found is None:
        question.missing.append(part.text)
        return None
    label = f"border of {countries.name(codes[0])} and {countries.name(codes[1])}"
    words = "" if question.brief else f"The {label}, taken from the places on both sides of it."
    return _location(
        question,
        found.latitude,
        found.longitude,
        found.precision,
        found.radius_m,
        by="gazetteer",
        matched=label,
        explanation=words,
        relation="border",
        reason="; ".join(question.notes) or None,
    )


def from_coordinates(question: Question, written: Coordinates) -> Location:
    """Return the location of coordinates in the text, said aloud when they are not in the stated country."""
    lat, lon, warnings = written.latitude, written.longitude, list(written.warnings)
    home = question.gazetteer.country(question.code) if question.code else None
    if home is not None and apart_m(home.latitude, home.longitude, lat, lon) > home.radius_m + 50_000:
        for sign, other in (
            ("swapped", (lon, lat)),
            ("without their sign", (lat, -lon)),
            ("without their sign", (-lat, lon)),
        ):
            if abs(other[0]) <= 90 and apart_m(home.latitude, home.longitude, *other) <= home.radius_m:
                warnings.append(f"the coordinates are far from {home.name}; they may be {sign}")
                break
        else:
            warnings.append(f"the coordinates are far from {home.name}")
    return Location(
        question.text,
        lat,
        lon,
        *_written_precision(written.precision_m),
        "coordinates in text",
        written.notation,
        f"Read as {written.notation}.",
        reason="; ".join([*warnings, *question.notes]) or None,
        warnings=tuple(warnings),
        country=countries.name(question.code),
    )


def _written_precision(radius_m: float) -> tuple[str, float | None]:
    """Return what the last digit of written coordinates says: too little for a town, else nothing.

    Digits are written whether they are known or not: many of them make no place exact.
    """
    if radius_m <= WRITTEN_SHARP_M:
        return "not_stated", None
    return ("near" if radius_m <= regions.NEAR_LIMIT_M else "region"), radius_m


def fallback(question: Question) -> Location:
    """Return the smallest unit that is known to hold the place, or "not found, because ..."."""
    choice, unit = question.ambiguous, _unit(question)
    reason = _why_not(question)
    if unit is None:
        return Location(
            question.text,
            candidates=candidates(question, choice),
            ambiguous=choice is not None,
            reason=reason,
            explanation=reason,
            country=countries.name(question.code),
            precision="unlocated",
        )
    words = "" if question.brief else f"The middle of {unit.name}, with a radius that covers it. {reason}"
    return _location(
        question,
        unit.latitude,
        unit.longitude,
        unit.kind,
        district_m(unit) if unit.kind == "adm2" else unit.radius_m,
        by="admin centroid",
        matched=unit.name,
        explanation=words,
        choice=choice,
        reason=reason,
        place=unit,
        ambiguous=choice is not None,
    )


def _unit(question: Question) -> Place | None:
    if question.second:
        inside = [
            s
            for s in question.second
            if not question.units or set(s.unit_ids) & {u.row for u in question.units}
        ]
        if len(inside) == 1:
            return inside[0]
    if question.units:
        alone = len({unit.country for unit in question.units}) == 1
        return question.units[0] if alone else None
    if question.code:
        return question.gazetteer.country(question.code)
    return _of_document(question)


def _of_document(question: Question) -> Place | None:
    """Return the unit or country that two thirds of the document's other places speak for."""
    evidence = question.evidence
    if evidence is None or evidence.country is None or not names.basic(question.text):
        return None
    choice, row = question.ambiguous, evidence.unit_row
    rivals = [] if choice is None or choice.best is None else [choice.best, *choice.rivals]
    unit = None if row is None else question.gazetteer.indexes[0].place(row)
    for home in (unit, question.gazetteer.country(evidence.country)):
        if home is not None and evidence.holds(home, rivals):
            question.notes.append(f"most other places of the document are in {home.name}")
            return home
    return None


def _why_not(question: Question) -> str:
    because = list(question.notes)
    if question.ambiguous and question.ambiguous.best:
        because.append(_rivalry(question.ambiguous))
    elif question.elsewhere:
        other = question.elsewhere[0]
        because.append(
            f"{other.match.name!r} is known in {_whose(other.place)}, "
            f"not in {question.stated_admin1[:60]} as stated"
        )
    elif question.missing:
        because.append(f"no place named {question.missing[0][:80]!r} is known here" + _scope(question))
    return "Not found, because " + "; ".join(because or ["nothing in the text names a place"]) + "."


def _scope(question: Question) -> str:
    if question.units:
        return f" in {question.units[0].name}"
    return f" in {countries.name(question.code)}" if question.code else ""


def _rivalry(choice: Choice) -> str:
    assert choice.best is not None
    best = choice.best.place
    if not choice.rivals:
        return f"{best.name} in {_whose(best)} may be meant, but {choice.doubt}"
    other = choice.rivals[0].place
    distance = regions.km(apart_m(best.latitude, best.longitude, other.latitude, other.longitude))
    count = len(choice.rivals) + 1
    both = f"{best.name} in {_whose(best)} and {other.name} in {_whose(other)}"
    return f"{count} places may be meant: {both} are {distance} apart"


def _whose(place: Place) -> str:
    country = countries.name(place.country) or "an unknown country"
    parents = [p for p in place.parents if p.kind == "adm1"]
    return f"{parents[0].name}, {country}" if parents and place.kind != "adm1" else country


@lru_cache(maxsize=512)
def _country_name(code: str) -> str | None:
    return countries.name(code) if code else None


def _by(place: Place) -> str:
    return "admin centroid" if place.kind in UNITS else "gazetteer"


def _join(*texts: str | None) -> str | None:
    return "; ".join(t for t in texts if t) or None


def candidates(question: Question, choice: Choice | None) -> tuple[Candidate, ...]:
    """Return what a text may mean, best first, those set aside for a stated unit last."""
    if question.brief:
        return ()
    likely = [] if choice is None or choice.best is None else [choice.best, *choice.rivals]
    rated = [] if choice is None else [r for r in choice.rated if r.agrees is not False]
    rated = list(dict.fromkeys([*likely, *rated]))  # what is meant first, then what sounds alike
    rated += [r for r in (choice.elsewhere if choice else question.elsewhere) if r not in rated]
    wanted = choice.wanted if choice else None
    return tuple(candidate(r, wanted, question.stated) for r in rated[:MAX_CANDIDATES])


def candidate(rated: Rated, wanted: str | None, stated: str) -> Candidate:
    """Return a rated match for a person to look at."""
    place = rated.place
    precision, doubt = sharpness(rated, wanted, stated)
    parents = [p.name for p in place.parents if p.kind == "adm1"]
    rule = rated.match.rule + (" (not in the admin-1 unit stated)" if rated.agrees is False else "")
    return Candidate(
        place.name,
        place.latitude,
        place.longitude,
        countries.name(place.country),
        parents[0] if parents else None,
        place.kind,
        precision,
        doubt,
        rule,
        place.source,
        place.population,
        round(rated.score, 3),
        rated.match.name,
    )


def _location(  # noqa: PLR0913 (all that an answer says, by name)
    question: Question,
    lat: float,
    lon: float,
    precision: str,
    doubt: float,
    *,
    by: str,
    matched: str,
    explanation: str,
    choice: Choice | None = None,
    reason: str | None = None,
    place: Place | None = None,
    ambiguous: bool = False,
    relation: str | None = None,
    anchors: tuple[tuple[str, float, float], ...] = (),
) -> Location:
    country = admin1 = None
    if place is not None:
        country = _country_name(place.country)
        if place.kind == "adm1":
            admin1 = place.name
        elif place.kind != "country" and relation is None:
            admin1 = next((p.name for p in place.parents if p.kind == "adm1"), None)
    return Location(
        question.text,
        round(lat, 5),
        round(lon, 5),
        precision,
        round(doubt),
        by,
        matched,
        explanation,
        candidates(question, choice),
        ambiguous,
        reason,
        anchors,
        relation,
        country,
        admin1,
    )
