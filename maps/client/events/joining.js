// Which marks are one: those whose circles touch, the largest first, until none do. maps/layers/piles.py follows the
// same rule for pictures, and a test holds the two together.

/** @import { PileRule } from "../base/description.js" */

/**
 * What joins: a place in pixels and a number of events. `parts`: places in the list of what was given.
 * @typedef {{x: number, y: number, n: number, parts: number[]}} Joined
 */

/** The radius of a mark of n events, in pixels: its area goes by n. @param {number} n @param {number} scale @param {PileRule} rule */
export function radiusOf(n, scale, rule) {
  return n === 1 ? rule.alone_px : Math.max(rule.least_touching_px, scale * Math.sqrt(n));
}

/** The scale at which the largest of marks is as large as one may be. @param {number} largest events in it @param {PileRule} rule */
export function scaleOf(largest, rule) {
  return Math.min(rule.area_touching_px, rule.largest_touching_px / Math.sqrt(Math.max(1, largest)));
}

/**
 * Join what touches. A mark stands where its largest part does.
 * @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys @param {ArrayLike<number>} ns none below 1
 * @param {number} scale @param {PileRule} rule @returns {Joined[]} the largest first
 */
export function joinTouching(xs, ys, ns, scale, rule) {
  /** @type {Joined[]} */
  let marks = Array.from(xs, (x, k) => ({ x, y: ys[k], n: ns[k], parts: [k] }));
  for (let left = Number.POSITIVE_INFINITY; marks.length < left; ) {
    left = marks.length;
    marks = joinOnce(marks.sort(largestFirst), scale, rule);
  }
  return marks.sort(largestFirst);
}

/** @param {Joined} a @param {Joined} b */
const largestFirst = (a, b) => b.n - a.n || a.x - b.x || a.y - b.y;

/** Each mark joins the one that it reaches into deepest, or stands. @param {Joined[]} marks @param {number} scale @param {PileRule} rule */
function joinOnce(marks, scale, rule) {
  const cell = 2 * rule.largest_touching_px;
  /** @type {Map<number, Joined[]>} */
  const grid = new Map();
  /** @type {Joined[]} */
  const standing = [];
  let widest = 0;
  for (const mark of marks) {
    const r = radiusOf(mark.n, scale, rule);
    const reach = Math.ceil((r + widest) / cell);
    const column = Math.floor(mark.x / cell);
    const line = Math.floor(mark.y / cell);
    /** @type {Joined | null} */
    let into = null;
    let deepest = 0;
    for (let dx = -reach; dx <= reach; dx++) {
      for (let dy = -reach; dy <= reach; dy++) {
        const near = grid.get((column + dx) * 65536 + line + dy);
        if (!near) continue;
        for (const other of near) {
          const apart = Math.hypot(other.x - mark.x, other.y - mark.y) - r - radiusOf(other.n, scale, rule);
          if (apart < deepest) [into, deepest] = [other, apart];
        }
      }
    }
    if (into) {
      into.n += mark.n;
      for (const part of mark.parts) into.parts.push(part);
      widest = Math.max(widest, radiusOf(into.n, scale, rule));
      continue;
    }
    standing.push(mark);
    widest = Math.max(widest, r);
    const key = column * 65536 + line;
    const here = grid.get(key);
    if (here) here.push(mark);
    else grid.set(key, [mark]);
  }
  return standing;
}
