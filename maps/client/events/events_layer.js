// Events on one canvas: the window and the legend say which, piles gather them, and few or many are drawn their way.

/** @import { EventData } from "../base/decode.js" */
/** @import { Description } from "../base/description.js" */
/** @import { Frame } from "../base/canvas_layer.js" */
/** @import { Classed } from "./density.js" */
/** @import { Drawing, Way } from "./drawing.js" */
/** @import { Looks } from "./looks.js" */
/** @import { Seen } from "./seen.js" */

import { CanvasLayer } from "../base/canvas_layer.js";
import { readDescription } from "../base/description.js";
import { drawnSince } from "../base/painted.js";
import { mercatorX, mercatorY } from "../base/sphere.js";
import { unitWords } from "./badges.js";
import { Choice } from "./choice.js";
import { deathsInFull, wholeDays } from "./counting.js";
import { Density, RAMPS } from "./density.js";
import { wayFor } from "./drawing.js";
import { drawAreas, drawFine } from "./fine_marks.js";
import { drawGlyph } from "./glyphs.js";
import { drawHeat, heatCells } from "./heat.js";
import { looksOf, styleOf } from "./looks.js";
import { Pen } from "./pen.js";
import { drawPiles } from "./pile_marks.js";
import { Piles } from "./piles.js";
import { AT_EDGE, canvasX, OUTSIDE, project } from "./projection.js";
import { Collector } from "./seen.js";
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
    /** @type {Density | null} */
    this.density = null;
    /** @type {Drawing} */
    this.drawing = { way: "auto", measure: "events", scale: "log" };
    /** How the last picture was drawn. @type {Way} */
    this.way = "marks";
    /** What the colours of a density stand for. @type {Classed | null} */
    this.classed = null;
    /** What the last picture has as marks: in hexagons and heat, what is in no cell. @type {Seen} */
    this.marked = { list: new Uint32Array(0), count: 0, sharp: 0 };
    this.heat = { key: "", most: 0, view: -1, cells: new Int32Array(0) };
    /** Counts the views that the map has come to rest in. */
    this.views = 0;
    this.projections = 0;
    this.fittedFor = -1;
    this.outlines = outlinesOf([]);
    this.areasDrawn = false;
    /** The chosen event; -1: none. */
    this.selected = -1;
    this.dense = false;
    /** Where each event lies on the canvas (projection.js). */
    this.at = new Int32Array(0);
    this.projected = false;
    this.inside = 0;
    this.collector = new Collector(0);
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
    this.density = data && new Density(data);
    this.at = new Int32Array(data ? data.n : 0);
    this.collector = new Collector(data ? data.n : 0);
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

  /** @param {Drawing} drawing */
  setDrawing(drawing) {
    this.drawing = drawing;
    this.fittedFor = -1;
    this.draw();
  }

  #rescale() {
    if (!this.map || !this.data || !this.drawn) return;
    this.views++;
    this.stands?.stand(this.outlines, this.#window());
    this.#reproject();
  }

  #reproject() {
    if (!this.map || !this.data) return;
    this.inside = project(this.data, this.frame(), this.ratio, this.canvas, this.at);
    this.projected = true;
    this.projections++;
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

  /** Whether an event is shown in a closed interval of days. @param {number} from @param {number} to */
  anyIn(from, to) {
    return this.data !== null && this.choice.anyIn(this.data, from, to);
  }

  /** The first day after one on which a shown event begins; null: there is none. @param {number} day */
  nextAfter(day) {
    return this.data && this.choice.nextAfter(this.data, day);
  }

  /** @param {number} i */
  shows(i) {
    return this.data !== null && this.choice.shows(this.data, i);
  }

  draw() {
    const { data, looks, piles, density } = this;
    if (!this.map || !this.drawn || !data || !looks || !piles || !density || !this.projected) return;
    const began = performance.now();
    const share = this.#share(data);
    if (this.pen.fit(this.inside * share)) this.stamps.forget();
    const f = this.frame();
    const visible = this.#collect(data, looks);
    this.way = wayFor(this.drawing, this.inside, this.d.piles);
    this.dense = visible.count > FINE_LIMIT && this.way === "marks";
    this.classed = null;
    if (!this.dense) {
      this.pen.onScreen();
      this.g.clearRect(0, 0, f.w, f.h);
    }
    if (this.way === "hexagons" || this.way === "heat") this.marked = this.#drawDensity(density, f, visible);
    else this.marked = visible;
    this.#drawMarks(data, looks, piles, f, this.way === "marks" ? undefined : share);
    drawnSince(began, visible.count);
    this.fire("drawn", { count: visible.count });
  }

  /** Hexagons or heat; what is in no cell is left. @param {Density} density @param {Frame} f @param {Seen} visible @returns {Seen} */
  #drawDensity(density, f, visible) {
    const { choice, drawing, data } = this;
    const { measure, scale } = drawing;
    const ramp = RAMPS[this.d.theme];
    const cells = density.lay(f.scale, this.pen.magnify);
    const days = measure === "deaths" ? wholeDays(choice, this.d.dates) : null;
    const rest = density.tally(cells, visible, days);
    const key = [this.views, this.way, measure, scale, this.d.theme, ...choice.extentKey(density.count)].join("/");
    if (this.way === "hexagons") {
      density.classify(scale, key);
      this.classed = density.classed(ramp);
      density.drawHexagons(this.g, f, this.classed, 0.6);
    } else {
      if (this.heat.view !== this.projections) {
        this.heat = { ...this.heat, view: this.projections, cells: heatCells(this.at, this.canvas, cells.of) };
      }
      /** @param {number} i */
      const weightOf = (i) => (data && days ? deathsInFull(data, days, i) : 0);
      const most = this.heat.key === key ? this.heat.most : 0;
      const top = drawHeat(this.g, f, this.heat.cells, visible, days ? weightOf : null, ramp, most);
      if (!most) Object.assign(this.heat, { key, most: top });
      this.classed = { ranges: [], colours: ramp, apart: rest.length };
    }
    return { list: rest, count: rest.length, sharp: 0 };
  }

  /**
   * @param {EventData} data @param {Looks} looks @param {Piles} piles @param {Frame} f
   * @param {number | undefined} share of all dates, where marks that touch are one
   */
  #drawMarks(data, looks, piles, f, share) {
    const { pen, marked, selected } = this;
    /** @param {number} i */
    const spotOf = (i) => this.spot(i, f);
    /** @type {import("./badges.js").Layout} */
    const layout = {
      d: this.d,
      magnify: pen.magnify,
      measure: (text, size) => pen.widthOf(text, size),
      placeOf: (lat, lon) => [canvasX(mercatorX(lon), f), mercatorY(lat) * f.scale - f.y],
      aside: share !== undefined,
    };
    const how = { dense: this.dense, spotOf, colours: pen.inks.length, selected, magnify: pen.magnify, layout };
    if (share !== undefined && this.fittedFor !== this.views) {
      this.fittedFor = this.views;
      piles.fit({ ...how, ...this.#everMarked() }, this.d.piles, f.scale);
    }
    const gathered = piles.gather({ ...how, ...marked, share }, this.d.piles);
    if (this.dense) {
      this.stamps.draw(pen, data, looks, this.at, marked, piles);
      drawPiles(pen, gathered);
      this.#overSelected(data, looks, spotOf);
      return;
    }
    const few = marked.count <= FINE_LIMIT;
    const shown = few ? [...marked.list.subarray(0, marked.count)] : [];
    const alone = share === undefined ? shown.filter((i) => !piles.pileOf(i)) : piles.alone;
    if (!this.areasDrawn) drawAreas(pen, data, f, shown, spotOf, selected);
    drawFine(pen, data, looks, alone, spotOf);
    drawPiles(pen, gathered);
    if (alone.includes(selected)) pen.ring(...spotOf(selected), pen.radius(looks.size[selected]));
  }

  /** The events in view that may be marks, of all dates. */
  #everMarked() {
    const { at, density, way } = this;
    const cells = way === "piles" ? null : density?.cells;
    const list = new Uint32Array(at.length);
    let count = 0;
    for (let i = 0; i < at.length; i++) if (at[i] !== OUTSIDE && !cells?.of[i]) list[count++] = i;
    return { list, count };
  }

  /** The share of all dates that a window of this width holds on average: steady while it slides. @param {EventData} data */
  #share({ header }) {
    const days = Math.max(1, header.last_day - header.first_day + 1);
    const [from, to] = this.choice.window;
    return this.choice.open ? 1 : Math.min(1, (to - from + 1) / days);
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

  /** @param {EventData} data @param {Looks} looks */
  #collect(data, looks) {
    return this.collector.collect(data, looks, this.choice, this.at);
  }

  /** Indices under a point of the map's container, nearest first; those on one spot with the nearest. @param {L.Point} point @returns {number[]} */
  pick(point) {
    const { data, looks, piles } = this;
    if (!this.map || !data || !looks || !piles || !this.projected) return [];
    const here = this.map.containerPointToLayerPoint(point).subtract(this.corner);
    const pile = piles.at(here.x, here.y);
    if (pile) return piles.members(pile, this.marked);
    const hits = this.#near(here, looks, this.marked);
    if (!hits.length && this.way === "hexagons") {
      return this.density?.at(here.x, here.y, this.frame(), this.#collect(data, looks)) || [];
    }
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
    const { list, count } = limit ? this.marked : { list: new Uint32Array(0), count: 0 };
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
