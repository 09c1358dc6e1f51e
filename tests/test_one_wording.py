"""Client, store, pictures and table count and word events alike: one rich set, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from playwright.sync_api import Browser, Page

from events import query, wording
from events.editing import edits
from events.model import LOCATION_PRECISIONS
from events.query import Filter, counting
from events.store import Store, file_url
from maps import layers, live
from maps.layers import MapOptions, hidden, words
from tests.browser import browser  # noqa: F401
from tests.thoroughness import examples
from ui.parts import table

EPOCH = date(1970, 1, 1)
D = date

RICH: list[dict[str, Any]] = [
    {"event_date": D(2020, 3, 5), "end_date": D(2020, 3, 5), "fatalities_best": 35, "attacker": "A"},
    {"event_date": D(2020, 1, 1), "end_date": D(2020, 12, 31), "time_precision": "year",
     "fatalities_low": 9_000, "fatalities_best": 16_615, "fatalities_high": 20_000, "placed": True},
    {"event_date": D(2020, 6, 1), "end_date": D(2020, 7, 15), "time_precision": "year", "fatalities_low": 1,
     "placed": True, "attacker": "A"},
    {"event_date": D(2020, 3, 9), "placed": True, "attacker": "B"},
    {"event_date": D(2020, 3, 10), "placed": True},
    {"end_date": D(2020, 2, 29), "placed": True, "fatalities_best": 7, "attacker": "B"},
    {"placed": True, "fatalities_best": 3, "attacker": "A"},
    {"fatalities_high": 5},
    {"event_date": D(2020, 2, 1), "end_date": D(2020, 2, 29), "time_precision": "month", "placed": True,
     "fatalities_low": 1, "fatalities_best": 2, "fatalities_high": 2_056, "event_type": "Battles"},
    {"event_date": D(2020, 4, 10), "end_date": D(2020, 4, 10), "time_precision": "month", "placed": True,
     "fatalities_best": 0},
    {"event_date": D(2020, 5, 10), "time_precision": "year", "placed": True, "fatalities_high": 6_170},
    {"event_date": D(2020, 8, 1), "end_date": D(2020, 8, 1), "time_precision": "year", "placed": True},
    {"event_date": D(2020, 1, 1), "time_precision": "year", "placed": True},
    {"event_date": D(2019, 12, 28), "end_date": D(2020, 1, 4), "time_precision": "month", "placed": True},
]  # fmt: skip

WINDOWS = [
    None, (D(2020, 3, 1), D(2020, 3, 31)), (D(2020, 1, 1), D(2020, 12, 31)),
    (D(2019, 12, 28), D(2020, 12, 31)),
    (D(2020, 2, 29), D(2020, 2, 29)), (D(2020, 6, 20), D(2020, 6, 25)), (D(2010, 1, 1), D(2010, 12, 31)),
    (D(2018, 1, 1), D(2024, 12, 31)),
]  # fmt: skip
FILTERS = [
    Filter(), Filter(date_from=D(2020, 3, 1), date_to=D(2020, 4, 30)), Filter(attackers=("A",)),
    Filter(date_to=D(2020, 2, 29)), Filter(deaths_known=False),
]  # fmt: skip
OFF: list[tuple[str, ...]] = [(), ("colour:=A",), ("colour:unknown", "shape:=Battles")]

COUNTED = """c => ({shown: c.shown, unlocated: c.unlocated, outside_window: c.outside,
    undated_hidden: c.undated, hidden: c.hidden, deaths_low: c.low, deaths_best: c.best,
    deaths_high: c.high, deaths_unknown: c.unknown, contested: c.contested, counted: c.counted,
    at_least_only: c.atLeast, deaths_apart: c.apart, events_apart: c.apartEvents, matched: c.of})"""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Events dated and placed in every way, and with every kind of figure."""
    store = Store.open(file_url(tmp_path_factory.mktemp("rich") / "events.duckdb"))
    for number, row in enumerate(RICH):
        values = {name: value for name, value in row.items() if name != "placed"} | {
            "title": f"Event {number}"
        }
        if row.get("placed"):
            values |= {"latitude": 33.0 + number, "longitude": 44.0, "location_precision": "exact"}
        edits.add_event(store, values, who="test")
    return store


