"""The facts of one event as a sheet: what, when, where, who says so, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from events import wording
from maps.layers import rings
from maps.layers import words as map_words
from ui import words
from ui.words import known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from events.query import EventDetail
    from maps.layers.overlays import Overlay

Sheet = dict[str, Any]
Row = dict[str, Any]

CLAIM_TONES = {"denied": "denied", "claimed_by_actor": "claim"}
ROUTE_KINDS = ("route", "stretch")


def facts(detail: EventDetail) -> Sheet:
    """Return what happened, when, where, to whom, by whom and with what, in the order in which a person asks.

    Parameters
    ----------
    detail : EventDetail
        The event with what surrounds it.

    Returns
    -------
    dict
        For `ui.bridge.sheet`; only texts, numbers as words.
    """
    event = detail.event
    return {
        "kicker": " · ".join(_texts(event, "event_type", "sub_event_type")) or "Event",
        "title": title(event),
        "badges": list(_badges(event)),
        "sections": _filled(
            {"rows": list(_what(event))},
            {"title": "When", "rows": list(_when(event))},
            {"title": "Where", "rows": list(_where(event))},
            {"title": "Casualties", "rows": list(_casualties(event))},
            *_claims(event, detail.claims, detail.sources),
            *_weapon(event),
        ),
    }


def evidence(detail: EventDetail, overlays: Sequence[Overlay] = ()) -> Sheet:
    """Return routes, sites, sources, notes and the record of an event.

    Parameters
    ----------
    detail : EventDetail
        The event with what surrounds it.
    overlays : sequence of Overlay
        What the map draws of it: routes and stretches are read out.

    Returns
    -------
    dict
        For `ui.bridge.sheet`.
    """
    return {
        "sections": _filled(
            *_routes(overlays),
            *_sites(detail.sites),
            *_sources(detail.sources),
            *_notes(detail.event),
            {"title": "Record", "rows": list(_record(detail.event, detail.edits))},
        )
    }


def _filled(*sections: Sheet) -> list[Sheet]:
    return [s for s in sections if s.get("rows") or s.get("items") or s.get("texts")]


def title(event: Mapping[str, Any]) -> str:
    """Return what an event is called: its title, else its kind and place."""
    if known(event.get("title")):
        return str(event["title"])
    kind = next(iter(_texts(event, "sub_event_type", "event_type")), "Event")
    return f"{kind}, {event['place']}" if known(event.get("place")) else kind


def _texts(row: Mapping[Any, Any], *names: str) -> list[str]:
    return [str(row[name]) for name in names if known(row.get(name))]


def _row(label: str, value: Any, *notes: Any, **more: Any) -> Row:
    shown = str(value) if known(value) else words.DASH
    return {"label": label, "value": shown, "notes": [str(n) for n in notes if known(n)], **more}


def _badges(event: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if event.get("contested") is True or str(event.get("contested")) == "True":
        yield {"text": "contested", "tone": "doubt"}
    if known(event.get("withdrawn_at")):
        yield {"text": "withdrawn by its source", "tone": "doubt"}


def _what(event: Mapping[str, Any]) -> Iterator[Row]:
    basis = words.BASIS_NAMES.get(str(event.get("attacker_basis")))
    yield _row("Attacker", event["attacker"] if known(event.get("attacker")) else wording.NOT_STATED, basis)
    if known(event.get("target")):
        yield _row("Target", event["target"])
    actors = _texts(event, "actor1", "actor2")
    if actors:
        yield _row("Actors", " · ".join(actors), "as coded by the source, without direction")


def _when(event: Mapping[str, Any]) -> Iterator[Row]:
    when = (event.get("event_date"), event.get("end_date"), event.get("time_precision"))
    dated = known(when[0]) or known(when[1])
    yield _row("Date", words.when(*when), words.time_note(*when) if dated else None)


def _where(event: Mapping[str, Any]) -> Iterator[Row]:
    yield _row("Reported as", event.get("place"))
    units = _texts(event, "admin2", "admin1", "country")
    if units:
        yield _row("In", ", ".join(units))
    radius = event.get("uncertainty_m")
    sharp = f"uncertain by {words.distance(radius)}" if known(radius) else None
    yield _row("Known to", words.place_precision(event.get("location_precision")), sharp)
    if known(event.get("latitude")):
        lat, lon = event["latitude"], event["longitude"]
        yield _row(
            "Position", words.position(lat, lon), swap=words.grid(lat, lon), swapHint="Show the MGRS grid"
        )
    yield _row("Located by", event.get("located_by"), event.get("location_note"))


def _casualties(event: Mapping[str, Any]) -> Iterator[Row]:
    low, best, high = (event.get(f"fatalities_{k}") for k in ("low", "best", "high"))
    if any(known(v) for v in (low, best, high)):
        spread = f"low {words.count(low)}, best {words.count(best)}, high {words.count(high)}"
        yield _row("Deaths", words.deaths(low, best, high), spread)
        if said := words.contradiction(low, best, high):
            yield _row("Figures", said)
    else:
        yield _row("Deaths", "unknown")
    yield _row("Injured", words.count(event.get("injured")) if known(event.get("injured")) else "unknown")


def _claims(event: Mapping[str, Any], claims: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Sheet]:
    items = []
    named = {
        row["source_id"]: next(iter(_texts(row, "publisher", "title", "url")), "")
        for row in sources.to_dict("records")
    }
    for claim in claims.to_dict("records"):
        status = str(claim.get("status"))
        actor = claim["actor"] if known(claim.get("actor")) else "nobody named"
        said = _texts(claim, "claimant")
        on = words.day(claim["claimed_on"]) if known(claim.get("claimed_on")) else None
        source = named.get(claim["source_id"]) if known(claim.get("source_id")) else None
        items.append(
            {
                "head": str(actor),
                "tag": words.BASIS_NAMES.get(status, status),
                "tagTone": CLAIM_TONES.get(status, "plain"),
                "lines": [
                    " · ".join([*(f"says {c}" for c in said), *([on] if on else [])]),
                    *_texts(claim, "notes"),
                    *([f"in {source}"] if source and source not in said else []),
                ],
            }
        )
    if items:
        rival = "rival claims" if str(event.get("contested")) == "True" else None
        yield {
            "title": "Who says who did it",
            "aside": rival,
            "items": [_without_blanks(item) for item in items],
        }


def _weapon(event: Mapping[str, Any]) -> Iterator[Sheet]:
    rows = []
    if known(event.get("weapon")):
        number = event.get("weapon_count")
        rows.append(
            _row("Weapon", event["weapon"], f"{words.count(number)} reported" if known(number) else None)
        )
    for figure in rings.reaches_of(dict(event)):
        source = dict(figure.facts).get("Source of the figure")
        rows.append(_row("Range", figure.label, source))
    if rows:
        yield {"title": "Weapon", "rows": rows}


def _routes(overlays: Sequence[Overlay]) -> Iterator[Sheet]:
    for overlay in overlays:
        if overlay.kind in ROUTE_KINDS and (overlay.label or overlay.kind == "stretch"):
            rows = [_row(label, value) for label, value in overlay.facts if label not in ("Event", "When")]
            yield {"title": "Route" if overlay.kind == "route" else "Stretch of road", "rows": rows}


def _sites(sites: pd.DataFrame) -> Iterator[Sheet]:
    items = []
    for site in sites.to_dict("records"):
        place = map_words.stretch(*(next(iter(_texts(site, name)), "") for name in ("place", "to_place")))
        radius = (
            f", uncertain by {words.distance(site['uncertainty_m'])}"
            if known(site.get("uncertainty_m"))
            else ""
        )
        items.append(
            {
                "head": place or "place not stated",
                "tag": words.ROLE_NAMES.get(str(site.get("role")), str(site.get("role"))),
                "lines": [
                    f"{words.place_precision(site.get('location_precision'))}{radius}",
                    " · ".join(_texts(site, "basis", "statement")),
                ],
            }
        )
    if items:
        yield {"title": "Sites", "items": [_without_blanks(item) for item in items]}


def _sources(sources: pd.DataFrame) -> Iterator[Sheet]:
    items = []
    for source in sources.to_dict("records"):
        day = words.day(source["published_on"]) if known(source.get("published_on")) else "no date"
        items.append(
            {
                "head": " – ".join(_texts(source, "publisher", "title")) or "Source",
                "href": str(source["url"]) if known(source.get("url")) else "",
                "lines": [
                    f"{day} · {words.grade(source.get('reliability'), source.get('credibility'))}",
                    *_texts(source, "notes"),
                ],
            }
        )
    if items:
        yield {"title": "Sources", "items": items}


def _notes(event: Mapping[str, Any]) -> Iterator[Sheet]:
    if known(event.get("notes")):
        yield {"title": "Notes", "texts": [str(event["notes"])]}


def _record(event: Mapping[str, Any], edits: pd.DataFrame) -> Iterator[Row]:
    yield _row("Dataset", event.get("dataset"), event.get("source_key"))
    if known(event.get("source_file")):
        row = f"row {int(event['source_row'])}" if known(event.get("source_row")) else None
        yield _row("File", event["source_file"], row)
    if known(event.get("first_seen")):
        yield _row("First seen", words.day(event["first_seen"]))
    if len(edits):
        yield _row("Edited", words.many(len(edits), "change"), f"last {words.day(edits['edited_at'].max())}")


def _without_blanks(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "lines": [line for line in item["lines"] if line]}
