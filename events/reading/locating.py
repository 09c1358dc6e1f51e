"""Where a draft's place words lie, by the one geocoder; a draft that cannot be placed stays unplaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.geocoding.geocoder import locate

if TYPE_CHECKING:
    from events.reading.drafts import Draft
    from geo.gazetteer import Gazetteer


def place(draft: Draft, gazetteer: Gazetteer) -> None:
    """Put a draft and its sites where their words lie, with the geocoder's radius of doubt."""
    if draft.place:
        words = [draft.place, draft.place.split(",")[0]] if "," in draft.place else [draft.place]
        for said in words:
            found = locate(said, country=draft.country, gazetteer=gazetteer)
            if found.latitude is not None:
                draft.latitude, draft.longitude = found.latitude, found.longitude
                draft.location_precision, draft.uncertainty_m = found.precision, found.uncertainty_m
                break
    for site in draft.sites:
        found = locate(site.place, country=draft.country, gazetteer=gazetteer)
        site.latitude, site.longitude, site.uncertainty_m = (
            found.latitude,
            found.longitude,
            found.uncertainty_m,
        )


_DEEDS = {
    "Abduction/forced disappearance": "Abduction",
    "Armed clash": "Clash",
    "Arrests": "Arrests",
    "Looting/property destruction": "Destruction",
    "Remote explosive/landmine/IED": "Explosion",
    "Shelling/artillery/missile attack": "Shelling or rocket attack",
    "Air/drone strike": "Air or drone strike",
    "Grenade": "Grenade attack",
}


def name(draft: Draft) -> None:
    """Give a draft a title of its own values."""
    deed = _DEEDS.get(draft.sub_event_type or "", draft.sub_event_type or "Event")
    target = f": {draft.target.split('; ')[0]}" if draft.target else ""
    where = f" ({draft.place})" if draft.place else ""
    draft.title = f"{deed}{target}{where}"[:160]
