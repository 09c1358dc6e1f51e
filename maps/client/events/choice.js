// What of the events is shown: the window of time, and what the legend has switched off.

/** @import { EventData } from "../base/decode.js" */

/** Before any day: how "from the beginning" is told from a day. */
const BEGINNING = -1e9;

export class Choice {
  constructor() {
    /** First and last day, both included. @type {[number, number]} */
    this.window = [-Infinity, Infinity];
    /** The window is the whole extent, so undated events are shown too. */
    this.all = true;
    this.hiddenColours = new Uint8Array(256);
    this.hiddenShapes = new Uint8Array(256);
  }

  /** Switch exactly these off. @param {number[]} colours @param {number[]} shapes */
  hide(colours, shapes) {
    this.hiddenColours.fill(0);
    this.hiddenShapes.fill(0);
    for (const code of colours) this.hiddenColours[code] = 1;
    for (const code of shapes) this.hiddenShapes[code] = 1;
  }

  /** The window has no first day. */
  get open() {
    return this.all || this.window[0] < BEGINNING;
  }

  /** The first day that an event's last one must not be before. */
  get firstDay() {
    return this.open ? BEGINNING : this.window[0];
  }

  /**
   * What tells windows apart that are not compared with one another: their lengths, roughly, and what the legend has
   * switched off; for windows that only grow, also how much is in them. @param {number} count
   */
  extentKey(count) {
    const [from, to] = this.window;
    const length = this.all
      ? "all"
      : this.open
        ? `to/${Math.round(Math.log2(1 + count))}`
        : Math.round(2 * Math.log2(to - from + 1));
    return [length, ...indicesOf(this.hiddenColours), "/", ...indicesOf(this.hiddenShapes)];
  }

  /** First and last index (excluded) whose start may lie in the window: the data are sorted by it. @param {EventData} data @returns {[number, number]} */
  range({ from, dated, longest }) {
    if (this.all) return [0, dated];
    return [firstFrom(from, dated, this.window[0] - longest), firstFrom(from, dated, this.window[1] + 1)];
  }

  /** Whether an event that is on the map and not switched off overlaps some days. @param {EventData} data @param {number} from @param {number} to */
  anyIn(data, from, to) {
    const end = firstFrom(data.from, data.dated, to + 1);
    for (let i = firstFrom(data.from, data.dated, from - data.longest); i < end; i++) {
      if (data.to[i] >= from && this.#canShow(data, i)) return true;
    }
    return false;
  }

  /** The first day after `day` on which such an event begins. @param {EventData} data @param {number} day */
  nextAfter(data, day) {
    for (let i = firstFrom(data.from, data.dated, day + 1); i < data.dated; i++)
      if (this.#canShow(data, i)) return data.from[i];
    return null;
  }

  /** @param {EventData} data @param {number} i */
  #canShow(data, i) {
    return !this.isOff(data, i) && !Number.isNaN(data.X[i]);
  }

  /** @param {EventData} data @param {number} i */
  inWindow(data, i) {
    if (i >= data.dated) return this.all;
    return this.all || (data.from[i] <= this.window[1] && data.to[i] >= this.window[0]);
  }

  /** Whether the legend has it switched off. @param {EventData} data @param {number} i */
  isOff(data, i) {
    return this.hiddenColours[data.colour[i]] !== 0 || this.hiddenShapes[data.shape[i]] !== 0;
  }

  /** @param {EventData} data @param {number} i */
  shows(data, i) {
    return this.inWindow(data, i) && !this.isOff(data, i) && !Number.isNaN(data.X[i]);
  }
}

/** @param {Uint8Array} marks */
const indicesOf = (marks) => Array.from(marks.keys()).filter((k) => marks[k]);

/** The first place among sorted days that is not before one. @param {Int32Array} days @param {number} count @param {number} day */
function firstFrom(days, count, day) {
  let a = 0;
  let b = count;
  while (a < b) {
    const m = (a + b) >> 1;
    if (days[m] < day) a = m + 1;
    else b = m;
  }
  return a;
}
