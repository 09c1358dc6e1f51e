// Spots: which events lie at one place. Numbered once for the data; what piles and badges are gathered from.

/** @import { EventData, Column } from "../base/decode.js" */

import { UNIT } from "../base/decode.js";
import { squares } from "./cells.js";

const MOST_DISTRICTS = 600;

/**
 * `of`: the number of each event's spot (0: not located); `first`: the first event of each; `badge`: 1 for the spots
 * that stand for a unit.
 * @typedef {{of: Int32Array, first: Int32Array, badge: Uint8Array}} Spots
 */

/**
 * `all`: every spot; `counts`: the events of each; `shared`: only those that can be a pile or a badge on a crowded map;
 * `largest`: events of the largest spot that is a place.
 * @typedef {{all: Spots, counts: Int32Array, shared: Spots, largest: number}} Places
 */

/** Number the spots of events: all at one place (or on one unit) get the same number. @param {EventData} data @returns {Places} */
export function spotsOf(data) {
  const { n, X, Y, unit } = data;
  let size = 16;
  while (size < 2 * n) size *= 2;
  const table = new Int32Array(size);
  const bits = new Float64Array(2);
  const words = new Int32Array(bits.buffer);
  const of = new Int32Array(n);
  const first = new Int32Array(n + 1);
  const counts = new Int32Array(n + 1);
  let last = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(X[i])) continue;
    const own = unit[i] > 0;
    bits[0] = X[i];
    bits[1] = Y[i];
    const west = words[0] ^ Math.imul(words[1], 31);
    const north = words[2] ^ Math.imul(words[3], 17);
    let at = (Math.imul(west, 0x9e3779b1) ^ Math.imul(north, 0x85ebca6b) ^ Number(own)) >>> 0;
    at = (at ^ (at >>> 15)) & (size - 1);
    for (;;) {
      const s = table[at];
      if (s === 0) {
        table[at] = ++last;
        first[last] = i;
      }
      const j = first[table[at]];
      if (X[j] === X[i] && Y[j] === Y[i] && unit[j] > 0 === own) break;
      at = (at + 1) & (size - 1);
    }
    of[i] = table[at];
    counts[of[i]]++;
  }
  const all = withBadges(unit, of, first.subarray(0, last + 1));
  let largest = 1;
  for (let s = 1; s <= last; s++) if (unit[first[s]] === 0 && counts[s] > largest) largest = counts[s];
  return { all, counts, shared: sharedOf(unit, all, counts), largest };
}

/** @param {Column} unit @param {Spots} spots @param {Int32Array} counts @returns {Spots} */
function sharedOf(unit, { of, first }, counts) {
  let own = 0;
  for (let s = 1; s < first.length; s++) if (unit[first[s]] === UNIT.ownPlace) own++;
  const least = own > MOST_DISTRICTS ? 2 : 1; // of a great many districts those of one event stay marks
  const renamed = new Int32Array(first.length);
  const kept = [0];
  for (let s = 1; s < first.length; s++) {
    const code = unit[first[s]];
    if (counts[s] >= (code >= UNIT.first ? 1 : code === UNIT.ownPlace ? least : 2))
      renamed[s] = kept.push(first[s]) - 1;
  }
  const shared = new Int32Array(of.length);
  for (let i = 0; i < of.length; i++) shared[i] = renamed[of[i]];
  return withBadges(unit, shared, Int32Array.from(kept));
}

/** @param {Column} unit @param {Int32Array} of @param {Int32Array} first @returns {Spots} */
function withBadges(unit, of, first) {
  return { of, first, badge: Uint8Array.from(first, (i, s) => (s && unit[i] > 0 ? 1 : 0)) };
}

/**
 * Squares of `size` pixels in place of spots, where these are too many to be joined one by one; units with an outline
 * stay themselves. A square stands where the spot with most events in it is.
 * @param {EventData} data @param {Places} places @param {number} worldPx the world's width in pixels @param {number} size
 * @returns {Spots}
 */
export function coarser(data, { all, counts }, worldPx, size) {
  const { unit } = data;
  const { of, first: kept } = squares(data, (i) => unit[i] < UNIT.first, worldPx, size, unit);
  const first = [...kept];
  /** @type {Map<number, number>} */
  const units = new Map();
  for (let i = 0; i < of.length; i++) {
    const spot = all.of[i];
    if (!spot) continue;
    if (unit[i] >= UNIT.first) {
      const known = units.get(spot) || first.push(i) - 1;
      units.set(spot, known);
      of[i] = known;
    } else if (counts[spot] > counts[all.of[first[of[i]]]]) first[of[i]] = i;
  }
  return withBadges(unit, of, Int32Array.from(first));
}