@pytest.fixture(scope="module")
def page(browser: Browser, rich: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:  # noqa: F811
    """The exported page of all of them."""
    file = live.save_html(
        layers.build(rich, None, MapOptions(), texts=True), tmp_path_factory.mktemp("p") / "p.html"
    )
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, offline=True, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.goto(file.as_uri())
    opened.wait_for_selector(".ca[data-ready=true]")
    opened.evaluate("conflictAtlas.handle.data.texts.load().then(() => null)")
    yield opened
    context.close()


@pytest.mark.parametrize("chosen", FILTERS)
def test_strip_store_picture_and_table_say_the_same(
    rich: Store,
    browser: Browser,  # noqa: F811
    tmp_path: Any,
    chosen: Filter,
) -> None:
    made = layers.build(rich, chosen, MapOptions(), texts=True)
    file = live.save_html(made, tmp_path / "page.html")
    opened = browser.new_page()
    opened.goto(file.as_uri())
    opened.wait_for_selector(".ca[data-ready=true]")
    for window in WINDOWS:
        for mode in ("window", "cumulative"):
            for off in OFF if window in WINDOWS[:3] else OFF[:1]:
                options = MapOptions(window=window, mode=mode, hidden=off)
                picture = layers.without_hidden(layers.build(rich, chosen, options, texts=True))
                said, counted = _in_the_client(opened, window, mode, off)
                what = f"{window} {mode} {off}"
                assert counted == {name: picture.counts[name] for name in counted}, what
                assert said == words.counts(picture.counts), what
                span = counting.counted_window(window, mode)
                if not off:
                    assert picture.counts == asdict(query.counts(rich, chosen, window=span)), what
                gone = hidden.rows(off, made.legend, made.events)
                rows = {p: int(table.mask(made.events, p, span, gone).sum()) for p in table.PARTS}
                parts = {"shown": "shown", "unlocated": "unlocated", "outside": "outside_window",
                         "undated": "undated_hidden", "hidden": "hidden", "deaths": "counted"}  # fmt: skip
                assert rows == {part: counted[name] for part, name in parts.items()}, what
    opened.close()


def _in_the_client(opened: Page, window: Any, mode: str, off: tuple[str, ...]) -> tuple[str, dict[str, int]]:
    days = [(day - EPOCH).days for day in window] if window else [None, None]
    opened.evaluate(
        """([from, to, mode, off]) => { const h = conflictAtlas.handle;
        h.legend.setOff(off); h.timeline.setWindow(from, to, mode); h.recount(); }""",
        [*days, mode, list(off)],
    )
    said = " · ".join(opened.locator(".ca-count").all_inner_texts())
    return said, opened.evaluate(f"({COUNTED})(conflictAtlas.handle.lastCounts)")


def test_each_event_is_dated_and_counted_in_the_same_words(page: Page, rich: Store) -> None:
    rows = query.select(rich).set_index("title").to_dict("index")
    said = page.evaluate(
        """() => { const h = conflictAtlas.handle, out = {};
        for (let i = 0; i < h.data.n; i++)
          out[h.cards.text("title", i)] = [h.cards.when(i), h.cards.deaths(i)];
        return out; }"""
    )
    assert said == {
        title: [
            wording.when(row["event_date"], row["end_date"], row["time_precision"]),
            "deaths " + wording.deaths(*(row[f"fatalities_{name}"] for name in ("low", "best", "high"))),
        ]
        for title, row in rows.items()
    }
    assert said["Event 2"] == ["1 Jun – 15 Jul 2020", "deaths at least 1"]
    assert said["Event 5"][0] == "by 29 Feb 2020"


some_days = some.dates(date(1400, 1, 1), date(2300, 12, 30)) | some.builds(
    lambda year, month, end: date(year, month, 1) - timedelta(days=end),
    some.integers(1900, 2100), some.integers(1, 12), some.integers(0, 1),
)  # fmt: skip
some_figures = some.none() | some.integers(0, 3_000_000)
dated = some.tuples(some_days, some_days, some.sampled_from(wording.TIME_KINDS), some.booleans())
COUNTS = {"counted": "counted", "deaths_low": "low", "deaths_best": "best", "deaths_high": "high",
          "deaths_unknown": "unknown", "at_least_only": "atLeast", "deaths_apart": "apart",
          "events_apart": "apartEvents", "shown": "shown", "unlocated": "unlocated",
          "outside_window": "outside", "undated_hidden": "undated", "hidden": "hidden"}  # fmt: skip
totals = some.fixed_dictionaries({name: some.integers(0, 4) | some.integers(0, 10**7) for name in COUNTS})


@settings(max_examples=examples(15), deadline=None)
@given(
    some.lists(dated, min_size=10, max_size=60),
    some.lists(some.tuples(some_figures, some_figures, some_figures), min_size=10, max_size=60),
    some.lists(totals, min_size=10, max_size=40),
)
def test_both_languages_word_whatever_comes_alike(
    page: Page, dates: list[Any], deaths: list[Any], sums: list[Any]
) -> None:
    spans = [(min(a, b), max(a, b), kind, open_) for a, b, kind, open_ in dates]
    asked = [[(a - EPOCH).days, (b - EPOCH).days, kind, open_] for a, b, kind, open_ in spans]
    given_ = [{COUNTS[name]: value for name, value in one.items()} for one in sums]
    for one, made in zip(sums, given_, strict=True):
        made["counted"] = one["counted"] = max(one["counted"], one["shown"])
        made["of"] = sum(
            one[name] for name in ("shown", "unlocated", "outside_window", "undated_hidden", "hidden")
        )
    said = page.evaluate(
        "([dates, deaths, sums]) => conflictAtlas.says(dates, deaths, sums)",
        [asked, [list(d) for d in deaths], given_],
    )
    expected = [
        f"by {wording.day(last)}" if open_ else f"from {wording.day(first)}" if kind == "since"
        else wording.span(*wording.widened(first, last if not kind else first, kind))
        for first, last, kind, open_ in spans
    ]  # fmt: skip
    assert said["dates"] == expected
    assert said["deaths"] == [wording.deaths(*one) for one in deaths]
    assert said["counts"] == [
        wording.counts(one | {"matched": made["of"], "total": made["of"] + 7})
        for one, made in zip(sums, given_, strict=True)
    ]


def test_places_are_known_in_the_same_words(page: Page) -> None:
    said = page.evaluate("conflictAtlas.handle.d.precisions")
    assert said == [wording.precision(name) for name in LOCATION_PRECISIONS]
    assert np.unique(said).size == len(said)
