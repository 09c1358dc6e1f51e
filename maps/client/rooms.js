// Where the name of a country or province can stand: the land in the window as a coarse picture of whose each cell
// is, drawn as the ground is drawn, so that what is searched is what is seen.
const ROOM_CELLS = 480; // across the window
const ROOM_STEPS = [2.2, 1.5, 1]; // first where there is room to spare
const MOST_SPOTS = 80;
const MOST_TRIED = 2500; // cells of an area's box: of a larger one every second, third …
const NOBODY = 1; // water is 0; land without a name, and what lies under a panel

/** What an area is called by: a country by its name, which the world and a region share; a province by its number. */
const areaKey = (label, map) => (label.kind === "country" ? label.text : `${map}/${label.feature}`);

class Rooms {
  /** `view`: {zoom, x, y (world pixels of the window's corner), w, h}; `panels`: boxes in the window to keep off. */
  constructor(maps, view, panels) {
    this.maps = maps;
    this.view = view;
    this.key = Rooms.keyOf(view, panels);
    this.cell = Math.max(2, Math.ceil(view.w / ROOM_CELLS));
    this.w = Math.floor(view.w / this.cell);
    this.h = Math.floor(view.h / this.cell);
    this.numbers = new Map();
    this.found = new Map();
    this.tables = new Map();
    this.forms = new Map(); // of names, measured for this view
    this._picture("land", panels);
    if (view.zoom >= 5 && maps.some((map, i) => this._has(map, i, "admin1"))) this._picture("admin1", panels);
  }

  static keyOf(view, panels) {
    return [view.zoom, view.x, view.y, view.w, view.h, ...panels.flat().map(Math.round)].join();
  }

  isOf(maps, view, panels) {
    return maps.length === this.maps.length && maps.every((map, i) => map === this.maps[i]) && this.key === Rooms.keyOf(view, panels);
  }

  /** How much of the window an area fills, 0 to 1; what is under a panel does not count. */
  share(area) {
    const of = this.numbers.get(area);
    return of && of.count ? of.count / (this.w * this.h) : 0;
  }

  /** Corners [left, top] in the window where a box of w by h pixels lies inside an area, the best first. */
  *spots(area, w, h, target) {
    const of = this.numbers.get(area);
    if (!of || !of.count) return;
    const wide = Math.ceil(w / this.cell);
    const high = Math.ceil(h / this.cell);
    for (const step of ROOM_STEPS) yield* this._found(of, wide, high, step, target);
  }

  /** Whether a box of w by h pixels lies inside an area anywhere. */
  holds(area, w, h) {
    const of = this.numbers.get(area);
    return Boolean(of && of.count) && this._holds(of, Math.ceil(w / this.cell), Math.ceil(h / this.cell));
  }

  _holds(of, w, h) {
    if (w * h > of.count || of.failed.some(([fw, fh]) => fw <= w && fh <= h)) return false;
    if (of.held.some(([hw, hh]) => hw >= w && hh >= h)) return true;
    const held = this._fitting(of, w, h, 1, 1).xs.length > 0;
    (held ? of.held : of.failed).push([w, h]); // so does anything smaller; nor does anything larger
    return held;
  }

  _found(of, wide, high, step, target) {
    const key = `${of.id}/${wide}/${high}/${step}`;
    if (!this.found.has(key)) this.found.set(key, this._search(of, wide, high, step, this._nearest(target)));
    return this.found.get(key);
  }

  /** The copy of the world whose anchor is nearest to the window's middle. */
  _nearest({ x, y }) {
    const world = 256 * 2 ** this.view.zoom;
    return { x: (x - world * Math.round((x - this.view.w / 2) / world)) / this.cell, y: y / this.cell };
  }

  /** The corners of boxes that have `step` times their size around them, those near the aim and some all over. */
  _search(of, wide, high, step, target) {
    const w = Math.ceil(wide * Math.min(step, 1.5));
    const h = Math.ceil(high * step);
    const stride = Math.max(1, Math.floor(Math.sqrt(((of.r - of.l) * (of.b - of.t)) / MOST_TRIED)));
    if (!this._holds(of, w, h)) return [];
    let { xs, ys } = this._fitting(of, w, h, stride, Infinity);
    if (!xs.length) ({ xs, ys } = this._fitting(of, w, h, 1, MOST_TRIED));
    const within = target.x >= of.l && target.x <= of.r && target.y >= of.t && target.y <= of.b;
    const aim = within ? [target.x - w / 2, target.y - h / 2] : [middleOf(xs), middleOf(ys)];
    const away = Float64Array.from(xs, (x, k) => (x - aim[0]) ** 2 + 4 * (ys[k] - aim[1]) ** 2);
    const order = Uint32Array.from(xs, (_, k) => k).sort((a, b) => away[a] - away[b]);
    const skip = Math.max(1, Math.floor(order.length / MOST_SPOTS));
    return [...order.filter((_, k) => k < MOST_SPOTS / 2 || k % skip === 0)].map((k) => [Math.floor(xs[k] + (w - wide) / 2) * this.cell, Math.floor(ys[k] + (h - high) / 2) * this.cell]);
  }

