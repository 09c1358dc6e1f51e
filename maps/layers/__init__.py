"""Layers: what one selection of events makes on the map, for every renderer alike.

`build` asks the store once and returns a `Layers`: the events as columns, the
overlays with their facts, the legend, bounds, days, counts and words. Renderers add
nothing to it; the live client gets `Layers.description()` and the columns as bytes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from events import query
from events.query import counting
from events.query.asked import ANY_FILTER, STORE
from events.query.counting import counted_window
from events.query.data_mark import mark_of
from geo.errors import GivenError
from geo.given import TEXT, WINDOW, YES_NO, Kind, a, held, hold, maybe, numbers_of, one_of
from geo.ground import basemap
from geo.ground.units import AREAS
from maps.layers import hidden, piles, routes, search_area, style, units, words
from maps.layers import legend as legends
from maps.layers import rings as reach
from maps.layers.drawing import AS_USUAL, Drawing
from maps.layers.extent import Bounds, bounds_of, days_of
from maps.layers.framing import view_mark
from maps.layers.overlays import Overlay, areas, json_able, known, unit_areas
from maps.layers.overlays import sites as site_marks
from maps.layers.rings import RingSpec

if TYPE_CHECKING:
    from datetime import date

    from events.store import Store
    from geo.ground.units import Outline

__all__ = ["Layers", "MapOptions", "Overlay", "RingSpec", "build", "counted_window", "in_window"]

DRAWN_COLUMNS = (
    "event_id",
    "event_date",
    "end_date",
    "time_precision",
    "event_type",
    "attacker",
    "attacker_basis",
    "contested",
    "dataset",
    "country",
    "admin1",
    "latitude",
    "longitude",
    "location_precision",
    "uncertainty_m",
    "fatalities_low",
    "fatalities_best",
    "fatalities_high",
    "weapon",
    "range_m",
)
"""What drawing needs. `TEXT_COLUMNS` come with it for few events and for a map that stands alone."""

TEXT_COLUMNS = (
    "title",
    "sub_event_type",
    "target",
    "actor1",
    "actor2",
    "place",
    "located_by",
    "location_note",
    "injured",
    "weapon_count",
    "notes",
)

OVERLAY_COLUMNS = (
    "event_id",
    "title",
    "event_date",
    "end_date",
    "time_precision",
    "event_type",
    "place",
    "latitude",
    "longitude",
    "location_precision",
    "uncertainty_m",
    "located_by",
    "weapon",
    "range_m",
)
"""What is asked again, whole, of the few events that have overlays."""

MOST_WORDED = 2_000
"""A selection of up to so many events carries its words without being asked."""

MOST_RINGED = 40
MOST_ROUTES = 40
MOST_AREAS = 200
MOST_OUTLINES = 60
MOST_SITES = 400
"""Overlays are worked out for at most so many events; what is left out is said in `Layers.notes`."""


@dataclass(frozen=True)
class MapOptions:
    """How a selection is shown; hashable, so it can key a cache.

    `rings` is "auto" or the rings that a person asked for (empty: none). `window` is a
    closed interval of days; `view` is the live map's (latitude, longitude, zoom), `bounds` a box
    of degrees that goes before it; in mode "cumulative" everything before its end counts. `hidden`
    are the keys of the legend's entries that are switched off (`maps.layers.hidden`); `drawing` is how
    crowds are drawn on a live map.
    """

    colour_by: str = "attacker"
    rings: str | tuple[RingSpec, ...] = "auto"
    show_routes: bool = True
    show_sites: bool = True
    show_areas: bool = True
    title: str = ""
    subtitle: str = ""
    bounds: Bounds | None = None
    view: tuple[float, float, float] | None = None
    window: tuple[date, date] | None = None
    mode: str = "window"
    theme: str = "light"
    selected: str | None = None
    hidden: tuple[str, ...] = ()
    drawing: Drawing = AS_USUAL

    def __post_init__(self) -> None:
        hold(vars(self), "MapOptions", GivenError, _OPTIONS)


def _are_rings(value: object) -> bool:
    return value == "auto" or (isinstance(value, tuple) and all(isinstance(one, RingSpec) for one in value))


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


_OPTIONS = {
    "colour_by": one_of(tuple(legends.COLOUR_TITLES)),
    "rings": Kind("“auto”, or a tuple of RingSpec", _are_rings),
    "show_routes": YES_NO,
    "show_sites": YES_NO,
    "show_areas": YES_NO,
    "title": TEXT,
    "subtitle": TEXT,
    "bounds": maybe(numbers_of(4, "a box of degrees: left, bottom, right, top")),
    "view": maybe(numbers_of(3, "a latitude, a longitude and a zoom")),
    "window": maybe(WINDOW),
    "mode": one_of(("window", "cumulative")),
    "theme": one_of(tuple(style.THEMES)),
    "selected": maybe(TEXT),
    "hidden": Kind("a tuple of keys of the legend", _are_texts),
}


@dataclass(frozen=True)
class Layers:
    """Everything that one selection draws.

    `events` are sorted by event_date (else end_date), undated last, unlocated ones included. `bounds`
    is (left, bottom, right, top) in degrees, None when nothing is located; `extent`
    the first and last day, None when nothing is dated. `notes` say what is not drawn.
    `limits` are the circle and box of the filter, which pictures show. `slots` are the colours that
    the database gave to values, in every selection of it; `units` the outlines that the events' column
    ``unit`` counts through (`maps.layers.units`); `mark` is that of the data
    (`events.query.data_mark`) where a file is made.
    """

    events: pd.DataFrame
    overlays: list[Overlay]
    legend: legends.Legend
    bounds: Bounds | None
    extent: tuple[date, date] | None
    counts: dict[str, Any]
    credits: tuple[str, ...]
    title: str
    subtitle: str
    filters_text: str
    filter_phrases: tuple[str, ...]
    options: MapOptions
    notes: tuple[str, ...] = ()
    stamp: str = ""
    limits: tuple[Overlay, ...] = ()
    slots: dict[str, int] | None = None
    units: tuple[Outline, ...] = ()
    dates: counting.Window = counting.ALL_DAYS
    """The dates of the filter: deaths of events that reach beyond them stand apart."""
    mark: str = ""

    def description(self) -> dict[str, Any]:
        """Return all but the events' columns and the basemap, as JSON-able values."""
        options = self.options
        described = {
            "title": self.title,
            "subtitle": self.subtitle,
            "legend": self.legend.description(),
            "overlays": [overlay.description() for overlay in self.overlays],
            "bounds": list(self.bounds) if self.bounds else None,
            "extent": [day.isoformat() for day in self.extent] if self.extent else None,
            "window": [day.isoformat() for day in options.window] if options.window else None,
            "mode": options.mode,
            "dates": [day.isoformat() if day else None for day in self.dates],
            "theme": options.theme,
            "colour_by": options.colour_by,
            "selected": options.selected,
            "hidden": list(options.hidden),
            "drawing": options.drawing.description(),
            "view": dict(zip(("lat", "lon", "zoom"), options.view, strict=True)) if options.view else None,
            "credits": [
                *self.credits,
                *([f"data {self.mark}, view {view_mark(options)}"] if self.mark else []),
            ],
            "counts": self.counts,
            "counts_text": words.counts(self.counts),
            "filters_text": self.filters_text,
            "filters": list(self.filter_phrases),
            "notes": list(self.notes),
            "units": [unit.name for unit in self.units],
            "style": style.description(options.theme),
            "piles": piles.description(),
            "stamp": self.stamp,
        }
        return dict(json_able(described))


