// What marks are drawn with: the canvas's brush, the description's colours and sizes, and how much larger than usual.

/** @import { Description } from "../base/description.js" */
/** @import { Inks } from "./glyphs.js" */

import { FONT } from "../base/dom.js";
import { inks } from "./glyphs.js";
import { UNKNOWN_SIZE } from "./looks.js";

export class Pen {
  /** @param {CanvasRenderingContext2D} g @param {Description} d */
  constructor(g, d) {
    this.g = g;
    this.d = d;
    this.magnify = 1;
    this.shrink = 1;
    this.ratio = 1;
    /** Of each colour of the legend, and last of what is not in it. @type {Inks[]} */
    this.inks = [];
    this.setDescription(d);
  }

  /** @param {Description} d */
  setDescription(d) {
    this.d = d;
    this.inks = [...d.colours, d.look.other].map((colour) => inks(colour, d.look, d.dark));
  }

  /** @param {number} code */
  ink(code) {
    return this.inks[Math.min(code, this.inks.length - 1)];
  }

  /** The radius of a mark of a size, in pixels. @param {number} size */
  radius(size) {
    const base = size === UNKNOWN_SIZE ? this.d.unknownRadius : this.d.sizes[size].radius;
    return Math.max(this.shrink <= 0.6 ? 2.2 : 3.2, base * this.shrink) * this.magnify;
  }

  /** Marks shrink with their number in view: whether they do so otherwise now. @param {number} n */
  fit(n) {
    const steps = [
      [40, 1.25],
      [200, 1.1],
      [800, 0.9],
      [4000, 0.68],
      [30000, 0.55],
    ];
    const [, shrink] = steps.find(([most]) => n <= most) || [0, 0.46];
    const other = shrink !== this.shrink;
    this.shrink = shrink;
    return other;
  }

  /** How wide a text of a label is. @param {string} text @param {number} size in pixels */
  widthOf(text, size) {
    this.g.font = `700 ${size}px ${FONT}`;
    return this.g.measureText(text).width;
  }

  /** Draw in pixels of the screen from here on. */
  onScreen() {
    this.g.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
  }

  /** The circle round what is chosen. @param {number} x @param {number} y @param {number} r */
  ring(x, y, r) {
    const { g } = this;
    g.setLineDash([]);
    g.beginPath();
    g.arc(x, y, r + 7, 0, 2 * Math.PI);
    g.lineWidth = 5;
    g.strokeStyle = this.d.look.halo;
    g.stroke();
    g.lineWidth = 2.4;
    g.strokeStyle = this.d.look.selected;
    g.stroke();
  }
}
