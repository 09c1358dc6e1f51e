"""Public functions refuse values that cannot be meant: one plain sentence, with the nearest known word."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from events import export, linking, query
from events.editing import edits
from events.errors import EventsError
from events.importing import import_file
from events.query import Filter, changes
from events.store import Store
from geo import rings
from geo.errors import GeoError
from geo.geocoding.geocoder import locate, locate_many
from geo.given import held, maybe, number, one_of, whole
from maps import layers, live, snapshot

WRONG: dict[str, tuple[Callable[[Store], Any], str]] = {
    "an address that is no text": (lambda s: Store.open(7), "a text"),
    "a file's name for a store": (lambda s: import_file("x.duckdb", "a.csv"), "a Store"),
    "a dataset that is a number": (lambda s: import_file(s, "a.csv", dataset=7), "a text"),
    "an order of dates": (lambda s: import_file(s, "a.csv", date_order="ymd"), "nearest: mdy"),
    "one country for a list": (lambda s: import_file(s, "a.csv", countries="IQ"), "a list of countries"),
    "one place for a context": (lambda s: locate("Mosul", context="Basra"), "a list of other places"),
    "a file for a store": (lambda s: query.select("events.duckdb"), "a Store"),
    "a mapping for a filter": (lambda s: query.counts(s, {"types": ()}), "a Filter"),
    "a column that is misspelt": (lambda s: query.select(s, columns=["titel"]), "nearest: title"),
    "an order that is misspelt": (lambda s: query.select(s, order="-event_dat"), "nearest: event_date"),
    "rows below nought": (lambda s: query.select(s, limit=-1), "from 0"),
    "rows that are no number": (lambda s: query.select(s, offset=math.nan), "a whole number"),
    "a window that ends first": (
        lambda s: query.counts(s, window=(dt.date(2020, 2, 1), dt.date(2020, 1, 1))),
        "day",
    ),
    "a facet that is none": (lambda s: query.facets(s, names=["attaker"]), "nearest: attacker"),
    "a number for an event": (lambda s: query.detail(s, 7), "a text"),
    "a table that is none": (lambda s: query.related(s, "claim"), "nearest: claims"),
    "no bins": (lambda s: query.histogram(s, bins=0.5), "a whole number"),
    "a column without words": (lambda s: query.most_frequent(s, "latitude", 3), "a known word"),
    "a kind of change": (
        lambda s: changes.table(s, changes.since_day(dt.date(2020, 1, 1)), kinds=("revise",)),
        "revised",
    ),
    "a text for a day": (lambda s: changes.since_day("2020-01-01"), "a datetime.date"),
    "a format that is misspelt": (lambda s: export.write(s, Filter(), "out.xslx"), "nearest: xlsx"),
    "a format for a stream": (
        lambda s: export.write_stream(s, Filter(), io.BytesIO(), format="cvs"),
        "nearest: csv",
    ),
    "a distance below nought": (lambda s: linking.propose(s, "a", "b", km=-3), "from 0 to 50"),
    "a status of a link": (
        lambda s: linking.decide(s, [("a", "b")], "acepted", who="x"),
        "nearest: accepted",
    ),
    "values that are none": (lambda s: edits.update(s, "e", [1], expected_version=None, who="x"), "values"),
    "a table around an event": (
        lambda s: edits.remove_related(s, "site", "e", "r", who="x"),
        "nearest: sites",
    ),
    "nobody": (lambda s: edits.withdraw(s, "e", expected_version=None, who=None), "a text"),
    "a radius below nought": (lambda s: rings.ring(33, 44, -5), "0 or more"),
    "no radius": (lambda s: rings.ring(33, 44, math.nan), "finite"),
    "a bearing that is a word": (
        lambda s: rings.destination(33, 44, "north", 10),
        "a finite number of degrees",
    ),
    "a latitude that is a word": (lambda s: rings.distance_m("x", 44, 33, 44), "a number or an array"),
    "a centre of one number": (
        lambda s: rings.inside(33, 44, centre=(1,), radius_m=5),
        "a latitude and a longitude",
    ),
    "a place that is a number": (lambda s: locate(33), "a text"),
    "a gazetteer that is a file": (lambda s: locate("Baghdad", gazetteer="names.bin"), "a Gazetteer"),
    "places that are no table": (lambda s: locate_many(["Baghdad"]), "a table of places"),
    "a colour that is misspelt": (lambda s: layers.MapOptions(colour_by="atacker"), "nearest: attacker"),
    "a theme that is none": (lambda s: layers.MapOptions(theme="drak"), "nearest: dark"),
    "a view of two numbers": (lambda s: layers.MapOptions(view=(1, 2)), "a zoom"),
    "a list of rings": (lambda s: layers.MapOptions(rings=["x"]), "a tuple of RingSpec"),
    "a mapping for options": (lambda s: layers.build(s, None, {}), "MapOptions"),
    "events for layers": (lambda s: snapshot.render([1]), "layers"),
    "a picture's format": (lambda s: snapshot.render(layers.build(s), format="pgn"), "nearest: png"),
    "a picture of no size": (
        lambda s: snapshot.draw(layers.build(s), size=(math.inf, 3)),
        "a width and a height",
    ),
    "a page of events": (lambda s: live.save_html([1], "x.html"), "not list"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_value_that_cannot_be_meant_is_one_plain_sentence(seed: Store, wrong: str, tmp_path: Path) -> None:
    call, says = WRONG[wrong]
    before = seed.stamp()
    with pytest.raises((EventsError, GeoError, TypeError)) as caught:
        call(seed)
    said = str(caught.value)
    assert says in said
    assert said.endswith(".")
    assert "\n" not in said
    assert seed.stamp() == before
    assert not list(tmp_path.iterdir())


class _RefusedError(ValueError):
    pass


@held(_RefusedError, size=number(0, 10), many=maybe(whole(1)), word=one_of(("north", "south")))
def _asked(size: float, many: int | None = None, *, word: str = "north") -> tuple[Any, ...]:
    return size, many, word


@settings(deadline=None)
@given(
    some.one_of(
        some.none(),
        some.floats(),
        some.integers(),
        some.text(),
        some.booleans(),
        some.binary(),
        some.lists(some.integers()),
        some.dates(),
    ),
    some.sampled_from(["size", "many", "word"]),
)
def test_every_value_is_either_of_its_kind_or_refused_in_a_sentence(value: Any, name: str) -> None:
    fits = {
        "size": isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 10,
        "many": value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1),
        "word": value in ("north", "south"),
    }[name]
    arguments = {"size": 1.0} | {name: value}
    if fits:
        assert _asked(**arguments)
        return
    with pytest.raises(_RefusedError, match=rf"^The value {name} of _asked takes [^\n]+\.$") as caught:
        _asked(**arguments)
    assert len(str(caught.value)) < 300
