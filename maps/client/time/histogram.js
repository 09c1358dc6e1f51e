// The histogram under the map: bars of events over time, with the brush that is the window.

/** @import { EventData } from "../base/decode.js" */
/** @import { Description } from "../base/description.js" */
/** @import { Bins, Tick } from "./units.js" */

import { EVENT_FLAGS } from "../base/decode.js";
import { brushOf, el, FONT } from "../base/dom.js";
import { dayText, manyText, numberText, spanText } from "../base/wording.js";
import { countBars, exactIn, highest, lineAt } from "./bars.js";
import { makeBins, makeTicks } from "./units.js";

const BAR_PX = 5;
const TICK_PX = 62;
const AXIS_PX = 20;
const DRAG_PX = 3;
const MOST_TOLD = 5; // colours of a bar that is pointed at
const FADED = 0.32; // bars outside the window

/**
 * The window: first and last day; `open`: all days before it are shown too; `words`: how it is said.
 * @typedef {{from: number, to: number, all: boolean, open: boolean, words: string}} Shown
 * @typedef {"left" | "right" | "move" | "new"} Grip
 */

export class Histogram {
  /** @param {{grabbed: () => void, change: (from: number, to: number) => void}} hooks `change`: a person draws a window */
  constructor(hooks) {
    this.hooks = hooks;
    /** @type {EventData | null} */
    this.data = null;
    /** @type {[number, number] | null} */
    this.extent = null;
    /** @type {Description | null} */
    this.d = null;
    /** Whether the legend has an event switched off. @type {(i: number) => boolean} */
    this.isOff = () => false;
    /** @type {Shown} */
    this.shown = { from: 0, to: 0, all: true, open: false, words: "" };
    /** @type {Bins} */
    this.bins = { edges: [], unit: "day", count: 1 };
    /** First and last day of the bars. @type {[number, number]} */
    this.axis = [0, 0];
    /** @type {Tick[]} */
    this.ticks = [];
    this.bars = countBars(null, [0, 1], 1);
    this.most = 0;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.left = handle("First day", "left");
    this.right = handle("Last day", "right");
    this.middle = el("div", { class: "ca-brush", role: "slider", tabindex: "0", "aria-label": "Window of dates" });
    this.tip = el("div", { class: "ca-bar-tip", hidden: true, "aria-hidden": "true" });
    this.node = el("div", { class: "ca-hist" }, this.canvas, this.middle, this.left, this.right, this.tip);
    this.node.addEventListener("pointerdown", (event) => this.#grab(event));
    this.node.addEventListener("pointermove", (event) => this.#point(event));
    this.node.addEventListener("pointerleave", () => this.#tell(-1));
    new ResizeObserver(() => this.resize()).observe(this.node);
  }

  /** @param {EventData | null} data @param {[number, number] | null} extent */
  setData(data, extent) {
    this.data = data;
    this.extent = extent;
    this.resize();
  }

  /** @param {Description} d */
  setDescription(d) {
    this.d = d;
    this.recount();
  }

  /** Count anew: other colours, or others of them, are switched on. */
  recount() {
    if (!this.bins.edges.length) return;
    const colours = this.d ? this.d.colours.length + 1 : 1;
    this.bars = countBars(this.data, this.bins.edges, colours, this.isOff);
    this.most = highest(this.bars);
    this.#paint();
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    this.#place();
    this.#paint();
  }

  resize() {
    const width = this.node.clientWidth;
    if (!width || !this.extent) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.node.clientHeight * ratio);
    this.bins = makeBins(this.extent[0], this.extent[1], width, BAR_PX);
    this.axis = [this.bins.edges[0], this.bins.edges[this.bins.edges.length - 1] - 1];
    this.ticks = makeTicks(this.axis[0], this.axis[1], width, TICK_PX);
    this.#place();
    this.recount();
  }

  /** Where a day lies along the bars, 0 to 1. @param {number} day */
  #share(day) {
    const [a, b] = this.bins.edges.length ? this.axis : this.extent || [0, 0];
    return (day - a) / (b + 1 - a);
  }

  /** Put the brush over the window, and say where it is. */
  #place() {
    if (!this.extent) return;
    const { left, right, middle, shown } = this;
    const a = Math.max(0, Math.min(1, this.#share(shown.from)));
    const b = Math.max(0, Math.min(1, this.#share(shown.to + 1)));
    left.style.left = `${a * 100}%`;
    right.style.left = `${b * 100}%`;
    middle.style.left = `${a * 100}%`;
    middle.style.width = `${(b - a) * 100}%`;
    tell(left, this.extent, shown.from, dayText(shown.from));
    tell(right, this.extent, shown.to, dayText(shown.to));
    tell(middle, this.extent, shown.from, shown.words);
  }

  #paint() {
    if (!this.bins.edges.length || !this.extent || !this.d) return;
    const g = brushOf(this.canvas);
    const ratio = window.devicePixelRatio || 1;
    const w = this.canvas.width / ratio;
    const h = this.canvas.height / ratio - AXIS_PX;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h + AXIS_PX);
    this.#paintBars(g, w, h, this.d);
    g.fillStyle = this.d.look.rule;
    g.fillRect(0, h, w, 1);
    this.#paintTicks(g, w, h, this.d);
    this.#paintScale(g, w, h, this.d);
  }

  /** How high so many events are. @param {number} events @param {number} h */
  #high(events, h) {
    return this.most ? (events / this.most) * (h - 4) : 0;
  }

  /** True heights, stacked by colour; what is longer than one bar stands on top, pale. @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Description} d */
  #paintBars(g, w, h, { colours, look }) {
    const { edges } = this.bins;
    const { exact, longer, colours: depth, count } = this.bars;
    const { from, to, open } = this.shown;
    for (let k = 0; k < count; k++) {
      const x = this.#share(edges[k]) * w + 0.5;
      const wide = Math.max(1, (this.#share(edges[k + 1]) - this.#share(edges[k])) * w - 1);
      const inside = (open || edges[k + 1] > from) && edges[k] <= to;
      g.globalAlpha = inside ? 1 : FADED;
      let top = h;
      for (let c = 0; c < depth; c++) {
        const events = exact[k * depth + c];
        if (!events) continue;
        const high = Math.max(top === h ? 1.5 : 0, this.#high(events, h));
        g.fillStyle = colours[c] || look.other;
        g.fillRect(x, top - high, wide, high);
        top -= high;
      }
      if (longer[k] < 1e-9) continue;
      const high = Math.max(1, this.#high(longer[k], h));
      g.fillStyle = look.rule;
      g.fillRect(x, top - high, wide, high);
    }
    g.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Description} d */
  #paintTicks(g, w, h, { look }) {
    g.textBaseline = "top";
    g.textAlign = "left";
    for (const tick of this.ticks) {
      const x = this.#share(tick.day) * w;
      g.fillStyle = look.rule;
      g.fillRect(x, h, 1, 5);
      g.font = `${tick.strong ? 600 : 400} 13.5px ${FONT}`;
      g.fillStyle = look.muted;
      if (x + 4 + g.measureText(tick.text).width < w) g.fillText(tick.text, x + 4, h + 4);
    }
  }

  /** A line at a round number, which says how high the bars are and how long each is. @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Description} d */
  #paintScale(g, w, h, { look }) {
    const at = lineAt(this.most);
    if (!at) return;
    const y = h - this.#high(at, h);
    const { unit, count } = this.bins;
    const words = `${numberText(at)} in ${count === 1 ? `a ${unit}` : `${count} ${unit}s`}`;
    g.font = `400 13px ${FONT}`;
    g.fillStyle = look.muted;
    g.globalAlpha = 0.5;
    g.fillRect(0, Math.round(y), w, 1);
    g.globalAlpha = 1;
    g.textAlign = "right";
    g.textBaseline = "middle";
    g.lineJoin = "round";
    g.lineWidth = 4;
    g.strokeStyle = look.page;
    const middle = Math.max(8, Math.min(h - 8, y));
    g.strokeText(words, w - 14, middle);
    g.fillText(words, w - 14, middle);
    g.textAlign = "left";
  }

  // ---- pointing ----
  /** @param {PointerEvent} event */
  #point(event) {
    if (!this.extent || event.buttons) return this.#tell(-1);
    const day = this.#dayAt(event);
    const { edges } = this.bins;
    return this.#tell(edges.findIndex((edge, k) => edge <= day && day < edges[k + 1]));
  }

  /** How many events that are longer than one bar may lie in it. @param {number} k */
  #longerAt(k) {
    const { data, bins } = this;
    const [first, after] = [bins.edges[k], bins.edges[k + 1]];
    let count = 0;
    for (let i = 0; data && i < data.dated; i++) {
      const over = data.from[i] < first || data.to[i] >= after;
      if (
        over &&
        data.from[i] < after &&
        data.to[i] >= first &&
        !this.isOff(i) &&
        !(data.flags[i] & EVENT_FLAGS.openStart)
      )
        count++;
    }
    return count;
  }

