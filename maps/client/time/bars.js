// The bars of the histogram: how many events each holds.

/** @import { EventData } from "../base/decode.js" */

import { EVENT_FLAGS } from "../base/decode.js";

/**
 * Events per bar; one with a coarse date is spread over all the bars that it may lie in.
 * @param {Pick<EventData, "dated" | "flags" | "from" | "to"> | null} data
 * @param {number[]} edges the first day of each bar, and the day after the last
 */
export function countBars(data, edges) {
  const n = edges.length - 1;
  const slope = new Float64Array(n + 1);
  if (data) {
    const days = edges[n] - edges[0];
    const barOf = new Uint32Array(days);
    for (let k = 0; k < n; k++) barOf.fill(k, edges[k] - edges[0], Math.min(days, edges[k + 1] - edges[0]));
    /** @param {number} day */
    const at = (day) => barOf[Math.max(0, Math.min(days - 1, day - edges[0]))];
    for (let i = 0; i < data.dated; i++) {
      const a = at(data.flags[i] & EVENT_FLAGS.openStart ? data.to[i] : data.from[i]);
      const b = at(data.to[i]);
      const share = 1 / (b - a + 1);
      slope[a] += share;
      slope[b + 1] -= share;
    }
  }
  let sum = 0;
  return Float64Array.from({ length: n }, (_, k) => {
    sum += slope[k];
    return sum;
  });
}
