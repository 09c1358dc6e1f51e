// Tools, hidden until used: a box, a circle, a probe of the rings, a measured distance. Escape ends each.

/** @import { Look, Probe, Shape, Verdict } from "../base/description.js" */

import { el, iconButton } from "../base/dom.js";
import { L } from "../base/leaflet.js";
import { round5, sphereCircle, sphereDistance, wrapLon } from "../base/sphere.js";
import { kmText, milesText, placeText } from "../base/wording.js";

/**
 * @typedef {"box" | "circle" | "probe" | "measure"} ToolName
 * @typedef {{look: () => Look, onShape: (shape: Shape | null) => void, onProbe: (lat: number, lon: number) => void,
 *   verdicts: (lat: number, lon: number) => Verdict[], onStart: () => void}} ToolHooks
 */

/** Of each: its icon, its name and what to do. @type {Record<ToolName, [ToolName, string, string]>} */
const TOOL_WORDS = {
  box: ["box", "Draw a box", "Drag a box over the events you want."],
  circle: ["circle", "Draw a circle", "Drag from the middle outwards, or click a point and type the kilometres."],
  probe: ["probe", "Ask about a point", "Click a point: inside, possibly inside, or outside each ring?"],
  measure: ["measure", "Measure a distance", "Click along the way; double-click or Enter ends."],
};

export class Tools {
  /** @param {L.Map} map @param {ToolHooks} hooks */
  constructor(map, hooks) {
    this.map = map;
    this.hooks = hooks;
    /** @type {ToolName | null} */
    this.active = null;
    /** @type {L.LatLng[]} */
    this.points = [];
    this._shape = "null";
    this.marks = L.layerGroup().addTo(map);
    this.shapeMarks = L.layerGroup().addTo(map);
    this.buttons = /** @type {[ToolName, [ToolName, string, string]][]} */ (Object.entries(TOOL_WORDS)).map(
      ([tool, [name, label]]) =>
        iconButton(name, label, () => this.start(this.active === tool ? null : tool), {
          "data-tool": tool,
          "aria-pressed": "false",
        }),
    );
    this.drawer = el("div", { class: "ca-drawer", hidden: true }, ...this.buttons);
    this.opener = iconButton(
      "tools",
      "Tools: box, circle, point, distance",
      () => this.open(Boolean(this.drawer.hidden)),
      { "aria-expanded": "false" },
    );
    this.node = el("div", { class: "ca-bar ca-tools" }, this.opener, this.drawer);
    this.hint = el("div", { class: "ca-hint", hidden: true, role: "status" });
    this.chip = el("div", { class: "ca-chip", hidden: true });
    map.on("mousedown", (e) => this._down(e));
    map.on("click", (e) => this._click(e));
    map.on("dblclick", () => {
      if (this.active === "measure") this._endMeasure();
    });
  }

  /** @param {boolean} open */
  open(open) {
    this.drawer.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (!open) this.start(null);
  }

