// All lettering of the map on one canvas: rings and routes first, then towns, provinces and countries;
// what would collide is left out, what would hide a mark moves aside.
const LABEL_KINDS = {
  country: { size: 15, weight: 600, spacing: 2.4, upper: true, alpha: 0.82 },
  admin1: { size: 14, weight: 400, italic: true, spacing: 0.6, alpha: 0.72 },
  capital: { size: 16, weight: 700, dot: 3.4 },
  city: { size: 15, weight: 600, dot: 2.6 },
  town: { size: 14, weight: 400, dot: 2 },
  water: { size: 14, weight: 400, italic: true, spacing: 1 },
  ring: { size: 14, weight: 600, strong: true },
  route: { size: 14, weight: 600, strong: true },
  site: { size: 14, weight: 500, strong: true },
  event: { size: 14, weight: 600, strong: true },
};

const LabelsLayer = L.Renderer.extend({
  options: { padding: 0.3, interactive: false },

  initialize(options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._d = readDescription(null);
    this._sources = () => [];
    this._obstacles = () => [];
    this._magnify = 1;
  },

  /** `sources()` gives candidates {kind, text, x, y (world), rank}; `obstacles()` boxes to keep clear of. */
  setSources(sources, obstacles) {
    this._sources = sources;
    this._obstacles = obstacles;
  },

  setDescription(d) {
    this._d = d;
    this.redraw();
  },

  setMagnify(factor) {
    this._magnify = factor;
    this.redraw();
  },

  redraw() {
    if (this._waiting || !this._map) return;
    this._waiting = requestAnimationFrame(() => {
      this._waiting = 0;
      if (this._map && this._bounds) this._draw();
    });
  },

  ...canvasOfMap,

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    canvas.width = Math.round(size.x * ratio);
    canvas.height = Math.round(size.y * ratio);
    canvas.style.width = size.x + "px";
    canvas.style.height = size.y + "px";
    this._draw();
  },

  _draw() {
    const g = this._g;
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    const scale = 256 * 2 ** this._map.getZoom();
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, size.x, size.y);
    const offset = this._map.containerPointToLayerPoint([0, 0]).subtract(this._bounds.min);
    const boxes = this._obstacles().map(([l, t, r, b]) => [l + offset.x, t + offset.y, r + offset.x, b + offset.y]);
    const copies = [];
    for (let k = Math.floor(origin.x / scale); k <= Math.floor((origin.x + size.x) / scale); k++) copies.push(k);
    const labels = this._sources(this._map.getZoom());
    this._written = [];
    for (const label of labels) {
      if (!label.point) continue;
      const x = label.x * scale - origin.x;
      const y = label.y * scale - origin.y;
      boxes.push([x - 6, y - 6, x + 6, y + 6]);
    }
    for (const label of labels) {
      for (const copy of copies) {
        const x = (label.x + copy) * scale - origin.x;
        const y = label.y * scale - origin.y;
        if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
        this._place(g, label, x, y, boxes);
      }
    }
    g.letterSpacing = "0px";
    g.globalAlpha = 1;
  },

  /** Write one label where it fits: right of its dot, left, above, below; centred where it has none. */
  _place(g, label, x, y, boxes) {
    // one name once: a town and a capital of the same name on one spot, or a site beside its town
    if (this._written.some((other) => other.text === label.text && Math.abs(other.x - x) < 140 && Math.abs(other.y - y) < 60)) return;
    const far = this._map.getZoom() < 4.6 && (label.kind === "capital" || label.kind === "city");
    const look = far ? { ...LABEL_KINDS[label.kind], size: 14, weight: 400, dot: 2.2 } : LABEL_KINDS[label.kind] || LABEL_KINDS.town;
    const px = look.size * this._magnify * (label.scale || 1);
    g.font = `${look.italic ? "italic " : ""}${look.weight} ${px}px ${FONT}`;
    g.letterSpacing = `${(look.spacing || 0) * this._magnify}px`;
    const text = look.upper ? label.text.toLocaleUpperCase("en") : label.text;
    const lines = [...wrapLabel(g, text, look.strong ? 230 * this._magnify : look.upper ? 170 * this._magnify : 999), ...(label.more ? [label.more] : [])];
    const w = Math.max(...lines.map((line) => g.measureText(line).width));
    const h = lines.length * px * 1.16;
    const dot = look.dot ? look.dot * Math.sqrt(this._magnify) : 0;
    const gap = (label.gap || 0) + dot + 4;
    const spots = dot || label.gap
      ? [[x + gap, y - h / 2, "left"], [x - gap - w, y - h / 2, "right"], [x - w / 2, y - gap - h + 2, "center"], [x - w / 2, y + gap - 2, "center"]]
      : [label.kind === "ring" ? [x - w / 2, y - h - 3, "center"] : [x - w / 2, y - h / 2, "center"], ...(label.slide || []).map(([dx, dy]) => [x - w / 2 + dx, y - h / 2 + dy, "center"])];
    const own = dot ? [x - dot - 1, y - dot - 1, x + dot + 1, y + dot + 1] : null;
    const covered = own && !free(boxes, own);
    if (covered && label.kind !== "capital" && label.kind !== "city") return;
    if (covered) [12, 22, 34, 50].forEach((far) => spots.push([x - w / 2, y - far - h, "center"], [x - w / 2, y + far, "center"], [x + far, y - h / 2, "left"], [x - far - w, y - h / 2, "right"]));
    const spot = spots.find(([left, top]) => free(boxes, [left - 2, top, left + w + 2, top + h]));
    if (!spot) return;
    const [left, top] = spot;
    boxes.push([left - 4, top - 1, left + w + 4, top + h + 1]);
    this._written.push({ text: label.text, x, y });
    if (own && !covered) boxes.push(own);
    this._write(g, lines, left, top, px, w, spot[2], look, label);
    if (dot && !covered) this._dot(g, x, y, dot, label.kind);
  },

  _write(g, lines, left, top, px, w, align, look, label) {
    const d = this._d;
    g.textBaseline = "middle";
    g.textAlign = align;
    g.lineJoin = "round";
    const x = align === "left" ? left : align === "right" ? left + w : left + w / 2;
    lines.forEach((line, k) => {
      const y = top + px * 1.16 * (k + 0.5);
      g.globalAlpha = d.dark ? 0.85 : 0.9;
      g.strokeStyle = d.look.halo;
      g.lineWidth = (look.strong ? 4.5 : 3.4) * this._magnify;
      g.strokeText(line, x, y);
      g.globalAlpha = look.alpha || 1;
      g.fillStyle = look.strong ? d.look.text : label.kind === "capital" || label.kind === "city" ? mix(d.look.names, d.look.text, 0.55) : d.look.names;
      g.fillText(line, x, y);
    });
    g.globalAlpha = 1;
  },

  _dot(g, x, y, r, kind) {
    const d = this._d;
    g.beginPath();
    if (kind === "capital") g.rect(x - r, y - r, 2 * r, 2 * r);
    else g.arc(x, y, r, 0, 2 * Math.PI);
    g.fillStyle = kind === "town" ? d.look.halo : mix(d.look.names, d.look.text, 0.4);
    g.strokeStyle = kind === "town" ? d.look.names : d.look.halo;
    g.lineWidth = 1.3;
    g.stroke();
    g.fill();
    if (kind === "town") g.stroke();
  },
});