  /** At most so many cells, of every `stride`th, at which a box of w by h cells lies inside, by a table of sums. */
  _fitting(of, w, h, stride, most) {
    const { sums, line } = this._sums(of);
    const xs = [];
    const ys = [];
    for (let y = 0; y + h <= of.b - of.t + 1 && xs.length < most; y += stride) {
      for (let x = 0, a = y * line, b = (y + h) * line; x + w <= of.r - of.l + 1; x += stride) {
        if (sums[b + x + w] - sums[a + x + w] - sums[b + x] + sums[a + x] !== w * h) continue;
        xs.push(x + of.l);
        ys.push(y + of.t);
      }
    }
    return { xs, ys };
  }

  _sums(of) {
    if (this.tables.has(of.id)) return this.tables.get(of.id);
    const line = of.r - of.l + 2;
    const sums = new Int32Array(line * (of.b - of.t + 2));
    for (let y = of.t; y <= of.b; y++) {
      for (let x = of.l, row = 0; x <= of.r; x++) {
        if (of.cells[y * this.w + x] === of.id) row++;
        const at = (y - of.t + 1) * line + (x - of.l + 1);
        sums[at] = sums[at - line] + row;
      }
    }
    const made = { sums, line };
    this.tables.set(of.id, made);
    return made;
  }

  _has(map, i, name) {
    return map.layers[name] && (i === 0 || this.view.zoom >= (map.header.detail_zoom || 0));
  }

  /** Draw a layer with each area in a colour that is its number. */
  _picture(name, panels) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, this.w);
    canvas.height = Math.max(1, this.h);
    const g = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
    const areas = [];
    const numbered = (key) => {
      if (!this.numbers.has(key)) {
        const of = { id: this.numbers.size + NOBODY + 1, count: 0, l: Infinity, t: Infinity, r: -1, b: -1, cells: null, failed: [], held: [] };
        this.numbers.set(key, of);
        areas[of.id] = of;
      }
      return this.numbers.get(key).id;
    };
    const scale = (256 * 2 ** this.view.zoom) / this.cell;
    const [x, y] = [this.view.x / this.cell, this.view.y / this.cell];
    for (let copy = Math.floor(x / scale); copy <= Math.floor((x + this.w) / scale); copy++) {
      const frame = { scale, x: x - copy * scale, y, w: this.w, h: this.h, thin: 0.25 };
      this.maps.forEach((map, i) => this._has(map, i, name) && this._paint(g, map, i, name, frame, numbered));
    }
    g.fillStyle = `rgb(0,0,${NOBODY})`;
    panels.forEach(([l, t, r, b]) => g.fillRect(l / this.cell, t / this.cell, (r - l) / this.cell, (b - t) / this.cell));
    if (this.w && this.h) this._read(g.getImageData(0, 0, this.w, this.h).data, areas); // else a map without a size
  }

  /** Whose each cell is; one that lies on an edge has a mixed colour and is nobody's. */
  _read(data, areas) {
    const cells = new Int32Array(this.w * this.h);
    for (let k = 0; k < cells.length; k++) {
      const id = (data[4 * k] << 16) | (data[4 * k + 1] << 8) | data[4 * k + 2];
      const of = areas[id];
      if (!of) continue;
      cells[k] = id;
      of.cells = cells;
      of.count++;
      const column = k % this.w;
      const row = (k - column) / this.w;
      of.l = Math.min(of.l, column);
      of.r = Math.max(of.r, column);
      of.t = Math.min(of.t, row);
      of.b = Math.max(of.b, row);
    }
  }

  _paint(g, map, i, name, frame, numbered) {
    const layer = map.layers[name];
    const colours = new Map((layer.labels || []).map((label) => [label.feature, numbered(areaKey(label, i))]));
    g.save();
    if (i > 0) {
      const [l, t, r, b] = map.box.map((v, k) => v * frame.scale - (k % 2 ? frame.y : frame.x));
      g.beginPath();
      g.rect(l, t, r - l, b - t);
      g.clip();
      if (name === "land") {
        g.fillStyle = "#000";
        g.fillRect(l, t, r - l, b - t);
      }
    }
    fillFeatures(g, layer, frame, (feature) => {
      const id = colours.get(feature) || NOBODY;
      g.fillStyle = `rgb(${id >> 16},${(id >> 8) & 255},${id & 255})`;
    });
    g.restore();
  }
}

const middleOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
