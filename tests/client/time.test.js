import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, figuresText, isoDay, kmText, manyText, spanText, whenText } from "../../maps/client/base/wording.js";
import { countBars, exactIn, highest, lineAt } from "../../maps/client/time/bars.js";
import { addUnit, autoUnit, floorUnit, makeBins, makeTicks, UNITS } from "../../maps/client/time/units.js";
import { chance } from "./events.js";

const day = (/** @type {string} */ iso) => dayOf(iso) ?? Number.NaN;

test("days and dates are one another's inverse", () => {
  for (const iso of ["1970-01-01", "1969-12-31", "2020-02-29", "0622-07-16", "9999-12-31"])
    assert.equal(isoDay(day(iso)), iso);
  assert.equal(dayOf(null), null);
  assert.equal(dayOf(""), null);
});

test("whole months and years are said by name, and a shared part once", () => {
  assert.equal(spanText(day("2020-03-01"), day("2020-03-31")), "Mar 2020");
  assert.equal(spanText(day("2020-01-01"), day("2020-12-31")), "2020");
  assert.equal(spanText(day("2019-01-01"), day("2020-12-31")), "2019 – 2020");
  assert.equal(spanText(day("2020-03-11"), day("2020-03-14")), "11 – 14 Mar 2020");
  assert.equal(spanText(day("2019-12-30"), day("2020-01-02")), "30 Dec 2019 – 2 Jan 2020");
  assert.equal(whenText(day("2020-03-11"), day("2020-03-11"), "", true), "by 11 Mar 2020");
  assert.equal(whenText(day("2020-02-11"), day("2020-02-11"), "month", false), "Feb 2020");
});

test("unknown is never a zero, and a contradiction is said", () => {
  assert.equal(figuresText(null, null, null), "unknown");
  assert.equal(figuresText(0, 0, 0), "0");
  assert.equal(figuresText(2, null, null), "at least 2");
  assert.equal(figuresText(null, null, 9), "at most 9");
  assert.equal(figuresText(2, 4, 9), "2–9 (best 4)");
  assert.equal(figuresText(9, 4, 2), "low 9, best 4, high 2 (contradictory)");
  assert.equal(manyText(1, "event"), "1 event");
  assert.equal(manyText(2056, "event"), "2,056 events");
  assert.equal(kmText(1234), "1.2 km");
  assert.equal(kmText(1234567), "1,235 km");
});

test("units begin where calendars have them, and a month's end stays in the month", () => {
  assert.equal(isoDay(floorUnit(day("2020-03-11"), "week")), "2020-03-09");
  assert.equal(isoDay(floorUnit(day("1969-12-31"), "week")), "1969-12-29");
  assert.equal(isoDay(addUnit(day("2020-01-31"), "month", 1)), "2020-02-29");
  assert.equal(isoDay(addUnit(day("2020-02-29"), "year", 1)), "2021-02-28");
  assert.equal(isoDay(addUnit(day("2020-03-31"), "month", -1)), "2020-02-29");
  const next = chance(1);
  for (let k = 0; k < 500; k++) {
    const at = Math.floor(next() * 40000) - 10000;
    for (const unit of UNITS) {
      const first = floorUnit(at, unit);
      assert.ok(first <= at && addUnit(first, unit, 1) > at);
      assert.equal(floorUnit(first, unit), first);
    }
  }
});

test("bars cover the extent without gaps and ticks keep their distance, whatever the extent", () => {
  const next = chance(2);
  for (let k = 0; k < 300; k++) {
    const from = Math.floor(next() * 30000) - 8000;
    const to = from + Math.floor(next() ** 4 * 40000);
    const width = 200 + next() * 1800;
    const { edges } = makeBins(from, to, width, 5);
    assert.ok(edges[0] <= from && edges[edges.length - 1] > to);
    assert.ok(edges.every((edge, i) => i === 0 || edge > edges[i - 1]));
    const ticks = makeTicks(from, to, width, 62);
    const px = ticks.map((tick) => ((tick.day - from) / (to - from + 1)) * width);
    assert.ok(
      px.every((x, i) => i === 0 || x - px[i - 1] >= 54),
      "February is shorter than a month",
    );
    assert.ok(UNITS.includes(autoUnit(to - from + 1)));
  }
});

test("bars hold every dated event once, one of a longer period in parts", () => {
  const next = chance(3);
  for (let k = 0; k < 50; k++) {
    const n = Math.floor(next() * 200);
    const from = Int32Array.from({ length: n }, () => 15000 + Math.floor(next() * 900));
    const to = from.map((first) => first + (next() < 0.2 ? Math.floor(next() * 200) : 0));
    const flags = Uint8Array.from({ length: n }, () => (next() < 0.1 ? 64 : 0));
    const { edges } = makeBins(15000, 16100, 800, 5);
    const colour = Uint8Array.from({ length: n }, () => Math.floor(next() * 6));
    const bars = countBars({ dated: n, flags, from, to, colour }, edges, 4);
    const exact = bars.exact.reduce((sum, events) => sum + events, 0);
    const longer = bars.longer.reduce((sum, part) => sum + part, 0);
    assert.equal(exact + bars.apart, n);
    assert.ok(Math.abs(longer - bars.apart) < 1e-6, "each of a longer period is there once, in parts");
    const heights = Array.from({ length: bars.count }, (_, i) => exactIn(bars, i) + bars.longer[i]);
    assert.equal(highest(bars), Math.max(0, ...heights));
    const line = lineAt(highest(bars));
    assert.ok(line === 0 || (line <= highest(bars) && line > highest(bars) / 2.6));
    const off = countBars({ dated: n, flags, from, to, colour }, edges, 4, (i) => colour[i] > 2);
    assert.equal(off.exact.reduce((sum, events) => sum + events, 0) + off.apart, colour.filter((c) => c <= 2).length);
  }
  assert.deepEqual([...countBars(null, [0, 1, 2], 2).exact], [0, 0, 0, 0]);
});
