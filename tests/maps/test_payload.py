"""Payloads: small, the same for the same events, and true to every number in them."""

from __future__ import annotations

import gzip
import json
import struct

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from events.model import LOCATION_PRECISIONS
from maps.layers import legend as legends
from maps.live import payload
from maps.live.payload import encode_basemap, encode_events
from tests.events.synthetic import events_frame

DTYPES = {"i4": "<i4", "i2": "<i2", "u4": "<u4", "u2": "<u2", "u1": "u1"}


def encoded(frame, **options):
    return encode_events(frame, legends.build(frame), **options)


def decoded(body):
    """Read a payload as the client does."""
    (length,) = struct.unpack("<I", body[:4])
    header = json.loads(body[4 : 4 + length])
    packed = body[4 + length :]
    raw = gzip.decompress(packed[: header["body"]])
    columns, at = {}, 0
    for name, kind, count in header["columns"]:
        size = np.dtype(DTYPES[kind]).itemsize
        planes = np.frombuffer(raw[at : at + count * size], dtype="u1").reshape(size, count)
        columns[name] = np.ascontiguousarray(planes.T).view(DTYPES[kind]).ravel().astype("int64")
        at += count * size
    assert at == len(raw)
    tail = packed[header["body"] :]
    return header, columns, json.loads(gzip.decompress(tail)) if tail else None


def days(column):
    return pd.to_datetime(column).to_numpy("datetime64[D]").astype("int64")


@pytest.mark.parametrize("n", [0, 1, 7, 3000])
def test_numbers_come_back(n):
    frame = events_frame(n, seed=4)
    made = encoded(frame)
    header, c, texts = decoded(made.body)
    assert texts is None
    assert header["count"] == n == made.count == len(made.event_ids)
    rows = frame.set_index("event_id").loc[made.event_ids].reset_index()
    dated = header["dated"]
    assert rows["event_date"].isna().sum() == n - dated
    assert rows["event_date"].iloc[:dated].notna().all()
    start = header["first_day"] + np.cumsum(c["start"][:dated])
    np.testing.assert_array_equal(start, days(rows["event_date"].iloc[:dated]))
    np.testing.assert_array_equal(start + c["span"][:dated], days(rows["end_date"].iloc[:dated]))
    placed = rows["latitude"].notna().to_numpy()
    np.testing.assert_allclose(c["lat"][placed] / header["scale"], rows["latitude"][placed], atol=6e-6)
    np.testing.assert_allclose(c["lon"][placed] / header["scale"], rows["longitude"][placed], atol=6e-6)
    assert (c["lat"][~placed] == payload.NO_PLACE).all()
    for name in ("low", "high"):
        known = rows[f"fatalities_{name}"].notna().to_numpy()
        figures = (c[name] ^ c["best"])[known]
        np.testing.assert_array_equal(figures, rows[f"fatalities_{name}"][known].astype("int64"))


def test_flags_keep_what_is_unknown_apart():
    frame = events_frame(2000, seed=1)
    made = encoded(frame)
    _, c, _ = decoded(made.body)
    rows = frame.set_index("event_id").loc[made.event_ids]
    flags = c["flags"]
    np.testing.assert_array_equal(flags & payload.NO_BEST > 0, rows["fatalities_best"].isna())
    np.testing.assert_array_equal(flags & payload.CONTESTED > 0, rows["contested"])
    np.testing.assert_array_equal(flags & payload.UNLOCATED > 0, rows["latitude"].isna())
    coarse = rows["location_precision"].isin(["adm2", "adm1", "region", "country"])
    assert (flags[coarse.to_numpy() & rows["latitude"].notna().to_numpy()] & payload.AREA > 0).all()
    assert (flags[(rows["location_precision"] == "exact").to_numpy()] & payload.AREA == 0).all()


def test_end_alone_is_a_before_and_nothing_else_moves():
    frame = events_frame(5, seed=2)
    frame.loc[0, "event_date"] = pd.NaT
    frame.loc[0, "end_date"] = pd.Timestamp("2020-02-29")
    made = encoded(frame)
    header, c, _ = decoded(made.body)
    index = made.event_ids.index(frame["event_id"][0])
    assert c["flags"][index] & payload.OPEN_START
    starts = header["first_day"] + np.cumsum(c["start"])
    assert c["span"][index] == 0
    assert starts[index] == days(pd.Series([pd.Timestamp("2020-02-29")]))[0]


def test_the_header_spans_all_days_also_those_of_an_early_event_that_ends_last():
    frame = events_frame(3, seed=2)
    frame["event_date"] = pd.to_datetime(["2014-06-01", "2014-07-01", "2014-08-01"])
    frame["end_date"] = pd.to_datetime(["2017-12-31", None, "2014-08-02"])
    header, c, _ = decoded(encoded(frame).body)
    first, last = days(pd.Series(pd.to_datetime(["2014-06-01", "2017-12-31"])))
    assert (header["first_day"], header["last_day"]) == (first, last)
    assert c["span"].tolist() == [last - first, 0, 1]


def test_what_a_dataset_withdrew_is_flagged():
    frame = events_frame(3, seed=2)
    frame["withdrawn_at"] = [pd.NaT, pd.Timestamp("2025-01-01"), pd.NaT]
    made = encoded(frame)
    _, c, _ = decoded(made.body)
    index = made.event_ids.index(frame["event_id"][1])
    assert np.flatnonzero(c["flags"] & payload.WITHDRAWN).tolist() == [index]