@held(
    GivenError,
    store=STORE,
    filter=ANY_FILTER,
    options=maybe(a(MapOptions, wanted="MapOptions")),
    texts=YES_NO,
)
def build(
    store: Store,
    filter: query.Filter | None = None,
    options: MapOptions | None = None,
    *,
    texts: bool = False,
) -> Layers:
    """Make the layers of the events that `filter` lets through.

    Parameters
    ----------
    store : Store
        Where the events are.
    filter : Filter, optional
        All events by default.
    options : MapOptions, optional
        How they are shown.
    texts : bool
        Also read the columns that only words need (`TEXT_COLUMNS`) and make the mark of the data, for a map
        that stands alone;
        a selection of up to `MOST_WORDED` events has them anyway.

    Returns
    -------
    Layers
    """
    filter, options = filter or query.Filter(), options or MapOptions()
    with store.reading():  # one hold of the file for all questions
        return _build(store, filter, options, texts)


def _build(store: Store, filter: query.Filter, options: MapOptions, texts: bool) -> Layers:
    counts = query.counts(store, filter, window=counted_window(options.window, options.mode))
    windowed = replace(filter, window=counted_window(options.window, options.mode))
    mark = mark_of(store, windowed) if texts else ""
    texts = texts or counts.matched <= MOST_WORDED
    columns = [*DRAWN_COLUMNS, *(TEXT_COLUMNS if texts else ())]
    frame = _by_date(query.select(store, filter, columns=columns, order="event_date"))
    sites = _by_event(query.related(store, "sites", filter))
    frame["unit"], outlines = _units(_with_places(store, filter, frame), sites)
    overlays, notes = _overlays(store, filter, frame, options, sites)
    if options.show_areas:
        overlays = unit_areas(frame, outlines, MOST_OUTLINES) + overlays
        if len(outlines) > MOST_OUTLINES:
            notes.append(
                f"Outlines drawn for {MOST_OUTLINES} of {len(outlines):,} countries and provinces or larger "
                "areas that events are known to: filter for the others."
            )
    kinds = [kind for overlay in overlays for kind in legend_kinds(overlay)]
    if len(frame) > 1:  # a live map joins what lies close together on its screen
        kinds.append(legends.PILE)
    phrases = words.filters(filter)
    slots = query.colour_slots(store, options.colour_by)
    datasets = [str(name) for name in sorted(frame["dataset"].dropna().unique())]
    return Layers(
        events=frame,
        overlays=overlays,
        legend=legends.build(
            frame, colour_by=options.colour_by, theme=options.theme, overlays=kinds, slots=slots
        ),
        bounds=options.bounds or bounds_of(frame, overlays),
        extent=days_of(frame),
        counts=_plain(asdict(counts)),
        credits=(*basemap.CREDITS, *((f"Events: {', '.join(datasets)}",) if datasets else ())),
        title=options.title or "Conflict events",
        subtitle=options.subtitle,
        filters_text=" · ".join(phrases) or "All events",
        filter_phrases=phrases,
        options=options,
        notes=tuple(notes),
        stamp=store.stamp(),
        limits=search_area.limits(filter),
        slots=slots,
        units=outlines,
        dates=(filter.date_from, filter.date_to),
        mark=mark,
    )


