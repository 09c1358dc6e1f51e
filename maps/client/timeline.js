// Time: the histogram with its brush, play and its keys. The window is a closed interval of UTC days.
const SPEEDS = [1, 2, 5, 10];
const STEP_MS = 700;
const PLAY_UNITS = { day: 7, week: 4, month: 3, year: 1 };

class Timeline {
  /** `onChange({from, to, all, mode, playing})` on every change of the window. */
  constructor(onChange) {
    this.onChange = onChange;
    this.unitChoice = "auto";
    this.speed = 1;
    this.mode = "window";
    this.extent = null;
    this.whole = true;
    this._build();
    new ResizeObserver(() => this._resize()).observe(this.hist);
  }

  _build() {
    this.playButton = iconButton("play", "Play (Space)", () => this.toggle());
    this.label = el("output", { class: "ca-date", "aria-live": "polite", "aria-label": "Dates shown" });
    this.speedSelect = this._select("Speed", SPEEDS.map((s) => [s, `${s}×`]), (v) => (this.speed = Number(v)));
    this.unitSelect = this._select("Step", [["auto", "auto"], ...UNITS.map((u) => [u, u])], (v) => (this.unitChoice = v));
    this.modeButtons = ["window", "cumulative"].map((mode) => el("button", { type: "button", class: "ca-seg", text: mode,
      title: mode === "window" ? "Show the events of the window" : "Show all events up to the window's end",
      on: { click: () => this.setMode(mode) } }));
    this.allButton = el("button", { type: "button", class: "ca-quiet", text: "All dates", title: "Show the whole extent", on: { click: () => this.showAll() } });
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.left = this._handle("First day", 0);
    this.right = this._handle("Last day", 1);
    this.middle = el("div", { class: "ca-brush", role: "slider", tabindex: "0", "aria-label": "Window of dates" });
    this.hist = el("div", { class: "ca-hist" }, this.canvas, this.middle, this.left, this.right);
    this.hist.addEventListener("pointerdown", (event) => this._grab(event));
    this.node = el("div", { class: "ca-time", role: "group", "aria-label": "Timeline" },
      el("div", { class: "ca-time-head" },
        el("div", { class: "ca-play" }, iconButton("back", "Step back (Left arrow)", () => this.step(-1)), this.playButton,
          iconButton("forward", "Step forward (Right arrow)", () => this.step(1))),
        this.label,
        el("div", { class: "ca-time-options" }, this.allButton, el("div", { class: "ca-segs", role: "group", "aria-label": "Window or cumulative" }, ...this.modeButtons),
          this.unitSelect, this.speedSelect)),
      this.hist);
    this._marks();
  }

  _select(label, options, onPick) {
    const select = el("select", { "aria-label": label, title: label }, ...options.map(([value, text]) => el("option", { value, text })));
    select.addEventListener("change", () => onPick(select.value));
    return select;
  }

  _handle(label, side) {
    return el("div", { class: `ca-handle ca-handle-${side ? "right" : "left"}`, role: "slider", tabindex: "0", "aria-label": label });
  }

  get unit() {
    return this.unitChoice === "auto" ? autoUnit(this.extent ? this.extent[1] - this.extent[0] + 1 : 1) : this.unitChoice;
  }

  /** All dates are shown, undated events too, until a person or an address chooses a window: as the server has it. */
  get all() {
    return !this.extent || this.whole;
  }

  get covers() {
    return this.from <= this.extent[0] && this.to >= this.extent[1];
  }

  /** Give the events (or none) and the extent; the window stays where it can. */
  setData(data, extent) {
    if (this.extent && !extent) this.asked = this.whole ? null : [this.from, this.to]; // a window stays, whatever the filter leaves
    this.data = data;
    this.extent = extent;
    this.node.classList.toggle("ca-empty", !extent);
    if (!extent) {
      this.pause();
      this.from = this.to = null;
    } else if (this.asked) {
      [this.from, this.to] = this.asked;
      this.asked = null;
      this.whole = false;
    } else if (this.whole) [this.from, this.to] = extent;
    this._resize();
    this._changed(false);
  }

