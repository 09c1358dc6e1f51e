"""The filters that are on, each as a few words and the fields of the state that it sets."""

from __future__ import annotations

from collections.abc import Iterator

from maps.viewstate import ViewState
from ui import words

_LISTS = (
    ("attackers", "Attacker", str),
    ("bases", "Known", lambda v: words.BASIS_NAMES.get(v, v)),
    ("types", "Type", str),
    ("sub_types", "Sub-type", str),
    ("countries", "Country", str),
    ("precisions", "Place", lambda v: words.PRECISION_NAMES.get(v, v)),
    ("datasets", "Dataset", str),
)


def active(state: ViewState) -> dict[str, tuple[str, ...]]:
    """Return what is switched on, in words, with the fields that lifting it sets back.

    Returns
    -------
    dict of str to tuple of str
        The words of each filter that is on ("Country: Iraq, Syria"), in the order of the sidebar,
        and the names of the state's fields that belong to it.
    """
    return dict(_active(state))


def _active(state: ViewState) -> Iterator[tuple[str, tuple[str, ...]]]:
    if state.text:
        yield f"Words: {state.text}", ("text",)
    for field, label, say in _LISTS:
        values = getattr(state, field)
        if values:
            yield f"{label}: {', '.join(say(v) for v in values)}", (field,)
    if state.contested is not None:
        yield ("Contested only" if state.contested else "Uncontested only"), ("contested",)
    if state.date_from or state.date_to:
        yield _dates(state), ("date_from", "date_to")
    if state.deaths_known is not None:
        yield ("Deaths known" if state.deaths_known else "Deaths unknown"), ("deaths_known",)
    if state.deaths_min is not None or state.deaths_max is not None:
        yield _deaths(state), ("deaths_min", "deaths_max")
    if state.bbox:
        left, bottom, right, top = state.bbox
        yield f"Box: {bottom:.2f}–{top:.2f}° N, {left:.2f}–{right:.2f}° E", ("bbox",)
    if state.within:
        lat, lon, km = state.within
        yield f"Within {km:g} km of {lat:.3f}, {lon:.3f}", ("within",)
    if state.count_linked_once:
        yield "Linked events count once", ("count_linked_once",)


def _dates(state: ViewState) -> str:
    if state.date_from and state.date_to:
        return f"{words.day(state.date_from)} – {words.day(state.date_to)}"
    return f"From {words.day(state.date_from)}" if state.date_from else f"To {words.day(state.date_to)}"


def _deaths(state: ViewState) -> str:
    if state.deaths_max is None:
        return f"Deaths: {words.count(state.deaths_min)} or more"
    if state.deaths_min is None:
        return f"Deaths: {words.count(state.deaths_max)} or fewer"
    return f"Deaths: {words.count(state.deaths_min)}–{words.count(state.deaths_max)}"