  /** Say what a bar holds; -1: none is pointed at. @param {number} k */
  #tell(k) {
    const { edges } = this.bins;
    this.tip.hidden = k < 0 || !this.d;
    if (k < 0 || !this.d) return;
    const { exact, longer, colours } = this.bars;
    const { legend, look } = this.d;
    const held = Array.from({ length: colours }, (_, c) => ({ c, events: exact[k * colours + c] })).filter(
      ({ events }) => events,
    );
    held.sort((a, b) => b.events - a.events);
    const rows = held.slice(0, MOST_TOLD).map(({ c, events }) => {
      const swatch = el("span", { class: "ca-dot" });
      swatch.style.background = this.d?.colours[c] || look.other;
      return el(
        "div",
        { class: "ca-bar-row" },
        swatch,
        el("span", { text: legend.colours[c]?.label || "Other" }),
        el("b", { text: numberText(events) }),
      );
    });
    const rest = held.slice(MOST_TOLD).reduce((sum, { events }) => sum + events, 0);
    if (rest)
      rows.push(
        el("div", { class: "ca-bar-row" }, el("span", { text: "others" }), el("b", { text: numberText(rest) })),
      );
    const more = longer[k] >= 0.05 ? `and a part of ${manyText(this.#longerAt(k), "event")} longer than this` : "";
    const days = spanText(edges[k], edges[k + 1] - 1);
    this.tip.replaceChildren(
      el("strong", { text: `${days}: ${manyText(exactIn(this.bars, k), "event")}` }),
      ...(rows.length > 1 || legend.colours.length > 1 ? rows : []),
      ...(more ? [el("div", { class: "ca-bar-more", text: more })] : []),
    );
    const middle = ((this.#share(edges[k]) + this.#share(edges[k + 1])) / 2) * this.node.clientWidth;
    const half = this.tip.offsetWidth / 2;
    this.tip.style.left = `${Math.max(half, Math.min(this.node.clientWidth - half, middle))}px`;
  }

  // ---- brush ----
  /** @param {EventTarget | null} on @returns {Grip} */
  #grip(on) {
    if (on === this.left) return "left";
    if (on === this.right) return "right";
    return on === this.middle && !this.shown.all ? "move" : "new";
  }

