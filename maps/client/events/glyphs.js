// The marks: one outline per kind of event, drawn as paths (few events) or as pixel stamps (many).

/** @import { Look } from "../base/description.js" */

import { mix } from "../base/colours.js";
import { brushOf } from "../base/dom.js";

/**
 * @typedef {ReturnType<typeof inks>} Inks
 * @typedef {{hollow?: boolean, contested?: boolean, soft?: boolean, unsaid?: boolean}} MarkStyle
 * @typedef {{reach: number, offsets: Int32Array, colours: Uint32Array}} Stamp
 */

/** @type {Record<string, [number, number][]>} */
const POLYGONS = {
  square: [
    [-0.86, -0.86],
    [0.86, -0.86],
    [0.86, 0.86],
    [-0.86, 0.86],
  ],
  triangle: [
    [0, -1.12],
    [1.06, 0.78],
    [-1.06, 0.78],
  ],
  "triangle-down": [
    [0, 1.12],
    [1.06, -0.78],
    [-1.06, -0.78],
  ],
  diamond: [
    [0, -1.2],
    [1.08, 0],
    [0, 1.2],
    [-1.08, 0],
  ],
  pentagon: [0, 1, 2, 3, 4].map(
    (k) =>
      /** @type {[number, number]} */ ([
        1.08 * Math.sin((k * 2 * Math.PI) / 5),
        -1.08 * Math.cos((k * 2 * Math.PI) / 5),
      ]),
  ),
  plus: [
    [-0.38, -1.08],
    [0.38, -1.08],
    [0.38, -0.38],
    [1.08, -0.38],
    [1.08, 0.38],
    [0.38, 0.38],
    [0.38, 1.08],
    [-0.38, 1.08],
    [-0.38, 0.38],
    [-1.08, 0.38],
    [-1.08, -0.38],
    [-0.38, -0.38],
  ],
};

/** @param {CanvasRenderingContext2D} g @param {string} shape @param {number} x @param {number} y @param {number} r */
function glyphPath(g, shape, x, y, r) {
  g.beginPath();
  const points = POLYGONS[shape];
  if (!points) {
    g.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  points.forEach(([dx, dy], i) => (i ? g.lineTo(x + dx * r, y + dy * r) : g.moveTo(x + dx * r, y + dy * r)));
  g.closePath();
}

/** Colours of a mark in a theme: body, rim, hollow body. @param {string} colour @param {Look} look @param {boolean} dark */
export function inks(colour, look, dark) {
  return {
    body: colour,
    rim: dark ? mix(colour, "#000000", 0.55) : mix(colour, "#000000", 0.42),
    casing: dark ? look.mark_edge : "#FFFFFF",
    hollow: dark ? mix(colour, look.land, 0.78) : "#FFFFFF",
    line: dark ? colour : mix(colour, "#000000", 0.12),
    broken: dark ? "#FFFFFF" : look.mark_edge,
  };
}

/**
 * Draw one mark. `style`: {hollow, contested, soft, unsaid}. Soft marks stand for a place known only roughly:
 * no sharp edge, half transparent. Contested ones wear a broken outline. `unsaid`: nobody says how well the
 * place is known, so the mark has an open centre: neither a sharp dot nor an area.
 * @param {CanvasRenderingContext2D} g @param {string} shape @param {number} x @param {number} y @param {number} r
 * @param {Inks} ink @param {MarkStyle} style
 */
export function drawGlyph(g, shape, x, y, r, ink, style) {
  g.lineJoin = "round";
  g.setLineDash([]);
  if (style.soft) {
    g.globalAlpha = 0.5;
    g.fillStyle = ink.body;
    g.shadowColor = ink.body;
    g.shadowBlur = r * 1.1;
    glyphPath(g, shape, x, y, r * 0.92);
    if (!style.hollow) g.fill();
    g.shadowBlur = 0;
    g.globalAlpha = style.hollow ? 0.75 : 0.35;
    g.lineWidth = style.hollow ? Math.max(1.4, r * 0.28) : 1;
    g.strokeStyle = style.hollow ? ink.line : ink.rim;
    g.stroke();
    g.globalAlpha = 1;
  } else if (r < 4.2) {
    glyphPath(g, shape, x, y, r);
    g.lineWidth = 1.1;
    g.fillStyle = style.hollow ? ink.hollow : ink.body;
    g.strokeStyle = style.hollow ? ink.line : ink.rim;
    g.fill();
    g.stroke();
  } else {
    glyphPath(g, shape, x, y, r);
    g.lineWidth = 4;
    g.strokeStyle = ink.casing;
    g.globalAlpha = 0.85;
    g.stroke();
    g.globalAlpha = 1;
    g.fillStyle = style.hollow ? ink.hollow : ink.body;
    g.fill();
    g.lineWidth = style.hollow ? Math.max(2, r * 0.34) : 1.2;
    g.strokeStyle = style.hollow ? ink.line : ink.rim;
    if (style.hollow) glyphPath(g, shape, x, y, r - g.lineWidth * 0.36);
    g.stroke();
  }
  if (style.unsaid && !style.soft) {
    g.beginPath();
    g.arc(x, y, Math.max(1.3, r * (style.hollow ? 0.3 : 0.42)), 0, 2 * Math.PI);
    g.lineWidth = 1.1;
    g.fillStyle = ink.hollow;
    g.strokeStyle = style.hollow ? ink.line : ink.rim;
    g.fill();
    g.stroke();
  }
  if (style.contested) {
    const gap = Math.max(1.6, r * 0.34);
    glyphPath(g, shape, x, y, r + gap + 1);
    g.lineWidth = Math.max(1.3, r * 0.2);
    g.strokeStyle = ink.broken;
    g.setLineDash([Math.max(2, r * 0.42), Math.max(1.6, r * 0.34)]);
    g.stroke();
    g.setLineDash([]);
  }
}

/**
 * A mark as the pixels it covers: offsets for a buffer of `width` pixels, and their colours (ABGR).
 * @param {string} shape @param {number} r @param {number} ratio @param {Inks} ink @param {MarkStyle} style @param {number} width
 * @returns {Stamp}
 */
export function makeStamp(shape, r, ratio, ink, style, width) {
  const reach = Math.ceil((r * 1.35 + (style.contested ? 3 : 1.5) + (style.soft ? r : 0)) * ratio);
  const size = 2 * reach + 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const g = brushOf(canvas, { willReadFrequently: true });
  g.translate(reach + 0.5, reach + 0.5);
  g.scale(ratio, ratio);
  drawGlyph(g, shape, 0, 0, r, ink, style);
  const pixels = new Uint32Array(g.getImageData(0, 0, size, size).data.buffer);
  const offsets = [];
  const colours = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const pixel = pixels[(dy + reach) * size + dx + reach];
      if (pixel >>> 24 > (style.soft ? 24 : 70)) {
        offsets.push(dy * width + dx);
        colours.push(pixel);
      }
    }
  }
  return { reach, offsets: Int32Array.from(offsets), colours: Uint32Array.from(colours) };
}
