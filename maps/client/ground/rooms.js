// Where the name of a country or province can stand: the land in the window as a coarse picture of whose each cell
// is, drawn as the ground is drawn, so that what is searched is what is seen.

/** @import { GroundLabel, GroundMap } from "../base/decode.js" */
/** @import { ThinFrame } from "./parts.js" */

import { brushOf } from "../base/dom.js";
import { clipTo } from "./basemap_layer.js";
import { fillFeatures } from "./parts.js";

/**
 * @typedef {[number, number, number, number]} Box left, top, right, bottom in pixels
 * @typedef {{zoom: number, x: number, y: number, w: number, h: number}} Window pixels of the world at its corner, and its size
 * @typedef {{x: number, y: number}} Spot
 */

/**
 * An area in the window: its number, how many cells it fills, their box, and which boxes were found to fit or not.
 * @typedef {{id: number, count: number, l: number, t: number, r: number, b: number, cells: Int32Array | null,
 *   failed: [number, number][], held: [number, number][]}} Area
 */

const ROOM_CELLS = 480; // across the window
const ROOM_STEPS = [2.2, 1.5, 1]; // first where there is room to spare
const MOST_SPOTS = 80;
const MOST_TRIED = 2500; // cells of an area's box: of a larger one every second, third …
const NOBODY = 1; // water is 0; land without a name, and what lies under a panel

/** What an area is called by: a country by its name, which the world and a region share; a province by its number. @param {GroundLabel} label @param {number} map */
export const areaKey = (label, map) => (label.kind === "country" ? label.text : `${map}/${label.feature}`);

export class Rooms {
  /** @param {GroundMap[]} maps @param {Window} view @param {Box[]} panels boxes in the window to keep off */
  constructor(maps, view, panels) {
    this.maps = maps;
    this.view = view;
    this.key = Rooms.keyOf(view, panels);
    this.cell = Math.max(2, Math.ceil(view.w / ROOM_CELLS));
    this.w = Math.floor(view.w / this.cell);
    this.h = Math.floor(view.h / this.cell);
    /** @type {Map<string, Area>} */
    this.numbers = new Map();
    /** @type {Map<string, [number, number][]>} */
    this.found = new Map();
    /** @type {Map<number, {sums: Int32Array, line: number}>} */
    this.tables = new Map();
    /** Of names, measured for this view. @type {Map<string, import("./labels_layer.js").Form[]>} */
    this.forms = new Map();
    this._picture("land", panels);
    if (view.zoom >= 5 && maps.some((map, i) => this._has(map, i, "admin1"))) this._picture("admin1", panels);
  }

  /** @param {Window} view @param {Box[]} panels */
  static keyOf(view, panels) {
    return [view.zoom, view.x, view.y, view.w, view.h, ...panels.flat().map(Math.round)].join();
  }

  /** @param {GroundMap[]} maps @param {Window} view @param {Box[]} panels */
  isOf(maps, view, panels) {
    return (
      maps.length === this.maps.length &&
      maps.every((map, i) => map === this.maps[i]) &&
      this.key === Rooms.keyOf(view, panels)
    );
  }

  /** How much of the window an area fills, 0 to 1; what is under a panel does not count. @param {string} area */
  share(area) {
    const of = this.numbers.get(area);
    return of?.count ? of.count / (this.w * this.h) : 0;
  }

  /** Corners [left, top] in the window where a box of w by h pixels lies inside an area, the best first. @param {string} area @param {number} w @param {number} h @param {Spot} target @returns {Generator<[number, number]>} */
  *spots(area, w, h, target) {
    const of = this.numbers.get(area);
    if (!of?.count) return;
    const wide = Math.ceil(w / this.cell);
    const high = Math.ceil(h / this.cell);
    for (const step of ROOM_STEPS) yield* this._found(of, wide, high, step, target);
  }

  /** Whether a box of w by h pixels lies inside an area anywhere. @param {string} area @param {number} w @param {number} h */
  holds(area, w, h) {
    const of = this.numbers.get(area);
    return of !== undefined && of.count > 0 && this._holds(of, Math.ceil(w / this.cell), Math.ceil(h / this.cell));
  }

  /** @param {Area} of @param {number} w @param {number} h */
  _holds(of, w, h) {
    if (w * h > of.count || of.failed.some(([fw, fh]) => fw <= w && fh <= h)) return false;
    if (of.held.some(([hw, hh]) => hw >= w && hh >= h)) return true;
    const held = this._fitting(of, w, h, 1, 1).xs.length > 0;
    (held ? of.held : of.failed).push([w, h]); // so does anything smaller; nor does anything larger
    return held;
  }