  /** @param {ToolName | null} tool */
  start(tool) {
    this.active = tool;
    this.points = [];
    this.marks.clearLayers();
    this.buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.tool === tool)));
    const container = this.map.getContainer();
    container.classList.toggle("ca-cross", Boolean(tool));
    this.hint.hidden = !tool;
    this.hint.textContent = tool ? `${TOOL_WORDS[tool][2]} Escape ends.` : "";
    if (tool === "box" || tool === "circle") this.map.dragging.disable();
    else this.map.dragging.enable();
    if (tool) this.map.doubleClickZoom.disable();
    else this.map.doubleClickZoom.enable();
    if (tool) this.hooks.onStart();
  }

  /** Escape or Enter: true when a tool took it. @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter" && this.active === "measure") {
      this._endMeasure();
      return true;
    }
    if (event.key !== "Escape" || (!this.active && this.drawer.hidden)) return false;
    if (this.active) this.start(null);
    else this.open(false);
    return true;
  }

  /** @param {Partial<L.CircleMarkerOptions>} [more] @returns {L.CircleMarkerOptions & {radius: number}} */
  _style(more) {
    const colour = this.hooks.look().selected;
    return {
      radius: 10,
      color: colour,
      weight: 2,
      fillColor: colour,
      fillOpacity: 0.06,
      dashArray: "6 4",
      interactive: false,
      ...more,
    };
  }

  // ---- shapes ----
  /** @param {L.LeafletMouseEvent} event */
  _down(event) {
    if (this.active !== "box" && this.active !== "circle") return;
    const from = event.latlng;
    const kind = this.active;
    let to = from;
    /** @param {L.LeafletMouseEvent} e */
    const move = (e) => {
      to = e.latlng;
      this.marks.clearLayers();
      this.marks.addLayer(
        kind === "box"
          ? L.rectangle(L.latLngBounds(from, to), this._style())
          : this._circle(from.lat, from.lng, sphereDistance(from.lat, from.lng, to.lat, to.lng)),
      );
      if (kind === "circle") this.hint.textContent = kmText(sphereDistance(from.lat, from.lng, to.lat, to.lng));
    };
    const done = () => {
      this.map.off("mousemove", move);
      window.removeEventListener("mouseup", done);
      const apart = this.map.latLngToContainerPoint(from).distanceTo(this.map.latLngToContainerPoint(to));
      if (kind === "box" && apart < 6) return;
      /** @type {Shape} */
      const shape =
        kind === "box"
          ? { bbox: boxOf(from, to) }
          : {
              within: [
                round5(from.lat),
                round5(wrapLon(from.lng)),
                apart < 6 ? 25 : roundKm(sphereDistance(from.lat, from.lng, to.lat, to.lng) / 1000),
              ],
            };
      setTimeout(() => this.start(null)); // after the click that ends the drag, which is no choice of an event
      this.setShape(shape);
      this.hooks.onShape(shape);
    };
    this.map.on("mousemove", move);
    window.addEventListener("mouseup", done);
    L.DomEvent.preventDefault(event.originalEvent);
  }

  /** @param {number} lat @param {number} lon @param {number} metres */
  _circle(lat, lon, metres) {
    return L.polygon(sphereCircle(lat, lon, Math.max(1, metres), 120), this._style());
  }

  /** Show the shape of the filter: {bbox: [l, b, r, t]} or {within: [lat, lon, km]}, null for none. @param {Shape | null} shape */
  setShape(shape) {
    const key = JSON.stringify(shape || null);
    if (key === this._shape) return;
    this._shape = key;
    this.shapeMarks.clearLayers();
    this.chip.hidden = !shape;
    if (!shape) return;
    const close = iconButton("close", "Remove this shape", () => {
      this.setShape(null);
      this.hooks.onShape(null);
    });
    if ("bbox" in shape) {
      const [l, b, r, t] = shape.bbox;
      this.shapeMarks.addLayer(
        L.rectangle(
          [
            [b, l],
            [t, r],
          ],
          this._style(),
        ),
      );
      const wide = sphereDistance((b + t) / 2, l, (b + t) / 2, r);
      this.chip.replaceChildren(
        el("span", { text: `Box ${kmText(wide)} × ${kmText(sphereDistance(b, l, t, l))}` }),
        close,
      );
    } else {
      const [lat, lon, km] = shape.within;
      this.shapeMarks.addLayer(this._circle(lat, lon, km * 1000));
      const input = el("input", {
        type: "number",
        min: "0.1",
        step: "any",
        value: String(km),
        "aria-label": "Radius in kilometres",
      });
      input.addEventListener("change", () => {
        const value = Number(input.value);
        if (!(value > 0)) return;
        /** @type {Shape} */
        const next = { within: [lat, lon, value] };
        this.setShape(next);
        this.hooks.onShape(next);
      });
      this.chip.replaceChildren(
        el("span", { text: "Within" }),
        input,
        el("span", { text: `km of ${lat.toFixed(3)}, ${lon.toFixed(3)}` }),
        close,
      );
    }
  }

  // ---- points ----
  /** @param {L.LeafletMouseEvent} event */
  _click(event) {
    if (this.active === "probe") this._probe(event.latlng);
    if (this.active === "measure") {
      this.points.push(event.latlng);
      this._drawMeasure();
    }
  }

  /** @param {L.LatLng} at */
  _probe(at) {
    this.marks.clearLayers();
    const lon = wrapLon(at.lng);
    this.marks.addLayer(
      L.circleMarker(
        at,
        this._style({
          radius: 6,
          dashArray: undefined,
          fillOpacity: 1,
          color: this.hooks.look().panel,
          fillColor: this.hooks.look().selected,
        }),
      ),
    );
    this.showProbe({ lat: at.lat, lon, results: this.hooks.verdicts(at.lat, lon) }, at);
    this.hooks.onProbe(round5(at.lat), round5(lon));
  }

  /** {lat, lon, results: [{label, verdict, note}]}: shown where the point was asked for. @param {Probe | null} probe @param {L.LatLng} [at] */
  showProbe(probe, at) {
    if (!probe) return;
    const rows = (probe.results || []).map((result) =>
      el(
        "div",
        { class: "ca-verdict" },
        el("strong", { text: result.verdict, "data-verdict": result.verdict }),
        el("span", { text: [result.label, result.note].filter(Boolean).join(" · ") }),
      ),
    );
    const node = el(
      "div",
      { class: "ca-card-small" },
      el("div", { class: "ca-fact-name", text: placeText(probe.lat, probe.lon) }),
      ...(rows.length ? rows : [el("div", { text: "No ring is drawn." })]),
    );
    L.popup({ className: "ca-pop", closeButton: true, autoPan: false, maxWidth: 340 })
      .setLatLng(at || [probe.lat, probe.lon])
      .setContent(node)
      .openOn(this.map);
  }

  _drawMeasure() {
    this.marks.clearLayers();
    const style = this._style({ dashArray: undefined, weight: 2.5 });
    this.marks.addLayer(L.polyline(this.points, style));
    let total = 0;
    this.points.forEach((p, k) => {
      if (k) total += sphereDistance(this.points[k - 1].lat, this.points[k - 1].lng, p.lat, p.lng);
      this.marks.addLayer(L.circleMarker(p, this._style({ radius: 4, dashArray: undefined, fillOpacity: 1 })));
    });
    if (this.points.length > 1)
      this.hint.textContent = `${kmText(total)} (${milesText(total)}), straight line. Escape ends.`;
  }

  _endMeasure() {
    const words = this.hint.textContent;
    const layers = this.marks.getLayers();
    this.start(null);
    layers.forEach((layer) => this.marks.addLayer(layer));
    this.hint.textContent = words.replace(" Escape ends.", "");
    this.hint.hidden = !words;
    setTimeout(() => (this.hint.hidden = this.active === null), 8000);
  }
}

/** @param {number} km */
const roundKm = (km) => (km >= 20 ? Math.round(km) : Math.round(km * 10) / 10);

/** @param {L.LatLng} a @param {L.LatLng} b @returns {import("../base/description.js").Box} */
const boxOf = (a, b) => [
  round5(Math.min(a.lng, b.lng)),
  round5(Math.min(a.lat, b.lat)),
  round5(Math.max(a.lng, b.lng)),
  round5(Math.max(a.lat, b.lat)),
];
