// The ground, drawn from typed arrays on one canvas; it never needs a tile.
const BasemapLayer = L.Renderer.extend({
  options: { padding: 0.3, pane: "caGround", interactive: false },

  initialize(options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._maps = [];
    this._look = DEFAULT_LOOK.light;
  },

  /** Add or replace a decoded basemap; finer ones are drawn over coarser ones, inside their own bounds. */
  put(name, map) {
    this._maps = this._maps.filter((entry) => entry.name !== name).concat({ name, map });
    this._maps.sort((a, b) => boxArea(b.map.box) - boxArea(a.map.box));
    if (this._map) this._update();
  },

  setLook(look) {
    this._look = look;
    if (this._map) this._update();
  },

  maps() {
    return this._maps.map((entry) => entry.map);
  },

  ...canvasOfMap,

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    const canvas = this._container;
    L.DomUtil.setPosition(canvas, this._bounds.min);
    if (canvas.width !== Math.round(size.x * ratio) || canvas.height !== Math.round(size.y * ratio)) {
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
    }
    this._draw(size, ratio);
    this.fire("drawn");
  },

  _draw(size, ratio) {
    const g = this._g;
    const look = this._look;
    const zoom = this._map.getZoom();
    const scale = 256 * 2 ** zoom;
    const origin = this._map.getPixelOrigin().add(this._bounds.min);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = look.water;
    g.fillRect(0, 0, size.x, size.y);
    const first = Math.floor(origin.x / scale);
    const last = Math.floor((origin.x + size.x) / scale);
    for (let copy = first; copy <= last; copy++) {
      this._maps.forEach(({ map }, i) => {
        const frame = { scale, x: origin.x - copy * scale, y: origin.y, w: size.x, h: size.y };
        if (i > 0 && map.header.detail_zoom && zoom < map.header.detail_zoom) return;
        g.save();
        if (i > 0) {
          const [l, t, r, b] = map.box.map((v, k) => v * scale - (k % 2 ? frame.y : frame.x));
          g.beginPath();
          g.rect(l, t, r - l, b - t);
          g.clip();
          g.fillStyle = look.water;
          g.fillRect(l, t, r - l, b - t);
        }
        this._drawMap(g, map, frame, zoom);
        g.restore();
      });
    }
  },

  _drawMap(g, map, frame, zoom) {
    const look = this._look;
    const layers = map.layers;
    const bold = this.options.bold || 1;
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
    if (layers.roads && zoom >= 5) {
      g.globalAlpha = Math.min(1, 0.35 + (zoom - 5) * 0.2);
      strokeParts(g, layers.roads, frame, look.highways, lineWidth(zoom, 0.6, 2.6));
      g.globalAlpha = 1;
    }
    if (layers.borders) {
      const haze = rgba(look.borders, 0.16);
      strokeParts(g, layers.borders, frame, haze, lineWidth(zoom, 2, 6) * bold);
      strokeParts(g, layers.borders, frame, look.borders, lineWidth(zoom, 0.7, 1.5) * bold);
    }
    ["disputed", "disputed_borders"].filter((name) => layers[name] && zoom >= 3).forEach((name) => {
      strokeParts(g, layers[name], frame, look.disputed, lineWidth(zoom, 0.7, 1.3) * bold, [5, 4]);
    });
  },
});

const boxArea = (box) => (box[2] - box[0]) * (box[3] - box[1]);
const lineWidth = (zoom, thin, thick) => thin + (thick - thin) * Math.max(0, Math.min(1, (zoom - 2.5) / 7));
const rankLimit = (layer, zoom) => (layer.rank ? Math.max(2, Math.round((zoom - 1) * 1.35)) : null);

/** Whether part p of a layer touches the frame and is at least a pixel large. */
function partInView(layer, p, f) {
  const b = layer.boxes;
  const k = p * 4;
  if ((b[k + 2] - b[k]) * f.scale < 0.8 && (b[k + 3] - b[k + 1]) * f.scale < 0.8) return false;
  return b[k + 2] * f.scale >= f.x && b[k] * f.scale <= f.x + f.w && b[k + 3] * f.scale >= f.y && b[k + 1] * f.scale <= f.y + f.h;
}

/** Add a part to the path, leaving out points that would move the pen by less than a pixel (or `f.thin`). */
function tracePart(g, layer, p, f) {
  const { x, y, starts } = layer;
  const end = starts[p + 1] - 1;
  const least = f.thin || 0.9;
  let px = x[starts[p]] * f.scale - f.x;
  let py = y[starts[p]] * f.scale - f.y;
  g.moveTo(px, py);
  for (let i = starts[p] + 1; i <= end; i++) {
    const qx = x[i] * f.scale - f.x;
    const qy = y[i] * f.scale - f.y;
    if (i < end && Math.abs(qx - px) < least && Math.abs(qy - py) < least) continue;
    g.lineTo(qx, qy);
    px = qx;
    py = qy;
  }
}

/** Fill polygons feature by feature; a hairline closes the seams. */
function fillParts(g, layer, f) {
  g.lineWidth = 0.8;
  fillFeatures(g, layer, f, null, () => g.stroke());
}

/** Fill each feature that is in view (its holes are parts of it); `before` and `after` it are called. */
function fillFeatures(g, layer, f, before, after) {
  const count = layer.starts.length - 1;
  for (let p = 0; p < count; ) {
    const feature = layer.feature[p];
    let any = false;
    g.beginPath();
    for (; p < count && layer.feature[p] === feature; p++) {
      if (!partInView(layer, p, f)) continue;
      tracePart(g, layer, p, f);
      g.closePath();
      any = true;
    }
    if (!any) continue;
    if (before) before(feature);
    g.fill("evenodd");
    if (after) after(feature);
  }
}

function strokeParts(g, layer, f, colour, width, dash, maxRank) {
  g.beginPath();
  for (let p = 0; p < layer.starts.length - 1; p++) {
    if (!partInView(layer, p, f)) continue;
    if (maxRank !== null && maxRank !== undefined && layer.rank[layer.feature[p]] > maxRank) continue;
    tracePart(g, layer, p, f);
  }
  g.setLineDash(dash || []);
  g.lineCap = dash ? "butt" : "round";
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.stroke();
  g.setLineDash([]);
}