  /** @param {Area} of @param {number} wide @param {number} high @param {number} step @param {Spot} target @returns {[number, number][]} */
  _found(of, wide, high, step, target) {
    const key = `${of.id}/${wide}/${high}/${step}`;
    const known = this.found.get(key);
    if (known) return known;
    const found = this._search(of, wide, high, step, this._nearest(target));
    this.found.set(key, found);
    return found;
  }

  /** The copy of the world whose anchor is nearest to the window's middle. @param {Spot} target */
  _nearest({ x, y }) {
    const world = 256 * 2 ** this.view.zoom;
    return { x: (x - world * Math.round((x - this.view.w / 2) / world)) / this.cell, y: y / this.cell };
  }

  /** The corners of boxes that have `step` times their size around them, those near the aim and some all over. @param {Area} of @param {number} wide @param {number} high @param {number} step @param {Spot} target @returns {[number, number][]} */
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
    return [...order.filter((_, k) => k < MOST_SPOTS / 2 || k % skip === 0)].map((k) => [
      Math.floor(xs[k] + (w - wide) / 2) * this.cell,
      Math.floor(ys[k] + (h - high) / 2) * this.cell,
    ]);
  }

  /** At most so many cells, of every `stride`th, at which a box of w by h cells lies inside, by a table of sums. @param {Area} of @param {number} w @param {number} h @param {number} stride @param {number} most */
  _fitting(of, w, h, stride, most) {
    const { sums, line } = this._sums(of);
    /** @type {number[]} */
    const xs = [];
    /** @type {number[]} */
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

  /** How many cells of an area lie above and left of each. @param {Area} of */
  _sums(of) {
    const known = this.tables.get(of.id);
    if (known || !of.cells) return known || { sums: new Int32Array(0), line: 0 };
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

  /** @param {GroundMap} map @param {number} i @param {string} name */
  _has(map, i, name) {
    return map.layers[name] && (i === 0 || this.view.zoom >= (map.header.detail_zoom || 0));
  }

  /** Draw a layer with each area in a colour that is its number. @param {string} name @param {Box[]} panels */
  _picture(name, panels) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, this.w);
    canvas.height = Math.max(1, this.h);
    const g = brushOf(canvas, { willReadFrequently: true, alpha: false });
    /** @type {Area[]} */
    const areas = [];
    /** @param {string} key */
    const numbered = (key) => {
      const known = this.numbers.get(key);
      if (known) return known.id;
      /** @type {Area} */
      const of = {
        id: this.numbers.size + NOBODY + 1,
        count: 0,
        l: Infinity,
        t: Infinity,
        r: -1,
        b: -1,
        cells: null,
        failed: [],
        held: [],
      };
      this.numbers.set(key, of);
      areas[of.id] = of;
      return of.id;
    };
    const scale = (256 * 2 ** this.view.zoom) / this.cell;
    const [x, y] = [this.view.x / this.cell, this.view.y / this.cell];
    for (let copy = Math.floor(x / scale); copy <= Math.floor((x + this.w) / scale); copy++) {
      const frame = { scale, x: x - copy * scale, y, w: this.w, h: this.h, thin: 0.25 };
      this.maps.forEach((map, i) => this._has(map, i, name) && this._paint(g, map, i, name, frame, numbered));
    }
    g.fillStyle = `rgb(0,0,${NOBODY})`;
    panels.forEach(([l, t, r, b]) =>
      g.fillRect(l / this.cell, t / this.cell, (r - l) / this.cell, (b - t) / this.cell),
    );
    if (this.w && this.h) this._read(g.getImageData(0, 0, this.w, this.h).data, areas); // else a map without a size
  }

  /** Whose each cell is; one that lies on an edge has a mixed colour and is nobody's. @param {Uint8ClampedArray} data @param {Area[]} areas */
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

  /** @param {CanvasRenderingContext2D} g @param {GroundMap} map @param {number} i @param {string} name @param {ThinFrame} frame @param {(key: string) => number} numbered */
  _paint(g, map, i, name, frame, numbered) {
    const layer = map.layers[name];
    const colours = new Map((layer.labels || []).map((label) => [label.feature, numbered(areaKey(label, i))]));
    g.save();
    if (i > 0) clipTo(g, map, frame, name === "land" ? "#000" : "");
    fillFeatures(g, layer, frame, (feature) => {
      const id = colours.get(feature) || NOBODY;
      g.fillStyle = `rgb(${id >> 16},${(id >> 8) & 255},${id & 255})`;
    });
    g.restore();
  }
}

/** @param {number[]} numbers */
const middleOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
