// Which marks are one: those whose circles touch, the largest first, until none do. maps/layers/piles.py follows the
// same rule for pictures, and a test holds the two together.

/** @import { PileRule } from "../base/description.js" */

/**
 * What joins: a place in pixels, a number of events and the radius that it has by that. `parts`: places in the list of
 * what was given.
 * @typedef {{x: number, y: number, n: number, r: number, parts: number[]}} Joined
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
  let marks = Array.from(xs, (x, k) => ({ x, y: ys[k], n: ns[k], r: radiusOf(ns[k], scale, rule), parts: [k] }));
  for (let left = Number.POSITIVE_INFINITY; marks.length < left; ) {
    left = marks.length;
    marks = joinOnce(marks.sort(largestFirst), scale, rule);
  }
  return marks.sort(largestFirst);
}

/** @param {Joined} a @param {Joined} b */
const largestFirst = (a, b) => b.n - a.n || a.x - b.x || a.y - b.y;

const ROWS = 65536;
const LEAST_PX = 16;

/** Marks of up to a radius, by where they are. */
class Net {
  /** @param {number} most the radius */
  constructor(most) {
    this.most = most;
    this.cell = 2 * most;
    /** @type {Map<number, Joined[]>} */
    this.cells = new Map();
  }

  /** @param {Joined} mark */
  add(mark) {
    const key = Math.floor(mark.x / this.cell) * ROWS + Math.floor(mark.y / this.cell);
    const here = this.cells.get(key);
    if (here) here.push(mark);
    else this.cells.set(key, [mark]);
  }

  /** Hold a mark against those that it may touch. @param {Joined} mark @param {{host: Joined | null, depth: number}} found */
  search(mark, found) {
    const far = mark.r + this.most;
    const right = Math.floor((mark.x + far) / this.cell);
    const bottom = Math.floor((mark.y + far) / this.cell);
    for (let column = Math.floor((mark.x - far) / this.cell); column <= right; column++) {
      for (let line = Math.floor((mark.y - far) / this.cell); line <= bottom; line++) {
        const near = this.cells.get(column * ROWS + line);
        if (near) for (const other of near) deeper(found, mark, other);
      }
    }
  }
}

/** Standing marks, in nets by their radii: each twice as wide as the one before. */
class Standing {
  constructor() {
    /** @type {Net[]} */
    this.nets = [];
    /** @type {Joined[]} */
    this.all = [];
  }

  /** @param {number} r */
  #level(r) {
    const level = Math.max(0, Math.ceil(Math.log2(r / LEAST_PX)));
    while (this.nets.length <= level) this.nets.push(new Net(LEAST_PX * 2 ** this.nets.length));
    return level;
  }

  /** @param {Joined} mark */
  add(mark) {
    this.all.push(mark);
    this.nets[this.#level(mark.r)].add(mark);
  }

  /** A mark has another radius now: it is found in a wider net, too, if that is needed. @param {Joined} mark @param {number} r */
  grow(mark, r) {
    const before = this.#level(mark.r);
    mark.r = r;
    const now = this.#level(r);
    if (now > before) this.nets[now].add(mark);
  }

  /** The mark that one reaches into deepest; null: it touches none. @param {Joined} mark */
  host(mark) {
    const found = { host: /** @type {Joined | null} */ (null), depth: 0 };
    for (const net of this.nets) net.search(mark, found);
    return found.host;
  }
}

/** @param {{host: Joined | null, depth: number}} found @param {Joined} mark @param {Joined} other */
function deeper(found, mark, other) {
  const dx = mark.x - other.x;
  const dy = mark.y - other.y;
  const both = mark.r + other.r;
  const square = dx * dx + dy * dy;
  if (square >= both * both) return;
  const apart = Math.sqrt(square) - both;
  if (apart < found.depth) [found.host, found.depth] = [other, apart];
}

/** Each mark joins the one that it reaches into deepest, or stands. @param {Joined[]} marks @param {number} scale @param {PileRule} rule */
function joinOnce(marks, scale, rule) {
  const standing = new Standing();
  for (const mark of marks) {
    const into = standing.host(mark);
    if (!into) {
      standing.add(mark);
      continue;
    }
    into.n += mark.n;
    for (const part of mark.parts) into.parts.push(part);
    standing.grow(into, radiusOf(into.n, scale, rule));
  }
  return standing.all;
}