def _with_places(store: Store, filter: query.Filter, frame: pd.DataFrame) -> pd.DataFrame:
    """The events with their places as reported, where a continent, region or sea may be meant by them."""
    wide = frame["location_precision"].isin(AREAS).to_numpy(dtype=bool)
    if "place" in frame or not wide.any():
        return frame
    chosen = tuple(name for name in AREAS if name in filter.precisions or not filter.precisions)
    rows = query.select(store, replace(filter, precisions=chosen), columns=["event_id", "place"], order=None)
    places = dict(zip(rows["event_id"], rows["place"], strict=True))
    return frame.assign(place=frame["event_id"].map(places))


def _units(
    frame: pd.DataFrame, sites: dict[str, list[dict[str, Any]]]
) -> tuple[np.ndarray, tuple[Outline, ...]]:
    """The unit of each event; one that lies on a stretch of road is drawn on that."""
    codes, outlines = units.assign(frame)
    if stretched := _stretched(sites):
        codes[frame["event_id"].isin(stretched).to_numpy(dtype=bool)] = units.POINT
    return codes, outlines


def in_window(frame: pd.DataFrame, window: tuple[date, date] | None, mode: str = "window") -> np.ndarray:
    """Return a boolean array: the event's days overlap the window (`events.query.counting.inside`).

    Parameters
    ----------
    frame : DataFrame
        With event_date and end_date.
    window : tuple of date, optional
        First and last day, both included. None lets everything through, undated events too.
        An end alone ("before") stands on that day.
    mode : str
        "window", or "cumulative": all that began by the window's last day.
    """
    return counting.inside(frame, counted_window(window, mode))


def without_hidden(layers: Layers) -> Layers:
    """Return the layers as a picture draws them: without what is switched off in the legend."""
    if not layers.options.hidden:
        return layers
    kinds = {index: legend_kinds(overlay)[0] for index, overlay in enumerate(layers.overlays)}
    return hidden.take_out(layers, kinds)


def _by_date(frame: pd.DataFrame) -> pd.DataFrame:
    """Sort by date (an end alone counts as the date), undated last; what is so already stays."""
    days = frame["event_date"].where(frame["event_date"].notna(), frame["end_date"])
    numbers = pd.to_datetime(days).to_numpy("datetime64[D]").astype("int64")
    numbers = np.where(days.isna(), np.iinfo("int64").max, numbers)
    if (np.diff(numbers) >= 0).all():
        return frame.reset_index(drop=True)
    return frame.iloc[np.argsort(numbers, kind="stable")].reset_index(drop=True)


def legend_kinds(overlay: Overlay) -> list[str]:
    """Return the keys of the legend's marks that an overlay is drawn with."""
    return ["inferred"] if overlay.kind == "route" and overlay.dashed else [overlay.kind]


