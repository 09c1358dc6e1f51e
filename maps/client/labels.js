// All lettering of the map on one canvas: rings and routes first, then large countries, towns, provinces and other
// countries; what would collide is left out, what would hide a mark moves aside. The name of a country or a
// province stands inside it (rooms.js): smaller where it must, in short where it must, else not at all.
const LABEL_KINDS = {
  country: { sizes: [15, 13, 11, 10], weight: 600, spacing: [2.4, 1.4, 0.5, 0], upper: true, alpha: 0.82 },
  admin1: { sizes: [14, 12.5, 11], weight: 400, italic: true, spacing: [0.6, 0.3, 0], alpha: 0.72 },
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
    this._obstacles = () => ({ panels: [], marks: [] });
    this._maps = () => [];
    this._written = [];
    this._magnify = 1;
  },

  /**
   * `sources(zoom)` gives candidates {kind, text, x, y (world), rank}; `obstacles()` the boxes that no name may be
   * on, `panels`, and those that most keep clear of, `marks`; `maps()` the basemaps with the land that names stand on.
   */
  setSources(sources, obstacles, maps) {
    this._sources = sources;
    this._obstacles = obstacles;
    this._maps = maps;
  },

  /** What is written: {kind, text, box: [left, top, right, bottom] in pixels of the map}. */
  written() {
    const { x, y } = this._shift;
    return this._written.map(({ kind, shown, box: [l, t, r, b] }) => ({ kind, text: shown, box: [l - x, t - y, r - x, b - y] }));
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
    const offset = (this._shift = this._map.containerPointToLayerPoint([0, 0]).subtract(this._bounds.min));
    const onCanvas = ([l, t, r, b]) => [l + offset.x, t + offset.y, r + offset.x, b + offset.y];
    const { panels, marks } = this._obstacles();
    const taken = { boxes: panels.map(onCanvas), marks: marks.map(onCanvas), dots: [] };
    const copies = [];
    for (let k = Math.floor(origin.x / scale); k <= Math.floor((origin.x + size.x) / scale); k++) copies.push(k);
    this._rooms = this._roomsOf(panels);
    const labels = ranked(this._sources(this._map.getZoom()), this._rooms);
    this._written = [];
    for (const label of labels) {
      const x = label.x * scale - origin.x;
      const y = label.y * scale - origin.y;
      if (label.point) taken.marks.push([x - 6, y - 6, x + 6, y + 6]);
      if (label.kind === "capital") taken.dots.push([x - 6, y - 6, x + 6, y + 6]);
    }
    for (const label of labels) {
      if (label.area) {
        this._placeInside(g, label, scale, origin, taken);
        continue;
      }
      for (const copy of copies) {
        const x = (label.x + copy) * scale - origin.x;
        const y = label.y * scale - origin.y;
        if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
        this._place(g, label, x, y, taken);
      }
    }
    g.letterSpacing = "0px";
    g.globalAlpha = 1;
  },

  /** The land in the window, worked out once for a view. */
  _roomsOf(panels) {
    const corner = this._map.getPixelOrigin().add(this._map.containerPointToLayerPoint([0, 0]));
    const view = { zoom: this._map.getZoom(), x: corner.x, y: corner.y, w: this._map.getSize().x, h: this._map.getSize().y };
    const maps = this._maps();
    if (this._rooms && this._rooms.isOf(maps, view, panels)) return this._rooms;
    return new Rooms(maps, view, panels);
  },

  /**
   * Write the name of a country or province inside it, clear of marks and of other names: in one line or two, then
   * smaller, then in short. One that fills much of the window is written under the marks where all of it is full.
   */
  _placeInside(g, label, scale, origin, taken) {
    const look = LABEL_KINDS[label.kind];
    const target = { x: label.x * scale - origin.x - this._shift.x, y: label.y * scale - origin.y - this._shift.y };
    const clear = (box) => free(taken.boxes, box) && free(taken.marks, box);
    const forms = this._forms(g, label, look);
    const full = forms.filter((form) => form.text === label.text);
    const short = forms.filter((form) => form.text !== label.text);
    const offDots = (box) => clear(box) && free(taken.dots, box);
    const ways = [[full, offDots], [full, clear], [short, offDots], [short, clear]];
    if (label.large) ways.push([forms, (box) => free(taken.boxes, box)]);
    ways.some(([some, fits]) => some.some((form) => {
      const at = this._boxInside(label, form, target, fits);
      if (!at) return false;
      const [l, t] = at;
      this._type(g, form.type, form.px);
      taken.boxes.push([l - 4, t - 1, l + form.w + 4, t + form.h + 1]);
      this._note(label, form.lines, l, t, form.w, form.h, l + form.w / 2, t + form.h / 2);
      this._write(g, form.lines, l, t, form.px, form.w, "center", look, label);
      return true;
    }));
  },

  /** The first corner on the canvas at which a form of an area's name fits inside it. */
  _boxInside(label, form, target, fits) {
    for (const [left, top] of this._rooms.spots(label.area, form.w + 6, form.h + 4, target)) {
      const l = left + this._shift.x + 3;
      const t = top + this._shift.y + 2;
      if (fits([l - 2, t - 1, l + form.w + 2, t + form.h + 1])) return [l, t];
    }
    return null;
  },

  /** The ways to write an area's name that have room in it, the best first, with their sizes. */
  _forms(g, label, look) {
    const key = `${label.area}/${this._magnify}`;
    const known = this._rooms.forms.get(key);
    if (known) return known;
    const cased = (text) => (look.upper ? text.toLocaleUpperCase("en") : text);
    const forms = [];
    const short = label.large || this._map.getZoom() >= SHORT_ZOOM ? label.short || [] : [];
    [label.text, ...short].forEach((text) => look.sizes.forEach((size, step) => {
      const px = size * this._magnify;
      const type = { ...look, spacing: look.spacing[step] };
      this._type(g, type, px);
      const whole = cased(text);
      const wide = g.measureText(whole).width;
      [[whole], wrapLabel(g, whole, wide * 0.75)].forEach((lines, k) => {
        if (k && (lines.length < 2 || lines.some((line) => line.endsWith("…")))) return;
        forms.push({ text, lines, type, px, w: Math.max(...lines.map((line) => g.measureText(line).width)), h: lines.length * px * 1.16 });
      });
    }));
    // from the smallest: where that has no place, none has
    const made = forms.reverse().filter((form) => this._rooms.holds(label.area, form.w + 6, form.h + 4)).reverse();
    this._rooms.forms.set(key, made);
    return made;
  },

  _type(g, look, px) {
    g.font = `${look.italic ? "italic " : ""}${look.weight} ${px}px ${FONT}`;
    g.letterSpacing = `${(look.spacing || 0) * this._magnify}px`;
  },

  _note(label, lines, left, top, w, h, x, y) {
    this._written.push({ text: label.text, kind: label.kind, shown: lines.join(" "), x, y, box: [left, top, left + w, top + h] });
  },

  /** Write one label where it fits: right of its dot, left, above, below; centred where it has none. */
  _place(g, label, x, y, taken) {
    const clear = (box) => free(taken.boxes, box) && free(taken.marks, box);
    // one name once: a town and a capital of the same name on one spot, or a site beside its town
    if (this._written.some((other) => other.text === label.text && Math.abs(other.x - x) < 140 && Math.abs(other.y - y) < 60)) return;
    const far = this._map.getZoom() < 4.6 && (label.kind === "capital" || label.kind === "city");
    const look = far ? { ...LABEL_KINDS[label.kind], size: 14, weight: 400, dot: 2.2 } : LABEL_KINDS[label.kind] || LABEL_KINDS.town;
    const px = look.size * this._magnify * (label.scale || 1);
    this._type(g, look, px);
    const lines = [...wrapLabel(g, label.text, look.strong ? 230 * this._magnify : 999), ...(label.more ? [label.more] : [])];
    const w = Math.max(...lines.map((line) => g.measureText(line).width));
    const h = lines.length * px * 1.16;
    const dot = look.dot ? look.dot * Math.sqrt(this._magnify) : 0;
    const gap = (label.gap || 0) + dot + 4;
    const spots = dot || label.gap
      ? [[x + gap, y - h / 2, "left"], [x - gap - w, y - h / 2, "right"], [x - w / 2, y - gap - h + 2, "center"], [x - w / 2, y + gap - 2, "center"]]
      : [label.kind === "ring" ? [x - w / 2, y - h - 3, "center"] : [x - w / 2, y - h / 2, "center"], ...(label.slide || []).map(([dx, dy]) => [x - w / 2 + dx, y - h / 2 + dy, "center"])];
    const own = dot ? [x - dot - 1, y - dot - 1, x + dot + 1, y + dot + 1] : null;
    const covered = own && !clear(own);
    if (covered && label.kind !== "capital" && label.kind !== "city") return;
    if (covered) [12, 22, 34, 50].forEach((far) => spots.push([x - w / 2, y - far - h, "center"], [x - w / 2, y + far, "center"], [x + far, y - h / 2, "left"], [x - far - w, y - h / 2, "right"]));
    const spot = spots.find(([left, top]) => clear([left - 2, top, left + w + 2, top + h]));
    if (!spot) return;
    const [left, top] = spot;
    taken.boxes.push([left - 4, top - 1, left + w + 4, top + h + 1]);
    this._note(label, lines, left, top, w, h, x, y);
    if (own && !covered) taken.boxes.push(own);
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

const SHORT_ZOOM = 4; // farther out names in short would be a crowd of codes
const LARGE_SHARE = 0.03; // an area that fills this much of the window is named at every zoom, before the towns

/** Candidates from the basemaps. */
function basemapLabels(maps, zoom) {
  const out = [];
  maps.forEach((map, i) => {
    if (i > 0 && map.header.detail_zoom && zoom < map.header.detail_zoom) return;
    Object.values(map.layers).forEach((layer) => {
      (layer.labels || []).forEach((label) => {
        const shown = zoom >= label.min_zoom && !(label.max_zoom && zoom > label.max_zoom);
        if (!shown && label.kind !== "country") return;
        if (maps.some((other, k) => k > i && zoom >= (other.header.detail_zoom || 0) && other.header.labels && insideBox(other.box, label))) return;
        const area = label.feature === undefined ? null : areaKey(label, i);
        out.push({ kind: label.kind, text: label.text, short: label.short, x: mercatorX(label.lon), y: mercatorY(label.lat), rank: label.rank, area, shown });
      });
    });
  });
  return out;
}

/** The labels in the order in which they are placed, without the areas that the window or the zoom leaves no name. */
function ranked(labels, rooms) {
  const out = [];
  const named = new Set();
  labels.forEach((label) => {
    if (!label.area) out.push(label);
    if (!label.area || named.has(label.area)) return;
    const large = label.kind === "country" && rooms.share(label.area) >= LARGE_SHARE;
    if (!rooms.share(label.area) || !(label.shown || large)) return;
    named.add(label.area); // in the world and in a region: once
    out.push(large ? { ...label, large, rank: 5 - rooms.share(label.area) } : label);
  });
  return out.sort((a, b) => a.rank - b.rank);
}

const insideBox = (box, label) => {
  const x = mercatorX(label.lon);
  const y = mercatorY(label.lat);
  return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
};
