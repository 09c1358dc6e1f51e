// A canvas over the whole map. Leaflet has one only inside its renderers of vectors, whose parts are its own; this
// stands on its public interface alone: it moves and grows with the map, and is drawn anew for each view.

import { brushOf, el } from "./dom.js";
import { L } from "./leaflet.js";

/**
 * Where a canvas lies in the pixels of a world: its scale (the world's width in pixels), corner and size.
 * @typedef {{scale: number, x: number, y: number, w: number, h: number}} Frame
 */

export class CanvasLayer extends L.Layer {
  /** @param {{pane: string, padding: number, className?: string, sharpest?: number}} options `padding`: so much of the map's size beyond each edge */
  constructor({ pane, padding, className = "", sharpest = 8 }) {
    super();
    L.setOptions(this, { pane });
    this.padding = padding;
    this.sharpest = sharpest;
    this.canvas = el("canvas", { class: `${className} leaflet-zoom-animated`.trim() });
    this.canvas.style.pointerEvents = "none";
    this.g = brushOf(this.canvas);
    /** The map that it is on. @type {L.Map | null} */
    this.map = null;
    /** Its top left corner in pixels of the map's panes. */
    this.corner = L.point(0, 0);
    this.size = L.point(0, 0);
    this.ratio = 1;
    /** Whether the map is on its way to another zoom. */
    this.animating = false;
    /** What the last picture was drawn for. @type {{centre: L.LatLng, zoom: number} | null} */
    this.drawn = null;
  }

  /** @override @param {L.Map} map */
  onAdd(map) {
    this.map = map;
    this.getPane()?.append(this.canvas);
    this.place(true);
    return this;
  }

  /** @override */
  onRemove() {
    this.canvas.remove();
    this.map = null;
    this.drawn = null;
    return this;
  }

  /** @override @returns {{[name: string]: (event: any) => void}} */
  getEvents() {
    return {
      viewreset: () => this.#reset(),
      moveend: () => this.#rest(),
      zoom: () => this.#follow(),
      zoomanim: (event) => this.#animate(event),
    };
  }

  /** @param {L.ZoomAnimEvent} event */
  #animate({ center, zoom }) {
    this.animating = true;
    this.#grow(center, zoom);
  }

  #follow() {
    this.animating = false;
    if (this.map) this.#grow(this.map.getCenter(), this.map.getZoom());
  }

  #rest() {
    this.animating = false;
    this.place(true);
  }

  #reset() {
    this.animating = false;
    this.place(true);
    this.#follow();
  }

  /** Show the picture as it lies in another view, until it is drawn anew. @param {L.LatLng} centre @param {number} zoom */
  #grow(centre, zoom) {
    const { map, drawn } = this;
    if (!map || !drawn) return;
    const scale = map.getZoomScale(zoom, drawn.zoom);
    const half = map.getSize().multiplyBy(0.5 + this.padding);
    const corner = map.project(centre, zoom).subtract(map.getSize().divideBy(2)).add(this.#panned()).round();
    const offset = half.multiplyBy(-scale).add(map.project(drawn.centre, zoom)).subtract(corner);
    L.DomUtil.setTransform(this.canvas, offset, scale);
  }

  /** How far the panes have been dragged. */
  #panned() {
    const pane = this.map?.getPane("mapPane");
    return (pane && L.DomUtil.getPosition(pane)) || L.point(0, 0);
  }

  /**
   * Lay the canvas over the map as it is now and draw.
   * @param {boolean} settled the map has come to rest
   */
  place(settled) {
    const { map } = this;
    if (!map) return;
    const whole = map.getSize();
    this.corner = map.containerPointToLayerPoint(whole.multiplyBy(-this.padding)).round();
    this.size = this.corner
      .add(whole.multiplyBy(1 + this.padding * 2))
      .round()
      .subtract(this.corner);
    this.drawn = { centre: map.getCenter(), zoom: map.getZoom() };
    this.ratio = Math.min(this.sharpest, window.devicePixelRatio || 1);
    L.DomUtil.setPosition(this.canvas, this.corner);
    const w = Math.round(this.size.x * this.ratio);
    const h = Math.round(this.size.y * this.ratio);
    const resized = this.canvas.width !== w || this.canvas.height !== h;
    if (resized) {
      this.canvas.width = w;
      this.canvas.height = h;
      this.canvas.style.width = `${this.size.x}px`;
      this.canvas.style.height = `${this.size.y}px`;
    }
    this.paint(settled, resized);
  }

  /** Draw; for the layers that have something to. @param {boolean} _settled @param {boolean} _resized */
  paint(_settled, _resized) {}

  /** The pixel of the world, at the map's zoom, that lies at the canvas's corner. */
  origin() {
    return this.map ? this.map.getPixelOrigin().add(this.corner) : this.corner;
  }

  /** The pixel of the world that lies at the map's top left corner. */
  mapOrigin() {
    const { map } = this;
    return map ? map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0])) : L.point(0, 0);
  }

  /** From the map's top left corner to the canvas's. */
  shift() {
    return this.mapOrigin().subtract(this.origin());
  }

  /** The world's width in pixels. */
  worldPx() {
    return 256 * 2 ** (this.map ? this.map.getZoom() : 0);
  }

  /** The copies of the world that the canvas shows: 0 is the one round Greenwich. */
  copies() {
    const { x } = this.origin();
    const scale = this.worldPx();
    const first = Math.floor(x / scale);
    return Array.from({ length: Math.floor((x + this.size.x) / scale) - first + 1 }, (_, k) => first + k);
  }
}
