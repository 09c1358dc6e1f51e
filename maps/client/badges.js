// A unit's badge stays in view while any of its unit is: from its label place it moves to the widest part in sight.
const BADGE_CELL = 8; // pixels
const BADGE_ROOM = [46, 18]; // half a badge: what its place should have of the window around it

EventsLayer.include({
  /** Where each unit's events stand in this view; before anything is projected. */
  _standUnits() {
    const data = this._data;
    const { units } = data.header;
    if (!units || !units.length) return;
    if (!data.homes) data.homes = units.map(([, lat, lon]) => [lat, lon]);
    const outlines = this._unitOutlines();
    const window = this._windowOfMap();
    const moved = units.map((unit, k) => {
      const [lat, lon] = this._standOf(data.homes[k], outlines.get(k + UNIT.first), window);
      const other = lat !== unit[1] || lon !== unit[2];
      [unit[1], unit[2]] = [lat, lon];
      return other;
    });
    if (!moved.some(Boolean)) return;
    this._eventsOnUnits().forEach((i) => {
      const k = data.unit[i] - UNIT.first;
      if (!moved[k]) return;
      data.X[i] = mercatorX(units[k][2]);
      data.Y[i] = mercatorY(units[k][1]);
    });
  },

  _eventsOnUnits() {
    const data = this._data;
    if (!data.onUnits) data.onUnits = Uint32Array.from({ length: data.n }, (_, i) => i).filter((i) => data.unit[i] >= UNIT.first);
    return data.onUnits;
  },

  /** What the map shows, in pixels of the world at its zoom, and what lies over it. */
  _windowOfMap() {
    const { x, y } = this._map.getPixelOrigin().add(this._map.containerPointToLayerPoint([0, 0]));
    const size = this._map.getSize();
    return { x, y, w: size.x, h: size.y, world: 256 * 2 ** this._map.getZoom(), panels: this._panels ? this._panels() : [] };
  },

  /** The outlines that the description has, by their unit's code: rings in world units, and their box. */
  _unitOutlines() {
    if (this._outlinesOf === this._d.overlays) return this._outlines;
    this._outlinesOf = this._d.overlays;
    this._outlines = new Map();
    this._d.overlays.filter((overlay) => overlay.unit !== undefined).forEach(({ unit, geometry }) => {
      const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      const rings = polygons.flat().map((ring) => ring.map(([lon, lat]) => [mercatorX(lon), mercatorY(lat)]));
      const points = rings.flat();
      const box = points.reduce(([l, t, r, b], [x, y]) => [Math.min(l, x), Math.min(t, y), Math.max(r, x), Math.max(b, y)], [Infinity, Infinity, -Infinity, -Infinity]);
      this._outlines.set(unit, { rings, box });
    });
    return this._outlines;
  },

  /** Latitude and longitude where a unit's badge stands: at home where that is in sight, else in what is seen of it. */
  _standOf([lat, lon], outline, window) {
    const x = mercatorX(lon) * window.world - window.x;
    const home = { x: x - window.world * Math.round((x - window.w / 2) / window.world), y: mercatorY(lat) * window.world - window.y };
    const seen = home.x >= BADGE_ROOM[0] && home.x <= window.w - BADGE_ROOM[0] && home.y >= BADGE_ROOM[1] && home.y <= window.h - BADGE_ROOM[1];
    if (seen || !outline) return [lat, lon];
    const at = widestIn(outline, window);
    if (!at) return [lat, lon];
    const world = (at.x + window.x) / window.world;
    return [mercatorLat((at.y + window.y) / window.world), (world - Math.floor(world) - 0.5) * 360];
  },
});

const mercatorLat = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) / RAD;

/** The point of the window that is farthest inside an outline and off its panels; null where none of it is seen. */
function widestIn({ rings, box }, window) {
  const { world } = window;
  const first = Math.ceil(window.x / world - box[2]);
  const last = Math.floor((window.x + window.w) / world - box[0]);
  if (first > last || box[3] * world < window.y || box[1] * world > window.y + window.h) return null;
  const w = Math.floor(window.w / BADGE_CELL);
  const h = Math.floor(window.h / BADGE_CELL);
  if (!w || !h) return null;
  const canvas = document.createElement("canvas");
  canvas.width = w;
  canvas.height = h;
  const g = canvas.getContext("2d", { willReadFrequently: true });
  const at = (value, corner) => (value * world - corner) / BADGE_CELL;
  g.beginPath();
  for (let copy = first; copy <= last; copy++) {
    rings.forEach((ring) => {
      ring.forEach(([x, y], k) => g[k ? "lineTo" : "moveTo"](at(x + copy, window.x), at(y, window.y)));
      g.closePath();
    });
  }
  g.fill("evenodd");
  const inside = (data) => Uint8Array.from({ length: w * h }, (_, k) => data[4 * k + 3] === 255);
  const whole = deepest(inside(g.getImageData(0, 0, w, h).data), w, h);
  window.panels.forEach(([l, t, r, b]) => g.clearRect(l / BADGE_CELL, t / BADGE_CELL, (r - l) / BADGE_CELL, (b - t) / BADGE_CELL));
  const found = deepest(inside(g.getImageData(0, 0, w, h).data), w, h) || whole;
  return found && { x: (found.x + 0.5) * BADGE_CELL, y: (found.y + 0.5) * BADGE_CELL };
}

/** The cell with the most steps to the nearest one that is not inside; beyond the picture nothing is. */
function deepest(inside, w, h) {
  const depth = new Uint16Array(w * h);
  const near = (k, x, y, dx, dy) => (x + dx < 0 || x + dx >= w || y + dy < 0 || y + dy >= h ? 0 : depth[k + dy * w + dx]);
  for (let k = 0; k < depth.length; k++) {
    const [x, y] = [k % w, Math.floor(k / w)];
    if (inside[k]) depth[k] = 1 + Math.min(near(k, x, y, -1, 0), near(k, x, y, 0, -1), near(k, x, y, -1, -1), near(k, x, y, 1, -1));
  }
  let best = null;
  for (let k = depth.length - 1; k >= 0; k--) {
    const [x, y] = [k % w, Math.floor(k / w)];
    if (!inside[k]) continue;
    depth[k] = Math.min(depth[k], 1 + Math.min(near(k, x, y, 1, 0), near(k, x, y, 0, 1), near(k, x, y, 1, 1), near(k, x, y, -1, 1)));
    if (!best || depth[k] > best.depth) best = { x, y, depth: depth[k] };
  }
  return best;
}
