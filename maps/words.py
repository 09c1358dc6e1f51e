"""Plain words for the map: dates, distances, active filters and counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from maps.style import BASIS_LABELS

METRES_PER_MILE = 1609.344

_PRECISION_WORDS = {
    "exact": "exact",
    "near": "near (within 25 km)",
    "adm2": "district",
    "adm1": "governorate or province",
    "region": "region",
    "country": "country",
    "sea": "sea",
    "not_stated": "precision not stated",
    "unlocated": "not located",
}


def day(value: date | datetime | None) -> str:
    """Return a date as ``11 Mar 2020`` in English, whatever the locale; "unknown" for None."""
    if value is None:
        return "unknown"
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{value.day} {months[value.month - 1]} {value.year}"


def days(first: date | None, last: date | None) -> str:
    """Return a closed interval of days in words; either end may be open (None)."""
    if first is None and last is None:
        return "no dates"
    if first is None:
        return f"until {day(last)}"
    if last is None:
        return f"from {day(first)}"
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def distance(metres: float) -> str:
    """Return a distance as ``20 km (12.4 mi)``; metres below one kilometre."""
    miles = metres / METRES_PER_MILE
    if metres <= 0:
        return "0 km"
    if metres < 1000:
        return f"{metres:,.0f} m ({miles:.2f} mi)"
    kilometres = metres / 1000
    whole = kilometres >= 100 or abs(kilometres - round(kilometres)) < 0.05
    km_text = f"{kilometres:,.0f}" if whole else f"{kilometres:.1f}"
    return f"{km_text} km ({miles:,.0f} mi)" if miles >= 20 else f"{km_text} km ({miles:.1f} mi)"


def place(lat: float, lon: float) -> str:
    """Return coordinates as ``33.310° N 44.380° E``."""
    return f"{abs(lat):.3f}° {'N' if lat >= 0 else 'S'} {abs(lon):.3f}° {'E' if lon >= 0 else 'W'}"


def stretch(place: str, to_place: str) -> str:
    """Return a place, or a stretch by its two ends; "between A and B" names its end already."""
    if to_place and to_place not in place:
        return f"{place} – {to_place}" if place else to_place
    return place


def precision(value: str | None) -> str:
    """Return a location precision in words."""
    return _PRECISION_WORDS.get(value or "", value or "unknown")


def filters(filter: Any) -> tuple[str, ...]:
    """Say in words what an `events.query.Filter` lets through; empty when it lets all through.

    Parameters
    ----------
    filter : events.query.Filter
        The active filter.

    Returns
    -------
    tuple of str
        One phrase per active field, such as "attacker: ISIS" or "dates: until 31 Dec 2020".
    """
    phrases = []
    for label, values in (
        ("attacker", filter.attackers),
        ("how the attacker is known", tuple(BASIS_LABELS.get(b, b).lower() for b in filter.bases)),
        ("type", filter.types),
        ("sub-type", filter.sub_types),
        ("country", filter.countries),
        ("place known to", tuple(precision(p) for p in filter.precisions)),
        ("dataset", filter.datasets),
    ):
        if values:
            phrases.append(f"{label}: {' or '.join(value or 'not known' for value in values)}")
    if filter.date_from or filter.date_to:
        phrases.append(f"dates: {days(filter.date_from, filter.date_to)}")
    return (*phrases, *_more_filters(filter))


def _more_filters(filter: Any) -> list[str]:
    phrases = []
    if filter.text.strip():
        phrases.append(f"words: “{filter.text.strip()}”")
    if filter.deaths_min is not None:
        phrases.append(f"deaths: {filter.deaths_min:,} or more")
    if filter.deaths_max is not None:
        phrases.append(f"deaths: {filter.deaths_max:,} or fewer")
    if filter.deaths_known is not None:
        phrases.append("deaths known" if filter.deaths_known else "deaths unknown")
    if filter.contested is not None:
        phrases.append("contested" if filter.contested else "not contested")
    if filter.bbox is not None:
        left, bottom, right, top = filter.bbox
        phrases.append(f"inside {place(bottom, left)} – {place(top, right)}")
    if filter.within is not None:
        lat, lon, km = filter.within
        phrases.append(f"within {distance(km * 1000)} of {place(lat, lon)}")
    if filter.event_ids:
        phrases.append(f"{len(filter.event_ids):,} chosen events")
    if filter.include_withdrawn:
        phrases.append("withdrawn events included")
    if filter.count_linked_once:
        phrases.append("linked events counted once")
    return phrases


def counts(counts: dict[str, Any]) -> str:
    """Return the count strip as one line, leaving out what is zero.

    Parameters
    ----------
    counts : dict
        The fields of `events.query.Counts`.
    """
    parts = [f"{counts['shown']:,} of {counts['total']:,} events shown"]
    others = {"unlocated": "not located", "undated": "without a date", "outside_window": "outside the dates"}
    parts += [f"{counts[key]:,} {label}" for key, label in others.items() if counts.get(key)]
    figures = [counts[f"deaths_{key}"] for key in ("low", "best", "high")]
    if counts.get("matched", 1):
        parts.append(deaths(*figures, counts["deaths_unknown"] or 0))
    return " · ".join(part for part in parts if part)


def deaths(low: int | None, best: int | None, high: int | None, unknown: int) -> str:
    """Return deaths in words: ``deaths 38 (30–45), unknown for 6``; with unknowns, "at least"."""
    figure = best if best is not None else low
    if unknown and not (low or best or high):
        return f"deaths unknown for {unknown:,}"
    if figure is None:
        return ""
    text = f"deaths at least {figure:,}" if unknown else f"deaths {figure:,}"
    if low is not None and high is not None and low != high:
        text += f" (low {low:,}, high {high:,})"
    return f"{text}, unknown for {unknown:,}" if unknown else text


def month(value: date) -> str:
    """Return the month of a date as ``Mar 2020``."""
    return day(value).split(" ", 1)[1]
