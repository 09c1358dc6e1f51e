// The namespace, small DOM helpers, words for distances. Texts reach the page as text nodes only.
const CA = (window.conflictAtlas = window.conflictAtlas || {});
CA.store = CA.store || new Map();
CA.painted = CA.painted || { first: null, last: null, drawMs: null, stepMs: null, draws: 0 };

const DAY_MS = 864e5;
const FONT = '"Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif';
const SVG_NS = "http://www.w3.org/2000/svg";
const KM_PER_MILE = 1.609344;

/** Make an element. `props`: class, text, title, on (listeners), and plain attributes. */
function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, fn] of Object.entries(value)) node.addEventListener(event, fn);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  back: "M6 5h2.4v14H6zM19 5v14L9.5 12z",
  forward: "M15.6 5H18v14h-2.4zM5 5l9.5 7L5 19z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z",
  tools: "M3 17h8v2H3zM3 11h4v2H3zM3 5h12v2H3zM17 3h2v6h-2zM9 9h2v6H9zM13 11h8v2h-8zM13 15h2v6h-2zM17 17h4v2h-4z",
  box: "M4 4h16v16H4zM6 6v12h12V6z",
  circle: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14z",
  probe: "M11 2h2v4h-2zM11 18h2v4h-2zM2 11h4v2H2zM18 11h4v2h-4zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6z",
  measure: "M15.5 2.5 21.5 8.5 8.5 21.5 2.5 15.5zM15.5 5.3 5.3 15.5l3.2 3.2L18.7 8.5zM9 9.5l2 2-1.1 1.1-2-2zM12 6.5l3 3-1.1 1.1-3-3zM6 12.5l3 3-1.1 1.1-3-3z",
  list: "M4 6h2v2H4zM8 6h12v2H8zM4 11h2v2H4zM8 11h12v2H8zM4 16h2v2H4zM8 16h12v2H8z",
  brief: "M3 4h18v12H3zM5 6v8h14V6zM9 18h6l2 3h-2.3l-.7-1h-4l-.7 1H7z",
  full: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
  fit: "M11 2h2v3.1A7 7 0 0 1 18.9 11H22v2h-3.1A7 7 0 0 1 13 18.9V22h-2v-3.1A7 7 0 0 1 5.1 13H2v-2h3.1A7 7 0 0 1 11 5.1zM12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10z",
  chevron: "M6 9.4 7.4 8 12 12.6 16.6 8 18 9.4 12 15.4z",
};

function icon(name) {
  const svg = document.createElementNS(SVG_NS, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG_NS, "path");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

/** A button with an icon and a label that readers speak and hovering shows. */
function iconButton(name, label, onClick, extra) {
  return el("button", { type: "button", class: "ca-icon", title: label, "aria-label": label,
    on: { click: onClick }, ...extra }, icon(name));
}

function dayOf(iso) {
  if (iso === null || iso === undefined || iso === "") return null;
  return Math.round(Date.parse(String(iso).slice(0, 10) + "T00:00:00Z") / DAY_MS);
}

function isoDay(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function kmText(metres) {
  const km = metres / 1000;
  return `${km >= 100 ? numberText(km) : km >= 10 ? km.toFixed(0) : km.toFixed(1)} km`;
}

function milesText(metres) {
  const miles = metres / 1000 / KM_PER_MILE;
  return `${miles >= 10 ? numberText(miles) : miles.toFixed(1)} mi`;
}

const placeText = (lat, lon) =>
  `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? "W" : "E"}`;

function throttle(fn, ms) {
  let last = 0;
  let timer = null;
  const later = (...args) => {
    clearTimeout(timer);
    const wait = Math.max(0, last + ms - Date.now());
    timer = setTimeout(() => {
      last = Date.now();
      fn(...args);
    }, wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

function debounce(fn, ms) {
  let timer = null;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

const reducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Split "#rrggbb" into three numbers. */
function rgb(hex) {
  const value = parseInt(String(hex).slice(1, 7), 16) || 0;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function mix(hex, other, share) {
  const a = rgb(hex);
  const b = rgb(other);
  return `rgb(${a.map((v, i) => Math.round(v * (1 - share) + b[i] * share)).join(",")})`;
}

const rgba = (hex, alpha) => `rgba(${rgb(hex).join(",")},${alpha})`;

// ---- the sphere: enough for circles and distances on the screen (the server's rings are geodesic) ----
const EARTH_RADIUS_M = 6371008.8;
const RAD = Math.PI / 180;

function sphereDistance(lat1, lon1, lat2, lon2) {
  const a = Math.sin(((lat2 - lat1) * RAD) / 2) ** 2 +
    Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** Points (lat, lon) of a circle of `metres` round a place; longitudes may pass ±180. */
function sphereCircle(lat, lon, metres, steps) {
  const out = [];
  const d = metres / EARTH_RADIUS_M;
  for (let i = 0; i < steps; i++) {
    const bearing = (i / steps) * 2 * Math.PI;
    const sin = Math.sin(lat * RAD) * Math.cos(d) + Math.cos(lat * RAD) * Math.sin(d) * Math.cos(bearing);
    const lat2 = Math.asin(Math.max(-1, Math.min(1, sin)));
    const dlon = Math.atan2(Math.sin(bearing) * Math.sin(d) * Math.cos(lat * RAD),
      Math.cos(d) - Math.sin(lat * RAD) * sin);
    out.push([Math.max(-85.05, Math.min(85.05, lat2 / RAD)), lon + dlon / RAD]);
  }
  return out;
}

const MAX_LAT = 85.0511287798;
const mercatorX = (lon) => lon / 360 + 0.5;
function mercatorY(lat) {
  const sin = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RAD);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

/** The canvas of a renderer that draws once for the whole map and lets pointers through. */
const canvasOfMap = {
  _initContainer() {
    this._container = document.createElement("canvas");
    this._container.style.pointerEvents = "none";
    this._g = this._container.getContext("2d");
  },

  _destroyContainer() {
    L.DomUtil.remove(this._container);
  },
};
