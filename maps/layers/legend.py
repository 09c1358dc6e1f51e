"""The legend: which colour, shape, size and mark stands for what, and for how many events.

Only what is drawn is in it. The order of its colours is the palette that the
renderers index, so the legend is also what turns a column into colour codes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from events import colour_slots, wording
from maps.layers import style, units
from maps.layers.piles import MOST_NAMED_BADGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_COLOURS = 7
OTHER = "other"
UNKNOWN = "unknown"

COLOUR_TITLES: dict[str, str] = {
    "attacker": "Attacker",
    "event_type": "Type of event",
    "attacker_basis": "How the attacker is known",
    "dataset": "Dataset",
    "country": "Country",
}
"""What the map can be coloured by: the event column, and its title in the legend."""

PILE, PILE_LABEL = "pile", "Several events here"

OVERLAY_MARKS: tuple[tuple[str, str], ...] = (
    ("ring", "Nominal range ring"),
    ("band", "Uncertain range"),
    ("route", "Approximate route"),
    ("inferred", "Inferred route"),
    ("stretch", "Event on this stretch"),
    ("area", "Event in this area"),
    ("site", "Place of an event"),
    ("searched", "Limit of the filter"),
)


@dataclass(frozen=True)
class Entry:
    """A colour of the legend: `kind` is "value", "other" or "unknown"; `value` is what a filter takes."""

    kind: str
    value: str | None
    label: str
    colour: str
    count: int


@dataclass(frozen=True)
class ShapeEntry:
    """A shape of the legend, with the number of events that it draws."""

    code: int
    shape: str
    value: str | None
    label: str
    count: int


@dataclass(frozen=True)
class Mark:
    """Anything else that is drawn and needs a word: hollow, contested, coarse, ring, route ..."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Legend:
    """What is drawn, in the order in which it is shown.

    `colours` is also the palette: a colour code is an index into it.
    """

    colour_by: str
    title: str
    colours: tuple[Entry, ...]
    shapes: tuple[ShapeEntry, ...]
    sizes: tuple[style.Size, ...]
    marks: tuple[Mark, ...]

    def entries(self) -> tuple[Entry | ShapeEntry | Mark, ...]:
        """Return all that can be switched off, in the order in which it is shown."""
        return (*self.colours, *self.shapes, *self.marks)

    def colour_codes(self, values: pd.Series) -> np.ndarray:
        """Return the index into `colours` of each value of the coloured column, as uint8."""
        fallback = {entry.kind: index for index, entry in enumerate(self.colours)}
        known = {e.value: index for index, e in enumerate(self.colours) if e.kind == "value"}
        missing = fallback.get(UNKNOWN, 0)
        other = fallback.get(OTHER, missing)
        index, distinct = pd.factorize(values)
        table = [missing if _blank(value) else known.get(value, other) for value in distinct]
        return np.array([*table, missing], dtype="uint8")[index]

    def narrowed(self, frame: pd.DataFrame, overlays: Iterable[str]) -> Legend:
        """Return the legend of a part of its events, in the same colours: only what that part draws."""
        deaths = style.deaths_shown(frame)
        counts = np.bincount(self.colour_codes(frame[self.colour_by]), minlength=len(self.colours))
        kept = [replace(entry, count=int(n)) for entry, n in zip(self.colours, counts, strict=False) if n]
        return replace(
            self,
            colours=tuple(kept),
            shapes=_shapes(frame["event_type"]),
            sizes=_sizes(deaths),
            marks=_marks(frame, deaths, list(overlays)),
        )

    def description(self) -> dict[str, object]:
        """Return the legend as JSON-able values."""
        return asdict(self)


def build(
    frame: pd.DataFrame,
    *,
    colour_by: str = "attacker",
    theme: str = "light",
    overlays: Iterable[str] = (),
    slots: Mapping[str, int] | None = None,
) -> Legend:
    """Make the legend of the located events of `frame`.

    Parameters
    ----------
    frame : DataFrame
        Events with the coloured column, event_type, contested, location_precision,
        uncertainty_m, latitude, longitude and the fatalities.
    colour_by : str
        A key of `COLOUR_TITLES`.
    theme : str
        "light" or "dark".
    overlays : iterable of str
        The kinds of overlay that are drawn, once per overlay; "inferred" for dashed routes.
    slots : mapping, optional
        The colour of each value that has one of its own, as the database has given it
        (`events.query.colour_slots`): so a value looks the same whatever is selected, and whatever is
        imported later. None for events that are all there is: their own most frequent values.

    Returns
    -------
    Legend
        Colours by falling count, then "other", then "unknown".
    """
    located = (frame["latitude"].notna() & frame["longitude"].notna()).to_numpy()
    drawn = frame if located.all() else frame[located]
    deaths = style.deaths_shown(drawn)
    return Legend(
        colour_by=colour_by,
        title=COLOUR_TITLES[colour_by],
        colours=_colours(drawn[colour_by], colour_by, theme, slots),
        shapes=_shapes(drawn["event_type"]),
        sizes=_sizes(deaths),
        marks=_marks(drawn, deaths, list(overlays)),
    )


