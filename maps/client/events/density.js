// Density: how many events, or deaths, lie in each hexagon of the net, or around each place, in the window.

/** @import { EventData } from "../base/decode.js" */
/** @import { Frame } from "../base/canvas_layer.js" */
/** @import { Cells } from "./cells.js" */
/** @import { Scale } from "./classes.js" */

import { UNIT } from "../base/decode.js";
import { hexagons } from "./cells.js";
import { breaksOf, classOf, MOST_CLASSES, rampPlace, rangesOf } from "./classes.js";
import { deathsInFull } from "./counting.js";
import { canvasX } from "./projection.js";

export const HEXAGON_PX = 14;
const CORNERS = [0, 1, 2, 3, 4, 5].map((k) => [Math.sin((k * Math.PI) / 3), -Math.cos((k * Math.PI) / 3)]);

/** From few to many, on a light and on a dark ground. */
export const RAMPS = {
  light: ["#fde3b4", "#f9c177", "#ee9449", "#d5602b", "#a5301f", "#671012"],
  dark: ["#4a3420", "#7d4a22", "#b46628", "#e08b3a", "#f7b96a", "#fff0cf"],
};

/**
 * What the legend says of a density.
 * @typedef {{ranges: [number, number | null][], colours: string[], apart: number}} Classed
 */

export class Density {
  /** @param {EventData} data */
  constructor(data) {
    this.data = data;
    /** @type {Cells | null} */
    this.cells = null;
    this.worldPx = 0;
    this.values = new Float64Array(0);
    /** The cells with an event in the window. */
    this.active = new Int32Array(0);
    this.count = 0;
    /** @type {number[]} */
    this.breaks = [];
    this.key = "";
    /** Events that are known to a unit: they are on it, and in no cell. */
    this.apart = 0;
  }

  /** Lay the net anew where the map has another zoom. @param {number} worldPx @param {number} magnify */
  lay(worldPx, magnify) {
    const wanted = worldPx / magnify;
    if (this.cells && this.worldPx === wanted) return this.cells;
    this.worldPx = wanted;
    this.cells = hexagons(this.data, (i) => this.data.unit[i] === UNIT.point, wanted, HEXAGON_PX);
    this.values = new Float64Array(this.cells.x.length);
    this.active = new Int32Array(this.cells.x.length);
    this.key = "";
    return this.cells;
  }

  /**
   * Count what is visible by cells; tells which events are in none.
   * @param {Cells} cells @param {{list: Uint32Array, count: number}} visible @param {[number, number] | null} days
   *   in which an event must lie whole for its deaths to count; null: events are counted
   */
  tally(cells, { list, count }, days) {
    const { values, active, data } = this;
    const { of } = cells;
    for (let k = 0; k < this.count; k++) values[active[k]] = 0;
    const seen = new Uint8Array(values.length);
    const rest = new Uint32Array(count);
    let left = 0;
    let held = 0;
    for (let k = 0; k < count; k++) {
      const i = list[k];
      const cell = of[i];
      if (cell === 0) {
        rest[left++] = i;
        continue;
      }
      if (seen[cell] === 0) {
        seen[cell] = 1;
        active[held++] = cell;
      }
      values[cell] += days ? deathsInFull(data, days, i) : 1;
    }
    this.count = held;
    this.apart = left;
    return rest.subarray(0, left);
  }

  /**
   * The classes stay while the window slides: a colour means the same from step to step.
   * @param {Scale} scale @param {string} key what they depend on
   */
  classify(scale, key) {
    if (key === this.key) return;
    this.key = key;
    const held = Array.from(this.active.subarray(0, this.count), (cell) => this.values[cell]).filter(
      (value) => value >= 1,
    );
    this.breaks = breaksOf(held, scale);
  }

  /** @param {string[]} ramp @returns {Classed} */
  classed(ramp) {
    const ranges = rangesOf(this.breaks);
    return {
      ranges,
      colours: ranges.map((_, k) => ramp[rampPlace(k, ranges.length, MOST_CLASSES)]),
      apart: this.apart,
    };
  }

  /** The visible events in the cell at a point of the canvas. @param {number} x @param {number} y @param {Frame} f @param {{list: Uint32Array, count: number}} visible */
  at(x, y, f, { list, count }) {
    const { cells } = this;
    if (!cells) return [];
    let found = 0;
    let nearest = (HEXAGON_PX * f.scale) / this.worldPx;
    for (let k = 0; k < this.count; k++) {
      const cell = this.active[k];
      const apart = Math.hypot(canvasX(cells.x[cell], f) - x, cells.y[cell] * f.scale - f.y - y);
      if (apart < nearest) [found, nearest] = [cell, apart];
    }
    /** @type {number[]} */
    const out = [];
    for (let k = 0; found && k < count; k++) if (cells.of[list[k]] === found) out.push(list[k]);
    return out.sort((a, b) => b - a);
  }

  /** @param {CanvasRenderingContext2D} g @param {Frame} f @param {Classed} classed @param {number} gap pixels between cells */
  drawHexagons(g, f, { colours }, gap) {
    const { cells, values, active, count, breaks } = this;
    if (!cells) return;
    const r = (HEXAGON_PX * f.scale) / this.worldPx - gap;
    const corners = CORNERS.map(([x, y]) => [x * r, y * r]);
    const paths = colours.map(() => new Path2D());
    for (let k = 0; k < count; k++) {
      const cell = active[k];
      const x = canvasX(cells.x[cell], f);
      const y = cells.y[cell] * f.scale - f.y;
      if (values[cell] < 1 || x < -r || y < -r || x > f.w + r || y > f.h + r) continue;
      const path = paths[classOf(values[cell], breaks)];
      for (let c = 0; c < 6; c++) {
        if (c) path.lineTo(x + corners[c][0], y + corners[c][1]);
        else path.moveTo(x + corners[c][0], y + corners[c][1]);
      }
      path.closePath();
    }
    g.globalAlpha = 0.9;
    paths.forEach((path, k) => {
      g.fillStyle = colours[k];
      g.fill(path);
    });
    g.globalAlpha = 1;
  }
}
