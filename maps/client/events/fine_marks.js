// Few events in view: smooth paths, and the areas in which coarse ones lie.

/** @import { EventData } from "../base/decode.js" */
/** @import { Frame } from "../base/canvas_layer.js" */
/** @import { Looks } from "./looks.js" */
/** @import { Pen } from "./pen.js" */

import { rgba } from "../base/colours.js";
import { EVENT_FLAGS, UNIT } from "../base/decode.js";
import { mercatorX, mercatorY, sphereCircle } from "../base/sphere.js";
import { drawGlyph } from "./glyphs.js";
import { styleOf } from "./looks.js";

const AREA_LIMIT = 60;

/**
 * Draw the marks of events that are in no pile, the large ones first; sharp places over rough ones.
 * @param {Pen} pen @param {EventData} data @param {Looks} looks @param {number[]} alone their indices
 * @param {(i: number) => [number, number]} spotOf
 */
export function drawFine(pen, data, looks, alone, spotOf) {
  const { size } = looks;
  /** @param {number} i */
  const sharp = (i) => (data.flags[i] & EVENT_FLAGS.area ? 0 : 1);
  /** @param {number} i */
  const radius = (i) => pen.radius(size[i]);
  alone.sort((a, b) => sharp(a) - sharp(b) || radius(b) - radius(a) || a - b);
  for (const i of alone) {
    const [x, y] = spotOf(i);
    drawGlyph(pen.g, pen.d.shapeNames[data.shape[i]], x, y, radius(i), pen.ink(data.colour[i]), styleOf(data, i));
  }
}

/**
 * The circles in which coarse events lie, where these are few and nobody knows their outlines.
 * @param {Pen} pen @param {EventData} data @param {Frame} f @param {number[]} visible
 * @param {(i: number) => [number, number]} spotOf @param {number} selected
 */
export function drawAreas(pen, data, f, visible, spotOf, selected) {
  const { flags, reach, unit } = data;
  const areas = visible.filter((i) => flags[i] & EVENT_FLAGS.area && reach[i] > 0 && unit[i] < UNIT.first);
  if (areas.length > AREA_LIMIT) return;
  areas.sort((a, b) => reach[b] - reach[a]);
  for (const i of areas) drawArea(pen, data, f, i, spotOf(i), i === selected);
}

/**
 * The circle in which the event lies, softly filled; its edge is a doubt, not a line.
 * @param {Pen} pen @param {EventData} data @param {Frame} f @param {number} i @param {[number, number]} spot @param {boolean} lit
 */
function drawArea(pen, data, f, i, [x, y], lit) {
  const { g } = pen;
  const lat = data.lat[i] / data.scale;
  const lon = data.lon[i] / data.scale;
  const shift = x - (mercatorX(lon) * f.scale - f.x);
  const points = sphereCircle(lat, lon, data.reach[i], 72).map(([a, o]) => [
    mercatorX(o) * f.scale - f.x + shift,
    mercatorY(a) * f.scale - f.y,
  ]);
  const r = Math.max(...points.map(([px, py]) => Math.hypot(px - x, py - y)));
  if (r < 6) return;
  const colour = pen.ink(data.colour[i]).body;
  const strength = Math.max(0.1, 0.34 - r / 2200) * (lit ? 1.5 : 1);
  const soft = g.createRadialGradient(x, y, 0, x, y, r);
  soft.addColorStop(0, rgba(colour, strength));
  soft.addColorStop(0.72, rgba(colour, strength * 0.62));
  soft.addColorStop(1, rgba(colour, strength * 0.12));
  g.setLineDash([]);
  g.fillStyle = soft;
  g.beginPath();
  for (const [px, py] of points) g.lineTo(px, py);
  g.closePath();
  g.fill();
}
