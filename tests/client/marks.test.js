// Piles, units, looks, counts and colours: what is drawn of which events.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mix, rgb, rgba } from "../../maps/client/base/colours.js";
import { decodeEvents } from "../../maps/client/base/decode.js";
import { readDescription } from "../../maps/client/base/description.js";
import { mercatorX, mercatorY } from "../../maps/client/base/sphere.js";
import { countParts } from "../../maps/client/base/wording.js";
import { firstOfUnits, sharedLand } from "../../maps/client/events/badges.js";
import { Choice } from "../../maps/client/events/choice.js";
import { countEvents, eventsOfPart } from "../../maps/client/events/counting.js";
import { inks } from "../../maps/client/events/glyphs.js";
import { looksOf, styleOf, UNKNOWN_SIZE } from "../../maps/client/events/looks.js";
import { Piles } from "../../maps/client/events/piles.js";
import { spotsOf } from "../../maps/client/events/spots.js";
import { outlinesOf, UnitStands } from "../../maps/client/events/unit_stands.js";
import { crowd, payloadOf } from "./events.js";

const RULE = readDescription(null).piles;

/** @param {import("../../maps/client/base/decode.js").EventData} data @param {number} scale @param {boolean} dense */
function gathered(data, scale, dense) {
  const piles = new Piles(data, spotsOf(data));
  const list = Uint32Array.from(data.X.keys()).filter((i) => !Number.isNaN(data.X[i]));
  /** @type {(i: number) => [number, number]} */
  const spotOf = (i) => [data.X[i] * scale, data.Y[i] * scale];
  piles.gather({ list, count: list.length, dense, spotOf, colours: 4, selected: -1, magnify: 1 }, RULE);
  return { piles, list, spotOf };
}

test("every event is in one pile or alone, near its place, and shares add up, for crowds of every kind", async () => {
  for (let seed = 1; seed < 25; seed++) {
    const data = await decodeEvents(payloadOf(crowd(40 * seed, seed, 1 + 3 * seed), { units: [["Syria", 35, 38.5]] }));
    for (const [scale, dense] of /** @type {[number, boolean][]} */ ([
      [2000, false],
      [60000, false],
      [60000, true],
    ])) {
      const { piles, list, spotOf } = gathered(data, scale, dense);
      const members = piles.list.map((pile) => piles.members(pile, { list, count: list.length }));
      piles.list.forEach((pile, p) => {
        assert.equal(members[p].length, pile.n);
        assert.equal(
          pile.shares.reduce((sum, share) => sum + share, 0),
          pile.n,
        );
        assert.equal(
          pile.contested,
          members[p].some((i) => data.flags[i] & 1),
        );
        for (const i of members[p]) {
          const [x, y] = spotOf(i);
          assert.ok(Math.hypot(pile.x - x, pile.y - y) <= 5, "no event is drawn farther from its place");
          assert.equal(piles.pileOf(i), pile);
        }
      });
      const piled = members.flat();
      assert.equal(new Set(piled).size, piled.length);
      const alone = [...list].filter((i) => !piles.pileOf(i));
      assert.equal(piled.length + alone.length, list.length);
      assert.ok(piles.list.every((pile) => pile.badge === data.unit[pile.first] > 0));
    }
  }
});

test("the area of a pile goes by its number, and the largest of all fits", async () => {
  const events = [...Array(707).fill({ lat: 36.2, lon: 37.15 }), ...Array(41).fill({ lat: 33.5, lon: 36.3 })];
  const data = await decodeEvents(payloadOf(events.map((event) => ({ day: 1, ...event }))));
  const { piles } = gathered(data, 60000, false);
  assert.deepEqual(
    piles.list.map((pile) => pile.n),
    [707, 41],
  );
  const [aleppo] = piles.list;
  assert.ok(aleppo.numbered && Math.abs(aleppo.r - RULE.largest_px) < 1e-9);
  assert.equal(piles.at(aleppo.x + 20, aleppo.y), aleppo);
  assert.equal(piles.at(aleppo.x + 40, aleppo.y), null);
});

