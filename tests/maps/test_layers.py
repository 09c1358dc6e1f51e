"""The layers of the seed events: rings, doubt, routes, stretches, counts, and the JSON description."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from events import query
from events.store import Store
from maps import layers
from maps.layers import MapOptions, RingSpec, extent, words
from maps.layers import rings as reach
from maps.layers.overlays import Overlay
from tests.events.synthetic import events_frame
from tests.thoroughness import examples

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def store(seed: Store) -> Store:
    return seed


@pytest.fixture(scope="module")
def whole(store: Store) -> layers.Layers:
    return layers.build(store, texts=True)


def _event_id(made: layers.Layers, words: str) -> str:
    rows = made.events[made.events["title"].str.contains(words, regex=False)]
    return str(rows["event_id"].iloc[0])


def _of(made: layers.Layers, kind: str, event_id: str | None = None) -> list[Overlay]:
    return [o for o in made.overlays if o.kind == kind and event_id in (None, o.event_id)]


def test_every_event_is_there_sorted_and_counted(whole: layers.Layers) -> None:
    assert len(whole.events) == whole.counts["matched"] == whole.counts["total"]
    days = whole.events["event_date"].fillna(whole.events["end_date"])
    known = days[days.notna()]
    assert known.is_monotonic_increasing
    assert days.isna().to_numpy()[len(known) :].all()
    assert whole.counts["unlocated"] == int(whole.events["latitude"].isna().sum()) >= 1
    assert whole.counts["shown"] + whole.counts["unlocated"] == whole.counts["matched"]


def test_rings_are_circles_on_the_earth(whole: layers.Layers) -> None:
    taji = _event_id(whole, "Camp Taji")
    rings = _of(whole, "ring", taji)
    radii = []
    for ring in rings:
        points = shapely.get_coordinates(shapely.geometry.shape(ring.geometry))
        middle = points[:-1].mean(axis=0)
        distances = GEOD.inv(*np.broadcast_arrays(*middle, *points.T))[2]
        assert np.ptp(distances) < 0.002 * distances.mean()
        radii.append(distances.mean())
    assert np.allclose(sorted(radii), [1_609, 8_500, 20_000], rtol=0.02)
    assert [label.split(":")[0] for label in sorted(ring.label for ring in rings)] == [
        "107 mm rocket (Type 63)",
        "122 mm rocket (BM-21 Grad)",
        "reported",
    ]
    assert any("at least 1.6 km (1.0 mi)" in ring.label for ring in rings)
    assert all(dict(ring.facts).get("Source of the figure") for ring in rings)
    assert all(dict(ring.facts)["Site"] == "found" for ring in rings), (
        "not the impact: the truck's place is known"
    )


def test_the_place_s_doubt_makes_a_band(store: Store, whole: layers.Layers) -> None:
    taji = _event_id(whole, "Camp Taji")
    sites = query.related(store, "sites", query.Filter(event_ids=(taji,)))
    doubt_m = float(sites.loc[sites["role"] == "found", "uncertainty_m"].min())  # the sharper statement
    band = max(_of(whole, "band", taji), key=lambda b: shapely.geometry.shape(b.geometry).area)
    area, _ = GEOD.geometry_area_perimeter(shapely.geometry.shape(band.geometry))
    assert abs(area) == pytest.approx(
        np.pi * ((20_000.0 + doubt_m) ** 2 - (20_000.0 - doubt_m) ** 2), rel=0.02
    )
    facts = dict(band.facts)
    assert facts["Uncertainty of the place"].startswith(f"{doubt_m / 1000:g} km")
    assert facts["Band"] == f"{words.distance(20_000 - doubt_m)} – {words.distance(20_000 + doubt_m)}"
    assert "Reach from" in facts


def test_rings_that_a_person_asks_for_replace_the_automatic_ones(store: Store, whole: layers.Layers) -> None:
    taji = _event_id(whole, "Camp Taji")
    specs = (RingSpec(taji, "impact", range_m=3_000.0), RingSpec(taji, "found", weapon="no such weapon"))
    made = layers.build(store, None, MapOptions(rings=specs))
    (ring,) = _of(made, "ring")
    assert ring.label == "3 km (1.9 mi)"
    assert dict(ring.facts)["Site"] == "impact"
    assert "Reach to" in dict(ring.facts)
    assert _of(layers.build(store, None, MapOptions(rings=())), "ring") == []


def test_a_stated_range_below_the_weapon_s_is_a_minimum() -> None:
    (alone,) = reach.reaches_of({"weapon": None, "range_m": 1609.0})
    assert alone.label == "reported: 1.6 km (1.0 mi)"
    assert reach.reaches_of({"weapon": "Katyusha", "range_m": 1609.0})[-1].label.startswith(
        "reported: at least"
    )


def test_the_ambush_is_a_stretch_of_road_not_a_dot(whole: layers.Layers) -> None:
    convoy = _event_id(whole, "Convoy")
    (stretch,) = _of(whole, "stretch", convoy)
    line = shapely.geometry.shape(stretch.geometry)
    assert line.geom_type in ("LineString", "MultiLineString")
    assert 75_000 < GEOD.geometry_length(line) < 130_000
    assert not stretch.dashed
    assert dict(stretch.facts)["Stretch"] == "between Diwaniya and Samawah"
    assert _of(whole, "area", convoy) == []


def test_the_route_says_that_it_is_approximate_and_inferred(whole: layers.Layers) -> None:
    convoy = _event_id(whole, "Convoy")
    routes = _of(whole, "route", convoy)
    assert all(route.dashed for route in routes)
    facts = dict(routes[0].facts)
    assert "approximate" in facts["Length by road"]
    assert "Straight line" in facts
    assert facts["Origin"] == "Basra (reported)"
    assert re.fullmatch(r"about \d+ km \(\d+ mi\) by road", routes[0].label)


def test_coarse_events_have_areas_and_share_them(whole: layers.Layers) -> None:
    areas = _of(whole, "area")
    held = [key for area in areas for key in area.event_ids]
    assert len(held) == len(set(held))
    (country,) = [area for area in areas if area.label.startswith("somewhere in Iraq")]
    assert len(country.event_ids) == 3
    assert shapely.geometry.shape(country.geometry).contains(shapely.Point(44.4, 33.3))


def test_one_country_event_does_not_blow_the_frame_up(whole: layers.Layers) -> None:
    assert whole.bounds is not None
    left, bottom, right, top = whole.bounds
    assert 39 < left < right < 50
    assert 29 < bottom < top < 38


def test_contested_events_are_flagged_and_in_the_legend(tmp_path: Path) -> None:
    from events.editing import edits

    store = Store.open(f"duckdb:///{tmp_path / 'rival.duckdb'}")
    values = {"title": "A blast", "event_date": date(2021, 5, 1), "latitude": 33.3, "longitude": 44.4}
    claims = [
        {"claimant": "one", "actor": "One", "status": "claimed_by_actor"},
        {"claimant": "two", "actor": "Two", "status": "claimed_by_actor"},
    ]
    edits.add_event(store, values | {"location_precision": "exact"}, claims=claims, who="test")
    made = layers.build(store)
    assert made.events["contested"].tolist() == [True]
    assert "contested" in [mark.key for mark in made.legend.marks]


def test_weapons_without_a_known_reach_take_no_ring_from_those_that_have_one(tmp_path: Path) -> None:
    count = layers.MOST_RINGED + 20
    frame = events_frame(count, seed=11).assign(
        latitude=33.3, longitude=44.4, range_m=pd.NA, uncertainty_m=0.0
    )
    frame["range_m"] = frame["range_m"].astype("Float64")
    frame["weapon"] = pd.array(["Firearms"] * (count - 1) + ["107 mm rocket"], dtype="string")
    frame["fatalities_best"] = pd.array(range(count, 0, -1), dtype="Int64")
    store = Store.open(f"duckdb:///{tmp_path / 'many.duckdb'}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    made = layers.build(store)
    assert {ring.event_id for ring in _of(made, "ring")} == {str(frame["event_id"].iloc[-1])}
    assert not [note for note in made.notes if "Range rings" in note]


def test_of_too_many_rings_those_of_the_deadliest_and_the_selected_event_are_drawn(tmp_path: Path) -> None:
    count = layers.MOST_RINGED + 3
    frame = events_frame(count, seed=11)
    frame = frame.assign(weapon=pd.NA, range_m=5_000.0, latitude=33.3, longitude=44.4, uncertainty_m=0.0)
    frame["fatalities_best"] = pd.array(range(count), dtype="Int64")
    store = Store.open(f"duckdb:///{tmp_path / 'many.duckdb'}")
    with store.writing(who="test") as db:
        db.upsert_events(frame)
    ranked = frame["event_id"].tolist()  # the fewest deaths first
    made = layers.build(store)
    assert {ring.event_id for ring in _of(made, "ring")} == set(ranked[3:])
    assert any(f"for {layers.MOST_RINGED} of {count} events" in note for note in made.notes)
    made = layers.build(store, None, MapOptions(selected=ranked[0]))
    assert {ring.event_id for ring in _of(made, "ring")} == {ranked[0], *ranked[4:]}


def test_description_is_json_and_comes_back_the_same(store: Store) -> None:
    window = (date(2020, 1, 1), date(2020, 12, 31))
    chosen = query.Filter(countries=("Iraq",), date_from=date(2014, 1, 1))
    made = layers.build(store, chosen, MapOptions(window=window, theme="dark", title="<b>{{7*7}}</b>"))
    described = made.description()
    text = json.dumps(described, allow_nan=False)
    assert json.loads(text) == described
    assert described["window"] == ["2020-01-01", "2020-12-31"]
    assert described["title"] == "<b>{{7*7}}</b>"
    assert described["filters_text"] == "country: Iraq · dates: from 1 Jan 2014"
    assert described["style"]["theme"]["land"] == "#23272E"
    assert text == json.dumps(layers.build(store, chosen, made.options).description(), allow_nan=False)


def test_nothing_selected_is_no_error(store: Store) -> None:
    made = layers.build(store, query.Filter(text="no such words anywhere"))
    assert (made.bounds, made.extent, made.overlays) == (None, None, [])
    assert made.legend.colours == ()
    assert made.counts["matched"] == 0
    json.dumps(made.description(), allow_nan=False)


def test_options_key_a_cache() -> None:
    assert hash(MapOptions(rings=(RingSpec("a", "launch"),))) == hash(
        MapOptions(rings=(RingSpec("a", "launch"),))
    )


def test_the_window_takes_in_events_that_reach_into_it() -> None:
    frame = pd.DataFrame(
        {
            "event_date": pd.to_datetime(["2020-01-01", "2020-03-01", None, None, "2021-01-01"]),
            "end_date": pd.to_datetime(["2020-12-31", None, "2020-02-01", None, None]),
        }
    )
    window = (date(2020, 2, 15), date(2020, 3, 31))
    assert layers.in_window(frame, window).tolist() == [True, True, False, False, False]
    assert layers.in_window(frame, window, "cumulative").tolist() == [True, True, True, False, False]
    assert layers.in_window(frame, None).all()
    both_ends_count = (date(2020, 2, 1), date(2020, 3, 1))
    assert layers.in_window(frame, both_ends_count).tolist() == [True, True, True, False, False]
    assert not layers.in_window(frame, (date(2020, 2, 2), date(2020, 2, 29)))[1:].any()


def test_bounds_stay_on_the_earth() -> None:
    assert extent.padded((179.9, 89.9, 179.9, 89.9)) == (179.6, 89.6, 180.0, 90.0)


def test_what_is_switched_off_in_the_legend_is_not_drawn_and_is_named(store: Store) -> None:
    options = MapOptions(hidden=("colour:=ISIS", "mark:ring"))
    made = layers.build(store, options=options, texts=True)
    assert made.description()["hidden"] == ["colour:=ISIS", "mark:ring"]
    left = layers.without_hidden(made)
    isis = _event_id(made, "ISIS offensive")
    assert isis not in set(left.events["event_id"])
    assert not [o for o in left.overlays if o.kind == "ring" or o.event_ids == (isis,) or o.event_id == isis]
    assert left.counts["shown"] == made.counts["shown"] - 1
    assert left.counts["deaths_unknown"] == made.counts["deaths_unknown"] - 1
    assert left.counts["deaths_best"] == made.counts["deaths_best"]
    assert left.notes[0] == "Switched off in the legend: ISIS, Nominal range ring (1 event)"
    assert layers.without_hidden(left) == left
    elsewhere = layers.without_hidden(layers.build(store, options=MapOptions(hidden=("colour:=Nobody",))))
    assert len(elsewhere.events) == len(made.events)


def test_a_cumulative_window_counts_all_that_it_draws(store: Store) -> None:
    window = (date(2020, 7, 1), date(2020, 7, 31))
    made = layers.build(store, options=MapOptions(window=window, mode="cumulative"))
    located = made.events["latitude"].notna().to_numpy()
    drawn = int((layers.in_window(made.events, window, "cumulative") & located).sum())
    assert made.counts["shown"] == drawn == 10


@settings(max_examples=examples(25), deadline=None)
@given(chosen=st.sets(st.sampled_from([f"Armed group {n}" for n in range(40)]), min_size=1, max_size=9))
def test_an_actor_keeps_its_colour_whatever_is_selected(many_actors: Store, chosen: set[str]) -> None:
    everything = layers.build(many_actors).legend
    colours = {entry.value: entry.colour for entry in everything.colours if entry.kind == "value"}
    assert len(colours) == 7
    other = layers.style.THEMES["light"].other
    part = layers.build(many_actors, query.Filter(attackers=tuple(sorted(chosen)))).legend
    for entry in part.colours:
        if entry.kind == "value":
            assert entry.colour == colours[entry.value]
        elif entry.kind == "other":
            assert entry.colour == other
    drawn = {entry.value for entry in part.colours if entry.kind == "value"}
    assert drawn <= set(colours) & chosen
    assert not any(entry.count == 0 for entry in part.colours)


@pytest.fixture(scope="module")
def many_actors(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.open(f"duckdb:///{tmp_path_factory.mktemp('actors') / 'many.duckdb'}", seed=False)
    with store.writing(who="test") as db:
        db.upsert_events(events_frame(2_000, seed=4))
    return store
