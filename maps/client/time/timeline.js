// Time: the window, by hand, by play and by keys, over the histogram. The window is a closed interval of UTC days.

/** @import { EventData } from "../base/decode.js" */
/** @import { Description, TimeMode } from "../base/description.js" */
/** @import { Unit } from "./units.js" */

import { el, icon, iconButton } from "../base/dom.js";
import { dayText, spanText } from "../base/wording.js";
import { Histogram } from "./histogram.js";
import { addUnit, autoUnit, floorUnit, UNITS } from "./units.js";

/**
 * The window changed; `first`: its first day also where all before it is shown.
 * @typedef {{from: number, to: number, all: boolean, first: number, mode: TimeMode, playing: boolean, byPerson: boolean}} Change
 */

/**
 * The events as far as play asks: whether one is shown in a closed interval of days, and the first day after one on
 * which another begins (null: on none).
 * @typedef {{anyIn: (from: number, to: number) => boolean, nextAfter: (day: number) => number | null, isOff: (i: number) => boolean}} Crowd
 */

const SPEEDS = [1, 2, 5, 10];
/** @type {TimeMode[]} */
const MODES = ["window", "cumulative"];
const STEP_MS = 700;
/** How many units the window has when play begins. @type {Record<Unit, number>} */
const PLAY_UNITS = { day: 7, week: 4, month: 3, year: 1 };

export class Timeline {
  /** @param {(change: Change) => void} onChange on every change of the window @param {Crowd} crowd what of the events is shown */
  constructor(onChange, crowd) {
    this.onChange = onChange;
    this.crowd = crowd;
    /** At the end play begins anew. */
    this.loop = false;
    /** @type {Unit | "auto"} */
    this.unitChoice = "auto";
    this.speed = 1;
    /** @type {TimeMode} */
    this.mode = "window";
    /** First and last day of the selection. @type {[number, number] | null} */
    this.extent = null;
    /** All dates are shown, undated events too, until a person or an address chooses a window: as the server has it. */
    this.whole = true;
    this.from = 0;
    this.to = 0;
    this.playing = false;
    /** A window that was asked for before there were events. @type {[number, number] | null} */
    this.asked = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    this.playButton = iconButton("play", "Play (Space)", () => this.toggle());
    this.label = el("output", { class: "ca-date", "aria-live": "polite", "aria-label": "Dates shown" });
    this.speedSelect = this._select(
      "Speed",
      SPEEDS.map((s) => [String(s), `${s}×`]),
      (v) => {
        this.speed = Number(v);
      },
    );
    this.unitSelect = this._select(
      "Step",
      [["auto", "auto"], ...UNITS.map((u) => /** @type {[string, string]} */ ([u, u]))],
      (v) => {
        this.unitChoice = UNITS.find((unit) => unit === v) || "auto";
      },
    );
    this.modeButtons = MODES.map((mode) =>
      el("button", {
        type: "button",
        class: "ca-seg",
        text: mode,
        title: mode === "window" ? "Show the events of the window" : "Show all events up to the window's end",
        on: { click: () => this.setMode(mode) },
      }),
    );
    this.allButton = el("button", {
      type: "button",
      class: "ca-quiet",
      text: "All dates",
      title: "Show the whole extent",
      on: { click: () => this.showAll() },
    });
    this.loopButton = iconButton("loop", "Begin anew at the end", () => this.setLoop(!this.loop), {
      "aria-pressed": "false",
    });
    this.skipped = el("span", { class: "ca-skipped", role: "status" });
    this.hist = new Histogram({
      grabbed: () => this.pause(),
      change: (from, to) => {
        [this.from, this.to] = [from, to];
        this._changed(true);
      },
    });
    this.hist.isOff = (i) => crowd.isOff(i);
    this.node = el(
      "div",
      { class: "ca-time", role: "group", "aria-label": "Timeline" },
      el(
        "div",
        { class: "ca-time-head" },
        el(
          "div",
          { class: "ca-play" },
          iconButton("back", "Step back (Left arrow)", () => this.step(-1)),
          this.playButton,
          iconButton("forward", "Step forward (Right arrow)", () => this.step(1)),
          this.loopButton,
        ),
        this.label,
        this.skipped,
        el(
          "div",
          { class: "ca-time-options" },
          this.allButton,
          el("div", { class: "ca-segs", role: "group", "aria-label": "Window or cumulative" }, ...this.modeButtons),
          this.unitSelect,
          this.speedSelect,
        ),
      ),
      this.hist.node,
    );
  }

