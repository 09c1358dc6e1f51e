// Polygons and lines of a ground's layer on a canvas: only what is in view, and no finer than it shows.

/** @import { Frame } from "../base/canvas_layer.js" */
/** @import { GroundLayer } from "../base/decode.js" */
/**
 * @typedef {CanvasRenderingContext2D} Brush
 * @typedef {Frame & {thin?: number}} ThinFrame `thin`: how far apart points are at least, in pixels
 */

/** Whether part p of a layer touches the frame and is at least a pixel large. @param {GroundLayer} layer @param {number} p @param {Frame} f */
function partInView(layer, p, f) {
  const b = layer.boxes;
  const k = p * 4;
  if ((b[k + 2] - b[k]) * f.scale < 0.8 && (b[k + 3] - b[k + 1]) * f.scale < 0.8) return false;
  return (
    b[k + 2] * f.scale >= f.x &&
    b[k] * f.scale <= f.x + f.w &&
    b[k + 3] * f.scale >= f.y &&
    b[k + 1] * f.scale <= f.y + f.h
  );
}

/** Add a part to the path, leaving out points that would move the pen by less than a pixel (or `f.thin`). @param {Brush} g @param {GroundLayer} layer @param {number} p @param {ThinFrame} f */
function tracePart(g, layer, p, f) {
  const { x, y, starts } = layer;
  const end = starts[p + 1] - 1;
  const least = f.thin || 0.9;
  let px = x[starts[p]] * f.scale - f.x;
  let py = y[starts[p]] * f.scale - f.y;
  g.moveTo(px, py);
  for (let i = starts[p] + 1; i <= end; i++) {
    const qx = x[i] * f.scale - f.x;
    const qy = y[i] * f.scale - f.y;
    if (i < end && Math.abs(qx - px) < least && Math.abs(qy - py) < least) continue;
    g.lineTo(qx, qy);
    px = qx;
    py = qy;
  }
}

/** Fill polygons feature by feature; a hairline closes the seams. @param {Brush} g @param {GroundLayer} layer @param {ThinFrame} f */
export function fillParts(g, layer, f) {
  g.lineWidth = 0.8;
  fillFeatures(g, layer, f, null, () => g.stroke());
}

/**
 * Fill each feature that is in view (its holes are parts of it); `before` and `after` it are called.
 * @param {Brush} g @param {GroundLayer} layer @param {ThinFrame} f
 * @param {((feature: number) => void) | null} before @param {(feature: number) => void} [after]
 */
export function fillFeatures(g, layer, f, before, after) {
  const count = layer.starts.length - 1;
  for (let p = 0; p < count; ) {
    const feature = layer.feature[p];
    let any = false;
    g.beginPath();
    for (; p < count && layer.feature[p] === feature; p++) {
      if (!partInView(layer, p, f)) continue;
      tracePart(g, layer, p, f);
      g.closePath();
      any = true;
    }
    if (!any) continue;
    if (before) before(feature);
    g.fill("evenodd");
    if (after) after(feature);
  }
}

/**
 * Draw the lines of a layer, those of a rank up to `maxRank`.
 * @param {Brush} g @param {GroundLayer} layer @param {ThinFrame} f @param {string} colour @param {number} width
 * @param {number[] | null} [dash] @param {number | null} [maxRank]
 */
export function strokeParts(g, layer, f, colour, width, dash, maxRank) {
  g.beginPath();
  for (let p = 0; p < layer.starts.length - 1; p++) {
    if (!partInView(layer, p, f)) continue;
    if (maxRank !== null && maxRank !== undefined && layer.rank && layer.rank[layer.feature[p]] > maxRank) continue;
    tracePart(g, layer, p, f);
  }
  g.setLineDash(dash || []);
  g.lineCap = dash ? "butt" : "round";
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.stroke();
  g.setLineDash([]);
}
