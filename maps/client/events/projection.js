// Where each event lies on the canvas, worked out once per view: a step in time then only looks these numbers up.

/** @import { EventData } from "../base/decode.js" */
/** @import { Frame } from "../base/canvas_layer.js" */

export const OUTSIDE = -1;
/** In view, and so near an edge that a stamp would not fit. */
export const AT_EDGE = -2;

/**
 * Fill `at` with the number of each event's device pixel, OUTSIDE or AT_EDGE; tells how many are in view.
 * @param {EventData} data @param {Frame} f @param {number} ratio @param {HTMLCanvasElement} canvas @param {Int32Array} at
 */
export function project(data, f, ratio, canvas, at) {
  const { X, Y, n } = data;
  const W = canvas.width;
  const H = canvas.height;
  const edge = 32 * ratio;
  const margin = 24 * ratio;
  const scale = f.scale * ratio;
  const left = f.x * ratio;
  const top = f.y * ratio;
  let inside = 0;
  for (let i = 0; i < n; i++) {
    const y = Y[i] * scale - top;
    let x = X[i] * scale - left;
    if (x < -margin)
      x += scale; // the copy of the world that is in view
    else if (x > W + margin) x -= scale;
    if (!(y > -margin && y < H + margin && x > -margin && x < W + margin)) at[i] = OUTSIDE;
    else {
      inside++;
      at[i] = x > edge && y > edge && x < W - edge && y < H - edge ? (y | 0) * W + (x | 0) : AT_EDGE;
    }
  }
  return inside;
}

/** The x of an event on the canvas, moved by whole worlds into view where it can be. @param {number} worldX @param {Frame} f */
export function canvasX(worldX, f) {
  const x = worldX * f.scale - f.x;
  if (x < -60 && x + f.scale < f.w + 60) return x + f.scale;
  if (x > f.w + 60 && x - f.scale > -60) return x - f.scale;
  return x;
}