  /** @param {string} label @param {[string, string][]} options @param {(value: string) => void} onPick */
  _select(label, options, onPick) {
    const select = el(
      "select",
      { "aria-label": label, title: label },
      ...options.map(([value, text]) => el("option", { value, text })),
    );
    select.addEventListener("change", () => onPick(select.value));
    return select;
  }

  get unit() {
    return this.unitChoice === "auto"
      ? autoUnit(this.extent ? this.extent[1] - this.extent[0] + 1 : 1)
      : this.unitChoice;
  }

  /** All dates are shown. */
  get all() {
    return !this.extent || this.whole;
  }

  /** The window covers all dates. */
  get covers() {
    return this.extent !== null && this.from <= this.extent[0] && this.to >= this.extent[1];
  }

  /** Give the events (or none) and the extent; the window stays where it can. @param {EventData | null} data @param {[number, number] | null} extent */
  setData(data, extent) {
    if (this.extent && !extent) this.asked = this.whole ? null : [this.from, this.to]; // a window stays, whatever the filter leaves
    this.extent = extent;
    this.node.classList.toggle("ca-empty", !extent);
    if (!extent) {
      this.pause();
      this.from = this.to = 0;
    } else if (this.asked) {
      [this.from, this.to] = this.asked;
      this.asked = null;
      this.whole = false;
    } else if (this.whole) [this.from, this.to] = extent;
    this.hist.setData(data, extent);
    this._changed(false);
  }

  /** @param {number | null} from null: all dates @param {number | null} to @param {TimeMode} [mode] */
  setWindow(from, to, mode) {
    if (mode) this.mode = mode;
    /** @type {[number, number] | null} */
    const wanted = from === null || to === null ? null : [from, to];
    this.whole = wanted === null;
    if (this.extent) [this.from, this.to] = wanted || this.extent;
    else this.asked = wanted; // the events are still on their way
    this._changed(false);
  }

  /** @param {boolean} loop */
  setLoop(loop) {
    this.loop = loop;
    this.loopButton.setAttribute("aria-pressed", String(loop));
  }

  /** @param {TimeMode} mode */
  setMode(mode) {
    this.mode = mode;
    this._changed(true);
  }

  showAll() {
    this.pause();
    if (!this.extent) return;
    this.whole = true;
    [this.from, this.to] = this.extent;
    this._changed(true);
  }