@given(st.floats(min_value=1, max_value=4e6))
@settings(deadline=None, max_examples=60)
def test_radius_keeps_within_its_error(radius):
    frame = events_frame(1, seed=9)
    frame["uncertainty_m"] = radius
    header, c, _ = decoded(encoded(frame).body)
    read = 50 * np.exp((c["radius"][0] - 1) * header["radius_step"])
    assert read == pytest.approx(max(radius, 50), rel=0.024)


def test_precision_codes_follow_the_scale():
    frame = events_frame(500, seed=3)
    made = encoded(frame)
    _, c, _ = decoded(made.body)
    names = [LOCATION_PRECISIONS[code] for code in c["precision"]]
    assert names == frame.set_index("event_id").loc[made.event_ids]["location_precision"].tolist()


def test_same_events_give_the_same_bytes_and_others_do_not():
    frame = events_frame(1000, seed=5)
    first = encoded(frame, texts=True)
    assert encoded(frame.copy(), texts=True).body == first.body
    frame.loc[3, "latitude"] = 1.0
    assert encoded(frame, texts=True).key != first.key


def test_large_payload_is_small():
    made = encoded(events_frame(60_000, seed=6))
    assert len(made.body) / made.count <= 16


def test_huge_death_tolls_survive():
    frame = events_frame(3, seed=7)
    frame.loc[:, ["fatalities_low", "fatalities_best", "fatalities_high"]] = [500_000, 800_000, 1_000_000]
    _, c, _ = decoded(encoded(frame).body)
    assert set(c["best"]) == {800_000}
    assert set(c["best"] ^ c["high"]) == {1_000_000}


def test_texts_travel_with_sources_and_claims():
    frame = events_frame(4, seed=8)
    frame.loc[1, "title"] = "{{7*7}} <img src=x onerror=alert(1)> ${1} {% off"
    first = frame["event_id"][1]
    sources = pd.DataFrame({"event_id": [first], "publisher": ["A Paper"], "url": ["https://example.org/1"]})
    claims = pd.DataFrame(
        {"event_id": [first], "actor": ["X"], "status": ["denied"], "claimant": ["X's spokesman"]}
    )
    made = encoded(frame, texts=True, sources=sources, claims=claims)
    _, _, texts = decoded(made.body)
    index = made.event_ids.index(first)
    assert texts["title"]["values"][index] == frame["title"][1]
    assert texts["sources"]["values"][index] == [{"words": "A Paper", "url": "https://example.org/1"}]
    assert texts["claims"]["values"][index][0]["words"] == "denied by X's spokesman"


def test_the_card_s_words_keep_who_says_so_how_graded_and_how_many():
    frame = events_frame(1, seed=8).assign(
        weapon="Katyusha rocket", weapon_count=3, range_m=1_600.0, injured=2
    )
    (event,) = frame["event_id"]
    sources = pd.DataFrame(
        {
            "event_id": event,
            "publisher": ["A Paper", "A Desk", None],
            "published_on": [pd.Timestamp("2020-03-12"), None, None],
            "reliability": ["B", None, None],
            "credibility": ["2", None, None],
        }
    )
    claims = pd.DataFrame(
        {
            "event_id": event,
            "actor": ["X", "Y"],
            "status": ["claimed_by_actor", "denied"],
            "claimant": ["X", None],
        }
    )
    _, _, texts = decoded(encoded(frame, texts=True, sources=sources, claims=claims).body)
    said = {name: [row["words"] for row in texts[name]["values"][0]] for name in ("sources", "claims")}
    assert said["sources"] == ["A Paper, 12 Mar 2020, Admiralty B2", "A Desk", "source without a name"]
    assert said["claims"] == ["claimed by the actor, says X", "denied"]
    assert texts["weapon"]["values"] == ["3 × Katyusha rocket, stated range 1.6 km"]
    assert texts["injured"]["values"] == ["2 injured"]


def test_basemap_outlines_come_back():
    square = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(4, 4), (6, 4), (6, 6), (4, 6)]])
    land = gpd.GeoDataFrame({"name": ["Somewhere"]}, geometry=[shapely.MultiPolygon([square])], crs=4326)
    borders = gpd.GeoDataFrame(
        {"kind": ["agreed", "disputed"]},
        geometry=[shapely.LineString([(0, 0), (1.00004, 2)]), shapely.LineString([(179, 1), (180, 1)])],
        crs=4326,
    )
    made = encode_basemap({"land": land, "borders": borders}, name="test", bounds=(0, 0, 10, 10))
    header, c, words = decoded(made.body)
    assert made.event_ids == []
    assert header["scale"] == 10_000
    assert c["land.len"].tolist() == [5, 5]
    assert c["land.feature"].tolist() == [0, 0]
    assert np.cumsum(c["land.dx"][:5]).tolist() == [0, 100_000, 100_000, 0, 0]
    assert c["borders.len"].tolist() == [2]
    assert c["disputed_borders.x0"].tolist() == [1_790_000]
    assert [label["text"] for label in words[0]["labels"]] == ["Somewhere"]
