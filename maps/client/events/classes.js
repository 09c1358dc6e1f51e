// Classes: the steps of a ramp of colours, by size (log), evenly (linear) or with as many cells in each (quantile).

/** @typedef {"log" | "linear" | "quantile"} Scale */

/** @type {Scale[]} */
export const SCALES = ["log", "linear", "quantile"];
export const MOST_CLASSES = 6;

/** Two figures at the most: what a class ends with is read from the back of a room. @param {number} value */
export function rounded(value) {
  if (value < 10) return Math.round(value);
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  const coarse = value / step < 20 ? step : 5 * step; // 1 to 19, then 20, 25, 30 …
  return Math.round(value / coarse) * coarse;
}

/**
 * The largest value of each class but the last, which is open: rising whole numbers, at most five.
 * @param {number[]} values of the cells, none below 1 @param {Scale} scale @param {number} [most] classes
 */
export function breaksOf(values, scale, most = MOST_CLASSES) {
  const sorted = Float64Array.from(values).sort();
  const top = sorted.length ? sorted[sorted.length - 1] : 0;
  if (top <= 1) return [];
  const steps = Array.from({ length: most - 1 }, (_, k) => (k + 1) / most);
  /** @type {(share: number) => number} */
  const at =
    scale === "linear"
      ? (share) => top * share
      : scale === "log"
        ? (share) => top ** share
        : (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  /** @type {number[]} */
  const breaks = [];
  for (const value of steps.map(at).map(rounded)) {
    const last = breaks.length ? breaks[breaks.length - 1] : 0;
    if (value > last && value < top) breaks.push(value);
  }
  return breaks;
}

/** The class of a value: 0 is the lowest. @param {number} value @param {number[]} breaks */
export function classOf(value, breaks) {
  let k = 0;
  while (k < breaks.length && value > breaks[k]) k++;
  return k;
}

/** The ends of each class; null: open. @param {number[]} breaks @returns {[number, number | null][]} */
export function rangesOf(breaks) {
  return [...breaks, null].map((end, k) => [k ? breaks[k - 1] + 1 : 1, end]);
}

/** The place in a ramp of `count` colours of each class: few classes are told apart as well as many. @param {number} k @param {number} classes @param {number} count */
export function rampPlace(k, classes, count) {
  return classes < 2 ? Math.floor(count / 2) : Math.round((k * (count - 1)) / (classes - 1));
}
