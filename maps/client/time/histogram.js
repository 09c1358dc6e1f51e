// The histogram under the map: bars of events over time, with the brush that is the window.

/** @import { EventData } from "../base/decode.js" */
/** @import { Look } from "../base/description.js" */
/** @import { Bins, Tick } from "./units.js" */

import { mix } from "../base/colours.js";
import { brushOf, el, FONT } from "../base/dom.js";
import { dayText } from "../base/wording.js";
import { countBars } from "./bars.js";
import { makeBins, makeTicks } from "./units.js";

const BAR_PX = 5;
const TICK_PX = 62;
const AXIS_PX = 20;
const DRAG_PX = 3;
const PARTS = 1e-9; // of an event: a bar with less than this has none

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
    /** @type {Look | null} */
    this.look = null;
    /** @type {Shown} */
    this.shown = { from: 0, to: 0, all: true, open: false, words: "" };
    /** @type {Bins} */
    this.bins = { edges: [], unit: "day", count: 1 };
    /** First and last day of the bars. @type {[number, number]} */
    this.axis = [0, 0];
    /** @type {Tick[]} */
    this.ticks = [];
    this.heights = new Float64Array(0);
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.left = handle("First day", "left");
    this.right = handle("Last day", "right");
    this.middle = el("div", { class: "ca-brush", role: "slider", tabindex: "0", "aria-label": "Window of dates" });
    this.node = el("div", { class: "ca-hist" }, this.canvas, this.middle, this.left, this.right);
    this.node.addEventListener("pointerdown", (event) => this.#grab(event));
    new ResizeObserver(() => this.resize()).observe(this.node);
  }

  /** @param {EventData | null} data @param {[number, number] | null} extent */
  setData(data, extent) {
    this.data = data;
    this.extent = extent;
    this.resize();
  }

  /** @param {Look} look */
  setLook(look) {
    this.look = look;
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
    this.heights = countBars(this.data, this.bins.edges);
    this.#place();
    this.#paint();
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
    if (!this.bins.edges.length || !this.extent || !this.look) return;
    const g = brushOf(this.canvas);
    const ratio = window.devicePixelRatio || 1;
    const w = this.canvas.width / ratio;
    const h = this.canvas.height / ratio - AXIS_PX;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h + AXIS_PX);
    this.#paintBars(g, w, h, this.look);
    g.fillStyle = this.look.rule;
    g.fillRect(0, h, w, 1);
    this.#paintTicks(g, w, h, this.look);
  }

  /** @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Look} look */
  #paintBars(g, w, h, { text, muted, rule }) {
    const { edges } = this.bins;
    const { from, to, open } = this.shown;
    const most = Math.max(PARTS, ...this.heights);
    const lit = mix(text, muted, 0.75);
    this.heights.forEach((share, k) => {
      if (share <= PARTS) return;
      const x = this.#share(edges[k]) * w;
      const wide = (this.#share(edges[k + 1]) - this.#share(edges[k])) * w;
      const high = Math.max(2, (share / most) ** 0.72 * (h - 4));
      g.fillStyle = (open || edges[k + 1] > from) && edges[k] <= to ? lit : rule;
      g.fillRect(x + 0.5, h - high, Math.max(1, wide - 1), high);
    });
  }

  /** @param {CanvasRenderingContext2D} g @param {number} w @param {number} h @param {Look} look */
  #paintTicks(g, w, h, { muted, rule }) {
    g.textBaseline = "top";
    for (const tick of this.ticks) {
      const x = this.#share(tick.day) * w;
      g.fillStyle = rule;
      g.fillRect(x, h, 1, 5);
      g.font = `${tick.strong ? 600 : 400} 13.5px ${FONT}`;
      g.fillStyle = muted;
      if (x + 4 + g.measureText(tick.text).width < w) g.fillText(tick.text, x + 4, h + 4);
    }
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
