// Rings, bands, routes, stretches, areas and sites from the description's GeoJSON, with their words.

/** @import { Description, Overlay } from "../base/description.js" */
/** @import { Label } from "../ground/label_candidates.js" */

import { readDescription } from "../base/description.js";
import { el } from "../base/dom.js";
import { exactly } from "../base/exact_path.js";
import { besideMiddle, labelPoint, spanKm } from "../base/geometry.js";
import { L } from "../base/leaflet.js";
import { mercatorX, mercatorY, RAD } from "../base/sphere.js";
import { dayOf } from "../base/wording.js";

/**
 * @typedef {{overlay: Overlay, layer: L.LayerGroup, from: number | null, to: number | null, place: string | undefined}} Item
 */

/**
 * What overlays ask of the map: the colour of an event, whether the legend hides all of some events, the codes of the
 * units with events in the window, and whether the map answers a click itself.
 * @typedef {{onSelect: (eventId: string) => void, colourOf: (eventId: string) => string | null,
 *   hides: (eventIds: string[]) => boolean, unitsShown: () => Set<number> | null,
 *   taken: (event: L.LeafletMouseEvent) => boolean}} Hooks
 * @typedef {L.PathOptions & {radius?: number, smoothFactor?: number}} Style
 */

/** @type {import("../base/description.js").OverlayKind[]} */
const OVERLAY_ORDER = ["area", "band", "ring", "stretch", "route", "site"];
const EQUATOR_KM = 40075;
const LEAST_LABELLED_PX = 10; // rings and lines smaller than this on the screen are not labelled

