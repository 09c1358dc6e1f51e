// What the server asks for counts when it is news, not when it echoes what the person did here.

/** @import { Description, RawDescription, TimeMode } from "../base/description.js" */
/** @import { Drawing } from "../events/drawing.js" */
/** @import { Legend } from "../parts/legend.js" */
/** @import { Timeline } from "../time/timeline.js" */
/** @import { Viewing } from "./viewing.js" */

import { readDrawing } from "../events/drawing.js";

const REMEMBERED = 60;

/**
 * @typedef {{timeline: Timeline, legend: Legend, viewing: Viewing, showProbe: (probe: import("../base/description.js").Probe | null) => void,
 *   setDrawing: (drawing: Drawing, byPerson: boolean) => void}} Parts
 */

export class Served {
  /** @param {Parts} parts */
  constructor(parts) {
    this.parts = parts;
    /** What was served last, as text; undefined before anything was. @type {Record<string, string | null | undefined>} */
    this.last = {};
    /** Windows that this map told of itself. @type {string[]} */
    this.sent = [];
    /** The drawing that this map told of last. @type {string} */
    this.sentDrawing = "";
    /** @type {number | undefined} */
    this.turn = undefined;
    /** The event that the server has chosen. @type {number | null} */
    this.selected = null;
  }

  /** Whether something differs from what was served last under its name. @param {string} name @param {string} value */
  #isNews(name, value) {
    if (this.last[name] === value) return false;
    this.last[name] = value;
    return true;
  }

  /** @param {RawDescription} raw */
  isNew(raw) {
    return this.#isNews("description", JSON.stringify(raw));
  }

  /** @param {string} name @param {string} key */
  isNewGround(name, key) {
    return this.#isNews(`ground/${name}`, key);
  }

  /** Follow a description in window, view and legend. @param {RawDescription} raw @param {Description} d */
  take(raw, d) {
    const turned = this.turn !== undefined && this.turn !== raw.turn;
    if (turned) {
      Object.assign(this.last, { window: null, view: null, hidden: null, drawing: null });
      this.sent = [];
      this.sentDrawing = "";
    }
    this.turn = raw.turn;
    this.selected = raw.selected_index ?? null;
    this.#window(raw, d);
    this.#view(raw, turned);
    this.#hidden(raw);
    this.#drawing(raw);
    if (this.#isNews("probe", JSON.stringify(raw.probe || null)) && raw.probe) this.parts.showProbe(raw.probe);
  }

  /** The person chose a window here. @param {[string, string] | null} days @param {TimeMode} mode */
  sentWindow(days, mode) {
    this.sent = [JSON.stringify([days, mode]), ...this.sent].slice(0, REMEMBERED);
  }

  /** @param {RawDescription} raw @param {Description} d */
  #window(raw, d) {
    const wanted = JSON.stringify([raw.window || null, raw.mode || "window"]);
    const before = this.last.window;
    this.last.window = wanted;
    if (before === wanted || (before !== undefined && this.sent.includes(wanted))) return;
    if (before === undefined && !raw.window && !raw.mode) return;
    const { timeline } = this.parts;
    const [from, to] = d.window || [null, null];
    timeline.pause();
    timeline.setWindow(from, to, d.mode);
  }

  /** First the asked view or the bounds; afterwards only when the server asks for another one. @param {RawDescription} raw @param {boolean} turned */
  #view(raw, turned) {
    const { viewing } = this.parts;
    const first = this.last.view === undefined;
    if (!this.#isNews("view", JSON.stringify([raw.view || null, raw.fit || null]))) return;
    if (raw.view || (first && !viewing.begun) || turned || raw.fit) viewing.ask({ view: raw.view, fit: raw.fit });
    viewing.begun = true;
    if (turned && raw.view) viewing.forgotten(); // the server forgot what the map shows
  }

  /** Afterwards what is switched off is the person's. @param {RawDescription} raw */
  #hidden(raw) {
    const wanted = JSON.stringify(raw.hidden || []);
    const first = this.last.hidden === undefined;
    if (!this.#isNews("hidden", wanted)) return;
    if (!first || wanted !== "[]") this.parts.legend.setOff(raw.hidden || []);
  }

  /** Afterwards how crowds are drawn is the person's. @param {RawDescription} raw */
  #drawing(raw) {
    const wanted = readDrawing(raw.drawing);
    const text = JSON.stringify(wanted);
    if (this.#isNews("drawing", text) && text !== this.sentDrawing) this.parts.setDrawing(wanted, false);
  }

  /** The person chose a drawing here. @param {Drawing} drawing */
  sendsDrawing(drawing) {
    this.sentDrawing = JSON.stringify(drawing);
  }
}
