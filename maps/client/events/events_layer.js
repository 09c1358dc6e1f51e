// Events on one canvas: the window and the legend say which, piles gather them, and few or many are drawn their way.

/** @import { EventData } from "../base/decode.js" */
/** @import { Description } from "../base/description.js" */
/** @import { Frame } from "../base/canvas_layer.js" */
/** @import { Looks } from "./looks.js" */

import { CanvasLayer } from "../base/canvas_layer.js";
import { EVENT_FLAGS } from "../base/decode.js";
import { readDescription } from "../base/description.js";
import { drawnSince } from "../base/painted.js";
import { mercatorX, mercatorY } from "../base/sphere.js";
import { unitWords } from "./badges.js";
import { Choice } from "./choice.js";
import { drawAreas, drawFine } from "./fine_marks.js";
import { drawGlyph } from "./glyphs.js";
import { looksOf, styleOf } from "./looks.js";
import { Pen } from "./pen.js";
import { drawPiles } from "./pile_marks.js";
import { Piles } from "./piles.js";
import { AT_EDGE, canvasX, OUTSIDE, project } from "./projection.js";
import { spotsOf } from "./spots.js";
import { Stamps } from "./stamps.js";
import { outlinesOf, UnitStands } from "./unit_stands.js";

const FINE_LIMIT = 1500;
const MOST_PICKED = 3000;

export class EventsLayer extends CanvasLayer {
  constructor() {
    super({ pane: "caEvents", padding: 0.08, className: "ca-events", sharpest: 2 });
    /** @type {EventData | null} */
    this.data = null;
    this.d = readDescription(null);
    this.choice = new Choice();
    this.pen = new Pen(this.g, this.d);
    this.stamps = new Stamps();
    /** @type {Looks | null} */
    this.looks = null;
    /** @type {Piles | null} */
    this.piles = null;
    /** @type {UnitStands | null} */
    this.stands = null;
    this.outlines = outlinesOf([]);
    this.areasDrawn = false;
    /** The chosen event; -1: none. */
    this.selected = -1;
    this.dense = false;
    /** Where each event lies on the canvas (projection.js). */
    this.at = new Int32Array(0);
    this.projected = false;
    this.inside = 0;
    this.list = new Uint32Array(0);
    this.soft = new Uint32Array(0);
    this.moving = 0;
    /** Boxes that lie over the map. @type {() => [number, number, number, number][]} */
    this.panels = () => [];
  }

  /** @override */
  getEvents() {
    return { ...super.getEvents(), move: () => this.#move() };
  }

  #move() {
    if (this.moving || this.animating) return;
    this.moving = requestAnimationFrame(() => {
      this.moving = 0;
      if (!this.animating) this.place(false);
    });
  }

  /** @override @param {boolean} settled */
  place(settled) {
    if (this.animating && this.drawn) return;
    super.place(settled);
  }

  /** @override @param {boolean} settled @param {boolean} resized */
  paint(settled, resized) {
    if (resized) this.stamps.resize();
    this.pen.ratio = this.ratio;
    if (settled) this.#rescale();
    else this.#reproject();
  }

  /** @param {EventData | null} data */
  setData(data) {
    this.data = data;
    this.selected = -1;
    this.piles = data && new Piles(data, spotsOf(data));
    this.stands = data && new UnitStands(data);
    this.at = new Int32Array(data ? data.n : 0);
    this.list = new Uint32Array(data ? data.n : 0);
    this.soft = new Uint32Array(data ? data.n : 0);
    this.projected = false;
    this.#relook();
    this.#rescale();
  }

  /** @param {Description} d */
  setDescription(d) {
    const known = this.d;
    this.d = d;
    this.pen.setDescription(d);
    if (known.overlays !== d.overlays) this.outlines = outlinesOf(d.overlays);
    this.areasDrawn = d.overlays.some((overlay) => overlay.kind === "area" && overlay.unit === undefined);
    this.#relook();
    this.#rescale();
  }