  // ---- play ----
  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (!this.extent) return;
    if (this.all) {
      this.from = floorUnit(this.extent[0], this.unit);
      this.to = addUnit(this.from, this.unit, PLAY_UNITS[this.unit]) - 1;
    } else if (this.to >= this.extent[1]) this._toStart();
    this.playing = true;
    this._changed(true);
    this._schedule();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    clearTimeout(this._timer);
    this.skipped.textContent = "";
    this._changed(true);
  }

  _schedule() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      if (!this.playing) return;
      if (this.extent && this.to >= this.extent[1] && this.loop) {
        this._toStart();
        this._changed(true);
      } else if (!this.extent || this.to >= this.extent[1]) {
        this.pause();
        return;
      } else this.step(1, true);
      this._schedule();
    }, STEP_MS / this.speed);
  }

  /** Move the window by one unit; in cumulative mode its end alone. @param {number} direction @param {boolean} [playing] */
  step(direction, playing) {
    if (!this.extent) return;
    if (!playing && this.playing) this.pause();
    const unit = this.unit;
    if (this.all && !playing) {
      const last =
        direction < 0 ? this.extent[1] : addUnit(floorUnit(this.extent[0], unit), unit, PLAY_UNITS[unit]) - 1;
      const first =
        direction < 0
          ? floorUnit(addUnit(this.extent[1], unit, 1 - PLAY_UNITS[unit]), unit)
          : floorUnit(this.extent[0], unit);
      [this.from, this.to] = [first, last];
    } else {
      // the day after the window is moved, so that whole months stay whole months
      const nextTo = addUnit(this.to + 1, unit, direction) - 1;
      const nextFrom = addUnit(this.from, unit, direction);
      if (direction > 0 ? nextFrom > this.extent[1] : nextTo < this.extent[0]) return;
      [this.from, this.to] = [nextFrom, nextTo];
      if (playing) this._skip(unit);
    }
    this._changed(true);
  }

  /** While time plays, an empty stretch is passed over, and that is said. @param {Unit} unit */
  _skip(unit) {
    this.skipped.textContent = "";
    if (this.mode === "cumulative" || this.crowd.anyIn(this.from, this.to)) return;
    const day = this.crowd.nextAfter(this.to);
    const empty = this.from;
    let steps = 0;
    while (this.extent && this.to < this.extent[1] && (day === null || this.to < day)) {
      this.from = addUnit(this.from, unit, 1);
      this.to = addUnit(this.to + 1, unit, 1) - 1;
      steps++;
    }
    if (steps && day !== null)
      this.skipped.textContent = `skipped ${spanText(empty, addUnit(this.to + 1, unit, -1) - 1)}: no events`;
  }

  home() {
    if (this.all) return;
    this._toStart();
    this._changed(true);
  }

  end() {
    if (this.all || !this.extent) return;
    const last = this.extent[1];
    const whole = this._wholeUnits();
    if (whole) this.to = addUnit(floorUnit(last, whole.unit), whole.unit, 1) - 1;
    [this.from, this.to] = whole
      ? [addUnit(this.to + 1, whole.unit, -whole.count), this.to]
      : [last - (this.to - this.from), last];
    this._changed(true);
  }

  /** Move the window to the first dates, as long as it is. */
  _toStart() {
    if (!this.extent) return;
    const whole = this._wholeUnits();
    const from = floorUnit(this.extent[0], whole ? whole.unit : "day");
    [this.from, this.to] = [from, whole ? addUnit(from, whole.unit, whole.count) - 1 : from + this.to - this.from];
  }

  /** How many whole years, months or weeks the window is; null where it is none. @returns {{unit: Unit, count: number} | null} */
  _wholeUnits() {
    for (const unit of /** @type {Unit[]} */ (["year", "month", "week"])) {
      if (floorUnit(this.from, unit) !== this.from || floorUnit(this.to + 1, unit) !== this.to + 1) continue;
      let count = 0;
      while (addUnit(this.from, unit, count) <= this.to) count++;
      return { unit, count };
    }
    return null;
  }

  /** A key pressed on the map or the page: true when it was ours. @param {KeyboardEvent} event */
  key(event) {
    /** @type {Record<string, () => void>} */
    const actions = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.step(-1),
      ArrowRight: () => this.step(1),
      Home: () => this.home(),
      End: () => this.end(),
    };
    const on = event.composedPath()[0];
    if ((on === this.hist.left || on === this.hist.right) && /^Arrow(Left|Right)$/.test(event.key)) {
      this._nudge(on === this.hist.left, event.key === "ArrowRight" ? 1 : -1);
      return true;
    }
    if (!actions[event.key]) return false;
    actions[event.key]();
    return true;
  }

  /** @param {boolean} left @param {number} direction */
  _nudge(left, direction) {
    this.pause();
    if (left) this.from = Math.min(this.to, addUnit(this.from, this.unit, direction));
    else this.to = Math.max(this.from, addUnit(this.to + 1, this.unit, direction) - 1);
    this._changed(true);
  }

  // ---- drawing ----
  /** @param {boolean} byPerson */
  _changed(byPerson) {
    if (byPerson && this.extent) this.whole = this.covers;
    this._marks();
    const from = this.mode === "cumulative" ? -Infinity : this.from;
    this.onChange({
      from: this.extent ? from : -Infinity,
      to: this.extent ? this.to : Infinity,
      all: this.all && !this.playing,
      first: this.from,
      mode: this.mode,
      playing: Boolean(this.playing),
      byPerson,
    });
  }

  _marks() {
    const button = this.playButton;
    const name = this.playing ? "pause" : "play";
    if (button.dataset.icon !== name) {
      button.dataset.icon = name;
      button.replaceChildren(icon(name));
      button.title = this.playing ? "Pause (Space)" : "Play (Space)";
      button.setAttribute("aria-label", button.title);
    }
    this.modeButtons.forEach((b) => b.setAttribute("aria-pressed", String(b.textContent === this.mode)));
    if (!this.extent) {
      this.label.textContent = "No dated events";
      return;
    }
    this.label.textContent =
      this.mode === "cumulative" && !this.all ? `until ${dayText(this.to)}` : spanText(this.from, this.to);
    this.allButton.hidden = this.all;
    this.node.classList.toggle("ca-all", this.all);
    const open = this.mode === "cumulative";
    this.hist.show({ from: this.from, to: this.to, all: this.all, open, words: this.label.textContent });
  }

  /** @param {Description} d */
  setDescription(d) {
    this.hist.setDescription(d);
  }
}
