"""Everything that is remembered between runs, each by the database, its stamp and the question.

The stamp changes with the data, whoever changed it, so nothing here is ever out of
date. What comes out is shared by all tabs: read it, never change it in place.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import streamlit as st

from events import query
from events.editing import edits
from events.query import Filter
from events.store import Store, default_url
from geo import countries
from maps import layers
from maps.live import ground, payload

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import pandas as pd

    from geo.location import Location
    from maps.layers import Layers, MapOptions
    from maps.layers.extent import Bounds
    from maps.live.payload_pack import Payload

PREVIEW_DPI = 110


@st.cache_resource(show_spinner=False, max_entries=256)
def _small(what: str, url: str, stamp: str, question: Hashable, _answer: Callable[[], Any]) -> Any:
    return _answer()


@st.cache_resource(show_spinner=False, max_entries=24)
def large(what: str, url: str, stamp: str, question: Hashable, _answer: Callable[[], Any]) -> Any:
    """Return an answer that may be large: few are kept."""
    return _answer()


def answer(db: Store, what: str, question: Hashable, ask: Callable[[], Any]) -> Any:
    """Return what a page asks of the database, remembered until the data change.

    Parameters
    ----------
    db : Store
    what : str
        The kind of question, a name of its own.
    question : hashable
        All that the answer depends on beside the data.
    ask : callable
        Gives the answer.
    """
    return large(what, db.url, db.stamp(), question, ask)


@st.cache_resource(show_spinner=False, max_entries=4)
def _store(url: str) -> Store:
    return Store.open()


def store() -> Store:
    """Open the dashboard's database; an error is not remembered, so the next run tries again."""
    return _store(default_url())


EVERYTHING = Filter()


def counts(db: Store, chosen: Filter, window: Any = None) -> query.Counts:
    """Return how many events a filter leaves, and how many of them the map shows in a window."""
    found: query.Counts = _small(
        "counts", db.url, db.stamp(), (chosen, window), lambda: query.counts(db, chosen, window=window)
    )
    return found


def facets(db: Store, chosen: Filter) -> dict[str, list[tuple[str, int]]]:
    """Return the values of every facet with their counts."""
    found: dict[str, list[tuple[str, int]]] = _small(
        "facets", db.url, db.stamp(), chosen, lambda: query.facets(db, chosen)
    )
    return found


def detail(db: Store, event_id: str) -> query.EventDetail:
    """Return one event with what surrounds it."""
    found: query.EventDetail = _small(
        "detail", db.url, db.stamp(), event_id, lambda: query.detail(db, event_id)
    )
    return found


def drawn(db: Store, chosen: Filter, options: MapOptions) -> Layers:
    """Return the layers of a selection; what only the view asks for is put in afterwards.

    Selection, window and mode do not change what is drawn, only how it is looked at, so they do
    not make the layers anew.
    """
    plain = replace(options, selected=None, window=None, mode="window")
    found: Layers = large(
        "layers", db.url, db.stamp(), (chosen, plain), lambda: layers.build(db, chosen, plain)
    )
    return replace(found, options=options)


def description(db: Store, chosen: Filter, options: MapOptions) -> dict[str, Any]:
    """Return what the map is told of a selection, but for what only the view asks for; shared, so copy it."""
    plain = replace(options, selected=None, window=None, mode="window")
    found: dict[str, Any] = _small(
        "description", db.url, db.stamp(), (chosen, plain), lambda: drawn(db, chosen, plain).description()
    )
    return found


def bulk(db: Store, chosen: Filter, options: MapOptions, *, texts: bool = False) -> Payload:
    """Return the events of a selection as bytes for the map; with texts, also what its words need."""
    plain = replace(options, selected=None, window=None, mode="window", rings=())

    def encode() -> Payload:
        made = layers.build(db, chosen, plain, texts=texts)
        return payload.encode_events(made.events, made.legend, texts=texts, outlines=made.units)

    found: Payload = large("bulk", db.url, db.stamp(), (chosen, plain, texts), encode)
    return found


def grounds(bounds: Bounds | None) -> dict[str, Payload]:
    """Return the basemaps for a view as bytes: neighbouring views share them."""
    return ground.ground_of(bounds)


