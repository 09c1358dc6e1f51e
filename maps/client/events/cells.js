// Cells: a net of squares or hexagons over the world at one zoom, and in which cell each event lies. Numbered once per
// zoom, so that a step in time only counts.

/** @import { EventData } from "../base/decode.js" */

/**
 * `of`: the number of each event's cell (0: in none); `x`, `y`: the middle of each cell in the world, 0 to 1; `first`:
 * an event of each.
 * @typedef {{of: Int32Array, x: Float64Array, y: Float64Array, first: Int32Array, size: number}} Cells
 */

const ROW = 4194304; // more columns than a net has at any zoom

/** Numbers for whole numbers below 2^53, in the order in which they come. */
class Numbering {
  /** @param {number} most */
  constructor(most) {
    let size = 1024;
    while (size < 2 * most) size *= 2;
    this.keys = new Float64Array(size).fill(-1);
    this.numbers = new Int32Array(size);
    this.mask = size - 1;
    this.count = 0;
  }

  /** @param {number} key */
  of(key) {
    const { keys, numbers, mask } = this;
    const low = key | 0;
    const high = (key / 4294967296) | 0;
    const mixed = Math.imul(low ^ (low >>> 16), 0x45d9f3b) ^ Math.imul(high + 1, 0x9e3779b1);
    let at = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[at] !== key) {
      if (keys[at] < 0) {
        keys[at] = key;
        numbers[at] = ++this.count;
        return this.count;
      }
      at = (at + 1) & mask;
    }
    return numbers[at];
  }
}

/**
 * The squares of `size` pixels, in a world of `worldPx`, that the spots of events lie in. A square stands where the spot
 * with most events in it is.
 * @param {EventData} data @param {(i: number) => boolean} belongs @param {number} worldPx @param {number} size
 * @param {ArrayLike<number>} [kind] 0 or 1: those of another kind have squares of their own @returns {Cells}
 */
export function squares(data, belongs, worldPx, size, kind) {
  const { n, X, Y } = data;
  const per = worldPx / size;
  const of = new Int32Array(n);
  const numbering = new Numbering(n);
  /** @type {number[]} */
  const first = [0];
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(X[i]) || !belongs(i)) continue;
    const square = Math.floor(Y[i] * per) * ROW + Math.floor(X[i] * per);
    of[i] = numbering.of(kind ? 2 * square + kind[i] : square);
    if (of[i] === first.length) first.push(i);
  }
  return {
    of,
    first: Int32Array.from(first),
    x: Float64Array.from(first, (i) => X[i]),
    y: Float64Array.from(first, (i) => Y[i]),
    size,
  };
}

/**
 * Hexagons with corners `size` pixels from the middle, standing on a corner, in a world of `worldPx`.
 * @param {EventData} data @param {(i: number) => boolean} belongs @param {number} worldPx @param {number} size @returns {Cells}
 */
export function hexagons(data, belongs, worldPx, size) {
  const { n, X, Y } = data;
  const of = new Int32Array(n);
  const numbering = new Numbering(n);
  const columns = Math.max(1, Math.round(worldPx / (Math.sqrt(3) * size))); // whole ones, so that the world closes on itself
  const wide = worldPx / columns;
  const high = 1.5 * size;
  const [x, y, first] = [[0], [0], [0]];
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(X[i]) || !belongs(i)) continue;
    const px = X[i] * worldPx;
    const py = Y[i] * worldPx;
    // of the two rows that it may belong to, the one whose nearest middle is nearer
    const upper = Math.floor(py / high);
    let row = upper;
    let column = Math.round(px / wide - (row & 1) / 2);
    const lower = upper + 1;
    const other = Math.round(px / wide - (lower & 1) / 2);
    const dx = px - (column + (row & 1) / 2) * wide;
    const dy = py - row * high;
    const ox = px - (other + (lower & 1) / 2) * wide;
    const oy = py - lower * high;
    if (ox * ox + oy * oy < dx * dx + dy * dy) [row, column] = [lower, other];
    column = ((column % columns) + columns) % columns;
    of[i] = numbering.of((row + 1) * ROW + column);
    if (of[i] < first.length) continue;
    first.push(i);
    x.push(((column + (row & 1) / 2) * wide) / worldPx);
    y.push((row * high) / worldPx);
  }
  return { of, first: Int32Array.from(first), x: Float64Array.from(x), y: Float64Array.from(y), size };
}