test("events of a unit stand at its home where that is in sight, and their data stay what they are", async () => {
  const data = await decodeEvents(
    payloadOf([{ day: 1, lat: 33.5, lon: 36.3, unit: 2 }, { day: 1 }], { units: [["Syria", 35, 38.5]] }),
  );
  const stands = new UnitStands(data);
  assert.deepEqual([...stands.events], [0]);
  const world = 256 * 2 ** 6;
  const window = {
    x: mercatorX(38.5) * world - 400,
    y: mercatorY(35) * world - 300,
    w: 800,
    h: 600,
    world,
    panels: [],
  };
  stands.stand(new Map(), window);
  assert.deepEqual([data.X[0], data.Y[0]], [mercatorX(38.5), mercatorY(35)]);
  /** @type {import("../../maps/client/base/description.js").Overlay} */
  const area = {
    kind: "area",
    event_id: "a",
    label: "",
    unit: 2,
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [36, 33],
          [42, 33],
          [42, 37],
          [36, 33],
        ],
      ],
    },
  };
  const outlines = outlinesOf([area, { ...area, unit: undefined }]);
  assert.deepEqual([...outlines.keys()], [2]);
  assert.deepEqual(outlines.get(2)?.box, [mercatorX(36), mercatorY(37), mercatorX(42), mercatorY(33)]);
});

test("the parts of the counts add up to the selection, for every window", async () => {
  for (let seed = 1; seed < 30; seed++) {
    const data = await decodeEvents(payloadOf(crowd(300, seed, 20), { units: [["Syria", 35, 38.5]] }));
    const choice = new Choice();
    choice.hide(seed % 2 ? [1] : [], seed % 3 ? [2] : []);
    for (const window of /** @type {[number, number][]} */ ([
      [-Infinity, Infinity],
      [16000 + seed, 16000 + 5 * seed],
      [9, 8],
    ])) {
      choice.window = window;
      choice.all = window[0] === -Infinity;
      const c = countEvents(data, choice, [null, null]);
      assert.equal(c.shown + c.unlocated + c.undated + c.outside + c.hidden, data.n);
      const seen = Array.from(data.X.keys()).filter((i) => choice.shows(data, i));
      assert.equal(seen.length, c.shown);
      for (const part of /** @type {const} */ (["shown", "unlocated", "undated", "outside", "hidden"])) {
        assert.equal(eventsOfPart(data, choice, part).length, c[part], part);
      }
      assert.equal(eventsOfPart(data, choice, "deaths").length, c.counted);
      const [first, last] = choice.range(data);
      assert.ok(seen.every((i) => i >= data.dated || (i >= first && i < last)));
      assert.equal(countParts(c, data.n)[0][0], "shown");
    }
  }
});

test("marks look by what is known", async () => {
  const data = await decodeEvents(
    payloadOf([
      { day: 1, flags: 28 },
      { day: 1, best: 10 },
      { day: 1, flags: 3, precision: 8 },
      { day: 1, best: 10 },
    ]),
  );
  const looks = looksOf(data, readDescription(null).sizes);
  assert.deepEqual([...looks.size], [UNKNOWN_SIZE, 2, 0, 2]);
  assert.equal(looks.look[1], looks.look[3]);
  assert.equal(new Set(looks.look).size, 3);
  assert.deepEqual(styleOf(data, 0), { hollow: true, contested: false, soft: false, unsaid: false });
  assert.deepEqual(styleOf(data, 2), { hollow: false, contested: true, soft: true, unsaid: true });
});

test("colours mix between the two that they are of", () => {
  assert.deepEqual(rgb("#D55E00"), [213, 94, 0]);
  assert.equal(mix("#000000", "#FFFFFF", 0.5), "rgb(128,128,128)");
  assert.equal(mix("#0072B2", "#FFFFFF", 0), "rgb(0,114,178)");
  assert.equal(rgba("#0072B2", 0.5), "rgba(0,114,178,0.5)");
  const d = readDescription({
    theme: "dark",
    legend: { colours: [{ value: "a", label: "A", colour: "#0072B2", count: 1 }] },
  });
  assert.deepEqual(d.colours, ["#0072B2"]);
  assert.equal(d.dark, true);
  assert.equal(inks(d.colours[0], d.look, d.dark).body, "#0072B2");
});

