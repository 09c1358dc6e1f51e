"""What is being looked at, as one value: filters, time window, map view, selection.

A :class:`ViewState` travels in the address of the page, so that a link shows
someone else the same thing. `FIELDS` is the table of everything that travels:
each field has its key in the address, and a way to write and to read it.
Reading is strict: whatever is not exactly in the written form is left out and
named, never guessed and never evaluated.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from events.filter_fields import CHOSEN, Chosen, Kind
from maps.layers import MapOptions, drawing, hidden
from maps.layers.rings import RingSpec

if TYPE_CHECKING:
    from events import filter_fields

MODES = ("window", "cumulative")
COLOUR_FIELDS = ("attacker", "event_type", "attacker_basis", "dataset", "country")
RING_ROLES = ("launch", "found", "impact")
MAX_VALUES = 60
"""Values that one key of the address may hold; more is not a link that a person made."""
MAX_TEXT = 300
SCREEN_PX = 4_000
"""No map is taken to be longer, so that this part of it is a pixel at the most."""


@dataclass(frozen=True)
class ViewState(Chosen):
    """Everything that a link to the dashboard holds, the chosen filters first; all fields are hashable."""

    window: tuple[date, date] | None = None
    mode: str = "window"
    view: tuple[float, float, float] | None = None
    selected: str | None = None
    colour_by: str = "attacker"
    rings: tuple[RingSpec, ...] = ()
    hidden: tuple[str, ...] = ()
    """Keys of the legend's entries that are switched off (`maps.layers.hidden`)."""
    draw: str = drawing.AUTO
    """How crowds are drawn, what is counted, and how its classes are made (`maps.layers.drawing`)."""
    measure: str = drawing.MEASURES[0]
    scale: str = drawing.SCALES[0]
    sidebar: bool = True
    """Whether the sidebar is open: without it the same view shows more."""


FILTER_FIELDS = tuple(CHOSEN)
"""The fields that choose events; they have the same names in `events.query.Filter`."""


@dataclass(frozen=True)
class Field:
    """One field of the address: its key there, its name here, and how it is written and read.

    ``decode`` gets the texts found under the key and raises ValueError for any that is not in form.
    """

    key: str
    name: str
    encode: Callable[[Any], Sequence[str]]
    decode: Callable[[Sequence[str]], Any]


def _one(texts: Sequence[str]) -> str:
    if len(texts) != 1:
        raise ValueError("given more than once")
    return texts[0]


def _text(text: str) -> str:
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise ValueError("not a plain text")
    return text


def _number(text: str, low: float, high: float) -> float:
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        raise ValueError("not a number")
    value = float(text)
    if not low <= value <= high:
        raise ValueError("out of bounds")
    return value


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise ValueError("not a whole number")
    return int(text)


