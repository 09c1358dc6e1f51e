// Counting: every event of the selection is in exactly one of the parts, so nothing is dropped in silence.

/** @import { EventData } from "../base/decode.js" */
/** @import { Choice } from "./choice.js" */

import { EVENT_FLAGS, NO_DEATHS } from "../base/decode.js";

/**
 * Events by why they are, or are not, on the map; deaths of those counted; located events of each colour and shape.
 * @typedef {{of: number, shown: number, unlocated: number, undated: number, outside: number, hidden: number, low: number,
 *   best: number, high: number, unknown: number, counted: number, contested: number, atLeast: number, apart: number,
 *   apartEvents: number, colours: Uint32Array, shapes: Uint32Array}} Counts
 */

/** The days in which an event must lie whole for its deaths to count in full: the window's and the filter's. @param {Choice} choice @param {[number | null, number | null]} dates @returns {[number, number]} */
export function wholeDays({ all, window }, [first, last]) {
  const [a, b] = all ? [-Infinity, Infinity] : window;
  return [first === null ? a : Math.max(a, first), last === null ? b : Math.min(b, last)];
}

/**
 * Count the events by why they are, or are not, on the map (events/query/counting.py says what is meant).
 * @param {EventData | null} data @param {Choice} choice @param {[number | null, number | null]} dates the filter's
 * @returns {Counts}
 */
export function countEvents(data, choice, dates) {
  const out = {
    of: data ? data.n : 0,
    shown: 0,
    unlocated: 0,
    undated: 0,
    outside: 0,
    hidden: 0,
    low: 0,
    best: 0,
    high: 0,
    unknown: 0,
    counted: 0,
    contested: 0,
    atLeast: 0,
    apart: 0,
    apartEvents: 0,
    colours: new Uint32Array(256),
    shapes: new Uint32Array(256),
  };
  if (!data) return out;
  const { noBest, noHigh, unlocated: nowhere, openStart, contested: rival } = EVENT_FLAGS;
  const none = NO_DEATHS;
  const { flags, from, to, low, best, high, colour, shape, dated, n } = data;
  const [a, b] = choice.window;
  const [first, last] = wholeDays(choice, dates);
  const { all, hiddenColours: noColour, hiddenShapes: noShape } = choice;
  const { colours, shapes } = out;
  let [unlocated, undated, outside, hidden, shown, unknown, lows, bests, highs] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let [counted, contested, atLeast, apart, apartEvents] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const flag = flags[i];
    const inside = all || (i < dated && from[i] <= b && to[i] >= a);
    const unplaced = flag & nowhere;
    if (unplaced) unlocated++;
    else if (!inside && i >= dated) undated++;
    else if (!inside) outside++;
    if (!inside) continue;
    const c = colour[i];
    const s = shape[i];
    const off = noColour[c] || noShape[s];
    if (!unplaced) {
      colours[c]++;
      shapes[s]++;
      if (off) hidden++;
      else shown++;
    }
    if (off) continue;
    // The dead of an event that could not be placed are counted all the same.
    counted++;
    if (flag & rival) contested++;
    if ((flag & none) === none) unknown++;
    else if (
      i < dated
        ? (first > -Infinity && ((flag & openStart) !== 0 || from[i] < first)) || to[i] > last
        : first > -Infinity || last < Infinity
    ) {
      apart += best[i];
      apartEvents++;
    } else {
      lows += low[i];
      bests += best[i];
      highs += high[i];
      if (flag & noBest && flag & noHigh) atLeast++;
    }
  }
  return Object.assign(out, {
    unlocated,
    undated,
    outside,
    hidden,
    shown,
    unknown,
    low: lows,
    best: bests,
    high: highs,
    counted,
    contested,
    atLeast,
    apart,
    apartEvents,
  });
}

/**
 * The events of one part of the counts, newest first.
 * @param {EventData} data @param {Choice} choice @param {string} part as `countParts` names it
 */
export function eventsOfPart(data, choice, part) {
  const { flags, dated, n } = data;
  /** @param {number} i */
  const placed = (i) => !(flags[i] & EVENT_FLAGS.unlocated);
  /** @param {number} i */
  const inside = (i) => choice.inWindow(data, i);
  /** @param {number} i */
  const off = (i) => choice.isOff(data, i);
  /** @type {Record<string, ((i: number) => boolean) | undefined>} */
  const tests = {
    shown: (i) => choice.shows(data, i),
    unlocated: (i) => !placed(i),
    undated: (i) => i >= dated && placed(i) && !inside(i),
    outside: (i) => placed(i) && i < dated && !inside(i),
    hidden: (i) => placed(i) && inside(i) && off(i),
    deaths: (i) => inside(i) && !off(i),
  };
  const test = tests[part];
  /** @type {number[]} */
  const found = [];
  for (let i = n - 1; i >= 0; i--) if (test?.(i)) found.push(i);
  return found;
}

/**
 * Deaths of an event as they count in full: 0 of one that is not known, or not dated to within the days.
 * @param {EventData} data @param {[number, number]} days as `wholeDays` gives them @param {number} i
 */
export function deathsInFull({ flags, dated, from, to, best }, [first, last], i) {
  if ((flags[i] & NO_DEATHS) === NO_DEATHS) return 0;
  if (i >= dated) return first > -Infinity || last < Infinity ? 0 : best[i];
  const early = first > -Infinity && ((flags[i] & EVENT_FLAGS.openStart) !== 0 || from[i] < first);
  return early || to[i] > last ? 0 : best[i];
}