  #relook() {
    this.looks = this.data && looksOf(this.data, this.d.sizes);
    this.stamps.forget();
  }

  /** Days from `from` to `to`; `all`: the window is the whole extent, so undated events are shown too. @param {number} from @param {number} to @param {boolean} all */
  setWindow(from, to, all) {
    this.choice.window = [from, to];
    this.choice.all = all;
    this.draw();
  }

  /** @param {number[]} colours @param {number[]} shapes */
  setHidden(colours, shapes) {
    this.choice.hide(colours, shapes);
    this.draw();
  }

  /** @param {number} index -1: none */
  setSelected(index) {
    this.selected = index;
    this.draw();
  }

  /** @param {number} factor */
  setMagnify(factor) {
    this.pen.magnify = factor;
    this.stamps.forget();
    this.#rescale();
  }

  #rescale() {
    if (!this.map || !this.data || !this.drawn) return;
    this.stands?.stand(this.outlines, this.#window());
    this.#reproject();
  }

  #reproject() {
    if (!this.map || !this.data) return;
    this.inside = project(this.data, this.frame(), this.ratio, this.canvas, this.at);
    this.projected = true;
    this.draw();
  }

  /** What the map shows, in pixels of the world at its zoom, and what lies over it. */
  #window() {
    const { x, y } = this.mapOrigin();
    const size = this.map ? this.map.getSize() : this.size;
    return { x, y, w: size.x, h: size.y, world: this.worldPx(), panels: this.panels() };
  }

  /** Where the canvas lies in world pixels, for the copy of the world that it shows most of. @returns {Frame} */
  frame() {
    const scale = this.worldPx();
    const origin = this.origin();
    const copy = Math.floor((origin.x + this.size.x / 2) / scale);
    return { scale, x: origin.x - copy * scale, y: origin.y, w: this.size.x, h: this.size.y };
  }

  /** The place of an event on the canvas in pixels of the screen. @param {number} i @param {Frame} f @returns {[number, number]} */
  spot(i, f) {
    if (!this.data) return [Number.NaN, Number.NaN];
    return [canvasX(this.data.X[i], f), this.data.Y[i] * f.scale - f.y];
  }

  /** @param {number} i */
  inWindow(i) {
    return this.data !== null && this.choice.inWindow(this.data, i);
  }

  /** @param {number} i */
  isOff(i) {
    return this.data !== null && this.choice.isOff(this.data, i);
  }

  /** @param {number} i */
  shows(i) {
    return this.data !== null && this.choice.shows(this.data, i);
  }

  draw() {
    const { data, looks, piles, pen } = this;
    if (!this.map || !this.drawn || !data || !looks || !piles || !this.projected) return;
    const began = performance.now();
    this.#fit(data);
    const f = this.frame();
    /** @param {number} i */
    const spotOf = (i) => this.spot(i, f);
    const visible = this.#collect(data, looks);
    this.dense = visible.count > FINE_LIMIT;
    const gathered = piles.gather(
      {
        ...visible,
        dense: this.dense,
        spotOf,
        colours: pen.inks.length,
        selected: this.selected,
        magnify: pen.magnify,
        layout: {
          d: this.d,
          magnify: pen.magnify,
          measure: (text, size) => pen.widthOf(text, size),
          placeOf: (lat, lon) => [canvasX(mercatorX(lon), f), mercatorY(lat) * f.scale - f.y],
        },
      },
      this.d.piles,
    );
    if (this.dense) {
      this.stamps.draw(pen, data, looks, this.at, visible, piles);
      drawPiles(pen, gathered);
      this.#overSelected(data, looks, spotOf);
    } else {
      const shown = [...visible.list.subarray(0, visible.count)];
      const alone = shown.filter((i) => !piles.pileOf(i));
      pen.onScreen();
      this.g.clearRect(0, 0, f.w, f.h);
      if (!this.areasDrawn) drawAreas(pen, data, f, shown, spotOf, this.selected);
      drawFine(pen, data, looks, alone, spotOf);
      drawPiles(pen, gathered);
      if (alone.includes(this.selected)) pen.ring(...spotOf(this.selected), pen.radius(looks.size[this.selected]));
    }
    drawnSince(began, visible.count);
    this.fire("drawn", { count: visible.count });
  }

  /** Marks shrink with the events in view that a window of this width holds on average: steady while it slides. @param {EventData} data */
  #fit({ header }) {
    const days = Math.max(1, header.last_day - header.first_day + 1);
    const [from, to] = this.choice.window;
    const share = this.choice.open ? 1 : Math.min(1, (to - from + 1) / days);
    if (this.pen.fit(this.inside * share)) this.stamps.forget();
  }

  /** The chosen event among many, over all of them. @param {EventData} data @param {Looks} looks @param {(i: number) => [number, number]} spotOf */
  #overSelected(data, looks, spotOf) {
    const { selected: i, pen } = this;
    if (i < 0 || !this.shows(i) || this.pileOf(i)) return;
    const [x, y] = spotOf(i);
    const r = Math.max(7, pen.radius(looks.size[i]));
    drawGlyph(pen.g, this.d.shapeNames[data.shape[i]], x, y, r, pen.ink(data.colour[i]), styleOf(data, i));
    pen.ring(x, y, r);
  }

  /** Indices shown in the canvas: sharp places first, then rough ones, each newest first. @param {EventData} data @param {Looks} looks */
  #collect(data, looks) {
    const { choice, list, soft } = this;
    const hidden = Uint8Array.from(looks.kinds, ({ colour, shape, flags }) =>
      choice.hiddenColours[colour] || choice.hiddenShapes[shape] ? 1 : flags & EVENT_FLAGS.area ? 2 : 0,
    );
    const ends = new Uint32Array(2);
    const [first, last] = choice.range(data);
    if (choice.all) this.#gather(data, looks, data.dated, data.n, hidden, ends);
    this.#gather(data, looks, first, last, hidden, ends);
    list.set(soft.subarray(0, ends[1]), ends[0]);
    return { list, count: ends[0] + ends[1], sharp: ends[0] };
  }

  /**
   * One backward pass over the events from `first` up to `last`; kept free of closures, as it runs over every event.
   * @param {EventData} data @param {Looks} looks @param {number} first @param {number} last
   * @param {Uint8Array} hidden of each look: 0 sharp, 2 rough, 1 switched off @param {Uint32Array} ends
   */
  #gather(data, looks, first, last, hidden, ends) {
    const { list, soft, at } = this;
    const { to } = data;
    const { look } = looks;
    const from = this.choice.firstDay;
    let [sharp, rough] = ends;
    for (let i = last - 1; i >= first; i--) {
      if (at[i] === OUTSIDE || to[i] < from) continue;
      const kind = hidden[look[i]];
      if (kind === 0) list[sharp++] = i;
      else if (kind === 2) soft[rough++] = i;
    }
    ends[0] = sharp;
    ends[1] = rough;
  }

  /** Indices under a point of the map's container, nearest first; those on one spot with the nearest. @param {L.Point} point @returns {number[]} */
  pick(point) {
    const { data, looks, piles } = this;
    if (!this.map || !data || !looks || !piles || !this.projected) return [];
    const here = this.map.containerPointToLayerPoint(point).subtract(this.corner);
    const visible = this.#collect(data, looks);
    const pile = piles.at(here.x, here.y);
    if (pile) return piles.members(pile, visible);
    const hits = this.#near(here, looks, visible);
    if (!hits.length) return [];
    const reach = this.dense ? 3 : 0.5;
    return hits.filter((hit) => Math.hypot(hit.x - hits[0].x, hit.y - hits[0].y) <= reach).map((hit) => hit.i);
  }

  /** The marks that a point of the canvas is on. @param {L.Point} here @param {Looks} looks @param {{list: Uint32Array, count: number}} visible */
  #near(here, looks, { list, count }) {
    const { at } = this;
    const f = this.frame();
    const W = this.canvas.width;
    const low = (here.y - 30) * this.ratio * W;
    const high = (here.y + 30) * this.ratio * W;
    const hits = [];
    for (let k = 0; k < count && hits.length < MOST_PICKED; k++) {
      const i = list[k];
      if (this.pileOf(i) || (at[i] !== AT_EDGE && (at[i] < low || at[i] > high))) continue;
      const [x, y] = this.spot(i, f);
      const distance = Math.hypot(x - here.x, y - here.y);
      if (distance <= Math.max(9, this.pen.radius(looks.size[i]) + 3)) hits.push({ i, distance, x, y });
    }
    return hits.sort((a, b) => a.distance - b.distance || b.i - a.i);
  }

  /** Boxes of the piles and badges in view, and of the other marks where these are at most `limit`, in pixels of the map. @param {number} limit */
  obstacles(limit) {
    const { data, looks, piles } = this;
    if (!this.map || !data || !looks || !piles || !this.projected) return [];
    const f = this.frame();
    const offset = this.shift();
    /** @type {(x: number, y: number, w: number, h: number) => [number, number, number, number]} */
    const box = (x, y, w, h) => [x - w - offset.x, y - h - offset.y, x + w - offset.x, y + h - offset.y];
    const marks = piles.list.map((pile) =>
      pile.badge ? box(pile.bx, pile.by, pile.half + 1, pile.rise + 1) : box(pile.x, pile.y, pile.r + 2, pile.r + 2),
    );
    const { list, count } = limit ? this.#collect(data, looks) : { list: this.list, count: 0 };
    for (let k = 0; count <= limit && k < count; k++) {
      if (this.pileOf(list[k])) continue;
      const r = this.pen.radius(looks.size[list[k]]) + 1;
      marks.push(box(...this.spot(list[k], f), r, r));
    }
    return marks;
  }

  /** The pile or badge that an event is drawn in; undefined where it is alone. @param {number} i */
  pileOf(i) {
    return this.piles?.pileOf(i);
  }

  /** What the badge of an event's unit is called, where that has no outline. @param {number} i */
  unitWords(i) {
    return this.data ? unitWords(this.d, this.data, i) : "";
  }

  /** How far the mark of an event reaches: that of its pile where it is in one. @param {number} i */
  reachOf(i) {
    const pile = this.pileOf(i);
    if (pile) return pile.badge ? pile.rise || 10 : pile.r;
    return this.looks ? this.pen.radius(this.looks.size[i]) : 0;
  }

  /** The units with an outline that have an event in the window, wherever the map is; null before there are events. */
  unitsShown() {
    const { data, stands } = this;
    if (!data || !stands) return null;
    /** @type {Set<number>} */
    const shown = new Set();
    for (const i of stands.events) if (this.shows(i)) shown.add(data.unit[i]);
    return shown;
  }
}