def stable_colours(values: Iterable[str]) -> dict[str, str]:
    """Give each of at most seven values a colour that depends on its name first, where no database gives one.

    A value takes the colour that its name hashes to; when an earlier one has that,
    the next free one.

    Parameters
    ----------
    values : iterable of str
        Distinct values, the most frequent first; later ones give way.

    Returns
    -------
    dict
        Value to ``#rrggbb`` of `style.OKABE_ITO`.
    """
    given, _ = colour_slots.newly_given({}, tuple(values))
    return {value: style.PALETTE[slot] for value, slot in given.items()}


def _blank(value: object) -> bool:
    return value is None or value != value or not str(value).strip()


def _tally(values: pd.Series) -> list[tuple[str, int]]:
    """Distinct values with their counts, by falling count, then by name; blanks left out."""
    counts = values.value_counts()
    pairs = [(str(value), int(count)) for value, count in counts.items() if not _blank(value)]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _colours(
    values: pd.Series, colour_by: str, theme: str, slots: Mapping[str, int] | None
) -> tuple[Entry, ...]:
    tally = _tally(values)
    fixed = style.FIXED_COLOURS.get(colour_by, {})
    if fixed:
        own, free = {value for value, _ in tally[:MOST_COLOURS]}, {}
    else:
        if slots is None:
            free = stable_colours(value for value, _ in tally)
        else:
            free = {value: style.PALETTE[slot] for value, slot in slots.items() if slot < len(style.PALETTE)}
        own = set(free)
    top = [pair for pair in tally if pair[0] in own]
    rest = [pair for pair in tally if pair[0] not in own]
    look = style.THEMES[theme]
    entries = []
    for value, count in top:
        colour = style.on_theme(fixed.get(value) or free.get(value) or look.other, theme)
        label = wording.value(colour_by, value)
        entries.append(Entry("value", value, label, colour, count))
    if rest:
        label = f"Other ({len(rest):,})"
        entries.append(Entry(OTHER, None, label, look.other, sum(count for _, count in rest)))
    unknown = len(values) - sum(count for _, count in tally)
    if unknown:
        label = wording.value(colour_by, None)
        entries.append(Entry(UNKNOWN, None, label, look.unknown, unknown))
    return tuple(entries)


def _shapes(event_types: pd.Series) -> tuple[ShapeEntry, ...]:
    counts = np.bincount(style.shape_codes(event_types), minlength=len(style.SHAPES))
    entries = [
        ShapeEntry(shape.code, shape.name, shape.event_type, shape.event_type or "Other type", int(count))
        for shape, count in zip(style.SHAPES, counts, strict=True)
        if count
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.value is None, -entry.count, entry.code)))


def _sizes(deaths: np.ndarray) -> tuple[style.Size, ...]:
    drawn = set(style.radii(deaths[~np.isnan(deaths)]).tolist())
    return tuple(size for size in style.SIZES if size.radius in drawn)


def _marks(drawn: pd.DataFrame, deaths: np.ndarray, overlays: list[str]) -> tuple[Mark, ...]:
    codes = units.codes_of(drawn)
    on_unit = codes > units.POINT
    # few badges have their names on them and stand in their areas, which the legend explains
    named = "area" in overlays and len(np.unique(codes[on_unit])) <= MOST_NAMED_BADGES
    counts = (
        ("hollow", "Deaths unknown", int(np.isnan(deaths).sum())),
        ("contested", "Rival claims", int(drawn["contested"].fillna(False).sum())),
        ("coarse", "Rough location", int((style.coarse(drawn) & ~on_unit).sum())),
        ("not_stated", "Precision not stated", int(style.not_stated(drawn).sum())),
        (PILE, PILE_LABEL, _sharing_spots(drawn, ~on_unit) or overlays.count(PILE)),
        ("unit", "Known only to this unit", 0 if named else int(on_unit.sum())),
    )
    marks = [Mark(key, label, count) for key, label, count in counts if count]
    marks += [Mark(key, label, overlays.count(key)) for key, label in OVERLAY_MARKS if key in overlays]
    return tuple(marks)


def _sharing_spots(drawn: pd.DataFrame, rows: np.ndarray) -> int:
    """How many of some events share their spot with another, to a metre."""
    lat, lon = (drawn[name].to_numpy("float64", na_value=np.nan)[rows] for name in ("latitude", "longitude"))
    spots = np.rint(lat * 1e5).astype("int64") * 2**32 + np.rint(lon * 1e5).astype("int64")
    spots.sort()
    same = spots[1:] == spots[:-1]
    return int((np.append(same, False) | np.insert(same, 0, False)).sum()) if len(spots) else 0
