// How each event's mark looks, worked out once for the data and the legend: its size, and one small number for each
// distinct look, which stamping indexes by.

/** @import { EventData } from "../base/decode.js" */
/** @import { SizeStep } from "../base/description.js" */

import { EVENT_FLAGS, NO_DEATHS, NOT_STATED } from "../base/decode.js";

/** The size of an event whose deaths nobody states. */
export const UNKNOWN_SIZE = 255;

/**
 * `size`: the step of the legend, or UNKNOWN_SIZE; `look`: the number of its look; `rank`: of its size among the
 * sizes; `kinds`: colour, shape and flags of each look.
 * @typedef {{size: Uint8Array, look: Uint16Array, rank: Uint8Array, kinds: {colour: number, shape: number, flags: number}[]}} Looks
 */

/** @param {EventData} data @param {SizeStep[]} steps @returns {Looks} */
export function looksOf(data, steps) {
  const { n, flags, colour, shape, precision } = data;
  const size = sizesOf(data, steps);
  const look = new Uint16Array(n);
  const rank = new Uint8Array(n);
  const bits = EVENT_FLAGS.contested | EVENT_FLAGS.area;
  const known = new Int32Array(1 << 21).fill(-1);
  /** @type {Looks["kinds"]} */
  const kinds = [];
  for (let i = 0; i < n; i++) {
    const step = size[i] === UNKNOWN_SIZE ? 15 : Math.min(14, size[i]);
    const unsaid = precision[i] === NOT_STATED ? 1 << 12 : 0;
    const key = (colour[i] << 13) | unsaid | ((shape[i] & 63) << 6) | (step << 2) | (flags[i] & bits);
    if (known[key] < 0) known[key] = kinds.push({ colour: colour[i], shape: shape[i], flags: flags[i] }) - 1;
    look[i] = known[key];
    rank[i] = step === 15 ? 1 : step + 1;
  }
  return { size, look, rank, kinds };
}

/** Size codes from the deaths, by the legend's own steps. @param {EventData} data @param {SizeStep[]} steps */
function sizesOf({ n, flags, best }, steps) {
  const least = steps.map((step) => step.deaths);
  const size = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if ((flags[i] & NO_DEATHS) === NO_DEATHS) size[i] = UNKNOWN_SIZE;
    else {
      let k = least.length - 1;
      while (k > 0 && best[i] < least[k]) k--;
      size[i] = k;
    }
  }
  return size;
}

/** How the mark of one event is drawn. @param {EventData} data @param {number} i @returns {import("./glyphs.js").MarkStyle} */
export function styleOf({ flags, precision }, i) {
  return {
    hollow: (flags[i] & NO_DEATHS) === NO_DEATHS,
    contested: (flags[i] & EVENT_FLAGS.contested) !== 0,
    soft: (flags[i] & EVENT_FLAGS.area) !== 0,
    unsaid: precision[i] === NOT_STATED,
  };
}
