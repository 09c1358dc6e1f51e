// The heat of places: a smooth picture of how much lies around each point.

/** @import { Frame } from "../base/canvas_layer.js" */

import { rgb } from "../base/colours.js";

const CELL_PX = 4; // of the picture
const BLUR = 5; // cells
const STEEP = 60; // how much less than the most is still seen

/**
 * Draw the heat of some events by the colours of a ramp; tells how much the hottest place has.
 * @param {CanvasRenderingContext2D} g @param {Frame} f @param {Uint32Array} list
 * @param {(i: number) => [number, number]} spotOf @param {(i: number) => number} weightOf @param {string[]} ramp
 * @param {number} most what the last colour stands for; 0: what the hottest place has
 */
export function drawHeat(g, f, list, spotOf, weightOf, ramp, most) {
  const w = Math.ceil(f.w / CELL_PX);
  const h = Math.ceil(f.h / CELL_PX);
  if (!w || !h) return 0;
  /** @type {Float32Array} */
  let grid = new Float32Array(w * h);
  for (const i of list) {
    const [x, y] = spotOf(i);
    const column = Math.floor(x / CELL_PX);
    const line = Math.floor(y / CELL_PX);
    if (column >= 0 && line >= 0 && column < w && line < h) grid[line * w + column] += weightOf(i);
  }
  for (let pass = 0; pass < 2; pass++) grid = blurred(blurred(grid, w, h, 1, w), h, w, w, 1);
  const top = grid.reduce((high, value) => Math.max(high, value), 0);
  const full = most || top;
  if (!(full > 0)) return 0;
  const canvas = new OffscreenCanvas(w, h);
  canvas.getContext("2d")?.putImageData(coloured(grid, w, h, ramp, full), 0, 0);
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = "high";
  g.drawImage(canvas, 0, 0, w * CELL_PX, h * CELL_PX);
  return top;
}

/**
 * Means of a run of cells along one direction.
 * @param {Float32Array} from @param {number} length @param {number} lines @param {number} step @param {number} stride
 * @returns {Float32Array}
 */
function blurred(from, length, lines, step, stride) {
  const to = new Float32Array(from.length);
  const share = 1 / (2 * BLUR + 1);
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    let sum = 0;
    for (let k = 0; k < Math.min(length, BLUR); k++) sum += from[start + k * step];
    for (let k = 0; k < length; k++) {
      if (k + BLUR < length) sum += from[start + (k + BLUR) * step];
      if (k > BLUR) sum -= from[start + (k - BLUR - 1) * step];
      to[start + k * step] = sum * share;
    }
  }
  return to;
}

/** @param {Float32Array} grid @param {number} w @param {number} h @param {string[]} ramp @param {number} full */
function coloured(grid, w, h, ramp, full) {
  const image = new ImageData(w, h);
  const { data } = image;
  const colours = ramp.map(rgb);
  const last = colours.length - 1;
  for (let k = 0; k < grid.length; k++) {
    const heat = Math.min(1, Math.log1p((STEEP * grid[k]) / full) / Math.log1p(STEEP));
    if (heat < 0.03) continue;
    const low = Math.min(last - 1, Math.floor(heat * last));
    const share = heat * last - low;
    for (let c = 0; c < 3; c++) data[4 * k + c] = colours[low][c] + (colours[low + 1][c] - colours[low][c]) * share;
    data[4 * k + 3] = 225 * Math.min(1, heat * 3);
  }
  return image;
}
