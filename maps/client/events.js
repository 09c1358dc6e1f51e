// Events on one canvas. Few in view: smooth paths, areas of uncertainty. Many: pixel stamps
// written newest first into one buffer, so that 400,000 take a screen refresh.
const FINE_LIMIT = 1500;
const AREA_LIMIT = 60;
const UNKNOWN_SIZE = 255;
const OUTSIDE = -1;
const AT_EDGE = -2;

/** Stamps by the code of their look. */
class StampBook {
  constructor() {
    this.list = [];
  }

  set(code, stamp) {
    this.list[code] = stamp;
  }

  clear() {
    this.list.length = 0;
  }
}

const EventsLayer = L.Renderer.extend({
  options: { padding: 0.08, pane: "overlayPane", interactive: false },

  initialize(options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._data = null;
    this._d = readDescription(null);
    this._window = [-Infinity, Infinity];
    this._all = true;
    this._hiddenColours = new Uint8Array(256);
    this._hiddenShapes = new Uint8Array(256);
    this._stamps = new StampBook();
    this._selected = -1;
    this._magnify = 1;
  },

  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove };
  },

  setData(data) {
    this._data = data;
    this._selected = -1;
    if (data) numberSpots(data);
    this._spots = null;
    this._piles = [];
    this._size();
    this._rescale();
  },

  setDescription(d) {
    this._d = d;
    this._inks = d.colours.map((colour) => inks(colour, d.look, d.dark));
    this._areasDrawn = d.overlays.some((overlay) => overlay.kind === "area" && overlay.unit === undefined);
    this._inks.push(inks(d.look.other, d.look, d.dark));
    this._stamps.clear();
    this._size();
    this._rescale();
  },

  /** Days [from, to]; `all`: the window is the whole extent, so undated events are shown too. */
  setWindow(from, to, all) {
    this._window = [from, to];
    this._all = all;
    this.draw();
  },

  setHidden(colours, shapes) {
    this._hiddenColours.fill(0);
    this._hiddenShapes.fill(0);
    colours.forEach((code) => (this._hiddenColours[code] = 1));
    shapes.forEach((code) => (this._hiddenShapes[code] = 1));
    this.draw();
  },

  setSelected(index) {
    this._selected = index === null || index === undefined ? -1 : index;
    this.draw();
  },

  setMagnify(factor) {
    this._magnify = factor;
    this._stamps.clear();
    this._rescale();
  },

  /** Size codes from the deaths, by the legend's own steps. */
  _size() {
    const data = this._data;
    if (!data) return;
    const steps = this._d.sizes.map((size) => size.deaths);
    const size = (data.size = new Uint8Array(data.n));
    const none = EVENT_FLAGS.noBest | EVENT_FLAGS.noLow | EVENT_FLAGS.noHigh;
    for (let i = 0; i < data.n; i++) {
      if ((data.flags[i] & none) === none) size[i] = UNKNOWN_SIZE;
      else {
        let k = steps.length - 1;
        while (k > 0 && data.best[i] < steps[k]) k--;
        size[i] = k;
      }
    }
    this._codes();
  },

  /** One small number for each distinct look of a mark, and its rank among the sizes: what stamping indexes by. */
  _codes() {
    const data = this._data;
    const look = (data.look = new Uint16Array(data.n));
    const rank = (data.rank = new Uint8Array(data.n));
    const bits = EVENT_FLAGS.contested | EVENT_FLAGS.area;
    const known = new Int32Array(1 << 21).fill(-1);
    const looks = (data.looks = []);
    for (let i = 0; i < data.n; i++) {
      const size = data.size[i] === UNKNOWN_SIZE ? 15 : Math.min(14, data.size[i]);
      const unsaid = data.precision[i] === NOT_STATED ? 1 << 12 : 0;
      const key = (data.colour[i] << 13) | unsaid | ((data.shape[i] & 63) << 6) | (size << 2) | (data.flags[i] & bits);
      if (known[key] < 0) known[key] = looks.push({ colour: data.colour[i], shape: data.shape[i], flags: data.flags[i] }) - 1;
      look[i] = known[key];
      rank[i] = size === 15 ? 1 : size + 1;
    }
    this._stamps.clear();
  },

  _rescale() {
    if (!this._map || !this._data || !this._bounds) return;
    this._standUnits();
    this._project();
    this.draw();
  },

  /** Marks shrink with the events in view that a window of this width holds on average: steady while it slides. */
  _fitSize() {
    const { header } = this._data;
    const days = Math.max(1, header.last_day - header.first_day + 1);
    const share = this._all || this._window[0] < -1e9 ? 1 : Math.min(1, (this._window[1] - this._window[0] + 1) / days);
    const n = this._inside * share;
    const shrink = n <= 40 ? 1.25 : n <= 200 ? 1.1 : n <= 800 ? 0.9 : n <= 4000 ? 0.68 : n <= 30000 ? 0.55 : 0.46;
    if (shrink !== this._shrink) {
      this._shrink = shrink;
      this._stamps.clear();
    }
  },

  radius(size) {
    const base = size === UNKNOWN_SIZE ? this._d.unknownRadius : this._d.sizes[size].radius;
    const least = this._shrink <= 0.6 ? 2.2 : 3.2;
    return Math.max(least, base * (this._shrink || 1)) * this._magnify;
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.className = "ca-events";
    this._container.style.pointerEvents = "none";
    this._g = this._container.getContext("2d");
  },

  _destroyContainer() {
    L.DomUtil.remove(this._container);
  },

  _onMove() {
    if (this._moving || (this._map && this._map._animatingZoom)) return;
    this._moving = requestAnimationFrame(() => {
      this._moving = 0;
      if (this._map && !this._map._animatingZoom) this._place(false);
    });
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    this._place(true);
  },

  _place(settled) {
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    const w = Math.round(size.x * ratio);
    const h = Math.round(size.y * ratio);
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      this._image = null;
      this._stamps.clear();
    }
    this._ratio = ratio;
    if (settled) this._rescale();
    else if (this._data) {
      this._project();
      this.draw();
    }
  },

  /** Where the canvas lies in world pixels, for the copy of the world that it shows most of. */
  _frame() {
    const scale = 256 * 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    const size = this._bounds.getSize();
    const copy = Math.floor((origin.x + size.x / 2) / scale);
    return { scale, x: origin.x - copy * scale, y: origin.y, w: size.x, h: size.y };
  },

  /** The x of an event on the canvas, moved by whole worlds into view where it can be. */
  _canvasX(worldX, f) {
    let x = worldX * f.scale - f.x;
    if (x < -60 && x + f.scale < f.w + 60) x += f.scale;
    else if (x > f.w + 60 && x - f.scale > -60) x -= f.scale;
    return x;
  },

  /** First and last index whose start may lie in the window (the data are sorted by start). */
  range() {
    const { from, dated, longest } = this._data;
    const lower = (day) => {
      let a = 0;
      let b = dated;
      while (a < b) {
        const m = (a + b) >> 1;
        if (from[m] < day) a = m + 1;
        else b = m;
      }
      return a;
    };
    if (this._all) return [0, dated];
    return [lower(this._window[0] - longest), lower(this._window[1] + 1)];
  },

  inWindow(i) {
    const data = this._data;
    if (i >= data.dated) return this._all;
    return this._all || (data.from[i] <= this._window[1] && data.to[i] >= this._window[0]);
  },

  /** Whether the legend has it switched off. */
  isOff(i) {
    return Boolean(this._hiddenColours[this._data.colour[i]] || this._hiddenShapes[this._data.shape[i]]);
  },

  shows(i) {
    const data = this._data;
    return this.inWindow(i) && !this.isOff(i) && data.X[i] === data.X[i];
  },

  draw() {
    if (!this._map || !this._bounds || !this._data || !this._data.at || !this._inks) return;
    const began = performance.now();
    this._fitSize();
    const f = this._frame();
    const visible = this._collect();
    this._dense = visible.count > FINE_LIMIT;
    if (this._dense) this._drawStamps(f, visible);
    else this._drawFine(f, visible);
    const now = performance.now();
    CA.painted.drawMs = now - began;
    CA.painted.last = now;
    CA.painted.draws += 1;
    CA.painted.inView = visible.count;
    if (CA.painted.first === null) {
      requestAnimationFrame(() => requestAnimationFrame(() => (CA.painted.first = CA.painted.first || performance.now())));
    }
    this.fire("drawn", { count: visible.count });
  },

  /**
   * Where each event lies on the canvas, worked out once per view: the number of its device pixel, OUTSIDE, or
   * AT_EDGE where a stamp would not fit. A step in time then only looks these numbers up.
   */
  _project() {
    const data = this._data;
    const f = this._frame();
    const { X, Y, n } = data;
    const at = data.at || (data.at = new Int32Array(n));
    const ratio = this._ratio;
    const W = this._container.width;
    const H = this._container.height;
    const edge = 32 * ratio;
    const margin = 24 * ratio;
    const scale = f.scale * ratio;
    const left = f.x * ratio;
    const top = f.y * ratio;
    let inside = 0;
    for (let i = 0; i < n; i++) {
      const y = Y[i] * scale - top;
      let x = X[i] * scale - left;
      if (x < -margin) x += scale; // the copy of the world that is in view
      else if (x > W + margin) x -= scale;
      if (!(y > -margin && y < H + margin && x > -margin && x < W + margin)) at[i] = OUTSIDE;
      else {
        inside++;
        at[i] = x > edge && y > edge && x < W - edge && y < H - edge ? (y | 0) * W + (x | 0) : AT_EDGE;
      }
    }
    this._inside = inside;
  },

  /** Indices shown in the canvas: sharp places first, then rough ones, each newest first. */
  _collect() {
    const data = this._data;
    if (!this._list || this._list.length < data.n) {
      this._list = new Uint32Array(data.n);
      this._soft = new Uint32Array(data.n);
    }
    const hidden = this._hiddenLooks();
    const [first, last] = this.range();
    const ends = [0, 0];
    if (this._all) this._gather(data.dated, data.n, -1e9, hidden, ends);
    this._gather(first, last, this._all || this._window[0] < -1e9 ? -1e9 : this._window[0], hidden, ends);
    this._list.set(this._soft.subarray(0, ends[1]), ends[0]);
    return { list: this._list, count: ends[0] + ends[1], sharp: ends[0] };
  },

  /** One backward pass over [first, last); kept free of closures, as it runs over every event. */
  _gather(first, last, from, hidden, ends) {
    const { at, to, look } = this._data;
    const { _list: list, _soft: soft } = this;
    let sharp = ends[0];
    let rough = ends[1];
    for (let i = last - 1; i >= first; i--) {
      if (at[i] === OUTSIDE || to[i] < from) continue;
      const kind = hidden[look[i]];
      if (kind === 0) list[sharp++] = i;
      else if (kind === 2) soft[rough++] = i;
    }
    ends[0] = sharp;
    ends[1] = rough;
  },

  /** Per look: 0 sharp, 2 rough, 1 switched off. */
  _hiddenLooks() {
    return Uint8Array.from(this._data.looks, ({ colour, shape, flags }) =>
      (this._hiddenColours[colour] || this._hiddenShapes[shape] ? 1 : flags & EVENT_FLAGS.area ? 2 : 0));
  },

  /** The place of an event on the canvas in CSS pixels. */
  _spot(i, f) {
    return [this._canvasX(this._data.X[i], f), this._data.Y[i] * f.scale - f.y];
  },

  /** Indices under a point of the map's container, nearest first; those on one spot with the nearest. */
  pick(point) {
    if (!this._map || !this._data || !this._bounds || !this._data.at) return [];
    const f = this._frame();
    const here = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min);
    const pile = this._pileAt(here.x, here.y);
    if (pile) return this._members(pile);
    const { list, count } = this._collect();
    const { at, size } = this._data;
    const W = this._container.width;
    const low = (here.y - 30) * this._ratio * W;
    const high = (here.y + 30) * this._ratio * W;
    const hits = [];
    for (let k = 0; k < count && hits.length < 3000; k++) {
      const i = list[k];
      if (this.pileOf(i) || (at[i] !== AT_EDGE && (at[i] < low || at[i] > high))) continue;
      const [x, y] = this._spot(i, f);
      const distance = Math.hypot(x - here.x, y - here.y);
      if (distance <= Math.max(9, this.radius(size[i]) + 3)) hits.push({ i, distance, x, y });
    }
    hits.sort((a, b) => a.distance - b.distance || b.i - a.i);
    if (!hits.length) return [];
    const reach = this._dense ? 3 : 0.5;
    return hits.filter((hit) => Math.hypot(hit.x - hits[0].x, hit.y - hits[0].y) <= reach).map((hit) => hit.i);
  },

  /** Boxes of the piles and badges in view, and of the other marks where these are few, in container pixels. */
  obstacles(limit) {
    if (!this._map || !this._data || !this._bounds || !this._data.at) return [];
    const f = this._frame();
    const offset = this._map.layerPointToContainerPoint(this._bounds.min);
    const box = (x, y, w, h) => [x - w + offset.x, y - h + offset.y, x + w + offset.x, y + h + offset.y];
    const marks = (this._piles || []).map((pile) => (pile.badge ? box(pile.bx, pile.by, pile.half + 1, pile.rise + 1) : box(pile.x, pile.y, pile.r + 2, pile.r + 2)));
    const { list, count } = limit ? this._collect() : { list: [], count: 0 };
    for (let k = 0; count <= limit && k < count; k++) {
      if (this.pileOf(list[k])) continue;
      const r = this.radius(this._data.size[list[k]]) + 1;
      marks.push(box(...this._spot(list[k], f), r, r));
    }
    return marks;
  },
});
