// The bars of the histogram: how many events each holds, by colour.

/** @import { EventData } from "../base/decode.js" */

import { EVENT_FLAGS } from "../base/decode.js";

/**
 * `exact`: of each bar, one number for each colour: events whose days all lie in it; `longer`: of each bar, its part of
 * the events that last, or are dated to, longer than one bar.
 * @typedef {{exact: Uint32Array, longer: Float64Array, colours: number, count: number, apart: number}} Bars
 */

/**
 * @param {Pick<EventData, "dated" | "flags" | "from" | "to" | "colour"> | null} data
 * @param {number[]} edges the first day of each bar, and the day after the last
 * @param {number} colours of the legend; what has a later one has the last
 * @param {(i: number) => boolean} [isOff] events that are not counted
 * @returns {Bars}
 */
export function countBars(data, edges, colours, isOff = () => false) {
  const n = edges.length - 1;
  const exact = new Uint32Array(n * colours);
  const slope = new Float64Array(n + 1);
  let apart = 0;
  if (data) {
    const { flags, from, to, colour, dated } = data;
    const days = edges[n] - edges[0];
    const barOf = new Uint32Array(days);
    for (let k = 0; k < n; k++) barOf.fill(k, edges[k] - edges[0], Math.min(days, edges[k + 1] - edges[0]));
    /** @param {number} day */
    const at = (day) => barOf[Math.max(0, Math.min(days - 1, day - edges[0]))];
    for (let i = 0; i < dated; i++) {
      if (isOff(i)) continue;
      const last = at(to[i]);
      const first = flags[i] & EVENT_FLAGS.openStart ? last : at(from[i]);
      if (first === last) {
        exact[first * colours + Math.min(colour[i], colours - 1)]++;
        continue;
      }
      apart++;
      const share = 1 / (last - first + 1);
      slope[first] += share;
      slope[last + 1] -= share;
    }
  }
  let sum = 0;
  const longer = Float64Array.from({ length: n }, (_, k) => {
    sum += slope[k];
    return Math.max(0, sum);
  });
  return { exact, longer, colours, count: n, apart };
}

/** Events whose days all lie in a bar. @param {Bars} bars @param {number} k */
export function exactIn({ exact, colours }, k) {
  let sum = 0;
  for (let c = 0; c < colours; c++) sum += exact[k * colours + c];
  return sum;
}

/** The height of the highest bar, in events. @param {Bars} bars */
export function highest(bars) {
  let most = 0;
  for (let k = 0; k < bars.count; k++) most = Math.max(most, exactIn(bars, k) + bars.longer[k]);
  return most;
}

/** A round number at which a line helps to read heights up to `most`; 0: none would. @param {number} most */
export function lineAt(most) {
  if (most < 2) return 0;
  const step = 10 ** Math.floor(Math.log10(most));
  const lead = most / step;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * step;
}