test("a bare description has everything, and a full one keeps what it says", () => {
  const bare = readDescription(null);
  assert.deepEqual(
    [bare.theme, bare.mode, bare.window, bare.extent, bare.dates],
    ["light", "window", null, null, [null, null]],
  );
  const full = readDescription({
    window: ["2020-03-01", "2020-03-31"],
    mode: "cumulative",
    style: { theme: { land: "#123456" } },
  });
  assert.deepEqual(full.window, [18322, 18352]);
  assert.equal(full.look.land, "#123456");
  assert.equal(full.look.water, bare.look.water);
  assert.equal(full.mode, "cumulative");
});

/** Units of three countries round their middles, `step` degrees apart. @param {number} each @param {number} step */
function unitsOf(each, step) {
  /** @type {[string, number, number][]} */
  const lands = [
    ["Mali", 17, -4],
    ["Niger", 17, 9],
    ["Chad", 15, 19],
  ];
  /** @type {[string, number, number, number][]} */
  const units = lands.flatMap(([name, lat, lon], land) =>
    Array.from({ length: each }, (_, k) => [
      `${name} ${k}`,
      lat + step * (k % 3),
      lon + step * Math.floor(k / 3),
      land,
    ]),
  );
  return { lands, units };
}

/** @param {number} each @param {number} step @param {number} scale */
async function badgesOf(each, step, scale) {
  const { lands, units } = unitsOf(each, step);
  const events = units.flatMap((_, k) => Array.from({ length: (k % 3) + 1 }, () => ({ day: 1, unit: k + 2 })));
  const data = await decodeEvents(payloadOf(events, { units, lands }));
  const piles = new Piles(data, spotsOf(data));
  const list = Uint32Array.from(data.X.keys());
  /** @type {(i: number) => [number, number]} */
  const spotOf = (i) => [data.X[i] * scale, data.Y[i] * scale];
  /** @type {(lat: number, lon: number) => [number, number]} */
  const placeOf = (lat, lon) => [mercatorX(lon) * scale, mercatorY(lat) * scale];
  /** @param {string} text @param {number} size */
  const measure = (text, size) => text.length * size * 0.55;
  const d = readDescription(null);
  const layout = { d, magnify: 1, measure, placeOf };
  piles.gather({ list, count: list.length, dense: false, spotOf, colours: 4, selected: -1, magnify: 1, layout }, RULE);
  return { piles, events };
}

test("badges that would touch join, a country's before others, and no number is lost", async () => {
  for (const [each, step, scale, joined] of /** @type {[number, number, number, boolean][]} */ ([
    [12, 0.5, 900, true],
    [40, 1.5, 1400, true],
    [80, 0.3, 600, true],
    [9, 3, 30000, false],
  ])) {
    const { piles, events } = await badgesOf(each, step, scale);
    const { list } = piles;
    assert.equal(
      list.reduce((sum, badge) => sum + badge.n, 0),
      events.length,
    );
    events.forEach((_, i) => assert.ok(piles.pileOf(i), "each event is in a badge"));
    assert.equal(list.length < 3 * each, joined);
    for (const a of list) {
      assert.equal(
        a.shares.reduce((sum, share) => sum + share, 0),
        a.n,
      );
      for (const b of list) {
        const apart = Math.abs(a.bx - b.bx) >= a.half + b.half || Math.abs(a.by - b.by) >= a.rise + b.rise;
        assert.ok(a === b || apart, `${a.text} and ${b.text} do not cover one another`);
      }
    }
    for (const badge of list) {
      const members = [...events.keys()].filter((i) => piles.pileOf(i) === badge);
      assert.equal(firstOfUnits(members, piles.data).length, badge.units.length, "its list tells of all its units");
      const country = sharedLand(members, piles.data);
      assert.ok(badge.units.length === 1 || !badge.text.includes(" of ") || badge.text.endsWith(` of ${country}`));
    }
    if (joined) assert.ok(list.some(({ text }) => /^\d+ in \d+ units of (Mali|Niger|Chad)$/.test(text)));
  }
});