def _plain(counts: dict[str, Any]) -> dict[str, Any]:
    """Counts as plain ints and None, so that they are JSON-able."""
    return {key: int(value) if known(value) else None for key, value in counts.items()}


@dataclass
class _Budget:
    """Chooses the events that get overlays of a kind, and notes how many were left out."""

    selected: str | None
    notes: list[str] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)

    def take(self, rows: pd.DataFrame, most: int, what: str) -> None:
        """Choose at most `most` events: the selected one first, then those with most deaths."""
        if len(rows) > most:
            self.notes.append(f"{what} drawn for {most} of {len(rows):,} events: filter for the others.")
            rank = pd.Series(np.nan_to_num(style.deaths_shown(rows), nan=-1.0), index=rows.index)
            rank = rank.mask(rows["event_id"] == self.selected, np.inf)
            rows = rows.loc[rank.sort_values(ascending=False, kind="stable").index[:most].sort_values()]
        self.chosen[what] = [str(value) for value in rows["event_id"]]

    def events(self, store: Store) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the chosen events whole, by kind and id, in the order of their dates."""
        ids = tuple(dict.fromkeys(key for keys in self.chosen.values() for key in keys))
        found: dict[str, dict[str, Any]] = {}
        if ids:
            selection = query.Filter(event_ids=ids, include_withdrawn=True)
            rows = query.select(store, selection, columns=OVERLAY_COLUMNS, order=None)
            found = {row["event_id"]: row for row in _records(rows)}
        return {what: {key: found[key] for key in keys if key in found} for what, keys in self.chosen.items()}


def _overlays(
    store: Store,
    filter: query.Filter,
    frame: pd.DataFrame,
    options: MapOptions,
    sites: dict[str, list[dict[str, Any]]],
) -> tuple[list[Overlay], list[str]]:
    """The overlays of a selection in drawing order, and the notes on what was left out."""
    budget = _Budget(options.selected)
    with_sites = frame[frame["event_id"].isin(list(sites))] if sites else frame.head(0)
    if options.show_areas:
        budget.take(_soft(frame, sites, options, budget), MOST_AREAS, "Areas")
    budget.take(_ringed(frame, options), MOST_RINGED, "Range rings")
    if options.show_routes:
        budget.take(with_sites, MOST_ROUTES, "Routes and stretches")
    if options.show_sites:
        budget.take(with_sites, MOST_SITES, "Sites")
    events = budget.events(store)
    drawn = areas(events.get("Areas", {}).values())
    if isinstance(options.rings, str):
        drawn += reach.auto(events["Range rings"].values(), sites)
    else:
        drawn += reach.chosen(options.rings, events["Range rings"], sites)
    if travelled := events.get("Routes and stretches"):
        drawn += routes.routes(_records(query.related(store, "routes", filter)), travelled, sites)
        drawn += routes.stretches(travelled, sites)
    if placed := events.get("Sites"):
        drawn += site_marks(placed, [row for rows in sites.values() for row in rows])
    return drawn, budget.notes


def _soft(
    frame: pd.DataFrame, sites: dict[str, list[dict[str, Any]]], options: MapOptions, budget: _Budget
) -> pd.DataFrame:
    """The events that get an area; of too many, only the selected one (their marks are soft all the same)."""
    soft = style.coarse(frame) & frame["latitude"].notna().to_numpy() & (units.codes_of(frame) < units.FIRST)
    if stretched := _stretched(sites):
        soft &= ~frame["event_id"].isin(stretched).to_numpy()
    count = int(soft.sum())
    if count > MOST_AREAS:
        budget.notes.append(f"Areas of {count:,} roughly located events not drawn: filter for fewer.")
        soft &= (frame["event_id"] == options.selected).to_numpy(dtype=bool, na_value=False)
    return frame[soft]


def _ringed(frame: pd.DataFrame, options: MapOptions) -> pd.DataFrame:
    """The events that may have rings."""
    if isinstance(options.rings, str):
        return frame[reach.reaching(frame)]
    if any(spec.event_id == reach.EVERY for spec in options.rings):
        return frame[frame["latitude"].notna()]
    return frame[frame["event_id"].isin([spec.event_id for spec in options.rings])]


def _by_event(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _records(rows):
        grouped[row["event_id"]].append(row)
    return dict(grouped)


def _stretched(sites: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Events that lie on a stretch of road: that line is their area."""
    return [key for key, rows in sites.items() if any(known(row.get("to_latitude")) for row in rows)]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
