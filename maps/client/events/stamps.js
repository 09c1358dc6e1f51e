// Many events in view: pixel stamps written newest first into one buffer, so that 400,000 take a screen refresh.

/** @import { EventData } from "../base/decode.js" */
/** @import { Stamp } from "./glyphs.js" */
/** @import { Looks } from "./looks.js" */
/** @import { Pen } from "./pen.js" */
/** @import { Piles } from "./piles.js" */

import { EVENT_FLAGS } from "../base/decode.js";
import { makeStamp } from "./glyphs.js";
import { styleOf } from "./looks.js";

export class Stamps {
  constructor() {
    /** By the number of their look. @type {Stamp[]} */
    this.made = [];
    /** @type {{image: ImageData, pixels: Uint32Array, seen: Uint8Array} | null} */
    this.buffer = null;
  }

  /** The marks look otherwise from now on. */
  forget() {
    this.made.length = 0;
  }

  /** The canvas has another size from now on. */
  resize() {
    this.buffer = null;
    this.forget();
  }

  /** @param {CanvasRenderingContext2D} g @param {number} w @param {number} h */
  #bufferOf(g, w, h) {
    if (this.buffer) return this.buffer;
    const image = g.createImageData(w, h);
    this.buffer = { image, pixels: new Uint32Array(image.data.buffer), seen: new Uint8Array(((w * h) >> 1) + 1) };
    return this.buffer;
  }

  /**
   * Stamp pixels newest first: a pixel once written stays. Sharp places first, rough ones under them.
   * @param {Pen} pen @param {EventData} data @param {Looks} looks @param {Int32Array} pixel of each event
   * @param {{list: Uint32Array, count: number, sharp: number}} visible @param {Piles} piles
   */
  draw(pen, data, looks, pixel, { list, count, sharp }, piles) {
    const { width, height } = pen.g.canvas;
    const { image, pixels, seen } = this.#bufferOf(pen.g, width, height);
    const { look, rank } = looks;
    const pileOf = piles.pileOfSpot;
    const { of } = piles.spots;
    const { made } = this;
    pixels.fill(0);
    for (let pass = 0; pass < 2; pass++) {
      seen.fill(0);
      const end = pass ? count : sharp;
      for (let k = pass ? sharp : 0; k < end; k++) {
        const i = list[k];
        const at = pixel[i];
        if (at < 0 || pileOf[of[i]]) continue;
        // a mark of at least this size on the same two pixels hides this one
        if (seen[at >> 1] >= rank[i]) continue;
        seen[at >> 1] = rank[i];
        const stamp = made[look[i]] || this.#make(pen, data, looks, i, width);
        const { offsets, colours } = stamp;
        const n = offsets.length;
        for (let j = 0; j < n; j++) {
          const q = at + offsets[j];
          if (pixels[q] === 0) pixels[q] = colours[j];
        }
      }
    }
    pen.g.setTransform(1, 0, 0, 1, 0, 0);
    pen.g.putImageData(image, 0, 0);
    pen.onScreen();
  }

  /** The pixels of one look; made when first needed. @param {Pen} pen @param {EventData} data @param {Looks} looks @param {number} i @param {number} width */
  #make(pen, data, looks, i, width) {
    const r = pen.radius(looks.size[i]) * ((data.flags[i] & EVENT_FLAGS.area) !== 0 ? 1.2 : 1);
    const shape = pen.d.shapeNames[data.shape[i]];
    const stamp = makeStamp(shape, r, pen.ratio, pen.ink(data.colour[i]), styleOf(data, i), width);
    this.made[looks.look[i]] = stamp;
    return stamp;
  }
}