def _date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def _write_number(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


UNKNOWN_MARK = "~"
"""How the empty value, which stands for unknown, is written; a value that starts so gets one more."""


def _write_texts(values: Sequence[str]) -> list[str]:
    return [UNKNOWN_MARK + v if not v or v.startswith(UNKNOWN_MARK) else v for v in values]


def _read_value(text: str) -> str:
    return _text(text).removeprefix(UNKNOWN_MARK)


def _texts(allowed: Sequence[str] | None = None) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def decode(texts: Sequence[str]) -> tuple[str, ...]:
        if len(texts) > MAX_VALUES:
            raise ValueError("too many values")
        values = tuple(dict.fromkeys(_read_value(t) for t in texts))
        if allowed is not None and not set(values) <= {"", *allowed}:
            raise ValueError("not one of the known values")
        return values

    return _write_texts, decode


def _flag(yes: str, no: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    def decode(texts: Sequence[str]) -> bool:
        return {yes: True, no: False}[_choice(_one(texts), (yes, no))]

    return (lambda value: [yes if value else no]), decode


def _choice(text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise ValueError("not one of the known values")
    return text


def _box(texts: Sequence[str]) -> tuple[float, float, float, float]:
    parts = _one(texts).split(",")
    if len(parts) != 4:
        raise ValueError("a box has four numbers")
    left, right = _number(parts[0], -180, 180), _number(parts[2], -180, 180)
    bottom, top = _number(parts[1], -90, 90), _number(parts[3], -90, 90)
    if bottom > top:
        raise ValueError("the box is upside down")
    return left, bottom, right, top


def _triple(limits: Sequence[tuple[float, float]]) -> Callable[[Sequence[str]], tuple[float, ...]]:
    def decode(texts: Sequence[str]) -> tuple[float, ...]:
        parts = _one(texts).split(",")
        if len(parts) != 3:
            raise ValueError("three numbers are needed")
        return tuple(_number(p, *limit) for p, limit in zip(parts, limits, strict=True))

    return decode


def _numbers(values: Sequence[float]) -> list[str]:
    return [",".join(_write_number(v) for v in values)]


def _window(texts: Sequence[str]) -> tuple[date, date]:
    parts = _one(texts).split("..")
    if len(parts) != 2:
        raise ValueError("a window has two dates")
    start, end = _date(parts[0]), _date(parts[1])
    if end < start:
        raise ValueError("the window ends before it starts")
    return start, end


def _event_id(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", text, re.ASCII):
        raise ValueError("not an event")
    return text


def _write_ring(ring: RingSpec) -> str:
    size = ring.weapon or ("" if ring.range_m is None else f"{_write_number(ring.range_m)}m")
    return f"{ring.event_id}.{ring.role}.{size}"


def _ring(text: str) -> RingSpec:
    parts = text.split(".", 2)
    if len(parts) != 3:
        raise ValueError("not a ring")
    event_id, role, size = _event_id(parts[0]), _choice(parts[1], RING_ROLES), parts[2]
    metres = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?)m", size, re.ASCII)
    if metres:
        return RingSpec(event_id, role, None, _number(metres[1], 1, 20_000_000))
    if size and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", size, re.ASCII):
        raise ValueError("not a weapon")
    return RingSpec(event_id, role, size or None, None)


def _rings(texts: Sequence[str]) -> tuple[RingSpec, ...]:
    if len(texts) > MAX_VALUES:
        raise ValueError("too many rings")
    return tuple(_ring(t) for t in texts)


def _hidden(texts: Sequence[str]) -> tuple[str, ...]:
    if len(texts) > MAX_VALUES or not all(travels(text) for text in texts):
        raise ValueError("not entries of a legend")
    return tuple(dict.fromkeys(texts))


def travels(key: str) -> bool:
    """Tell whether the key of a legend's entry can stand in an address."""
    return len(key) <= MAX_TEXT and key.isprintable() and hidden.is_key(key)


def _single(
    read: Callable[[str], Any], write: Callable[[Any], str] = str
) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return (lambda value: [write(value)]), (lambda texts: read(_one(texts)))


Codec = tuple[Callable[..., Any], Callable[..., Any]]
_CODECS: dict[Kind, Callable[[filter_fields.Field], Codec]] = {
    Kind.WORDS: lambda _: _single(_text),
    Kind.TEXTS: lambda about: _texts(about.closed or None),
    Kind.YES_NO: lambda about: _flag(about.key_yes, about.key_no),
    Kind.SWITCH: lambda about: _flag(about.key_yes, about.key_no),
    Kind.FIRST_DAY: lambda _: _single(_date, date.isoformat),
    Kind.LAST_DAY: lambda _: _single(_date, date.isoformat),
    Kind.COUNT: lambda _: _single(_count),
    Kind.BOX: lambda _: (_numbers, _box),
    Kind.CIRCLE: lambda _: (_numbers, _triple(((-90, 90), (-180, 180), (0.001, 20_040)))),
}
"""By kind, how a filter is written in the address and read from it."""

FIELDS: tuple[Field, ...] = (
    *(Field(about.key, name, *_CODECS[about.kind](about)) for name, about in CHOSEN.items()),
    Field("window", "window", lambda w: [f"{w[0].isoformat()}..{w[1].isoformat()}"], _window),
    Field("mode", "mode", *_single(lambda t: _choice(t, MODES))),
    Field("view", "view", _numbers, _triple(((-90, 90), (-540, 540), (0, 24)))),
    Field("event", "selected", *_single(_event_id)),
    Field("colour", "colour_by", *_single(lambda t: _choice(t, COLOUR_FIELDS))),
    Field("ring", "rings", lambda rings: [_write_ring(r) for r in rings], _rings),
    Field("hide", "hidden", list, _hidden),
    Field("draw", "draw", *_single(lambda t: _choice(t, drawing.WAYS))),
    Field("measure", "measure", *_single(lambda t: _choice(t, drawing.MEASURES))),
    Field("scale", "scale", *_single(lambda t: _choice(t, drawing.SCALES))),
    Field("sidebar", "sidebar", *_flag("open", "closed")),
)
_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(ViewState)}


def encode(state: ViewState) -> dict[str, list[str]]:
    """Return the address's query of a state: only what differs from the start, each key with its texts."""
    query = {}
    for field in FIELDS:
        value = getattr(state, field.name)
        if value != _DEFAULTS[field.name]:
            query[field.key] = list(field.encode(value))
    return query


def decode(query: Mapping[str, Sequence[str]]) -> tuple[ViewState, tuple[str, ...]]:
    """Read a state from an address's query.

    Parameters
    ----------
    query : mapping of str to sequence of str
        The keys of the address with all their values, as they came. Unknown keys are ignored.

    Returns
    -------
    state : ViewState
    unread : tuple of str
        The keys whose values were not in form; their fields are as at the start.
    """
    values: dict[str, Any] = {}
    unread = []
    for field in FIELDS:
        texts = query.get(field.key)
        if not texts:
            continue
        try:
            values[field.name] = field.decode(texts)
        except ValueError:
            unread.append(field.key)
    first, last = values.get("date_from"), values.get("date_to")
    if first and last and first > last:
        del values["date_to"]
        unread.append("to")
    return ViewState(**values), tuple(unread)


def options_of(state: ViewState, **given: Any) -> MapOptions:
    """Return how a map of this state is drawn.

    Parameters
    ----------
    state : ViewState
    **given
        Fields of `MapOptions` that differ from it.
    """
    shown = MapOptions(
        colour_by=state.colour_by,
        rings=state.rings or "auto",
        window=state.window,
        mode=state.mode,
        selected=state.selected,
        hidden=state.hidden,
        view=state.view,
        drawing=drawing_of(state),
    )
    return replace(shown, **given)


def drawing_of(state: ViewState) -> drawing.Drawing:
    """Return how a state draws crowds."""
    return drawing.Drawing(state.draw, state.measure, state.scale)


def rounded(view: Sequence[float]) -> tuple[float, float, float]:
    """Return a map view (latitude, longitude, zoom) as the address writes it: about a metre."""
    lat, lon, zoom = (float(v) for v in view)
    if not all(math.isfinite(v) for v in (lat, lon, zoom)):
        raise ValueError("a view has three numbers")
    return round(max(-90.0, min(90.0, lat)), 5), round(max(-540.0, min(540.0, lon)), 5), round(zoom, 2)


def same_view(one: Sequence[float] | None, other: Sequence[float], bounds: Sequence[float]) -> bool:
    """Tell whether two views are less than a pixel apart, which is as near as a map may round them.

    Parameters
    ----------
    one, other : sequence of float
        Latitude, longitude and zoom; ``one`` may be None, which is no view.
    bounds : sequence of float
        What the map shows: left, bottom, right, top in degrees.
    """
    if one is None:
        return False
    left, bottom, right, top = bounds
    room = ((top - bottom) / SCREEN_PX, (right - left) / SCREEN_PX, 0.005)
    return all(abs(a - b) <= most for a, b, most in zip(one, other, room, strict=True))


def is_filtered(state: ViewState) -> bool:
    """Tell whether any filter is on."""
    return any(getattr(state, name) != _DEFAULTS[name] for name in FILTER_FIELDS)


def filter_values(state: ViewState) -> dict[str, Any]:
    """Return the state's filters by name, as `events.query.Filter` takes them."""
    return {name: getattr(state, name) for name in FILTER_FIELDS}
