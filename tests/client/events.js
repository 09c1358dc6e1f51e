// Events for tests: as columns, and as the bytes that maps/live/payload.py writes.

import { gzipSync } from "node:zlib";

const NO_PLACE = -2147483648;
const SCALE = 100000;
const RADIUS_STEP = 0.045;

/**
 * What a test says of an event; the rest is usual. `day` null: no date; `lat` null: not located.
 * @typedef {{day?: number | null, span?: number, lat?: number | null, lon?: number, colour?: number, shape?: number, unit?: number,
 *   low?: number, best?: number, high?: number, flags?: number, precision?: number, radius?: number, time?: number}} Told
 */

/**
 * The bytes of a payload of events, which must be in the order of their days.
 * @param {Told[]} events @param {{units?: [string, number, number, number?][], lands?: [string, number, number][], texts?: object}} [more]
 */
export function payloadOf(events, { units = [], lands = [], texts } = {}) {
  const dated = events.filter((event) => event.day !== null).length;
  const days = events.slice(0, dated).map((event) => event.day ?? 0);
  const steps = events.map((_, i) => (i > 0 && i < dated ? days[i] - days[i - 1] : 0));
  /** @type {[string, "u1" | "u4" | "i4", number[]][]} */
  const columns = [
    ["start", "u4", steps],
    ["span", "u4", events.map(({ span = 0 }, i) => (i < dated ? span : 0))],
    ["time", "u1", events.map(({ time = 0 }) => time)],
    ["lat", "i4", events.map(({ lat = 34 }) => (lat === null ? NO_PLACE : Math.round(lat * SCALE)))],
    ["lon", "i4", events.map(({ lat = 34, lon = 44 }) => (lat === null ? NO_PLACE : Math.round(lon * SCALE)))],
    ["precision", "u1", events.map(({ precision = 0 }) => precision)],
    ["radius", "u1", events.map(({ radius = 0 }) => radius)],
    ["colour", "u1", events.map(({ colour = 0 }) => colour)],
    ["shape", "u1", events.map(({ shape = 0 }) => shape)],
    ["unit", "u1", events.map(({ unit = 0 }) => unit)],
    ["best", "u4", events.map(({ best = 0 }) => best)],
    ["low", "u4", events.map(({ best = 0, low = best }) => low ^ best)],
    ["high", "u4", events.map(({ best = 0, high = best }) => high ^ best)],
    ["flags", "u1", events.map(({ flags = 0, lat = 34 }) => flags | (lat === null ? 32 : 0))],
  ];
  const body = gzipSync(Buffer.concat(columns.map(([, kind, values]) => planes(kind, values))));
  const last = Math.max(0, ...events.slice(0, dated).map(({ day, span = 0 }) => (day ?? 0) + span));
  const header = Buffer.from(
    JSON.stringify({
      kind: "events",
      count: events.length,
      dated,
      first_day: days[0] ?? 0,
      last_day: last,
      scale: SCALE,
      radius_step: RADIUS_STEP,
      units,
      lands,
      columns: columns.map(([name, kind, values]) => [name, kind, values.length]),
      body: body.length,
      key: "made",
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const tail = texts ? gzipSync(JSON.stringify(texts)) : Buffer.alloc(0);
  return Uint8Array.from(Buffer.concat([length, header, body, tail]));
}

/** All first bytes of a column, then all second ones, and so on. @param {"u1" | "u4" | "i4"} kind @param {number[]} values */
function planes(kind, values) {
  const column =
    kind === "u1" ? Uint8Array.from(values) : kind === "u4" ? Uint32Array.from(values) : Int32Array.from(values);
  const bytes = new Uint8Array(column.buffer);
  const size = column.BYTES_PER_ELEMENT;
  return Buffer.from(Array.from(bytes, (_, k) => bytes[(k % values.length) * size + Math.floor(k / values.length)]));
}

/** Numbers that are the same in every run, 0 to 1. @param {number} seed */
export function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A crowd at few places, with all that events can be. @param {number} count @param {number} seed @param {number} places */
export function crowd(count, seed, places) {
  const next = chance(seed);
  const towns = Array.from({ length: places }, () => [30 + 8 * next(), 36 + 12 * next()]);
  let day = 16000;
  return Array.from({ length: count }, (_, i) => {
    const [lat, lon] = towns[Math.floor(next() * places)];
    day += Math.floor(next() * 3);
    const undated = i >= count * 0.95;
    return /** @type {Told} */ ({
      day: undated ? null : day,
      span: next() < 0.1 ? Math.floor(next() * 60) : 0,
      lat: next() < 0.05 ? null : lat,
      lon,
      colour: Math.floor(next() * 4),
      shape: Math.floor(next() * 3),
      best: Math.floor(next() * 20),
      flags: (next() < 0.1 ? 1 : 0) | (next() < 0.1 ? 2 : 0) | (next() < 0.2 ? 28 : 0),
      unit: next() < 0.03 ? 2 : 0,
    });
  });
}