  setWindow(from, to, mode) {
    if (mode) this.mode = mode;
    const all = from === null || from === undefined;
    this.whole = all;
    if (this.extent) [this.from, this.to] = all ? this.extent : [from, to];
    else this.asked = all ? null : [from, to]; // the events are still on their way
    this._changed(false);
  }

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
    } else if (this.to >= this.extent[1]) this._shiftTo(this.extent[0]);
    this.playing = true;
    this._changed(true);
    this._schedule();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    clearTimeout(this._timer);
    this._changed(true);
  }

  _schedule() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      if (!this.playing) return;
      if (this.to >= this.extent[1]) {
        this.pause();
        return;
      }
      this.step(1, true);
      this._schedule();
    }, STEP_MS / this.speed);
  }

  /** Move the window by one unit; in cumulative mode its end alone. */
  step(direction, playing) {
    if (!this.extent) return;
    if (!playing && this.playing) this.pause();
    const unit = this.unit;
    if (this.all && !playing) {
      const last = direction < 0 ? this.extent[1] : addUnit(floorUnit(this.extent[0], unit), unit, PLAY_UNITS[unit]) - 1;
      const first = direction < 0 ? floorUnit(addUnit(this.extent[1], unit, 1 - PLAY_UNITS[unit]), unit) : floorUnit(this.extent[0], unit);
      [this.from, this.to] = [first, last];
    } else {
      // the day after the window is moved, so that whole months stay whole months
      const nextTo = addUnit(this.to + 1, unit, direction) - 1;
      const nextFrom = addUnit(this.from, unit, direction);
      if (direction > 0 ? nextFrom > this.extent[1] : nextTo < this.extent[0]) return;
      [this.from, this.to] = [nextFrom, nextTo];
    }
    this._changed(true);
  }

  home() {
    if (this.extent) this._shiftTo(floorUnit(this.extent[0], this.unit));
    this._changed(true);
  }

  end() {
    if (this.extent) this._shiftTo(this.extent[1] - (this.to - this.from));
    this._changed(true);
  }

  _shiftTo(from) {
    const span = this.to - this.from;
    this.from = from;
    this.to = from + span;
  }

  /** A key pressed on the map or the page: true when it was ours. */
  key(event) {
    const actions = { " ": () => this.toggle(), ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), Home: () => this.home(), End: () => this.end() };
    const on = event.composedPath()[0];
    if ((on === this.left || on === this.right) && /^Arrow(Left|Right)$/.test(event.key)) {
      this._nudge(on === this.left, event.key === "ArrowRight" ? 1 : -1);
      return true;
    }
    if (!actions[event.key]) return false;
    actions[event.key]();
    return true;
  }

  _nudge(left, direction) {
    this.pause();
    if (left) this.from = Math.min(this.to, addUnit(this.from, this.unit, direction));
    else this.to = Math.max(this.from, addUnit(this.to + 1, this.unit, direction) - 1);
    this._changed(true);
  }

  // ---- drawing ----
  _changed(byPerson) {
    if (byPerson && this.extent) this.whole = this.covers;
    this._marks();
    this._paint();
    const from = this.mode === "cumulative" ? -Infinity : this.from;
    this.onChange({ from: this.extent ? from : -Infinity, to: this.extent ? this.to : Infinity, all: this.all && !this.playing,
      first: this.from, mode: this.mode, playing: Boolean(this.playing), byPerson });
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
    this.label.textContent = this.mode === "cumulative" && !this.all ? `until ${dayText(this.to)}` : spanText(this.from, this.to);
    this.allButton.hidden = this.all;
    this.node.classList.toggle("ca-all", this.all);
    const { left, right, middle } = this;
    const a = Math.max(0, Math.min(1, this._share(this.from)));
    const b = Math.max(0, Math.min(1, this._share(this.to + 1)));
    left.style.left = `${a * 100}%`;
    right.style.left = `${b * 100}%`;
    middle.style.left = `${a * 100}%`;
    middle.style.width = `${(b - a) * 100}%`;
    [[left, this.from], [right, this.to], [middle, this.from]].forEach(([node, day]) => {
      node.setAttribute("aria-valuemin", String(this.extent[0]));
      node.setAttribute("aria-valuemax", String(this.extent[1]));
      node.setAttribute("aria-valuenow", String(day));
      node.setAttribute("aria-valuetext", node === middle ? this.label.textContent : dayText(day));
    });
  }

  _share(day) {
    const [a, b] = this.axis || this.extent;
    return (day - a) / (b + 1 - a);
  }

  _resize() {
    const width = this.hist.clientWidth;
    if (!width || !this.extent) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.hist.clientHeight * ratio);
    this.bins = makeBins(this.extent[0], this.extent[1], width, 5);
    this.axis = [this.bins.edges[0], this.bins.edges[this.bins.edges.length - 1] - 1];
    this.ticks = makeTicks(this.axis[0], this.axis[1], width, 62);
    this._count();
    this._marks();
    this._paint();
  }

  /** Events per bin; one with a coarse date is spread over all the bins that it may lie in. */
  _count() {
    const { edges } = this.bins;
    const n = edges.length - 1;
    const slope = new Float64Array(n + 1);
    const data = this.data;
    if (data) {
      const days = this.axis[1] - this.axis[0] + 1;
      const binOf = new Uint32Array(days);
      for (let k = 0; k < n; k++) binOf.fill(k, edges[k] - edges[0], Math.min(days, edges[k + 1] - edges[0]));
      const at = (day) => binOf[Math.max(0, Math.min(days - 1, day - edges[0]))];
      for (let i = 0; i < data.dated; i++) {
        if (data.flags[i] & EVENT_FLAGS.openStart) {
          slope[at(data.to[i])] += 1;
          slope[at(data.to[i]) + 1] -= 1;
          continue;
        }
        const a = at(data.from[i]);
        const b = at(data.to[i]);
        const share = 1 / (b - a + 1);
        slope[a] += share;
        slope[b + 1] -= share;
      }
    }
    let sum = 0;
    this.heights = Float64Array.from({ length: n }, (_, k) => (sum += slope[k]));
  }

  setLook(look) {
    this.look = look;
    this._paint();
  }

  _paint() {
    if (!this.bins || !this.extent || !this.look) return;
    const g = this.canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    const w = this.canvas.width / ratio;
    const h = this.canvas.height / ratio - 20;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, w, h + 20);
    const most = Math.max(1e-9, ...this.heights);
    const { edges } = this.bins;
    const { text, muted, rule } = this.look;
    const from = this.mode === "cumulative" ? -Infinity : this.from;
    for (let k = 0; k < this.heights.length; k++) {
      const share = this.heights[k];
      if (share <= 1e-9) continue;
      const x = this._share(edges[k]) * w;
      const wide = (this._share(edges[k + 1]) - this._share(edges[k])) * w;
      const high = Math.max(2, (share / most) ** 0.72 * (h - 4));
      const inside = edges[k + 1] > from && edges[k] <= this.to;
      g.fillStyle = inside ? mix(text, muted, 0.75) : rule;
      g.fillRect(x + 0.5, h - high, Math.max(1, wide - 1), high);
    }
    g.fillStyle = rule;
    g.fillRect(0, h, w, 1);
    g.textBaseline = "top";
    this.ticks.forEach((tick) => {
      const x = this._share(tick.day) * w;
      g.fillStyle = rule;
      g.fillRect(x, h, 1, 5);
      g.font = `${tick.strong ? 600 : 400} 13.5px ${FONT}`;
      g.fillStyle = muted;
      const room = g.measureText(tick.text).width;
      if (x + 4 + room < w) g.fillText(tick.text, x + 4, h + 4);
    });
  }

  // ---- brush ----
  _grab(event) {
    if (!this.extent || event.button) return;
    this.pause();
    const box = this.hist.getBoundingClientRect();
    const [a, b] = this.axis;
    const dayAt = (e) => Math.max(a, Math.min(b, Math.floor(a + ((e.clientX - box.left) / box.width) * (b + 1 - a))));
    const start = dayAt(event);
    const was = [this.from, this.to];
    const kind = event.target === this.left ? "left" : event.target === this.right ? "right" : event.target === this.middle && !this.all ? "move" : "new";
    let moved = false;
    const move = (e) => {
      const day = dayAt(e);
      moved = moved || Math.abs(e.clientX - event.clientX) > 3;
      if (!moved) return;
      if (kind === "left") this.from = Math.min(day, this.to);
      else if (kind === "right") this.to = Math.max(day, this.from);
      else if (kind === "move") this._slide(was, day - start);
      else [this.from, this.to] = [Math.min(start, day), Math.max(start, day)];
      this._changed(true);
    };
    const done = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", done);
      if (!moved && kind === "new") this._jump(start);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", done);
    event.preventDefault();
    if (kind !== "new") event.target.focus({ preventScroll: true });
  }

  _slide([from, to], by) {
    const held = Math.max(this.axis[0] - from, Math.min(this.axis[1] - to, by));
    [this.from, this.to] = [from + held, to + held];
  }

  /** A click beside the window shows the bar that was clicked. */
  _jump(day) {
    const k = this.bins.edges.findIndex((edge, i) => edge <= day && day < this.bins.edges[i + 1]);
    if (k < 0) return;
    [this.from, this.to] = [this.bins.edges[k], this.bins.edges[k + 1] - 1];
    this._changed(true);
  }
}
