// Payloads: u32 header length, JSON header, then gzip'd little-endian columns (maps/live/payload.py writes them).

import { mercatorX, mercatorY } from "./sphere.js";

const ARRAYS = { i4: Int32Array, i2: Int16Array, u4: Uint32Array, u2: Uint16Array, u1: Uint8Array };
export const EVENT_FLAGS = {
  contested: 1,
  area: 2,
  noBest: 4,
  noLow: 8,
  noHigh: 16,
  unlocated: 32,
  openStart: 64,
  withdrawn: 128,
};
export const NO_DEATHS = EVENT_FLAGS.noBest | EVENT_FLAGS.noLow | EVENT_FLAGS.noHigh;
/** Codes of the column unit (maps/layers/units.py). */
export const UNIT = { point: 0, ownPlace: 1, first: 2 };
/** The place of "not_stated" in events/model.py's precisions. */
export const NOT_STATED = 8;
const NO_PLACE = -2147483648;

/**
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 * @typedef {Int32Array | Int16Array | Uint32Array | Uint16Array | Uint8Array} Column
 * @typedef {[name: string, type: keyof typeof ARRAYS, count: number]} ColumnInfo
 * @typedef {{kind: string, key: string, columns: ColumnInfo[], body: number, scale: number}} Header
 */

/**
 * `units`: name, latitude and longitude of each unit that events are drawn on, and its country's place in `lands`
 * (-1: none); `lands`: name, latitude and longitude of those countries.
 * @typedef {Header & {count: number, dated: number, first_day: number, last_day: number, radius_step: number,
 *   units: [string, number, number, number?][], lands: [string, number?, number?][]}} EventsHeader
 */

/**
 * Events as columns, sorted by their first day, those without a date last.
 * @typedef {Object} EventData
 * @property {EventsHeader} header
 * @property {number} n
 * @property {number} dated so many have a date
 * @property {number} longest the days of the event that lasts longest
 * @property {Float64Array} X where it is drawn in the world, 0 to 1 from west to east; NaN: not located
 * @property {Float64Array} Y 0 to 1 from north to south
 * @property {Int32Array} from the first day since 1970
 * @property {Int32Array} to the last day
 * @property {Float32Array} reach the radius in metres within which it happened
 * @property {Column} lat @property {Column} lon @property {number} scale what one degree of them is
 * @property {Column} time how its days are widened when they are said, a place in style.time_kinds
 * @property {Column} colour the place in the legend's colours @property {Column} shape
 * @property {Column} low deaths; the flags say which are known @property {Column} best @property {Column} high
 * @property {Column} flags EVENT_FLAGS @property {Column} precision @property {Column} unit
 * @property {TextReader | null} texts
 */

/**
 * @typedef {{text: string, kind: string, lat: number, lon: number, rank: number, min_zoom: number, max_zoom?: number,
 *   short?: string[], feature?: number}} GroundLabel
 * @typedef {{name: string, labels?: GroundLabel[], rank?: number[], x: Float32Array, y: Float32Array, boxes: Float32Array,
 *   starts: Uint32Array, feature: Column}} GroundLayer
 * @typedef {Header & {name: string, bounds: [number, number, number, number], detail_zoom: number | null, labels: boolean}} GroundHeader
 * @typedef {{header: GroundHeader, layers: Record<string, GroundLayer>, box: [number, number, number, number]}} GroundMap
 */

/** @param {Uint8Array} bytes @returns {{header: any, start: number}} */
export function readHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { header, start: 4 + length };
}

/** @param {Bytes} bytes @returns {Promise<Bytes>} */
async function gunzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Undo the byte planes: all first bytes of the column, then all second ones, and so on. @param {Bytes} bytes @param {number} count @param {number} size */
function unshuffle(bytes, count, size) {
  if (size === 1) return bytes.slice();
  const out = new Uint8Array(count * size);
  for (let plane = 0; plane < size; plane++) {
    const base = plane * count;
    for (let i = 0, o = plane; i < count; i++, o += size) out[o] = bytes[base + i];
  }
  return out;
}

/** @param {Bytes} raw @param {ColumnInfo[]} columns */
function readColumns(raw, columns) {
  /** @type {Record<string, Column>} */
  const out = {};
  let at = 0;
  for (const [name, type, count] of columns) {
    const Type = ARRAYS[type];
    const size = Type.BYTES_PER_ELEMENT;
    out[name] = new Type(unshuffle(raw.subarray(at, at + count * size), count, size).buffer);
    at += count * size;
  }
  return out;
}

