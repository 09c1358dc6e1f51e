// Which part of the world the map shows, and who is told of it.

/** @import { Box, View } from "../base/description.js" */
/** @import { Stage } from "./stage.js" */

import { round5, wrapLon } from "../base/sphere.js";
import { debounce } from "../base/waiting.js";

/** @type {Box} */
const WORLD = [-130, -50, 150, 65];

/**
 * @typedef {View & {bounds: number[]}} ToldView
 * @typedef {{view?: View | null, fit?: {bounds?: Box} | null}} Asked
 */

export class Viewing {
  /**
   * @param {L.Map} map @param {Stage} stage
   * @param {{tell: (view: ToldView) => void, bounds: () => Box | null, sidebar?: () => boolean}} hooks `bounds`: of all
   *   events; `sidebar`: whether the page's sidebar takes room beside the map
   */
  constructor(map, stage, hooks) {
    this.map = map;
    this.stage = stage;
    this.hooks = hooks;
    /** What the host asked to be shown. @type {Asked | null} */
    this.asked = null;
    /** A person has moved the map since. */
    this.touched = false;
    /** Something was asked for. */
    this.begun = false;
    this.quiet = false;
    /** What the host knows; null: to be told whatever it is. @type {string | null} */
    this.told = null;
    /** @type {boolean | undefined} */
    this.sidebar = undefined;
    this.tellSoon = debounce(() => this.#tell(), 400);
    map.on("moveend", () => {
      if (this.quiet) return;
      this.touched = true;
      this.tellSoon();
    });
    map.on("resize", () => this.limitZoom());
  }

  #tell() {
    const view = this.view();
    const key = JSON.stringify(view);
    if (key === this.told) return;
    this.told = key;
    this.hooks.tell(view);
  }

  /** @returns {ToldView} */
  view() {
    const centre = this.map.getCenter();
    const b = this.map.getBounds();
    const bounds = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(round5);
    return { lat: round5(centre.lat), lon: round5(wrapLon(centre.lng)), zoom: this.map.getZoom(), bounds };
  }

  /** Show what the host asks for. @param {Asked} asked */
  ask(asked) {
    this.touched = false;
    this.asked = asked;
    this.#quietly(() => this.#show());
    if (!asked.view && !asked.fit) this.tellSoon();
  }

  /** The host forgot what the map shows: it is told again. */
  forgotten() {
    this.told = null;
    this.tellSoon();
  }

  /** Show all events again; the host is told the view that this makes. */
  fit() {
    this.asked = null;
    this.touched = false;
    this.#quietly(() => this.#fit(this.hooks.bounds()));
    this.forgotten();
  }

  /** A view, bounds, or all events. */
  #show() {
    const { view, fit } = this.asked || {};
    // without a reset it would pan by whole pixels, which the types do not know of
    /** @type {L.ZoomPanOptions & {reset: boolean}} */
    const exactly = { animate: false, reset: true };
    if (view) this.map.setView([view.lat, view.lon], view.zoom, exactly);
    else this.#fit(fit?.bounds || this.hooks.bounds());
  }

  /** @param {Box | null} bounds */
  #fit(bounds) {
    const [l, b, r, t] = bounds || WORLD;
    const { clientWidth, clientHeight } = this.stage.node;
    const roomy = clientWidth > 900 && clientHeight > 420;
    this.map.fitBounds(
      [
        [b, l],
        [t, r],
      ],
      {
        animate: false,
        maxZoom: 11,
        paddingTopLeft: roomy ? [270, 36] : [10, 10],
        paddingBottomRight: roomy ? [40, 48] : [10, 30],
      },
    );
  }

  /** Move the view without telling the host: what it asked for itself is no news to it. @param {() => void} move */
  #quietly(move) {
    this.quiet = true;
    move();
    this.quiet = false;
    this.told = JSON.stringify(this.view());
  }

  /**
   * A new size: until a person has moved the map, it keeps showing what it was asked to show, to the pixel: a page
   * finds its height in steps, and a view asked for in one of them is meant for the last. Afterwards the host is told.
   */
  resized() {
    const told = this.told;
    this.#quietly(() => {
      this.map.invalidateSize({ pan: false, animate: false });
      if (this.begun && !this.touched) this.#show();
    });
    const before = this.sidebar;
    this.sidebar = this.hooks.sidebar ? this.hooks.sidebar() : true;
    if (!this.touched && (before === undefined || before === this.sidebar)) return;
    this.told = told; // its middle is another one now, or the page's sidebar is open or closed
    if (before !== this.sidebar) this.told = null;
    this.tellSoon();
  }

  /** The world is never smaller than the map. */
  limitZoom() {
    const size = this.map.getSize();
    if (!size.x) return;
    this.map.options.minZoom = Math.max(1, Math.floor(Math.log2(Math.max(size.x, size.y) / 256) * 4) / 4);
  }
}
