// Rings, bands, routes, stretches, areas and sites from the description's GeoJSON, with their words.
const OVERLAY_ORDER = ["area", "band", "ring", "stretch", "route", "site"];
const EQUATOR_KM = 40075;
const LEAST_LABELLED_PX = 10; // rings and lines smaller than this on the screen are not labelled

class Overlays {
  /** `hooks`: onSelect(eventId), colourOf(eventId) -> colour or null, hides(eventIds) -> whether the legend hides them all, unitsShown() -> codes of the units with events in the window, taken(event) -> whether the map answers itself. */
  constructor(map, hooks) {
    this.map = map;
    this.hooks = hooks;
    map.createPane("caOverlays").style.zIndex = 400;
    this.renderer = L.svg({ pane: "caOverlays", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.items = [];
    this._spans = new WeakMap();
    this.hidden = new Set();
    this.window = [-Infinity, Infinity];
    this.all = true;
  }

  set(d) {
    this.d = d;
    this.group.clearLayers();
    const middle = d.bounds ? (d.bounds[0] + d.bounds[2]) / 2 : 0;
    const sorted = d.overlays.map((overlay) => ({ ...overlay, geometry: besideMiddle(overlay.geometry, middle) })).sort((a, b) => OVERLAY_ORDER.indexOf(a.kind) - OVERLAY_ORDER.indexOf(b.kind));
    this.items = sorted.map((overlay) => ({ overlay, layer: this._make(overlay), from: dayOf(overlay.start), to: dayOf(overlay.end),
      place: overlay.kind === "area" ? JSON.stringify(overlay.geometry.coordinates).slice(0, 400) : null }));
    this.refresh();
  }

  setWindow(from, to, all) {
    this.window = [from, to];
    this.all = all;
    this.refresh();
  }

  setHidden(kinds) {
    this.hidden = new Set(kinds);
    this.refresh();
  }

  setPresent(present) {
    this.absent = !present;
    this.refresh();
  }

  shows(item) {
    if (this.absent) return false;
    const kind = item.overlay.kind === "route" && item.overlay.dashed ? "inferred" : item.overlay.kind;
    if (this.hidden.has(kind)) return false;
    if (item.overlay.unit !== undefined && this.units) return this.units.has(item.overlay.unit);
    if (this.hooks.hides(item.overlay.event_ids || [item.overlay.event_id])) return false;
    if (this.all) return true;
    if (item.from === null && item.to === null) return false;
    const from = item.from === null ? -Infinity : item.from;
    const to = item.to === null ? item.from : item.to;
    return from <= this.window[1] && to >= this.window[0];
  }

  refresh() {
    this.units = this.items.some(({ overlay }) => overlay.unit !== undefined) ? this.hooks.unitsShown() : null;
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

  /** The legend keys of what the window shows. */
  marksShown() {
    return new Set(this.items.filter((item) => this.shows(item)).map(({ overlay }) => (overlay.kind === "route" && overlay.dashed ? "inferred" : overlay.kind)));
  }

  _make(overlay) {
    const look = this.d.look;
    const own = overlay.unit !== undefined ? look.ring : overlay.colour || this.hooks.colourOf(overlay.event_id);
    const line = overlay.colour || (overlay.kind === "route" ? look.route : look.ring);
    const base = { renderer: this.renderer, interactive: false, lineJoin: "round", lineCap: "round", smoothFactor: 0 };
    const wide = overlay.kind === "area" ? spanKm(overlay.geometry) : 0;
    const haze = (overlay.unit !== undefined ? 0.04 : wide > 500 ? 0.045 : wide > 150 ? 0.12 : 0.24) * (this.d.dark ? 1.3 : 1);
    const styles = {
      area: [{ stroke: false, fillColor: wide > 500 ? look.ring : own || look.ring, fillOpacity: haze, className: "ca-soft" },
        { fill: false, color: wide > 500 ? look.ring : own || look.ring, weight: 1.2, opacity: 0.45, dashArray: "1.2 5" }],
      band: [{ stroke: false, fillColor: line, fillOpacity: this.d.dark ? 0.12 : 0.09, className: "ca-band" }],
      ring: [{ color: look.halo, weight: 4.5, opacity: 0.7, fill: false },
        { color: line, weight: 1.9, fill: false, dashArray: overlay.dashed ? "7 6" : null }],
      route: [{ color: look.halo, weight: 6, opacity: 0.85, fill: false },
        { color: line, weight: 2.6, fill: false, dashArray: overlay.dashed ? "8 7" : null }],
      stretch: [{ color: own || line, weight: 15, opacity: 0.28, fill: false, className: "ca-soft-line" },
        { color: own || line, weight: 5.5, opacity: 0.75, fill: false, dashArray: overlay.dashed ? "10 8" : null }],
      site: [{ color: line, weight: 1.8, fillColor: look.panel, fillOpacity: 1, radius: 4.6, dashArray: overlay.dashed ? "2.5 2.5" : null }],
    };
    const parts = (styles[overlay.kind] || styles.ring).map((style) => this._shape(overlay, { ...base, ...style }));
    if (overlay.kind === "area" || overlay.kind === "band") return L.layerGroup(parts); // what they say stands on the event and the ring
    const hit = this._hit(overlay, base);
    this._listen(hit, overlay);
    return L.layerGroup([...parts, hit]);
  }

  _shape(overlay, style) {
    const shape = L.geoJSON(overlay.geometry, {
      style, interactive: style.interactive,
      pointToLayer: (feature, at) => L.circleMarker(at, style),
    });
    shape.eachLayer((layer) => {
      if (layer._projectLatlngs) layer._projectLatlngs = projectExactly;
    });
    return shape;
  }

  /** A wide invisible line to point at. */
  _hit(overlay, base) {
    const fill = overlay.kind === "site";
    return this._shape(overlay, { ...base, interactive: true, color: "#000", opacity: 0, weight: 14, fill, fillOpacity: 0,
      radius: 8, className: "ca-hit", bubblingMouseEvents: true });
  }

  _listen(hit, overlay) {
    hit._addFocusListeners = () => {}; // they would make each line a tab stop without a name, and a click open its words
    hit.bindTooltip(() => this.card(overlay), { sticky: true, className: "ca-tip", opacity: 1, direction: "auto", offset: [14, 0] });
    hit.on("click", (event) => {
      if (this.hooks.taken(event)) return; // an event's mark lies here, or a tool is at work: the map answers
      L.DomEvent.stopPropagation(event);
      this.hooks.onSelect(overlay.event_id);
    });
    hit.on("mouseover mousemove", (event) => {
      if (this.hooks.taken(event)) hit.closeTooltip();
    });
  }

  card(overlay) {
    const told = (overlay.facts || []).map(([label, value]) => [label, String(value)]).filter(([, value]) => !/^https?:/.test(value)).slice(0, 4);
    const rows = told.map(([label, value]) => el("div", { class: "ca-fact" }, el("span", { class: "ca-fact-name", text: label }),
      el("span", { text: value.length > 120 ? value.slice(0, 118) + "…" : value })));
    return el("div", { class: "ca-card-small" }, el("strong", { text: overlay.label || overlay.kind }), ...rows);
  }

  /** Labels on the map itself, one per thing: a ring at its top, a line at its middle; none for what is a speck at this zoom. */
  labels(zoom) {
    const out = [];
    const least = (LEAST_LABELLED_PX * EQUATOR_KM) / (256 * 2 ** zoom);
    const tops = new Map();
    this.items.filter((item) => this.shows(item) && item.overlay.label).forEach(({ overlay }) => {
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
      out.push({ kind, text: overlay.label, x, y, rank: 0, gap: overlay.kind === "site" ? 7 : 0, point: overlay.kind === "site",
        slide: [[0, -16], [0, 16], [60, -14], [-60, -14], [60, 14], [-60, 14], [110, 0], [-110, 0]] });
    });
    return out;
  }

  /** How long an overlay is as the map draws it: kilometres at the equator. */
  _span(overlay) {
    if (!this._spans.has(overlay)) this._spans.set(overlay, spanKm(overlay.geometry) / Math.cos(Math.min(85, Math.abs(labelPoint(overlay)[1])) * RAD));
    return this._spans.get(overlay);
  }
}

/** Leaflet rounds each point to a whole pixel, which makes a wobbly circle: ours keep their fractions. */
function projectExactly(latlngs, result, bounds) {
  if (!(latlngs[0] instanceof L.LatLng)) {
    latlngs.forEach((part) => this._projectLatlngs(part, result, bounds));
    return;
  }
  const origin = this._map.getPixelOrigin();
  result.push(latlngs.map((at) => {
    const point = this._map.project(at).subtract(origin);
    bounds.extend(point);
    return point;
  }));
}

/** A geometry with each of its parts on the copy of the world that the map opens on: over the antimeridian it is one thing. */
function besideMiddle(geometry, middle) {
  const flatLon = (part) => (typeof part[0] === "number" ? part[0] : flatLon(part[0]));
  const moved = (part, turn) => (typeof part[0] === "number" ? [part[0] + turn, part[1]] : part.map((inner) => moved(inner, turn)));
  const beside = (part) => {
    const turn = 360 * Math.round((middle - flatLon(part)) / 360);
    return turn ? moved(part, turn) : part;
  };
  if (Math.abs(middle) < 90) return geometry; // the world as it is usually shown: nothing lies nearer on another copy
  return { ...geometry, coordinates: geometry.type.startsWith("Multi") ? geometry.coordinates.map(beside) : beside(geometry.coordinates) };
}

/** Where the label of an overlay goes: [lon, lat]. */
function labelPoint(overlay) {
  const { type, coordinates } = overlay.geometry;
  if (type === "Point") return coordinates;
  if (type === "LineString") return lineMiddle(coordinates);
  if (type === "MultiLineString") return lineMiddle(coordinates.reduce((a, b) => (b.length > a.length ? b : a)));
  const outer = type === "Polygon" ? [coordinates[0]] : coordinates.map((polygon) => polygon[0]);
  return outer.flat().reduce((top, point) => (point[1] > top[1] ? point : top));
}

function lineMiddle(line) {
  const lengths = line.slice(1).map((p, i) => Math.hypot((p[0] - line[i][0]) * Math.cos(p[1] * RAD), p[1] - line[i][1]));
  let left = lengths.reduce((a, b) => a + b, 0) / 2;
  for (let i = 0; i < lengths.length; i++) {
    if (left <= lengths[i]) {
      const t = lengths[i] ? left / lengths[i] : 0;
      return [line[i][0] + t * (line[i + 1][0] - line[i][0]), line[i][1] + t * (line[i + 1][1] - line[i][1])];
    }
    left -= lengths[i];
  }
  return line[0];
}

/** The longer side of a geometry's box, in kilometres. */
function spanKm(geometry) {
  const flat = geometry.coordinates.flat(Infinity);
  let [l, b, r, t] = [180, 90, -180, -90];
  for (let i = 0; i < flat.length; i += 2) {
    l = Math.min(l, flat[i]);
    r = Math.max(r, flat[i]);
    b = Math.min(b, flat[i + 1]);
    t = Math.max(t, flat[i + 1]);
  }
  return Math.max((t - b) * 111, (r - l) * 111 * Math.cos(((t + b) / 2) * RAD));
}