/** @param {Bytes} bytes @returns {Promise<EventData>} */
export async function decodeEvents(bytes) {
  /** @type {{header: EventsHeader, start: number}} */
  const { header, start } = readHeader(bytes);
  const raw = await gunzip(bytes.subarray(start, start + header.body));
  const c = readColumns(raw, header.columns);
  const n = header.count;
  const X = new Float64Array(n);
  const Y = new Float64Array(n);
  const from = new Int32Array(n);
  const to = new Int32Array(n);
  const reach = new Float32Array(n);
  let day = header.first_day;
  let longest = 0;
  for (let i = 0; i < n; i++) {
    if (i < header.dated) {
      day += c.start[i];
      from[i] = day;
      to[i] = day + c.span[i];
      if (c.span[i] > longest) longest = c.span[i];
    }
    c.low[i] ^= c.best[i];
    c.high[i] ^= c.best[i];
    const unplaced = c.lat[i] === NO_PLACE;
    const unit = c.unit[i] >= UNIT.first ? header.units[c.unit[i] - UNIT.first] : null; // known only to it: drawn on it
    X[i] = unplaced ? NaN : mercatorX(unit ? unit[2] : c.lon[i] / header.scale);
    Y[i] = unplaced ? NaN : mercatorY(unit ? unit[1] : c.lat[i] / header.scale);
    reach[i] = c.radius[i] ? 50 * Math.exp((c.radius[i] - 1) * header.radius_step) : 0;
  }
  const tail = bytes.subarray(start + header.body);
  return {
    header,
    n,
    dated: header.dated,
    longest,
    X,
    Y,
    from,
    to,
    reach,
    lat: c.lat,
    lon: c.lon,
    scale: header.scale,
    time: c.time,
    colour: c.colour,
    shape: c.shape,
    low: c.low,
    best: c.best,
    high: c.high,
    flags: c.flags,
    precision: c.precision,
    unit: c.unit,
    texts: tail.length ? new TextReader(tail) : null,
  };
}

/** Titles, places and the rest, unpacked at the first question. */
export class TextReader {
  /** @type {Promise<void> | null} */
  #ready = null;
  /** @type {Record<string, {values: unknown[], codes?: number[]}> | null} */
  #columns = null;
  /** @type {Map<string, number> | null} */
  #places = null;
  #bytes;

  /** @param {Bytes} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  /** @returns {Promise<void>} */
  load() {
    this.#ready ??= gunzip(this.#bytes).then((raw) => {
      this.#columns = JSON.parse(new TextDecoder().decode(raw));
    });
    return this.#ready;
  }

  /** What a column says of an event; null before it is loaded. @param {string} name @param {number} i @returns {any} */
  get(name, i) {
    const column = this.#columns?.[name];
    if (!column) return null;
    return column.codes ? column.values[column.codes[i]] : column.values[i];
  }

  /** The place of an event among the columns; -1 where it is not, or before they are loaded. @param {string} eventId @param {number} n */
  indexOf(eventId, n) {
    if (!this.#columns) return -1;
    if (!this.#places) {
      this.#places = new Map();
      for (let i = 0; i < n; i++) this.#places.set(this.get("event_id", i), i);
    }
    return this.#places.get(eventId) ?? -1;
  }
}

/** Basemap parts: per layer the coordinates in world units and, per part, its slice, feature and box. @param {Bytes} bytes @returns {Promise<GroundMap>} */
export async function decodeBasemap(bytes) {
  /** @type {{header: GroundHeader, start: number}} */
  const { header, start } = readHeader(bytes);
  const c = readColumns(await gunzip(bytes.subarray(start, start + header.body)), header.columns);
  /** @type {{name: string, labels?: GroundLabel[], rank?: number[]}[]} */
  const infos = JSON.parse(new TextDecoder().decode(await gunzip(bytes.subarray(start + header.body))));
  /** @type {Record<string, GroundLayer>} */
  const layers = {};
  for (const info of infos) {
    const id = info.name;
    const lens = c[`${id}.len`];
    const x = new Float32Array(c[`${id}.dx`].length);
    const y = new Float32Array(x.length);
    const boxes = new Float32Array(lens.length * 4);
    const starts = new Uint32Array(lens.length + 1);
    for (let p = 0, k = 0; p < lens.length; p++) {
      let lon = c[`${id}.x0`][p];
      let lat = c[`${id}.y0`][p];
      let [l, t, r, b] = [9, 9, -9, -9];
      starts[p] = k;
      for (let i = 0; i < lens[p]; i++, k++) {
        lon += c[`${id}.dx`][k];
        lat += c[`${id}.dy`][k];
        const px = mercatorX(lon / header.scale);
        const py = mercatorY(lat / header.scale);
        x[k] = px;
        y[k] = py;
        if (px < l) l = px;
        if (px > r) r = px;
        if (py < t) t = py;
        if (py > b) b = py;
      }
      boxes.set([l, t, r, b], p * 4);
      starts[p + 1] = k;
    }
    layers[id] = { ...info, x, y, boxes, starts, feature: c[`${id}.feature`] };
  }
  const [left, bottom, right, top] = header.bounds;
  /** @type {[number, number, number, number]} */
  const box = [mercatorX(left), mercatorY(top), mercatorX(right), mercatorY(bottom)];
  return { header, layers, box };
}
