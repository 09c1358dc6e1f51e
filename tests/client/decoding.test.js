import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decodeBasemap, decodeEvents, EVENT_FLAGS, readHeader } from "../../maps/client/base/decode.js";
import { mercatorX, mercatorY } from "../../maps/client/base/sphere.js";
import { payloadOf } from "./events.js";

test("events come back as they were written", async () => {
  const data = await decodeEvents(
    payloadOf(
      [
        { day: 16000, span: 3, lat: 36.2, lon: 37.15, best: 7, low: 5, high: 300, colour: 2, shape: 1, radius: 40 },
        { day: 16400, lat: -12.34567, lon: -179.5, flags: EVENT_FLAGS.contested },
        { day: 16400, lat: 33.5, lon: 36.3, unit: 2 },
        { day: null, lat: null },
      ],
      { units: [["Syria", 35, 38.5]] },
    ),
  );
  assert.equal(data.n, 4);
  assert.equal(data.dated, 3);
  assert.equal(data.longest, 3);
  assert.deepEqual([...data.from].slice(0, 3), [16000, 16400, 16400]);
  assert.deepEqual([...data.to].slice(0, 3), [16003, 16400, 16400]);
  assert.deepEqual([data.low[0], data.best[0], data.high[0]], [5, 7, 300]);
  assert.ok(Math.abs(data.reach[0] - 50 * Math.exp(39 * 0.045)) < 0.01);
  assert.equal(data.lat[1] / data.scale, -12.34567);
  assert.equal(data.X[1], mercatorX(-179.5));
  assert.deepEqual([data.X[2], data.Y[2]], [mercatorX(38.5), mercatorY(35)], "drawn on its unit");
  assert.equal(data.lat[2] / data.scale, 33.5, "and its coordinates are what they were");
  assert.ok(Number.isNaN(data.X[3]) && Number.isNaN(data.Y[3]));
  assert.equal(data.flags[3], EVENT_FLAGS.unlocated);
  assert.equal(data.texts, null);
});

test("texts are there when they are loaded, repeated ones once", async () => {
  const texts = {
    event_id: { values: ["a", "b", "c"] },
    country: { values: ["Iraq", "Syria"], codes: [0, 1, 0] },
  };
  const { texts: reader, n } = await decodeEvents(payloadOf([{ day: 1 }, { day: 1 }, { day: 2 }], { texts }));
  assert.ok(reader);
  assert.equal(reader.get("country", 2), null, "not unpacked yet");
  assert.equal(reader.indexOf("c", n), -1);
  await reader.load();
  assert.deepEqual(
    [0, 1, 2].map((i) => reader.get("country", i)),
    ["Iraq", "Syria", "Iraq"],
  );
  assert.equal(reader.get("notes", 0), null);
  assert.equal(reader.indexOf("c", n), 2);
  assert.equal(reader.indexOf("nobody", n), -1);
});

test("no events are no events", async () => {
  const data = await decodeEvents(payloadOf([]));
  assert.deepEqual([data.n, data.dated, data.longest], [0, 0, 0]);
});

test("the shipped ground of the world is read whole", async () => {
  const bytes = Uint8Array.from(readFileSync(new URL("../../data/ground/world.bin", import.meta.url)));
  assert.equal(readHeader(bytes).header.kind, "basemap");
  const { layers, box } = await decodeBasemap(bytes);
  assert.ok(layers.land.x.length > 5000);
  for (const { x, y, starts, boxes, feature } of Object.values(layers)) {
    assert.equal(starts[starts.length - 1] || 0, x.length);
    assert.equal(boxes.length, 4 * feature.length);
    assert.ok(x.every((value) => value > -0.01 && value < 1.01));
    assert.ok(y.every((value) => value > -0.1 && value < 1.1));
  }
  assert.deepEqual([box[0], box[2]], [0, 1]);
  const names = new Set((layers.land.labels || []).map((label) => label.text));
  for (const name of ["Iraq", "Syria", "Fiji"]) assert.ok(names.has(name), name);
});
