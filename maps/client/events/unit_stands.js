// Where the events of a unit stand: a unit's badge stays in view while any of its unit is: from its label place it
// moves to the widest part in sight.

/** @import { EventData } from "../base/decode.js" */
/** @import { Overlay } from "../base/description.js" */

import { UNIT } from "../base/decode.js";
import { brushOf } from "../base/dom.js";
import { mercatorLat, mercatorX, mercatorY } from "../base/sphere.js";

const BADGE_CELL = 8; // pixels
const BADGE_ROOM = [46, 18]; // half a badge: what its place should have of the window around it

/**
 * What the map shows: pixels of the world at its zoom, the world's width, and boxes that lie over it.
 * @typedef {{x: number, y: number, w: number, h: number, world: number, panels: [number, number, number, number][]}} MapWindow
 * @typedef {{rings: [number, number][][], box: [number, number, number, number]}} Outline rings in world units, and their box
 */

export class UnitStands {
  /** @param {EventData} data */
  constructor(data) {
    this.data = data;
    this.homes = data.header.units.map(([, lat, lon]) => /** @type {[number, number]} */ ([lat, lon]));
    /** The events that are drawn on a unit. */
    this.events = Uint32Array.from({ length: data.n }, (_, i) => i).filter((i) => data.unit[i] >= UNIT.first);
  }

  /**
   * Move the events of units to where these stand in a view; before anything is projected.
   * @param {Map<number, Outline>} outlines by their units' codes @param {MapWindow} window
   */
  stand(outlines, window) {
    const { data, homes } = this;
    const { units } = data.header;
    const moved = units.map((unit, k) => {
      const [lat, lon] = standOf(homes[k], outlines.get(k + UNIT.first), window);
      const other = lat !== unit[1] || lon !== unit[2];
      [unit[1], unit[2]] = [lat, lon];
      return other;
    });
    if (!moved.some(Boolean)) return;
    for (const i of this.events) {
      const k = data.unit[i] - UNIT.first;
      if (!moved[k]) continue;
      data.X[i] = mercatorX(units[k][2]);
      data.Y[i] = mercatorY(units[k][1]);
    }
  }
}

/** The outlines among overlays. @param {Overlay[]} overlays */
export function outlinesOf(overlays) {
  /** @type {Map<number, Outline>} */
  const outlines = new Map();
  for (const { unit, geometry } of overlays) {
    if (unit === undefined || (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon")) continue;
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const rings = polygons
      .flat()
      .map((ring) => ring.map(([lon, lat]) => /** @type {[number, number]} */ ([mercatorX(lon), mercatorY(lat)])));
    /** @type {Outline["box"]} */
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of rings.flat()) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
    outlines.set(unit, { rings, box });
  }
  return outlines;
}

/**
 * Latitude and longitude where a unit's badge stands: at home where that is in sight, else in what is seen of it.
 * @param {[number, number]} home @param {Outline | undefined} outline @param {MapWindow} window @returns {[number, number]}
 */
function standOf([lat, lon], outline, window) {
  const x = mercatorX(lon) * window.world - window.x;
  const left = x - window.world * Math.round((x - window.w / 2) / window.world);
  const top = mercatorY(lat) * window.world - window.y;
  const [wide, high] = BADGE_ROOM;
  const seen = left >= wide && left <= window.w - wide && top >= high && top <= window.h - high;
  if (seen || !outline) return [lat, lon];
  const at = widestIn(outline, window);
  if (!at) return [lat, lon];
  const world = (at.x + window.x) / window.world;
  return [mercatorLat((at.y + window.y) / window.world), (world - Math.floor(world) - 0.5) * 360];
}

/** The point of the window that is farthest inside an outline and off its panels; null where none of it is seen. @param {Outline} outline @param {MapWindow} window */
function widestIn({ rings, box }, window) {
  const { world } = window;
  const first = Math.ceil(window.x / world - box[2]);
  const last = Math.floor((window.x + window.w) / world - box[0]);
  if (first > last || box[3] * world < window.y || box[1] * world > window.y + window.h) return null;
  const w = Math.floor(window.w / BADGE_CELL);
  const h = Math.floor(window.h / BADGE_CELL);
  if (!w || !h) return null;
  const canvas = document.createElement("canvas");
  canvas.width = w;
  canvas.height = h;
  const g = brushOf(canvas, { willReadFrequently: true });
  /** @param {number} value @param {number} corner */
  const at = (value, corner) => (value * world - corner) / BADGE_CELL;
  g.beginPath();
  for (let copy = first; copy <= last; copy++) {
    rings.forEach((ring) => {
      ring.forEach(([x, y], k) => g[k ? "lineTo" : "moveTo"](at(x + copy, window.x), at(y, window.y)));
      g.closePath();
    });
  }
  g.fill("evenodd");
  /** @param {Uint8ClampedArray} data */
  const inside = (data) => Uint8Array.from({ length: w * h }, (_, k) => Number(data[4 * k + 3] === 255));
  const whole = deepest(inside(g.getImageData(0, 0, w, h).data), w, h);
  window.panels.forEach(([l, t, r, b]) =>
    g.clearRect(l / BADGE_CELL, t / BADGE_CELL, (r - l) / BADGE_CELL, (b - t) / BADGE_CELL),
  );
  const found = deepest(inside(g.getImageData(0, 0, w, h).data), w, h) || whole;
  return found && { x: (found.x + 0.5) * BADGE_CELL, y: (found.y + 0.5) * BADGE_CELL };
}

/** The cell with the most steps to the nearest one that is not inside; beyond the picture nothing is. @param {Uint8Array} inside @param {number} w @param {number} h */
function deepest(inside, w, h) {
  const depth = new Uint16Array(w * h);
  /** @param {number} k @param {number} x @param {number} y @param {number} dx @param {number} dy */
  const near = (k, x, y, dx, dy) =>
    x + dx < 0 || x + dx >= w || y + dy < 0 || y + dy >= h ? 0 : depth[k + dy * w + dx];
  for (let k = 0; k < depth.length; k++) {
    const [x, y] = [k % w, Math.floor(k / w)];
    if (inside[k])
      depth[k] = 1 + Math.min(near(k, x, y, -1, 0), near(k, x, y, 0, -1), near(k, x, y, -1, -1), near(k, x, y, 1, -1));
  }
  /** @type {{x: number, y: number, depth: number} | null} */
  let best = null;
  for (let k = depth.length - 1; k >= 0; k--) {
    const [x, y] = [k % w, Math.floor(k / w)];
    if (!inside[k]) continue;
    depth[k] = Math.min(
      depth[k],
      1 + Math.min(near(k, x, y, 1, 0), near(k, x, y, 0, 1), near(k, x, y, 1, 1), near(k, x, y, -1, 1)),
    );
    if (!best || depth[k] > best.depth) best = { x, y, depth: depth[k] };
  }
  return best;
}