export class Overlays {
  /** @param {L.Map} map @param {Hooks} hooks */
  constructor(map, hooks) {
    this.hooks = hooks;
    this.d = readDescription(null);
    map.createPane("caOverlays").style.zIndex = "400";
    this.renderer = L.svg({ pane: "caOverlays", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    /** @type {Item[]} */
    this.items = [];
    /** @type {WeakMap<Overlay, number>} */
    this._spans = new WeakMap();
    /** @type {Set<string>} */
    this.hidden = new Set();
    /** @type {Set<number> | null} */
    this.units = null;
    this.window = [-Infinity, Infinity];
    this.all = true;
    this.absent = false;
  }

  /** @param {Description} d */
  set(d) {
    this.d = d;
    this.group.clearLayers();
    const middle = d.bounds ? (d.bounds[0] + d.bounds[2]) / 2 : 0;
    const sorted = d.overlays
      .map((overlay) => ({ ...overlay, geometry: besideMiddle(overlay.geometry, middle) }))
      .sort((a, b) => OVERLAY_ORDER.indexOf(a.kind) - OVERLAY_ORDER.indexOf(b.kind));
    this.items = sorted.map((overlay) => ({
      overlay,
      layer: this._make(overlay),
      from: dayOf(overlay.start),
      to: dayOf(overlay.end),
      place: overlay.kind === "area" ? JSON.stringify(overlay.geometry.coordinates).slice(0, 400) : undefined,
    }));
    this.refresh();
  }

  /** @param {number} from @param {number} to @param {boolean} all */
  setWindow(from, to, all) {
    this.window = [from, to];
    this.all = all;
    this.refresh();
  }

  /** @param {string[]} kinds */
  setHidden(kinds) {
    this.hidden = new Set(kinds);
    this.refresh();
  }

  /** @param {boolean} present */
  setPresent(present) {
    this.absent = !present;
    this.refresh();
  }

  /** @param {Item} item */
  shows(item) {
    if (this.absent) return false;
    const kind = item.overlay.kind === "route" && item.overlay.dashed ? "inferred" : item.overlay.kind;
    if (this.hidden.has(kind)) return false;
    if (item.overlay.unit !== undefined && this.units) return this.units.has(item.overlay.unit);
    if (this.hooks.hides(item.overlay.event_ids || [item.overlay.event_id])) return false;
    if (this.all) return true;
    if (item.from === null && item.to === null) return false;
    const from = item.from === null ? -Infinity : item.from;
    const to = item.to === null ? from : item.to;
    return from <= this.window[1] && to >= this.window[0];
  }

  refresh() {
    this.units = this.items.some(({ overlay }) => overlay.unit !== undefined) ? this.hooks.unitsShown() : null;
    /** @type {Set<string | undefined>} */
    const areas = new Set();
    this.items.forEach((item) => {
      let wanted = this.shows(item);
      if (wanted && item.overlay.kind === "area") {
        // several events known to one country share its outline: it is drawn once, or it would drown the map
        wanted = !areas.has(item.place);
        areas.add(item.place);
      }
      if (wanted && !this.group.hasLayer(item.layer)) this.group.addLayer(item.layer);
      if (!wanted && this.group.hasLayer(item.layer)) this.group.removeLayer(item.layer);
    });
  }

  /** What the window shows. */
  shown() {
    return this.items.filter((item) => this.shows(item)).map(({ overlay }) => overlay);
  }

  /** The legend keys of what the window shows. */
  marksShown() {
    /** @type {Set<string>} */
    const keys = new Set();
    for (const overlay of this.shown())
      keys.add(overlay.kind === "route" && overlay.dashed ? "inferred" : overlay.kind);
    return keys;
  }

  /** @param {Overlay} overlay */
  _make(overlay) {
    const look = this.d.look;
    const own = overlay.unit !== undefined ? look.ring : overlay.colour || this.hooks.colourOf(overlay.event_id);
    const line = overlay.colour || (overlay.kind === "route" ? look.route : look.ring);
    /** @type {Style} */
    const base = { renderer: this.renderer, interactive: false, lineJoin: "round", lineCap: "round", smoothFactor: 0 };
    const wide = overlay.kind === "area" ? spanKm(overlay.geometry) : 0;
    const haze =
      (overlay.unit !== undefined ? 0.04 : wide > 500 ? 0.045 : wide > 150 ? 0.12 : 0.24) * (this.d.dark ? 1.3 : 1);
    /** @type {Record<string, Style[]>} */
    const styles = {
      area: [
        {
          stroke: false,
          fillColor: wide > 500 ? look.ring : own || look.ring,
          fillOpacity: haze,
          className: "ca-soft",
        },
        {
          fill: false,
          color: wide > 500 ? look.ring : own || look.ring,
          weight: 1.2,
          opacity: 0.45,
          dashArray: "1.2 5",
        },
      ],
      band: [{ stroke: false, fillColor: line, fillOpacity: this.d.dark ? 0.12 : 0.09, className: "ca-band" }],
      ring: [
        { color: look.halo, weight: 4.5, opacity: 0.7, fill: false },
        { color: line, weight: 1.9, fill: false, dashArray: overlay.dashed ? "7 6" : undefined },
      ],
      route: [
        { color: look.halo, weight: 6, opacity: 0.85, fill: false },
        { color: line, weight: 2.6, fill: false, dashArray: overlay.dashed ? "8 7" : undefined },
      ],
      stretch: [
        { color: own || line, weight: 15, opacity: 0.28, fill: false, className: "ca-soft-line" },
        { color: own || line, weight: 5.5, opacity: 0.75, fill: false, dashArray: overlay.dashed ? "10 8" : undefined },
      ],
      site: [
        {
          color: line,
          weight: 1.8,
          fillColor: look.panel,
          fillOpacity: 1,
          radius: 4.6,
          dashArray: overlay.dashed ? "2.5 2.5" : undefined,
        },
      ],
    };
    const parts = (styles[overlay.kind] || styles.ring).map((style) => this._shape(overlay, { ...base, ...style }));
    if (overlay.kind === "area" || overlay.kind === "band") return L.layerGroup(parts); // what they say stands on the event and the ring
    const hit = this._hit(overlay, base);
    this._listen(hit, overlay);
    return L.layerGroup([...parts, hit]);
  }

  /** @param {Overlay} overlay @param {Style} style */
  _shape(overlay, style) {
    const circle = { radius: 10, ...style };
    const shape = L.geoJSON(overlay.geometry, {
      style,
      interactive: style.interactive,
      pointToLayer: (_feature, at) => L.circleMarker(at, circle),
    });
    exactly(shape);
    return shape;
  }

  /** A wide invisible line to point at. @param {Overlay} overlay @param {Style} base */
  _hit(overlay, base) {
    const fill = overlay.kind === "site";
    return this._shape(overlay, {
      ...base,
      interactive: true,
      color: "#000",
      opacity: 0,
      weight: 14,
      fill,
      fillOpacity: 0,
      radius: 8,
      className: "ca-hit",
      bubblingMouseEvents: true,
    });
  }

  /** @param {L.GeoJSON} hit @param {Overlay} overlay */
  _listen(hit, overlay) {
    // Leaflet would make each line a tab stop without a name, and a click open its words; it has no option against it.
    Object.assign(hit, { _addFocusListeners: () => {} });
    hit.bindTooltip(() => this.card(overlay), {
      sticky: true,
      className: "ca-tip",
      opacity: 1,
      direction: "auto",
      offset: [14, 0],
    });
    hit.on("click", (event) => {
      if (this.hooks.taken(event)) return; // an event's mark lies here, or a tool is at work: the map answers
      L.DomEvent.stopPropagation(event);
      this.hooks.onSelect(overlay.event_id);
    });
    /** @param {L.LeafletMouseEvent} event */
    const stepBack = (event) => {
      if (this.hooks.taken(event)) hit.closeTooltip();
    };
    hit.on("mouseover", stepBack).on("mousemove", stepBack);
  }

  /** @param {Overlay} overlay */
  card(overlay) {
    const told = (overlay.facts || [])
      .map(([label, value]) => [label, String(value)])
      .filter(([, value]) => !/^https?:/.test(value))
      .slice(0, 4);
    const rows = told.map(([label, value]) =>
      el(
        "div",
        { class: "ca-fact" },
        el("span", { class: "ca-fact-name", text: label }),
        el("span", { text: value.length > 120 ? `${value.slice(0, 118)}…` : value }),
      ),
    );
    return el("div", { class: "ca-card-small" }, el("strong", { text: overlay.label || overlay.kind }), ...rows);
  }

  /** Labels on the map itself, one per thing: a ring at its top, a line at its middle; none for what is a speck at this zoom. @param {number} zoom */
  labels(zoom) {
    /** @type {Label[]} */
    const out = [];
    const least = (LEAST_LABELLED_PX * EQUATOR_KM) / (256 * 2 ** zoom);
    const tops = new Map();
    this.items
      .filter((item) => this.shows(item) && item.overlay.label)
      .forEach(({ overlay }) => {
        if (overlay.kind === "area" || overlay.kind === "band") return;
        if (overlay.kind !== "site" && this._span(overlay) < least) return;
        const at = labelPoint(overlay);
        if (!at) return;
        const x = mercatorX(at[0]);
        const y = mercatorY(at[1]);
        const key = `${overlay.kind}/${x.toFixed(6)}/${y.toFixed(6)}`;
        if (tops.has(key)) return;
        tops.set(key, true);
        const kind = overlay.kind === "site" ? "site" : overlay.kind === "ring" ? "ring" : "route";
        out.push({
          kind,
          text: overlay.label,
          x,
          y,
          rank: 0,
          gap: overlay.kind === "site" ? 7 : 0,
          point: overlay.kind === "site",
          slide: [
            [0, -16],
            [0, 16],
            [60, -14],
            [-60, -14],
            [60, 14],
            [-60, 14],
            [110, 0],
            [-110, 0],
          ],
        });
      });
    return out;
  }

  /** How long an overlay is as the map draws it: kilometres at the equator. @param {Overlay} overlay */
  _span(overlay) {
    const known = this._spans.get(overlay);
    if (known !== undefined) return known;
    const span = spanKm(overlay.geometry) / Math.cos(Math.min(85, Math.abs(labelPoint(overlay)[1])) * RAD);
    this._spans.set(overlay, span);
    return span;
  }
}