function free(boxes, [l, t, r, b]) {
  for (const box of boxes) if (l < box[2] && r > box[0] && t < box[3] && b > box[1]) return false;
  return true;
}

/** Break a text into at most two lines of about `width` pixels, of even length; what is longer ends in an ellipsis. */
function wrapLabel(g, text, width) {
  if (g.measureText(text).width <= width) return [text];
  const words = text.split(" ");
  let best = null;
  for (let k = 1; k < words.length; k++) {
    const lines = [words.slice(0, k).join(" "), words.slice(k).join(" ")];
    const wide = Math.max(...lines.map((line) => g.measureText(line).width));
    if (!best || wide < best.wide) best = { lines, wide };
  }
  const lines = best ? best.lines : [text];
  return lines.map((line) => {
    let cut = line;
    while (cut.length > 4 && g.measureText(cut).width > width * 1.25) cut = cut.slice(0, -2).trimEnd() + "…";
    return cut;
  });
}

const COUNTRY_SLIDES = [[0, -26], [0, 26], [0, -44], [0, 44], [-90, 0], [90, 0], [0, -90], [0, 90], [-150, 0], [150, 0], [-120, 80], [120, 80], [-120, -80], [120, -80]];

const FARTHEST_SLIDE_DEG = 6; // farther off a name stands in another country

/** Candidates from the basemaps, best first, thinned for the zoom. */
function basemapLabels(maps, zoom) {
  const out = [];
  const reach = (FARTHEST_SLIDE_DEG / 360) * 256 * 2 ** zoom;
  const slides = COUNTRY_SLIDES.filter(([dx, dy]) => Math.hypot(dx, dy) <= reach);
  maps.forEach((map, i) => {
    if (i > 0 && map.header.detail_zoom && zoom < map.header.detail_zoom) return;
    Object.values(map.layers).forEach((layer) => {
      (layer.labels || []).forEach((label) => {
        if (zoom < label.min_zoom || (label.max_zoom && zoom > label.max_zoom)) return;
        if (maps.some((other, k) => k > i && zoom >= (other.header.detail_zoom || 0) && other.header.labels && insideBox(other.box, label))) return;
        out.push({ kind: label.kind, text: label.text, x: mercatorX(label.lon), y: mercatorY(label.lat), rank: label.rank,
          slide: label.kind === "country" ? slides : null });
      });
    });
  });
  return out.sort((a, b) => a.rank - b.rank);
}

const insideBox = (box, label) => {
  const x = mercatorX(label.lon);
  const y = mercatorY(label.lat);
  return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
};
