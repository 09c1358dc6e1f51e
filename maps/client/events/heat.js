// The heat of places: a smooth picture of how much lies around each point.

/** @import { Frame } from "../base/canvas_layer.js" */

import { rgb } from "../base/colours.js";
import { OUTSIDE } from "./projection.js";

const CELLS_ACROSS = 480; // of the picture, whatever the canvas
const BLUR = 4; // cells, three times: round enough
const STEEP = 60; // how much less than the most is still seen
const SHADES = 1024;
const NOWHERE = -1;

/** Pixels of the canvas to a cell. @param {HTMLCanvasElement} canvas */
const cellOf = ({ width }) => Math.max(2, Math.ceil(width / CELLS_ACROSS));

/**
 * The cell of the picture that each event lies in, worked out once for a view.
 * @param {Int32Array} at where each lies on the canvas (projection.js) @param {HTMLCanvasElement} canvas
 * @param {Int32Array} of 0: those that are not part of it
 */
export function heatCells(at, canvas, of) {
  const cell = cellOf(canvas);
  const w = Math.ceil(canvas.width / cell);
  const cells = new Int32Array(at.length).fill(NOWHERE);
  for (let i = 0; i < at.length; i++) {
    if (at[i] <= OUTSIDE || of[i] === 0) continue; // at the edge, too: there the picture is not seen
    const y = Math.floor(at[i] / canvas.width);
    cells[i] = Math.floor(y / cell) * w + Math.floor((at[i] - y * canvas.width) / cell);
  }
  return cells;
}

/**
 * Draw the heat of the visible events by the colours of a ramp; tells how much the hottest place has.
 * @param {CanvasRenderingContext2D} g @param {Frame} f @param {Int32Array} cells of each event
 * @param {{list: Uint32Array, count: number}} visible @param {((i: number) => number) | null} weightOf null: each counts
 * @param {string[]} ramp @param {number} most what the last colour stands for; 0: what the hottest place has
 */
export function drawHeat(g, f, cells, { list, count }, weightOf, ramp, most) {
  const cell = cellOf(g.canvas);
  const w = Math.ceil(g.canvas.width / cell);
  const h = Math.ceil(g.canvas.height / cell);
  /** @type {Float32Array} */
  let grid = new Float32Array(w * h);
  for (let k = 0; k < count; k++) {
    const at = cells[list[k]];
    if (at >= 0) grid[at] += weightOf ? weightOf(list[k]) : 1;
  }
  for (let pass = 0; pass < 3; pass++) grid = blurred(blurred(grid, w, h, 1, w), h, w, w, 1);
  let top = 0;
  for (let k = 0; k < grid.length; k++) if (grid[k] > top) top = grid[k];
  const full = most || top;
  if (!(full > 0)) return 0;
  const canvas = new OffscreenCanvas(w, h);
  canvas.getContext("2d")?.putImageData(coloured(grid, w, h, shades(ramp), full), 0, 0);
  const scale = (cell * f.w) / g.canvas.width;
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = "high";
  g.drawImage(canvas, 0, 0, w * scale, h * scale);
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

/** Colours with their opacity (ABGR) by the square root of the share of the most. @param {string[]} ramp */
function shades(ramp) {
  const colours = ramp.map(rgb);
  const last = colours.length - 1;
  return Uint32Array.from({ length: SHADES }, (_, k) => {
    const heat = Math.log1p(STEEP * (k / (SHADES - 1)) ** 2) / Math.log1p(STEEP);
    if (heat < 0.03) return 0;
    const low = Math.min(last - 1, Math.floor(heat * last));
    const share = heat * last - low;
    const [r, green, b] = [0, 1, 2].map((c) =>
      Math.round(colours[low][c] + (colours[low + 1][c] - colours[low][c]) * share),
    );
    return ((Math.round(225 * Math.min(1, heat * 3)) << 24) | (b << 16) | (green << 8) | r) >>> 0;
  });
}

/** @param {Float32Array} grid @param {number} w @param {number} h @param {Uint32Array} shade @param {number} full */
function coloured(grid, w, h, shade, full) {
  const image = new ImageData(w, h);
  const pixels = new Uint32Array(image.data.buffer);
  for (let k = 0; k < grid.length; k++) {
    if (grid[k] > 0) pixels[k] = shade[Math.min(SHADES - 1, Math.floor(Math.sqrt(grid[k] / full) * (SHADES - 1)))];
  }
  return image;
}