  /** The day under a pointer. @param {PointerEvent} event */
  #dayAt({ clientX }) {
    const box = this.node.getBoundingClientRect();
    const [a, b] = this.axis;
    return Math.max(a, Math.min(b, Math.floor(a + ((clientX - box.left) / box.width) * (b + 1 - a))));
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (!this.extent || event.button) return;
    this.hooks.grabbed();
    this.#tell(-1);
    const start = this.#dayAt(event);
    const was = this.shown;
    const grip = this.#grip(event.target);
    let moved = false;
    /** @param {PointerEvent} e */
    const move = (e) => {
      moved = moved || Math.abs(e.clientX - event.clientX) > DRAG_PX;
      if (moved) this.#drag(grip, was, start, this.#dayAt(e));
    };
    const done = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", done);
      if (!moved && grip === "new") this.#jump(start);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", done);
    event.preventDefault();
    if (grip !== "new" && event.target instanceof HTMLElement) event.target.focus({ preventScroll: true });
  }

  /** @param {Grip} grip @param {Shown} was when it was grabbed @param {number} start @param {number} day */
  #drag(grip, was, start, day) {
    const { from, to } = this.shown;
    if (grip === "left") this.hooks.change(Math.min(day, to), to);
    else if (grip === "right") this.hooks.change(from, Math.max(day, from));
    else if (grip === "new") this.hooks.change(Math.min(start, day), Math.max(start, day));
    else {
      const held = Math.max(this.axis[0] - was.from, Math.min(this.axis[1] - was.to, day - start));
      this.hooks.change(was.from + held, was.to + held);
    }
  }

  /** A click beside the window shows the bar that was clicked. @param {number} day */
  #jump(day) {
    const { edges } = this.bins;
    const k = edges.findIndex((edge, i) => edge <= day && day < edges[i + 1]);
    if (k >= 0) this.hooks.change(edges[k], edges[k + 1] - 1);
  }
}

/** @param {string} label @param {"left" | "right"} side */
function handle(label, side) {
  return el("div", { class: `ca-handle ca-handle-${side}`, role: "slider", tabindex: "0", "aria-label": label });
}

/** Say to readers where a slider is. @param {HTMLElement} node @param {[number, number]} extent @param {number} day @param {string} words */
function tell(node, [first, last], day, words) {
  node.setAttribute("aria-valuemin", String(first));
  node.setAttribute("aria-valuemax", String(last));
  node.setAttribute("aria-valuenow", String(day));
  node.setAttribute("aria-valuetext", words);
}
