// The ground, drawn from typed arrays on one canvas; it never needs a tile.

/** @import { GroundMap } from "../base/decode.js" */
/** @import { Frame } from "../base/canvas_layer.js" */

import { CanvasLayer } from "../base/canvas_layer.js";
import { rgba } from "../base/colours.js";
import { DEFAULT_LOOK } from "../base/description.js";
import { fillParts, strokeParts } from "./parts.js";

const ROADS_FROM = 5; // zoom

export class BasemapLayer extends CanvasLayer {
  constructor() {
    super({ pane: "caGround", padding: 0.3 });
    /** @type {{name: string, map: GroundMap}[]} */
    this.grounds = [];
    this.look = DEFAULT_LOOK.light;
  }

  /** Add or replace a decoded basemap; finer ones are drawn over coarser ones, inside their own bounds. @param {string} name @param {GroundMap} map */
  put(name, map) {
    this.grounds = this.grounds.filter((entry) => entry.name !== name).concat({ name, map });
    this.grounds.sort((a, b) => boxArea(b.map.box) - boxArea(a.map.box));
    this.place(true);
  }

  /** @param {import("../base/description.js").Look} look */
  setLook(look) {
    this.look = look;
    this.place(true);
  }

  maps() {
    return this.grounds.map((entry) => entry.map);
  }

  /** @override */
  place(/** @type {boolean} */ settled) {
    if (this.animating && this.drawn) return;
    super.place(settled);
  }

  /** @override */
  paint() {
    const { g, look, ratio, size, map } = this;
    if (!map) return;
    const zoom = map.getZoom();
    const scale = this.worldPx();
    const origin = this.origin();
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = look.water;
    g.fillRect(0, 0, size.x, size.y);
    for (const copy of this.copies()) {
      const frame = { scale, x: origin.x - copy * scale, y: origin.y, w: size.x, h: size.y };
      this.grounds.forEach((ground, i) => {
        if (i > 0 && ground.map.header.detail_zoom && zoom < ground.map.header.detail_zoom) return;
        g.save();
        if (i > 0) clipTo(g, ground.map, frame, look.water);
        drawMap(g, ground.map, frame, zoom, look);
        g.restore();
      });
    }
    this.fire("drawn");
  }
}

/** Draw only inside a basemap's bounds from here on, on clear water. @param {CanvasRenderingContext2D} g @param {GroundMap} map @param {Frame} frame @param {string} water */
export function clipTo(g, map, frame, water) {
  const [l, t, r, b] = map.box.map((v, k) => v * frame.scale - (k % 2 ? frame.y : frame.x));
  g.beginPath();
  g.rect(l, t, r - l, b - t);
  g.clip();
  if (!water) return;
  g.fillStyle = water;
  g.fillRect(l, t, r - l, b - t);
}

/** @param {CanvasRenderingContext2D} g @param {GroundMap} map @param {Frame} frame @param {number} zoom @param {import("../base/description.js").Look} look */
function drawMap(g, map, frame, zoom, look) {
  const layers = map.layers;
  g.lineJoin = "round";
  g.lineCap = "round";
  if (layers.land) {
    g.fillStyle = look.land;
    g.strokeStyle = look.land;
    fillParts(g, layers.land, frame);
    if (!layers.borders) strokeParts(g, layers.land, frame, look.borders, lineWidth(zoom, 0.6, 1.1));
  }
  if (layers.lakes) {
    g.fillStyle = look.water;
    g.strokeStyle = look.water;
    fillParts(g, layers.lakes, frame);
  }
  if (layers.rivers && zoom >= 3.5) {
    strokeParts(g, layers.rivers, frame, look.rivers, lineWidth(zoom, 0.5, 1.9), null, rankLimit(layers.rivers, zoom));
  }
  if (layers.admin1 && zoom >= 4.2) {
    strokeParts(g, layers.admin1, frame, look.admin, lineWidth(zoom, 0.5, 1.1));
  }
  if (layers.roads && zoom >= ROADS_FROM) {
    g.globalAlpha = Math.min(1, 0.35 + (zoom - ROADS_FROM) * 0.2);
    strokeParts(g, layers.roads, frame, look.highways, lineWidth(zoom, 0.6, 2.6));
    g.globalAlpha = 1;
  }
  if (layers.borders) {
    const haze = rgba(look.borders, 0.16);
    strokeParts(g, layers.borders, frame, haze, lineWidth(zoom, 2, 6));
    strokeParts(g, layers.borders, frame, look.borders, lineWidth(zoom, 0.7, 1.5));
  }
  ["disputed", "disputed_borders"]
    .filter((name) => layers[name] && zoom >= 3)
    .forEach((name) => {
      strokeParts(g, layers[name], frame, look.disputed, lineWidth(zoom, 0.7, 1.3), [5, 4]);
    });
}

/** @param {[number, number, number, number]} box */
const boxArea = (box) => (box[2] - box[0]) * (box[3] - box[1]);
/** @param {number} zoom @param {number} thin @param {number} thick */
const lineWidth = (zoom, thin, thick) => thin + (thick - thin) * Math.max(0, Math.min(1, (zoom - 2.5) / 7));
/** @param {import("../base/decode.js").GroundLayer} layer @param {number} zoom */
const rankLimit = (layer, zoom) => (layer.rank ? Math.max(2, Math.round((zoom - 1) * 1.35)) : null);
