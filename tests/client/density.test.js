// Hexagons and their classes: how many there are, where.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeEvents } from "../../maps/client/base/decode.js";
import { readDescription } from "../../maps/client/base/description.js";
import { hexagons, squares } from "../../maps/client/events/cells.js";
import { Choice } from "../../maps/client/events/choice.js";
import { breaksOf, classOf, rampPlace, rangesOf, rounded, SCALES } from "../../maps/client/events/classes.js";
import { countEvents, deathsInFull, wholeDays } from "../../maps/client/events/counting.js";
import { Density } from "../../maps/client/events/density.js";
import { readDrawing, WAYS, wayFor } from "../../maps/client/events/drawing.js";
import { rangeText } from "../../maps/client/parts/density_key.js";
import { chance, crowd, payloadOf } from "./events.js";

const UNITS = { units: /** @type {[string, number, number][]} */ ([["Syria", 35, 38.5]]) };

test("every located event is in the hexagon whose middle is nearest, and coarse ones are in none", async () => {
  for (let seed = 1; seed < 10; seed++) {
    const data = await decodeEvents(payloadOf(crowd(400, seed, 200), UNITS));
    const worldPx = 256 * 2 ** (3 + seed);
    const cells = hexagons(data, (i) => data.unit[i] === 0, worldPx, 14);
    const middles = Array.from(cells.x.keys())
      .slice(1)
      .map((c) => [cells.x[c] * worldPx, cells.y[c] * worldPx]);
    for (let i = 0; i < data.n; i++) {
      const own = cells.of[i];
      assert.equal(own > 0, !Number.isNaN(data.X[i]) && data.unit[i] === 0);
      if (!own) continue;
      const apart = middles.map(([x, y]) => Math.hypot(x - data.X[i] * worldPx, y - data.Y[i] * worldPx));
      assert.ok(apart[own - 1] <= 14.1, "inside its corners");
      assert.ok(apart[own - 1] <= Math.min(...apart) + 0.2);
    }
    const net = squares(data, () => true, worldPx, 8);
    for (let i = 0; i < data.n; i++) {
      if (!net.of[i]) continue;
      const first = net.first[net.of[i]];
      assert.equal(Math.floor((data.X[i] * worldPx) / 8), Math.floor((data.X[first] * worldPx) / 8));
      assert.equal(Math.floor((data.Y[i] * worldPx) / 8), Math.floor((data.Y[first] * worldPx) / 8));
    }
  }
});

test("hexagons and what is in none add up to what is visible, in events and in deaths", async () => {
  const data = await decodeEvents(payloadOf(crowd(2000, 7, 300), UNITS));
  const density = new Density(data);
  const choice = new Choice();
  const cells = density.lay(256 * 2 ** 6, 1);
  for (const [from, to] of [
    [-1e9, 1e9],
    [16100, 16900],
    [16500, 16510],
    [0, 1],
  ]) {
    choice.window = [from, to];
    choice.all = from < 0;
    const list = Uint32Array.from(data.X.keys()).filter((i) => choice.shows(data, i));
    const visible = { list, count: list.length };
    const rest = density.tally(cells, visible, null);
    const held = density.active.subarray(0, density.count).reduce((sum, cell) => sum + density.values[cell], 0);
    assert.equal(held + rest.length, list.length);
    assert.ok(rest.every((i) => data.unit[i] > 0));
    density.tally(cells, visible, wholeDays(choice, [null, null]));
    const dead = density.active.subarray(0, density.count).reduce((sum, cell) => sum + density.values[cell], 0);
    const days = wholeDays(choice, [null, null]);
    const elsewhere = [...data.X.keys()].filter(
      (i) => choice.inWindow(data, i) && (rest.includes(i) || Number.isNaN(data.X[i])),
    );
    const others = elsewhere.reduce((sum, i) => sum + deathsInFull(data, days, i), 0);
    assert.equal(dead + others, countEvents(data, choice, [null, null]).best, "as the count strip has it");
  }
});

test("classes rise, are whole, hold every value and tell few apart", () => {
  const next = chance(5);
  for (let k = 0; k < 200; k++) {
    const values = Array.from({ length: Math.floor(next() * 300) }, () => Math.ceil(10 ** (next() * 5)));
    for (const scale of SCALES) {
      const breaks = breaksOf(values, scale);
      assert.ok(breaks.length <= 5);
      assert.ok(breaks.every((end, i) => Number.isInteger(end) && end >= 1 && (i === 0 || end > breaks[i - 1])));
      const ranges = rangesOf(breaks);
      for (const value of values) {
        const [first, last] = ranges[classOf(value, breaks)];
        assert.ok(value >= first && (last === null || value <= last));
      }
      if (values.length) assert.ok(Math.max(...values) > (breaks[breaks.length - 1] || 0), "none is empty for good");
      const places = ranges.map((_, c) => rampPlace(c, ranges.length, 6));
      assert.equal(new Set(places).size, places.length);
    }
  }
  assert.deepEqual(breaksOf([], "log"), []);
  assert.deepEqual(breaksOf([1, 1, 1], "quantile"), []);
  assert.deepEqual(breaksOf([1, 1000000], "log"), [10, 100, 1000, 10000, 100000]);
  assert.equal(rounded(1234), 1200);
  assert.equal(rounded(6543), 6500);
  assert.deepEqual(rangesOf([1, 5]).map(rangeText), ["1", "2–5", "6 and more"]);
});

test("a drawing that nothing knows is the usual one, and auto goes by the events in view", () => {
  assert.deepEqual(readDrawing({ way: "cubes", measure: "sheep", scale: "" }), readDrawing(undefined));
  assert.deepEqual(readDrawing({ way: "heat", measure: "deaths", scale: "linear" }), {
    way: "heat",
    measure: "deaths",
    scale: "linear",
  });
  const rule = readDescription(null).piles;
  const ways = [0, 299, 300, 29999, 30000, 400000].map((inView) => wayFor(readDrawing(undefined), inView, rule));
  assert.deepEqual(ways, ["marks", "marks", "piles", "piles", "hexagons", "hexagons"]);
  for (const way of WAYS) assert.equal(wayFor(readDrawing({ way }), 5, rule), way);
});