def rows(
    db: Store, chosen: Filter, columns: tuple[str, ...], *, limit: int, offset: int = 0, order: str
) -> Any:
    """Return a page of the chosen events as a table."""
    question = (chosen, columns, limit, offset, order)
    return large(
        "rows",
        db.url,
        db.stamp(),
        question,
        lambda: query.select(db, chosen, columns=columns, limit=limit, offset=offset, order=order),
    )


def located(place: str, country: str | None, admin1: str | None) -> Location:
    """Return where a place text is, with its candidates, by the shipped names and those that were added."""
    from geo.gazetteer import layers as gazetteer_layers  # the list of names: only when a place is asked for
    from geo.geocoding import geocoder

    folder = store().names_folder
    found: Location = _small(
        "located",
        "",
        str(gazetteer_layers.stamp(folder)),
        (place, country, admin1),
        lambda: geocoder.locate(
            place, country=country, admin1=admin1, gazetteer=gazetteer_layers.open_all(folder)
        ),
    )
    return found


@st.cache_resource(show_spinner=False)
def country_names() -> tuple[str, ...]:
    """Return the names of all countries in order, for a list to choose from."""
    return tuple(country.name for country in countries.countries())


def log(db: Store, event_id: str | None, *, most: int = 1_000) -> pd.DataFrame:
    """Return the newest entries of the log, with the titles of their events."""

    def read() -> pd.DataFrame:
        found = edits.log(db, event_id, limit=most)
        ids = tuple(str(one) for one in found["event_id"].dropna().unique())
        if not ids:
            return found.assign(title="")
        chosen = Filter(event_ids=ids, include_withdrawn=True)
        titles = query.select(db, chosen, columns=["event_id", "title", "place"], order=None).set_index(
            "event_id"
        )
        return found.assign(title=found["event_id"].map(titles["title"].fillna(titles["place"])))

    log_: pd.DataFrame = _small("log", db.url, db.stamp(), (event_id, most), read)
    return log_


def doubts(db: Store) -> pd.DataFrame:
    """Return the places that want a look; see `events.places.doubts.find`."""
    from events.places.doubts import find  # the list of names: only when a place is asked for
    from geo.gazetteer import layers as gazetteer_layers

    names = gazetteer_layers.stamp(db.names_folder)
    found: pd.DataFrame = large("doubts", db.url, db.stamp(), names, lambda: find(db))
    return found


def unfound(db: Store) -> pd.DataFrame:
    """Return the places that had no answer, and which the names know now; see `events.places.unfound`."""
    from events.places.unfound import look
    from geo.gazetteer import layers as gazetteer_layers

    names = gazetteer_layers.stamp(db.names_folder)
    found: pd.DataFrame = large("unfound", db.url, db.stamp(), names, lambda: look(db))
    return found


def placed_by_choice(db: Store, place: str, country: str | None) -> int:
    """Return how many events a choice for a place text would move; see `events.places.chosen.apply_place`."""
    from events.places.chosen import count_place

    found: int = _small(
        "placed by choice", db.url, db.stamp(), (place, country), lambda: count_place(db, place, country)
    )
    return found


def linked(db: Store) -> int:
    """Return how many pairs of events people found to be one event."""
    from events.linking import count_accepted

    found: int = _small("linked", db.url, db.stamp(), None, lambda: count_accepted(db))
    return found


def actor_names(db: Store) -> pd.DataFrame:
    """Return the names of actors; see `events.editing.actors.actor_names`."""
    from events.editing.actors import actor_names as find

    found: pd.DataFrame = large("actor names", db.url, db.stamp(), None, lambda: find(db))
    return found


def preview(db: Store, chosen: Filter, options: MapOptions, size: tuple[float, float]) -> bytes:
    """Return a small picture of the map that an export would hold, as PNG."""
    from maps import snapshot  # matplotlib: only when a picture is wanted

    def draw() -> bytes:
        figure = snapshot.draw(layers.build(db, chosen, options, texts=True), size=size, theme=options.theme)
        with BytesIO() as buffer:
            figure.savefig(buffer, format="png", dpi=PREVIEW_DPI)
            return buffer.getvalue()

    found: bytes = large("preview", db.url, db.stamp(), (chosen, options, size), draw)
    return found
